//! Where the cumulative costs of two strategies cross.

use crate::order::sorted;
use crate::report::Crossover;
use crate::strategy::{STRATEGIES, Strategy};

/// Every crossing of two strategies' cumulative costs, by month. Within a month both are taken as straight lines.
#[must_use]
pub fn months(cumulative: [&[f64]; STRATEGIES]) -> Vec<Crossover> {
    let mut found = Vec::new();
    for a in Strategy::ALL {
        for b in Strategy::ALL.into_iter().skip(a.index() + 1) {
            crossings(a, cumulative[a.index()], b, cumulative[b.index()], &mut found);
        }
    }
    sorted(found, |x, y| x.month.total_cmp(&y.month))
}

fn crossings(a: Strategy, cost_a: &[f64], b: Strategy, cost_b: &[f64], found: &mut Vec<Crossover>) {
    let gaps = cost_a.iter().zip(cost_b).map(|(x, y)| x - y);
    let mut previous: Option<(usize, f64)> = None;
    for (month, gap) in gaps.enumerate() {
        if gap == 0.0 {
            // Touching is no crossing; the side changes, if it does, with the next month that differs.
            continue;
        }
        if let Some((at, before)) = previous
            && (before < 0.0) != (gap < 0.0)
        {
            let way = before / (before - gap);
            let span = (month - at) as f64;
            let usd = cost_a[at] + (cost_a[month] - cost_a[at]) * way;
            let (cheap, dear) = if before < 0.0 { (a, b) } else { (b, a) };
            found.push(Crossover {
                before: cheap,
                after: dear,
                month: at as f64 + way * span,
                usd,
            });
        }
        previous = Some((month, gap));
    }
}
