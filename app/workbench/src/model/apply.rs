//! From a measurement to the measured inputs of a scenario.

use forkcast_engine::order::sorted;
use forkcast_engine::params::{self, tidy};
use forkcast_engine::report::StageKind;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate, format, words};
use forkcast_protocol::link::View;
use forkcast_protocol::link::origin::{self, MACHINE_CHARS};
use forkcast_protocol::measure::{Measurement, Method, RunSpec, Series, SeriesKind, Task};
use forkcast_protocol::visible::is_obeyed;

use super::comparable;
use super::results::date;
use crate::text::apply::{self as texts, Tail};
use crate::text::results::time;

/// Lowest value of a measured input: 0 means not measured.
const LEAST: f64 = 0.001;
/// Inputs that tell of a model on a machine, so that only a measurement of the scenario's sets them.
const OF_THE_MODEL: [&str; 5] = [
    "measured_start_p50_ms",
    "measured_start_p95_ms",
    "measured_prefill_tps",
    "measured_decode_tps",
    "measured_train_tps",
];
/// Longest name of a model in the link, in characters: the machine has to fit as well.
const MODEL_CHARS: usize = 24;
/// Digits kept, so that the link stays short; far more than the precision of a measurement.
const DIGITS: i32 = 4;

/// One input that a measurement sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The input.
    pub key: &'static str,
    /// The new value, in the input's unit.
    pub to: f64,
    /// Where the figure comes from, in words.
    pub why: String,
}

/// The effect of applying a measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The inputs that it sets.
    pub changes: Vec<Change>,
    /// The view after it.
    pub view: View,
    /// The headline before.
    pub before: String,
    /// The headline after.
    pub after: String,
    /// Whether another approach is recommended after than before.
    pub flips: bool,
    /// The recommended approach's time to first token before and after, p95, ms.
    pub ttft_p95_ms: (f64, f64),
}

impl Change {
    /// The input's name, and what it is set to with its unit.
    #[must_use]
    pub fn description(&self) -> (String, String) {
        params::find(self.key).map_or_else(
            |_| (self.key.to_owned(), self.to.to_string()),
            |p| {
                // A search may take less than the whole milliseconds that the page shows elsewhere.
                let shown = if self.key.ends_with("_ms") {
                    time(self.to)
                } else {
                    format::number_value(p, self.to)
                };
                (p.label.to_owned(), shown)
            },
        )
    }
}

/// The proposal of a measurement for that view; `None` if it measures no input of a scenario.
#[must_use]
pub fn propose(m: &Measurement, view: &View, catalog: &Catalog) -> Option<Proposal> {
    let mut changes = changes(m, &view.scenario, catalog);
    if comparable::obstacle(m, &view.scenario, catalog).is_some() {
        changes.retain(|change| !OF_THE_MODEL.contains(&change.key));
    }
    if changes.is_empty() {
        return None;
    }
    let mut after = view.clone();
    for change in &changes {
        if let Ok(param) = params::find(change.key) {
            // A value out of its range counts as the nearest within, as everywhere.
            let _ = param.set_number(&mut after.scenario, change.to);
        }
    }
    after.measured = origin::with_machine(&view.measured, &label(m));
    let (old, new) = (
        evaluate(&view.scenario, catalog),
        evaluate(&after.scenario, catalog),
    );
    let ttft = |report: &forkcast_engine::Report| report.of(report.verdict.winner).latency.ttft_p95_ms;
    Some(Proposal {
        changes,
        before: words::headline(&old).text(),
        after: words::headline(&new).text(),
        flips: old.verdict.winner != new.verdict.winner,
        ttft_p95_ms: (ttft(&old), ttft(&new)),
        view: after,
    })
}

/// Why a measurement sets nothing of a model in that view, where it could set something if the scenario were another.
#[must_use]
pub fn left_out(m: &Measurement, view: &View, catalog: &Catalog) -> Option<String> {
    changes(m, &view.scenario, catalog)
        .iter()
        .any(|change| OF_THE_MODEL.contains(&change.key))
        .then(|| comparable::obstacle(m, &view.scenario, catalog))?
}

/// Model, machine and date, as kept in the link.
#[must_use]
pub fn label(m: &Measurement) -> String {
    let model = comparable::model(m).map(|name| name.chars().take(MODEL_CHARS).collect::<String>());
    let machine = m.machine.as_ref().map(|x| x.label.as_str());
    let what = texts::machine(model.as_deref(), machine);
    let day = date(m);
    let room = MACHINE_CHARS.saturating_sub(day.chars().count() + 2);
    let what: String = what.chars().filter(|c| !is_obeyed(*c)).take(room).collect();
    texts::machine_and_day(what.trim_end(), day)
}

/// The inputs that a measurement sets.
#[must_use]
pub fn changes(m: &Measurement, s: &Scenario, catalog: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    reading(m, s, catalog, &mut changes);
    if let Some(tpot) = alone(m, &[SeriesKind::Tpot, SeriesKind::Decode]) {
        set(
            &mut changes,
            "measured_decode_tps",
            1e3 / tpot.p50.value,
            texts::one_over_median(&tpot.label),
        );
    }
    for (kind, p50, p95) in [
        (
            SeriesKind::Embed,
            "measured_embed_p50_ms",
            "measured_embed_p95_ms",
        ),
        (
            SeriesKind::Search,
            "measured_search_p50_ms",
            "measured_search_p95_ms",
        ),
    ] {
        if let Some(series) = usable(m).find(|x| x.kind == kind) {
            set(&mut changes, p50, series.p50.value, texts::median(&series.label));
            let (p95_ms, which) = tail(series);
            set(&mut changes, p95, p95_ms, texts::tail(which, &series.label));
        }
    }
    training(m, &mut changes);
    changes
}

