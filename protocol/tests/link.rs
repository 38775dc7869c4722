//! The scenario link: whatever is written comes back, whatever was written once is read for ever, and nothing at all makes it fail.

use forkcast_engine::decision::former;
use forkcast_engine::params::{self, Kind, PARAMS, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};
use forkcast_protocol::link::{
    self, Decoded, MAX_BYTES, MAX_NOTICES, MOST_SLOTS, Notice, Part, Slot, Theme, View,
};
use proptest::prelude::*;

const FIXTURES: &str = include_str!("fixtures/v1.txt");

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// From 0 to 1, both included.
    fn unit(&mut self) -> f64 {
        self.next() as f64 / u64::MAX as f64
    }
}

/// Options of every choice, looked up once.
fn options() -> Vec<Vec<u16>> {
    PARAMS
        .iter()
        .map(|param| {
            param
                .options(catalog())
                .iter()
                .map(|(value, _, _)| *value)
                .collect()
        })
        .collect()
}

/// A scenario in range in which about `share` of the inputs were moved, some to a place a slider can stand at, some anywhere, some
/// to an end.
fn scenario(numbers: &mut Numbers, share: f64, options: &[Vec<u16>]) -> Scenario {
    let mut scenario = Scenario::default();
    for (param, options) in PARAMS.iter().zip(options) {
        if numbers.unit() > share {
            continue;
        }
        let value = match param.kind {
            Kind::Choice { .. } => Value::Choice(options[numbers.below(options.len())]),
            Kind::Number { min, max, .. } => Value::Number(match numbers.below(8) {
                0 => min,
                1 => max,
                2 => max.next_down(),
                3..=5 => param.at(numbers.unit()),
                _ => (min + (max - min) * numbers.unit()).clamp(min, max),
            }),
        };
        (param.set)(&mut scenario, value);
    }
    scenario
}

#[test]
fn a_hundred_thousand_views_come_back() {
    let mut numbers = Numbers(2026);
    let options = options();
    let mut longest = 0;
    for i in 0..100_000 {
        let share = [0.03, 0.1, 0.3, 1.0][i % 4];
        let mut view = View::of(scenario(&mut numbers, share, &options));
        view.theme = Theme::ALL[numbers.below(3)];
        if view.scenario.is_measured() || view.scenario.has_own_prices() {
            view.measured = ["", "H100 & more, 2026-11-23", "100 % «é»"][numbers.below(3)].to_owned();
        }
        view.embed = Part::ALL
            .into_iter()
            .filter(|_| i % 3 == 0 && numbers.below(2) == 0)
            .collect();
        if i % 4 < 2 {
            view.slots = (0..numbers.below(MOST_SLOTS + 1))
                .map(|_| {
                    let names = ["Today", "10× the traffic, 50 % & more", "", "a~b=c#d"];
                    let origins = ["", "H100 & more ~ others, 2026-11-23"];
                    let slot = scenario(&mut numbers, share, &options);
                    Slot::new(names[numbers.below(4)], slot, origins[numbers.below(2)])
                })
                .collect();
        }
        let encoded = link::encode(&view, catalog());
        longest = longest.max(encoded.len());
        assert!(
            encoded.is_ascii() && !encoded.contains(['#', ' ', '"', '<', '>', '\'']),
            "{encoded}"
        );
        let decoded = link::decode(&encoded, catalog());
        assert_eq!(
            decoded,
            Decoded {
                view,
                notices: vec![],
                questions: vec![],
                recognised: true
            },
            "{encoded}"
        );
    }
    assert!(longest < MAX_BYTES / 2, "{longest} bytes");
}

