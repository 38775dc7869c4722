//! What was observed, for people.

use anstyle::Style;
use forkcast_observe::Problems;

use crate::print::{self, Align, BAD, QUIET, Row};
use crate::text::observe as text;

/// Labels with what was found.
pub(super) fn rows(page: &mut String, rows: &[(&str, String)]) {
    let width = rows
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or(0);
    for (label, found) in rows {
        print::paragraph(page, &format!("{label:width$}  "), QUIET, found);
    }
}

/// A table whose first columns are texts and whose others are numbers.
pub(super) fn table(page: &mut String, columns: &[&str], texts: usize, rows: Vec<Vec<String>>) {
    let columns: Vec<(&str, Align)> = columns
        .iter()
        .enumerate()
        .map(|(i, name)| (*name, if i < texts { Align::Left } else { Align::Right }))
        .collect();
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|cells| Row {
            cells,
            style: Style::new(),
        })
        .collect();
    print::table(page, &columns, &rows);
}

/// A heading.
pub(super) fn heading(page: &mut String, text: &str) {
    print::heading(page, text);
}

/// A sentence.
pub(super) fn note(page: &mut String, text: &str) {
    print::paragraph(page, "  ", QUIET, text);
}

/// What could not be read.
pub(super) fn problems(page: &mut String, problems: &Problems) {
    if problems.bad == 0 {
        return;
    }
    print::paragraph(page, "! ", BAD, &text::bad(problems.bad, problems.records));
    for problem in &problems.first {
        note(page, &text::problem(&problem.file, problem.line, &problem.reason));
    }
}
