//! `forkcast observe`; what it shares with the page is in the crate `observe`.

pub(crate) use forkcast_observe::corpus::{LIST_UNZONED, NO_HISTORY};
pub(crate) use forkcast_observe::report::bounded;

pub(crate) const NONE: &str = "–";
pub(crate) const INPUTS: &str = "Inputs";
pub(crate) const INPUT: &str = "input";
pub(crate) const OBSERVED: &str = "observed";
pub(crate) const INTERVAL: &str = "95% interval";
pub(crate) const N: &str = "n";
pub(crate) const BEFORE: &str = "before";
pub(crate) const NOW: &str = "now";
pub(crate) const KEPT: &str = "kept";

pub(crate) fn no_tokenizer(file: &str) -> String {
    format!("{file} is not a tokenizer; a tokenizer.json of Hugging Face is accepted")
}

pub(crate) fn no_schema(file: &str) -> String {
    format!("{file} is not a JSON Schema")
}

pub(crate) fn interval(low: &str, high: &str, is_exact: bool) -> String {
    if is_exact {
        "counted".to_owned()
    } else {
        format!("{low} to {high}")
    }
}

pub(crate) fn noted(label: &str, note: &str) -> String {
    format!("{label}: {note}")
}

pub(crate) fn link(link: &str) -> String {
    format!("On the page: #{link}")
}
