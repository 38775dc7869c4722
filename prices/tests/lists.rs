//! What a user relies on, on minimal excerpts in the feeds' own forms (both feeds are MIT-licensed).

use forkcast_prices::{Date, PriceList, Tier, csv, genai_json, genai_python, litellm, read, stale};

const LITELLM: &str = include_str!("../../fuzz/corpus/litellm.json");
const PYTHON: &str = include_str!("../../fuzz/corpus/genai.py");
const JSON: &str = include_str!("../../fuzz/corpus/genai.json");

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn skipped(list: &PriceList, name: &str) -> bool {
    list.skipped.iter().any(|skip| skip.name.ends_with(name))
}

#[test]
fn litellm_traps() {
    let list = litellm(LITELLM).expect("a list");
    for name in [
        "sample_spec",
        "fallback_generalizations",
        "free-model",
        "an-image-model",
        "wrong",
    ] {
        assert!(skipped(&list, name), "{name}");
    }
    let sol = list.find("openai", "gpt-6.1-sol").expect("read");
    let low = Tier {
        above_prompt_tokens: 0.0,
        input: 2.0,
        cached_input: Some(0.1),
        output: 10.0,
    };
    let high = Tier {
        above_prompt_tokens: 272_000.0,
        input: 4.0,
        cached_input: Some(0.2),
        output: 15.0,
    };
    assert_eq!(sol.at(day("2026-11-23"), 272_000.0), Some(low));
    assert_eq!(sol.at(day("2026-11-23"), 272_001.0), Some(high));
    assert_eq!(sol.schedule[0].tiers.len(), 2, "a price of batches is no tier");
    let ranged = list.find("dashscope", "dashscope/qwen-flash").expect("read");
    assert_eq!(
        ranged.at(day("2026-11-23"), 300_000.0).map(|tier| tier.input),
        Some(0.25)
    );
}

