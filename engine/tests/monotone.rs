//! What can only go one way in the world goes only that way in the model, from anywhere.

use crate::common::{at_positions, catalog, scenario, with};
use forkcast_engine::decision::value;
use forkcast_engine::latency::roofline::{Demand, Replica, Work};
use forkcast_engine::params::{self, Group, Kind, PARAMS, Param};
use forkcast_engine::report::{Gate, Report, StrategyReport};
use forkcast_engine::scenario::{Audit, HybridTraining, KeepWarm, Precision, Supply};
use forkcast_engine::{Scenario, Strategy, decide, evaluate, prompt};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generates;

/// A position on each slider, and an option of each choice; nothing is measured.
fn any_scenario() -> impl Generates<Value = Scenario> {
    proptest::collection::vec(0.0..=1.0f64, PARAMS.len()).prop_map(|positions| {
        at_positions(&positions, |param| {
            !(matches!(param.kind, Kind::Number { .. }) && param.group == Group::Measured)
        })
    })
}

fn total(x: &StrategyReport) -> f64 {
    x.cost.cumulative_usd.last().copied().unwrap_or(0.0)
}

/// Every strategy's total is no less in `more`. Where its tuned weights are served otherwise, the cheaper way was too slow or too dear in
/// one of the two, which is no matter of cost alone.
fn costs_no_less(less: &Report, more: &Report) -> Result<(), TestCaseError> {
    for (a, b) in less.strategies.iter().zip(&more.strategies) {
        if a.served != b.served || a.hybrid != b.hybrid {
            continue;
        }
        // Where no limit is met a corpus may be kept warm in one of the two and read anew in the other: another plan.
        let (before, after) = (a.latency.ttft_p95_ms, b.latency.ttft_p95_ms);
        if a.strategy.reads_whole_corpus() && (after < before / 1.5 || after > before * 1.5) {
            continue;
        }
        let (before, after) = (total(a), total(b));
        prop_assert!(
            after >= before * (1.0 - 1e-9),
            "{:?}: {before} becomes {after}, {:?} {:?}",
            a.strategy,
            a.hybrid,
            b.hybrid
        );
    }
    Ok(())
}

