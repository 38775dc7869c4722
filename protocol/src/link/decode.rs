//! From a link to its view.

use std::borrow::Cow;

use forkcast_engine::decision::former;
use forkcast_engine::number;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{self, PARAMS, Param, ParamError, Value};
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario, decide};

use super::origin;
use super::slots::{SLOTS, Slot};
use super::view::EVERY_PART;
use super::{
    EMBED, MAX_BYTES, MAX_NOTICES, MEASURED, MEASURED_CHARS, MODEL, Notice, PRESET, PRICES, Part, RESERVED,
    THEME, Theme, VERSION, View, percent,
};

/// What was read from a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The view; what the link does not say, or says wrongly, has its default.
    pub view: View,
    /// What the reader should be told, in the order of the link.
    pub notices: Vec<Notice>,
    /// Whether the text is a Forkcast link at all: it names a version of the format, or at least one known key. An anchor
    /// of the page such as `#method` is none, and a page may pass over the notice that says so.
    pub recognised: bool,
}

/// Reads a link: a fragment with or without its `#`, or the whole address. Text without any of these gives the defaults.
#[must_use]
pub fn decode(link: &str, catalog: &Catalog) -> Decoded {
    let mut notices = Notices::default();
    let unwrapped = unwrapped(shortened(link.trim(), &mut notices));
    let mut reading = Reading {
        catalog,
        scenario: Scenario::defaults(catalog),
        seen: [false; KEYS],
        notices,
        recognised: false,
    };
    let pairs: Vec<Pair> = unwrapped.split('&').filter_map(Pair::of).collect();
    // What a link leaves out is the default of the version that made it. Like a preset, that is what the other keys change, wherever in
    // the link the version stands.
    if let Some(pair) = pairs.iter().find(|pair| pair.key == MODEL) {
        former::set_defaults(&mut reading.scenario, catalog, &pair.value);
    }
    let defaults = reading.scenario;
    // A preset is what the other keys change, wherever in the link it stands.
    for pair in pairs.iter().filter(|pair| pair.key == PRESET) {
        reading.preset(&pair.value);
    }
    let mut embed = Vec::new();
    let mut theme = Theme::Auto;
    let mut measured = String::new();
    let mut slots: [Option<Slot>; SLOTS.len()] = Default::default();
    for Pair { key, value, bare } in &pairs {
        match &**key {
            PRESET => reading.once(PRESET),
            MODEL => reading.model(value),
            PRICES => reading.prices(value),
            EMBED => embed = reading.embed(value),
            THEME => theme = reading.theme(value),
            MEASURED => {
                reading.once(MEASURED);
                let shown = value.chars().filter(|c| !c.is_control());
                measured = shown.take(MEASURED_CHARS).collect();
            }
            key if *bare && version(key).is_some() => reading.version(key),
            key if SLOTS.contains(&key) => reading.slot(key, value, defaults, &mut slots),
            key => reading.input(key, value),
        }
    }
    let Reading {
        scenario,
        notices,
        recognised,
        ..
    } = reading;
    if !scenario.is_measured() && !scenario.has_own_prices() && !origin::is_observed(&measured) {
        // A place and a date without a figure say nothing.
        measured.clear();
    }
    let notices = if recognised || pairs.is_empty() {
        compared(notices.finished(), &scenario, catalog)
    } else {
        // Word for word it would be a list of unknown inputs, which says less.
        vec![Notice::NotALink {
            text: quoted(&unwrapped),
        }]
    };
    Decoded {
        view: View {
            scenario,
            embed,
            theme,
            measured,
            slots: slots.into_iter().flatten().collect(),
        },
        notices,
        recognised,
    }
}

/// The notices, with the verdicts before and now in that about a former version of the model.
fn compared(mut notices: Vec<Notice>, scenario: &Scenario, catalog: &Catalog) -> Vec<Notice> {
    for notice in &mut notices {
        if let Notice::OtherModel {
            made_with, verdicts, ..
        } = notice
            && former::is_former(made_with)
        {
            *verdicts = Some((
                former::verdict(scenario, catalog),
                decide(scenario, catalog).winner,
            ));
        }
    }
    notices
}

/// One `key=value` of the link.
struct Pair<'l> {
    key: Cow<'l, str>,
    value: Cow<'l, str>,
    /// Whether there was no `=`.
    bare: bool,
}

impl<'l> Pair<'l> {
    fn of(text: &'l str) -> Option<Self> {
        // A link copied out of HTML has `&amp;` for `&`.
        let text = text.strip_prefix("amp;").unwrap_or(text);
        if text.is_empty() {
            return None;
        }
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        Some(Self {
            key: percent::decode(key),
            value: percent::decode(value),
            bare: !text.contains('='),
        })
    }
}

/// What has been read so far.
struct Reading<'c> {
    catalog: &'c Catalog,
    scenario: Scenario,
    /// Whether each input, then each reserved key, has been read.
    seen: [bool; KEYS],
    notices: Notices,
    recognised: bool,
}

/// The keys that a link may have.
const KEYS: usize = PARAMS.len() + RESERVED.len();

