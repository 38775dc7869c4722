//! A device against the plain loops, on fresh random weights and tokens: what a bundle does before it times anything.

use candle_core::{DType, Device, Result, Tensor};
use forkcast_engine::latency::shapes::Dimensions;
use forkcast_protocol::measure::Method;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::device::Place;
use crate::plain;
use crate::search::Collection;
use crate::train::Trainer;
use crate::transformer::{Cache, Transformer};
use crate::weights::HostWeights;

/// Tokens of a sequence.
const LENGTH: usize = 12;
/// Sequences.
const ROWS: usize = 3;

/// One comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// What was compared, in words.
    pub name: String,
    /// Greatest difference as a share of the greatest number.
    pub difference: f64,
    /// Greatest difference accepted.
    pub accepted: f64,
}

impl Compared {
    /// Whether the difference is accepted; one that is no number is not.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.difference <= self.accepted
    }
}

/// Compares `place` with the plain loops in f32 and in its own numbers: logits, decoding from a cache, the loss of each method of
/// training, and with the processor the gradients and the search.
///
/// # Errors
/// When the device fails, in words, with the seed.
pub fn compare(place: &Place, seed: u64) -> std::result::Result<Vec<Compared>, String> {
    let mut found = Vec::new();
    let mut types = vec![(DType::F32, 1e-3)];
    if place.dtype != DType::F32 {
        // Eight bits of precision through two layers.
        types.push((place.dtype, 0.06));
    }
    for (dtype, accepted) in types {
        for shape in shapes() {
            let check = Check {
                shape,
                host: HostWeights::random(&shape, seed),
                device: place.device.clone(),
                dtype,
                accepted,
                seed,
            };
            check
                .all(&mut found)
                .map_err(|error| format!("the check with seed {seed} failed: {error}"))?;
        }
    }
    Ok(found)
}

/// Shapes of a few thousand weights, whose columns can be cut into four-bit blocks.
fn shapes() -> [Dimensions; 2] {
    let shape = |layers, hidden, heads, kv_heads, head_dim, feed_forward, vocab| Dimensions {
        id: "check",
        label: "Check",
        layers,
        hidden,
        heads,
        kv_heads,
        head_dim,
        feed_forward,
        vocab,
        rope_base: 10_000.0,
        source: "made for checks",
    };
    [shape(2, 64, 4, 2, 16, 96, 131), shape(1, 96, 6, 1, 32, 160, 77)]
}

struct Check {
    shape: Dimensions,
    host: HostWeights,
    device: Device,
    dtype: DType,
    accepted: f64,
    seed: u64,
}

impl Check {
    fn all(&self, found: &mut Vec<Compared>) -> Result<()> {
        let sequences = self.sequences();
        let expected: Vec<Vec<Vec<f64>>> = sequences
            .iter()
            .map(|sequence| plain::logits(&self.host, &sequence[..LENGTH]))
            .collect();
        self.forward(&sequences, &expected, found)?;
        self.training(&sequences, found)?;
        self.search(found)
    }

    fn sequences(&self) -> Vec<Vec<u32>> {
        let mut random = SmallRng::seed_from_u64(self.seed.wrapping_add(1));
        let vocab = self.shape.vocab as u32;
        (0..ROWS)
            .map(|_| (0..=LENGTH).map(|_| random.random_range(0..vocab)).collect())
            .collect()
    }

    fn push(&self, found: &mut Vec<Compared>, what: &str, difference: f64) {
        found.push(Compared {
            name: format!("{what}, {}, hidden {}", self.dtype.as_str(), self.shape.hidden),
            difference,
            accepted: self.accepted,
        });
    }

    fn forward(
        &self,
        sequences: &[Vec<u32>],
        expected: &[Vec<Vec<f64>>],
        found: &mut Vec<Compared>,
    ) -> Result<()> {
        let model = Transformer::new(self.host.on(&self.device, self.dtype)?);
        let inputs = Tensor::new(sequences.to_vec(), &self.device)?.narrow(1, 0, LENGTH)?;
        let mut cache = Cache::new(&self.shape, ROWS, LENGTH, &self.device, self.dtype)?;
        let all: Vec<f64> = expected.iter().flatten().flatten().copied().collect();
        let logits = model.read_all(&inputs.contiguous()?, &mut cache)?;
        self.push(found, "logits", difference(&logits, &all)?);
        cache.cut(LENGTH - 1);
        let next = model.read(&inputs.narrow(1, LENGTH - 1, 1)?.contiguous()?, &mut cache)?;
        let last: Vec<f64> = expected
            .iter()
            .flat_map(|rows| rows[LENGTH - 1].clone())
            .collect();
        self.push(found, "decoding from a cache", difference(&next, &last)?);
        Ok(())
    }

