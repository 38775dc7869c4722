//! A training step of adapters by the GPU kernels, with every gradient written out.
//!
//! The library's backward pass starts each sum of gradients from zeros and makes a pass over memory for each addition; here a product adds
//! to what is there. Nothing depends on the host, so that a step is recorded once and replayed.

use candle_core::backprop::GradStore;
use candle_core::{DType, Device, Result, Tensor, Var};
use forkcast_engine::latency::shapes::Dimensions;
use forkcast_kernels::{Adapter, Base, Graph, Kernels};

use crate::frozen::Frozen;
use crate::optimiser::Optimiser;
use crate::text;
use crate::train::{ADAPTER_SCALE, Matrix};
use crate::transformer::Rotary;
use crate::weights::{All, Layer};

/// Where a step reads its tokens and writes its loss. A recorded step keeps to the same places.
#[derive(Debug)]
struct Places {
    inputs: Tensor,
    targets: Tensor,
    loss: Tensor,
}

impl Places {
    /// Places for sequences of `count + 1` tokens, with these tokens.
    fn of(sequences: &Tensor) -> Result<Self> {
        let count = sequences.dim(1)? - 1;
        // A view that happens to lie in one piece is copied too: the caller's tensor need not outlive the recording.
        let inputs = sequences.narrow(1, 0, count)?.copy()?.contiguous()?;
        let targets = sequences.narrow(1, 1, count)?.copy()?.contiguous()?;
        let loss = Tensor::zeros(inputs.elem_count(), DType::F32, sequences.device())?;
        Ok(Self {
            inputs,
            targets,
            loss,
        })
    }

    fn take(&self, sequences: &Tensor) -> Result<()> {
        let count = sequences.dim(1)? - 1;
        let part = |from| sequences.narrow(1, from, count)?.contiguous();
        self.inputs.slice_set(&part(0)?, 0, 0)?;
        self.targets.slice_set(&part(1)?, 0, 0)
    }

    fn fit(&self, sequences: &Tensor) -> Result<bool> {
        let (batch, count) = sequences.dims2()?;
        Ok(self.inputs.dims2()? == (batch, count - 1))
    }
}

/// A layer's results that its gradient needs.
struct Kept {
    stream: Tensor,
    normed: Tensor,
    heads: [Tensor; 3],
    shares: Tensor,
    mixed: Tensor,
    between: Tensor,
    feed_normed: Tensor,
    gate: Tensor,
    up: Tensor,
    gated: Tensor,
    /// Inputs times the first factors of the adapters of q, k, v, o, gate, up and down.
    mids: [Tensor; 7],
}

/// The gradients of a matrix's two adapter factors.
struct Found<'a>(&'a mut GradStore);

impl Found<'_> {
    fn keep(&mut self, matrix: &Matrix, (inner, outer): (Tensor, Tensor)) -> Result<()> {
        let (_, of_inner, of_outer) = matrix.by_kernels()?;
        self.0.insert(of_inner.as_tensor(), inner);
        self.0.insert(of_outer.as_tensor(), outer);
        Ok(())
    }
}

/// The training of adapters by the kernels.
pub(crate) struct Adapters {
    kernels: Kernels,
    turns: Rotary,
    /// Cosines of one and sines of zero: reorders heads without rotating them.
    still: Rotary,
    recorded: Option<(Graph, Places)>,
}

fn pair(rotary: &Rotary) -> (&Tensor, &Tensor) {
    (&rotary.cos, &rotary.sin)
}

impl Adapters {
    /// Whether the kernels can train adapters of a transformer of that shape on sequences of that length.
    pub(crate) fn fit(shape: &Dimensions, dtype: DType, sequence_tokens: usize) -> bool {
        let widths = [
            shape.hidden,
            shape.heads * shape.head_dim,
            shape.kv_heads * shape.head_dim,
        ];
        dtype == DType::BF16
            && sequence_tokens.is_multiple_of(16)
            && sequence_tokens <= 4096
            && widths.iter().all(|width| width.is_multiple_of(32))
            && shape.feed_forward.is_multiple_of(32)
            && crate::fused::Fused::fits(shape)
    }

    pub(crate) fn new(kernels: Kernels, turns: Rotary) -> Result<Self> {
        let still = Rotary {
            cos: turns.cos.ones_like()?,
            sin: turns.sin.zeros_like()?,
        };
        Ok(Self {
            kernels,
            turns,
            still,
            recorded: None,
        })
    }

    fn times(&self, matrix: &Matrix, x: &Tensor) -> Result<(Tensor, Tensor)> {
        self.kernels.adapted(x, &adapter(matrix)?)
    }

