//! Embedding by an encoder of MiniLM's shape, timed.

use std::time::Instant;

use candle_core::{Result, Tensor};
use forkcast_endpoint::Samples;
use forkcast_engine::latency::shapes::Ceilings;
use forkcast_protocol::measure::{SeriesKind, Update};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::ceilings;
use crate::device::Place;
use crate::encoder::{Encoder, EncoderWeights, MINILM};
use crate::text;

/// What is embedded at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Texts.
    pub(crate) batch: usize,
    /// Tokens of each.
    pub(crate) tokens: usize,
    /// Times counted.
    pub(crate) repeats: usize,
}

impl Size {
    /// Least time, ms: arithmetic, or the weights' way through memory.
    fn predicted_ms(self, width: f64, at: Ceilings) -> f64 {
        let flop = MINILM.flop(self.batch as f64, self.tokens as f64);
        1e3 * (flop / at.flops).max(width * MINILM.weights() / at.bytes_per_s)
    }
}

/// Times embedding, after measuring the device's ceilings.
pub(crate) fn run(
    place: &Place,
    size: Size,
    tell: &mut dyn FnMut(Update),
) -> std::result::Result<(), String> {
    timed(place, size, tell).map_err(|error| text::failed(text::Part::Embedding, error))
}

fn timed(place: &Place, size: Size, tell: &mut dyn FnMut(Update)) -> Result<()> {
    let at = ceilings::measure(&place.device, place.dtype)?;
    for ceiling in ceilings::told(at, place.dtype) {
        tell(Update::Ceiling(ceiling));
    }
    let encoder = Encoder::new(
        place,
        &EncoderWeights::random(MINILM, rand::random()),
        place.dtype,
    )?;
    let mut random = SmallRng::seed_from_u64(rand::random());
    let tokens: Vec<u32> = (0..size.batch * size.tokens)
        .map(|_| random.random_range(0..MINILM.vocab as u32))
        .collect();
    let tokens = Tensor::from_vec(tokens, (size.batch, size.tokens), &place.device)?;
    #[cfg(feature = "cuda")]
    let recorded = encoder.recorded(&tokens)?;
    let once = || -> Result<()> {
        #[cfg(feature = "cuda")]
        if let Some((graph, _)) = &recorded {
            return graph.replay();
        }
        encoder.embed(&tokens).map(drop)
    };
    let mut samples = Samples::new();
    for repeat in 0..size.repeats + 3 {
        place.device.synchronize()?;
        let start = Instant::now();
        once()?;
        place.device.synchronize()?;
        // The first three warm up.
        if repeat >= 3 {
            samples.record(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let label = text::row::embedding(size.batch, size.tokens);
    let key = format!("embed-{}x{}", size.batch, size.tokens);
    if let Some(mut series) = samples.series(&key, &label, SeriesKind::Embed) {
        series.batch = u32::try_from(size.batch).ok();
        series.prompt_tokens = u32::try_from(size.tokens).ok();
        series.predicted_ms = Some(size.predicted_ms(place.width(), at));
        #[cfg(feature = "cuda")]
        let is_recorded = recorded.is_some();
        #[cfg(not(feature = "cuda"))]
        let is_recorded = false;
        let path = place.path();
        series.path = Some(if is_recorded {
            text::row::recorded(&path)
        } else {
            path
        });
        tell(Update::Series(Box::new(series)));
    }
    Ok(())
}
