//! A sentence encoder of MiniLM's shape with random weights: what embedding a query or a passage takes.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::ops::{layer_norm, softmax_last_dim};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::device::Place;

/// What keeps a standard deviation from being nought.
pub(crate) const EPSILON: f64 = 1e-12;

/// Dimensions of an encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Layers.
    pub layers: usize,
    /// Width.
    pub hidden: usize,
    /// Heads.
    pub heads: usize,
    /// Width of the feed-forward layer.
    pub wide: usize,
    /// Vocabulary.
    pub vocab: usize,
    /// Positions.
    pub positions: usize,
}

/// all-MiniLM-L6-v2, by its published config.json.
pub const MINILM: Shape = Shape {
    layers: 6,
    hidden: 384,
    heads: 12,
    wide: 1536,
    vocab: 30_522,
    positions: 512,
};

impl Shape {
    /// Arithmetic of embedding `batch` texts of `count` tokens, FLOP.
    #[must_use]
    pub fn flop(&self, batch: f64, count: f64) -> f64 {
        let (hidden, layers) = (self.hidden as f64, self.layers as f64);
        2.0 * self.weights() * batch * count + 4.0 * layers * hidden * batch * count * count
    }

    /// Weights of the layers' matrices.
    #[must_use]
    pub fn weights(&self) -> f64 {
        let (hidden, wide) = (self.hidden as f64, self.wide as f64);
        self.layers as f64 * (4.0 * hidden * hidden + 2.0 * hidden * wide)
    }
}

/// A layer: matrices by rows of their outputs, and vectors.
#[derive(Clone, Debug)]
pub struct EncoderLayer<M> {
    /// Queries, keys and values, `3 hidden × hidden`.
    pub qkv: M,
    /// Their bias.
    pub qkv_bias: M,
    /// Output of attention, `hidden × hidden`.
    pub o: M,
    /// Its bias.
    pub o_bias: M,
    /// Norm after attention: gain and shift.
    pub mixed_norm: (M, M),
    /// Widening, `wide × hidden`.
    pub up: M,
    /// Its bias.
    pub up_bias: M,
    /// Narrowing, `hidden × wide`.
    pub down: M,
    /// Its bias.
    pub down_bias: M,
    /// Norm after the feed-forward layer.
    pub norm: (M, M),
}

/// All weights of an encoder.
#[derive(Clone, Debug)]
pub struct EncoderWeights<M> {
    /// Dimensions.
    pub shape: Shape,
    /// A row for each token.
    pub words: M,
    /// A row for each position.
    pub positions: M,
    /// The row that every token's type adds.
    pub kind: M,
    /// Norm of the sum: gain and shift.
    pub start_norm: (M, M),
    /// The layers, first to last.
    pub layers: Vec<EncoderLayer<M>>,
}

impl EncoderWeights<Vec<f32>> {
    /// Weights drawn from `seed`.
    #[must_use]
    pub fn random(shape: Shape, seed: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let mut drawn = |count: usize, centre: f32, half: f32| -> Vec<f32> {
            (0..count)
                .map(|_| centre + half * (2.0 * random.random::<f32>() - 1.0))
                .collect()
        };
        let (hidden, wide) = (shape.hidden, shape.wide);
        let half = |columns: usize| (3.0 / columns as f32).sqrt();
        Self {
            shape,
            words: drawn(shape.vocab * hidden, 0.0, 1.0),
            positions: drawn(shape.positions * hidden, 0.0, 0.5),
            kind: drawn(hidden, 0.0, 0.5),
            start_norm: (drawn(hidden, 1.0, 0.2), drawn(hidden, 0.0, 0.2)),
            layers: (0..shape.layers)
                .map(|_| EncoderLayer {
                    qkv: drawn(3 * hidden * hidden, 0.0, half(hidden)),
                    qkv_bias: drawn(3 * hidden, 0.0, 0.2),
                    o: drawn(hidden * hidden, 0.0, half(hidden)),
                    o_bias: drawn(hidden, 0.0, 0.2),
                    mixed_norm: (drawn(hidden, 1.0, 0.2), drawn(hidden, 0.0, 0.2)),
                    up: drawn(wide * hidden, 0.0, half(hidden)),
                    up_bias: drawn(wide, 0.0, 0.2),
                    down: drawn(hidden * wide, 0.0, half(wide)),
                    down_bias: drawn(hidden, 0.0, 0.2),
                    norm: (drawn(hidden, 1.0, 0.2), drawn(hidden, 0.0, 0.2)),
                })
                .collect(),
        }
    }

