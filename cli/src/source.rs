//! Where a scenario comes from: a preset, a link, a file or standard input, with inputs set on top.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use forkcast_engine::params::{self, ParamError};
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::json::{self, ReadError};
use forkcast_protocol::link::{self, Notice};

use crate::commands::{BaseArgs, StartArgs};
use crate::terminal;
use crate::text::source as text;

/// Longest file that is read, in bytes; a decision with a horizon of 60 months has about 30,000.
const MAX_BYTES: u64 = 1 << 20;

/// A scenario, with the notices about its link.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The scenario.
    pub scenario: Scenario,
    /// The note on its measured inputs: the machine and the date; empty if the source has none.
    pub measured: String,
    /// The note that its link holds; empty if it holds none.
    pub note: String,
    /// Notices for the user.
    pub notices: Vec<Notice>,
}

/// The reason why there is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No preset has that id.
    #[error("{}", text::unknown_preset(id))]
    UnknownPreset {
        /// The id.
        id: String,
    },
    /// The text is not a Forkcast link.
    #[error("{}", text::not_a_link(given))]
    NoLink {
        /// The text.
        given: String,
    },
    /// The text is neither the name of a file nor a Forkcast link.
    #[error("{}", text::neither(given))]
    Neither {
        /// The text.
        given: String,
    },
    /// The file cannot be read.
    #[error("{}", text::unreadable(&name(file), error, preset_named(file, error)))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is longer than any scenario.
    #[error("{}", text::too_long(&name(file), MAX_BYTES))]
    TooLong {
        /// The file.
        file: PathBuf,
    },
    /// The file does not hold a scenario.
    #[error("{}: {error}", name(file))]
    File {
        /// The file.
        file: PathBuf,
        /// The reason.
        error: ReadError,
    },
    /// The link holds inputs that could not be used as written.
    #[error("{}", text::link_refused(problems))]
    Link {
        /// The problems, each with the accepted values.
        problems: Vec<Notice>,
    },
    /// `--set` without an equals sign.
    #[error("{}", text::not_a_pair(given))]
    NoPair {
        /// The argument.
        given: String,
    },
    /// `--set` with an unknown key or a value that is not accepted.
    #[error("--set: {error}")]
    Set {
        /// The reason.
        error: ParamError,
    },
}

impl Source {
    /// The scenario that a command sets observed inputs in. Its notices are said.
    ///
    /// # Errors
    /// A source that cannot be read.
    pub fn to_build_on(arguments: &BaseArgs, catalog: &Catalog) -> Result<Self, SourceError> {
        let base = Self::read(arguments.scenario.as_deref(), &arguments.start, catalog)?;
        base.notices.iter().for_each(terminal::say);
        Ok(base)
    }

    /// The scenario of a file, or that which the arguments name.
    ///
    /// # Errors
    /// The first thing that is wrong, with what is accepted.
    pub fn read(file: Option<&Path>, start: &StartArgs, catalog: &Catalog) -> Result<Self, SourceError> {
        let StartArgs { preset, url, set } = start;
        let mut source = match (file, preset, url) {
            (Some(file), _, _) => Self::from_file(file, catalog)?,
            (_, Some(id), _) => Self::from_preset(id, catalog)?,
            (_, _, Some(text)) => Self::from_link(text, catalog)?,
            (None, None, None) => Self::quiet(Scenario::defaults(catalog)),
        };
        for pair in set {
            let (key, value) = pair
                .split_once('=')
                .ok_or_else(|| SourceError::NoPair { given: pair.clone() })?;
            params::find(key.trim())
                .and_then(|param| param.set_typed(&mut source.scenario, value.trim(), catalog))
                .map_err(|error| SourceError::Set { error })?;
        }
        Ok(source)
    }

    /// The scenario of a link, or of a file that holds JSON or a link.
    ///
    /// # Errors
    /// The first thing that is wrong, with what is accepted.
    pub fn named(given: &str, catalog: &Catalog) -> Result<Self, SourceError> {
        let of_link = |text: &str| {
            if !link::decode(text, catalog).recognised {
                return Err(SourceError::Neither {
                    given: text.to_owned(),
                });
            }
            Self::from_link(text, catalog)
        };
        if is_link(given) {
            return of_link(given);
        }
        let file = Path::new(given);
        let text = read(file)?;
        if is_link(text.trim()) {
            return of_link(text.trim());
        }
        Self::from_json(file, &text, catalog)
    }

    fn quiet(scenario: Scenario) -> Self {
        Self {
            scenario,
            measured: String::new(),
            note: String::new(),
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
                given: text.to_owned(),
            });
        }
        let (view, notices) = decoded
            .as_written()
            .map_err(|problems| SourceError::Link { problems })?;
        Ok(Self {
            scenario: view.scenario,
            measured: view.measured,
            note: view.note,
            notices,
        })
    }

    fn from_file(file: &Path, catalog: &Catalog) -> Result<Self, SourceError> {
        Self::from_json(file, &read(file)?, catalog)
    }

    fn from_json(file: &Path, text: &str, catalog: &Catalog) -> Result<Self, SourceError> {
        let scenario = json::read_scenario(text, catalog).map_err(|error| SourceError::File {
            file: file.to_owned(),
            error,
        })?;
        let measured = json::read_origin(text);
        Ok(Self {
            measured,
            note: json::read_note(text),
            ..Self::quiet(scenario)
        })
    }
}

/// Whether a text is meant as a link rather than as the name of a file.
#[must_use]
pub fn is_link(text: &str) -> bool {
    text.starts_with('#') || text.starts_with("https://") || text.starts_with("http://")
}

/// The text of a file, or of standard input for `-`.
fn read(file: &Path) -> Result<String, SourceError> {
    text(file, MAX_BYTES).map_err(|error| {
        let file = file.to_owned();
        if error.kind() == io::ErrorKind::FileTooLarge {
            SourceError::TooLong { file }
        } else {
            SourceError::Unreadable { file, error }
        }
    })
}

/// The text of a file, or of standard input for `-`, of at most so many bytes: a pipe or a device may have no end.
///
/// # Errors
/// What the system says; [`io::ErrorKind::FileTooLarge`] where there is more.
pub fn text(file: &Path, most: u64) -> io::Result<String> {
    let mut content = String::new();
    let read = if is_stdin(file) {
        io::stdin().lock().take(most + 1).read_to_string(&mut content)?
    } else {
        File::open(file)?.take(most + 1).read_to_string(&mut content)?
    };
    if read as u64 > most {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            text::longer_than(most),
        ));
    }
    Ok(content)
}

/// The preset that a file's name is likely meant to be, if there is no such file.
fn preset_named(file: &Path, error: &io::Error) -> Option<&'static str> {
    let preset = file.to_str().and_then(Preset::find)?;
    (error.kind() == io::ErrorKind::NotFound).then_some(preset.id)
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn name(file: &Path) -> String {
    if is_stdin(file) {
        text::STANDARD_INPUT.to_owned()
    } else {
        file.display().to_string()
    }
}
