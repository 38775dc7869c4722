//! The held-out prediction of every table and every reader: by a fit that did not use it.

use crate::accuracy::{
    Approach, CURRENT_EVENTS, HELD_OUT, LEADERS, MMLU, MNLI, MNLI_CEILING, MNLI_HALF, NATURAL_QUESTIONS,
    Parameters, RECALL_LEADERS, Reader, USE_BART, mnli,
};
use crate::curves;
use crate::pattern_search::minimise;
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::quality::knowledge::with_passages;
use std::borrow::Cow;

/// A published figure beside its held-out prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The table that it is in.
    pub table: Cow<'static, str>,
    /// What was measured on what.
    pub setting: Cow<'static, str>,
    /// What the model was given.
    pub part: Part,
    /// Published share of right answers.
    pub published: f64,
    /// Predicted by a fit that did not use it.
    pub predicted: f64,
}

impl Figure {
    /// Predicted less published.
    #[must_use]
    pub fn residual(&self) -> f64 {
        self.predicted - self.published
    }
}

/// The part of the model that a figure tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What passages bring to an answer.
    Retrieval,
    /// What training brings to the facts.
    Training,
    /// Both together.
    Both,
    /// How well a trained model does what its examples show.
    Format,
    /// How well a prompted one does what the examples in its prompt show.
    Prompted,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Retrieval,
        Self::Training,
        Self::Both,
        Self::Format,
        Self::Prompted,
    ];

    const fn of(approach: Approach) -> Self {
        match approach {
            Approach::Base | Approach::Rag => Self::Retrieval,
            Approach::FineTuned | Approach::FineTunedParaphrased | Approach::FineTunedAmply => Self::Training,
            Approach::Hybrid | Approach::HybridParaphrased | Approach::HybridAmply => Self::Both,
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Retrieval => "retrieved passages",
            Self::Training => "trained facts",
            Self::Both => "both together",
            Self::Format => "trained format",
            Self::Prompted => "prompted format",
        }
    }
}

/// Rows predicted by a fit without them.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOut {
    /// What was left out.
    pub what: &'static str,
    /// What was fitted on instead.
    pub fitted_on: &'static str,
    /// What of the table itself the prediction starts from.
    pub given: &'static str,
    /// The rows predicted.
    pub figures: Vec<Figure>,
    /// Mean absolute residual of these rows in the fit that saw them, percentage points; none where no fit ever did.
    pub fitted_points: Option<f64>,
    /// The same where every reader counts as of full skill, where that makes a difference.
    pub full_skill_points: Option<f64>,
    /// Pairs of approaches put in their published order, of how many.
    pub orders: (usize, usize),
    /// What to know of it.
    pub note: &'static str,
}

impl HeldOut {
    /// Mean absolute residual without having seen the rows, percentage points.
    #[must_use]
    pub fn points(&self) -> f64 {
        mean_points(&self.figures)
    }
}

fn mean_points(figures: &[Figure]) -> f64 {
    let residuals: Vec<f64> = figures.iter().map(|f| f.residual().abs() * 100.0).collect();
    mean(&residuals)
}

/// Ranges that the fit searches, in the order of [`Parameters`] without distraction, which no table separates from the recall.
const BOUNDS: [(f64, f64); 8] = [
    (0.15, 0.6),
    (0.3, 1.0),
    (0.4, 1.0),
    (0.0, 0.4),
    (0.0, 0.5),
    (0.0, 0.9),
    (0.05, 0.95),
    (0.2, 1.0),
];

fn parameters(x: &[f64; 8], full_skill: bool, distraction: f64) -> Parameters {
    Parameters {
        // Nothing above guessing makes a reader one of full skill.
        known_by_elimination: if full_skill { 0.0 } else { x[0] },
        passage_use: x[1],
        plain_use_factor: x[2],
        uptake_raw: x[3],
        uptake: x[4],
        uptake_ample: x[5],
        distraction,
        recall_mmlu: x[6],
        kept_llama2: x[7],
    }
}

fn squares(reader: &Reader, p: &Parameters) -> f64 {
    reader
        .results
        .iter()
        .map(|(approach, published)| (reader.predict(*approach, p) - published).powi(2))
        .sum()
}

