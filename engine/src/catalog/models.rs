//! Models, and what is known of them.

use super::Text;
use super::prices::{CacheTerms, Later, LongPrompt, OtherFeed, Peak};
use super::shape::Shape;
use super::tuning::Offer;
use crate::tiers::{Quantity, Tier};
use std::borrow::Cow;

/// A model with a hosted price.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// How able it is where nothing is published of it.
    pub tier: Tier,
    /// What is published of it, as shares.
    pub ability: &'static [(Quantity, f64)],
    /// Who made it. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub vendor: Text,
    /// Whose price it is. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub provider: Text,
    /// Name in the price feeds. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub feed_id: Text,
    /// Longest prompt and answer together, in tokens.
    pub context_tokens: f64,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens; none where caching is not sold.
    pub cached_usd_per_m: Option<f64>,
    /// The second feed's figures where they differ.
    pub other: OtherFeed,
    /// Prices of long prompts, where they are others.
    pub long: Option<&'static LongPrompt>,
    /// Prices announced for later, the soonest first.
    pub later: &'static [Later],
    /// Prices at the provider's peak hours, where they are others.
    pub peak: Option<&'static Peak>,
    /// When its seller stops selling it, where that is announced.
    pub ends: Option<&'static Ending>,
    /// Whether its weights can be downloaded, where that is known.
    pub open_weights: Option<bool>,
    /// Whether answers can be held to a schema, where that is known.
    pub structured_output: Option<bool>,
    /// Whether its outputs may train other models, where its licence or its seller's terms are known to say so or not.
    pub trains_others: Option<bool>,
    /// Whether it is known to be sold in a region of the buyer's choice.
    pub in_region: bool,
    /// Whether it is known to think before every answer.
    pub always_thinks: bool,
    /// Share of the price that is taken off in batches, where they are sold.
    pub batch_discount: Option<f64>,
    /// Tokens of an answer a second, where that is published.
    pub tokens_per_s: Option<f64>,
    /// Its first token, where that is published with the prompt.
    pub first_token: Option<FirstToken>,
    /// How its prompt cache is sold.
    pub cache: &'static CacheTerms,
    /// Offers of fine-tuning; none where it is not sold.
    pub tuning: Cow<'static, [Offer]>,
    /// Dimensions, where the weights are open and the dimensions known, so that it can run on own GPUs.
    pub shape: Option<Shape>,
}

impl Model {
    /// Whether its seller still sold it on the day of the price snapshot.
    #[must_use]
    pub fn is_sold(&self) -> bool {
        self.ends.is_none_or(|ends| !ends.is_past())
    }

    /// Its name in lists, with the day on which it ends where that is known.
    #[must_use]
    pub fn listed(&self) -> &str {
        self.ends.map_or(&*self.label, |ends| ends.listed)
    }
}

/// When a model's seller stops selling it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ending {
    /// First day without it: year, month and day.
    pub on: &'static str,
    /// That day, counted in days after the price snapshot; 0 or less where it has come.
    pub in_days: f64,
    /// What the seller names in its place, as its place in the catalog's list.
    pub replacement: Option<u16>,
    /// Who says so.
    pub source: &'static str,
    /// The model's name in lists, with the day.
    pub listed: &'static str,
}

impl Ending {
    /// Whether that was on the day of the price snapshot or before.
    #[must_use]
    pub const fn is_past(&self) -> bool {
        self.in_days <= 0.0
    }
}

/// A published time to the first token of a hosted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstToken {
    /// Median, ms.
    pub ms: f64,
    /// Tokens of the prompt that it was measured with.
    pub prompt_tokens: f64,
}

/// Whether a model thinks before it answers.
#[cfg(feature = "texts")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thinking {
    /// It always does.
    Always,
    /// It does unless it is told not to.
    On,
    /// It does if it is told to.
    Off,
    /// It cannot.
    None,
}

/// What is known of a model beside its prices. Not a field of its row, as the first load of the page shows none of it.
#[cfg(feature = "texts")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelFacts {
    /// Day or month of its release.
    pub released: Option<&'static str>,
    /// Licence of its open weights.
    pub licence: Option<&'static str>,
    /// Whether answers can be held to a JSON schema.
    pub structured_output: Option<bool>,
    /// Whether it thinks before it answers.
    pub thinking: Option<Thinking>,
    /// Tokens of an answer a second.
    pub tokens_per_s: Option<f64>,
    /// Time to the first token, ms.
    pub first_token_ms: Option<f64>,
    /// Who says so, where it is not the price feeds.
    pub source: Option<&'static str>,
}
