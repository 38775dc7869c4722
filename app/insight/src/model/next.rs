//! What to measure next: each thing that is not known for certain, by what it is worth to know it.

use super::amount;
use forkcast_engine::uncertainty::unknowns::{self, Run, Unknown};
use forkcast_engine::uncertainty::worth::{Knowing, Worth};
use forkcast_engine::{Catalog, Scenario, Strategy, decide, format};
use forkcast_parts::worker::{self, Step};

/// Futures that are drawn in all.
pub const FUTURES: usize = 10_000;
/// Futures drawn in a piece of work: less than a millisecond's worth.
pub const CHUNK: usize = 50;
/// Futures after which there is a first answer.
const FIRST: usize = 2_000;
/// Something that is not known for certain, and what it is worth to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Key of the assumption or the input.
    pub key: &'static str,
    /// Its name.
    pub label: &'static str,
    /// From least to greatest plausible value, with the one used.
    pub range: String,
    /// How it is known, and who says so.
    pub known: String,
    /// Gain in score from knowing it, points of 100.
    pub points: f64,
    /// What knowing it would change.
    pub effect: String,
    /// The kind of run of the workbench that measures it, where there is one.
    pub run: Option<&'static str>,
}

/// What to measure next.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// Futures that this rests on.
    pub futures: usize,
    /// In a sentence or two.
    pub sentence: String,
    /// What is worth knowing, most first.
    pub rows: Vec<Row>,
}

fn range(unknown: &Unknown) -> String {
    let Unknown {
        low,
        likely,
        high,
        unit,
        ..
    } = *unknown;
    if unit == "share" {
        let share = format::share;
        return format!("{} to {}, {} used", share(low), share(high), share(likely));
    }
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    format!(
        "{} to {}{unit}, {} used",
        amount(low),
        amount(high),
        amount(likely)
    )
}

/// How it is known and by whose word; the inputs' sources begin with how.
fn known(unknown: &Unknown, page: Texts) -> String {
    let status = unknown.status.label();
    let source = match unknown.source {
        "" => page(&format!("source-{}", unknown.key)),
        source => source.to_owned(),
    };
    match source.split_once("; ") {
        Some((first, rest)) if first.eq_ignore_ascii_case(status) => format!("{status}: {rest}"),
        _ => format!("{status}: {source}"),
    }
}

/// The texts of the page's HTML by their ids, which has the sources of inputs.
pub type Texts<'p> = &'p dyn Fn(&str) -> String;

fn row(worth: &Worth, page: Texts) -> Row {
    let unknown = &worth.unknown;
    let saved = worth.saved_usd;
    let money = if saved >= 1.0 {
        format!(" and saves {} on average", format::usd(saved))
    } else if saved <= -1.0 {
        format!(" and costs {} more on average", format::usd(-saved))
    } else {
        String::new()
    };
    Row {
        key: unknown.key,
        label: unknown.label,
        range: range(unknown),
        known: known(unknown, page),
        points: worth.utility * 100.0,
        effect: format!(
            "knowing it changes the choice in {} of futures{money}",
            format::share(worth.changes)
        ),
        run: unknown.measured_by.map(Run::id),
    }
}

/// What the futures drawn so far say.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How many there are.
    futures: usize,
    /// The best on average.
    choice: Strategy,
    /// What knowing everything would be worth, in score.
    everything: f64,
    /// What is worth knowing, most first.
    worth: Vec<Worth>,
}

/// Numbers of an unknown: its place in the list, gain in score, money saved, and how often the choice changes.
const WORTH: usize = 4;

impl Found {
    /// As numbers, for the way from the worker.
    #[must_use]
    pub fn numbers(&self, s: &Scenario, catalog: &Catalog) -> Vec<f64> {
        let mut out = vec![self.futures as f64, self.choice.index() as f64, self.everything];
        let list = unknowns::list(s, catalog);
        for worth in &self.worth {
            if let Some(place) = list.iter().position(|u| u.key == worth.unknown.key) {
                out.extend([place as f64, worth.utility, worth.saved_usd, worth.changes]);
            }
        }
        out
    }

    /// Reads those numbers; none where they are others.
    #[must_use]
    pub fn read(numbers: &[f64], s: &Scenario, catalog: &Catalog) -> Option<Self> {
        let [futures, choice, everything, rest @ ..] = numbers else {
            return None;
        };
        let list = unknowns::list(s, catalog);
        let worth = rest.chunks_exact(WORTH).map(|n| {
            Some(Worth {
                unknown: list.get(n[0] as usize)?.clone(),
                utility: n[1],
                saved_usd: n[2],
                changes: n[3],
            })
        });
        Some(Self {
            futures: *futures as usize,
            choice: *Strategy::ALL.get(*choice as usize)?,
            everything: *everything,
            worth: worth.collect::<Option<_>>()?,
        })
    }

