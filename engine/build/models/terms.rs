//! Whether a model's outputs may train others: `terms.toml`.

use super::Model;
use crate::read::read;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllTerms {
    terms: Vec<Terms>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    licence: Option<String>,
    vendor: Option<String>,
    trains_others: bool,
    source: String,
    as_of: String,
}

/// The rows of the file.
pub(crate) fn all_terms() -> Vec<Terms> {
    let AllTerms { terms: all } = read("terms");
    for terms in &all {
        assert!(
            terms.licence.is_some() != terms.vendor.is_some(),
            "terms.toml: a row is of a licence or of a maker"
        );
        assert!(
            !terms.source.is_empty() && !terms.as_of.is_empty(),
            "terms.toml: each row has a source and a date"
        );
    }
    all
}

/// Whether a model's outputs may train others: by the licence of its weights, else by its maker where they are closed.
pub(crate) fn trains_others(m: &Model, all: &[Terms]) -> Option<bool> {
    let by_licence = |terms: &&Terms| m.licence.is_some() && terms.licence == m.licence;
    let by_maker = |terms: &&Terms| m.open_weights == Some(false) && terms.vendor.as_ref() == Some(&m.vendor);
    all.iter()
        .find(by_licence)
        .or_else(|| all.iter().find(by_maker))
        .map(|terms| terms.trains_others)
}