#[test]
fn what_was_observed_comes_back_with_its_interval_until_the_input_is_set_anew() {
    let mut scenario = Scenario::default();
    for (key, value, low, high, n) in [
        ("recall", 0.82, 0.743, 0.881, 120),
        ("passage_use", 0.9, 0.8, 0.95, 60),
        ("growth_monthly", 0.02, -0.011_23, 0.05, 8),
    ] {
        let param = params::find(key).expect("an input");
        param.set_number(&mut scenario, value).expect("in range");
        assert!(param.observe(&mut scenario, low, high, n), "{key}");
    }
    let measured = "observed: logs.jsonl, 2026-11-28, n=120".to_owned();
    let mut view = View {
        measured: measured.clone(),
        ..View::of(scenario)
    };
    view.slots.push(Slot::new("Pinned", scenario, &measured));
    let link = link::encode(&view, catalog());
    assert!(
        link.contains(
            "&observed=growth_monthly:-0.01123:0.05:8,passage_use:0.8:0.95:60,recall:0.743:0.881:120&"
        ),
        "{link}"
    );
    for link in [&link, &link::encode_short(&view, catalog())] {
        let decoded = link::decode(link, catalog());
        assert_eq!(decoded.view, view, "{link}");
        assert_eq!(decoded.notices, []);
    }
    // Another value is a judgement of its own, whose interval is not the one observed.
    view.scenario.recall = 0.7;
    let link = link::encode(&view, catalog());
    assert!(
        link.contains("&observed=growth_monthly:-0.01123:0.05:8,passage_use:0.8:0.95:60&"),
        "{link}"
    );
    // A damaged one is told, and a program ends with it.
    for damaged in [
        "recall:0.7:0.9",
        "recall:0.9:0.7:3",
        "recall:x:0.9:3",
        "audit:0:1:3",
        "rcall:0.7:0.9:3",
    ] {
        let decoded = link::decode(&format!("v1&recall=0.8&observed={damaged}"), catalog());
        assert_eq!(
            decoded.notices,
            [Notice::DamagedInterval {
                at: damaged.to_owned()
            }],
            "{damaged}"
        );
    }
}

#[test]
fn links_of_every_version_are_read_for_ever() {
    let lines = FIXTURES.lines().filter(|line| line.contains(" =>"));
    let mut keys = std::collections::BTreeSet::new();
    for line in lines {
        let (fixture, meaning) = line.split_once(" =>").expect("a link and its meaning");
        let mut want = View::defaults(catalog());
        // What a link leaves out is the default of the version that made it.
        if let Some((_, version)) = fixture.split_once("m=") {
            let version = version.split('&').next().unwrap_or_default();
            former::set_defaults(&mut want.scenario, catalog(), version);
        }
        for pair in meaning.split_whitespace() {
            let (key, value) = pair.split_once('=').expect("key=value");
            match key {
                "embed" if value == "all" => want.embed = Part::EVERY.to_vec(),
                "embed" => {
                    want.embed = value
                        .split(',')
                        .map(|part| Part::from_id(part).expect("a part"))
                        .collect();
                }
                "measured" => want.measured = value.replace('+', " "),
                "note" => want.note = value.replace('+', " "),
                "a" | "b" | "c" | "d" => {
                    let (inputs, name) = value.split_once('~').expect("inputs and a name");
                    let mut scenario = View::defaults(catalog()).scenario;
                    for pair in inputs.split(',').filter(|pair| !pair.is_empty()) {
                        let (key, value) = pair.split_once(':').expect("key:value");
                        let param = params::find(key).expect("a key");
                        param.set_text(&mut scenario, value, catalog()).expect("a value");
                    }
                    let (name, measured) = name.split_once('~').unwrap_or((name, ""));
                    let (name, measured) = (name.replace('+', " "), measured.replace('+', " "));
                    want.slots.push(Slot::new(&name, scenario, &measured));
                }
                "theme" => want.theme = Theme::from_id(value).expect("a theme"),
                "observed" => {
                    for input in value.split(',') {
                        let parts: Vec<&str> = input.split(':').collect();
                        let number = |place: usize| parts[place].parse().expect("a number");
                        let param = params::find(parts[0]).expect("a key");
                        let n = parts[3].parse().expect("a number");
                        assert!(param.observe(&mut want.scenario, number(1), number(2), n));
                    }
                }
                key => {
                    let param = params::find(key).expect("a key");
                    param
                        .set_text(&mut want.scenario, value, catalog())
                        .expect("a value");
                    keys.insert(param.key);
                }
            }
        }
        let decoded = link::decode(fixture, catalog());
        assert_eq!(decoded.view, want, "{fixture}");
        assert!(decoded.recognised, "{fixture}");
        // Models and prices move on; nothing else may have to be said.
        assert!(
            decoded.notices.iter().all(Notice::is_about_version),
            "{fixture}: {:?}",
            decoded.notices
        );
    }
    let unheld: Vec<&str> = PARAMS
        .iter()
        .map(|param| param.key)
        .filter(|key| !keys.contains(key))
        .collect();
    assert_eq!(unheld, [""; 0], "every published key stands in a fixture");
}

