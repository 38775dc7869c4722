//! What the model says of a reader that it was not fitted on: each reader of the current-events tables (Ovadia et al. 2023) left out
//! in turn, the parameters that readers share fitted anew on the other two.
//!
//! The other tables cannot be left out so: each alone sets a parameter of its own (one retriever, one benchmark), and nothing would be
//! left to predict it from.

use crate::assumptions::Calibration;
use crate::quality::evidence::EvidenceRow;
use crate::quality::knowledge::{fine_tuned, with_passages};

/// Settings of the tables that share their parameters.
pub const READERS: [&str; 3] = [
    "Mistral-7B, current events",
    "Llama2-7B, current events",
    "Orca2-7B, current events",
];
/// Recall of the retriever of Ovadia et al. 2023 as the evidence takes it.
const RECALL: f64 = 0.93;
/// Steps of the scan in which a parameter is sought, over 0 to 1.
const STEPS: u32 = 1000;

/// What is known of the reader that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Its score without any help.
    Base,
    /// That, and its score with passages: one measurement that any team can make, from which its use of passages follows.
    BaseAndPassages,
}

/// The parameters that readers share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// Share of passages found that are used.
    pub passage_use: f64,
    /// What training without passages leaves of that.
    pub plain_use_factor: f64,
    /// Share of new facts taken in from raw text.
    pub uptake_raw: f64,
    /// The same from ten wordings of each.
    pub uptake: f64,
}

/// A published share of right answers, and the model's, fitted without any row of that reader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeldOut {
    /// The reader.
    pub setting: &'static str,
    /// Approach.
    pub approach: &'static str,
    /// Published.
    pub published: f64,
    /// Predicted.
    pub predicted: f64,
}

/// The value in 0..=1 of least squared error.
fn scanned(loss: &dyn Fn(f64) -> f64) -> f64 {
    (0..=STEPS)
        .map(|i| f64::from(i) / f64::from(STEPS))
        .fold(0.0, |best, x| if loss(x) < loss(best) { x } else { best })
}

fn row(rows: &[EvidenceRow], setting: &str, approach: &str) -> f64 {
    rows.iter()
        .find(|r| r.setting == setting && r.approach == approach)
        .map_or(0.0, |r| r.published)
}

fn passages(passage_use: f64, prior: f64) -> f64 {
    with_passages(RECALL, passage_use, prior, Calibration::LIKELY.distraction)
}

impl Shared {
    /// Fitted on some readers by least squares, one parameter after the other: each has rows of its own once those before it are known.
    #[must_use]
    pub fn on(rows: &[EvidenceRow], readers: &[&str]) -> Self {
        let squares = |approach: &str, predicted: &dyn Fn(&str) -> f64| -> f64 {
            readers
                .iter()
                .map(|reader| (predicted(reader) - row(rows, reader, approach)).powi(2))
                .sum()
        };
        let base = |reader: &str| row(rows, reader, "base model");
        let passage_use = scanned(&|x| squares("RAG", &|r| passages(x, base(r))));
        let uptake_raw = scanned(&|x| squares("fine-tuned", &|r| fine_tuned(base(r), x)));
        let uptake = scanned(&|x| squares("fine-tuned on paraphrases", &|r| fine_tuned(base(r), x)));
        let plain_use_factor = scanned(&|x| {
            squares("hybrid", &|r| {
                passages(passage_use * x, fine_tuned(base(r), uptake_raw))
            }) + squares("hybrid on paraphrases", &|r| {
                passages(passage_use * x, fine_tuned(base(r), uptake))
            })
        });
        Self {
            passage_use,
            plain_use_factor,
            uptake_raw,
            uptake,
        }
    }
}

/// Every row of every reader but the base model's, predicted from the other readers and what is known of this one.
#[must_use]
pub fn predictions(rows: &[EvidenceRow], known: Known) -> Vec<HeldOut> {
    let mut out = Vec::new();
    for setting in READERS {
        let others: Vec<&str> = READERS.into_iter().filter(|r| *r != setting).collect();
        let mut shared = Shared::on(rows, &others);
        let base = row(rows, setting, "base model");
        if known == Known::BaseAndPassages {
            let published = row(rows, setting, "RAG");
            shared.passage_use = scanned(&|x| (passages(x, base) - published).powi(2));
        }
        let (raw, tuned) = (
            fine_tuned(base, shared.uptake_raw),
            fine_tuned(base, shared.uptake),
        );
        let plain = shared.passage_use * shared.plain_use_factor;
        for (approach, predicted) in [
            ("RAG", passages(shared.passage_use, base)),
            ("fine-tuned", raw),
            ("fine-tuned on paraphrases", tuned),
            ("hybrid", passages(plain, raw)),
            ("hybrid on paraphrases", passages(plain, tuned)),
        ] {
            // With its score known, the row is no prediction.
            if known == Known::Base || approach != "RAG" {
                out.push(HeldOut {
                    setting,
                    approach,
                    published: row(rows, setting, approach),
                    predicted,
                });
            }
        }
    }
    out
}

/// Mean absolute error of one reader's rows, percentage points.
#[must_use]
pub fn points(rows: &[HeldOut], setting: &str) -> f64 {
    let own: Vec<f64> = rows
        .iter()
        .filter(|r| r.setting == setting)
        .map(|r| (r.predicted - r.published).abs() * 100.0)
        .collect();
    own.iter().sum::<f64>() / own.len().max(1) as f64
}

/// Pairs of one reader's rows that the prediction puts in the published order, of all its pairs.
#[must_use]
pub fn in_order(rows: &[HeldOut], setting: &str) -> (usize, usize) {
    let own: Vec<&HeldOut> = rows.iter().filter(|r| r.setting == setting).collect();
    let (mut right, mut all) = (0, 0);
    for (i, a) in own.iter().enumerate() {
        for b in &own[i + 1..] {
            all += 1;
            if (a.published - b.published) * (a.predicted - b.predicted) > 0.0 {
                right += 1;
            }
        }
    }
    (right, all)
}
