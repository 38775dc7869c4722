//! A record as a page to print, and the sections that it shares with the Markdown.

use forkcast_engine::format;

use super::Record;
use crate::json::{Side, StrategyRow};
use crate::text::record as text;

const STYLE: &str = "body{font:11pt/1.45 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}table{border-collapse:collapse;width:100%;font-size:.8em}td,th{border-bottom:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}h2{break-after:avoid}tr,li{break-inside:avoid}li{overflow-wrap:anywhere}";

/// A part of the record: sentences, then a table whose first row is its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Heading.
    pub title: &'static str,
    /// Sentences.
    pub lines: Vec<String>,
    /// Rows, the head first; none where there is no table.
    pub table: Vec<Vec<String>>,
}

fn lines(title: &'static str, lines: Vec<String>) -> Section {
    Section {
        title,
        lines,
        table: Vec::new(),
    }
}

fn table(title: &'static str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Section {
    let head = head.iter().map(|&name| name.to_owned()).collect();
    Section {
        title,
        lines: Vec::new(),
        table: std::iter::once(head).chain(rows).collect(),
    }
}

impl Record {
    /// The record as one HTML page that loads nothing and runs nothing.
    #[must_use]
    pub fn to_html(&self) -> String {
        let headline = escape(&self.decision.verdict.headline);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"viewport\" content=\"width=device-width\"><title>{headline}</title><style>{STYLE}</style></head><body><h1>{headline}</h1>\n"
        );
        for section in self.sections() {
            out += &format!("<h2>{}</h2>\n", section.title);
            if !section.lines.is_empty() {
                let items: Vec<String> = section
                    .lines
                    .iter()
                    .map(|line| format!("<li>{}</li>\n", escape(line)))
                    .collect();
                out += &format!("<ul>\n{}</ul>\n", items.concat());
            }
            if !section.table.is_empty() {
                out += "<table>\n";
                for (i, row) in section.table.iter().enumerate() {
                    let tag = if i == 0 { "th" } else { "td" };
                    let cells: Vec<String> = row
                        .iter()
                        .map(|cell| format!("<{tag}>{}</{tag}>", escape(cell)))
                        .collect();
                    out += &format!("<tr>{}</tr>\n", cells.concat());
                }
                out += "</table>\n";
            }
        }
        out + "</body></html>\n"
    }

    /// The record part by part, as it is put on paper.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let decision = &self.decision;
        let verdict = &decision.verdict;
        let label = |id| {
            let row = decision.strategies.iter().find(|row| row.id == id);
            row.map_or("", |row| row.label.as_str()).to_owned()
        };
        let side = |wanted: Side| {
            verdict
                .reasons
                .iter()
                .filter(move |reason| reason.side == wanted)
                .map(|reason| reason.text.clone())
                .collect()
        };
        let changed = || self.inputs.iter().filter(|row| row.changed);
        let (best, others) = decision.by_family();
        let mut verdict_lines = vec![
            verdict.subtitle.clone(),
            text::recommended(&label(verdict.winner), verdict.feasible),
            text::runner_up(&label(verdict.runner_up), verdict.margin),
            verdict.ahead.clone(),
        ];
        // Who is paid for tuned weights, of the approaches whose cost is shown.
        let sellers = best.iter().filter_map(|row| {
            let served = row.served.as_ref()?;
            Some(text::served(&row.label, &served.text))
        });
        verdict_lines.extend(sellers);
        if !self.note.is_empty() {
            verdict_lines.push(text::note(&self.note));
        }
        verdict_lines.retain(|line| !line.is_empty());
        let made = vec![
            text::date(&self.date),
            text::link(&self.link),
            text::model(&decision.model_version),
            text::snapshot(&decision.catalog_version),
            text::catalog(self.catalog_sha256.as_deref()),
            text::measured(&self.measured),
        ];
        let failed = decision.strategies.iter().flat_map(|row| {
            row.gates
                .iter()
                .map(|gate| vec![row.label.clone(), gate.reason.clone(), gate.opens.clone()])
        });
        vec![
            lines(text::VERDICT, verdict_lines),
            lines(text::MADE, made),
            lines(text::FOR, side(Side::For)),
            lines(text::AGAINST, side(Side::Against)),
            lines(
                text::FLIPS,
                verdict.flips.iter().map(|flip| flip.text.clone()).collect(),
            ),
            lines(
                text::MEASURE_NEXT,
                verdict
                    .measure_next
                    .iter()
                    .map(|row| text::worth(&row.label, row.worth, row.changes))
                    .collect(),
            ),
            table(text::FAILED, &text::FAILED_HEAD, failed),
            table(
                text::APPROACHES,
                &text::APPROACHES_HEAD,
                best.into_iter().map(approach),
            ),
            table(
                text::OTHER_APPROACHES,
                &text::APPROACHES_HEAD,
                others.into_iter().map(approach),
            ),
            lines(
                text::WARNINGS,
                decision
                    .warnings
                    .iter()
                    .map(|warning| warning.text.clone())
                    .collect(),
            ),
            table(
                text::CHANGED,
                &text::CHANGED_HEAD,
                changed().map(|row| vec![row.label.clone(), row.value.clone(), row.default.clone()]),
            ),
            table(
                text::INPUTS,
                &text::INPUTS_HEAD,
                self.inputs.iter().map(|row| {
                    vec![
                        row.key.clone(),
                        row.label.clone(),
                        row.value.clone(),
                        if row.changed { text::CHANGED_MARK } else { "" }.to_owned(),
                    ]
                }),
            ),
            table(
                text::PRICES,
                &text::PRICES_HEAD,
                self.prices.iter().map(|row| {
                    vec![
                        row.what.clone(),
                        row.price.clone(),
                        row.source.clone(),
                        row.as_of.clone(),
                    ]
                }),
            ),
            table(
                text::ABILITY,
                &text::ABILITY_HEAD,
                decision.ability.iter().map(|row| {
                    vec![
                        row.label.clone(),
                        row.value.to_string(),
                        text::interval(row.low, row.high),
                        text::ability_from(&row.from, row.tier.as_deref()),
                        row.source.clone(),
                    ]
                }),
            ),
            table(
                text::ASSUMPTIONS,
                &text::ASSUMPTIONS_HEAD,
                self.assumptions.iter().map(|row| {
                    vec![
                        row.label.clone(),
                        row.value.to_string(),
                        text::interval(row.low, row.high),
                        row.unit.clone(),
                        row.status.clone(),
                        row.source.clone(),
                    ]
                }),
            ),
        ]
        .into_iter()
        .filter(|section| !section.lines.is_empty() || section.table.len() > 1)
        .collect()
    }
}

/// The cells of an approach.
fn approach(row: &StrategyRow) -> Vec<String> {
    vec![
        row.label.clone(),
        format::usd(row.cost.upfront_usd),
        format::usd(row.cost.monthly_usd),
        format::usd(row.cost.per_query_usd),
        format::share(row.quality.p_correct),
        format::ms(row.latency.e2e_p95_ms),
        text::score(row.utility),
    ]
}

/// The text as text within an element or a quoted attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
