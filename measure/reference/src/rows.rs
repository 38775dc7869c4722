//! The rows of a run: each warmed up, repeated, and told as a series while it grows.

use std::time::{Duration, Instant};

use candle_core::{DType, Tensor};
use forkcast_endpoint::Samples;
use forkcast_engine::latency::shapes::{Ceilings, Dimensions};
use forkcast_protocol::measure::{Method, ReferenceSpec, Series, SeriesKind, Task, Update};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use crate::device::Place;
use crate::model::{Decoding, Model};
use crate::text;
use crate::train::Trainer;
use crate::transformer::Cache;
use crate::weights::Weights;

/// Least time between two tellings of the same series, so that a fast row does not flood its reader.
const TELL_EVERY: Duration = Duration::from_millis(400);

/// Why a row ended, in words.
type Outcome<T> = Result<T, String>;

fn words(error: candle_core::Error) -> String {
    text::failed(text::Part::Engine, error)
}

/// What every row of a run shares.
pub(crate) struct Run<'a> {
    pub(crate) spec: &'a ReferenceSpec,
    pub(crate) shape: &'a Dimensions,
    pub(crate) place: &'a Place,
    pub(crate) at: Ceilings,
    pub(crate) seed: u64,
}

/// One row: what its series is called and of, and what the roofline says.
struct Row {
    key: String,
    label: String,
    kind: SeriesKind,
    prompt_tokens: Option<u32>,
    batch: Option<u32>,
    predicted_ms: f64,
    path: String,
}

impl Row {
    fn series(&self, samples: &Samples) -> Option<Series> {
        let mut series = samples.series(&self.key, &self.label, self.kind)?;
        series.prompt_tokens = self.prompt_tokens;
        series.batch = self.batch;
        series.predicted_ms = Some(self.predicted_ms);
        series.path = Some(self.path.clone());
        Some(series)
    }
}

