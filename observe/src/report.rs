//! What was observed, as the program and the page give it: rows and a table for people, JSON for programs, and the inputs that it sets.

mod text;

use forkcast_engine::format::{count, interval_days, ms, share, tokens, usd};
use forkcast_engine::params::{self, PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};
use forkcast_protocol::about::About;
use forkcast_protocol::link::{self, View, origin};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

pub use self::text::bounded;
use crate::corpus;
use crate::estimate::Estimate;
use crate::examples::{self, Training, training};
use crate::finding::{Bound, Finding};
use crate::kind::Kind;
use crate::logs::{self, Paid};
use crate::problems::Problems;

/// Version of the JSON. Fields may be added; none changes its meaning or goes.
const OBSERVATION_VERSION: u32 = 1;
/// Significant digits of an input that is set.
const DIGITS: i32 = 3;
/// Models that are shown; the JSON has all.
const MODELS: usize = 12;

/// What was observed, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Labels with what was found.
    pub rows: Vec<(String, String)>,
    /// Sentences.
    pub notes: Vec<String>,
    /// That some records cannot be read, and then the first of them; empty if all can.
    pub problems: Vec<String>,
    /// A table, if there is one.
    pub table: Option<Table>,
}

/// A table with its heading. Its first columns are texts and its others numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The heading.
    pub heading: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// How many of them are texts.
    pub texts: usize,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What an observer found.
#[derive(Clone, Debug)]
pub struct Observed {
    /// `examples`, `logs` or `corpus`.
    pub kind: &'static str,
    /// The names of the files.
    pub files: Vec<String>,
    /// All fields of the summary.
    pub summary: serde_json::Value,
    /// Observed values, and the inputs that they set.
    pub findings: Vec<Finding>,
    /// For people.
    pub shown: Shown,
}

/// A scenario in which inputs are set as observed.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The scenario.
    pub scenario: Scenario,
    /// For each observed value what its input was set to; none if it was kept.
    pub set: Vec<Option<f64>>,
    /// Where the team's own figures come from, as links keep it.
    pub measured: String,
    /// The files, as they are named in a link.
    pub origin: String,
    /// The day.
    pub date: String,
}

/// A value with where it comes from, and what became of it.
#[derive(Serialize)]
struct Sourced<'f> {
    #[serde(flatten)]
    finding: &'f Finding,
    provenance: &'static str,
    origin: &'f str,
    date: &'f str,
    /// The value that the input now has; none if it was not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<f64>,
}

#[derive(Serialize)]
struct WholeExamples<'s> {
    #[serde(flatten)]
    summary: &'s examples::Summary,
    /// One training run on the distinct examples for the scenario's epochs, by seller of the scenario's model.
    training: &'s [Training],
}

#[derive(Serialize)]
struct WholeCorpus<'s> {
    #[serde(flatten)]
    summary: &'s corpus::Summary,
    problems: &'s Problems,
}

/// What examples say, with the cost of training on them.
///
/// # Errors
/// A summary that is no JSON.
pub fn of_examples(
    summary: examples::Summary,
    s: &Scenario,
    catalog: &Catalog,
) -> serde_json::Result<Observed> {
    let mean = summary.tokens.map_or(0.0, |tokens| tokens.mean.value);
    let trained = mean * summary.copies.distinct as f64;
    let training = training(catalog, s.model_index, trained, s.epochs);
    let whole = WholeExamples {
        summary: &summary,
        training: &training,
    };
    Ok(Observed {
        kind: Kind::Examples.id(),
        files: summary.files.clone(),
        summary: serde_json::to_value(&whole)?,
        shown: shown_examples(&summary, &training, &catalog.model(s.model_index).label, s.epochs),
        findings: summary.findings,
    })
}

/// What logs say.
///
/// # Errors
/// A summary that is no JSON.
pub fn of_logs(summary: logs::Summary) -> serde_json::Result<Observed> {
    Ok(Observed {
        kind: Kind::Logs.id(),
        files: summary.files.clone(),
        summary: serde_json::to_value(&summary)?,
        shown: shown_logs(&summary),
        findings: summary.findings,
    })
}

