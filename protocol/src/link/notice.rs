//! Notices about a link that was not read as written.

use std::fmt;

use forkcast_engine::Strategy;
use forkcast_engine::params::{Param, ParamError};

use crate::text;

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
    /// The text is not a number or an option; the previous value is kept.
    Kept {
        /// The error, with the accepted values.
        error: ParamError,
        /// The value kept, as text.
        kept: String,
    },
    /// The text is not a number or an option of a requirement; the strictest is assumed until somebody says which it was.
    Asked {
        /// The error, with the accepted values.
        error: ParamError,
        /// The value assumed, as text.
        assumed: String,
    },
    /// The link's check value does not agree with the rest: it is cut, damaged or edited.
    Damaged,
    /// The same of a short link, of which nothing can be read.
    DamagedShort,
    /// A short link of a later version, of which nothing can be read.
    NewerShort {
        /// The version in the link.
        version: String,
    },
    /// The link has the key more than once; the last one counts.
    Repeated {
        /// The key.
        key: &'static str,
    },
    /// A later version of the format: its known parts are read.
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
        /// The approach that the version in the link recommended, and the one recommended now; none where the version is unknown.
        verdicts: Option<(Strategy, Strategy)>,
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
    /// The text is not a Forkcast link; the defaults were used.
    NotALink {
        /// The text, shortened where it is long.
        text: String,
    },
    /// A pinned scenario that cannot be read as it was written; it was left out.
    DamagedSlot {
        /// Its letter.
        letter: String,
        /// Where it is damaged, shortened where it is long.
        at: String,
    },
    /// The interval of an observed input cannot be read; it and those behind it were left out.
    DamagedInterval {
        /// Where it is damaged, shortened where it is long.
        at: String,
    },
    /// The note is longer than any that Forkcast writes; only its beginning was read.
    LongNote,
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

    /// Whether the inputs are still those of the link.
    #[must_use]
    pub const fn keeps_inputs(&self) -> bool {
        self.is_about_version()
            || matches!(
                self,
                Self::Repeated { .. } | Self::UnknownPart { .. } | Self::UnknownTheme { .. } | Self::LongNote
            )
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::link::notice(self, f)
    }
}
