//! Price lists of hosted models: five public formats and a small CSV, read into one normalised [`PriceList`].
//!
//! Every reader is total: any text gives a list or an [`Error`] that says what was wrong, where, and what is accepted. A row that
//! cannot be used is left out and named in [`PriceList::skipped`], because a feed of thousands of rows always holds some.
//! Tiers and scheduled prices are kept as they are; [`Priced::at`] picks the one that applies. A price of 0 is 0, and one that is not
//! given is `None`. A price out of any plausible range is in a wrong unit: its row is refused and marked.
//!
//! ```
//! // The format is detected. Prices are in USD per million tokens.
//! let list = forkcast_prices::read("model,input,output\nsmall,0.1,0.4\nfree,0,0\n").unwrap();
//! assert_eq!(list.models[0].id, "small");
//! assert_eq!(list.models[0].schedule[0].tiers[0].output, 0.4);
//! assert!(list.models[1].is_free());
//!
//! // USD per token where USD per million tokens is meant.
//! let error = forkcast_prices::read("model,input,output\nsmall,1e-7,4e-7\n").unwrap_err();
//! assert!(error.to_string().starts_with("line 2, field 2"), "{error}");
//!
//! // An error states what is accepted.
//! let error = forkcast_prices::read("name;price").unwrap_err();
//! assert!(error.to_string().contains("commas are accepted"), "{error}");
//! ```
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod csv;
mod date;
mod error;
mod genai;
mod litellm;
mod llm_prices;
mod models_dev;
mod open_router;
mod python;
mod text;

use forkcast_engine::number;
use forkcast_engine::order::sorted;
use serde_json::Value;

use text::Per;

pub use csv::{csv, rows as csv_rows};
pub use date::{Date, STALE_AFTER_DAYS, stale};
pub use error::Error;
pub use genai::{genai_json, genai_python};
pub use litellm::litellm;
pub use llm_prices::llm_prices;
pub use models_dev::models_dev;
pub use open_router::open_router;

/// Longest text that is read, in bytes. The larger feed has about 3 million.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Highest plausible price, USD per million tokens. Above it the unit is wrong. The dearest of 3,700 rows of the larger feed is 600.
pub const MAX_USD_PER_M: f64 = 1_000.0;

/// Lowest plausible price that is not 0, USD per million tokens. Below it the unit is wrong. The lowest of the larger feed is 0.00115.
pub const MIN_USD_PER_M: f64 = 0.001;

/// Where a list comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The genai-prices feed.
    GenaiPrices,
    /// The LiteLLM feed.
    LiteLlm,
    /// models.dev's `api.json`.
    ModelsDev,
    /// The JSON files of llm-prices.com.
    LlmPrices,
    /// OpenRouter's list of models.
    OpenRouter,
    /// A CSV written by the reader.
    Csv,
}

impl Source {
    /// Its name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::GenaiPrices => text::source::GENAI_PRICES,
            Self::LiteLlm => text::source::LITELLM,
            Self::ModelsDev => text::source::MODELS_DEV,
            Self::LlmPrices => text::source::LLM_PRICES,
            Self::OpenRouter => text::source::OPEN_ROUTER,
            Self::Csv => text::source::CSV,
        }
    }
}

/// Prices of prompts longer than a threshold. The whole prompt and its answer are charged at them, not only the tokens above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tier {
    /// It applies to prompts of more tokens than this; 0 in the lowest tier.
    pub above_prompt_tokens: f64,
    /// USD per million uncached input tokens.
    pub input: f64,
    /// USD per million cached input tokens; `None` if the list has no such price.
    pub cached_input: Option<f64>,
    /// USD per million input tokens that are written into a cache; `None` if the list has no such price.
    pub cache_write: Option<f64>,
    /// USD per million output tokens.
    pub output: f64,
}

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;

/// A span of time on some days of the week, in minutes after midnight UTC. It may cross midnight, and from midnight to midnight is the
/// whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// First minute, 0 to 1439.
    pub from: u16,
    /// The minute after the last, 0 to 1439.
    pub until: u16,
    /// Days of the week, Monday first. Each minute is asked for its own day.
    pub days: [bool; 7],
}

impl Hours {
    /// Whether the minute lies in the span. Minutes of a week count from Monday, 00:00.
    #[must_use]
    pub fn holds(self, minute_of_week: u16) -> bool {
        let minute = minute_of_week % DAY;
        let on_day = self
            .days
            .get(usize::from(minute_of_week / DAY))
            .is_some_and(|day| *day);
        on_day
            && if self.until <= self.from {
                minute >= self.from || minute < self.until
            } else {
                self.from <= minute && minute < self.until
            }
    }
}

