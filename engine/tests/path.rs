//! The path to the recommendation: what is launched, collected and tuned in which month.

use crate::common::{assessed, catalog, close, preset, roomy};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::decision::{Decision, path};
use forkcast_engine::report::{PathAction, PathStep};
use forkcast_engine::{Scenario, Strategy, decide, evaluate};

/// Cumulative cost of a strategy after so many months, a straight line within each.
fn spent(s: &Scenario, x: Strategy, months: f64) -> f64 {
    let curve = evaluate(s, catalog()).of(x).cost.cumulative_usd.clone();
    let whole = months.floor();
    let i = whole as usize;
    curve[i]
        + curve
            .get(i + 1)
            .map_or(0.0, |next| (next - curve[i]) * (months - whole))
}

fn same_steps(found: &[PathStep], by_hand: &[(f64, PathAction, f64)]) {
    assert_eq!(found.len(), by_hand.len(), "{found:?}");
    for (step, (month, action, usd)) in found.iter().zip(by_hand) {
        assert_eq!(step.action, *action);
        close(step.month, *month);
        close(step.cumulative_usd, *usd);
    }
}

fn upfront(s: &Scenario, x: Strategy) -> f64 {
    evaluate(s, catalog()).of(x).cost.upfront_usd
}

#[test]
fn a_month_yields_what_is_checked_or_what_production_logs() {
    let s = Scenario {
        curation_per_month: 200.0,
        log_yield: 0.01,
        queries_per_day: 100.0,
        ..roomy()
    };
    close(path::curated_per_month(&s), 100.0 * DAYS_PER_MONTH * 0.01);
    let busy = Scenario {
        queries_per_day: 1000.0,
        ..s
    };
    close(path::curated_per_month(&busy), 200.0);
}

#[test]
fn a_hybrid_starts_as_rag_and_is_tuned_when_that_is_built() {
    // 320 hours are two months of one person, 400 two and a half.
    let s = Scenario {
        build_hours_rag: 320.0,
        build_hours_ft: 400.0,
        growth_monthly: 0.1,
        ..preset("fresh-and-strict")
    };
    let decision = decide(&s, catalog());
    assert_eq!(decision.winner, Hybrid);
    let steps = path::plan(&s, catalog(), &decision, &assessed(&s));
    let further = upfront(&s, Hybrid) - upfront(&s, Rag);
    assert!(further > 0.0);
    same_steps(
        &steps,
        &[
            (2.0, PathAction::Launch(Rag), upfront(&s, Rag)),
            (4.5, PathAction::Tune(Hybrid), spent(&s, Rag, 2.5) + further),
        ],
    );
}

#[test]
fn what_needs_no_sequence_is_launched() {
    for winner in [Prompt, LongContext, Rag, FullFt, Lora, Qlora] {
        let s = Scenario {
            build_hours_prompt: 80.0,
            build_hours_rag: 320.0,
            build_hours_ft: 400.0,
            ..roomy()
        };
        let decision = Decision {
            winner,
            ..decide(&s, catalog())
        };
        let month = match winner {
            Prompt => 0.5,
            LongContext => 1.0,
            Rag => 2.0,
            FullFt | Lora | Qlora | Hybrid => 2.5,
        };
        same_steps(
            &path::plan(&s, catalog(), &decision, &assessed(&s)),
            &[(month, PathAction::Launch(winner), upfront(&s, winner))],
        );
    }
}

#[test]
fn no_data_is_collected_where_something_else_than_rag_is_launched() {
    let s = thin(10.0);
    for winner in [Prompt, LongContext, Lora] {
        let decision = Decision {
            winner,
            ..decide(&s, catalog())
        };
        let steps = path::plan(&s, catalog(), &decision, &assessed(&s));
        assert_eq!(steps.len(), 1, "{steps:?}");
    }
}

