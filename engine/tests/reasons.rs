//! Reasons: the differences between two approaches, with the figures of the table.

use crate::common::{Random, at_positions, catalog, preset, scenario};
use Strategy::{Hybrid, LongContext, Lora, Prompt, Rag};
use forkcast_engine::decision::reasons::{self, Known};
use forkcast_engine::decision::{assess_all, rule};
use forkcast_engine::params::PARAMS;
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::{Criterion, Fact, Gate, Reason, Report, Side};
use forkcast_engine::{Scenario, Strategy, evaluate, format, words};

/// The reasons of one approach against another.
fn between(s: &Scenario, r: &Report, winner: Strategy, rival: Strategy) -> Vec<Reason> {
    let all = assess_all(s, catalog());
    let values = rule::likely_values(s, &all);
    let known = |x: Strategy| Known {
        assessed: &all[x.index()],
        values: &values[x.index()],
        gates: &r.of(x).gates,
        chance: r.of(x).chance,
    };
    let month = reasons::median_month_usd(s, &all);
    reasons::between(s, known(winner), known(rival), month, 0.3)
}

fn scenarios() -> impl Iterator<Item = Scenario> {
    let mut random = Random(21);
    let drawn = (0..60).map(move |_| {
        let positions: Vec<f64> = PARAMS.iter().map(|_| random.draw()).collect();
        at_positions(&positions, |_| true).in_range()
    });
    PRESETS
        .iter()
        .map(|p| p.scenario(catalog()))
        .chain([
            Scenario::default(),
            scenario("judge_by=net-value right_answer_usd=0.2 wrong_answer_usd=0.5"),
        ])
        .chain(drawn)
}

/// Whoever argues for the other side says the same with the sides exchanged.
#[test]
fn swapping_the_two_swaps_for_and_against() {
    for (case, s) in scenarios().enumerate() {
        let r = evaluate(&s, catalog());
        for a in Strategy::ALL {
            for b in Strategy::ALL.into_iter().filter(|b| *b != a) {
                let (one, other) = (between(&s, &r, a, b), between(&s, &r, b, a));
                let key = |of: &[Reason], side: Side| -> Vec<(Criterion, String)> {
                    of.iter()
                        .filter(|x| x.side == side)
                        .map(|x| (x.criterion, format!("{:.12}", x.weight)))
                        .collect()
                };
                assert_eq!(
                    key(&one, Side::For),
                    key(&other, Side::Against),
                    "{case} {a:?} {b:?}"
                );
                assert_eq!(
                    key(&one, Side::Against),
                    key(&other, Side::For),
                    "{case} {a:?} {b:?}"
                );
            }
        }
    }
}

/// The verdict's reasons are those against the runner-up, and every other approach has its own.
#[test]
fn reasons_are_about_the_real_rival() {
    for s in scenarios() {
        let r = evaluate(&s, catalog());
        assert_eq!(r.verdict.reasons, r.of(r.verdict.runner_up).why_not);
        assert!(r.of(r.verdict.winner).why_not.is_empty());
        for x in r.strategies.iter().filter(|x| x.strategy != r.verdict.winner) {
            assert_eq!(x.why_not, between(&s, &r, r.verdict.winner, x.strategy));
            for reason in &x.why_not {
                let other = match reason.fact {
                    Fact::Current { than, .. }
                    | Fact::Knows { than, .. }
                    | Fact::Behaves { than, .. }
                    | Fact::Silent { than, .. }
                    | Fact::Costs { than, .. }
                    | Fact::Faster { than, .. }
                    | Fact::Live { than, .. }
                    | Fact::Simpler { than }
                    | Fact::Chance { than, .. } => than,
                    Fact::Cites { who, not, .. } => {
                        if who == r.verdict.winner {
                            not
                        } else {
                            who
                        }
                    }
                    Fact::CitesBetter { who, than } => {
                        if who == r.verdict.winner {
                            than
                        } else {
                            who
                        }
                    }
                    Fact::RuledOut { who, .. } => {
                        if who == r.verdict.winner {
                            x.strategy
                        } else {
                            who
                        }
                    }
                };
                assert_eq!(other, x.strategy, "no reason names a third approach");
            }
        }
    }
}

