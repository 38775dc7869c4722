//! The fit, worked out anew and printed: `cargo xtask fit`.
use forkcast_engine::fit::held_out::{self, Known};
use forkcast_engine::fit::{parameters, quality, rates};
use forkcast_engine::quality::evidence;

fn main() {
    println!("Parameters: fitted, committed, on what");
    for p in parameters::all() {
        let same = if p.agrees(0.05) { "agree" } else { "DIFFER" };
        println!(
            "  {:<16} {:>8.3} {:>8.3}  {same}  {}",
            p.key, p.fitted, p.committed, p.on
        );
    }
    let rows = evidence::rows();
    println!("Accuracy: published, predicted, residual in points");
    for r in &rows {
        println!(
            "  {:>6.3} {:>6.3} {:>+6.1}  {}: {}",
            r.published,
            r.predicted,
            r.residual_points(),
            r.setting,
            r.approach
        );
    }
    println!(
        "Mean absolute residual: {:.2} points",
        evidence::mean_absolute_residual_points(&rows)
    );
    println!("A reader left out, the shared parameters fitted on the other two:");
    for known in [Known::Base, Known::BaseAndPassages] {
        let rows = held_out::predictions(&rows, known);
        for setting in held_out::READERS {
            let (right, all) = held_out::in_order(&rows, setting);
            println!(
                "  {setting}, knowing {}: {:.1} points, {right} of {all} pairs in order",
                match known {
                    Known::Base => "its base score",
                    Known::BaseAndPassages => "that and its score with passages",
                },
                held_out::points(&rows, setting)
            );
        }
        for r in &rows {
            println!(
                "    {:>6.3} {:>6.3} {:>+6.1}  {}: {}",
                r.published,
                r.predicted,
                (r.predicted - r.published) * 100.0,
                r.setting,
                r.approach
            );
        }
    }
    let orderings = quality::orderings(&rows);
    let claimed: Vec<_> = orderings.iter().filter(|o| o.is_claimed()).collect();
    let wrong: Vec<_> = claimed.iter().filter(|o| !o.is_right()).collect();
    println!(
        "Orderings: {} of {} right; {} more pairs are one to the model",
        claimed.len() - wrong.len(),
        claimed.len(),
        orderings.len() - claimed.len()
    );
    for o in wrong {
        println!(
            "  wrong: {}: {} above {} by {:.1} points",
            o.setting, o.better, o.worse, o.points
        );
    }
    println!(
        "Rates: published, predicted, ratio (packed runs reach {:.2} of bf16 peak)",
        rates::packed_mfu()
    );
    for r in rates::rows() {
        println!(
            "  {:>9.1} {:>9.1} {:>6.2} {} {}{}",
            r.published,
            r.predicted,
            r.ratio(),
            r.unit,
            r.what,
            r.does_not_apply
                .map_or_else(String::new, |why| format!(" (does not apply: {why})"))
        );
    }
    let (usd, lora, qlora) = rates::training_run();
    println!(
        "A full run on a 7B model: {usd:.0} USD; LoRA cuts {:.0} %, QLoRA {:.0} %",
        lora * 100.0,
        qlora * 100.0
    );
}
