//! The named scenarios: `presets.toml`.

use crate::read::read;
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presets {
    preset: Vec<Preset>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preset {
    id: String,
    label: String,
    blurb: String,
    set: toml::Table,
}

pub(crate) fn presets(out: &mut String) {
    let table: Presets = read("presets");
    writeln!(
        out,
        "/// Every preset, in the page's order.\npub static PRESETS: [Preset; {}] = [",
        table.preset.len()
    )
    .unwrap();
    for p in &table.preset {
        let set: Vec<String> = p
            .set
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    toml::Value::String(s) => s.clone(),
                    toml::Value::Integer(i) => i.to_string(),
                    toml::Value::Float(x) => x.to_string(),
                    other @ (toml::Value::Boolean(_)
                    | toml::Value::Datetime(_)
                    | toml::Value::Array(_)
                    | toml::Value::Table(_)) => {
                        panic!("presets.toml: {}: {key}: a number or a text, not {other:?}", p.id)
                    }
                };
                format!("({key:?}, {value:?})")
            })
            .collect();
        writeln!(
            out,
            "Preset {{ id: {id:?}, label: crate::language::preset({id:?}, {:?}), blurb: crate::language::blurb({id:?}, {:?}), set: &[{}] }},",
            p.label,
            p.blurb,
            set.join(", "),
            id = p.id
        )
        .unwrap();
    }
    out.push_str("];\n");
}
