//! Prices of a model beside its row of the list: of long prompts, of later dates, of peak hours and of its prompt cache; and what a second
//! feed says.

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
use super::{Provenance, Text};

/// What a second price feed says where it disagrees with the first.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherFeed {
    /// USD per million uncached input tokens.
    pub input_usd_per_m: Option<f64>,
    /// USD per million output tokens.
    pub output_usd_per_m: Option<f64>,
    /// USD per million cached input tokens.
    pub cached_usd_per_m: Option<f64>,
}

impl OtherFeed {
    /// Whether the feeds disagree on any figure of prompts that are not long.
    #[must_use]
    pub const fn disagrees(&self) -> bool {
        self.input_usd_per_m.is_some() || self.output_usd_per_m.is_some() || self.cached_usd_per_m.is_some()
    }
}

/// What a second price feed says of long prompts where it disagrees with the first.
#[cfg(feature = "texts")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherLongPrompt {
    /// Tokens of a prompt above which they hold.
    pub above_tokens: Option<f64>,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: Option<f64>,
    /// USD per million output tokens.
    pub output_usd_per_m: Option<f64>,
    /// USD per million cached input tokens.
    pub cached_usd_per_m: Option<f64>,
}

/// Prices of prompts above a threshold. The whole prompt and its answer are charged at them, not only the tokens above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongPrompt {
    /// They hold for prompts of more tokens than this.
    pub above_tokens: f64,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens; none where caching is not sold.
    pub cached_usd_per_m: Option<f64>,
}

/// Prices that were announced for later. They hold in full: a model without a long-prompt price here has none from then on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Later {
    /// First day: year, month and day.
    pub from: &'static str,
    /// That day, counted in days after the price snapshot.
    pub from_days: f64,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens; none where caching is not sold.
    pub cached_usd_per_m: Option<f64>,
    /// Prices of long prompts, where they are others.
    pub long: Option<&'static LongPrompt>,
    /// When it was checked: an announced rise can be cancelled.
    pub as_of: &'static str,
    /// Who announced it. Not in the page, which has no use for it.
    #[cfg(not(target_arch = "wasm32"))]
    pub source: &'static str,
}

/// Prices at some hours of the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Peak {
    /// Hours and days in UTC, in words. Not in the page, which has no use for them.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub hours: Text,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens, where the model has such a price.
    pub cached_usd_per_m: Option<f64>,
    /// Source and date. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub provenance: Provenance,
}

/// How a model's prompt cache is sold; none of these where its seller does not say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CacheTerms {
    /// Minutes without use after which a prefix is forgotten.
    pub life_minutes: Option<f64>,
    /// USD for a token that is written into the cache, over the price of any other input token; 1 where writing is free of a fee.
    pub write_factor: Option<f64>,
    /// Shortest prefix that is kept, in tokens.
    pub least_tokens: Option<f64>,
    /// A second, longer life at a higher price of writing, where one is sold.
    pub long: Option<LongLife>,
    /// USD per million tokens and hour for a cache that is kept until it is deleted, where one is sold.
    pub storage_usd_per_m_hour: Option<f64>,
}

impl CacheTerms {
    /// Nothing is known of them.
    pub const UNKNOWN: Self = Self {
        life_minutes: None,
        write_factor: None,
        least_tokens: None,
        long: None,
        storage_usd_per_m_hour: None,
    };
}

/// A longer life of a cached prefix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongLife {
    /// Minutes without use after which it is forgotten.
    pub life_minutes: f64,
    /// USD for a token that is written into the cache, over the price of any other input token.
    pub write_factor: f64,
}
