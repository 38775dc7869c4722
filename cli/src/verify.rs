//! `forkcast verify`: whether a recorded decision still comes out.

use std::path::Path;
use std::process::ExitCode;

use forkcast_engine::Catalog;
use forkcast_protocol::record::Record;

use crate::failure::Failure;
use crate::page;
use crate::source;
use crate::terminal::shown;

/// Longest record that is read, bytes; one has about 60,000.
const LONGEST: u64 = 16 << 20;

/// Decides again on a record and prints what differs. Success where nothing does, exit code 1 where something does.
///
/// # Errors
/// A file that is no record, or an answer that cannot be written.
pub fn run(path: &Path) -> Result<ExitCode, Failure> {
    let catalog = Catalog::builtin();
    let wrong = |why: String| {
        Failure::Run(format!(
            "{}: {why}; accepted is the JSON of a decision record, as `forkcast decide --record FILE.json` and the page write it",
            path.display()
        ))
    };
    let text = source::text(path, LONGEST).map_err(|error| wrong(error.to_string()))?;
    let record = Record::read(&text).map_err(|error| wrong(error.to_string()))?;
    let differs = record.verify(catalog).map_err(|error| wrong(error.to_string()))?;
    let decided = format!(
        "Decided on {}: {}",
        shown(&record.date),
        shown(&record.decision.verdict.headline)
    );
    if differs.is_empty() {
        page::print(&format!("{decided}\nDecided again, it comes out the same.\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let differs: Vec<_> = differs.iter().map(|line| shown(line)).collect();
    page::print(&format!(
        "{decided}\nDecided again, this differs:\n  {}\n",
        differs.join("\n  ")
    ))?;
    Ok(ExitCode::FAILURE)
}
