//! The simulations of a scenario as CSV, so that whoever doubts a share or a score can work it out anew (`tests/recompute.py` does).

use std::io::{self, Write};

use super::{Sampler, unknowns};
use crate::catalog::Catalog;
use crate::decision::limits;
use crate::scenario::Scenario;
use crate::simulation::place;
use crate::strategy::Strategy;

/// Writes `n` simulations: a line for each, with the place of every unknown in its distribution, 0 to 1, and for each approach its score, its
/// net value of an average month, what it costs over the horizon (both in USD), and whether it meets every requirement and all limits.
///
/// # Errors
/// What writing to `out` gives.
pub fn csv(s: &Scenario, catalog: &Catalog, n: usize, out: &mut dyn Write) -> io::Result<()> {
    let unknowns = unknowns::list(s, catalog);
    let musts = limits::musts(s, catalog);
    let mut head: Vec<String> = unknowns.iter().map(|u| format!("u:{}", u.key)).collect();
    for strategy in Strategy::ALL {
        for column in ["score", "net", "total", "fits"] {
            head.push(format!("{column}:{}", strategy.id()));
        }
    }
    writeln!(out, "{}", head.join(","))?;
    let mut result = Ok(());
    Sampler::new(s).draw_each(catalog, n, |number, outcome| {
        let fits = outcome.fits();
        let mut row: Vec<String> = unknowns
            .iter()
            .map(|u| place(number, u.dimension()).to_string())
            .collect();
        for i in 0..Strategy::ALL.len() {
            let fit = fits[i] && musts[i].are_met();
            row.extend([
                outcome.score[i].to_string(),
                outcome.net_usd[i].to_string(),
                outcome.total_usd[i].to_string(),
                u8::from(fit).to_string(),
            ]);
        }
        if result.is_ok() {
            result = writeln!(out, "{}", row.join(","));
        }
    });
    result
}
