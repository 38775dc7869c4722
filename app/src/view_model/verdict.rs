//! The recommendation in words.

use forkcast_engine::order::sorted;
use forkcast_engine::params;
use forkcast_engine::report::{Flip, Report, Side};
use forkcast_engine::uncertainty::Futures;
use forkcast_engine::words::{self, Span};
use forkcast_engine::{Catalog, Scenario, Strategy, format};

/// A reason, ready to show.
#[derive(Clone, Debug, PartialEq)]
pub struct ReasonRow {
    /// For the winner, or against.
    pub side: Side,
    /// The sentence.
    pub spans: Vec<Span>,
}

/// The reasons: for the winner first.
#[must_use]
pub fn reasons(report: &Report) -> Vec<ReasonRow> {
    report
        .verdict
        .reasons
        .iter()
        .map(|r| ReasonRow {
            side: r.side,
            spans: words::reason(r),
        })
        .collect()
}

/// The runner-up and the margin, in a line.
#[must_use]
pub fn runner_up(report: &Report) -> String {
    let v = &report.verdict;
    let other = report.of(v.runner_up);
    if !other.feasible {
        let gate = other.gates.first().map_or_else(String::new, words::gate);
        return format!(
            "Nothing else fits; next would be {}, but {gate}.",
            words::in_sentence(v.runner_up)
        );
    }
    let points = v.margin * 100.0;
    if points < 0.0 {
        // The hybrid scores more, though not by enough to pay for having both to run.
        return format!(
            "Runner-up {}: it scores {:.1} points more, less than its margin.",
            v.runner_up.label(),
            -points
        );
    }
    format!(
        "Runner-up {}, {points:.1} points of 100 behind.",
        v.runner_up.label()
    )
}

/// A stretch of the bar of futures.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Who wins them.
    pub strategy: Strategy,
    /// Share of the futures in per cent.
    pub percent: f64,
    /// What stands on it; empty where it is too narrow.
    pub label: String,
}

/// The futures as stretches of a bar, largest first.
#[must_use]
pub fn slices(futures: &Futures) -> Vec<Slice> {
    let won: Vec<Strategy> = Strategy::ALL
        .into_iter()
        .filter(|s| futures.share(*s) > 0.0)
        .collect();
    sorted(won, |a, b| futures.share(*b).total_cmp(&futures.share(*a)))
        .into_iter()
        .map(|strategy| {
            let share = futures.share(strategy);
            let label = match share {
                x if x > 0.22 => format!("{} {}", strategy.label(), format::share(x)),
                x if x > 0.12 && strategy.label().len() <= 6 => strategy.label().to_owned(),
                _ => String::new(),
            };
            Slice {
                strategy,
                percent: share * 100.0,
                label,
            }
        })
        .collect()
}

/// How sure, in a sentence.
#[must_use]
pub fn confidence(report: &Report, futures: &Futures) -> String {
    let winner = report.verdict.winner;
    format!(
        "{} wins in {} of {} futures drawn from what is assumed",
        winner.label(),
        format::share(futures.share(winner)),
        format::count(futures.n as f64)
    )
}

/// What would change the verdict, one input a row.
#[derive(Clone, Debug, PartialEq)]
pub struct FlipRow {
    /// Who would win.
    pub winner: Strategy,
    /// The input's key.
    pub key: &'static str,
    /// "“Questions per day” is above".
    pub text: String,
    /// "41,000".
    pub value: String,
}

/// The nearest changes first; weights and choices of product last.
#[must_use]
pub fn flips(flips: &[Flip], catalog: &Catalog) -> Vec<FlipRow> {
    let rows: Vec<(bool, FlipRow)> = flips
        .iter()
        .filter_map(|flip| {
            let param = params::find(flip.key).ok()?;
            let (text, value) = if param.range().is_some() {
                let way = if flip.above { "is above" } else { "is below" };
                (
                    format!("“{}” {way}", param.label),
                    format::number_value(param, params::tidy(flip.at, 3)),
                )
            } else {
                (
                    format!("“{}” is", param.label),
                    format::option_label(param, flip.at as u16, catalog),
                )
            };
            // Weights are a matter of taste, and a list of models has no order in which one would be near.
            let taste = param.group >= params::Group::Weights || param.is_of_catalog();
            Some((
                taste,
                FlipRow {
                    winner: flip.winner,
                    key: flip.key,
                    text,
                    value,
                },
            ))
        })
        .collect();
    sorted(rows, |a, b| a.0.cmp(&b.0))
        .into_iter()
        .map(|(_, row)| row)
        .collect()
}

