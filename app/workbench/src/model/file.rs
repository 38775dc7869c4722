//! Measurement files, and the list of those that ship with the page.

use forkcast_protocol::measure::{MEASUREMENT_VERSION, Measurement};
use serde::Deserialize;

/// Longest file that is read, bytes.
pub const LONGEST: usize = 8 << 20;

/// The list of shipped measurements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    /// Names of the files beside the list.
    pub files: Vec<String>,
    /// Missing measurements, and why.
    pub not_measured: Vec<String>,
}

/// Reads a measurement file.
///
/// # Errors
/// Where and why it is not one, and what is accepted.
pub fn read(text: &str) -> Result<Measurement, String> {
    const ACCEPTED: &str =
        "Accepted is the JSON written by “forkcast measure --output FILE” or by “Download” here.";
    if text.trim().is_empty() {
        return Err(format!("It is empty. {ACCEPTED}"));
    }
    if text.len() > LONGEST {
        return Err(format!("It is longer than {} MB. {ACCEPTED}", LONGEST >> 20));
    }
    // The version first: a newer file may be of a shape that is not known here.
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| {
        format!(
            "Line {}, column {}: this is not JSON ({e}). {ACCEPTED}",
            e.line(),
            e.column()
        )
    })?;
    match value.get("schema_version").map(serde_json::Value::as_u64) {
        Some(Some(version)) if version > u64::from(MEASUREMENT_VERSION) => {
            return Err(format!(
                "It has version {version}, written by a newer Forkcast; this page reads versions up to {MEASUREMENT_VERSION}. Open it in the page of the program that wrote it."
            ));
        }
        Some(Some(version)) if version > 0 => {}
        _ => {
            return Err(format!(
                "Line 1, column 1: it has no `schema_version` above 0, so it is not a measurement. {ACCEPTED}"
            ));
        }
    }
    serde_json::from_str(text)
        .map_err(|e| format!("Line {}, column {}: {e}. {ACCEPTED}", e.line(), e.column()))
}

/// The file of a measurement, as it is downloaded.
#[must_use]
pub fn write(m: &Measurement) -> String {
    serde_json::to_string_pretty(m).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::results::tests::{measurement, series};
    use forkcast_protocol::measure::{RunState, SeriesKind};
    use std::path::Path;

    #[test]
    fn what_is_downloaded_can_be_opened() {
        let m = measurement(
            RunState::Cancelled,
            vec![series("search", SeriesKind::Search, 0.123_456_789, None)],
        );
        assert_eq!(read(&write(&m)), Ok(m));
    }

    #[test]
    fn a_wrong_file_is_told_where_and_why() {
        let good = write(&measurement(RunState::Done, Vec::new()));
        let broken = read(&good.replacen(',', ";", 1)).expect_err("no JSON");
        assert!(broken.starts_with("Line 2, column "), "{broken}");
        let wrong = read(&good.replace("\"done\"", "\"finished\"")).expect_err("no such state");
        assert!(
            wrong.starts_with("Line 4, column ") && wrong.contains("finished"),
            "{wrong}"
        );
        let newer = read(&good.replace("\"schema_version\": 1", "\"schema_version\": 2")).expect_err("newer");
        assert!(
            newer.contains("version 2") && newer.contains("versions up to 1"),
            "{newer}"
        );
        for other in ["[1, 2]", "{\"a\": 1}", "7", ""] {
            let said = read(other).expect_err(other);
            assert!(said.contains("forkcast measure"), "{said}");
        }
    }

    #[test]
    fn the_list_names_every_shipped_file_and_each_can_be_opened() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../public/measurements");
        let list = std::fs::read_to_string(folder.join("index.json")).expect("index.json");
        let shipped: Shipped = serde_json::from_str(&list).expect("a list");
        let mut there: Vec<String> = std::fs::read_dir(&folder)
            .expect("the folder")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(".json") && name != "index.json")
            .collect();
        there.sort();
        assert_eq!(
            shipped.files, there,
            "public/measurements/index.json lists the folder in order"
        );
        let mut gpu = false;
        for name in &there {
            let text = std::fs::read_to_string(folder.join(name)).expect("a file");
            let m = read(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            gpu |= m.machine.is_some_and(|x| x.gpu.is_some());
        }
        let said = shipped.not_measured.iter().any(|line| line.contains("GPU"));
        assert!(gpu || said, "without a GPU's rows the list says so");
    }
}
