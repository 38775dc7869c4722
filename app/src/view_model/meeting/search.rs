//! The search over everything that the page has.

use crate::text::palette as texts;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{Group, PARAMS, Param};
use forkcast_engine::presets::{PRESETS, Preset};

use super::glossary;

/// Most entries that are shown.
pub const MOST: usize = 50;

/// Where an entry leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A button of the page, by its id.
    Button(String),
    /// The live session.
    Live,
    /// A part of the page, by its id.
    Place(String),
    /// The defaults.
    Defaults,
    /// A preset.
    Preset(&'static Preset),
    /// An input.
    Input(&'static Param),
    /// A term of the glossary.
    Term(&'static str),
}

/// Something to go to.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub label: String,
    /// More words by which it is found.
    pub about: String,
    /// Where it leads.
    pub target: Target,
}

impl Entry {
    /// What it is, in a word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self.target {
            Target::Button(_) | Target::Live => texts::ACTION,
            Target::Place(_) => texts::PLACE,
            Target::Defaults | Target::Preset(_) => texts::PRESET,
            Target::Input(_) => texts::INPUT,
            Target::Term(_) => texts::TERM,
        }
    }
}

/// The entries that follow from the tables of presets, inputs and terms. `meaning` gives what an input means.
#[must_use]
pub fn entries(defaults: &str, meaning: impl Fn(&Param) -> String) -> Vec<Entry> {
    let presets = PRESETS.iter().map(|preset| Entry {
        label: preset.label.to_owned(),
        about: preset.blurb.to_owned(),
        target: Target::Preset(preset),
    });
    let inputs = PARAMS.iter().map(|param| Entry {
        label: param.label.to_owned(),
        about: [param.key, param.group.label(), &meaning(param)].join(" "),
        target: Target::Input(param),
    });
    let terms = glossary::entries().map(|entry| Entry {
        label: entry.term.to_owned(),
        about: entry.meaning.to_owned(),
        target: Target::Term(entry.term),
    });
    let first = Entry {
        label: defaults.to_owned(),
        about: String::new(),
        target: Target::Defaults,
    };
    std::iter::once(first)
        .chain(presets)
        .chain(inputs)
        .chain(terms)
        .collect()
}

/// The fold that has to be open for an input to be there; none for a main input.
#[must_use]
pub fn fold(param: &'static Param) -> Option<Group> {
    // How sure a team is of an input is asked beside it.
    let owner = PARAMS.iter().find(|other| other.how_sure() == Some(param));
    let shown = owner.unwrap_or(param);
    (!shown.main).then_some(shown.group)
}

/// How well a word fits: the less the better. None where it does not.
fn rank(word: &str, label: &str, about: &str) -> Option<usize> {
    let starts_a_word = |text: &str| {
        text.match_indices(word).any(|(at, _)| {
            !text
                .get(..at)
                .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()))
        })
    };
    if label.starts_with(word) {
        Some(0)
    } else if starts_a_word(label) {
        Some(1)
    } else if label.contains(word) {
        Some(2)
    } else if starts_a_word(about) {
        Some(4)
    } else {
        None
    }
}

/// The entries in which every word of the query is found, the best first; all of them for an empty query.
#[must_use]
pub fn found<'a>(all: &'a [Entry], query: &str) -> Vec<&'a Entry> {
    let query = query.to_ascii_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let ranked: Vec<(usize, &Entry)> = all
        .iter()
        .filter_map(|entry| {
            let (label, about) = (entry.label.to_ascii_lowercase(), entry.about.to_ascii_lowercase());
            let ranks: Option<usize> = words.iter().map(|word| rank(word, &label, &about)).sum();
            Some((ranks?, entry))
        })
        .collect();
    // The order of the page where two fit alike.
    sorted(ranked, |a, b| a.0.cmp(&b.0))
        .into_iter()
        .map(|(_, entry)| entry)
        .take(MOST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Entry> {
        entries("Defaults", |param| format!("what {} means", param.key))
    }

    fn first(query: &str) -> Option<Target> {
        let all = all();
        found(&all, query).first().map(|entry| entry.target.clone())
    }

    #[test]
    fn every_input_and_preset_is_found_by_its_name() {
        let all = all();
        for param in &PARAMS {
            let found = found(&all, param.label);
            assert!(
                found.iter().any(|entry| entry.target == Target::Input(param)),
                "{}",
                param.label
            );
        }
        for preset in &PRESETS {
            assert_eq!(first(preset.label), Some(Target::Preset(preset)));
        }
    }

    #[test]
    fn a_name_counts_more_than_a_mention_and_every_word_counts() {
        let label = |query: &str| {
            let all = all();
            found(&all, query).first().map(|entry| entry.label.clone())
        };
        assert_eq!(label("monthly bud").as_deref(), Some("Monthly budget"));
        assert_eq!(label("BUDGET month").as_deref(), Some("Monthly budget"));
        assert!(label("recall").is_some_and(|label| label.to_lowercase().starts_with("recall")));
        assert_eq!(label("queries_per_day").as_deref(), Some("Questions per day"));
        assert_eq!(label("zebra crossing"), None);
        assert!(!found(&all(), "").is_empty());
    }

    #[test]
    fn each_input_is_in_its_fold_and_how_sure_beside_its_input() {
        let param = |key: &str| forkcast_engine::params::find(key).expect("an input");
        assert_eq!(fold(param("queries_per_day")), None);
        assert_eq!(fold(param("sure_queries_per_day")), None);
        let folded = PARAMS
            .iter()
            .find(|p| !p.main && !p.asks_how_sure())
            .expect("an input");
        assert_eq!(fold(folded), Some(folded.group));
    }
}
