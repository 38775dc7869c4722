//! Charts as data, and their drawing.
//!
//! A [`Chart`] specifies the content, not the drawing. [`draw`] puts it on any plotters drawing area, such as the page's canvas; [`svg`]
//! writes it as a file. Every chart also has a table ([`Chart::table`]) and a sentence ([`Chart::summary`]), so
//! no information is in pixels alone.
//!
//! ```
//! use forkcast_charts::bars::{Bar, StageBars};
//! use forkcast_charts::{Chart, Size, Theme, svg};
//! use forkcast_engine::Strategy;
//!
//! let chart = Chart::Bars(StageBars {
//!     bars: vec![Bar {
//!         strategy: Strategy::Rag,
//!         stages: vec![("search", 40.0), ("prefill", 360.0)],
//!         p50_ms: 400.0,
//!         p95_ms: 900.0,
//!         feasible: true,
//!     }],
//!     limit_ms: 1500.0,
//! });
//! let size = Size { width: 480.0, height: 280.0 };
//! assert!(svg::render(&chart, &Theme::LIGHT, size).starts_with("<svg"));
//!
//! // The same figures for readers who do not see the drawing, and for spreadsheets.
//! assert!(chart.summary().contains("RAG"));
//! assert!(chart.table().csv().contains("900"));
//! ```
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

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
    /// The decision map: the recommendation over two inputs.
    Map(DecisionMap),
    /// The values that the verdict's margin depends on.
    #[cfg(feature = "tornado")]
    Tornado(tornado::Tornado),
    /// The distribution of times.
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

    /// A sentence for readers who do not see the chart.
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
/// The backend's error.
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
