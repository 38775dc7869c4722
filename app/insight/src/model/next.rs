//! What to measure next: every uncertain input and assumption, by its value of information.

use super::amount;
use forkcast_engine::params::Unit;
use forkcast_engine::uncertainty::unknowns::{Run, Unknown};
use forkcast_engine::uncertainty::worth::{Knowing, Worth};
use forkcast_engine::{Catalog, Scenario, decide, format};

/// Number of simulations.
pub const FUTURES: usize = 10_000;
/// Simulations between two paints: about two milliseconds' worth.
pub const CHUNK: usize = 200;
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
        return format!("{} to {}, {} used", share(low), share(high), share(likely));
    }
    let unit = match unit.label() {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    format!(
        "{} to {}{unit}, {} used",
        amount(low),
        amount(high),
        amount(likely)
    )
}

/// Its status and source; the inputs' sources begin with the status.
fn known(unknown: &Unknown) -> String {
    format!("{}: {}", unknown.status.label(), unknown.source)
}

fn row(worth: &Worth) -> Row {
    let unknown = &worth.unknown;
    let saved = worth.saved_usd;
    let money = if saved >= 1.0 {
        format!(" and save {} on average", format::usd(saved))
    } else if saved <= -1.0 {
        format!(" and cost {} more on average", format::usd(-saved))
    } else {
        String::new()
    };
    Row {
        key: unknown.key,
        label: unknown.label,
        range: range(unknown),
        known: known(unknown),
        points: worth.utility * 100.0,
        effect: format!(
            "knowing it would change the recommendation in {} of simulations{money}",
            format::share(worth.changes)
        ),
        run: unknown.measured_by.map(Run::id),
    }
}

/// Runs simulations in chunks, so that the page can paint in between.
#[derive(Clone, Debug)]
pub struct Work {
    knowing: Knowing,
}

impl Work {
    /// The work for a scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        Self {
            knowing: Knowing::new(scenario),
        }
    }

    /// Whether all simulations are done.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.knowing.drawn() >= FUTURES
    }

    /// Runs the next simulations. Returns a result at the coarse pass and at the end; in between it would only flicker.
    pub fn step(&mut self, catalog: &Catalog) -> Option<Next> {
        if self.is_done() {
            return None;
        }
        self.knowing.draw(catalog, CHUNK);
        let drawn = self.knowing.drawn();
        (drawn == FIRST || drawn >= FUTURES).then(|| self.next(catalog))
    }

    fn next(&self, catalog: &Catalog) -> Next {
        let rows: Vec<Row> = self.knowing.worthwhile(catalog).iter().map(row).collect();
        let choice = self.knowing.choice();
        let wins = decide(self.knowing.scenario(), catalog).winner;
        let bet = if choice == wins {
            format!(
                "On average over all simulations {} scores highest",
                choice.label()
            )
        } else {
            format!(
                "With all inputs at their current values {} wins; on average over all simulations, where an approach that fails a constraint scores 0, {} does better",
                wins.label(),
                choice.label()
            )
        };
        let everything = self.knowing.everything() * 100.0;
        let sentence = match rows.first() {
            Some(first) => format!(
                "{} next: {}. {bet}; {}. That is worth {:.1} points out of 100; knowing everything would be worth {everything:.1}.",
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
                "No single value is worth measuring: none alone changes the recommendation often enough to matter. {bet}. Knowing everything at once would be worth {everything:.1} points out of 100."
            ),
        };
        Next {
            futures: self.knowing.drawn(),
            sentence,
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::params;

    fn all(s: &Scenario) -> (Vec<Next>, usize) {
        let mut work = Work::new(s);
        let (mut results, mut steps) = (Vec::new(), 0);
        while !work.is_done() {
            results.extend(work.step(Catalog::builtin()));
            steps += 1;
        }
        assert_eq!(work.step(Catalog::builtin()), None);
        (results, steps)
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
        set(&mut s, "ttft_p95_ms", winner * 1.02);
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
