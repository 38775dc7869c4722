//! `forkcast check`: whether the decisions on scenarios are as expected, for people who keep scenarios in a repository.

pub mod expected;
mod forms;
mod judge;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use forkcast_engine::{Catalog, MODEL_VERSION};
use forkcast_protocol::json::{Decision, SCHEMA_VERSION};
use forkcast_protocol::link::{self, View};
use jiff::Timestamp;
use serde::{Deserialize as _, Serialize};

pub(crate) use judge::Figure;
pub use judge::Outcome;

use crate::commands::{CheckArgs, ReportForm};
use crate::failure::Failure;
use crate::print;
use crate::source::{self, Source};
use crate::terminal;
use crate::text::check as text;
use expected::Expected;

/// The file of expectations that is looked for beside a scenario.
pub const FILE: &str = "forkcast.check.toml";
/// Longest file of expectations that is read, bytes.
const LONGEST: u64 = 1 << 20;

/// The report on all scenarios.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    schema_version: u32,
    model_version: &'static str,
    catalog_version: String,
    /// Whether every scenario was read and every expectation is met.
    met: bool,
    scenarios: Vec<Checked>,
}

/// One scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Checked {
    /// As it was named.
    scenario: String,
    /// Whether it is a file, which a report may point to.
    #[serde(skip)]
    is_file: bool,
    /// Whether every expectation is met.
    met: bool,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The verdict in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<String>,
    /// Fragment of the page's address that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// Every expectation.
    expectations: Vec<Outcome>,
}

/// A scenario and what is expected of it.
struct Target {
    name: String,
    expected: Expected,
}

/// Checks the scenarios and writes the report. Exits with 0 if everything is met, with 1 if not, and with 2 if a scenario could not be
/// read.
///
/// # Errors
/// Expectations that are missing or wrong, or a report that cannot be written.
pub fn run(arguments: &CheckArgs) -> Result<ExitCode, Failure> {
    let catalog = Catalog::builtin();
    let targets = targets(arguments)?;
    let scenarios: Vec<Checked> = targets.iter().map(|target| checked(target, catalog)).collect();
    for error in scenarios.iter().filter_map(|checked| checked.error.as_ref()) {
        terminal::say(error);
    }
    let unread = scenarios.iter().any(|checked| checked.error.is_some());
    let report = Report {
        schema_version: SCHEMA_VERSION,
        model_version: MODEL_VERSION,
        catalog_version: catalog.version.to_string(),
        met: scenarios.iter().all(|checked| checked.met),
        scenarios,
    };
    write(arguments, &report)?;
    Ok(match (unread, report.met) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::SUCCESS,
        (false, false) => ExitCode::FAILURE,
    })
}

