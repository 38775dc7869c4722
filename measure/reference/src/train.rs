//! One optimiser step: forward, backward, update; every weight, or low-rank adapters beside frozen weights.

use candle_core::backprop::GradStore;
use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::ops::{rms_norm_slow, softmax};
use candle_nn::optim::ParamsAdamW;
use candle_nn::rotary_emb::rope_slow;
use forkcast_protocol::measure::Method;

use crate::device::Place;
use crate::frozen::Frozen;
use crate::optimiser::Optimiser;
use crate::plain::NORM_EPSILON;
use crate::text;
use crate::transformer::{Rotary, by_heads, causal, times};
use crate::weights::{All, Weights};

/// Scale of an adapter's part: alpha over rank, with the usual alpha of twice the rank.
pub(crate) const ADAPTER_SCALE: f64 = 2.0;
/// The learning rate. It does not change what a step costs.
const LEARNING_RATE: f64 = 1e-3;

/// A matrix as a method of training holds it.
#[derive(Clone, Debug)]
pub enum Matrix {
    /// Trained, or a gain that is not trained.
    Whole(Tensor),
    /// Frozen, with nothing beside it.
    Frozen(Frozen),
    /// Frozen, with an adapter beside it: `rank × columns`, then `rows × rank`.
    Adapted(Frozen, Var, Var),
    /// The same for the kernels made for the GPU.
    #[cfg(feature = "cuda")]
    ByKernels(forkcast_kernels::Base, Var, Var),
}

impl Matrix {
    /// A frozen matrix with an adapter beside it.
    fn adapted(tensor: &Tensor, method: Method, inner: Var, outer: Var) -> Result<Self> {
        let base = match method {
            Method::Qlora => Frozen::quantized(tensor)?,
            Method::Lora | Method::Full => Frozen::Plain(tensor.clone()),
        };
        Ok(Self::Adapted(base, inner, outer))
    }

    #[cfg(feature = "cuda")]
    fn adapted_by(
        kernels: &forkcast_kernels::Kernels,
        tensor: &Tensor,
        method: Method,
        inner: Var,
        outer: Var,
    ) -> Result<Self> {
        let base = match method {
            Method::Qlora => forkcast_kernels::Base::FourBit(kernels.quantize(tensor)?, tensor.dims2()?),
            Method::Lora | Method::Full => forkcast_kernels::Base::Plain(tensor.clone()),
        };
        Ok(Self::ByKernels(base, inner, outer))
    }

    #[cfg(feature = "cuda")]
    pub(crate) fn by_kernels(&self) -> Result<(&forkcast_kernels::Base, &Var, &Var)> {
        match self {
            Self::ByKernels(base, inner, outer) => Ok((base, inner, outer)),
            _ => candle_core::bail!("{}", text::defect::NOT_ADAPTED),
        }
    }

    fn times(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Whole(matrix) => times(x, matrix),
            Self::Frozen(base) => base.times(x),
            Self::Adapted(base, inner, outer) => {
                let adapted = times(&times(x, inner.as_tensor())?, outer.as_tensor())?;
                base.times(x)? + (adapted * ADAPTER_SCALE)?
            }
            #[cfg(feature = "cuda")]
            Self::ByKernels(..) => candle_core::bail!("{}", text::defect::FOR_KERNELS),
        }
    }

    /// The tensor of a gain or an embedding.
    pub(crate) fn whole(&self) -> Result<&Tensor> {
        match self {
            Self::Whole(tensor) => Ok(tensor),
            _ => candle_core::bail!("{}", text::defect::NOT_WHOLE),
        }
    }
}

/// A transformer in training by one method.
pub struct Trainer {
    weights: All<Matrix>,
    trained: Vec<Var>,
    optimiser: Optimiser,
    rotary: Rotary,
    hidden: Tensor,
    device: Device,
    /// Adapters by the kernels made for the GPU, where they fit.
    #[cfg(feature = "cuda")]
    adapters: Option<crate::adapters::Adapters>,
}

