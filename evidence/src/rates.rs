//! Training, search and cost rows, each with the model's figure and their ratio.

use crate::facts;
use forkcast_engine::catalog::{Attention, Catalog, Shape};
use forkcast_engine::cost::training::tokens_per_gpu_second;
use forkcast_engine::decision::assess_all;
use forkcast_engine::latency;
use forkcast_engine::scenario::Scenario;
use forkcast_engine::strategy::{Method, Strategy};

/// One published rate beside the model's.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was published.
    pub what: String,
    /// Unit of both figures.
    pub unit: &'static str,
    /// Published figure.
    pub published: f64,
    /// The model's.
    pub predicted: f64,
    /// Why the model is not to be held to this row, where it is not.
    pub does_not_apply: Option<&'static str>,
}

impl Row {
    /// Predicted over published.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.predicted / self.published
    }

    /// Whether the two are within a factor of one and a half, either way.
    #[must_use]
    pub fn is_near(&self) -> bool {
        (1.0 / 1.5..=1.5).contains(&self.ratio())
    }
}

/// Share of bf16 peak that NVIDIA's packed fp8 runs reach: one figure for six rows (SFT and LoRA of 7B, 13B and 70B). Their geometric
/// mean, and the bound that `lora_training_mfu` and `full_training_mfu` stay below.
#[must_use]
pub fn packed_mfu() -> f64 {
    let shares: Vec<f64> = packed()
        .iter()
        .map(|(_, flop, b, tps)| tps * flop * b * 1e9 / 989e12)
        .collect();
    (shares.iter().map(|s| s.ln()).sum::<f64>() / shares.len() as f64).exp()
}

/// Share of bf16 peak of an unpacked run on a 7B model: that of NVIDIA's packed run over the published slow-down, 5 to 8 times, in
/// its geometric mean. For all weights, and for adapters.
#[must_use]
pub fn unpacked_mfu() -> (f64, f64) {
    let share = |place: usize| {
        packed().get(place).map_or(0.0, |(_, flop, b, tps)| {
            tps * flop * b * 1e9 / 989e12 / UNPACKED_SLOWER.sqrt()
        })
    };
    (share(0), share(3))
}

/// 5 times 8: the square of the geometric mean of how much slower an unpacked run is.
const UNPACKED_SLOWER: f64 = 40.0;

/// Name, FLOP per weight and token, weights in 10^9 and tokens a second of each packed run.
fn packed() -> Vec<(String, f64, f64, f64)> {
    // Llama 2: 6.74, 13.0 and 69.0 billion weights (Touvron et al. 2023).
    let weights = [6.74, 13.0, 69.0];
    let mut rows = Vec::new();
    for f in facts::rates()
        .into_iter()
        .filter(|f| f[0] == "training throughput")
    {
        let method = f[1].split(' ').next().unwrap_or_default().to_owned();
        let flop = match method.as_str() {
            "SFT" => 6.0,
            "LoRA" => 4.0,
            _ => continue,
        };
        for ((size, b), tps) in ["7B", "13B", "70B"].iter().zip(weights).zip(f[2].split('/')) {
            if let Ok(tps) = tps.parse() {
                rows.push((format!("{method} {size}, packed fp8 on H100"), flop, b, tps));
            }
        }
    }
    rows
}

/// Every row.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mfu = packed_mfu();
    let mut rows: Vec<Row> = packed()
        .into_iter()
        .map(|(what, flop, b, published)| Row {
            what,
            unit: "tokens/s",
            published,
            predicted: 989e12 * mfu / (flop * b * 1e9),
            does_not_apply: None,
        })
        .collect();
    let (_, _, _, sft) = packed().swap_remove(0);
    rows.push(Row {
        what: "Unpacked run of all weights, times slower than packed (5 to 8)".to_owned(),
        unit: "ratio",
        published: UNPACKED_SLOWER.sqrt(),
        predicted: sft / speed(Method::Full),
        does_not_apply: None,
    });
    let (_, _, _, lora) = packed().swap_remove(3);
    rows.push(Row {
        what: "Unpacked LoRA run, times slower than packed (5 to 8)".to_owned(),
        unit: "ratio",
        published: UNPACKED_SLOWER.sqrt(),
        predicted: lora / speed(Method::Lora),
        does_not_apply: Some(
            "Two published statements cannot both hold. At this slow-down QLoRA would save little more than half of a full run; the article says 60% to 80%. The model follows the article; measure your own training speed.",
        ),
    });
    rows.push(Row {
        what: "Speed of QLoRA relative to LoRA".to_owned(),
        unit: "ratio",
        published: 0.6,
        predicted: speed(Method::Qlora) / speed(Method::Lora),
        does_not_apply: None,
    });
    rows.extend(retrieval());
    rows
}

/// Training tokens a second of Llama 2 7B on an H100 as the model has them.
fn speed(method: Method) -> f64 {
    let shape = Shape {
        params_b: 6.74,
        active_params_b: None,
        routed_share: None,
        weight_bytes: None,
        layers: 32.0,
        attention: Attention::Full,
        hidden: 4096.0,
        heads: 32.0,
        kv_heads: 32.0,
        head_dim: 128.0,
        vocab: 32_000.0,
        source: "Touvron et al. 2023, arXiv 2307.09288".into(),
    };
    tokens_per_gpu_second(&shape, method, 989.0, Catalog::builtin())
}

/// Search at ten million vectors from search at one million: the model grows it by 3 % for each power of ten.
fn retrieval() -> Vec<Row> {
    let p99 = |size: &str| -> Vec<f64> {
        facts::rates()
            .into_iter()
            .filter(|f| f[0] == "retrieval latency p99" && f[1].starts_with(size))
            .flat_map(|f| {
                f[2].split('/')
                    .filter_map(|x| x.parse().ok())
                    .collect::<Vec<f64>>()
            })
            .collect()
    };
    ["Zilliz 8cu", "Pinecone p2.x8", "turbopuffer"]
        .iter()
        .zip(p99("1M").into_iter().zip(p99("10M")))
        .map(|(store, (one, ten))| Row {
            what: format!("{store}, 10 M vectors: search p99, from 1 M"),
            unit: "ms",
            published: ten,
            predicted: one * search_ms(1e7) / search_ms(1e6),
            does_not_apply: None,
        })
        .collect()
}

/// Median search in a store without a network between, at so many vectors.
fn search_ms(vectors: f64) -> f64 {
    let catalog = Catalog::builtin();
    let mut s = Scenario::defaults(catalog);
    s.corpus_tokens = vectors * s.chunk_tokens;
    if let Some(place) = catalog.stores.iter().position(|store| !store.remote) {
        s.store_index = place as u16;
    }
    latency::search(&s, catalog).p50()
}

/// A full run of the default scenario's data on Mistral 7B by the model, USD, and what LoRA and QLoRA cut off it: the seed article says
/// 500 to 5,000 USD and 60 to 80 %.
#[must_use]
pub fn training_run() -> (f64, f64, f64) {
    let catalog = Catalog::builtin();
    let mut s = Scenario::defaults(catalog);
    if let Ok(param) = forkcast_engine::params::find("model") {
        let _ = param.set_text(&mut s, "mistral-7b", catalog);
    }
    let usd = assess_all(&s, catalog).map(|a| a.costs.training_run_usd);
    let of = |strategy: Strategy| usd[strategy.index()];
    let full = of(Strategy::FullFt);
    (
        full,
        1.0 - of(Strategy::Lora) / full,
        1.0 - of(Strategy::Qlora) / full,
    )
}
