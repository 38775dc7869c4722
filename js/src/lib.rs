//! The module behind the npm package. The script beside it (`js/package/shared.js`) turns its answers, which are JSON, into values.
//!
//! Arguments come as values rather than as JSON: a parser that reads every number exactly is a tenth of the module, and JavaScript has one.

mod text;
mod value;

use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::json;
use forkcast_protocol::library;
use wasm_bindgen::prelude::*;

/// The decision on a scenario.
///
/// # Errors
/// A scenario that cannot be read.
#[wasm_bindgen]
pub fn decide(scenario: &JsValue) -> Result<String, JsError> {
    let catalog = Catalog::builtin();
    Ok(library::decide(&read(scenario, catalog)?, catalog)?)
}

/// The evaluation of a scenario.
///
/// # Errors
/// A scenario or a number of simulations that cannot be used.
#[wasm_bindgen]
pub fn evaluate(scenario: &JsValue, simulations: Option<f64>) -> Result<String, JsError> {
    let catalog = Catalog::builtin();
    Ok(library::evaluate(
        &read(scenario, catalog)?,
        simulations,
        catalog,
    )?)
}

/// What simulations say of a scenario.
///
/// # Errors
/// A scenario or a number of simulations that cannot be used.
#[wasm_bindgen]
pub fn futures(scenario: &JsValue, simulations: Option<f64>) -> Result<String, JsError> {
    let catalog = Catalog::builtin();
    Ok(library::futures(&read(scenario, catalog)?, simulations, catalog)?)
}

/// The verdicts on rows, each of which sets inputs of the base.
///
/// # Errors
/// A base, a row, a number of simulations or an approach that cannot be used.
#[wasm_bindgen]
#[expect(
    clippy::needless_pass_by_value,
    reason = "wasm-bindgen hands lists over by value"
)]
pub fn sweep(
    rows: Vec<JsValue>,
    base: &JsValue,
    simulations: Option<f64>,
    approaches: Vec<String>,
) -> Result<String, JsError> {
    let catalog = Catalog::builtin();
    let base = read(base, catalog)?;
    let how = library::how(simulations, &approaches)?;
    let rows: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(row, of)| value::of(of).map_err(|error| JsError::new(&text::row(row, &error))))
        .collect::<Result<_, _>>()?;
    Ok(library::sweep(&base, &rows, &how, catalog)?)
}

fn read(scenario: &JsValue, catalog: &Catalog) -> Result<Scenario, JsError> {
    let value = value::of(scenario).map_err(|error| JsError::new(&error))?;
    Ok(json::read_value(&value, catalog)?)
}
