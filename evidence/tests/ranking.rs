//! What the catalog says of embedders and rerankers is what their published figures say.

use forkcast_engine::Catalog;
use forkcast_evidence::ranking::{self, Kind, Row};
use std::collections::BTreeMap;

/// Id, odds of a miss, and source of every row of the catalog.
fn catalog(kind: Kind) -> Vec<(String, f64, String)> {
    let catalog = Catalog::builtin();
    match kind {
        Kind::Embedder => (0u16..)
            .zip(catalog.embedders.iter())
            .map(|(i, e)| {
                (
                    e.id.to_string(),
                    e.misses,
                    Catalog::embedder_source(i).source.to_string(),
                )
            })
            .collect(),
        Kind::Reranker => (0u16..)
            .zip(catalog.rerankers.iter())
            .map(|(i, r)| {
                (
                    r.id.to_string(),
                    r.misses,
                    Catalog::reranker_source(i).source.to_string(),
                )
            })
            .collect(),
    }
}

/// A row that a table names has the figure of the fit; any other says that none is known.
#[test]
fn the_catalog_has_the_figures_of_the_fit() {
    for kind in [Kind::Embedder, Kind::Reranker] {
        let fitted = ranking::fitted(kind);
        for (id, misses, source) in catalog(kind) {
            match fitted.get(&id) {
                Some(fit) => assert!((misses - fit).abs() < 0.006, "{id}: {misses}, fitted {fit:.3}"),
                None => assert!(source.contains("recall: not known"), "{id}: {source}"),
            }
        }
        for id in fitted.keys() {
            assert!(
                catalog(kind).iter().any(|(known, ..)| known == id),
                "{id} is no row"
            );
        }
    }
}

/// No two rows with published figures count alike.
#[test]
fn distinct_rows_miss_differently() {
    for kind in [Kind::Embedder, Kind::Reranker] {
        let fitted = ranking::fitted(kind);
        let mut known: Vec<(String, f64)> = catalog(kind)
            .into_iter()
            .filter(|(id, ..)| fitted.contains_key(id))
            .map(|(id, misses, _)| (id, misses))
            .collect();
        known.sort_by(|a, b| a.1.total_cmp(&b.1));
        for pair in known.windows(2) {
            assert!(pair[1].1 - pair[0].1 > 0.001, "{pair:?}");
        }
    }
}

/// A model that is published as better by more than three points, and by no table as worse, misses less.
#[test]
fn better_published_means_fewer_misses() {
    let mut pairs = 0;
    for kind in [Kind::Embedder, Kind::Reranker] {
        let rows = ranking::rows(kind);
        let misses: BTreeMap<String, f64> = catalog(kind).into_iter().map(|(id, m, _)| (id, m)).collect();
        let both = |a: &Row, b: &Row| -> Vec<f64> {
            let of = |table: &str, model: &str| rows.iter().find(|r| r.table == table && r.model == model);
            rows.iter()
                .filter(|row| row.model == a.model)
                .filter_map(|row| Some(row.ndcg - of(&row.table, &b.model)?.ndcg))
                .collect()
        };
        for a in &rows {
            for b in rows
                .iter()
                .filter(|b| b.table == a.table && a.ndcg > b.ndcg + 0.03)
            {
                if both(a, b).iter().all(|gap| *gap >= 0.0) {
                    pairs += 1;
                    assert!(misses[&a.model] < misses[&b.model], "{a:?} {b:?}");
                }
            }
        }
    }
    assert!(pairs >= 25, "{pairs}");
}

/// Each table alone says of two models what the catalog says, within a factor of 1.4 in the odds.
#[test]
fn no_table_differs_much_from_the_catalog() {
    for kind in [Kind::Embedder, Kind::Reranker] {
        let rows = ranking::rows(kind);
        let misses: BTreeMap<String, f64> = catalog(kind).into_iter().map(|(id, m, _)| (id, m)).collect();
        let odds = |row: &Row| (1.0 - row.ndcg) / row.ndcg;
        for a in &rows {
            for b in rows.iter().filter(|b| b.table == a.table) {
                let apart = (odds(a) / odds(b)) / (misses[&a.model] / misses[&b.model]);
                assert!((1.0 / 1.4..1.4).contains(&apart), "{a:?} {b:?}: {apart:.2}");
            }
        }
    }
}

/// Over eight embedders of one table, the odds of nDCG@10 and of a miss move one for one.
#[test]
fn odds_of_ndcg_stand_for_odds_of_a_miss() {
    for slope in ranking::slope() {
        assert!((slope - 1.0).abs() < 0.1, "{slope}");
    }
}
