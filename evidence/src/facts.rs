//! Published figures with their sources, as the CSV files in `data/facts` hold them.

const RESULTS: &str = include_str!("../data/facts/published-results.csv");
const RATES: &str = include_str!("../data/facts/costs-and-throughput.csv");

/// Published results: source, table, setting, metric, approach, value, note.
#[must_use]
pub fn results() -> Vec<Vec<String>> {
    rows(RESULTS)
}

/// Published costs and speeds: kind, item, value, unit, source, date.
#[must_use]
pub fn rates() -> Vec<Vec<String>> {
    rows(RATES)
}

/// The rows below the names of the columns.
fn rows(text: &str) -> Vec<Vec<String>> {
    let rows = forkcast_prices::csv_rows(text).expect("the facts are well-formed");
    rows.into_iter().skip(1).map(|(_, fields)| fields).collect()
}