    fn training(&self, sequences: &[Vec<u32>], found: &mut Vec<Compared>) -> Result<()> {
        let here = Tensor::new(sequences.to_vec(), &self.device)?;
        let there = Tensor::new(sequences.to_vec(), &Device::Cpu)?;
        let weights = || self.host.on(&self.device, self.dtype);
        let expected = plain::loss(&self.host, sequences);
        for method in Method::ALL {
            let trainer = Trainer::new(weights()?, method, 4, LENGTH)?;
            // Four-bit weights are others than those of the plain loops, and near them.
            let accepted = if method == Method::Qlora {
                0.2
            } else {
                self.accepted
            };
            let loss = f64::from(trainer.loss(&here)?.to_scalar::<f32>()?);
            found.push(Compared {
                name: format!(
                    "loss, {}, {}, hidden {}",
                    method.id(),
                    self.dtype.as_str(),
                    self.shape.hidden
                ),
                difference: (loss - expected).abs() / expected,
                accepted,
            });
        }
        let trainer = Trainer::new(weights()?, Method::Full, 4, LENGTH)?;
        let host = Trainer::new(self.host.on(&Device::Cpu, DType::F32)?, Method::Full, 4, LENGTH)?;
        let ((_, mine), (_, theirs)) = (trainer.gradients(&here)?, host.gradients(&there)?);
        let mut worst = 0f64;
        for (mine_of, theirs_of) in trainer.trained().iter().zip(host.trained()) {
            let (Some(mine), Some(theirs)) = (mine.get(mine_of), theirs.get(theirs_of)) else {
                candle_core::bail!("a weight has no gradient");
            };
            let theirs: Vec<f32> = theirs.flatten_all()?.to_vec1()?;
            let theirs: Vec<f64> = theirs.into_iter().map(f64::from).collect();
            worst = worst.max(difference(mine, &theirs)?);
        }
        self.push(found, "gradients of every weight", worst);
        Ok(())
    }

    fn search(&self, found: &mut Vec<Compared>) -> Result<()> {
        let (count, dimensions, k) = (2500, 24, 7);
        let mut random = SmallRng::seed_from_u64(self.seed.wrapping_add(2));
        // Small whole numbers are exact in every type, so that the same vectors must be found.
        let vectors: Vec<f32> = (0..count * dimensions)
            .map(|_| f32::from(random.random_range(-4i8..=4)))
            .collect();
        let query: Vec<f32> = (0..dimensions)
            .map(|_| f32::from(random.random_range(-2i8..=2)))
            .collect();
        let scores: Vec<f32> = vectors
            .chunks_exact(dimensions)
            .map(|row| row.iter().zip(&query).map(|(a, b)| a * b).sum())
            .collect();
        let mut best = scores.clone();
        best.sort_unstable_by(|a, b| b.total_cmp(a));
        let vectors = Tensor::from_vec(vectors, (count, dimensions), &self.device)?.to_dtype(self.dtype)?;
        let query = Tensor::from_vec(query, (1, dimensions), &self.device)?.to_dtype(self.dtype)?;
        let nearest = Collection::of(&vectors)?.nearest(&query, k)?;
        let missed = nearest
            .iter()
            .zip(&best)
            .filter(|&(&at, &score)| scores[at] != score)
            .count();
        found.push(Compared {
            name: format!("exact search, {}", self.dtype.as_str()),
            difference: (missed + k - nearest.len()) as f64,
            accepted: 0.0,
        });
        Ok(())
    }
}

fn difference(found: &Tensor, expected: &[f64]) -> Result<f64> {
    let found: Vec<f32> = found.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
    if found.len() != expected.len() {
        candle_core::bail!("{} numbers where {} are expected", found.len(), expected.len());
    }
    let size = expected.iter().fold(1e-12f64, |size, x| size.max(x.abs()));
    let gap = |(&f, e): (&f32, &f64)| (f64::from(f) - e).abs() / size;
    // A gap that is no number must not be lost in a maximum.
    Ok(found.iter().zip(expected).map(gap).fold(0.0, |worst: f64, gap| {
        if gap.is_nan() {
            f64::INFINITY
        } else {
            worst.max(gap)
        }
    }))
}
