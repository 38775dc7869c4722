//! GPUs that serve and GPUs that train.

use super::{base, monthly, upfront, world};
use crate::common::close;
use Strategy::{Hybrid, LongContext, Lora, Prompt, Rag};
use forkcast_engine::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use forkcast_engine::catalog::Shape;
use forkcast_engine::cost::supply::Train;
use forkcast_engine::cost::training;
use forkcast_engine::latency::roofline::{Replica, Work};
use forkcast_engine::report::{CostItem, Warning};
use forkcast_engine::scenario::{GpuPurchase, HybridTraining, Supply};
use forkcast_engine::strategy::Method;
use forkcast_engine::{Scenario, Strategy, evaluate};

#[test]
fn gpus_come_in_whole_replicas_for_the_peak() {
    let c = world();
    for (strategy, corpus_tokens, cacheable_share) in
        [(Prompt, 3e6, 0.0), (Rag, 3e6, 0.0), (LongContext, 20_000.0, 0.5)]
    {
        let s = Scenario {
            supply: Supply::OwnGpus,
            queries_per_day: 1e6,
            utilisation: 0.5,
            corpus_tokens,
            cacheable_share,
            // No examples, which would be found in the cache.
            prompt_tokens: 1000.0,
            few_shot: 0.0,
            ..base()
        };
        // A million questions a day keep every prefix in the cache.
        let (read, held, shared) = match strategy {
            Prompt => (1000.0, 1000.0, 0.0),
            Rag => (2500.0, 2500.0, 0.0),
            LongContext => (500.0, 21_000.0, 20_500.0),
            Strategy::Structured
            | Strategy::RetrievedExamples
            | Strategy::OptimisedPrompt
            | Strategy::Agentic
            | Strategy::FullFt
            | Lora
            | Strategy::Qlora
            | Strategy::Distilled
            | Hybrid
            | Strategy::HybridFacts => unreachable!("not in the list above"),
        };
        let sizing = Replica {
            shape: c.models[0].shape.as_ref().expect("open"),
            gpu: &c.gpus[0],
            precision: s.precision,
            cache_bytes: 2.0,
        }
        .sizing(
            Work {
                prefill_tokens: read,
                context_tokens: held,
                shared_tokens: shared,
                output_tokens: 200.0,
            },
            &c.calibration,
        );
        let peak_per_s = 1e6 * 3.0 / 86_400.0;
        // Of replicas of one GPU, two, four and so on, those that need the fewest in all.
        let of_size = |gpus: f64| (peak_per_s / (sizing.on(gpus).max_rate * 0.5)).ceil() * gpus;
        let gpus = (0..7)
            .map(|i| of_size(2f64.powi(i)))
            .fold(f64::INFINITY, f64::min);
        assert!(gpus > 1.0, "{strategy:?}: {gpus}");
        let r = evaluate(&s, &c);
        let cost = &r.of(strategy).cost;
        close(cost.serving_gpus, gpus);
        let usd = gpus * 2.0 * HOURS_PER_MONTH;
        close(monthly(&r, strategy, CostItem::Gpus), usd);
        assert_eq!(
            monthly(&r, strategy, CostItem::Prompt),
            0.0,
            "no tokens are bought"
        );
        // The share of a question in the GPUs; a search is bought all the same.
        let search = if strategy == Rag { 1000e-6 } else { 0.0 };
        close(cost.marginal_query_usd, usd / (1e6 * DAYS_PER_MONTH) + search);
    }
}

