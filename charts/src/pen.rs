//! Drawing in CSS pixels: a chart becomes a list of marks, which any backend then paints.
//!
//! The list keeps the charts' own code free of the backend's type, so it is compiled once and not once per backend.

use crate::labels::within;
use crate::meter::{FONT_FAMILY, Meter};
use crate::theme::{Rgb, Theme};
use crate::{Rect, UNITS_PER_PIXEL};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Drawable, PointCollection};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle, FontTransform,
};

/// An error of a backend.
pub type DrawError<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// Size of the text of charts, CSS pixels.
pub(crate) const TEXT: f64 = 12.0;

/// Alignment of a text at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

/// A text in the row below a chart.
pub(crate) struct Tick {
    /// Its middle, CSS pixels.
    pub(crate) at: f64,
    pub(crate) text: String,
    pub(crate) colour: Rgb,
    pub(crate) bold: bool,
}

impl Tick {
    pub(crate) fn new(at: f64, text: String, colour: Rgb, bold: bool) -> Self {
        Self {
            at,
            text,
            colour,
            bold,
        }
    }
}

/// One mark, in CSS pixels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    Path {
        points: Vec<(f64, f64)>,
        colour: Rgb,
        width: f64,
    },
    Polygon {
        points: Vec<(f64, f64)>,
        colour: Rgb,
        alpha: f64,
    },
    Rect {
        rect: Rect,
        colour: Rgb,
        alpha: f64,
    },
    Disc {
        at: (f64, f64),
        radius: f64,
        colour: Rgb,
    },
    Text {
        text: String,
        at: (f64, f64),
        align: Align,
        colour: Rgb,
        size: f64,
        bold: bool,
        upwards: bool,
    },
}

/// Collects the marks of a chart. Its methods are private to this crate, which contains every kind of chart.
pub struct Pen<'a> {
    meter: &'a mut dyn Meter,
    marks: Vec<Mark>,
}

impl<'a> Pen<'a> {
    pub(crate) fn new(meter: &'a mut dyn Meter) -> Self {
        Self {
            meter,
            marks: Vec::with_capacity(64),
        }
    }

    pub(crate) fn path(&mut self, points: &[(f64, f64)], colour: Rgb, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Path {
                points: points.to_vec(),
                colour,
                width,
            });
        }
    }

    /// A line of dashes and gaps, cut here so that every backend draws the same.
    pub(crate) fn dashed(&mut self, points: &[(f64, f64)], colour: Rgb, width: f64, dashes: &[f64]) {
        if dashes.is_empty() {
            self.path(points, colour, width);
            return;
        }
        for dash in cut(points, dashes) {
            self.path(&dash, colour, width);
        }
    }

    pub(crate) fn polygon(&mut self, points: &[(f64, f64)], colour: Rgb, alpha: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Polygon {
                points: points.to_vec(),
                colour,
                alpha,
            });
        }
    }

    pub(crate) fn rect(&mut self, rect: Rect, colour: Rgb, alpha: f64) {
        self.marks.push(Mark::Rect { rect, colour, alpha });
    }

    /// A filled circle with an edge.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: f64, fill: Rgb, edge: Rgb, width: f64) {
        self.marks.push(Mark::Disc {
            at,
            radius: radius + width / 2.0,
            colour: edge,
        });
        self.marks.push(Mark::Disc {
            at,
            radius: radius - width / 2.0,
            colour: fill,
        });
    }

    /// Text centred vertically.
    pub(crate) fn text(
        &mut self,
        text: &str,
        at: (f64, f64),
        align: Align,
        colour: Rgb,
        size: f64,
        bold: bool,
    ) {
        let text = text.to_owned();
        self.marks.push(Mark::Text {
            text,
            at,
            align,
            colour,
            size,
            bold,
            upwards: false,
        });
    }

    /// Text that starts there, on a background, so that no line runs through it.
    pub(crate) fn text_over(&mut self, text: &str, (x, y): (f64, f64), theme: &Theme) {
        let right = x + self.width(text, TEXT, false) + 2.0;
        self.rect(
            Rect {
                left: x - 2.0,
                top: y - 7.0,
                right,
                bottom: y + 7.0,
            },
            theme.panel,
            0.85,
        );
        self.text(text, (x, y), Align::Start, theme.muted, TEXT, false);
    }

    /// Texts in a row below a chart, each centred on its position and moved to fit within `low..=high`. Earlier texts have priority: one that would
    /// overlap an earlier one is left out.
    pub(crate) fn row(&mut self, texts: &[Tick], y: f64, low: f64, high: f64) {
        let mut taken: Vec<(f64, f64)> = Vec::with_capacity(texts.len());
        for tick in texts {
            let half = self.width(&tick.text, TEXT, tick.bold) / 2.0;
            let x = within(tick.at, low + half, high - half);
            let fits = half * 2.0 <= high - low
                && taken
                    .iter()
                    .all(|(left, right)| x + half + 6.0 <= *left || x - half - 6.0 >= *right);
            if fits {
                taken.push((x - half, x + half));
                self.text(&tick.text, (x, y), Align::Middle, tick.colour, TEXT, tick.bold);
            }
        }
    }

    /// Text read from below upwards, about its middle.
    pub(crate) fn text_upwards(&mut self, text: &str, at: (f64, f64), colour: Rgb, size: f64) {
        let text = text.to_owned();
        self.marks.push(Mark::Text {
            text,
            at,
            align: Align::Middle,
            colour,
            size,
            bold: false,
            upwards: true,
        });
    }

    /// The collected marks.
    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Moves the marks from that one on.
    pub(crate) fn shift(&mut self, first: usize, (x, y): (f64, f64)) {
        for mark in self.marks.iter_mut().skip(first) {
            match mark {
                Mark::Path { points, .. } | Mark::Polygon { points, .. } => {
                    for point in points {
                        *point = (point.0 + x, point.1 + y);
                    }
                }
                Mark::Rect { rect, .. } => {
                    *rect = Rect {
                        left: rect.left + x,
                        top: rect.top + y,
                        right: rect.right + x,
                        bottom: rect.bottom + y,
                    };
                }
                Mark::Disc { at, .. } | Mark::Text { at, .. } => *at = (at.0 + x, at.1 + y),
            }
        }
    }

    /// Paints the collected marks.
    pub(crate) fn paint<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
    ) -> Result<(), DrawError<DB>> {
        self.marks.iter().try_for_each(|mark| area.draw(mark))
    }
}

