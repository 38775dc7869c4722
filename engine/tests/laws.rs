//! Laws of the rule over the whole range of the inputs: what must hold of any scenario, whatever the figures are.

use crate::common::{at_positions, catalog, ten_times_as_dear};
use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::report::Limit;
use forkcast_engine::scenario::{HybridTraining, JudgeBy, Supply};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::{Decision, Judge, Scenario, Strategy, decide, evaluate};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generates;

/// A position on each slider, and an option of each choice.
fn any_scenario() -> impl Generates<Value = Scenario> {
    proptest::collection::vec(0.0..=1.0f64, PARAMS.len())
        .prop_map(|positions| at_positions(&positions, |_| true).in_range())
}

fn param(key: &str) -> &'static Param {
    forkcast_engine::params::find(key).expect("an input")
}

/// The inputs that limits are made of.
const LIMITS: [&str; 6] = [
    "ttft_p95_ms",
    "e2e_p95_ms",
    "budget_upfront_usd",
    "budget_monthly_usd",
    "freshness_floor",
    "examples",
];

/// A model whose list has one price for all prompts, hours and months.
fn has_one_price(s: &Scenario) -> bool {
    let m = catalog().model(s.model_index);
    m.long.is_none() && m.peak.is_none() && m.later.is_empty()
}

/// Every sum of money of the scenario, low enough that ten times as much is in range and so is every draw of it, and ten times as much.
fn poor_and_rich(s: Scenario) -> (Scenario, Scenario) {
    let own = |usd: Option<f64>| usd.map(|usd| usd.min(90.0));
    let poor = Scenario {
        budget_monthly_usd: s.budget_monthly_usd.min(1e5),
        budget_upfront_usd: s.budget_upfront_usd.min(1e6),
        team_usd_per_hour: s.team_usd_per_hour.min(40.0),
        person_usd_per_hour: s.person_usd_per_hour.min(40.0),
        curation_usd: s.curation_usd.min(90.0),
        eval_item_usd: s.eval_item_usd.min(20.0),
        grading_usd: s.grading_usd.min(20.0),
        guard_usd: s.guard_usd.min(0.1),
        parse_usd_per_k_pages: s.parse_usd_per_k_pages.min(9.0),
        teacher_usd_per_m: s.teacher_usd_per_m.min(9.0),
        contextual_usd_per_m_tokens: s.contextual_usd_per_m_tokens.min(9.0),
        right_answer_usd: s.right_answer_usd.map(|usd| usd.min(40.0)),
        wrong_answer_usd: s.wrong_answer_usd.min(40.0),
        own_input_usd: own(s.own_input_usd),
        own_cached_usd: own(s.own_cached_usd),
        own_output_usd: own(s.own_output_usd),
        own_write_usd: own(s.own_write_usd),
        own_long_input_usd: own(s.own_long_input_usd),
        own_long_cached_usd: own(s.own_long_cached_usd),
        own_long_write_usd: own(s.own_long_write_usd),
        own_long_output_usd: own(s.own_long_output_usd),
        ..s
    };
    let ten = |usd: Option<f64>| usd.map(|usd| usd * 10.0);
    let rich = Scenario {
        budget_monthly_usd: poor.budget_monthly_usd * 10.0,
        budget_upfront_usd: poor.budget_upfront_usd * 10.0,
        team_usd_per_hour: poor.team_usd_per_hour * 10.0,
        person_usd_per_hour: poor.person_usd_per_hour * 10.0,
        curation_usd: poor.curation_usd * 10.0,
        eval_item_usd: poor.eval_item_usd * 10.0,
        grading_usd: poor.grading_usd * 10.0,
        guard_usd: poor.guard_usd * 10.0,
        parse_usd_per_k_pages: poor.parse_usd_per_k_pages * 10.0,
        teacher_usd_per_m: poor.teacher_usd_per_m * 10.0,
        contextual_usd_per_m_tokens: poor.contextual_usd_per_m_tokens * 10.0,
        right_answer_usd: ten(poor.right_answer_usd),
        wrong_answer_usd: poor.wrong_answer_usd * 10.0,
        own_input_usd: ten(poor.own_input_usd),
        own_cached_usd: ten(poor.own_cached_usd),
        own_output_usd: ten(poor.own_output_usd),
        own_write_usd: ten(poor.own_write_usd),
        own_long_input_usd: ten(poor.own_long_input_usd),
        own_long_cached_usd: ten(poor.own_long_cached_usd),
        own_long_write_usd: ten(poor.own_long_write_usd),
        own_long_output_usd: ten(poor.own_long_output_usd),
        ..poor
    };
    assert_eq!(rich.in_range(), rich);
    (poor, rich)
}