/// A GPU whose price by the hour is 2 USD, reserved 1.50, on the spot market 0.50 and owned unknown.
#[test]
fn terms_a_spare_replica_and_the_day_decide_what_gpus_cost() {
    let mut c = world();
    let gpu = &mut c.gpus.to_mut()[0];
    (
        gpu.usd_per_hour_reserved,
        gpu.usd_per_hour_spot,
        gpu.usd_per_hour_owned,
    ) = (Some(1.5), Some(0.5), None);
    let s = Scenario {
        supply: Supply::OwnGpus,
        queries_per_day: 1e6,
        utilisation: 0.5,
        ..base()
    };
    let bill = |s: &Scenario| monthly(&evaluate(s, &c), Prompt, CostItem::Gpus) / HOURS_PER_MONTH;
    let peak = evaluate(&s, &c).of(Prompt).cost.serving_gpus;
    close(bill(&s), peak * 2.0);
    let on = |gpu_purchase| Scenario { gpu_purchase, ..s };
    close(bill(&on(GpuPurchase::Reserved)), peak * 1.5);
    close(bill(&on(GpuPurchase::Spot)), peak * 0.5);
    close(bill(&on(GpuPurchase::Owned)), peak * 2.0);
    let warnings = |s: &Scenario| evaluate(s, &c).warnings;
    assert!(warnings(&on(GpuPurchase::Owned)).contains(&Warning::GpuTermsUnpriced));
    assert!(!warnings(&on(GpuPurchase::Spot)).contains(&Warning::GpuTermsUnpriced));
    // A spare replica is one more of the same, here of one GPU, and makes nothing faster that is counted on.
    let spare = Scenario {
        spare_replicas: 1.0,
        ..s
    };
    close(bill(&spare), (peak + 1.0) * 2.0);
    close(
        evaluate(&spare, &c).of(Prompt).latency.e2e_p95_ms,
        evaluate(&s, &c).of(Prompt).latency.e2e_p95_ms,
    );
    // The mean is a third of the peak: with all of the day's swing followed a third of the replicas' load is paid, and rounded up the peak
    // itself is at most one replica more than its load.
    let followed = |autoscaling, gpu_purchase| {
        bill(&Scenario {
            autoscaling,
            gpu_purchase,
            ..s
        })
    };
    let all = followed(1.0, GpuPurchase::OnDemand) / 2.0;
    assert!(all > (peak - 1.0) / 3.0 && all <= peak / 3.0, "{all} of {peak}");
    close(followed(0.5, GpuPurchase::OnDemand) / 2.0, (all + peak) / 2.0);
    close(followed(1.0, GpuPurchase::Reserved), peak * 1.5);
    close(followed(1.0, GpuPurchase::Spot), all * 0.5);
    // A single replica is never given back.
    let quiet = Scenario {
        queries_per_day: 10.0,
        autoscaling: 1.0,
        ..s
    };
    close(bill(&quiet), 2.0);
}

#[test]
fn a_model_too_large_for_one_gpu_is_spread_over_a_power_of_two() {
    let mut c = world();
    c.models.to_mut()[0].shape.as_mut().expect("open").params_b = 100.0;
    let s = Scenario {
        supply: Supply::OwnGpus,
        queries_per_day: 10.0,
        ..base()
    };
    // 200 GB of weights in bf16; 90 of 100 GB can be filled: two are too few, four hold it.
    let r = evaluate(&s, &c);
    assert_eq!(r.of(Prompt).cost.serving_gpus, 4.0);
    close(monthly(&r, Prompt, CostItem::Gpus), 4.0 * 2.0 * HOURS_PER_MONTH);
}

fn shape(params_b: f64) -> Shape {
    Shape {
        params_b,
        ..world().models[0].shape.clone().expect("open")
    }
}

#[test]
fn a_run_holds_the_least_power_of_two_of_gpus_that_fits() {
    // Bytes a weight with what belongs to them: 21.6, 2.7 and 0.675.
    close(training::memory_gb(&shape(10.0), Method::Full), 216.0);
    close(training::memory_gb(&shape(10.0), Method::Lora), 27.0);
    close(training::memory_gb(&shape(10.0), Method::Qlora), 6.75);
    let gpus = |params_b: f64, method, memory_gb| training::gpus(&shape(params_b), method, memory_gb);
    assert_eq!(gpus(10.0, Method::Full, 100.0), 4.0, "no fewer than half a node");
    assert_eq!(gpus(10.0, Method::Full, 24.0), 16.0, "ten would do");
    assert_eq!(gpus(10.0, Method::Lora, 24.0), 2.0);
    assert_eq!(gpus(10.0, Method::Lora, 30.0), 1.0, "27 of 27 GB");
    assert_eq!(
        gpus(10.0, Method::Lora, 29.0),
        2.0,
        "a tenth of a GPU is not filled"
    );
    assert_eq!(gpus(10.0, Method::Qlora, 24.0), 1.0);
    assert_eq!(gpus(1e9, Method::Full, 80.0), 1024.0, "no more than that");
}

#[test]
fn a_gpu_trains_by_its_peak_over_the_arithmetic_of_a_token() {
    // 100 TFLOP/s, half used: 6 operations for each of 10^10 weights, 4 with adapters, and QLoRA at half the speed.
    let rate = |method| training::tokens_per_gpu_second(&shape(10.0), method, 100.0, &world());
    close(rate(Method::Full), 50e12 / 60e9);
    close(rate(Method::Lora), 1250.0);
    close(rate(Method::Qlora), 625.0);
}