fn fit(readers: &[Reader], full_skill: bool, distraction: f64) -> Parameters {
    let best = minimise(BOUNDS, |x| {
        let p = parameters(x, full_skill, distraction);
        readers.iter().map(|reader| squares(reader, &p)).sum()
    });
    parameters(&best, full_skill, distraction)
}

/// The parameters fitted on both tables of Ovadia et al.
#[must_use]
pub fn all_readers() -> Parameters {
    all_readers_with(Calibration::LIKELY.distraction)
}

/// The same for another distraction.
#[must_use]
pub fn all_readers_with(distraction: f64) -> Parameters {
    let [mistral, llama2, orca2] = CURRENT_EVENTS;
    fit(&[mistral, llama2, orca2, MMLU], false, distraction)
}

/// Mean absolute residual of all rows of both tables, percentage points.
#[must_use]
pub fn all_readers_points(p: &Parameters) -> f64 {
    let [mistral, llama2, orca2] = CURRENT_EVENTS;
    points(&[mistral, llama2, orca2, MMLU], p, |_| true)
}

fn points(readers: &[Reader], p: &Parameters, counted: impl Fn(Approach) -> bool) -> f64 {
    mean_points(&figures("", readers, p, counted))
}

fn figures(
    table: &'static str,
    readers: &[Reader],
    p: &Parameters,
    counted: impl Fn(Approach) -> bool,
) -> Vec<Figure> {
    readers
        .iter()
        .flat_map(|reader| reader.results.iter().map(move |row| (reader, row)))
        .filter(|(_, (approach, _))| counted(*approach))
        .map(|(reader, (approach, published))| Figure {
            table: table.into(),
            setting: reader.setting.into(),
            part: Part::of(*approach),
            published: *published,
            predicted: reader.predict(*approach, p),
        })
        .collect()
}

const CURRENT: &str = "Current events";

/// Whether no other table determines what the approach does with a text.
const fn of_this_table_alone(approach: Approach) -> bool {
    matches!(
        approach,
        Approach::FineTunedParaphrased | Approach::HybridParaphrased
    )
}

/// Every published figure that can be predicted without its table, and those that only other readers of the same table determine: each once,
/// by the strictest prediction there is.
#[must_use]
pub fn strictest() -> Vec<Figure> {
    let mut figures = Vec::new();
    for left_out in CURRENT_EVENTS {
        let p = without_reader(&left_out, false);
        figures.extend(self::figures(CURRENT, &[left_out], &p, of_this_table_alone));
    }
    for held_out in [current_events(), mmlu(), stories(), leaders()] {
        figures.extend(held_out.figures);
    }
    // MNLI among them, by the other curves: stricter than by its own other sizes.
    figures.extend(curves::held_out());
    figures
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len().max(1) as f64
}

/// Pairs of approaches in their published order, of how many. The base model's score is an input and one of each pair it is in.
fn orders(readers: &[Reader], p: &Parameters, counted: impl Fn(Approach) -> bool) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for reader in readers {
        let rows: Vec<(f64, f64)> = [(Approach::Base, reader.base)]
            .iter()
            .chain(reader.results.iter().filter(|(approach, _)| counted(*approach)))
            .map(|(approach, published)| (*published, reader.predict(*approach, p)))
            .collect();
        for (i, a) in rows.iter().enumerate() {
            for b in rows.iter().skip(i + 1) {
                all += 1;
                right += usize::from((a.0 > b.0) == (a.1 > b.1));
            }
        }
    }
    (right, all)
}

/// No share of answers lost: what is not seen to lose any is not expected to.
fn unwarned(p: Parameters) -> Parameters {
    Parameters {
        kept_llama2: 1.0,
        ..p
    }
}

fn without_reader(left_out: &Reader, full_skill: bool) -> Parameters {
    let others: Vec<Reader> = CURRENT_EVENTS
        .into_iter()
        .filter(|reader| reader != left_out)
        .chain([MMLU])
        .collect();
    unwarned(fit(&others, full_skill, Calibration::LIKELY.distraction))
}

