//! Published figures with their sources, as the CSV files in `data/facts` hold them.

const RESULTS: &str = include_str!("../data/facts/published-results.csv");
const SERVING: &str = include_str!("../data/facts/serving-throughput.csv");
const SHAPES: &str = include_str!("../data/facts/model-shapes.csv");
const RETRIEVAL: &str = include_str!("../data/facts/retrieval-quality.csv");
const RANKING: &str = include_str!("../data/facts/ranking-quality.csv");
const NDCG_AND_RECALL: &str = include_str!("../data/facts/ndcg-and-recall.csv");
const TUNING: &str = include_str!("../data/facts/tuning-quality.csv");
const UNSCORED: &str = include_str!("../data/facts/unscored-methods.csv");
const RATES: &str = include_str!("../data/facts/costs-and-throughput.csv");

/// Published results: source, table, setting, metric, approach, value, note.
#[must_use]
pub fn results() -> Vec<Vec<String>> {
    rows(RESULTS)
}

/// Published recalls: table, pipeline, whether passages have context, searches are fused and a reranker orders, passages, recall, source.
#[must_use]
pub fn retrieval() -> Vec<Vec<String>> {
    rows(RETRIEVAL)
}

/// Published quality of rankings: kind, table, embedder or reranker, nDCG@10, source, date, note.
#[must_use]
pub fn ranking() -> Vec<Vec<String>> {
    rows(RANKING)
}

/// One published table with both: embedder, share found among 5 and among 10, nDCG@10, source, date.
#[must_use]
pub fn ndcg_and_recall() -> Vec<Vec<String>> {
    rows(NDCG_AND_RECALL)
}

/// Methods of training that are sold and have no score, as no gain by amount of data is published: method, seller, models, basis of the
/// price, data needed, published gain, source, date.
#[must_use]
pub fn unscored_methods() -> Vec<Vec<String>> {
    rows(UNSCORED)
}

/// Published costs and speeds: kind, item, value, unit, source, date.
#[must_use]
pub fn rates() -> Vec<Vec<String>> {
    rows(RATES)
}

/// Published runs of models on GPUs: model, GPU, how many, number format, engine, layout, load, tokens in and out, requests at once,
/// times and throughput, source, address, date, note.
#[must_use]
pub fn serving() -> Vec<Vec<String>> {
    rows(SERVING)
}

/// Published dimensions of the models of [`serving`] that the catalog does not sell.
#[must_use]
pub fn shapes() -> Vec<Vec<String>> {
    rows(SHAPES)
}

/// Published curves of learning and of label noise: topic, model, task, method, examples, metric, value in percent, unit, source, address,
/// date, note.
#[must_use]
pub fn tuning() -> Vec<Vec<String>> {
    rows(TUNING)
}

/// The rows below the names of the columns.
fn rows(text: &str) -> Vec<Vec<String>> {
    let rows = forkcast_prices::csv_rows(text).expect("the facts are well-formed");
    rows.into_iter().skip(1).map(|(_, fields)| fields).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_without_a_score_says_who_sells_it_for_what_and_where_that_stands() {
        let rows = unscored_methods();
        for row in &rows {
            assert_eq!(row.len(), 8, "{row:?}");
            assert!(row.iter().all(|field| !field.trim().is_empty()), "{row:?}");
            assert!(row[6].contains('/'), "an address: {row:?}");
            assert!(forkcast_prices::Date::parse(&row[7]).is_some(), "{row:?}");
        }
        for method in ["Preference tuning", "Reinforcement fine-tuning"] {
            assert!(
                rows.iter().filter(|row| row[0].starts_with(method)).count() >= 4,
                "{method}"
            );
        }
        let page = crate::method::page(forkcast_engine::Catalog::builtin());
        assert!(rows.iter().all(|row| page.contains(&row[1])));
    }
}
