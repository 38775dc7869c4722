//! What must hold of every link: what is written is read back exactly, and nothing that is pasted makes the reader fall over.

use forkcast_engine::params::{Kind, PARAMS, Value};
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::link::{MAX_BYTES, MAX_NOTICES, Part, Theme, View, decode, encode};
use proptest::prelude::*;

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

/// A position on each slider, rounded as by hand or as it falls; an option of each choice; some left at their default.
fn any_scenario() -> impl Strategy<Value = Scenario> {
    (
        proptest::collection::vec(0.0..=1.0f64, PARAMS.len()),
        any::<u64>(),
        any::<u64>(),
    )
        .prop_map(|(positions, kept, rounded)| {
            let mut s = Scenario::default();
            for (i, (param, position)) in PARAMS.iter().zip(positions).enumerate() {
                if kept >> (i % 64) & 1 == 1 {
                    continue;
                }
                match param.kind {
                    Kind::Number { .. } if rounded >> (i % 64) & 1 == 1 => {
                        (param.set)(&mut s, Value::Number(param.at(position)));
                    }
                    Kind::Number { .. } => (param.set)(&mut s, Value::Number(param.raw_at(position))),
                    Kind::Choice { .. } => {
                        let options = param.options(catalog());
                        let at = ((position * options.len() as f64) as usize).min(options.len() - 1);
                        (param.set)(&mut s, Value::Choice(options[at].0));
                    }
                }
            }
            s
        })
}

fn any_view() -> impl Strategy<Value = View> {
    let embed = proptest::sample::subsequence(Part::ALL.to_vec(), 0..=Part::ALL.len());
    let theme = proptest::sample::select(Theme::ALL.to_vec());
    (any_scenario(), embed, theme).prop_map(|(scenario, embed, theme)| View {
        scenario,
        embed,
        theme,
    })
}

/// Text that is nearly a link: known keys and values among broken ones.
fn any_near_link() -> impl Strategy<Value = String> {
    let keys: Vec<&str> = PARAMS
        .iter()
        .map(|param| param.key)
        .chain([
            "v1", "v2", "m", "p", "preset", "embed", "theme", "", "%", "%F", "é", "amp;",
        ])
        .collect();
    let values = vec![
        "",
        "=",
        "=1",
        "=-1",
        "=1e999",
        "=NaN",
        "=%00",
        "=%ff%fe",
        "=required",
        "=all",
        "=verdict,,x",
        "=legal-research",
        "=#",
        "=?",
        "=🦀",
        "=1=2",
        "=0x10",
        "=1,5",
    ];
    let pair = (proptest::sample::select(keys), proptest::sample::select(values))
        .prop_map(|(key, value)| format!("{key}{value}"));
    (
        proptest::sample::select(vec!["", "#", "?", "https://example.org/#", "#%23", "##"]),
        proptest::collection::vec(pair, 0..60),
        proptest::sample::select(vec!["&", "&&", "&amp;", ";", "%26", "#"]),
    )
        .prop_map(|(start, pairs, between)| format!("{start}{}", pairs.join(between)))
}

fn in_range(s: &Scenario) -> bool {
    PARAMS.iter().all(|param| match (param.get)(s) {
        Value::Number(x) => param.range().is_some_and(|(min, max)| (min..=max).contains(&x)),
        Value::Choice(i) => param.options(catalog()).iter().any(|(known, _, _)| *known == i),
    })
}

/// Reads it and checks what holds for whatever was read.
fn read_safely(text: &str) -> Result<(), TestCaseError> {
    let decoded = decode(text, catalog());
    prop_assert!(in_range(&decoded.view.scenario), "{text}");
    prop_assert!(decoded.notices.len() <= MAX_NOTICES + 1);
    for notice in &decoded.notices {
        let sentence = notice.to_string();
        prop_assert!(!sentence.contains(char::is_control), "{sentence:?}");
        prop_assert!(sentence.chars().count() < 2000, "{sentence}");
    }
    // What was understood is a view like any other.
    let again = decode(&encode(&decoded.view, catalog()), catalog());
    prop_assert_eq!(again.view, decoded.view);
    prop_assert_eq!(again.notices, vec![]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_view_comes_back_from_its_link(view in any_view()) {
        let link = encode(&view, catalog());
        prop_assert!(link.len() < MAX_BYTES, "{}", link.len());
        prop_assert!(link.is_ascii() && !link.contains(['#', ' ', '"', '<', '>', '\'']), "{link}");
        let decoded = decode(&link, catalog());
        prop_assert!(decoded.recognised);
        prop_assert_eq!(decoded.notices, vec![]);
        prop_assert_eq!(decoded.view, view);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        read_safely(&text)?;
    }

    #[test]
    fn anything_near_a_link_is_read_without_a_panic(text in any_near_link()) {
        read_safely(&text)?;
    }

    #[test]
    fn a_link_cut_anywhere_is_read(view in any_view(), at in 0.0..=1.0f64) {
        let link = encode(&view, catalog());
        read_safely(&link[..(link.len() as f64 * at) as usize])?;
    }
}

/// Links as version 1 wrote them. They are in people's documents: none may ever read otherwise. A key that is renamed, or a
/// default that moves, shows here; add new lines and change none.
#[test]
fn links_of_version_1_are_read_for_ever() {
    let fixtures = include_str!("fixtures/v1.txt");
    let mut read = 0;
    for line in fixtures
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
    {
        let (link, wanted) = line.split_once(" -> ").expect(line);
        let decoded = decode(link, catalog());
        let problems: Vec<String> = decoded
            .notices
            .iter()
            .filter(|notice| !notice.is_about_version())
            .map(ToString::to_string)
            .collect();
        assert_eq!(problems, Vec::<String>::new(), "{link}");
        let mut said: Vec<String> = PARAMS
            .iter()
            .filter(|param| link.contains(&format!("&{}=", param.key)) || link.contains("preset="))
            .filter(|param| !param.is_default(&decoded.view.scenario, catalog()))
            .map(|param| format!("{}={}", param.key, param.text(&decoded.view.scenario, catalog())))
            .collect();
        said.extend(
            decoded
                .view
                .embed
                .iter()
                .map(|part| format!("part={}", part.id())),
        );
        said.push(format!("theme={}", decoded.view.theme.id()));
        assert_eq!(said.join(" "), wanted, "{link}");
        read += 1;
    }
    assert!(read >= 10, "{read} links in the fixtures");
}
