//! What to measure next: every uncertain input and assumption, by its value of information.

use super::amount;
use crate::text::next as texts;
use forkcast_engine::params::Unit;
use forkcast_engine::uncertainty::unknowns::{self, Run, Unknown};
use forkcast_engine::uncertainty::worth::{Knowing, Worth};
use forkcast_engine::{Catalog, Scenario, Strategy, format};
use forkcast_observe::Kind;
use forkcast_parts::worker::{self, Step};

/// Number of simulations.
pub const FUTURES: usize = 10_000;
/// Simulations in one step of the work: less than a millisecond's worth.
pub const CHUNK: usize = 50;
/// Simulations after which a first result is shown.
const FIRST: usize = 2_000;
/// An uncertain input or assumption, with its value of information.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Key of the assumption or the input.
    pub key: &'static str,
    /// Its name.
    pub label: &'static str,
    /// Lowest and highest plausible value, with the one used.
    pub range: String,
    /// Its status and source.
    pub known: String,
    /// Value of information, points out of 100.
    pub points: f64,
    /// The effect of knowing it.
    pub effect: String,
    /// The kind of run of the workbench that measures it, if there is one.
    pub run: Option<&'static str>,
    /// The files that show it, if any do.
    pub files: Option<Kind>,
}

/// What to measure next.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// Number of simulations behind it.
    pub futures: usize,
    /// In a sentence or two.
    pub sentence: String,
    /// The rows, highest value first.
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
    if unit == Unit::Share {
        let share = format::share;
        return texts::range(&share(low), &share(high), "", &share(likely));
    }
    if unit == Unit::Place {
        let place = format::place;
        return texts::range(&place(low), &place(high), "", &place(likely));
    }
    texts::range(&amount(low), &amount(high), unit.label(), &amount(likely))
}

/// Its status and source. The sources of inputs are in the page's HTML, where they begin with the status.
fn known(unknown: &Unknown, page: Texts) -> String {
    let status = unknown.status.label();
    let source = match unknown.source {
        "" => page(&format!("source-{}", unknown.key)),
        source => source.to_owned(),
    };
    match source.split_once("; ") {
        Some((first, rest)) if first.eq_ignore_ascii_case(status) => texts::known(status, rest),
        _ => texts::known(status, &source),
    }
}

/// The texts of the page's HTML by their ids, among them the sources of inputs.
pub type Texts<'p> = &'p dyn Fn(&str) -> String;

fn row(worth: &Worth, page: Texts) -> Row {
    let unknown = &worth.unknown;
    Row {
        key: unknown.key,
        label: unknown.label,
        range: range(unknown),
        known: known(unknown, page),
        points: worth.utility * 100.0,
        effect: texts::effect(worth.changes, worth.saved_usd),
        run: unknown.measured_by.map(Run::id),
        files: Kind::that_sets(unknown.key),
    }
}

/// The result of the simulations so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Number of simulations.
    futures: usize,
    /// The recommendation by all of them.
    choice: Strategy,
    /// The value of knowing everything, in score.
    everything: f64,
    /// The uncertain inputs and assumptions, highest value first.
    worth: Vec<Worth>,
}

/// Numbers of an unknown: its position in the list, gain in score and in net value (negative if no value is set), money saved, and how often the recommendation changes.
const WORTH: usize = 5;

impl Found {
    /// The result as numbers, to be sent by the worker.
    #[must_use]
    pub fn numbers(&self, s: &Scenario, catalog: &Catalog) -> Vec<f64> {
        let mut out = vec![self.futures as f64, self.choice.index() as f64, self.everything];
        let list = unknowns::list(s, catalog);
        for worth in &self.worth {
            if let Some(place) = list.iter().position(|u| u.key == worth.unknown.key) {
                out.extend([
                    place as f64,
                    worth.utility,
                    worth.usd.unwrap_or(-1.0),
                    worth.saved_usd,
                    worth.changes,
                ]);
            }
        }
        out
    }

    /// Reads those numbers; `None` if they are not a result.
    #[must_use]
    pub fn read(numbers: &[f64], s: &Scenario, catalog: &Catalog) -> Option<Self> {
        let [futures, choice, everything, rest @ ..] = numbers else {
            return None;
        };
        let list = unknowns::list(s, catalog);
        let worth = rest.chunks_exact(WORTH).map(|n| {
            Some(Worth {
                unknown: *list.get(n[0] as usize)?,
                utility: n[1],
                usd: (n[2] >= 0.0).then_some(n[2]),
                saved_usd: n[3],
                changes: n[4],
            })
        });
        Some(Self {
            futures: *futures as usize,
            choice: *Strategy::ALL.get(*choice as usize)?,
            everything: *everything,
            worth: worth.collect::<Option<_>>()?,
        })
    }

