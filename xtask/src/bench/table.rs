//! The measured figures, as Markdown.

use std::fmt;

/// Rows in the order of measurement.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<[String; 3]>,
    /// The names above and on the line of divan's tree that was seen last.
    divan_groups: Vec<String>,
}

impl Table {
    /// Takes `measured<TAB>what<TAB>value<TAB>budget`; the budget may be left out.
    pub(crate) fn see_measured(&mut self, line: &str) {
        let mut cells = line.trim_end().split('\t');
        if cells.next() != Some("measured") {
            return;
        }
        if let (Some(what), Some(value)) = (cells.next(), cells.next()) {
            let budget = cells.next().unwrap_or_default();
            self.rows
                .push([what.to_owned(), value.to_owned(), budget.to_owned()]);
        }
    }

    /// Takes the median of a line of divan's tree: `├─ decide  1.1 µs │ 3.2 µs │ 1.2 µs │ 1.3 µs │ 100 │ 6400`.
    /// A line without figures names the group of the lines below it.
    pub(crate) fn see_divan(&mut self, line: &str) {
        let cells: Vec<&str> = line.split(" │ ").collect();
        let [first, _, median, ..] = cells[..] else { return };
        // Each level of the tree is three characters wide; the heading has none.
        let Some(branch) = first.chars().position(|mark| mark == '├' || mark == '╰') else {
            return;
        };
        let name = first
            .trim_start_matches(['│', '├', '╰', '─', ' '])
            .split_whitespace()
            .next()
            .unwrap_or_default();
        self.divan_groups.truncate(branch / 3);
        self.divan_groups.push(name.to_owned());
        let median = median.trim();
        if median.starts_with(|mark: char| mark.is_ascii_digit()) {
            let what = format!("native `{}`, median", self.divan_groups.join("/"));
            self.rows.push([what, median.to_owned(), String::new()]);
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, output: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(output, "| measured | value | budget |\n|---|---|---|")?;
        for [what, value, budget] in &self.rows {
            writeln!(output, "| {what} | {value} | {budget} |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_lines_become_rows_and_others_do_not() {
        let mut table = Table::default();
        table.see_measured("measured\tslider to paint, p95\t9.1 ms\t<= 16 ms");
        table.see_measured("measured\tsteps\t120");
        table.see_measured("measured 3 things");
        assert_eq!(
            table.to_string(),
            "| measured | value | budget |\n|---|---|---|\n| slider to paint, p95 | 9.1 ms | <= 16 ms |\n| steps | 120 |  |\n"
        );
    }

    #[test]
    fn divans_medians_are_read_with_their_groups() {
        let mut table = Table::default();
        let output = "\
evaluate       fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ decide      1.173 µs      │ 1.933 µs      │ 1.193 µs      │ 1.222 µs      │ 100     │ 6400
╰─ map                       │               │               │               │         │
   ╰─ 96       9.1 ms        │ 14 ms         │ 9.3 ms        │ 9.9 ms        │ 100     │ 800";
        output.lines().for_each(|line| table.see_divan(line));
        assert_eq!(
            table.rows,
            [
                ["native `decide`, median", "1.193 µs", ""],
                ["native `map/96`, median", "9.3 ms", ""]
            ]
        );
    }
}
