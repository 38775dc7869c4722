//! Charts as data, and their drawing.
//!
//! A type that implements [`Chart`] specifies the content; [`Chart::marks`] turns it into marks. [`draw`] puts them on any plotters drawing
//! area, such as the page's canvas; [`svg`] writes them as a file. Every chart also has a table ([`Chart::table`]) and a sentence
//! ([`Chart::summary`]), so no information is in pixels alone.
//!
//! ```
//! use forkcast_charts::bars::{Bar, StageBars};
//! use forkcast_charts::{Chart, Size, Theme, svg};
//! use forkcast_engine::Strategy;
//!
//! let chart = StageBars {
//!     bars: vec![Bar {
//!         strategy: Strategy::Rag,
//!         stages: vec![("search", 40.0), ("prefill", 360.0)],
//!         p50_ms: 400.0,
//!         p95_ms: 900.0,
//!         feasible: true,
//!     }],
//!     limit_ms: Some(1500.0),
//! };
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
pub mod distribution;
mod frame;
mod labels;
pub mod line;
pub mod map;
pub mod meter;
mod pen;
pub mod picture;
pub mod ranges;
pub mod scale;
pub mod svg;
pub mod table;
mod text;
pub mod theme;
mod thin;
pub mod tornado;

pub use bars::StageBars;
pub use line::LineChart;
pub use map::DecisionMap;
pub use pen::{DrawError, Pen};
pub use picture::Picture;
pub use ranges::RangeChart;
pub use table::Table;
pub use theme::Theme;

use meter::Meter;
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;

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

/// Any chart of the product, in three forms: a sentence, a table and a drawing. Each kind is a type of its own, so that a part of the page
/// carries only the kinds that it shows.
pub trait Chart {
    /// A sentence for readers who do not see the chart.
    #[must_use]
    fn summary(&self) -> String;

    /// The same figures as rows.
    #[must_use]
    fn table(&self) -> Table;

    /// Adds the marks of the drawing to `pen`, in CSS pixels.
    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>);
}

/// Draws a chart. The area has [`UNITS_PER_PIXEL`] units to the CSS pixel.
///
/// # Errors
/// The backend's error.
pub fn draw<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    chart: &dyn Chart,
    theme: &Theme,
    size: Size,
    meter: &mut dyn Meter,
) -> Result<(), DrawError<DB>> {
    let mut pen = Pen::new(meter);
    chart.marks(theme, size, &mut pen);
    pen.paint(area)
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
