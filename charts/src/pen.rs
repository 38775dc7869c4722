//! Drawing in CSS pixels upon a plotters area.

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

pub(crate) struct Pen<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    meter: &'a mut dyn Meter,
}

/// Where a text stands about its point.
#[derive(Clone, Copy)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

type Result<DB> = std::result::Result<(), DrawError<DB>>;

fn unit(px: f64) -> i32 {
    (px * f64::from(UNITS_PER_PIXEL)).round() as i32
}

fn units((x, y): (f64, f64)) -> (i32, i32) {
    (unit(x), unit(y))
}

fn style(colour: Rgb, alpha: f64, filled: bool, width: f64) -> ShapeStyle {
    ShapeStyle { color: colour.plotters().mix(alpha), filled, stroke_width: unit(width).max(1) as u32 }
}

impl<'a, DB: DrawingBackend> Pen<'a, DB> {
    pub(crate) fn new(area: &'a DrawingArea<DB, Shift>, meter: &'a mut dyn Meter) -> Self {
        Self { area, meter }
    }

    pub(crate) fn width(&mut self, text: &str, size: f64, bold: bool) -> f64 {
        self.meter.width(text, size, bold)
    }

    pub(crate) fn path(&mut self, points: &[(f64, f64)], colour: Rgb, width: f64) -> Result<DB> {
        if points.len() < 2 {
            return Ok(());
        }
        let points: Vec<(i32, i32)> = points.iter().copied().map(units).collect();
        self.area.draw(&PathElement::new(points, style(colour, 1.0, false, width)))
    }

    /// A line of dashes and gaps, cut here so that every backend draws the same.
    pub(crate) fn dashed(&mut self, points: &[(f64, f64)], colour: Rgb, width: f64, dashes: &[f64]) -> Result<DB> {
        if dashes.is_empty() {
            return self.path(points, colour, width);
        }
        for dash in cut(points, dashes) {
            self.path(&dash, colour, width)?;
        }
        Ok(())
    }

    pub(crate) fn polygon(&mut self, points: &[(f64, f64)], colour: Rgb, alpha: f64) -> Result<DB> {
        if points.len() < 3 {
            return Ok(());
        }
        let points: Vec<(i32, i32)> = points.iter().copied().map(units).collect();
        self.area.draw(&Polygon::new(points, style(colour, alpha, true, 1.0)))
    }

    pub(crate) fn rect(&mut self, rect: Rect, colour: Rgb, alpha: f64) -> Result<DB> {
        let corners = [units((rect.left, rect.top)), units((rect.right, rect.bottom))];
        self.area.draw(&Rectangle::new(corners, style(colour, alpha, true, 1.0)))
    }

    /// A filled circle with an edge.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: f64, fill: Rgb, edge: Rgb, width: f64) -> Result<DB> {
        self.area.draw(&Circle::new(units(at), unit(radius + width / 2.0), style(edge, 1.0, true, 1.0)))?;
        self.area.draw(&Circle::new(units(at), unit(radius - width / 2.0), style(fill, 1.0, true, 1.0)))
    }

    /// Text about its vertical middle.
    pub(crate) fn text(&mut self, text: &str, at: (f64, f64), align: Align, colour: Rgb, size: f64, bold: bool) -> Result<DB> {
        self.write(text, at, align, colour, (size, bold), FontTransform::None)
    }

    /// Text read from below upwards, about its middle.
    pub(crate) fn text_upwards(&mut self, text: &str, at: (f64, f64), colour: Rgb, size: f64) -> Result<DB> {
        self.write(text, at, Align::Middle, colour, (size, false), FontTransform::Rotate270)
    }

    fn write(
        &mut self,
        text: &str,
        at: (f64, f64),
        align: Align,
        colour: Rgb,
        (size, bold): (f64, bool),
        transform: FontTransform,
    ) -> Result<DB> {
        let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = FontDesc::new(FontFamily::Name(FONT_FAMILY), size * f64::from(UNITS_PER_PIXEL), weight)
            .transform(transform);
        let h = match align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let text_style = TextStyle { font, color: colour.plotters().to_backend_color(), pos: Pos::new(h, VPos::Center) };
        self.area.draw_text(text, &text_style, units(at))
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
