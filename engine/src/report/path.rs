//! Where costs cross, and what to do when.

use crate::strategy::Strategy;

/// The month at which the dearer of two strategies becomes the cheaper one in total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossover {
    /// Cheaper in total before.
    pub before: Strategy,
    /// Cheaper in total after.
    pub after: Strategy,
    /// Month, 0 to the horizon, within the month by straight line.
    pub month: f64,
    /// What both have cost by then, USD.
    pub usd: f64,
}

/// The volume at which the monthly costs of two strategies cross.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolumeCrossover {
    /// Cheaper a month below.
    pub below: Strategy,
    /// Cheaper a month above.
    pub above: Strategy,
    /// Questions a day.
    pub queries_per_day: f64,
    /// USD a month there.
    pub usd: f64,
}

/// One step of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathStep {
    /// Month in which it is done; 0 is now.
    pub month: f64,
    /// What is done.
    pub action: PathAction,
    /// What has been spent by then, USD, the step's own up-front cost included.
    pub cumulative_usd: f64,
}

/// What a step of the path does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathAction {
    /// Build and launch.
    Launch(Strategy),
    /// Log answers and curate examples, until there are enough.
    Collect {
        /// Examples curated a month.
        per_month: f64,
        /// Examples needed in all.
        needed: f64,
    },
    /// The data gate opens.
    DataReady {
        /// Examples there are by then.
        examples: f64,
    },
    /// Fine-tune, and run from then on as this strategy.
    Tune(Strategy),
    /// Keep curating, but at this pace the gate stays shut within the horizon.
    OutOfReach {
        /// Months it would take; none where nothing is curated at all.
        months: Option<f64>,
    },
}