    fn on(&self, device: &Device, dtype: DType) -> Result<EncoderWeights<Tensor>> {
        let (hidden, wide) = (self.shape.hidden, self.shape.wide);
        let matrix = |values: &[f32], columns: usize| {
            Tensor::from_slice(values, (values.len() / columns, columns), device)?.to_dtype(dtype)
        };
        let row = |values: &[f32]| Tensor::from_slice(values, values.len(), device)?.to_dtype(dtype);
        let pair =
            |(gain, shift): &(Vec<f32>, Vec<f32>)| Ok::<_, candle_core::Error>((row(gain)?, row(shift)?));
        Ok(EncoderWeights {
            shape: self.shape,
            words: matrix(&self.words, hidden)?,
            positions: matrix(&self.positions, hidden)?,
            kind: row(&self.kind)?,
            start_norm: pair(&self.start_norm)?,
            layers: self
                .layers
                .iter()
                .map(|layer| {
                    Ok(EncoderLayer {
                        qkv: matrix(&layer.qkv, hidden)?,
                        qkv_bias: row(&layer.qkv_bias)?,
                        o: matrix(&layer.o, hidden)?,
                        o_bias: row(&layer.o_bias)?,
                        mixed_norm: pair(&layer.mixed_norm)?,
                        up: matrix(&layer.up, hidden)?,
                        up_bias: row(&layer.up_bias)?,
                        down: matrix(&layer.down, wide)?,
                        down_bias: row(&layer.down_bias)?,
                        norm: pair(&layer.norm)?,
                    })
                })
                .collect::<Result<_>>()?,
        })
    }
}

/// An encoder on a place.
pub struct Encoder {
    weights: EncoderWeights<Tensor>,
    place: Place,
    dtype: DType,
}

impl Encoder {
    /// Places the weights in numbers of `dtype`.
    ///
    /// # Errors
    /// When the device has no room.
    pub fn new(place: &Place, weights: &EncoderWeights<Vec<f32>>, dtype: DType) -> Result<Self> {
        Ok(Self {
            weights: weights.on(&place.device, dtype)?,
            place: place.clone(),
            dtype,
        })
    }

    /// The embeddings of `batch` texts of equal length, `batch × hidden`, each of length one.
    ///
    /// # Errors
    /// When the device fails.
    pub fn embed(&self, tokens: &Tensor) -> Result<Tensor> {
        let out = Tensor::zeros(
            (tokens.dim(0)?, self.weights.shape.hidden),
            self.dtype,
            &self.place.device,
        )?;
        if self.by_kernels(tokens, &out)? {
            return Ok(out);
        }
        self.by_library(tokens)
    }

    /// Embedding of these tokens as a recorded graph with where it leaves its result; none without kernels.
    ///
    /// # Errors
    /// When the device fails.
    #[cfg(feature = "cuda")]
    pub(crate) fn recorded(&self, tokens: &Tensor) -> Result<Option<(forkcast_kernels::Graph, Tensor)>> {
        let Some(kernels) = &self.place.kernels else {
            return Ok(None);
        };
        let out = Tensor::zeros(
            (tokens.dim(0)?, self.weights.shape.hidden),
            self.dtype,
            &self.place.device,
        )?;
        // Once unrecorded: that loads the kernels.
        if !self.by_kernels(tokens, &out)? {
            return Ok(None);
        }
        let graph = forkcast_kernels::Graph::record(kernels, || self.by_kernels(tokens, &out).map(drop))?;
        Ok(Some((graph, out)))
    }

