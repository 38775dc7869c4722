//! From a link to its view.

mod notices;
mod reader;

use forkcast_engine::decision::former;
use forkcast_engine::params::PARAMS;
use forkcast_engine::{Catalog, Scenario, decide};

use super::check::{self, Sum};
use super::observed;
use super::origin;
use super::question::Question;
use super::repair::{self, Reading};
use super::short::{self, Unread};
use super::slots::{SLOTS, Slot};
use super::{
    CHECK, EMBED, LANG, MAX_BYTES, MAX_PAIRS, MEASURED, MEASURED_CHARS, MODEL, NOTE, NOTE_CHARS, Notice,
    OBSERVED, PRESET, PRICES, RESERVED, THEME, Theme, View, note, percent,
};
use notices::{MANY, Notices};
use reader::{KEYS, Reader};

/// What was read from a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The view; what the link does not say, or says wrongly, has its default. A requirement that is damaged has its strictest value.
    pub view: View,
    /// What the reader should be told, in the order of the link.
    pub notices: Vec<Notice>,
    /// What the reader must be asked: a requirement may be weaker than its sender's, or a part may be missing.
    pub questions: Vec<Question>,
    /// Whether the text is a Forkcast link at all: it names a version of the format, or at least one known key. An anchor
    /// of the page such as `#method` is none, and a page may pass over the notice that says so.
    pub recognised: bool,
}

impl Decoded {
    /// The view and the notices that leave its inputs as they are. The page clamps and shows a notice; where nobody may be looking, a verdict
    /// on other inputs than those intended would pass for theirs, so the link must give every input as it was written.
    ///
    /// # Errors
    /// The notices of what could not be used as written.
    pub fn as_written(self) -> Result<(View, Vec<Notice>), Vec<Notice>> {
        // A question is one that only a person can answer, such as which of two values a repeated requirement has.
        let is_asked = !self.questions.is_empty();
        let (notices, problems): (Vec<Notice>, Vec<Notice>) = self
            .notices
            .into_iter()
            .partition(|notice| notice.keeps_inputs() && (!is_asked || notice.is_about_version()));
        if problems.is_empty() {
            Ok((self.view, notices))
        } else {
            Err(problems)
        }
    }
}

/// Keys that mail programs, chats and search engines put behind the addresses they redirect, and behind those that they count.
const FOREIGN: [&str; 15] = [
    "v", "sa", "source", "ust", "usg", "ved", "cd", "data", "sdata", "reserved", "fbclid", "gclid", "igshid",
    "mc_cid", "mc_eid",
];

/// Reads a link: a fragment with or without its `#`, the whole address, or a text in which it stands. Text without any of these gives
/// the defaults.
#[must_use]
pub fn decode(link: &str, catalog: &Catalog) -> Decoded {
    let mut notices = Notices::default();
    let link = shortened(link.trim(), &mut notices);
    // Most links need no other reading than that of the text as it stands.
    let mut best = read(&repair::as_it_stands(link), notices.clone(), catalog);
    if best.rank == Rank::default() {
        return best.compared(catalog);
    }
    let mut better = None;
    let mut rank = best.rank;
    for reading in repair::others(link) {
        // What is no link is not read, and of the others the faults are counted before any is worded: to look for the nearest input takes long.
        if !is_hopeful(&reading) {
            continue;
        }
        let counted = read(&reading, Notices::counted(), catalog);
        // What is left out of a reading may have been a part of the link, unless the check agrees.
        if counted.rank < rank && (reading.whole || counted.sound) {
            rank = counted.rank;
            better = Some(reading);
            if rank == Rank::default() {
                break;
            }
        }
    }
    if let Some(reading) = better {
        best = read(&reading, notices, catalog);
    }
    // An address alone asks for nothing; a text in which there is more does.
    if !best.decoded.recognised && best.decoded.notices.is_empty() && link.contains(['=', '%']) {
        best.decoded.notices.push(Notice::NotALink { text: quoted(link) });
    }
    best.compared(catalog)
}

/// Whether a reading names a version or a known key.
fn is_hopeful(reading: &Reading) -> bool {
    pairs_of(reading).iter().any(|pair| {
        let key = &*pair.key;
        pair.bare && (version(key).is_some() || short::version(key).is_some())
            || RESERVED.contains(&key)
            || PARAMS.iter().any(|param| param.key == key)
    })
}

