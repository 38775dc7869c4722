//! Many scenarios at once: a base with some inputs set for each row, and of each row the verdict and its figures.

use forkcast_engine::decision::{Brief, Glance};
use forkcast_engine::params::{self, Param};
use forkcast_engine::report::Strength;
use forkcast_engine::{Catalog, Judge, Scenario, Strategy};
use serde::Serialize;
use serde_json::Value;

use super::keyed::Keyed;
use super::made::figure;
pub use super::read::set;
use super::read::{self, ReadError};

/// What a row is judged by, and which approaches it tells of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct How {
    /// So many of the simulations behind a decision; without a number the sixteen that the page's map is drawn by.
    pub simulations: Option<usize>,
    /// The approaches whose figures each row has besides the winner's.
    pub approaches: Vec<Strategy>,
}

/// A figure: its name, and where it is.
pub type Figure = (&'static str, fn(&Glance) -> f64);

/// The figures of an approach by the end of their column's name, as a decision names them.
pub const FIGURES: [Figure; 9] = [
    ("chance", |g| g.chance),
    ("utility", |g| g.utility),
    ("net_usd", |g| g.net_usd),
    ("upfront_usd", |g| g.upfront_usd),
    ("monthly_usd", |g| g.monthly_usd),
    ("per_query_usd", |g| g.per_query_usd),
    ("ttft_p95_ms", |g| g.ttft_p95_ms),
    ("e2e_p95_ms", |g| g.e2e_p95_ms),
    ("p_correct", |g| g.p_correct),
];

/// The verdict on one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The approach recommended, or the closest where none fits.
    pub winner: Strategy,
    /// Whether it fits: meets every requirement, and all limits with the confidence asked for.
    pub feasible: bool,
    /// The second by the same rule, of another kind.
    pub runner_up: Strategy,
    /// How clear the verdict is.
    pub strength: Strength,
    /// The winner's expected score less the runner-up's.
    pub margin: f64,
    /// The winner's expected net value of an average month less the runner-up's, USD.
    pub lead_usd: f64,
    /// The winner's figures in the order of [`FIGURES`].
    pub of_winner: [f64; FIGURES.len()],
    /// Of each approach asked for whether it fits, and its figures.
    pub of_approaches: Vec<(bool, [f64; FIGURES.len()])>,
}

/// Judges rows one after the other. Threads have one each.
#[derive(Clone, Debug)]
pub struct Sweep<'c> {
    how: &'c How,
    catalog: &'c Catalog,
    judge: Judge,
}

impl<'c> Sweep<'c> {
    /// A sweep that has judged nothing yet.
    #[must_use]
    pub fn new(how: &'c How, catalog: &'c Catalog) -> Self {
        Self {
            how,
            catalog,
            judge: Judge::new(catalog),
        }
    }

    /// The verdict on a scenario. Its figures are those of a decision, rounded as there.
    #[must_use]
    pub fn row(&mut self, scenario: &Scenario) -> Row {
        let s = &scenario.clamped(self.catalog);
        let brief = match self.how.simulations {
            None => Brief::by_few(&mut self.judge, s, self.catalog),
            Some(n) => Brief::by_first(n, s, self.catalog),
        };
        let decision = &brief.decision;
        let figures = |strategy| {
            let glance = brief.glance(strategy);
            FIGURES.map(|(_, of)| figure(of(&glance)))
        };
        Row {
            winner: decision.winner,
            feasible: decision.feasible,
            runner_up: decision.runner_up,
            strength: decision.strength,
            margin: figure(decision.margin),
            lead_usd: figure(decision.lead_usd),
            of_winner: figures(decision.winner),
            of_approaches: self
                .how
                .approaches
                .iter()
                .map(|approach| {
                    let fits = decision.open.get(approach.index()).copied().unwrap_or_default();
                    (fits, figures(*approach))
                })
                .collect(),
        }
    }
}

/// A cell of a row as others read it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// The id of an approach, or how clear a verdict is.
    Id(&'static str),
    /// Yes or no.
    Flag(bool),
    /// A figure.
    Number(f64),
}

impl Row {
    /// The names of the columns, in order.
    #[must_use]
    pub fn columns(how: &How) -> Vec<String> {
        let verdict = [
            "winner",
            "feasible",
            "runner_up",
            "strength",
            "margin",
            "lead_usd",
        ];
        let figures = FIGURES.map(|(name, _)| name);
        let of = |approach: &Strategy| {
            let id = approach.id();
            let named = figures.map(|name| format!("{id}.{name}"));
            std::iter::once(format!("{id}.feasible")).chain(named)
        };
        verdict
            .into_iter()
            .chain(figures)
            .map(str::to_owned)
            .chain(how.approaches.iter().flat_map(of))
            .collect()
    }

    /// The cells, in the order of the columns.
    #[must_use]
    pub fn cells(&self) -> Vec<Cell> {
        let verdict = [
            Cell::Id(self.winner.id()),
            Cell::Flag(self.feasible),
            Cell::Id(self.runner_up.id()),
            Cell::Id(self.strength.id()),
            Cell::Number(self.margin),
            Cell::Number(self.lead_usd),
        ];
        let of = |(fits, figures): &(bool, [f64; FIGURES.len()])| {
            std::iter::once(Cell::Flag(*fits)).chain(figures.map(Cell::Number))
        };
        verdict
            .into_iter()
            .chain(self.of_winner.map(Cell::Number))
            .chain(self.of_approaches.iter().flat_map(of))
            .collect()
    }

    /// The row as an object.
    #[must_use]
    pub fn keyed(&self, how: &How) -> Keyed<Cell> {
        Self::columns(how).into_iter().zip(self.cells()).collect()
    }
}

/// The input of a column.
///
/// # Errors
/// There is none of that key.
pub fn input(key: &str) -> Result<&'static Param, ReadError> {
    Ok(params::find(key)?)
}

/// The scenario of a row: the base with the inputs that the row sets.
///
/// # Errors
/// A row that is no object, a key that is no input, or a value that the input does not take.
pub(crate) fn scenario(base: &Scenario, row: &Value, catalog: &Catalog) -> Result<Scenario, ReadError> {
    let mut scenario = *base;
    for (key, value) in read::object(row, false)? {
        set(params::find(key)?, &mut scenario, value.into(), catalog)?;
    }
    Ok(scenario)
}
