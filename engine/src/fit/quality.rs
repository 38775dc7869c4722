//! Accuracy tables: are the figures compared those published, and does the model put the approaches of each table in their order?

use super::{RESULTS, fields};
use crate::assumptions::Calibration;
use crate::quality::evidence::EvidenceRow;
use crate::quality::knowledge::{UPTAKE_RAW, fine_tuned, with_passages};

/// Two approaches of one table and setting whose published figures differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Ordering {
    /// Setting of the table.
    pub setting: &'static str,
    /// The approach that was better.
    pub better: &'static str,
    /// The one that was worse.
    pub worse: &'static str,
    /// How much better, in percentage points.
    pub points: f64,
    /// How much better the model says, in percentage points.
    pub predicted_points: f64,
}

impl Ordering {
    /// Whether the model puts the two in the published order. Full fine-tuning and LoRA are one to the model: it claims no order.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.predicted_points > 0.0
    }

    /// Whether the model claims any order.
    #[must_use]
    pub fn is_claimed(&self) -> bool {
        self.predicted_points != 0.0
    }
}

/// Every pair of approaches in each setting.
#[must_use]
pub fn orderings(rows: &[EvidenceRow]) -> Vec<Ordering> {
    let mut pairs = Vec::new();
    for a in rows {
        for b in rows {
            if a.setting == b.setting && a.source == b.source && a.published > b.published {
                pairs.push(Ordering {
                    setting: a.setting,
                    better: a.approach,
                    worse: b.approach,
                    points: (a.published - b.published) * 100.0,
                    predicted_points: (a.predicted - b.predicted) * 100.0,
                });
            }
        }
    }
    pairs
}

/// Published accuracies in the facts: shares of right answers.
#[must_use]
pub fn published() -> Vec<f64> {
    RESULTS
        .lines()
        .skip(1)
        .map(fields)
        .filter(|f| f.get(3).is_some_and(|metric| metric == "accuracy"))
        .filter_map(|f| f.get(5)?.parse().ok())
        .collect()
}

/// A published accuracy, the same from the base model's and nothing else of the reader's own, and what it is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Setting of the table.
    pub setting: &'static str,
    /// Approach.
    pub approach: &'static str,
    /// Published share of right answers.
    pub published: f64,
    /// The model's with the assumptions as they stand.
    pub predicted: f64,
}

/// How the model does with the shared assumptions alone, nothing fitted to the reader: its use of passages and share of answers
/// kept after training are then not known and taken from the assumptions. The current-events tables of Ovadia et al. 2023. The
/// assumptions were fitted on Mistral-7B and Orca2-7B and not again without them: only Llama2-7B was not seen.
#[must_use]
pub fn from_shared(rows: &[EvidenceRow]) -> Vec<Transfer> {
    let c = Calibration::LIKELY;
    let mut out = Vec::new();
    for row in rows.iter().filter(|r| r.setting.ends_with("current events")) {
        let base = rows
            .iter()
            .find(|r| r.setting == row.setting && r.approach == "base model");
        let Some(base) = base.map(|b| b.published) else {
            continue;
        };
        let uptake = if row.approach.contains("paraphrases") {
            c.uptake
        } else {
            UPTAKE_RAW
        };
        let tuned = fine_tuned(base, uptake);
        let passages = |passage_use, prior| with_passages(RECALL, passage_use, prior, c.distraction);
        let predicted = match row.approach {
            "base model" => continue,
            "RAG" => passages(c.passage_use, base),
            a if a.starts_with("hybrid") => passages(c.passage_use * c.plain_use_factor, tuned),
            _ => tuned,
        };
        out.push(Transfer {
            setting: row.setting,
            approach: row.approach,
            published: row.published,
            predicted,
        });
    }
    out
}

/// Recall of the retriever of Ovadia et al. 2023 as the evidence takes it.
const RECALL: f64 = 0.93;

/// Mean absolute residual of the rows of one setting, in percentage points.
#[must_use]
pub fn shared_points(rows: &[Transfer], setting: &str) -> f64 {
    let own: Vec<f64> = rows
        .iter()
        .filter(|r| r.setting == setting)
        .map(|r| (r.predicted - r.published).abs() * 100.0)
        .collect();
    own.iter().sum::<f64>() / own.len().max(1) as f64
}
