//! Latency by stage: stacked medians, the 95th percentile as a whisker, the service level as a line.

use crate::frame::Frame;
use crate::labels::spread_widths;
use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT, Tick};
use crate::scale::{Axis, Unit};
use crate::table::Table;
use crate::text::{APPROACH, bars as text, ms};
use crate::theme::Theme;
use crate::{Chart, Rect, Size};
use forkcast_engine::Strategy;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The approach.
    pub strategy: Strategy,
    /// Stages with their share of the median, ms. They add up to `p50_ms`.
    pub stages: Vec<(&'static str, f64)>,
    /// Median of the whole, ms.
    pub p50_ms: f64,
    /// 95th percentile of the whole, ms.
    pub p95_ms: f64,
    /// Whether it is feasible; infeasible ones are drawn paler.
    pub feasible: bool,
}

/// Latency by stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageBars {
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// The service level, ms; none where none binds.
    pub limit_ms: Option<f64>,
}

impl StageBars {
    /// The greatest p95, ms.
    fn most_ms(&self) -> f64 {
        self.bars.iter().map(|b| b.p95_ms).fold(0.0, f64::max)
    }

    /// The limit is shown while it does not squeeze the bars into a corner.
    fn shown_limit(&self) -> Option<f64> {
        self.limit_ms.filter(|limit_ms| *limit_ms <= 2.5 * self.most_ms())
    }
}

/// Room above the first bar for the names of its narrow stages.
const ABOVE: f64 = 20.0;
/// Greatest distance of a name from its stage, CSS pixels.
const FARTHEST: f64 = 100.0;
/// Size of the stages' names, CSS pixels.
const STAGE: f64 = TEXT - 1.0;

/// The text beside a bar.
fn p95(bar: &Bar) -> String {
    text::p95(bar.p95_ms)
}

impl Chart for StageBars {
    fn summary(&self) -> String {
        let bars: Vec<String> = self
            .bars
            .iter()
            .map(|b| text::bar(b.strategy.label(), b.p50_ms, b.p95_ms))
            .collect();
        text::summary(self.limit_ms, &bars)
    }

    fn table(&self) -> Table {
        let mut names: Vec<&'static str> = Vec::new();
        for (name, _) in self.bars.iter().flat_map(|b| &b.stages) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let mut columns = vec![APPROACH.to_owned()];
        columns.extend(names.iter().map(|n| ms(n)));
        columns.extend([ms(text::P50), ms(text::P95), text::WITHIN.to_owned()]);
        let rows = self
            .bars
            .iter()
            .map(|bar| {
                let mut row = vec![bar.strategy.label().to_owned()];
                row.extend(names.iter().map(|n| {
                    bar.stages
                        .iter()
                        .find(|(s, _)| s == n)
                        .map_or_else(|| "0".to_owned(), |(_, ms)| format!("{ms:.0}"))
                }));
                row.extend([format!("{:.0}", bar.p50_ms), format!("{:.0}", bar.p95_ms)]);
                row.push(
                    text::is_within(self.limit_ms.is_none_or(|limit_ms| bar.p95_ms <= limit_ms)).to_owned(),
                );
                row
            })
            .collect();
        Table { columns, rows }
    }

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        draw(self, theme, size, pen);
    }
}

