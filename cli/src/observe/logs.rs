//! `forkcast observe logs`.

use forkcast_engine::Catalog;
use forkcast_engine::format::{count, ms, share, tokens, usd};
use forkcast_observe::logs::{Logs, Mapping, Summary};

use super::apply::Observed;
use super::arguments::LogsArgs;
use super::{files, show};
use crate::failure::Failure;
use crate::text::observe as text;

/// Models that are shown; the JSON has all.
const MODELS: usize = 12;

pub(super) fn observe(given: &LogsArgs, catalog: &Catalog) -> Result<Observed, Failure> {
    let mapping = given.map.as_deref().map(Mapping::read).transpose()?;
    let mut logs = Logs::new(catalog, mapping);
    for path in &given.files {
        logs.read(&files::name(path), files::open(path)?)?;
    }
    if let Some(bill) = &given.bill {
        // An amount, or a file.
        match bill.trim_start_matches('$').parse::<f64>() {
            Ok(usd) if usd.is_finite() && usd >= 0.0 => logs.pay(usd),
            _ => {
                let path = std::path::Path::new(bill);
                logs.read_bill(&files::name(path), files::open(path)?)?;
            }
        }
    }
    logs.check()?;
    let summary = logs.finish();
    let page = page(&summary);
    Ok(Observed {
        kind: "logs",
        files: summary.files.clone(),
        summary: serde_json::to_value(&summary).map_err(|error| Failure::Output(error.into()))?,
        findings: summary.findings,
        page,
    })
}

fn page(summary: &Summary) -> String {
    let mut page = String::new();
    let formats: Vec<String> = summary
        .formats
        .iter()
        .map(|(format, n)| text::of_format(format, *n))
        .collect();
    let days = summary.from.as_deref().zip(summary.until.as_deref());
    let mut rows = vec![(text::QUESTIONS, text::questions(summary.calls, days, &formats))];
    if let Some(traffic) = &summary.traffic {
        rows.push((text::WEEKDAYS, text::weekdays(&traffic.weekdays)));
        if let Some(hours) = &traffic.hours {
            rows.push((text::HOURS, text::hours(hours)));
        }
    }
    for (label, lengths) in [
        (text::PROMPT_TOKENS, &summary.prompt_tokens),
        (text::ANSWER_TOKENS, &summary.answer_tokens),
        (text::THINKING_TOKENS, &summary.thinking_tokens),
    ] {
        if let Some(lengths) = lengths {
            rows.push((label, text::lengths(lengths, tokens, false)));
        }
    }
    if let Some(cached) = summary.cached_share {
        rows.push((text::CACHED, text::cached(&share(cached))));
    }
    if let Some(errors) = &summary.errors {
        rows.push((text::ERRORS, text::share_of(errors, share)));
    }
    for (label, times) in [
        (text::LATENCY, &summary.latency_ms),
        (text::FIRST_TOKEN, &summary.first_token_ms),
    ] {
        if let Some(times) = times {
            rows.push((label, text::lengths(times, ms, false)));
        }
    }
    show::rows(&mut page, &rows);
    if summary.untimed > 0 {
        show::note(&mut page, &text::untimed(summary.untimed));
    }
    if summary.unzoned > 0 {
        show::note(&mut page, &text::unzoned(summary.unzoned));
    }
    show::problems(&mut page, &summary.problems);
    show::heading(&mut page, text::MODELS);
    let columns = [
        text::MODEL,
        text::IN_CATALOG,
        text::QUESTIONS,
        text::PREDICTED,
        text::PAID,
        text::RATIO,
    ];
    let money = |of: Option<f64>| of.map_or_else(|| text::NONE.to_owned(), usd);
    let ratio = |of: Option<f64>| of.map_or_else(|| text::NONE.to_owned(), text::ratio);
    let row = |name: &str, id: &str, questions: f64, paid: &forkcast_observe::logs::Paid| {
        vec![
            name.to_owned(),
            id.to_owned(),
            count(questions),
            money(paid.predicted_usd),
            money(paid.paid_usd),
            ratio(paid.ratio),
        ]
    };
    let mut table: Vec<Vec<String>> = summary
        .models
        .iter()
        .take(MODELS)
        .map(|model| {
            let id = model.catalog.as_deref().unwrap_or(text::NONE);
            row(&model.model, id, model.questions, &model.paid)
        })
        .collect();
    table.push(row(text::ALL, "", summary.calls, &summary.bill));
    show::table(&mut page, &columns, 2, table);
    page
}
