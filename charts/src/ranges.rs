//! Shares with ranges: how often each approach is right.

use crate::pen::{Align, Pen, TEXT};
use crate::scale::{Axis, Unit};
use crate::table::Table;
use crate::text::Meter;
use crate::theme::Theme;
use crate::{Rect, Size};
use forkcast_engine::{Strategy, format};

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Whose row it is.
    pub strategy: Strategy,
    /// Right and in the right form, 0 to 1.
    pub value: f64,
    /// Right in its facts, 0 to 1.
    pub knowledge: f64,
    /// Kept in form, 0 to 1.
    pub behaviour: f64,
    /// Wrong, with nothing to show it, 0 to 1.
    pub silent: f64,
    /// Tenth and ninetieth percentile of `value` over the futures, where they were drawn.
    pub range: Option<(f64, f64)>,
    /// Whether it passes every gate; the others are drawn paler.
    pub feasible: bool,
}

/// Shares with ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeChart {
    /// The rows from top to bottom.
    pub rows: Vec<Range>,
}

impl RangeChart {
    pub(crate) fn table(&self) -> Table {
        let columns = [
            "Approach",
            "Right",
            "10 % of futures below",
            "90 % of futures below",
            "Right in facts",
            "Kept in form",
            "Wrong unnoticed",
        ];
        let share = |x: f64| format!("{x:.3}");
        Table {
            columns: columns.map(str::to_owned).to_vec(),
            rows: self
                .rows
                .iter()
                .map(|r| {
                    let (low, high) = r
                        .range
                        .map_or_else(Default::default, |(l, h)| (share(l), share(h)));
                    vec![
                        r.strategy.label().to_owned(),
                        share(r.value),
                        low,
                        high,
                        share(r.knowledge),
                        share(r.behaviour),
                        share(r.silent),
                    ]
                })
                .collect(),
        }
    }

    pub(crate) fn summary(&self) -> String {
        let rows: Vec<String> = self
            .rows
            .iter()
            .map(|r| format!("{} {}", r.strategy.label(), format::share(r.value)))
            .collect();
        format!(
            "Share of answers that are right and in the right form: {}.",
            rows.join(", ")
        )
    }
}

pub(crate) fn draw(chart: &RangeChart, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let axis = Axis {
        min: 0.0,
        max: 1.0,
        log: false,
        unit: Unit::Share,
    };
    let mut left = 0.0f64;
    for row in &chart.rows {
        left = left.max(pen.width(row.strategy.label(), TEXT, true));
    }
    let plot = Rect {
        left: left + 14.0,
        top: 2.0,
        right: size.width - 46.0,
        bottom: size.height - 24.0,
    };
    let px = |share: f64| plot.left + axis.share(share) * (plot.right - plot.left);
    for tick in axis.ticks(if plot.right - plot.left > 260.0 { 5 } else { 2 }) {
        let x = px(tick).round() + 0.5;
        pen.path(&[(x, plot.top), (x, plot.bottom)], theme.line, 1.0);
        pen.text(
            &axis.unit.tick(tick),
            (x, plot.bottom + 13.0),
            Align::Middle,
            theme.muted,
            TEXT,
            false,
        );
    }
    let height = (plot.bottom - plot.top) / chart.rows.len().max(1) as f64;
    for (i, row) in chart.rows.iter().enumerate() {
        let y = plot.top + (i as f64 + 0.5) * height;
        let base = theme.strategy(row.strategy);
        let colour = if row.feasible {
            base
        } else {
            base.mix(theme.panel, 0.45)
        };
        if let Some((low, high)) = row.range {
            let half = (height * 0.2).clamp(3.0, 7.0);
            pen.rect(
                Rect {
                    left: px(low),
                    top: y - half,
                    right: px(high),
                    bottom: y + half,
                },
                colour,
                0.28,
            );
        }
        // The parts: facts as a tick from above, form as a tick from below.
        let reach = (height * 0.34).clamp(4.0, 11.0);
        pen.path(
            &[(px(row.knowledge), y - reach), (px(row.knowledge), y)],
            colour,
            2.0,
        );
        pen.path(
            &[(px(row.behaviour), y), (px(row.behaviour), y + reach)],
            colour,
            2.0,
        );
        pen.dot((px(row.value), y), 5.0, colour, theme.panel, 1.5);
        let ink = if row.feasible { theme.text } else { theme.muted };
        pen.text(
            row.strategy.label(),
            (plot.left - 12.0, y),
            Align::End,
            ink,
            TEXT,
            row.feasible,
        );
        pen.text(
            &format::share(row.value),
            (size.width - 2.0, y),
            Align::End,
            ink,
            TEXT,
            row.feasible,
        );
    }
}
