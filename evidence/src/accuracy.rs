//! Published results beside what the formulas say of them: the fit, and every residual.
//!
//! Few parameters, each with a meaning. Scores on questions with four answers to choose from are taken apart first: a share is guessed
//! (one in four), and a reader answers only in a share of questions what it knows or reads, its *skill*. A reader's skill follows from a
//! score that its table gives anyway: what it gets right without help of facts newer than itself, which a reader of full skill
//! gets right by elimination alone in `known_by_elimination` of the questions. What is left is the knowledge that
//! [`forkcast_engine::quality::knowledge`] models. The playground's questions are open ones: no guessing, and skill one.

use forkcast_engine::assumptions::Calibration;
use forkcast_engine::quality::behaviour::curve;
use forkcast_engine::quality::knowledge::{UPTAKE_RAW, fine_tuned, with_passages};
use forkcast_engine::tiers::{Quantity, TIERS, Tier};

/// One published figure and what the model says.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceRow {
    /// Paper.
    pub source: &'static str,
    /// Table of the paper.
    pub table: &'static str,
    /// What was measured on what.
    pub setting: &'static str,
    /// Approach, in the paper's words.
    pub approach: &'static str,
    /// Published figure: a share of right answers, 0 to 1.
    pub published: f64,
    /// The model's.
    pub predicted: f64,
}

impl EvidenceRow {
    /// Predicted less published, in percentage points.
    #[must_use]
    pub fn residual_points(&self) -> f64 {
        (self.predicted - self.published) * 100.0
    }

    /// Whether the figure is what the prediction starts from: a score without help.
    #[must_use]
    pub fn is_input(&self) -> bool {
        self.approach == Approach::Base.label() || self.approach == CLOSED_BOOK
    }
}

/// Share of right answers by guessing among four.
const CHANCE: f64 = 0.25;

/// What the accuracy tables of multiple-choice questions tell. Shares and ratios, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// Right without help on facts newer than the model, by a reader of full skill: wrong options rule themselves out.
    pub known_by_elimination: f64,
    /// Right passage used when it is there.
    pub passage_use: f64,
    /// That of a model trained without passages, over that of the base model.
    pub plain_use_factor: f64,
    /// New facts baked in by raw text.
    pub uptake_raw: f64,
    /// By ten wordings of each.
    pub uptake: f64,
    /// By 350 wordings of each.
    pub uptake_ample: f64,
    /// Answers lost to irrelevant passages.
    pub distraction: f64,
    /// Recall of Ovadia et al.'s retriever on MMLU, where Wikipedia often lacks the answer: fitted on that table alone.
    pub recall_mmlu: f64,
    /// Answers that Llama2-7B still gives in the form asked for after training on raw text: it falls below guessing. Its own.
    pub kept_llama2: f64,
}

impl Parameters {
    /// What the model uses.
    pub const COMMITTED: Self = {
        let c = Calibration::LIKELY;
        Self {
            known_by_elimination: 0.273,
            // Mistral-7B, Llama2-7B and Orca2-7B are small open models.
            passage_use: TIERS[Quantity::PassageUse as usize][Tier::SmallOpen as usize].likely,
            plain_use_factor: c.plain_use_factor,
            uptake_raw: UPTAKE_RAW,
            uptake: c.uptake,
            uptake_ample: c.uptake_ample,
            distraction: c.distraction,
            recall_mmlu: 0.32,
            kept_llama2: 0.61,
        }
    };
}

/// What a model was given for its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approach {
    /// Nothing.
    Base,
    /// Retrieved passages.
    Rag,
    /// Training on raw text.
    FineTuned,
    /// Training on ten wordings of each fact.
    FineTunedParaphrased,
    /// Training on 350 wordings of each fact.
    FineTunedAmply,
    /// Training on raw text, and passages.
    Hybrid,
    /// Training on ten wordings, and passages.
    HybridParaphrased,
    /// Training on 350 wordings, and passages.
    HybridAmply,
}

