//! Reasons for and against the winner, on figures set by hand.

use crate::common::{assessed, catalog, close, roomy};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::decision::{Assessed, Decision, gates, reasons};
use forkcast_engine::latency::lognormal::LogNormal;
use forkcast_engine::report::{CRITERIA, Criterion, Fact, Gate, Quality, Reason, Side};
use forkcast_engine::scenario::Audit;
use forkcast_engine::strategy::{Method, STRATEGIES};
use forkcast_engine::{Scenario, Strategy};

/// Reasons on figures set by hand: the winner's and its rival's. Every weight is a power of two, so that sums are exact.
struct Case {
    s: Scenario,
    all: [Assessed; STRATEGIES],
    values: [[f64; CRITERIA]; STRATEGIES],
    decision: Decision,
}

impl Case {
    fn new(winner: Strategy) -> Self {
        let s = Scenario {
            weight_quality: 0.25,
            weight_cost: 0.25,
            weight_latency: 0.125,
            weight_freshness: 0.125,
            weight_traceability: 0.125,
            weight_time: 0.0625,
            weight_simplicity: 0.0625,
            audit: Audit::Useful,
            change_days: 30.0,
            new_facts_share: 0.5,
            strictness: 0.8,
            build_hours_prompt: 48.0,
            build_hours_rag: 480.0,
            build_hours_ft: 240.0,
            ..roomy()
        };
        let mut all = assessed(&s);
        for a in &mut all {
            a.quality = Quality {
                p_correct: 0.5,
                knowledge: 0.5,
                behaviour: 0.5,
                silent_failure: 0.1,
                fresh: 0.5,
            };
            a.total_usd = 1000.0;
            a.latency.ttft = LogNormal::from_percentiles(100.0, 200.0);
        }
        let decision = Decision {
            winner,
            feasible: true,
            runner_up: Rag,
            margin: 0.1,
            utility: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
            open: [true; STRATEGIES],
        };
        Self {
            s,
            all,
            values: [[0.5; CRITERIA]; STRATEGIES],
            decision,
        }
    }

    fn reasons(&self) -> Vec<Reason> {
        let open = self.all.map(|a| gates::check(&self.s, catalog(), &a));
        reasons::list(&self.s, &self.decision, &self.all, &self.values, &open)
    }

    /// Side, weight and fact of the reason of that criterion which the test singles out.
    fn find(&self, wanted: impl Fn(&Fact) -> bool) -> Option<(Side, f64, Fact)> {
        let all = self.reasons();
        let mut found = all.iter().filter(|r| wanted(&r.fact));
        let one = found.next().map(|r| (r.side, r.weight, r.fact));
        assert!(found.next().is_none(), "twice in {all:?}");
        one
    }
}

fn told(found: Option<(Side, f64, Fact)>, side: Side, weight: f64, fact: Fact) {
    let (found_side, found_weight, found_fact) = found.expect("the reason is told");
    assert_eq!((found_side, found_fact), (side, fact));
    close(found_weight, weight);
}

