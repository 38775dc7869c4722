//! Links as people and clients leave them: read as they were meant, or named as damaged.

use forkcast_engine::presets::PRESETS;
use forkcast_engine::scenario::Audit;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::link::{Notice, Question, View, decode, encode, encode_short};

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

/// What clients do to a link, D1 to D6 of the cases from outside among it.
fn mutilated(pairs: &str) -> Vec<String> {
    let encoded = |text: &str| -> String {
        text.chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "-_.~".contains(c) {
                    c.to_string()
                } else {
                    format!("%{:02X}", c as u32)
                }
            })
            .collect()
    };
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
