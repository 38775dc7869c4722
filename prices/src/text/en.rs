//! The texts of this crate that people read: why a list, or a model of it, cannot be read. Another language replaces this file.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use crate::{Error, MAX_BYTES, MAX_USD_PER_M, MIN_USD_PER_M};

pub(crate) fn error(error: &Error, f: &mut Formatter<'_>) -> fmt::Result {
    match error {
        Error::TooLong { bytes } => write!(f, "the list has {bytes} bytes; at most {MAX_BYTES} are read"),
        Error::Syntax {
            format,
            line,
            column,
            message,
        } => write!(f, "this is not {format}: line {line}, column {column}: {message}"),
        Error::Shape { source, expected } => {
            write!(f, "this is not a {} price list: {expected}", source.label())
        }
        Error::Field {
            line,
            column,
            message,
        } => write!(f, "line {line}, field {column}: {message}"),
        Error::Empty {
            source,
            skipped,
            first,
        } => {
            write!(
                f,
                "no model of this {} list has a price per token",
                source.label()
            )?;
            if let Some((name, why)) = first {
                write!(f, "; {skipped} rows were left out, the first is “{name}”: {why}")?;
            }
            Ok(())
        }
    }
}

/// Names of lists.
pub(crate) mod source {
    pub(crate) const GENAI_PRICES: &str = "genai-prices";
    pub(crate) const LITELLM: &str = "LiteLLM";
    pub(crate) const MODELS_DEV: &str = "models.dev";
    pub(crate) const LLM_PRICES: &str = "llm-prices";
    pub(crate) const OPEN_ROUTER: &str = "OpenRouter";
    pub(crate) const CSV: &str = "CSV";
}

// Reasons that several lists have for leaving out a model.

/// In place of the id of a model that has none.
pub(crate) const NO_ID: &str = "(no id)";
/// A model that answers nothing.
pub(crate) const NO_ANSWERS: &str =
    "it is an embedder, a reranker or another model that does not answer in text";
pub(crate) const NO_INPUT_OR_OUTPUT: &str = "it has no input or no output price";

/// What a price is given in.
#[derive(Clone, Copy)]
pub(crate) enum Per {
    Token,
    MillionTokens,
}

pub(crate) fn not_a_price(key: impl Display, value: &Value, per: Per) -> String {
    let unit = match per {
        Per::Token => "USD per token",
        Per::MillionTokens => "USD per million tokens",
    };
    format!("{key} is {value}, not a number of {unit}")
}

/// A price outside of the accepted range.
pub(crate) fn no_price(usd: f64, wrong_unit: bool) -> String {
    let hint = if wrong_unit { "; its unit is wrong" } else { "" };
    format!(
        "{usd} USD per million tokens is not a price: 0, or {MIN_USD_PER_M} to {MAX_USD_PER_M}, is accepted{hint}"
    )
}

/// Comma-separated values.
pub(crate) mod csv {
    pub(crate) const ACCEPTED: &str = "a first line such as model,input,cached_input,output is accepted, and above_tokens for the price of longer prompts";

    pub(crate) const SEPARATORS: &str =
        "fields are separated by semicolons or tabs; commas are accepted, with a decimal point in numbers";
    pub(crate) const NO_NAME: &str = "the model has no name";
    pub(crate) const OPEN_QUOTE: &str = "a quote is not closed";

    pub(crate) fn columns(count: usize, name: &str) -> String {
        format!("there are {count} columns for {name}; {ACCEPTED}")
    }

    pub(crate) fn fields(count: usize, expected: usize) -> String {
        format!(
            "{count} fields where the first line has {expected}; a number needs a decimal point, not a comma, and a name with a comma needs quotes"
        )
    }

    pub(crate) fn only_long(model: &str) -> String {
        format!("“{model}” has only prices above a number of tokens; a line without above_tokens is needed")
    }

    pub(crate) fn no_input_or_output(line: usize) -> String {
        format!("line {line} has no input or no output price")
    }

    pub(crate) fn repeated(model: &str) -> String {
        format!("“{model}” has a price already; a second line needs another above_tokens")
    }

    /// What a field holds, and an example of it.
    const fn quantity(tokens: bool) -> (&'static str, &'static str) {
        if tokens {
            ("a number of tokens", "200000")
        } else {
            ("USD per million tokens", "0.15")
        }
    }

    pub(crate) fn comma(field: &str, tokens: bool) -> String {
        let (what, example) = quantity(tokens);
        format!(
            "“{field}” has a comma or a point that could separate thousands or decimals; {what} with a decimal point is accepted, such as {example}"
        )
    }

