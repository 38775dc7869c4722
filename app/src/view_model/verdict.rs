//! The recommendation in words.

use crate::text::changes::{self, Flips};
use crate::text::verdict as texts;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{self, Kind};
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

/// The reasons against one other approach, in place of those against the runner-up.
#[must_use]
pub fn why_not(report: &Report, other: Option<Strategy>) -> Vec<ReasonRow> {
    let against = other.filter(|other| *other != report.verdict.winner);
    let reasons = against.map_or(&report.verdict.reasons, |other| &report.of(other).why_not);
    reasons
        .iter()
        .map(|r| ReasonRow {
            side: r.side,
            spans: words::reason(r),
        })
        .collect()
}

/// The approaches that the recommendation can be held against: the best of each other family, then all others.
#[must_use]
pub fn rivals(report: &Report) -> (Vec<Strategy>, Vec<Strategy>) {
    let families = report.families();
    let best = families.iter().filter_map(|family| family.first().copied());
    let others = families.iter().flat_map(|family| family.iter().skip(1).copied());
    let is_rival = |s: &Strategy| *s != report.verdict.winner;
    (best.filter(is_rival).collect(), others.filter(is_rival).collect())
}

/// The runner-up and how far it is behind, in a line.
#[must_use]
pub fn runner_up(report: &Report, s: &Scenario) -> String {
    words::lead(report, s)
}

/// What net value would choose, where values are set and the score counts none of them; empty otherwise.
#[must_use]
pub fn by_net_value(report: &Report) -> String {
    report.verdict.by_net_value.map_or_else(String::new, |other| {
        texts::by_net_value(other.label(), other == report.verdict.winner)
    })
}

/// A segment of the bar of simulations.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Who comes out ahead in them; none where nothing meets the limits.
    pub strategy: Option<Strategy>,
    /// Share of the simulations, in percent.
    pub percent: f64,
    /// Its label; empty if it is too narrow.
    pub label: String,
}

/// The simulations as segments of a bar, largest first; those in which nothing meets the limits come last.
#[must_use]
pub fn slices(futures: &Futures) -> Vec<Slice> {
    let won: Vec<Strategy> = Strategy::ALL
        .into_iter()
        .filter(|s| futures.share(*s) > 0.0)
        .collect();
    let slice = |strategy: Option<Strategy>, share: f64| {
        let name = strategy.map_or(texts::NOTHING_FITS, Strategy::label);
        let label = match share {
            x if x > 0.22 => texts::slice(name, &format::share(x)),
            x if x > 0.12 && name.len() <= 6 => name.to_owned(),
            _ => String::new(),
        };
        Slice {
            strategy,
            percent: share * 100.0,
            label,
        }
    };
    let mut slices: Vec<Slice> = sorted(won, |a, b| futures.share(*b).total_cmp(&futures.share(*a)))
        .into_iter()
        .map(|strategy| slice(Some(strategy), futures.share(strategy)))
        .collect();
    if futures.nothing > 0.0 {
        slices.push(slice(None, futures.nothing));
    }
    slices
}

/// How sure, in a sentence.
#[must_use]
pub fn confidence(report: &Report, futures: &Futures) -> String {
    let winner = report.verdict.winner;
    // A share that would read as 0% is left out.
    let nothing = (futures.nothing >= 0.005).then(|| format::share(futures.nothing));
    texts::confidence(
        winner.label(),
        &format::share(futures.share(winner)),
        &format::count(futures.n as f64),
        nothing,
    )
}

/// A flip, one input per row.
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

