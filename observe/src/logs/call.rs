//! One question to a model, or a row that counts several.

use crate::when::When;

/// Tokens of one call beyond which a count is nonsense.
const MOST_TOKENS: f64 = 1e9;

/// A question, whatever log it comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// When it was asked.
    pub at: Option<When>,
    /// Whether the time is that of a whole day.
    pub whole_day: bool,
    /// The model, as the log names it.
    pub model: Option<String>,
    /// How many questions: 1, or more in a row of a report.
    pub requests: f64,
    /// Tokens of the prompt, cached ones included.
    pub input: Option<f64>,
    /// Those read from a cache.
    pub cached: Option<f64>,
    /// Those written to a cache.
    pub written: Option<f64>,
    /// Tokens of the answer, thinking included.
    pub output: Option<f64>,
    /// Those of thinking.
    pub thinking: Option<f64>,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it was sold as part of a batch.
    pub batch: bool,
    /// Time to the last token, ms.
    pub latency_ms: Option<f64>,
    /// Time to the first token, ms.
    pub first_token_ms: Option<f64>,
    /// What it cost.
    pub usd: Option<f64>,
    /// In which currency, if the log says so.
    pub currency: Option<String>,
}

impl Call {
    /// Whether every count is a number that can be.
    pub(super) fn is_plausible(&self) -> bool {
        let counts = [self.input, self.cached, self.written, self.output, self.thinking];
        let most = MOST_TOKENS * self.requests.max(1.0);
        counts.iter().flatten().all(|count| (0.0..=most).contains(count))
            && (0.0..=1e12).contains(&self.requests)
            && self.cached.unwrap_or(0.0) <= self.input.unwrap_or(f64::MAX)
            && self.thinking.unwrap_or(0.0) <= self.output.unwrap_or(f64::MAX)
    }
}
