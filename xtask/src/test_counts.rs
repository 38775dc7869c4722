//! Passed and failed tests, read from what cargo's and node's test runners print.

/// Tests seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TestCounts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Names of the failed ones, as far as the runners give them.
    pub(crate) names: Vec<String>,
}

impl TestCounts {
    /// Adds what one line of output says, if it is a summary line.
    pub(crate) fn see(&mut self, line: &str) {
        if let Some(result) = line.trim_start().strip_prefix("test result: ") {
            self.see_libtest(result);
        } else if let Some(name) = failed_test(line) {
            // Node names a failure where it happens and once more at the end.
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        } else {
            self.see_node(line);
        }
    }

    /// `ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s`
    fn see_libtest(&mut self, result: &str) {
        let figures = result.split_once(". ").map_or("", |(_, figures)| figures);
        for figure in figures.split(';') {
            match figure.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// `ℹ pass 12` and `ℹ fail 0` of the spec reporter, `# pass 12` and `# fail 0` of TAP.
    fn see_node(&mut self, line: &str) {
        let Some(figure) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else {
            return;
        };
        let Some((kind, number)) = figure.split_once(' ') else {
            return;
        };
        let Ok(number) = number.trim().parse::<u64>() else {
            return;
        };
        match kind {
            "pass" => self.passed += number,
            // A cancelled test (its suite timed out or its hook threw) did not show what it was to show.
            "fail" | "cancelled" => self.failed += number,
            _ => {}
        }
    }
}

/// The name of a test that failed: `test a::b ... FAILED` of cargo's runner, `✖ what it says (12.3ms)` of node's.
fn failed_test(line: &str) -> Option<String> {
    if let Some(name) = line
        .strip_prefix("test ")
        .and_then(|rest| rest.strip_suffix(" ... FAILED"))
    {
        return Some(name.to_owned());
    }
    let (name, time) = line.trim_start().strip_prefix("✖ ")?.rsplit_once(" (")?;
    time.ends_with("ms)").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(output: &str) -> TestCounts {
        let mut counts = TestCounts::default();
        output.lines().for_each(|line| counts.see(line));
        counts
    }

    #[test]
    fn every_cargo_test_binary_is_summed() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                      test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 1.20s";
        assert_eq!(
            count(output),
            TestCounts {
                passed: 13,
                failed: 2,
                names: Vec::new()
            }
        );
    }

    #[test]
    fn both_reporters_of_node_are_read() {
        let spec =
            "ℹ tests 7\nℹ suites 2\nℹ pass 5\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ duration_ms 1234.5";
        assert_eq!(
            count(spec),
            TestCounts {
                passed: 5,
                failed: 2,
                names: Vec::new()
            }
        );
        let tap = "# tests 2\n# pass 2\n# fail 0\n# duration_ms 12";
        assert_eq!(
            count(tap),
            TestCounts {
                passed: 2,
                failed: 0,
                names: Vec::new()
            }
        );
    }

    #[test]
    fn failed_tests_are_named_once() {
        let output = "test serve::a_test ... FAILED\ntest serve::another ... ok\n✖ the page loads (123.4ms)\n  ✖ the page loads (123.4ms)\n\
                      ✖ failing tests:\n✔ the rest (1ms)";
        assert_eq!(count(output).names, ["serve::a_test", "the page loads"]);
    }

    #[test]
    fn the_tests_own_words_are_not_counted() {
        assert_eq!(
            count("3 passed; 2 failed\n# passing 3\nℹ pass words\npass 3"),
            TestCounts::default()
        );
    }
}
