//! From a measurement to the measured inputs of a scenario.

use forkcast_engine::params::{self, tidy};
use forkcast_engine::report::StageKind;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate, format, words};
use forkcast_protocol::link::{MEASURED_CHARS, View};
use forkcast_protocol::measure::{Measurement, Method, RunSpec, Series, SeriesKind, Task};

use super::results::date;

/// Least that a measured input is set to: nought stands for not measured.
const LEAST: f64 = 0.001;
/// Digits that are kept, so that the link stays short; far more than a measurement is good for.
const DIGITS: i32 = 4;

/// One input that a measurement sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The input.
    pub key: &'static str,
    /// What it is set to, in the input's unit.
    pub to: f64,
    /// Where the figure comes from, in words.
    pub why: String,
}

/// What applying a measurement would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The inputs that it sets.
    pub changes: Vec<Change>,
    /// The view after it.
    pub view: View,
    /// What is recommended before, in a sentence.
    pub before: String,
    /// What is recommended after.
    pub after: String,
    /// Whether another approach is recommended after than before.
    pub flips: bool,
    /// The recommended approach's time to first token before and after, p95, ms.
    pub ttft_p95_ms: (f64, f64),
}

impl Change {
    /// The input's name, and what it is set to with its unit.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        params::find(self.key).map_or_else(
            |_| (self.key.to_owned(), self.to.to_string()),
            |p| {
                // A search may take less than the whole milliseconds that the page shows elsewhere.
                let shown = if self.key.ends_with("_ms") {
                    super::results::time(self.to)
                } else {
                    format::number_value(p, self.to)
                };
                (p.label.to_owned(), shown)
            },
        )
    }
}

/// What a measurement would set in that view; none where it holds nothing that a scenario has an input for.
#[must_use]
pub fn propose(m: &Measurement, view: &View, catalog: &Catalog) -> Option<Proposal> {
    let changes = changes(m, &view.scenario, catalog);
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
    after.measured = label(m);
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

/// Machine and date, as kept in the link.
#[must_use]
pub fn label(m: &Measurement) -> String {
    let machine = m.machine.as_ref().map_or("unnamed machine", |x| x.label.as_str());
    let day = date(m);
    let room = MEASURED_CHARS.saturating_sub(day.chars().count() + 2);
    let machine: String = machine.chars().filter(|c| !c.is_control()).take(room).collect();
    format!("{}, {day}", machine.trim_end())
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
            format!("a second over the median of “{}”", tpot.label),
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
            set(
                &mut changes,
                p50,
                series.p50.value,
                format!("the median of “{}”", series.label),
            );
            let (p95_ms, which) = tail(series);
            set(
                &mut changes,
                p95,
                p95_ms,
                format!("the {which} of “{}”", series.label),
            );
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
fn tail(s: &Series) -> (f64, &'static str) {
    s.p95
        .map_or((s.max, "greatest sample (too few for a 95th percentile)"), |p| {
            (p.value, "95th percentile")
        })
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
        let mut all: Vec<_> = usable(m)
            .filter(|x| x.kind == kind && !retrieving(x))
            .filter_map(|x| Some((x, f64::from(x.prompt_tokens?))))
            .collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1));
        all
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
                    format!(
                        "from how the medians at {} prompt lengths grow with the length",
                        ttft.len()
                    ),
                );
                (
                    start,
                    format!(
                        "where the line through the medians at {} prompt lengths meets a prompt of nothing",
                        ttft.len()
                    ),
                )
            }
            None => {
                let read_ms = model_prefill_ms(s, catalog, tokens);
                let why = if ttft.len() > 1 {
                    "longer prompts took no longer"
                } else {
                    "one prompt length was measured"
                };
                (
                    shortest.p50.value - read_ms,
                    format!(
                        "the median of “{}” less the {} that the model takes for reading the prompt ({why})",
                        shortest.label,
                        super::results::time(read_ms)
                    ),
                )
            }
        };
        let start = start.max(LEAST);
        set(changes, "measured_start_p50_ms", start, how);
        set(
            changes,
            "measured_start_p95_ms",
            start + spread,
            format!(
                "the same, and the way from median to {} of “{}”",
                tail(shortest).1,
                shortest.label
            ),
        );
    } else if let Some((longest, tokens)) = prefill.last().copied() {
        let (rate, why) = match line(&medians(&prefill)).filter(|(_, slope)| *slope > 0.0) {
            Some((_, slope)) => (
                1e3 / slope,
                format!(
                    "from how the medians at {} prompt lengths grow with the length",
                    prefill.len()
                ),
            ),
            None => (
                tokens / longest.p50.value * 1e3,
                format!(
                    "{} tokens over the median of “{}”",
                    format::count(tokens),
                    longest.label
                ),
            ),
        };
        set(changes, "measured_prefill_tps", rate, why);
    }
}