impl Reading<'_> {
    fn input(&mut self, key: &str, text: &str) {
        let Some(param) = PARAMS.iter().find(|param| param.key == key) else {
            self.notices.push(|| unknown_key(key));
            return;
        };
        self.once(param.key);
        match param.set_text(&mut self.scenario, text, self.catalog) {
            Ok(()) => {}
            Err(ParamError::OutOfRange { value, clamped, .. }) => self.clamp(param, value, clamped),
            Err(error) => match overflowing(param, text) {
                Some((given, used)) => self.clamp(param, given, used),
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

    fn clamp(&mut self, param: &'static Param, given: f64, used: f64) {
        (param.set)(&mut self.scenario, Value::Number(used));
        self.notices.push(|| Notice::Clamped { param, given, used });
    }

    fn preset(&mut self, id: &str) {
        match Preset::find(id) {
            Some(preset) => self.scenario = preset.scenario(self.catalog),
            None => self.notices.push(|| Notice::UnknownPreset { id: quoted(id) }),
        }
    }

    fn version(&mut self, text: &str) {
        self.recognised = true;
        if version(text).is_none_or(|given| given > VERSION) {
            self.notices.push(|| Notice::NewerVersion {
                version: quoted(text),
            });
        }
    }

    fn model(&mut self, made_with: &str) {
        self.once(MODEL);
        if made_with != MODEL_VERSION {
            self.notices.push(|| Notice::OtherModel {
                made_with: quoted(made_with),
                now: MODEL_VERSION,
                // The scenario is not read to its end yet.
                verdicts: None,
            });
        }
    }

    fn prices(&mut self, made_with: &str) {
        self.once(PRICES);
        if made_with != self.catalog.version {
            let now = self.catalog.version.to_string();
            self.notices.push(|| Notice::OtherPrices {
                made_with: quoted(made_with),
                now,
            });
        }
    }

    fn embed(&mut self, names: &str) -> Vec<Part> {
        self.once(EMBED);
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
        self.once(THEME);
        Theme::from_id(name).unwrap_or_else(|| {
            self.notices.push(|| Notice::UnknownTheme { name: quoted(name) });
            Theme::Auto
        })
    }

    /// Reads a pinned scenario into its place.
    fn slot(&mut self, key: &str, text: &str, defaults: Scenario, slots: &mut [Option<Slot>]) {
        let keys = SLOTS.into_iter().enumerate().zip(slots);
        let Some(((place, key), slot)) = keys.into_iter().find(|((_, known), _)| *known == key) else {
            return;
        };
        self.once(key);
        match Slot::read(place, text, defaults, self.catalog) {
            Ok((read, notices)) => {
                *slot = Some(read);
                for notice in notices {
                    self.notices.push(|| notice);
                }
            }
            Err(notice) => {
                *slot = None;
                self.notices.push(|| notice);
            }
        }
    }

    /// Notes that the key was read, and whether it had been before.
    fn once(&mut self, key: &'static str) {
        self.recognised = true;
        let mut known = PARAMS.iter().map(|param| param.key).chain(RESERVED);
        let place = known.position(|known| known == key);
        let Some(seen) = place.and_then(|place| self.seen.get_mut(place)) else {
            return;
        };
        if std::mem::replace(seen, true) {
            self.notices.push(|| Notice::Repeated { key });
        }
    }
}

/// The notices so far. Past the most that are given they are only counted, so that a link made to be slow is not.
#[derive(Default)]
struct Notices {
    given: Vec<Notice>,
    left_out: usize,
}

impl Notices {
    fn push(&mut self, notice: impl FnOnce() -> Notice) {
        if self.given.len() < MAX_NOTICES {
            self.given.push(notice());
        } else {
            self.left_out += 1;
        }
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

/// The pairs of a link: what stands behind `#`, else behind `?`, else all of it unless it is a plain address.
fn unwrapped(link: &str) -> String {
    // A question mark behind the first pair is part of a value.
    let query = |address: &str| match address.split_once('?') {
        Some((before, query)) if !before.contains(['&', '=']) => Some(query.to_owned()),
        _ => None,
    };
    let pairs = match link.split_once('#') {
        Some((_, fragment)) if !fragment.is_empty() => fragment.to_owned(),
        Some((address, _)) => query(address).unwrap_or_default(),
        None => query(link).unwrap_or_else(|| match link.split_once("%23") {
            Some((_, fragment)) if link.contains("://") => fragment.to_owned(),
            _ if link.contains("://") => String::new(),
            _ => link.to_owned(),
        }),
    };
    // Some messengers encode the whole fragment, its separators included.
    if !pairs.contains(['&', '=']) && pairs.contains('%') {
        return percent::decode(&pairs).into_owned();
    }
    pairs
}

/// The number of `v1`; the greatest there is for one past counting.
fn version(key: &str) -> Option<u32> {
    let digits = key.strip_prefix('v')?;
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    numeric.then(|| digits.parse().unwrap_or(u32::MAX))
}

fn unknown_key(key: &str) -> Notice {
    let lower = key.to_ascii_lowercase();
    let reserved = RESERVED
        .into_iter()
        .find(|known| known.len() > 1 && lower.starts_with(known));
    let nearest = reserved.unwrap_or(match params::find(&lower) {
        Ok(param) => param.key,
        Err(ParamError::UnknownKey { nearest, .. }) => nearest,
        Err(_) => PRESET,
    });
    Notice::UnknownKey {
        key: quoted(key),
        nearest,
    }
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
        error @ (ParamError::UnknownKey { .. } | ParamError::OutOfRange { .. }) => error,
    }
}
