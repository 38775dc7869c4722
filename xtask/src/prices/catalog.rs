//! The catalog's file as lines, so that a price can be changed with every comment and everything else left as it is.

use anyhow::{Context, Result};

/// Keys that belong to the prices, in the order in which they are written.
pub(crate) const PRICE_KEYS: [&str; 10] = [
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
];

/// One `[[model]]`, without its sub-tables.
pub(crate) struct Entry {
    /// Lines of it, from the one after `[[model]]`.
    lines: std::ops::Range<usize>,
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
                let own = |line: &&String| !line.trim_start().starts_with('[') && !line.trim().is_empty();
                let count = self.lines[start + 1..].iter().take_while(own).count();
                Entry {
                    lines: start + 1..start + 1 + count,
                }
            })
            .collect()
    }

    fn value(&self, entry: &Entry, key: &str) -> Option<&str> {
        self.lines[entry.lines.clone()].iter().find_map(|line| {
            let (name, value) = line.split_once('=')?;
            (name.trim() == key).then(|| value.split('#').next().unwrap_or_default().trim())
        })
    }

    /// A text of the model.
    pub(crate) fn text(&self, entry: &Entry, key: &str) -> Result<String> {
        let value = self
            .value(entry, key)
            .with_context(|| format!("a model has no {key}"))?;
        Ok(value.trim_matches('"').to_owned())
    }

    /// A number of the model, where it has it.
    pub(crate) fn number(&self, entry: &Entry, key: &str) -> Option<f64> {
        self.value(entry, key)?.parse().ok()
    }

    /// The file with new prices and their date in that model. Other lines stay as they are.
    pub(crate) fn set(&mut self, entry: &Entry, prices: &[(&'static str, f64)], date: &str) {
        let name = |line: &String| line.split('=').next().unwrap_or_default().trim().to_owned();
        let old: Vec<String> = self.lines[entry.lines.clone()].to_vec();
        let mut new = Vec::with_capacity(old.len());
        let mut written = false;
        for line in &old {
            let key = name(line);
            if PRICE_KEYS.contains(&key.as_str()) {
                if !written {
                    written = true;
                    for (key, value) in prices {
                        let note = old
                            .iter()
                            .find(|line| name(line) == *key)
                            .and_then(|line| line.split_once('#'))
                            .map(|(_, note)| format!(" #{note}"));
                        new.push(format!("{key} = {value:?}{}", note.unwrap_or_default()));
                    }
                }
            } else if key == "as_of" {
                new.push(format!("as_of = \"{date}\""));
            } else {
                new.push(line.clone());
            }
        }
        self.lines.splice(entry.lines.clone(), new);
    }

    pub(crate) fn write(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}
