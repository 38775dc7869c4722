//! How able the tiers of models are: `ability.toml`.

use crate::models::Models;
use crate::read::read;
use crate::write::{status, variant};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Abilities {
    ability: Vec<Ability>,
}

/// Low, likely and high by tier.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Ability {
    key: String,
    label: String,
    small_open: [f64; 3],
    mid_open: [f64; 3],
    cheap_hosted: [f64; 3],
    frontier: [f64; 3],
    status: String,
    source: String,
}

/// How able the tiers are.
pub(crate) fn ability(out: &mut String) {
    let table: Abilities = read("ability");
    out.push_str("/// A quantity by which models differ.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Quantity {\n");
    for a in &table.ability {
        writeln!(out, "/// {}.\n{},", a.label, variant(&a.key)).unwrap();
    }
    let keys: Vec<_> = table.ability.iter().map(|a| variant(&a.key)).collect();
    let count = keys.len();
    write!(
        out,
        "}}\nimpl Quantity {{\n/// All, in the order of the table.\npub const ALL: [Self; {count}] = [Self::{}];\n}}\n/// Range of each quantity, by tier in the order of [`Tier::ALL`].\npub const TIERS: [[Range; 4]; {count}] = [\n",
        keys.join(", Self::")
    )
    .unwrap();
    let mut notes = String::new();
    let mut ids = String::new();
    for a in &table.ability {
        write!(ids, "Self::{} => {:?}, ", variant(&a.key), a.key).unwrap();
        out.push('[');
        for [low, likely, high] in [a.small_open, a.mid_open, a.cheap_hosted, a.frontier] {
            assert!(
                0.0 <= low && low <= likely && likely <= high && high <= 1.0,
                "ability.toml: {}: 0 <= low <= likely <= high <= 1",
                a.key
            );
            write!(
                out,
                "Range {{ low: {low:?}, likely: {likely:?}, high: {high:?} }}, "
            )
            .unwrap();
        }
        out.push_str("],\n");
        writeln!(
            notes,
            "Note {{ label: {:?}, unit: Unit::Share, status: {}, source: {:?} }},",
            a.label,
            status("ability", &a.key, &a.status),
            a.source
        )
        .unwrap();
    }
    let models: Models = read("models");
    let own: Vec<(String, String)> = models
        .model
        .iter()
        .filter_map(|m| {
            let source = m.ability.as_ref()?.get("source")?.as_str()?;
            Some((m.id.clone(), source.to_owned()))
        })
        .collect();
    writeln!(
        out,
        "];\nimpl Quantity {{\n/// Name in JSON.\n#[must_use]\npub const fn id(self) -> &'static str {{\nmatch self {{ {ids}}}\n}}\n}}\n/// Source of what is published of a model itself, by its id.\n#[cfg(feature = \"texts\")]\npub static OWN_SOURCES: [(&str, &str); {}] = {own:?};",
        own.len()
    )
    .unwrap();
    writeln!(
        out,
        "/// What each quantity says and where its ranges come from.\n#[cfg(feature = \"texts\")]\npub static NOTES: [Note; {count}] = [\n{notes}];"
    )
    .unwrap();
}
