//! Counting tokens.

/// Counts the tokens of a text.
pub trait Counter {
    /// Tokens of the text.
    fn count(&self, text: &str) -> f64;

    /// Whether it counts by rule of thumb, without a vocabulary.
    fn is_estimate(&self) -> bool;
}

/// Bytes for a token, by OpenAI's rule of thumb for English: four characters.
pub const BYTES_PER_TOKEN: f64 = 4.0;

/// The estimate by bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByBytes;

impl Counter for ByBytes {
    fn count(&self, text: &str) -> f64 {
        text.len() as f64 / BYTES_PER_TOKEN
    }

    fn is_estimate(&self) -> bool {
        true
    }
}
