//! From a view to its link.

use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};

use super::view::EVERY_PART;
use super::{EMBED, MEASURED, MODEL, PRICES, Part, THEME, Theme, VERSION, View, percent};

/// The link of a view, without the leading `#`. [`super::decode()`] gives the same view back for any scenario in range.
#[must_use]
pub fn encode(view: &View, catalog: &Catalog) -> String {
    let View {
        scenario,
        embed,
        theme,
        measured,
    } = view;
    let mut link = format!("v{VERSION}");
    push(&mut link, MODEL, MODEL_VERSION);
    push(&mut link, PRICES, &catalog.version);
    for param in &PARAMS {
        if !param.is_default(scenario, catalog) {
            push(&mut link, param.key, &text(param, scenario, catalog));
        }
    }
    if (scenario.is_measured() || scenario.has_own_prices()) && !measured.is_empty() {
        push(&mut link, MEASURED, measured);
    }
    if *embed == Part::ALL {
        push(&mut link, EMBED, EVERY_PART);
    } else if !embed.is_empty() {
        let parts: Vec<&str> = embed.iter().map(|part| part.id()).collect();
        push(&mut link, EMBED, &parts.join(","));
    }
    if *theme != Theme::Auto {
        push(&mut link, THEME, theme.id());
    }
    link
}

fn push(link: &mut String, key: &str, value: &str) {
    link.push('&');
    link.push_str(key);
    link.push('=');
    percent::push(link, value);
}

/// The value as text. Numbers are written in full, as people read them, unless that takes more than a few digits more.
fn text(param: &Param, scenario: &Scenario, catalog: &Catalog) -> String {
    let plain = param.text(scenario, catalog);
    if plain.len() <= 12 {
        return plain;
    }
    match (param.get)(scenario) {
        Value::Number(number) => {
            let scientific = format!("{number:e}");
            if scientific.len() < plain.len() {
                scientific
            } else {
                plain
            }
        }
        Value::Choice(_) => plain,
    }
}
