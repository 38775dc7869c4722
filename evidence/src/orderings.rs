//! Accuracy tables: are the figures compared those published, and does the model put the approaches of each table in their order?

use crate::accuracy::{self, EvidenceRow};
use crate::curves::{self, Given};
use crate::{facts, retrieval};
use std::collections::BTreeMap;

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

/// How far two published figures must lie apart for their order to count, percentage points.
pub const GAP: f64 = 3.0;

/// A published figure with what the model says of it.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    what: String,
    published: f64,
    /// By the values that the model uses.
    predicted: f64,
    /// By a fit that has not seen its table, where there is one.
    left_out: Option<f64>,
    /// Whether the prediction starts from it.
    is_input: bool,
}

/// Two figures of one published table and task that lie more than [`GAP`] apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The table, and the task that both are about.
    pub table: String,
    /// The better.
    pub better: String,
    /// The worse.
    pub worse: String,
    /// How much better, in percentage points.
    pub points: f64,
    /// How much better the model says, in percentage points.
    pub predicted: f64,
    /// The same by a fit that has not seen the table, where there is one.
    pub left_out: Option<f64>,
}

/// Pairs that the model gets wrong for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// How the table's name begins.
    pub table: &'static str,
    /// Part of the name of the better, and of the worse.
    pub between: (&'static str, &'static str),
    /// How many pairs.
    pub pairs: usize,
    /// Why.
    pub why: &'static str,
}

const CROSSING: &str =
    "Two different curves that cross: where they do, they lie within their residuals of each other.";

/// Every pair that the model gets wrong, by reason. A curve by itself has none.
pub const EXCEPTIONS: [Exception; 9] = [
    Exception {
        table: "Hu et al. 2021",
        between: ("100 examples: LoRA", "100 examples: full"),
        pairs: 1,
        why: "Full fine-tuning and LoRA on the same examples are one to the model.",
    },
    Exception {
        table: "Learning curves, MNLI",
        between: ("trained on 100", "trained on 100"),
        pairs: 1,
        why: "The same pair, by the shared curve.",
    },
    Exception {
        table: "Lewis et al. 2020",
        between: ("2016, index of the other", "2018, index of the other"),
        pairs: 1,
        why: "What a model guesses of new facts is one figure for both years.",
    },
    Exception {
        table: "Label noise, Llama-3.1-8B, FPB",
        between: ("30% wrong", "not trained"),
        pairs: 1,
        why: "Accuracy falls by 45 points from 30 to 70% wrong; the shared slope falls by less, so the model expects a lower start.",
    },
    Exception {
        table: "Learning curves, Banking77",
        between: ("", ""),
        pairs: 11,
        why: CROSSING,
    },
    Exception {
        table: "Learning curves, NLU",
        between: ("", ""),
        pairs: 4,
        why: CROSSING,
    },
    Exception {
        table: "Learning curves, CLINC150",
        between: ("", ""),
        pairs: 14,
        why: CROSSING,
    },
    Exception {
        table: "Learning curves, TREC,",
        between: ("", ""),
        pairs: 11,
        why: CROSSING,
    },
    Exception {
        table: "Learning curves, TREC-fine",
        between: ("", ""),
        pairs: 31,
        why: "Two different curves: half of the way takes 5 to 15 random examples, where the model has 30 for 50 classes: the classes are of very unequal size.",
    },
];

impl Exception {
    /// Whether it is about that pair.
    #[must_use]
    pub fn is_about(&self, pair: &Pair) -> bool {
        let (better, worse) = self.between;
        pair.table.starts_with(self.table) && pair.better.contains(better) && pair.worse.contains(worse)
    }
}

impl Pair {
    /// Whether the model puts the two in their published order.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.predicted > 0.0
    }

    /// The same by a fit that has not seen the table.
    #[must_use]
    pub fn is_right_left_out(&self) -> bool {
        self.left_out.is_none_or(|points| points > 0.0)
    }

    /// Whether both are points of one curve, at two numbers of examples.
    #[must_use]
    pub fn is_within_a_curve(&self) -> bool {
        let curve = |what: &str| what.rsplit_once(' ').map(|(curve, _)| curve.to_owned());
        self.table.starts_with("Learning curves")
            && self.better != self.worse
            && curve(&self.better) == curve(&self.worse)
    }

    /// Why the model gets it wrong; none where it does not.
    #[must_use]
    pub fn exception(&self) -> Option<&'static Exception> {
        let about = EXCEPTIONS.iter().find(|exception| exception.is_about(self));
        about.filter(|_| !self.is_right())
    }
}

/// The pairs of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The table.
    pub table: String,
    /// Pairs more than [`GAP`] apart.
    pub pairs: usize,
    /// Those in their published order.
    pub right: usize,
    /// The same by a fit that has not seen the table; none where there is none.
    pub right_left_out: Option<usize>,
    /// Why the others are not.
    pub why: Vec<&'static str>,
}

