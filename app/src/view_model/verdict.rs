//! The recommendation in words.

use crate::text::changes::{self, Flips};
use crate::text::verdict as texts;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{self, Kind};
use forkcast_engine::report::{Flip, Report, Side};
use forkcast_engine::strategy::Family;
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
    /// The family that comes out ahead in them; none where nothing meets the limits.
    pub family: Option<Family>,
    /// Share of the simulations, in percent.
    pub percent: f64,
    /// Its label; empty if it is too narrow.
    pub label: String,
    /// Its approaches with their shares, in words.
    pub members: String,
}

/// A family that comes out ahead in some simulations.
struct Ahead {
    family: Family,
    share: f64,
    /// Its approaches that do, the most frequent first.
    members: Vec<Strategy>,
}

impl Ahead {
    /// The families that come out ahead, the most frequent first.
    fn all(futures: &Futures) -> Vec<Self> {
        let of = |family: Family| {
            let members = family.members().filter(|s| futures.share(*s) > 0.0).collect();
            let members = sorted(members, |a, b| futures.share(*b).total_cmp(&futures.share(*a)));
            let share = members.iter().map(|s| futures.share(*s)).sum();
            Self {
                family,
                share,
                members,
            }
        };
        let won = Family::ALL
            .into_iter()
            .map(of)
            .filter(|x| x.share > 0.0)
            .collect();
        sorted(won, |a, b| b.share.total_cmp(&a.share))
    }

    /// Its name: that of its approach where only one of them comes out ahead.
    fn name(&self) -> &'static str {
        words::kind(self.family, &self.members)
    }

    fn in_words(&self, futures: &Futures) -> String {
        let members = self.members.iter();
        texts::members(members.map(|s| (s.label(), format::share(futures.share(*s)))))
    }
}

/// The simulations as segments of a bar, largest first; those in which nothing meets the limits come last.
#[must_use]
pub fn slices(futures: &Futures) -> Vec<Slice> {
    let slice = |family: Option<Family>, name: &str, share: f64, members: String| {
        let label = match share {
            x if x > 0.22 => texts::slice(name, &format::share(x)),
            x if x > 0.12 && name.len() <= 6 => name.to_owned(),
            _ => String::new(),
        };
        Slice {
            family,
            percent: share * 100.0,
            label,
            members,
        }
    };
    let mut slices: Vec<Slice> = Ahead::all(futures)
        .iter()
        .map(|x| slice(Some(x.family), x.name(), x.share, x.in_words(futures)))
        .collect();
    if futures.nothing > 0.0 {
        let share = format::share(futures.nothing);
        let members = texts::members(std::iter::once((texts::NOTHING_FITS, share)));
        slices.push(slice(None, texts::NOTHING_FITS, futures.nothing, members));
    }
    slices
}

/// Every approach that comes out ahead in some simulations, family by family, in words.
#[must_use]
pub fn ahead(futures: &Futures) -> Vec<(&'static str, String)> {
    Ahead::all(futures)
        .iter()
        .map(|x| (x.family.label(), x.in_words(futures)))
        .collect()
}

/// How sure, in a sentence.
#[must_use]
pub fn confidence(report: &Report, futures: &Futures) -> String {
    words::ahead(report.verdict.winner, futures)
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
        // Two ways to combine retrieval and fine-tuning are one segment and one answer.
        let preset = forkcast_engine::presets::Preset::find("fresh-and-strict").expect("a preset");
        let s = preset.scenario(Catalog::builtin());
        let (report, futures) = (
            evaluate(&s, Catalog::builtin()),
            uncertainty::futures(&s, Catalog::builtin(), 500),
        );
        let slices = super::slices(&futures);
        let combined: f64 = Family::Combined.members().map(|s| futures.share(s)).sum();
        let of_family = slices.iter().filter(|x| x.family == Some(Family::Combined));
        let [slice] = of_family.collect::<Vec<_>>()[..] else {
            panic!("one segment for each family: {slices:?}");
        };
        assert!((slice.percent - 100.0 * combined).abs() < 1e-9);
        assert!(
            slice.members.contains("Hybrid ") && slice.members.contains(", "),
            "{slice:?}"
        );
        assert!(slices.len() <= Family::ALL.len() + 1);
        let said = confidence(&report, &futures);
        assert!(
            said.starts_with(&format!(
                "{} comes out ahead in {}",
                Family::Combined.label(),
                format::share(combined)
            )),
            "{said}"
        );
        let rows = ahead(&futures);
        assert!(
            rows.iter()
                .any(|(family, of)| *family == Family::Combined.label() && *of == slice.members)
        );
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
