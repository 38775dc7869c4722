//! The ways in which an answer fails. None holds anything that the server wrote.

use crate::events::TooLong;

/// Why an answer gave no timing. The crate that shows it has its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// A web page instead of a stream.
    WebPage,
    /// A whole answer instead of a stream.
    NotStreamed,
    /// Not JSON of the expected form.
    Malformed,
    /// The server reported an error in the middle of its answer.
    Reported,
    /// It reported that the prompt and the answer do not fit the model's context.
    ContextExceeded,
    /// It reported that the account has no credit.
    NoCredit,
    /// It reported that requests are too many.
    TooManyRequests,
    /// The connection ended before the answer did.
    Cut,
    /// More bytes than the answer can need, or a line that never ends.
    Endless,
    /// An answer without a token.
    Empty,
    /// An answer whose tokens were all used before the first that is sent.
    Hidden,
}

impl From<TooLong> for AnswerError {
    fn from(_: TooLong) -> Self {
        Self::Endless
    }
}

impl AnswerError {
    /// Classifies an error that a server reports within an answer of status 200, by its words.
    pub(crate) fn from_words(words: &str) -> Self {
        let words = words.to_lowercase();
        if is_of_context(&words) {
            Self::ContextExceeded
        } else if is_no_credit(&words) {
            Self::NoCredit
        } else if ["rate limit", "rate_limit", "ratelimit", "too many requests"]
            .iter()
            .any(|part| words.contains(part))
        {
            Self::TooManyRequests
        } else {
            Self::Reported
        }
    }
}

/// Whether, in lower case, the prompt is said to be too long. A "context" may also be that of a cancelled or late request.
#[must_use]
pub fn is_of_context(words: &str) -> bool {
    let of_request = [
        "context canceled",
        "context cancelled",
        "context deadline",
        "context_deadline",
    ];
    let of_request = of_request.iter().any(|part| words.contains(part));
    words.contains("context") && !of_request || words.contains("too long")
}

/// Whether, in lower case, the account is said to have no credit.
#[must_use]
pub fn is_no_credit(words: &str) -> bool {
    let parts = [
        "insufficient_quota",
        "insufficient quota",
        "insufficient_balance",
        "insufficient balance",
        "credit balance",
        "billing",
    ];
    parts.iter().any(|part| words.contains(part))
}
