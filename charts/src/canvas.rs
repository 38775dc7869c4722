//! Charts on a canvas.
//!
//! plotters-canvas measures a text by laying out an element for it and ignores device pixels. [`ScaledCanvas`] wraps it:
//! it never lets plotters ask for a text's extent (charts measure through [`CanvasMeter`], which asks the canvas once for each text),
//! and it draws in eighths of a CSS pixel on a canvas with the screen's resolution.

use crate::meter::{FONT_FAMILY, Meter};
use crate::pen::Pen;
use crate::{Chart, Size, Theme, UNITS_PER_PIXEL};
use plotters::drawing::IntoDrawingArea;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

type Inner = <CanvasBackend as DrawingBackend>::ErrorType;

/// A canvas with the screen's resolution, drawn on in eighths of a CSS pixel.
struct ScaledCanvas {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// The font and the anchor of the last text. A browser takes as long to read a font as to draw a text in it.
    font: String,
    anchor: Option<(&'static str, &'static str)>,
    /// The colour and the width of the last line: a line of dashes is many paths that share them.
    stroke: Option<((u8, u8, u8), f64, u32)>,
}

impl DrawingBackend for ScaledCanvas {
    type ErrorType = Inner;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Inner>> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Inner>> {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Result<(), DrawingErrorKind<Inner>> {
        self.inner.draw_pixel(at, colour)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Inner>> {
        self.stroke = None;
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Inner>> {
        if !fill {
            // It sets a colour and a width of its own.
            self.stroke = None;
        }
        self.inner.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Inner>> {
        let mut path = path.into_iter();
        let Some(start) = path.next() else { return Ok(()) };
        let (color, width) = (style.color(), style.stroke_width());
        if color.alpha == 0.0 {
            return Ok(());
        }
        let stroke = Some((color.rgb, color.alpha, width));
        if self.stroke != stroke {
            self.context.set_stroke_style_str(&css(color));
            self.context.set_line_width(f64::from(width));
            self.stroke = stroke;
        }
        self.context.begin_path();
        self.context.move_to(f64::from(start.0), f64::from(start.1));
        for (x, y) in path {
            self.context.line_to(f64::from(x), f64::from(y));
        }
        self.context.stroke();
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Inner>> {
        self.inner.fill_polygon(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Inner>> {
        if !fill {
            // It sets a colour and a width of its own.
            self.stroke = None;
        }
        self.inner.draw_circle(centre, radius, style, fill)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        at: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Inner>> {
        if !matches!(style.transform(), FontTransform::None) {
            // It sets a font, an anchor and a color of its own.
            self.font.clear();
            self.anchor = None;
            return self.inner.draw_text(text, style, at);
        }
        let color = style.color();
        if color.alpha == 0.0 {
            return Ok(());
        }
        let font = format!(
            "{} {}px {}",
            style.style().as_str(),
            style.size(),
            style.family().as_str()
        );
        if self.font != font {
            self.context.set_font(&font);
            self.font = font;
        }
        let anchor = style.anchor();
        let align = match anchor.h_pos {
            HPos::Left => "start",
            HPos::Center => "center",
            HPos::Right => "end",
        };
        let baseline = match anchor.v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        };
        if self.anchor != Some((align, baseline)) {
            self.context.set_text_align(align);
            self.context.set_text_baseline(baseline);
            self.anchor = Some((align, baseline));
        }
        self.context.set_fill_style_str(&css(color));
        // A canvas that refuses a text cannot report it; the table has the same data.
        let _ = self.context.fill_text(text, f64::from(at.0), f64::from(at.1));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Inner>> {
        // Charts place text by its anchor and measure it beforehand; any other caller gets a rough extent and no layout.
        let size = style.size();
        Ok(((text.chars().count() as f64 * size * 0.55) as u32, size as u32))
    }
}

/// A colour as style sheets write it.
fn css(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("rgba({red},{green},{blue},{})", color.alpha)
}

/// Asks the canvas for each text's width once.
#[derive(Default)]
pub struct CanvasMeter {
    context: Option<CanvasRenderingContext2d>,
    /// Texts with their widths, in order, for binary search.
    known: Vec<((bool, String), f64)>,
}

/// Widths are asked for at this size and scaled, so that every size shares them.
const ASKED_SIZE: f64 = 100.0;

impl CanvasMeter {
    /// A meter that asks this canvas.
    #[must_use]
    pub fn new(canvas: &HtmlCanvasElement) -> Self {
        Self {
            context: context(canvas),
            known: Vec::new(),
        }
    }
}

impl Meter for CanvasMeter {
    fn width(&mut self, text: &str, size: f64, bold: bool) -> f64 {
        let place = match self
            .known
            .binary_search_by(|(known, _)| (known.0, known.1.as_str()).cmp(&(bold, text)))
        {
            Ok(i) => return self.known[i].1 * size / ASKED_SIZE,
            Err(i) => i,
        };
        let Some(context) = &self.context else { return 0.0 };
        let weight = if bold { "bold" } else { "normal" };
        context.set_font(&format!("{weight} {ASKED_SIZE}px {FONT_FAMILY}"));
        let width = context.measure_text(text).map_or(0.0, |m| m.width());
        // Ticks keep producing new texts: clear the cache rather than let it grow without limit.
        if self.known.len() > 2000 {
            self.known.clear();
        }
        self.known
            .insert(place.min(self.known.len()), ((bold, text.to_owned()), width));
        width * size / ASKED_SIZE
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Draws a chart on a canvas of that size in CSS pixels, `ratio` device pixels to each.
///
/// Sets the canvas's own size if it differs, and reads no layout. Draws nothing if the canvas has no context.
pub fn render(
    canvas: &HtmlCanvasElement,
    chart: &dyn Chart,
    theme: &Theme,
    size: Size,
    ratio: f64,
    meter: &mut CanvasMeter,
) {
    let (width, height) = (
        (size.width * ratio).round() as u32,
        (size.height * ratio).round() as u32,
    );
    if width == 0 || height == 0 {
        return;
    }
    if canvas.width() != width {
        canvas.set_width(width);
    }
    if canvas.height() != height {
        canvas.set_height(height);
    }
    let (Some(context), Some(inner)) = (context(canvas), CanvasBackend::with_canvas_object(canvas.clone()))
    else {
        return;
    };
    let unit = f64::from(UNITS_PER_PIXEL);
    let scale = ratio / unit;
    if context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0).is_err() {
        return;
    }
    context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    context.set_line_join("round");
    if context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0).is_err() {
        return;
    }
    let units = (
        (size.width * unit).round() as u32,
        (size.height * unit).round() as u32,
    );
    let area = ScaledCanvas {
        inner,
        context,
        size: units,
        font: String::new(),
        anchor: None,
        stroke: None,
    }
    .into_drawing_area();
    // A canvas that refuses a stroke cannot report it; the table has the same data.
    let mut pen = Pen::new(meter);
    chart.marks(theme, size, &mut pen);
    let _ = pen.paint(&area);
}
