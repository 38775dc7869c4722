//! `forkcast observe corpus`: walks a folder, and asks the installed git for its history.

use std::collections::HashSet;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::UNIX_EPOCH;

use forkcast_engine::Catalog;
use forkcast_engine::format::{count, interval_days, share, tokens};
use forkcast_observe::corpus::{Corpus, History, Listed, Pace, Summary, listing, sitemap};
use forkcast_observe::{ObserveError, Problems};
use jiff::Timestamp;
use serde::Serialize;

use super::apply::Observed;
use super::arguments::CorpusArgs;
use super::{files, show};
use crate::failure::Failure;
use crate::terminal;
use crate::text::observe as text;

/// Longest document that is read, bytes: longer files are data.
const LONGEST: u64 = 64 << 20;
const DAY_S: f64 = 86_400.0;

#[derive(Serialize)]
struct Whole<'s> {
    #[serde(flatten)]
    summary: &'s Summary,
    problems: &'s Problems,
}

pub(super) fn observe(given: &CorpusArgs, _: &Catalog) -> Result<Observed, Failure> {
    let counter = files::counter(given.tokens.tokenizer.as_deref())?;
    let mut corpus = Corpus::new(&*counter);
    let mut problems = Problems::default();
    let pace = if given.path.is_dir() {
        folder(given, &mut corpus)?
    } else {
        list(given, &mut corpus, &mut problems)?
    };
    let summary = corpus.finish(pace);
    let page = page(&summary, &problems);
    let whole = Whole {
        summary: &summary,
        problems: &problems,
    };
    Ok(Observed {
        kind: "corpus",
        files: vec![files::name(
            &given.path.canonicalize().unwrap_or_else(|_| given.path.clone()),
        )],
        summary: serde_json::to_value(&whole).map_err(|error| Failure::Output(error.into()))?,
        findings: summary.findings,
        page,
    })
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Whether a file of that name counts.
fn is_wanted(path: &str, endings: &[String]) -> bool {
    endings.is_empty()
        || path.rsplit_once('.').is_some_and(|(_, ending)| {
            endings
                .iter()
                .any(|own| own.trim_start_matches('.').eq_ignore_ascii_case(ending))
        })
}

/// Every file below a folder, without hidden ones. Links are not followed, so that the walk ends.
fn walk(root: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if folder == root => {
                return Err(Failure::Run(crate::text::cannot_be_read(root, error)));
            }
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(())
}

fn folder(given: &CorpusArgs, corpus: &mut Corpus<'_>) -> Result<Option<Pace>, Failure> {
    let root = &given.path;
    let mut paths = Vec::new();
    walk(root, &mut paths)?;
    let mut documents: HashSet<Vec<u8>> = HashSet::new();
    let mut ages = Vec::new();
    let bar = files::counting(paths.len() as u64, &files::name(root));
    for path in &paths {
        bar.inc(1);
        let inside = path
            .strip_prefix(root)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/");
        if !is_wanted(&inside, &given.ext) {
            continue;
        }
        let Ok(metadata) = path.metadata() else {
            corpus.add_unread();
            continue;
        };
        if metadata.len() > LONGEST {
            corpus.add_unread();
            continue;
        }
        let Ok(content) = fs::read(path) else {
            corpus.add_unread();
            continue;
        };
        if corpus.add(&content) {
            documents.insert(inside.into_bytes());
            let since = metadata
                .modified()
                .ok()
                .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            ages.extend(since.map(|at| (now() as f64 - at.as_secs_f64()) / DAY_S));
        }
    }
    bar.finish_and_clear();
    if let Some(history) = history(root)
        && let Some(pace) = history.pace(now(), Some(&documents))
    {
        return Ok(Some(pace));
    }
    terminal::say(text::NO_HISTORY);
    Ok(Pace::of_ages(&ages))
}

/// The history that git has of a folder; none if there is no git or no repository.
fn history(root: &Path) -> Option<History> {
    let mut git = git(root)?;
    let out = git.stdout.take()?;
    let history = History::read(BufReader::new(out), &|_| true).ok();
    let is_whole = git.wait().is_ok_and(|status| status.success());
    history.filter(|history| is_whole && !history.is_empty())
}

fn git(root: &Path) -> Option<Child> {
    Command::new("git")
        .arg("-C")
        .arg(root)
        // The repository may be anybody's: none of its settings may run a program.
        .args([
            "-c",
            "core.quotePath=false",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
        ])
        .args([
            "log",
            "--reverse",
            "--no-merges",
            "--no-ext-diff",
            "--no-textconv",
            "--no-show-signature",
        ])
        .args(["--name-status", "-M", "--relative", "--format=%x01%ct", "--", "."])
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

fn list(
    given: &CorpusArgs,
    corpus: &mut Corpus<'_>,
    problems: &mut Problems,
) -> Result<Option<Pace>, Failure> {
    let name = files::name(&given.path);
    let reader = files::open(&given.path)?;
    let is_xml = name
        .trim_end_matches(".gz")
        .to_ascii_lowercase()
        .ends_with(".xml");
    let listed: Vec<Listed> = if is_xml {
        sitemap(&name, reader, problems)?
    } else {
        listing(&name, reader, problems)?
    };
    problems.check()?;
    if listed.is_empty() {
        return Err(ObserveError::Empty { file: name }.into());
    }
    if listed.iter().any(|one| one.modified.is_some_and(|at| !at.zoned)) {
        terminal::say(text::LIST_UNZONED);
    }
    listed.iter().for_each(|one| corpus.add_listed(one.bytes));
    let ages: Vec<f64> = listed
        .iter()
        .filter_map(|one| Some((now() as f64 - one.modified?.seconds) / DAY_S))
        .collect();
    Ok(Pace::of_ages(&ages))
}

fn page(summary: &Summary, problems: &Problems) -> String {
    let mut page = String::new();
    let mut rows = vec![(
        text::DOCUMENTS,
        text::documents(summary.documents, summary.binary, summary.unread),
    )];
    if let Some(lengths) = &summary.tokens {
        rows.push((
            text::TOKENS,
            text::lengths(lengths, tokens, summary.tokens_estimated),
        ));
        rows.push((text::BYTES, count(summary.total_bytes)));
    }
    rows.push((
        text::COPIES,
        text::document_copies(summary.exact_copies, summary.near_copies),
    ));
    if let Some(pace) = &summary.pace {
        rows.push((text::UNTOUCHED, text::share_of(&pace.never_touched, share)));
        if let Some(days) = &pace.change_days {
            rows.push((text::CHANGES, text::change_days(days, interval_days)));
        }
        if let Some(top) = pace.top_tenth {
            rows.push((text::TOP_TENTH, text::top_tenth(pace.changes, &share(top))));
        }
        if pace.bulk > 0 {
            rows.push((text::BULK, text::bulk(pace.bulk)));
        }
    }
    show::rows(&mut page, &rows);
    show::problems(&mut page, problems);
    page
}
