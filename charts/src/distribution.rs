//! How samples are distributed: the share that took no longer than a time, over the time.

use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT, Tick};
use crate::scale::{Axis, Unit};
use crate::table::Table;
use crate::text::distribution as text;
use crate::theme::Theme;
use crate::{Chart, Rect, Size};
use forkcast_engine::params::tidy;

/// One set of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Name of the set.
    pub name: String,
    /// Upper edge of a bucket, ms, and samples in it, in ascending order.
    pub buckets: Vec<(f64, u64)>,
}

/// Shares of samples over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Name of the timed series.
    pub title: String,
    /// One curve, or two to compare.
    pub curves: Vec<Curve>,
}

/// The marked percentiles, with the number of samples that each needs.
const MARKED: [(f64, &str, u64); 3] = [(0.5, "p50", 1), (0.95, "p95", 20), (0.99, "p99", 1_000)];
/// Dashes of the second curve, in a comparison.
const OTHER: &[f64] = &[5.0, 4.0];

/// A time to three digits.
fn time(ms: f64) -> String {
    if ms < 1_000.0 {
        text::ms(tidy(ms, 3))
    } else {
        Unit::Ms.value(ms)
    }
}

impl Curve {
    fn count(&self) -> u64 {
        self.buckets.iter().map(|b| b.1).sum()
    }

    /// The share of samples up to each bucket's edge.
    fn steps(&self) -> Vec<(f64, f64)> {
        let all = self.count().max(1) as f64;
        let mut sum = 0;
        self.buckets
            .iter()
            .map(|(edge, n)| {
                sum += n;
                (*edge, sum as f64 / all)
            })
            .collect()
    }

    /// The lowest edge that includes at least that share of the samples, ms.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<f64> {
        self.steps()
            .into_iter()
            .find(|(_, s)| *s >= share)
            .map(|(edge, _)| edge)
    }
}

impl Chart for Distribution {
    fn summary(&self) -> String {
        let curves: Vec<String> = self
            .curves
            .iter()
            .map(|c| {
                let at = |share: f64| c.percentile(share).map_or(text::NONE.to_owned(), time);
                text::curve(&c.name, c.count(), &at(0.5), &at(0.95))
            })
            .collect();
        text::summary(&self.title, &curves)
    }

    fn table(&self) -> Table {
        let rows = self.curves.iter().flat_map(|curve| {
            curve
                .steps()
                .into_iter()
                .zip(&curve.buckets)
                .map(|((edge, share), (_, n))| {
                    vec![
                        curve.name.clone(),
                        format!("{edge:.4}"),
                        n.to_string(),
                        format!("{share:.4}"),
                    ]
                })
        });
        Table {
            columns: text::COLUMNS.map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }
    }

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        draw(self, theme, size, pen);
    }
}