#[test]
fn figures_of_reasons_are_those_of_the_table() {
    let r = evaluate(&scenario(""), catalog());
    let (rag, lora) = (r.of(Rag), r.of(Lora));
    let find =
        |wanted: &dyn Fn(&Fact) -> bool| lora.why_not.iter().find(|x| wanted(&x.fact)).expect("a reason");
    let knows = find(&|f| matches!(f, Fact::Knows { .. }));
    let fact = Fact::Knows {
        winner: rag.quality.knowledge,
        rival: lora.quality.knowledge,
        than: Lora,
    };
    assert_eq!((knows.fact, knows.side), (fact, Side::For));
    let said = words::plain(&words::reason(knows));
    assert!(
        said.contains(&format::share(rag.quality.knowledge))
            && said.contains(&format::share(lora.quality.knowledge))
    );
    let faster = find(&|f| matches!(f, Fact::Faster { .. }));
    assert_eq!(faster.side, Side::Against);
    let Fact::Faster {
        winner_ms, rival_ms, ..
    } = faster.fact
    else {
        panic!("{faster:?}")
    };
    assert_eq!(
        (winner_ms, rival_ms),
        (rag.latency.ttft_p95_ms, lora.latency.ttft_p95_ms)
    );
    let current = find(&|f| matches!(f, Fact::Current { .. }));
    assert_eq!(current.side, Side::For);
}

/// What rules the rival out comes first, and citing counts wholly where it is required.
#[test]
fn what_decides_comes_first() {
    let thin = evaluate(&preset("thin-data"), catalog());
    let first = thin.of(Hybrid).why_not[0];
    assert!(
        matches!(
            first.fact,
            Fact::RuledOut {
                who: Hybrid,
                gate: Gate::Data { .. }
            }
        ),
        "{first:?}"
    );
    let regulated = evaluate(&preset("regulated-assistant"), catalog());
    let first = regulated.of(Prompt).why_not[0];
    let cites = Fact::Cites {
        required: true,
        who: Rag,
        not: Prompt,
    };
    assert!(
        regulated
            .of(Prompt)
            .why_not
            .iter()
            .take(2)
            .any(|x| x.fact == cites),
        "{first:?}"
    );
    // Where nobody asks for sources they are no reason.
    let r = evaluate(&scenario(""), catalog());
    assert!(
        r.strategies
            .iter()
            .flat_map(|x| &x.why_not)
            .all(|x| !matches!(x.fact, Fact::Cites { .. } | Fact::CitesBetter { .. }))
    );
    let useful = evaluate(&scenario("audit=useful corpus_tokens=30000"), catalog());
    let found = between(
        &scenario("audit=useful corpus_tokens=30000"),
        &useful,
        Rag,
        LongContext,
    );
    assert!(found.iter().any(|x| matches!(
        x.fact,
        Fact::CitesBetter {
            who: Rag,
            than: LongContext
        }
    )));
}

/// Two figures that differ are never shown as the same.
#[test]
fn figures_that_differ_look_different() {
    assert_eq!(
        format::ms_apart(1516.0, 1500.0),
        ("1.52 s".to_owned(), "1.5 s".to_owned())
    );
    assert_eq!(
        format::ms_apart(900.0, 800.0),
        ("900 ms".to_owned(), "800 ms".to_owned())
    );
    assert_eq!(
        format::share_apart(0.7961, 0.7958),
        ("79.61%".to_owned(), "79.58%".to_owned())
    );
    assert_eq!(
        format::usd_apart(8001.0, 8000.0),
        ("$8,001".to_owned(), "$8,000".to_owned())
    );
    for s in scenarios() {
        for gate in evaluate(&s, catalog()).strategies.iter().flat_map(|x| &x.gates) {
            let (Gate::TimeToFirstToken {
                p95_ms: a,
                limit_ms: b,
            }
            | Gate::WholeAnswer {
                p95_ms: a,
                limit_ms: b,
            }) = *gate
            else {
                continue;
            };
            assert!(a > b, "{gate:?}");
            let (a, b) = format::ms_apart(a, b);
            assert_ne!(a, b);
        }
    }
}
