//! What a reader of this module wants to see first: links as they are written, and what becomes of bad ones.

use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario, params};

use super::decode::pairs_of;
use super::repair::{self, MAX_READINGS};
use super::{
    Decoded, MAX_BYTES, MAX_NOTICES, MAX_PAIRS, MEASURED_CHARS, NOTE_CHARS, Notice, Part, Theme, View,
    decode, encode, encode_short,
};

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn read(link: &str) -> Decoded {
    decode(link, catalog())
}

fn head() -> String {
    format!("&m={}&p={}", forkcast_engine::MODEL_VERSION, catalog().version)
}

/// A link without its check value, which a test of the check holds.
fn unchecked(link: &str) -> &str {
    link.strip_prefix("v1&check=")
        .and_then(|rest| rest.get(5..))
        .expect("a check value of five digits")
}

/// Notices but those on versions, as sentences.
fn told(link: &str) -> Vec<String> {
    read(link).notices.iter().map(ToString::to_string).collect()
}

#[test]
fn only_what_differs_is_written() {
    let mut view = View::defaults(catalog());
    assert_eq!(unchecked(&encode(&view, catalog())), head());
    view.scenario.change_days = 7.0;
    view.scenario.audit = forkcast_engine::scenario::Audit::Required;
    view.embed = vec![Part::Verdict, Part::Cost];
    view.theme = Theme::Dark;
    let link = encode(&view, catalog());
    assert_eq!(
        unchecked(&link),
        format!(
            "{}&change_days=7&audit=required&embed=verdict,cost&theme=dark",
            head()
        )
    );
    assert_eq!(
        read(&link),
        Decoded {
            view,
            notices: vec![],
            questions: vec![],
            recognised: true
        }
    );
}

#[test]
fn presets_have_short_links_and_come_back() {
    for preset in PRESETS {
        let view = View::of(preset.scenario(catalog()));
        let link = encode(&view, catalog());
        assert!(link.len() <= 300, "{}: {} bytes: {link}", preset.id, link.len());
        assert_eq!(read(&link).view, view, "{}", preset.id);
        assert_eq!(
            read(&format!("v1&preset={}", preset.id)).view,
            view,
            "{}",
            preset.id
        );
    }
}

#[test]
fn a_preset_is_the_base_wherever_it_stands() {
    let view = read("v1&strictness=0.9&preset=legal-research").view;
    assert_eq!(view.scenario.strictness, 0.9);
    assert_eq!(view.scenario.change_days, 7.0);
}

#[test]
fn every_way_to_paste_a_link_is_read() {
    let want = read("v1&change_days=7&audit=required").view;
    for link in [
        "#v1&change_days=7&audit=required",
        "  #v1&change_days=7&audit=required\n",
        "https://example.org/forkcast/#v1&change_days=7&audit=required",
        "https://example.org/forkcast/index.html?utm_source=chat#v1&change_days=7&audit=required",
        "http://127.0.0.1:4173/?v1&change_days=7&audit=required",
        "http://127.0.0.1:4173/?v1&change_days=7&audit=required#",
        "?v1&change_days=7&audit=required",
        "#v1&amp;change_days=7&amp;audit=required",
        "#v1%26change_days%3D7%26audit%3Drequired",
        "https://example.org/%23v1%26change_days%3D7%26audit%3Drequired",
        "#v1&change%5Fdays=%37&audit=required&",
        "change_days=7&audit=required",
    ] {
        let decoded = read(link);
        assert_eq!(decoded.view, want, "{link}");
        assert_eq!(decoded.notices, [], "{link}");
        assert!(decoded.recognised, "{link}");
    }
}

#[test]
fn text_that_is_no_link_gives_the_defaults() {
    for text in ["", "#", "?", "https://example.org/", "&&&"] {
        let decoded = read(text);
        assert_eq!(decoded.notices, [], "{text}");
        assert_eq!(decoded.view, View::defaults(catalog()), "{text}");
        assert!(!decoded.recognised, "{text}");
    }
    for (text, shown) in [
        ("#method", "method"),
        ("hello", "hello"),
        ("===", "==="),
        ("https://example.org/?q=1", "q=1"),
    ] {
        let decoded = read(text);
        assert_eq!(decoded.view, View::default(), "{text}");
        assert!(!decoded.recognised, "{text}");
        let text = shown.to_owned();
        assert_eq!(decoded.notices, [Notice::NotALink { text }]);
    }
    assert_eq!(
        told("hello"),
        [
            "“hello” is not a Forkcast link, so the defaults were used; one looks like #v1&change_days=7&audit=required."
        ]
    );
    assert!(read("v1").recognised);
}

