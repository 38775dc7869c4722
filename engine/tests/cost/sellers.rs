//! Who serves tuned weights, and what that costs.

use super::{base, by_token, monthly, world};
use crate::common::{catalog, close, scenario};
use Strategy::{FullFt, Hybrid, Lora, Prompt, Qlora};
use forkcast_engine::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use forkcast_engine::catalog::{OfferedServing, ScaleToZero, TuningMethod};
use forkcast_engine::cost::supply::up_share;
use forkcast_engine::report::{CostItem, Gate, ServedBy, Warning};
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate, words};

const fn by_hour(usd_per_gpu_hour: f64, scale_to_zero: Option<&'static ScaleToZero>) -> OfferedServing {
    OfferedServing::Dedicated {
        gpu: 0,
        usd_per_gpu_hour,
        least_replicas: 1.0,
        scale_to_zero,
        region_factor: None,
    }
}

/// The world with these ways of serving, each by a seller of its own.
fn sold(serving: &[OfferedServing]) -> Catalog {
    let mut c = world();
    let offers = c.models.to_mut()[0].tuning.to_mut();
    let first = offers[0].clone();
    *offers = (1..)
        .zip(serving)
        .map(|(seller, serving)| {
            let mut offer = first.clone();
            (offer.seller, offer.serving) = (seller, *serving);
            offer
        })
        .collect();
    c
}

fn named(id: &str) -> u16 {
    catalog()
        .sellers
        .iter()
        .position(|s| s.id == id)
        .expect("a seller") as u16
}

/// The review's case: LoRA at Fireworks needs a dedicated deployment, 8 USD x 730.5 hours = 5,844 USD a month, where some 28 USD of tokens
/// were billed before.
#[test]
fn tuned_weights_on_a_dedicated_gpu_cost_its_hours_however_few_the_questions() {
    let s = scenario("tuning_seller=fireworks ttft_p95_ms=1500 growth_monthly=0");
    let r = evaluate(&s, catalog());
    for strategy in [Lora, Qlora] {
        close(monthly(&r, strategy, CostItem::Gpus), 8.0 * HOURS_PER_MONTH);
        assert_eq!(
            monthly(&r, strategy, CostItem::Output),
            0.0,
            "no tokens are billed"
        );
    }
    // And at Together 3.99 x 730.5 = 2,915 USD.
    let r = evaluate(
        &Scenario {
            tuning_seller_index: named("together"),
            ..s
        },
        catalog(),
    );
    close(monthly(&r, Lora, CostItem::Gpus), 3.99 * HOURS_PER_MONTH);
    let said = words::served(&r.of(Lora).served.expect("tuned"), catalog());
    assert_eq!(said, "Together, on its H100 80 GB at $3.99 an hour");
}

#[test]
fn the_cheapest_seller_is_named_and_changes_with_the_traffic() {
    // By the token 3 and 8 USD a million, by the hour half a dollar.
    let c = sold(&[by_token(3.0, 8.0), by_hour(0.5, None)]);
    let at = |queries_per_day: f64| {
        // Nobody is late, so that costs decide.
        let s = Scenario {
            queries_per_day,
            ttft_p95_ms: 60_000.0,
            e2e_p95_ms: 600_000.0,
            ..base()
        };
        let r = evaluate(&s, &c);
        (r.of(Lora).served.expect("tuned"), r)
    };
    let (few, r) = at(1000.0);
    assert_eq!(
        (few.seller, few.by),
        (
            1,
            ServedBy::Token {
                input: 3.0,
                output: 2.0
            }
        )
    );
    // 600 tokens at 3 USD and 200 at 8 USD a million.
    let tokens = monthly(&r, Lora, CostItem::Prompt) + monthly(&r, Lora, CostItem::Output);
    close(tokens, 1000.0 * DAYS_PER_MONTH * 3400e-6);
    let (many, r) = at(50_000.0);
    assert_eq!(many.seller, 2);
    let gpus = r.of(Lora).cost.serving_gpus;
    close(monthly(&r, Lora, CostItem::Gpus), gpus * 0.5 * HOURS_PER_MONTH);
    assert!(gpus * 0.5 * HOURS_PER_MONTH < 50_000.0 * DAYS_PER_MONTH * 3400e-6);
    // The untuned approaches are billed as before.
    assert_eq!(r.of(Prompt).served, None);
    assert_eq!(monthly(&r, Prompt, CostItem::Gpus), 0.0);
}

/// An hour without a question, and the GPUs are given back; a start takes three minutes.
static SCALED: ScaleToZero = ScaleToZero {
    idle_minutes: 60.0,
    cold_start_s: 180.0,
};

