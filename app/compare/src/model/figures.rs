//! The figures of a scenario by all simulations, which a worker computes and sends as numbers.

use forkcast_engine::decision::{Verdicts, evaluate_as};
use forkcast_engine::params::{PARAMS, Param};
use forkcast_engine::report::{Instead, Report, Strength};
use forkcast_engine::uncertainty::{Futures, Sampler};
use forkcast_engine::{Catalog, Scenario, Strategy};
use forkcast_parts::scenario;
use forkcast_parts::worker::{Step, Work};
use forkcast_protocol::compare::{self, Figure};
use std::cell::RefCell;

/// Simulations of a scenario, as many as the page's verdict has.
pub const FUTURES: usize = 10_000;
/// Simulations in one step: less than a millisecond's worth.
const CHUNK: usize = 50;
/// Scenarios whose figures the worker keeps.
const KEPT: usize = 16;

/// The figures that are compared, in the order of the table.
pub const COMPARED: [Figure; 5] = [
    Figure::Chance,
    Figure::Upfront,
    Figure::Monthly,
    Figure::FirstToken,
    Figure::Correct,
];

/// How clear a verdict is, by its number.
const STRENGTHS: [Strength; 4] = [
    Strength::Clear,
    Strength::Leaning,
    Strength::Close,
    Strength::NothingFits,
];
/// What is better than building, by its number.
const INSTEAD: [Option<Instead>; 3] = [None, Some(Instead::People), Some(Instead::Nothing)];

/// What is compared of a scenario: its verdict, and figures of the approach that the verdict names.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The approach that the verdict names.
    pub winner: Strategy,
    /// The second by the same rule.
    pub runner_up: Strategy,
    /// How clear the verdict is.
    pub strength: Strength,
    /// What is better than building.
    pub instead: Option<Instead>,
    /// The figures, in the order of [`COMPARED`].
    pub values: [f64; COMPARED.len()],
    /// What it has cost by the end of each month, USD.
    pub by_month_usd: Vec<f64>,
}

impl Figures {
    /// The figures of a scenario, by its simulations.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog, futures: &Futures) -> Self {
        let by_many = futures.by_many();
        let verdicts = Verdicts {
            of_this: Some(&by_many),
            before: None,
        };
        Self::from_report(&evaluate_as(s, catalog, verdicts))
    }

    fn from_report(report: &Report) -> Self {
        let verdict = &report.verdict;
        let row = report.of(verdict.winner);
        Self {
            winner: verdict.winner,
            runner_up: verdict.runner_up,
            strength: verdict.strength,
            instead: verdict.instead,
            values: COMPARED.map(|figure| figure.of(row)),
            by_month_usd: row.cost.cumulative_usd.clone(),
        }
    }

    /// Whether the verdict recommends the approach that it names.
    #[must_use]
    pub fn is_recommended(&self) -> bool {
        self.strength != Strength::NothingFits && self.instead.is_none()
    }

    /// Cost over the horizon, USD.
    #[must_use]
    pub fn total_usd(&self) -> f64 {
        self.by_month_usd.last().copied().unwrap_or_default()
    }

    /// One of the figures.
    #[must_use]
    pub fn value(&self, figure: Figure) -> f64 {
        let all = COMPARED.iter().zip(self.values);
        all.into_iter()
            .find(|(known, _)| **known == figure)
            .map_or(0.0, |(_, value)| value)
    }

    fn numbers(&self) -> Vec<f64> {
        let place = |i: Option<usize>| i.unwrap_or_default() as f64;
        let mut out = vec![
            self.winner.index() as f64,
            self.runner_up.index() as f64,
            place(STRENGTHS.iter().position(|s| *s == self.strength)),
            place(INSTEAD.iter().position(|i| *i == self.instead)),
        ];
        out.extend(self.values);
        out.extend(&self.by_month_usd);
        out
    }

    fn read(numbers: &[f64]) -> Option<Self> {
        let (head, rest) = numbers.split_at_checked(4)?;
        let (values, months) = rest.split_at_checked(COMPARED.len())?;
        Some(Self {
            winner: *Strategy::ALL.get(head[0] as usize)?,
            runner_up: *Strategy::ALL.get(head[1] as usize)?,
            strength: *STRENGTHS.get(head[2] as usize)?,
            instead: *INSTEAD.get(head[3] as usize)?,
            values: values.try_into().ok()?,
            by_month_usd: months.to_vec(),
        })
    }
}

