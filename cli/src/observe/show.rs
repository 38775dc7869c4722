//! Prints what was observed.

use anstyle::Style;
use forkcast_observe::report::Shown;

use crate::print::{self, Align, BAD, QUIET, Row};

/// Everything that was found.
pub(super) fn page(shown: &Shown) -> String {
    let mut page = String::new();
    rows(&mut page, &shown.rows);
    shown.notes.iter().for_each(|text| note(&mut page, text));
    problems(&mut page, &shown.problems);
    if let Some(of) = &shown.table {
        heading(&mut page, &of.heading);
        let columns: Vec<&str> = of.columns.iter().map(String::as_str).collect();
        table(&mut page, &columns, of.texts, of.rows.clone());
    }
    page
}

/// Labels with what was found.
pub(crate) fn rows<L: AsRef<str>>(page: &mut String, rows: &[(L, String)]) {
    let width = rows
        .iter()
        .map(|(label, _)| label.as_ref().chars().count())
        .max()
        .unwrap_or(0);
    for (label, found) in rows {
        print::paragraph(page, &format!("{:width$}  ", label.as_ref()), QUIET, found);
    }
}

/// A table whose first columns are texts and whose others are numbers.
pub(crate) fn table(page: &mut String, columns: &[&str], texts: usize, rows: Vec<Vec<String>>) {
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
pub(crate) fn heading(page: &mut String, text: &str) {
    print::heading(page, text);
}

/// A sentence.
pub(crate) fn note(page: &mut String, text: &str) {
    print::paragraph(page, "  ", QUIET, text);
}

/// That some records cannot be read, and the first of them.
pub(crate) fn problems(page: &mut String, sentences: &[String]) {
    if let [first, more @ ..] = sentences {
        print::paragraph(page, "! ", BAD, first);
        more.iter().for_each(|text| note(page, text));
    }
}
