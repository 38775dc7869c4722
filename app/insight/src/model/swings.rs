//! The effect of each uncertain value alone on the winner's lead, as a tornado chart.

use super::amount;
use crate::text::swings as texts;
use forkcast_charts::tornado::{End, Swing, Tornado};
use forkcast_engine::decision::{Correction, Judge};
use forkcast_engine::explore::tornado::{self, Bar};
use forkcast_engine::order::sorted;
use forkcast_engine::params::Unit;
use forkcast_engine::{Catalog, Scenario, format};

/// Bars that are shown.
const BARS: usize = 10;

fn end(end: &tornado::End, unit: Unit, winner: forkcast_engine::Strategy) -> End {
    let value = if unit == Unit::Share {
        format::share(end.value)
    } else if unit == Unit::Place {
        format::place(end.value)
    } else {
        texts::value(&amount(end.value), unit.label())
    };
    End {
        value,
        margin: end.margin * 100.0,
        flips_to: (end.winner != winner).then_some(end.winner),
    }
}

/// The values that move the winner's lead most, and every one that changes the verdict; the widest bar first. With the correction of many
/// simulations of the scenario it is about their verdict.
#[must_use]
pub fn tornado(s: &Scenario, catalog: &Catalog, correction: Option<Correction>) -> Tornado {
    let now = Judge::new(catalog).corrected(correction).decide(s);
    let margin = (now.utility[now.winner.index()] - now.utility[now.runner_up.index()]) * 100.0;
    let bars = tornado::bars(s, catalog, correction);
    // A constraint can change the verdict without moving the lead: such a bar is short, and must not be cut off.
    let (turning, others): (Vec<&Bar>, Vec<&Bar>) = bars.iter().partition(|bar| bar.flips);
    let chosen = turning
        .into_iter()
        .chain(others)
        .filter(|bar| bar.flips || bar.swing() > 0.0)
        .take(BARS);
    let rows = sorted(chosen.collect(), |a, b| b.swing().total_cmp(&a.swing()))
        .into_iter()
        .map(|bar| Swing {
            label: bar.unknown.label.to_owned(),
            low: end(&bar.low, bar.unknown.unit, now.winner),
            high: end(&bar.high, bar.unknown.unit, now.winner),
        })
        .collect();
    Tornado {
        rows,
        margin,
        winner: now.winner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_the_engines_bars_and_none_that_turns_it_is_cut_off() {
        let catalog = Catalog::builtin();
        for preset in forkcast_engine::presets::PRESETS.iter() {
            let s = preset.scenario(catalog);
            let bars = tornado::bars(&s, catalog, None);
            let chart = tornado(&s, catalog, None);
            assert!(
                !chart.rows.is_empty() && chart.rows.len() <= BARS,
                "{}",
                preset.id
            );
            for row in &chart.rows {
                let bar = bars.iter().find(|b| b.unknown.label == row.label).expect("a bar");
                assert!((row.low.margin - bar.low.margin * 100.0).abs() < 1e-9);
                assert!((row.high.margin - bar.high.margin * 100.0).abs() < 1e-9);
                let turned = row.low.flips_to.is_some() || row.high.flips_to.is_some();
                assert_eq!(turned, bar.flips, "{}", row.label);
            }
            let turning = bars.iter().filter(|b| b.flips).count();
            let shown = chart
                .rows
                .iter()
                .filter(|r| r.low.flips_to.or(r.high.flips_to).is_some());
            assert_eq!(shown.count(), turning.min(BARS), "{}", preset.id);
            let swing = |r: &Swing| (r.high.margin - r.low.margin).abs();
            assert!(
                chart.rows.windows(2).all(|w| swing(&w[0]) >= swing(&w[1])),
                "{}",
                preset.id
            );
        }
    }
}