    #[cfg(not(feature = "cuda"))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the same as with kernels"
    )]
    fn by_kernels(&self, _: &Tensor, _: &Tensor) -> Result<bool> {
        Ok(false)
    }

    /// Writes the embeddings to `out` and answers with yes, or does nothing where there are no kernels for these numbers.
    #[cfg(feature = "cuda")]
    fn by_kernels(&self, tokens: &Tensor, out: &Tensor) -> Result<bool> {
        let (weights, shape) = (&self.weights, &self.weights.shape);
        let width = shape.hidden / shape.heads;
        let Some(kernels) = self
            .place
            .kernels
            .as_ref()
            .filter(|_| self.dtype == DType::BF16 && [16, 32, 64, 128].contains(&width))
        else {
            return Ok(false);
        };
        let (_, count) = tokens.dims2()?;
        let words = kernels.embed(&weights.words, tokens)?;
        let positions = weights.positions.narrow(0, 0, count)?;
        let mut states = kernels.add_layer_norm(&words, &weights.kind, &positions, &weights.start_norm)?;
        for layer in &weights.layers {
            let merged = kernels.times(&states, &layer.qkv)?;
            let mixed = kernels.attention_of_all(&merged, &layer.qkv_bias, count, width)?;
            let mixed = kernels.times(&mixed, &layer.o)?;
            states = kernels.add_layer_norm(&mixed, &layer.o_bias, &states, &layer.mixed_norm)?;
            let wide = kernels.bias_gelu(&kernels.times(&states, &layer.up)?, &layer.up_bias)?;
            let narrow = kernels.times(&wide, &layer.down)?;
            states = kernels.add_layer_norm(&narrow, &layer.down_bias, &states, &layer.norm)?;
        }
        kernels.pool(&states, count, out)?;
        Ok(true)
    }

    fn by_library(&self, tokens: &Tensor) -> Result<Tensor> {
        let (weights, shape) = (&self.weights, &self.weights.shape);
        let (batch, count) = tokens.dims2()?;
        let (hidden, heads) = (shape.hidden, shape.heads);
        let width = hidden / heads;
        let norm = |x: &Tensor, pair: &(Tensor, Tensor)| layer_norm(x, &pair.0, &pair.1, EPSILON as f32);
        let linear = |x: &Tensor, matrix: &Tensor, bias: &Tensor| {
            crate::transformer::times(x, matrix)?.broadcast_add(bias)
        };
        let by_head = |x: Tensor| {
            x.reshape((batch, count, heads, width))?
                .transpose(1, 2)?
                .contiguous()
        };
        let embedded = weights
            .words
            .index_select(&tokens.flatten_all()?, 0)?
            .reshape((batch, count, hidden))?
            .broadcast_add(&weights.positions.narrow(0, 0, count)?)?
            .broadcast_add(&weights.kind)?;
        let mut states = norm(&embedded, &weights.start_norm)?;
        for layer in &weights.layers {
            let merged = linear(&states, &layer.qkv, &layer.qkv_bias)?;
            let part = |i: usize| by_head(merged.narrow(2, i * hidden, hidden)?.contiguous()?);
            let scores = (part(0)?.matmul(&part(1)?.t()?)? / (width as f64).sqrt())?;
            let mixed = softmax_last_dim(&scores)?
                .matmul(&part(2)?)?
                .transpose(1, 2)?
                .reshape((batch, count, hidden))?;
            states = norm(
                &(linear(&mixed, &layer.o, &layer.o_bias)? + &states)?,
                &layer.mixed_norm,
            )?;
            let wide = linear(&states, &layer.up, &layer.up_bias)?.gelu_erf()?;
            states = norm(
                &(linear(&wide, &layer.down, &layer.down_bias)? + &states)?,
                &layer.norm,
            )?;
        }
        let mean = states.mean(1)?;
        mean.broadcast_div(&mean.sqr()?.sum_keepdim(D::Minus1)?.sqrt()?)
    }
}
