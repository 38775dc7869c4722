//! The language of the build: its code, how its people write numbers, and the words of the rows of tables, one file for each language
//! (docs/decisions/0107-languages.md).
//!
//! English words stand in the rows themselves. Another language has them by the name of the row; a row that it lacks does not compile.

#[cfg(feature = "german")]
mod de;
#[cfg(not(feature = "german"))]
mod en;

#[cfg(feature = "german")]
use de as chosen;
#[cfg(not(feature = "german"))]
use en as chosen;

/// The code of the language, as in the `lang` attribute of the page and its links.
pub const CODE: &str = chosen::CODE;
/// The sign between the thousands of a number; of comma and point the other one parts its decimals.
pub(crate) const THOUSANDS: char = chosen::THOUSANDS;
/// Words of units that people type, each with the English word that [`crate::params::Param::typed`] knows. Longer words come first.
pub(crate) const UNITS: &[(&str, &str)] = chosen::UNITS;

/// Words of a row by its name: the English ones in English, else those of the language.
pub(crate) const fn input(field: &str, english: &'static str) -> &'static str {
    chosen::input(field, english)
}

/// What an input means.
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub(crate) const fn meaning(field: &str, english: &'static str) -> &'static str {
    chosen::meaning(field, english)
}

/// Where the default of an input comes from. Citations stay as they are.
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub(crate) const fn source(english: &'static str) -> &'static str {
    chosen::source(english)
}

/// An option of an input.
pub(crate) const fn option(field: &str, id: &str, english: &'static str) -> &'static str {
    chosen::option(field, id, english)
}

/// The name of a preset.
pub(crate) const fn preset(id: &str, english: &'static str) -> &'static str {
    chosen::preset(id, english)
}

/// The kind of system that a preset stands for.
pub(crate) const fn blurb(id: &str, english: &'static str) -> &'static str {
    chosen::blurb(id, english)
}

/// The label of an embedder, a store or a reranker.
pub(crate) const fn part(english: &'static str) -> &'static str {
    chosen::part(english)
}

/// The name of an assumption.
pub(crate) const fn assumption(key: &str, english: &'static str) -> &'static str {
    chosen::assumption(key, english)
}

/// The words of a row by its English ones; none if no row has those. Usable in constants, where a missing row can stop the compiler.
#[must_use]
pub const fn find(rows: &[(&str, &'static str)], english: &str) -> Option<&'static str> {
    let mut i = 0;
    while i < rows.len() {
        if is(rows[i].0, english) {
            return Some(rows[i].1);
        }
        i += 1;
    }
    None
}

/// Equality of texts in constants.
const fn is(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}
