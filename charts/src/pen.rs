//! Drawing in CSS pixels: a chart becomes a list of marks, which any backend then paints.
//!
//! The list keeps the charts' own code free of the backend's type, so it is there once and not once for each backend.

use crate::text::{FONT_FAMILY, Meter};
use crate::theme::Rgb;
use crate::{Rect, UNITS_PER_PIXEL};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;

/// What a backend can fail with.
pub type DrawError<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;

/// Size of the text of charts, CSS pixels.
pub(crate) const TEXT: f64 = 12.0;

/// Where a text stands about its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
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

/// Collects the marks of a chart.
pub(crate) struct Pen<'a> {
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

    /// Text about its vertical middle.
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

    /// What was collected.
    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Paints what was collected.
    pub(crate) fn paint<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
    ) -> Result<(), DrawError<DB>> {
        for mark in &self.marks {
            match mark {
                Mark::Path {
                    points,
                    colour,
                    width,
                } => {
                    area.draw(&PathElement::new(
                        all_units(points),
                        style(*colour, 1.0, false, *width),
                    ))?;
                }
                Mark::Polygon {
                    points,
                    colour,
                    alpha,
                } => {
                    area.draw(&Polygon::new(
                        all_units(points),
                        style(*colour, *alpha, true, 1.0),
                    ))?;
                }
                Mark::Rect { rect, colour, alpha } => {
                    let corners = [units((rect.left, rect.top)), units((rect.right, rect.bottom))];
                    area.draw(&Rectangle::new(corners, style(*colour, *alpha, true, 1.0)))?;
                }
                Mark::Disc { at, radius, colour } => {
                    area.draw(&Circle::new(
                        units(*at),
                        unit(*radius),
                        style(*colour, 1.0, true, 1.0),
                    ))?;
                }
                Mark::Text {
                    text,
                    at,
                    align,
                    colour,
                    size,
                    bold,
                    upwards,
                } => {
                    area.draw_text(
                        text,
                        &text_style(*align, *colour, *size, *bold, *upwards),
                        units(*at),
                    )?;
                }
            }
        }
        Ok(())
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

fn all_units(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().copied().map(units).collect()
}

fn style(colour: Rgb, alpha: f64, filled: bool, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: colour.plotters().mix(alpha),
        filled,
        stroke_width: unit(width).max(1) as u32,
    }
}

fn text_style(align: Align, colour: Rgb, size: f64, bold: bool, upwards: bool) -> TextStyle<'static> {
    let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let turn = if upwards {
        FontTransform::Rotate270
    } else {
        FontTransform::None
    };
    let font = FontDesc::new(
        FontFamily::Name(FONT_FAMILY),
        size * f64::from(UNITS_PER_PIXEL),
        weight,
    )
    .transform(turn);
    let h = match align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    TextStyle {
        font,
        color: colour.plotters().to_backend_color(),
        pos: Pos::new(h, VPos::Center),
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
