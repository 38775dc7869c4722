//! Prices of hosted models by the token: of the list or the team's own, at launch and later.

use crate::catalog::{Later, LongPrompt, MOST_LATER, Model, Offer, OfferedServing};
use crate::scenario::Scenario;

/// Prices of a hosted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenPrice {
    /// USD per million uncached input tokens.
    pub input: f64,
    /// USD per million cached input tokens.
    pub cached: f64,
    /// USD per million input tokens that are written into the cache.
    pub write: f64,
    /// USD per million output tokens.
    pub output: f64,
}

impl TokenPrice {
    /// USD for so many tokens of input: those read, those written into the cache, and those that it serves.
    #[must_use]
    pub const fn input_usd(&self, read: f64, written: f64, cached: f64) -> f64 {
        (read * self.input + written * self.write + cached * self.cached) / 1e6
    }

    /// USD for so many tokens of output.
    #[must_use]
    pub const fn output_usd(&self, tokens: f64) -> f64 {
        tokens * self.output / 1e6
    }

    /// What the team pays: its own prices where it gave any, whatever the list does later, else the list's of then.
    fn of(own: &Own, now: Listed, then: Listed) -> Self {
        let input = own.input.unwrap_or(then.input);
        // An own price takes the cached one with it, in the ratio of the snapshot.
        let list = if own.input.is_some() { now } else { then };
        // Where caching is not sold, a cached token costs as much as any other.
        let cached = match list.cached {
            Some(cached) => cached * ratio(input, list.input),
            None => input,
        };
        Self {
            input,
            cached: own.cached.unwrap_or(cached),
            write: own.write.unwrap_or(input * now.write_factor),
            output: own.output.unwrap_or(then.output),
        }
    }
}

/// The team's own prices for prompts of one length.
struct Own {
    input: Option<f64>,
    cached: Option<f64>,
    write: Option<f64>,
    output: Option<f64>,
}

impl Own {
    fn of(s: &Scenario, prompt_tokens: f64) -> Self {
        let short = Self {
            input: s.own_input_usd,
            cached: s.own_cached_usd,
            write: s.own_write_usd,
            output: s.own_output_usd,
        };
        match s.own_long_above_tokens {
            Some(above) if prompt_tokens > above => Self {
                input: s.own_long_input_usd.or(short.input),
                cached: s.own_long_cached_usd.or(short.cached),
                write: s.own_long_write_usd.or(short.write),
                output: s.own_long_output_usd.or(short.output),
            },
            _ => short,
        }
    }
}

/// A row of a price list.
#[derive(Clone, Copy, Debug)]
struct Listed {
    input: f64,
    output: f64,
    cached: Option<f64>,
    write_factor: f64,
}

impl Listed {
    /// The row for a prompt of so many tokens: `base`, or that of long prompts.
    fn tier(base: Self, long: Option<&LongPrompt>, prompt_tokens: f64) -> Self {
        match long {
            Some(long) if prompt_tokens > long.above_tokens => Self {
                input: long.input_usd_per_m,
                output: long.output_usd_per_m,
                cached: long.cached_usd_per_m,
                ..base
            },
            _ => base,
        }
    }

    /// At the snapshot, outside of peak hours.
    fn now(model: &Model, prompt_tokens: f64) -> Self {
        let base = Self {
            input: model.input_usd_per_m,
            output: model.output_usd_per_m,
            cached: model.cached_usd_per_m,
            write_factor: model.cache.write_factor.unwrap_or(1.0),
        };
        Self::tier(base, model.long, prompt_tokens)
    }

    fn later(model: &Model, later: &Later, prompt_tokens: f64) -> Self {
        let base = Self {
            input: later.input_usd_per_m,
            output: later.output_usd_per_m,
            cached: later.cached_usd_per_m,
            write_factor: model.cache.write_factor.unwrap_or(1.0),
        };
        Self::tier(base, later.long, prompt_tokens)
    }

    /// What a question costs on average when `share` of them come at peak hours.
    fn with_peak(self, model: &Model, share: f64) -> Self {
        let Some(peak) = model.peak else {
            return self;
        };
        let mixed = |off_peak: f64, peak: f64| off_peak * (1.0 - share) + peak * share;
        Self {
            input: mixed(self.input, peak.input_usd_per_m),
            output: mixed(self.output, peak.output_usd_per_m),
            cached: self
                .cached
                .zip(peak.cached_usd_per_m)
                .map(|(off_peak, peak)| mixed(off_peak, peak)),
            ..self
        }
    }
}

/// Prices of a hosted model at launch, and those announced for after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tariff {
    /// At launch.
    pub launch: TokenPrice,
    /// Each price that comes into force after launch, with the months from launch until then. The first `count` of them.
    later: [(f64, TokenPrice); MOST_LATER],
    count: usize,
}

impl Tariff {
    /// Whether no price is higher than `other`'s. Tariffs that change after launch are not compared.
    pub(super) fn is_no_dearer(&self, other: &Self) -> bool {
        let (here, there) = (&self.launch, &other.launch);
        self.count == 0
            && other.count == 0
            && here.input <= there.input
            && here.cached <= there.cached
            && here.write <= there.write
            && here.output <= there.output
    }

    /// A price that stays.
    pub(super) const fn flat(price: TokenPrice) -> Self {
        Self {
            launch: price,
            later: [(0.0, price); MOST_LATER],
            count: 0,
        }
    }

    /// That of a model at its list price, for prompts of one length.
    pub(super) fn of(s: &Scenario, model: &Model, prompt_tokens: f64) -> Self {
        let now = Listed::now(model, prompt_tokens);
        let own = Own::of(s, prompt_tokens);
        let launch = now.with_peak(model, s.peak_hours_share);
        let mut tariff = Self::flat(TokenPrice::of(&own, now, launch));
        for later in model.later {
            let month = months_to(s, later);
            let price = TokenPrice::of(&own, now, Listed::later(model, later, prompt_tokens));
            if month <= 0.0 {
                tariff.launch = price;
            } else if let Some(slot) = tariff.later.get_mut(tariff.count) {
                *slot = (month, price);
                tariff.count += 1;
            }
        }
        tariff
    }

    /// Each price that comes into force after launch, with the months from launch until then.
    pub fn later(&self) -> impl Iterator<Item = &(f64, TokenPrice)> {
        self.later.iter().take(self.count)
    }
}

/// Months from launch until a price comes into force; none or less where that has happened by then.
#[must_use]
pub fn months_to(s: &Scenario, later: &Later) -> f64 {
    s.months_until(later.from_days)
}

/// Prices of a model that is tuned and served by the token. It keeps its premium over the list price whatever the team pays. No feed
/// announces prices of tuned models or gives them peak hours, so theirs stay.
pub(super) fn tuned_price(s: &Scenario, model: &Model, offer: &Offer, prompt_tokens: f64) -> TokenPrice {
    let now = Listed::now(model, prompt_tokens);
    let base = TokenPrice::of(&Own::of(s, prompt_tokens), now, now);
    match offer.serving {
        OfferedServing::Serverless {
            input_usd_per_m,
            output_usd_per_m,
        } => {
            let premium = ratio(input_usd_per_m, model.input_usd_per_m);
            TokenPrice {
                input: base.input * premium,
                cached: base.cached * premium,
                write: base.write * premium,
                output: base.output * ratio(output_usd_per_m, model.output_usd_per_m),
            }
        }
        OfferedServing::Dedicated { .. } => base,
    }
}

/// `a` over `b`; one where nothing is divided by.
fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 1.0 }
}
