//! What everything costs, worked out by hand on a catalog of round numbers.

use std::f64::consts::LN_2;

use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use forkcast_engine::catalog::{Billing, LongPrompt, Shape, TuningMethod};
use forkcast_engine::cost::supply::{self, Serve, TokenPrice, Train};
use forkcast_engine::cost::{crossover, horizon_queries, months, people, retrieval, training};
use forkcast_engine::explore::volume;
use forkcast_engine::latency::roofline::{Replica, Work};
use forkcast_engine::prompt;
use forkcast_engine::report::{CostItem, Crossover, Report};
use forkcast_engine::scenario::{Audit, HybridTraining, Supply, TrainingPlace};
use forkcast_engine::strategy::{Method, STRATEGIES};
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};

/// Prices and sizes that are easy to reckon with. None of them is anybody's.
fn world() -> Catalog {
    let mut c = Catalog::builtin().clone();
    let model = &mut c.models.to_mut()[0];
    model.context_tokens = 1e6;
    model.input_usd_per_m = 1.0;
    model.output_usd_per_m = 4.0;
    model.cached_usd_per_m = Some(0.1);
    model.long = None;
    let tuning = model.tuning.as_mut().expect("the first model can be tuned");
    tuning.method = TuningMethod::Lora;
    tuning.training_usd_per_m = 2.0;
    tuning.input_usd_per_m = 3.0;
    tuning.output_usd_per_m = 8.0;
    let shape = model.shape.as_mut().expect("the first model is open");
    (shape.params_b, shape.layers, shape.hidden) = (10.0, 10.0, 1000.0);
    (shape.heads, shape.kv_heads, shape.head_dim) = (10.0, 5.0, 100.0);
    for (gpu, usd) in c.gpus.to_mut().iter_mut().zip([2.0, 3.0]) {
        (gpu.memory_gb, gpu.bf16_tflops, gpu.bandwidth_tbs) = (100.0, 100.0, 1.0);
        gpu.usd_per_hour = usd;
        gpu.fp8 = false;
    }
    let embedder = &mut c.embedders.to_mut()[0];
    (embedder.usd_per_m_tokens, embedder.dimensions) = (1.0, 1000.0);
    let stores = c.stores.to_mut();
    stores[READ_UNITS as usize].billing = Billing::ReadUnits {
        usd_per_gb_month: 2.0,
        usd_per_m_read_units: 100.0,
        minimum_usd_month: 50.0,
    };
    stores[NODES as usize].billing = Billing::Nodes {
        usd_per_node_hour: 0.5,
        node_gb: 10.0,
    };
    stores[NO_FEE as usize].billing = Billing::None;
    let rerankers = c.rerankers.to_mut();
    rerankers[0].usd_per_k_queries = 0.0;
    rerankers[1].usd_per_k_queries = 2.0;
    c.calibration = Calibration {
        index_overhead: 2.0,
        index_lag_minutes: 144.0,
        full_training_mfu: 0.5,
        lora_training_mfu: 0.5,
        qlora_speed: 0.5,
        hold_hours: 10.0,
        refresh_months: 12.0,
        ..c.calibration
    };
    c
}

const READ_UNITS: u16 = 0;
const NODES: u16 = 1;
const NO_FEE: u16 = 2;

fn base() -> Scenario {
    Scenario {
        queries_per_day: 1000.0,
        growth_monthly: 0.0,
        peak_factor: 3.0,
        horizon_months: 10.0,
        prompt_tokens: 600.0,
        output_tokens: 200.0,
        few_shot: 4.0,
        example_tokens: 100.0,
        cacheable_share: 0.0,
        chunks: 5.0,
        chunk_tokens: 300.0,
        corpus_tokens: 3e6,
        change_days: DAYS_PER_MONTH,
        retrain_min_days: 1.0,
        change_share: 0.2,
        new_facts_share: 0.5,
        examples: 1000.0,
        curation_usd: 5.0,
        audit: Audit::None,
        supply: Supply::Hosted,
        model_index: 0,
        open_model_index: 0,
        gpu_index: 0,
        training_gpu_index: 1,
        training_place: TrainingPlace::Rented,
        hybrid_training: HybridTraining::Plain,
        embedder_index: 0,
        store_index: NO_FEE,
        reranker_index: 0,
        epochs: 3.0,
        experiments: 2.0,
        wordings: 10.0,
        team_usd_per_hour: 50.0,
        build_hours_prompt: 10.0,
        build_hours_rag: 100.0,
        build_hours_ft: 200.0,
        upkeep_hours_prompt: 1.0,
        upkeep_hours_rag: 10.0,
        upkeep_hours_ft: 20.0,
        release_hours: 8.0,
        wrong_answer_usd: 0.0,
        ..Scenario::default()
    }
}

