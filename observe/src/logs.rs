//! Logs of a model: how many questions, when, how long, with which errors, and what they should have cost.
//!
//! Memory does not grow with the log: calls go into distributions, days and models at once, and are forgotten.

mod bill;
mod call;
mod csv;
mod number;
mod raw;
mod scalar;
mod traffic;

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use forkcast_engine::Catalog;
use serde::Serialize;

use crate::estimate::Estimate;
use crate::finding::Finding;
use crate::problems::{ObserveError, Problems, json_reason};
use crate::records::{Record, Records, Shape};
use crate::sketch::{Distribution, Sketch};
use crate::text::{self, log as words};
use crate::when;
use bill::Bills;
pub use bill::{ModelBill, Paid, place as catalog_place};
pub use call::Call;
pub use csv::Mapping;
pub(crate) use number::parse as number;
use raw::{Raw, Reading};
use traffic::Days;
pub use traffic::Traffic;

/// Currencies that are remembered.
const CURRENCIES: usize = 8;

/// Reads logs.
pub struct Logs<'c> {
    catalog: &'c Catalog,
    mapping: Option<Mapping>,
    files: Vec<String>,
    formats: BTreeMap<&'static str, u64>,
    problems: Problems,
    days: Days,
    bills: Bills,
    calls: f64,
    errors: f64,
    other: u64,
    untimed: u64,
    unzoned: u64,
    input: Sketch,
    visible: Sketch,
    thinking: Sketch,
    input_sum: f64,
    cached_sum: f64,
    cached_known: bool,
    latency_ms: Sketch,
    first_token_ms: Sketch,
    currencies: BTreeSet<String>,
    missed: Option<(&'static str, Vec<&'static str>)>,
    aggregated: bool,
}

/// What the logs say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Files read, by name.
    pub files: Vec<String>,
    /// Records by format.
    pub formats: BTreeMap<&'static str, u64>,
    /// What could not be read.
    pub problems: Problems,
    /// Questions, those that failed included.
    pub calls: f64,
    /// Records of a known format that are no question, such as spans of a tool.
    pub other: u64,
    /// Questions without a time.
    pub untimed: u64,
    /// Questions whose time has no zone; UTC was taken.
    pub unzoned: u64,
    /// First and last day.
    pub from: Option<String>,
    /// The last day.
    pub until: Option<String>,
    /// When questions come.
    pub traffic: Option<Traffic>,
    /// Tokens of whole prompts.
    pub prompt_tokens: Option<Distribution>,
    /// Tokens of answers without thinking.
    pub answer_tokens: Option<Distribution>,
    /// Tokens of thinking.
    pub thinking_tokens: Option<Distribution>,
    /// Share of prompt tokens that were read from a cache.
    pub cached_share: Option<f64>,
    /// Share of questions that failed.
    pub errors: Option<Estimate>,
    /// Time of whole answers, ms.
    pub latency_ms: Option<Distribution>,
    /// Time to the first token, ms.
    pub first_token_ms: Option<Distribution>,
    /// Models in use, with the bill of each, most questions first.
    pub models: Vec<ModelBill>,
    /// The bill in all.
    pub bill: Paid,
    /// Observed values, and the inputs that they set.
    pub findings: Vec<Finding>,
}

