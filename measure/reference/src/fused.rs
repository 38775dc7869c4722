//! The transformer by the GPU kernels: the same arithmetic as [`crate::transformer`] with projections merged and steps fused.

use candle_core::{DType, Result, Tensor};
use forkcast_engine::latency::shapes::Dimensions;
use forkcast_kernels::{Graph, Kernels};

use crate::transformer::Cache;
use crate::weights::{Layer, Weights};

/// The matrices of a layer, those with the same input as one.
struct Merged {
    attention_norm: Tensor,
    qkv: Tensor,
    o: Tensor,
    feed_norm: Tensor,
    gate_up: Tensor,
    down: Tensor,
}

impl Merged {
    fn of(layer: Layer<Tensor>) -> Result<Self> {
        Ok(Self {
            qkv: Tensor::cat(&[layer.q, layer.k, layer.v], 0)?,
            gate_up: Tensor::cat(&[layer.gate, layer.up], 0)?,
            attention_norm: layer.attention_norm,
            o: layer.o,
            feed_norm: layer.feed_norm,
            down: layer.down,
        })
    }
}

/// A transformer in bf16 on a Hopper GPU.
pub struct Fused {
    kernels: Kernels,
    shape: Dimensions,
    embedding: Tensor,
    layers: Vec<Merged>,
    final_norm: Tensor,
    head: Tensor,
}

impl Fused {
    /// Whether the kernels can read a transformer of that shape.
    #[must_use]
    pub fn fits(shape: &Dimensions) -> bool {
        shape.vocab.is_multiple_of(16)
            && Kernels::fit(
                shape.hidden,
                shape.head_dim,
                shape.feed_forward,
                shape.heads / shape.kv_heads,
            )
    }

    /// Takes the weights over, so that no second copy of them is held.
    ///
    /// # Errors
    /// When the device has no room.
    pub fn new(kernels: Kernels, weights: Weights) -> Result<Self> {
        Ok(Self {
            kernels,
            shape: weights.shape,
            embedding: weights.embedding,
            layers: weights
                .layers
                .into_iter()
                .map(Merged::of)
                .collect::<Result<_>>()?,
            final_norm: weights.final_norm,
            head: weights.head,
        })
    }

    /// Reads `tokens` (`batch × count`) after the cache's, and answers with the logits of the last one, `batch × vocab`.
    ///
    /// # Errors
    /// When the cache has no room or the device fails.
    pub fn read(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        let (batch, count) = tokens.dims2()?;
        let (stream, delta) = self.layers(tokens, cache)?;
        let hidden = self.shape.hidden;
        let last = |x: Tensor| {
            x.reshape((batch, count, hidden))?
                .narrow(1, count - 1, 1)?
                .reshape((batch, hidden))?
                .contiguous()
        };
        self.project(&last(stream)?, &last(delta)?)
    }

    /// The same with the logits of every token, `batch·count × vocab`.
    ///
    /// # Errors
    /// As [`Fused::read`].
    pub fn read_all(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        let (stream, delta) = self.layers(tokens, cache)?;
        self.project(&stream, &delta)
    }

    /// The likeliest next token of each sequence, `batch × 1`.
    ///
    /// # Errors
    /// As [`Fused::read`].
    pub fn next(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        let out = Tensor::zeros((tokens.dim(0)?, 1), DType::U32, tokens.device())?;
        self.kernels.argmax(&self.read(tokens, cache)?, &out)?;
        Ok(out)
    }

    /// A decoding step as a recorded graph. It reads `tokens` and writes the next ones to the same place.
    ///
    /// # Errors
    /// As [`Fused::read`], and when the step cannot be recorded.
    pub fn recorded(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Graph> {
        let filled = cache.filled();
        // Once unrecorded: that loads the kernels.
        self.read(tokens, cache)?;
        cache.cut(filled);
        let graph = Graph::record(&self.kernels, || {
            self.kernels.argmax(&self.read(tokens, cache)?, tokens)
        })?;
        cache.cut(filled);
        Ok(graph)
    }

    fn project(&self, stream: &Tensor, delta: &Tensor) -> Result<Tensor> {
        let normed = self.kernels.add_rms_norm(stream, delta, &self.final_norm)?;
        self.kernels.times(&normed, &self.head)
    }

    /// The stream after all layers but for the last one's contribution, and that.
    fn layers(&self, tokens: &Tensor, cache: &mut Cache) -> Result<(Tensor, Tensor)> {
        let kernels = &self.kernels;
        let count = tokens.dim(1)?;
        let start = cache.filled();
        cache.grow(count)?;
        let stream = kernels.embed(&self.embedding, tokens)?;
        let mut delta: Option<Tensor> = None;
        for (layer, (keys, values)) in self.layers.iter().zip(cache.layers()) {
            let normed = match &delta {
                None => kernels.rms_norm(&stream, &layer.attention_norm)?,
                Some(delta) => kernels.add_rms_norm(&stream, delta, &layer.attention_norm)?,
            };
            let merged = kernels.times(&normed, &layer.qkv)?;
            let queries = kernels.rope_cache(&merged, cache.turns(), (keys, values), start)?;
            let mixed = kernels.attention(&queries, keys, values, start)?;
            let attended = kernels.times(&mixed, &layer.o)?;
            let normed = kernels.add_rms_norm(&stream, &attended, &layer.feed_norm)?;
            let gated = kernels.swiglu(&kernels.times(&normed, &layer.gate_up)?)?;
            delta = Some(kernels.times(&gated, &layer.down)?);
        }
        let delta = match delta {
            Some(delta) => delta,
            None => stream.zeros_like()?,
        };
        Ok((stream, delta))
    }
}