fn close(found: f64, by_hand: f64) {
    assert!(
        (found - by_hand).abs() <= 1e-9 * by_hand.abs().max(1e-3),
        "{found}, by hand {by_hand}"
    );
}

fn upfront(r: &Report, strategy: Strategy, item: CostItem) -> f64 {
    r.of(strategy).cost.items[item as usize].upfront_usd
}

fn monthly(r: &Report, strategy: Strategy, item: CostItem) -> f64 {
    r.of(strategy).cost.items[item as usize].monthly_usd
}

/// A month's items divided by its questions.
fn each(s: &Scenario, r: &Report, strategy: Strategy, item: CostItem) -> f64 {
    monthly(r, strategy, item) / (s.queries_per_day * DAYS_PER_MONTH)
}

#[test]
fn people_are_paid_by_the_hour() {
    let (s, c) = (base(), world());
    let r = evaluate(&s, &c);
    let by_hand = [
        (Prompt, 10.0, 1.0),
        (LongContext, 20.0, 1.0),
        (Rag, 100.0, 10.0),
        (FullFt, 200.0, 20.0),
        (Lora, 200.0, 20.0),
        (Qlora, 200.0, 20.0),
        (Hybrid, 300.0, 30.0),
    ];
    for (strategy, build, upkeep) in by_hand {
        close(upfront(&r, strategy, CostItem::Build), build * 50.0);
        close(monthly(&r, strategy, CostItem::Upkeep), upkeep * 50.0);
    }
    // 160 hours a month, twelve months and 52 weeks a year: 480 hours are a quarter of a year.
    let quarter = Scenario {
        build_hours_rag: 480.0,
        ..s
    };
    close(people::weeks_to_live(&quarter, Rag), 13.0);
}

#[test]
fn tokens_are_paid_by_what_the_cache_serves() {
    // At 288 ln 2 questions a day every second prompt finds its prefix in a cache that forgets after five minutes.
    let s = Scenario {
        queries_per_day: 288.0 * LN_2,
        cacheable_share: 0.8,
        corpus_tokens: 20_000.0,
        // What changes of a corpus empties the cache: tests/long_context.rs.
        change_share: 0.0,
        ..base()
    };
    close(prompt::cache_hit_share(s.queries_per_day), 0.5);
    let prompt = prompt::of(&s, LongContext);
    close(prompt.total(), 600.0 + 4.0 * 100.0 + 20_000.0);
    close(prompt.own_cached(), 1000.0 * 0.8 * 0.5);
    close(prompt.own_uncached(), 600.0);
    close(prompt.cached(), 400.0 + 10_000.0);
    let r = evaluate(&s, &world());
    let of = |strategy, item| each(&s, &r, strategy, item);
    // 600 tokens at 1 USD a million and 400 at 0.1.
    for strategy in [Prompt, LongContext, Rag] {
        close(of(strategy, CostItem::Prompt), 640e-6);
        close(of(strategy, CostItem::Output), 800e-6);
    }
    close(of(Prompt, CostItem::Context), 0.0);
    close(of(LongContext, CostItem::Context), 11_000e-6);
    close(of(Rag, CostItem::Context), 1500e-6);
    // A tuned model needs no examples: 360 tokens at 3 USD and 240 at 0.3; it answers at 8.
    for strategy in [Lora, Hybrid] {
        close(of(strategy, CostItem::Prompt), 1152e-6);
        close(of(strategy, CostItem::Output), 1600e-6);
    }
    close(of(Lora, CostItem::Context), 0.0);
    close(of(Hybrid, CostItem::Context), 4500e-6);
}

