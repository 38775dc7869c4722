//! Shared by charts of rows: names at the left, an axis below.

use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT, Tick};
use crate::scale::Axis;
use crate::theme::Theme;
use crate::{Rect, Size};
use forkcast_engine::Strategy;

/// From the names to the rows, CSS pixels.
const NAME_GAP: f64 = 12.0;

/// Rows over an axis, in CSS pixels.
pub(crate) struct Frame<'a> {
    pub(crate) theme: &'a Theme,
    pub(crate) size: Size,
    pub(crate) plot: Rect,
    pub(crate) axis: Axis,
    rows: f64,
}

impl<'a> Frame<'a> {
    /// A frame with room for these names, for `right` to the right of the axis and for `top` above it.
    pub(crate) fn new(
        names: &[Strategy],
        axis: Axis,
        (top, right): (f64, f64),
        theme: &'a Theme,
        size: Size,
        pen: &mut Pen<'_>,
    ) -> Self {
        let mut left = 0.0f64;
        for name in names {
            left = left.max(pen.width(name.label(), TEXT, true));
        }
        let left = left + NAME_GAP + 3.0;
        let plot = Rect {
            left,
            top,
            right: (size.width - right).max(left + 20.0),
            bottom: (size.height - 24.0).max(top + 20.0),
        };
        Self {
            theme,
            size,
            plot,
            axis,
            rows: names.len().max(1) as f64,
        }
    }

    pub(crate) fn px(&self, value: f64) -> f64 {
        self.plot.left + self.axis.share(value) * (self.plot.right - self.plot.left)
    }

    /// Height of a row.
    pub(crate) fn row(&self) -> f64 {
        (self.plot.bottom - self.plot.top) / self.rows
    }

    /// Middle of a row.
    pub(crate) fn middle(&self, i: usize) -> f64 {
        self.plot.top + (i as f64 + 0.5) * self.row()
    }

    /// Lines at about `most` ticks, and their texts below where `texts` leaves room.
    pub(crate) fn grid(&self, most: usize, mut texts: Vec<Tick>, pen: &mut Pen<'_>) {
        for tick in self.axis.ticks(most) {
            let at = self.px(tick);
            let x = at.round() + 0.5;
            pen.path(&[(x, self.plot.top), (x, self.plot.bottom)], self.theme.line, 1.0);
            texts.push(Tick::new(at, self.axis.unit.tick(tick), self.theme.muted, false));
        }
        pen.row(&texts, self.plot.bottom + 13.0, 0.0, self.size.width);
    }

    /// The name of a row.
    pub(crate) fn name(&self, strategy: Strategy, feasible: bool, i: usize, pen: &mut Pen<'_>) {
        let at = (self.plot.left - NAME_GAP, self.middle(i));
        pen.text(
            strategy.label(),
            at,
            Align::End,
            self.theme.text_for(feasible),
            TEXT,
            feasible,
        );
    }
}
