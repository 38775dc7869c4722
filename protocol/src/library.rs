//! What the packages for Python and JavaScript offer: scenarios as text in, answers in the shapes of [`crate::json`] out. The packages only
//! translate between these and their language, so both give the figures of the command line.

use forkcast_engine::{Catalog, Scenario, Strategy};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::json::sweep::{self, How, Sweep};
use crate::json::{Decision, Evaluation, FUTURES, Keyed, ReadError, Simulated, read_scenario};
use crate::link::{self, Notice};
use crate::text::library as text;

/// The most simulations that one call takes.
pub const MOST_SIMULATIONS: usize = 1_000_000;

/// The reason why there is no answer. Its `Display` names what is accepted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LibraryError {
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
    /// The rows are not as they should be.
    #[error("{}", text::rows(message))]
    Rows {
        /// What the reader says.
        message: String,
    },
    /// A number of simulations that cannot be drawn.
    #[error("{}", text::simulations(given, MOST_SIMULATIONS))]
    Simulations {
        /// The number, as it was given.
        given: String,
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

/// The scenario that a text holds: JSON as [`read_scenario`] takes it, or a link of the page.
///
/// # Errors
/// The first thing that is wrong. Nothing is clamped or passed over.
pub fn scenario(given: &str, catalog: &Catalog) -> Result<Scenario, LibraryError> {
    let trimmed = given.trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    // A link is no JSON, whose first character is one of these; and a value that is no object has an error of its own.
    if trimmed.starts_with(['{', '[', '"']) || serde_json::from_str::<Value>(trimmed).is_ok() {
        return Ok(read_scenario(trimmed, catalog)?);
    }
    let decoded = link::decode(given, catalog);
    if !decoded.recognised {
        return Err(LibraryError::NoScenario {
            given: given.to_owned(),
        });
    }
    let (view, _) = decoded
        .as_written()
        .map_err(|problems| LibraryError::Link { problems })?;
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
        Err(LibraryError::Simulations {
            given: given.to_string(),
        })
    }
}

/// The approaches of these ids.
///
/// # Errors
/// There is none of that id.
pub fn approaches<T: AsRef<str>>(ids: &[T]) -> Result<Vec<Strategy>, LibraryError> {
    ids.iter()
        .map(|id| {
            let id = id.as_ref();
            let known = Strategy::ALL.into_iter().find(|strategy| strategy.id() == id);
            known.ok_or_else(|| LibraryError::UnknownApproach { id: id.to_owned() })
        })
        .collect()
}

/// The decision on a scenario, as `forkcast decide --json` prints it.
///
/// # Errors
/// A scenario that cannot be read.
pub fn decide(given: &str) -> Result<String, LibraryError> {
    let catalog = Catalog::builtin();
    written(&Decision::of(&scenario(given, catalog)?, catalog))
}

/// The [`Evaluation`] of a scenario.
///
/// # Errors
/// A scenario or a number that cannot be used.
pub fn evaluate(given: &str, simulated: Option<f64>) -> Result<String, LibraryError> {
    let catalog = Catalog::builtin();
    let n = simulated.map_or(Ok(FUTURES), simulations)?;
    written(&Evaluation::of(&scenario(given, catalog)?, catalog, n))
}

/// What simulations say of a scenario: [`Simulated`].
///
/// # Errors
/// A scenario or a number that cannot be used.
pub fn futures(given: &str, simulated: Option<f64>) -> Result<String, LibraryError> {
    let catalog = Catalog::builtin();
    let n = simulated.map_or(Ok(FUTURES), simulations)?;
    written(&Simulated::of(&scenario(given, catalog)?, catalog, n))
}

/// How a sweep is asked for in JSON.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    simulations: Option<f64>,
    #[serde(default)]
    approaches: Vec<String>,
}

/// The verdicts on rows, a list of objects: each row of `rows`, a list of objects, sets inputs of the base. `options` is an object with
/// `simulations` and `approaches`, both optional.
///
/// # Errors
/// The first thing that is wrong, with the number of its row.
pub fn sweep(rows: &str, base: &str, options: &str) -> Result<String, LibraryError> {
    let catalog = Catalog::builtin();
    let base = scenario(base, catalog)?;
    let misread = |error: serde_json::Error| LibraryError::Rows {
        message: error.to_string(),
    };
    let asked: Asked = serde_json::from_str(options).map_err(misread)?;
    let how = How {
        simulations: asked.simulations.map(simulations).transpose()?,
        approaches: approaches(&asked.approaches)?,
    };
    let rows: Vec<Map<String, Value>> = serde_json::from_str(rows).map_err(misread)?;
    let mut sweep = Sweep::new(&how, catalog);
    let verdicts: Vec<Keyed<Value>> = rows
        .iter()
        .enumerate()
        .map(|(row, set)| {
            let scenario =
                sweep::scenario(&base, set, catalog).map_err(|error| LibraryError::Row { row, error })?;
            Ok(sweep.row(&scenario).keyed(&how))
        })
        .collect::<Result<_, LibraryError>>()?;
    written(&verdicts)
}

fn written(answer: &impl serde::Serialize) -> Result<String, LibraryError> {
    serde_json::to_string(answer).map_err(|error| LibraryError::Unwritten {
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests;