/// What the documents of a folder or a list say.
///
/// # Errors
/// A summary that is no JSON.
pub fn of_corpus(
    files: Vec<String>,
    summary: corpus::Summary,
    problems: &Problems,
) -> serde_json::Result<Observed> {
    let whole = WholeCorpus {
        summary: &summary,
        problems,
    };
    Ok(Observed {
        kind: Kind::Corpus.id(),
        files,
        summary: serde_json::to_value(&whole)?,
        shown: shown_corpus(&summary, problems),
        findings: summary.findings,
    })
}

/// Sets the input of an observed value, within its range; gives the value set. A bound moves an input that lies beyond it and no other.
/// Simulations then draw the interval of a value, in place of what the team said of how sure it is.
pub fn set(input: &str, estimate: &Estimate, bound: Bound, scenario: &mut Scenario) -> Option<f64> {
    let param = params::find(input).ok()?;
    let (least, most) = param.range()?;
    let before = param.number(scenario);
    let value = params::tidy(estimate.value, DIGITS).clamp(least, most);
    let moves = match bound {
        Bound::Value => true,
        Bound::Upper => value < before,
        Bound::Lower => value > before,
    };
    if !moves {
        return None;
    }
    param.set_number(scenario, value).ok()?;
    param.forget(scenario);
    let n = u32::try_from(estimate.n).unwrap_or(u32::MAX);
    if bound == Bound::Value
        && param.observe(scenario, estimate.low, estimate.high, n)
        && let Some(sure) = param.how_sure()
    {
        (sure.set)(scenario, sure.default_value(Catalog::builtin()));
    }
    Some(value)
}

impl Observed {
    /// Where it comes from, as the line on the team's own figures in links and records says.
    #[must_use]
    pub fn line(&self, date: &str) -> String {
        let n = self.findings.iter().map(|finding| finding.estimate.n).max();
        text::line(&text::origin(&self.files), date, n.unwrap_or(0))
    }

    /// Sets every input that it can set in a scenario whose own figures come from `measured`.
    #[must_use]
    pub fn apply(&self, scenario: &Scenario, measured: &str, date: &str) -> Applied {
        let mut scenario = *scenario;
        let set = self
            .findings
            .iter()
            .map(|finding| set(finding.input?, &finding.estimate, finding.bound, &mut scenario))
            .collect();
        Applied {
            scenario,
            set,
            measured: origin::with_observed(measured, &self.line(date)),
            origin: text::origin(&self.files),
            date: date.to_owned(),
        }
    }

    fn sourced<'o>(&'o self, applied: &'o Applied) -> Vec<Sourced<'o>> {
        let all = self.findings.iter().zip(&applied.set);
        all.map(|(finding, set)| Sourced {
            finding,
            provenance: "observed",
            origin: &applied.origin,
            date: &applied.date,
            set: *set,
        })
        .collect()
    }

    /// Everything (docs/observe.md).
    #[must_use]
    pub fn json(&self, applied: &Applied, catalog: &Catalog) -> serde_json::Value {
        json!({
            "about": About::new(self.kind, &applied.date, &applied.origin, None),
            "observation_version": OBSERVATION_VERSION,
            "kind": self.kind,
            "date": applied.date,
            "model_version": MODEL_VERSION,
            "files": self.files,
            "observed": self.sourced(applied),
            "summary": self.summary,
            "scenario": changed(&applied.scenario, catalog),
            "measured": applied.measured,
            "link": applied.link(catalog),
        })
    }

    /// The scenario as a file that `forkcast decide` reads.
    #[must_use]
    pub fn scenario_file(&self, applied: &Applied, catalog: &Catalog) -> serde_json::Value {
        json!({
            "measured": applied.measured,
            "scenario": changed(&applied.scenario, catalog),
            "observed": self.sourced(applied),
        })
    }
}