/// What the scenario's model takes for reading so many tokens, ms: by its measured rate where there is one.
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
            format!(
                "{} tokens of a step over the median of “{}”",
                format::count(tokens),
                series.label
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::results::tests::{measurement, series};
    use forkcast_protocol::measure::{Machine, RunState};

    fn view() -> View {
        View::default()
    }

    fn value(changes: &[Change], key: &str) -> Option<f64> {
        changes.iter().find(|c| c.key == key).map(|c| c.to)
    }

    fn of(rows: Vec<Series>) -> Vec<Change> {
        changes(
            &measurement(RunState::Done, rows),
            &view().scenario,
            Catalog::builtin(),
        )
    }

    #[test]
    fn the_line_through_the_medians_gives_start_and_reading() {
        // 40 ms to start, 2,000 tokens a second.
        let row = |tokens: u32| {
            series(
                "ttft",
                SeriesKind::Ttft,
                40.0 + f64::from(tokens) / 2.0,
                Some(tokens),
            )
        };
        let set = of(vec![row(2_000), row(100), row(500)]);
        assert_eq!(value(&set, "measured_start_p50_ms"), Some(40.0));
        assert_eq!(value(&set, "measured_prefill_tps"), Some(2_000.0));
        // The shortest prompt took 90 ms, its 95th percentile 135.
        assert_eq!(value(&set, "measured_start_p95_ms"), Some(85.0));
    }

    #[test]
    fn one_length_takes_the_models_reading_off() {
        let set = of(vec![series("ttft-1000", SeriesKind::Ttft, 5_000.0, Some(1_000))]);
        let read = model_prefill_ms(&view().scenario, Catalog::builtin(), 1_000.0);
        assert!(read > 0.0);
        assert_eq!(
            value(&set, "measured_start_p50_ms"),
            Some(tidy(5_000.0 - read, 4))
        );
        assert_eq!(value(&set, "measured_prefill_tps"), None);
        // Where longer prompts took no longer, no rate is made of noise, and nothing falls below what can be measured.
        let row = |tokens: u32, ms: f64| series("ttft", SeriesKind::Ttft, ms, Some(tokens));
        let set = of(vec![row(100, 0.002), row(1_000, 0.001)]);
        assert_eq!(value(&set, "measured_prefill_tps"), None);
        assert_eq!(value(&set, "measured_start_p50_ms"), Some(LEAST));
    }

    #[test]
    fn rates_are_of_one_answer_and_stages_of_their_percentiles() {
        let batch = |n: u32, ms: f64| Series {
            batch: Some(n),
            ..series("decode", SeriesKind::Decode, ms, None)
        };
        let few = Series {
            p95: None,
            max: 7.0,
            ..series("embed", SeriesKind::Embed, 5.0, None)
        };
        let search = series("search", SeriesKind::Search, 2.0, None);
        let set = of(vec![batch(32, 40.0), batch(1, 10.0), few, search]);
        assert_eq!(value(&set, "measured_decode_tps"), Some(100.0));
        assert_eq!(value(&set, "measured_embed_p95_ms"), Some(7.0));
        assert_eq!(value(&set, "measured_search_p50_ms"), Some(2.0));
        assert_eq!(value(&set, "measured_search_p95_ms"), Some(3.0));
    }

    #[test]
    fn retrieval_is_not_taken_for_reading() {
        let spec = r#"{"kind":"rag-cost","target":"t","store":"embedded","vectors":1000,"chunks":5,"chunk_tokens":100,"prompt_tokens":100,"output_tokens":8,"requests":10,"warmup":1,"concurrency":1}"#;
        let mut m = measurement(
            RunState::Done,
            vec![
                series("plain-ttft", SeriesKind::Ttft, 4_000.0, Some(100)),
                series("rag-ttft", SeriesKind::Ttft, 9_000.0, Some(600)),
            ],
        );
        m.spec = serde_json::from_str(spec).expect("a specification");
        let set = changes(&m, &view().scenario, Catalog::builtin());
        assert_eq!(value(&set, "measured_prefill_tps"), None);
        assert!(value(&set, "measured_start_p50_ms").is_some_and(|x| x > 3_000.0 && x <= 4_000.0));
    }

    #[test]
    fn a_training_step_gives_tokens_a_second() {
        let spec = r#"{"kind":"reference","shape":"tiny","device":"cpu","task":{"task":"train","methods":["full","lora"],"batch":4,"sequence_tokens":128,"rank":8},"repeats":3,"warmup":1}"#;
        let mut m = measurement(
            RunState::Done,
            vec![
                series("train-full", SeriesKind::TrainStep, 512.0, None),
                series("train-lora", SeriesKind::TrainStep, 256.0, None),
            ],
        );
        m.spec = serde_json::from_str(spec).expect("a specification");
        let set = changes(&m, &view().scenario, Catalog::builtin());
        assert_eq!(value(&set, "measured_train_tps"), Some(2_000.0));
    }

    #[test]
    fn a_slow_endpoint_changes_the_verdict_and_the_link_says_who_measured() {
        let row = |tokens: u32| {
            series(
                "ttft",
                SeriesKind::Ttft,
                20_000.0 + f64::from(tokens),
                Some(tokens),
            )
        };
        let mut m = measurement(RunState::Done, vec![row(100), row(1_000)]);
        m.machine = Some(Machine {
            label: "2 cores of an Intel Xeon".to_owned(),
            ..Machine::default()
        });
        let proposal = propose(&m, &view(), Catalog::builtin()).expect("something to set");
        assert_ne!(
            proposal.before, proposal.after,
            "nothing answers within the limit any more"
        );
        assert!(proposal.ttft_p95_ms.1 > 20_000.0);
        assert_eq!(proposal.view.measured, "2 cores of an Intel Xeon, 2026-11-23");
        assert!(proposal.view.scenario.is_measured());
        let encoded = forkcast_protocol::link::encode(&proposal.view, Catalog::builtin());
        let decoded = forkcast_protocol::link::decode(&encoded, Catalog::builtin());
        assert_eq!(decoded.view, proposal.view, "the link carries it");
        // Nothing that a scenario has an input for.
        let e2e = measurement(RunState::Done, vec![series("e2e", SeriesKind::E2e, 1.0, None)]);
        assert_eq!(propose(&e2e, &view(), Catalog::builtin()), None);
    }
}