#[test]
fn a_criterion_speaks_by_its_weight_times_the_difference() {
    let mut case = Case::new(Lora);
    case.values[Lora.index()] = [0.5, 0.9, 0.1, 0.5, 0.5, 0.9, 0.1];
    case.all[Lora.index()].total_usd = 700.0;
    case.all[Lora.index()].latency.ttft = LogNormal::from_percentiles(100.0, 300.0);
    let fact = Fact::Costs {
        winner_usd: 700.0,
        rival_usd: 1000.0,
        than: Rag,
    };
    told(
        case.find(|f| matches!(f, Fact::Costs { .. })),
        Side::For,
        0.25 * 0.4,
        fact,
    );
    let fact = Fact::Faster {
        winner_ms: case.all[Lora.index()].latency.ttft.p95(),
        rival_ms: case.all[Rag.index()].latency.ttft.p95(),
        than: Rag,
    };
    told(
        case.find(|f| matches!(f, Fact::Faster { .. })),
        Side::Against,
        0.125 * 0.4,
        fact,
    );
    // 240 and 480 hours at 160 × 12 / 52 a week.
    let live = case.find(|f| matches!(f, Fact::Live { .. }));
    let Some((
        Side::For,
        weight,
        Fact::Live {
            winner_weeks,
            rival_weeks,
            than: Rag,
        },
    )) = live
    else {
        panic!("{live:?}")
    };
    close(weight, 0.0625 * 0.4);
    close(winner_weeks, 6.5);
    close(rival_weeks, 13.0);
    told(
        case.find(|f| matches!(f, Fact::Simpler { .. })),
        Side::Against,
        0.0625 * 0.4,
        Fact::Simpler { than: Rag },
    );
    told(
        case.find(|f| matches!(f, Fact::CannotCite)),
        Side::Against,
        0.125,
        Fact::CannotCite,
    );
    // First what speaks for it, then what speaks against it, each by weight.
    let told: Vec<(Side, Criterion)> = case.reasons().iter().map(|r| (r.side, r.criterion)).collect();
    assert_eq!(
        told,
        [
            (Side::For, Criterion::Cost),
            (Side::For, Criterion::TimeToValue),
            (Side::Against, Criterion::Traceability),
            (Side::Against, Criterion::Latency),
            (Side::Against, Criterion::Simplicity),
        ]
    );
    // The other way round, and level.
    case.values[Lora.index()] = [0.5, 0.1, 0.9, 0.5, 0.5, 0.1, 0.9];
    let side = |case: &Case, criterion: Criterion| {
        case.reasons()
            .iter()
            .find(|r| r.criterion == criterion)
            .map(|r| r.side)
    };
    assert_eq!(side(&case, Criterion::Cost), Some(Side::Against));
    assert_eq!(side(&case, Criterion::Latency), Some(Side::For));
    assert_eq!(side(&case, Criterion::TimeToValue), Some(Side::Against));
    assert_eq!(side(&case, Criterion::Simplicity), Some(Side::For));
    case.values[Lora.index()] = [0.5; CRITERIA];
    assert_eq!(
        side(&case, Criterion::Cost),
        None,
        "what moves nothing says nothing"
    );
}

#[test]
fn what_moves_the_score_by_a_five_hundredth_is_told_and_less_is_not() {
    let mut case = Case::new(Lora);
    let told = |case: &Case| case.find(|f| matches!(f, Fact::Costs { .. })).is_some();
    case.values[Lora.index()][Criterion::Cost as usize] = 0.5 + 0.0081;
    assert!(told(&case));
    case.values[Lora.index()][Criterion::Cost as usize] = 0.5 + 0.0079;
    assert!(!told(&case));
}

#[test]
fn at_most_five_reasons_are_told_for_either_side() {
    let mut case = Case::new(Lora);
    case.values[Lora.index()] = [0.5, 0.9, 0.9, 0.5, 0.5, 0.9, 0.9];
    case.s.new_facts_share = 0.1;
    case.all[Lora.index()].quality.knowledge = 0.7;
    case.all[Lora.index()].quality.behaviour = 0.9;
    let all = case.reasons();
    let on = |side: Side| all.iter().filter(|r| r.side == side).count();
    assert_eq!((on(Side::For), on(Side::Against)), (5, 1), "{all:?}");
    for pair in all.windows(2).filter(|pair| pair[0].side == pair[1].side) {
        assert!(pair[0].weight >= pair[1].weight);
    }
}

