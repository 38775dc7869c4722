//! A transformer on a place, by the kernels made for it where there are any, and a decoding step on it.

use candle_core::{Result, Tensor};
use forkcast_engine::latency::shapes::Dimensions;

use crate::device::Place;
#[cfg(feature = "cuda")]
use crate::fused::Fused;
use crate::transformer::{Cache, Transformer, likeliest};
use crate::weights::Weights;

/// A transformer, by the tensor library's operations or by kernels.
pub(crate) enum Model {
    Library(Transformer),
    #[cfg(feature = "cuda")]
    Kernels(Box<Fused>),
}

impl Model {
    pub(crate) fn new(place: &Place, shape: &Dimensions, weights: Weights) -> Result<Self> {
        #[cfg(feature = "cuda")]
        if let Some(kernels) = &place.kernels
            && weights.embedding.dtype() == candle_core::DType::BF16
            && Fused::fits(shape)
        {
            return Ok(Self::Kernels(Box::new(Fused::new(kernels.clone(), weights)?)));
        }
        let _ = (place, shape);
        Ok(Self::Library(Transformer::new(weights)))
    }

    /// The likeliest next token of each sequence, `batch × 1`.
    pub(crate) fn next(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        match self {
            Self::Library(model) => likeliest(&model.read(tokens, cache)?),
            #[cfg(feature = "cuda")]
            Self::Kernels(model) => model.next(tokens, cache),
        }
    }

    /// Logits of every token, `batch·count × vocab` in rows.
    pub(crate) fn read_all(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        match self {
            Self::Library(model) => model.read_all(tokens, cache),
            #[cfg(feature = "cuda")]
            Self::Kernels(model) => model.read_all(tokens, cache),
        }
    }

    /// Logits of the last token of each sequence, `batch × vocab`.
    pub(crate) fn read(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        match self {
            Self::Library(model) => model.read(tokens, cache),
            #[cfg(feature = "cuda")]
            Self::Kernels(model) => model.read(tokens, cache),
        }
    }
}

/// A decoding step that is repeated at the same place of the cache: all repeats are of the same length.
pub(crate) struct Decoding<'a> {
    model: &'a Model,
    tokens: Tensor,
    cache: Cache,
    filled: usize,
    #[cfg(feature = "cuda")]
    graph: Option<forkcast_kernels::Graph>,
}

impl<'a> Decoding<'a> {
    /// Prepares the step after what the cache holds, with a recorded graph where the model can be recorded.
    pub(crate) fn new(model: &'a Model, tokens: Tensor, cache: Cache) -> Result<Self> {
        #[cfg_attr(not(feature = "cuda"), expect(unused_mut, reason = "recording changes it"))]
        let mut new = Self {
            model,
            filled: cache.filled(),
            tokens,
            cache,
            #[cfg(feature = "cuda")]
            graph: None,
        };
        #[cfg(feature = "cuda")]
        if let Model::Kernels(fused) = model {
            new.graph = Some(fused.recorded(&new.tokens, &mut new.cache)?);
        }
        Ok(new)
    }

    /// Whether the step is a recorded graph.
    pub(crate) const fn is_recorded(&self) -> bool {
        #[cfg(feature = "cuda")]
        {
            self.graph.is_some()
        }
        #[cfg(not(feature = "cuda"))]
        {
            false
        }
    }

    /// One step; the next tokens are those of the following one.
    pub(crate) fn run(&mut self) -> Result<()> {
        #[cfg(feature = "cuda")]
        if let Some(graph) = &self.graph {
            return graph.replay();
        }
        self.cache.cut(self.filled);
        self.tokens = self.model.next(&self.tokens, &mut self.cache)?;
        Ok(())
    }

    /// The tokens that the last step gave.
    pub(crate) const fn tokens(&self) -> &Tensor {
        &self.tokens
    }
}
