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