fn by_net_value(s: Scenario, wrong_answer_usd: f64) -> Scenario {
    Scenario {
        judge_by: JudgeBy::NetValue,
        wrong_answer_usd,
        ..s
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// A hundredth more or less of any limit moves no expected score by more than two points of 100, and no chance by more than a few.
    #[test]
    fn every_limit_is_smooth(s in any_scenario(), limit in 0..LIMITS.len(), position in 0.0..=1.0f64) {
        let param = param(LIMITS[limit]);
        let value = param.raw_at(position);
        let at = |value: f64| {
            let mut moved = s;
            (param.set)(&mut moved, Value::Number(value));
            decide(&moved, catalog())
        };
        let (a, b) = (at(value), at(value * 1.01));
        for i in 0..STRATEGIES {
            prop_assert!((a.utility[i] - b.utility[i]).abs() <= 0.02, "{} {value}: {:?} {} {}", param.key, Strategy::ALL[i], a.utility[i], b.utility[i]);
            prop_assert!((a.chance[i] - b.chance[i]).abs() <= 0.12, "{} {value}: {:?} {} {}", param.key, Strategy::ALL[i], a.chance[i], b.chance[i]);
        }
    }

    /// More examples and better labels lower neither the chance of a tuned approach nor its score by more than what the training on them
    /// costs takes from its budgets. (A team trains on as many as teach it nearly all that can be taught, and on no more.)
    #[test]
    fn more_examples_and_better_labels_never_make_a_tuned_approach_worse(
        s in any_scenario(), more in 1.0..30.0f64, better in 0.0..=1.0f64,
    ) {
        let s = Scenario { hybrid_training: HybridTraining::RetrievalAware, judge_by: JudgeBy::Score, ..s };
        let (base, bills) = (decide(&s, catalog()), evaluate(&s, catalog()));
        let richer = Scenario { examples: (s.examples * more).min(1e6), ..s };
        let truer = Scenario { label_quality: s.label_quality + (1.0 - s.label_quality) * better, ..s };
        for (what, better) in [("examples", richer), ("labels", truer)] {
            let (d, better_bills) = (decide(&better, catalog()), evaluate(&better, catalog()));
            for x in Strategy::ALL.into_iter().filter(|x| x.tunes()) {
                let i = x.index();
                let (before, after) = (&bills.strategies[i].cost, &better_bills.strategies[i].cost);
                let dearer = (after.upfront_usd / before.upfront_usd).max(after.monthly_usd / before.monthly_usd).ln().max(0.0);
                // The chance of a budget moves by at most 4 times the logarithm of a cost whose error is 10%: 1 / (0.1 √2π).
                let taken = 4.0 * dearer;
                if base.open[i] {
                    prop_assert!(d.chance[i] >= base.chance[i] - 0.01 - taken, "{what} {x:?}: {} becomes {}", base.chance[i], d.chance[i]);
                    prop_assert!(d.utility[i] >= base.utility[i] - 5e-3 - taken, "{what} {x:?}: {} becomes {}", base.utility[i], d.utility[i]);
                }
            }
        }
    }

    /// All prices, values and budgets ten times as high change no verdict: money has no unit.
    #[test]
    fn money_has_no_unit(s in any_scenario(), by_net in any::<bool>()) {
        prop_assume!(has_one_price(&s));
        let judge_by = if by_net { JudgeBy::NetValue } else { JudgeBy::Score };
        let (poor, rich) = poor_and_rich(Scenario { judge_by, ..s });
        let (a, b) = (decide(&poor, catalog()), Judge::new(&ten_times_as_dear(catalog())).decide(&rich));
        prop_assert_eq!((a.winner, a.feasible, a.open, a.strength), (b.winner, b.feasible, b.open, b.strength));
        for i in 0..STRATEGIES {
            prop_assert!((a.utility[i] - b.utility[i]).abs() < 1e-9);
            prop_assert!((a.chance[i] - b.chance[i]).abs() < 1e-9);
            prop_assert!((10.0 * a.net_usd[i] - b.net_usd[i]).abs() <= 1e-6 * b.net_usd[i].abs().max(1.0));
        }
    }

    /// The costlier a wrong answer, the less harm the verdict by net value does: harm never favours the approach with more silent errors.
    #[test]
    fn more_harm_never_favours_more_silent_errors(s in any_scenario(), less in 0.01..5.0f64, more in 0.01..50.0f64) {
        let at = |usd: f64| decide(&by_net_value(s, usd), catalog());
        let (low, high) = (at(less), at(less + more));
        // Harm a dollar of cost of one wrong answer, in an average month.
        let harm = |x: Strategy| (low.net_usd[x.index()] - high.net_usd[x.index()]) / more;
        prop_assert!(harm(high.winner) <= harm(low.winner) * (1.0 + 1e-9) + 1e-9, "{:?} {:?}", low.winner, high.winner);
        prop_assert_eq!((low.open, low.chance), (high.open, high.chance), "harm is no cash");
        // The score counts no harm.
        let score = |usd: f64| decide(&Scenario { judge_by: JudgeBy::Score, wrong_answer_usd: usd, ..s }, catalog());
        prop_assert_eq!(score(less).utility, score(less + more).utility);
    }

    /// A right answer that is worth more never favours the approach that gives fewer of them.
    #[test]
    fn more_worth_never_favours_fewer_right_answers(s in any_scenario(), less in 0.01..5.0f64, more in 0.01..50.0f64) {
        let at = |usd: f64| decide(&Scenario { judge_by: JudgeBy::NetValue, right_answer_usd: Some(usd), ..s }, catalog());
        let (low, high) = (at(less), at(less + more));
        let right = |x: Strategy| (high.net_usd[x.index()] - low.net_usd[x.index()]) / more;
        prop_assert!(right(high.winner) >= right(low.winner) * (1.0 - 1e-9) - 1e-9, "{:?} {:?}", low.winner, high.winner);
    }

    /// Asking for more confidence never turns to an approach with a smaller chance.
    #[test]
    fn more_confidence_never_chooses_a_smaller_chance(s in any_scenario(), more in 0.0..=1.0f64) {
        let strict = Scenario { confidence: s.confidence + (0.99 - s.confidence) * more, ..s };
        let (loose, strict): (Decision, Decision) = (decide(&s, catalog()), decide(&strict, catalog()));
        prop_assert_eq!(loose.chance, strict.chance);
        if loose.winner != strict.winner && loose.feasible {
            let chance = |x: Strategy| loose.chance[x.index()];
            prop_assert!(chance(strict.winner) > chance(loose.winner) - 0.005, "{loose:?} {strict:?}");
        }
    }
}

proptest! {
    // Few scenarios are so small that no budget comes near.
    #![proptest_config(ProptestConfig { cases: 40, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    /// A budget that no approach comes near in any simulation changes nothing at all.
    #[test]
    fn a_budget_that_binds_nothing_changes_nothing(s in any_scenario(), share in 0.7..1.0f64) {
        let small = Scenario {
            queries_per_day: s.queries_per_day.min(1000.0),
            growth_monthly: s.growth_monthly.min(0.05),
            corpus_tokens: s.corpus_tokens.min(100_000.0),
            examples: s.examples.min(3000.0),
            supply: Supply::Hosted,
            right_answer_usd: None,
            wrong_answer_usd: 0.0,
            ..s
        };
        let rich = Scenario { budget_monthly_usd: 1e6, budget_upfront_usd: 1e7, ..small };
        let d = decide(&rich, catalog());
        // Without worth and harm net value is what is paid; one of sixteen simulations pays at most sixteen times the mean.
        let months = small.horizon_months.round().max(1.0);
        prop_assume!(d.net_usd.iter().all(|usd| -usd < 2e4 && -usd * months < 2e5));
        let less = Scenario { budget_monthly_usd: 1e6 * share, budget_upfront_usd: 1e7 * share, ..small };
        prop_assert_eq!(d, decide(&less, catalog()));
        let r = evaluate(&rich, catalog());
        prop_assert!(r.strategies.iter().all(|x| x.meets[Limit::MonthlyBudget as usize] == 1.0));
    }
}
