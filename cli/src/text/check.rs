//! `forkcast check`.

use std::path::Path;

use crate::check::Figure;

pub(crate) const UNKNOWN_APPROACH: &str = "there is no such approach";
pub(crate) const UNKNOWN_FAMILY: &str = "there is no such family";
pub(crate) const ONE_OR_MORE: &str = "an id, or a list of ids that is not empty";

// What each expectation is about.
pub(crate) const ABOUT_EXPECT: &str = "The verdict recommends the approach expected.";
pub(crate) const ABOUT_FAMILY: &str = "The verdict recommends an approach of the family expected.";
pub(crate) const ABOUT_MONTHLY: &str =
    "The approach recommended costs no more in an average month than expected.";
pub(crate) const ABOUT_UPFRONT: &str =
    "The approach recommended costs no more before the first answer than expected.";
pub(crate) const ABOUT_TTFT: &str =
    "The first token of the approach recommended comes in time, at the 95th percentile.";
pub(crate) const ABOUT_E2E: &str =
    "The last token of the approach recommended comes in time, at the 95th percentile.";
pub(crate) const ABOUT_CHANCE: &str =
    "The approach recommended meets all limits in as many simulations as expected.";
pub(crate) const ABOUT_REGRET: &str =
    "The approach recommended loses no more score, where another one is best, than expected.";
pub(crate) const ABOUT_SURENESS: &str = "The verdict is as clear as expected.";
pub(crate) const ABOUT_QUALITY: &str =
    "As many answers of the approach recommended are correct overall as expected.";
/// Of a scenario that could not be read.
pub(crate) const ABOUT_UNREADABLE: &str = "The scenario can be read.";

// The columns and marks of a report.
pub(crate) const TITLE: &str = "Forkcast check";
pub(crate) const COLUMNS: [&str; 4] = ["", "Scenario", "Expected", "Found"];
pub(crate) const MET: &str = "met";
pub(crate) const NOT_MET: &str = "not met";
pub(crate) const UNREADABLE: &str = "cannot be read";

pub(crate) fn not_an_amount(given: &str) -> String {
    format!("a number from 0 up is accepted, such as 9000, not “{given}”")
}

pub(crate) fn not_a_share(given: &str) -> String {
    format!("a share from 0 to 1 is accepted, such as 0.9 or 90%, not “{given}”")
}

pub(crate) fn no_scenario() -> String {
    format!(
        "name a scenario, or the tables of {} after scenarios",
        crate::check::FILE
    )
}

pub(crate) fn nothing_expected(name: &str) -> String {
    format!(
        "nothing is expected of {name}: give an expectation such as --expect rag, or write it into {} beside it",
        crate::check::FILE
    )
}

pub(crate) fn wrong_file(path: &Path, why: &str) -> String {
    format!("{}: {}", path.display(), why.trim_end())
}

pub(crate) fn of_scenario(name: &str, why: &str) -> String {
    format!("“{name}”: {}", why.trim_end())
}

pub(crate) fn no_such_scenario(name: &str) -> String {
    format!("there is no file “{name}” beside it; a table is named after a scenario's file")
}

/// Names as alternatives.
fn any(names: &[&str]) -> String {
    names.join(" or ")
}

pub(crate) fn approach(names: &[&str]) -> String {
    format!("the recommendation is {}", any(names))
}

pub(crate) fn family(names: &[&str]) -> String {
    format!("the recommendation is of the family {}", any(names))
}

pub(crate) fn found_family(headline: &str, family: &str) -> String {
    format!("{headline} (family {family})")
}

pub(crate) const fn sureness(clear: bool) -> &'static str {
    if clear {
        "the verdict is clear"
    } else {
        "the verdict is clear or leaning"
    }
}

pub(crate) fn limit(figure: Figure, limit: &str) -> String {
    match figure {
        Figure::Monthly => format!("at most {limit} a month"),
        Figure::Upfront => format!("at most {limit} up front"),
        Figure::FirstToken => format!("first token within {limit} (p95)"),
        Figure::LastToken => format!("last token within {limit} (p95)"),
        Figure::Regret => format!("a mean loss of at most {limit} points of score"),
        Figure::Chance => format!("all limits met in at least {limit} of simulations"),
        Figure::Quality => format!("at least {limit} of answers correct overall"),
    }
}

pub(crate) fn figure(figure: Figure, label: &str, value: &str) -> String {
    match figure {
        Figure::Monthly => format!("{label} costs {value} a month"),
        Figure::Upfront => format!("{label} costs {value} up front"),
        Figure::FirstToken => format!("{label} takes {value} to the first token (p95)"),
        Figure::LastToken => format!("{label} takes {value} to the last token (p95)"),
        Figure::Regret => format!("{label} loses {value} points of score on average"),
        Figure::Chance => format!("{label} meets all limits in {value} of simulations"),
        Figure::Quality => format!("{label} gives {value} of answers correct overall"),
    }
}

/// Points of score out of 100, told apart.
pub(crate) fn points_apart(a: f64, b: f64) -> (String, String) {
    let mut digits = 1;
    loop {
        let texts = (format!("{a:.digits$}"), format!("{b:.digits$}"));
        if texts.0 != texts.1 || digits >= 9 || (a - b).abs() < 1e-9 {
            return texts;
        }
        digits += 1;
    }
}

pub(crate) fn gate(label: &str, reason: &str, opens: &str) -> String {
    format!("{label}: {}", super::diff::gate(reason, opens))
}

pub(crate) fn reason(label: &str, reason: &str) -> String {
    format!("For {label}: {reason}")
}

/// What is wrong, in a sentence.
pub(crate) fn message(found: &str, expected: &str) -> String {
    format!("{}. Expected: {expected}.", found.trim_end_matches('.'))
}

pub(crate) fn named(id: &str, expected: &str) -> String {
    format!("{id}: {expected}")
}

/// The last line.
pub(crate) fn summary(met: usize, all: usize) -> String {
    match all {
        1 if met == 1 => "The scenario is as expected.".to_owned(),
        1 => "The scenario is not as expected.".to_owned(),
        _ => format!("{met} of {all} scenarios are as expected."),
    }
}
