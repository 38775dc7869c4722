//! What stands in static files must be what the code says.

use forkcast_charts::Theme;

#[test]
fn the_style_sheet_has_the_charts_colours_and_no_other() {
    let css = include_str!("../../style/tokens.css");
    let (light, dark) = css
        .split_once("@media (prefers-color-scheme: dark)")
        .expect("a dark part");
    let (by_system, by_choice) = dark
        .split_once(":root[data-theme=\"dark\"]")
        .expect("a part for dark by choice");
    for (part, theme) in [
        (light, Theme::LIGHT),
        (by_system, Theme::DARK),
        (by_choice, Theme::DARK),
    ] {
        for (name, colour) in theme.tokens() {
            assert!(
                part.contains(&format!("{name}: {};", colour.hex())),
                "{name} {}",
                colour.hex()
            );
        }
    }
    for (file, text) in [
        ("base", include_str!("../../style/base.css")),
        ("header", include_str!("../../style/header.css")),
        ("inputs", include_str!("../../style/inputs.css")),
        ("verdict", include_str!("../../style/verdict.css")),
        ("cards", include_str!("../../style/cards.css")),
        ("method", include_str!("../../style/method.css")),
        ("print", include_str!("../../style/print.css")),
    ] {
        let colours = text.split('#').skip(1).filter(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
            let ends = rest[digits.len()..].starts_with([';', ' ', ',', ')']);
            ends && matches!(digits.len(), 3 | 6 | 8) && !rest.trim_start_matches(&digits).starts_with(" {")
        });
        assert_eq!(colours.count(), 0, "{file}.css names a colour of its own");
    }
}