fn write(arguments: &CheckArgs, report: &Report) -> Result<(), Failure> {
    let now = Timestamp::now();
    let page = match arguments.format {
        ReportForm::Text => forms::text(report),
        ReportForm::Json => print::to_json(report).map_err(Failure::Output)? + "\n",
        ReportForm::Junit => forms::junit(report, &now.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        ReportForm::Sarif => print::to_json(&forms::sarif(report)).map_err(Failure::Output)? + "\n",
        ReportForm::Markdown => forms::markdown(report),
    };
    match &arguments.output {
        Some(path) => {
            let plain = anstream::adapter::strip_str(&page).to_string();
            fs::write(path, plain).map_err(|error| Failure::Run(crate::text::cannot_be_written(path, error)))
        }
        None => print::text(&page),
    }
}

fn checked(target: &Target, catalog: &Catalog) -> Checked {
    let mut checked = Checked {
        scenario: target.name.clone(),
        is_file: !source::is_link(&target.name) && target.name != "-",
        met: false,
        error: None,
        headline: None,
        link: None,
        expectations: Vec::new(),
    };
    match Source::named(&target.name, catalog) {
        Err(error) => checked.error = Some(error.to_string()),
        Ok(source) => {
            for notice in &source.notices {
                terminal::say(notice);
            }
            let decision = Decision::of(&source.scenario, catalog);
            checked.expectations = judge::outcomes(&target.expected, &decision);
            checked.met = checked.expectations.iter().all(|outcome| outcome.met);
            checked.link = Some(link::encode(&View::of(source.scenario), catalog));
            checked.headline = Some(decision.verdict.headline);
        }
    }
    checked
}

/// The scenarios that the arguments name, each once, with what is expected of it.
fn targets(arguments: &CheckArgs) -> Result<Vec<Target>, Failure> {
    let mut names = Vec::new();
    let here = [FILE.to_owned()];
    let given = if arguments.scenarios.is_empty() && arguments.expectations.is_none() {
        if !Path::new(FILE).is_file() {
            return Err(Failure::Run(text::no_scenario()));
        }
        &here[..]
    } else {
        &arguments.scenarios
    };
    // Without scenarios of its own, the file of expectations names them.
    let named = arguments.expectations.iter().filter(|_| given.is_empty());
    for file in named {
        names.extend(File::read(file)?.scenarios());
    }
    for name in given {
        if Path::new(name).file_name().is_some_and(|last| last == FILE) {
            names.extend(File::read(Path::new(name))?.scenarios());
        } else {
            names.push(name.clone());
        }
    }
    let mut targets: Vec<Target> = Vec::new();
    for name in names {
        if targets.iter().any(|target| target.name == name) {
            continue;
        }
        let below = written(arguments, &name)?;
        let expected = arguments.expected.over(&below);
        if expected.is_empty() {
            return Err(Failure::Run(text::nothing_expected(&name)));
        }
        targets.push(Target { name, expected });
    }
    if targets.is_empty() {
        return Err(Failure::Run(text::no_scenario()));
    }
    Ok(targets)
}

/// What a file says of the scenario: the one that the arguments name, or the one beside it.
fn written(arguments: &CheckArgs, name: &str) -> Result<Expected, Failure> {
    let is_file = !source::is_link(name) && name != "-";
    let beside = || {
        let file = Path::new(name).with_file_name(FILE);
        (is_file && file.is_file()).then_some(file)
    };
    match arguments.expectations.clone().or_else(beside) {
        Some(file) => Ok(File::read(&file)?.expected_of(name)),
        None => Ok(Expected::default()),
    }
}

/// A file of expectations: its keys are for every scenario, its tables for the scenario of that name.
struct File {
    folder: PathBuf,
    all: Expected,
    by_name: Vec<(String, Expected)>,
}

impl File {
    fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |why: String| Failure::Run(text::wrong_file(path, &why));
        let content = source::text(path, LONGEST).map_err(|error| wrong(error.to_string()))?;
        let table: toml::Table = content
            .parse()
            .map_err(|error: toml::de::Error| wrong(error.to_string()))?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let (tables, keys): (toml::Table, toml::Table) =
            table.into_iter().partition(|(_, value)| value.is_table());
        let read = |value| Expected::deserialize(toml::Value::Table(value));
        let mut file = Self {
            all: read(keys).map_err(|error| wrong(error.to_string()))?,
            by_name: Vec::new(),
            folder,
        };
        for (name, value) in tables {
            let expected = Expected::deserialize(value)
                .map_err(|error| wrong(text::of_scenario(&name, &error.to_string())))?;
            // A scenario that was renamed would otherwise lose its expectations in silence.
            if !file.folder.join(&name).is_file() {
                return Err(wrong(text::no_such_scenario(&name)));
            }
            file.by_name.push((name, expected));
        }
        Ok(file)
    }

    /// The scenarios that it names.
    fn scenarios(&self) -> Vec<String> {
        let names = self.by_name.iter();
        names
            .map(|(name, _)| self.folder.join(name).display().to_string())
            .collect()
    }

    fn expected_of(&self, scenario: &str) -> Expected {
        let real = |path: &Path| path.canonicalize().ok();
        let path = real(Path::new(scenario));
        let own = self
            .by_name
            .iter()
            .find(|(name, _)| path.is_some() && real(&self.folder.join(name)) == path);
        own.map_or_else(|| self.all.clone(), |(_, own)| own.over(&self.all))
    }
}