#[test]
fn a_wrong_answer_costs_what_the_team_says() {
    let s = Scenario {
        wrong_answer_usd: 2.0,
        ..base()
    };
    let r = evaluate(&s, &world());
    for strategy in Strategy::ALL {
        // One that nobody notices costs all of it, one that is noticed three tenths.
        let quality = r.of(strategy).quality;
        let (wrong, silent) = (1.0 - quality.p_correct, quality.silent_failure);
        close(each(&s, &r, strategy, CostItem::SilentFailures), 2.0 * silent);
        close(
            each(&s, &r, strategy, CostItem::WrongAnswers),
            0.6 * (wrong - silent),
        );
        assert!(wrong > silent && silent > 0.0);
    }
}

#[test]
fn an_index_is_made_once_and_again_for_what_changes() {
    let c = world();
    // Four changes a month of a fifth of 3 M tokens, at 1 USD a million.
    let s = Scenario {
        change_days: DAYS_PER_MONTH / 4.0,
        reranker_index: 1,
        ..base()
    };
    let r = evaluate(&s, &c);
    close(upfront(&r, Rag, CostItem::Indexing), 3.0);
    close(monthly(&r, Rag, CostItem::Indexing), 3.0 * 0.2 * 4.0);
    // 600 tokens of the question, and 2 USD for a thousand rerankings.
    close(each(&s, &r, Rag, CostItem::Search), 600e-6 + 0.002);
    assert_eq!(monthly(&r, Lora, CostItem::Search), 0.0);
    // The index takes in documents every 144 minutes: what changes twice as often is indexed no more often.
    let fast = Scenario {
        change_days: 0.05,
        ..s
    };
    close(
        retrieval::bill(&fast, &c).reindex_monthly_usd,
        3.0 * 0.2 * DAYS_PER_MONTH / 0.1,
    );
}

#[test]
fn a_store_charges_by_size_and_reading_or_by_node() {
    let c = world();
    let month = |corpus_tokens: f64, store_index: u16, queries_per_day: f64| {
        let s = Scenario {
            corpus_tokens,
            store_index,
            queries_per_day,
            ..base()
        };
        monthly(&evaluate(&s, &c), Rag, CostItem::Store)
    };
    // Passages of 300 tokens; 1,000 numbers of 4 bytes each, twice that with what the index adds: 8 GB for a million.
    let million = Scenario {
        corpus_tokens: 3e8,
        ..base()
    };
    close(retrieval::vectors(&million), 1e6);
    close(retrieval::index_gb(&million, &c), 8.0);
    let thousand = Scenario {
        corpus_tokens: 1000.0,
        ..base()
    };
    assert_eq!(retrieval::vectors(&thousand), 4.0, "the last one is not full");
    // 8 GB at 2 USD, and 8 units of 100 USD a million for a question.
    close(
        month(3e8, READ_UNITS, 10_000.0),
        16.0 + 10_000.0 * DAYS_PER_MONTH * 8e-4,
    );
    // A question reads at least a quarter of a gigabyte.
    close(
        month(3e6, READ_UNITS, 1e6),
        0.08 * 2.0 + 1e6 * DAYS_PER_MONTH * 25e-6,
    );
    assert_eq!(month(3e6, READ_UNITS, 10.0), 50.0, "the least fee");
    for (corpus_tokens, nodes) in [(3e6, 1.0), (3e8, 1.0), (3e9, 8.0), (3.15e9, 9.0)] {
        close(month(corpus_tokens, NODES, 10.0), nodes * 0.5 * HOURS_PER_MONTH);
    }
    assert_eq!(month(3e8, NO_FEE, 10_000.0), 0.0);
}