#[test]
fn litellm_says_on_which_days_and_hours_a_model_is_cheaper() {
    const LIST: &str = r#"{"d": {"input_cost_per_token": 3e-07, "output_cost_per_token": 1.2e-06, "off_peak_pricing": {
        "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "windows": [
            {"hours_utc": ["00:00-01:00", "04:00-06:00", "10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
            {"hours_utc": "00:00-00:00", "weekdays": [6, 7]}]}},
        "odd": {"input_cost_per_token": 3e-07, "output_cost_per_token": 1.2e-06, "off_peak_pricing": {
        "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "windows": [{"hours_utc": "24:00-25:00"}]}}}"#;
    let list = litellm(LIST).expect("a list");
    assert!(skipped(&list, "odd"), "half of what a row says is not its price");
    let model = list.find("", "d").expect("read");
    let at = |date, minute| model.at_minute(day(date), minute, 1.0).map(|tier| tier.input);
    // A Monday, a Friday, a Saturday and a Sunday.
    for (date, peak) in [
        ("2026-11-23", 0.3),
        ("2026-11-27", 0.3),
        ("2026-11-28", 0.15),
        ("2026-11-29", 0.15),
    ] {
        for (minute, input) in [
            (0, 0.15),
            (59, 0.15),
            (60, peak),
            (239, peak),
            (240, 0.15),
            (360, peak),
            (599, peak),
            (600, 0.15),
            (1439, 0.15),
        ] {
            assert_eq!(at(date, minute), Some(input), "{date} minute {minute}");
        }
    }
    let cheap = (0..7 * 1440).filter(|minute| {
        model
            .in_week(day("2026-11-23"), *minute, 1.0)
            .is_some_and(|tier| tier.input == 0.15)
    });
    assert_eq!(cheap.count(), (168 - 35) * 60);
}

#[test]
fn both_forms_of_genai_prices_say_the_same() {
    for list in [
        genai_python(PYTHON).expect("python"),
        genai_json(JSON).expect("json"),
    ] {
        let flash = list.find("deepseek", "deepseek-v4-flash").expect("read");
        let input = |date| flash.at(day(date), 1.0).map(|tier| tier.input);
        assert_eq!(input("2026-09-09"), Some(0.14));
        assert_eq!(input("2026-09-10"), Some(0.15));
        let at = |minute| {
            flash
                .at_minute(day("2026-11-23"), minute, 1.0)
                .map(|tier| tier.input)
        };
        assert_eq!(at(59), Some(0.15));
        assert_eq!(at(60), Some(0.3), "peak hours");
        assert_eq!(at(240), Some(0.15));
        assert_eq!(flash.changes_after(day("2026-09-09")).count(), 1);
        let tiered = list.find("deepseek", "tiered").expect("read");
        assert_eq!(
            tiered
                .at(day("2026-11-23"), 100_001.0)
                .map(|tier| (tier.input, tier.output)),
            Some((0.5, 2.5))
        );
        assert_eq!(
            tiered
                .at(day("2026-11-23"), 99_999.0)
                .map(|tier| (tier.input, tier.output)),
            Some((0.1, 0.5))
        );
    }
    let list = read(PYTHON).expect("known by its form");
    assert!(skipped(&list, "free") && skipped(&list, "speech"));
}

#[test]
fn csv_with_any_sensible_head() {
    let list = csv("\u{FEFF}Model,Cached input (USD per M),\"Output\",INPUT price,note,above_tokens\r\n\"a, b\",0.1,4,$1.5,x,\r\n\"a, b\",0.2,8,3,x,200000\r\n").expect("a list");
    let model = list.find("", "a, b").expect("read");
    let tier = |tokens| {
        model
            .at(day("2026-11-23"), tokens)
            .map(|t| (t.input, t.cached_input, t.output))
    };
    assert_eq!(tier(200_000.0), Some((1.5, Some(0.1), 4.0)));
    assert_eq!(tier(200_001.0), Some((3.0, Some(0.2), 8.0)));
}

#[test]
fn csv_errors_name_the_place_and_what_is_accepted() {
    let message = |text: &str| csv(text).expect_err("wrong").to_string();
    for (text, parts) in [
        ("model;input;output\na;1;2", ["line 1", "semicolons"]),
        ("model,input,output\na,\"0,15\",2", ["line 2, field 2", "comma"]),
        ("model,input,output\na,0,15,2", ["line 2", "4 fields"]),
        ("model,input,output\na,1,2\na,1,2", ["line 3", "already"]),
        (
            "model,input,output\na,-1,2",
            ["line 2, field 2", "is not a price"],
        ),
        ("model,input\na,1", ["line 1", "output"]),
        ("model,input,output\n\"a,1,2", ["line 2", "not closed"]),
        ("model,input,output\na,0,0", ["left out", "unknown"]),
        ("", ["line 1", "accepted"]),
    ] {
        let said = message(text);
        assert!(
            parts.iter().all(|part| said.contains(part)),
            "{text:?} gives {said}"
        );
    }
}

#[test]
fn wrong_json_and_python_name_line_and_column() {
    assert!(
        litellm("{\n \"a\": }")
            .expect_err("wrong")
            .to_string()
            .contains("line 2, column 7")
    );
    let said = genai_python("providers = [\n  Provider(id='x' models=[])]")
        .expect_err("wrong")
        .to_string();
    assert!(said.contains("line 2, column 19"), "{said}");
    assert!(
        genai_python(&format!("providers = {}", "[".repeat(100_000))).is_err(),
        "no text exhausts the stack"
    );
}

#[test]
fn a_price_is_stale_after_ninety_days() {
    let checked = day("2026-11-23");
    assert_eq!(stale(checked, day("2027-02-21")), None, "90 days");
    assert_eq!(stale(checked, day("2027-02-22")), Some(91));
    assert_eq!(Date::parse("2026-02-29"), None);
    assert_eq!(day("1970-01-01").days(), 0);
    assert_eq!(day("2000-03-01").days(), 11_017);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[ -~\\n\u{e9}]{0,200}") {
        let _ = (csv(&text), read(&text), litellm(&text), genai_json(&text), genai_python(&format!("providers = {text}")));
    }
}
