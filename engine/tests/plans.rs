//! How a plan is settled: who serves tuned weights, and how a prompt is cached, before anyone knows how things turn out.

use crate::common::*;
use forkcast_engine::decision::assess_all;
use forkcast_engine::params::PARAMS;
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::ServedBy;
use forkcast_engine::{Decision, Scenario, Strategy, decide, uncertainty};
use proptest::prelude::{ProptestConfig, proptest};

fn tuned() -> impl Iterator<Item = Strategy> {
    Strategy::ALL.into_iter().filter(|x| x.tunes())
}

/// The scenario with each seller of the catalog named, in place of the choice left open.
fn named(s: &Scenario) -> impl Iterator<Item = Scenario> {
    (0..catalog().own_gpus()).map(|tuning_seller_index| Scenario {
        tuning_seller_index,
        ..*s
    })
}

/// What the plans of eight simulations may be wrong by in the sixteen that decide.
const TRIED_IN_FEW: f64 = 0.06;

/// A team that leaves the seller open does not find an approach ruled out that fits with a seller whom it could have named.
fn an_approach_that_fits_with_a_seller_fits_with_the_choice_left_open(s: &Scenario) {
    let open = decide(s, catalog());
    let with: Vec<Decision> = named(s).map(|s| decide(&s, catalog())).collect();
    for x in tuned() {
        let i = x.index();
        for (seller, with) in with.iter().enumerate() {
            assert!(
                with.chance[i] < s.confidence + TRIED_IN_FEW || open.chance[i] > s.confidence - TRIED_IN_FEW,
                "{x:?}: {} with seller {seller}, {} with the choice left open",
                with.chance[i],
                open.chance[i],
            );
        }
    }
}

/// No seller is dearer and riskier than another that could have been taken.
fn no_plan_is_dearer_and_riskier_than_another(s: &Scenario) {
    let (open, costs) = (decide(s, catalog()), assess_all(s, catalog()));
    for with in named(s) {
        let (decision, other) = (decide(&with, catalog()), assess_all(&with, catalog()));
        for x in tuned().filter(|x| other[x.index()].sold && costs[x.index()].sold) {
            let i = x.index();
            let cheaper = other[i].total_usd < costs[i].total_usd * 0.999;
            assert!(
                !cheaper || decision.chance[i] < open.chance[i] + TRIED_IN_FEW,
                "{x:?} by {:?} for {} USD, in time in {}; by {:?} for {} USD in {}",
                costs[i].served,
                costs[i].total_usd,
                open.chance[i],
                other[i].served,
                other[i].total_usd,
                decision.chance[i],
            );
        }
    }
}

#[test]
fn the_presets_settle_on_sellers_that_nothing_beats() {
    for preset in &PRESETS {
        let s = preset.scenario(catalog());
        an_approach_that_fits_with_a_seller_fits_with_the_choice_left_open(&s);
        no_plan_is_dearer_and_riskier_than_another(&s);
    }
}

/// By the token the first token is expected after 447 of 1,000 ms, and late in every sixth simulation. The likely values do not show that, so
/// LoRA lost to QLoRA, which nobody serves by the token.
#[test]
fn a_seller_that_is_often_late_is_not_taken_where_another_is_in_time() {
    let s = preset("json-schema");
    let all = assess_all(&s, catalog());
    let lora = &all[Strategy::Lora.index()];
    assert!(
        matches!(lora.served.map(|x| x.by), Some(ServedBy::Hour { .. })),
        "{:?}",
        lora.served
    );
    let futures = uncertainty::futures(&s, catalog(), 2000).by_many().decision;
    let of = |x: Strategy| (futures.utility[x.index()], futures.chance[x.index()]);
    let (lora, qlora) = (of(Strategy::Lora), of(Strategy::Qlora));
    assert!(lora.0 > qlora.0, "{lora:?} and {qlora:?}");
    assert!(lora.1 > 0.99, "{lora:?}");
    // With time to spare the cheaper seller is taken.
    let patient = assess_all(
        &Scenario {
            ttft_p95_ms: 3000.0,
            ..s
        },
        catalog(),
    );
    let served = patient[Strategy::Lora.index()].served;
    assert!(
        matches!(served.map(|x| x.by), Some(ServedBy::Token { .. })),
        "{served:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_seller_left_open_is_never_the_worse_choice(positions in proptest::collection::vec(0.0..=1.0f64, PARAMS.len())) {
        let s = at_positions(&positions, |param| param.main || param.key == "model").in_range();
        an_approach_that_fits_with_a_seller_fits_with_the_choice_left_open(&s);
        no_plan_is_dearer_and_riskier_than_another(&s);
    }
}
