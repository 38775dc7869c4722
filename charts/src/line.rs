//! Lines over an axis: cumulative cost by month, monthly cost by volume.

use crate::labels::spread;
use crate::pen::{Align, Pen, TEXT};
use crate::scale::Axis;
use crate::table::Table;
use crate::text::Meter;
use crate::theme::{Theme, dashes};
use crate::{Rect, Size};
use forkcast_engine::Strategy;
use forkcast_engine::order::sorted;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Whose line it is; gives colour, dashes and label.
    pub strategy: Strategy,
    /// Points from left to right.
    pub points: Vec<(f64, f64)>,
    /// Lowest and highest plausible value at each point; empty for none.
    pub band: Vec<(f64, f64)>,
    /// Whether it is the recommended one, drawn stronger.
    pub emphasis: bool,
}

/// A marked point.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// Where, on the axes.
    pub x: f64,
    /// Where, on the axes.
    pub y: f64,
    /// What it says, for the read-out and the table.
    pub label: String,
}

/// Lines over an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// Across.
    pub x: Axis,
    /// Up. Values beyond its top are cut off there.
    pub y: Axis,
    /// What is counted across, under the axis.
    pub x_label: &'static str,
    /// The lines.
    pub lines: Vec<Line>,
    /// Points where lines cross.
    pub markers: Vec<Marker>,
    /// Where the scenario stands, across.
    pub here: Option<f64>,
    /// A limit, up, with its name.
    pub limit: Option<(f64, &'static str)>,
    /// Where the reader points, across.
    pub cursor: Option<f64>,
}

/// Where the chart's parts lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// Where the lines are.
    pub plot: Rect,
}

const TOP: f64 = 10.0;
const BELOW: f64 = 26.0;
const LABEL_GAP: f64 = 15.0;

impl LineChart {
    /// Where the parts lie at that size.
    pub fn layout(&self, size: Size, meter: &mut dyn Meter) -> Layout {
        let widest = |texts: &mut dyn Iterator<Item = (String, bool)>, meter: &mut dyn Meter| {
            texts
                .map(|(t, bold)| meter.width(&t, TEXT, bold))
                .fold(0.0, f64::max)
        };
        let ticks = self.y.ticks(5);
        let left = widest(&mut ticks.iter().map(|t| (self.y.unit.tick(*t), false)), meter) + 10.0;
        let right = widest(
            &mut self.lines.iter().map(|l| (l.strategy.label().to_owned(), true)),
            meter,
        ) + 14.0;
        Layout {
            plot: Rect {
                left,
                top: TOP,
                right: (size.width - right).max(left + 20.0),
                bottom: (size.height - BELOW).max(TOP + 20.0),
            },
        }
    }

    /// The value across under a place in CSS pixels; none outside of the plot.
    pub fn hit(&self, size: Size, meter: &mut dyn Meter, x: f64, y: f64) -> Option<f64> {
        let plot = self.layout(size, meter).plot;
        plot.contains(x, y)
            .then(|| self.nearest(self.x.value((x - plot.left) / (plot.right - plot.left))))
    }

    /// The point of the lines nearest to a value across: what a cross-hair can stand on.
    #[must_use]
    pub fn nearest(&self, x: f64) -> f64 {
        let share = self.x.share(x);
        let all = self.lines.first().map_or(&[][..], |l| &l.points);
        all.iter()
            .map(|p| p.0)
            .min_by(|a, b| {
                (self.x.share(*a) - share)
                    .abs()
                    .total_cmp(&(self.x.share(*b) - share).abs())
            })
            .unwrap_or(x)
    }

    /// The next point to the right (or left) of the cross-hair; the middle one where there is none yet.
    #[must_use]
    pub fn step(&self, cursor: Option<f64>, by: i32) -> Option<f64> {
        let points = &self.lines.first()?.points;
        let last = points.len().checked_sub(1)?;
        let at = match cursor {
            None if by.unsigned_abs() > 1000 => {
                if by > 0 {
                    last
                } else {
                    0
                }
            }
            None => last / 2,
            Some(x) => {
                let here = points.iter().position(|p| p.0 >= self.nearest(x)).unwrap_or(last);
                here.saturating_add_signed(by as isize).min(last)
            }
        };
        points.get(at).map(|p| p.0)
    }

