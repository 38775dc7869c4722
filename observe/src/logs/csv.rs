//! Logs and bills in CSV: columns by their usual names, or as the reader maps them.

use super::call::Call;
use super::number;
use crate::problems::ObserveError;
use crate::records::{fields, separator};
use crate::text::log as words;
use crate::when::When;

/// Name of the format of bills.
pub(super) const BILL: &str = "csv-bill";
/// Seconds from which a row's time is that of a day.
const WHOLE_DAY_S: f64 = 43_200.0;

/// A field of a call in CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Time,
    End,
    Model,
    Input,
    Cached,
    Written,
    Output,
    Thinking,
    Requests,
    Cost,
    Currency,
    LatencyMs,
    FirstTokenMs,
    Status,
    Batch,
}

impl Field {
    const ALL: [Self; 15] = [
        Self::Time,
        Self::End,
        Self::Model,
        Self::Input,
        Self::Cached,
        Self::Written,
        Self::Output,
        Self::Thinking,
        Self::Requests,
        Self::Cost,
        Self::Currency,
        Self::LatencyMs,
        Self::FirstTokenMs,
        Self::Status,
        Self::Batch,
    ];

    /// Name in a mapping.
    const fn id(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::End => "end",
            Self::Model => "model",
            Self::Input => "input",
            Self::Cached => "cached",
            Self::Written => "written",
            Self::Output => "output",
            Self::Thinking => "thinking",
            Self::Requests => "requests",
            Self::Cost => "cost",
            Self::Currency => "currency",
            Self::LatencyMs => "latency_ms",
            Self::FirstTokenMs => "first_token_ms",
            Self::Status => "status",
            Self::Batch => "batch",
        }
    }

    /// Usual names of its column, in lower case, the best first.
    const fn usual(self) -> &'static [&'static str] {
        match self {
            Self::Time => &[
                "start_time_iso",
                "start_time",
                "starttime",
                "request_created_at",
                "timestamp",
                "time",
                "created_at",
                "created",
                "date",
                "usage_date",
            ],
            Self::End => &["end_time_iso", "end_time", "endtime"],
            Self::Model => &["model", "model_name", "line_item"],
            Self::Input => &["input_tokens", "prompt_tokens", "n_context_tokens_total", "input"],
            Self::Cached => &[
                "input_cached_tokens",
                "cached_tokens",
                "cached_input_tokens",
                "prompt_cache_read_tokens",
                "n_cached_context_tokens_total",
            ],
            Self::Written => &["prompt_cache_write_tokens", "cache_write_tokens"],
            Self::Output => &[
                "output_tokens",
                "completion_tokens",
                "n_generated_tokens_total",
                "output",
            ],
            Self::Thinking => &["thinking_tokens", "reasoning_tokens", "output_reasoning_tokens"],
            Self::Requests => &["num_model_requests", "n_requests", "num_requests", "requests"],
            Self::Cost => &[
                "amount_value",
                "amount",
                "spend",
                "cost_usd",
                "cost",
                "total_cost",
                "usd",
            ],
            Self::Currency => &["amount_currency", "currency"],
            Self::LatencyMs => &["latency_ms", "delay_ms", "duration_ms"],
            Self::FirstTokenMs => &["first_token_ms", "ttft_ms", "time_to_first_token"],
            Self::Status => &["status", "response_status", "status_code"],
            Self::Batch => &["batch"],
        }
    }
}

/// Which column holds which field, as the reader says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<(Field, String)>);

impl Mapping {
    /// Reads `time=when,input=prompt_tokens`.
    ///
    /// # Errors
    /// A field that is not known, with those that are.
    pub fn read(text: &str) -> Result<Self, ObserveError> {
        let mut pairs = Vec::new();
        for pair in text.split(',').filter(|pair| !pair.trim().is_empty()) {
            let known = pair.split_once('=').and_then(|(field, column)| {
                let field = Field::ALL.into_iter().find(|known| known.id() == field.trim())?;
                Some((field, column.trim().to_lowercase()))
            });
            let known = known.ok_or_else(|| {
                let all: Vec<&str> = Field::ALL.iter().map(|field| field.id()).collect();
                ObserveError::Mapping(words::no_mapping(&all))
            })?;
            pairs.push(known);
        }
        Ok(Self(pairs))
    }
}

/// The columns of a file.
pub(super) struct Columns {
    separator: char,
    places: Vec<(Field, usize)>,
    pub(super) format: &'static str,
}

