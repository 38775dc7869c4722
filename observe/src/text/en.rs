//! The words of observations: reasons, notes and errors. None quotes what was observed.

use std::fmt::Display;

use crate::problems::Problems;

/// Of a file that unpacks to more than a log can.
pub(crate) const GZIP_BOMB: &str = "it grows more than 500 times when unpacked, as no log does";
pub(crate) const RECORD_TOO_LONG: &str = "longer than 16 MB";
pub(crate) const CUT_OFF: &str = "the JSON is cut off";
pub(crate) const COPIES_TAKEN_OFF: &str = "copies are taken off already";
pub(crate) const TOKENS_BY_BYTES: &str = "estimated as bytes / 4; --tokenizer counts";
pub(crate) const LABELS_AT_MOST: &str =
    "an upper bound: only contradictions between examples show; it assumes one right answer to a question";

pub(crate) fn not_json(column: usize) -> String {
    format!("not JSON at column {column}")
}

pub(crate) fn wrong_type(column: usize) -> String {
    format!("a field of another type than expected, at column {column}")
}

pub(crate) fn no_format(nearest: &str, missed: &[&str]) -> String {
    format!(
        "no known format; nearest is {nearest}, without {}",
        missed.join(", ")
    )
}

pub(crate) fn broken(file: &str, error: impl Display) -> String {
    format!("{file} cannot be read: {error}")
}

pub(crate) fn too_many_bad(problems: &Problems) -> String {
    let mut text = format!(
        "{} of {} records cannot be read, which is more than 5%",
        problems.bad, problems.records
    );
    for problem in &problems.first {
        text += &format!("\n  {}, line {}: {}", problem.file, problem.line, problem.reason);
    }
    text
}

pub(crate) fn unknown_format(file: &str, nearest: &str, missed: &[&str]) -> String {
    format!(
        "{file} is of no known format; nearest is {nearest}, of which {} is missing",
        missed.join(", ")
    )
}

pub(crate) fn not_utf8(file: &str) -> String {
    format!(
        "{file} is not UTF-8 (UTF-16, or a binary file); UTF-8 is accepted, for example by iconv -f UTF-16 -t UTF-8"
    )
}

pub(crate) fn empty(file: &str) -> String {
    format!("{file} holds no record")
}

pub(crate) fn mixed_currencies(currencies: &[String]) -> String {
    format!(
        "amounts are in several currencies ({}); one is accepted",
        currencies.join(", ")
    )
}

/// Examples for training.
pub(crate) mod example {
    pub(crate) const MESSAGES_LIST: &str = "the messages are not a list";
    pub(crate) const MESSAGES_EMPTY: &str = "there is no message";
    pub(crate) const ROLE: &str = "a message has no known role";
    pub(crate) const CONTENT: &str = "the content of a message is neither text nor a list of parts";
    pub(crate) const WEIGHT: &str = "a weight is neither 0 nor 1";
    pub(crate) const LAST: &str = "the last message is not an answer";
    pub(crate) const EMPTY_QUESTION: &str = "the question is empty";
    pub(crate) const EMPTY_ANSWER: &str = "the answer is empty";
    pub(crate) const PROMPT: &str = "question and answer are not both texts";
    pub(crate) const TEXT: &str = "the text is not a text";
    pub(crate) const ALPACA: &str = "instruction, input and output are not all texts";
    pub(crate) const DPO_INPUT: &str = "the input has no list of messages";
    pub(crate) const DPO_ANSWERS: &str = "an answer is not a list of messages";
    pub(crate) const DPO_SAME: &str = "the preferred answer is the same as the other";
}

/// Logs.
pub(crate) mod log {
    pub(crate) const NOT_UTF8: &str = "not UTF-8";
    pub(crate) const NO_NUMBER: &str = "a count or an amount is not a number";
    pub(crate) const EITHER_COMMA: &str =
        "a comma before three digits may group thousands or be a decimal comma; write 1234 or 1.234";
    pub(crate) const NO_TIME: &str =
        "the time is not read; 2026-11-28T05:00:00Z and seconds since 1970 are accepted";
    pub(crate) const NONSENSE: &str = "a count of tokens cannot be";
    pub(crate) const CUT_ROW: &str = "the row has fewer fields than the header";
    pub(crate) const PER_DAY: &str = "mean of the last whole weeks, up to four";
    pub(crate) const GROWTH: &str =
        "slope of the logarithm of daily counts, weekdays apart; days are taken as independent";
    pub(crate) const PEAK: &str = "busiest hour, UTC, of the busiest weekday over the average hour";
    pub(crate) const WHOLE_PROMPT: &str =
        "of the whole prompt, examples and passages included, so that it does not set prompt_tokens";
    pub(crate) const CACHED: &str = "of all prompt tokens, so that it does not set cacheable_share";
    pub(crate) const RATIO: &str = "paid over predicted by the catalog's list prices";

    pub(crate) fn no_mapping(fields: &[&str]) -> String {
        format!("--map takes FIELD=COLUMN,…; fields are {}", fields.join(", "))
    }

    pub(crate) fn no_column(file: &str, field: &str) -> String {
        format!("{file} has no column of the name that --map gives for {field}")
    }

    pub(crate) fn columns_missing(file: &str, fields: &[&str]) -> String {
        format!(
            "{file} has no column that is known as {}; --map FIELD=COLUMN names them",
            fields.join(", ")
        )
    }
}

/// Documents.
pub(crate) mod corpus {
    /// Of a folder without a history.
    pub const NO_HISTORY: &str = "There is no git history; how fast documents change follows from when each was modified last, which says less.";
    /// A note on a list of documents.
    pub const LIST_UNZONED: &str = "Some times have no zone; UTC is taken.";
    pub(crate) const SHARE: &str = "share of documents; the facts within a document may change less";
    pub(crate) const BY_HISTORY: &str = "fitted to the commits of each document, all that change at one pace";
    pub(crate) const BY_AGES: &str =
        "fitted to the time since each document changed last, which says less than a history";

    pub(crate) fn sitemap_index(file: &str) -> String {
        format!("{file} lists other sitemaps; give one of those")
    }
}