    /// The result in words.
    #[must_use]
    pub fn next(&self, page: Texts) -> Next {
        let rows: Vec<Row> = self.worth.iter().map(|worth| row(worth, page)).collect();
        let first = rows.first().map(|row| texts::First {
            label: row.label,
            measurable: row.run.is_some(),
            effect: &row.effect,
            points: row.points,
        });
        let sentence = texts::sentence(self.choice, first, self.everything * 100.0);
        Next {
            futures: self.futures,
            sentence,
            rows,
        }
    }
}

/// Runs simulations in small steps.
#[derive(Clone, Debug)]
pub struct Work {
    catalog: &'static Catalog,
    knowing: Knowing,
}

/// The work for a scenario that was received as numbers.
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
    /// Runs the next simulations. Returns a result at the coarse pass and at the end; in between it would only flicker.
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
        Step::Send(found.numbers(self.knowing.scenario(), self.catalog))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::params;

    fn all(s: &Scenario) -> (Vec<Next>, usize) {
        let catalog = Catalog::builtin();
        // As in the page: numbers go to the worker, and numbers come back.
        let mut work = work(&forkcast_parts::scenario::numbers(s));
        let (mut results, mut steps) = (Vec::new(), 0);
        loop {
            match work.step() {
                Step::Done => return (results, steps),
                Step::More => {}
                Step::Send(numbers) => {
                    let found = Found::read(&numbers, s, catalog).expect("a result");
                    assert_eq!(found.numbers(s, catalog), numbers);
                    results.push(found.next(&|id| panic!("only the page needs {id}")));
                }
            }
            steps += 1;
        }
    }

    #[test]
    fn a_first_look_then_all_futures() {
        let (results, steps) = all(&Scenario::default());
        assert_eq!(
            results.iter().map(|n| n.futures).collect::<Vec<_>>(),
            [FIRST, FUTURES]
        );
        assert_eq!(steps * CHUNK, FUTURES);
        let rows = &results[1].rows;
        assert!(!rows.is_empty() && rows.len() <= 6);
        assert!(rows.windows(2).all(|w| w[0].points >= w[1].points));
        assert!(rows.iter().all(|r| r.points > 0.0 && !r.known.is_empty()));
    }

    #[test]
    fn what_the_benchmark_can_measure_is_offered_and_is_worth_nothing_once_measured() {
        // A service level at the edge of the assumed latencies, so that they decide.
        let mut s = Scenario::default();
        let catalog = Catalog::builtin();
        let set = |s: &mut Scenario, key: &str, value: f64| {
            let param = params::find(key).expect(key);
            param.set_number(s, value).expect(key);
        };
        let p95 = forkcast_engine::evaluate(&s, catalog);
        let winner = p95.of(p95.verdict.winner).latency.ttft_p95_ms;
        set(&mut s, "ttft_p95_ms", winner * 1.1);
        let (results, _) = all(&s);
        let first = results[1].rows.first().expect("something is worth knowing");
        assert!(
            results[1].rows.iter().any(|r| r.run == Some("endpoint")),
            "{results:?}"
        );
        assert!(
            results[1].sentence.contains(first.label),
            "{}",
            results[1].sentence
        );
        for key in ["measured_start_p50_ms", "measured_start_p95_ms"] {
            set(&mut s, key, 50.0);
        }
        set(&mut s, "measured_prefill_tps", 20_000.0);
        let (results, _) = all(&s);
        let latencies = [
            "network_ms",
            "network_p95_ms",
            "hosted_queue_ms",
            "hosted_queue_p95_ms",
            "hosted_prefill_tps",
        ];
        assert!(
            results[1].rows.iter().all(|r| !latencies.contains(&r.key)),
            "what was measured is no longer unknown: {results:?}"
        );
    }

    #[test]
    fn what_files_show_is_said_beside_it() {
        // Near the traffic from which another approach wins, and nobody knows the traffic well.
        let mut s = Scenario::default();
        for (key, text) in [
            ("queries_per_day", "30000"),
            ("sure_queries_per_day", "rough-guess"),
        ] {
            let param = params::find(key).expect(key);
            param.set_text(&mut s, text, Catalog::builtin()).expect(key);
        }
        let (results, _) = all(&s);
        let rows = &results[1].rows;
        assert!(rows.iter().any(|row| row.files.is_some()), "{rows:?}");
        for row in rows {
            let is_listed = |kind: &Kind| kind.inputs().contains(&row.key);
            assert_eq!(row.files, Kind::ALL.into_iter().find(is_listed));
        }
    }

    #[test]
    fn where_nothing_matters_that_is_said() {
        let mut s = Scenario::default();
        // Sources are required and there are no examples, so only RAG is feasible.
        for (key, text) in [
            ("audit", "required"),
            ("examples", "0"),
            ("corpus_tokens", "1e10"),
            ("change_days", "1"),
        ] {
            let param = params::find(key).expect(key);
            param.set_text(&mut s, text, Catalog::builtin()).expect(key);
        }
        let (results, _) = all(&s);
        assert_eq!(results[1].rows, []);
        assert!(
            results[1].sentence.starts_with("No single value"),
            "{}",
            results[1].sentence
        );
    }
}