#[test]
fn quality_speaks_by_what_is_known_and_by_how_it_is_said() {
    let mut case = Case::new(Lora);
    case.all[Lora.index()].quality.knowledge = 0.7;
    case.all[Lora.index()].quality.behaviour = 0.9;
    // Knowledge at the rival's behaviour, behaviour at the winner's knowledge: together the whole difference of 0.63 − 0.25.
    let knows = Fact::Knows {
        winner: 0.7,
        rival: 0.5,
        than: Rag,
    };
    told(
        case.find(|f| matches!(f, Fact::Knows { .. })),
        Side::For,
        0.25 * 0.2 * 0.5,
        knows,
    );
    let behaves = case.find(|f| matches!(f, Fact::Behaves { .. }));
    let Some((
        Side::For,
        weight,
        Fact::Behaves {
            winner_breaks,
            rival_breaks,
            than: Rag,
        },
    )) = behaves
    else {
        panic!("{behaves:?}")
    };
    close(weight, 0.25 * 0.4 * 0.7);
    close(winner_breaks, 0.1);
    close(rival_breaks, 0.5);
    // The other way round.
    case.all[Lora.index()].quality.knowledge = 0.3;
    case.all[Lora.index()].quality.behaviour = 0.1;
    let side = |found: Option<(Side, f64, Fact)>| found.map(|f| f.0);
    assert_eq!(
        side(case.find(|f| matches!(f, Fact::Knows { .. }))),
        Some(Side::Against)
    );
    assert_eq!(
        side(case.find(|f| matches!(f, Fact::Behaves { .. }))),
        Some(Side::Against)
    );
    // A difference of less than a hundredth is none, whatever its weight.
    case.s.weight_quality = 1.0;
    case.all[Lora.index()].quality.knowledge = 0.5095;
    case.all[Lora.index()].quality.behaviour = 0.4905;
    assert_eq!(
        case.find(|f| matches!(f, Fact::Knows { .. } | Fact::Behaves { .. })),
        None
    );
    // One of exactly as much is (fractions of two, so that the hundredth is the engine's own).
    case.all[Lora.index()].quality.knowledge = 0.01;
    case.all[Rag.index()].quality.knowledge = 0.0;
    case.all[Lora.index()].quality.behaviour = 1.0;
    case.all[Rag.index()].quality.behaviour = 1.0;
    assert!(case.find(|f| matches!(f, Fact::Knows { .. })).is_some());
    case.all[Rag.index()].quality = Quality {
        knowledge: 1.0,
        behaviour: 0.0,
        ..case.all[Rag.index()].quality
    };
    case.all[Lora.index()].quality.knowledge = 1.0;
    case.all[Lora.index()].quality.behaviour = 0.01;
    assert!(case.find(|f| matches!(f, Fact::Behaves { .. })).is_some());
}

#[test]
fn retrieval_keeps_up_where_training_does_not() {
    let keeps_up = |case: &Case| case.find(|f| matches!(f, Fact::RetrievalKeepsUp { .. }));
    let mut case = Case::new(Rag);
    case.values[Rag.index()][Criterion::Freshness as usize] = 0.9;
    case.all[Rag.index()].quality.knowledge = 0.9;
    let fact = |change_days: f64, tuned_fresh: f64| Fact::RetrievalKeepsUp {
        change_days,
        tuned_fresh,
    };
    // Freshness by itself, and half of what better knowledge moves: 0.4 at the rival's behaviour of one half.
    let freshness = 0.125 * 0.4;
    let knowledge = 0.25 * 0.4 * 0.5;
    told(
        keeps_up(&case),
        Side::For,
        freshness + 0.5 * knowledge,
        fact(30.0, 0.5),
    );
    // With facts that change weekly all of it.
    case.s.change_days = 7.0;
    told(keeps_up(&case), Side::For, freshness + knowledge, fact(7.0, 0.5));
    case.s.change_days = 7.1;
    told(
        keeps_up(&case),
        Side::For,
        freshness + 0.5 * knowledge,
        fact(7.1, 0.5),
    );
    // What speaks the other way is not held against it, and it is named even where it moves next to nothing.
    case.values[Rag.index()][Criterion::Freshness as usize] = 0.1;
    case.all[Rag.index()].quality.knowledge = 0.1;
    told(keeps_up(&case), Side::For, 0.002, fact(7.1, 0.5));
    // A tuned model that is as good as fresh leaves nothing to say.
    case.all[Lora.index()].quality.fresh = 0.96;
    assert!(keeps_up(&case).is_some());
    case.all[Lora.index()].quality.fresh = 0.97;
    assert!(keeps_up(&case).is_none());
}

