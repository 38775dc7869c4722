//! Prints the ribbons of the main inputs for every preset: `cargo run -p forkcast-engine --example ribbons`.
use forkcast_engine::explore::{Cell, ribbon};
use forkcast_engine::{Catalog, Strategy, params, presets, scenario::Scenario};

fn main() {
    let c = Catalog::builtin();
    let mut all = vec![("default", Scenario::default())];
    all.extend(presets::PRESETS.iter().map(|p| (p.id, p.scenario(c))));
    for (name, s) in all {
        println!("{name}");
        for p in params::main_params() {
            let n = if p.range().is_some() {
                64
            } else {
                p.options(c).len()
            };
            let mut out = vec![
                Cell {
                    winner: Strategy::Rag,
                    feasible: true
                };
                n
            ];
            ribbon(&s, c, p, &mut out);
            let text: String = out
                .iter()
                .map(|c| {
                    if c.feasible {
                        ["p", "c", "r", "F", "L", "Q", "H"][c.winner.index()]
                    } else {
                        "."
                    }
                })
                .collect();
            println!("  {:22} {text}", p.key);
        }
    }
}