impl Columns {
    pub(super) fn of(
        file: &str,
        header: &str,
        mapping: Option<&Mapping>,
        is_bill: bool,
    ) -> Result<Self, ObserveError> {
        let separator = separator(header);
        let names: Vec<String> = fields(header.trim_end_matches('\r'), separator)
            .iter()
            .map(|name| name.trim().to_lowercase())
            .collect();
        let place = |name: &str| names.iter().position(|own| own == name);
        let mut places = Vec::new();
        for field in Field::ALL {
            let mapped = mapping.and_then(|mapping| mapping.0.iter().find(|(own, _)| *own == field));
            let found = match mapped {
                Some((_, column)) => Some(
                    place(column).ok_or_else(|| ObserveError::Mapping(words::no_column(file, field.id())))?,
                ),
                None => field.usual().iter().find_map(|name| place(name)),
            };
            places.extend(found.map(|place| (field, place)));
        }
        let has = |field: Field| places.iter().any(|(own, _)| *own == field);
        let missed = |needed: &[Field]| -> Vec<&'static str> {
            needed
                .iter()
                .filter(|field| !has(**field))
                .map(|field| field.id())
                .collect()
        };
        let (format, needed): (_, &[Field]) = if is_bill {
            (BILL, &[Field::Cost])
        } else if has(Field::Requests) {
            ("openai-usage-csv", &[Field::Time])
        } else {
            ("csv", &[Field::Time, Field::Input, Field::Output])
        };
        let missed = missed(needed);
        if !missed.is_empty() {
            let nearest = if is_bill { BILL } else { format };
            return Err(if mapping.is_some() || format == "csv" {
                ObserveError::Mapping(words::columns_missing(file, &missed))
            } else {
                ObserveError::unknown_format(file, nearest, missed)
            });
        }
        Ok(Self {
            separator,
            places,
            format,
        })
    }

    /// The call of a row.
    pub(super) fn call(&self, row: &str) -> Result<Call, &'static str> {
        let cells = fields(row, self.separator);
        let cell = |field: Field| -> Option<&str> {
            let (_, place) = self.places.iter().find(|(own, _)| *own == field)?;
            let cell = cells.get(*place)?.trim();
            (!cell.is_empty()).then_some(cell)
        };
        let count = |field: Field| cell(field).map(number::parse).transpose();
        let time = |field: Field| {
            cell(field)
                .map(|text| When::of_text(text).ok_or(words::NO_TIME))
                .transpose()
        };
        // A row with fewer cells than the header is cut off.
        if self.places.iter().any(|(_, place)| cells.len() <= *place) {
            return Err(words::CUT_ROW);
        }
        let at = time(Field::Time)?;
        let lasts = time(Field::End)?
            .zip(at)
            .map_or(0.0, |(end, at)| end.seconds - at.seconds);
        let is_date_alone = cell(Field::Time).is_some_and(|text| text.len() == 10 && text.contains('-'));
        let requests = count(Field::Requests)?;
        let model = cell(Field::Model);
        let call = Call {
            at,
            whole_day: is_date_alone || requests.is_some() && lasts >= WHOLE_DAY_S,
            model: model.map(str::to_owned),
            requests: requests.unwrap_or(1.0),
            input: count(Field::Input)?,
            cached: count(Field::Cached)?,
            written: count(Field::Written)?,
            output: count(Field::Output)?,
            thinking: count(Field::Thinking)?,
            failed: cell(Field::Status).is_some_and(|status| {
                matches!(&*status.to_lowercase(), "error" | "failure" | "failed")
                    || status.parse::<f64>().is_ok_and(|code| code >= 400.0)
            }),
            batch: cell(Field::Batch).is_some_and(|batch| batch.eq_ignore_ascii_case("true")),
            latency_ms: count(Field::LatencyMs)?,
            first_token_ms: count(Field::FirstTokenMs)?,
            usd: count(Field::Cost)?,
            currency: cell(Field::Currency)
                .map(str::to_uppercase)
                .or_else(|| cell(Field::Cost).and_then(sign).map(str::to_owned)),
        };
        if call.is_plausible() {
            Ok(call)
        } else {
            Err(words::NONSENSE)
        }
    }
}

/// The currency of an amount that bears its sign.
fn sign(amount: &str) -> Option<&'static str> {
    match amount.chars().next() {
        Some('€') => Some("EUR"),
        Some('£') => Some("GBP"),
        Some('$') => Some("USD"),
        _ => None,
    }
}