#[test]
fn one_more_question_costs_its_tokens_its_search_and_its_reading() {
    let s = Scenario {
        store_index: READ_UNITS,
        reranker_index: 1,
        ..base()
    };
    let r = evaluate(&s, &world());
    close(r.of(Prompt).cost.marginal_query_usd, 1000e-6 + 800e-6);
    close(
        r.of(Rag).cost.marginal_query_usd,
        1000e-6 + 1500e-6 + 800e-6 + 600e-6 + 0.002 + 25e-6,
    );
}

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
            ..base()
        };
        // A million questions a day keep every prefix in the cache.
        let (read, held) = match strategy {
            Prompt => (1000.0, 1000.0),
            Rag => (2500.0, 2500.0),
            _ => (500.0, 21_000.0),
        };
        let sizing = Replica {
            shape: c.models[0].shape.as_ref().expect("open"),
            gpu: &c.gpus[0],
            precision: s.precision,
        }
        .sizing(
            Work {
                prefill_tokens: read,
                context_tokens: held,
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
        let search = if strategy == Rag { 600e-6 } else { 0.0 };
        close(cost.marginal_query_usd, usd / (1e6 * DAYS_PER_MONTH) + search);
    }
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
    close(training::example_tokens(&s, Lora), 1e5);
    close(training::example_tokens(&s, Hybrid), 1e5);
    close(training::example_tokens(&aware, Lora), 1e5);
    // With five passages of 300 tokens.
    close(training::example_tokens(&aware, Hybrid), 1000.0 * 1600.0);
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
    // A fifth changed, half of the examples speak of facts, 5 USD each.
    close(training::recuration_usd(&s, Lora), 1000.0 * 0.2 * 0.5 * 5.0);
    close(training::recuration_usd(&s, Hybrid), 0.0);
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
    close(monthly(&r, Lora, CostItem::Releases), 4.0 * (8.0 * 50.0 + 500.0));
    close(monthly(&r, Hybrid, CostItem::Releases), 400.0 / 12.0);
    assert_eq!(r.of(Rag).cost.training_run_usd, 0.0);
    assert_eq!(r.of(Rag).cost.releases_per_month, 0.0);
}

#[test]
fn a_month_is_a_twelfth_of_a_julian_year() {
    close(DAYS_PER_MONTH, 365.25 / 12.0);
    close(HOURS_PER_MONTH, 730.5);
}

#[test]
fn growth_compounds_and_the_horizon_is_whole_months() {
    let s = Scenario {
        growth_monthly: 0.1,
        horizon_months: 2.6,
        ..base()
    };
    let first = 1000.0 * DAYS_PER_MONTH;
    let queries: Vec<f64> = months(&s).collect();
    assert_eq!(queries.len(), 3, "2.6 months are three");
    for (found, by_hand) in queries.iter().zip([first, first * 1.1, first * 1.21]) {
        close(*found, by_hand);
    }
    close(horizon_queries(&s), first * 3.31);
    let r = evaluate(&s, &world());
    let cost = &r.of(Prompt).cost;
    // Ten hours to build, one a month of upkeep, and 0.0018 USD a question.
    let month = |growth: f64| 50.0 + first * growth * 1800e-6;
    let spent = [
        500.0,
        500.0 + month(1.0),
        500.0 + month(1.0) + month(1.1),
        500.0 + month(1.0) + month(1.1) + month(1.21),
    ];
    assert_eq!(cost.cumulative_usd.len(), 4);
    for (found, by_hand) in cost.cumulative_usd.iter().zip(spent) {
        close(*found, by_hand);
    }
    close(cost.upfront_usd, 500.0);
    close(cost.monthly_usd, (spent[3] - 500.0) / 3.0);
    close(cost.per_query_usd, spent[3] / (first * 3.31));
    close(
        cost.per_correct_usd,
        spent[3] / (first * 3.31 * r.of(Prompt).quality.p_correct),
    );
    close(
        monthly(&r, Prompt, CostItem::Prompt),
        1000e-6 * first * 3.31 / 3.0,
    );
    // A store's fee and GPUs are a month's own, not the mean month's.
    let stored = Scenario {
        store_index: READ_UNITS,
        queries_per_day: 1e6,
        ..s
    };
    close(
        monthly(&evaluate(&stored, &world()), Rag, CostItem::Store),
        0.16 + 1e6 * DAYS_PER_MONTH * 25e-6 * 3.31 / 3.0,
    );
    let own = Scenario {
        supply: Supply::OwnGpus,
        queries_per_day: 1e6,
        ..s
    };
    let r = evaluate(&own, &world());
    let replicas: Vec<f64> = [1.0, 1.1, 1.21]
        .map(|growth| {
            let month = Scenario {
                growth_monthly: 0.0,
                horizon_months: 1.0,
                queries_per_day: 1e6 * growth,
                ..own
            };
            evaluate(&month, &world()).of(Prompt).cost.serving_gpus
        })
        .to_vec();
    assert!(replicas[0] < replicas[2], "{replicas:?}");
    close(
        monthly(&r, Prompt, CostItem::Gpus),
        replicas.iter().sum::<f64>() * 2.0 * HOURS_PER_MONTH / 3.0,
    );
}

