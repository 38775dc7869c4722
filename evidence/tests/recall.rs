//! Recall by pipeline against published tables.

use forkcast_evidence::retrieval::{self, HeldOut};

/// Each table predicted by the others, limited a little above what was measured: 0.2, 1.4 and 3.2 points.
#[test]
fn every_table_is_predicted_by_the_others() {
    let limits = [
        ("Anthropic 2024", 0.5),
        ("Anthropic's notebook", 2.0),
        ("open copy of the notebook", 4.0),
    ];
    let all = retrieval::held_out();
    assert_eq!(all.len(), limits.len());
    for (
        HeldOut {
            table,
            predicted,
            by_model,
        },
        (name, limit),
    ) in all.iter().zip(limits)
    {
        assert_eq!(table, name);
        let points = retrieval::mean_absolute_points(predicted);
        assert!(points <= limit, "{table}: {points}");
        let points = retrieval::mean_absolute_points(by_model);
        assert!(points <= limit.min(2.0), "{table} by the model: {points}");
        assert!(predicted.len() >= 3);
    }
}

/// Whatever two pipelines differ by more than three points in print, the model puts them in that order.
#[test]
fn the_model_orders_pipelines_as_published() {
    let rows = retrieval::rows();
    let mut pairs = 0;
    for table in retrieval::tables(&rows) {
        let predicted = retrieval::predictions(&rows, &table, &retrieval::used());
        for a in &predicted {
            for b in &predicted {
                if a.row.recall > b.row.recall + 0.03 {
                    pairs += 1;
                    assert!(a.predicted > b.predicted, "{a:?} {b:?}");
                }
            }
        }
    }
    assert!(pairs > 30, "{pairs}");
}

/// The effects that the model uses are those that a fit on all tables gives, within what the tables differ by.
#[test]
fn the_effects_are_those_of_the_fit() {
    let rows = retrieval::rows();
    let fitted = retrieval::fitted(&rows, &retrieval::tables(&rows));
    for (used, fitted) in retrieval::used().iter().zip(fitted) {
        assert!((used - fitted).abs() < 0.12, "{used} {fitted}");
    }
}
