//! Lines over an axis: cumulative cost by month, monthly cost by volume.

use crate::labels::{spread, within};
use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT, Tick};
use crate::scale::Axis;
use crate::table::Table;
use crate::text::{BAND, line as text};
use crate::theme::{Rgb, Theme, dashes};
use crate::thin::thinned;
use crate::{Chart, Rect, Size};
use forkcast_engine::Strategy;
use forkcast_engine::order::sorted;
use forkcast_engine::params::tidy;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The approach; gives colour, dashes and label.
    pub strategy: Strategy,
    /// Points from left to right.
    pub points: Vec<(f64, f64)>,
    /// Lowest and highest plausible value at each point; empty for none.
    pub band: Vec<(f64, f64)>,
    /// Whether it is the recommended one, drawn stronger.
    pub emphasis: bool,
    /// Its name and dashes where the approach's do not tell the lines apart, as where one approach has several lines.
    pub own: Option<Named>,
}

/// The name and the dashes of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The name.
    pub label: String,
    /// Lengths of dashes and gaps in CSS pixels; empty for a solid line.
    pub dashes: &'static [f64],
}

impl Line {
    /// The name that it is drawn with.
    fn label(&self) -> &str {
        self.own.as_ref().map_or(self.strategy.label(), |own| &own.label)
    }

    fn dashes(&self) -> &'static [f64] {
        self.own.as_ref().map_or(dashes(self.strategy), |own| own.dashes)
    }
}

/// A marked point.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// Where, on the axes.
    pub x: f64,
    /// Where, on the axes.
    pub y: f64,
    /// Text for the read-out and the table.
    pub label: String,
}

/// Lines over an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct LineChart {
    /// Across.
    pub x: Axis,
    /// Up. Values beyond its top are cut off there.
    pub y: Axis,
    /// Name of the horizontal axis.
    pub x_label: &'static str,
    /// The lines.
    pub lines: Vec<Line>,
    /// Points where lines cross.
    pub markers: Vec<Marker>,
    /// The scenario's position on the horizontal axis.
    pub here: Option<f64>,
    /// A limit, up, with its name.
    pub limit: Option<(f64, &'static str)>,
    /// The pointer's position on the horizontal axis.
    pub cursor: Option<f64>,
}

/// The layout of the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// Where the lines are.
    pub plot: Rect,
}

const TOP: f64 = 10.0;
const BELOW: f64 = 26.0;
const LABEL_GAP: f64 = 15.0;
/// From the end of the lines to their names, CSS pixels.
const LABELS: f64 = 9.0;
/// From the end of the axis to its name, past the half of a last tick.
const AXIS_NAME: f64 = 16.0;
/// Markers closer than this are merged.
const MARKER_GAP: f64 = 9.0;
/// Most crossovers that are led down to the axis.
const MOST_LEADS: usize = 3;

impl LineChart {
    /// The layout at that size.
    pub fn layout(&self, size: Size, meter: &mut dyn Meter) -> Layout {
        let widest = |texts: &mut dyn Iterator<Item = (String, bool)>, meter: &mut dyn Meter| {
            texts
                .map(|(t, bold)| meter.width(&t, TEXT, bold))
                .fold(0.0, f64::max)
        };
        let ticks = self.y.ticks(5);
        let left = widest(&mut ticks.iter().map(|t| (self.y.unit.tick(*t), false)), meter) + 10.0;
        let names = widest(
            &mut self.lines.iter().map(|l| (l.label().to_owned(), true)),
            meter,
        ) + LABELS;
        // The axis's name is beyond its end, in the same margin.
        let right = names.max(meter.width(self.x_label, TEXT, false) + AXIS_NAME) + 3.0;
        Layout {
            plot: Rect {
                left,
                top: TOP,
                right: (size.width - right).max(left + 20.0),
                bottom: (size.height - BELOW).max(TOP + 20.0),
            },
        }
    }

