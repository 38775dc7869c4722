//! Costs worked out by hand on a catalog of round numbers.

mod bills;
mod crossovers;
mod gpus;
mod retrieval;
mod sellers;

use forkcast_engine::assumptions::Calibration;
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::catalog::{Billing, CacheTerms, OfferedServing, TuningMethod};
use forkcast_engine::report::CostItem;
use forkcast_engine::scenario::{Audit, HybridTraining, Supply, TrainingPlace};
use forkcast_engine::{Catalog, Report, Scenario, Strategy};

/// Prices and sizes that are easy to reckon with. None of them is anybody's.
fn world() -> Catalog {
    let mut c = Catalog::builtin().clone();
    let model = &mut c.models.to_mut()[0];
    model.context_tokens = 1e6;
    model.input_usd_per_m = 1.0;
    model.output_usd_per_m = 4.0;
    model.cached_usd_per_m = None;
    model.long = None;
    model.ends = None;
    model.cache = &CacheTerms::UNKNOWN;
    let offers = model.tuning.to_mut();
    offers.truncate(1);
    let offer = offers.first_mut().expect("the first model can be tuned");
    offer.method = TuningMethod::Lora;
    offer.training_usd_per_m = 2.0;
    offer.takes_adapters = true;
    offer.serving = by_token(3.0, 8.0);
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
        usd_per_m_write_units: 0.0,
        minimum_usd_month: 50.0,
    };
    stores[NODES as usize].billing = Billing::Nodes {
        usd_per_node_hour: 0.5,
        node_gb: 10.0,
        node_qps: None,
        included_nodes: 0.0,
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

/// The same world with a cache at a tenth of the price.
fn cached_world() -> Catalog {
    let mut c = world();
    c.models.to_mut()[0].cached_usd_per_m = Some(0.1);
    c
}

const fn by_token(input_usd_per_m: f64, output_usd_per_m: f64) -> OfferedServing {
    OfferedServing::Serverless {
        input_usd_per_m,
        output_usd_per_m,
    }
}

const READ_UNITS: u16 = 0;
const NODES: u16 = 1;
const NO_FEE: u16 = 2;

fn base() -> Scenario {
    Scenario {
        // Facts are paid as corpus and not as text that a teacher writes.
        teacher_usd_per_m: 0.0,
        // The model is sold for good.
        unannounced_end: 0.0,
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
        eval_item_usd: 0.0,
        grading_usd: 0.0,
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
