//! What a user relies on, on minimal excerpts in the feeds' own forms (both feeds are MIT-licensed).

use forkcast_prices::{Date, PriceList, Source, Tier, csv, genai_json, genai_python, litellm, read, stale};

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
        cache_write: None,
        output: 10.0,
    };
    let high = Tier {
        above_prompt_tokens: 272_000.0,
        input: 4.0,
        cached_input: Some(0.2),
        cache_write: None,
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
    assert!(skipped(&list, "speech"));
    let free = list.models.iter().find(|model| model.id == "free").expect("kept");
    assert!(free.is_free(), "0 is a price");
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
fn csv_takes_a_decimal_comma_within_quotes() {
    let list = csv("model,input,output\na,\"0,15\",\"3,75\"\n").expect("a list");
    let model = list.find("", "a").expect("read");
    let tier = model.at(day("2026-11-23"), 1.0).map(|t| (t.input, t.output));
    assert_eq!(tier, Some((0.15, 3.75)));
}

#[test]
fn csv_errors_name_the_place_and_what_is_accepted() {
    let message = |text: &str| csv(text).expect_err("wrong").to_string();
    for (text, parts) in [
        ("model;input;output\na;1;2", ["line 1", "semicolons"]),
        ("model,input,output\na,\"1,500\",2", ["line 2, field 2", "comma"]),
        (
            "model,input,output\na,\"1.234,5\",2",
            ["line 2, field 2", "comma"],
        ),
        (
            "model,input,output,above_tokens\na,1,2,\na,2,4,200.000",
            ["line 3, field 4", "thousands or decimals"],
        ),
        ("model,input,output\na,0,15,2", ["line 2", "4 fields"]),
        ("model,input,output\na,1,2\na,1,2", ["line 3", "already"]),
        (
            "model,input,output\na,-1,2",
            ["line 2, field 2", "is not a price"],
        ),
        ("model,input\na,1", ["line 1", "output"]),
        ("model,input,output\n\"a,1,2", ["line 2", "not closed"]),
        (
            "model,input,output\na,71000,2",
            ["line 2, field 2", "its unit is wrong"],
        ),
        (
            "model,input,output\na,0.15,1.5e-7",
            ["line 2, field 3", "its unit is wrong"],
        ),
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

/// Rows of LiteLLM 1.110.2, shortened: one that ends, one with cache terms and batches, an embedder, and one of 13 rows that were once
/// published 100,000 times too dear (BerriAI/litellm 23503).
const TERMS: &str = r#"{
"gpt-4.1-mini": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 4e-07, "output_cost_per_token": 1.6e-06,
    "deprecation_date": "2027-01-14", "deprecation_source": "https://developers.openai.com/api/docs/deprecations", "successor_model": "gpt-6-luna"},
"claude-haiku-5-5": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 1e-07, "output_cost_per_token": 5e-07,
    "cache_read_input_token_cost": 1e-08, "cache_creation_input_token_cost": 1.25e-07, "cache_creation_input_token_cost_above_1hr": 2e-07,
    "input_cost_per_token_batches": 5e-08, "output_cost_per_token_batches": 2.5e-07, "cache_read_input_token_cost_batches": 5e-09,
    "input_cost_per_token_above_100k_tokens": 5e-07, "output_cost_per_token_above_100k_tokens": 2.5e-06,
    "cache_read_input_token_cost_above_100k_tokens": 5e-08, "cache_creation_input_token_cost_above_100k_tokens": 6.25e-07,
    "input_cost_per_token_above_100k_tokens_batches": 2.5e-07, "output_cost_per_token_above_100k_tokens_batches": 1.25e-06,
    "prompt_cache_min_tokens": 512},
"text-embedding-3-small": {"litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08, "output_cost_per_token": 0.0},
"vercel_ai_gateway/mistral/mistral-embed": {"litellm_provider": "vercel_ai_gateway", "mode": "chat", "input_cost_per_token": 1e-07, "output_cost_per_token": 0.0},
"coralbricks/glm-5.3": {"litellm_provider": "coralbricks", "mode": "chat", "input_cost_per_token": 1.12e-06, "cache_read_input_token_cost": 0.0, "output_cost_per_token": 4.4e-06},
"wandb/meta-llama/Llama-3.3-70B-Instruct": {"litellm_provider": "wandb", "mode": "chat", "input_cost_per_token": 0.071, "output_cost_per_token": 0.071}
}"#;

#[test]
fn litellm_says_when_a_model_ends_and_what_its_cache_and_batches_cost() {
    let list = litellm(TERMS).expect("a list");
    let mini = &list.find("openai", "gpt-4.1-mini").expect("read").terms;
    let ends = mini.ends.as_ref().expect("an end");
    assert_eq!(
        (ends.on, ends.successor.as_deref()),
        (day("2027-01-14"), Some("gpt-6-luna"))
    );
    assert!(
        ends.source
            .as_deref()
            .is_some_and(|source| source.contains("deprecations"))
    );
    let haiku = list.find("anthropic", "claude-haiku-5-5").expect("read");
    let tier = |tokens| haiku.at(day("2026-11-27"), tokens).expect("a price");
    assert_eq!(
        tier(100_000.0).cache_write,
        Some(0.125),
        "five minutes, not the hour"
    );
    assert_eq!(tier(100_001.0).cache_write, Some(0.625));
    assert_eq!(haiku.terms.least_cached_tokens, Some(512.0));
    let batch: Vec<_> = haiku
        .terms
        .batch
        .iter()
        .map(|t| (t.above_prompt_tokens, t.input, t.output))
        .collect();
    assert_eq!(batch, [(0.0, 0.05, 0.25), (100_000.0, 0.25, 1.25)]);
    assert_eq!(haiku.terms.batch[0].cached_input, Some(0.005));
    assert_eq!(haiku.terms.ends, None);
}

#[test]
fn what_answers_nothing_is_no_model_and_free_reads_are_a_price() {
    let list = litellm(TERMS).expect("a list");
    for name in ["text-embedding-3-small", "mistral-embed"] {
        assert!(skipped(&list, name), "{name}");
    }
    let free = list.find("coralbricks", "coralbricks/glm-5.3").expect("read");
    assert_eq!(
        free.at(day("2026-11-27"), 1.0).and_then(|tier| tier.cached_input),
        Some(0.0)
    );
    assert!(!free.is_free(), "its other tokens cost something");
}

#[test]
fn a_row_in_a_wrong_unit_is_refused_with_its_line() {
    let list = litellm(TERMS).expect("a list");
    let wrong: Vec<_> = list.skipped.iter().filter(|row| row.wrong_unit).collect();
    let row = wrong.first().expect("one");
    assert_eq!(
        (wrong.len(), row.name.as_str(), row.line),
        (1, "wandb/meta-llama/Llama-3.3-70B-Instruct", Some(14))
    );
    assert!(row.why.contains("71000 USD"), "{}", row.why);
}

#[test]
fn genai_prices_says_which_models_are_given_up_and_what_batches_cost() {
    const LIST: &str = "providers = [Provider(id='anthropic', models=[
        ModelInfo(id='old', deprecated=True, prices=ModelPrice(input_mtok=Decimal('3'), output_mtok=Decimal('15'))),
        ModelInfo(id='claude-fable-5-1', prices=ModelPrice(input_mtok=Decimal('10'), cache_write_mtok=Decimal('12.5'), cache_read_mtok=Decimal('0.25'), output_mtok=Decimal('50')),
            price_variants=[PriceVariant(when={'service_tier': 'default'}, prices=ModelPrice()),
                PriceVariant(when={'processing': 'batch'}, prices=ModelPrice(input_mtok=Decimal('5'), output_mtok=Decimal('25')))]),
    ])]";
    let list = genai_python(LIST).expect("a list");
    assert!(list.find("anthropic", "old").expect("read").terms.deprecated);
    let fable = list.find("anthropic", "claude-fable-5-1").expect("read");
    assert_eq!(
        fable.terms.batch.first().map(|tier| (tier.input, tier.output)),
        Some((5.0, 25.0))
    );
    assert_eq!(
        fable.at(day("2026-11-27"), 1.0).and_then(|tier| tier.cache_write),
        Some(12.5)
    );
}