/// How many pairs of each table are in their published order.
#[must_use]
pub fn counts() -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for pair in pairs() {
        let left_out = pair.left_out.map(|points| usize::from(points > 0.0));
        let right = usize::from(pair.is_right());
        let why = pair.exception().map(|exception| exception.why);
        match counts.last_mut().filter(|last| last.table == pair.table) {
            Some(count) => {
                count.pairs += 1;
                count.right += right;
                count.right_left_out = count.right_left_out.zip(left_out).map(|(a, b)| a + b);
                count.why.extend(why.filter(|why| !count.why.contains(why)));
            }
            None => counts.push(Count {
                table: pair.table,
                pairs: 1,
                right,
                right_left_out: left_out,
                why: why.into_iter().collect(),
            }),
        }
    }
    counts
}

/// The figures of every published table of right answers or of recall that the model predicts, by table and task.
fn tables() -> BTreeMap<String, Vec<Entry>> {
    let mut tables: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut add = |table: String, entry: Entry| tables.entry(table).or_default().push(entry);
    for row in accuracy::rows().iter().chain(&accuracy::held_out_rows()) {
        let entry = Entry {
            what: format!("{}: {}", row.setting, row.approach),
            published: row.published,
            predicted: row.predicted,
            left_out: None,
            is_input: row.is_input(),
        };
        add(format!("{}, table {}", row.source, row.table), entry);
    }
    let left_out = curves::held_out();
    let mut left_out = left_out.iter();
    let curves = curves::all();
    for curve in &curves {
        // The same questions whatever the model and however examples are given.
        let task = curve.name.split_once(", ").map_or(&*curve.name, |(_, task)| task);
        let residuals = curves::residuals(curve, curves::committed(curve), &curves);
        for ((n, published), residual) in curve.points.iter().zip(residuals) {
            let given = match curve.given {
                Given::Trained => "trained on",
                Given::Random => "in the prompt at random:",
                Given::Retrieved => "in the prompt, retrieved:",
            };
            let entry = Entry {
                what: format!("{}, {given} {n}", curve.name),
                published: *published,
                predicted: published + residual,
                left_out: left_out.next().map(|figure| figure.predicted),
                is_input: false,
            };
            add(format!("Learning curves, {task}"), entry);
        }
    }
    let c = forkcast_engine::assumptions::Calibration::LIKELY;
    for noise in curves::noises() {
        let table = format!("Label noise, {}", noise.name);
        let residuals = curves::noise_residuals(&noise, c.noise_knee, c.noise_slope);
        for ((wrong, published), residual) in noise.points.iter().zip(residuals) {
            let entry = Entry {
                what: format!("{:.0}% wrong", wrong * 100.0),
                published: *published,
                predicted: published + residual,
                left_out: left_out.next().map(|figure| figure.predicted),
                is_input: false,
            };
            add(table.clone(), entry);
        }
        let prompted = Entry {
            what: "not trained".to_owned(),
            published: noise.prompted,
            predicted: noise.prompted,
            left_out: Some(noise.prompted),
            is_input: true,
        };
        add(table, prompted);
    }
    let rows = retrieval::rows();
    for held_out in retrieval::held_out() {
        let table = format!("Recall, {}", held_out.table);
        if let Some(first) = rows.iter().find(|row| row.table == held_out.table) {
            let entry = Entry {
                what: format!("{}, {} passages", first.pipeline, first.passages),
                published: first.recall,
                predicted: first.recall,
                left_out: Some(first.recall),
                is_input: true,
            };
            add(table.clone(), entry);
        }
        for (by_model, left_out) in held_out.by_model.iter().zip(&held_out.predicted) {
            let entry = Entry {
                what: format!("{}, {} passages", by_model.row.pipeline, by_model.row.passages),
                published: by_model.row.recall,
                predicted: by_model.predicted,
                left_out: Some(left_out.predicted),
                is_input: false,
            };
            add(table.clone(), entry);
        }
    }
    tables
}

/// Every pair of figures of one published table and task that lie more than [`GAP`] apart, but for two from which predictions start.
#[must_use]
pub fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (table, entries) in tables() {
        for a in &entries {
            for b in &entries {
                let points = (a.published - b.published) * 100.0;
                if points > GAP && !(a.is_input && b.is_input) {
                    pairs.push(Pair {
                        table: table.clone(),
                        better: a.what.clone(),
                        worse: b.what.clone(),
                        points,
                        predicted: (a.predicted - b.predicted) * 100.0,
                        left_out: a.left_out.zip(b.left_out).map(|(a, b)| (a - b) * 100.0),
                    });
                }
            }
        }
    }
    pairs
}