/// The price of a prompt, and how the strategy's model is served.
fn price(s: &Scenario, c: &Catalog, strategy: Strategy, method: Method) -> TokenPrice {
    match supply::of(s, c, strategy, method).serve {
        Serve::Hosted(tariff) => tariff.launch,
        Serve::Gpus(_) => panic!("{strategy:?} is hosted"),
    }
}

#[test]
fn own_prices_move_the_cache_and_the_tuned_model_with_them() {
    let c = world();
    let own = Scenario {
        own_input_usd: Some(2.0),
        own_output_usd: Some(5.0),
        ..base()
    };
    // The cache stays a tenth of the input; a tuned model keeps three and two times the price.
    let all = |input: f64, cached: f64, output: f64| TokenPrice {
        input,
        cached,
        output,
    };
    assert_eq!(price(&base(), &c, Rag, Method::Lora), all(1.0, 0.1, 4.0));
    assert_eq!(price(&own, &c, Rag, Method::Lora), all(2.0, 0.2, 5.0));
    assert_eq!(price(&own, &c, Lora, Method::Lora), all(6.0, 0.2 * 3.0, 10.0));
    let cached = Scenario {
        own_cached_usd: Some(0.5),
        ..own
    };
    assert_eq!(price(&cached, &c, Rag, Method::Lora), all(2.0, 0.5, 5.0));
    // Where caching is not sold, a cached token costs what any other does.
    let mut uncached = world();
    uncached.models.to_mut()[0].cached_usd_per_m = None;
    assert_eq!(price(&own, &uncached, Rag, Method::Lora), all(2.0, 2.0, 5.0));
    // A model that is given away has no premium to keep.
    let mut free = world();
    let model = &mut free.models.to_mut()[0];
    (model.input_usd_per_m, model.output_usd_per_m) = (0.0, 0.0);
    assert_eq!(price(&own, &free, Lora, Method::Lora), all(2.0, 0.1, 5.0));
}

#[test]
fn a_long_prompt_is_charged_its_tier_as_a_whole_from_the_token_above() {
    let mut c = world();
    c.models.to_mut()[0].long = Some(&LongPrompt {
        above_tokens: 100_000.0,
        input_usd_per_m: 5.0,
        output_usd_per_m: 6.0,
        cached_usd_per_m: Some(0.5),
    });
    let at = |corpus_tokens: f64| {
        let s = Scenario {
            corpus_tokens,
            ..base()
        };
        price(&s, &c, LongContext, Method::Lora)
    };
    assert_eq!(
        at(99_000.0).input,
        1.0,
        "1,000 tokens of its own and the corpus: the threshold itself"
    );
    let above = at(99_001.0);
    assert_eq!((above.input, above.cached, above.output), (5.0, 0.5, 6.0));
}

