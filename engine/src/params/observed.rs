//! What of the inputs was observed: the interval within which each such input lies, and how many observations say so.
//!
//! An interval belongs to the value that was observed. Once the input has another value, that value is somebody's judgement again, and its
//! usual spread counts. So nothing that sets an input has to know of intervals.

use super::{Param, Scenario, tidy};

/// How many inputs simulations draw by a dimension of their own.
pub(crate) const ESTIMATE_COUNT: usize = 25;

/// The inputs in whose place the model's ability stands until they are set. Simulations draw them with it.
pub const ABILITIES: [&str; 7] = [
    "known_accuracy",
    "passage_use",
    "prompted_compliance",
    "constrained_compliance",
    "new_known",
    "abstention",
    "context_loss",
];

/// Inputs that can have an interval.
pub const INTERVALS: usize = ESTIMATE_COUNT + ABILITIES.len();

/// Half the width of a triangle of which 95% lie within 1 of its middle: 1 / (1 − √0.05).
pub(crate) const REACH: f64 = 1.288_019_3;

/// Significant digits that an interval keeps.
const DIGITS: i32 = 4;

/// A 95% interval about an observed value. Its ends keep four digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    of: f32,
    low: f32,
    high: f32,
    n: u32,
}

impl Interval {
    const UNKNOWN: Self = Self {
        of: 0.0,
        low: 0.0,
        high: 0.0,
        n: 0,
    };

    /// An interval about `of` from `n` observations; none if it is no interval.
    #[must_use]
    pub fn new(of: f64, low: f64, high: f64, n: u32) -> Option<Self> {
        let [of, low, high] = [of, tidy(low, DIGITS), tidy(high, DIGITS)].map(|x| x as f32);
        let is_finite = of.is_finite() && low.is_finite() && high.is_finite();
        (is_finite && low <= high).then_some(Self { of, low, high, n })
    }

    /// Its lower end.
    #[must_use]
    pub fn low(&self) -> f64 {
        tidy(f64::from(self.low), DIGITS)
    }

    /// Its upper end.
    #[must_use]
    pub fn high(&self) -> f64 {
        tidy(f64::from(self.high), DIGITS)
    }

    /// Observations behind it.
    #[must_use]
    pub const fn n(&self) -> u32 {
        self.n
    }

    fn is_about(&self, value: f64) -> bool {
        self.of == value as f32
    }

    /// The value of a simulation whose draw lies at `way`, −1 to 1 on a triangle, so that 95 of 100 simulations lie within the interval.
    #[must_use]
    pub fn drawn(&self, likely: f64, way: f64) -> f64 {
        let end = if way < 0.0 {
            self.low().min(likely)
        } else {
            self.high().max(likely)
        };
        likely + (end - likely) * REACH * way.abs()
    }
}

/// The intervals of a scenario's inputs.
///
/// Every simulation copies its scenario, so they are small, and where none is known that shows at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intervals {
    /// A bit for each place that has an interval.
    known: u32,
    of: [Interval; INTERVALS],
}

const _: () = assert!(INTERVALS <= u32::BITS as usize);

impl Intervals {
    /// No input was observed.
    pub const NONE: Self = Self {
        known: 0,
        of: [Interval::UNKNOWN; INTERVALS],
    };

    /// Whether no input was observed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.known == 0
    }

    /// That of an ability, by its place in [`ABILITIES`], if it is about that value.
    #[must_use]
    pub fn of_ability(&self, place: usize, value: f64) -> Option<Interval> {
        self.about(ESTIMATE_COUNT + place, value)
    }

    fn about(&self, place: usize, value: f64) -> Option<Interval> {
        let is_known = place < INTERVALS && self.known & (1 << place) != 0;
        is_known
            .then(|| self.of[place])
            .filter(|interval| interval.is_about(value))
    }

    fn keep(&mut self, place: usize, interval: Interval) {
        if let Some(slot) = self.of.get_mut(place) {
            *slot = interval;
            self.known |= 1 << place;
        }
    }

    fn forget(&mut self, place: usize) {
        if let Some(slot) = self.of.get_mut(place) {
            *slot = Interval::UNKNOWN;
            self.known &= !(1 << place);
        }
    }
}

impl Param {
    /// Where its interval is kept; none if simulations draw nothing of it.
    fn place(&self) -> Option<usize> {
        let ability = || ABILITIES.iter().position(|key| *key == self.key);
        self.spread
            .map(|spread| spread.draw)
            .or_else(|| ability().map(|place| ESTIMATE_COUNT + place))
    }

    /// Whether it can have an interval that simulations draw.
    #[must_use]
    pub fn can_be_observed(&self) -> bool {
        self.place().is_some()
    }

    /// The interval within which it was observed, if it has the value that was.
    #[must_use]
    pub fn interval(&self, scenario: &Scenario) -> Option<Interval> {
        if scenario.intervals.is_empty() {
            return None;
        }
        let place = self.place().filter(|_| self.is_set(scenario))?;
        scenario.intervals.about(place, self.number(scenario))
    }

    /// Forgets that it was observed.
    pub fn forget(&self, scenario: &mut Scenario) {
        if let Some(place) = self.place() {
            scenario.intervals.forget(place);
        }
    }

    /// Says within which interval the value that it has was observed. Returns whether simulations will draw it.
    pub fn observe(&self, scenario: &mut Scenario, low: f64, high: f64, n: u32) -> bool {
        let interval = Interval::new(self.number(scenario), low, high, n);
        match (self.place(), interval) {
            (Some(place), Some(interval)) => {
                scenario.intervals.keep(place, interval);
                true
            }
            (Some(_) | None, _) => false,
        }
    }
}
