//! Parameters fitted on the facts, beside those the model uses.

use crate::accuracy::{LEADERS, MNLI_CEILING, MNLI_HALF, Parameters, RECALL_NATURAL_QUESTIONS, USE_BART};
use crate::{first_token, held_out, rates, serving};
use forkcast_engine::assumptions::Calibration;

/// A parameter, fitted and committed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Key of the assumption, or the name in the evidence.
    pub key: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Unit of both figures.
    pub unit: &'static str,
    /// Fitted here.
    pub fitted: f64,
    /// What the model uses.
    pub committed: f64,
    /// What it was fitted on.
    pub on: &'static str,
    /// Where it is used.
    pub used: Used,
}

/// Where a parameter is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// In every verdict.
    Playground,
    /// Only to read published tables.
    Evidence,
    /// To read one table alone: it predicts nothing.
    OneTable,
}

impl Used {
    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Playground => "in every verdict",
            Self::Evidence => "only for published tables",
            Self::OneTable => "only for this table",
        }
    }
}

impl Parameter {
    /// Whether the two agree to `share` of the committed value.
    #[must_use]
    pub fn agrees(&self, share: f64) -> bool {
        (self.fitted - self.committed).abs() <= share * self.committed
    }
}

/// Every parameter that is fitted.
#[must_use]
pub fn all() -> Vec<Parameter> {
    use Used::{Evidence, OneTable, Playground};
    let c = Calibration::LIKELY;
    let used = Parameters::COMMITTED;
    let fitted = held_out::all_readers();
    let (serving, used_serving) = (serving::fit(), serving::Fit::committed());
    let (step, used_step) = (serving.overheads, used_serving.overheads);
    let dense = "silybench 2026: Qwen3 8B on one H100 in vLLM 0.30, 67 runs, least squares of logarithms";
    let experts = "10 runs of mixtures of experts in three engines, least fourth powers of logarithms";
    let (full, _) = rates::unpacked_mfu();
    let (use_bart, recall_questions) = held_out::bart();
    let (ceiling, half) = held_out::mnli_without(None);
    let prior_new = LEADERS.iter().map(|(_, _, other)| other).sum::<f64>() / LEADERS.len() as f64;
    let both = "Ovadia et al. 2023, tables 1 and 2, least squares";
    let one = |key, meaning, unit, fitted, committed, on, used| Parameter {
        key,
        meaning,
        unit,
        fitted,
        committed,
        on,
        used,
    };
    vec![
        one(
            "passage_use",
            "Relevant passage used when it is retrieved",
            "share",
            fitted.passage_use,
            used.passage_use,
            both,
            Playground,
        ),
        one(
            "plain_use_factor",
            "Use of passages after training without them",
            "ratio",
            fitted.plain_use_factor,
            used.plain_use_factor,
            both,
            Playground,
        ),
        one(
            "uptake_raw",
            "New facts learned from raw text; the minimum that training gives",
            "share",
            fitted.uptake_raw,
            used.uptake_raw,
            both,
            Playground,
        ),
        one(
            "uptake",
            "New facts learned from ten paraphrases of each",
            "share",
            fitted.uptake,
            used.uptake,
            both,
            Playground,
        ),
        one(
            "prior_new",
            "Correct on unknown facts, open questions",
            "share",
            prior_new,
            c.prior_new,
            "Lewis et al. 2020: index of the other year, mean of 0.12 and 0.04",
            Playground,
        ),
        one(
            "MNLI half",
            "Examples that bring half of the way on MNLI",
            "examples",
            half,
            MNLI_HALF,
            "Hu et al. 2021, table 16: MNLI at 100 to 392,000 examples, least squares",
            OneTable,
        ),
        one(
            "prefill_mfu",
            "Share of peak FLOP/s reached in serving (bf16, dense)",
            "ratio",
            serving.mfu,
            used_serving.mfu,
            dense,
            Playground,
        ),
        one(
            "decode_mbu",
            "Share of memory bandwidth reached in decode",
            "ratio",
            serving.mbu,
            used_serving.mbu,
            dense,
            Playground,
        ),
        one(
            "fp8 share",
            "Share that fp8 reaches of its doubled peak, over that of bf16",
            "ratio",
            step.fp8_share,
            used_step.fp8_share,
            dense,
            Playground,
        ),
        one(
            "layer",
            "Time of a decoding step for each layer that is neither bytes nor arithmetic",
            "ms",
            step.layer_s * 1e3,
            used_step.layer_s * 1e3,
            dense,
            Playground,
        ),
        one(
            "answer",
            "Time that each answer adds to a decoding step",
            "ms",
            step.answer_s * 1e3,
            used_step.answer_s * 1e3,
            dense,
            Playground,
        ),
        one(
            "experts layer",
            "What a layer of experts adds to the time of each layer",
            "ms",
            step.experts_layer_s * 1e3,
            used_step.experts_layer_s * 1e3,
            experts,
            Playground,
        ),
        one(
            "experts share",
            "Arithmetic share of experts over that of dense layers",
            "ratio",
            step.experts_share,
            used_step.experts_share,
            experts,
            Playground,
        ),
        one(
            "request",
            "Time of a request in the server beside the GPU’s work",
            "ms",
            first_token::fitted_request_s() * 1e3,
            used_step.request_s * 1e3,
            "silybench 2026: Qwen3 8B on one H100 in vLLM 0.30, nine first tokens at one caller, least squares of logarithms",
            Playground,
        ),
        one(
            "burst share",
            "Arithmetic share of bursts over that of a steady state",
            "ratio",
            serving.burst,
            used_serving.burst,
            "gpustack performance lab 2026: 26 bursts on five models, least squares of logarithms",
            Evidence,
        ),
        one(
            "MI300X",
            "Share of its peaks that an MI300X reaches over NVIDIA’s of theirs",
            "ratio",
            serving.amd,
            used_serving.amd,
            "SGLang cookbook: two runs, least squares of logarithms",
            Playground,
        ),
        one(
            "full_training_mfu",
            "Share of peak FLOP/s when all weights are trained",
            "ratio",
            full,
            c.full_training_mfu,
            "NVIDIA NeMo 24.12 SFT 7B over 6.3, the geometric mean of 5 to 8 times slower unpacked",
            Playground,
        ),
        one(
            "known_by_elimination",
            "Correct without help on facts newer than the model, at full skill, four answers to choose from",
            "share",
            fitted.known_by_elimination,
            used.known_by_elimination,
            both,
            Evidence,
        ),
        one(
            "MNLI ceiling",
            "Limit of accuracy on MNLI",
            "share",
            ceiling,
            MNLI_CEILING,
            "Hu et al. 2021, table 16, least squares",
            OneTable,
        ),
        one(
            "MMLU recall",
            "MMLU questions for which the passage was found",
            "share",
            fitted.recall_mmlu,
            used.recall_mmlu,
            "Ovadia et al. 2023, table 1",
            OneTable,
        ),
        one(
            "BART use",
            "Relevant passage used by BART-large when it is retrieved, at an assumed recall of 0.93",
            "share",
            use_bart,
            USE_BART,
            "Lewis et al. 2020: world leaders, index of that year",
            OneTable,
        ),
        one(
            "NQ recall",
            "Natural Questions for which the passage was found, at T5-11B’s prior",
            "share",
            recall_questions,
            RECALL_NATURAL_QUESTIONS,
            "Lewis et al. 2020, table 1: its one row with passages",
            OneTable,
        ),
        one(
            "Llama2 kept",
            "Answers that Llama2-7B still gives after training on raw text",
            "share",
            fitted.kept_llama2,
            used.kept_llama2,
            "Ovadia et al. 2023, table 2: two rows of Llama2-7B",
            OneTable,
        ),
    ]
}
