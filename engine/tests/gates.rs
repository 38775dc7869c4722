//! Constraints at their very limits.

use crate::common::{assessed, catalog, roomy};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::decision::{Assessed, gates};
use forkcast_engine::report::Gate;
use forkcast_engine::scenario::Audit;
use forkcast_engine::{Scenario, Strategy};

/// The gates of a strategy's figures in a scenario.
fn shut(s: &Scenario, a: &Assessed) -> Vec<Gate> {
    gates::check(s, catalog(), a).list()
}

#[test]
fn gates_open_at_their_very_limits() {
    let s = roomy();
    let all = assessed(&s);
    for a in &all {
        let found = gates::check(&s, catalog(), a);
        assert_eq!(found.list(), []);
        assert!(found.is_open() && found.severity() == 0 && found.iter().count() == 0);
    }
    let a = all[Rag.index()];
    let full = Assessed {
        tokens: a.context_tokens,
        ..a
    };
    assert_eq!(shut(&s, &full), []);
    let over = Assessed {
        tokens: a.context_tokens + 1.0,
        ..a
    };
    assert_eq!(
        shut(&s, &over),
        [Gate::ContextWindow {
            tokens: a.context_tokens + 1.0,
            limit_tokens: a.context_tokens
        }]
    );
    assert_eq!(shut(&s, &Assessed { sold: false, ..a }), [Gate::NotSold]);
    let (p95, end) = (a.latency.ttft.p95(), a.latency.e2e.p95());
    let upfront = a.costs.upfront_usd();
    let monthly = (a.total_usd - upfront) / 10.0;
    let tight = Scenario {
        freshness_floor: a.quality.fresh,
        ttft_p95_ms: p95,
        e2e_p95_ms: end,
        budget_upfront_usd: upfront,
        budget_monthly_usd: monthly,
        ..s
    };
    assert_eq!(shut(&tight, &a), [], "every limit is just met");
    let less = |x: f64| x * 0.999;
    let too_tight = Scenario {
        freshness_floor: a.quality.fresh + 0.001,
        ttft_p95_ms: less(p95),
        e2e_p95_ms: less(end),
        budget_upfront_usd: less(upfront),
        budget_monthly_usd: less(monthly),
        ..s
    };
    let found = gates::check(&too_tight, catalog(), &a);
    assert_eq!(
        found.list(),
        [
            Gate::Freshness {
                fresh: a.quality.fresh,
                floor: a.quality.fresh + 0.001
            },
            Gate::TimeToFirstToken {
                p95_ms: p95,
                limit_ms: less(p95)
            },
            Gate::WholeAnswer {
                p95_ms: end,
                limit_ms: less(end)
            },
            Gate::UpfrontBudget {
                usd: upfront,
                limit_usd: less(upfront)
            },
            Gate::MonthlyBudget {
                usd: monthly,
                limit_usd: less(monthly)
            },
        ]
    );
    // Freshness weighs two, what money or time opens one each.
    assert_eq!(found.severity(), 6);
    assert!(!found.is_open());
}

#[test]
fn prompt_and_answer_must_fit_the_context_together() {
    let s = Scenario {
        prompt_tokens: 600.0,
        few_shot: 4.0,
        example_tokens: 100.0,
        chunks: 5.0,
        chunk_tokens: 300.0,
        output_tokens: 200.0,
        corpus_tokens: 20_000.0,
        ..roomy()
    };
    for a in &assessed(&s) {
        let by_hand = match a.strategy {
            Prompt => 1200.0,
            LongContext => 21_200.0,
            Rag => 2700.0,
            Hybrid => 2300.0,
            FullFt | Lora | Qlora => 800.0,
        };
        assert_eq!(a.tokens, by_hand, "{:?}", a.strategy);
    }
}

#[test]
fn an_audit_that_is_required_shuts_out_what_cannot_cite_and_one_that_is_useful_does_not() {
    for (audit, gates) in [(Audit::None, 0), (Audit::Useful, 0), (Audit::Required, 1)] {
        let s = Scenario { audit, ..roomy() };
        for a in &assessed(&s) {
            let expected = if a.strategy.cites() { 0 } else { gates };
            assert_eq!(shut(&s, a), vec![Gate::Audit; expected], "{:?}", a.strategy);
        }
    }
}

#[test]
fn the_data_gate_opens_with_the_three_hundredth_good_example() {
    let with = |examples: f64, label_quality: f64| Scenario {
        examples,
        label_quality,
        ..roomy()
    };
    assert_eq!(catalog().calibration.examples_gate, 300.0);
    assert_eq!(gates::data(&with(300.0, 1.0), catalog()), None);
    let thin = with(299.0, 1.0);
    let gate = Gate::Data {
        effective: 299.0,
        needed: 300.0,
        examples_needed: 300.0,
    };
    assert_eq!(gates::data(&thin, catalog()), Some(gate));
    for a in &assessed(&thin) {
        let expected = if a.strategy.tunes() { vec![gate] } else { vec![] };
        assert_eq!(shut(&thin, a), expected, "{:?}", a.strategy);
    }
    // Quality counts by its fourth power: at one half it takes sixteen times as many, at 0.9 457.2 of them.
    assert_eq!(gates::examples_needed(&with(0.0, 0.5), catalog()), 4800.0);
    assert_eq!(gates::examples_needed(&with(0.0, 0.9), catalog()), 458.0);
    assert_eq!(gates::examples_needed(&with(0.0, 0.0), catalog()), 1e10);
}