#[test]
fn what_is_wrong_is_named_with_what_is_accepted() {
    let cases = [
        (
            "v1&change_dais=7",
            "There is no input “change_dais”, so it was ignored; the nearest one is “change_days”.",
        ),
        (
            "v1&Theme=dark",
            "There is no input “Theme”, so it was ignored; the nearest one is “theme”.",
        ),
        (
            "v1&presets=x",
            "There is no input “presets”, so it was ignored; the nearest one is “preset”.",
        ),
        ("v1&recall=1.4", "recall takes 0 to 1, so 1.4 was read as 1."),
        ("v1&recall=1e999", "recall takes 0 to 1, so inf was read as 1."),
        (
            "v1&growth_monthly=-1",
            "growth_monthly takes -0.2 to 0.5, so -1 was read as -0.2.",
        ),
        (
            "v1&recall=high",
            "recall takes a number from 0 to 1 (Retrieval recall), not “high”. It was left at 0.88.",
        ),
        (
            "v1&recall=NaN",
            "recall takes a number from 0 to 1 (Retrieval recall), not “NaN”. It was left at 0.88.",
        ),
        (
            "v1&recall=inf",
            "recall takes a number from 0 to 1 (Retrieval recall), not “inf”. It was left at 0.88.",
        ),
        (
            "v1&recall=",
            "recall takes a number from 0 to 1 (Retrieval recall), not “”. It was left at 0.88.",
        ),
        (
            "v1&audit=always",
            "audit takes one of none, useful, required, not “always”. Until you say which it was, required is assumed.",
        ),
        (
            "v1&embed=verdict,costs",
            "embed has no part “costs”, so it was left out; there are verdict, cost, ",
        ),
        (
            "v1&theme=blue",
            "There is no theme “blue”, so the reader's own was used; there are auto, light, dark.",
        ),
        (
            "v1&preset=legal",
            "There is no preset “legal”, so the defaults were used; there are legal-research, ",
        ),
        (
            "v1&m=0",
            "The link was made with version 0 of the model, and this is version ",
        ),
        (
            "v1&p=2020-01-01",
            "The link was made with the prices of 2020-01-01, and these are of ",
        ),
        (
            "v2&recall=0.5",
            "The link has version v2 of the format and this Forkcast reads up to v1; ",
        ),
        (
            "v99999999999999999999",
            "The link has version v99999999999999999999 of the format",
        ),
        (
            "v1&recall=0.1&recall=0.5",
            "The link has recall more than once; the last one counts.",
        ),
        (
            "v1&theme=dark&theme=light",
            "The link has theme more than once; the last one counts.",
        ),
    ];
    for (link, sentence) in cases {
        let told = told(link);
        assert!(
            told.len() == 1 && told[0].starts_with(sentence),
            "{link}: {told:?}"
        );
    }
}

#[test]
fn bad_values_leave_the_rest_as_it_is() {
    let view = read("v2&recall=0.5&audit=always&preset=nope&change_days=1e9&chunks=8").view;
    let mut want = Scenario::defaults(catalog());
    want.recall = 0.5;
    // A requirement that cannot be read is never taken as a weaker one.
    want.audit = forkcast_engine::scenario::Audit::Required;
    want.change_days = 3650.0;
    want.chunks = 8.0;
    assert_eq!(view, View::of(want));
    assert_eq!(read("v1&recall=0.1&recall=0.5").view.scenario.recall, 0.5);
    assert_eq!(
        read("v1&preset=legal-research&recall=?").view,
        read("v1&preset=legal-research").view
    );
}

#[test]
fn embedded_parts_come_once_and_in_order() {
    assert_eq!(
        read("v1&embed=cost,verdict,cost,").view.embed,
        [Part::Verdict, Part::Cost]
    );
    assert_eq!(read("v1&embed=").view.embed, []);
    let all = read("v1&embed=all").view;
    assert_eq!(all.embed, Part::EVERY);
    assert!(encode(&all, catalog()).ends_with("&embed=all"));
    assert!(!read("v1&embed=cost").view.shows(Part::Map));
}

#[test]
fn absurd_links_are_cut_where_a_pair_ends() {
    let long = format!("v1&recall=0.5&{}&chunks=8", "x".repeat(MAX_BYTES));
    let decoded = read(&long);
    assert_eq!(decoded.notices, [Notice::TooLong]);
    assert_eq!(decoded.view.scenario.recall, 0.5);
    // Cut within `examples=12345…`: the number must not be read without its last digits.
    let padding = "&".repeat(MAX_BYTES - "v1&examples=123".len());
    let cut = read(&format!("v1{padding}&examples=12345"));
    assert_eq!(cut.view, View::defaults(catalog()));
    let many: String = (0..500).map(|i| format!("&k{i}=1")).collect();
    let decoded = read(&format!("v1{many}"));
    assert_eq!(decoded.notices.len(), MAX_NOTICES + 1);
    assert_eq!(
        decoded.notices.last(),
        Some(&Notice::More {
            count: 500 - MAX_NOTICES
        })
    );
    let nasty = told(&format!("v1&audit={}%0A%1B[31m", "é".repeat(500)));
    assert!(
        nasty[0].chars().count() < 150 && !nasty[0].contains(char::is_control),
        "{nasty:?}"
    );
}

#[test]
fn what_is_wrong_many_times_over_is_said_once() {
    let decoded = decode(&format!("v1{}", "&x=1".repeat(30)), catalog());
    let of_x = |notice: &&Notice| matches!(notice, Notice::UnknownKey { .. });
    assert_eq!(
        decoded.notices.iter().filter(of_x).count(),
        1,
        "{:?}",
        decoded.notices
    );
}

