//! How wide a text is. In the page the canvas is asked, once for each text; natively a table of widths stands in.

/// Measures text in the product's typeface.
pub trait Meter {
    /// Width in CSS pixels of `text` at `size` CSS pixels.
    fn width(&mut self, text: &str, size: f64, bold: bool) -> f64;
}

/// The typeface, as in the style sheet.
pub const FONT_FAMILY: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// Widths of a common sans serif (per em, in hundredths): good to a few per cent, and the same on every machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableMeter;

impl Meter for TableMeter {
    fn width(&mut self, text: &str, size: f64, bold: bool) -> f64 {
        let hundredths: u32 = text.chars().map(advance).sum();
        f64::from(hundredths) / 100.0 * size * if bold { 1.07 } else { 1.0 }
    }
}

const fn advance(c: char) -> u32 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 28,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | 'I' | '-' => 36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 88,
        'A'..='Z' | '&' | '→' => 68,
        _ => 56,
    }
}
