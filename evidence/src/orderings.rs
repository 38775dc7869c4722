//! Accuracy tables: are the figures compared those published, and does the model put the approaches of each table in their order?

use crate::accuracy::EvidenceRow;
use crate::facts;

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
pub fn all(rows: &[EvidenceRow]) -> Vec<Ordering> {
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
    facts::results()
        .into_iter()
        .filter(|f| f.get(3).is_some_and(|metric| metric == "accuracy"))
        .filter_map(|f| f.get(5)?.parse().ok())
        .collect()
}
