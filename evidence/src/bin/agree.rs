//! Whether everything that names an approach agrees with the rule: `cargo xtask agree`, or one part of that. With the argument `search` it
//! looks for the few simulations that decide while a hand moves.

use forkcast_evidence::agree::{self, From};
use std::process::ExitCode;
use std::time::Instant;

/// Random scenarios.
const SCENARIOS: u64 = 1000;
/// Simulations of a verdict at rest, and of the independent one.
const SIMULATIONS: usize = 10_000;
/// Simulations at rest that movements are compared with.
const MOVED: usize = 5000;
/// Share of the movements from anywhere after which both verdicts name the same approach, at the least, percent. Half of these scenarios meet no limit
/// at all.
const MOVED_ANYWHERE: f64 = 99.0;
/// Scenarios whose cells are compared, and cells of each ribbon and map.
const CELLS: (u64, usize) = (160, 20);
/// The page's map.
const MAP: (usize, usize) = (96, 64);

fn percent(part: usize, all: usize) -> f64 {
    part as f64 / all.max(1) as f64 * 100.0
}

/// A part of the comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Verdicts,
    Movements,
    Cells,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let parts: &[Part] = match arguments.next().as_deref() {
        None => &[Part::Verdicts, Part::Movements, Part::Cells],
        Some("verdicts") => &[Part::Verdicts],
        Some("movements") => &[Part::Movements],
        Some("cells") => &[Part::Cells],
        Some("search") => {
            let number =
                |text: Option<String>, usual: u32| text.and_then(|x| x.parse().ok()).unwrap_or(usual);
            let scenarios = number(arguments.next(), 1500);
            search(scenarios, number(arguments.next(), 4000));
            return ExitCode::SUCCESS;
        }
        Some(other) => {
            eprintln!(
                "`{other}` is no part: verdicts, movements, cells, or search [SCENARIOS [SCRAMBLINGS]]"
            );
            return ExitCode::FAILURE;
        }
    };
    let start = Instant::now();
    let mut held = Held(true);
    for part in parts {
        match part {
            Part::Verdicts => verdicts(&mut held),
            Part::Movements => movements(&mut held),
            Part::Cells => cells(&mut held),
        }
    }
    println!("{:.0} s", start.elapsed().as_secs_f64());
    if held.0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Whether every limit was kept so far.
struct Held(bool);

impl Held {
    fn check(&mut self, what: &str, part: usize, all: usize, least: f64) {
        let found = percent(part, all);
        let ok = found >= least;
        self.0 &= ok;
        println!(
            "  {} {what}: {found:.2}% (at least {least}%)",
            if ok { "ok    " } else { "FAILED" }
        );
    }
}

fn verdicts(held: &mut Held) {
    println!("Verdicts at rest beside independent simulations, {SIMULATIONS} each");
    let v = agree::verdicts(0..SCENARIOS, SIMULATIONS);
    for line in &v.differences {
        println!("  {line}");
    }
    println!(
        "  {} scenarios, in {} of which an approach fits",
        v.scenarios, v.feasible
    );
    held.check("the same approach", v.same, v.scenarios, 99.5);
    println!(
        "  at most {:.4} behind in score; at most {:.4} short in chance",
        v.behind, v.short
    );
    held.check(
        "never more than 0.003 behind",
        usize::from(v.behind <= 0.003),
        1,
        100.0,
    );
    held.check(
        "value of information beside the verdict",
        v.baseline,
        v.scenarios,
        100.0,
    );
}

fn movements(held: &mut Held) {
    for (from, start, least) in [
        (From::Preset, "the defaults or a preset", 99.0),
        (From::Anywhere, "anywhere", MOVED_ANYWHERE),
    ] {
        println!(
            "Movements of a main slider, starting at {start}: the moving verdict beside the one at rest"
        );
        let m = agree::movements(0..SCENARIOS, from, MOVED);
        for line in &m.differences {
            println!("  {line}");
        }
        held.check("the same approach", m.same, m.movements, least);
        println!(
            "  {:.2}% of the {} in which an approach fits; {:.2}% of all also agree whether it fits; {} of the {} that differ name two that fit and are \
             as good as each other to a fiftieth of a point",
            percent(m.same_of_feasible, m.feasible),
            m.feasible,
            percent(m.same_fit, m.movements),
            m.tied,
            m.movements - m.same
        );
    }
}

fn cells(held: &mut Held) {
    println!("Cells of ribbons and maps after rest beside the rule by {SIMULATIONS}");
    let c = agree::cells(0..CELLS.0, SIMULATIONS, MAP, CELLS.1);
    for (i, what) in ["ribbons", "maps"].into_iter().enumerate() {
        println!(
            "  {what}: {} cells, {:.2}% as few simulations decide them",
            c.compared[i],
            percent(c.coarse[i], c.compared[i])
        );
        held.check(what, c.refined[i], c.compared[i], 99.0);
    }
}

fn search(scenarios: u32, scramblings: u32) {
    let (now, best) = agree::search(u64::from(scenarios), scramblings, 3000);
    println!("in use: {now:?}");
    for near in best.iter().take(20) {
        println!("{near:?}");
    }
}
