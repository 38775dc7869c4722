//! A device against the plain loops, on fresh random weights and tokens: what a bundle does before it times anything.

use candle_core::{DType, Device, Result, Tensor};
use forkcast_engine::latency::shapes::Dimensions;
use forkcast_protocol::measure::Method;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::device::Place;
use crate::encoder;
use crate::model::{Decoding, Model};
use crate::plain;
use crate::search::Collection;
use crate::text;
use crate::train::Trainer;
use crate::transformer::Cache;
use crate::weights::{HostWeights, Weights};

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
        for (shape, length) in shapes() {
            let check = Check {
                shape,
                length,
                place: place.clone(),
                host: HostWeights::random(&shape, seed),
                device: place.device.clone(),
                dtype,
                accepted,
                seed,
            };
            check
                .all(&mut found)
                .map_err(|error| text::check::broken(seed, error))?;
        }
    }
    if place.dtype != DType::F32 {
        let wide = |error| text::check::broken_when_wide(seed, error);
        wide_layers(place, seed, &mut found).map_err(wide)?;
    }
    Ok(found)
}

/// Shapes of a few thousand weights, whose columns can be cut into four-bit blocks, each with the tokens of a sequence. The last fits
/// the kernels made for GPUs, the others the library's operations alone.
fn shapes() -> [(Dimensions, usize); 3] {
    let shape = |layers, hidden, heads, kv_heads, head_dim, feed_forward, vocab| Dimensions {
        id: "check",
        label: text::check::SHAPE,
        layers,
        hidden,
        heads,
        kv_heads,
        head_dim,
        feed_forward,
        vocab,
        rope_base: 10_000.0,
        source: text::check::SOURCE,
    };
    [
        (shape(2, 64, 4, 2, 16, 96, 131), 12),
        (shape(1, 96, 6, 1, 32, 160, 77), 12),
        (shape(2, 128, 8, 2, 32, 224, 272), 48),
    ]
}

/// Two layers as wide as an 8B model's: reading 700 tokens, a decoding step after them, and the gradients of adapters, in the device's
/// numbers against the library's operations in f32, which the small shapes hold to the plain loops.
fn wide_layers(place: &Place, seed: u64, found: &mut Vec<Compared>) -> Result<()> {
    let shape = Dimensions {
        id: "check",
        label: text::check::SHAPE,
        layers: 2,
        hidden: 4096,
        heads: 32,
        kv_heads: 8,
        head_dim: 128,
        feed_forward: 14_336,
        vocab: 2048,
        rope_base: 500_000.0,
        source: text::check::SOURCE,
    };
    let length = 700;
    let device = &place.device;
    let mut random = SmallRng::seed_from_u64(seed.wrapping_add(3));
    let mut tokens = |count: usize| {
        let tokens: Vec<u32> = (0..count)
            .map(|_| random.random_range(0..shape.vocab as u32))
            .collect();
        Tensor::from_vec(tokens, (1, count), device)
    };
    let weights = Weights::random(&shape, seed, device, place.dtype)?;
    // The same numbers in both, so that only arithmetic differs.
    let widened = || weights.map(|tensor, _, _| tensor.to_dtype(DType::F32));
    let exact = Place {
        dtype: DType::F32,
        ..place.clone()
    };
    let mut push = |name: &str, difference: f64, accepted: f64| {
        found.push(Compared {
            name: text::check::compared(name, place.dtype.as_str(), shape.hidden),
            difference,
            accepted,
        });
    };
    {
        let (prompt, next) = (tokens(length)?, tokens(1)?);
        let models = [
            Model::new(place, &shape, weights.clone())?,
            Model::new(&exact, &shape, widened()?)?,
        ];
        let read = |model: &Model, dtype: DType| {
            let mut cache = Cache::new(&shape, 1, length + 1, device, dtype)?;
            let prompt = model
                .read_all(&prompt, &mut cache)?
                .reshape((length, shape.vocab))?;
            Ok::<_, candle_core::Error>((prompt, model.read(&next, &mut cache)?))
        };
        let (mine, theirs) = (read(&models[0], place.dtype)?, read(&models[1], DType::F32)?);
        push(text::check::LOGITS_OF_700, distance(&mine.0, &theirs.0)?, 0.03);
        push(
            text::check::DECODING_AFTER_700,
            distance(&mine.1, &theirs.1)?,
            0.03,
        );
    }
    let sequences = tokens(257)?;
    let trainers = [
        Trainer::on(place, weights.clone(), Method::Lora, 16, 256)?,
        Trainer::on(&exact, widened()?, Method::Lora, 16, 256)?,
    ];
    for (mine, theirs) in trainers[0].trained().iter().zip(trainers[1].trained()) {
        // Outer halves begin at nought, where the inner ones have no gradient.
        let half = 0.05f32;
        let drawn = Tensor::rand(-half, half, mine.shape(), device)?.to_dtype(place.dtype)?;
        mine.set(&drawn)?;
        theirs.set(&drawn.to_dtype(DType::F32)?)?;
    }
    let (mine_loss, mine) = trainers[0].gradients(&sequences)?;
    let (theirs_loss, theirs) = trainers[1].gradients(&sequences)?;
    let (mine_loss, theirs_loss) = (mine_loss.to_scalar::<f32>()?, theirs_loss.to_scalar::<f32>()?);
    push(
        text::check::LOSS_WITH_ADAPTERS,
        f64::from((mine_loss - theirs_loss).abs() / theirs_loss),
        0.03,
    );
    let mut worst = 0f64;
    for (mine_of, theirs_of) in trainers[0].trained().iter().zip(trainers[1].trained()) {
        let (Some(mine), Some(theirs)) = (mine.get(mine_of), theirs.get(theirs_of)) else {
            candle_core::bail!("{}", text::defect::ADAPTER_WITHOUT_GRADIENT);
        };
        worst = worst.max(distance(mine, theirs)?);
    }
    // A gradient passes every operation twice; the small shapes are held to as much.
    push(text::check::GRADIENTS_OF_EVERY_ADAPTER, worst, 0.06);
    Ok(())
}

