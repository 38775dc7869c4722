//! Documents: how many, how long, how many copies, and how fast they change.

mod git;
mod listing;
mod pace;

use std::collections::HashSet;

use serde::Serialize;

use crate::estimate::Estimate;
use crate::finding::Finding;
use crate::hash::{self, Groups, Signature};
use crate::sketch::{Distribution, Sketch};
use crate::text::corpus as words;
use crate::tokens::Counter;
pub use git::History;
pub use listing::{Listed, listing, sitemap};
pub use pace::{Pace, Watched};

/// Documents whose signatures are kept; beyond them near copies are not looked for, exact ones still are.
const MOST_SIGNATURES: usize = 500_000;

/// Reads documents.
pub struct Corpus<'c> {
    counter: &'c dyn Counter,
    documents: u64,
    binary: u64,
    unread: u64,
    bytes: Sketch,
    tokens: Sketch,
    seen: HashSet<u64>,
    exact: u64,
    signatures: Vec<Signature>,
}

/// What the documents say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Documents.
    pub documents: u64,
    /// Files passed over because they are not text.
    pub binary: u64,
    /// Files that could not be read.
    pub unread: u64,
    /// Bytes of a document.
    pub bytes: Option<Distribution>,
    /// Bytes in all.
    pub total_bytes: f64,
    /// Tokens of a document.
    pub tokens: Option<Distribution>,
    /// Whether tokens are estimated by bytes.
    pub tokens_estimated: bool,
    /// Documents that repeat an earlier one but for case, space and punctuation.
    pub exact_copies: u64,
    /// Further documents that share 80% of their three-word pieces with an earlier one.
    pub near_copies: u64,
    /// How fast they change, if that can be told.
    pub pace: Option<Pace>,
    /// Observed values, and the inputs that they set.
    pub findings: Vec<Finding>,
}

impl<'c> Corpus<'c> {
    /// Nothing read yet.
    #[must_use]
    pub fn new(counter: &'c dyn Counter) -> Self {
        Self {
            counter,
            documents: 0,
            binary: 0,
            unread: 0,
            bytes: Sketch::default(),
            tokens: Sketch::default(),
            seen: HashSet::new(),
            exact: 0,
            signatures: Vec::new(),
        }
    }

    /// Takes in a document; whether it is text.
    pub fn add(&mut self, content: &[u8]) -> bool {
        let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
        let Ok(text) = std::str::from_utf8(content) else {
            self.binary += 1;
            return false;
        };
        if text.contains('\0') {
            self.binary += 1;
            return false;
        }
        self.documents += 1;
        self.bytes.add(content.len() as f64);
        self.tokens.add(self.counter.count(text));
        let (words, _) = hash::of_words(text);
        if !self.seen.insert(words) {
            self.exact += 1;
        } else if self.signatures.len() < MOST_SIGNATURES {
            self.signatures.push(Signature::of([text]));
        }
        true
    }

    /// Takes in a document of which only the length is known, or not even that.
    pub fn add_listed(&mut self, bytes: Option<f64>) {
        self.documents += 1;
        if let Some(bytes) = bytes {
            self.bytes.add(bytes);
            self.tokens.add(bytes / crate::tokens::BYTES_PER_TOKEN);
        }
    }

    /// Counts a file that could not be read.
    pub const fn add_unread(&mut self) {
        self.unread += 1;
    }

    /// The summary, with the pace of change that was told from elsewhere.
    #[must_use]
    pub fn finish(self, pace: Option<Pace>) -> Summary {
        let mut groups = Groups::new(self.signatures.len());
        hash::pairs(
            |i| self.signatures.get(i),
            self.signatures.len(),
            |a, b| groups.join(a, b),
        );
        let near = self.signatures.len() - groups.count();
        let tokens_estimated = self.counter.is_estimate();
        let mut findings = Vec::new();
        if self.tokens.count() > 0 {
            let n = self.tokens.count();
            let note = if tokens_estimated {
                crate::text::TOKENS_BY_BYTES
            } else {
                ""
            };
            findings.push(Finding::input("corpus_tokens", Estimate::exact(self.tokens.sum(), n)).noted(note));
        }
        if let Some(pace) = &pace {
            if let Some(days) = pace.change_days {
                findings.push(Finding::input("change_days", days).noted(pace.source.note()));
            }
            findings.push(Finding::input("change_share", pace.change_share).noted(words::SHARE));
        }
        Summary {
            documents: self.documents,
            binary: self.binary,
            unread: self.unread,
            bytes: self.bytes.distribution(),
            total_bytes: self.bytes.sum(),
            tokens: self.tokens.distribution(),
            tokens_estimated,
            exact_copies: self.exact,
            near_copies: near as u64,
            pace,
            findings,
        }
    }
}

#[cfg(test)]
mod tests;
