//! The figures behind a chart as rows, and as CSV.

use forkcast_engine::number;

/// A table: what a chart shows, in words and numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Headings.
    pub columns: Vec<String>,
    /// Rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// As comma-separated values (RFC 4180).
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            for (i, field) in row.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                cell(&mut out, field);
            }
            out.push_str("\r\n");
        }
        out
    }
}

impl Table {
    /// As a table of Markdown (GitHub's). Empty where there are no columns.
    #[must_use]
    pub fn markdown(&self) -> String {
        if self.columns.is_empty() {
            return String::new();
        }
        let mut out = String::new();
        line(&mut out, self.columns.iter().map(|field| plain(field)));
        // Figures are read from the right.
        line(
            &mut out,
            self.columns
                .iter()
                .enumerate()
                .map(|(i, _)| if i == 0 { "---" } else { "---:" }.to_owned()),
        );
        for row in &self.rows {
            line(&mut out, row.iter().map(|field| plain(field)));
        }
        out
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for cell in cells {
        out.push_str("| ");
        out.push_str(&cell);
        out.push(' ');
    }
    out.push_str("|\n");
}

/// A text that Markdown shows as it stands, in one line.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_control() {
            out.push(' ');
            continue;
        }
        if matches!(
            c,
            '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A spreadsheet takes a cell that starts with one of these for a formula; an apostrophe before it makes it text.
fn is_formula(field: &str) -> bool {
    field.starts_with(['=', '+', '-', '@', '\t', '\r']) && number::parse(field).is_none()
}

fn cell(out: &mut String, field: &str) {
    let guard = if is_formula(field) { "'" } else { "" };
    if field.contains(['"', ',', '\n', '\r']) {
        out.push('"');
        out.push_str(guard);
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(guard);
        out.push_str(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells_in_markdown() {
        let table = Table {
            columns: vec!["a|b".into()],
            rows: vec![vec!["<b>*x*\n| y".into()]],
        };
        assert_eq!(table.markdown(), "| a\\|b |\n| --- |\n| \\<b\\>\\*x\\* \\| y |\n");
    }

    #[test]
    fn cells_cannot_be_formulas() {
        let table = Table {
            columns: vec!["a".into(), "b".into()],
            rows: vec![
                vec!["=1+1".into(), "-5".into()],
                vec!["@cmd".into(), "+x,\"y\"".into()],
            ],
        };
        assert_eq!(
            table.markdown(),
            "| a | b |\n| --- | ---: |\n| =1+1 | -5 |\n| @cmd | +x,\"y\" |\n"
        );
        assert_eq!(table.csv(), "a,b\r\n'=1+1,-5\r\n'@cmd,\"'+x,\"\"y\"\"\"\r\n");
    }
}
