//! How much embedders and rerankers miss, from published nDCG@10.
//!
//! The odds of a miss are taken as those of nDCG@10, (1 − nDCG) / nDCG. Over the eight embedders of a table that has both, their logarithms
//! move one for one ([`slope`]). The tables overlap, so one least-squares fit puts all models on one scale: the logarithm of the odds is one
//! figure for the model plus one for the table. Tables differ in tasks and makers, and a model in several of them counts by its mean.

use crate::facts;
use forkcast_engine::quality::retrieval::REFERENCE_RERANKER;
use std::collections::BTreeMap;

/// Which part of a pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Embedders, on a scale on which the reference has 1.
    Embedder,
    /// Rerankers, on a scale on which none has 1 and the reference that of the tables of recall.
    Reranker,
}

impl Kind {
    const fn id(self) -> &'static str {
        match self {
            Self::Embedder => "embedder",
            Self::Reranker => "reranker",
        }
    }

    /// Logarithms of the odds that are given.
    fn given(self) -> BTreeMap<&'static str, f64> {
        match self {
            Self::Embedder => BTreeMap::from([("text-embedding-3-small", 0.0)]),
            Self::Reranker => BTreeMap::from([("none", 0.0), ("cohere-rerank-3.5", REFERENCE_RERANKER.ln())]),
        }
    }
}

/// A published figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The table it is in: its figures are comparable.
    pub table: String,
    /// Id in the catalog.
    pub model: String,
    /// nDCG@10.
    pub ndcg: f64,
}

/// Every row of a kind.
#[must_use]
pub fn rows(kind: Kind) -> Vec<Row> {
    let of_kind = |f: &Vec<String>| match f.as_slice() {
        [of, table, model, ndcg, ..] if of == kind.id() => Some(Row {
            table: table.clone(),
            model: model.clone(),
            ndcg: ndcg.parse().ok()?,
        }),
        _ => None,
    };
    facts::ranking().iter().filter_map(of_kind).collect()
}

/// Logarithm of the odds that a share leaves.
fn log_odds(share: f64) -> f64 {
    ((1.0 - share) / share).ln()
}

/// Sweeps over models and tables. The last ones change nothing in twelve digits.
const SWEEPS: usize = 2_000;

/// Odds of a miss of each model that a table names, on the scale of its kind.
#[must_use]
pub fn fitted(kind: Kind) -> BTreeMap<String, f64> {
    let rows = rows(kind);
    let given = kind.given();
    let mut models: BTreeMap<&str, f64> = rows
        .iter()
        .map(|row| (&*row.model, given.get(&*row.model).copied().unwrap_or(0.0)))
        .collect();
    let mut tables: BTreeMap<&str, f64> = rows.iter().map(|row| (&*row.table, 0.0)).collect();
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    for _ in 0..SWEEPS {
        for (table, level) in &mut tables {
            let of = rows.iter().filter(|row| row.table == **table);
            *level = mean(of.map(|row| log_odds(row.ndcg) - models[&*row.model]).collect());
        }
        for (model, effect) in &mut models {
            if !given.contains_key(model) {
                let of = rows.iter().filter(|row| row.model == **model);
                *effect = mean(of.map(|row| log_odds(row.ndcg) - tables[&*row.table]).collect());
            }
        }
    }
    models
        .into_iter()
        .map(|(model, effect)| (model.to_owned(), effect.exp()))
        .collect()
}

/// By how much the logarithm of the odds of a miss among so many passages grows with that of nDCG@10: among 5 and among 10.
#[must_use]
pub fn slope() -> [f64; 2] {
    let table: Vec<[f64; 3]> = facts::ndcg_and_recall()
        .iter()
        .filter_map(|f| {
            let number = |i: usize| f.get(i)?.parse::<f64>().ok().map(log_odds);
            Some([number(1)?, number(2)?, number(3)?])
        })
        .collect();
    let n = table.len() as f64;
    [0, 1].map(|among| {
        let (x, y) = table
            .iter()
            .fold((0.0, 0.0), |(x, y), row| (x + row[2] / n, y + row[among] / n));
        let (over, under) = table.iter().fold((0.0, 0.0), |(over, under), row| {
            let away = row[2] - x;
            (over + away * (row[among] - y), under + away * away)
        });
        over / under
    })
}