/// Which inputs change the recommendation, of a scenario against the first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Those that change it alone.
    pub alone: Vec<&'static Param>,
    /// Those without which it would not change; given where none changes it alone.
    pub needed: Vec<&'static Param>,
}

/// A result, of the scenario at that place in the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Its figures.
    Figures(usize, Figures),
    /// What changes its recommendation.
    Attribution(usize, Attribution),
}

const FIGURES: f64 = 0.0;
const ATTRIBUTION: f64 = 1.0;

impl Found {
    fn numbers(&self) -> Vec<f64> {
        match self {
            Self::Figures(place, figures) => {
                let mut out = vec![FIGURES, *place as f64];
                out.extend(figures.numbers());
                out
            }
            Self::Attribution(place, found) => {
                let mut out = vec![ATTRIBUTION, *place as f64, found.alone.len() as f64];
                let both = found.alone.iter().chain(&found.needed);
                out.extend(both.map(|param| index(param) as f64));
                out
            }
        }
    }

    /// The result of those numbers; `None` if they are none.
    #[must_use]
    pub fn read(numbers: &[f64]) -> Option<Self> {
        let (head, rest) = numbers.split_at_checked(2)?;
        let place = head[1] as usize;
        if head[0] == FIGURES {
            return Some(Self::Figures(place, Figures::read(rest)?));
        }
        let (alone, all) = rest.split_first()?;
        let params: Vec<&'static Param> = all.iter().filter_map(|i| PARAMS.get(*i as usize)).collect();
        let (alone, needed) = params.split_at_checked(*alone as usize)?;
        Some(Self::Attribution(
            place,
            Attribution {
                alone: alone.to_vec(),
                needed: needed.to_vec(),
            },
        ))
    }
}

fn index(param: &Param) -> usize {
    PARAMS.iter().position(|p| p.key == param.key).unwrap_or_default()
}

/// The request for the figures of those scenarios, and for what changes the recommendation from the first.
#[must_use]
pub fn request(scenarios: &[Scenario]) -> Vec<f64> {
    scenarios.iter().flat_map(scenario::numbers).collect()
}

thread_local! {
    /// The figures of the scenarios computed last: of those compared, mostly one alone has changed.
    static CACHE: RefCell<Vec<(Scenario, Figures)>> = const { RefCell::new(Vec::new()) };
}

/// The work of a request, in small steps.
pub struct Comparison {
    scenarios: Vec<Scenario>,
    figures: Vec<Figures>,
    sampler: Option<Sampler>,
    /// The scenario whose recommendation is attributed, what is left to try of its inputs, and what was found.
    trying: Option<(usize, Vec<&'static Param>, Attribution)>,
    attributed: usize,
}

impl Comparison {
    /// The work of that request.
    #[must_use]
    pub fn new(numbers: &[f64]) -> Self {
        Self {
            scenarios: numbers.chunks(scenario::LENGTH).map(scenario::scenario).collect(),
            figures: Vec::new(),
            sampler: None,
            trying: None,
            attributed: 1,
        }
    }

    /// The next result; `None` while there is none yet, and at the end.
    fn next(&mut self, catalog: &Catalog) -> Option<Found> {
        let place = self.figures.len();
        if let Some(scenario) = self.scenarios.get(place) {
            let figures = self.figures_of(*scenario, catalog)?;
            self.figures.push(figures.clone());
            return Some(Found::Figures(place, figures));
        }
        self.attribute(catalog)
    }

