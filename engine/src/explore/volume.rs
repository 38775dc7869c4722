//! Monthly cost against volume: that of the first month after launch, at the prices in force in it.

use crate::catalog::Catalog;
use crate::cost;
use crate::decision::assess_all;
use crate::params;
use crate::report::VolumeCrossover;
use crate::scenario::Scenario;
use crate::strategy::{STRATEGIES, Strategy};

/// Least and greatest volume of the sweep, questions a day: the range of the input.
pub const RANGE: (f64, f64) = (1.0, 1e7);

/// Monthly costs over the whole range of volume.
#[derive(Clone, Debug, PartialEq)]
pub struct VolumeSweep {
    /// Questions a day, even in the logarithm.
    pub queries_per_day: Vec<f64>,
    /// USD a month at each volume, for each strategy in the order of [`Strategy::ALL`].
    pub monthly_usd: [Vec<f64>; STRATEGIES],
    /// Where two of the lines cross.
    pub crossovers: Vec<VolumeCrossover>,
}

/// Cost of the first month of every strategy at `queries_per_day`, USD.
#[must_use]
pub fn monthly_usd(s: &Scenario, catalog: &Catalog, queries_per_day: f64) -> [f64; STRATEGIES] {
    let mut at = *s;
    at.queries_per_day = queries_per_day;
    let month = cost::first_month_queries(&at);
    assess_all(&at, catalog).map(|a| a.costs.usual_month_usd(0, month))
}

/// Sweeps the volume in `points` even steps of its logarithm (two at the least).
///
/// A crossing between two points is narrowed down to 0.1 % of the volume. GPUs come in whole replicas, so two lines can cross
/// more than once; crossings within one step of the sweep count as one or none.
#[must_use]
pub fn sweep(s: &Scenario, catalog: &Catalog, points: usize) -> VolumeSweep {
    let points = points.max(2);
    let (least, greatest) = RANGE;
    let volume = |i: usize| least * (greatest / least).powf(i as f64 / (points - 1) as f64);
    let queries_per_day: Vec<f64> = (0..points).map(volume).collect();
    let costs: Vec<[f64; STRATEGIES]> = queries_per_day
        .iter()
        .map(|q| monthly_usd(s, catalog, *q))
        .collect();
    let mut crossovers = Vec::new();
    for i in 1..points {
        for a in Strategy::ALL {
            for b in Strategy::ALL.into_iter().skip(a.index() + 1) {
                let gap = |c: &[f64; STRATEGIES]| c[a.index()] - c[b.index()];
                let (before, after) = (gap(&costs[i - 1]), gap(&costs[i]));
                if before != 0.0 && after != 0.0 && (before < 0.0) != (after < 0.0) {
                    let (below, above) = if before < 0.0 { (a, b) } else { (b, a) };
                    crossovers.push(narrow(
                        s,
                        catalog,
                        (below, above),
                        queries_per_day[i - 1],
                        queries_per_day[i],
                    ));
                }
            }
        }
    }
    let monthly_usd = std::array::from_fn(|i| costs.iter().map(|c| c[i]).collect());
    VolumeSweep {
        queries_per_day,
        monthly_usd,
        crossovers,
    }
}

fn narrow(
    s: &Scenario,
    catalog: &Catalog,
    (below, above): (Strategy, Strategy),
    mut low: f64,
    mut high: f64,
) -> VolumeCrossover {
    let mut usd = 0.0;
    while high / low > 1.001 {
        let middle = (low * high).sqrt();
        let costs = monthly_usd(s, catalog, middle);
        usd = costs[below.index()];
        if usd < costs[above.index()] {
            low = middle;
        } else {
            high = middle;
        }
    }
    VolumeCrossover {
        below,
        above,
        queries_per_day: params::tidy((low * high).sqrt(), 4),
        usd,
    }
}
