//! Exact search by one large matrix product and a choice of the best, timed; the device's counterpart of a brute-force index.

use std::time::Instant;

use candle_core::{D, DType, IndexOp, Result, Tensor};
use forkcast_endpoint::Samples;
use forkcast_engine::latency::shapes::Ceilings;
use forkcast_protocol::measure::{Series, SeriesKind, Update};

use crate::ceilings;
use crate::device::Place;
use crate::text;

/// Vectors of which only the best similarity goes to the host at first; kernels take as many at once.
const BLOCK: usize = 2048;
/// Vectors made at once while the collection is filled, so that no second copy of it is ever held.
const FILLED_AT_ONCE: usize = 1 << 18;

/// A collection of vectors on a device, padded to whole blocks with rows that no search answers.
pub struct Collection {
    /// `blocks·BLOCK × dimensions`.
    vectors: Tensor,
    count: usize,
    place: Place,
}

impl Collection {
    /// Vectors of random numbers.
    ///
    /// # Errors
    /// When the device has no room.
    pub fn random(place: &Place, count: usize, dimensions: usize) -> Result<Self> {
        let padded = count.next_multiple_of(BLOCK);
        let vectors = Tensor::zeros((padded, dimensions), place.dtype, &place.device)?;
        for from in (0..count).step_by(FILLED_AT_ONCE) {
            let rows = FILLED_AT_ONCE.min(count - from);
            let part = Tensor::rand(-1f32, 1f32, (rows, dimensions), &place.device)?.to_dtype(place.dtype)?;
            vectors.slice_set(&part, 0, from)?;
        }
        Ok(Self {
            vectors,
            count,
            place: place.clone(),
        })
    }

    /// These vectors, `count × dimensions`.
    ///
    /// # Errors
    /// When the device has no room.
    pub fn of(place: &Place, vectors: &Tensor) -> Result<Self> {
        let (count, dimensions) = vectors.dims2()?;
        let padded = Tensor::zeros(
            (count.next_multiple_of(BLOCK), dimensions),
            vectors.dtype(),
            vectors.device(),
        )?;
        padded.slice_set(&vectors.contiguous()?, 0, 0)?;
        Ok(Self {
            vectors: padded,
            count,
            place: place.clone(),
        })
    }

    /// The `k` vectors of greatest inner product with `query` (`1 × dimensions`), best first.
    ///
    /// The best k lie in the k blocks of greatest maxima, so only maxima and those blocks are looked at: by a kernel, or on the host.
    /// A block that ends in padding is looked at in any case, as its maximum may be the padding's.
    ///
    /// # Errors
    /// When the device fails.
    pub fn nearest(&self, query: &Tensor, k: usize) -> Result<Vec<usize>> {
        #[cfg(feature = "cuda")]
        if let Some(kernels) = &self.place.kernels
            && query.dtype() == DType::BF16
            && query.dim(1)?.is_multiple_of(16)
            && let Some(places) = kernels.nearest(query, &self.vectors, self.count, k)?
        {
            return Ok(places
                .to_vec1::<u32>()?
                .into_iter()
                .map(|place| place as usize)
                .collect());
        }
        let _ = &self.place;
        let scores = query.matmul(&self.vectors.t()?)?.reshape(((), BLOCK))?;
        let maxima: Vec<f32> = scores.max(D::Minus1)?.to_dtype(DType::F32)?.to_vec1()?;
        let whole = self.count / BLOCK;
        let mut order = greatest(&maxima[..whole], k);
        // Blocks that padding ends or fills.
        order.extend(whole..self.count.div_ceil(BLOCK));
        let chosen: Vec<u32> = order.iter().map(|&block| block as u32).collect();
        let chosen = Tensor::new(chosen, scores.device())?;
        let blocks = scores
            .index_select(&chosen, 0)?
            .to_dtype(DType::F32)?
            .to_vec2::<f32>()?;
        let mut best: Vec<(f32, usize)> = Vec::new();
        for (block, scores) in order.into_iter().zip(blocks) {
            let from = block * BLOCK;
            let there = scores.into_iter().take(self.count - from).enumerate();
            best.extend(there.map(|(at, score)| (score, from + at)));
        }
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        Ok(best.into_iter().take(k).map(|(_, at)| at).collect())
    }

