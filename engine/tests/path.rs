//! The path to the recommendation: what is launched, collected and tuned in which month.

use crate::common::{assessed, catalog, close, preset, roomy};
use Strategy::{
    Agentic, Distilled, FullFt, Hybrid, LongContext, Lora, OptimisedPrompt, Prompt, Qlora, Rag,
    RetrievedExamples, Structured,
};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::decision::{Decision, path};
use forkcast_engine::report::{OpenedBy, PathAction, PathStep};
use forkcast_engine::{Judge, Scenario, Strategy, decide, evaluate};

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
    let steps = path::plan(
        &s,
        catalog(),
        &mut Judge::new(catalog()),
        &decision,
        &assessed(&s),
    );
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
    for winner in [
        Prompt,
        RetrievedExamples,
        OptimisedPrompt,
        LongContext,
        Rag,
        Agentic,
        FullFt,
        Lora,
        Qlora,
        Distilled,
    ] {
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
            Prompt | Structured => 0.5,
            RetrievedExamples => 0.5 + 0.33 * 2.0,
            OptimisedPrompt => 0.75,
            LongContext => 1.0,
            Rag => 2.0,
            Agentic => 2.8,
            FullFt | Lora | Qlora | Hybrid | Strategy::HybridFacts => 2.5,
            Distilled => 3.0,
        };
        same_steps(
            &path::plan(
                &s,
                catalog(),
                &mut Judge::new(catalog()),
                &decision,
                &assessed(&s),
            ),
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
        let steps = path::plan(
            &s,
            catalog(),
            &mut Judge::new(catalog()),
            &decision,
            &assessed(&s),
        );
        assert_eq!(steps.len(), 1, "{steps:?}");
    }
}

/// RAG wins only because examples are missing; 120 a month are curated.
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
        // Money and the first token are no question here.
        weight_cost: 0.0,
        hybrid_margin: 0.0,
        ttft_p95_ms: 5000.0,
        ..preset("thin-data")
    }
}

fn plan(s: &Scenario) -> Vec<PathStep> {
    let decision = decide(s, catalog());
    assert_eq!(decision.winner, Rag);
    path::plan(s, catalog(), &mut Judge::new(catalog()), &decision, &assessed(s))
}

#[test]
fn the_path_collects_until_there_are_enough_and_then_tunes() {
    let s = thin(12.0);
    let steps = plan(&s);
    let PathAction::Collect { per_month, needed } = steps[1].action else {
        panic!("{steps:?}");
    };
    close(per_month, 120.0);
    // Enough nine times in ten, which is more than the likely need.
    assert!((300.0..450.0).contains(&needed), "{needed}");
    let months = (needed - 60.0) / 120.0;
    let curation = (needed - 60.0) * s.curation_usd;
    let ready = with_examples(&s, needed);
    let further = upfront(&ready, Hybrid) - upfront(&ready, Rag);
    same_steps(
        &steps,
        &[
            (1.0, PathAction::Launch(Rag), upfront(&s, Rag)),
            (1.0, steps[1].action, upfront(&s, Rag)),
            (
                1.0 + months,
                PathAction::DataReady { examples: needed },
                spent(&s, Rag, months) + curation,
            ),
            (
                1.0 + months + 2.5,
                PathAction::Tune(Hybrid),
                spent(&s, Rag, months + 2.5) + curation + further,
            ),
        ],
    );
    // Each step says what opens it, and the examples are paid for.
    assert_eq!(steps[0].opened_by, OpenedBy::Build { months: 1.0 });
    assert_eq!(steps[1].opened_by, OpenedBy::Launch);
    let OpenedBy::Curation { examples, usd } = steps[2].opened_by else {
        panic!("{steps:?}");
    };
    close(examples, needed - 60.0);
    close(usd, curation);
    // A hundred dollars an example shows in the path.
    let dear = plan(&Scenario {
        curation_usd: 100.0,
        ..s
    });
    let more = dear[2].cumulative_usd - steps[2].cumulative_usd;
    close(more, (needed - 60.0) * (100.0 - s.curation_usd));
}

fn with_examples(s: &Scenario, examples: f64) -> Scenario {
    Scenario { examples, ..*s }
}

#[test]
fn what_comes_after_the_horizon_is_out_of_reach() {
    let s = thin(2.0);
    let out = plan(&s);
    assert_eq!(out.len(), 3);
    assert!(
        matches!(out[2].action, PathAction::OutOfReach { months: Some(at) } if at > 2.0),
        "{out:?}"
    );
    assert_eq!(out[2].opened_by, OpenedBy::Nothing);
    close(out[2].month, 2.0);
    close(out[2].cumulative_usd, spent(&s, Rag, 1.0));
    let never = Scenario {
        log_yield: 0.0,
        ..thin(12.0)
    };
    assert_eq!(plan(&never)[2].action, PathAction::OutOfReach { months: None });
}

#[test]
fn no_data_is_collected_for_what_would_not_win() {
    assert!(plan(&thin(12.0)).len() > 1);
    // A loose form gains nothing from training.
    let loose = Scenario {
        strictness: 0.0,
        ..thin(12.0)
    };
    assert_eq!(plan(&loose).len(), 1);
}
