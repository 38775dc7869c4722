//! `forkcast verify`: whether a recorded decision can be reproduced.

use std::path::Path;
use std::process::ExitCode;

use forkcast_engine::Catalog;
use forkcast_protocol::record::Record;

use crate::failure::Failure;
use crate::print;
use crate::source;
use crate::terminal::shown;
use crate::text::verify as text;

/// Longest record that is read, bytes; one has about 60,000.
const LONGEST: u64 = 16 << 20;

/// Decides again on a record and prints the differences. Exits with 0 if there are none, otherwise with 1.
///
/// # Errors
/// A file that is not a record, or an answer that cannot be written.
pub fn run(path: &Path) -> Result<ExitCode, Failure> {
    let catalog = Catalog::builtin();
    let wrong = |why: String| Failure::Run(text::not_a_record(path, why));
    let json = source::text(path, LONGEST).map_err(|error| wrong(error.to_string()))?;
    let record = Record::read(&json).map_err(|error| wrong(error.to_string()))?;
    let differs = record.verify(catalog).map_err(|error| wrong(error.to_string()))?;
    let decided = text::decided(&shown(&record.date), &shown(&record.decision.verdict.headline));
    if differs.is_empty() {
        print::text(&text::same(&decided))?;
        return Ok(ExitCode::SUCCESS);
    }
    let differs: Vec<String> = differs.iter().map(|line| shown(line).into_owned()).collect();
    print::text(&text::differs(&decided, &differs))?;
    Ok(ExitCode::FAILURE)
}
