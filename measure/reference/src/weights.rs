//! Random weights of a shape: on the host for checks, or straight on the device that they are for.

use candle_core::{DType, Device, Result, Tensor};
use forkcast_engine::latency::shapes::Dimensions;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

/// The matrices of one layer in one kind of storage. A matrix is stored by rows of its outputs.
#[derive(Clone, Debug)]
pub struct Layer<M> {
    /// Gain of the norm before attention, `hidden`.
    pub attention_norm: M,
    /// Queries, `heads·head_dim × hidden`.
    pub q: M,
    /// Keys, `kv_heads·head_dim × hidden`.
    pub k: M,
    /// Values, `kv_heads·head_dim × hidden`.
    pub v: M,
    /// Output of attention, `hidden × heads·head_dim`.
    pub o: M,
    /// Gain of the norm before the feed-forward layer, `hidden`.
    pub feed_norm: M,
    /// Gate, `feed_forward × hidden`.
    pub gate: M,
    /// Widening, `feed_forward × hidden`.
    pub up: M,
    /// Narrowing, `hidden × feed_forward`.
    pub down: M,
}

/// All weights in one kind of storage.
#[derive(Clone, Debug)]
pub struct All<M> {
    /// The shape that they are of.
    pub shape: Dimensions,
    /// A row for each token, `vocab × hidden`.
    pub embedding: M,
    /// The layers, first to last.
    pub layers: Vec<Layer<M>>,
    /// Gain of the last norm, `hidden`.
    pub final_norm: M,
    /// Projection onto the vocabulary, `vocab × hidden`; not tied to the embedding.
    pub head: M,
}

/// Weights as plain numbers.
pub type HostWeights = All<Vec<f32>>;
/// Weights as tensors.
pub type Weights = All<Tensor>;

impl<M> Layer<M> {
    fn map<N>(
        &self,
        make: &mut impl FnMut(&M, usize, usize) -> Result<N>,
        s: &Dimensions,
    ) -> Result<Layer<N>> {
        let (q, kv) = (s.heads * s.head_dim, s.kv_heads * s.head_dim);
        Ok(Layer {
            attention_norm: make(&self.attention_norm, s.hidden, 0)?,
            q: make(&self.q, q, s.hidden)?,
            k: make(&self.k, kv, s.hidden)?,
            v: make(&self.v, kv, s.hidden)?,
            o: make(&self.o, s.hidden, q)?,
            feed_norm: make(&self.feed_norm, s.hidden, 0)?,
            gate: make(&self.gate, s.feed_forward, s.hidden)?,
            up: make(&self.up, s.feed_forward, s.hidden)?,
            down: make(&self.down, s.hidden, s.feed_forward)?,
        })
    }
}

impl<M> All<M> {
    /// The same weights in another storage: `make` is given each with its rows and columns, no columns for a gain.
    pub(crate) fn map<N>(&self, mut make: impl FnMut(&M, usize, usize) -> Result<N>) -> Result<All<N>> {
        let s = self.shape;
        Ok(All {
            shape: s,
            embedding: make(&self.embedding, s.vocab, s.hidden)?,
            layers: self
                .layers
                .iter()
                .map(|layer| layer.map(&mut make, &s))
                .collect::<Result<_>>()?,
            final_norm: make(&self.final_norm, s.hidden, 0)?,
            head: make(&self.head, s.vocab, s.hidden)?,
        })
    }
}

/// A shape whose weights are still to be made.
fn blank(shape: &Dimensions) -> All<()> {
    let layer = Layer {
        attention_norm: (),
        q: (),
        k: (),
        v: (),
        o: (),
        feed_norm: (),
        gate: (),
        up: (),
        down: (),
    };
    All {
        shape: *shape,
        embedding: (),
        layers: vec![layer; shape.layers],
        final_norm: (),
        head: (),
    }
}

/// Half the width of the uniform distribution that keeps the size of what passes through a matrix of `columns`: variance 1/columns.
fn spread(columns: usize) -> f32 {
    (3.0 / columns as f32).sqrt()
}

fn uniform(random: &mut SmallRng, count: usize, centre: f32, spread: f32) -> Vec<f32> {
    (0..count)
        .map(|_| centre + spread * (2.0 * random.random::<f32>() - 1.0))
        .collect()
}

fn drawn(random: &mut SmallRng, rows: usize, columns: usize) -> Vec<f32> {
    match columns {
        // Gains differ from one, so that a gain left out shows.
        0 => uniform(random, rows, 1.0, 0.25),
        columns => uniform(random, rows * columns, 0.0, spread(columns)),
    }
}

impl HostWeights {
    /// Weights drawn from `seed`.
    ///
    /// # Panics
    /// Never: drawing numbers does not fail.
    #[must_use]
    pub fn random(shape: &Dimensions, seed: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        blank(shape)
            .map(|(), rows, columns| Ok(drawn(&mut random, rows, columns)))
            .expect("drawing does not fail")
    }

    /// The same weights as tensors of `dtype` on `device`.
    ///
    /// # Errors
    /// When the device has no room for them.
    pub fn on(&self, device: &Device, dtype: DType) -> Result<Weights> {
        self.map(|values, rows, columns| placed(values.clone(), rows, columns, device)?.to_dtype(dtype))
    }
}

impl Weights {
    /// Weights drawn from `seed`, one matrix after the other, so that no second copy of all is ever held.
    ///
    /// # Errors
    /// When the device has no room for them.
    pub fn random(shape: &Dimensions, seed: u64, device: &Device, dtype: DType) -> Result<Self> {
        let mut random = SmallRng::seed_from_u64(seed);
        if !device.is_cpu() {
            device.set_seed(seed)?;
        }
        blank(shape).map(|(), rows, columns| {
            if device.is_cpu() || columns == 0 {
                return placed(drawn(&mut random, rows, columns), rows, columns, device)?.to_dtype(dtype);
            }
            // Billions of numbers are drawn where they are needed.
            let half = spread(columns);
            Tensor::rand(-half, half, (rows, columns), device)?.to_dtype(dtype)
        })
    }
}

fn placed(values: Vec<f32>, rows: usize, columns: usize, device: &Device) -> Result<Tensor> {
    match columns {
        0 => Tensor::from_vec(values, rows, device),
        columns => Tensor::from_vec(values, (rows, columns), device),
    }
}
