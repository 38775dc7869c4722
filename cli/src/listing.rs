//! `forkcast presets` and `forkcast inputs`: the tables that scenarios are made from.

use anstyle::Style;
use forkcast_engine::Catalog;
use forkcast_engine::params::Group;
use forkcast_protocol::json::{InputRow, InputValue, PresetRow};

use crate::commands::ListArgs;
use crate::failure::Failure;
use crate::print::{self, Align, QUIET, Row, STRONG};
use crate::text::listing::{COLUMNS, MORE, NOT_SET, first_options, range};

/// Most options that are named in a row of the list; the JSON has all.
const OPTIONS: usize = 4;

/// Prints the presets.
///
/// # Errors
/// A list that cannot be written.
pub fn presets(arguments: &ListArgs) -> Result<(), Failure> {
    let presets = PresetRow::all(Catalog::builtin());
    if arguments.json {
        return print::json(&presets);
    }
    let mut text = String::new();
    for preset in &presets {
        text.push_str(&print::styled(STRONG, &preset.id));
        text.push('\n');
        print::paragraph(&mut text, "  ", Style::new(), &preset.blurb);
        let set: Vec<String> = preset
            .scenario
            .0
            .iter()
            .map(|(key, value)| format!("{key}={}", shown(value)))
            .collect();
        print::paragraph(&mut text, "  ", Style::new(), &set.join(" "));
    }
    print::text(&text)
}

/// Prints the inputs by group.
///
/// # Errors
/// A list that cannot be written.
pub fn inputs(arguments: &ListArgs) -> Result<(), Failure> {
    let inputs = InputRow::all(Catalog::builtin());
    if arguments.json {
        return print::json(&inputs);
    }
    let mut text = String::new();
    for group in Group::ALL {
        let rows: Vec<Row> = inputs
            .iter()
            .filter(|input| input.group_id == group.id())
            .map(input)
            .collect();
        if rows.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&print::styled(STRONG, group.label()));
        text.push('\n');
        let align = [Align::Left, Align::Right, Align::Left, Align::Left, Align::Left];
        let columns = print::columns(COLUMNS, align);
        print::table(&mut text, &columns, &rows);
    }
    text.push('\n');
    print::paragraph(&mut text, "", QUIET, MORE);
    print::text(&text)
}

fn input(input: &InputRow) -> Row {
    Row {
        cells: vec![
            format!("  {}", input.key),
            shown(&input.default),
            accepts(input),
            if input.min.is_some() {
                input.unit.clone()
            } else {
                String::new()
            },
            input.label.clone(),
        ],
        style: Style::new(),
    }
}

fn accepts(input: &InputRow) -> String {
    if let (Some(min), Some(max)) = (input.min, input.max) {
        return range(min, max);
    }
    let ids: Vec<&str> = input.options.iter().map(|option| option.id.as_str()).collect();
    match ids.get(..OPTIONS) {
        Some(first) if ids.len() > OPTIONS => first_options(first, ids.len()),
        Some(_) | None => ids.join(", "),
    }
}

fn shown(value: &InputValue) -> String {
    match value {
        InputValue::Number(x) => x.to_string(),
        InputValue::Option(id) => id.clone(),
        InputValue::Unset(()) => NOT_SET.to_owned(),
    }
}