fn draw(chart: &StageBars, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let names: Vec<Strategy> = chart.bars.iter().map(|b| b.strategy).collect();
    let axis = Axis {
        min: 0.0,
        max: 0.0,
        log: false,
        unit: Unit::Ms,
    };
    let mut frame = Frame::new(&names, axis, (ABOVE, 4.0), theme, size, pen);
    let plot = frame.plot;
    let wide = plot.right - plot.left;
    // The axis ends where the last text beside a bar does, but leaves the bars half of the chart.
    let mut max = chart.shown_limit().map_or(0.0, |limit_ms| limit_ms * 1.03);
    for bar in &chart.bars {
        let room = (wide - pen.width(&p95(bar), TEXT, false) - 10.0).max(wide / 2.0);
        max = max.max(bar.p95_ms * wide / room);
    }
    frame.axis.max = max;
    let limit = chart.shown_limit().map(|limit_ms| frame.px(limit_ms));
    let label = chart.limit_ms.map(|limit_ms| {
        let text = text::limit(limit_ms, limit.is_none());
        Tick::new(limit.unwrap_or(plot.right), text, theme.text, true)
    });
    let most = (wide / 90.0).clamp(2.0, 6.0) as usize;
    frame.grid(most, label.into_iter().collect(), pen);
    let thick = (frame.row() * 0.62).clamp(6.0, 26.0);
    for (i, bar) in chart.bars.iter().enumerate() {
        draw_bar(bar, &frame, i, thick, pen);
        frame.name(bar.strategy, bar.feasible, i, pen);
    }
    if let Some(limit) = limit {
        let x = limit.round() + 0.5;
        pen.dashed(&[(x, plot.top), (x, plot.bottom)], theme.text, 1.5, &[4.0, 3.0]);
    }
    // On the line of the limit, which would run through them.
    for (i, bar) in chart.bars.iter().enumerate() {
        let to = frame.px(bar.p95_ms);
        let text = p95(bar);
        let at = (to + 7.0).min(size.width - pen.width(&text, TEXT, false) - 2.0);
        if at > to {
            pen.text_over(&text, (at, frame.middle(i)), theme);
        }
    }
}

/// A bar. The stages of the first one that are too narrow for their names have them above.
fn draw_bar(bar: &Bar, frame: &Frame<'_>, i: usize, thick: f64, pen: &mut Pen<'_>) {
    let theme = frame.theme;
    let middle = frame.middle(i);
    let colour = theme.mark(bar.strategy, bar.feasible);
    let (top, bottom) = (middle - thick / 2.0, middle + thick / 2.0);
    let (mut names, mut centres, mut widths) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0.0;
    let count = bar.stages.len().max(1) as f64;
    for (i, (name, ms)) in bar.stages.iter().enumerate() {
        // Later stages darker: the last one, prefill, in the full colour.
        let tint = colour.mix(theme.panel, 0.55 * (1.0 - (i as f64 + 1.0) / count));
        let (left, right) = (frame.px(at), frame.px(at + ms));
        at += ms;
        pen.rect(
            Rect {
                left,
                top,
                right,
                bottom,
            },
            tint,
            1.0,
        );
        if i > 0 {
            pen.path(&[(left, top), (left, bottom)], theme.panel, 1.0);
        }
        let (centre, width) = (f64::midpoint(left, right), pen.width(name, STAGE, false));
        if thick >= 13.0 && right - left > width + 6.0 {
            let ink = if theme.text.contrast(tint) >= theme.panel.contrast(tint) {
                theme.text
            } else {
                theme.panel
            };
            pen.text(name, (centre, middle), Align::Middle, ink, STAGE, false);
        } else if right - left >= 1.0 {
            names.push(*name);
            centres.push(centre);
            widths.push(width);
        }
    }
    let (from, to) = (frame.px(bar.p50_ms), frame.px(bar.p95_ms));
    pen.path(&[(from, middle), (to, middle)], colour, 1.5);
    pen.path(&[(to, middle - 5.0), (to, middle + 5.0)], colour, 1.5);
    if i > 0 {
        return;
    }
    let (low, high, row) = (frame.plot.left - 20.0, frame.plot.right, frame.plot.top - 13.0);
    let places = spread_widths(&centres, &widths, 9.0, low, high).unwrap_or_default();
    // Names far from their bars would mislead; the table has them.
    if places
        .iter()
        .zip(&centres)
        .any(|(place, centre)| (place - centre).abs() > FARTHEST)
    {
        return;
    }
    for (i, place) in places.iter().enumerate() {
        pen.path(&[(*place, row + 6.0), (centres[i], top - 1.0)], theme.edge, 1.0);
        pen.text(names[i], (*place, row), Align::Middle, theme.muted, STAGE, false);
    }
}