/// No approach has a greater chance in `strict`.
fn opens_none(loose: &Report, strict: &Report) -> Result<(), TestCaseError> {
    for (a, b) in loose.strategies.iter().zip(&strict.strategies) {
        prop_assert!(
            b.chance <= a.chance + 1e-12,
            "{:?}: {} becomes {}",
            a.strategy,
            a.chance,
            b.chance
        );
        prop_assert!(!b.feasible || a.feasible);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    /// Finding the right passage more often makes answers from passages righter, their failures rarer, and a right one cheaper.
    #[test]
    fn more_recall_never_makes_retrieval_worse(s in any_scenario(), more in 0.0..=1.0f64) {
        let better = Scenario { recall: s.recall + (1.0 - s.recall) * more, ..s };
        let (a, b) = (evaluate(&s, catalog()), evaluate(&better, catalog()));
        for x in [Strategy::Rag, Strategy::Hybrid] {
            let (a, b) = (a.of(x), b.of(x));
            prop_assert!(total(b) <= total(a) * (1.0 + 1e-9));
            // A hybrid trained by another method, because that is cheaper now, is another one.
            if a.hybrid == b.hybrid {
                prop_assert!(b.quality.p_correct >= a.quality.p_correct - 1e-12);
                prop_assert!(b.quality.silent_failure <= a.quality.silent_failure + 1e-12);
                prop_assert!(b.cost.per_correct_usd <= a.cost.per_correct_usd * (1.0 + 1e-9));
            }
        }
    }

    /// Nobody pays less because a token costs more.
    #[test]
    fn dearer_tokens_never_make_anything_cheaper(
        s in any_scenario(), list in (0.01..20.0f64, 0.01..20.0f64, 0.01..60.0f64), more in (1.0..10.0f64, 1.0..10.0f64, 1.0..10.0f64),
    ) {
        // A cache that is kept warm for a sooner first token is given up where that gets too dear.
        let s = Scenario { keep_warm: KeepWarm::Never, own_input_usd: Some(list.0), own_cached_usd: Some(list.1), own_output_usd: Some(list.2), ..s };
        let dearer = Scenario {
            own_input_usd: Some(list.0 * more.0), own_cached_usd: Some(list.1 * more.1), own_output_usd: Some(list.2 * more.2), ..s
        };
        costs_no_less(&evaluate(&s, catalog()), &evaluate(&dearer, catalog()))?;
    }

    /// More questions each month cost no less over the horizon.
    #[test]
    fn more_growth_never_costs_less(s in any_scenario(), more in 0.0..=1.0f64) {
        let most = params::find("growth_monthly").ok().and_then(Param::range).expect("a range").1;
        let faster = Scenario { growth_monthly: s.growth_monthly + (most - s.growth_monthly) * more, ..s };
        costs_no_less(&evaluate(&s, catalog()), &evaluate(&faster, catalog()))?;
    }

    /// Every month costs something or nothing.
    #[test]
    fn a_longer_horizon_never_costs_less(s in any_scenario(), months in 1u32..=59) {
        // Whether a cache is kept warm goes by the whole horizon.
        let s = Scenario { keep_warm: KeepWarm::Never, ..s };
        let longer = Scenario { horizon_months: (s.horizon_months + f64::from(months)).min(60.0), ..s };
        let (short, long) = (evaluate(&s, catalog()), evaluate(&longer, catalog()));
        costs_no_less(&short, &long)?;
        for (a, b) in short.strategies.iter().zip(&long.strategies) {
            // Trained in the same way: of ways that cost nearly the same over the whole horizon, another may be the cheapest.
            let same_training = a.cost.training_run_usd == b.cost.training_run_usd;
            if a.hybrid == b.hybrid && a.served == b.served && same_training {
                // And the months that both have are the same.
                let shared = a.cost.cumulative_usd.len();
                prop_assert_eq!(&a.cost.cumulative_usd[..], &b.cost.cumulative_usd[..shared]);
            }
        }
    }

    /// People build, keep and release every approach.
    #[test]
    fn dearer_people_never_make_anything_cheaper(s in any_scenario(), more in 1.0..5.0f64) {
        let dearer = Scenario { team_usd_per_hour: s.team_usd_per_hour * more, ..s };
        costs_no_less(&evaluate(&s, catalog()), &evaluate(&dearer, catalog()))?;
    }

    /// More words to write cost more.
    #[test]
    fn longer_answers_are_never_cheaper(s in any_scenario(), more in 1.0..10.0f64) {
        let longer = Scenario { output_tokens: s.output_tokens * more, ..s };
        costs_no_less(&evaluate(&s, catalog()), &evaluate(&longer, catalog()))?;
    }

    /// What fails a demand fails a stricter one.
    #[test]
    fn stricter_demands_open_no_gate(s in any_scenario(), strict in proptest::collection::vec(0.0..=1.0f64, 5)) {
        let stricter = Scenario {
            ttft_p95_ms: s.ttft_p95_ms * strict[0],
            e2e_p95_ms: s.e2e_p95_ms * strict[1],
            budget_monthly_usd: s.budget_monthly_usd * strict[2],
            budget_upfront_usd: s.budget_upfront_usd * strict[3],
            freshness_floor: s.freshness_floor + (1.0 - s.freshness_floor) * strict[4],
            audit: Audit::Required,
            ..s
        };
        opens_none(&evaluate(&s, catalog()), &evaluate(&stricter, catalog()))?;
    }

    /// Truer labels teach no worse, and let nobody fail for want of data who did not before. A hybrid trained without passages learns
    /// to lean less on them, which better data does to it all the more.
    #[test]
    fn truer_labels_never_make_a_tuned_model_worse(s in any_scenario(), more in 0.0..=1.0f64) {
        let s = Scenario { hybrid_training: HybridTraining::RetrievalAware, ..s };
        let truer = Scenario { label_quality: s.label_quality + (1.0 - s.label_quality) * more, ..s };
        let (a, b) = (evaluate(&s, catalog()), evaluate(&truer, catalog()));
        for x in Strategy::ALL.into_iter().filter(|x| x.tunes()) {
            let (a, b) = (a.of(x), b.of(x));
            if a.hybrid == b.hybrid {
                prop_assert!(b.quality.p_correct >= a.quality.p_correct - 1e-12, "{x:?}");
            }
            let starved = |r: &StrategyReport| r.gates.iter().any(|g| matches!(g, Gate::Data { .. }));
            prop_assert!(starved(a) || !starved(b), "{x:?}");
        }
    }

    /// Every question reads the whole corpus: a larger one costs more, and hides its passages better. But a cache may keep it where it
    /// does not keep a shorter one, and a team may pay less for long prompts.
    #[test]
    fn a_larger_corpus_never_makes_long_context_cheaper(s in any_scenario(), more in 1.0..100.0f64) {
        let s = Scenario { own_long_above_tokens: None, ..s };
        let larger = Scenario { corpus_tokens: s.corpus_tokens * more, ..s };
        let is_kept = |s: &Scenario| prompt::of(s, catalog(), Strategy::LongContext).hit_share > 0.0;
        prop_assume!(is_kept(&s) || !is_kept(&larger));
        let (a, b) = (evaluate(&s, catalog()), evaluate(&larger, catalog()));
        let (a, b) = (a.of(Strategy::LongContext), b.of(Strategy::LongContext));
        prop_assert!(total(b) >= total(a) * (1.0 - 1e-9), "{} becomes {}", total(a), total(b));
        prop_assert!(b.quality.p_correct <= a.quality.p_correct + 1e-12);
        let full = |r: &StrategyReport| r.gates.iter().any(|g| matches!(g, Gate::ContextWindow { .. }));
        prop_assert!(!full(a) || full(b));
    }

    /// The more of a GPU may be used, the fewer are needed. With autoscaling the fewest are paid for, and more may be held at the peak.
    #[test]
    fn higher_utilisation_never_needs_more_gpus(s in any_scenario(), more in 0.0..=1.0f64) {
        let s = Scenario { supply: Supply::OwnGpus, autoscaling: 0.0, ..s };
        let fuller = Scenario { utilisation: s.utilisation + (1.0 - s.utilisation) * more, ..s };
        let (a, b) = (evaluate(&s, catalog()), evaluate(&fuller, catalog()));
        for x in Strategy::ALL {
            prop_assert!(b.of(x).cost.serving_gpus <= a.of(x).cost.serving_gpus, "{x:?}");
        }
        costs_no_less(&b, &a)?;
    }

    /// The more a wrong answer costs, the better the one that is wrong less often and less unnoticed stands in net value.
    #[test]
    fn a_costlier_wrong_answer_never_favours_the_one_that_fails_more(s in any_scenario(), more in 0.0..100.0f64) {
        let costlier = Scenario { wrong_answer_usd: s.wrong_answer_usd + more, ..s };
        for (x, y) in [(Strategy::Rag, Strategy::Prompt), (Strategy::Hybrid, Strategy::Lora), (Strategy::Lora, Strategy::Prompt)] {
            let harm = |s: &Scenario, x: Strategy, r: &Report| value::harm_usd(s, &r.of(x).quality, 0.3);
            let (a, b) = (evaluate(&s, catalog()), evaluate(&costlier, catalog()));
            let (qx, qy) = (a.of(x).quality, a.of(y).quality);
            if qx.silent_failure <= qy.silent_failure && qx.p_correct >= qy.p_correct {
                let lead = |s: &Scenario, r: &Report| harm(s, y, r) - harm(s, x, r);
                prop_assert!(lead(&costlier, &b) >= lead(&s, &a) - 1e-9, "{x:?} {y:?}");
            }
        }
    }

    /// Free disposal: an approach may use less of what is good, so more of it never makes its score worse.
    #[test]
    fn more_of_what_is_good_never_makes_the_score_worse(s in any_scenario(), more in 1.0..50.0f64) {
        // Which seller and which way of caching is taken goes by most of the score, not by all of it.
        let together = catalog().sellers.iter().position(|x| x.id == "together").expect("a seller") as u16;
        let s = Scenario { keep_warm: KeepWarm::Never, tuning_seller_index: together, ..s };
        let s = Scenario { hybrid_training: HybridTraining::RetrievalAware, hybrid_margin: 0.0, ..s };
        let base = decide(&s, catalog());
        let richer = Scenario { budget_monthly_usd: (s.budget_monthly_usd * more).min(1e6), budget_upfront_usd: (s.budget_upfront_usd * more).min(1e7), ..s };
        let slower = Scenario { ttft_p95_ms: (s.ttft_p95_ms * more).min(60_000.0), e2e_p95_ms: (s.e2e_p95_ms * more).min(600_000.0), ..s };
        let found = Scenario { recall: (s.recall * more).min(1.0), ..s };
        for better in [richer, slower, found] {
            let d = decide(&better, catalog());
            for i in 0..d.utility.len() {
                prop_assert!(d.utility[i] >= base.utility[i] - 1e-9 && d.chance[i] >= base.chance[i] - 1e-9, "{:?}", Strategy::ALL[i]);
            }
        }
    }
}

/// The review's case: at ninety days and three facts in ten, more examples turned the answer away from fine-tuning.
#[test]
fn more_examples_never_speak_against_training() {
    for set in [
        "",
        "change_days=90 new_facts_share=0.3 strictness=0.8 budget_monthly_usd=12000",
    ] {
        let mut before: Option<(f64, f64)> = None;
        for examples in ["1500", "3000", "5000", "20000", "50000", "200000", "1000000"] {
            let s = with(scenario(set), &format!("examples={examples}"));
            let r = evaluate(&s, catalog());
            let (score, month) = (
                r.of(Strategy::Lora).utility,
                r.of(Strategy::Lora).cost.monthly_usd,
            );
            if let Some((least, usd)) = before {
                // More examples are also more to train on.
                assert!(score >= least - 2e-3, "{set} {examples}: {least} becomes {score}");
                assert!(month < usd * 1.2, "{examples}: {usd} becomes {month}");
            }
            before = Some((score, month));
        }
    }
}

/// Two GPUs of 80 GB hold the weights of a 70B model in bf16 and hardly an answer beside them; a replica of four does far more with each.
/// Of every size, the one is taken that needs the fewest GPUs.
#[test]
fn replicas_are_of_the_size_that_needs_the_fewest_gpus() {
    let catalog = catalog();
    let mut larger = 0;
    for shape in catalog.models.iter().filter_map(|m| m.shape.as_ref()) {
        for gpu in catalog.gpus.iter() {
            for precision in [Precision::Bf16, Precision::Fp8, Precision::Int4] {
                for context_tokens in [500.0, 4_000.0, 60_000.0] {
                    let replica = Replica {
                        shape,
                        gpu,
                        precision,
                        cache_bytes: precision.cache_bytes(),
                    };
                    let work = Work {
                        prefill_tokens: context_tokens,
                        context_tokens,
                        shared_tokens: 0.0,
                        output_tokens: 250.0,
                    };
                    let sizing = replica.sizing(work, &catalog.calibration);
                    let smallest = replica.capacity(work, &catalog.calibration);
                    for rate in [0.01, 0.5, 4.0, 30.0, 1_000.0] {
                        let demand = Demand {
                            peak_rate: rate,
                            mean_rate: rate / 3.0,
                            utilisation: 0.6,
                            followed: 0.0,
                            spare: 0.0,
                            least: 1.0,
                        };
                        let layout = sizing.sizes(&smallest).fewest(&demand);
                        let fewest = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]
                            .into_iter()
                            .filter(|gpus| *gpus >= sizing.least_gpus)
                            .map(|gpus| gpus * sizing.on(gpus).replicas(rate, 0.6))
                            .fold(f64::INFINITY, f64::min);
                        assert_eq!(
                            layout.paid_gpus, fewest,
                            "{} {precision:?} {work:?} {rate}",
                            gpu.id
                        );
                        larger += usize::from(layout.replica_gpus > sizing.least_gpus);
                    }
                }
            }
        }
    }
    assert!(larger > 50, "only {larger} are larger than the smallest");
    // A hundred thousand questions a day with passages: of the smallest replicas it would take 126 GPUs.
    let mut s = Scenario {
        supply: Supply::OwnGpus,
        precision: Precision::Bf16,
        queries_per_day: 100_000.0,
        ..Scenario::default()
    };
    for (key, value) in [("open_model", "llama-3.3-70b"), ("gpu", "h100")] {
        let param = params::find(key).expect("an input");
        param.set_text(&mut s, value, catalog).expect("an option");
    }
    let gpus = evaluate(&s, catalog).of(Strategy::Rag).cost.serving_gpus;
    assert!((4.0..=16.0).contains(&gpus), "{gpus}");
}