fn one_reader(left_out: Reader, what: &'static str, note: &'static str) -> HeldOut {
    let p = without_reader(&left_out, false);
    let all = |_| true;
    HeldOut {
        what,
        fitted_on: "the two other readers, MMLU",
        given: "its score without help",
        fitted_points: Some(points(&[left_out], &Parameters::COMMITTED, all)),
        figures: figures(CURRENT, &[left_out], &p, all),
        full_skill_points: Some(points(&[left_out], &without_reader(&left_out, true), all)),
        orders: orders(&[left_out], &p, all),
        note,
    }
}

fn current_events() -> HeldOut {
    let others: Vec<Reader> = HELD_OUT.into_iter().chain([MMLU]).collect();
    let distraction = Calibration::LIKELY.distraction;
    let p = unwarned(fit(&others, false, distraction));
    let counted = |approach| !of_this_table_alone(approach);
    HeldOut {
        what: "Current events, the whole table",
        fitted_on: "QuALITY, MMLU",
        given: "scores without help",
        fitted_points: Some(points(&CURRENT_EVENTS, &Parameters::COMMITTED, counted)),
        figures: figures(CURRENT, &CURRENT_EVENTS, &p, counted),
        full_skill_points: Some(points(
            &CURRENT_EVENTS,
            &unwarned(fit(&others, true, distraction)),
            counted,
        )),
        orders: orders(&CURRENT_EVENTS, &p, counted),
        note: "No other table determines the facts learned from ten paraphrases: those rows are left out. Stories are harder to read than news, so the prediction for use of passages is too low.",
    }
}

fn mmlu() -> HeldOut {
    let distraction = Calibration::LIKELY.distraction;
    let own = |full_skill| {
        let p = unwarned(fit(&CURRENT_EVENTS, full_skill, distraction));
        let rag = MMLU.results.first().map_or(0.0, |(_, published)| *published);
        let [recall_mmlu] = minimise([(0.05, 0.95)], |[recall]| {
            let p = Parameters {
                recall_mmlu: *recall,
                ..p
            };
            (MMLU.predict(Approach::Rag, &p) - rag).powi(2)
        });
        Parameters { recall_mmlu, ..p }
    };
    let counted = |approach| approach != Approach::Rag;
    let p = own(false);
    HeldOut {
        what: "MMLU",
        fitted_on: "current events",
        given: "its score without help; its score with retrieval, which determines the recall",
        fitted_points: Some(points(&[MMLU], &Parameters::COMMITTED, counted)),
        figures: figures("MMLU", &[MMLU], &p, counted),
        full_skill_points: Some(points(&[MMLU], &own(true), counted)),
        orders: orders(&[MMLU], &p, |_| true),
        note: "The paper does not state how often Wikipedia contained the answer.",
    }
}

fn stories() -> HeldOut {
    let all = |_| true;
    let [mistral, llama2, orca2] = CURRENT_EVENTS;
    let ample = Calibration::LIKELY.uptake_ample;
    let full_skill = Parameters {
        uptake_ample: ample,
        ..fit(
            &[mistral, llama2, orca2, MMLU],
            true,
            Calibration::LIKELY.distraction,
        )
    };
    let p = Parameters::COMMITTED;
    HeldOut {
        what: "QuALITY: Llama-3-8B, GPT-3.5, GPT-4",
        fitted_on: "current events, MMLU",
        given: "scores without help; recall as published",
        fitted_points: None,
        figures: figures("QuALITY", &HELD_OUT, &p, all),
        full_skill_points: Some(points(&HELD_OUT, &full_skill, all)),
        orders: orders(&HELD_OUT, &p, all),
        note: "Never fitted on. Questions on long stories need more than one passage: the prediction for use of passages is too high. Raw text cost Llama-3-8B a point where the model predicts a gain.",
    }
}

