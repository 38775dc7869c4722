//! Where a scenario comes from: a preset, a link, a file or standard input, with inputs set on top.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use forkcast_engine::params::{self, ParamError};
use forkcast_engine::presets::{PRESETS, Preset};
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::json::{self, ReadError};
use forkcast_protocol::link::{self, Notice};

use crate::commands::DecideArgs;

/// Longest file that is read, in bytes; a decision with a horizon of 60 months has about 30,000.
const MAX_BYTES: u64 = 1 << 20;

/// A scenario, and what its link said that could not be taken as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The scenario.
    pub scenario: Scenario,
    /// What its measured inputs were measured on, and when; empty where the source does not say.
    pub measured: String,
    /// What to tell the user beside the answer.
    pub notices: Vec<Notice>,
}

/// Why there is no scenario.
#[derive(Debug)]
pub enum SourceError {
    /// No preset has that id.
    UnknownPreset {
        /// The id.
        id: String,
    },
    /// The text is no link of Forkcast's.
    NoLink {
        /// The text.
        text: String,
    },
    /// The file cannot be read.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is longer than any scenario.
    TooLong {
        /// The file.
        file: PathBuf,
    },
    /// The file holds no scenario.
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: ReadError,
    },
    /// The link says something that could only be decided on otherwise than it was written.
    Link {
        /// What, each with what is accepted.
        problems: Vec<Notice>,
    },
    /// `--set` without an equals sign.
    NoPair {
        /// What was given.
        text: String,
    },
    /// `--set` with an unknown key or a value that is not accepted.
    Set {
        /// What is wrong.
        error: ParamError,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPreset { id } => {
                let known: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
                write!(f, "there is no preset “{id}”; there are {}", known.join(", "))
            }
            Self::NoLink { text } => {
                let text: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
                write!(
                    f,
                    "--url takes a link such as #v1&change_days=7, and “{text}” is none"
                )
            }
            Self::Unreadable { file, error } => {
                write!(f, "{} cannot be read: {error}", name(file))?;
                match file.to_str().and_then(Preset::find) {
                    Some(preset) if error.kind() == io::ErrorKind::NotFound => {
                        write!(f, "; the preset of that name is --preset {}", preset.id)
                    }
                    _ => Ok(()),
                }
            }
            Self::TooLong { file } => {
                write!(
                    f,
                    "{} is longer than {MAX_BYTES} bytes: it is no scenario",
                    name(file)
                )
            }
            Self::File { file, error } => write!(f, "{}: {error}", name(file)),
            Self::Link { problems } => {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                write!(f, "the link cannot be taken as it is: {}", problems.join(" "))
            }
            Self::NoPair { text } => {
                write!(f, "--set takes KEY=VALUE, such as change_days=7, not “{text}”")
            }
            Self::Set { error } => write!(f, "--set: {error}"),
        }
    }
}

impl std::error::Error for SourceError {}

impl Source {
    /// The scenario that the arguments name.
    ///
    /// # Errors
    /// The first thing that is wrong, with what is accepted.
    pub fn of(arguments: &DecideArgs, catalog: &Catalog) -> Result<Self, SourceError> {
        let DecideArgs {
            file,
            preset,
            url,
            set,
            json: _,
            record: _,
        } = arguments;
        let mut source = match (file, preset, url) {
            (Some(file), _, _) => Self::from_file(file, catalog)?,
            (_, Some(id), _) => Self::from_preset(id, catalog)?,
            (_, _, Some(text)) => Self::from_link(text, catalog)?,
            (None, None, None) => Self::quiet(Scenario::defaults(catalog)),
        };
        for pair in set {
            let (key, value) = pair
                .split_once('=')
                .ok_or_else(|| SourceError::NoPair { text: pair.clone() })?;
            params::find(key.trim())
                .and_then(|param| param.set_text(&mut source.scenario, value.trim(), catalog))
                .map_err(|error| SourceError::Set { error })?;
        }
        Ok(source)
    }

    fn quiet(scenario: Scenario) -> Self {
        Self {
            scenario,
            measured: String::new(),
            notices: Vec::new(),
        }
    }

    fn from_preset(id: &str, catalog: &Catalog) -> Result<Self, SourceError> {
        let preset = Preset::find(id).ok_or_else(|| SourceError::UnknownPreset { id: id.to_owned() })?;
        Ok(Self::quiet(preset.scenario(catalog)))
    }

    fn from_link(text: &str, catalog: &Catalog) -> Result<Self, SourceError> {
        let decoded = link::decode(text, catalog);
        if !decoded.recognised {
            return Err(SourceError::NoLink {
                text: text.to_owned(),
            });
        }
        // The page clamps and says so beside the figures. Here nobody may be looking, and a verdict on inputs other than those
        // that were meant would pass for theirs: so the link must give every input as it was written.
        let (notices, problems): (Vec<Notice>, Vec<Notice>) =
            decoded.notices.into_iter().partition(keeps_inputs);
        if !problems.is_empty() {
            return Err(SourceError::Link { problems });
        }
        Ok(Self {
            scenario: decoded.view.scenario,
            measured: decoded.view.measured,
            notices,
        })
    }

    fn from_file(file: &Path, catalog: &Catalog) -> Result<Self, SourceError> {
        let text = read(file)?;
        let scenario = json::read_scenario(&text, catalog).map_err(|error| SourceError::File {
            file: file.to_owned(),
            error,
        })?;
        Ok(Self::quiet(scenario))
    }
}

/// Whether the inputs are as the link gives them all the same.
const fn keeps_inputs(notice: &Notice) -> bool {
    notice.is_about_version()
        || matches!(
            notice,
            Notice::Repeated { .. } | Notice::UnknownPart { .. } | Notice::UnknownTheme { .. }
        )
}

/// The text of a file, or of standard input for `-`.
fn read(file: &Path) -> Result<String, SourceError> {
    text(file, MAX_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => SourceError::TooLong {
            file: file.to_owned(),
        },
        _ => SourceError::Unreadable {
            file: file.to_owned(),
            error,
        },
    })
}

/// The text of a file, or of standard input for `-`, of at most so many bytes: a pipe or a device may have no end.
///
/// # Errors
/// What the system says; [`io::ErrorKind::FileTooLarge`] where there is more.
pub fn text(file: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let read = if is_stdin(file) {
        io::stdin().lock().take(most + 1).read_to_string(&mut text)?
    } else {
        File::open(file)?.take(most + 1).read_to_string(&mut text)?
    };
    if read as u64 > most {
        let why = format!("it is longer than {most} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(text)
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn name(file: &Path) -> String {
    if is_stdin(file) {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    }
}
