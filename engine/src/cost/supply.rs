//! Where a strategy's model runs and where it is trained: what is for sale decides what is possible.

use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::{Catalog, Later, LongPrompt, MOST_LATER, Model, Shape, TuningMethod};
use crate::prompt;
use crate::scenario::{Scenario, Supply, TrainingPlace};
use crate::strategy::{Method, Strategy};

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
    const fn flat(price: TokenPrice) -> Self {
        Self {
            launch: price,
            later: [(0.0, price); MOST_LATER],
            count: 0,
        }
    }

    fn of(s: &Scenario, model: &Model, now: Listed, prompt_tokens: f64) -> Self {
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
    later.from_days / DAYS_PER_MONTH - s.start_months
}

/// `a` over `b`; one where nothing is divided by.
fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 1.0 }
}

/// Where the model runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Serve<'a> {
    /// On a hosted endpoint.
    Hosted(Tariff),
    /// On GPUs of the scenario's kind.
    Gpus(&'a Shape),
}

/// Where the model is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Train<'a> {
    /// Nowhere.
    Nothing,
    /// At its provider, USD per million training tokens.
    Managed(f64),
    /// On rented GPUs.
    Rented(&'a Shape),
}

/// Where a strategy's model runs and is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supplied<'a> {
    /// Where it runs.
    pub serve: Serve<'a>,
    /// Where it is trained.
    pub train: Train<'a>,
    /// Whether this can be bought at all. If not, the other two stand for the nearest thing that can.
    pub sold: bool,
    /// Longest prompt and answer, in tokens.
    pub context_tokens: f64,
    /// Months from launch until the seller stops selling the model, where that is announced. Weights on own GPUs stay.
    pub ends_in_months: Option<f64>,
    /// Share of the price that is taken off in batches.
    pub batch_discount: f64,
}

/// Months from launch until the seller stops selling a hosted model; none or less where it has by then.
#[must_use]
pub fn months_to_end(s: &Scenario, model: &Model) -> Option<f64> {
    let ends = model.ends?;
    Some(ends.in_days / DAYS_PER_MONTH - s.start_months)
}

/// Where the model of `strategy`, trained by `method`, runs and is trained.
#[must_use]
pub fn of<'a>(s: &Scenario, catalog: &'a Catalog, strategy: Strategy, method: Method) -> Supplied<'a> {
    match s.supply {
        Supply::OwnGpus => {
            let (model, shape) = catalog.open_model(s.open_model_index);
            let train = if strategy.tunes() {
                rented_or_managed(s, model, shape, method)
            } else {
                Train::Nothing
            };
            Supplied {
                serve: Serve::Gpus(shape),
                train,
                sold: true,
                context_tokens: model.context_tokens,
                ends_in_months: None,
                batch_discount: 0.0,
            }
        }
        Supply::Hosted => hosted(s, catalog.model(s.model_index), strategy, method),
    }
}

fn rented_or_managed<'a>(s: &Scenario, model: &Model, shape: &'a Shape, method: Method) -> Train<'a> {
    match (&model.tuning, s.training_place, method) {
        (Some(tuning), TrainingPlace::Managed, Method::Lora) => Train::Managed(tuning.training_usd_per_m),
        // Providers train adapters only; the other methods run on rented GPUs in any case.
        (_, TrainingPlace::Rented | TrainingPlace::Managed, _) => Train::Rented(shape),
    }
}

fn hosted<'a>(s: &Scenario, model: &'a Model, strategy: Strategy, method: Method) -> Supplied<'a> {
    let (own, context) = prompt::lengths(s, strategy);
    let prompt_tokens = own + context;
    let context_tokens = model.context_tokens;
    let now = Listed::now(model, prompt_tokens);
    let plain = Supplied {
        serve: Serve::Hosted(Tariff::of(s, model, now, prompt_tokens)),
        train: Train::Nothing,
        sold: true,
        context_tokens,
        ends_in_months: months_to_end(s, model),
        // No feed says that a tuned model is answered in batches at a discount.
        batch_discount: if strategy.tunes() {
            0.0
        } else {
            model.batch_discount.unwrap_or(0.0)
        },
    };
    if !strategy.tunes() {
        return plain;
    }
    // All weights changed: nobody shares such a model, so it runs on GPUs of one's own.
    if method == Method::Full {
        return match &model.shape {
            Some(shape) => Supplied {
                serve: Serve::Gpus(shape),
                train: Train::Rented(shape),
                ends_in_months: None,
                ..plain
            },
            None => Supplied { sold: false, ..plain },
        };
    }
    let Some(tuning) = &model.tuning else {
        return Supplied { sold: false, ..plain };
    };
    // A tuned model keeps its premium over the list price whatever the team pays. No feed announces prices of tuned models or gives
    // them peak hours, so theirs stay.
    let base = TokenPrice::of(&Own::of(s, prompt_tokens), now, now);
    let premium = ratio(tuning.input_usd_per_m, model.input_usd_per_m);
    let tuned = TokenPrice {
        input: base.input * premium,
        cached: base.cached * premium,
        write: base.write * premium,
        output: base.output * ratio(tuning.output_usd_per_m, model.output_usd_per_m),
    };
    let serve = Serve::Hosted(Tariff::flat(tuned));
    match (&model.shape, tuning.method, method) {
        (Some(shape), TuningMethod::Lora, _) => Supplied {
            serve,
            train: rented_or_managed(s, model, shape, method),
            ..plain
        },
        (_, _, Method::Lora) => Supplied {
            serve,
            train: Train::Managed(tuning.training_usd_per_m),
            ..plain
        },
        _ => Supplied {
            serve,
            train: Train::Managed(tuning.training_usd_per_m),
            sold: false,
            ..plain
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(corpus_tokens: f64, change: impl Fn(&mut Scenario)) -> TokenPrice {
        let catalog = Catalog::builtin();
        let mut s = Scenario::defaults(catalog);
        let model = |m: &Model| m.id == "claude-haiku-5.5";
        s.model_index = catalog.models.iter().position(model).expect("in the catalog") as u16;
        s.few_shot = 0.0;
        s.prompt_tokens = 1_000.0;
        s.corpus_tokens = corpus_tokens;
        change(&mut s);
        match of(&s, catalog, Strategy::LongContext, Method::Lora).serve {
            Serve::Hosted(tariff) => tariff.launch,
            Serve::Gpus(_) => panic!("the default is hosted"),
        }
    }

    /// Both feeds charge this model five times as much for prompts above 100,000 tokens.
    #[test]
    fn a_prompt_above_the_threshold_is_charged_the_higher_tier_as_a_whole() {
        let low = TokenPrice {
            input: 0.1,
            cached: 0.01,
            write: 0.125,
            output: 0.5,
        };
        let high = TokenPrice {
            input: 0.5,
            cached: 0.05,
            write: 0.625,
            output: 2.5,
        };
        assert_eq!(price(98_999.0, |_| ()), low);
        assert_eq!(
            price(99_000.0, |_| ()),
            low,
            "the threshold itself is still the lower tier"
        );
        assert_eq!(price(99_001.0, |_| ()), high);
    }

    #[test]
    fn an_own_price_is_paid_whatever_the_length() {
        let own = |s: &mut Scenario| s.own_input_usd = Some(0.07);
        assert_eq!(price(99_001.0, own).input, price(1_000.0, own).input);
    }
}
