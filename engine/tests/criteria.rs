//! Weights and values of the criteria at their named points, by hand.

use crate::common::{assessed, close, of_basic, roomy};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::decision::criteria;
use forkcast_engine::latency::lognormal::LogNormal;
use forkcast_engine::report::{CRITERIA, Quality};
use forkcast_engine::scenario::Audit;
use forkcast_engine::{Scenario, Strategy};

#[test]
fn weights_are_shares_and_traceability_counts_only_where_it_is_asked_for() {
    let s = Scenario {
        audit: Audit::Useful,
        weight_quality: 0.5,
        weight_cost: 0.25,
        weight_latency: 0.125,
        weight_freshness: 0.125,
        weight_traceability: 1.0,
        weight_time: 0.0,
        weight_simplicity: 0.0,
        ..roomy()
    };
    assert_eq!(
        criteria::weights(&s),
        [0.25, 0.125, 0.0625, 0.0625, 0.5, 0.0, 0.0]
    );
    let none = Scenario {
        audit: Audit::None,
        ..s
    };
    assert_eq!(criteria::weights(&none), [0.5, 0.25, 0.125, 0.125, 0.0, 0.0, 0.0]);
    let nothing = Scenario {
        weight_quality: 0.0,
        weight_cost: 0.0,
        weight_latency: 0.0,
        weight_freshness: 0.0,
        ..none
    };
    assert_eq!(criteria::weights(&nothing), [1.0 / 7.0; CRITERIA]);
}

#[test]
fn criteria_have_the_values_that_their_functions_name() {
    let s = Scenario {
        budget_upfront_usd: 1000.0,
        budget_monthly_usd: 300.0,
        ttft_p95_ms: 500.0,
        build_hours_rag: 480.0,
        ..roomy()
    };
    close(criteria::cost(0.0, 4000.0), 1.0);
    close(criteria::cost(4000.0, 4000.0), 0.5);
    close(criteria::cost(12_000.0, 4000.0), 0.25);
    close(criteria::cost(5.0, 0.0), 1.0);
    // The yardstick is twice the median of what the basic approaches cost, or what right answers are worth where that is more.
    let totals = of_basic(&[10.0, 1e9, 30.0, 70.0, 50.0, 60.0, 40.0], 5.0);
    close(criteria::yardstick_usd(&s, totals, 1000.0), 100.0);
    let worth = Scenario {
        right_answer_usd: Some(2.0),
        weight_quality: 0.5,
        weight_cost: 0.25,
        ..s
    };
    close(criteria::yardstick_usd(&worth, totals, 1000.0), 1000.0);
    close(criteria::yardstick_usd(&worth, totals, 10.0), 100.0);
    close(criteria::latency(&s, 0.0), 1.0);
    close(criteria::latency(&s, 500.0), 0.5);
    close(criteria::latency(&s, 1500.0), 0.1);
    close(criteria::time_to_value(0.0), 1.0);
    close(criteria::time_to_value(12.0), (-1f64).exp());
    // Passages name their source; a corpus in the prompt can be quoted; weights cannot.
    let table = [
        (Prompt, 0.0, 1.0, 0.95),
        (LongContext, 0.7, 0.95, 0.85),
        (Rag, 1.0, 0.55, 0.95),
        (FullFt, 0.0, 0.6, 0.2),
        (Lora, 0.0, 0.75, 0.35),
        (Qlora, 0.0, 0.72, 0.35),
        (Hybrid, 1.0, 0.3, 0.35),
    ];
    for (strategy, traceability, few_parts, portability) in table {
        assert_eq!(strategy.profile().traceability, traceability, "{strategy:?}");
        assert_eq!(strategy.profile().few_parts, few_parts, "{strategy:?}");
        assert_eq!(strategy.profile().portability, portability, "{strategy:?}");
    }
    let mut rag = assessed(&s)[Rag.index()];
    rag.total_usd = 4000.0;
    rag.latency.ttft = LogNormal::from_percentiles(200.0, 1500.0);
    rag.quality = Quality {
        p_correct: 0.6,
        fresh: 0.9,
        ..rag.quality
    };
    // 480 hours are 13 weeks of one person.
    let by_hand = [0.6, 0.5, 0.1, 0.9, 1.0, (-13.0 / 12.0f64).exp(), 0.75];
    for (found, by_hand) in criteria::values(&s, &rag.figures(), 4000.0)
        .into_iter()
        .zip(by_hand)
    {
        close(found, by_hand);
    }
}
