//! What a reader is told about a link that could not be taken as it is.

use std::fmt;

use forkcast_engine::params::{Param, ParamError};

use super::view::EVERY_PART;
use super::{MAX_BYTES, VERSION};

/// Something in a link that was ignored, changed or may mislead. Its `Display` is a sentence for the reader.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// No input has that key; it was ignored.
    UnknownKey {
        /// The key in the link, shortened where it is long.
        key: String,
        /// The nearest known one.
        nearest: &'static str,
    },
    /// The number lay outside of the input's range and was moved to its nearer end.
    Clamped {
        /// The input.
        param: &'static Param,
        /// The number in the link.
        given: f64,
        /// The number used.
        used: f64,
    },
    /// The text is no number, or names no option; the value that was there before is kept.
    Kept {
        /// What was wrong and what is accepted.
        error: ParamError,
        /// The value kept, as text.
        kept: String,
    },
    /// The key stands in the link more than once; the last one counts.
    Repeated {
        /// The key.
        key: &'static str,
    },
    /// A later version of the format: what is known of it is read.
    NewerVersion {
        /// The version in the link.
        version: String,
    },
    /// The link was made with another version of the model.
    OtherModel {
        /// The version in the link.
        made_with: String,
        /// The version at work.
        now: &'static str,
    },
    /// The link was made with other prices.
    OtherPrices {
        /// The snapshot in the link.
        made_with: String,
        /// The snapshot at work.
        now: String,
    },
    /// No preset has that id; the defaults were used.
    UnknownPreset {
        /// The id in the link.
        id: String,
    },
    /// No part of the page has that name; it was left out.
    UnknownPart {
        /// The name in the link.
        name: String,
    },
    /// There is no such theme; the reader's own was used.
    UnknownTheme {
        /// The name in the link.
        name: String,
    },
    /// The text is no link of Forkcast's; the defaults were used.
    NotALink {
        /// The text, shortened where it is long.
        text: String,
    },
    /// The link is longer than any that Forkcast writes; only its beginning was read.
    TooLong,
    /// So many more things were wrong.
    More {
        /// How many.
        count: usize,
    },
}

impl Notice {
    /// Whether the link itself is fine and only the figures may differ from those its sender saw.
    #[must_use]
    pub const fn is_about_version(&self) -> bool {
        matches!(
            self,
            Self::OtherModel { .. } | Self::OtherPrices { .. } | Self::NewerVersion { .. }
        )
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey { key, nearest } => {
                write!(
                    f,
                    "There is no input “{key}”, so it was ignored; the nearest one is “{nearest}”."
                )
            }
            Self::Clamped { param, given, used } => {
                let (min, max) = param.range().unwrap_or_default();
                write!(
                    f,
                    "{} takes {min} to {max}, so {given} was read as {used}.",
                    param.key
                )
            }
            Self::Kept { error, kept } => write!(f, "{error}. It was left at {kept}."),
            Self::Repeated { key } => {
                write!(f, "{key} stands in the link more than once; the last one counts.")
            }
            Self::NewerVersion { version } => write!(
                f,
                "The link has version {version} of the format and this Forkcast reads up to v{VERSION}; what it knows of the link was read."
            ),
            Self::OtherModel { made_with, now } => write!(
                f,
                "The link was made with version {made_with} of the model, and this is version {now}: figures may differ from those its sender saw."
            ),
            Self::OtherPrices { made_with, now } => write!(
                f,
                "The link was made with the prices of {made_with}, and these are of {now}: figures may differ from those its sender saw."
            ),
            Self::UnknownPreset { id } => {
                write!(
                    f,
                    "There is no preset “{id}”, so the defaults were used; there are "
                )?;
                list(
                    f,
                    forkcast_engine::presets::PRESETS.iter().map(|preset| preset.id),
                )
            }
            Self::UnknownPart { name } => {
                write!(f, "embed has no part “{name}”, so it was left out; there are ")?;
                list(
                    f,
                    super::Part::ALL.iter().map(|part| part.id()).chain([EVERY_PART]),
                )
            }
            Self::UnknownTheme { name } => {
                write!(
                    f,
                    "There is no theme “{name}”, so the reader's own was used; there are "
                )?;
                list(f, super::Theme::ALL.iter().map(|theme| theme.id()))
            }
            Self::NotALink { text } => write!(
                f,
                "“{text}” is not a Forkcast link, so the defaults were used; one looks like #v{VERSION}&change_days=7&audit=required."
            ),
            Self::TooLong => {
                write!(
                    f,
                    "The link is too long: only its first {MAX_BYTES} bytes were read."
                )
            }
            Self::More { count } => write!(f, "{count} more parts of the link could not be read."),
        }
    }
}

fn list<'a>(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = &'a str>) -> fmt::Result {
    for (i, item) in items.enumerate() {
        write!(f, "{}{item}", if i == 0 { "" } else { ", " })?;
    }
    f.write_str(".")
}
