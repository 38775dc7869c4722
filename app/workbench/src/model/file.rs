//! Measurement files, and the list of those that ship with the page.

use crate::text::file as texts;
use forkcast_protocol::measure::{Measurement, file};
use serde::Deserialize;

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
    file::read(text).map_err(|error| texts::not_read(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::results::tests::{measurement, series};
    use forkcast_protocol::measure::file::write;
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
        let told = |text: &str, mark: &str| {
            let line = text.lines().position(|line| line.contains(mark)).expect("a line") + 1;
            let said = read(text).expect_err("no measurement");
            assert!(said.starts_with(&format!("Line {line}, column ")), "{said}");
            said
        };
        told(&good.replacen(',', ";", 1), ";");
        let wrong = told(&good.replace("\"done\"", "\"finished\""), "finished");
        assert!(wrong.contains("finished"), "{wrong}");
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
