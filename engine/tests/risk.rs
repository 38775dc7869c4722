//! What right and wrong answers are worth, and who counts it.

use crate::common::{catalog, close, of_basic, scenario, ten_times_as_dear, with};
use forkcast_engine::calendar;
use forkcast_engine::decision::{ladder, value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::{Dominated, Instead, StrategyReport, Warning};
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::{Scenario, Strategy, cost, decide, evaluate, words};

fn total(r: &StrategyReport) -> f64 {
    *r.cost.cumulative_usd.last().expect("months")
}

/// A year of 1,000 questions a day, 2 % more each month.
const YEAR: &str = "queries_per_day=1000 growth_monthly=0.02 horizon_months=12";

/// Questions of that year: a geometric sum.
fn questions() -> f64 {
    1000.0 * calendar::DAYS_PER_MONTH * (1.02f64.powi(12) - 1.0) / 0.02
}

/// What answers are worth is no cash: it is in no total and no budget.
#[test]
fn worth_and_harm_are_in_no_cost() {
    assert_eq!(Scenario::default().wrong_answer_usd, 0.0);
    assert_eq!(Scenario::default().right_answer_usd, None);
    let s = scenario(YEAR);
    let worth = with(s, "wrong_answer_usd=500 right_answer_usd=20");
    let (off, on) = (evaluate(&s, catalog()), evaluate(&worth, catalog()));
    for (a, b) in off.strategies.iter().zip(&on.strategies) {
        assert_eq!(a.cost, b.cost, "{:?}", a.strategy);
        assert_eq!(a.gates, b.gates);
    }
    // By the same simulations: a report stops at as many as settle its verdict.
    assert_eq!(decide(&s, catalog()).chance, decide(&worth, catalog()).chance);
}

#[test]
fn net_value_is_worth_less_harm_less_what_is_paid() {
    let s = with(scenario(YEAR), "wrong_answer_usd=5 right_answer_usd=2");
    close(cost::horizon_queries(&s), questions());
    let q = evaluate(&s, catalog()).of(Strategy::Rag).quality;
    let noticed = 1.0 - q.p_correct - q.silent_failure;
    let by_hand = 2.0 * q.p_correct - 5.0 * q.silent_failure - 0.3 * 5.0 * noticed;
    close(value::answer_usd(&s, &q, 0.3), by_hand);
    close(value::month_queries(&s), questions() / 12.0);
    // A month of ten minutes a question at 60 USD an hour, nineteen in twenty right.
    let people = with(s, "person_minutes=10 person_usd_per_hour=60 person_accuracy=0.95");
    let month = questions() / 12.0 * (2.0 * 0.95 - 5.0 * 0.05 - 10.0);
    close(value::people_month_usd(&people).expect("said"), month);
    assert_eq!(value::people_month_usd(&s), None);
}

/// The expected net value of a report is near that of the likely values, and linear in what the team says.
#[test]
fn expected_net_value_is_linear_in_worth_and_harm() {
    let at = |set: &str| decide(&with(scenario(YEAR), set), catalog()).net_usd;
    let (none, worth, harm) = (at(""), at("right_answer_usd=1"), at("wrong_answer_usd=1"));
    let both = at("right_answer_usd=3 wrong_answer_usd=4");
    for i in 0..none.len() {
        let by_hand = none[i] + 3.0 * (worth[i] - none[i]) + 4.0 * (harm[i] - none[i]);
        assert!((both[i] - by_hand).abs() < 1e-6 * by_hand.abs().max(1.0), "{i}");
        assert!(none[i] < 0.0 && worth[i] > none[i] && harm[i] < none[i]);
    }
}

/// The verdict of the review: five dollars a wrong answer shut every budget; now they choose the approach that is wrong least.
#[test]
fn harm_never_makes_nothing_fit() {
    for usd in ["1", "5", "500"] {
        let s = scenario(&format!("wrong_answer_usd={usd}"));
        let r = evaluate(&s, catalog());
        assert!(r.verdict.feasible, "{usd}");
        assert_eq!(r.verdict.winner, Strategy::Rag, "the score counts no harm");
        assert!(r.warnings.contains(&Warning::ValueNotCounted));
        assert!(r.verdict.by_net_value.is_some());
        let by_net = evaluate(&with(s, "judge_by=net-value"), catalog());
        assert_eq!(r.verdict.by_net_value, Some(by_net.verdict.winner), "{usd}");
    }
    let regulated = with(
        crate::common::preset("regulated-assistant"),
        "wrong_answer_usd=500",
    );
    assert!(evaluate(&regulated, catalog()).verdict.feasible);
}

#[test]
fn dont_build_what_is_worth_less_than_it_costs() {
    let verdict = |set: &str| evaluate(&with(scenario("judge_by=net-value"), set), catalog()).verdict;
    // A hundredth of a cent an answer pays for nothing.
    assert_eq!(verdict("right_answer_usd=0.0001").instead, Some(Instead::Nothing));
    assert_eq!(verdict("right_answer_usd=1").instead, None);
    // People in six seconds, right every time, beat every model.
    let people =
        "right_answer_usd=1 person_minutes=0.1 person_accuracy=1 person_usd_per_hour=10 wrong_answer_usd=5";
    assert_eq!(verdict(people).instead, Some(Instead::People));
    assert!(words_of("right_answer_usd=0.0001").starts_with("Don't build this"));
}

fn words_of(set: &str) -> String {
    let s = with(scenario("judge_by=net-value"), set);
    words::headline(&evaluate(&s, catalog())).text()
}

#[test]
fn prices_values_and_budgets_ten_times_as_high_change_no_verdict() {
    for preset in PRESETS
        .iter()
        .map(|p| p.scenario(catalog()))
        .chain([Scenario::default()])
    {
        for judge_by in [JudgeBy::Score, JudgeBy::NetValue] {
            let s = Scenario {
                right_answer_usd: Some(0.05),
                wrong_answer_usd: 0.1,
                judge_by,
                ..preset
            };
            let dear = ten_times_as_dear(catalog());
            let rich = Scenario {
                right_answer_usd: Some(0.5),
                wrong_answer_usd: 1.0,
                budget_monthly_usd: s.budget_monthly_usd * 10.0,
                budget_upfront_usd: s.budget_upfront_usd * 10.0,
                team_usd_per_hour: s.team_usd_per_hour * 10.0,
                curation_usd: s.curation_usd * 10.0,
                teacher_usd_per_m: s.teacher_usd_per_m * 10.0,
                ..s
            };
            // The hourly rate runs to 400, so that the base is ten times as low where it has to be.
            if rich.in_range() != rich {
                let poor = Scenario {
                    team_usd_per_hour: 30.0,
                    ..s
                };
                let rich = Scenario {
                    team_usd_per_hour: 300.0,
                    ..rich
                };
                let (a, b) = (decide(&poor, catalog()), decide(&rich, &dear));
                assert_eq!((a.winner, a.runner_up, a.open), (b.winner, b.runner_up, b.open));
                continue;
            }
            let (a, b) = (decide(&s, catalog()), decide(&rich, &dear));
            assert_eq!((a.winner, a.runner_up, a.open), (b.winner, b.runner_up, b.open));
        }
    }
}

/// The ladder from the cheapest up: each step costs more for a right answer than the one below, and whoever is on no step is beaten.
#[test]
fn the_ladder_by_hand() {
    let all = of_basic(&[true; 7], false);
    let right = of_basic(&[50.0, 40.0, 70.0, 66.0, 67.0, 60.0, 80.0], 0.0);
    let usd = of_basic(&[500.0, 900.0, 1700.0, 6000.0, 3500.0, 3600.0, 2500.0], 0.0);
    let l = ladder::of(all, right, usd);
    let steps: Vec<_> = l.rungs.iter().map(|r| (r.strategy, r.extra_usd)).collect();
    assert_eq!(
        steps,
        [
            (Strategy::Prompt, None),
            (Strategy::Rag, Some(60.0)),
            (Strategy::Hybrid, Some(80.0)),
        ]
    );
    let beaten: Vec<_> = l.dominated.iter().map(|d| d.strategy).collect();
    for x in [
        Strategy::LongContext,
        Strategy::Lora,
        Strategy::Qlora,
        Strategy::FullFt,
    ] {
        assert!(beaten.contains(&x), "{x:?}");
    }
    // A step that costs more for a right answer than the next one is passed over.
    let dear = of_basic(&[500.0, 900.0, 2400.0, 6000.0, 3500.0, 3600.0, 2500.0], 0.0);
    let l = ladder::of(all, right, dear);
    let steps: Vec<_> = l.rungs.iter().map(|r| r.strategy).collect();
    assert_eq!(steps, [Strategy::Prompt, Strategy::Hybrid]);
    assert!(l.dominated.contains(&Dominated {
        strategy: Strategy::Rag,
        by: Strategy::Hybrid
    }));
    // Who fails a requirement stands on no step.
    let mut some = all;
    some[Strategy::Hybrid.index()] = false;
    assert!(
        ladder::of(some, right, usd)
            .rungs
            .iter()
            .all(|r| r.strategy != Strategy::Hybrid)
    );
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
        &with(
            Scenario::default(),
            "new_facts_share=1 recall=0.8 strictness=0 hops_share=0",
        ),
        catalog(),
    );
    let (misread, garbage) = (0.8 * 0.15 * 0.92, 0.2 * (1.0 - 0.08 * 0.85));
    let rag = r.of(Strategy::Rag).quality;
    close(rag.silent_failure, (misread * 0.5 + garbage) * 0.8);
    close(rag.p_correct, 1.0 - misread - garbage);
    // A small model says that it is unsure in one of five.
    close(r.of(Strategy::Prompt).quality.silent_failure, 0.92 * 0.8);
}