impl Trainer {
    /// Takes `weights` into training on sequences of `sequence_tokens`. `rank` counts for adapters alone: they stand beside every
    /// projection of the layers, the first half random and the second nought, so that they begin without effect.
    /// Embedding, gains and the projection onto the vocabulary stay frozen beside adapters, and unquantised.
    ///
    /// # Errors
    /// When the device has no room, or a matrix cannot be cut into four-bit blocks (its columns must be a multiple of 32).
    pub fn new(weights: Weights, method: Method, rank: usize, sequence_tokens: usize) -> Result<Self> {
        Self::on(&Place::cpu(), weights, method, rank, sequence_tokens)
    }

    /// The same by the kernels of `place`, where it has any for what is trained.
    ///
    /// # Errors
    /// As [`Trainer::new`].
    pub fn on(
        place: &Place,
        weights: Weights,
        method: Method,
        rank: usize,
        sequence_tokens: usize,
    ) -> Result<Self> {
        let shape = weights.shape;
        let (device, dtype) = (weights.embedding.device().clone(), weights.embedding.dtype());
        let rotary = Rotary::new(&shape, sequence_tokens, &device, dtype)?;
        #[cfg(feature = "cuda")]
        let kernels = place
            .kernels
            .as_ref()
            .filter(|_| crate::adapters::Adapters::fit(&shape, dtype, sequence_tokens));
        let mut trained = Vec::new();
        let held = match method {
            Method::Full => weights.map(|tensor, _, _| {
                let var = Var::from_tensor(tensor)?;
                trained.push(var.clone());
                Ok(Matrix::Whole(var.as_tensor().clone()))
            })?,
            Method::Lora | Method::Qlora => {
                let (embedding, head) = (weights.embedding.id(), weights.head.id());
                weights.map(|tensor, rows, columns| {
                    if tensor.id() == head {
                        return Ok(Matrix::Frozen(Frozen::Plain(tensor.clone())));
                    }
                    if columns == 0 || tensor.id() == embedding {
                        return Ok(Matrix::Whole(tensor.clone()));
                    }
                    let half = (3.0 / columns as f32).sqrt();
                    let inner = Tensor::rand(-half, half, (rank, columns), &device)?.to_dtype(dtype)?;
                    let inner = Var::from_tensor(&inner)?;
                    let outer = Var::zeros((rows, rank), dtype, &device)?;
                    trained.extend([inner.clone(), outer.clone()]);
                    #[cfg(feature = "cuda")]
                    if let Some(kernels) = kernels {
                        return Matrix::adapted_by(kernels, tensor, method, inner, outer);
                    }
                    Matrix::adapted(tensor, method, inner, outer)
                })?
            }
        };
        // Trained and quantised weights are copies; the plain ones need not be held beside them.
        drop(weights);
        let parameters = ParamsAdamW {
            lr: LEARNING_RATE,
            ..ParamsAdamW::default()
        };
        Ok(Self {
            optimiser: Optimiser::new(place, trained.clone(), parameters)?,
            weights: held,
            trained,
            hidden: causal(sequence_tokens, sequence_tokens, &device, dtype)?,
            #[cfg(feature = "cuda")]
            adapters: match kernels {
                // Gains that are trained have no kernel.
                Some(kernels) if method != Method::Full => {
                    Some(crate::adapters::Adapters::new(kernels.clone(), rotary.clone())?)
                }
                _ => None,
            },
            rotary,
            device,
        })
    }

    /// What is trained.
    #[must_use]
    pub fn trained(&self) -> &[Var] {
        &self.trained
    }

    /// The weights as the method holds them.
    #[must_use]
    pub const fn weights(&self) -> &All<Matrix> {
        &self.weights
    }

    /// Whether steps are recorded on the GPU and replayed.
    #[must_use]
    pub fn is_recorded(&self) -> bool {
        #[cfg(feature = "cuda")]
        return self.adapters.is_some();
        #[cfg(not(feature = "cuda"))]
        false
    }

