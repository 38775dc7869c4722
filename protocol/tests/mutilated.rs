//! Links as people and clients leave them: read as they were meant, or named as damaged.

use forkcast_engine::params::{Kind, PARAMS, Value};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::scenario::Audit;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::link::{Notice, Question, View, decode, encode, encode_short};
use proptest::prelude::*;

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn meant() -> Scenario {
    Scenario {
        change_days: 7.0,
        strictness: 0.9,
        audit: Audit::Required,
        ..Scenario::defaults(catalog())
    }
}

/// Every character but letters, digits and four signs as percent signs.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// What clients do to a link, D1 to D6 of the cases from outside among it.
fn mutilated(pairs: &str) -> Vec<String> {
    let once = encoded(&format!("https://example.org/forkcast/#{pairs}"));
    let half = pairs.len() / 2;
    vec![
        format!("#{}", pairs.replace('=', "%3D").replacen("%3D", "=", 1)),
        format!("#{}", encoded(pairs)),
        format!("#{}", encoded(&encoded(pairs))),
        format!("#{}=", encoded(pairs)),
        format!("/%2523{}", encoded(&encoded(pairs))),
        format!("#{}", pairs.replace('&', "&amp;")),
        format!("#{}", pairs.replace('&', "&amp;amp;")),
        format!("#{}", pairs.replace('&', "&#38;")),
        format!("#{}\n{}", &pairs[..half], &pairs[half..]),
        format!("> #{}\n> {}", &pairs[..half], &pairs[half..]),
        format!("#{pairs}."),
        format!("#{pairs},"),
        format!("(https://example.org/#{pairs})."),
        format!("<https://example.org/#{pairs}>"),
        format!("<https://example.org/#{pairs}|our plan>"),
        format!("\"https://example.org/#{pairs}\""),
        format!("\u{201e}https://example.org/#{pairs}\u{201c},"),
        format!("[our plan](https://example.org/#{pairs})"),
        format!("[https://example.org/#{pairs}](https://example.org/#{pairs})"),
        format!("**https://example.org/#{pairs}**"),
        format!("See https://example.org/#{pairs} for the plan"),
        format!("https://slack-redir.net/link?url={once}&v=3"),
        format!(
            "https://eur01.safelinks.protection.outlook.com/?url={once}&data=05%7C02%7Ca%40b.c&sdata=x%2By%3D&reserved=0"
        ),
        format!("https://www.google.com/url?q={once}&sa=D&source=editors&ust=17&usg=AOv"),
        format!("https://www.google.com/url?q=https://example.org/#{pairs}&sa=D&usg=AOv"),
    ]
}

