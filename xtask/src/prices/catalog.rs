//! The catalog's file as lines, so that a price can be changed with every comment and everything else left as it is.

use anyhow::{Context, Result};

/// Keys that belong to the prices of a model, in the order in which they are written.
pub(crate) const PRICE_KEYS: [&str; 14] = [
    "input",
    "output",
    "cached",
    "input_other",
    "output_other",
    "cached_other",
    "long_above_tokens",
    "long_input",
    "long_output",
    "long_cached",
    "long_above_tokens_other",
    "long_input_other",
    "long_output_other",
    "long_cached_other",
];

/// Tables of a model whose prices are kept current.
const LATER: &str = "[[model.later]]";
const PEAK: &str = "[model.peak]";

/// One `[[model]]`.
pub(crate) struct Entry {
    /// Its own lines, from the one after `[[model]]`, without its sub-tables.
    lines: std::ops::Range<usize>,
    /// The line after the last that belongs to it and is not empty.
    end: usize,
}

/// A table of prices below a model: those from a day on, or those of some hours.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Extra {
    header: &'static str,
    /// The text that tells it from others of its kind: the day, or the hours.
    name: (&'static str, String),
    prices: Vec<(&'static str, f64)>,
    source: &'static str,
}

impl Extra {
    /// Prices from a day on.
    pub(crate) fn later(from: String, prices: Vec<(&'static str, f64)>, source: &'static str) -> Self {
        Self {
            header: LATER,
            name: ("from", from),
            prices,
            source,
        }
    }

    /// Prices at peak hours.
    pub(crate) fn peak(hours: String, prices: Vec<(&'static str, f64)>, source: &'static str) -> Self {
        Self {
            header: PEAK,
            name: ("hours", hours),
            prices,
            source,
        }
    }

    /// What it is, for people.
    pub(crate) fn shown(&self) -> String {
        let prices: Vec<String> = self
            .prices
            .iter()
            .map(|(key, usd)| format!("{key} {usd}"))
            .collect();
        let word = if self.header == LATER { "from" } else { "at" };
        format!("{word} {} {}", self.name.1, prices.join(", "))
    }

    fn named(&self, lines: &[String]) -> bool {
        let name = format!("{:?}", self.name.1);
        lines.first().is_some_and(|line| line.trim() == self.header)
            && lines
                .iter()
                .any(|line| key(line) == self.name.0 && value(line) == name)
    }

    /// Its lines: those of the table as it stands, where there is one, with these prices; else new ones.
    fn lines(&self, old: Option<&[String]>, date: &str) -> Vec<String> {
        let new = [
            self.header.to_owned(),
            format!("{} = {:?}", self.name.0, self.name.1),
            "input = 0".to_owned(),
            format!("source = {:?}", self.source),
            "as_of".to_owned(),
        ];
        renewed(old.unwrap_or(&new), &self.prices, date)
    }
}

/// The key of `key = value`.
fn key(line: &str) -> &str {
    line.split('=').next().unwrap_or_default().trim()
}

/// The value of `key = value # note`.
fn value(line: &str) -> &str {
    let value = line.split_once('=').map_or("", |(_, value)| value);
    value.split('#').next().unwrap_or_default().trim()
}

/// Lines with new prices and their date. Other lines stay as they are, and so does a note behind a price.
fn renewed(old: &[String], prices: &[(&'static str, f64)], date: &str) -> Vec<String> {
    let mut new = Vec::with_capacity(old.len());
    let mut written = false;
    for line in old {
        if PRICE_KEYS.contains(&key(line)) {
            if !written {
                written = true;
                for (name, usd) in prices {
                    let note = old
                        .iter()
                        .find(|line| key(line) == *name)
                        .and_then(|line| line.split_once('#'))
                        .map(|(_, note)| format!(" #{note}"));
                    new.push(format!("{name} = {usd:?}{}", note.unwrap_or_default()));
                }
            }
        } else if key(line) == "as_of" {
            new.push(format!("as_of = \"{date}\""));
        } else {
            new.push(line.clone());
        }
    }
    new
}

/// The file.
pub(crate) struct Catalog {
    lines: Vec<String>,
}

impl Catalog {
    pub(crate) fn read(text: &str) -> Self {
        Self {
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    /// Its models, in order.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let starts = (0..self.lines.len()).filter(|i| self.lines[*i].trim() == "[[model]]");
        starts
            .map(|start| {
                let rest = &self.lines[start + 1..];
                let own = |line: &&String| !line.trim_start().starts_with('[') && !line.trim().is_empty();
                let count = rest.iter().take_while(own).count();
                let all = rest.iter().take_while(|line| line.trim() != "[[model]]").count();
                let empty = rest[..all]
                    .iter()
                    .rev()
                    .take_while(|line| line.trim().is_empty())
                    .count();
                Entry {
                    lines: start + 1..start + 1 + count,
                    end: start + 1 + all - empty,
                }
            })
            .collect()
    }

    /// A text of the model.
    pub(crate) fn text(&self, entry: &Entry, name: &str) -> Result<String> {
        let line = self.lines[entry.lines.clone()]
            .iter()
            .find(|line| key(line) == name);
        let line = line.with_context(|| format!("a model has no {name}"))?;
        Ok(value(line).trim_matches('"').to_owned())
    }

    /// The value of the model's key as it is written, where it has it.
    pub(crate) fn raw(&self, entry: &Entry, name: &str) -> Option<String> {
        let own = self.lines[entry.lines.clone()].iter();
        own.filter(|line| key(line) == name)
            .map(|line| value(line).to_owned())
            .next()
    }

    /// Sets values of the model, as they are written. New keys go below its own lines, and notes behind values stay.
    pub(crate) fn put(&mut self, entry: &Entry, values: &[(&'static str, String)]) {
        let mut end = entry.lines.end;
        for (name, new) in values {
            let found = entry.lines.clone().find(|i| key(&self.lines[*i]) == *name);
            if let Some(i) = found {
                let note = self.lines[i].split_once('#').map(|(_, note)| format!(" #{note}"));
                self.lines[i] = format!("{name} = {new}{}", note.unwrap_or_default());
            } else {
                self.lines.insert(end, format!("{name} = {new}"));
                end += 1;
            }
        }
    }

    /// A number of the model, where it has it.
    pub(crate) fn number(&self, entry: &Entry, name: &str) -> Option<f64> {
        let own = self.lines[entry.lines.clone()].iter();
        own.filter(|line| key(line) == name)
            .find_map(|line| value(line).parse().ok())
    }

    /// The file with new prices and their date in that model, and with those tables of later prices and of peak hours and no others.
    /// Says whether those tables say something else than before. Other lines stay as they are.
    pub(crate) fn set(
        &mut self,
        entry: &Entry,
        prices: &[(&'static str, f64)],
        extras: &[Extra],
        date: &str,
    ) -> bool {
        let tables = tables(&self.lines[entry.lines.end..entry.end]);
        let (kept, old): (Vec<_>, Vec<_>) = tables
            .into_iter()
            .partition(|table| !matches!(table.first().map(|line| line.trim()), Some(LATER | PEAK)));
        let mut new = renewed(&self.lines[entry.lines.clone()], prices, date);
        new.extend(kept.concat());
        let undated = |lines: &[Vec<String>]| -> Vec<String> {
            let lines = lines.iter().flatten();
            lines.filter(|line| key(line) != "as_of").cloned().collect()
        };
        let current: Vec<Vec<String>> = extras
            .iter()
            .map(|extra| {
                let before = old.iter().find(|table| extra.named(table));
                extra.lines(before.map(Vec::as_slice), date)
            })
            .collect();
        let changed = undated(&old) != undated(&current);
        new.extend(current.concat());
        self.lines.splice(entry.lines.start..entry.end, new);
        changed
    }

    pub(crate) fn write(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}

/// Sub-tables, each from its header on.
fn tables(lines: &[String]) -> Vec<Vec<String>> {
    let mut tables: Vec<Vec<String>> = Vec::new();
    for line in lines {
        match tables.last_mut() {
            Some(table) if !line.trim_start().starts_with('[') => table.push(line.clone()),
            _ => tables.push(vec![line.clone()]),
        }
    }
    tables
}
