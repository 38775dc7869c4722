//! What a release of a tuned model costs, and how often one is due.

use super::supply::Train;
use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::{Catalog, Shape};
use crate::latency::LEAST_MEASURED;
use crate::math::{Bounds as _, exp_m1};
use crate::quality::behaviour::{effective_examples, trained_half};
use crate::quality::knowledge::{release_interval_days, stable_interval_days};
use crate::quality::teacher::Made;
use crate::scenario::{HybridTraining, Scenario};
use crate::strategy::{Baked, Method, Strategy};

/// Compute of one release.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Release {
    /// All its training runs, USD.
    pub usd: f64,
    /// GPUs held during a run; zero where the provider trains.
    pub gpus: f64,
    /// GPU-hours of all runs; zero where the provider trains.
    pub gpu_hours: f64,
    /// Tokens that all runs together take in.
    pub seen_tokens: f64,
}

/// Memory for activations and buffers over that of the weights and what belongs to them. Assumed.
const ACTIVATIONS: f64 = 1.35;
/// Share of a GPU's memory that training may fill. Assumed.
const MEMORY_SHARE: f64 = 0.9;
/// Full fine-tuning is not run on fewer: below a half node the batch is too small to keep a GPU busy. Assumed.
const FULL_MIN_GPUS: f64 = 4.0;
const MAX_GPUS: f64 = 1024.0;

/// Bytes that training keeps for each weight: two for the weight, and for full training gradient, master weight and two moments
/// (2 + 2 + 4 + 8 = 16, mixed precision with Adam); QLoRA holds weights in four bits.
#[must_use]
pub const fn bytes_per_weight(method: Method) -> f64 {
    match method {
        Method::Full => 16.0,
        Method::Lora => 2.0,
        Method::Qlora => 0.5,
    }
}

/// Memory of a training run in 10^9 bytes.
#[must_use]
pub fn memory_gb(shape: &Shape, method: Method) -> f64 {
    shape.params_b * bytes_per_weight(method) * ACTIVATIONS
}

/// GPUs that a run holds: the least power of two whose memory suffices.
#[must_use]
pub fn gpus(shape: &Shape, method: Method, gpu_memory_gb: f64) -> f64 {
    let needed = memory_gb(shape, method) / (gpu_memory_gb * MEMORY_SHARE);
    let mut gpus = if method == Method::Full {
        FULL_MIN_GPUS
    } else {
        1.0
    };
    while gpus < needed && gpus < MAX_GPUS {
        gpus *= 2.0;
    }
    gpus
}

/// Training tokens a GPU takes a second: peak × MFU ÷ FLOP per token, which is 6N for all weights (forward, backward, and the
/// weights' gradients) and 4N for adapters (no gradients for frozen weights). QLoRA dequantises as it goes and is slower.
#[must_use]
pub fn tokens_per_gpu_second(shape: &Shape, method: Method, bf16_tflops: f64, catalog: &Catalog) -> f64 {
    let c = &catalog.calibration;
    let (flop_per_weight, mfu) = match method {
        Method::Full => (6.0, c.full_training_mfu),
        Method::Lora => (4.0, c.lora_training_mfu),
        Method::Qlora => (4.0, c.lora_training_mfu * c.qlora_speed),
    };
    bf16_tflops * 1e12 * mfu / (flop_per_weight * shape.active_b() * 1e9)
}

/// Usable examples, in multiples of those that teach half of what can be taught, beyond which a team trains on no more: they would teach
/// less than a hundredth.
const AMPLE: f64 = 460.0;

/// Examples that a team trains on: all of them, or as many as teach nearly all that can be taught.
#[must_use]
pub fn examples_used(s: &Scenario, catalog: &Catalog) -> f64 {
    let each = effective_examples(s, 1.0).at_least(1e-8);
    s.examples
        .at_most(AMPLE * trained_half(s, &catalog.calibration) / each)
}

