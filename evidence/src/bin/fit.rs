//! The fit, computed and printed: `cargo xtask fit`.
use forkcast_evidence::accuracy::{self, EvidenceRow};
use forkcast_evidence::{curves, discrepancy, held_out, orderings, parameters, rates, serving};

fn accuracies(rows: &[EvidenceRow]) {
    for r in rows {
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
        "  mean absolute residual: {:.2} points",
        accuracy::mean_absolute_residual_points(rows)
    );
    let orderings = orderings::all(rows);
    let claimed: Vec<_> = orderings.iter().filter(|o| o.is_claimed()).collect();
    let wrong: Vec<_> = claimed.iter().filter(|o| !o.is_right()).collect();
    println!(
        "  orderings: {} of {} right; {} more pairs are one to the model",
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
}

fn serving_accuracy() -> [(&'static str, serving::Accuracy); 5] {
    use serving::{Use, accuracy};
    [
        ("fitted on: dense", accuracy(|used| used == Use::FitDense)),
        ("fitted on: experts", accuracy(|used| used == Use::FitExperts)),
        ("fitted on: MI300X", accuracy(|used| used == Use::FitAmd)),
        ("held out", accuracy(|used| used == Use::HeldOut)),
        ("bursts, one parameter", accuracy(|used| used == Use::Burst)),
    ]
}

fn main() {
    println!("Curves of learning and noise: points as committed, with each table left out; figures");
    for e in curves::errors() {
        println!(
            "  {:>5.1} {:>5.1} {:>4}  {}",
            e.committed_points, e.held_out_points, e.figures, e.what
        );
    }
    println!("Orders of figures more than three points apart: wrong ones");
    let pairs = orderings::pairs();
    for p in pairs.iter().filter(|p| !p.is_right() || !p.is_right_left_out()) {
        println!(
            "  {:>5.1} {:>+5.1} {:>+5.1}  {}: {} above {}",
            p.points,
            p.predicted,
            p.left_out.unwrap_or(f64::NAN),
            p.table,
            p.better,
            p.worse
        );
    }
    let right = |of: fn(&orderings::Pair) -> bool| pairs.iter().filter(|p| of(p)).count();
    println!(
        "  {} pairs; right {}, with the table left out {}",
        pairs.len(),
        right(orderings::Pair::is_right),
        right(orderings::Pair::is_right_left_out)
    );
    println!("Parameters: fitted, committed, on what");
    for p in parameters::all() {
        let same = if p.agrees(0.05) { "agree" } else { "DIFFER" };
        println!(
            "  {:<20} {:>8.3} {:>8.3}  {same}  {} ({})",
            p.key,
            p.fitted,
            p.committed,
            p.on,
            p.used.label()
        );
    }
    println!("Accuracy, seen by the fit: published, predicted, residual in points");
    accuracies(&accuracy::rows());
    println!("Accuracy, never fitted on: published, predicted, residual in points");
    accuracies(&accuracy::held_out_rows());
    println!(
        "Each table and reader predicted by a fit without it: points when fitted, held out, held out at full skill; orders right; rows"
    );
    let points = |x: Option<f64>| x.map_or_else(|| "-".to_owned(), |x| format!("{x:.1}"));
    for u in held_out::all() {
        println!(
            "  {:>5} {:>5.1} {:>5}  {:>2} of {:<2} {:>2}  {} (fitted on {}; given {}) {}",
            points(u.fitted_points),
            u.points(),
            points(u.full_skill_points),
            u.orders.0,
            u.orders.1,
            u.figures.len(),
            u.what,
            u.fitted_on,
            u.given,
            u.note
        );
    }
    println!(
        "The model's own error: spread of held-out residuals, half width of the 80% band, figures within it, within a band by the other tables"
    );
    let coverage = discrepancy::coverage(&held_out::strictest());
    for c in &coverage {
        println!(
            "  {:.4} {:.4}  {:>2} of {:>2}  {:>2}  {}",
            c.spread,
            c.half_width,
            c.within,
            c.figures,
            c.within_others.map_or_else(|| "-".to_owned(), |n| n.to_string()),
            c.part.label()
        );
    }
    println!("  coverage: {:.0}%", discrepancy::share(&coverage) * 100.0);
    println!("Serving on own GPUs: runs, within 1.35 times, median factor, worst factor");
    for (what, a) in serving_accuracy() {
        println!(
            "  {:>3} {:>3} {:>5.2} {:>5.2}  {what}",
            a.runs, a.near, a.median, a.worst
        );
    }
    for (why, runs) in serving::excluded() {
        println!("  {runs:>3} left out: {why}");
    }
    for run in serving::runs().iter().filter(|run| run.predicted > 0.0) {
        println!(
            "  {:>9.1} {:>9.1} {:>5.2} {:?} {}: {}",
            run.published,
            run.predicted,
            run.predicted / run.published,
            run.used,
            run.what,
            run.load
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
        "A full run on a 7B model: {usd:.0} USD; LoRA saves {:.0}%, QLoRA {:.0}%",
        lora * 100.0,
        qlora * 100.0
    );
}