/// A link made before prices were scheduled keeps its inputs, starts at the snapshot, and says that its sender saw other figures.
#[test]
fn a_link_of_a_former_model_is_read_and_says_what_was_recommended_and_what_is_now() {
    let decoded = link::decode("#v1&m=1&p=2026-11-27&recall=0.85", catalog());
    assert_eq!(decoded.view.scenario.recall, 0.85);
    assert_eq!(decoded.view.scenario.start_months, 0.0);
    let told: Vec<String> = decoded.notices.iter().map(Notice::to_string).collect();
    assert_eq!(
        told,
        [format!(
            "The link was made with version 1 of the model: it recommended RAG, and version {MODEL_VERSION} still does, but figures may differ."
        )]
    );
}

#[test]
fn a_former_verdict_that_changed_is_named_with_the_new_one() {
    // A budget that binds nothing turned the verdict of version 2.
    let changed = "#v1&m=2&budget_monthly_usd=100000&strictness=0.6";
    let decoded = link::decode(changed, catalog());
    let told: Vec<String> = decoded.notices.iter().map(Notice::to_string).collect();
    assert_eq!(
        told,
        [format!(
            "The link was made with version 2 of the model, which recommended the hybrid; version {MODEL_VERSION} also counts how uncertain each input \
                 is, and recommends RAG."
        )]
    );
    // Of a version that is not known nothing can be said.
    let unknown = link::decode("#v1&m=99&strictness=0.6", catalog());
    assert_eq!(
        unknown.notices.iter().map(Notice::to_string).collect::<Vec<_>>(),
        [format!(
            "The link was made with version 99 of the model, and this is version {MODEL_VERSION}: figures may differ from those its sender saw."
        )]
    );
}

/// What must hold of any text at all.
fn holds(text: &str) {
    let decoded = link::decode(text, catalog());
    assert!(decoded.notices.len() <= MAX_NOTICES + 1);
    for notice in &decoded.notices {
        let sentence = notice.to_string();
        assert!(
            !sentence.is_empty() && !sentence.contains(char::is_control),
            "{sentence:?}"
        );
    }
    assert_eq!(
        decoded.view.scenario,
        decoded.view.scenario.clamped(catalog()),
        "it is in range: {text:?}"
    );
    let again = link::decode(&link::encode(&decoded.view, catalog()), catalog());
    assert_eq!(
        (again.view, again.notices),
        (decoded.view, vec![]),
        "what was read can be passed on: {text:?}"
    );
}

