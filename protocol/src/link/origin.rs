//! Where the team's own figures come from, as one line in the link: a machine, a price list, files that were observed, or several of
//! them, each with its day.
//!
//! `Lab RTX 4090, 2026-11-24; prices: LiteLLM of 2026-11-24, gpt-5; observed: traffic.jsonl, 2026-11-28, n=12,000`. Each part can be set
//! and leaves the others.

use super::MEASURED_CHARS;

/// Longest name of a machine with its day, in characters.
pub const MACHINE_CHARS: usize = 60;

/// What starts the part on prices.
const PRICES: &str = "prices: ";

/// What starts the part on files that were observed.
const OBSERVED: &str = "observed: ";

/// What stands between files that were observed one after the other.
const BETWEEN: &str = " + ";

/// The parts of a line: the machine's, that on prices, and that on files that were observed.
fn parts(line: &str) -> [&str; 3] {
    fn cut<'l>(line: &'l str, start: &str) -> (&'l str, &'l str) {
        line.split_once(start).map_or((line, ""), |(before, after)| {
            (before.trim_end_matches([';', ' ']), after)
        })
    }
    let (before, observed) = cut(line, OBSERVED);
    let (machine, prices) = cut(before, PRICES);
    [machine, prices, observed]
}

fn joined([machine, prices, observed]: [&str; 3]) -> String {
    let starts = ["", PRICES, OBSERVED];
    let mut line = String::new();
    for (start, part) in starts.into_iter().zip([machine, prices, observed]) {
        if !part.is_empty() {
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(start);
            line.push_str(part);
        }
    }
    line.chars()
        .filter(|c| !c.is_control())
        .take(MEASURED_CHARS)
        .collect()
}

/// The line with another machine.
#[must_use]
pub fn with_machine(line: &str, machine: &str) -> String {
    let [_, prices, observed] = parts(line);
    joined([machine, prices, observed])
}

/// The line with other prices; empty takes them away.
#[must_use]
pub fn with_prices(line: &str, prices: &str) -> String {
    let [machine, _, observed] = parts(line);
    joined([machine, prices, observed])
}

/// The line with files that were observed, beside those observed before: each such part is the files, the day and the number of observations.
/// The same files observed again take the place of the former part. Empty takes all away.
#[must_use]
pub fn with_observed(line: &str, observed: &str) -> String {
    let [machine, prices, before] = parts(line);
    if observed.is_empty() {
        return joined([machine, prices, ""]);
    }
    let files = |part: &str| part.rsplitn(3, ", ").last().map(str::to_owned);
    let others = before
        .split(BETWEEN)
        .filter(|part| files(part) != files(observed));
    let all: Vec<&str> = others.filter(|part| !part.is_empty()).chain([observed]).collect();
    joined([machine, prices, &all.join(BETWEEN)])
}

/// Whether the line names files that were observed.
#[must_use]
pub fn is_observed(line: &str) -> bool {
    line.contains(OBSERVED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_were_observed_are_a_part_of_their_own() {
        let both = with_prices(&with_observed("", "logs.jsonl, 2026-11-28, n=9"), "x");
        assert_eq!(both, "prices: x; observed: logs.jsonl, 2026-11-28, n=9");
        assert!(is_observed(&both) && !is_observed("Lab"));
        let more = with_observed(&both, "docs, 2026-11-29, n=40");
        assert_eq!(
            more,
            "prices: x; observed: logs.jsonl, 2026-11-28, n=9 + docs, 2026-11-29, n=40"
        );
        assert_eq!(
            with_observed(&more, "logs.jsonl, 2026-11-30, n=1,200"),
            "prices: x; observed: docs, 2026-11-29, n=40 + logs.jsonl, 2026-11-30, n=1,200"
        );
        assert_eq!(with_observed(&with_machine(&both, "Lab"), ""), "Lab; prices: x");
        assert_eq!(with_prices(&both, ""), "observed: logs.jsonl, 2026-11-28, n=9");
    }

    #[test]
    fn each_part_is_set_anew_and_leaves_the_other() {
        let machine = with_machine("", "Lab, 2026-11-24");
        assert_eq!(machine, "Lab, 2026-11-24");
        let both = with_prices(&machine, "CSV of 2026-11-24, ours");
        assert_eq!(both, "Lab, 2026-11-24; prices: CSV of 2026-11-24, ours");
        assert_eq!(
            with_machine(&both, "Desk, 2027-01-01"),
            "Desk, 2027-01-01; prices: CSV of 2026-11-24, ours"
        );
        assert_eq!(with_prices(&both, ""), machine);
        let prices = with_prices("", "x");
        assert_eq!(prices, "prices: x");
        assert_eq!(with_prices(&prices, "y\n"), "prices: y");
        assert_eq!(
            with_prices(&"m".repeat(MACHINE_CHARS), &"é".repeat(500))
                .chars()
                .count(),
            MEASURED_CHARS
        );
    }
}
