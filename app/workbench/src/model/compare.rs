//! Two runs side by side, differences first.

use forkcast_charts::Table;
use forkcast_engine::order::sorted;
use forkcast_protocol::measure::{Interval, Measurement};

use crate::text::results::{self as texts, time};

/// One row of both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The measured row.
    pub label: String,
    /// Median of this run, ms.
    pub this: f64,
    /// Median of the other, ms.
    pub other: f64,
    /// Whether the intervals of the medians are apart.
    pub apart: bool,
}

impl Difference {
    /// This over the other.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.other > 0.0 {
            self.this / self.other
        } else {
            f64::INFINITY
        }
    }
}

fn apart(a: &Interval, b: &Interval) -> bool {
    a.low > b.high || b.low > a.high
}

/// The rows that both runs have: those whose intervals are apart first, the greatest ratio foremost.
#[must_use]
pub fn differences(this: &Measurement, other: &Measurement) -> Vec<Difference> {
    let rows: Vec<Difference> = this
        .series
        .iter()
        .filter_map(|s| {
            let o = other.series.iter().find(|o| o.key == s.key)?;
            Some(Difference {
                label: s.label.clone(),
                this: s.p50.value,
                other: o.p50.value,
                apart: apart(&s.p50, &o.p50),
            })
        })
        .collect();
    let far = |d: &Difference| d.ratio().max(f64::MIN_POSITIVE).ln().abs();
    sorted(rows, |a, b| b.apart.cmp(&a.apart).then(far(b).total_cmp(&far(a))))
}

/// The differences as a table; empty where the runs share no row.
#[must_use]
pub fn table(this: &Measurement, other: &Measurement) -> Table {
    Table {
        columns: texts::DIFFERENCE_COLUMNS.map(str::to_owned).to_vec(),
        rows: differences(this, other)
            .iter()
            .map(|d| {
                vec![
                    d.label.clone(),
                    time(d.this),
                    time(d.other),
                    forkcast_engine::format::decimal(d.ratio(), 2),
                    texts::distinguishable(d.apart).to_owned(),
                ]
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::results::tests::{measurement, series};
    use forkcast_protocol::measure::{RunState, SeriesKind};

    #[test]
    fn what_differs_comes_first_and_noise_is_called_noise() {
        let run = |rows: &[(&str, f64)]| {
            let all = rows
                .iter()
                .map(|(k, ms)| series(k, SeriesKind::Search, *ms, None))
                .collect();
            measurement(RunState::Done, all)
        };
        let this = run(&[("a", 10.0), ("b", 10.0), ("c", 10.0), ("alone", 1.0)]);
        let other = run(&[("a", 10.5), ("b", 20.0), ("c", 1.0)]);
        let rows = differences(&this, &other);
        let labels: Vec<&str> = rows.iter().map(|r| r.label.as_str()).collect();
        assert_eq!(labels, ["Row c", "Row b", "Row a"]);
        assert_eq!(
            rows.iter().map(|r| r.apart).collect::<Vec<_>>(),
            [true, true, false]
        );
        assert_eq!(table(&this, &other).rows[1][3], "0.50");
    }
}
