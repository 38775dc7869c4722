//! Prints the decision on a preset, or on the defaults, as JSON: what `tests/recompute.py` compares with, without the whole program.

use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::json::Decision;

fn main() -> Result<(), serde_json::Error> {
    let catalog = Catalog::builtin();
    let preset = std::env::args().nth(1).and_then(|id| Preset::find(&id));
    let scenario = preset.map_or_else(Scenario::default, |preset| preset.scenario(catalog));
    println!("{}", serde_json::to_string(&Decision::of(&scenario, catalog))?);
    Ok(())
}
