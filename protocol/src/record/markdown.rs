//! A record as Markdown.

use super::Record;
use super::page::Section;
use crate::visible::is_obeyed;

impl Record {
    /// The record as Markdown. Whatever could act as markup is escaped.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = format!("# {}\n", escape(&self.decision.verdict.headline));
        for Section { title, lines, table } in self.sections() {
            out += &format!("\n## {title}\n\n");
            for line in lines {
                out += &format!("- {}\n", escape(&line));
            }
            for (i, row) in table.iter().enumerate() {
                let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
                out += &format!("| {} |\n", cells.join(" | "));
                if i == 0 {
                    out += &format!("|{}\n", " --- |".repeat(row.len()));
                }
            }
        }
        out
    }
}

/// The text as text: on one line, with every sign that Markdown or HTML within it could read escaped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => out.extend(['\\', c]),
            // An address becomes a link of itself after one of these.
            ':' => out.push_str("&#58;"),
            '@' => out.push_str("&#64;"),
            c if is_obeyed(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