/// Prices with the time at which they are valid.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled {
    /// First day; `None` if they have always been valid.
    pub from: Option<Date>,
    /// Time of day; `None` if they are valid all day.
    pub hours: Option<Hours>,
    /// Tiers by rising threshold; the first one starts at 0.
    pub tiers: Vec<Tier>,
}

/// That a seller stops selling a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// First day without it.
    pub on: Date,
    /// Where the list has this from.
    pub source: Option<String>,
    /// Name of the model that takes its place.
    pub successor: Option<String>,
}

/// What a list says of a model beside its prices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// When it ends.
    pub ends: Option<Ends>,
    /// Whether its seller advises against it, which is said without a day.
    pub deprecated: bool,
    /// Prices of requests in batches, by rising threshold; empty if the list has none.
    pub batch: Vec<Tier>,
    /// Shortest prefix that the cache keeps, in tokens.
    pub least_cached_tokens: Option<f64>,
}

/// A model and its prices.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// Name by which the list knows it.
    pub id: String,
    /// Name for people; the id where the list has none.
    pub label: String,
    /// The provider; empty if the list does not state it.
    pub provider: String,
    /// Prices in the order of the list; of those valid, the last one counts. At least one.
    pub schedule: Vec<Scheduled>,
    /// Day on which the list says that the price was checked.
    pub checked: Option<Date>,
    /// What the list says beside prices.
    pub terms: Terms,
}

impl Priced {
    /// The price of a prompt of so many tokens on a day, outside of any hours with a price of their own. None before the first price.
    #[must_use]
    pub fn at(&self, day: Date, prompt_tokens: f64) -> Option<Tier> {
        self.found(day, None, prompt_tokens)
    }

    /// The same at a minute after midnight UTC.
    #[must_use]
    pub fn at_minute(&self, day: Date, minute: u16, prompt_tokens: f64) -> Option<Tier> {
        self.found(day, Some(day.weekday() * DAY + minute), prompt_tokens)
    }

    /// The same at a minute of the week, counted from Monday, 00:00 UTC, as if the whole week were priced as on that day.
    #[must_use]
    pub fn in_week(&self, day: Date, minute_of_week: u16, prompt_tokens: f64) -> Option<Tier> {
        self.found(day, Some(minute_of_week), prompt_tokens)
    }

    fn found(&self, day: Date, minute_of_week: Option<u16>, prompt_tokens: f64) -> Option<Tier> {
        let valid = |scheduled: &&Scheduled| {
            scheduled.from.is_none_or(|from| from <= day)
                && scheduled
                    .hours
                    .is_none_or(|hours| minute_of_week.is_some_and(|minute| hours.holds(minute)))
        };
        let found = self.schedule.iter().rev().find(valid)?;
        let above =
            |tier: &&Tier| tier.above_prompt_tokens == 0.0 || prompt_tokens > tier.above_prompt_tokens;
        found.tiers.iter().rev().find(above).copied()
    }

    /// Whether all its prices are 0. Feeds write that for unknown as well as for free.
    #[must_use]
    pub fn is_free(&self) -> bool {
        let mut tiers = self.schedule.iter().flat_map(|scheduled| &scheduled.tiers);
        tiers.all(|tier| tier.input == 0.0 && tier.output == 0.0)
    }

    /// Prices that begin after the day. A scheduled rise can be cancelled, so each is worth the date on which it was checked.
    pub fn changes_after(&self, day: Date) -> impl Iterator<Item = &Scheduled> {
        self.schedule
            .iter()
            .filter(move |scheduled| scheduled.from.is_some_and(|from| from > day))
    }

    /// Prices of their own for some hours of the day.
    pub fn by_hours(&self) -> impl Iterator<Item = &Scheduled> {
        self.schedule.iter().filter(|scheduled| scheduled.hours.is_some())
    }
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
    /// Whether a price is out of any plausible range, so that its unit is wrong.
    pub wrong_unit: bool,
    /// The line on which its name stands first, from 1, for a price in a wrong unit.
    pub line: Option<usize>,
}

/// Why a row is not read.
#[derive(Debug)]
pub(crate) struct Refused {
    why: String,
    wrong_unit: bool,
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Self {
            why,
            wrong_unit: false,
        }
    }
}

