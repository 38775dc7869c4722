//! Parameters fitted on the facts, beside those the model uses.

use crate::accuracy::{LEADERS, MNLI_CEILING, Parameters, RECALL_NATURAL_QUESTIONS, USE_BART};
use crate::{held_out, rates};
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
    let (prefill, decode) = rates::alone_efficiencies();
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
            "examples_half",
            "Usable examples that close half of the gap",
            "examples",
            half,
            c.examples_half,
            "Hu et al. 2021, table 16: MNLI at 100 to 392,000 examples, least squares",
            Playground,
        ),
        one(
            "prefill_mfu",
            "Share of peak FLOP/s reached in prefill",
            "ratio",
            prefill,
            c.prefill_mfu,
            "NVIDIA NIM docs 2025, one caller: time to first token",
            Playground,
        ),
        one(
            "decode_mbu",
            "Share of memory bandwidth reached in decode",
            "ratio",
            decode,
            c.decode_mbu,
            "NVIDIA NIM docs 2025, one caller: time between tokens",
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