/// Tokens of the examples. Those of a retrieval-aware hybrid carry passages.
#[must_use]
pub fn example_tokens(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> f64 {
    let passages = if trains_with_passages(s, strategy) {
        s.chunks * s.chunk_tokens
    } else {
        0.0
    };
    let made = if strategy.makes_examples() {
        s.made_examples
    } else {
        0.0
    };
    examples_used(s, catalog).at_least(made) * (s.example_tokens + passages)
}

/// What the teacher's examples cost, USD: each that the filter lets through, with its share of the others, at the teacher's price in
/// batches. The teacher reads the instructions with the examples of the prompt, and writes question and answer.
#[must_use]
pub fn teacher_usd(s: &Scenario, catalog: &Catalog, made: &Made) -> f64 {
    let teacher = catalog.model(s.teacher_index);
    let through = made.through;
    let read = s.prompt_tokens + s.few_shot * s.example_tokens;
    let each = read * teacher.input_usd_per_m + s.example_tokens * teacher.output_usd_per_m;
    s.made_examples / through * each / 1e6 * (1.0 - teacher.batch_discount.unwrap_or(0.0))
}

/// Tokens of the facts that a model must carry itself: the share of the corpus that questions need, in several wordings. A hybrid
/// gets its facts from retrieval, or those that change.
#[must_use]
pub fn fact_tokens(s: &Scenario, strategy: Strategy) -> f64 {
    let baked = match strategy.profile().baked {
        Baked::Nothing => return 0.0,
        Baked::Stable => 1.0 - s.change_share,
        Baked::All => 1.0,
    };
    s.corpus_tokens * s.new_facts_share * s.wordings * baked
}

/// Text that a teacher writes so that each fact is there in several wordings, USD: all but the corpus itself.
#[must_use]
pub fn synthetic_usd(s: &Scenario, strategy: Strategy) -> f64 {
    let own = 1.0 / s.wordings.at_least(1.0);
    fact_tokens(s, strategy) * (1.0 - own) * s.teacher_usd_per_m / 1e6
}

/// Share of the facts that have changed since the last release.
#[must_use]
pub fn changed_share(s: &Scenario, catalog: &Catalog) -> f64 {
    -exp_m1(-release_interval_days(s, &catalog.calibration) / s.change_days) * s.change_share
}

/// Share of the text of baked facts that is written again for a release: what of them has changed, which [`changed_share`] says.
#[must_use]
pub const fn rewritten_share(strategy: Strategy, changed_share: f64) -> f64 {
    match strategy.profile().baked {
        Baked::Nothing | Baked::Stable => 0.0,
        Baked::All => changed_share,
    }
}

/// Compute of one release: `experiments` runs over the examples until one is good enough, and the facts once, in the last run.
#[must_use]
pub fn release(
    s: &Scenario,
    catalog: &Catalog,
    strategy: Strategy,
    method: Method,
    train: &Train<'_>,
) -> Release {
    let seen_tokens =
        s.epochs * (s.experiments * example_tokens(s, catalog, strategy) + fact_tokens(s, strategy));
    match train {
        Train::Nothing => Release {
            usd: 0.0,
            gpus: 0.0,
            gpu_hours: 0.0,
            seen_tokens,
        },
        Train::Managed(usd_per_m) => Release {
            usd: seen_tokens * usd_per_m / 1e6,
            gpus: 0.0,
            gpu_hours: 0.0,
            seen_tokens,
        },
        Train::Rented(shape) => {
            let gpu = catalog.gpu(s.training_gpu_index);
            let gpus = gpus(shape, method, gpu.memory_gb);
            let rate = |method| tokens_per_gpu_second(shape, method, gpu.bf16_tflops, catalog);
            let mut speed = rate(method);
            if let Some(measured) = s.measured_train_tps {
                // Measured with LoRA; the others keep their ratio to it.
                speed *= measured.at_least(LEAST_MEASURED) / rate(Method::Lora);
            }
            let steps = seen_tokens / speed / 3600.0;
            let gpu_hours = steps + s.experiments * gpus * catalog.calibration.hold_hours;
            Release {
                usd: gpu_hours * gpu.usd_per_hour,
                gpus,
                gpu_hours,
                seen_tokens,
            }
        }
    }
}

/// Releases a month. Facts that were baked in are trained again as they shift; a hybrid holds none, so the base model's own
/// replacement sets its pace.
#[must_use]
pub fn releases_per_month(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> f64 {
    let c = &catalog.calibration;
    match strategy.profile().baked {
        Baked::Nothing => 1.0 / c.refresh_months,
        Baked::Stable => DAYS_PER_MONTH / stable_interval_days(s, c),
        Baked::All => DAYS_PER_MONTH / release_interval_days(s, c),
    }
}

/// Usable examples that are kept up to date, in multiples of those that teach half: they teach three quarters of what can be taught.
const KEPT: f64 = 4.0;

/// Examples that are written again for a release, USD: of those that speak of facts the ones whose fact has changed since the last
/// release, which [`changed_share`] says. No more examples are kept up to date than a multiple of those that teach half; beyond them stale
/// ones are dropped.
#[must_use]
pub fn recuration_usd(s: &Scenario, catalog: &Catalog, strategy: Strategy, changed_share: f64) -> f64 {
    if strategy.retrieves() {
        return 0.0;
    }
    let c = &catalog.calibration;
    let each = effective_examples(s, 1.0).at_least(1e-8);
    let kept = s.examples.at_most(KEPT * trained_half(s, c) / each);
    kept * s.new_facts_share * changed_share * s.curation_usd
}

/// Whether the hybrid's examples carry passages.
#[must_use]
const fn trains_with_passages(s: &Scenario, strategy: Strategy) -> bool {
    strategy.combines() && matches!(s.hybrid_training, HybridTraining::RetrievalAware)
}
