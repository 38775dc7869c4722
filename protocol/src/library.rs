//! What the packages for Python and JavaScript offer: answers in the shapes of [`crate::json`]. The packages only translate between these and
//! their language, so both give the figures of the command line.

use forkcast_engine::{Catalog, Scenario, Strategy};
use serde::Serialize;
use serde_json::Value;

use crate::json::sweep::{self, How, Sweep};
use crate::json::{Decision, Evaluation, FUTURES, Keyed, ReadError, Simulated, read_scenario};
use crate::link::{self, Notice};
use crate::text::library as text;

/// The most simulations that one call takes.
pub const MOST_SIMULATIONS: usize = 1_000_000;

/// The reason why a text holds no scenario. Its `Display` names what is accepted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TextError {
    /// The text is neither JSON nor a link.
    #[error("{}", text::no_scenario(given))]
    NoScenario {
        /// The text.
        given: String,
    },
    /// The link holds inputs that cannot be used as written.
    #[error("{}", text::link_refused(problems))]
    Link {
        /// The problems.
        problems: Vec<Notice>,
    },
    /// The JSON holds no scenario.
    #[error("{0}")]
    Json(#[from] ReadError),
}

/// The reason why there is no answer. Its `Display` names what is accepted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LibraryError {
    /// The scenario cannot be read.
    #[error("{0}")]
    Scenario(#[from] ReadError),
    /// A row of a sweep cannot be read.
    #[error("row {row}: {error}")]
    Row {
        /// Its number, from 0.
        row: usize,
        /// The reason.
        error: ReadError,
    },
    /// A number of simulations that cannot be drawn.
    #[error("{}", text::simulations(*given, MOST_SIMULATIONS))]
    Simulations {
        /// The number.
        given: f64,
    },
    /// No approach has that id.
    #[error("{}", text::unknown_approach(id))]
    UnknownApproach {
        /// The id.
        id: String,
    },
    /// The answer cannot be written.
    #[error("{message}")]
    Unwritten {
        /// What the writer says.
        message: String,
    },
}

/// The scenario that a text holds: JSON as [`read_scenario`] takes it, or a link of the page. Kept apart from the rest, because the module for
/// JavaScript reads no text.
///
/// # Errors
/// The first thing that is wrong. Nothing is clamped or passed over.
pub fn scenario(given: &str, catalog: &Catalog) -> Result<Scenario, TextError> {
    let bare = given.trim_start_matches('\u{FEFF}').trim();
    if bare.starts_with(['{', '[', '"']) || serde_json::from_str::<Value>(bare).is_ok() {
        return Ok(read_scenario(bare, catalog)?);
    }
    let decoded = link::decode(given, catalog);
    if !decoded.recognised {
        return Err(TextError::NoScenario {
            given: given.to_owned(),
        });
    }
    let (view, _) = decoded
        .as_written()
        .map_err(|problems| TextError::Link { problems })?;
    Ok(view.scenario)
}

/// A number of simulations.
///
/// # Errors
/// It is not a whole number from 1 to [`MOST_SIMULATIONS`].
pub fn simulations(given: f64) -> Result<usize, LibraryError> {
    if given.fract() == 0.0 && (1.0..=MOST_SIMULATIONS as f64).contains(&given) {
        Ok(given as usize)
    } else {
        Err(LibraryError::Simulations { given })
    }
}

/// How a sweep is asked for.
///
/// # Errors
/// A number of simulations that cannot be drawn, or an id that no approach has.
pub fn how<T: AsRef<str>>(simulated: Option<f64>, approaches: &[T]) -> Result<How, LibraryError> {
    let approach = |id: &T| {
        let id = id.as_ref();
        let known = Strategy::ALL.into_iter().find(|strategy| strategy.id() == id);
        known.ok_or_else(|| LibraryError::UnknownApproach { id: id.to_owned() })
    };
    Ok(How {
        simulations: simulated.map(simulations).transpose()?,
        approaches: approaches.iter().map(approach).collect::<Result<_, _>>()?,
    })
}

/// The decision on a scenario, as `forkcast decide --json` prints it.
///
/// # Errors
/// An answer that cannot be written.
pub fn decide(scenario: &Scenario, catalog: &Catalog) -> Result<String, LibraryError> {
    written(&Decision::of(scenario, catalog))
}

/// The [`Evaluation`] of a scenario.
///
/// # Errors
/// A number of simulations that cannot be drawn.
pub fn evaluate(
    scenario: &Scenario,
    simulated: Option<f64>,
    catalog: &Catalog,
) -> Result<String, LibraryError> {
    let n = simulated.map_or(Ok(FUTURES), simulations)?;
    written(&Evaluation::of(scenario, catalog, n))
}

/// What simulations say of a scenario: [`Simulated`].
///
/// # Errors
/// A number of simulations that cannot be drawn.
pub fn futures(
    scenario: &Scenario,
    simulated: Option<f64>,
    catalog: &Catalog,
) -> Result<String, LibraryError> {
    let n = simulated.map_or(Ok(FUTURES), simulations)?;
    written(&Simulated::of(scenario, catalog, n))
}

/// The verdicts on rows, a list of objects: each row is an object that sets inputs of the base.
///
/// # Errors
/// The first row that cannot be read, by its number.
pub fn sweep(base: &Scenario, rows: &[Value], how: &How, catalog: &Catalog) -> Result<String, LibraryError> {
    let mut sweep = Sweep::new(how, catalog);
    let mut verdicts: Vec<Keyed<sweep::Cell>> = Vec::with_capacity(rows.len());
    for (row, set) in rows.iter().enumerate() {
        let scenario =
            sweep::scenario(base, set, catalog).map_err(|error| LibraryError::Row { row, error })?;
        verdicts.push(sweep.row(&scenario).keyed(how));
    }
    written(&verdicts)
}

fn written(answer: &impl Serialize) -> Result<String, LibraryError> {
    serde_json::to_string(answer).map_err(|error| LibraryError::Unwritten {
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests;