impl Approach {
    const fn label(self) -> &'static str {
        match self {
            Self::Base => "base model",
            Self::Rag => "RAG",
            Self::FineTuned => "fine-tuned",
            Self::FineTunedParaphrased => "fine-tuned on paraphrases",
            Self::FineTunedAmply => "fine-tuned on 350 paraphrases",
            Self::Hybrid => "hybrid",
            Self::HybridParaphrased => "hybrid on paraphrases",
            Self::HybridAmply => "hybrid on 350 paraphrases",
        }
    }

    const fn uptake(self, p: &Parameters) -> f64 {
        match self {
            Self::Base | Self::Rag => 0.0,
            Self::FineTuned | Self::Hybrid => p.uptake_raw,
            Self::FineTunedParaphrased | Self::HybridParaphrased => p.uptake,
            Self::FineTunedAmply | Self::HybridAmply => p.uptake_ample,
        }
    }
}

/// A reader's row of a table of multiple-choice questions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reader {
    /// Paper.
    pub source: &'static str,
    /// Table of the paper.
    pub table: &'static str,
    /// What was measured on what.
    pub setting: &'static str,
    /// Published score without help.
    pub base: f64,
    /// Scores without help on facts newer than the model, of the readers whose mean skill this is.
    skill_from: &'static [f64],
    /// Recall of the retriever; `None` where it is [`Parameters::recall_mmlu`].
    recall: Option<f64>,
    /// Whether it loses answers to training on raw text ([`Parameters::kept_llama2`]).
    loses_answers: bool,
    /// Published scores of everything but the base model.
    pub results: &'static [(Approach, f64)],
}

impl Reader {
    /// Share of questions in which the reader answers what it knows or reads.
    #[must_use]
    pub fn skill(&self, p: &Parameters) -> f64 {
        let of = |base: &f64| (above_chance(*base) / p.known_by_elimination.max(1e-3)).clamp(0.01, 1.0);
        self.skill_from.iter().map(of).sum::<f64>() / self.skill_from.len().max(1) as f64
    }

    /// What the formulas say. The base model's score is an input.
    #[must_use]
    pub fn predict(&self, approach: Approach, p: &Parameters) -> f64 {
        let skill = self.skill(p);
        let prior = fine_tuned(above_chance(self.base) / skill, approach.uptake(p));
        let recall = self.recall.unwrap_or(p.recall_mmlu);
        let knowledge = match approach {
            Approach::Base
            | Approach::FineTuned
            | Approach::FineTunedParaphrased
            | Approach::FineTunedAmply => prior,
            Approach::Rag => with_passages(recall, p.passage_use, prior, p.distraction),
            Approach::Hybrid | Approach::HybridParaphrased | Approach::HybridAmply => {
                with_passages(recall, p.passage_use * p.plain_use_factor, prior, p.distraction)
            }
        };
        let raw = matches!(approach, Approach::FineTuned | Approach::Hybrid);
        let kept = if raw && self.loses_answers {
            p.kept_llama2
        } else {
            1.0
        };
        kept * (CHANCE + (1.0 - CHANCE) * skill * knowledge)
    }

    /// Its rows, the base model's first.
    #[must_use]
    pub fn rows(&self, p: &Parameters) -> Vec<EvidenceRow> {
        [(Approach::Base, self.base)]
            .iter()
            .chain(self.results)
            .map(|(approach, published)| EvidenceRow {
                source: self.source,
                table: self.table,
                setting: self.setting,
                approach: approach.label(),
                published: *published,
                predicted: self.predict(*approach, p),
            })
            .collect()
    }
}

/// Share of right answers above guessing.
fn above_chance(score: f64) -> f64 {
    (score - CHANCE) / (1.0 - CHANCE)
}

const OVADIA: &str = "Ovadia et al. 2023, arXiv 2312.05934";
const HU: &str = "Hu et al. 2021 (LoRA), arXiv 2106.09685";
const LEWIS: &str = "Lewis et al. 2020 (RAG), arXiv 2005.11401";
const DETTMERS: &str = "Dettmers et al. 2023 (QLoRA), arXiv 2305.14314";
const YANG: &str = "Yang et al. 2024 (EntiGraph), arXiv 2409.07431";

/// Recall of Ovadia et al.'s retriever on current events. Assumed: they do not state it, and their table determines it only together with
/// the use of passages.
const RECALL_CURRENT_EVENTS: f64 = 0.93;