fn draw(chart: &Distribution, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let edges = || chart.curves.iter().flat_map(|c| c.buckets.iter().map(|b| b.0));
    let (least, most) = edges().fold((f64::INFINITY, 0.0f64), |(a, b), x| (a.min(x), b.max(x)));
    if !(least.is_finite() && least > 0.0) {
        return;
    }
    // Tails are long: a logarithmic axis is used if they would squeeze the rest into a corner.
    let log = most / least > 20.0;
    let x = Axis {
        min: if log {
            least
        } else {
            (least - 0.1 * (most - least)).max(0.0)
        },
        max: most,
        log,
        unit: Unit::Ms,
    };
    let y = Axis {
        min: 0.0,
        max: 1.0,
        log: false,
        unit: Unit::Share,
    };
    let left = pen.width("100%", TEXT, false) + 10.0;
    let plot = Rect {
        left,
        top: 10.0,
        right: (size.width - 14.0).max(left + 20.0),
        bottom: (size.height - 26.0).max(30.0),
    };
    let px = |v: f64| plot.left + x.share(v).clamp(0.0, 1.0) * (plot.right - plot.left);
    let py = |v: f64| plot.bottom - y.share(v) * (plot.bottom - plot.top);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let at = py(share).round() + 0.5;
        pen.path(&[(plot.left, at), (plot.right, at)], theme.line, 1.0);
        pen.text(
            &Unit::Share.tick(share),
            (plot.left - 8.0, at),
            Align::End,
            theme.muted,
            TEXT,
            false,
        );
    }
    let mut ticks: Vec<Tick> = Vec::new();
    if let Some(first) = chart.curves.first() {
        for (share, name, fewest) in MARKED {
            if first.count() >= fewest
                && let Some(ms) = first.percentile(share)
            {
                ticks.push(Tick::new(
                    px(ms),
                    format!("{name} {}", time(ms)),
                    theme.text,
                    true,
                ));
                let at = px(ms).round() + 0.5;
                pen.dashed(
                    &[(at, py(share)), (at, plot.bottom)],
                    theme.edge,
                    1.0,
                    &[2.0, 3.0],
                );
            }
        }
    }
    for tick in x.ticks((size.width / 110.0).clamp(2.0, 8.0) as usize) {
        ticks.push(Tick::new(px(tick), Unit::Ms.tick(tick), theme.muted, false));
    }
    pen.row(&ticks, plot.bottom + 14.0, 0.0, size.width);
    for (i, curve) in chart.curves.iter().enumerate().rev() {
        let mut points = vec![(plot.left, plot.bottom)];
        let mut height = plot.bottom;
        for (edge, share) in curve.steps() {
            points.push((px(edge), height));
            height = py(share);
            points.push((px(edge), height));
        }
        points.push((plot.right, height));
        if i == 0 {
            pen.path(&points, theme.text, 2.0);
        } else {
            pen.dashed(&points, theme.muted, 2.0, OTHER);
        }
    }
    if chart.curves.len() > 1 {
        for (i, curve) in chart.curves.iter().enumerate() {
            let at = (plot.right - 96.0, plot.bottom - 34.0 + 18.0 * i as f64);
            let from = (at.0 - 30.0, at.1);
            if i == 0 {
                pen.path(&[from, (at.0 - 6.0, at.1)], theme.text, 2.0);
            } else {
                pen.dashed(&[from, (at.0 - 6.0, at.1)], theme.muted, 2.0, OTHER);
            }
            pen.text_over(&curve.name, at, theme);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg;

    fn chart() -> Distribution {
        let curve = |name: &str, by: f64| Curve {
            name: name.to_owned(),
            buckets: vec![(1.0 * by, 10), (2.0 * by, 40), (3.0 * by, 45), (40.0 * by, 5)],
        };
        Distribution {
            title: "search".to_owned(),
            curves: vec![curve("this run", 1.0), curve("other run", 2.0)],
        }
    }

    #[test]
    fn percentiles_are_those_of_the_buckets() {
        let c = &chart().curves[0];
        assert_eq!(
            (c.percentile(0.5), c.percentile(0.95), c.percentile(0.99)),
            (Some(2.0), Some(3.0), Some(40.0))
        );
        assert_eq!(c.percentile(1.0), Some(40.0));
        let none = Curve {
            name: String::new(),
            buckets: Vec::new(),
        };
        assert_eq!(none.percentile(0.5), None);
    }

    #[test]
    fn table_and_summary_say_what_is_drawn() {
        let chart = chart();
        assert_eq!(chart.table().rows.len(), 8);
        assert_eq!(chart.table().rows[1], ["this run", "2.0000", "40", "0.5000"]);
        assert!(
            chart.summary().contains("half within 2 ms, 95% within 3 ms"),
            "{}",
            chart.summary()
        );
        let size = Size {
            width: 600.0,
            height: 240.0,
        };
        let drawn = svg::render(&chart, &Theme::LIGHT, size);
        assert!(
            drawn.contains("p50 2 ms") && drawn.contains("other run") && !drawn.contains("p99"),
            "{drawn}"
        );
    }
}
