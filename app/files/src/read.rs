//! Reads what the reader gave and observes it, as the program does.

use std::io::{BufRead, Read};

use forkcast_engine::{Catalog, Scenario};
use forkcast_observe::corpus::{Corpus, LIST_UNZONED, LONGEST, NO_HISTORY, Pace, listed};
use forkcast_observe::examples::Examples;
use forkcast_observe::logs::Logs;
pub use forkcast_observe::reading::{Found, Reading};
use forkcast_observe::report::{self, Observed};
use forkcast_observe::tokens::ByBytes;
use forkcast_observe::unpack::unpacked;
use forkcast_observe::{Kind, ObserveError, Problems};

use crate::text::read as texts;

const DAY_S: f64 = 86_400.0;

/// A file of the reader's.
pub struct Source<'s> {
    /// Its name, with the folders that were given with it.
    pub path: String,
    /// Its length.
    pub bytes: f64,
    /// When it was changed last, seconds since 1970.
    pub modified_s: f64,
    /// Opens it.
    pub open: Box<dyn Fn() -> Box<dyn Read + 's> + 's>,
}

/// What is to be read.
pub struct Job<'s> {
    /// What the files are, if the reader said it.
    pub kind: Option<Kind>,
    /// The scenario that inputs are set in.
    pub scenario: Scenario,
    /// Where its own figures come from.
    pub measured: String,
    /// The day, as `2026-11-28`.
    pub date: String,
    /// The time, seconds since 1970.
    pub now_s: f64,
    /// The files.
    pub sources: Vec<Source<'s>>,
    /// A bill of the same days, for logs.
    pub bill: Option<Source<'s>>,
    /// Whether the folder has a history of git, which a browser cannot read.
    pub has_history: bool,
}

/// Reads everything and says what it found.
///
/// # Errors
/// What the program says of the same files.
pub fn read(job: &Job<'_>, catalog: &Catalog) -> Result<Reading, String> {
    let observed = observe(job, catalog).map_err(|error| error.to_string())?;
    Reading::of(observed, &job.scenario, &job.measured, &job.date, catalog).map_err(|error| error.to_string())
}

/// The name of a file without its folders.
#[must_use]
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn opened<'s>(source: &Source<'s>) -> Result<Box<dyn BufRead + 's>, ObserveError> {
    unpacked((source.open)()).map_err(|error| ObserveError::Io {
        file: name(&source.path).to_owned(),
        error,
    })
}

fn kind(job: &Job<'_>) -> Result<Kind, ObserveError> {
    if let Some(kind) = job.kind {
        return Ok(kind);
    }
    match job.sources.first() {
        Some(first) if job.sources.iter().all(|source| Kind::is_data(&source.path)) => {
            Kind::of(name(&first.path), opened(first)?)
        }
        Some(_) | None => Ok(Kind::Corpus),
    }
}

/// Why nothing was observed.
fn mapped(error: serde_json::Error) -> ObserveError {
    ObserveError::Io {
        file: String::new(),
        error: error.into(),
    }
}

fn observe(job: &Job<'_>, catalog: &Catalog) -> Result<Observed, ObserveError> {
    match kind(job)? {
        Kind::Examples => {
            let mut examples = Examples::new(&ByBytes, None);
            for source in &job.sources {
                examples.read(name(&source.path), opened(source)?)?;
            }
            examples.check()?;
            report::of_examples(examples.finish(), &job.scenario, catalog).map_err(mapped)
        }
        Kind::Logs => {
            let mut logs = Logs::new(catalog, None);
            for source in &job.sources {
                logs.read(name(&source.path), opened(source)?)?;
            }
            if let Some(bill) = &job.bill {
                logs.read_bill(name(&bill.path), opened(bill)?)?;
            }
            logs.check()?;
            report::of_logs(logs.finish()).map_err(mapped)
        }
        Kind::Corpus => match &*job.sources {
            [list] if !list.path.contains('/') && Kind::is_data(&list.path) => of_list(job, list),
            _ => of_documents(job),
        },
    }
}

fn of_list(job: &Job<'_>, list: &Source<'_>) -> Result<Observed, ObserveError> {
    let mut corpus = Corpus::new(&ByBytes);
    let mut problems = Problems::default();
    let file = name(&list.path);
    let read = listed(file, opened(list)?, job.now_s as i64, &mut corpus, &mut problems)?;
    let mut observed =
        report::of_corpus(vec![file.to_owned()], corpus.finish(read.pace), &problems).map_err(mapped)?;
    if read.unzoned {
        observed.shown.notes.push(LIST_UNZONED.to_owned());
    }
    Ok(observed)
}

fn of_documents(job: &Job<'_>) -> Result<Observed, ObserveError> {
    let mut corpus = Corpus::new(&ByBytes);
    let mut ages = Vec::new();
    let mut content = Vec::new();
    for source in &job.sources {
        content.clear();
        let read = if source.bytes > LONGEST as f64 {
            None
        } else {
            (source.open)().read_to_end(&mut content).ok()
        };
        if read.is_none() {
            corpus.add_unread();
        } else if corpus.add(&content) {
            ages.push((job.now_s.floor() - source.modified_s) / DAY_S);
        }
    }
    // A clone or a copy sets the times of all files anew, so that they say nothing where there is a history.
    let pace = if job.has_history {
        None
    } else {
        Pace::of_ages(&ages)
    };
    let folder = job.sources.first().and_then(|first| first.path.split_once('/'));
    let files = match folder {
        Some((folder, _)) => vec![folder.to_owned()],
        None => job.sources.iter().map(|source| source.path.clone()).collect(),
    };
    let note = if job.has_history {
        texts::history(&files)
    } else {
        NO_HISTORY.to_owned()
    };
    let mut observed = report::of_corpus(files, corpus.finish(pace), &Problems::default()).map_err(mapped)?;
    observed.shown.notes.push(note);
    Ok(observed)
}
