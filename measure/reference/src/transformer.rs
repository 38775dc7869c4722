//! Reading a prompt and decoding, with the keys and values of what went before kept in place.

use candle_core::{D, DType, Device, Result, Tensor};
use candle_nn::ops::{rms_norm, softmax_last_dim};
use candle_nn::rotary_emb::rope;
use forkcast_engine::latency::shapes::Dimensions;

use crate::plain::NORM_EPSILON;
#[cfg(feature = "cuda")]
use crate::text;
use crate::weights::{Layer, Weights};

/// Queries taken at once in a long prompt: bounds the memory of their scores, and spares most of those that causality drops.
pub(crate) const QUERY_BLOCK: usize = 512;

/// Cosines and sines of the rotary embedding, a row for each position.
#[derive(Clone, Debug)]
pub(crate) struct Rotary {
    pub(crate) cos: Tensor,
    pub(crate) sin: Tensor,
}

impl Rotary {
    pub(crate) fn new(shape: &Dimensions, positions: usize, device: &Device, dtype: DType) -> Result<Self> {
        let half = shape.head_dim / 2;
        let angles = |part: fn(f64) -> f64| {
            let table: Vec<f32> = (0..positions)
                .flat_map(|position| {
                    (0..half).map(move |i| {
                        let turn = shape.rope_base.powf(2.0 * i as f64 / shape.head_dim as f64);
                        part(position as f64 / turn) as f32
                    })
                })
                .collect();
            Tensor::from_vec(table, (positions, half), device)?.to_dtype(dtype)
        };
        Ok(Self {
            cos: angles(f64::cos)?,
            sin: angles(f64::sin)?,
        })
    }
}

/// Keys and values of what was read, in room taken once: a step writes its own place and copies nothing else.
#[derive(Debug)]
pub struct Cache {
    layers: Vec<(Tensor, Tensor)>,
    rotary: Rotary,
    filled: usize,
}

impl Cache {
    /// Room for `capacity` tokens of each of `batch` sequences.
    ///
    /// # Errors
    /// When the device has no room.
    pub fn new(
        shape: &Dimensions,
        batch: usize,
        capacity: usize,
        device: &Device,
        dtype: DType,
    ) -> Result<Self> {
        let room = (batch, shape.kv_heads, capacity, shape.head_dim);
        let layers = (0..shape.layers)
            .map(|_| {
                Ok((
                    Tensor::zeros(room, dtype, device)?,
                    Tensor::zeros(room, dtype, device)?,
                ))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            layers,
            rotary: Rotary::new(shape, capacity, device, dtype)?,
            filled: 0,
        })
    }

    /// The same with random numbers in the first `filled` places, as if that much had been read.
    ///
    /// # Errors
    /// When the device has no room.
    pub fn random(
        shape: &Dimensions,
        batch: usize,
        filled: usize,
        capacity: usize,
        device: &Device,
        dtype: DType,
    ) -> Result<Self> {
        let mut cache = Self::new(shape, batch, capacity, device, dtype)?;
        let room = (batch, shape.kv_heads, capacity, shape.head_dim);
        for (keys, values) in &mut cache.layers {
            *keys = Tensor::rand(-1f32, 1f32, room, device)?.to_dtype(dtype)?;
            *values = Tensor::rand(-1f32, 1f32, room, device)?.to_dtype(dtype)?;
        }
        cache.filled = filled;
        Ok(cache)
    }

    /// Tokens held for each sequence.
    #[must_use]
    pub const fn filled(&self) -> usize {
        self.filled
    }

    /// Takes `count` more tokens, whose keys and values the caller writes.
    #[cfg(feature = "cuda")]
    pub(crate) fn grow(&mut self, count: usize) -> Result<()> {
        let capacity = self.rotary.cos.dim(0)?;
        if self.filled + count > capacity {
            candle_core::bail!("{}", text::defect::no_room_in_cache(count, self.filled, capacity));
        }
        self.filled += count;
        Ok(())
    }