    /// What the lines say at a value across: "month 6: RAG $21,000, LoRA …", cheapest first.
    #[must_use]
    pub fn read_out(&self, x: f64) -> String {
        let at: Vec<(f64, Strategy)> = self
            .lines
            .iter()
            .filter_map(|l| l.points.iter().find(|p| p.0 == x).map(|p| (p.1, l.strategy)))
            .collect();
        let at = sorted(at, |a, b| a.0.total_cmp(&b.0));
        let values: Vec<String> = at
            .iter()
            .map(|(y, s)| format!("{} {}", s.label(), self.y.unit.value(*y)))
            .collect();
        format!(
            "{} {}: {}",
            self.x.unit.heading(),
            self.x.unit.value(x),
            values.join(", ")
        )
    }

    pub(crate) fn table(&self) -> Table {
        let mut columns = vec![self.x.unit.heading().to_owned()];
        for line in &self.lines {
            columns.push(format!("{}, {}", line.strategy.label(), self.y.unit.heading()));
            if !line.band.is_empty() {
                columns.push(format!("{}, 10 % of futures below", line.strategy.label()));
                columns.push(format!("{}, 90 % of futures below", line.strategy.label()));
            }
        }
        let all = self.lines.first().map_or(&[][..], |l| &l.points);
        let rows = (0..all.len())
            .map(|i| {
                let mut row = vec![plain(all[i].0)];
                for line in &self.lines {
                    row.push(line.points.get(i).map_or_else(String::new, |p| plain(p.1)));
                    if let Some((low, high)) = line.band.get(i) {
                        row.push(plain(*low));
                        row.push(plain(*high));
                    } else if !line.band.is_empty() {
                        row.extend([String::new(), String::new()]);
                    }
                }
                row
            })
            .collect();
        Table { columns, rows }
    }

    pub(crate) fn summary(&self) -> String {
        let last = self
            .lines
            .iter()
            .filter_map(|l| l.points.last().map(|p| (p.1, l.strategy)));
        let ends: Vec<(f64, Strategy)> = sorted(last.collect(), |a: &(f64, Strategy), b| a.0.total_cmp(&b.0));
        let ends: Vec<String> = ends
            .iter()
            .map(|(y, s)| format!("{} {}", s.label(), self.y.unit.value(*y)))
            .collect();
        let crossings: Vec<&str> = self.markers.iter().map(|m| m.label.as_str()).collect();
        format!(
            "At {} {}: {}. {}",
            self.x.unit.heading().to_ascii_lowercase(),
            self.x.unit.value(self.x.max),
            ends.join(", "),
            if crossings.is_empty() {
                "No lines cross.".to_owned()
            } else {
                format!("{}.", crossings.join("; "))
            }
        )
    }
}

/// A number for a table: whole from a hundred on, else to four significant digits.
pub(crate) fn plain(value: f64) -> String {
    if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else {
        forkcast_engine::params::tidy(value, 4).to_string()
    }
}