#[test]
fn what_is_for_sale_decides_where_a_model_runs_and_is_trained() {
    let mut c = world();
    let managed_place = Scenario {
        training_place: TrainingPlace::Managed,
        ..base()
    };
    let own_managed = Scenario {
        supply: Supply::OwnGpus,
        ..managed_place
    };
    {
        let shape = c.models[0].shape.as_ref().expect("open");
        for strategy in [Prompt, LongContext, Rag] {
            let supplied = supply::of(&base(), &c, strategy, Method::Lora);
            assert_eq!((supplied.train, supplied.sold), (Train::Nothing, true));
            let own = supply::of(&own_managed, &c, strategy, Method::Lora);
            assert_eq!((own.serve, own.train), (Serve::Gpus(shape), Train::Nothing));
            assert_eq!(own.context_tokens, 1e6);
        }
        // Nobody shares a model whose weights were all changed: it runs on GPUs of one's own.
        let full = supply::of(&base(), &c, FullFt, Method::Full);
        assert_eq!(
            (full.serve, full.train, full.sold),
            (Serve::Gpus(shape), Train::Rented(shape), true)
        );
        // Adapters are trained where the team says, the other methods on rented GPUs in any case.
        let train = |s: &Scenario, strategy, method| supply::of(s, &c, strategy, method).train;
        assert_eq!(train(&base(), Lora, Method::Lora), Train::Rented(shape));
        assert_eq!(train(&managed_place, Lora, Method::Lora), Train::Managed(2.0));
        assert_eq!(train(&managed_place, Qlora, Method::Qlora), Train::Rented(shape));
        assert_eq!(train(&own_managed, Lora, Method::Lora), Train::Managed(2.0));
        assert_eq!(train(&own_managed, Qlora, Method::Qlora), Train::Rented(shape));
        assert_eq!(train(&own_managed, FullFt, Method::Full), Train::Rented(shape));
    }
    // A provider that tunes by a way of its own sells adapters alone.
    let tuning = |c: &mut Catalog, method| {
        c.models.to_mut()[0].tuning.as_mut().expect("tuned").method = method;
    };
    tuning(&mut c, TuningMethod::Managed);
    let lora = supply::of(&base(), &c, Lora, Method::Lora);
    assert_eq!((lora.train, lora.sold), (Train::Managed(2.0), true));
    assert_eq!(
        price(&base(), &c, Lora, Method::Lora),
        TokenPrice {
            input: 3.0,
            cached: 0.1 * 3.0,
            output: 8.0
        }
    );
    assert!(!supply::of(&base(), &c, Qlora, Method::Qlora).sold);
    // A closed model cannot be trained in full; one that is not tuned at all is sold as it is.
    c.models.to_mut()[0].shape = None;
    let full = supply::of(&base(), &c, FullFt, Method::Full);
    assert_eq!((full.train, full.sold), (Train::Nothing, false));
    assert!(supply::of(&base(), &c, Lora, Method::Lora).sold);
    c.models.to_mut()[0].tuning = None;
    assert!(!supply::of(&base(), &c, Lora, Method::Lora).sold);
    assert!(supply::of(&base(), &c, Rag, Method::Lora).sold);
}

/// Cumulative costs of which only the first three strategies' matter: the others lie apart and far above.
fn cumulative(prompt: &[f64], long_context: &[f64], rag: &[f64]) -> Vec<Crossover> {
    let far: Vec<Vec<f64>> = (1..=STRATEGIES)
        .map(|i| vec![1e6 * i as f64; prompt.len()])
        .collect();
    crossover::months(std::array::from_fn(|i| match i {
        0 => prompt,
        1 => long_context,
        2 => rag,
        _ => &far[i],
    }))
}

#[test]
fn cumulative_costs_cross_where_their_straight_lines_do() {
    let far = [1e5; 5];
    // The gap goes from −5 to +3 within the first month: five eighths of it, at 6.25 USD.
    assert_eq!(
        cumulative(&[0.0, 10.0], &[5.0, 7.0], &[1e5; 2]),
        [Crossover {
            before: Prompt,
            after: LongContext,
            month: 0.625,
            usd: 6.25
        }]
    );
    // There and back, the second in the fourth month; the dearer one first in the table.
    let back = cumulative(
        &[8.0, 10.0, 12.0, 14.0, 16.0],
        &[2.0, 6.0, 14.0, 18.0, 12.0],
        &far,
    );
    assert_eq!(
        back,
        [
            Crossover {
                before: LongContext,
                after: Prompt,
                month: 1.0 + 4.0 / 6.0,
                usd: 10.0 + 2.0 * 4.0 / 6.0
            },
            Crossover {
                before: Prompt,
                after: LongContext,
                month: 3.5,
                usd: 15.0
            },
        ]
    );
    // Level for a month: the crossing lies between the months that differ.
    assert_eq!(
        cumulative(&[0.0, 1.0, 5.0, 10.0, 12.0], &[4.0, 5.0, 5.0, 6.0, 7.0], &far),
        [Crossover {
            before: Prompt,
            after: LongContext,
            month: 2.0,
            usd: 5.5
        }]
    );
    // Touching, or level from the start, is no crossing.
    assert_eq!(cumulative(&[0.0, 5.0, 6.0], &[4.0, 5.0, 8.0], &[1e5; 3]), []);
    assert_eq!(cumulative(&[4.0, 4.0, 6.0], &[4.0, 4.0, 8.0], &[1e5; 3]), []);
    // Several pairs, in the order of their months.
    let order: Vec<f64> = cumulative(&[0.0, 4.0, 8.0, 12.0], &[6.0; 4], &[2.0; 4])
        .iter()
        .map(|c| c.month)
        .collect();
    assert_eq!(order, [0.5, 1.5]);
}