#[test]
fn gpus_that_are_given_back_cost_the_hours_in_use_and_start_cold() {
    let c = sold(&[by_hour(2.0, Some(&SCALED))]);
    // Twelve questions a day: one in two hours on average, so an hour after each; 1 - e^-0.5 = 39.35 % of the time.
    close(up_share(&SCALED, 12.0), 1.0 - (-0.5f64).exp());
    let patient = Scenario {
        queries_per_day: 12.0,
        ttft_p95_ms: 60_000.0,
        e2e_p95_ms: 600_000.0,
        ..base()
    };
    // A start takes longer than the longest limit on the first token, so the GPUs are kept.
    let kept = evaluate(&patient, &c);
    close(monthly(&kept, Lora, CostItem::Gpus), 2.0 * HOURS_PER_MONTH);
    // With a quicker start they are given back.
    static QUICK: ScaleToZero = ScaleToZero {
        idle_minutes: 60.0,
        cold_start_s: 30.0,
    };
    let r = evaluate(&patient, &sold(&[by_hour(2.0, Some(&QUICK))]));
    close(
        monthly(&r, Lora, CostItem::Gpus),
        2.0 * HOURS_PER_MONTH * up_share(&QUICK, 12.0),
    );
    assert!(matches!(
        r.of(Lora).served.expect("tuned").by,
        ServedBy::Hour {
            scales_to_zero: true,
            ..
        }
    ));
    // Six in ten questions wait for it: median and 95th percentile of the first token have it in them.
    let (cold, warm) = (r.of(Lora).latency.clone(), kept.of(Lora).latency.clone());
    assert!(warm.ttft_p95_ms < 5_000.0, "{warm:?}");
    assert!(
        cold.ttft_p50_ms > 25_000.0 && cold.ttft_p95_ms < 40_000.0,
        "{cold:?}"
    );
    // At ten questions an hour hardly one does, and they are given back even under a tight limit.
    let busy = Scenario {
        queries_per_day: 240.0,
        ttft_p95_ms: 5_000.0,
        ..patient
    };
    let r = evaluate(&busy, &c);
    assert!(matches!(
        r.of(Lora).served.expect("tuned").by,
        ServedBy::Hour {
            scales_to_zero: true,
            ..
        }
    ));
    assert!(monthly(&r, Lora, CostItem::Gpus) < 2.0 * HOURS_PER_MONTH);
}

#[test]
fn a_seller_that_is_too_slow_is_passed_over_for_one_that_is_not() {
    // Tokens cost next to nothing, but the shared endpoint's queue takes longer than the limit; the GPU by the hour has none.
    let c = sold(&[by_token(1.0, 4.0), by_hour(2.0, None)]);
    let s = Scenario {
        queries_per_day: 100.0,
        ttft_p95_ms: 5_000.0,
        ..base()
    };
    assert_eq!(evaluate(&s, &c).of(Lora).served.expect("tuned").seller, 1);
    let hurried = Scenario {
        ttft_p95_ms: 430.0,
        ..s
    };
    let r = evaluate(&hurried, &c);
    assert_eq!(r.of(Lora).served.expect("tuned").seller, 2);
    assert!(
        r.of(Lora).latency.ttft_p95_ms <= 430.0,
        "{:?}",
        r.of(Lora).latency
    );
    // The one that is named is kept.
    let named = Scenario {
        tuning_seller_index: 1,
        ..hurried
    };
    assert_eq!(evaluate(&named, &c).of(Lora).served.expect("tuned").seller, 1);
}

#[test]
fn every_tuned_approach_follows_the_seller() {
    // Adapters by the token that its seller trains itself; all weights by the hour.
    let mut c = sold(&[by_token(3.0, 8.0), by_hour(2.0, None)]);
    let offers = c.models.to_mut()[0].tuning.to_mut();
    offers[0].takes_adapters = false;
    offers[1].method = TuningMethod::Full;
    let r = evaluate(&base(), &c);
    let seller = |s: Strategy| r.of(s).served.map(|served| served.seller);
    assert_eq!((seller(Lora), seller(FullFt)), (Some(1), Some(2)));
    assert_eq!(seller(Hybrid), Some(1), "the cheapest method");
    close(monthly(&r, FullFt, CostItem::Gpus), 2.0 * HOURS_PER_MONTH);
    // Nobody takes adapters over four-bit weights, and the seller trains its own.
    assert!(r.of(Qlora).gates.contains(&Gate::NotSold) && r.of(Qlora).served.is_none());
    assert_eq!(r.of(Lora).cost.training_gpus, 0.0);
    close(
        r.of(Lora).cost.training_run_usd,
        3.0 * (2.0 * 1000.0 * 100.0 + 3e6 * 0.5 * 10.0) * 2.0 / 1e6,
    );
    // A seller without an offer for the model sells nothing, and a word says so; own GPUs can always be named.
    let elsewhere = Scenario {
        tuning_seller_index: 3,
        ..base()
    };
    let r = evaluate(&elsewhere, &c);
    assert!(r.of(Lora).gates.contains(&Gate::NotSold));
    assert!(words::gate_opens(&Gate::NotSold, &elsewhere).contains("another seller"));
    let own = Scenario {
        tuning_seller_index: c.own_gpus(),
        ..base()
    };
    let r = evaluate(&own, &c);
    for strategy in [FullFt, Lora, Qlora] {
        assert_eq!(r.of(strategy).served.expect("tuned").by, ServedBy::OwnGpus);
        close(monthly(&r, strategy, CostItem::Gpus), 2.0 * HOURS_PER_MONTH);
        assert!(r.of(strategy).cost.training_gpus >= 1.0);
    }
}

#[test]
fn the_recommendation_names_who_serves_it() {
    let s = scenario("queries_per_day=50000");
    let r = evaluate(&s, catalog());
    assert_eq!(r.verdict.winner, Lora);
    let warning = r
        .warnings
        .iter()
        .find(|w| matches!(w, Warning::ServedBy(_)))
        .expect("a seller");
    let said = words::warning(warning, catalog());
    assert!(said.starts_with("The tuned model is served by "), "{said}");
    assert!(
        !evaluate(&Scenario::default(), catalog())
            .warnings
            .iter()
            .any(|w| matches!(w, Warning::ServedBy(_)))
    );
}
