//! The fit of the model to published figures, worked out anew: `cargo xtask fit`.
//!
//! Facts lie in `data/facts/` with their sources. Not in the page.

pub mod least_squares;
pub mod parameters;
pub mod quality;
pub mod rates;
pub mod unseen;

/// Fields of a comma-separated line; a field in double quotes may hold commas.
#[must_use]
pub fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => {
                if let Some(last) = fields.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    fields
}

/// Published results: source, table, setting, metric, approach, value, note.
pub const RESULTS: &str = include_str!("../data/facts/published-results.csv");
/// Published costs and speeds: kind, item, value, unit, source, date.
pub const RATES: &str = include_str!("../data/facts/costs-and-throughput.csv");
