//! What another right answer costs: the approaches from the cheapest up, each beside the one below it.

use crate::order::places;
use crate::report::{Dominated, Ladder, Rung};
use crate::strategy::{STRATEGIES, Strategy};

/// The ladder of the approaches that may stand on it. `right` is right answers of an average month, `usd` what such a month costs.
///
/// On the ladder are those that no other and no mixture of two others beats, so that each step up costs more for a right answer than
/// the step below it.
#[must_use]
pub fn of(may: [bool; STRATEGIES], right: [f64; STRATEGIES], usd: [f64; STRATEGIES]) -> Ladder {
    let order = places(STRATEGIES, &mut |a, b| {
        usd[a].total_cmp(&usd[b]).then(right[b].total_cmp(&right[a]))
    });
    let mut on: Vec<usize> = Vec::new();
    let mut dominated = Vec::new();
    for i in order.into_iter().filter(|i| may[*i]) {
        if let Some(below) = on.last()
            && right[i] <= right[*below]
        {
            dominated.push(Dominated {
                strategy: Strategy::ALL[i],
                by: Strategy::ALL[*below],
            });
            continue;
        }
        // A step that costs more for a right answer than the next one is no step: whoever takes it goes on.
        while let [.., below, last] = on[..] {
            let step = |from: usize, to: usize| (usd[to] - usd[from]) / (right[to] - right[from]);
            if step(below, last) < step(last, i) {
                break;
            }
            dominated.push(Dominated {
                strategy: Strategy::ALL[last],
                by: Strategy::ALL[i],
            });
            on.pop();
        }
        on.push(i);
    }
    let mut below: Option<usize> = None;
    let rungs = on
        .into_iter()
        .map(|i| {
            let extra_usd = below.map(|below| (usd[i] - usd[below]) / (right[i] - right[below]));
            below = Some(i);
            Rung {
                strategy: Strategy::ALL[i],
                right_per_month: right[i],
                month_usd: usd[i],
                extra_usd,
            }
        })
        .collect();
    Ladder { rungs, dominated }
}
