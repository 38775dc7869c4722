//! Prints the verdict of every preset: `cargo run -p forkcast-engine --example tour`.
use forkcast_engine::{Catalog, Strategy, evaluate, format, presets, scenario::Scenario, uncertainty, words};

fn show(name: &str, s: &Scenario, c: &Catalog) {
    let r = evaluate(s, c);
    println!(
        "== {name}: {} | {}",
        words::headline(&r).text(),
        words::headline(&r).subtitle
    );
    let f = uncertainty::futures(s, c, 2000);
    println!(
        "   wins {:.2} runner-up {} margin {:.3} signals {:?}",
        f.share(r.verdict.winner),
        r.verdict.runner_up.label(),
        r.verdict.margin,
        r.signals
    );
    for x in &r.strategies {
        println!(
            "   {:13} {:5} u={:.3} up={:>9} mo={:>9} run={:>7} ttft50={:>7} ttft95={:>7} p={:.2} K={:.2} B={:.2} f={:.2} sil={:.2} {:?}",
            x.strategy.label(),
            x.feasible,
            x.utility,
            format::usd(x.cost.upfront_usd),
            format::usd(x.cost.monthly_usd),
            format::usd(x.cost.training_run_usd),
            format::ms(x.latency.ttft_p50_ms),
            format::ms(x.latency.ttft_p95_ms),
            x.quality.p_correct,
            x.quality.knowledge,
            x.quality.behaviour,
            x.quality.fresh,
            x.quality.silent_failure,
            x.gates.iter().map(words::gate).collect::<Vec<_>>()
        );
    }
    for x in &r.verdict.reasons {
        println!(
            "   {:?} {:.3} {}",
            x.side,
            x.weight,
            words::plain(&words::reason(x))
        );
    }
    for x in &r.path {
        println!(
            "   {} {} {}",
            format::month(x.month),
            words::path_step(x),
            format::usd(x.cumulative_usd)
        );
    }
    for x in forkcast_engine::explore::flips(s, c).iter().take(5) {
        println!("   flip: {}", words::flip(x, c));
    }
    let _ = Strategy::ALL;
}

fn main() {
    let c = Catalog::builtin();
    show("default", &Scenario::default(), c);
    for p in &presets::PRESETS {
        show(p.id, &p.scenario(c), c);
    }
}