/// The work of reading is that of its readings, each of so many pairs at most.
#[test]
fn a_text_has_few_readings_of_few_pairs_however_it_was_made() {
    let long = format!("v1&{}", "x".repeat(MAX_BYTES - 3));
    assert_eq!(repair::others(&long), [], "nothing can be undone");
    let whole = encode(&View::of(PRESETS[0].scenario(catalog())), catalog());
    let wrapped = format!("<https://example.org/#{whole}|our plan>");
    assert!(repair::others(&wrapped).len() < MAX_READINGS / 2);
    let fill = |unit: &str| unit.repeat(MAX_BYTES / unit.len());
    for text in [
        fill("&a"),
        fill("#?"),
        fill("#v1"),
        fill("#s1.a"),
        fill("%2525252523v1%25252526a%2525253D)."),
        fill("&amp;amp;recall=1."),
        fill("recall=3D0.5=\n> &"),
        fill("(v1&recall=1)\" "),
        fill("%"),
        format!("v1&a=1)&{}", fill("a=1&")),
    ] {
        let readings = repair::others(&text);
        assert!(readings.len() <= MAX_READINGS, "{}: {:.40}", readings.len(), text);
        for reading in &readings {
            assert!(reading.pairs.len() <= text.len(), "{text:.40}");
            assert!(pairs_of(reading).len() <= MAX_PAIRS, "{text:.40}");
        }
        let told = read(&text).notices.len();
        assert!(told <= MAX_NOTICES + 1, "{told}: {text:.40}");
    }
    let many = read(&format!("v1{}", "&k=1".repeat(MAX_PAIRS)));
    assert_eq!(many.notices.first(), Some(&Notice::TooLong));
}

#[test]
fn the_longest_link_is_within_what_is_read() {
    let mut scenario = Scenario::defaults(catalog());
    for param in &params::PARAMS {
        if let Some((min, max)) = param.range() {
            (param.set)(
                &mut scenario,
                params::Value::Number(min + (max - min) * 0.123_456_789_012_345_68),
            );
        }
    }
    scenario.recall = f64::MIN_POSITIVE;
    let view = View {
        embed: Part::ALL.to_vec(),
        theme: Theme::Light,
        measured: "é".repeat(MEASURED_CHARS),
        note: "é".repeat(NOTE_CHARS),
        scenario,
        slots: Vec::new(),
    };
    let link = encode(&view, catalog());
    assert!(link.len() < MAX_BYTES * 7 / 8, "{}", link.len());
    assert_eq!(
        read(&link),
        Decoded {
            view,
            notices: vec![],
            questions: vec![],
            recognised: true
        }
    );
}

#[test]
fn measured_inputs_come_with_what_they_were_measured_on() {
    let mut view = View::defaults(catalog());
    view.measured = "NVIDIA H100 & 2 cores, 2026-11-23".to_owned();
    assert!(
        !encode(&view, catalog()).contains("measured"),
        "nothing was measured"
    );
    view.scenario.measured_search_p50_ms = Some(4.5);
    view.scenario.measured_search_p95_ms = Some(9.0);
    let link = encode(&view, catalog());
    assert!(
        link.contains("&measured_search_p50_ms=4.5&measured_search_p95_ms=9&measured=NVIDIA"),
        "{link}"
    );
    assert_eq!(read(&link).view, view);
    assert!(read(&link).notices.is_empty());
    let long = format!("v1&measured_search_p50_ms=4&measured=a%0Ab{}", "c".repeat(500));
    let kept = read(&long).view.measured;
    assert!(kept.starts_with("abc") && kept.len() == MEASURED_CHARS, "{kept}");
}

#[test]
fn observed_inputs_keep_where_they_were_observed() {
    let mut view = View::defaults(catalog());
    view.scenario.examples = 50.0;
    view.measured = "observed: train.jsonl, 2026-11-28, n=55".to_owned();
    let link = encode(&view, catalog());
    assert!(link.contains("&examples=50&measured=observed"), "{link}");
    assert_eq!(read(&link).view, view);
    assert!(read(&link).notices.is_empty());
}

#[test]
fn a_note_comes_back_in_both_links_as_text_alone() {
    let mut view = View::defaults(catalog());
    view.note = "Agreed on 3 Dec: <b>RAG</b> & 50% #1 + \u{201c}pilot\u{201d}".to_owned();
    for link in [encode(&view, catalog()), encode_short(&view, catalog())] {
        assert_eq!(read(&link).view, view, "{link}");
        assert!(read(&link).notices.is_empty(), "{link}");
    }
    let foreign = format!("v1&note=ab%E2%80%AEc{}", "d".repeat(500));
    let Decoded { view, notices, .. } = read(&foreign);
    assert!(
        view.note.starts_with("ab c") && view.note.len() == NOTE_CHARS,
        "{}",
        view.note
    );
    assert_eq!(notices, [Notice::LongNote]);
}