/// The two nearest changes that are no matter of taste, in a sentence.
#[must_use]
pub fn nearest(all: &[Flip], catalog: &Catalog) -> String {
    let rows = flips(all, catalog);
    // The second one leads elsewhere than the first, if any does.
    let other = rows
        .iter()
        .skip(1)
        .find(|r| r.winner != rows[0].winner)
        .or(rows.get(1));
    let told: Vec<String> = rows
        .first()
        .into_iter()
        .chain(other)
        .map(|r| format!("{} if {} {}", r.winner.label(), r.text, r.value))
        .collect();
    if told.is_empty() {
        "No single input changes it within its range.".to_owned()
    } else {
        format!("It changes to {}.", told.join(", to "))
    }
}

/// A strategy that is shut out, with why and what opens it.
#[derive(Clone, Debug, PartialEq)]
pub struct GateRow {
    /// Which one.
    pub strategy: Strategy,
    /// Why, and what opens it, for each gate.
    pub gates: Vec<(String, String)>,
}

/// The strategies that are shut out.
#[must_use]
pub fn gates(report: &Report, scenario: &Scenario) -> Vec<GateRow> {
    report
        .strategies
        .iter()
        .filter(|s| !s.feasible)
        .map(|s| GateRow {
            strategy: s.strategy,
            gates: s
                .gates
                .iter()
                .map(|g| (words::gate(g), words::gate_opens(g, scenario)))
                .collect(),
        })
        .collect()
}

/// A step of the path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathRow {
    /// "month 0.8".
    pub when: String,
    /// What is done.
    pub what: String,
    /// What has been spent by then.
    pub spent: String,
}

/// The path by month.
#[must_use]
pub fn path(report: &Report) -> Vec<PathRow> {
    report
        .path
        .iter()
        .map(|step| PathRow {
            when: format::month(step.month),
            what: words::path_step(step),
            spent: format!("{} spent by then", format::usd(step.cumulative_usd)),
        })
        .collect()
}

/// What is said aloud once the hand rests.
#[must_use]
pub fn announcement(report: &Report) -> String {
    format!("{} {}", words::headline(report).text(), runner_up(report))
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::{evaluate, explore, presets::PRESETS, uncertainty};

    #[test]
    fn every_preset_reads_well() {
        let catalog = Catalog::builtin();
        for preset in &PRESETS {
            let s = preset.scenario(catalog);
            let report = evaluate(&s, catalog);
            let said = announcement(&report);
            assert!(!said.contains("NaN") && said.len() > 20, "{said}");
            assert!(
                reasons(&report).iter().any(|r| r.side == Side::For),
                "{}",
                preset.id
            );
            assert!(!path(&report).is_empty(), "{}", preset.id);
            let shut = report.strategies.iter().filter(|x| !x.feasible).count();
            assert_eq!(gates(&report, &s).len(), shut);
        }
    }

    #[test]
    fn slices_fill_the_bar() {
        let s = Scenario::default();
        let futures = uncertainty::futures(&s, Catalog::builtin(), 500);
        let slices = slices(&futures);
        assert!((slices.iter().map(|x| x.percent).sum::<f64>() - 100.0).abs() < 1e-6);
        assert!(slices.windows(2).all(|w| w[0].percent >= w[1].percent));
        let report = evaluate(&s, Catalog::builtin());
        assert!(confidence(&report, &futures).starts_with("RAG wins in "));
    }

    #[test]
    fn flips_name_the_input_and_the_value() {
        let catalog = Catalog::builtin();
        let s = Scenario::default();
        let rows = flips(&explore::flips(&s, catalog), catalog);
        assert!(
            rows.iter()
                .any(|r| r.key == "strictness" && r.winner == Strategy::Hybrid),
            "{rows:?}"
        );
        assert!(rows.iter().all(|r| !r.value.is_empty()));
    }
}
