//! The link: a view in the fragment of an address, readable and as short as what differs from the defaults.
//!
//! `v1&check=4xk0p&m=6&p=2026-11-23&change_days=7&audit=required`: the version of the format, a check value of what follows, the versions
//! of the model and of the prices that the sender saw, then the inputs that differ from their default, in the order of the table, the intervals of
//! those that were observed (`observed=recall:0.74:0.86:120`), the reader's note, then how to show them, then the scenarios pinned beside it (`a=` to `d=`). `s1.…` is the same in bytes, for people who need not read it ([`encode_short`]).
//!
//! A link is pasted, wrapped, cut short and typed by hand. Decoding never fails: it tries to undo what clients do to links, what cannot be
//! read keeps its default, and a [`Notice`] says so. Where that could weaken a requirement, a [`Question`] asks what was meant.

mod check;
mod decode;
mod encode;
mod notice;
mod observed;
pub mod origin;
mod percent;
mod question;
mod repair;
mod short;
mod slots;
mod view;

use crate::visible::plain;
pub use decode::{Decoded, decode};
pub use encode::{encode, encode_short};
pub use notice::Notice;
pub use question::Question;
pub use short::SHORT_VERSION;
pub use slots::{MOST_SLOTS, NAME_CHARS, Slot};
pub(crate) use view::EVERY_PART;
pub use view::{Part, Theme, View};

/// Version of the format that [`encode`] writes. Links of every version up to it are read for ever.
pub const VERSION: u32 = 1;

/// Longest link that is read, in bytes. One with every input set to a number of seventeen digits and the longest note has about 7,100.
pub const MAX_BYTES: usize = 8192;

/// Most pairs that are read. A link that Forkcast writes has one for each input and a few more.
const MAX_PAIRS: usize = 1024;

/// Most notices that are given for one link; a last one counts those left out.
pub const MAX_NOTICES: usize = 20;

/// Key of the model's version.
const MODEL: &str = "m";
/// Key of the price snapshot.
const PRICES: &str = "p";
/// Key of a preset to start from.
const PRESET: &str = "preset";
/// Key of the parts to show.
const EMBED: &str = "embed";
/// Key of the colours.
const THEME: &str = "theme";
/// Key of the language. The page leads to its form in that language; nothing else depends on it.
const LANG: &str = "lang";
/// Key of the note on measurements: the machine and the date.
const MEASURED: &str = "measured";
/// Key of the note on the scenario.
const NOTE: &str = "note";
/// Key of the intervals in which inputs were observed.
const OBSERVED: &str = "observed";
/// Key of the check value. A link without one, typed by hand or made before there was one, is read as it stands.
const CHECK: &str = "check";
/// Keys that are not inputs.
const RESERVED: [&str; 14] = {
    let [a, b, c, d] = slots::SLOTS;
    [
        MODEL, PRICES, PRESET, EMBED, THEME, LANG, MEASURED, NOTE, OBSERVED, CHECK, a, b, c, d,
    ]
};

/// Longest [`View::measured`] that is kept, in characters.
pub const MEASURED_CHARS: usize = 240;

/// Longest [`View::note`], in characters: two or three sentences, so that a link with one can still be pasted into a chat.
pub const NOTE_CHARS: usize = 280;

/// A text as a note: one line, without characters that are obeyed rather than shown, and no longer than [`NOTE_CHARS`].
#[must_use]
pub fn note(text: &str) -> String {
    plain(text).trim().chars().take(NOTE_CHARS).collect()
}

#[cfg(test)]
mod tests;