fn leaders() -> HeldOut {
    let c = Calibration::LIKELY;
    let figures = |own: fn([f64; 2]) -> [f64; 2]| -> Vec<Figure> {
        let [first, second] = LEADERS.map(|(_, this, other)| [this, other]);
        [(first, second), (second, first)]
            .into_iter()
            .flat_map(|(left_out, used)| {
                let [use_of, prior] = own(used);
                [RECALL_LEADERS, 0.0]
                    .map(|recall| with_passages(recall, use_of, prior, c.distraction))
                    .into_iter()
                    .zip(left_out)
            })
            .map(|(predicted, published)| Figure {
                table: "World leaders".into(),
                setting: "World leaders".into(),
                part: Part::Retrieval,
                published,
                predicted,
            })
            .collect()
    };
    HeldOut {
        what: "World leaders, each year in turn",
        fitted_on: "the other year",
        given: "nothing",
        fitted_points: Some(mean_points(&figures(|_| {
            [USE_BART, Calibration::LIKELY.prior_new]
        }))),
        figures: figures(|used| {
            let distraction = Calibration::LIKELY.distraction;
            minimise([(0.0, 1.0), (0.0, 1.0)], |[use_of, prior]| {
                [RECALL_LEADERS, 0.0]
                    .map(|recall| with_passages(recall, *use_of, *prior, distraction))
                    .into_iter()
                    .zip(used)
                    .map(|(right, published)| (right - published).powi(2))
                    .sum()
            })
        }),
        full_skill_points: None,
        orders: (0, 0),
        note: "Only two years, which differ by eight points with a stale index, determine what a model guesses about new facts.",
    }
}

fn mnli_sizes() -> HeldOut {
    let figures = |own: &dyn Fn(f64) -> (f64, f64)| -> Vec<Figure> {
        MNLI.iter()
            .flat_map(|(n, full, lora)| {
                let (ceiling, half) = own(*n);
                let predicted = mnli(*n, ceiling, half);
                [*full, *lora].map(|published| Figure {
                    table: "MNLI".into(),
                    setting: "GPT-3 175B, MNLI".into(),
                    part: Part::Format,
                    published,
                    predicted,
                })
            })
            .collect()
    };
    HeldOut {
        what: "MNLI, each number of examples in turn",
        fitted_on: "the three other numbers",
        given: "nothing",
        fitted_points: Some(mean_points(&figures(&|_| (MNLI_CEILING, MNLI_HALF)))),
        figures: figures(&|left_out| mnli_without(Some(left_out))),
        full_skill_points: None,
        orders: (0, 0),
        note: "Full fine-tuning and LoRA on the same examples are the same to the model: it predicts no order.",
    }
}

/// Ceiling and half of the curve on MNLI by least squares, without one number of examples.
#[must_use]
pub fn mnli_without(left_out: Option<f64>) -> (f64, f64) {
    let [ceiling, half] = minimise([(0.8, 1.0), (10.0, 1000.0)], |[ceiling, half]| {
        MNLI.iter()
            .filter(|(n, _, _)| Some(*n) != left_out)
            .map(|(n, full, lora)| {
                let right = mnli(*n, *ceiling, *half);
                (right - full).powi(2) + (right - lora).powi(2)
            })
            .sum()
    });
    (ceiling, half)
}

/// Use of passages by BART-large, fitted on world leaders with the index of their year, and the recall on Natural Questions that its
/// one row with passages then implies.
#[must_use]
pub fn bart() -> (f64, f64) {
    let c = Calibration::LIKELY;
    let [use_of] = minimise([(0.0, 1.0)], |[use_of]| {
        LEADERS
            .iter()
            .map(|(_, this, _)| {
                (with_passages(RECALL_LEADERS, *use_of, c.prior_new, c.distraction) - this).powi(2)
            })
            .sum()
    });
    let (base, with) = NATURAL_QUESTIONS;
    let [recall] = minimise([(0.0, 1.0)], |[recall]| {
        (with_passages(*recall, use_of, base, c.distraction) - with).powi(2)
    });
    (use_of, recall)
}

/// Every table and reader in turn.
#[must_use]
pub fn all() -> Vec<HeldOut> {
    let [mistral, llama2, orca2] = CURRENT_EVENTS;
    vec![
        one_reader(mistral, "Mistral-7B, current events", ""),
        one_reader(
            llama2,
            "Llama2-7B, current events",
            "Predicted well except for raw text, after which it falls below guessing: no table contains the cause.",
        ),
        one_reader(orca2, "Orca2-7B, current events", ""),
        current_events(),
        mmlu(),
        stories(),
        leaders(),
        mnli_sizes(),
    ]
}
