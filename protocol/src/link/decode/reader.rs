//! Reads one pair of a link after the other into a scenario.

use forkcast_engine::number;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{self, PARAMS, Param, ParamError, Value};
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};

use super::notices::Notices;
use super::{quoted, version};
use crate::link::question::{Question, is_requirement, requirements};
use crate::link::slots::{SLOTS, Slot};
use crate::link::view::EVERY_PART;
use crate::link::{EMBED, MODEL, Notice, PRESET, PRICES, Part, RESERVED, THEME, Theme, VERSION};

/// The keys that a link may have.
pub(super) const KEYS: usize = PARAMS.len() + RESERVED.len();

/// What has been read so far.
pub(super) struct Reader<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) scenario: Scenario,
    /// Whether each input, then each reserved key, has been read.
    pub(super) seen: [bool; KEYS],
    pub(super) notices: Notices,
    pub(super) questions: Vec<Question>,
    pub(super) recognised: bool,
    /// Whether the check value agrees, so that every value is as it was written.
    pub(super) sound: bool,
}

impl Reader<'_> {
    pub(super) fn input(&mut self, key: &str, text: &str, broken: bool) {
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

    pub(super) fn preset(&mut self, id: &str) {
        match Preset::find(id) {
            Some(preset) => self.scenario = preset.scenario(self.catalog),
            None => {
                self.notices.push(|| Notice::UnknownPreset { id: quoted(id) });
                // It may have held a requirement.
                self.questions.push(Question::Link { read: true });
            }
        }
    }

    pub(super) fn version(&mut self, text: &str) {
        self.recognised = true;
        if version(text).is_none_or(|given| given > VERSION) {
            self.notices.say(|| Notice::NewerVersion {
                version: quoted(text),
            });
        }
    }

    pub(super) fn model(&mut self, made_with: &str) {
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

    pub(super) fn prices(&mut self, made_with: &str) {
        let _ = self.once(PRICES);
        if made_with != self.catalog.version {
            let now = self.catalog.version.to_string();
            self.notices.say(|| Notice::OtherPrices {
                made_with: quoted(made_with),
                now,
            });
        }
    }

    pub(super) fn embed(&mut self, names: &str) -> Vec<Part> {
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

    pub(super) fn theme(&mut self, name: &str) -> Theme {
        let _ = self.once(THEME);
        Theme::from_id(name).unwrap_or_else(|| {
            self.notices.push(|| Notice::UnknownTheme { name: quoted(name) });
            Theme::Auto
        })
    }

    /// Reads a pinned scenario into its place. Its letter alone makes no link of a text, as `?a=1` has it too.
    pub(super) fn slot(
        &mut self,
        key: &str,
        text: &str,
        broken: bool,
        defaults: Scenario,
        slots: &mut [Option<Slot>],
    ) {
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
    pub(super) fn once(&mut self, key: &'static str) -> bool {
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
