//! The model left open: the cheapest right answer of any model and approach.

use crate::common::{catalog, close, scenario};
use forkcast_engine::explore::models::{cells_of, cheapest, sold, with_model};
use forkcast_engine::strategy::Family;
use forkcast_engine::tiers::Tier;
use forkcast_engine::{Scenario, evaluate};

#[test]
fn a_cell_is_the_cost_of_a_right_answer_of_what_fits() {
    let s = scenario("");
    let report = evaluate(&s, catalog());
    let cells = cells_of(&s, catalog());
    let months = s.horizon_months;
    let questions: f64 = forkcast_engine::cost::horizon_queries(&s);
    assert!(cells.iter().flatten().count() > 0);
    for (cell, of) in cells.iter().zip(&report.strategies) {
        if let Some(cell) = cell {
            assert_eq!(cell.strategy, of.strategy);
            close(cell.right, of.quality.p_correct);
            close(cell.month_usd, of.cost.monthly_usd);
            let paid = of.cost.upfront_usd + of.cost.monthly_usd * months;
            close(cell.usd_per_right, paid / (questions * of.quality.p_correct));
        } else {
            assert!(!of.gates.is_empty() || of.chance < 1.0, "{}", of.strategy.id());
        }
    }
}

#[test]
fn each_cell_of_the_table_is_the_least_of_its_tier_and_family() {
    let s = scenario("queries_per_day=20000 new_facts_share=0.6");
    let found = cheapest(&s, catalog(), 0.7);
    let mut seen = 0;
    let as_right = found.as_right.expect("some are that right");
    assert!(as_right.right >= 0.7);
    for model in sold(&s, catalog()) {
        let tier = catalog().model(model).tier;
        for cell in cells_of(&with_model(&s, model), catalog()).iter().flatten() {
            let best = found.cells[tier as usize][cell.strategy.family() as usize].expect("this one fits");
            assert!(best.usd_per_right <= cell.usd_per_right);
            assert!(cell.right < 0.7 || as_right.usd_per_right <= cell.usd_per_right);
            seen += 1;
        }
    }
    let cells = found.cells.iter().flatten().flatten();
    for cell in cells.clone() {
        let own = cells_of(&with_model(&s, cell.model), catalog());
        assert_eq!(own[cell.strategy.index()], Some(*cell));
    }
    assert!(seen > cells.count());
    let least = cheapest(&s, catalog(), 0.0).as_right.expect("something fits");
    assert!(
        found
            .cells
            .iter()
            .flatten()
            .flatten()
            .all(|c| c.usd_per_right >= least.usd_per_right)
    );
}

/// The question teams have: a small model that is tuned against a large one that is prompted.
#[test]
fn a_small_tuned_model_gives_right_answers_for_half_of_what_a_large_prompted_one_takes() {
    let s = scenario(
        "queries_per_day=200000 new_facts_share=0 strictness=1 examples=20000 syntax_share=0.2 budget_monthly_usd=1000000 budget_upfront_usd=1000000",
    );
    let found = cheapest(&s, catalog(), 0.7);
    let of = |tier: Tier, family: Family| found.cells[tier as usize][family as usize];
    let tuned = of(Tier::SmallOpen, Family::FineTuning).expect("tuned models fit");
    let prompted = of(Tier::Frontier, Family::Prompting).expect("prompted models fit");
    assert!(
        tuned.usd_per_right < 0.5 * prompted.usd_per_right,
        "{tuned:?} {prompted:?}"
    );
    // Training teaches no general knowledge: the larger model stays better at that.
    assert!(
        tuned.right > 0.8 * prompted.right && tuned.right < prompted.right,
        "{tuned:?} {prompted:?}"
    );
}

#[test]
fn what_is_about_the_former_model_does_not_come_along() {
    let s = scenario("own_input_usd=0.01 prompted_compliance=1 measured_decode_tps=9 recall=0.7");
    let same = with_model(&s, s.model_index);
    assert_eq!(same, s);
    let other = with_model(&s, s.model_index + 1);
    let expected = Scenario {
        model_index: s.model_index + 1,
        ..scenario("recall=0.7")
    };
    assert_eq!(other, expected);
}

#[test]
fn a_model_that_has_ended_by_launch_is_left_out() {
    let ended = |s: &Scenario| sold(s, catalog()).count();
    let now = ended(&scenario(""));
    assert!(ended(&scenario("start_months=24")) < now);
    assert!(now <= catalog().models.len());
}