#[test]
fn a_run_sees_examples_in_every_experiment_and_facts_in_the_last() {
    let s = base();
    let aware = Scenario {
        hybrid_training: HybridTraining::RetrievalAware,
        ..s
    };
    close(training::example_tokens(&s, &world(), Lora), 1e5);
    close(training::example_tokens(&s, &world(), Hybrid), 1e5);
    close(training::example_tokens(&aware, &world(), Lora), 1e5);
    // With five passages of 300 tokens.
    close(
        training::example_tokens(&aware, &world(), Hybrid),
        1000.0 * 1600.0,
    );
    // Half of the corpus in ten wordings; a hybrid gets its facts from retrieval.
    close(training::fact_tokens(&s, Lora), 15e6);
    close(training::fact_tokens(&s, Hybrid), 0.0);
    let seen =
        |strategy| training::release(&s, &world(), strategy, Method::Lora, &Train::Nothing).seen_tokens;
    close(seen(Lora), 3.0 * (2.0 * 1e5 + 15e6));
    close(seen(Hybrid), 3.0 * 2.0 * 1e5);
}

#[test]
fn a_release_is_paid_by_the_token_or_by_the_gpu_hour() {
    let (s, c) = (base(), world());
    let seen = 45.6e6;
    let managed = training::release(&s, &c, Lora, Method::Lora, &Train::Managed(2.0));
    close(managed.usd, 45.6 * 2.0);
    assert_eq!((managed.gpus, managed.gpu_hours), (0.0, 0.0));
    let nothing = training::release(&s, &c, Lora, Method::Lora, &Train::Nothing);
    assert_eq!((nothing.usd, nothing.gpus, nothing.gpu_hours), (0.0, 0.0, 0.0));
    let shape = shape(10.0);
    let rented = |s: &Scenario, method: Method| {
        training::release(s, &c, method.strategy(), method, &Train::Rented(&shape))
    };
    // Steps at each method's speed; the GPUs are held ten hours for each of two experiments.
    for (method, speed, gpus) in [
        (Method::Full, 50e12 / 60e9, 4.0),
        (Method::Lora, 1250.0, 1.0),
        (Method::Qlora, 625.0, 1.0),
    ] {
        let run = rented(&s, method);
        let hours = seen / speed / 3600.0 + 2.0 * gpus * 10.0;
        assert_eq!(run.gpus, gpus);
        close(run.gpu_hours, hours);
        close(run.usd, hours * 3.0);
        // Measured with LoRA at 2,500 tokens a second, twice what is assumed: every method is twice as fast.
        let measured = Scenario {
            measured_train_tps: Some(2500.0),
            ..s
        };
        close(
            rented(&measured, method).gpu_hours,
            seen / (2.0 * speed) / 3600.0 + 2.0 * gpus * 10.0,
        );
    }
}

#[test]
fn releases_follow_the_facts_that_were_baked_in() {
    let (s, c) = (base(), world());
    // Half of the questions need facts that change every month: a release a month. A hybrid waits for the next base model.
    close(training::releases_per_month(&s, &c, Lora), 1.0);
    close(training::releases_per_month(&s, &c, Hybrid), 1.0 / 12.0);
    let recuration_usd =
        |s: &Scenario, strategy| training::recuration_usd(s, &c, strategy, training::changed_share(s, &c));
    // A fifth can change, half of the examples speak of facts, 5 USD each. A release a month, of facts that change once a month: 1 − 1/e of those that can change have, and no more examples are kept up to
    // date than four times those that teach half.
    let few = Scenario {
        examples: 100.0,
        label_quality: 1.0,
        ..s
    };
    let changed = 1.0 - (-1f64).exp();
    close(recuration_usd(&few, Lora), 100.0 * 0.2 * 0.5 * changed * 5.0);
    let kept = 4.0 * c.calibration.examples_half;
    let many = Scenario {
        examples: 200_000.0,
        ..few
    };
    close(recuration_usd(&many, Lora), kept * 0.2 * 0.5 * changed * 5.0);
    close(recuration_usd(&s, Hybrid), 0.0);
    let fast = Scenario {
        change_days: DAYS_PER_MONTH / 4.0,
        ..s
    };
    let r = evaluate(&fast, &c);
    let run = 3.0 * (45.6e6 / 1250.0 / 3600.0 + 20.0);
    close(r.of(Lora).cost.training_run_usd, run);
    assert_eq!(r.of(Lora).cost.training_gpus, 1.0);
    close(r.of(Lora).cost.releases_per_month, 4.0);
    close(upfront(&r, Lora, CostItem::Training), run);
    close(upfront(&r, Lora, CostItem::Releases), 8.0 * 50.0);
    close(monthly(&r, Lora, CostItem::Training), 4.0 * run);
    let again = recuration_usd(&fast, Lora);
    assert!(again > 0.0 && again < 500.0);
    close(monthly(&r, Lora, CostItem::Releases), 4.0 * (8.0 * 50.0 + again));
    close(monthly(&r, Hybrid, CostItem::Releases), 400.0 / 12.0);
    assert_eq!(r.of(Rag).cost.training_run_usd, 0.0);
    assert_eq!(r.of(Rag).cost.releases_per_month, 0.0);
}
