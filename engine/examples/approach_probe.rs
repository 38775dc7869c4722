use forkcast_engine::{Catalog, Scenario, evaluate, params};
fn main() {
    let catalog = Catalog::builtin();
    let mut s = Scenario::defaults(catalog);
    let mut args = std::env::args().skip(1).peekable();
    if args.peek().is_some_and(|a| !a.contains('=')) {
        let id = args.next().unwrap();
        s = forkcast_engine::presets::Preset::find(&id)
            .expect("preset")
            .scenario(catalog);
    }
    for a in args {
        let (k, v) = a.split_once('=').unwrap();
        params::find(k)
            .and_then(|p| p.set_text(&mut s, v, catalog))
            .expect("input");
    }
    let r = evaluate(&s, catalog);
    println!(
        "{:?} feasible {} runner-up {:?} {:?}",
        r.verdict.winner, r.verdict.feasible, r.verdict.runner_up, r.verdict.strength
    );
    for f in r.families() {
        for (i, x) in f.iter().enumerate() {
            let x = r.of(*x);
            println!(
                "{}{:<20} fits {} {:.2} score {:.3} up {:>8.0} month {:>8.0} ttft95 {:>6.0} know {:.3} beh {:.3} right {:.3} silent {:.3} {:?}",
                if i == 0 { "* " } else { "    " },
                x.strategy.id(),
                x.feasible,
                x.chance,
                x.utility,
                x.cost.upfront_usd,
                x.cost.monthly_usd,
                x.latency.ttft_p95_ms,
                x.quality.knowledge,
                x.quality.behaviour,
                x.quality.p_correct,
                x.quality.silent_failure,
                x.gates.first()
            );
        }
    }
}
