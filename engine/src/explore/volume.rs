//! Monthly cost against volume: that of the first month after launch, at the prices in force in it.

use crate::catalog::Catalog;
use crate::cost;
use crate::decision::{self, Plan};
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
    settled(s, catalog, queries_per_day).map(|month| month.usd)
}

/// The first month of a strategy, and the plan that is settled at its volume.
#[derive(Clone, Copy, Debug)]
struct Month {
    plan: Plan,
    usd: f64,
}

fn settled(s: &Scenario, catalog: &Catalog, queries_per_day: f64) -> [Month; STRATEGIES] {
    let at = at_volume(s, queries_per_day);
    let queries = cost::first_month_queries(&at);
    decision::assess_in_range(&at, catalog).map(|a| Month {
        plan: a.plan,
        usd: a.costs.usual_month_usd(0, queries),
    })
}

fn at_volume(s: &Scenario, queries_per_day: f64) -> Scenario {
    Scenario {
        queries_per_day,
        ..s.in_range()
    }
}

/// Cost of the first month of two strategies by their plans, USD.
fn by_plans(at: &Scenario, catalog: &Catalog, pair: [Strategy; 2], plans: &[Plan; 2]) -> [f64; 2] {
    let queries = cost::first_month_queries(at);
    decision::bills(at, catalog, pair, plans).map(|costs| costs.usual_month_usd(0, queries))
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
    let months: Vec<[Month; STRATEGIES]> = queries_per_day.iter().map(|q| settled(s, catalog, *q)).collect();
    let mut crossovers = Vec::new();
    for i in 1..points {
        for a in Strategy::ALL {
            for b in Strategy::ALL.into_iter().skip(a.index() + 1) {
                let gap = |month: &[Month; STRATEGIES]| month[a.index()].usd - month[b.index()].usd;
                let (before, after) = (gap(&months[i - 1]), gap(&months[i]));
                if before != 0.0 && after != 0.0 && (before < 0.0) != (after < 0.0) {
                    let pair = if before < 0.0 { [a, b] } else { [b, a] };
                    let end = |i: usize| End {
                        queries_per_day: queries_per_day[i],
                        plans: pair.map(|x| months[i][x.index()].plan),
                    };
                    crossovers.push(narrow(s, catalog, pair, end(i - 1), end(i)));
                }
            }
        }
    }
    let monthly_usd = std::array::from_fn(|i| months.iter().map(|month| month[i].usd).collect());
    VolumeSweep {
        queries_per_day,
        monthly_usd,
        crossovers,
    }
}

/// A volume beside a crossing, with the plans of both strategies there.
#[derive(Clone, Copy, Debug)]
struct End {
    queries_per_day: f64,
    plans: [Plan; 2],
}

/// Narrows down where the second of two strategies becomes the cheaper one.
fn narrow(
    s: &Scenario,
    catalog: &Catalog,
    pair: [Strategy; 2],
    mut low: End,
    mut high: End,
) -> VolumeCrossover {
    let mut usd = 0.0;
    while high.queries_per_day / low.queries_per_day > 1.001 {
        let queries_per_day = (low.queries_per_day * high.queries_per_day).sqrt();
        let at = at_volume(s, queries_per_day);
        let plans = if low.plans == high.plans {
            low.plans
        } else {
            decision::plans_of(&at, catalog, pair)
        };
        let middle = End {
            queries_per_day,
            plans,
        };
        let [below, above] = by_plans(&at, catalog, pair, &plans);
        usd = below;
        if below < above {
            low = middle;
        } else {
            high = middle;
        }
    }
    VolumeCrossover {
        below: pair[0],
        above: pair[1],
        queries_per_day: params::tidy((low.queries_per_day * high.queries_per_day).sqrt(), 4),
        usd,
    }
}
