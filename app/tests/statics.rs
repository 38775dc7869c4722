//! What stands in static files must be what the code says.

use forkcast_charts::Theme;
use std::fs;
use std::path::Path;

#[test]
fn the_style_sheet_has_the_charts_colours_and_no_other() {
    let css = include_str!("../../style/tokens.css");
    for ((name, light), (same, dark)) in Theme::LIGHT.tokens().into_iter().zip(Theme::DARK.tokens()) {
        assert_eq!(name, same);
        let row = format!("{name}: light-dark({}, {});", light.hex(), dark.hex());
        assert!(css.contains(&row), "{row}");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the style sheets") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name == "tokens.css") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a style sheet");
        assert_eq!(own_colours(&text), Vec::<&str>::new(), "{}", path.display());
        files += 1;
    }
    assert!(files > 8, "{files} style sheets");
}

/// Colours that a style sheet names itself: hexadecimal numbers and functions such as `rgb(…)`.
fn own_colours(text: &str) -> Vec<&str> {
    let hexadecimal = text.match_indices('#').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends = rest[digits..].starts_with([';', ' ', ',', ')']);
        let selector = rest[digits..].starts_with(" {");
        (ends && !selector && matches!(digits, 3 | 4 | 6 | 8)).then(|| &text[at..=at + digits])
    });
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "lab("];
    hexadecimal
        .chain(
            functions
                .into_iter()
                .flat_map(|name| text.match_indices(name).map(|(_, found)| found)),
        )
        .collect()
}

#[test]
fn colours_of_a_style_sheet_are_found() {
    let text = "#fade { color: #fff; border: 1px solid #a1b2c3; box-shadow: 0 0 1px rgb(0 0 0 / 1%); fill: var(--rag) }";
    assert_eq!(own_colours(text), ["#fff", "#a1b2c3", "rgb("]);
}
