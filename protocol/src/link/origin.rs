//! Where the team's own figures come from, as one line in the link: a machine, a price list, or both, each with its day.
//!
//! `Lab RTX 4090, 2026-11-24; prices: LiteLLM of 2026-11-24, gpt-5`. Either part can be set anew and leaves the other.

use super::MEASURED_CHARS;

/// Longest name of a machine with its day, in characters.
pub const MACHINE_CHARS: usize = 60;

/// What starts the part on prices.
const PRICES: &str = "prices: ";

/// The parts of a line: the machine's, and that on prices.
fn parts(line: &str) -> (&str, &str) {
    match line.split_once(PRICES) {
        Some((machine, prices)) => (machine.trim_end_matches([';', ' ']), prices),
        None => (line, ""),
    }
}

fn joined(machine: &str, prices: &str) -> String {
    let line = match (machine, prices) {
        (machine, "") => machine.to_owned(),
        ("", prices) => format!("{PRICES}{prices}"),
        (machine, prices) => format!("{machine}; {PRICES}{prices}"),
    };
    line.chars()
        .filter(|c| !c.is_control())
        .take(MEASURED_CHARS)
        .collect()
}

/// The line with another machine.
#[must_use]
pub fn with_machine(line: &str, machine: &str) -> String {
    joined(machine, parts(line).1)
}

/// The line with other prices; empty takes them away.
#[must_use]
pub fn with_prices(line: &str, prices: &str) -> String {
    joined(parts(line).0, prices)
}

#[cfg(test)]
mod tests {
    use super::*;

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
