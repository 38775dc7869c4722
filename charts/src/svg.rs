//! Charts as SVG, for export and for tests.

use crate::text::{Meter, TableMeter};
use crate::{Chart, Size, Theme, UNITS_PER_PIXEL, draw};
use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;

/// The chart as a stand-alone SVG document, measured by the built-in table of widths.
#[must_use]
pub fn render(chart: &Chart, theme: &Theme, size: Size) -> String {
    render_with(chart, theme, size, &mut TableMeter)
}

/// The same, measured by `meter`.
#[must_use]
pub fn render_with(chart: &Chart, theme: &Theme, size: Size, meter: &mut dyn Meter) -> String {
    let unit = f64::from(UNITS_PER_PIXEL);
    let (width, height) = ((size.width * unit).round() as u32, (size.height * unit).round() as u32);
    let mut out = String::new();
    {
        let area = SVGBackend::with_string(&mut out, (width, height)).into_drawing_area();
        // A string takes whatever is written to it: this backend has nothing to fail with.
        let drawn = area.fill(&theme.panel.plotters()).and_then(|()| draw(&area, chart, theme, size, meter));
        let _ = drawn.and_then(|()| area.present());
    }
    // Drawn in eighths of a pixel, shown in pixels.
    let drawn = format!("width=\"{width}\" height=\"{height}\"");
    out.replacen(&drawn, &format!("width=\"{}\" height=\"{}\"", size.width, size.height), 1)
}
