//! Charts as data, and their drawing.
//!
//! A chart is a specification ([`Chart`]): what is shown, not how. [`draw`] puts it on any plotters drawing area, the page's canvas; [`svg`]
//! writes it as a file. Every chart also has a table ([`Chart::table`]) and a sentence ([`Chart::summary`]), so
//! nothing is said by pixels alone.

pub mod bars;
#[cfg(feature = "canvas")]
pub mod canvas;
#[cfg(feature = "distribution")]
pub mod distribution;
mod frame;
mod labels;
pub mod line;
pub mod map;
mod pen;
pub mod ranges;
pub mod scale;
pub mod svg;
pub mod table;
pub mod text;
pub mod theme;
#[cfg(feature = "tornado")]
pub mod tornado;

pub use bars::StageBars;
pub use line::LineChart;
pub use map::DecisionMap;
pub use pen::DrawError;
pub use ranges::RangeChart;
pub use table::Table;
pub use theme::Theme;

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;
use text::Meter;

/// Units of drawing in one CSS pixel. Plotters draws in whole numbers; at eight to the pixel a curve shows no steps.
pub const UNITS_PER_PIXEL: i32 = 8;

/// Size of a chart in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Any chart of the product.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Lines over months or over volume.
    Lines(LineChart),
    /// Latency by stage.
    Bars(StageBars),
    /// Shares with ranges.
    Ranges(RangeChart),
    /// Who wins over two inputs.
    Map(DecisionMap),
    /// What the verdict's margin hangs on.
    #[cfg(feature = "tornado")]
    Tornado(tornado::Tornado),
    /// How long samples took.
    #[cfg(feature = "distribution")]
    Distribution(distribution::Distribution),
}

impl Chart {
    /// The same figures as rows.
    #[must_use]
    pub fn table(&self) -> Table {
        match self {
            Self::Lines(c) => c.table(),
            Self::Bars(c) => c.table(),
            Self::Ranges(c) => c.table(),
            Self::Map(c) => c.table(),
            #[cfg(feature = "tornado")]
            Self::Tornado(c) => c.table(),
            #[cfg(feature = "distribution")]
            Self::Distribution(c) => c.table(),
        }
    }

    /// The chart in a sentence, for those who do not see it.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::Lines(c) => c.summary(),
            Self::Bars(c) => c.summary(),
            Self::Ranges(c) => c.summary(),
            Self::Map(c) => c.summary(),
            #[cfg(feature = "tornado")]
            Self::Tornado(c) => c.summary(),
            #[cfg(feature = "distribution")]
            Self::Distribution(c) => c.summary(),
        }
    }
}

/// Draws a chart. The area has [`UNITS_PER_PIXEL`] units to the CSS pixel.
///
/// # Errors
/// What the backend says.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &Chart,
    theme: &Theme,
    size: Size,
    meter: &mut dyn Meter,
) -> Result<(), DrawError<DB>> {
    let mut pen = pen::Pen::new(meter);
    collect(chart, theme, size, &mut pen);
    pen.paint(area)
}

/// The marks of a chart.
fn collect(chart: &Chart, theme: &Theme, size: Size, pen: &mut pen::Pen<'_>) {
    match chart {
        Chart::Lines(c) => line::draw(c, theme, size, pen),
        Chart::Bars(c) => bars::draw(c, theme, size, pen),
        Chart::Ranges(c) => ranges::draw(c, theme, size, pen),
        Chart::Map(c) => map::draw(c, theme, size, pen),
        #[cfg(feature = "tornado")]
        Chart::Tornado(c) => tornado::draw(c, theme, size, pen),
        #[cfg(feature = "distribution")]
        Chart::Distribution(c) => distribution::draw(c, theme, size, pen),
    }
}

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// Whether a point lies within.
    #[must_use]
    pub fn contains(&self, x: f64, y: f64) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }
}