/// A tuned model at the base model's price: it saves the examples in the prompt and costs its upkeep and releases.
fn fork() -> (Scenario, Catalog) {
    let mut c = world();
    let tuning = c.models.to_mut()[0].tuning.as_mut().expect("tuned");
    (tuning.input_usd_per_m, tuning.output_usd_per_m) = (1.0, 4.0);
    let s = Scenario {
        few_shot: 10.0,
        new_facts_share: 0.0,
        change_share: 0.0,
        training_place: TrainingPlace::Managed,
        ..base()
    };
    (s, c)
}

#[test]
fn monthly_costs_cross_at_the_volume_that_pays_for_the_upkeep() {
    let (s, c) = fork();
    // 0.6 M tokens at 2 USD a million, and eight hours, every twelve months; nineteen hours more of upkeep; 0.001 USD saved a question.
    let queries = (19.0 * 50.0 + (1.2 + 400.0) / 12.0) / 0.001;
    let per_day = queries / DAYS_PER_MONTH;
    let sweep = volume::sweep(&s, &c, 57);
    let found = sweep
        .crossovers
        .iter()
        .find(|x| x.below == Prompt && x.above == Lora)
        .expect("they cross");
    assert!(
        (found.queries_per_day / per_day - 1.0).abs() < 1.5e-3,
        "{found:?}, by hand {per_day}"
    );
    let usd = 50.0 + queries * (1600e-6 + 800e-6);
    assert!((found.usd / usd - 1.0).abs() < 1.5e-3, "{found:?}, by hand {usd}");
    assert_eq!(
        sweep
            .crossovers
            .iter()
            .filter(|x| [x.below, x.above] == [Lora, Prompt])
            .count(),
        0
    );
    // The lines are those of single volumes, from one question a day to ten million, even in the logarithm.
    let volumes = &sweep.queries_per_day;
    assert_eq!((volumes.len(), volumes[0]), (57, 1.0));
    close(volumes[56], 1e7);
    close(volumes[28], 1e7f64.sqrt());
    for (i, queries) in volumes.iter().enumerate() {
        let at = volume::monthly_usd(&s, &c, *queries);
        for strategy in Strategy::ALL {
            assert_eq!(sweep.monthly_usd[strategy.index()][i], at[strategy.index()]);
        }
        close(at[0], 50.0 + queries * DAYS_PER_MONTH * 2400e-6);
    }
    assert_eq!(volume::sweep(&s, &c, 0).queries_per_day.len(), 2);
}

#[test]
fn a_crossing_is_as_exact_at_few_questions_as_at_many() {
    // At a thousand times the price of a token a thousandth of the questions pays for the upkeep.
    let (s, mut c) = fork();
    let model = &mut c.models.to_mut()[0];
    (model.input_usd_per_m, model.output_usd_per_m) = (1e3, 4e3);
    let tuning = model.tuning.as_mut().expect("tuned");
    (tuning.input_usd_per_m, tuning.output_usd_per_m) = (1e3, 4e3);
    let per_day = (19.0 * 50.0 + (1.2 + 400.0) / 12.0) / DAYS_PER_MONTH;
    for points in [57, 58, 59, 60] {
        let sweep = volume::sweep(&s, &c, points);
        let found = sweep
            .crossovers
            .iter()
            .find(|x| x.below == Prompt && x.above == Lora)
            .expect("they cross");
        assert!(
            (found.queries_per_day / per_day - 1.0).abs() < 1.5e-3,
            "{found:?}, by hand {per_day}"
        );
    }
}

#[test]
fn strategies_that_need_the_same_gpus_cross_nowhere() {
    let s = Scenario {
        supply: Supply::OwnGpus,
        corpus_tokens: 20_000.0,
        ..base()
    };
    let sweep = volume::sweep(&s, &world(), 57);
    let (prompt, long) = (
        &sweep.monthly_usd[Prompt.index()],
        &sweep.monthly_usd[LongContext.index()],
    );
    assert!(
        prompt[0] == long[0] && prompt[56] < long[56],
        "level at first, dearer at last"
    );
    assert!(
        !sweep
            .crossovers
            .iter()
            .any(|x| [x.below, x.above] == [Prompt, LongContext]
                || [x.below, x.above] == [LongContext, Prompt])
    );
}
