//! How wide a text is. In the page the canvas is asked, once for each text; natively a table of widths stands in.

/// Measures text in the product's typeface.
pub trait Meter {
    /// Width in CSS pixels of `text` at `size` CSS pixels.
    fn width(&mut self, text: &str, size: f64, bold: bool) -> f64;
}

/// The typeface, as in the style sheet.
pub const FONT_FAMILY: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// Widths of DejaVu Sans, the same on every machine. Few sans serifs are wider, so what it finds room for has room in others too.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableMeter;

impl Meter for TableMeter {
    fn width(&mut self, text: &str, size: f64, bold: bool) -> f64 {
        let hundredths: u32 = text.chars().map(|c| u32::from(advance(c))).sum();
        f64::from(hundredths) / 100.0 * size * if bold { 1.12 } else { 1.0 }
    }
}

/// Hundredths of the size that each of the printable ASCII letters takes, from the space on.
const ADVANCES: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63,
    61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97,
    63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];

fn advance(c: char) -> u8 {
    // Arrows and the minus sign, which are all that texts have beyond ASCII, are as wide as this.
    (c as usize)
        .checked_sub(32)
        .and_then(|i| ADVANCES.get(i))
        .copied()
        .unwrap_or(84)
}