    pub(crate) fn not_a_number(field: &str, tokens: bool) -> String {
        format!("“{field}” is not a number; {} is accepted", quantity(tokens).0)
    }

    pub(crate) fn not_tokens(field: &str) -> String {
        format!("“{field}” is not a number of tokens")
    }
}

/// genai-prices.
pub(crate) mod genai {
    pub(crate) const EXPECTED: &str =
        "a list of providers is accepted, each with `id` and `models`, each model with `id` and `prices`";
    pub(crate) const NO_PRICES: &str = "it has no prices";
    pub(crate) const NO_DATED_PRICES: &str = "a dated price has no prices";
    pub(crate) const CONDITION: &str =
        "a price has a condition that is neither `start_date` nor `start_time` with `end_time`";
    pub(crate) const NO_INPUT: &str = "it has no input price per token";
    pub(crate) const NO_OUTPUT: &str = "it has no output price per token";

    pub(crate) fn not_a_date(text: &str) -> String {
        format!("“{text}” is not a date such as 2026-11-23")
    }

    pub(crate) fn not_a_time(text: &str) -> String {
        format!("“{text}” is not a time of day in UTC such as 16:30:00Z")
    }

    pub(crate) fn tier_start(key: &str, start: f64) -> String {
        format!("{key} has a tier that starts at {start} tokens")
    }
}

/// The module of genai-prices.
pub(crate) mod python {
    pub(crate) const FORMAT: &str = "genai-prices module";
    pub(crate) const TOO_DEEP: &str = "nested too deeply";
    pub(crate) const NO_VALUE: &str = "the text ends where a value should be";
    pub(crate) const OPEN_TEXT: &str = "this text does not end on its line";

    pub(crate) fn no_line(name: &str) -> String {
        format!("there is no line that starts with `{name} =`")
    }

    pub(crate) fn no_start(c: char) -> String {
        format!("“{c}” does not start a value")
    }

    pub(crate) fn should_follow(close: char) -> String {
        format!("a comma or “{close}” should follow")
    }

    pub(crate) fn not_a_number(digits: &str) -> String {
        format!("“{digits}” is not a number")
    }
}

/// LiteLLM.
pub(crate) mod litellm {
    pub(crate) const EXPECTED: &str = "an object whose keys are models is accepted, such as {\"gpt\": {\"input_cost_per_token\": 1e-6, \"output_cost_per_token\": 4e-6}}";
    pub(crate) const NO_MODEL: &str = "it describes the list and is not a model";
    pub(crate) const NO_OBJECT: &str = "it is not an object with prices";
    pub(crate) const NO_TIER_AT_0: &str = "its tiers do not start at 0 tokens";
    pub(crate) const NO_TIER: &str = "a tier is not an object";
    pub(crate) const NO_TIER_PRICE: &str = "a tier has no price per token";
    pub(crate) const NO_PRICE: &str = "it has no input and output price per token";

    pub(crate) fn no_answers(mode: &str) -> String {
        format!("{}: its mode is {mode}", super::NO_ANSWERS)
    }

    pub(crate) fn off_peak(key: &str) -> String {
        format!(
            "its {key} is not prices and `windows` with `hours_utc` such as \"10:00-00:00\" and `weekdays` from 1 to 7"
        )
    }

    pub(crate) fn not_a_threshold(above: f64) -> String {
        format!("{above} tokens is not a threshold")
    }
}

/// llm-prices.
pub(crate) mod llm_prices {
    pub(crate) const EXPECTED: &str = "`prices` with `id`, `input` and `output`, or `vendor` and `models` with `price_history`, is accepted";
    pub(crate) const NO_ID: &str = "it has no id";
}

/// models.dev.
pub(crate) mod models_dev {
    pub(crate) const EXPECTED: &str = "an object of providers is accepted, each with `models`, each model with `cost.input` and `cost.output`";
    pub(crate) const NO_COST: &str = "it has no cost";
    pub(crate) const NO_TIER_SIZE: &str = "a tier has no size";
    pub(crate) const NO_INPUT: &str = "it has no input price";
    pub(crate) const NO_OUTPUT: &str = "it has no output price";
}

/// OpenRouter.
pub(crate) mod open_router {
    pub(crate) const EXPECTED: &str =
        "`data` with models is accepted, each with `id` and `pricing.prompt` and `pricing.completion`";
    pub(crate) const NO_PRICING: &str = "it has no pricing";
    pub(crate) const ROUTER: &str = "its price is that of the model it picks";
    pub(crate) const NO_PRICE: &str = "it has no price of prompt or completion";
}