    /// Vectors held.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether none is held.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// The places of the `k` greatest values, greatest first.
fn greatest(values: &[f32], k: usize) -> Vec<usize> {
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(k + 1);
    for (place, &value) in values.iter().enumerate() {
        if best.len() == k && best.last().is_some_and(|&(least, _)| value <= least) {
            continue;
        }
        let at = best.partition_point(|&(other, _)| other >= value);
        best.insert(at, (value, place));
        best.truncate(k);
    }
    best.into_iter().map(|(_, place)| place).collect()
}

/// What a timed search is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Vectors.
    pub vectors: usize,
    /// Dimensions of each.
    pub dimensions: usize,
    /// Neighbours asked for.
    pub k: usize,
    /// Searches counted.
    pub repeats: usize,
}

impl Size {
    /// Bytes of the vectors and of one search's scores.
    fn bytes(self, width: f64) -> f64 {
        (self.vectors as f64 * (self.dimensions as f64 + 2.0) + (FILLED_AT_ONCE * self.dimensions * 3) as f64)
            * width
    }

    /// Least time of a search, ms: arithmetic of the product, or the vectors' way through memory.
    fn predicted_ms(self, width: f64, at: Ceilings) -> f64 {
        let numbers = self.vectors as f64 * self.dimensions as f64;
        1e3 * (2.0 * numbers / at.flops).max(width * numbers / at.bytes_per_s)
    }
}

/// Times single searches, after measuring the device's ceilings.
///
/// # Errors
/// When the device has no room or fails, in words.
pub fn run(place: &Place, size: Size, tell: &mut dyn FnMut(Update)) -> std::result::Result<(), String> {
    let needed = size.bytes(place.width());
    if let Some(free) = place.free_memory().filter(|&free| free < needed) {
        return Err(text::no_room_to_search(
            size.vectors,
            size.dimensions,
            needed,
            free,
        ));
    }
    timed(place, size, tell).map_err(|error| text::failed(text::Part::Search, error))
}

fn timed(place: &Place, size: Size, tell: &mut dyn FnMut(Update)) -> Result<()> {
    let at = ceilings::measure(&place.device, place.dtype)?;
    for ceiling in ceilings::told(at, place.dtype) {
        tell(Update::Ceiling(ceiling));
    }
    let collection = Collection::random(place, size.vectors, size.dimensions)?;
    let queries = Tensor::rand(-1f32, 1f32, (16, size.dimensions), &place.device)?.to_dtype(place.dtype)?;
    let mut samples = Samples::new();
    for repeat in 0..size.repeats + 3 {
        let query = queries.i(repeat % 16)?.unsqueeze(0)?.contiguous()?;
        place.device.synchronize()?;
        let start = Instant::now();
        collection.nearest(&query, size.k)?;
        // The first three warm up.
        if repeat >= 3 {
            samples.record(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    if let Some(series) = series(place, size, at, &samples) {
        tell(Update::Series(Box::new(series)));
    }
    Ok(())
}

fn series(place: &Place, size: Size, at: Ceilings, samples: &Samples) -> Option<Series> {
    let label = text::row::search(size.vectors, size.dimensions, size.k);
    let key = format!("search-exact-{}", size.vectors);
    let mut series = samples.series(&key, &label, SeriesKind::Search)?;
    series.batch = Some(1);
    series.recall = Some(1.0);
    series.predicted_ms = Some(size.predicted_ms(place.width(), at));
    series.path = Some(text::row::searched_on(&place.path()));
    Some(series)
}