impl Applied {
    /// The link of the page with the inputs set.
    #[must_use]
    pub fn link(&self, catalog: &Catalog) -> String {
        let view = View {
            measured: self.measured.clone(),
            ..View::of(self.scenario)
        };
        link::encode(&view, catalog)
    }
}

/// The inputs that are not at their defaults.
fn changed(scenario: &Scenario, catalog: &Catalog) -> Map<String, serde_json::Value> {
    let changed = PARAMS.iter().filter(|param| !param.is_default(scenario, catalog));
    changed
        .map(|param| (param.key.to_owned(), value(param, scenario, catalog)))
        .collect()
}

fn value(param: &Param, scenario: &Scenario, catalog: &Catalog) -> serde_json::Value {
    match (param.get)(scenario) {
        Value::Number(number) => json!(number),
        Value::Choice(_) => json!(param.text(scenario, catalog)),
        Value::Unset => serde_json::Value::Null,
    }
}

fn row(label: &str, found: String) -> (String, String) {
    (label.to_owned(), found)
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|name| (*name).to_owned()).collect()
}

/// That records cannot be read, and the first of them.
/// That some records cannot be read, and then the first of them; empty if all can.
#[must_use]
pub fn shown_problems(problems: &Problems) -> Vec<String> {
    if problems.bad == 0 {
        return Vec::new();
    }
    let mut lines = vec![text::bad(problems.bad, problems.records)];
    let first = problems.first.iter();
    lines.extend(first.map(|problem| text::problem(&problem.file, problem.line, &problem.reason)));
    lines
}

fn shown_examples(summary: &examples::Summary, training: &[Training], model: &str, epochs: f64) -> Shown {
    let formats: Vec<String> = summary
        .formats
        .iter()
        .map(|(format, n)| text::of_format(format, *n))
        .collect();
    let copies = summary.copies;
    let found = summary.contradictions;
    let mut rows = vec![
        row(text::EXAMPLES, text::read(summary.read, &formats)),
        row(
            text::COPIES,
            text::copies(copies.exact, copies.near, copies.distinct),
        ),
        row(
            text::CONTRADICTIONS,
            text::contradictions(found.examples, found.wrong, found.reworded),
        ),
    ];
    for (label, lengths) in [
        (text::QUESTION_TOKENS, &summary.input_tokens),
        (text::ANSWER_TOKENS, &summary.output_tokens),
    ] {
        if let Some(lengths) = lengths {
            let estimated = summary.tokens_estimated;
            rows.push(row(label, text::lengths(lengths, tokens, estimated)));
        }
    }
    if let Some(valid) = summary.valid {
        rows.push(row(text::VALID, text::share_of(&valid, share)));
    }
    let runs = training.iter().map(|one| {
        vec![
            one.label.clone(),
            one.method.to_owned(),
            usd(one.usd_per_m),
            usd(one.usd),
        ]
    });
    let table = Table {
        heading: text::training(model, epochs, &count(copies.distinct as f64)),
        columns: names(&[text::SELLER, text::METHOD, text::PER_M_TOKENS, text::RUN]),
        texts: 2,
        rows: runs.collect(),
    };
    Shown {
        rows,
        notes: summary.leaks.iter().map(text::leak).collect(),
        problems: shown_problems(&summary.problems),
        table: (!training.is_empty()).then_some(table),
    }
}