    /// The gradient with respect to the rows that `matrix` was given, added to `dx`; those of its adapter are kept.
    fn back(
        &self,
        matrix: &Matrix,
        kept: (&Tensor, &Tensor),
        dy: &Tensor,
        dx: Option<Tensor>,
        found: &mut Found,
    ) -> Result<Tensor> {
        let (dx, factors) = self.kernels.adapted_gradient(&adapter(matrix)?, kept, dy, dx)?;
        found.keep(matrix, factors)?;
        Ok(dx)
    }

    fn layer_forward(
        &self,
        shape: &Dimensions,
        layer: &Layer<Matrix>,
        stream: Tensor,
        (batch, count): (usize, usize),
    ) -> Result<(Kept, Tensor)> {
        let kernels = &self.kernels;
        let (shared, width) = (shape.kv_heads, shape.head_dim);
        let rows = shape.heads / shared * count;
        let normed = kernels.rms_norm(&stream, layer.attention_norm.whole()?)?;
        let (q, mid_q) = self.times(&layer.q, &normed)?;
        let (k, mid_k) = self.times(&layer.k, &normed)?;
        let (v, mid_v) = self.times(&layer.v, &normed)?;
        let q = kernels
            .to_heads(&q, pair(&self.turns), count)?
            .reshape((batch, shared, rows, width))?;
        let k = kernels.to_heads(&k, pair(&self.turns), count)?;
        let v = kernels.to_heads(&v, pair(&self.still), count)?;
        let shares = kernels.causal_softmax(&q.matmul(&k.t()?)?, attention_scale(shape))?;
        let mixed = shares.matmul(&v)?.reshape((batch, shape.heads, count, width))?;
        let mixed = kernels.from_heads(&mixed, pair(&self.still))?;
        let (attended, mid_o) = self.times(&layer.o, &mixed)?;
        let between = (&stream + attended)?;
        let feed_normed = kernels.rms_norm(&between, layer.feed_norm.whole()?)?;
        let (gate, mid_gate) = self.times(&layer.gate, &feed_normed)?;
        let (up, mid_up) = self.times(&layer.up, &feed_normed)?;
        let gated = kernels.gated(&gate, &up)?;
        let (fed, mid_down) = self.times(&layer.down, &gated)?;
        let next = (&between + fed)?;
        let kept = Kept {
            stream,
            normed,
            heads: [q, k, v],
            shares,
            mixed,
            between,
            feed_normed,
            gate,
            up,
            gated,
            mids: [mid_q, mid_k, mid_v, mid_o, mid_gate, mid_up, mid_down],
        };
        Ok((kept, next))
    }

    /// The gradient with respect to the stream before the layer, from that after it.
    fn layer_backward(
        &self,
        shape: &Dimensions,
        layer: &Layer<Matrix>,
        kept: &Kept,
        after: &Tensor,
        found: &mut Found,
    ) -> Result<Tensor> {
        let kernels = &self.kernels;
        let [q, k, v] = &kept.heads;
        let [mid_q, mid_k, mid_v, mid_o, mid_gate, mid_up, mid_down] = &kept.mids;
        let dgated = self.back(&layer.down, (&kept.gated, mid_down), after, None, found)?;
        let (dgate, dup) = kernels.gated_gradient(&kept.gate, &kept.up, &dgated)?;
        let dnormed = self.back(&layer.gate, (&kept.feed_normed, mid_gate), &dgate, None, found)?;
        let dnormed = self.back(&layer.up, (&kept.feed_normed, mid_up), &dup, Some(dnormed), found)?;
        let dbetween = kernels.rms_norm_gradient(&kept.between, layer.feed_norm.whole()?, &dnormed, after)?;

        let dmixed = self.back(&layer.o, (&kept.mixed, mid_o), &dbetween, None, found)?;
        let (batch, shared, rows, width) = q.dims4()?;
        let count = k.dim(2)?;
        let dmixed = kernels
            .to_heads(&dmixed, pair(&self.still), count)?
            .reshape((batch, shared, rows, width))?;
        let dshares = dmixed.matmul(&v.t()?)?;
        let dv = kept.shares.t()?.matmul(&dmixed)?;
        let dscores = kernels.causal_softmax_gradient(&kept.shares, &dshares, attention_scale(shape))?;
        let dq = dscores.matmul(k)?.reshape((batch, shape.heads, count, width))?;
        let dk = dscores.t()?.matmul(q)?;
        let dq = kernels.from_heads(&dq, pair(&self.turns))?;
        let dk = kernels.from_heads(&dk, pair(&self.turns))?;
        let dv = kernels.from_heads(&dv, pair(&self.still))?;
        let dnormed = self.back(&layer.q, (&kept.normed, mid_q), &dq, None, found)?;
        let dnormed = self.back(&layer.k, (&kept.normed, mid_k), &dk, Some(dnormed), found)?;
        let dnormed = self.back(&layer.v, (&kept.normed, mid_v), &dv, Some(dnormed), found)?;
        kernels.rms_norm_gradient(&kept.stream, layer.attention_norm.whole()?, &dnormed, &dbetween)
    }

