//! From values to pixels and back, and where to put ticks.

use forkcast_engine::format;

/// The unit of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// US dollars.
    Usd,
    /// Months from the start.
    Month,
    /// Questions a day.
    PerDay,
    /// Milliseconds.
    Ms,
    /// A share, shown in percent.
    Share,
}

impl Unit {
    /// A tick's text.
    #[must_use]
    pub fn tick(self, value: f64) -> String {
        match self {
            Self::Usd => format::usd_short(value),
            Self::Month | Self::PerDay => format::tokens(value),
            Self::Ms => format::ms(value),
            Self::Share => format::share(value),
        }
    }

    /// A value's text in a table or a read-out.
    #[must_use]
    pub fn value(self, value: f64) -> String {
        match self {
            Self::Usd => format::usd(value),
            Self::Month => format::months(value),
            Self::PerDay => format::count(value),
            Self::Ms => format::ms(value),
            Self::Share => format::share(value),
        }
    }

    /// Heading of a column.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        crate::text::unit::heading(self)
    }
}

/// One axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Least value; above zero on a logarithmic axis.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Whether the axis is logarithmic.
    pub log: bool,
    /// The unit.
    pub unit: Unit,
}

impl Axis {
    fn transformed(&self, value: f64) -> f64 {
        if self.log {
            value.max(f64::MIN_POSITIVE).log10()
        } else {
            value
        }
    }

    fn ends(&self) -> (f64, f64) {
        let (a, b) = (self.transformed(self.min), self.transformed(self.max));
        // An axis without extent gets one, so that a single value lies in the middle.
        if (b - a).abs() < f64::EPSILON * a.abs().max(1.0) {
            (a - 0.5, b + 0.5)
        } else {
            (a, b)
        }
    }

    /// Where `value` lies on the way from the least to the greatest, 0 to 1 within the axis.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let (a, b) = self.ends();
        (self.transformed(value) - a) / (b - a)
    }

    /// The value at that share of the way.
    #[must_use]
    pub fn value(&self, share: f64) -> f64 {
        let (a, b) = self.ends();
        let at = a + (b - a) * share;
        if self.log { 10f64.powf(at) } else { at }
    }

    /// At most about `most` round values within the axis.
    #[must_use]
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        if self.log {
            self.decades(most)
        } else {
            self.round_steps(most)
        }
    }

    fn round_steps(&self, most: usize) -> Vec<f64> {
        let span = self.max - self.min;
        if span.is_nan() || span <= 0.0 {
            return vec![self.min];
        }
        let rough = span / most.max(1) as f64;
        // Months come in quarters and halves of a year, anything else in 1, 2, 2.5, 4 and 5.
        let (unit, steps): (f64, &[f64]) = if self.unit == Unit::Month && rough > 1.0 && rough <= 12.0 {
            (1.0, &[2.0, 3.0, 6.0, 12.0])
        } else {
            (
                10f64.powf(rough.log10().floor()),
                &[1.0, 2.0, 2.5, 4.0, 5.0, 10.0, 20.0],
            )
        };
        let mut step = 0.0;
        for candidate in steps.iter().map(|s| s * unit).filter(|s| *s >= rough * 0.999) {
            if step == 0.0 {
                step = candidate;
            }
            // A step that ends where the axis ends leaves no part of it without a line.
            if (span / candidate - (span / candidate).round()).abs() < 1e-6 && candidate < 2.1 * step {
                step = candidate;
                break;
            }
        }
        let (first, last) = ((self.min / step).ceil(), (self.max / step).floor());
        // A short axis away from zero may hold no round value at all.
        if last < first {
            return Vec::new();
        }
        let count = (last - first) as usize;
        (0..=count.min(100)).map(|i| (first + i as f64) * step).collect()
    }

    fn decades(&self, most: usize) -> Vec<f64> {
        let (a, b) = self.ends();
        let (first, last) = ((a - 1e-9).ceil() as i32, (b + 1e-9).floor() as i32);
        let count = (last - first + 1).max(0) as usize;
        let skip = count.div_ceil(most.max(1)).max(1);
        (first..=last).step_by(skip).map(|e| 10f64.powi(e)).collect()
    }
}

/// The least round value not below `value`: the top of an axis that starts at zero.
#[must_use]
pub fn round_up(value: f64) -> f64 {
    if value.is_nan() || value <= 0.0 {
        return 1.0;
    }
    let unit = 10f64.powf(value.log10().floor());
    [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|s| s * unit)
        .find(|s| *s >= value * 0.999_999)
        .unwrap_or(10.0 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn there_and_back(min in 1e-6..1e6f64, span in 1e-3..1e6f64, share in 0.0..=1.0f64, log: bool) {
            let axis = Axis { min, max: min + span, log, unit: Unit::Usd };
            prop_assert!((axis.share(axis.value(share)) - share).abs() < 1e-6);
        }

        #[test]
        fn ticks_lie_within_and_ascend(min in -1e6..1e6f64, span in 0.0..1e9f64, most in 1usize..12, log: bool) {
            let min = if log { min.abs().max(1e-9) } else { min };
            let axis = Axis { min, max: min + span, log, unit: Unit::Usd };
            let ticks = axis.ticks(most);
            prop_assert!(ticks.len() <= most + 1);
            prop_assert!(ticks.windows(2).all(|w| w[0] < w[1]));
            let slack = 1e-6 * axis.max.abs().max(1.0);
            prop_assert!(ticks.iter().all(|t| *t >= axis.min - slack && *t <= axis.max + slack), "{ticks:?}");
        }

        #[test]
        fn rounding_up_never_loses(value in 1e-9..1e12f64) {
            let top = round_up(value);
            prop_assert!(top >= value * 0.999_99 && top <= value * 1.7);
        }
    }

    #[test]
    fn no_tick_lies_beyond_a_short_axis() {
        let axis = Axis {
            min: 338_566.0,
            max: 370_023_143.0,
            log: false,
            unit: Unit::Usd,
        };
        assert!(
            axis.ticks(1).is_empty(),
            "the next round value, 500 million, is past its end"
        );
    }

    #[test]
    fn months_tick_by_halves_of_a_year() {
        let axis = Axis {
            min: 0.0,
            max: 24.0,
            log: false,
            unit: Unit::Month,
        };
        assert_eq!(axis.ticks(5), [0.0, 6.0, 12.0, 18.0, 24.0]);
    }
}