impl Run<'_> {
    /// Does every row of the specification.
    pub(crate) fn rows(&self, tell: &mut dyn FnMut(Update)) -> Outcome<()> {
        match &self.spec.task {
            Task::Prefill { prompt_tokens } => {
                let model = self.model()?;
                prompt_tokens
                    .iter()
                    .try_for_each(|&tokens| self.prefill(&model, tokens, tell))
            }
            Task::Decode {
                batch,
                context_tokens,
            } => {
                let model = self.model()?;
                batch
                    .iter()
                    .try_for_each(|&batch| self.decode(&model, batch, *context_tokens, tell))
            }
            Task::Train {
                methods,
                batch,
                sequence_tokens,
                rank,
            } => methods
                .iter()
                .try_for_each(|&method| self.train(method, *batch, *sequence_tokens, *rank, tell)),
        }
    }

    fn weights(&self) -> Outcome<Weights> {
        Weights::random(self.shape, self.seed, &self.place.device, self.place.dtype).map_err(words)
    }

    fn model(&self) -> Outcome<Model> {
        Model::new(self.place, self.shape, self.weights()?).map_err(words)
    }

    /// Fresh random tokens, so that no two repeats read the same.
    fn tokens(&self, random: &mut SmallRng, rows: u32, columns: u32) -> candle_core::Result<Tensor> {
        let count = rows as usize * columns as usize;
        let tokens: Vec<u32> = (0..count)
            .map(|_| random.random_range(0..self.shape.vocab as u32))
            .collect();
        Tensor::from_vec(tokens, (rows as usize, columns as usize), &self.place.device)
    }

    fn prefill(&self, model: &Model, tokens: u32, tell: &mut dyn FnMut(Update)) -> Outcome<()> {
        let place = self.place;
        let row = Row {
            key: format!("prefill-{tokens}"),
            label: text::row::prefill(tokens),
            kind: SeriesKind::Prefill,
            prompt_tokens: Some(tokens),
            batch: Some(1),
            predicted_ms: self.shape.prefill_ms(f64::from(tokens), place.width(), self.at),
            path: place.path(),
        };
        let mut cache =
            Cache::new(self.shape, 1, tokens as usize, &place.device, place.dtype).map_err(words)?;
        let mut random = SmallRng::seed_from_u64(self.seed);
        self.repeat(&row, tell, || {
            let prompt = self.tokens(&mut random, 1, tokens)?;
            cache.cut(0);
            place.device.synchronize()?;
            let start = Instant::now();
            let next = model.next(&prompt, &mut cache)?;
            place.device.synchronize()?;
            let taken = start.elapsed();
            drop(next);
            Ok(taken)
        })
    }

    fn decode(&self, model: &Model, batch: u32, context: u32, tell: &mut dyn FnMut(Update)) -> Outcome<()> {
        let place = self.place;
        let mut row = Row {
            key: format!("decode-b{batch}"),
            label: text::row::decode(batch, context),
            kind: SeriesKind::Decode,
            prompt_tokens: Some(context),
            batch: Some(batch),
            predicted_ms: self
                .shape
                .decode_ms(f64::from(batch), f64::from(context), place.width(), self.at),
            path: place.path(),
        };
        let (filled, sequences) = (context as usize, batch as usize);
        let cache = Cache::random(
            self.shape,
            sequences,
            filled,
            filled + 1,
            &place.device,
            place.dtype,
        )
        .map_err(words)?;
        let mut random = SmallRng::seed_from_u64(self.seed);
        let tokens = self.tokens(&mut random, batch, 1).map_err(words)?;
        let mut decoding = Decoding::new(model, tokens, cache).map_err(words)?;
        if decoding.is_recorded() {
            row.path = text::row::recorded(&row.path);
        }
        self.repeat(&row, tell, || {
            place.device.synchronize()?;
            let start = Instant::now();
            decoding.run()?;
            place.device.synchronize()?;
            Ok(start.elapsed())
        })
    }

    fn train(
        &self,
        method: Method,
        batch: u32,
        sequence: u32,
        rank: u32,
        tell: &mut dyn FnMut(Update),
    ) -> Outcome<()> {
        let (tokens, length) = (f64::from(batch), f64::from(sequence));
        let predicted_ms = match method {
            Method::Full => self.shape.full_step_ms(tokens, length, self.at),
            Method::Lora | Method::Qlora => {
                self.shape.adapter_step_ms(rank as usize, tokens, length, self.at)
            }
        };
        let mut row = Row {
            key: format!("train-{}", method.id()),
            label: text::row::train(method, batch, sequence),
            kind: SeriesKind::TrainStep,
            prompt_tokens: Some(sequence),
            batch: Some(batch),
            predicted_ms,
            path: text::row::trained_on(&self.place.path(), method),
        };
        let mut trainer = Trainer::on(
            self.place,
            self.weights()?,
            method,
            rank as usize,
            sequence as usize,
        )
        .map_err(words)?;
        if trainer.is_recorded() {
            row.path = text::row::recorded(&row.path);
        }
        let mut random = SmallRng::seed_from_u64(self.seed);
        self.repeat(&row, tell, || {
            let sequences = self.tokens(&mut random, batch, sequence + 1)?;
            self.place.device.synchronize()?;
            let start = Instant::now();
            trainer.step(&sequences)?;
            Ok(start.elapsed())
        })
    }

    /// Warms up, then repeats `once`, which answers with the time that counts.
    fn repeat(
        &self,
        row: &Row,
        tell: &mut dyn FnMut(Update),
        mut once: impl FnMut() -> candle_core::Result<Duration>,
    ) -> Outcome<()> {
        let progress = |phase: &str, done: u32, total: u32| Update::Progress {
            phase: phase.to_owned(),
            done: done.into(),
            total: total.into(),
        };
        for done in 0..self.spec.warmup {
            tell(progress(text::row::WARM_UP, done, self.spec.warmup));
            once().map_err(words)?;
        }
        let mut samples = Samples::new();
        let mut told: Option<Instant> = None;
        for done in 1..=self.spec.repeats {
            samples.record(once().map_err(words)?.as_secs_f64() * 1e3);
            if done == self.spec.repeats || told.is_none_or(|last| last.elapsed() >= TELL_EVERY) {
                tell(progress(&row.label, done, self.spec.repeats));
                if let Some(series) = row.series(&samples) {
                    tell(Update::Series(Box::new(series)));
                }
                told = Some(Instant::now());
            }
        }
        if row
            .series(&samples)
            .is_some_and(|series| series.p50.value < row.predicted_ms)
        {
            tell(Update::Warning {
                text: text::row::faster_than_possible(&row.label),
            });
        }
        Ok(())
    }
}

/// Ceilings in the numbers that the run works in.
pub(crate) fn ceilings(place: &Place) -> Outcome<(Ceilings, DType)> {
    let at = crate::ceilings::measure(&place.device, place.dtype).map_err(words)?;
    Ok((at, place.dtype))
}