/// Texts that come near to a link: its own words, cut, joined and bent.
fn nearly_a_link() -> impl Strategy<Value = String> {
    let keys = PARAMS.iter().map(|param| param.key.to_owned());
    let reserved = [
        "v1",
        "v2",
        "v",
        "v99999999999",
        "m",
        "p",
        "preset",
        "embed",
        "theme",
        "",
        "amp;",
        "V1",
    ];
    let keys: Vec<String> = keys.chain(reserved.map(str::to_owned)).collect();
    let values = vec![
        "",
        "0",
        "-1",
        "7",
        "1e9",
        "1e999",
        "-1e999",
        "NaN",
        "inf",
        "-0",
        "0x10",
        "1_000",
        "1,5",
        "٣",
        "none",
        "required",
        "own-gpus",
        "h100",
        "verdict,cost",
        "all",
        ",,",
        "dark",
        "legal-research",
        "%",
        "%4",
        "%41",
        "%00",
        "%FF",
        "%C3%A9",
        "a=b",
        "&",
        "#",
        "?",
        "%26",
        "%23",
        "\u{0}",
        "🦀",
        "2026-11-23",
        "1",
    ];
    let value = prop_oneof![
        prop::sample::select(values).prop_map(str::to_owned),
        ".{0,12}",
        "-?[0-9]{0,30}[.]?[0-9]{0,30}"
    ];
    let pair = (
        prop::sample::select(keys),
        prop::sample::select(vec!["=", "", "==", "%3D"]),
        value,
    )
        .prop_map(|(key, equals, value)| format!("{key}{equals}{value}"));
    let start = prop::sample::select(vec![
        "",
        "#",
        "?",
        "https://example.org/#",
        "https://example.org/?",
        "x?y#",
        "%23",
        "# ",
    ]);
    let joint = prop::sample::select(vec!["&", "&amp;", ";", "&&", "#", "%26"]);
    (start, joint, prop::collection::vec(pair, 0..40))
        .prop_map(|(start, joint, pairs)| format!("{start}{}", pairs.join(joint)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        holds(&text);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        holds(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_link_cut_anywhere_is_survived(seed in any::<u64>(), at in 0.0..=1.0f64) {
        let view = View::of(scenario(&mut Numbers(seed), 0.3, &options()));
        let link = link::encode(&view, catalog());
        holds(&link[..(link.len() as f64 * at) as usize]);
    }

    #[test]
    fn anything_like_a_link_is_survived(text in nearly_a_link()) {
        holds(&text);
    }
}

#[test]
fn links_made_to_be_slow_are_read_no_further_than_the_longest() {
    for text in [
        "&a".repeat(1 << 20),
        "recall=0&".repeat(1 << 18),
        "%".repeat(1 << 20),
        "#?".repeat(1 << 19),
        format!("v1&embed={}", "cost,".repeat(1 << 18)),
        format!("v1&{}", "é".repeat(1 << 19)),
    ] {
        let decoded = link::decode(&text, catalog());
        let first = decoded.notices.first();
        assert!(
            matches!(first, Some(Notice::TooLong | Notice::NotALink { .. })),
            "{first:?}"
        );
        // What stands behind the longest link that is read is not looked at.
        let longer = link::decode(&format!("{text}&recall=0.123&x=y"), catalog());
        assert_eq!(longer.view, decoded.view);
        assert_eq!(longer.notices.len(), decoded.notices.len());
    }
}

#[test]
fn a_damaged_pinned_scenario_is_named_and_the_others_are_kept() {
    let mut view = View::defaults(catalog());
    let regulated = Scenario {
        change_days: 7.0,
        ..view.scenario
    };
    view.slots = ["Today", "Regulated", "Later"]
        .map(|name| Slot::new(name, regulated, ""))
        .to_vec();
    // A link with a check value says besides that it was altered.
    let whole = link::encode(&view, catalog());
    let (before, after) = whole.split_once("&check=").expect("a check value");
    let whole = format!("{before}{}", &after[5..]);
    for (from, to, at) in [
        ("b=change_days:7", "b=chang_days:7", "chang_days:7"),
        ("b=change_days:7~Regulated", "b=change_d", "change_d"),
        ("b=change_days:7", "b=change_days:often", "change_days:often"),
    ] {
        let decoded = link::decode(&whole.replace(from, to), catalog());
        let said: Vec<String> = decoded.notices.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [format!(
                "Scenario B of the comparison is damaged at “{at}”, so it was left out."
            )]
        );
        let names: Vec<&str> = decoded.view.slots.iter().map(Slot::name).collect();
        assert_eq!(names, ["Today", "Later"]);
        assert_eq!(decoded.view.scenario, view.scenario);
    }
}

#[test]
fn a_cut_link_never_changes_a_pinned_scenario_in_silence() {
    let mut view = View::defaults(catalog());
    let kept = Scenario {
        queries_per_day: 51_234.5,
        budget_monthly_usd: 12_345.0,
        ..view.scenario
    };
    view.slots = vec![Slot::new("Cut me", kept, "")];
    let whole = link::encode(&view, catalog());
    let start = whole.find("&a=").expect("a pinned scenario");
    for end in start + 1..whole.len() {
        let decoded = link::decode(&whole[..end], catalog());
        match decoded.view.slots.as_slice() {
            [slot] => assert_eq!(*slot.scenario(), kept, "{}", &whole[..end]),
            others => assert!(
                others.is_empty() && (end == start + 1 || !decoded.notices.is_empty()),
                "{}",
                &whole[..end]
            ),
        }
    }
}
