//! Charts as SVG, for export and for tests.

use crate::meter::{FONT_FAMILY, Meter, TableMeter};
use crate::pen::{Align, Mark, Pen};
use crate::{Chart, Size, Theme};
use std::fmt::Write as _;

/// The chart as a stand-alone SVG document, measured by the built-in table of widths.
#[must_use]
pub fn render(chart: &dyn Chart, theme: &Theme, size: Size) -> String {
    render_with(chart, theme, size, &mut TableMeter)
}

/// The same, measured by `meter`.
#[must_use]
pub fn render_with(chart: &dyn Chart, theme: &Theme, size: Size, meter: &mut dyn Meter) -> String {
    let mut pen = Pen::new(meter);
    chart.marks(theme, size, &mut pen);
    let (w, h) = (size.width, size.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\">\n<title>"
    );
    escape(&mut out, &chart.summary());
    out.push_str("</title>\n");
    let _ = writeln!(
        out,
        "<rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>",
        theme.panel.hex()
    );
    let _ = writeln!(out, "<g font-family=\"{FONT_FAMILY}\" stroke-linejoin=\"round\">");
    for mark in pen.marks() {
        // A string takes whatever is written to it.
        let _ = write_mark(&mut out, mark);
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// A length to a tenth of a pixel.
fn tenth(px: f64) -> f64 {
    (px * 10.0).round() / 10.0
}

fn points(out: &mut String, points: &[(f64, f64)]) {
    for (i, (x, y)) in points.iter().enumerate() {
        let space = if i == 0 { "" } else { " " };
        let _ = write!(out, "{space}{},{}", tenth(*x), tenth(*y));
    }
}

fn write_mark(out: &mut String, mark: &Mark) -> std::fmt::Result {
    match mark {
        Mark::Path {
            points: path,
            colour,
            width,
        } => {
            out.push_str("<polyline points=\"");
            points(out, path);
            writeln!(
                out,
                "\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"/>",
                colour.hex()
            )
        }
        Mark::Polygon {
            points: path,
            colour,
            alpha,
        } => {
            out.push_str("<polygon points=\"");
            points(out, path);
            writeln!(out, "\" fill=\"{}\" fill-opacity=\"{alpha}\"/>", colour.hex())
        }
        Mark::Rect { rect, colour, alpha } => writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" fill-opacity=\"{alpha}\"/>",
            tenth(rect.left),
            tenth(rect.top),
            tenth((rect.right - rect.left).max(0.0)),
            tenth((rect.bottom - rect.top).max(0.0)),
            colour.hex()
        ),
        Mark::Disc { at, radius, colour } => {
            writeln!(
                out,
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>",
                tenth(at.0),
                tenth(at.1),
                tenth(*radius),
                colour.hex()
            )
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
            let anchor = match align {
                Align::Start => "start",
                Align::Middle => "middle",
                Align::End => "end",
            };
            let (x, y) = (tenth(at.0), tenth(at.1));
            let weight = if *bold { " font-weight=\"bold\"" } else { "" };
            let turn = if *upwards {
                format!(" transform=\"rotate(270 {x} {y})\"")
            } else {
                String::new()
            };
            // Programs that place slides and pages know `dy`, and few of them `dominant-baseline`.
            write!(
                out,
                "<text dy=\".35em\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{weight}{turn} fill=\"{}\">",
                colour.hex()
            )?;
            escape(out, text);
            writeln!(out, "</text>")
        }
    }
}

/// Escapes text so that it is not read as markup.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}
