//! What a reader is told about a link that could not be taken as it is.

use std::fmt;

use forkcast_engine::presets::PRESETS;

use crate::link::{EVERY_PART, MAX_BYTES, Notice, Part, Theme, VERSION};

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
                list(f, PRESETS.iter().map(|preset| preset.id))
            }
            Self::UnknownPart { name } => {
                write!(f, "embed has no part “{name}”, so it was left out; there are ")?;
                list(f, Part::ALL.iter().map(|part| part.id()).chain([EVERY_PART]))
            }
            Self::UnknownTheme { name } => {
                write!(
                    f,
                    "There is no theme “{name}”, so the reader's own was used; there are "
                )?;
                list(f, Theme::ALL.iter().map(|theme| theme.id()))
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
