//! Money at risk: what wrong answers add to every total, by hand.

use crate::common::{catalog, close, scenario, with};
use forkcast_engine::calendar;
use forkcast_engine::report::{CostItem, StrategyReport};
use forkcast_engine::{Scenario, Strategy, cost, evaluate};

fn total(r: &StrategyReport) -> f64 {
    *r.cost.cumulative_usd.last().expect("months")
}

/// A year of 1,000 questions a day, 2 % more each month.
const YEAR: &str = "queries_per_day=1000 growth_monthly=0.02 horizon_months=12";

/// Questions of that year: a geometric sum.
fn questions() -> f64 {
    1000.0 * calendar::DAYS_PER_MONTH * (1.02f64.powi(12) - 1.0) / 0.02
}

#[test]
fn by_default_wrong_answers_cost_nothing() {
    assert_eq!(Scenario::default().wrong_answer_usd, 0.0);
    let r = evaluate(&scenario(YEAR), catalog());
    for s in &r.strategies {
        for item in [CostItem::WrongAnswers, CostItem::SilentFailures] {
            let cost = s.cost.items[item as usize];
            assert_eq!(
                (cost.upfront_usd, cost.monthly_usd),
                (0.0, 0.0),
                "{:?}",
                s.strategy
            );
        }
    }
}

#[test]
fn a_silent_failure_costs_all_of_a_wrong_answer_and_a_noticed_one_its_share() {
    let s = scenario(YEAR);
    let risk = with(s, "wrong_answer_usd=5");
    let (off, on) = (evaluate(&s, catalog()), evaluate(&risk, catalog()));
    close(cost::horizon_queries(&s), questions());
    let share = catalog().calibration.noticed_cost;
    assert!(share > 0.0 && share < 1.0);
    for (a, b) in off.strategies.iter().zip(&on.strategies) {
        assert_eq!(a.quality, b.quality, "money does not move quality");
        let q = b.quality;
        let silent = questions() * q.silent_failure * 5.0;
        let noticed = questions() * (1.0 - q.p_correct - q.silent_failure) * 5.0 * share;
        close(total(b), total(a) + silent + noticed);
        close(
            b.cost.items[CostItem::SilentFailures as usize].monthly_usd * 12.0,
            silent,
        );
        close(
            b.cost.items[CostItem::WrongAnswers as usize].monthly_usd * 12.0,
            noticed,
        );
        close(
            b.cost.marginal_query_usd - a.cost.marginal_query_usd,
            (silent + noticed) / questions(),
        );
        // Were a noticed one to cost as much, the price of one would be paid for every answer that is not right.
        let mut strict = catalog().clone();
        strict.calibration.noticed_cost = 1.0;
        let all = evaluate(&risk, &strict);
        close(
            total(all.of(b.strategy)),
            total(a) + questions() * (1.0 - q.p_correct) * 5.0,
        );
    }
}

#[test]
fn a_right_answer_costs_the_total_over_the_right_ones() {
    for set in ["", "wrong_answer_usd=0.5"] {
        let s = with(scenario(YEAR), set);
        for x in &evaluate(&s, catalog()).strategies {
            close(
                x.cost.per_correct_usd,
                total(x) / (questions() * x.quality.p_correct),
            );
            close(x.cost.per_query_usd, total(x) / questions());
            assert!(x.cost.per_correct_usd >= x.cost.per_query_usd);
        }
    }
}

/// With right passages at hand retrieval is wrong unnoticed the least; a model tuned on facts that have since changed is so the most.
#[test]
fn stale_facts_in_weights_fail_silently() {
    let s = with(
        Scenario::default(),
        "change_days=2 change_share=1 new_facts_share=0.9 recall=0.95 wordings=350",
    );
    let r = evaluate(&s, catalog());
    let silent = |x: Strategy| r.of(x).quality.silent_failure;
    for tuned in [Strategy::FullFt, Strategy::Lora, Strategy::Qlora] {
        assert!(silent(tuned) > 3.0 * silent(Strategy::Rag), "{tuned:?}");
        // Facts that hold still are learned, and fewer answers fail.
        let settled = evaluate(&with(s, "change_share=0"), catalog());
        assert!(
            settled.of(tuned).quality.silent_failure < 0.8 * silent(tuned),
            "{tuned:?}"
        );
    }
    for x in &r.strategies {
        let q = x.quality;
        assert!(
            q.silent_failure > 0.0 && q.silent_failure <= 1.0 - q.p_correct,
            "{:?}",
            x.strategy
        );
    }
    // A retriever that finds nothing turns it round: passages that do not answer are cited with the same confidence.
    let blind = evaluate(&with(s, "recall=0"), catalog());
    assert!(blind.of(Strategy::Rag).quality.silent_failure > silent(Strategy::Prompt));
}

/// By hand: recall 0.8, use 0.85, prior 0.08, a half caught by the citation, and 15 % led astray by what does not answer.
#[test]
fn silent_failures_of_retrieval_by_hand() {
    let r = evaluate(
        &with(Scenario::default(), "new_facts_share=1 recall=0.8 strictness=0"),
        catalog(),
    );
    let (misread, garbage) = (0.8 * 0.15 * 0.92, 0.2 * (1.0 - 0.08 * 0.85));
    let rag = r.of(Strategy::Rag).quality;
    close(rag.silent_failure, misread * 0.5 + garbage);
    close(rag.p_correct, 1.0 - misread - garbage);
    // The prompted model says that it is unsure in three of ten.
    close(r.of(Strategy::Prompt).quality.silent_failure, 0.92 * 0.7);
}

/// What the slider is for: cheap answers that are wrong unnoticed win while that costs nothing, and lose once it does.
#[test]
fn the_price_of_a_wrong_answer_turns_the_cheapest() {
    let cheapest = |usd: &str| {
        let s = with(Scenario::default(), "new_facts_share=0.8 recall=0.95");
        let r = evaluate(&with(s, &format!("wrong_answer_usd={usd}")), catalog());
        let mut all: Vec<_> = r.strategies.iter().map(|x| (total(x), x.strategy)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all[0].1
    };
    assert_eq!(cheapest("0"), Strategy::Prompt);
    assert!(cheapest("0.2").retrieves(), "{:?}", cheapest("0.2"));
}
