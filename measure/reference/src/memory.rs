//! Memory that a run takes, checked before anything is built.

use candle_core::DType;
use forkcast_engine::latency::shapes::Dimensions;
use forkcast_protocol::measure::{Method, Task};

use crate::ceilings;
use crate::device::Place;
use crate::text;
use crate::transformer::QUERY_BLOCK;

/// Bytes of a weight in blocks of 32 four-bit numbers with a scale of sixteen bits.
const FOUR_BIT: f64 = 18.0 / 32.0;
/// Copies of the stream, of the heads and of the feed-forward layer that a layer keeps for its backward pass, and of its scores:
/// counted in `Trainer::logits`, where each operation keeps its result.
const KEPT: [f64; 4] = [14.0, 10.0, 6.0, 5.0];
/// Of the logits, f32: themselves, their logarithms and what the backward pass makes of both.
const KEPT_LOGITS: f64 = 6.0;

/// Bytes that `task` takes of a shape's memory on `place`, at its largest row.
#[must_use]
pub fn needed(shape: &Dimensions, task: &Task, place: &Place) -> f64 {
    let width = place.width();
    let plain = shape.weights() * width;
    let largest = |values: &[u32]| f64::from(values.iter().copied().max().unwrap_or(1));
    let run = match task {
        Task::Prefill { prompt_tokens } => {
            let tokens = largest(prompt_tokens);
            plain + tokens * shape.kv_bytes(width) + reading(shape, 1.0, tokens, tokens) * width
        }
        Task::Decode {
            batch,
            context_tokens,
        } => {
            let (batch, context) = (largest(batch), f64::from(*context_tokens));
            plain
                + batch * (context + 1.0) * shape.kv_bytes(width)
                + reading(shape, batch, 1.0, context) * width
        }
        Task::Train {
            methods,
            batch,
            sequence_tokens,
            rank,
        } => {
            let (batch, sequence) = (f64::from(*batch), f64::from(*sequence_tokens));
            let adapters = 5.0 * shape.adapter_weights(*rank as usize) * width;
            let held = methods.iter().map(|method| match method {
                // Weights, gradients, two moments, and what the update of the largest matrix makes on its way.
                Method::Full => 4.0 * plain + 6.0 * shape.head_weights() * width,
                Method::Lora => plain + adapters,
                // The plain weights are there until they are cut into blocks.
                Method::Qlora => plain + shape.layer_weights() * FOUR_BIT + adapters,
            });
            held.fold(0.0, f64::max) + training(shape, batch, sequence, place.dtype)
        }
    };
    run.max(ceilings::bytes(&place.device, place.dtype))
}

/// Numbers in flight while a layer reads.
fn reading(shape: &Dimensions, batch: f64, tokens: f64, context: f64) -> f64 {
    let wide = 6.0 * shape.hidden as f64 + 3.0 * shape.feed_forward as f64;
    let queries = tokens.min(QUERY_BLOCK as f64);
    let scores = 3.0 * shape.heads as f64 * queries * context;
    batch * (tokens * wide + scores + shape.vocab as f64)
}

/// Bytes that a step keeps between forward and backward.
fn training(shape: &Dimensions, batch: f64, sequence: f64, dtype: DType) -> f64 {
    let width = dtype.size_in_bytes() as f64;
    let heads = (shape.heads + 2 * shape.kv_heads) as f64 * shape.head_dim as f64;
    let of_token = KEPT[0] * shape.hidden as f64 + KEPT[1] * heads + KEPT[2] * shape.feed_forward as f64;
    let scores = KEPT[3] * shape.heads as f64 * sequence;
    let layers = shape.layers as f64 * batch * sequence * (of_token + scores) * width;
    layers + KEPT_LOGITS * batch * sequence * shape.vocab as f64 * 4.0
}

/// Whether the task fits what is free.
///
/// # Errors
/// How much it needs and how much there is.
pub fn check(shape: &Dimensions, task: &Task, place: &Place) -> Result<(), String> {
    let needed = needed(shape, task, place);
    match place.free_memory() {
        Some(free) if free < needed => Err(text::no_room(shape.label, needed, free)),
        _ => Ok(()),
    }
}