fn set(changes: &mut Vec<Change>, key: &'static str, to: f64, why: String) {
    if to.is_finite() && to > 0.0 {
        changes.push(Change {
            key,
            to: tidy(to.max(LEAST), DIGITS),
            why,
        });
    }
}

/// Series with samples.
fn usable(m: &Measurement) -> impl Iterator<Item = &Series> {
    m.series.iter().filter(|s| s.n > 0 && s.p50.value > 0.0)
}

/// The 95th percentile, or the greatest sample where there were too few for one.
fn tail(s: &Series) -> (f64, Tail) {
    s.p95.map_or((s.max, Tail::Largest), |p| (p.value, Tail::P95))
}

/// The series of those kinds with the fewest answers at once.
fn alone<'m>(m: &'m Measurement, kinds: &[SeriesKind]) -> Option<&'m Series> {
    let plain = |s: &&Series| kinds.contains(&s.kind) && !s.key.starts_with("rag");
    usable(m).filter(plain).min_by_key(|s| s.batch.unwrap_or(1))
}

/// A straight line through points, by least squares: its value at nought and its slope.
fn line(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = points.len() as f64;
    let (mx, my) = points
        .iter()
        .fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let (sxx, sxy) = points.iter().fold((0.0, 0.0), |(a, b), (x, y)| {
        (a + (x - mx) * (x - mx), b + (x - mx) * (y - my))
    });
    (sxx > 0.0).then(|| {
        let slope = sxy / sxx;
        (my - slope * mx, slope)
    })
}

/// Start of an answer and reading of the prompt.
fn reading(m: &Measurement, s: &Scenario, catalog: &Catalog, changes: &mut Vec<Change>) {
    // With retrieval in the way a longer prompt is not all that takes longer.
    let retrieving = |x: &Series| matches!(m.spec, RunSpec::RagCost(_)) && !x.key.starts_with("plain");
    let of = |kind: SeriesKind| -> Vec<(&Series, f64)> {
        let all = usable(m)
            .filter(|x| x.kind == kind && !retrieving(x))
            .filter_map(|x| Some((x, f64::from(x.prompt_tokens?))));
        sorted(all.collect(), |a, b| a.1.total_cmp(&b.1))
    };
    let medians = |all: &[(&Series, f64)]| -> Vec<(f64, f64)> {
        all.iter().map(|(x, tokens)| (*tokens, x.p50.value)).collect()
    };
    let ttft = of(SeriesKind::Ttft);
    let prefill = of(SeriesKind::Prefill);
    if let Some((shortest, tokens)) = ttft.first().copied() {
        let spread = (tail(shortest).0 - shortest.p50.value).max(0.0);
        let (start, how) = match line(&medians(&ttft)).filter(|(_, slope)| *slope > 0.0) {
            Some((start, slope)) => {
                set(
                    changes,
                    "measured_prefill_tps",
                    1e3 / slope,
                    texts::growth(ttft.len()),
                );
                (start, texts::extended(ttft.len()))
            }
            None => {
                let read_ms = model_prefill_ms(s, catalog, tokens);
                (
                    shortest.p50.value - read_ms,
                    texts::less_prefill(&shortest.label, read_ms, ttft.len()),
                )
            }
        };
        let start = start.max(LEAST);
        set(changes, "measured_start_p50_ms", start, how);
        set(
            changes,
            "measured_start_p95_ms",
            start + spread,
            texts::plus_spread(tail(shortest).1, &shortest.label),
        );
    } else if let Some((longest, tokens)) = prefill.last().copied() {
        let (rate, why) = match line(&medians(&prefill)).filter(|(_, slope)| *slope > 0.0) {
            Some((_, slope)) => (1e3 / slope, texts::growth(prefill.len())),
            None => (
                tokens / longest.p50.value * 1e3,
                texts::tokens_over_median(tokens, &longest.label),
            ),
        };
        set(changes, "measured_prefill_tps", rate, why);
    }
}

/// Prefill time of the scenario's model for a number of tokens, ms: by its measured rate, if it has one.
fn model_prefill_ms(s: &Scenario, catalog: &Catalog, tokens: f64) -> f64 {
    // The rate is what a thousand tokens more take; nothing is cached, so that all of them are read.
    let at = |prompt_tokens: f64| {
        let asked = Scenario {
            prompt_tokens,
            cacheable_share: 0.0,
            ..*s
        };
        let report = evaluate(&asked, catalog);
        let stages = &report.of(Strategy::Prompt).latency.stages;
        stages
            .iter()
            .find(|x| x.kind == StageKind::Prefill)
            .map_or(0.0, |x| x.p50_ms)
    };
    (at(2_000.0) - at(1_000.0)).max(0.0) / 1_000.0 * tokens
}

/// Training tokens a second.
fn training(m: &Measurement, changes: &mut Vec<Change>) {
    let RunSpec::Reference(spec) = &m.spec else { return };
    let Task::Train {
        batch,
        sequence_tokens,
        ..
    } = &spec.task
    else {
        return;
    };
    let tokens = f64::from(*batch) * f64::from(*sequence_tokens);
    let step = |method: Method| {
        usable(m).find(|x| x.kind == SeriesKind::TrainStep && x.key.ends_with(&format!("-{}", method.id())))
    };
    // The scenario has one rate; adapters are what it trains most often.
    let found = [Method::Lora, Method::Qlora, Method::Full]
        .into_iter()
        .find_map(step);
    if let Some(series) = found {
        set(
            changes,
            "measured_train_tps",
            tokens / series.p50.value * 1e3,
            texts::step_over_median(tokens, &series.label),
        );
    }
}

#[cfg(test)]
mod tests;
