//! Recall by pipeline: the levers fitted on published tables, and each table predicted by the others.
//!
//! The logarithm of the odds of a miss is linear in the levers, with one intercept for each table. Least squares, tables weighing alike.

use crate::facts;
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::quality::retrieval::{CONTEXT_ODDS, FUSED_ODDS, REFERENCE_RERANKER, with_odds};

/// Levers: passages (exponent), context, fused search, reranker.
const LEVERS: usize = 4;
/// Passages that the exponent counts from. Any number gives the same fit.
const FROM_PASSAGES: f64 = 5.0;

/// A published recall.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The table it is in.
    pub table: String,
    /// The pipeline, as the table names it.
    pub pipeline: String,
    /// ln(k / 5), and whether passages have context, searches are fused, and a reranker orders.
    pub levers: [f64; LEVERS],
    /// Passages.
    pub passages: f64,
    /// Share of questions whose passage is among them.
    pub recall: f64,
}

/// Every row.
#[must_use]
pub fn rows() -> Vec<Row> {
    facts::retrieval()
        .iter()
        .filter_map(|f| {
            let number = |i: usize| f.get(i)?.parse::<f64>().ok();
            let passages = number(5)?;
            Some(Row {
                table: f.first()?.clone(),
                pipeline: f.get(1)?.clone(),
                levers: [
                    (passages / FROM_PASSAGES).ln(),
                    number(2)?,
                    number(3)?,
                    number(4)?,
                ],
                passages,
                recall: number(6)?,
            })
        })
        .collect()
}

/// The tables, in the order of their rows.
#[must_use]
pub fn tables(rows: &[Row]) -> Vec<String> {
    let mut tables: Vec<String> = Vec::new();
    for row in rows {
        if !tables.contains(&row.table) {
            tables.push(row.table.clone());
        }
    }
    tables
}

/// What each lever adds to the logarithm of the odds of a miss.
pub type Effects = [f64; LEVERS];

/// The effects that the model uses.
#[must_use]
pub fn used() -> Effects {
    [
        -Calibration::LIKELY.passages_exponent,
        CONTEXT_ODDS.ln(),
        FUSED_ODDS.ln(),
        REFERENCE_RERANKER.ln(),
    ]
}

/// The effects fitted on these tables.
#[must_use]
pub fn fitted(rows: &[Row], tables: &[String]) -> Effects {
    // Rows about the mean of their table, which takes the place of the intercepts.
    let mut normal = [[0.0; LEVERS + 1]; LEVERS];
    for table in tables {
        let of: Vec<&Row> = rows.iter().filter(|row| row.table == *table).collect();
        let n = of.len() as f64;
        let values = |row: &Row| {
            let [a, b, c, d] = row.levers;
            [a, b, c, d, ((1.0 - row.recall) / row.recall).ln()]
        };
        let mut mean = [0.0; LEVERS + 1];
        for row in &of {
            for (sum, value) in mean.iter_mut().zip(values(row)) {
                *sum += value / n;
            }
        }
        for row in &of {
            let values = values(row);
            for (i, line) in normal.iter_mut().enumerate() {
                for (j, cell) in line.iter_mut().enumerate() {
                    *cell += (values[i] - mean[i]) * (values[j] - mean[j]) / n;
                }
            }
        }
    }
    solved(normal)
}

/// The solution of linear equations by Gauss and Jordan; a lever that does not vary has no effect.
fn solved(mut lines: [[f64; LEVERS + 1]; LEVERS]) -> Effects {
    for i in 0..LEVERS {
        let pivot = (i..LEVERS)
            .max_by(|a, b| lines[*a][i].abs().total_cmp(&lines[*b][i].abs()))
            .unwrap_or(i);
        lines.swap(i, pivot);
        if lines[i][i].abs() < 1e-9 {
            lines[i] = [0.0; LEVERS + 1];
            lines[i][i] = 1.0;
        }
        let by = lines[i];
        for (k, line) in lines.iter_mut().enumerate() {
            if k != i {
                let times = line[i] / by[i];
                for (cell, value) in line.iter_mut().zip(by) {
                    *cell -= times * value;
                }
            }
        }
    }
    std::array::from_fn(|i| lines[i][LEVERS] / lines[i][i])
}

/// A row beside its prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicted {
    /// The row.
    pub row: Row,
    /// Its recall by the effects, from the first row of its table.
    pub predicted: f64,
}

/// The rows of a table but its first, predicted from that one.
#[must_use]
pub fn predictions(rows: &[Row], table: &str, effects: &Effects) -> Vec<Predicted> {
    let of: Vec<&Row> = rows.iter().filter(|row| row.table == table).collect();
    let Some((first, others)) = of.split_first() else {
        return Vec::new();
    };
    others
        .iter()
        .map(|row| {
            let apart = row.levers.iter().zip(first.levers).zip(effects);
            let log_odds: f64 = apart
                .map(|((lever, first), effect)| (lever - first) * effect)
                .sum();
            Predicted {
                row: (*row).clone(),
                predicted: with_odds(first.recall, log_odds.exp()),
            }
        })
        .collect()
}

/// Mean absolute difference between predicted and published, in percentage points.
#[must_use]
pub fn mean_absolute_points(predicted: &[Predicted]) -> f64 {
    let sum: f64 = predicted
        .iter()
        .map(|p| (p.predicted - p.row.recall).abs() * 100.0)
        .sum();
    sum / (predicted.len() as f64).max(1.0)
}

/// A table predicted by effects fitted on the others.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldOut {
    /// The table.
    pub table: String,
    /// Its rows.
    pub predicted: Vec<Predicted>,
    /// The same by the effects that the model uses.
    pub by_model: Vec<Predicted>,
}

/// Each table in turn.
#[must_use]
pub fn held_out() -> Vec<HeldOut> {
    let rows = rows();
    let all = tables(&rows);
    all.iter()
        .map(|table| {
            let others: Vec<String> = all.iter().filter(|other| *other != table).cloned().collect();
            HeldOut {
                table: table.clone(),
                predicted: predictions(&rows, table, &fitted(&rows, &others)),
                by_model: predictions(&rows, table, &used()),
            }
        })
        .collect()
}
