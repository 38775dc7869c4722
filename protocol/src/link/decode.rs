//! From a link to its view.

use forkcast_engine::decision::former;
use forkcast_engine::number;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{self, PARAMS, Param, ParamError, Value};
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario, decide};

use super::check::{self, Sum};
use super::observed;
use super::origin;
use super::question::{Question, is_requirement, requirements};
use super::repair::{self, Reading};
use super::short::{self, Unread};
use super::slots::{SLOTS, Slot};
use super::view::EVERY_PART;
use super::{
    CHECK, EMBED, MAX_BYTES, MAX_NOTICES, MAX_PAIRS, MEASURED, MEASURED_CHARS, MODEL, Notice, OBSERVED,
    PRESET, PRICES, Part, RESERVED, THEME, Theme, VERSION, View, percent,
};

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
            MEASURED => {
                let _ = reader.once(MEASURED);
                measured = value.chars().take(MEASURED_CHARS).collect();
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

/// What has been read so far.
struct Reader<'c> {
    catalog: &'c Catalog,
    scenario: Scenario,
    /// Whether each input, then each reserved key, has been read.
    seen: [bool; KEYS],
    notices: Notices,
    questions: Vec<Question>,
    recognised: bool,
    /// Whether the check value agrees, so that every value is as it was written.
    sound: bool,
}

/// Faults past which readings are no longer compared.
const MANY: usize = MAX_NOTICES + 1;

/// The keys that a link may have.
const KEYS: usize = PARAMS.len() + RESERVED.len();

impl Reader<'_> {
    fn input(&mut self, key: &str, text: &str, broken: bool) {
        let Some(param) = PARAMS.iter().find(|param| param.key == key) else {
            self.unknown(key, text);
            return;
        };
        let repeated = self.once(param.key);
        let former = (param.get)(&self.scenario);
        let text = text.trim();
        let set = if broken && !self.sound && param.range().is_some() {
            // The pieces may be two numbers.
            Err(ParamError::NotANumber {
                param,
                text: text.to_owned(),
            })
        } else {
            param.set_text(&mut self.scenario, text, self.catalog)
        };
        match set {
            Ok(()) => {
                if repeated && is_requirement(param) && former != (param.get)(&self.scenario) {
                    self.ask(param, text);
                }
            }
            Err(ParamError::OutOfRange { value, clamped, .. }) => self.clamp(param, value, clamped),
            Err(error) => match overflowing(param, text) {
                Some((given, used)) => self.clamp(param, given, used),
                None if is_requirement(param) => {
                    self.ask(param, text);
                    let assumed = param.text(&self.scenario, self.catalog);
                    self.notices.push(|| Notice::Asked {
                        error: quoted_short(error),
                        assumed,
                    });
                }
                None => {
                    let kept = param.text(&self.scenario, self.catalog);
                    self.notices.push(|| Notice::Kept {
                        error: quoted_short(error),
                        kept,
                    });
                }
            },
        }
    }

    /// A key that there is not. A requirement whose name is damaged or cut is one all the same.
    fn unknown(&mut self, key: &str, text: &str) {
        // A link made to be slow is told and asked nothing more.
        if !self.notices.takes_more() {
            self.notices.leave_out();
            return;
        }
        let lower = key.to_ascii_lowercase();
        let nearest = match params::find(&lower) {
            Ok(known) => known.key,
            Err(ParamError::UnknownKey { nearest, .. }) => nearest,
            Err(_) => PRESET,
        };
        if let Some(param) = requirement_meant(key, &lower, text, nearest, self.catalog) {
            self.ask(param, &format!("{key}={text}"));
        }
        let reserved = RESERVED
            .into_iter()
            .find(|known| known.len() > 1 && lower.starts_with(known));
        self.notices.push(|| Notice::UnknownKey {
            key: quoted(key),
            nearest: reserved.unwrap_or(nearest),
        });
    }

    /// Asks for a requirement, once.
    fn ask(&mut self, param: &'static Param, text: &str) {
        if self.notices.is_counted {
            return;
        }
        let is_asked = |question: &Question| matches!(question, Question::Requirement { param: asked, .. } if *asked == param);
        if !self.questions.iter().any(is_asked) {
            let question = Question::about(param, quoted(text), &mut self.scenario, self.catalog);
            self.questions.push(question);
        }
    }

    fn clamp(&mut self, param: &'static Param, given: f64, used: f64) {
        (param.set)(&mut self.scenario, Value::Number(used));
        self.notices.push(|| Notice::Clamped { param, given, used });
    }

    fn preset(&mut self, id: &str) {
        match Preset::find(id) {
            Some(preset) => self.scenario = preset.scenario(self.catalog),
            None => {
                self.notices.push(|| Notice::UnknownPreset { id: quoted(id) });
                // It may have held a requirement.
                self.questions.push(Question::Link { read: true });
            }
        }
    }

    fn version(&mut self, text: &str) {
        self.recognised = true;
        if version(text).is_none_or(|given| given > VERSION) {
            self.notices.say(|| Notice::NewerVersion {
                version: quoted(text),
            });
        }
    }

    fn model(&mut self, made_with: &str) {
        let _ = self.once(MODEL);
        if made_with != MODEL_VERSION {
            self.notices.say(|| Notice::OtherModel {
                made_with: quoted(made_with),
                now: MODEL_VERSION,
                // The scenario is not read to its end yet.
                verdicts: None,
            });
        }
    }

    fn prices(&mut self, made_with: &str) {
        let _ = self.once(PRICES);
        if made_with != self.catalog.version {
            let now = self.catalog.version.to_string();
            self.notices.say(|| Notice::OtherPrices {
                made_with: quoted(made_with),
                now,
            });
        }
    }

    fn embed(&mut self, names: &str) -> Vec<Part> {
        let _ = self.once(EMBED);
        let mut parts = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match Part::from_id(name) {
                _ if name == EVERY_PART => parts = Part::EVERY.to_vec(),
                Some(part) if parts.contains(&part) => {}
                Some(part) => parts.push(part),
                None => self.notices.push(|| Notice::UnknownPart { name: quoted(name) }),
            }
        }
        sorted(parts, Part::cmp)
    }

    fn theme(&mut self, name: &str) -> Theme {
        let _ = self.once(THEME);
        Theme::from_id(name).unwrap_or_else(|| {
            self.notices.push(|| Notice::UnknownTheme { name: quoted(name) });
            Theme::Auto
        })
    }

    /// Reads a pinned scenario into its place. Its letter alone makes no link of a text, as `?a=1` has it too.
    fn slot(&mut self, key: &str, text: &str, broken: bool, defaults: Scenario, slots: &mut [Option<Slot>]) {
        let keys = SLOTS.into_iter().enumerate().zip(slots);
        let Some(((place, key), slot)) = keys.into_iter().find(|((_, known), _)| *known == key) else {
            return;
        };
        let recognised = self.recognised;
        let _ = self.once(key);
        // The pieces of a text in several lines may be two values.
        let read = if broken && !self.sound {
            Err(Notice::DamagedSlot {
                letter: Slot::letter(place),
                at: quoted(text),
            })
        } else {
            Slot::read(place, text, defaults, self.catalog)
        };
        match read {
            Ok((read, notices)) => {
                *slot = Some(read);
                for notice in notices {
                    self.notices.push(|| notice);
                }
            }
            Err(notice) => {
                *slot = None;
                self.recognised = recognised;
                self.notices.push(|| notice);
            }
        }
    }

    /// Notes that the key was read; returns whether it had been before.
    fn once(&mut self, key: &'static str) -> bool {
        self.recognised = true;
        let mut known = PARAMS.iter().map(|param| param.key).chain(RESERVED);
        let place = known.position(|known| known == key);
        let Some(seen) = place.and_then(|place| self.seen.get_mut(place)) else {
            return false;
        };
        let repeated = std::mem::replace(seen, true);
        if repeated {
            self.notices.push(|| Notice::Repeated { key });
        }
        repeated
    }
}

