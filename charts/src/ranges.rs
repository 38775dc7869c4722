//! Shares with ranges: answer quality by approach.

use crate::frame::Frame;
use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT};
use crate::scale::{Axis, Unit};
use crate::table::Table;
use crate::text::ranges as text;
use crate::theme::Theme;
use crate::{Chart, Rect, Size};
use forkcast_engine::{Strategy, format};

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The approach.
    pub strategy: Strategy,
    /// Correct overall, 0 to 1.
    pub value: f64,
    /// Facts correct, 0 to 1.
    pub knowledge: f64,
    /// Format kept, 0 to 1.
    pub behaviour: f64,
    /// Silent failures, 0 to 1.
    pub silent: f64,
    /// Tenth and ninetieth percentile of `value` over the simulations, if they have run.
    pub range: Option<(f64, f64)>,
    /// Whether it is feasible; infeasible ones are drawn paler.
    pub feasible: bool,
}

/// Shares with ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeChart {
    /// The rows from top to bottom.
    pub rows: Vec<Range>,
}

impl Chart for RangeChart {
    fn summary(&self) -> String {
        let rows: Vec<String> = self
            .rows
            .iter()
            .map(|r| text::row(r.strategy.label(), r.value))
            .collect();
        text::summary(&rows)
    }

    fn table(&self) -> Table {
        let share = |x: f64| format!("{x:.3}");
        Table {
            columns: text::COLUMNS.map(str::to_owned).to_vec(),
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

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        draw(self, theme, size, pen);
    }
}

fn draw(chart: &RangeChart, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let names: Vec<Strategy> = chart.rows.iter().map(|r| r.strategy).collect();
    let axis = Axis {
        min: 0.0,
        max: 1.0,
        log: false,
        unit: Unit::Share,
    };
    let right = pen.width("100%", TEXT, true) + 16.0;
    let frame = Frame::new(&names, axis, (2.0, right), theme, size, pen);
    let wide = frame.plot.right - frame.plot.left;
    frame.grid(if wide > 260.0 { 5 } else { 2 }, Vec::new(), pen);
    let height = frame.row();
    for (i, row) in chart.rows.iter().enumerate() {
        let y = frame.middle(i);
        let colour = theme.mark(row.strategy, row.feasible);
        let [value, facts, form] = [row.value, row.knowledge, row.behaviour].map(|share| frame.px(share));
        // One line connects the marks of an approach.
        let thin = colour.mix(theme.panel, 0.55);
        pen.path(&[(value, y), (value.max(facts).max(form), y)], thin, 1.0);
        if let Some((low, high)) = row.range {
            let half = (height * 0.2).clamp(3.0, 7.0);
            let band = Rect {
                left: frame.px(low.max(0.0)),
                top: y - half,
                right: frame.px(high.min(1.0)),
                bottom: y + half,
            };
            pen.rect(band, colour, 0.28);
        }
        // The parts: facts as a tick from above, form as a tick from below.
        let reach = (height * 0.34).clamp(4.0, 11.0);
        pen.path(&[(facts, y - reach), (facts, y)], colour, 2.0);
        pen.path(&[(form, y), (form, y + reach)], colour, 2.0);
        pen.dot((value, y), 5.0, colour, theme.panel, 1.5);
        frame.name(row.strategy, row.feasible, i, pen);
        let at = (size.width - 4.0, y);
        pen.text(
            &format::share(row.value),
            at,
            Align::End,
            theme.text_for(row.feasible),
            TEXT,
            row.feasible,
        );
    }
}