#[test]
fn a_tuned_model_rests_on_few_or_stable_facts() {
    let facts =
        |case: &Case| case.find(|f| matches!(f, Fact::FewNewFacts { .. } | Fact::FactsAreStable { .. }));
    let mut case = Case::new(Lora);
    assert!(
        facts(&case).is_none(),
        "half of the questions need facts, and half of those are stale"
    );
    case.s.new_facts_share = 0.2;
    told(
        facts(&case),
        Side::For,
        0.125 * 0.8,
        Fact::FewNewFacts { share: 0.2 },
    );
    case.s.new_facts_share = 0.21;
    case.all[Lora.index()].quality.fresh = 0.9;
    told(
        facts(&case),
        Side::For,
        0.125 * 0.9,
        Fact::FactsAreStable { change_days: 30.0 },
    );
    case.all[Lora.index()].quality.fresh = 0.89;
    assert!(facts(&case).is_none());
}

#[test]
fn citing_counts_by_its_weight_or_wholly_where_it_is_required() {
    let cites = |case: &Case| case.find(|f| matches!(f, Fact::Cites { .. } | Fact::CannotCite));
    let mut case = Case::new(Rag);
    told(cites(&case), Side::For, 0.125, Fact::Cites { required: false });
    case.s.audit = Audit::Required;
    told(cites(&case), Side::For, 1.0, Fact::Cites { required: true });
    case.s.audit = Audit::None;
    assert!(cites(&case).is_none());
    let mut case = Case::new(Lora);
    told(cites(&case), Side::Against, 0.125, Fact::CannotCite);
    case.s.audit = Audit::None;
    assert!(cites(&case).is_none());
}

#[test]
fn what_retrieval_adds_speaks_against_it() {
    let adds = |case: &Case| case.find(|f| matches!(f, Fact::RetrievalAdds { .. }));
    let at = |ms: f64| LogNormal::from_percentiles(ms, 2.0 * ms);
    let mut case = Case::new(Rag);
    case.all[Prompt.index()].latency.ttft = at(100.0);
    case.all[Qlora.index()].latency.ttft = at(150.0);
    case.all[Rag.index()].latency.ttft = at(400.0);
    case.values[Rag.index()][Criterion::Latency as usize] = 0.1;
    let Some((Side::Against, weight, Fact::RetrievalAdds { ms })) = adds(&case) else {
        panic!("{:?}", adds(&case))
    };
    close(weight, 0.125 * 0.4);
    close(ms, 300.0);
    // It is named even where the winner is the faster by some other way.
    case.values[Rag.index()][Criterion::Latency as usize] = 0.9;
    let Some((Side::Against, weight, _)) = adds(&case) else {
        panic!("{:?}", adds(&case))
    };
    close(weight, 0.002);
    // A hybrid is held against its own model without retrieval.
    let mut case = Case::new(Hybrid);
    case.all[Qlora.index()].latency.ttft = at(150.0);
    case.all[Hybrid.index()].latency.ttft = at(400.0);
    case.all[Hybrid.index()].method = Method::Qlora;
    let Some((_, _, Fact::RetrievalAdds { ms })) = adds(&case) else {
        panic!("{:?}", adds(&case))
    };
    close(ms, 250.0);
}