pub(crate) fn draw(chart: &LineChart, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let plot = chart.layout(size, pen).plot;
    let px = |x: f64| plot.left + chart.x.share(x).clamp(0.0, 1.0) * (plot.right - plot.left);
    let py = |y: f64| plot.bottom - chart.y.share(y).clamp(0.0, 1.0) * (plot.bottom - plot.top);

    for tick in chart.y.ticks(5) {
        let y = py(tick).round() + 0.5;
        pen.path(&[(plot.left, y), (plot.right, y)], theme.line, 1.0);
        pen.text(
            &chart.y.unit.tick(tick),
            (plot.left - 8.0, y),
            Align::End,
            theme.muted,
            TEXT,
            false,
        );
    }
    let room = ((plot.right - plot.left) / 70.0).floor().clamp(2.0, 8.0) as usize;
    let label_width = pen.width(chart.x_label, TEXT, false);
    for tick in chart.x.ticks(room) {
        let text = chart.x.unit.tick(tick);
        let width = pen.width(&text, TEXT, false);
        let x = px(tick).clamp(
            plot.left + width / 2.0,
            (plot.right - width / 2.0).max(plot.left + width / 2.0),
        );
        // The axis's name stands at the right end, beyond the last tick.
        pen.text(
            &text,
            (x, plot.bottom + 14.0),
            Align::Middle,
            theme.muted,
            TEXT,
            false,
        );
    }
    if plot.right + 8.0 + label_width <= size.width {
        pen.text(
            chart.x_label,
            (plot.right + 8.0, plot.bottom + 14.0),
            Align::Start,
            theme.muted,
            TEXT,
            false,
        );
    }

    for line in &chart.lines {
        if line.band.len() == line.points.len() {
            let upper = line
                .points
                .iter()
                .zip(&line.band)
                .map(|(p, b)| (px(p.0), py(b.1)));
            let lower = line
                .points
                .iter()
                .zip(&line.band)
                .rev()
                .map(|(p, b)| (px(p.0), py(b.0)));
            let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
            pen.polygon(&outline, theme.strategy(line.strategy), 0.12);
        }
    }
    if let Some((value, name)) = chart.limit
        && (0.0..=1.0).contains(&chart.y.share(value))
    {
        let y = py(value).round() + 0.5;
        pen.dashed(&[(plot.left, y), (plot.right, y)], theme.text, 1.0, &[3.0, 3.0]);
        pen.text(
            name,
            (plot.left + 4.0, y - 8.0),
            Align::Start,
            theme.muted,
            TEXT,
            false,
        );
    }
    if let Some(here) = chart.here {
        let x = px(here).round() + 0.5;
        pen.dashed(&[(x, plot.top), (x, plot.bottom)], theme.text, 1.0, &[2.0, 3.0]);
        let right = x + 70.0 < plot.right;
        let (at, align) = if right {
            (x + 5.0, Align::Start)
        } else {
            (x - 5.0, Align::End)
        };
        pen.text(
            "you are here",
            (at, plot.top + 6.0),
            align,
            theme.muted,
            TEXT,
            false,
        );
    }
    // The recommended line last, so that it lies on top.
    for line in sorted(chart.lines.iter().collect(), |a: &&Line, b| {
        a.emphasis.cmp(&b.emphasis)
    }) {
        let width = if line.emphasis { 3.0 } else { 1.75 };
        for piece in within(line, chart.y.max) {
            let points: Vec<(f64, f64)> = piece.iter().map(|p| (px(p.0), py(p.1))).collect();
            pen.dashed(
                &points,
                theme.strategy(line.strategy),
                width,
                dashes(line.strategy),
            );
        }
    }
    for marker in &chart.markers {
        if chart.y.share(marker.y) <= 1.0 {
            pen.dot((px(marker.x), py(marker.y)), 4.0, theme.panel, theme.text, 1.5);
        }
    }
    direct_labels(chart, theme, plot, pen);
    if let Some(x) = chart.cursor {
        let at = px(x).round() + 0.5;
        pen.path(&[(at, plot.top), (at, plot.bottom)], theme.edge, 1.0);
        for line in &chart.lines {
            if let Some(p) = line.points.iter().find(|p| p.0 == x)
                && chart.y.share(p.1) <= 1.0
            {
                pen.dot(
                    (px(p.0), py(p.1)),
                    4.0,
                    theme.strategy(line.strategy),
                    theme.panel,
                    1.5,
                );
            }
        }
    }
}

/// The parts of a line that lie below the top of the axis, cut where they leave it.
fn within(line: &Line, top: f64) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for (i, point) in line.points.iter().enumerate() {
        let inside = point.1 <= top;
        let crossing = || {
            let previous = line.points[i - 1];
            let way = (top - previous.1) / (point.1 - previous.1);
            (previous.0 + (point.0 - previous.0) * way, top)
        };
        match (open, inside) {
            (true, true) => pieces.last_mut().into_iter().for_each(|p| p.push(*point)),
            (true, false) => pieces.last_mut().into_iter().for_each(|p| p.push(crossing())),
            (false, true) if i > 0 => pieces.push(vec![crossing(), *point]),
            (false, true) => pieces.push(vec![*point]),
            (false, false) => {}
        }
        open = inside;
    }
    pieces
}

/// Each line's name at its end, in its colour; where two ends are near, the names move apart.
fn direct_labels(chart: &LineChart, theme: &Theme, plot: Rect, pen: &mut Pen<'_>) {
    let ends: Vec<f64> = chart
        .lines
        .iter()
        .map(|l| {
            let share = l
                .points
                .last()
                .map_or(0.0, |p| chart.y.share(p.1).clamp(0.0, 1.0));
            plot.bottom - share * (plot.bottom - plot.top)
        })
        .collect();
    let places = spread(&ends, LABEL_GAP, plot.top, plot.bottom);
    for ((line, end), place) in chart.lines.iter().zip(&ends).zip(places) {
        let colour = theme.strategy(line.strategy);
        if (end - place).abs() > 4.0 {
            pen.path(
                &[(plot.right + 1.0, *end), (plot.right + 6.0, place)],
                colour,
                1.0,
            );
        }
        pen.text(
            line.strategy.label(),
            (plot.right + 8.0, place),
            Align::Start,
            colour,
            TEXT,
            true,
        );
    }
}