/// How far the numbers are off as a share of the expected ones' size: the root of the sums of squares of both.
fn distance(found: &Tensor, expected: &Tensor) -> Result<f64> {
    let size = |tensor: &Tensor| {
        Ok::<f64, candle_core::Error>(f64::from(tensor.sqr()?.sum_all()?.to_scalar::<f32>()?).sqrt())
    };
    let found = found.to_dtype(DType::F32)?;
    let distance = size(&(found - expected)?)? / size(expected)?;
    Ok(if distance.is_nan() {
        f64::INFINITY
    } else {
        distance
    })
}

struct Check {
    shape: Dimensions,
    /// Tokens of a sequence.
    length: usize,
    place: Place,
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
            .map(|sequence| plain::logits(&self.host, &sequence[..self.length]))
            .collect();
        self.forward(&sequences, &expected, found)?;
        self.training(&sequences, found)?;
        self.encoder(found)?;
        self.search(found)
    }

    fn sequences(&self) -> Vec<Vec<u32>> {
        let mut random = SmallRng::seed_from_u64(self.seed.wrapping_add(1));
        let vocab = self.shape.vocab as u32;
        (0..ROWS)
            .map(|_| (0..=self.length).map(|_| random.random_range(0..vocab)).collect())
            .collect()
    }

    fn push(&self, found: &mut Vec<Compared>, what: &str, difference: f64) {
        found.push(Compared {
            name: text::check::compared(what, self.dtype.as_str(), self.shape.hidden),
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
        let model = Model::new(&self.place, &self.shape, self.host.on(&self.device, self.dtype)?)?;
        let inputs = Tensor::new(sequences.to_vec(), &self.device)?.narrow(1, 0, self.length)?;
        let mut cache = Cache::new(&self.shape, ROWS, self.length, &self.device, self.dtype)?;
        let all: Vec<f64> = expected.iter().flatten().flatten().copied().collect();
        let logits = model.read_all(&inputs.contiguous()?, &mut cache)?;
        self.push(found, text::check::LOGITS, difference(&logits, &all)?);
        cache.cut(self.length - 1);
        let next = model.read(&inputs.narrow(1, self.length - 1, 1)?.contiguous()?, &mut cache)?;
        let last: Vec<f64> = expected
            .iter()
            .flat_map(|rows| rows[self.length - 1].clone())
            .collect();
        self.push(found, text::check::DECODING, difference(&next, &last)?);
        cache.cut(self.length - 1);
        let tokens = inputs.narrow(1, self.length - 1, 1)?.contiguous()?.copy()?;
        let mut decoding = Decoding::new(&model, tokens, cache)?;
        if decoding.is_recorded() {
            decoding.run()?;
            // Several logits can be equally great in few bits: any of their tokens is right.
            let logits: Vec<Vec<f32>> = next.to_dtype(DType::F32)?.to_vec2()?;
            let replayed: Vec<u32> = decoding.tokens().flatten_all()?.to_vec1()?;
            let greatest = |row: &[f32]| row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let wrong = logits
                .iter()
                .zip(&replayed)
                .filter(|(row, token)| row.get(**token as usize) != Some(&greatest(row)))
                .count();
            found.push(Compared {
                name: text::check::compared(
                    text::check::RECORDED_TOKENS,
                    self.dtype.as_str(),
                    self.shape.hidden,
                ),
                difference: wrong as f64,
                accepted: 0.0,
            });
        }
        Ok(())
    }

    fn training(&self, sequences: &[Vec<u32>], found: &mut Vec<Compared>) -> Result<()> {
        let here = Tensor::new(sequences.to_vec(), &self.device)?;
        let there = Tensor::new(sequences.to_vec(), &Device::Cpu)?;
        let weights = || self.host.on(&self.device, self.dtype);
        let expected = plain::loss(&self.host, sequences);
        for method in Method::ALL {
            let trainer = Trainer::on(&self.place, weights()?, method, 16, self.length)?;
            // Four-bit weights are others than those of the plain loops, and near them.
            let accepted = if method == Method::Qlora {
                0.2
            } else {
                self.accepted
            };
            let loss = f64::from(trainer.loss(&here)?.to_scalar::<f32>()?);
            found.push(Compared {
                name: text::check::loss(method, self.dtype.as_str(), self.shape.hidden),
                difference: (loss - expected).abs() / expected,
                accepted,
            });
        }
        let trainer = Trainer::on(&self.place, weights()?, Method::Full, 4, self.length)?;
        let host = Trainer::new(
            self.host.on(&Device::Cpu, DType::F32)?,
            Method::Full,
            4,
            self.length,
        )?;
        let ((_, mine), (_, theirs)) = (trainer.gradients(&here)?, host.gradients(&there)?);
        let mut worst = 0f64;
        for (mine_of, theirs_of) in trainer.trained().iter().zip(host.trained()) {
            let (Some(mine), Some(theirs)) = (mine.get(mine_of), theirs.get(theirs_of)) else {
                candle_core::bail!("{}", text::defect::WEIGHT_WITHOUT_GRADIENT);
            };
            let theirs: Vec<f32> = theirs.flatten_all()?.to_vec1()?;
            let theirs: Vec<f64> = theirs.into_iter().map(f64::from).collect();
            worst = worst.max(difference(mine, &theirs)?);
        }
        self.push(found, text::check::GRADIENTS_OF_WEIGHTS, worst);
        self.adapters(&here, &there, found)
    }

    /// Gradients of adapters against the processor's, and recorded steps against the same steps one launch at a time.
    fn adapters(&self, here: &Tensor, there: &Tensor, found: &mut Vec<Compared>) -> Result<()> {
        let trainer = || {
            let weights = self.host.on(&self.device, self.dtype)?;
            Trainer::on(&self.place, weights, Method::Lora, 16, self.length)
        };
        let host = Trainer::new(
            self.host.on(&Device::Cpu, DType::F32)?,
            Method::Lora,
            16,
            self.length,
        )?;
        let (mut recorded, mut plain) = (trainer()?, trainer()?);
        for ((of_host, one), two) in host.trained().iter().zip(recorded.trained()).zip(plain.trained()) {
            // The second factors begin at zero, where the first ones have no gradient.
            let drawn = Tensor::rand(-0.05f32, 0.05, of_host.shape(), &Device::Cpu)?.to_dtype(self.dtype)?;
            of_host.set(&drawn.to_dtype(DType::F32)?)?;
            for var in [one, two] {
                var.set(&drawn.to_device(&self.device)?)?;
            }
        }
        let ((_, mine), (_, theirs)) = (recorded.gradients(here)?, host.gradients(there)?);
        // All together: in few bits, the smallest of these tiny matrices are mostly rounding.
        let (mut all_mine, mut all_theirs) = (Vec::new(), Vec::new());
        for (mine_of, theirs_of) in recorded.trained().iter().zip(host.trained()) {
            let (Some(mine), Some(theirs)) = (mine.get(mine_of), theirs.get(theirs_of)) else {
                candle_core::bail!("{}", text::defect::ADAPTER_WITHOUT_GRADIENT);
            };
            all_mine.push(mine.to_device(&Device::Cpu)?.flatten_all()?);
            all_theirs.push(theirs.flatten_all()?);
        }
        let off = distance(&Tensor::cat(&all_mine, 0)?, &Tensor::cat(&all_theirs, 0)?)?;
        self.push(found, text::check::GRADIENTS_OF_ALL_ADAPTERS, off);
        if recorded.is_recorded() {
            for _ in 0..3 {
                recorded.step(here)?;
                plain.step_unrecorded(here)?;
            }
            let mut worst = 0f64;
            for (mine, theirs) in recorded.trained().iter().zip(plain.trained()) {
                worst = worst.max(distance(mine, &theirs.to_dtype(DType::F32)?)?);
            }
            found.push(Compared {
                name: text::check::compared(
                    text::check::RECORDED_STEPS,
                    self.dtype.as_str(),
                    self.shape.hidden,
                ),
                difference: worst,
                accepted: 1e-3,
            });
        }
        Ok(())
    }

    fn encoder(&self, found: &mut Vec<Compared>) -> Result<()> {
        let shape = encoder::Shape {
            layers: 2,
            hidden: 96,
            heads: 3,
            wide: 176,
            vocab: 61,
            positions: 80,
        };
        let mut random = SmallRng::seed_from_u64(self.seed.wrapping_add(4));
        let texts: Vec<Vec<u32>> = (0..ROWS)
            .map(|_| {
                (0..70)
                    .map(|_| random.random_range(0..shape.vocab as u32))
                    .collect()
            })
            .collect();
        let weights = encoder::EncoderWeights::random(shape, self.seed);
        let expected: Vec<f64> = plain::embeddings(&weights, &texts).concat();
        let encoder = encoder::Encoder::new(&self.place, &weights, self.dtype)?;
        let embedded = encoder.embed(&Tensor::new(texts, &self.device)?)?;
        found.push(Compared {
            name: text::check::embeddings(self.dtype.as_str()),
            difference: difference(&embedded, &expected)?,
            accepted: self.accepted,
        });
        Ok(())
    }

    fn search(&self, found: &mut Vec<Compared>) -> Result<()> {
        let (count, dimensions, k) = (2500, 32, 7);
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
        let nearest = Collection::of(&self.place, &vectors)?.nearest(&query, k)?;
        let missed = nearest
            .iter()
            .zip(&best)
            .filter(|&(&at, &score)| scores[at] != score)
            .count();
        found.push(Compared {
            name: text::check::exact_search(self.dtype.as_str()),
            difference: (missed + k - nearest.len()) as f64,
            accepted: 0.0,
        });
        Ok(())
    }
}

fn difference(found: &Tensor, expected: &[f64]) -> Result<f64> {
    let found: Vec<f32> = found.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
    if found.len() != expected.len() {
        candle_core::bail!("{}", text::defect::other_count(found.len(), expected.len()));
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
