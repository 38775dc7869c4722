//! A measurement as rows and as a chart.

use crate::text::results::{self as texts, time};
use forkcast_charts::Table;
use forkcast_charts::distribution::{Curve, Distribution};
use forkcast_engine::format;
use forkcast_protocol::measure::{Interval, Measurement, P95_SAMPLES, P99_SAMPLES, Series};

/// A figure with its interval.
fn with_interval(i: &Interval) -> String {
    texts::with_interval(&time(i.value), &time(i.low), &time(i.high))
}

/// A percentile, or the samples that it takes.
fn percentile(i: Option<&Interval>, samples: u64) -> String {
    i.map_or_else(|| texts::needs(samples), with_interval)
}

/// Measured over predicted; `None` if nothing was predicted.
#[must_use]
pub fn ratio(s: &Series) -> Option<f64> {
    s.predicted_ms.filter(|p| *p > 0.0).map(|p| s.p50.value / p)
}

/// The rows. Columns that no series fills are left out, except the percentiles, whose absence is shown.
#[must_use]
pub fn table(m: &Measurement) -> Table {
    type Cell = fn(&Series) -> Option<String>;
    let optional: [(&str, Cell); 9] = [
        (texts::RECALL, |s| s.recall.map(|r| format::decimal(r, 3))),
        (texts::PREDICTED, |s| s.predicted_ms.map(time)),
        (texts::RATIO, |s| ratio(s).map(|r| format::decimal(r, 2))),
        (texts::COMPARED_WITH, |s| {
            let peers: Vec<String> = s
                .compared
                .iter()
                .map(|(name, ms)| texts::peer(name, *ms))
                .collect();
            (!peers.is_empty()).then(|| peers.join("; "))
        }),
        (texts::ANSWERS_PER_S, |s| {
            s.throughput_per_s.map(|x| format::decimal(x, 2))
        }),
        (texts::GOOD_ANSWERS_PER_S, |s| {
            s.goodput_per_s.map(|x| format::decimal(x, 2))
        }),
        (texts::GOOD_SHARE, |s| s.good_share.map(format::share)),
        (texts::ERRORS, |s| (s.errors > 0).then(|| s.errors.to_string())),
        (texts::PATH, |s| s.path.clone()),
    ];
    let kept: Vec<_> = optional
        .into_iter()
        .filter(|(_, cell)| m.series.iter().any(|s| cell(s).is_some()))
        .collect();
    let mut columns: Vec<String> = texts::COLUMNS.map(str::to_owned).to_vec();
    columns.extend(kept.iter().map(|(name, _)| (*name).to_owned()));
    let rows = m
        .series
        .iter()
        .map(|s| {
            let mut row = vec![
                s.label.clone(),
                with_interval(&s.p50),
                percentile(s.p95.as_ref(), P95_SAMPLES),
                percentile(s.p99.as_ref(), P99_SAMPLES),
                format::count(s.n as f64),
            ];
            row.extend(
                kept.iter()
                    .map(|(_, cell)| cell(s).unwrap_or_else(|| texts::NO_FIGURE.to_owned())),
            );
            row
        })
        .collect();
    Table { columns, rows }
}

/// The distribution of a series, and of the one it is compared with.
#[must_use]
pub fn distribution(series: &Series, other: Option<&Series>) -> Distribution {
    let curve = |name: &str, s: &Series| Curve {
        name: name.to_owned(),
        buckets: s.histogram.clone(),
    };
    Distribution {
        title: series.label.clone(),
        curves: match other {
            None => vec![curve(texts::THIS_RUN, series)],
            Some(other) => vec![curve(texts::THIS_RUN, series), curve(texts::OTHER_RUN, other)],
        },
    }
}

/// Machine, target and date, for a heading.
#[must_use]
pub fn provenance(m: &Measurement) -> String {
    let target = m.target.as_ref().map(|t| (t.name.as_str(), t.software.as_str()));
    let machine = m.machine.as_ref().map(|x| x.label.as_str());
    texts::provenance(target, machine, date(m))
}

/// The day of a run.
#[must_use]
pub fn date(m: &Measurement) -> &str {
    m.created.get(..10).unwrap_or(&m.created)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use forkcast_protocol::measure::{RunSpec, RunState, SeriesKind, Unit};

    pub(crate) fn series(key: &str, kind: SeriesKind, p50: f64, prompt_tokens: Option<u32>) -> Series {
        let interval = |value: f64| Interval {
            value,
            low: value * 0.9,
            high: value * 1.1,
        };
        Series {
            key: key.to_owned(),
            label: format!("Row {key}"),
            kind,
            unit: Unit::Ms,
            prompt_tokens,
            batch: None,
            n: 200,
            errors: 0,
            mean: interval(p50),
            min: p50 * 0.5,
            max: p50 * 2.0,
            p50: interval(p50),
            p95: Some(interval(p50 * 1.5)),
            p99: None,
            histogram: vec![(p50 * 0.5, 50), (p50, 50), (p50 * 1.5, 90), (p50 * 2.0, 10)],
            recall: None,
            goodput_per_s: None,
            good_share: None,
            throughput_per_s: None,
            predicted_ms: None,
            compared: Vec::new(),
            path: None,
        }
    }

    pub(crate) fn measurement(state: RunState, series: Vec<Series>) -> Measurement {
        let spec: RunSpec = serde_json::from_str(
            r#"{"kind":"retrieval","store":"embedded","vectors":1000,"dimensions":64,"k":5,"queries":100,"warmup":5,"concurrency":1,"embed":false}"#,
        )
        .expect("a specification");
        Measurement {
            schema_version: 1,
            id: "r".to_owned(),
            state,
            created: "2026-11-23T10:00:00Z".to_owned(),
            ended: None,
            spec,
            machine: None,
            target: None,
            ceilings: Vec::new(),
            series,
            warnings: Vec::new(),
            error: None,
        }
    }

    #[test]
    fn every_row_says_its_samples_and_predicted_stands_beside_measured() {
        let mut prefill = series("prefill-256", SeriesKind::Prefill, 30.0, Some(256));
        prefill.predicted_ms = Some(20.0);
        let mut search = series("search", SeriesKind::Search, 0.5, None);
        search.recall = Some(0.9871);
        search.p95 = None;
        let table = table(&measurement(RunState::Done, vec![prefill, search]));
        let column = |name: &str| table.columns.iter().position(|c| c == name).expect(name);
        assert_eq!(table.rows[0][column("Predicted")], "20.0 ms");
        assert_eq!(table.rows[0][column("Measured ÷ predicted")], "1.50");
        assert_eq!(
            table.rows[0][column("p50 (95% interval)")],
            "30.0 ms (27.0 ms to 33.0 ms)"
        );
        assert_eq!(table.rows[0][column("p99")], "needs 1,000 samples");
        assert_eq!(table.rows[1][column("p95")], "needs 20 samples");
        assert_eq!(table.rows[1][column("Recall")], "0.987");
        assert_eq!(table.rows[1][column("Predicted")], "–");
        assert!(
            !table.columns.iter().any(|c| c == "Errors"),
            "no column for what nothing has"
        );
    }
}