/// RAG wins only because examples are missing: 240 of 300, 120 a month of them.
fn thin(horizon_months: f64) -> Scenario {
    Scenario {
        examples: 60.0,
        label_quality: 1.0,
        curation_per_month: 120.0,
        log_yield: 0.2,
        build_hours_rag: 160.0,
        build_hours_ft: 400.0,
        horizon_months,
        budget_upfront_usd: 1e7,
        budget_monthly_usd: 1e6,
        ..preset("thin-data")
    }
}

#[test]
fn the_path_collects_until_the_gate_opens_and_then_tunes() {
    let s = thin(10.0);
    let decision = decide(&s, catalog());
    assert_eq!(decision.winner, Rag);
    let steps = path::plan(&s, catalog(), &decision, &assessed(&s));
    let collect = PathAction::Collect {
        per_month: 120.0,
        needed: 300.0,
    };
    let further = upfront(&s, Hybrid) - upfront(&s, Rag);
    same_steps(
        &steps,
        &[
            (1.0, PathAction::Launch(Rag), upfront(&s, Rag)),
            (1.0, collect, upfront(&s, Rag)),
            (
                3.0,
                PathAction::DataReady { examples: 300.0 },
                spent(&s, Rag, 2.0),
            ),
            (5.5, PathAction::Tune(Hybrid), spent(&s, Rag, 4.5) + further),
        ],
    );
    // A model that is only tuned is paid for whole: nothing of RAG goes into it.
    let stable = Scenario {
        new_facts_share: 0.0,
        recall: 0.3,
        strictness: 1.0,
        ..s
    };
    let then = decide(
        &Scenario {
            examples: 300.0,
            ..stable
        },
        catalog(),
    );
    assert!(then.winner.only_tunes() && then.feasible, "{then:?}");
    let decision = Decision {
        winner: Rag,
        ..decide(&stable, catalog())
    };
    let steps = path::plan(&stable, catalog(), &decision, &assessed(&stable));
    let last = steps.last().expect("steps");
    assert_eq!(last.action, PathAction::Tune(then.winner));
    close(
        last.cumulative_usd,
        spent(&stable, Rag, 4.5) + upfront(&stable, then.winner),
    );
}

#[test]
fn a_gate_that_opens_after_the_horizon_is_out_of_reach() {
    let steps = |s: &Scenario| {
        let decision = decide(s, catalog());
        assert_eq!(decision.winner, Rag);
        path::plan(s, catalog(), &decision, &assessed(s))
    };
    // It opens in month 3: within a horizon of three, not of two.
    assert!(matches!(
        steps(&thin(3.0))[2].action,
        PathAction::DataReady { .. }
    ));
    let s = thin(2.0);
    let out = steps(&s);
    assert_eq!(out.len(), 3);
    assert_eq!(out[2].action, PathAction::OutOfReach { months: Some(3.0) });
    close(out[2].month, 2.0);
    close(out[2].cumulative_usd, spent(&s, Rag, 1.0));
    let never = Scenario {
        log_yield: 0.0,
        ..thin(10.0)
    };
    assert_eq!(steps(&never)[2].action, PathAction::OutOfReach { months: None });
}

#[test]
fn no_data_is_collected_for_what_would_not_win_or_could_not_be_paid() {
    let launch = |s: &Scenario| {
        let decision = Decision {
            winner: Rag,
            ..decide(s, catalog())
        };
        path::plan(s, catalog(), &decision, &assessed(s)).len() == 1
    };
    assert!(!launch(&thin(10.0)));
    // A loose form gains nothing from training.
    let loose = Scenario {
        strictness: 0.0,
        ..thin(10.0)
    };
    assert!(launch(&loose));
    // With no money at all nothing fits, whatever wins then.
    let strict = Scenario {
        strictness: 1.0,
        new_facts_share: 0.0,
        change_share: 0.0,
        budget_monthly_usd: 50.0,
        budget_upfront_usd: 1.0,
        ..thin(10.0)
    };
    let then = decide(
        &Scenario {
            examples: 300.0,
            ..strict
        },
        catalog(),
    );
    assert!(!then.feasible);
    assert!(launch(&strict));
}
