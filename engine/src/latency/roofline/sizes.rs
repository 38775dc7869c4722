//! How many replicas a demand takes, and of which size.

use super::{Capacity, MAX_GPUS, Sizing};
use crate::math::Bounds as _;

/// What replicas are bought for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// Answers a second at the peak.
    pub peak_rate: f64,
    /// Answers a second on average.
    pub mean_rate: f64,
    /// Share (0 to 1) of what a replica can do that is used at the peak.
    pub utilisation: f64,
    /// Share (0 to 1) of the way from the peak down to the mean that the number of replicas follows.
    pub followed: f64,
    /// Replicas beyond those that the peak needs.
    pub spare: f64,
    /// Replicas that are paid for whatever the demand.
    pub least: f64,
}

/// Replicas for a demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// GPUs of each.
    pub replica_gpus: f64,
    /// How many at the peak, spare ones included.
    pub replicas: f64,
    /// GPUs that are paid for on average.
    pub paid_gpus: f64,
}

impl Demand {
    fn layout(&self, size: Size) -> Layout {
        let peak = replicas(self.peak_rate, size.max_rate, self.utilisation).at_least(self.least);
        let mean =
            (self.mean_rate / (size.max_rate * self.utilisation)).clamp(self.least.at_least(1.0), peak);
        Layout {
            replica_gpus: size.gpus,
            replicas: peak + self.spare,
            paid_gpus: size.gpus * (peak + (mean - peak) * self.followed + self.spare),
        }
    }
}

/// Replicas for `rate` answers a second, each loaded up to `utilisation` (0 to 1) of what it can do; one at the least.
pub(super) fn replicas(rate: f64, max_rate: f64, utilisation: f64) -> f64 {
    (rate / (max_rate * utilisation)).ceil().at_least(1.0)
}

/// A size of replica: GPUs, and answers a second at which every slot is taken.
#[derive(Clone, Copy, Debug)]
struct Size {
    gpus: f64,
    max_rate: f64,
}

impl Size {
    const fn of(capacity: &Capacity) -> Self {
        Self {
            gpus: capacity.gpus,
            max_rate: capacity.max_rate,
        }
    }
}

/// 1, 2, 4 and so on up to [`MAX_GPUS`].
const SIZES: usize = 7;

/// The sizes that a replica may have, each twice the one before; a size is worked out once, when a demand first needs it.
#[derive(Clone, Debug)]
pub struct Sizes<'a> {
    sizing: &'a Sizing,
    sizes: [Size; SIZES],
    known: usize,
}

impl<'a> Sizes<'a> {
    /// The sizes from the smallest on.
    pub(super) const fn new(sizing: &'a Sizing, smallest: &Capacity) -> Self {
        Self {
            sizing,
            sizes: [Size::of(smallest); SIZES],
            known: 1,
        }
    }

    fn nth(&mut self, n: usize) -> Size {
        while self.known <= n {
            let larger = self.sizing.on(self.sizes[self.known - 1].gpus * 2.0);
            self.sizes[self.known] = Size::of(&larger);
            self.known += 1;
        }
        self.sizes[n]
    }

    /// The replicas that pay the fewest GPUs.
    ///
    /// The smallest ones, unless little memory is left in them beside the weights: larger ones then do more with each GPU.
    #[must_use]
    pub fn fewest(&mut self, demand: &Demand) -> Layout {
        let mut best = demand.layout(self.nth(0));
        let mut tried = best;
        // One replica is as few as there can be, and a larger one takes more.
        for n in 1..SIZES {
            if tried.replicas - demand.spare <= 1.0 || tried.replica_gpus >= MAX_GPUS {
                break;
            }
            tried = demand.layout(self.nth(n));
            if tried.paid_gpus < best.paid_gpus {
                best = tried;
            }
        }
        best
    }
}