    /// Logits of every position, `batch·count × vocab`; `count` is that of the training sequences.
    ///
    /// # Errors
    /// When the device fails.
    pub fn logits(&self, tokens: &Tensor) -> Result<Tensor> {
        let (batch, count) = tokens.dims2()?;
        let shape = &self.weights.shape;
        let epsilon = NORM_EPSILON as f32;
        let mut stream = self
            .weights
            .embedding
            .whole()?
            .index_select(&tokens.flatten_all()?, 0)?;
        for layer in &self.weights.layers {
            let normed = rms_norm_slow(&stream, layer.attention_norm.whole()?, epsilon)?;
            let heads = |matrix: &Matrix, heads: usize| {
                by_heads(&matrix.times(&normed)?.reshape((batch, count, ()))?, heads)
            };
            let q = rope_slow(&heads(&layer.q, shape.heads)?, &self.rotary.cos, &self.rotary.sin)?;
            let k = rope_slow(
                &heads(&layer.k, shape.kv_heads)?,
                &self.rotary.cos,
                &self.rotary.sin,
            )?;
            let mixed = self.attention(&q, &k, &heads(&layer.v, shape.kv_heads)?)?;
            stream = (stream + layer.o.times(&mixed)?)?;
            let normed = rms_norm_slow(&stream, layer.feed_norm.whole()?, epsilon)?;
            let gated = (layer.gate.times(&normed)?.silu()? * layer.up.times(&normed)?)?;
            stream = (stream + layer.down.times(&gated)?)?;
        }
        let normed = rms_norm_slow(&stream, self.weights.final_norm.whole()?, epsilon)?;
        self.weights.head.times(&normed)
    }

    fn attention(&self, q: &Tensor, k: &Tensor, v: &Tensor) -> Result<Tensor> {
        let (batch, heads, count, width) = q.dims4()?;
        let shared = self.weights.shape.kv_heads;
        let rows = heads / shared * count;
        let q = (q * (1.0 / (width as f64).sqrt()))?.reshape((batch, shared, rows, width))?;
        let scores = q
            .matmul(&k.t()?)?
            .reshape((batch * heads, count, count))?
            .broadcast_add(&self.hidden)?;
        softmax(&scores, D::Minus1)?
            .reshape((batch, shared, rows, count))?
            .matmul(v)?
            .reshape((batch, heads, count, width))?
            .transpose(1, 2)?
            .reshape((batch * count, heads * width))
    }

    /// Mean cross entropy, nats, of each next token of `sequences` (`batch × count + 1`).
    ///
    /// # Errors
    /// When the device fails.
    pub fn loss(&self, sequences: &Tensor) -> Result<Tensor> {
        #[cfg(feature = "cuda")]
        if let Some(adapters) = &self.adapters {
            return adapters.loss(&self.weights, sequences);
        }
        let count = sequences.dim(1)? - 1;
        let targets = sequences.narrow(1, 1, count)?.flatten_all()?;
        let logits = self.logits(&sequences.narrow(1, 0, count)?.contiguous()?)?;
        candle_nn::loss::cross_entropy(&logits.to_dtype(DType::F32)?, &targets)
    }

    /// The loss and its gradients.
    ///
    /// # Errors
    /// When the device fails.
    pub fn gradients(&self, sequences: &Tensor) -> Result<(Tensor, GradStore)> {
        #[cfg(feature = "cuda")]
        if let Some(adapters) = &self.adapters {
            return adapters.gradients(&self.weights, sequences);
        }
        let loss = self.loss(sequences)?;
        let gradients = loss.backward()?;
        Ok((loss, gradients))
    }

    /// One step of AdamW on `sequences`. Answers with the loss before it, once the device has done all of it.
    ///
    /// # Errors
    /// When the device fails.
    pub fn step(&mut self, sequences: &Tensor) -> Result<f32> {
        #[cfg(feature = "cuda")]
        if let Some(adapters) = &mut self.adapters {
            return adapters.step(&self.weights, &mut self.optimiser, sequences);
        }
        self.step_unrecorded(sequences)
    }

    /// The same without a recording.
    ///
    /// # Errors
    /// When the device fails.
    pub fn step_unrecorded(&mut self, sequences: &Tensor) -> Result<f32> {
        let (loss, gradients) = self.gradients(sequences)?;
        self.optimiser.step(&gradients)?;
        drop(gradients);
        self.device.synchronize()?;
        loss.to_scalar()
    }
}
