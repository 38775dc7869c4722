//! The terms of `docs/glossary.md`, or of the glossary in the language of the page, which has the one definition of each.

use crate::text::terms::GLOSSARY;

/// A term with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term.
    pub term: &'static str,
    /// Its meaning.
    pub meaning: &'static str,
}

/// Every term, in the order of the document. Tables that do not explain terms have another head.
pub fn entries() -> impl Iterator<Item = Entry> {
    let mut explains = false;
    GLOSSARY.lines().filter_map(move |line| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        let (term, meaning) = (cells.next()?, cells.next()?);
        if line.starts_with("|---") {
            return None;
        }
        if matches!(term, "term" | "write") {
            explains = term == "term";
            return None;
        }
        explains.then_some(Entry { term, meaning })
    })
}

/// The meaning of a term; none if the glossary does not have it.
#[must_use]
pub fn meaning(term: &str) -> Option<&'static str> {
    entries()
        .find(|entry| entry.term == term)
        .map(|entry| entry.meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::terms;

    #[test]
    fn every_term_that_the_page_explains_is_in_the_glossary() {
        for term in terms::ALL {
            assert!(meaning(term).is_some_and(|m| m.len() > 20), "{term}");
        }
    }

    #[test]
    fn only_terms_are_read_and_each_has_a_meaning() {
        let all: Vec<Entry> = entries().collect();
        assert!(all.len() > 100, "{}", all.len());
        for entry in all {
            assert!(!entry.term.is_empty() && !entry.meaning.is_empty(), "{entry:?}");
            assert!(!entry.meaning.contains('`'), "markup would be shown: {entry:?}");
        }
        assert_eq!(meaning("79%"), None, "advice on words is no term");
    }
}