/// The notices so far. Past the most that are given they are only counted, so that a link made to be slow is not.
#[derive(Clone, Default)]
struct Notices {
    given: Vec<Notice>,
    left_out: usize,
    /// How many there are but those that only say which version made the link.
    faults: usize,
    /// Whether they are only counted, to compare one reading with another.
    is_counted: bool,
}

impl Notices {
    fn counted() -> Self {
        Self {
            is_counted: true,
            ..Self::default()
        }
    }

    /// A fault.
    fn push(&mut self, notice: impl FnOnce() -> Notice) {
        self.faults += 1;
        self.say(notice);
    }

    /// What is no fault.
    fn say(&mut self, notice: impl FnOnce() -> Notice) {
        if self.takes_more() {
            self.given.push(notice());
        } else {
            self.left_out += 1;
        }
    }

    /// A fault without words.
    const fn leave_out(&mut self) {
        self.faults += 1;
        self.left_out += 1;
    }

    /// Whether one more is given in words.
    const fn takes_more(&self) -> bool {
        !self.is_counted && self.given.len() < MAX_NOTICES
    }

    /// Whether they are only counted and there are so many that no more matter.
    const fn is_full_count(&self) -> bool {
        self.is_counted && self.faults >= MANY
    }

    fn finished(mut self) -> Vec<Notice> {
        if self.left_out > 0 {
            self.given.push(Notice::More { count: self.left_out });
        }
        self.given
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

/// The requirement that a key which there is not, or the piece that is left of one, stands for: but for two letters, or by its value.
fn requirement_meant(
    key: &str,
    lower: &str,
    value: &str,
    nearest: &str,
    catalog: &Catalog,
) -> Option<&'static Param> {
    let cut = |param: &&Param| value.is_empty() && !key.is_empty() && param.key.starts_with(lower);
    if let Some(param) = requirements().find(cut) {
        return Some(param);
    }
    let param = requirements().find(|param| param.key == nearest)?;
    let same = param.key.chars().filter(|c| lower.contains(*c)).count();
    let is_near = lower.len().abs_diff(param.key.len()) <= 2 && same + 2 >= param.key.len();
    let mut options = param.options(catalog).into_iter();
    (is_near || options.any(|(_, id, _)| id == value.trim())).then_some(param)
}

/// For digits that are more than a double can hold: the infinity they read as, and the end of the range that is nearest.
fn overflowing(param: &Param, text: &str) -> Option<(f64, f64)> {
    let (min, max) = param.range()?;
    let number = number::parse(text.trim())?;
    let written_in_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    (number.is_infinite() && written_in_digits).then(|| (number, number.clamp(min, max)))
}

/// Text of a link as a notice may show it: without control characters, and not past 40 characters.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

fn quoted_short(error: ParamError) -> ParamError {
    match error {
        ParamError::NotANumber { param, text } => ParamError::NotANumber {
            param,
            text: quoted(&text),
        },
        ParamError::UnknownOption {
            param,
            text,
            accepted,
        } => ParamError::UnknownOption {
            param,
            text: quoted(&text),
            accepted,
        },
        error @ (ParamError::UnknownKey { .. }
        | ParamError::OutOfRange { .. }
        | ParamError::Misread { .. }) => error,
    }
}
