//! Reads the files, and dates within them.

use serde::Deserialize;
use std::fs;

pub(crate) fn read<T: for<'de> Deserialize<'de>>(file: &str) -> T {
    let path = format!("data/{file}.toml");
    println!("cargo:rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Days since 1970-01-01 of `2026-11-23`.
pub(crate) fn days(model: &str, date: &str) -> i64 {
    let parsed: Result<jiff::civil::Date, _> = date.parse();
    let Ok(day) = parsed else {
        panic!("models.toml: {model}: a date is written 2026-11-23, not {date}");
    };
    day.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}