/// The pairs of a reading, and no more than a link that was made to be slow may cost.
pub(super) fn pairs_of(reading: &Reading) -> Vec<Pair> {
    let pairs = reading.pairs.split('&').filter_map(Pair::of);
    pairs.take(MAX_PAIRS).collect()
}

/// How far a reading is from a link without a fault; the least is the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    foreign: bool,
    unsound: bool,
    faults: usize,
}

/// One way to read a link.
struct Read {
    decoded: Decoded,
    /// Whether the link has a check value, which agrees.
    sound: bool,
    rank: Rank,
}

impl Read {
    /// What was read, with the verdicts before and now in the notice about a former version of the model.
    fn compared(self, catalog: &Catalog) -> Decoded {
        let mut decoded = self.decoded;
        for notice in &mut decoded.notices {
            if let Notice::OtherModel {
                made_with, verdicts, ..
            } = notice
                && former::is_former(made_with)
            {
                let scenario = &decoded.view.scenario;
                *verdicts = Some((
                    former::verdict(scenario, catalog),
                    decide(scenario, catalog).winner,
                ));
            }
        }
        decoded
    }
}

/// Whether the pairs agree with the check value among them; none if there is no such value. Pairs that somebody put behind those of a link
/// that is whole are no damage.
fn agrees(pairs: &[Pair]) -> Option<bool> {
    let wanted = Sum::of_text(&pairs.iter().find(|pair| pair.key == CHECK)?.value);
    let mut sum = Sum::new();
    // No link that was written has more pairs than there are keys.
    let covered = pairs.iter().filter(|pair| check::covers(&pair.key)).take(KEYS);
    Some(covered.into_iter().any(|pair| {
        sum = sum.pair(&pair.key, &pair.value);
        Some(sum) == wanted
    }))
}