#[test]
fn rag_is_held_against_the_best_tuned_model_and_all_else_against_rag() {
    let than = |winner: Strategy, utility: [f64; STRATEGIES]| {
        let mut case = Case::new(winner);
        case.values[winner.index()][Criterion::Simplicity as usize] = 0.9;
        case.decision.utility = utility;
        match case.find(|f| matches!(f, Fact::Simpler { .. })) {
            Some((_, _, Fact::Simpler { than })) => than,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(than(Rag, [0.9, 0.9, 0.9, 0.1, 0.2, 0.3, 0.9]), Qlora);
    assert_eq!(than(Rag, [0.9, 0.9, 0.9, 0.5, 0.2, 0.3, 0.9]), FullFt);
    assert_eq!(than(Rag, [0.5; STRATEGIES]), FullFt, "the first of equals");
    for winner in [Prompt, LongContext, FullFt, Lora, Qlora] {
        assert_eq!(than(winner, [0.5; STRATEGIES]), Rag);
    }
    assert_eq!(than(Hybrid, [0.0, 0.0, 0.4, 0.1, 0.5, 0.3, 0.9]), Lora);
    assert_eq!(than(Hybrid, [0.0, 0.0, 0.5, 0.1, 0.5, 0.3, 0.9]), Rag);
}

#[test]
fn a_gate_that_shuts_the_rival_is_a_reason() {
    let gated = |case: &Case| case.find(|f| matches!(f, Fact::RivalGated { .. }));
    let mut case = Case::new(Rag);
    case.decision.utility[Lora.index()] = 0.6;
    assert!(gated(&case).is_none());
    // Missing examples count by how much the behaviour they would teach is asked for.
    case.s.examples = 100.0;
    let gate = Gate::Data {
        effective: 100.0,
        needed: 300.0,
        examples_needed: 300.0,
    };
    let data = Fact::RivalGated { rival: Lora, gate };
    told(gated(&case), Side::For, 0.05 + 0.15 * 0.8, data);
    // The gravest gate is named.
    case.s.budget_upfront_usd = 1.0;
    told(gated(&case), Side::For, 0.05 + 0.15 * 0.8, data);
    case.s.examples = 5000.0;
    let usd = case.all[Lora.index()].costs.upfront_usd();
    let gate = Gate::UpfrontBudget { usd, limit_usd: 1.0 };
    told(
        gated(&case),
        Side::For,
        0.05,
        Fact::RivalGated { rival: Lora, gate },
    );
    // Each gate belongs to a criterion.
    let criterion = |change: &dyn Fn(&mut Case)| {
        let mut case = Case::new(Rag);
        case.decision.utility[Lora.index()] = 0.6;
        change(&mut case);
        let all = case.reasons();
        let found = all.iter().find(|r| matches!(r.fact, Fact::RivalGated { .. }));
        found.map(|r| r.criterion)
    };
    assert_eq!(
        criterion(&|c| c.s.audit = Audit::Required),
        Some(Criterion::Traceability)
    );
    assert_eq!(criterion(&|c| c.s.examples = 0.0), Some(Criterion::Quality));
    assert_eq!(
        criterion(&|c| c.all[Lora.index()].sold = false),
        Some(Criterion::Quality)
    );
    assert_eq!(
        criterion(&|c| c.all[Lora.index()].tokens = 1e9),
        Some(Criterion::Quality)
    );
    assert_eq!(
        criterion(&|c| c.s.freshness_floor = 0.9),
        Some(Criterion::Freshness)
    );
    assert_eq!(criterion(&|c| c.s.ttft_p95_ms = 50.0), Some(Criterion::Latency));
    assert_eq!(criterion(&|c| c.s.e2e_p95_ms = 100.0), Some(Criterion::Latency));
    assert_eq!(
        criterion(&|c| c.s.budget_upfront_usd = 1.0),
        Some(Criterion::Cost)
    );
    let monthly = |c: &mut Case| {
        c.s.budget_monthly_usd = 50.0;
        c.all[Lora.index()].total_usd = 1e6;
    };
    assert_eq!(criterion(&monthly), Some(Criterion::Cost));
}