    fn forward(&self, weights: &All<Matrix>, places: &Places) -> Result<(Vec<Kept>, Tensor, Tensor)> {
        let size = places.inputs.dims2()?;
        let mut stream = self.kernels.embed(weights.embedding.whole()?, &places.inputs)?;
        let mut kept = Vec::with_capacity(weights.layers.len());
        for layer in &weights.layers {
            let (layer_kept, next) = self.layer_forward(&weights.shape, layer, stream, size)?;
            kept.push(layer_kept);
            stream = next;
        }
        let normed = self.kernels.rms_norm(&stream, weights.final_norm.whole()?)?;
        let logits = self.kernels.times(&normed, frozen(&weights.head)?)?;
        self.kernels
            .cross_entropy(&logits, &places.targets, &places.loss)?;
        Ok((kept, stream, logits))
    }

    fn backward(
        &self,
        weights: &All<Matrix>,
        places: &Places,
        (kept, stream, logits): (Vec<Kept>, Tensor, Tensor),
    ) -> Result<GradStore> {
        let dlogits = self
            .kernels
            .cross_entropy_gradient(&logits, &places.targets, &places.loss)?;
        drop(logits);
        let dnormed = self.kernels.times_gradient(&dlogits, frozen(&weights.head)?)?;
        drop(dlogits);
        let none = dnormed.zeros_like()?;
        let gain = weights.final_norm.whole()?;
        let mut after = self.kernels.rms_norm_gradient(&stream, gain, &dnormed, &none)?;
        // The library has no other way to make an empty store than from the gradients of a number by itself.
        let mut store = Tensor::zeros((), DType::F32, &Device::Cpu)?.backward()?;
        for (layer, kept) in weights.layers.iter().zip(kept).rev() {
            after = self.layer_backward(&weights.shape, layer, &kept, &after, &mut Found(&mut store))?;
        }
        Ok(store)
    }

    /// Mean cross entropy, nats, of each next token of `sequences`.
    pub(crate) fn loss(&self, weights: &All<Matrix>, sequences: &Tensor) -> Result<Tensor> {
        let places = Places::of(sequences)?;
        drop(self.forward(weights, &places)?);
        places.loss.mean_all()
    }

    /// The loss and the gradients of the adapters.
    pub(crate) fn gradients(&self, weights: &All<Matrix>, sequences: &Tensor) -> Result<(Tensor, GradStore)> {
        let places = Places::of(sequences)?;
        let done = self.forward(weights, &places)?;
        Ok((places.loss.mean_all()?, self.backward(weights, &places, done)?))
    }

    /// One step of the optimiser: the first is recorded, later ones of the same shape are replayed. Answers with the loss before it.
    pub(crate) fn step(
        &mut self,
        weights: &All<Matrix>,
        optimiser: &mut Optimiser,
        sequences: &Tensor,
    ) -> Result<f32> {
        optimiser.prepare()?;
        let places = match &self.recorded {
            Some((graph, places)) if places.fit(sequences)? => {
                places.take(sequences)?;
                graph.replay()?;
                places
            }
            _ => {
                let places = Places::of(sequences)?;
                let whole = || {
                    let done = self.forward(weights, &places)?;
                    optimiser.update(&self.backward(weights, &places, done)?)
                };
                // The first step loads the kernels and counts; recording does nothing.
                whole()?;
                let graph = Graph::record(&self.kernels, whole)?;
                &self.recorded.insert((graph, places)).1
            }
        };
        sequences.device().synchronize()?;
        places.loss.mean_all()?.to_scalar()
    }
}

fn adapter(matrix: &Matrix) -> Result<Adapter<'_>> {
    let (base, inner, outer): (&Base, &Var, &Var) = matrix.by_kernels()?;
    Ok(Adapter {
        base,
        inner: inner.as_tensor(),
        outer: outer.as_tensor(),
        scale: ADAPTER_SCALE as f32,
    })
}

fn frozen(matrix: &Matrix) -> Result<&Tensor> {
    match matrix {
        Matrix::Frozen(Frozen::Plain(tensor)) => Ok(tensor),
        _ => candle_core::bail!("{}", text::defect::NOT_FROZEN),
    }
}

fn attention_scale(shape: &Dimensions) -> f64 {
    1.0 / (shape.head_dim as f64).sqrt()
}