    /// Keys and values by layer, `batch × key heads × capacity × width`.
    #[cfg(feature = "cuda")]
    pub(crate) fn layers(&self) -> &[(Tensor, Tensor)] {
        &self.layers
    }

    /// Cosines and sines by position.
    #[cfg(feature = "cuda")]
    pub(crate) const fn turns(&self) -> (&Tensor, &Tensor) {
        (&self.rotary.cos, &self.rotary.sin)
    }

    /// Forgets all but the first `filled` tokens; their room stays.
    pub fn cut(&mut self, filled: usize) {
        self.filled = self.filled.min(filled);
    }
}

/// A decoder-only transformer: root-mean-square norms, rotary embedding, grouped-query attention, gated feed-forward layers.
#[derive(Clone, Debug)]
pub struct Transformer {
    weights: Weights,
}

impl Transformer {
    /// A transformer of these weights.
    #[must_use]
    pub const fn new(weights: Weights) -> Self {
        Self { weights }
    }

    /// Its shape.
    #[must_use]
    pub const fn shape(&self) -> &Dimensions {
        &self.weights.shape
    }

    /// Reads `tokens` (`batch × count`) after what the cache holds, and answers with the logits of the last one, `batch × vocab`.
    ///
    /// # Errors
    /// When the cache has no room for the tokens, or the device fails.
    pub fn read(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        let stream = self.layers(tokens, cache)?;
        let count = stream.dim(1)?;
        self.project(&stream.narrow(1, count - 1, 1)?.squeeze(1)?)
    }

    /// The same with the logits of every token, `batch × count × vocab`.
    ///
    /// # Errors
    /// As [`Transformer::read`].
    pub fn read_all(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        self.project(&self.layers(tokens, cache)?)
    }

    fn project(&self, stream: &Tensor) -> Result<Tensor> {
        let stream = rms_norm(
            &stream.contiguous()?,
            &self.weights.final_norm,
            NORM_EPSILON as f32,
        )?;
        times(&stream, &self.weights.head)
    }

    fn layers(&self, tokens: &Tensor, cache: &mut Cache) -> Result<Tensor> {
        let (batch, count) = tokens.dims2()?;
        let shape = self.shape();
        let mut stream = self
            .weights
            .embedding
            .index_select(&tokens.flatten_all()?, 0)?
            .reshape((batch, count, shape.hidden))?;
        let start = cache.filled;
        let cos = cache.rotary.cos.narrow(0, start, count)?;
        let sin = cache.rotary.sin.narrow(0, start, count)?;
        let blocks = blocks(start, count, stream.device(), stream.dtype())?;
        for (layer, (keys, values)) in self.weights.layers.iter().zip(&cache.layers) {
            let normed = rms_norm(&stream, &layer.attention_norm, NORM_EPSILON as f32)?;
            let q = rope(&by_heads(&times(&normed, &layer.q)?, shape.heads)?, &cos, &sin)?;
            let k = rope(&by_heads(&times(&normed, &layer.k)?, shape.kv_heads)?, &cos, &sin)?;
            keys.slice_set(&k, 2, start)?;
            values.slice_set(&by_heads(&times(&normed, &layer.v)?, shape.kv_heads)?, 2, start)?;
            let mixed = attention(shape, &q, keys, values, &blocks)?;
            stream = (stream + times(&mixed, &layer.o)?)?;
            stream = (&stream + fed_forward(layer, &stream)?)?;
        }
        cache.filled += count;
        Ok(stream)
    }
}

fn fed_forward(layer: &Layer<Tensor>, stream: &Tensor) -> Result<Tensor> {
    let normed = rms_norm(stream, &layer.feed_norm, NORM_EPSILON as f32)?;
    let gated = (times(&normed, &layer.gate)?.silu()? * times(&normed, &layer.up)?)?;
    times(&gated, &layer.down)
}