    /// The value across at a point in CSS pixels; `None` outside the plot.
    pub fn hit(&self, size: Size, meter: &mut dyn Meter, x: f64, y: f64) -> Option<f64> {
        let plot = self.layout(size, meter).plot;
        plot.contains(x, y)
            .then(|| self.nearest(self.x.value((x - plot.left) / (plot.right - plot.left))))
    }

    /// The point of the lines nearest to a horizontal value, for the cross-hair.
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

    /// The next point to the right (or left) of the cross-hair; the middle one if there is none yet.
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

    /// The values of all lines at a position: "month 6: RAG $21,000, LoRA …", cheapest first.
    #[must_use]
    pub fn read_out(&self, x: f64) -> String {
        let at: Vec<(f64, &str)> = self
            .lines
            .iter()
            .filter_map(|l| l.points.iter().find(|p| p.0 == x).map(|p| (p.1, l.label())))
            .collect();
        let at = sorted(at, |a, b| a.0.total_cmp(&b.0));
        let values: Vec<String> = at
            .iter()
            .map(|(y, name)| text::end(name, &self.y.unit.value(*y)))
            .collect();
        format!(
            "{} {}: {}",
            self.x.unit.heading(),
            self.x.unit.value(x),
            values.join(", ")
        )
    }
}

/// A number for a table: whole from a hundred on, else to four significant digits.
pub(crate) fn plain(value: f64) -> String {
    if value.abs() >= 100.0 {
        format!("{value:.0}")
    } else {
        tidy(value, 4).to_string()
    }
}

/// The chart at a size, in CSS pixels.
struct Plan<'a> {
    chart: &'a LineChart,
    theme: &'a Theme,
    plot: Rect,
    /// The lines in the pieces they have below the top of the axis, the recommended one last, so that it is on top.
    drawn: Vec<(&'a Line, Vec<(f64, f64)>)>,
}

impl Chart for LineChart {
    fn summary(&self) -> String {
        let last = self
            .lines
            .iter()
            .filter_map(|l| l.points.last().map(|p| (p.1, l.label())));
        let ends: Vec<(f64, &str)> = sorted(last.collect(), |a: &(f64, &str), b| a.0.total_cmp(&b.0));
        let ends: Vec<String> = ends
            .iter()
            .map(|(y, name)| text::end(name, &self.y.unit.value(*y)))
            .collect();
        let crossings: Vec<&str> = self.markers.iter().map(|m| m.label.as_str()).collect();
        text::summary(self.x.unit, &self.x.unit.value(self.x.max), &ends, &crossings)
    }

    fn table(&self) -> Table {
        let mut columns = vec![self.x.unit.heading().to_owned()];
        for line in &self.lines {
            columns.push(text::column(line.label(), self.y.unit.heading()));
            if !line.band.is_empty() {
                columns.extend(BAND.map(|end| text::column(line.label(), end)));
            }
        }
        let all = self.lines.iter().map(|l| &l.points[..]);
        let all = all.max_by_key(|points| points.len()).unwrap_or_default();
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

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        draw(self, theme, size, pen);
    }
}

fn draw(chart: &LineChart, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let mut plan = Plan {
        chart,
        theme,
        plot: chart.layout(size, pen).plot,
        drawn: Vec::new(),
    };
    for emphasis in [false, true] {
        for line in &chart.lines {
            if line.emphasis == emphasis {
                plan.cut(line);
            }
        }
    }
    let markers = plan.markers();
    plan.axes(size, &markers, pen);
    plan.lines(&markers, pen);
    plan.names(pen);
    plan.cursor(pen);
}

impl<'a> Plan<'a> {
    /// Keeps the parts of a line that lie below the top of the axis, cut where they leave it.
    fn cut(&mut self, line: &'a Line) {
        let top = self.chart.y.max;
        let mut piece = Vec::new();
        let mut before: Option<(f64, f64)> = None;
        for &(x, y) in &line.points {
            if let Some(b) = before
                && (b.1 <= top) != (y <= top)
            {
                piece.push((self.px(b.0 + (x - b.0) * (top - b.1) / (y - b.1)), self.py(top)));
            }
            if y <= top {
                piece.push((self.px(x), self.py(y)));
            } else if !piece.is_empty() {
                self.keep(line, std::mem::take(&mut piece));
            }
            before = Some((x, y));
        }
        self.keep(line, piece);
    }