impl From<&str> for Refused {
    fn from(why: &str) -> Self {
        Self::from(why.to_owned())
    }
}

impl Refused {
    /// The row of that name, as left out of the list of that text.
    fn row(self, name: String, text: &str) -> Skipped {
        let line = if self.wrong_unit {
            text.find(&format!("{name:?}"))
                .and_then(|place| text.get(..place))
                .map(|before| 1 + before.matches('\n').count())
        } else {
            None
        };
        Skipped {
            name,
            why: self.why,
            wrong_unit: self.wrong_unit,
            line,
        }
    }
}

/// A price list.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceList {
    /// Where it comes from.
    pub source: Source,
    /// Its models, at least one.
    pub models: Vec<Priced>,
    /// What was left out, and why.
    pub skipped: Vec<Skipped>,
}

impl PriceList {
    /// The model of that name at that provider.
    #[must_use]
    pub fn find(&self, provider: &str, id: &str) -> Option<&Priced> {
        self.models
            .iter()
            .find(|model| model.provider == provider && model.id == id)
    }

    fn new(source: Source, models: Vec<Priced>, skipped: Vec<Skipped>) -> Result<Self, Error> {
        if models.is_empty() {
            return Err(Error::Empty {
                source,
                skipped: skipped.len(),
                first: skipped.into_iter().next().map(|skip| (skip.name, skip.why)),
            });
        }
        Ok(Self {
            source,
            models,
            skipped,
        })
    }
}

/// Reads a list in any of the formats; which one it is shows in its first characters.
///
/// # Errors
/// States what was wrong, where, and what is accepted.
pub fn read(text: &str) -> Result<PriceList, Error> {
    let body = body(text)?.trim_start();
    if body.starts_with("\"\"\"")
        || body.starts_with("import ")
        || body.starts_with("from ")
        || body.contains("providers: list[Provider]")
    {
        return genai_python(text);
    }
    match body.chars().next() {
        Some('[') => genai_json(text),
        Some('{') => {
            let value = json(text)?;
            if value.get("providers").is_some_and(Value::is_array) {
                genai_json(text)
            } else if value.get("data").is_some_and(Value::is_array) {
                open_router(text)
            } else if value.get("prices").is_some_and(Value::is_array)
                || value.get("models").is_some_and(Value::is_array)
            {
                llm_prices(text)
            } else if models_dev::is_one(&value) {
                models_dev(text)
            } else {
                litellm(text)
            }
        }
        _ => csv(text),
    }
}

/// The text without a byte-order mark, where it is short enough.
fn body(text: &str) -> Result<&str, Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::TooLong { bytes: text.len() });
    }
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

fn json(text: &str) -> Result<Value, Error> {
    serde_json::from_str(body(text)?).map_err(|error| Error::Syntax {
        format: "JSON",
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    })
}

/// The price that a row of JSON has under a key, in USD per million tokens; none where the key is missing or null.
fn price_of(row: &Value, key: &str) -> Result<Option<f64>, Refused> {
    match row.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let usd = value
                .as_f64()
                .ok_or_else(|| text::not_a_price(key, value, Per::MillionTokens))?;
            price(usd).map(Some)
        }
    }
}

/// A price in USD per million tokens, or why it is not one. Rounding to twelve significant digits removes the error of a product of two
/// binary fractions.
fn price(usd_per_m: f64) -> Result<f64, Refused> {
    let rounded = number::parse(&format!("{usd_per_m:.11e}")).unwrap_or(usd_per_m);
    if rounded == 0.0 || (MIN_USD_PER_M..=MAX_USD_PER_M).contains(&rounded) {
        return Ok(rounded);
    }
    let wrong_unit = rounded > MAX_USD_PER_M || (rounded > 0.0 && rounded < MIN_USD_PER_M);
    Err(Refused {
        why: text::no_price(rounded, wrong_unit),
        wrong_unit,
    })
}

/// Whether the name is that of an embedder or a reranker, which answer no question.
fn answers_nothing(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    ["embed", "rerank", "moderation", "whisper", "tts"]
        .iter()
        .any(|part| id.contains(part))
}

/// Prices by rising threshold.
fn rising(tiers: Vec<Tier>) -> Vec<Tier> {
    sorted(tiers, |a, b| {
        a.above_prompt_tokens.total_cmp(&b.above_prompt_tokens)
    })
}
