//! Latency by stage: stacked medians, the 95th percentile as a whisker, the service level as a line.

use crate::labels::{spread, within};
use crate::pen::{Align, Pen, TEXT};
use crate::scale::{Axis, Unit, round_up};
use crate::table::Table;
use crate::text::Meter;
use crate::theme::Theme;
use crate::{Rect, Size};
use forkcast_engine::{Strategy, format};

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Whose bar it is.
    pub strategy: Strategy,
    /// Stages with their share of the median, ms. They add up to `p50_ms`.
    pub stages: Vec<(&'static str, f64)>,
    /// Median of the whole, ms.
    pub p50_ms: f64,
    /// 95th percentile of the whole, ms.
    pub p95_ms: f64,
    /// Whether it passes every gate; the others are drawn paler.
    pub feasible: bool,
}

/// Latency by stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageBars {
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// The service level, ms.
    pub limit_ms: f64,
}

impl StageBars {
    fn axis(&self) -> Axis {
        let most = self.bars.iter().map(|b| b.p95_ms).fold(0.0, f64::max);
        // The limit is shown while it does not squeeze the bars into a corner.
        let shown = if self.limit_ms <= 2.5 * most {
            most.max(self.limit_ms)
        } else {
            most
        };
        Axis {
            min: 0.0,
            max: round_up(shown * 1.04),
            log: false,
            unit: Unit::Ms,
        }
    }

    pub(crate) fn table(&self) -> Table {
        let mut names: Vec<&'static str> = Vec::new();
        for (name, _) in self.bars.iter().flat_map(|b| &b.stages) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let mut columns = vec!["Approach".to_owned()];
        columns.extend(names.iter().map(|n| format!("{n}, ms")));
        columns.extend([
            "p50, ms".to_owned(),
            "p95, ms".to_owned(),
            "within the limit".to_owned(),
        ]);
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
                row.push(if bar.p95_ms <= self.limit_ms { "yes" } else { "no" }.to_owned());
                row
            })
            .collect();
        Table { columns, rows }
    }

    pub(crate) fn summary(&self) -> String {
        let bars: Vec<String> = self
            .bars
            .iter()
            .map(|b| {
                format!(
                    "{} {}, p95 {}",
                    b.strategy.label(),
                    format::ms(b.p50_ms),
                    format::ms(b.p95_ms)
                )
            })
            .collect();
        format!(
            "Time to first token against a limit of {}: {}.",
            format::ms(self.limit_ms),
            bars.join("; ")
        )
    }
}

const BELOW: f64 = 24.0;

pub(crate) fn draw(chart: &StageBars, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let axis = chart.axis();
    let mut left = 0.0f64;
    for bar in &chart.bars {
        left = left.max(pen.width(bar.strategy.label(), TEXT, true));
    }
    let plot = Rect {
        left: left + 12.0,
        top: 2.0,
        right: size.width - 8.0,
        bottom: size.height - BELOW,
    };
    let px = |ms: f64| plot.left + axis.share(ms) * (plot.right - plot.left);
    for tick in axis.ticks(((plot.right - plot.left) / 90.0).clamp(2.0, 6.0) as usize) {
        let x = px(tick).round() + 0.5;
        pen.path(&[(x, plot.top), (x, plot.bottom)], theme.line, 1.0);
        let text = axis.unit.tick(tick);
        let half = pen.width(&text, TEXT, false) / 2.0;
        let at = within(x, plot.left + half - 6.0, size.width - half);
        pen.text(
            &text,
            (at, plot.bottom + 13.0),
            Align::Middle,
            theme.muted,
            TEXT,
            false,
        );
    }
    let row = (plot.bottom - plot.top) / chart.bars.len().max(1) as f64;
    let thick = (row * 0.62).clamp(6.0, 26.0);
    for (i, bar) in chart.bars.iter().enumerate() {
        let middle = plot.top + (i as f64 + 0.5) * row;
        draw_bar(bar, theme, middle, thick, &px, plot, pen);
        let weight = if bar.feasible { theme.text } else { theme.muted };
        pen.text(
            bar.strategy.label(),
            (plot.left - 10.0, middle),
            Align::End,
            weight,
            TEXT,
            bar.feasible,
        );
    }
    if axis.share(chart.limit_ms) <= 1.0 {
        let x = px(chart.limit_ms).round() + 0.5;
        pen.dashed(&[(x, plot.top), (x, plot.bottom)], theme.text, 1.5, &[4.0, 3.0]);
        let text = format!("limit {}", format::ms(chart.limit_ms));
        let width = pen.width(&text, TEXT, true);
        let at = spread(&[x], 0.0, plot.left + width / 2.0, size.width - width / 2.0)[0];
        pen.rect(
            Rect {
                left: at - width / 2.0 - 4.0,
                top: plot.bottom + 5.0,
                right: at + width / 2.0 + 4.0,
                bottom: size.height,
            },
            theme.panel,
            1.0,
        );
        pen.text(
            &text,
            (at, plot.bottom + 13.0),
            Align::Middle,
            theme.text,
            TEXT,
            true,
        );
    }
}

fn draw_bar(
    bar: &Bar,
    theme: &Theme,
    middle: f64,
    thick: f64,
    px: &dyn Fn(f64) -> f64,
    plot: Rect,
    pen: &mut Pen<'_>,
) {
    let base = theme.strategy(bar.strategy);
    let colour = if bar.feasible {
        base
    } else {
        base.mix(theme.panel, 0.45)
    };
    let (top, bottom) = (middle - thick / 2.0, middle + thick / 2.0);
    let mut at = 0.0;
    let count = bar.stages.len().max(1) as f64;
    for (i, (name, ms)) in bar.stages.iter().enumerate() {
        // Later stages darker: the last one, prefill, in the full colour.
        let tint = colour.mix(theme.panel, 0.55 * (1.0 - (i as f64 + 1.0) / count));
        let rect = Rect {
            left: px(at),
            top,
            right: px(at + ms),
            bottom,
        };
        pen.rect(rect, tint, 1.0);
        let width = pen.width(name, TEXT - 1.0, false);
        if rect.right - rect.left > width + 8.0 && thick >= 13.0 {
            let ink = if theme.text.contrast(tint) >= theme.panel.contrast(tint) {
                theme.text
            } else {
                theme.panel
            };
            pen.text(
                name,
                (f64::midpoint(rect.left, rect.right), middle),
                Align::Middle,
                ink,
                TEXT - 1.0,
                false,
            );
        }
        at += ms;
        if i + 1 < bar.stages.len() {
            let x = px(at);
            pen.path(&[(x, top), (x, bottom)], theme.panel, 1.0);
        }
    }
    let (from, to) = (px(bar.p50_ms), px(bar.p95_ms));
    pen.path(&[(from, middle), (to, middle)], colour, 1.5);
    pen.path(&[(to, middle - 5.0), (to, middle + 5.0)], colour, 1.5);
    let text = format!("p95 {}", format::ms(bar.p95_ms));
    let width = pen.width(&text, TEXT, false);
    // Beyond the whisker, or above it where there is no room.
    if to + 6.0 + width <= plot.right {
        pen.text(&text, (to + 6.0, middle), Align::Start, theme.muted, TEXT, false);
    } else {
        pen.text(
            &text,
            (to, (top - 6.0).max(6.0)),
            Align::End,
            theme.muted,
            TEXT - 1.0,
            false,
        );
    }
}
