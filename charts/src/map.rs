//! Who wins over two inputs.

use crate::labels::within;
use crate::pen::{Align, Pen, TEXT};
use crate::table::Table;
use crate::text::Meter;
use crate::theme::Theme;
use crate::{Rect, Size};
use forkcast_engine::Strategy;
use forkcast_engine::decision::sensitivity::Cell;
use forkcast_engine::order::sorted;

/// One side of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The input's name.
    pub label: String,
    /// Texts at positions 0 to 1 of its slider.
    pub ticks: Vec<(f64, String)>,
    /// Where the scenario stands, 0 to 1.
    pub here: f64,
}

/// Who wins over two inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionMap {
    /// Cells in a row.
    pub cols: usize,
    /// Rows, the first one at the bottom.
    pub rows: usize,
    /// The winner of each cell.
    pub cells: Vec<Cell>,
    /// Across.
    pub x: Side,
    /// Up.
    pub y: Side,
}

impl DecisionMap {
    /// Where the cells lie at that size.
    #[must_use]
    pub fn plot(&self, size: Size, meter: &mut dyn Meter) -> Rect {
        let widest = self
            .y
            .ticks
            .iter()
            .map(|(_, t)| meter.width(t, TEXT, false))
            .fold(0.0, f64::max);
        Rect {
            left: widest + 28.0,
            top: 4.0,
            right: size.width - 6.0,
            bottom: size.height - 38.0,
        }
    }

    /// Positions (0 to 1) on both sliders under a place in CSS pixels; none outside of the map.
    #[must_use]
    pub fn hit(&self, size: Size, meter: &mut dyn Meter, x: f64, y: f64) -> Option<(f64, f64)> {
        let plot = self.plot(size, meter);
        plot.contains(x, y).then(|| {
            (
                (x - plot.left) / (plot.right - plot.left),
                (plot.bottom - y) / (plot.bottom - plot.top),
            )
        })
    }

    fn cell(&self, col: usize, row: usize) -> Option<Cell> {
        (col < self.cols && row < self.rows)
            .then(|| self.cells.get(row * self.cols + col).copied())
            .flatten()
    }

    /// The winner of a cell, where one passes every gate.
    fn at(&self, col: usize, row: usize) -> Option<Strategy> {
        self.cell(col, row).filter(|c| c.feasible).map(|c| c.winner)
    }

    /// Share of the map that each strategy wins, largest first.
    #[must_use]
    pub fn shares(&self) -> Vec<(Strategy, f64)> {
        let n = self.cells.len().max(1) as f64;
        let shares: Vec<(Strategy, f64)> = Strategy::ALL
            .map(|s| {
                (
                    s,
                    self.cells.iter().filter(|c| c.feasible && c.winner == s).count() as f64 / n,
                )
            })
            .into_iter()
            .filter(|(_, share)| *share > 0.0)
            .collect();
        sorted(shares, |a, b| b.1.total_cmp(&a.1))
    }

    pub(crate) fn table(&self) -> Table {
        // A row for each stretch of one winner along a line of the map would fill pages: every eighth line says the same.
        let step = (self.rows / 8).max(1);
        let mut rows = Vec::new();
        for row in (0..self.rows).step_by(step).rev() {
            let mut cells = vec![format!("{:.0} %", 100.0 * (row as f64 + 0.5) / self.rows as f64)];
            let across = (self.cols / 8).max(1);
            cells.extend(
                (0..self.cols)
                    .step_by(across)
                    .map(|c| self.at(c, row).map_or("nothing fits", Strategy::label).to_owned()),
            );
            rows.push(cells);
        }
        let across = (self.cols / 8).max(1);
        let mut columns = vec![format!("{} ↑ / {} →", self.y.label, self.x.label)];
        columns.extend(
            (0..self.cols)
                .step_by(across)
                .map(|c| format!("{:.0} %", 100.0 * (c as f64 + 0.5) / self.cols as f64)),
        );
        Table { columns, rows }
    }

    pub(crate) fn summary(&self) -> String {
        let shares: Vec<String> = self
            .shares()
            .iter()
            .map(|(s, share)| format!("{} wins {}", s.label(), forkcast_engine::format::share(*share)))
            .collect();
        format!(
            "Over {} and {}: {} of the map.",
            self.x.label,
            self.y.label,
            if shares.is_empty() {
                "nothing fits on any part".to_owned()
            } else {
                shares.join(", ")
            }
        )
    }