#[test]
fn a_mutilated_link_is_read_as_it_was_meant() {
    let view = View::of(meant());
    let old = "v1&change_days=7&strictness=0.9&audit=required".to_owned();
    let mut wrong = Vec::new();
    for pairs in [old, encode(&view, catalog()), encode_short(&view, catalog())] {
        for link in mutilated(&pairs) {
            let read = decode(&link, catalog());
            if read.view != view || !read.questions.is_empty() || !read.notices.is_empty() {
                wrong.push(format!(
                    "{link}: {:?} {:?} {:?}",
                    read.view.scenario.audit,
                    read.notices,
                    read.questions.len()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_link_that_is_cut_or_altered_anywhere_is_never_read_as_another_in_silence() {
    let view = View::of(meant());
    for link in [encode(&view, catalog()), encode_short(&view, catalog())] {
        // `#v1` alone is the link of the defaults, as people type it.
        for end in 4..link.len() {
            let read = decode(&link[..end], catalog());
            assert!(read.view == view || !read.notices.is_empty(), "{}", &link[..end]);
        }
        for place in 3..link.len() {
            let mut bytes = link.clone().into_bytes();
            bytes[place] = if bytes[place] == b'4' { b'5' } else { b'4' };
            let altered = String::from_utf8(bytes).expect("ASCII");
            let read = decode(&altered, catalog());
            assert!(read.view == view || !read.notices.is_empty(), "{altered}");
        }
    }
}

#[test]
fn a_damaged_requirement_is_asked_for_and_the_strictest_is_assumed() {
    for link in [
        "v1&audit=requ",
        "v1&audit=always",
        "v1&audlt=required",
        "v1&audi",
        "v1&audit=required&audit=none",
    ] {
        let read = decode(link, catalog());
        assert_eq!(read.view.scenario.audit, Audit::Required, "{link}");
        assert!(
            matches!(&read.questions[..], [Question::Requirement { param, choices, .. }] if param.key == "audit" && choices.len() == 3),
            "{link}: {:?}",
            read.questions
        );
    }
    let whole = encode(&View::of(meant()), catalog());
    let cut = decode(&whole[..whole.len() - 9], catalog());
    assert!(
        cut.questions.contains(&Question::Link { read: true }),
        "{:?}",
        cut.questions
    );
    assert!(cut.notices.contains(&Notice::Damaged));
}

#[test]
fn short_links_of_presets_are_short_and_come_back() {
    for preset in PRESETS {
        let view = View::of(preset.scenario(catalog()));
        let short = encode_short(&view, catalog());
        assert!(
            short.len() <= 120,
            "{}: {} bytes: {short}",
            preset.id,
            short.len()
        );
        let read = decode(&short, catalog());
        assert_eq!(
            (read.view, read.notices, read.questions),
            (view, vec![], vec![]),
            "{}",
            preset.id
        );
    }
}

/// Short links as they were written once, each with the readable link of the same meaning: lines are added, none is changed.
const FIXTURES: &str = include_str!("fixtures/s1.txt");

#[test]
fn short_links_of_every_version_are_read_for_ever() {
    for line in FIXTURES.lines().filter(|line| !line.starts_with("//")) {
        let (short, readable) = line.split_once(" => ").expect("two links");
        let (short, readable) = (decode(short, catalog()), decode(readable, catalog()));
        assert_eq!(short.view, readable.view, "{line}");
        assert!(short.notices.iter().all(Notice::is_about_version), "{line}");
        assert!(readable.notices.iter().all(Notice::is_about_version), "{line}");
    }
    assert!(FIXTURES.lines().count() > PRESETS.len());
}

/// One thing that happens to a link on its way.
#[derive(Clone, Debug)]
enum Mishap {
    Behind(&'static str),
    Between(&'static str, &'static str),
    Encoded,
    EncodedBehindTheMark,
    Entities(&'static str),
    Broken(f64, &'static str),
    QuotedPrintable(f64),
    Cut(f64),
    Redirect(&'static str, &'static str),
    Defended,
}

impl Mishap {
    fn any() -> impl Strategy<Value = Self> {
        let behind = prop::sample::select(vec![
            ".", ",", ";", ":", "!", "?", ")", ">", "\"", "'", "...", "\u{2026}", ").",
        ]);
        let between = prop::sample::select(vec![
            ("\"", "\""),
            ("'", "'"),
            ("\u{201e}", "\u{201c}"),
            ("\u{ab}", "\u{bb}"),
            ("(", ")"),
            ("<", ">"),
            ("[", "]"),
            ("{", "}"),
            ("`", "`"),
            ("**", "**"),
            ("[our plan](", ")"),
            ("<", "|our plan>"),
            ("See ", " for the plan"),
        ]);
        let redirect = prop::sample::select(vec![
            ("https://slack-redir.net/link?url=", "&v=3"),
            (
                "https://eur01.safelinks.protection.outlook.com/?url=",
                "&data=05%7C02%7Ca%40b.c&sdata=x%2By%3D&reserved=0",
            ),
            (
                "https://www.google.com/url?q=",
                "&sa=D&source=editors&ust=17&usg=AOv",
            ),
            ("https://l.facebook.com/l.php?u=", "&h=AT0"),
            ("https://discord.com/redirect?to=", ""),
        ]);
        prop_oneof![
            behind.prop_map(Self::Behind),
            between.prop_map(|(before, behind)| Self::Between(before, behind)),
            Just(Self::Encoded),
            Just(Self::EncodedBehindTheMark),
            prop::sample::select(vec!["&amp;", "&amp;amp;", "&#38;"]).prop_map(Self::Entities),
            (0.0..1.0f64, prop::sample::select(vec!["\n", "\r\n", "\n> ", " "]))
                .prop_map(|(place, with)| Self::Broken(place, with)),
            (0.0..1.0f64).prop_map(Self::QuotedPrintable),
            (0.0..1.0f64).prop_map(Self::Cut),
            redirect.prop_map(|(before, behind)| Self::Redirect(before, behind)),
            Just(Self::Defended),
        ]
    }

    /// Where the link proper begins: behind its mark, which is there whatever was encoded.
    fn begin(text: &str) -> Option<usize> {
        let place = text.find("check").map(|place| place + 5);
        place.or_else(|| text.find("s1.").map(|place| place + 4))
    }

    /// A place of the text at that share of what stands behind the mark.
    fn place(text: &str, share: f64) -> Option<usize> {
        let begin = Self::begin(text)?;
        let place = begin + ((text.len() - begin) as f64 * share) as usize;
        (place..=text.len()).find(|place| text.is_char_boundary(*place))
    }

    fn happens(&self, text: &str) -> String {
        match self {
            Self::Behind(behind) => format!("{text}{behind}"),
            Self::Between(before, behind) => format!("{before}{text}{behind}"),
            Self::Encoded => encoded(text),
            Self::EncodedBehindTheMark => text.split_once('#').map_or_else(
                || encoded(text),
                |(page, pairs)| format!("{page}#{}", encoded(pairs)),
            ),
            Self::Entities(entity) => text.replace('&', entity),
            Self::Broken(share, with) => Self::place(text, *share).map_or_else(
                || text.to_owned(),
                |at| format!("{}{with}{}", &text[..at], &text[at..]),
            ),
            Self::QuotedPrintable(share) => Self::Broken(*share, "=\r\n").happens(&text.replace('=', "=3D")),
            Self::Cut(share) => {
                Self::place(text, *share).map_or_else(|| text.to_owned(), |at| text[..at].to_owned())
            }
            Self::Redirect(before, behind) => format!("{before}{}{behind}", encoded(text)),
            Self::Defended => format!(
                "https://urldefense.com/v2/url?u={}&d=DwMFaQ&c=x",
                encoded(text)
                    .replace('-', "%2D")
                    .replace('_', "%5F")
                    .replace('%', "-")
            ),
        }
    }
}

/// A scenario with some inputs moved to any place.
fn any_scenario() -> impl Strategy<Value = Scenario> {
    prop::collection::vec((0..PARAMS.len(), 0.0..=1.0f64), 0..12).prop_map(|moves| {
        let mut scenario = Scenario::defaults(catalog());
        for (place, at) in moves {
            let param = &PARAMS[place];
            let value = match param.kind {
                Kind::Choice { .. } => {
                    let options = param.options(catalog());
                    Value::Choice(options[((options.len() - 1) as f64 * at) as usize].0)
                }
                Kind::Number { .. } => Value::Number(param.at(at)),
            };
            (param.set)(&mut scenario, value);
        }
        scenario
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_link_after_any_mishaps_gives_its_scenario_or_says_what_is_wrong(
        scenario in any_scenario(),
        short in any::<bool>(),
        mishaps in prop::collection::vec(Mishap::any(), 1..=3),
    ) {
        let view = View::of(scenario);
        let pairs = if short { encode_short(&view, catalog()) } else { encode(&view, catalog()) };
        let link = format!("https://example.org/forkcast/#{pairs}");
        let sent = mishaps.iter().fold(link, |text, mishap| mishap.happens(&text));
        let read = decode(&sent, catalog());
        prop_assert!(
            read.view.scenario == scenario || !read.notices.is_empty() || !read.questions.is_empty(),
            "{}", sent
        );
        // One of them alone takes nothing away, but for a cut.
        if let [mishap] = &mishaps[..] && !matches!(mishap, Mishap::Cut(_)) {
            prop_assert_eq!(read.view.scenario, scenario, "{}", sent);
        }
    }
}