impl Meter for Pen<'_> {
    fn width(&mut self, text: &str, size: f64, bold: bool) -> f64 {
        self.meter.width(text, size, bold)
    }
}

fn unit(px: f64) -> i32 {
    (px * f64::from(UNITS_PER_PIXEL)).round() as i32
}

fn units((x, y): (f64, f64)) -> (i32, i32) {
    (unit(x), unit(y))
}

/// A mark is an element of plotters, one type for all: each type of element is compiled again for every backend.
impl<'a> PointCollection<'a, BackendCoord> for &'a Mark {
    type Point = BackendCoord;
    type IntoIter = Vec<BackendCoord>;

    fn point_iter(self) -> Vec<BackendCoord> {
        match self {
            Mark::Path { points, .. } | Mark::Polygon { points, .. } => {
                points.iter().copied().map(units).collect()
            }
            Mark::Rect { rect, .. } => vec![units((rect.left, rect.top)), units((rect.right, rect.bottom))],
            Mark::Disc { at, .. } | Mark::Text { at, .. } => vec![units(*at)],
        }
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Mark {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut at: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        match self {
            Self::Path { colour, width, .. } => backend.draw_path(at, &Ink(*colour, 1.0, *width)),
            Self::Polygon { colour, alpha, .. } => backend.fill_polygon(at, &Ink(*colour, *alpha, 1.0)),
            Self::Rect { colour, alpha, .. } => {
                let (Some(from), Some(to)) = (at.next(), at.next()) else {
                    return Ok(());
                };
                backend.draw_rect(from, to, &Ink(*colour, *alpha, 1.0), true)
            }
            Self::Disc { colour, radius, .. } => {
                let Some(at) = at.next() else { return Ok(()) };
                backend.draw_circle(at, unit(*radius).max(0) as u32, &Ink(*colour, 1.0, 1.0), true)
            }
            Self::Text {
                text,
                align,
                colour,
                size,
                bold,
                upwards,
                ..
            } => {
                let Some(at) = at.next() else { return Ok(()) };
                let letters = Letters {
                    align: *align,
                    colour: *colour,
                    size: *size,
                    bold: *bold,
                    upwards: *upwards,
                };
                backend.draw_text(text, &letters, at)
            }
        }
    }
}

/// A colour, its opacity (0 to 1), and the width of its lines in CSS pixels.
struct Ink(Rgb, f64, f64);

impl BackendStyle for Ink {
    fn color(&self) -> BackendColor {
        BackendColor {
            alpha: self.1,
            rgb: (self.0.0, self.0.1, self.0.2),
        }
    }

    fn stroke_width(&self) -> u32 {
        unit(self.2).max(1) as u32
    }
}

/// The style of a text.
struct Letters {
    align: Align,
    colour: Rgb,
    size: f64,
    bold: bool,
    upwards: bool,
}

impl BackendTextStyle for Letters {
    type FontError = std::fmt::Error;

    fn color(&self) -> BackendColor {
        Ink(self.colour, 1.0, 1.0).color()
    }

    fn size(&self) -> f64 {
        self.size * f64::from(UNITS_PER_PIXEL)
    }

    fn transform(&self) -> FontTransform {
        if self.upwards {
            FontTransform::Rotate270
        } else {
            FontTransform::None
        }
    }

    fn style(&self) -> FontStyle {
        if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        }
    }

    fn anchor(&self) -> Pos {
        let across = match self.align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        Pos::new(across, VPos::Center)
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(FONT_FAMILY)
    }

    // For backends that have no text of their own and ask for its pixels: none of ours.
    fn layout_box(&self, _: &str) -> Result<((i32, i32), (i32, i32)), std::fmt::Error> {
        Err(std::fmt::Error)
    }

    fn draw<E, D: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _: &str,
        _: BackendCoord,
        _: D,
    ) -> Result<Result<(), E>, std::fmt::Error> {
        Err(std::fmt::Error)
    }
}

/// Cuts a line into its dashes.
fn cut(points: &[(f64, f64)], dashes: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let mut out = Vec::new();
    let mut current: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
    let mut which = 0;
    let mut left = dashes[0];
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let length = (x1 - x0).hypot(y1 - y0);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let at = (x0 + (x1 - x0) * done / length, y0 + (y1 - y0) * done / length);
            if which % 2 == 0 {
                current.push(at);
                out.push(std::mem::take(&mut current));
            } else {
                current = vec![at];
            }
            which += 1;
            left = dashes[which % dashes.len()];
        }
        left -= length - done;
        if which % 2 == 0 {
            current.push((x1, y1));
        }
    }
    if current.len() > 1 {
        out.push(current);
    }
    out
}