    fn keep(&mut self, line: &'a Line, piece: Vec<(f64, f64)>) {
        self.drawn.push((line, thinned(piece)));
    }

    fn px(&self, x: f64) -> f64 {
        self.plot.left + self.chart.x.share(x).clamp(0.0, 1.0) * (self.plot.right - self.plot.left)
    }

    fn py(&self, y: f64) -> f64 {
        self.plot.bottom - self.chart.y.share(y).clamp(0.0, 1.0) * (self.plot.bottom - self.plot.top)
    }

    /// The markers within the plot: across, and their places; of those that overlap, only the first.
    fn markers(&self) -> Vec<(f64, (f64, f64))> {
        let mut seen: Vec<(f64, (f64, f64))> = Vec::new();
        for marker in &self.chart.markers {
            let at = (self.px(marker.x), self.py(marker.y));
            let apart = |other: &(f64, (f64, f64))| {
                (at.0 - other.1.0).abs().max((at.1 - other.1.1).abs()) >= MARKER_GAP
            };
            if marker.y <= self.chart.y.max && seen.iter().all(apart) {
                seen.push((marker.x, at));
            }
        }
        seen
    }

    fn axes(&self, size: Size, markers: &[(f64, (f64, f64))], pen: &mut Pen<'_>) {
        let (chart, theme, plot) = (self.chart, self.theme, self.plot);
        for tick in chart.y.ticks(5) {
            let y = self.py(tick).round() + 0.5;
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
        let name = pen.width(chart.x_label, TEXT, false);
        let at = plot.right + AXIS_NAME + name / 2.0;
        let mut row = vec![Tick::new(at, chart.x_label.to_owned(), theme.muted, false)];
        let mut tick = |x: f64, colour: Rgb, bold: bool| {
            let text = chart.x.unit.tick(if bold { tidy(x, 2) } else { x });
            row.push(Tick::new(self.px(x), text, colour, bold));
        };
        if let Some(x) = chart.cursor {
            tick(x, theme.text, true);
        }
        if markers.len() <= MOST_LEADS {
            for (x, at) in markers {
                tick(*x, theme.text, true);
                pen.dashed(&[*at, (at.0, plot.bottom)], theme.edge, 1.0, &[2.0, 3.0]);
            }
        }
        let room = ((plot.right - plot.left) / 70.0).clamp(2.0, 8.0) as usize;
        for x in chart.x.ticks(room) {
            tick(x, theme.muted, false);
        }
        pen.row(&row, plot.bottom + 14.0, 0.0, size.width);
    }

    fn lines(&self, markers: &[(f64, (f64, f64))], pen: &mut Pen<'_>) {
        let (chart, theme, plot) = (self.chart, self.theme, self.plot);
        for line in &chart.lines {
            if line.band.len() == line.points.len() {
                // There along the upper edge and back along the lower.
                let n = line.band.len();
                let mut outline = Vec::with_capacity(2 * n);
                for i in 0..2 * n {
                    let at = i.min(2 * n - 1 - i);
                    let (low, high) = line.band[at];
                    outline.push((
                        self.px(line.points[at].0),
                        self.py(if i < n { high } else { low }),
                    ));
                }
                pen.polygon(&outline, theme.strategy(line.strategy), 0.12);
            }
        }
        let limit = chart
            .limit
            .filter(|(value, _)| (0.0..=1.0).contains(&chart.y.share(*value)));
        let limit = limit.map(|(value, name)| (self.py(value).round() + 0.5, name));
        if let Some((y, _)) = limit {
            pen.dashed(&[(plot.left, y), (plot.right, y)], theme.text, 1.0, &[3.0, 3.0]);
        }
        let here = chart.here.map(|here| self.px(here).round() + 0.5);
        if let Some(x) = here {
            pen.dashed(&[(x, plot.top), (x, plot.bottom)], theme.text, 1.0, &[2.0, 3.0]);
        }
        for (line, piece) in &self.drawn {
            let width = if line.emphasis { 3.0 } else { 1.75 };
            pen.dashed(piece, theme.strategy(line.strategy), width, line.dashes());
        }
        if let Some((y, name)) = limit {
            self.note(
                name,
                &[(plot.left + 4.0, y - 9.0), (plot.left + 4.0, y + 9.0)],
                plot.left,
                pen,
            );
        }
        if let Some(x) = here {
            let (top, bottom) = (plot.top + 8.0, plot.bottom - 9.0);
            self.note(
                text::YOU_ARE_HERE,
                &[(x + 6.0, top), (x - 6.0, top), (x + 6.0, bottom)],
                x,
                pen,
            );
        }
        for (_, at) in markers {
            pen.dot(*at, 4.0, theme.panel, theme.text, 1.5);
        }
    }

    /// Writes a note at the first of some places that is free of lines, or at the last: it starts right of `turn` and ends left of it.
    fn note(&self, text: &str, places: &[(f64, f64)], turn: f64, pen: &mut Pen<'_>) {
        let width = pen.width(text, TEXT, false);
        for (i, &(x, y)) in places.iter().enumerate() {
            let left = if x >= turn { x } else { x - width };
            let r = Rect {
                left,
                top: y - 7.0,
                right: left + width,
                bottom: y + 7.0,
            };
            let free = left >= self.plot.left && r.right <= self.plot.right && !self.crossed(r);
            if free || i + 1 == places.len() {
                let at = (within(left, 0.0, self.plot.right - width), y);
                pen.text_over(text, at, self.theme);
                return;
            }
        }
    }

    /// Whether a line runs through a rectangle.
    fn crossed(&self, r: Rect) -> bool {
        for (_, piece) in &self.drawn {
            for pair in piece.windows(2) {
                let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
                if x1 < r.left || x0 > r.right || x1 <= x0 {
                    continue;
                }
                let at = |x: f64| y0 + (y1 - y0) * (x - x0) / (x1 - x0);
                let (a, b) = (at(x0.max(r.left)), at(x1.min(r.right)));
                if a.min(b) <= r.bottom && a.max(b) >= r.top {
                    return true;
                }
            }
        }
        false
    }

    /// Each line's name at its end, in its colour; where two ends are near, the names move apart.
    fn names(&self, pen: &mut Pen<'_>) {
        let (chart, plot) = (self.chart, self.plot);
        let ends: Vec<f64> = chart
            .lines
            .iter()
            .map(|l| l.points.last().map_or(plot.bottom, |p| self.py(p.1)))
            .collect();
        let places = spread(&ends, LABEL_GAP, plot.top, plot.bottom);
        for ((line, end), place) in chart.lines.iter().zip(&ends).zip(places) {
            if (end - place).abs() > 4.0 {
                let lead = [(plot.right + 1.0, *end), (plot.right + 6.0, place)];
                pen.path(&lead, self.theme.strategy(line.strategy), 1.0);
            }
            let ink = self.theme.ink(line.strategy);
            pen.text(
                line.label(),
                (plot.right + LABELS, place),
                Align::Start,
                ink,
                TEXT,
                true,
            );
        }
    }

    fn cursor(&self, pen: &mut Pen<'_>) {
        let Some(x) = self.chart.cursor else { return };
        let at = self.px(x).round() + 0.5;
        pen.path(
            &[(at, self.plot.top), (at, self.plot.bottom)],
            self.theme.edge,
            1.0,
        );
        for line in &self.chart.lines {
            if let Some(p) = line.points.iter().find(|p| p.0 == x)
                && self.chart.y.share(p.1) <= 1.0
            {
                pen.dot(
                    (self.px(p.0), self.py(p.1)),
                    4.0,
                    self.theme.strategy(line.strategy),
                    self.theme.panel,
                    1.5,
                );
            }
        }
    }
}