/// `… × columns` times the transpose of `rows × columns`.
pub(crate) fn times(x: &Tensor, matrix: &Tensor) -> Result<Tensor> {
    let mut dims = x.dims().to_vec();
    let columns = dims.pop().unwrap_or(1);
    let flat = x.reshape(((), columns))?;
    dims.push(matrix.dim(0)?);
    flat.matmul(&matrix.t()?)?.reshape(dims)
}

/// `batch × count × heads·width` as `batch × heads × count × width`, in one piece.
pub(crate) fn by_heads(x: &Tensor, heads: usize) -> Result<Tensor> {
    let (batch, count, width) = x.dims3()?;
    x.reshape((batch, count, heads, width / heads))?
        .transpose(1, 2)?
        .contiguous()
}

/// A run of queries: where it begins, how long it is, how many keys its last one sees, and what hides the keys after each.
struct Block {
    from: usize,
    count: usize,
    keys: usize,
    hidden: Option<Tensor>,
}

fn blocks(start: usize, count: usize, device: &Device, dtype: DType) -> Result<Vec<Block>> {
    (0..count)
        .step_by(QUERY_BLOCK)
        .map(|from| {
            let length = QUERY_BLOCK.min(count - from);
            let keys = start + from + length;
            let hidden = if length == 1 {
                None
            } else {
                Some(causal(length, keys, device, dtype)?)
            };
            Ok(Block {
                from,
                count: length,
                keys,
                hidden,
            })
        })
        .collect()
}

/// What to add to the scores of `queries` that are the last of `keys`: nothing for a key that was there, −∞ for a later one.
pub(crate) fn causal(queries: usize, keys: usize, device: &Device, dtype: DType) -> Result<Tensor> {
    let first = keys - queries;
    let mask: Vec<f32> = (0..queries)
        .flat_map(|query| {
            (0..keys).map(move |key| {
                if key > first + query {
                    f32::NEG_INFINITY
                } else {
                    0.0
                }
            })
        })
        .collect();
    Tensor::from_vec(mask, (queries, keys), device)?.to_dtype(dtype)
}

fn attention(
    shape: &Dimensions,
    q: &Tensor,
    keys: &Tensor,
    values: &Tensor,
    blocks: &[Block],
) -> Result<Tensor> {
    let (batch, heads, count, width) = q.dims4()?;
    let (shared, group) = (shape.kv_heads, heads / shape.kv_heads);
    let q = (q * (1.0 / (width as f64).sqrt()))?;
    let mixed = blocks
        .iter()
        .map(|block| {
            // Query heads that share keys are rows of one product, so that keys are never repeated.
            let rows = group * block.count;
            let q = q
                .narrow(2, block.from, block.count)?
                .reshape((batch, shared, rows, width))?;
            let keys = keys.narrow(2, 0, block.keys)?;
            let values = values.narrow(2, 0, block.keys)?;
            let mut scores = q.matmul(&keys.t()?)?;
            if let Some(hidden) = &block.hidden {
                scores = scores
                    .reshape((batch * heads, block.count, block.keys))?
                    .broadcast_add(hidden)?
                    .reshape((batch, shared, rows, block.keys))?;
            }
            softmax_last_dim(&scores)?
                .matmul(&values)?
                .reshape((batch, heads, block.count, width))
        })
        .collect::<Result<Vec<_>>>()?;
    let mixed = match mixed.as_slice() {
        [one] => one.clone(),
        many => Tensor::cat(many, 2)?,
    };
    mixed.transpose(1, 2)?.reshape((batch, count, heads * width))
}

/// The likeliest next token of each sequence, `batch × 1`.
///
/// # Errors
/// When the device fails.
pub fn likeliest(logits: &Tensor) -> Result<Tensor> {
    logits.argmax(D::Minus1)?.unsqueeze(1)
}
