//! The intervals of inputs that were observed: `recall:0.74:0.86:120` is the input, both ends and the number of observations.

use forkcast_engine::params::{self, PARAMS, Param};
use forkcast_engine::{Scenario, number};

/// All of a scenario as a link has them; empty where there are none.
pub(super) fn text(scenario: &Scenario) -> String {
    let all = PARAMS.iter().filter_map(|param| {
        let ends = ends(param, scenario)?;
        Some(format!("{}:{ends}", param.key))
    });
    all.collect::<Vec<_>>().join(",")
}

/// Both ends and the number of observations of one input.
pub(super) fn ends(param: &Param, scenario: &Scenario) -> Option<String> {
    let interval = param.interval(scenario)?;
    Some(format!("{}:{}:{}", interval.low(), interval.high(), interval.n()))
}

/// Sets all of a link's. The scenario has its inputs already.
///
/// # Errors
/// The first that cannot be read.
pub(super) fn read<'t>(text: &'t str, scenario: &mut Scenario) -> Result<(), &'t str> {
    for piece in text.split(',').filter(|piece| !piece.is_empty()) {
        let (key, ends) = piece.split_once(':').ok_or(piece)?;
        let param = params::find(key).map_err(|_| piece)?;
        read_ends(param, ends, scenario).ok_or(piece)?;
    }
    Ok(())
}

/// Sets that of one input; none if it cannot be read.
pub(super) fn read_ends(param: &Param, ends: &str, scenario: &mut Scenario) -> Option<()> {
    let mut parts = ends.split(':');
    let (low, high, n) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && param.is_set(scenario);
    let number = |text: &str| number::parse(text).filter(|x| x.is_finite());
    let (low, high, n) = (number(low)?, number(high)?, n.parse().ok()?);
    (is_whole && param.observe(scenario, low, high, n)).then_some(())
}
