use forkcast_engine::params::{Kind, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::simulation::FEW_SEED;
use forkcast_engine::{Catalog, Judge, Scenario, uncertainty};
use std::sync::atomic::Ordering;
fn draw(seed: u64, key: &str) -> f64 {
    let mut x = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in key.bytes() { x = (x ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3); }
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
fn scenario(seed: u64, c: &Catalog) -> Scenario {
    let mut s = match PRESETS.get(seed as usize % (PRESETS.len() + 2)) { Some(p) => p.scenario(c), None => Scenario::default() };
    for p in &PARAMS {
        if draw(seed, &format!("{} drawn", p.key)) > 0.12 { continue; }
        let position = draw(seed, p.key);
        let value = match p.kind {
            Kind::Number { .. } => Value::Number(p.at(position)),
            Kind::Choice { .. } => { let o = p.options(c); Value::Choice(o[((position * o.len() as f64) as usize).min(o.len() - 1)].0) }
        };
        (p.set)(&mut s, value);
    }
    s.judge_by = forkcast_engine::scenario::JudgeBy::Score;
    s
}
fn main() {
    let c = Catalog::builtin();
    let args: Vec<u64> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let (from, to, many) = (args[0], args[1], args[2] as usize);
    let all: Vec<Scenario> = (0..args[3]).map(|i| scenario(i, c)).collect();
    let refs: Vec<_> = all.iter().map(|s| uncertainty::futures(s, c, many).decision).collect();
    let mut best = f64::MAX;
    for seed in from..to {
        FEW_SEED.store(seed as u32, Ordering::Relaxed);
        let mut j = Judge::new(c);
        let (mut loss, mut wrong, mut worst, mut feas) = (0.0, 0, 0.0f64, 0);
        for (s, r) in all.iter().zip(&refs) {
            let d = j.decide(s);
            for i in 0..7 {
                if r.chance[i] == 0.0 && d.chance[i] == 0.0 { continue; }
                loss += ((d.utility[i] - r.utility[i]) / 0.01).powi(2);
                loss += if (0.5..0.97).contains(&r.chance[i]) { ((d.chance[i] - r.chance[i]) / 0.03).powi(2) } else { 0.0 };
            }
            if d.winner != r.winner { wrong += 1; worst = worst.max(r.utility[r.winner.index()] - r.utility[d.winner.index()]); }
            if d.feasible != r.feasible { feas += 1; }
        }
        if loss < best || args.len() > 4 {
            best = best.min(loss);
            println!("{seed} loss {loss:.1} wrong {wrong} of {} feasible {feas} worst {worst:.4}", all.len());
        }
    }
}