    /// The cell of a region that lies deepest inside of it: where its name fits best.
    fn heart(&self, strategy: Strategy) -> Option<(f64, f64, usize)> {
        let mut best: Option<(f64, f64, usize)> = None;
        for row in 0..self.rows {
            let mut col = 0;
            while col < self.cols {
                if self.at(col, row) != Some(strategy) {
                    col += 1;
                    continue;
                }
                let start = col;
                while self.at(col, row) == Some(strategy) {
                    col += 1;
                }
                // Room above and below the middle of the stretch counts as much as its length, up to a few rows.
                let middle = usize::midpoint(start, col - 1);
                let clear = |up: bool| {
                    (1..=4)
                        .take_while(|d| {
                            let other = if up {
                                row.checked_add(*d)
                            } else {
                                row.checked_sub(*d)
                            };
                            other.and_then(|r| self.at(middle, r)) == Some(strategy)
                        })
                        .count()
                };
                let depth = (col - start) * (1 + clear(true).min(clear(false)));
                if best.is_none_or(|b| depth > b.2) {
                    best = Some((f64::midpoint(start as f64, col as f64), row as f64 + 0.5, depth));
                }
            }
        }
        best
    }
}

pub(crate) fn draw(chart: &DecisionMap, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let plot = chart.plot(size, pen);
    let (cols, rows) = (chart.cols.max(1) as f64, chart.rows.max(1) as f64);
    // Whole pixels: neighbours that meet between two would show a seam.
    let px = |col: f64| (plot.left + col / cols * (plot.right - plot.left)).round();
    let py = |row: f64| (plot.bottom - row / rows * (plot.bottom - plot.top)).round();
    for row in 0..chart.rows {
        let mut col = 0;
        // One rectangle for each stretch of one winner.
        while let Some(cell) = chart.cell(col, row) {
            let start = col;
            while chart.cell(col, row) == Some(cell) {
                col += 1;
            }
            let rect = Rect {
                left: px(start as f64),
                top: py(row as f64 + 1.0),
                right: px(col as f64),
                bottom: py(row as f64),
            };
            // Where nothing fits, the nearest approach shows through faintly.
            pen.rect(
                rect,
                theme.strategy(cell.winner),
                if cell.feasible { 1.0 } else { 0.22 },
            );
        }
    }
    for (strategy, share) in chart.shares() {
        let Some((col, row, _)) = chart.heart(strategy) else {
            continue;
        };
        let width = pen.width(strategy.label(), TEXT, true);
        if share > 0.02 {
            let x = px(col).clamp(
                plot.left + width / 2.0 + 3.0,
                (plot.right - width / 2.0 - 3.0).max(plot.left + width / 2.0 + 3.0),
            );
            let y = within(py(row), plot.top + 9.0, plot.bottom - 9.0);
            pen.text(
                strategy.label(),
                (x, y),
                Align::Middle,
                theme.on_strategy(),
                TEXT,
                true,
            );
        }
    }
    for (at, text) in roomy(&chart.x.ticks, plot, pen) {
        pen.text(
            &text,
            (at, plot.bottom + 12.0),
            Align::Middle,
            theme.muted,
            TEXT,
            false,
        );
    }
    for (at, text) in &chart.y.ticks {
        let y = within(
            plot.bottom - at * (plot.bottom - plot.top),
            plot.top + 6.0,
            plot.bottom - 6.0,
        );
        pen.text(text, (plot.left - 6.0, y), Align::End, theme.muted, TEXT, false);
    }
    let middle = f64::midpoint(plot.left, plot.right);
    pen.text(
        &chart.x.label,
        (middle, size.height - 8.0),
        Align::Middle,
        theme.muted,
        TEXT,
        false,
    );
    pen.text_upwards(
        &chart.y.label,
        (8.0, f64::midpoint(plot.top, plot.bottom)),
        theme.muted,
        TEXT,
    );
    let here = (px(chart.x.here * cols), py(chart.y.here * rows));
    pen.dot(here, 7.0, Theme::LIGHT.panel, Theme::LIGHT.text, 3.0);
}

/// Ticks with their places across: both ends, and of those between the ones that leave a gap to their neighbours.
fn roomy(ticks: &[(f64, String)], plot: Rect, pen: &mut Pen<'_>) -> Vec<(f64, String)> {
    let placed: Vec<(f64, f64, &String)> = ticks
        .iter()
        .map(|(at, text)| {
            let half = pen.width(text, TEXT, false) / 2.0;
            let most = (plot.right - half).max(plot.left + half);
            (
                (plot.left + at * (plot.right - plot.left)).clamp(plot.left + half, most),
                half,
                text,
            )
        })
        .collect();
    let mut kept: Vec<(f64, f64, &String)> = Vec::new();
    let last = placed.last().copied();
    for (i, tick) in placed.iter().enumerate() {
        let clear = |other: &(f64, f64, &String)| (tick.0 - other.0).abs() > tick.1 + other.1 + 8.0;
        let end = i + 1 == placed.len();
        if kept.last().is_none_or(clear) && (end || last.as_ref().is_none_or(clear)) {
            kept.push(*tick);
        }
    }
    kept.into_iter().map(|(x, _, text)| (x, text.clone())).collect()
}
