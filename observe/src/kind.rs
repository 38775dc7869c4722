//! Tells examples, logs and documents apart by their content, for a reader who only drops files.

use std::io::BufRead;

use serde_json::Value;

use crate::corpus::{is_list, is_sitemap};
use crate::examples::Format;
use crate::logs;
use crate::problems::ObserveError;
use crate::records::{Records, Shape};

/// What there is to observe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Examples for training.
    Examples,
    /// Logs of a model.
    Logs,
    /// Documents, or a list of them.
    Corpus,
}

/// Endings of files that may hold examples, logs or a list. All others are documents.
const DATA: [&str; 6] = ["jsonl", "ndjson", "json", "csv", "xml", "gz"];

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Examples, Self::Logs, Self::Corpus];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Examples => "examples",
            Self::Logs => "logs",
            Self::Corpus => "corpus",
        }
    }

    /// The inputs that it can set.
    #[must_use]
    pub const fn inputs(self) -> &'static [&'static str] {
        match self {
            Self::Examples => &["examples", "duplicate_share", "example_tokens", "label_quality"],
            Self::Logs => &[
                "queries_per_day",
                "growth_monthly",
                "peak_factor",
                "output_tokens",
                "answer_spread",
                "thinking_tokens",
            ],
            Self::Corpus => &["corpus_tokens", "change_days", "change_share"],
        }
    }

    /// What sets that input, if anything does.
    #[must_use]
    pub fn that_sets(input: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.inputs().contains(&input))
    }

    /// Whether a file of that name may hold examples, logs or a list of documents, and so is told by its content.
    #[must_use]
    pub fn is_data(name: &str) -> bool {
        name.rsplit_once('.')
            .is_some_and(|(_, ending)| DATA.iter().any(|own| own.eq_ignore_ascii_case(ending)))
    }

    /// What a file is by its first record. What looks like nothing known counts as a log, whose reader says what it misses.
    ///
    /// # Errors
    /// A broken stream, another encoding than UTF-8, or an empty file.
    pub fn of(file: &str, reader: impl BufRead) -> Result<Self, ObserveError> {
        if is_sitemap(file) {
            return Ok(Self::Corpus);
        }
        let mut records = Records::opened(file, reader)?;
        if records.next(file)?.is_none() {
            return Err(ObserveError::Empty {
                file: file.to_owned(),
            });
        }
        let record = records.bytes();
        if records.shape() == Shape::Csv {
            let header = String::from_utf8_lossy(record);
            let is_log = logs::is_csv(&header);
            return Ok(if !is_log && is_list(&header) {
                Self::Corpus
            } else {
                Self::Logs
            });
        }
        // Some logs keep the messages beside the usage, so logs come first.
        let is_example = |value: Value| Format::of(&value).is_some();
        let is_example = !logs::is_log(record) && serde_json::from_slice(record).is_ok_and(is_example);
        Ok(if is_example { Self::Examples } else { Self::Logs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, content: &str) -> Kind {
        Kind::of(name, content.as_bytes()).expect("a kind")
    }

    #[test]
    fn files_are_told_apart_by_their_first_record() {
        let chat =
            r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}"#;
        assert_eq!(kind("a.jsonl", chat), Kind::Examples);
        assert_eq!(kind("a.json", &format!("[{chat}, {chat}]")), Kind::Examples);
        assert_eq!(
            kind("a.jsonl", r#"{"prompt": "a", "completion": "b"}"#),
            Kind::Examples
        );
        let spend = r#"{"spend": 0.1, "startTime": "2026-11-01T00:00:00Z", "messages": [], "prompt_tokens": 3, "completion_tokens": 4}"#;
        assert_eq!(kind("a.jsonl", spend), Kind::Logs);
        assert_eq!(
            kind(
                "a.jsonl",
                r#"{"object": "chat.completion", "usage": {"prompt_tokens": 3}}"#
            ),
            Kind::Logs
        );
        assert_eq!(kind("a.jsonl", r#"{"unknown": 1}"#), Kind::Logs);
        assert_eq!(kind("a.csv", "time,input_tokens,output_tokens\n"), Kind::Logs);
        assert_eq!(kind("a.csv", "path,bytes,modified\n"), Kind::Corpus);
        assert_eq!(kind("sitemap.xml.gz", "\u{1f}"), Kind::Corpus);
        assert!(matches!(
            Kind::of("a.jsonl", &b" \n"[..]),
            Err(ObserveError::Empty { .. })
        ));
        assert!(matches!(
            Kind::of("a.bin", &b"\xFF\xFE1"[..]),
            Err(ObserveError::NotUtf8 { .. })
        ));
        assert!(Kind::is_data("log.JSONL") && Kind::is_data("log.jsonl.gz"));
        assert!(!Kind::is_data("README.md") && !Kind::is_data("LICENSE"));
    }
}