const fn current_events(
    setting: &'static str,
    skill_from: &'static [f64; 1],
    loses_answers: bool,
    results: &'static [(Approach, f64)],
) -> Reader {
    Reader {
        source: OVADIA,
        table: "2",
        setting,
        base: skill_from[0],
        skill_from,
        recall: Some(RECALL_CURRENT_EVENTS),
        loses_answers,
        results,
    }
}

/// The readers of Ovadia et al. on facts newer than they are.
pub const CURRENT_EVENTS: [Reader; 3] = [
    current_events(
        "Mistral-7B, current events",
        &[0.481],
        false,
        &[
            (Approach::Rag, 0.875),
            (Approach::FineTuned, 0.504),
            (Approach::FineTunedParaphrased, 0.588),
            (Approach::Hybrid, 0.810),
            (Approach::HybridParaphrased, 0.830),
        ],
    ),
    current_events(
        "Llama2-7B, current events",
        &[0.353],
        true,
        &[
            (Approach::Rag, 0.585),
            (Approach::FineTuned, 0.219),
            (Approach::FineTunedParaphrased, 0.392),
            (Approach::Hybrid, 0.326),
            (Approach::HybridParaphrased, 0.520),
        ],
    ),
    current_events(
        "Orca2-7B, current events",
        &[0.456],
        false,
        &[
            (Approach::Rag, 0.876),
            (Approach::FineTuned, 0.511),
            (Approach::FineTunedParaphrased, 0.566),
            (Approach::Hybrid, 0.820),
            (Approach::HybridParaphrased, 0.826),
        ],
    ),
];

/// The same three readers together, on facts that they have partly seen: what they get right there does not show their skill.
pub const MMLU: Reader = Reader {
    source: OVADIA,
    table: "1",
    setting: "MMLU subsets, mean of 28 rows",
    base: 0.542,
    skill_from: &[0.481, 0.353, 0.456],
    recall: None,
    loses_answers: false,
    results: &[
        (Approach::Rag, 0.604),
        (Approach::FineTuned, 0.557),
        (Approach::Hybrid, 0.595),
    ],
};

const fn quality(
    setting: &'static str,
    skill_from: &'static [f64; 1],
    recall: f64,
    results: &'static [(Approach, f64)],
) -> Reader {
    Reader {
        source: YANG,
        table: "3 and figure 2",
        setting,
        base: skill_from[0],
        skill_from,
        recall: Some(recall),
        loses_answers: false,
        results,
    }
}

/// Readers of long stories, QuALITY. Nothing is fitted on them: they are there to be predicted. (Of `uptake_ample` this paper's
/// abstract was known: that training reaches 80 % of what retrieval gains.)
pub const HELD_OUT: [Reader; 3] = [
    quality(
        "Llama-3-8B, QuALITY",
        &[0.3949],
        0.9963,
        &[
            (Approach::Rag, 0.6035),
            (Approach::FineTuned, 0.3815),
            (Approach::FineTunedAmply, 0.5622),
            (Approach::HybridAmply, 0.6260),
        ],
    ),
    quality(
        "GPT-4 given the whole article, QuALITY",
        &[0.5130],
        1.0,
        &[(Approach::Rag, 0.8609)],
    ),
    quality(
        "GPT-3.5 given the whole article, QuALITY",
        &[0.4481],
        1.0,
        &[(Approach::Rag, 0.7260)],
    ),
];

const CLOSED_BOOK: &str = "closed-book T5-11B";
/// Use of passages by BART-large, the reader of Lewis et al.
pub(crate) const USE_BART: f64 = 0.72;
/// Recall of their retriever on leaders who are in the index. Assumed: they do not say it.
pub(crate) const RECALL_LEADERS: f64 = 0.93;
/// Recall on Natural Questions, over that of a reader with T5-11B's prior.
pub(crate) const RECALL_NATURAL_QUESTIONS: f64 = 0.29;
/// Published: Natural Questions right without help (T5-11B) and with passages (BART-large).
pub(crate) const NATURAL_QUESTIONS: (f64, f64) = (0.345, 0.445);

/// Published: year, right with the index of that year and of the other.
pub(crate) const LEADERS: [(u16, f64, f64); 2] = [(2016, 0.70, 0.12), (2018, 0.68, 0.04)];