fn read(reading: &Reading, notices: Notices, catalog: &Catalog) -> Read {
    let mut pairs = pairs_of(reading);
    let agreed = agrees(&pairs);
    let mut reader = Reader {
        catalog,
        scenario: Scenario::defaults(catalog),
        seen: [false; KEYS],
        notices,
        questions: Vec::new(),
        recognised: false,
        sound: agreed == Some(true),
    };
    if pairs.len() == MAX_PAIRS && reader.notices.given.is_empty() {
        reader.notices.push(|| Notice::TooLong);
    }
    let mut damaged = agreed == Some(false);
    if damaged {
        reader.notices.push(|| Notice::Damaged);
        reader.questions.push(Question::Link { read: true });
    }
    if let Some(place) = pairs
        .iter()
        .position(|pair| pair.bare && short::version(&pair.key).is_some())
    {
        let token = pairs.remove(place).key;
        reader.recognised = true;
        match short::pairs(&token, catalog) {
            Ok(readable) => {
                reader.sound = true;
                // Pairs behind a short link change what it holds, as they do with a preset.
                pairs.splice(0..0, readable.split('&').filter_map(Pair::of));
            }
            Err(why) => {
                damaged = true;
                let version = token.split('.').next().map(quoted).unwrap_or_default();
                reader.notices.push(|| match why {
                    Unread::Damaged => Notice::DamagedShort,
                    Unread::Newer => Notice::NewerShort { version },
                });
                reader.questions.push(Question::Link { read: false });
            }
        }
    }
    // What a link leaves out is the default of the version that made it. Like a preset, that is what the other keys change, wherever in
    // the link the version stands.
    if let Some(pair) = pairs.iter().find(|pair| pair.key == MODEL) {
        former::set_defaults(&mut reader.scenario, catalog, &pair.value);
    }
    let defaults = reader.scenario;
    // A preset is what the other keys change, wherever in the link it stands.
    for pair in pairs.iter().filter(|pair| pair.key == PRESET) {
        reader.preset(&pair.value);
    }
    let mut embed = Vec::new();
    let mut theme = Theme::Auto;
    let mut measured = String::new();
    let mut words = String::new();
    let mut intervals = "";
    let mut slots: [Option<Slot>; SLOTS.len()] = Default::default();
    for Pair {
        key,
        value,
        bare,
        broken,
    } in &pairs
    {
        if reader.notices.is_full_count() {
            break;
        }
        match &**key {
            PRESET => drop(reader.once(PRESET)),
            MODEL => reader.model(value),
            PRICES => reader.prices(value),
            CHECK => drop(reader.once(CHECK)),
            EMBED => embed = reader.embed(value),
            THEME => theme = reader.theme(value),
            LANG => drop(reader.once(LANG)),
            MEASURED => {
                let _ = reader.once(MEASURED);
                measured = value.chars().take(MEASURED_CHARS).collect();
            }
            NOTE => {
                let _ = reader.once(NOTE);
                words = note(value);
                if value.trim().chars().count() > NOTE_CHARS {
                    reader.notices.push(|| Notice::LongNote);
                }
            }
            OBSERVED => {
                let _ = reader.once(OBSERVED);
                intervals = value;
            }
            key if *bare && version(key).is_some() => reader.version(key),
            key if FOREIGN.contains(&key) || key.starts_with("utm_") => {}
            key if SLOTS.contains(&key) => reader.slot(key, value, *broken, defaults, &mut slots),
            key => reader.input(key, value, *broken),
        }
    }
    // An interval is about the value that its input has in the end.
    if let Err(at) = observed::read(intervals, &mut reader.scenario) {
        reader.notices.push(|| Notice::DamagedInterval { at: quoted(at) });
    }
    let Reader {
        scenario,
        notices,
        questions,
        recognised,
        sound,
        ..
    } = reader;
    if !scenario.is_measured() && !scenario.has_own_prices() && !origin::is_observed(&measured) {
        // A place and a date without a figure say nothing.
        measured.clear();
    }
    let rank = Rank {
        foreign: !recognised,
        unsound: damaged,
        faults: if recognised { notices.faults.min(MANY) } else { 0 },
    };
    let is_link = recognised || pairs.is_empty();
    let notices = if is_link {
        notices.finished()
    } else {
        // Word for word it would be a list of unknown inputs, which says less.
        vec![Notice::NotALink {
            text: quoted(&reading.pairs),
        }]
    };
    Read {
        decoded: Decoded {
            view: View {
                scenario,
                embed,
                theme,
                measured,
                note: words,
                slots: slots.into_iter().flatten().collect(),
            },
            notices,
            questions: if is_link { questions } else { Vec::new() },
            recognised,
        },
        sound,
        rank,
    }
}

/// One `key=value` of the link.
pub(super) struct Pair {
    key: String,
    value: String,
    /// Whether there was no `=`.
    bare: bool,
    /// Whether the value is in several pieces, from a line break within it.
    broken: bool,
}

impl Pair {
    fn of(text: &str) -> Option<Self> {
        // A link copied out of HTML has `&amp;` for `&`.
        let text = text
            .trim_start_matches("amp;")
            .trim_matches(|c: char| c.is_control() || c == ' ');
        if text.is_empty() {
            return None;
        }
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let (key, value) = (percent::decode(key), percent::decode(value));
        let value = value.trim_matches(|c: char| c.is_control());
        Some(Self {
            key: key.chars().filter(|c| !c.is_control()).collect(),
            value: value.chars().filter(|c| !c.is_control()).collect(),
            bare: !text.contains('='),
            broken: value.contains(|c: char| c.is_control()),
        })
    }
}

/// The beginning of a link that is too long. The pair that is cut is dropped: a number without its last digits is another number.
fn shortened<'l>(link: &'l str, notices: &mut Notices) -> &'l str {
    if link.len() <= MAX_BYTES {
        return link;
    }
    notices.push(|| Notice::TooLong);
    let end = (0..=MAX_BYTES)
        .rev()
        .find(|end| link.is_char_boundary(*end))
        .unwrap_or(0);
    let (beginning, _) = link.split_at(end);
    beginning.rsplit_once('&').map_or("", |(whole, _)| whole)
}

/// The number of `v1`; the greatest there is for one past counting.
pub(super) fn version(key: &str) -> Option<u32> {
    let digits = key.strip_prefix('v')?;
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// Text of a link as a notice may show it: without control characters, and not past 40 characters.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