    /// In words.
    #[must_use]
    pub fn next(&self, s: &Scenario, catalog: &Catalog, page: Texts) -> Next {
        let rows: Vec<Row> = self.worth.iter().map(|worth| row(worth, page)).collect();
        let choice = self.choice;
        let wins = decide(s, catalog).winner;
        let bet = if choice == wins {
            format!("Over all futures {} is the best bet", choice.label())
        } else {
            format!(
                "With every figure as it is used {} wins; on average over all futures, a shut gate counting as nothing, {} does better",
                wins.label(),
                choice.label()
            )
        };
        let everything = self.everything * 100.0;
        let sentence = match rows.first() {
            Some(first) => format!(
                "{} next: {}. {bet}; {}. That is worth {:.1} points of 100, to know everything {everything:.1}.",
                if first.run.is_some() {
                    "Measure"
                } else {
                    "Find out"
                },
                first.label,
                first.effect,
                first.points
            ),
            None => format!(
                "No single figure is worth measuring: none alone turns the choice often enough to matter. {bet}. To know everything at once would be worth {everything:.1} points of 100."
            ),
        };
        Next {
            futures: self.futures,
            sentence,
            rows,
        }
    }
}

/// Draws futures a few at a time.
#[derive(Clone, Debug)]
pub struct Work {
    catalog: &'static Catalog,
    knowing: Knowing,
}

/// The work for a scenario that came as numbers.
#[must_use]
pub fn work(numbers: &[f64]) -> Box<dyn worker::Work> {
    Box::new(Work::new(&forkcast_parts::scenario::scenario(numbers)))
}

impl Work {
    /// The work for a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            catalog: Catalog::builtin(),
            knowing: Knowing::new(scenario),
        }
    }
}

impl worker::Work for Work {
    /// Draws the next futures. An answer at the first look and at the end; nothing between, when it would only flicker.
    fn step(&mut self) -> Step {
        if self.knowing.drawn() >= FUTURES {
            return Step::Done;
        }
        self.knowing.draw(self.catalog, CHUNK);
        let futures = self.knowing.drawn();
        if futures != FIRST && futures < FUTURES {
            return Step::More;
        }
        let found = Found {
            futures,
            choice: self.knowing.choice(),
            everything: self.knowing.everything(),
            worth: self.knowing.worthwhile(self.catalog),
        };
        Step::Tell(found.numbers(self.knowing.scenario(), self.catalog))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::params;

    fn all(s: &Scenario) -> (Vec<Next>, usize) {
        let catalog = Catalog::builtin();
        // As the page has it done: numbers there, and numbers back.
        let mut work = work(&forkcast_parts::scenario::numbers(s));
        let (mut told, mut steps) = (Vec::new(), 0);
        loop {
            match work.step() {
                Step::Done => return (told, steps),
                Step::More => {}
                Step::Tell(numbers) => {
                    let found = Found::read(&numbers, s, catalog).expect("what was found");
                    assert_eq!(found.numbers(s, catalog), numbers);
                    told.push(found.next(s, catalog, &|id| panic!("only the page needs {id}")));
                }
            }
            steps += 1;
        }
    }

    #[test]
    fn a_first_look_then_all_futures() {
        let (told, steps) = all(&Scenario::default());
        assert_eq!(
            told.iter().map(|n| n.futures).collect::<Vec<_>>(),
            [FIRST, FUTURES]
        );
        assert_eq!(steps * CHUNK, FUTURES);
        let rows = &told[1].rows;
        assert!(!rows.is_empty() && rows.len() <= 6);
        assert!(rows.windows(2).all(|w| w[0].points >= w[1].points));
        assert!(rows.iter().all(|r| r.points > 0.0 && !r.known.is_empty()));
    }

    #[test]
    fn what_the_benchmark_can_measure_is_offered_and_is_worth_nothing_once_measured() {
        // A service level at the edge of what is assumed of latencies: they decide.
        let mut s = Scenario::default();
        let catalog = Catalog::builtin();
        let set = |s: &mut Scenario, key: &str, value: f64| {
            let param = params::find(key).expect(key);
            param.set_number(s, value).expect(key);
        };
        let p95 = forkcast_engine::evaluate(&s, catalog);
        let winner = p95.of(p95.verdict.winner).latency.ttft_p95_ms;
        set(&mut s, "ttft_p95_ms", winner * 1.02);
        let (told, _) = all(&s);
        let first = told[1].rows.first().expect("something is worth knowing");
        assert!(told[1].rows.iter().any(|r| r.run == Some("endpoint")), "{told:?}");
        assert!(told[1].sentence.contains(first.label), "{}", told[1].sentence);
        for key in ["measured_start_p50_ms", "measured_start_p95_ms"] {
            set(&mut s, key, 50.0);
        }
        set(&mut s, "measured_prefill_tps", 20_000.0);
        let (told, _) = all(&s);
        let latencies = [
            "network_ms",
            "network_p95_ms",
            "hosted_queue_ms",
            "hosted_queue_p95_ms",
            "hosted_prefill_tps",
        ];
        assert!(
            told[1].rows.iter().all(|r| !latencies.contains(&r.key)),
            "what was measured is no longer unknown: {told:?}"
        );
    }

    #[test]
    fn where_nothing_matters_that_is_said() {
        let mut s = Scenario::default();
        // Nothing but RAG and its kin may answer without a source, and nobody can train.
        for (key, text) in [
            ("audit", "required"),
            ("examples", "0"),
            ("corpus_tokens", "1e10"),
            ("change_days", "1"),
        ] {
            let param = params::find(key).expect(key);
            param.set_text(&mut s, text, Catalog::builtin()).expect(key);
        }
        let (told, _) = all(&s);
        assert_eq!(told[1].rows, []);
        assert!(
            told[1].sentence.starts_with("No single figure"),
            "{}",
            told[1].sentence
        );
    }
}