/// Nearest flips first; weights and catalog choices last.
#[must_use]
pub fn flips(flips: &[Flip], catalog: &Catalog) -> Vec<FlipRow> {
    let rows: Vec<(bool, FlipRow)> = flips
        .iter()
        .filter_map(|flip| {
            let param = params::find(flip.key).ok()?;
            let (text, value) = if param.range().is_some() {
                let way = if flip.above { Flips::Above } else { Flips::Below };
                (
                    changes::condition(param.label, way),
                    format::number_apart(param, flip.from, flip.at).1,
                )
            } else {
                (
                    changes::condition(param.label, Flips::Chosen),
                    format::option_label(param, flip.at as u16, catalog),
                )
            };
            // Weights are a preference, a list of models has no order that defines a distance, and what is switched off is far from any
            // value.
            let is_off = matches!(param.kind, Kind::Number { .. }) && flip.from == 0.0;
            let last = param.group >= params::Group::Weights || param.is_of_catalog() || is_off;
            Some((
                last,
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

/// The two nearest flips, in a sentence.
#[must_use]
pub fn nearest(all: &[Flip], catalog: &Catalog) -> String {
    let rows = flips(all, catalog);
    // The second has another winner than the first, if one exists.
    let other = rows
        .iter()
        .skip(1)
        .find(|r| r.winner != rows[0].winner)
        .or(rows.get(1));
    let nearest: Vec<(&str, &str, &str)> = rows
        .first()
        .into_iter()
        .chain(other)
        .map(|r| (r.winner.label(), r.text.as_str(), r.value.as_str()))
        .collect();
    changes::nearest(&nearest)
}

/// An approach that is ruled out, the reasons, and what would change them.
#[derive(Clone, Debug, PartialEq)]
pub struct GateRow {
    /// Which one.
    pub strategy: Strategy,
    /// The reason, and what would change it, for each failed constraint.
    pub gates: Vec<(String, String)>,
}

/// The approaches that are ruled out.
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

/// A step of the roll-out.
#[derive(Clone, Debug, PartialEq)]
pub struct PathRow {
    /// "month 0.8".
    pub when: String,
    /// The step.
    pub what: String,
    /// The amount spent so far.
    pub spent: String,
}

/// The roll-out by month.
#[must_use]
pub fn path(report: &Report) -> Vec<PathRow> {
    report
        .path
        .iter()
        .map(|step| PathRow {
            when: format::month(step.month),
            what: words::path_step(step),
            spent: changes::spent(&format::usd(step.cumulative_usd)),
        })
        .collect()
}

/// The announcement for screen readers once input is idle.
#[must_use]
pub fn announcement(report: &Report, s: &Scenario) -> String {
    texts::announcement(&words::headline(report).text(), &runner_up(report, s))
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
            let said = announcement(&report, &s);
            assert!(!said.contains("NaN") && said.len() > 20, "{said}");
            assert!(
                why_not(&report, None).iter().any(|r| r.side == Side::For),
                "{}",
                preset.id
            );
            assert!(!path(&report).is_empty(), "{}", preset.id);
            let shut = report.strategies.iter().filter(|x| !x.feasible).count();
            assert_eq!(gates(&report, &s).len(), shut);
        }
    }

    #[test]
    fn the_runner_up_is_among_the_rivals_shown_first() {
        for preset in &PRESETS {
            let report = evaluate(&preset.scenario(Catalog::builtin()), Catalog::builtin());
            let (best, others) = rivals(&report);
            assert!(best.contains(&report.verdict.runner_up), "{}", preset.id);
            assert!(best.iter().all(|s| !s.same_answer(report.verdict.winner)));
            assert_eq!(best.len() + others.len() + 1, Strategy::ALL.len());
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
        assert!(confidence(&report, &futures).starts_with("RAG comes out ahead in "));
    }

    #[test]
    fn flips_name_the_input_and_the_value() {
        let catalog = Catalog::builtin();
        let s = Scenario::default();
        let rows = flips(&explore::flips(&s, catalog), catalog);
        assert!(
            rows.iter()
                .any(|r| r.key == "corpus_tokens" && r.winner == Strategy::LongContext),
            "{rows:?}"
        );
        assert!(rows.iter().all(|r| !r.value.is_empty()));
        // A lever that is off comes after those that are set.
        let place = |key: &str| rows.iter().position(|r| r.key == key);
        assert!(s.thinking_tokens == 0.0 && place("thinking_tokens") > place("output_tokens"));
    }
}
