//! What a report lists besides the decision: stages, warnings, and cost items that add up.

use crate::common::{assessed, catalog, close, model, roomy};
use Strategy::{Prompt, Rag};
use forkcast_engine::cost::crossover;
use forkcast_engine::report::{CostItem, StageKind, Warning};
use forkcast_engine::scenario::{GpuPurchase, Precision, Residency, Supply};
use forkcast_engine::strategy::STRATEGIES;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};

#[test]
fn a_stage_that_takes_no_time_is_not_told() {
    let s = Scenario {
        reranker_index: 0,
        ..roomy()
    };
    let r = evaluate(&s, catalog());
    let kinds =
        |x: Strategy| -> Vec<StageKind> { r.of(x).latency.stages.iter().map(|stage| stage.kind).collect() };
    use StageKind::{Decode, Embed, Network, Prefill, Queue, Search};
    assert_eq!(kinds(Prompt), [Network, Queue, Prefill, Decode]);
    assert_eq!(kinds(Rag), [Network, Embed, Search, Queue, Prefill, Decode]);
    let latency = &r.of(Rag).latency;
    let all = assessed(&s);
    assert_eq!(latency.ttft_p95_ms, all[Rag.index()].latency.ttft.p95());
    assert_eq!(latency.e2e_p50_ms, all[Rag.index()].latency.e2e.p50());
}

#[test]
fn warnings_are_given_where_they_hold_and_only_there() {
    let s = Scenario {
        model_index: model("qwen3.5-9b"),
        ..roomy()
    };
    let warnings = |s: &Scenario, c: &Catalog| evaluate(s, c).warnings;
    assert_eq!(warnings(&s, catalog()), []);
    let broke = Scenario {
        budget_monthly_usd: 50.0,
        ..s
    };
    assert_eq!(warnings(&broke, catalog()), [Warning::NothingFits]);
    let disagree = Scenario {
        model_index: model("llama-3.3-70b"),
        ..s
    };
    assert!(warnings(&disagree, catalog()).contains(&Warning::FeedsDisagree));
    let mut c = catalog().clone();
    let here = usize::from(s.model_index);
    c.models.to_mut()[here].tuning.to_mut().clear();
    assert_eq!(warnings(&s, &c), [], "all weights can still be trained");
    c.models.to_mut()[here].shape = None;
    let closed = |open_weights| Warning::CannotTune { open_weights };
    assert_eq!(warnings(&s, &c), [closed(Some(true))]);
    c.models.to_mut()[here].open_weights = Some(false);
    assert_eq!(warnings(&s, &c), [closed(Some(false))]);
    let hurts = Scenario { recall: 0.0, ..s };
    assert_eq!(warnings(&hurts, catalog()), [Warning::RetrievalHurts]);
    // Where no question needs the documents, that is not the fault of recall.
    let needless = Scenario {
        new_facts_share: 0.0,
        ..s
    };
    assert!(!warnings(&needless, catalog()).contains(&Warning::RetrievalHurts));
    let gpu = |id: &str| catalog().gpus.iter().position(|g| g.id == id).expect("a GPU") as u16;
    let own = |id: &str, precision| Scenario {
        supply: Supply::OwnGpus,
        open_model_index: model("llama-3.3-70b"),
        gpu_index: gpu(id),
        precision,
        ..s
    };
    assert!(!catalog().gpus[usize::from(gpu("a100"))].fp8);
    // Three quarters of the 72 GB of an A100 may be weights: 141 GB take four, half of that two, a quarter fits on one.
    assert_eq!(
        warnings(&own("a100", Precision::Bf16), catalog()),
        [Warning::SpreadOverGpus { gpus: 4.0 }]
    );
    assert_eq!(warnings(&own("a100", Precision::Int4), catalog()), []);
    assert_eq!(
        warnings(&own("a100", Precision::Fp8), catalog()),
        [Warning::SpreadOverGpus { gpus: 2.0 }, Warning::NoFp8]
    );
    assert_eq!(warnings(&own("h200", Precision::Fp8), catalog()), []);
    let reserved = Scenario {
        gpu_purchase: GpuPurchase::Reserved,
        ..own("h200", Precision::Fp8)
    };
    assert_eq!(
        warnings(&reserved, catalog()),
        [Warning::Reserved { months: None }]
    );
    let mut c = catalog().clone();
    c.gpus.to_mut()[usize::from(gpu("h200"))].reserved_months = Some(12.0);
    let [warning] = &warnings(&reserved, &c)[..] else {
        panic!("one warning");
    };
    assert_eq!(
        forkcast_engine::words::warning(warning, &c),
        "This price is that of GPUs reserved for 12 months."
    );
    let thinks = Scenario {
        model_index: model("gpt-6-astra"),
        ..s
    };
    assert!(catalog().model(thinks.model_index).always_thinks);
    let counted = Scenario {
        thinking_tokens: 800.0,
        ..thinks
    };
    assert!(warnings(&thinks, catalog()).contains(&Warning::ThinkingNotCounted));
    assert!(!warnings(&counted, catalog()).contains(&Warning::ThinkingNotCounted));
    let waits = Scenario {
        batch_share: 0.5,
        ..s
    };
    assert_eq!(
        warnings(&waits, catalog()),
        [
            Warning::AnswersCanWait { share: 0.5 },
            Warning::BatchesAtFullPrice
        ]
    );
    let rented = Scenario {
        residency: Residency::OnPremises,
        ..own("h200", Precision::Fp8)
    };
    let owned = Scenario {
        gpu_purchase: GpuPurchase::Owned,
        ..rented
    };
    assert!(warnings(&rented, catalog()).contains(&Warning::RentedOnPremises));
    assert!(!warnings(&owned, catalog()).contains(&Warning::RentedOnPremises));
}

#[test]
fn costs_add_up_to_the_month() {
    let s = Scenario {
        store_index: 0,
        ..roomy()
    };
    let r = evaluate(&s, catalog());
    for x in Strategy::ALL {
        let cost = &r.of(x).cost;
        close(cost.monthly_usd, cost.items.iter().map(|i| i.monthly_usd).sum());
        close(cost.upfront_usd, cost.items.iter().map(|i| i.upfront_usd).sum());
    }
    assert!(r.of(Rag).cost.items[CostItem::Store as usize].monthly_usd > 0.0);
    let curves: [&[f64]; STRATEGIES] =
        std::array::from_fn(|i| r.strategies[i].cost.cumulative_usd.as_slice());
    assert_eq!(r.crossovers, crossover::months(curves));
}
