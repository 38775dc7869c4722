//! `forkcast diff`.

pub(crate) const SAME: &str = "Both scenarios have the same inputs, and so the same decision.";
pub(crate) const BEFORE: &str = "Before";
pub(crate) const AFTER: &str = "After";
/// Before the verdicts, of the same length.
pub(crate) const BEFORE_MARK: &str = "  Before  ";
pub(crate) const AFTER_MARK: &str = "  After   ";
pub(crate) const INPUTS: &str = "Inputs that differ";
pub(crate) const INPUT_COLUMNS: [&str; 4] = ["Input", "before", "after", ""];
/// Of an input that alone keeps the old recommendation.
pub(crate) const DECIDES: &str = "as before, it alone would keep the old recommendation";
pub(crate) const FIGURES: &str = "Costs, chance, times and quality";
pub(crate) const FIGURE_COLUMNS: [&str; 4] = ["Approach", "figure", "before", "after"];
pub(crate) const NO_FIGURE: &str = "No figure of the recommendation differs.";

/// A figure of an approach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    Chance,
    Score,
    Upfront,
    Monthly,
    Answer,
    FirstToken,
    LastToken,
    Correct,
}

impl Figure {
    pub(crate) const ALL: [Self; 8] = [
        Self::Chance,
        Self::Score,
        Self::Upfront,
        Self::Monthly,
        Self::Answer,
        Self::FirstToken,
        Self::LastToken,
        Self::Correct,
    ];
}

pub(crate) const fn figure(figure: Figure) -> &'static str {
    match figure {
        Figure::Chance => "meets all limits",
        Figure::Score => "score out of 100",
        Figure::Upfront => "up front",
        Figure::Monthly => "per month",
        Figure::Answer => "per answer",
        Figure::FirstToken => "TTFT p95",
        Figure::LastToken => "whole answer p95",
        Figure::Correct => "correct overall",
    }
}

pub(crate) fn scores(old: f64, new: f64) -> (String, String) {
    let score = super::decide::score;
    (score(old), score(new))
}

/// The first sentence. Each side is the approach that the verdict names, and whether it recommends it: where nothing fits, or building
/// is not worth it, it names the closest one.
pub(crate) fn summary(old: (&str, bool), new: (&str, bool), as_sure: bool) -> String {
    match (old, new) {
        ((old, true), (new, true)) if old != new => {
            format!("The recommendation changes from {old} to {new}.")
        }
        ((_, true), (new, true)) if as_sure => format!("The recommendation stays {new}."),
        ((_, true), (new, true)) => {
            format!("The recommendation stays {new}, but how sure it is differs.")
        }
        ((old, true), (new, false)) => {
            format!("{old} was recommended; now nothing is, and the closest approach is {new}.")
        }
        ((_, false), (new, true)) => format!("Nothing was recommended; now {new} is."),
        ((_, false), (new, false)) => {
            format!("Nothing is recommended, as before; the closest approach is {new}.")
        }
    }
}

pub(crate) fn verdict(headline: &str, subtitle: &str) -> String {
    format!("{headline} {subtitle}")
}

pub(crate) fn input(label: &str, key: &str) -> String {
    format!("{label} ({key})")
}

pub(crate) fn why(winner: &str, against: &str) -> String {
    format!("Why {winner} now, against {against}")
}

pub(crate) fn gate(reason: &str, opens: &str) -> String {
    if opens.is_empty() {
        reason.to_owned()
    } else {
        format!("{reason}; {opens}")
    }
}
