//! Writes the simulations of a scenario as CSV, for `tests/recompute.py`.

use std::io::{self, BufWriter, Write};

use forkcast_engine::params;
use forkcast_engine::presets::Preset;
use forkcast_engine::uncertainty::export;
use forkcast_engine::{Catalog, Scenario};

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
    let mut out = BufWriter::new(io::stdout().lock());
    export::csv(&s, catalog, n, &mut out)?;
    out.flush()
}
