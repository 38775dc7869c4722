//! Evaluation, monitoring and answers that can wait, by hand.

use crate::common::{catalog, close, scenario, with};
use forkcast_engine::report::CostItem;
use forkcast_engine::{Report, Scenario, Strategy, evaluate};

fn usd(r: &Report, x: Strategy, item: CostItem) -> (f64, f64) {
    let item = r.of(x).cost.items[item as usize];
    (item.upfront_usd, item.monthly_usd)
}

fn report(s: &Scenario) -> Report {
    evaluate(s, catalog())
}

/// 1.96² × ¼ ÷ 0.04² = 600.25 questions at $2 each; a grade costs $0.10.
const CHECKED: &str = "eval_margin=0.04 eval_item_usd=2 grading_usd=0.1 monitored_share=0 guard_usd=0";

#[test]
fn every_approach_pays_an_evaluation_and_a_tuned_one_again_at_each_release() {
    let r = report(&scenario(CHECKED));
    for x in Strategy::ALL {
        let (upfront, monthly) = usd(&r, x, CostItem::Evaluation);
        // 600.25 × $2 + 600.25 × $0.10
        close(upfront, 1_260.525);
        close(monthly, 60.025 * r.of(x).cost.releases_per_month);
        assert_eq!(monthly > 0.0, x.tunes(), "{x:?}");
    }
}

#[test]
fn published_margins_come_out() {
    // Lawson-Darrow 2026: 1,034 questions place an accuracy near 0.6 to 0.8 within 2.4 to 3.0 points.
    let questions = |margin: &str| {
        let s = scenario(&format!("eval_item_usd=1 grading_usd=0 eval_margin={margin}"));
        usd(&report(&s), Strategy::Rag, CostItem::Evaluation).0
    };
    close(questions("0.05"), 384.16);
    assert!(
        (questions("0.03") - 1_034.0).abs() < 40.0,
        "{}",
        questions("0.03")
    );
}

#[test]
fn what_is_monitored_and_guarded_is_paid_by_the_question() {
    // 1,000 questions a day are 30,437.5 a month. 5% of them graded at $0.20 cost $0.01 a question, the guard $0.002.
    let s = scenario(
        "queries_per_day=1000 growth_monthly=0 monitored_share=0.05 grading_usd=0.2 guard_usd=0.002",
    );
    let r = report(&s);
    for x in Strategy::ALL {
        let (upfront, monthly) = usd(&r, x, CostItem::Monitoring);
        assert_eq!(upfront, 0.0);
        close(monthly, 30_437.5 * 0.012);
    }
}

#[test]
fn a_move_to_another_model_is_evaluated() {
    let moved = "horizon_months=24 model=gemini-2.5-flash";
    let ends = |more: &str| {
        let s = with(scenario(moved), more);
        usd(&report(&s), Strategy::Rag, CostItem::Migration).1 * 24.0
    };
    let free = ends("grading_usd=0");
    assert!(free > 0.0, "the model ends within the horizon");
    close(ends("grading_usd=0.1 eval_margin=0.04"), free + 60.025);
}

#[test]
fn answers_that_can_wait_are_paid_at_the_discount_for_batches() {
    let items = [CostItem::Prompt, CostItem::Context, CostItem::Output];
    let model = catalog()
        .models
        .iter()
        .find(|m| m.batch_discount == Some(0.5) && !m.tuning.is_empty() && m.is_sold());
    let id = &model.expect("a model sold in batches and for tuning").id;
    let s = scenario(&format!("model={id}"));
    let (now, later) = (report(&s), report(&with(s, "batch_share=0.4")));
    for x in Strategy::ALL {
        for item in items {
            // Half the price for two answers in five: four fifths.
            let share = if x.tunes() { 1.0 } else { 0.8 };
            let (a, b) = (usd(&now, x, item).1, usd(&later, x, item).1);
            assert!(
                (b - share * a).abs() <= 1e-9 * a.max(1.0),
                "{x:?} {item:?}: {a} becomes {b}"
            );
        }
    }
    let without = catalog()
        .models
        .iter()
        .find(|m| m.batch_discount.is_none() && m.is_sold());
    let s = scenario(&format!(
        "model={}",
        without.expect("a model that is not sold in batches").id
    ));
    let costs = |s: &Scenario| report(s).strategies.map(|x| x.cost);
    assert_eq!(costs(&s), costs(&with(s, "batch_share=0.4")));
}

#[test]
fn answers_that_can_wait_leave_the_peak_of_own_gpus() {
    let s = scenario("supply=own-gpus queries_per_day=2000000 peak_factor=4");
    // 0.4 of the questions lie flat, the rest peaks fourfold: 0.6 × 4 + 0.4 = 2.8.
    let waits = report(&with(s, "batch_share=0.4"));
    let flatter = report(&with(s, "peak_factor=2.8"));
    for x in Strategy::ALL {
        let gpus = |r: &Report| usd(r, x, CostItem::Gpus).1;
        close(gpus(&waits), gpus(&flatter));
        assert!(gpus(&waits) < gpus(&report(&s)), "{x:?}");
    }
}
