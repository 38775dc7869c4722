//! The tables that scenarios are made from: inputs and presets.

use forkcast_engine::params::{Kind, PARAMS, Param, Scale};
use forkcast_engine::presets::{PRESETS, Preset};
use forkcast_engine::{Catalog, words};
use serde::{Deserialize, Serialize};

use super::keyed::{InputValue, Keyed};
use crate::link::{self, View};

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputRow {
    /// Name in links, JSON and on the command line.
    pub key: String,
    /// Name for people.
    pub label: String,
    /// Where the page shows it, for people.
    pub group: String,
    /// The same for programs.
    #[serde(default)]
    pub group_id: String,
    /// Whether it is one of the inputs in first view.
    pub main: bool,
    /// Unit of the number; empty where it has none.
    pub unit: String,
    /// Value where nothing is said.
    pub default: InputValue,
    /// Least value of a number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub min: Option<f64>,
    /// Greatest value of a number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub max: Option<f64>,
    /// `linear`, `log`, or `log-from-zero`, which is linear near zero.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scale: Option<String>,
    /// Options of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub options: Vec<OptionRow>,
    /// What it means.
    pub doc: String,
    /// Where the default comes from.
    pub source: String,
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionRow {
    /// Name in links, JSON and on the command line.
    pub id: String,
    /// Name for people.
    pub label: String,
}

impl InputRow {
    /// Every input, in the order of the table.
    #[must_use]
    pub fn all(catalog: &Catalog) -> Vec<Self> {
        PARAMS.iter().map(|param| Self::of(param, catalog)).collect()
    }

    fn of(param: &Param, catalog: &Catalog) -> Self {
        let (default, range, scale) = match param.kind {
            Kind::Number {
                min,
                max,
                default,
                scale,
            } => (
                match param.unset {
                    Some(unset) if unset.zero_is_a_value() => InputValue::Unset(()),
                    Some(_) | None => InputValue::Number(default),
                },
                Some((min, max)),
                Some(match scale {
                    Scale::Linear { .. } => "linear",
                    Scale::Log => "log",
                    Scale::LogFromZero { .. } => "log-from-zero",
                }),
            ),
            Kind::Choice { default, .. } => (InputValue::Option(default.to_owned()), None, None),
        };
        Self {
            key: param.key.to_owned(),
            label: param.label.to_owned(),
            group: param.group.label().to_owned(),
            group_id: param.group.id().to_owned(),
            main: param.main,
            unit: param.unit.label().to_owned(),
            default,
            min: range.map(|(min, _)| min),
            max: range.map(|(_, max)| max),
            scale: scale.map(str::to_owned),
            options: param
                .options(catalog)
                .into_iter()
                .map(|(_, id, label)| OptionRow {
                    id: id.to_owned(),
                    label: label.to_owned(),
                })
                .collect(),
            doc: param.doc.to_owned(),
            source: words::input_source(param),
        }
    }
}

/// One preset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresetRow {
    /// Name in links and on the command line.
    pub id: String,
    /// Name for people.
    pub label: String,
    /// What kind of system it stands for.
    pub blurb: String,
    /// The inputs that differ from the defaults.
    pub scenario: Keyed<InputValue>,
    /// Its link, without `#`.
    pub link: String,
}

impl PresetRow {
    /// Every preset.
    #[must_use]
    pub fn all(catalog: &Catalog) -> Vec<Self> {
        PRESETS.iter().map(|preset| Self::of(preset, catalog)).collect()
    }

    fn of(preset: &Preset, catalog: &Catalog) -> Self {
        let scenario = preset.scenario(catalog);
        let changed = PARAMS
            .iter()
            .filter(|param| !param.is_default(&scenario, catalog));
        Self {
            id: preset.id.to_owned(),
            label: preset.label.to_owned(),
            blurb: preset.blurb.to_owned(),
            scenario: changed
                .map(|param| (param.key, super::made::input(param, &scenario, catalog)))
                .collect(),
            link: link::encode(&View::of(scenario), catalog),
        }
    }
}
