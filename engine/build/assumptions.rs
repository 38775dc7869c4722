//! The constants of the model: `assumptions.toml`.

use crate::read::read;
use crate::write::status;
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumptions {
    assumption: Vec<Assumption>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumption {
    key: String,
    label: String,
    low: f64,
    likely: f64,
    high: f64,
    unit: String,
    status: String,
    source: String,
}

pub(crate) fn assumptions(out: &mut String) {
    let table: Assumptions = read("assumptions");
    out.push_str("/// One value for every assumption of the table; the units are those of its rows.\n#[derive(Clone, Copy, Debug, PartialEq)]\npub struct Calibration {\n");
    for a in &table.assumption {
        assert!(
            a.low <= a.likely && a.likely <= a.high,
            "assumptions.toml: {}: low <= likely <= high",
            a.key
        );
        writeln!(out, "/// {} ({}).\npub {}: f64,", a.label, a.unit, a.key).unwrap();
    }
    out.push_str(
        "}\nimpl Calibration {\n/// Every assumption at its likely value.\npub const LIKELY: Self = Self {\n",
    );
    for a in &table.assumption {
        writeln!(out, "{}: {:?},", a.key, a.likely).unwrap();
    }
    writeln!(
        out,
        "}};\n{}}}\n/// Every assumption.\npub static ASSUMPTIONS: [Assumption; {}] = [",
        as_array(&table),
        table.assumption.len()
    )
    .unwrap();
    let mut notes = String::new();
    for a in &table.assumption {
        let status = status("assumptions", &a.key, &a.status);
        let unit = match a.unit.as_str() {
            "examples" => "Examples",
            "hours" => "Hours",
            "minutes" => "Minutes",
            "months" => "Months",
            "ms" => "Milliseconds",
            "place" => "Place",
            "ratio" => "Factor",
            "share" => "Share",
            "tokens/s" => "TokensPerSecond",
            other => panic!("assumptions.toml: {}: no unit {other} is known", a.key),
        };
        writeln!(
            out,
            "Assumption {{ key: {:?}, low: {:?}, likely: {:?}, high: {:?}, get: |c| c.{key}, set: |c, v| c.{key} = v }},",
            a.key, a.low, a.likely, a.high, key = a.key
        )
        .unwrap();
        writeln!(
            notes,
            "Note {{ label: crate::language::assumption({:?}, {:?}), unit: Unit::{unit}, status: {status}, source: {:?} }},",
            a.key, a.label, a.source
        )
        .unwrap();
    }
    out.push_str("];\n");
    writeln!(out, "/// What each assumption says, in the order of [`ASSUMPTIONS`].\npub static NOTES: [Note; {}] = [\n{notes}];", table.assumption.len()).unwrap();
}

/// Reading and writing all assumptions at once, in the order of the table: a simulation draws every one.
fn as_array(table: &Assumptions) -> String {
    let keys: Vec<&str> = table.assumption.iter().map(|a| a.key.as_str()).collect();
    let count = keys.len();
    let read: Vec<String> = keys.iter().map(|key| format!("self.{key}")).collect();
    let (read, written) = (read.join(", "), keys.join(", "));
    format!(
        "/// The values, in the order of [`ASSUMPTIONS`].\n#[must_use]\npub const fn to_array(&self) -> [f64; {count}] {{ [{read}] }}\n\
         /// Those of such an array.\n#[must_use]\npub const fn from_array([{written}]: [f64; {count}]) -> Self {{ Self {{ {written} }} }}\n"
    )
}
