//! The extension module behind the package `forkcast` (`python/python/forkcast`), which turns its answers, JSON, into values.
#![cfg(feature = "extension")]

mod table;
mod text;

use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::library::{self, LibraryError};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;
use pyo3_arrow::input::AnyRecordBatch;

/// The module.
#[pymodule]
mod _forkcast {
    #[pymodule_export]
    use super::{decide, evaluate, futures, sweep};
}

/// The decision on a scenario, as JSON.
#[pyfunction]
fn decide(py: Python<'_>, scenario: &str) -> PyResult<String> {
    let catalog = Catalog::builtin();
    let scenario = read(scenario)?;
    answered(py.detach(|| library::decide(&scenario, catalog)))
}

/// The evaluation of a scenario, as JSON.
#[pyfunction]
#[pyo3(signature = (scenario, simulations=None))]
fn evaluate(py: Python<'_>, scenario: &str, simulations: Option<f64>) -> PyResult<String> {
    let catalog = Catalog::builtin();
    let scenario = read(scenario)?;
    answered(py.detach(|| library::evaluate(&scenario, simulations, catalog)))
}

/// What simulations say of a scenario, as JSON.
#[pyfunction]
#[pyo3(signature = (scenario, simulations=None))]
fn futures(py: Python<'_>, scenario: &str, simulations: Option<f64>) -> PyResult<String> {
    let catalog = Catalog::builtin();
    let scenario = read(scenario)?;
    answered(py.detach(|| library::futures(&scenario, simulations, catalog)))
}

/// The verdicts on the rows of a table, as a table.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "Python hands lists over by value")]
fn sweep(
    py: Python<'_>,
    table: AnyRecordBatch,
    base: &str,
    simulations: Option<f64>,
    approaches: Vec<String>,
) -> PyResult<PyTable> {
    let base = read(base)?;
    let how = answered(library::how(simulations, &approaches))?;
    let reader = table.into_reader()?;
    // Other threads of Python run meanwhile.
    let (batches, schema) = py.detach(|| table::swept(reader, &base, &how))?;
    PyTable::try_new(batches, schema)
}

fn read(scenario: &str) -> PyResult<Scenario> {
    library::scenario(scenario, Catalog::builtin()).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn answered<T>(answer: Result<T, LibraryError>) -> PyResult<T> {
    answer.map_err(|error| PyValueError::new_err(error.to_string()))
}