    fn figures_of(&mut self, scenario: Scenario, catalog: &Catalog) -> Option<Figures> {
        let known = |all: &Vec<(Scenario, Figures)>| {
            let kept = all.iter().find(|(of, _)| *of == scenario);
            kept.map(|(_, figures)| figures.clone())
        };
        if let Some(figures) = CACHE.with_borrow(known) {
            return Some(figures);
        }
        let sampler = self.sampler.get_or_insert_with(|| Sampler::new(&scenario));
        sampler.draw(catalog, CHUNK);
        if sampler.drawn() < FUTURES {
            return None;
        }
        let figures = Figures::of(&scenario, catalog, &sampler.futures());
        self.sampler = None;
        CACHE.with_borrow_mut(|all| {
            if all.len() == KEPT {
                all.remove(0);
            }
            all.push((scenario, figures.clone()));
        });
        Some(figures)
    }

    /// Tries one input.
    fn attribute(&mut self, catalog: &Catalog) -> Option<Found> {
        let place = self.attributed;
        let (base, scenario) = (self.scenarios.first()?, self.scenarios.get(place)?);
        let (was, is) = (self.figures.first()?.winner, self.figures.get(place)?.winner);
        let differing = || compare::differing(base, scenario).collect::<Vec<_>>();
        if was == is {
            self.attributed += 1;
            return Some(Found::Attribution(place, Attribution::default()));
        }
        let (_, left, found) = self
            .trying
            .get_or_insert_with(|| (place, differing(), Attribution::default()));
        if let Some(param) = left.pop() {
            if compare::decides(param, scenario, base, is, catalog) {
                found.alone.insert(0, param);
            }
            if compare::decides(param, base, scenario, was, catalog) {
                found.needed.insert(0, param);
            }
            return None;
        }
        let (_, _, mut found) = self.trying.take()?;
        if !found.alone.is_empty() {
            found.needed.clear();
        }
        self.attributed += 1;
        Some(Found::Attribution(place, found))
    }

    fn is_done(&self) -> bool {
        self.figures.len() == self.scenarios.len() && self.attributed >= self.scenarios.len()
    }
}

impl Work for Comparison {
    fn step(&mut self) -> Step {
        match self.next(Catalog::builtin()) {
            Some(found) => Step::Send(found.numbers()),
            None if self.is_done() => Step::Done,
            None => Step::More,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::uncertainty;

    fn run(scenarios: &[Scenario]) -> Vec<Found> {
        let mut work = Comparison::new(&request(scenarios));
        let mut found = Vec::new();
        loop {
            match work.step() {
                Step::Send(numbers) => found.push(Found::read(&numbers).expect("a result")),
                Step::More => {}
                Step::Done => return found,
            }
        }
    }

    #[test]
    fn the_worker_finds_what_the_engine_says_and_which_input_decides() {
        let catalog = Catalog::builtin();
        let base = Scenario::default();
        let more = Scenario {
            queries_per_day: 50_000.0,
            horizon_months: 30.0,
            ..base
        };
        let expected =
            [base, more].map(|s| Figures::of(&s, catalog, &uncertainty::futures(&s, catalog, FUTURES)));
        assert_ne!(expected[0].winner, expected[1].winner);
        let found = run(&[base, more]);
        let [first, second] = expected;
        assert_eq!(second.by_month_usd.len(), 31);
        let alone = vec![forkcast_engine::params::find("queries_per_day").expect("an input")];
        let needed = Vec::new();
        assert_eq!(
            found,
            [
                Found::Figures(0, first),
                Found::Figures(1, second),
                Found::Attribution(1, Attribution { alone, needed }),
            ]
        );
    }

    #[test]
    fn numbers_that_are_no_result_are_none() {
        for numbers in [
            &[][..],
            &[0.0],
            &[0.0, 1.0, 99.0],
            &[1.0, 1.0],
            &[1.0, 1.0, 5.0, 2.0],
        ] {
            assert_eq!(Found::read(numbers), None, "{numbers:?}");
        }
    }
}