/// Excerpts in the form of models.dev's schema, llm-prices' README and OpenRouter's list of models.
#[test]
fn three_more_formats_are_known_by_their_form() {
    let models_dev = r#"{"anthropic": {"id": "anthropic", "models": {
        "claude-haiku-5-5": {"id": "claude-haiku-5-5", "name": "Claude Haiku 5.5", "modalities": {"input": ["text"], "output": ["text"]},
            "cost": {"input": 0.1, "output": 0.5, "cache_read": 0.01, "cache_write": 0.125, "tiers": [{"input": 0.5, "output": 2.5, "cache_read": 0.05, "tier": {"type": "context", "size": 100000}}]}},
        "voice": {"id": "voice", "modalities": {"input": ["text"], "output": ["audio"]}, "cost": {"input": 1, "output": 2}},
        "no-price": {"id": "no-price", "modalities": {"input": ["text"], "output": ["text"]}}}}}"#;
    let list = read(models_dev).expect("a list");
    assert_eq!(
        (list.source, list.models.len(), list.skipped.len()),
        (Source::ModelsDev, 1, 2)
    );
    let haiku = list.find("anthropic", "claude-haiku-5-5").expect("read");
    let tier = |tokens| {
        haiku
            .at(day("2026-11-27"), tokens)
            .map(|t| (t.input, t.cached_input, t.cache_write))
    };
    assert_eq!(tier(100_000.0), Some((0.1, Some(0.01), Some(0.125))));
    assert_eq!(tier(100_001.0), Some((0.5, Some(0.05), Some(0.125))));

    let llm_prices = r#"{"updated_at": "2026-11-20", "prices": [
        {"id": "amazon-nova-micro", "vendor": "amazon", "name": "Amazon Nova Micro", "input": 0.035, "output": 0.14, "input_cached": null}]}"#;
    let list = read(llm_prices).expect("a list");
    assert_eq!(list.source, Source::LlmPrices);
    let micro = list.find("amazon", "amazon-nova-micro").expect("read");
    assert_eq!(
        micro
            .at(day("2026-11-27"), 1.0)
            .map(|t| (t.input, t.cached_input)),
        Some((0.035, None))
    );
    assert_eq!(micro.checked, Some(day("2026-11-20")));
    let history = r#"{"vendor": "deepseek", "models": [{"id": "chat", "name": "Chat", "price_history": [
        {"input": 3, "output": 15, "input_cached": 0.3, "from_date": null, "to_date": "2026-01-01"},
        {"input": 2, "output": 9, "input_cached": 0, "from_date": "2026-01-01", "to_date": null}]}]}"#;
    let list = read(history).expect("a list");
    let chat = list.find("deepseek", "chat").expect("read");
    assert_eq!(
        chat.at(day("2026-11-27"), 1.0).map(|t| (t.input, t.cached_input)),
        Some((2.0, Some(0.0)))
    );

    let open_router = r#"{"data": [
        {"id": "qwen/qwen3.5-9b", "name": "Qwen: Qwen3.5-9B", "architecture": {"output_modalities": ["text"]}, "pricing": {"prompt": "0.00000005", "completion": "0.00000015", "input_cache_read": "0"}},
        {"id": "openrouter/auto", "name": "Auto", "architecture": {"output_modalities": ["text"]}, "pricing": {"prompt": "-1", "completion": "-1"}},
        {"id": "paint", "name": "Paint", "architecture": {"output_modalities": ["image"]}, "pricing": {"prompt": "0.000001", "completion": "0.000002"}}]}"#;
    let list = read(open_router).expect("a list");
    assert_eq!(
        (list.source, list.models.len(), list.skipped.len()),
        (Source::OpenRouter, 1, 2)
    );
    let qwen = &list.models[0];
    assert_eq!(
        qwen.at(day("2026-11-27"), 1.0)
            .map(|t| (t.input, t.cached_input, t.output)),
        Some((0.05, Some(0.0), 0.15))
    );
    assert!(
        list.skipped.iter().all(|row| !row.wrong_unit),
        "-1 is no price in a wrong unit"
    );
}

#[test]
fn a_csv_takes_free_models_and_cache_writes() {
    let list = csv("model,Input ($/1M tokens),cached input,cache write,Output price per 1M tokens\nours,0,,,0\nother,3,0.3,3.75,15\n").expect("a list");
    assert!(list.models[0].is_free());
    let tier = list.models[1].at(day("2026-11-27"), 1.0).expect("a price");
    assert_eq!(
        (tier.input, tier.cached_input, tier.cache_write, tier.output),
        (3.0, Some(0.3), Some(3.75), 15.0)
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