impl<'c> Logs<'c> {
    /// Nothing read yet. The mapping is for CSV files.
    #[must_use]
    pub fn new(catalog: &'c Catalog, mapping: Option<Mapping>) -> Self {
        Self {
            catalog,
            mapping,
            files: Vec::new(),
            formats: BTreeMap::new(),
            problems: Problems::default(),
            days: Days::default(),
            bills: Bills::default(),
            calls: 0.0,
            errors: 0.0,
            other: 0,
            untimed: 0,
            unzoned: 0,
            input: Sketch::default(),
            visible: Sketch::default(),
            thinking: Sketch::default(),
            input_sum: 0.0,
            cached_sum: 0.0,
            cached_known: false,
            latency_ms: Sketch::default(),
            first_token_ms: Sketch::default(),
            currencies: BTreeSet::new(),
            missed: None,
            aggregated: false,
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A broken stream, another encoding, an unknown format, several currencies, or too many bad records.
    pub fn read(&mut self, file: &str, reader: impl BufRead) -> Result<(), ObserveError> {
        let mut records = Records::opened(file, reader)?;
        self.files.push(file.to_owned());
        self.missed = None;
        let (calls, other) = (self.calls, self.other);
        if records.shape() == Shape::Csv {
            self.rows(file, &mut records, false)?;
        } else {
            while let Some(record) = records.next(file)? {
                self.object(file, record, records.bytes())?;
            }
        }
        if self.calls == calls
            && self.other == other
            && let Some((nearest, missed)) = self.missed.take()
        {
            return Err(ObserveError::unknown_format(file, nearest, missed));
        }
        Ok(())
    }

    /// Reads a bill: CSV with an amount, and with a model and a currency if there are any.
    ///
    /// # Errors
    /// As [`Logs::read`].
    pub fn read_bill(&mut self, file: &str, reader: impl BufRead) -> Result<(), ObserveError> {
        let mut records = Records::opened(file, reader)?;
        if records.shape() != Shape::Csv {
            return Err(ObserveError::unknown_format(file, csv::BILL, vec!["amount"]));
        }
        self.rows(file, &mut records, true)
    }

    /// A bill in all, USD.
    pub fn pay(&mut self, usd: f64) {
        self.bills.pay(None, usd, self.catalog);
    }

    fn rows<R: BufRead>(
        &mut self,
        file: &str,
        records: &mut Records<R>,
        is_bill: bool,
    ) -> Result<(), ObserveError> {
        let Some(_) = records.next(file)? else {
            return Ok(());
        };
        let header = String::from_utf8_lossy(records.bytes()).into_owned();
        let columns = csv::Columns::of(file, &header, self.mapping.as_ref().filter(|_| !is_bill), is_bill)?;
        while let Some(record) = records.next(file)? {
            let read = if record.too_long {
                Err(text::RECORD_TOO_LONG)
            } else {
                std::str::from_utf8(records.bytes())
                    .map_err(|_| words::NOT_UTF8)
                    .and_then(|row| columns.call(row))
            };
            match read {
                Ok(call) => {
                    self.problems.good();
                    if is_bill {
                        self.note_currency(&call)?;
                        self.bills
                            .pay(call.model.as_deref(), call.usd.unwrap_or(0.0), self.catalog);
                    } else {
                        *self.formats.entry(columns.format).or_default() += 1;
                        self.add(&call)?;
                    }
                }
                Err(reason) => self.problems.bad(file, record.line, reason.to_owned())?,
            }
        }
        Ok(())
    }

    fn object(&mut self, file: &str, record: Record, bytes: &[u8]) -> Result<(), ObserveError> {
        if record.too_long {
            return self
                .problems
                .bad(file, record.line, text::RECORD_TOO_LONG.to_owned());
        }
        let raw = match serde_json::from_slice::<Raw>(bytes) {
            Ok(raw) => raw,
            Err(error) => return self.problems.bad(file, record.line, json_reason(&error)),
        };
        let mut readings = Vec::new();
        raw.read(&mut readings);
        let mut reason = None;
        for reading in readings {
            match reading {
                Reading::Call(format, call) => {
                    *self.formats.entry(format).or_default() += 1;
                    self.add(&call)?;
                }
                Reading::Other(format) => {
                    *self.formats.entry(format).or_default() += 1;
                    self.other += 1;
                }
                Reading::Wrong(wrong) => reason = Some(wrong.to_owned()),
                Reading::Unknown(nearest, missed) => {
                    reason = Some(text::no_format(nearest, &missed));
                    self.missed.get_or_insert((nearest, missed));
                }
            }
        }
        match reason {
            Some(reason) => self.problems.bad(file, record.line, reason),
            None => {
                self.problems.good();
                Ok(())
            }
        }
    }

    fn note_currency(&mut self, call: &Call) -> Result<(), ObserveError> {
        if let (Some(currency), Some(_)) = (&call.currency, call.usd)
            && self.currencies.len() < CURRENCIES
        {
            self.currencies.insert(currency.clone());
        }
        let foreign = self.currencies.iter().any(|currency| currency != "USD");
        if self.currencies.len() > 1 || foreign {
            return Err(ObserveError::MixedCurrencies(
                self.currencies.iter().cloned().collect(),
            ));
        }
        Ok(())
    }

    fn add(&mut self, call: &Call) -> Result<(), ObserveError> {
        self.note_currency(call)?;
        self.calls += call.requests;
        if call.failed {
            self.errors += call.requests;
        }
        match call.at {
            Some(at) => {
                if !at.zoned {
                    self.unzoned += 1;
                }
                self.days.add(at, call.requests, call.whole_day);
            }
            None => self.untimed += 1,
        }
        let is_one = call.requests == 1.0;
        self.aggregated |= !is_one;
        if let Some(input) = call.input {
            self.input_sum += input;
            if is_one {
                self.input.add(input);
            }
            if let Some(cached) = call.cached {
                self.cached_known = true;
                self.cached_sum += cached;
            }
        }
        if is_one && let Some(output) = call.output {
            if let Some(thinking) = call.thinking {
                self.thinking.add(thinking);
            }
            self.visible.add((output - call.thinking.unwrap_or(0.0)).max(0.0));
        }
        if let Some(ms) = call.latency_ms {
            self.latency_ms.add(ms);
        }
        if let Some(ms) = call.first_token_ms {
            self.first_token_ms.add(ms);
        }
        self.bills.add(call, self.catalog);
        Ok(())
    }

    /// Whether few enough records are bad.
    ///
    /// # Errors
    /// That too many are.
    pub fn check(&self) -> Result<(), ObserveError> {
        self.problems.check()
    }

    /// The summary of all files.
    #[must_use]
    pub fn finish(self) -> Summary {
        let traffic = self.days.traffic();
        let n = self.calls as u64;
        let mut findings = Vec::new();
        if let Some(traffic) = &traffic {
            findings.push(Finding::input("queries_per_day", traffic.per_day).noted(words::PER_DAY));
            if let Some(growth) = traffic.growth_monthly {
                findings.push(Finding::input("growth_monthly", growth).noted(words::GROWTH));
            }
            if let Some(peak) = traffic.peak_factor {
                findings.push(Finding::input("peak_factor", peak).noted(words::PEAK));
            }
        }
        let answers = self.visible.distribution();
        if let Some(answers) = answers {
            findings.push(Finding::input("output_tokens", answers.mean));
            if answers.p50.value > 0.0 && answers.p50.low > 0.0 {
                let spread = Estimate {
                    value: answers.p95.value / answers.p50.value,
                    low: answers.p95.low / answers.p50.high,
                    high: answers.p95.high / answers.p50.low,
                    n: answers.mean.n,
                };
                findings.push(Finding::input("answer_spread", spread));
            }
        }
        let thinking = self.thinking.distribution();
        if let Some(thinking) = thinking {
            findings.push(Finding::input("thinking_tokens", thinking.mean));
        }
        let prompts = self.input.distribution();
        if let Some(prompts) = prompts {
            findings.push(Finding::new("whole_prompt_tokens", prompts.mean).noted(words::WHOLE_PROMPT));
        }
        let cached_share =
            (self.cached_known && self.input_sum > 0.0).then(|| self.cached_sum / self.input_sum);
        if let Some(share) = cached_share {
            findings.push(Finding::new("cached_share", Estimate::exact(share, n)).noted(words::CACHED));
        }
        let errors = (n > 0).then(|| Estimate::share(self.errors, n));
        if let Some(errors) = errors {
            findings.push(Finding::new("error_share", errors));
        }
        for (id, sketch) in [
            ("latency_p95_ms", &self.latency_ms),
            ("first_token_p95_ms", &self.first_token_ms),
        ] {
            if sketch.count() > 0 {
                findings.push(Finding::new(id, sketch.quantile_estimate(0.95)));
            }
        }
        let (models, bill) = self.bills.finish();
        if let Some(ratio) = bill.ratio {
            findings.push(Finding::new("bill_ratio", Estimate::exact(ratio, n)).noted(words::RATIO));
        }
        Summary {
            files: self.files,
            formats: self.formats,
            problems: self.problems,
            calls: self.calls,
            other: self.other,
            untimed: self.untimed,
            unzoned: self.unzoned,
            from: self.days.ends().map(|(first, _)| when::date(first)),
            until: self.days.ends().map(|(_, last)| when::date(last)),
            traffic,
            prompt_tokens: prompts,
            answer_tokens: answers,
            thinking_tokens: thinking,
            cached_share,
            errors,
            latency_ms: self.latency_ms.distribution(),
            first_token_ms: self.first_token_ms.distribution(),
            models,
            bill,
            findings,
        }
    }
}

/// Whether a record is one of a log, of whatever format.
pub(crate) fn is_log(record: &[u8]) -> bool {
    let mut readings = Vec::new();
    if let Ok(raw) = serde_json::from_slice::<Raw>(record) {
        raw.read(&mut readings);
    }
    readings
        .iter()
        .any(|reading| !matches!(reading, Reading::Unknown(..)))
}

/// Whether a header of CSV is that of a log.
pub(crate) fn is_csv(header: &str) -> bool {
    csv::Columns::of("", header, None, false).is_ok()
}

#[cfg(test)]
mod tests;
