use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Judge, Scenario, evaluate, uncertainty, words};
fn main() {
    let c = Catalog::builtin();
    let mut all: Vec<(&str, Scenario)> = vec![("default", Scenario::default())];
    all.extend(PRESETS.iter().map(|p| (p.id, p.scenario(c))));
    for (name, s) in all {
        let r = evaluate(&s, c);
        let f = uncertainty::futures(&s, c, 10_000);
        println!("== {name}: {} | {}", words::headline(&r).text(), words::headline(&r).subtitle);
        println!("   few {:?} many {:?} ru {:?}/{:?} strength {:?}/{:?} spread {:.3} nothing {:.3}", r.verdict.winner, f.decision.winner, r.verdict.runner_up, f.decision.runner_up, r.verdict.strength, f.decision.strength, f.decision.spread, f.nothing);
        for x in &r.strategies {
            let i = x.strategy.index();
            println!("   {:<16} few {:.4} many {:.4} chance {:.3}/{:.3} ahead {:.3} regret {:.3} month {:>9.0} p {:.3} {:?} {}", x.strategy.label(), x.utility, f.decision.utility[i], x.chance, f.decision.chance[i], f.wins[i], f.regret[i], x.cost.monthly_usd, x.quality.p_correct, x.tightest, x.gates.first().map(words::gate).unwrap_or_default());
        }
        for reason in &r.verdict.reasons { println!("      {:?} {:.3} {}", reason.side, reason.weight, words::plain(&words::reason(reason))); }
    }
    let thin = Scenario { examples: 450.0, label_quality: 1.0, budget_upfront_usd: 1e7, budget_monthly_usd: 1e6, ..forkcast_engine::presets::Preset::find("thin-data").unwrap().scenario(c) };
    let d = forkcast_engine::decide(&thin, c);
    println!("THIN {d:?}");
    for set in [(0.05, 0.95, 30.0), (0.25, 0.0, 90.0), (0.25, 1.0, 90.0)] {
        let s = Scenario { new_facts_share: set.0, strictness: set.1, change_days: set.2, ..Scenario::default() };
        let d = forkcast_engine::decide(&s, c);
        println!("SET {set:?} {:?} {:?} {:?}", d.winner, d.utility, d.chance);
    }
    let s = Scenario::default();
    let mut j = Judge::new(c);
    let t = std::time::Instant::now();
    for _ in 0..1000 { std::hint::black_box(j.decide(std::hint::black_box(&s))); }
    println!("decide {:?}", t.elapsed() / 1000);
    let t = std::time::Instant::now();
    std::hint::black_box(uncertainty::futures(&s, c, 10_000));
    println!("10,000 {:?}", t.elapsed());
}
