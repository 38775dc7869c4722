//! Text on a terminal: aligned columns, wrapped lines, and emphasis that is left out where it cannot be shown.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::failure::Failure;
use crate::terminal::{self, shown};

/// Widest line, in characters.
const WIDTH: usize = 100;

/// The most important line.
pub(crate) const STRONG: Style = Style::new().bold();
/// Less important text.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// A reason for it.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// A reason against it, or an error.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();

/// Prints the text. Emphasis is left out where stdout is not a terminal, and where NO_COLOR is set.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut stdout = anstream::AutoStream::auto(io::stdout().lock());
    written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// Prints what another program made, as it is.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    written(stdout.write_all(bytes).and_then(|()| stdout.flush()))
}

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    written(
        to_json(value)
            .and_then(|text| stdout.write_all(text.as_bytes()))
            .and_then(|()| writeln!(stdout))
            .and_then(|()| stdout.flush()),
    )
}

/// A value as JSON, with every character that a terminal would obey written as `\u…`: within a text of JSON that means the same.
pub(crate) fn to_json(value: &impl Serialize) -> io::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    let is_obeyed = |c: char| terminal::is_obeyed(c) && c != '\n';
    if !text.contains(is_obeyed) {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_obeyed(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Ok(out)
}

fn written(outcome: io::Result<()>) -> Result<(), Failure> {
    match outcome {
        // The reader has closed the pipe, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Failure::Output),
    }
}

/// The text with that emphasis.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A heading with an empty line before it.
pub(crate) fn heading(page: &mut String, text: &str) {
    let _ = writeln!(page, "\n{}", styled(STRONG, text));
}

/// A paragraph: `mark` on the first line, the others indented as far.
pub(crate) fn paragraph(page: &mut String, mark: &str, style: Style, text: &str) {
    let indent = mark.chars().count();
    let mut lines = wrapped(&shown(text), WIDTH.saturating_sub(indent)).into_iter();
    let _ = writeln!(
        page,
        "{}{}",
        styled(style, mark),
        lines.next().unwrap_or_default()
    );
    for line in lines {
        let _ = writeln!(page, "{:indent$}{line}", "");
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}

/// Which side of its column a cell keeps to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A row of a table, and how it stands out.
pub(crate) struct Row {
    /// One text for each column.
    pub(crate) cells: Vec<String>,
    /// Emphasis of the whole row.
    pub(crate) style: Style,
}

/// Columns of these names, each with its alignment.
pub(crate) fn columns<const N: usize>(
    names: [&'static str; N],
    align: [Align; N],
) -> Vec<(&'static str, Align)> {
    names.into_iter().zip(align).collect()
}

/// Appends a table whose columns are as wide as they must be, two spaces apart.
pub(crate) fn table(page: &mut String, columns: &[(&str, Align)], rows: &[Row]) {
    let rows: Vec<Row> = rows
        .iter()
        .map(|row| Row {
            cells: row.cells.iter().map(|cell| shown(cell).into_owned()).collect(),
            style: row.style,
        })
        .collect();
    let widest = |i: usize, name: &str| {
        let cells = rows.iter().filter_map(|row| row.cells.get(i));
        cells
            .map(|cell| cell.chars().count())
            .chain([name.chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(i, (name, _))| widest(i, name))
        .collect();
    let line = |cells: &[String]| {
        let mut line = String::new();
        for ((cell, (_, align)), width) in cells.iter().zip(columns).zip(&widths) {
            let _ = match align {
                Align::Left => write!(line, "{cell:<width$}  "),
                Align::Right => write!(line, "{cell:>width$}  "),
            };
        }
        line.trim_end().to_owned()
    };
    let names: Vec<String> = columns.iter().map(|(name, _)| (*name).to_owned()).collect();
    let _ = writeln!(page, "{}", styled(QUIET, &line(&names)));
    for row in &rows {
        let _ = writeln!(page, "{}", styled(row.style, &line(&row.cells)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_characters() {
        let mut page = String::new();
        let row = |cells: [&str; 2]| Row {
            cells: cells.map(str::to_owned).to_vec(),
            style: Style::new(),
        };
        table(
            &mut page,
            &[("a", Align::Left), ("b", Align::Right)],
            &[row(["é", "10"]), row(["long", "5"])],
        );
        let plain = anstream::adapter::strip_str(&page).to_string();
        assert_eq!(plain, "a      b\né     10\nlong   5\n");
    }

    #[test]
    fn json_on_a_terminal_is_obeyed_by_none_and_means_the_same() {
        let value = serde_json::json!({"name": "a\u{1b}[2J\u{9b}1m\u{202e}b é"});
        let text = to_json(&value).expect("JSON");
        assert!(!text.contains(|c| terminal::is_obeyed(c) && c != '\n'), "{text}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON"),
            value
        );
    }

    #[test]
    fn long_lines_are_broken_at_words_and_indented() {
        let mut page = String::new();
        paragraph(&mut page, "  + ", GOOD, &"word ".repeat(30));
        let plain = anstream::adapter::strip_str(&page).to_string();
        let lines: Vec<&str> = plain.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines[0].starts_with("  + word") && lines[1].starts_with("    word"));
    }
}
