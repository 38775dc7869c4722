//! Writes the simulations of a scenario as CSV, for `tests/recompute.py`: a line for each simulation with the place of every unknown, and
//! for each approach its score, its net value, what it costs and whether it meets all limits.

use std::io::{self, BufWriter, Write};

use forkcast_engine::decision::limits;
use forkcast_engine::params;
use forkcast_engine::presets::Preset;
use forkcast_engine::simulation::place;
use forkcast_engine::uncertainty::{Sampler, unknowns};
use forkcast_engine::{Catalog, Scenario, Strategy};

fn main() -> io::Result<()> {
    let catalog = Catalog::builtin();
    let mut s = Scenario::default();
    let mut n = 10_000;
    for argument in std::env::args().skip(1) {
        let (key, value) = argument.split_once('=').unwrap_or((&argument, ""));
        match key {
            "preset" => s = Preset::find(value).map_or(s, |preset| preset.scenario(catalog)),
            "n" => n = value.parse().unwrap_or(n),
            _ => {
                if let Err(error) = params::find(key).and_then(|p| p.set_text(&mut s, value, catalog)) {
                    eprintln!("{error}");
                    std::process::exit(2);
                }
            }
        }
    }
    let unknowns = unknowns::list(&s, catalog);
    let musts = limits::musts(&s, catalog);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut head: Vec<String> = unknowns.iter().map(|u| format!("u:{}", u.key)).collect();
    for strategy in Strategy::ALL {
        for column in ["score", "net", "total", "fits"] {
            head.push(format!("{column}:{}", strategy.id()));
        }
    }
    writeln!(out, "{}", head.join(","))?;
    let mut result = Ok(());
    Sampler::new(&s).draw_each(catalog, n, |number, outcome| {
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
    result?;
    out.flush()
}