fn shown_logs(summary: &logs::Summary) -> Shown {
    let formats: Vec<String> = summary
        .formats
        .iter()
        .map(|(format, n)| text::of_format(format, *n))
        .collect();
    let days = summary.from.as_deref().zip(summary.until.as_deref());
    let mut rows = vec![row(
        text::QUESTIONS,
        text::questions(summary.calls, days, &formats),
    )];
    if let Some(traffic) = &summary.traffic {
        rows.push(row(text::WEEKDAYS, text::weekdays(&traffic.weekdays)));
        if let Some(hours) = &traffic.hours {
            rows.push(row(text::HOURS, text::hours(hours)));
        }
    }
    for (label, lengths) in [
        (text::PROMPT_TOKENS, &summary.prompt_tokens),
        (text::ANSWER_TOKENS, &summary.answer_tokens),
        (text::THINKING_TOKENS, &summary.thinking_tokens),
    ] {
        if let Some(lengths) = lengths {
            rows.push(row(label, text::lengths(lengths, tokens, false)));
        }
    }
    if let Some(cached) = summary.cached_share {
        rows.push(row(text::CACHED, text::cached(&share(cached))));
    }
    if let Some(errors) = &summary.errors {
        rows.push(row(text::ERRORS, text::share_of(errors, share)));
    }
    for (label, times) in [
        (text::LATENCY, &summary.latency_ms),
        (text::FIRST_TOKEN, &summary.first_token_ms),
    ] {
        if let Some(times) = times {
            rows.push(row(label, text::lengths(times, ms, false)));
        }
    }
    let mut notes = Vec::new();
    if summary.untimed > 0 {
        notes.push(text::untimed(summary.untimed));
    }
    if summary.unzoned > 0 {
        notes.push(text::unzoned(summary.unzoned));
    }
    Shown {
        rows,
        notes,
        problems: shown_problems(&summary.problems),
        table: Some(bill(summary)),
    }
}

/// The bill predicted by the catalog's prices beside the bill paid, by model.
fn bill(summary: &logs::Summary) -> Table {
    let money = |of: Option<f64>| of.map_or_else(|| text::NONE.to_owned(), usd);
    let ratio = |of: Option<f64>| of.map_or_else(|| text::NONE.to_owned(), text::ratio);
    let row = |name: &str, id: &str, questions: f64, paid: &Paid| {
        vec![
            name.to_owned(),
            id.to_owned(),
            count(questions),
            money(paid.predicted_usd),
            money(paid.paid_usd),
            ratio(paid.ratio),
        ]
    };
    let mut rows: Vec<Vec<String>> = summary
        .models
        .iter()
        .take(MODELS)
        .map(|model| {
            let id = model.catalog.as_deref().unwrap_or(text::NONE);
            row(&model.model, id, model.questions, &model.paid)
        })
        .collect();
    rows.push(row(text::ALL, "", summary.calls, &summary.bill));
    Table {
        heading: text::MODELS.to_owned(),
        columns: names(&[
            text::MODEL,
            text::IN_CATALOG,
            text::QUESTIONS,
            text::PREDICTED,
            text::PAID,
            text::RATIO,
        ]),
        texts: 2,
        rows,
    }
}

fn shown_corpus(summary: &corpus::Summary, problems: &Problems) -> Shown {
    let mut rows = vec![row(
        text::DOCUMENTS,
        text::documents(summary.documents, summary.binary, summary.unread),
    )];
    if let Some(lengths) = &summary.tokens {
        rows.push(row(
            text::TOKENS,
            text::lengths(lengths, tokens, summary.tokens_estimated),
        ));
        rows.push(row(text::BYTES, count(summary.total_bytes)));
    }
    rows.push(row(
        text::COPIES,
        text::document_copies(summary.exact_copies, summary.near_copies),
    ));
    if let Some(pace) = &summary.pace {
        rows.push(row(text::UNTOUCHED, text::share_of(&pace.never_touched, share)));
        if let Some(days) = &pace.change_days {
            rows.push(row(text::CHANGES, text::change_days(days, interval_days)));
        }
        if let Some(top) = pace.top_tenth {
            rows.push(row(text::TOP_TENTH, text::top_tenth(pace.changes, &share(top))));
        }
        if pace.bulk > 0 {
            rows.push(row(text::BULK, text::bulk(pace.bulk)));
        }
    }
    Shown {
        rows,
        notes: Vec::new(),
        problems: shown_problems(problems),
        table: None,
    }
}