/// Published: examples, right after full fine-tuning and after LoRA.
pub(crate) const MNLI: [(f64, f64, f64); 4] = [
    (100.0, 0.602, 0.638),
    (1e3, 0.858, 0.856),
    (1e4, 0.889, 0.892),
    (392e3, 0.895, 0.917),
];
/// Where the curve on MNLI ends.
pub(crate) const MNLI_CEILING: f64 = 0.905;
/// Examples that bring half of the way there. Of its own, as is its power of one: 175 billion parameters learn it more steeply than the tasks
/// of [`crate::curves`] are learned, with which it is compared by the shared power there.
pub(crate) const MNLI_HALF: f64 = 100.0;

/// What the curve of training ([`forkcast_engine::quality::behaviour::curve`]) says of MNLI, between chance, one in three, and its ceiling.
pub(crate) fn mnli(examples: f64, ceiling: f64, half: f64) -> f64 {
    let chance = 1.0 / 3.0;
    chance + (ceiling - chance) * curve(examples, half, 1.0)
}

/// Every published accuracy the formulas were fitted on, with what they say.
#[must_use]
pub fn rows() -> Vec<EvidenceRow> {
    let c = Calibration::LIKELY;
    let mut rows: Vec<EvidenceRow> = CURRENT_EVENTS
        .iter()
        .chain([&MMLU])
        .flat_map(|reader| reader.rows(&Parameters::COMMITTED))
        .collect();
    let mut add = |source, table, setting, approach, published, predicted| {
        rows.push(EvidenceRow {
            source,
            table,
            setting,
            approach,
            published,
            predicted,
        });
    };
    let questions = "Natural Questions, exact match";
    let (base, with) = NATURAL_QUESTIONS;
    add(LEWIS, "1", questions, CLOSED_BOOK, base, base);
    let rag = with_passages(RECALL_NATURAL_QUESTIONS, USE_BART, base, c.distraction);
    add(LEWIS, "1", questions, "RAG", with, rag);
    for (year, matching, other) in LEADERS {
        let (of_that, of_other) = if year == 2016 {
            (
                "World leaders of 2016, index of that year",
                "World leaders of 2016, index of the other year",
            )
        } else {
            (
                "World leaders of 2018, index of that year",
                "World leaders of 2018, index of the other year",
            )
        };
        let right = |recall| with_passages(recall, USE_BART, c.prior_new, c.distraction);
        add(LEWIS, "text", of_that, "RAG", matching, right(RECALL_LEADERS));
        // With the index of the other year no passage holds the answer: what is left is the prior.
        add(LEWIS, "text", of_other, "RAG", other, right(0.0));
    }
    for ((examples, full, lora), setting) in MNLI.into_iter().zip([
        "GPT-3 175B, MNLI, 100 examples",
        "GPT-3 175B, MNLI, 1,000 examples",
        "GPT-3 175B, MNLI, 10,000 examples",
        "GPT-3 175B, MNLI, 392,000 examples",
    ]) {
        let right = mnli(examples, MNLI_CEILING, MNLI_HALF);
        add(HU, "16", setting, "full fine-tuning", full, right);
        add(HU, "16", setting, "LoRA", lora, right);
    }
    // The model gives all three methods the same accuracy on instruction data: the published difference is the residual.
    add(
        HU,
        "4",
        "GPT-3 175B, WikiSQL, LoRA as the model says: full",
        "LoRA",
        0.740,
        0.738,
    );
    add(
        DETTMERS,
        "4",
        "LLaMA 7B-65B, 5-shot MMLU mean, QLoRA as the model says: LoRA",
        "QLoRA",
        0.531,
        0.530,
    );
    rows
}

/// The readers that nothing was fitted on, with what the formulas say.
#[must_use]
pub fn held_out_rows() -> Vec<EvidenceRow> {
    HELD_OUT
        .iter()
        .flat_map(|reader| reader.rows(&Parameters::COMMITTED))
        .collect()
}

/// Mean of the absolute residuals, in percentage points.
#[must_use]
pub fn mean_absolute_residual_points(rows: &[EvidenceRow]) -> f64 {
    rows.iter().map(|r| r.residual_points().abs()).sum::<f64>() / (rows.len().max(1) as f64)
}
