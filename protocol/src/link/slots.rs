//! The scenarios that are pinned beside the live one, to be compared with it.
//!
//! `a=change_days:7,recall:0.8:0.74:0.86:120~Regulated`: the inputs that differ from the defaults, an observed one with its interval, then the name, then where the team's own figures
//! come from, if it has any. Each stands alone, so that a damaged one takes no other with it.

use forkcast_engine::params::{self, PARAMS, ParamError, Value};
use forkcast_engine::{Catalog, Scenario};

use super::encode::value_text;
use super::{MEASURED_CHARS, Notice, observed, origin};
use crate::text;

/// Most scenarios that are pinned.
pub const MOST_SLOTS: usize = 4;

/// Longest name that is kept, in characters.
pub const NAME_CHARS: usize = 40;

/// Their keys in a link, in order.
pub(super) const SLOTS: [&str; MOST_SLOTS] = ["a", "b", "c", "d"];

/// Ends the inputs, and the name. No value of an input holds it.
const END: char = '~';

/// A pinned scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    name: String,
    scenario: Scenario,
    measured: String,
}

impl Slot {
    /// A pinned scenario. The name loses what a link cannot hold; `measured` is kept where the scenario has figures of the team's own.
    #[must_use]
    pub fn new(name: &str, scenario: Scenario, measured: &str) -> Self {
        let has_origin = scenario.is_measured() || scenario.has_own_prices() || origin::is_observed(measured);
        let kept = measured.chars().filter(|c| has_origin && !c.is_control());
        Self {
            name: tidied(name),
            scenario,
            measured: kept.take(MEASURED_CHARS).collect(),
        }
    }

    /// The name that the team gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scenario.
    #[must_use]
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Where the team's own figures come from.
    #[must_use]
    pub fn measured(&self) -> &str {
        &self.measured
    }

    /// The same under another name.
    #[must_use]
    pub fn renamed(&self, name: &str) -> Self {
        Self::new(name, self.scenario, &self.measured)
    }

    /// The letter by which people call the pinned scenario of that place.
    #[must_use]
    pub fn letter(place: usize) -> String {
        SLOTS
            .get(place)
            .map_or_else(String::new, |key| key.to_ascii_uppercase())
    }

    /// The text of a link's pair.
    pub(super) fn text(&self, catalog: &Catalog) -> String {
        let set: Vec<String> = PARAMS
            .iter()
            .filter_map(|param| {
                let value = value_text(param, &self.scenario, catalog);
                match observed::ends(param, &self.scenario) {
                    Some(ends) => Some(format!("{}:{value}:{ends}", param.key)),
                    None if param.is_default(&self.scenario, catalog) => None,
                    None => Some(format!("{}:{value}", param.key)),
                }
            })
            .collect();
        let mut out = set.join(",");
        out.push(END);
        out.push_str(&self.name);
        if !self.measured.is_empty() {
            out.push(END);
            out.push_str(&self.measured);
        }
        out
    }

    /// The pinned scenario of a pair, whose inputs change `base`, and what to tell of it; a notice alone if it cannot be read as it was
    /// written. It is then left out: a scenario with an input less is another scenario.
    pub(super) fn read(
        place: usize,
        text: &str,
        base: Scenario,
        catalog: &Catalog,
    ) -> Result<(Self, Vec<Notice>), Notice> {
        let damaged = |at: &str| Notice::DamagedSlot {
            letter: Self::letter(place),
            at: super::decode::quoted(at),
        };
        // A link that was cut within the inputs has no end of them.
        let Some((inputs, rest)) = text.split_once(END) else {
            return Err(damaged(text.rsplit(',').next().unwrap_or_default()));
        };
        let (name, measured) = rest.split_once(END).unwrap_or((rest, ""));
        let mut scenario = base;
        let mut notices = Vec::new();
        for pair in inputs.split(',').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once(':').ok_or_else(|| damaged(pair))?;
            let param = params::find(key).map_err(|_| damaged(pair))?;
            let (value, ends) = match value.split_once(':') {
                Some((value, ends)) => (value, Some(ends)),
                None => (value, None),
            };
            match param.set_text(&mut scenario, value, catalog) {
                Ok(()) => {
                    if let Some(ends) = ends {
                        observed::read_ends(param, ends, &mut scenario).ok_or_else(|| damaged(pair))?;
                    }
                }
                Err(ParamError::OutOfRange { value, clamped, .. }) => {
                    (param.set)(&mut scenario, Value::Number(clamped));
                    notices.push(Notice::Clamped {
                        param,
                        given: value,
                        used: clamped,
                    });
                }
                Err(
                    ParamError::NotANumber { .. }
                    | ParamError::Misread { .. }
                    | ParamError::UnknownKey { .. }
                    | ParamError::UnknownOption { .. },
                ) => return Err(damaged(pair)),
            }
        }
        Ok((Self::new(name, scenario, measured), notices))
    }
}

/// The name as it is kept.
fn tidied(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_control())
        .map(|c| if c == END { '-' } else { c })
        .collect();
    let short: String = plain.trim().chars().take(NAME_CHARS).collect();
    match short.trim_end() {
        "" => text::link::UNNAMED.to_owned(),
        kept => kept.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> &'static Catalog {
        Catalog::builtin()
    }

    fn read(text: &str) -> Result<(Slot, Vec<Notice>), Notice> {
        Slot::read(1, text, Scenario::defaults(catalog()), catalog())
    }

    #[test]
    fn a_name_keeps_what_a_link_can_hold() {
        let name = |name: &str| Slot::new(name, Scenario::default(), "").name;
        assert_eq!(
            name("  10× the traffic, 50 % & more "),
            "10× the traffic, 50 % & more"
        );
        assert_eq!(name("a~b\n"), "a-b");
        assert_eq!(name(" \t "), "Unnamed");
        assert_eq!(name(&"é".repeat(100)).chars().count(), NAME_CHARS);
    }

    #[test]
    fn no_value_of_an_input_holds_a_separator() {
        for param in &PARAMS {
            for (_, id, _) in param.options(catalog()) {
                assert!(!id.contains([',', ':', END]), "{} {id}", param.key);
            }
        }
    }

    #[test]
    fn a_damaged_one_says_where() {
        let letter = "B".to_owned();
        for (text, at) in [
            ("change_days:7,audit:req", "audit:req"),
            ("change_days:7,audit:req~B", "audit:req"),
            ("chnge_days:7~B", "chnge_days:7"),
            ("change_days~B", "change_days"),
            ("change_days:often~B", "change_days:often"),
            ("", ""),
        ] {
            let at = at.to_owned();
            let letter = letter.clone();
            assert_eq!(read(text), Err(Notice::DamagedSlot { letter, at }), "{text}");
        }
    }

    #[test]
    fn a_value_out_of_range_is_the_nearest_and_said() {
        let (slot, notices) = read("recall:7~B").expect("readable");
        assert_eq!(slot.scenario.recall, 1.0);
        assert!(matches!(notices[..], [Notice::Clamped { .. }]), "{notices:?}");
    }
}
