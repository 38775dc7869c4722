//! The shape that others rely on, and what becomes of bad files.

use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate, params};

use super::{Decision, InputRow, InputValue, PresetRow, SCHEMA_VERSION, read_scenario};

fn catalog() -> &'static Catalog {
    Catalog::builtin()
}

fn refused(text: &str) -> String {
    read_scenario(text, catalog()).expect_err(text).to_string()
}

#[test]
fn every_preset_comes_back_from_its_decision() {
    for preset in &PRESETS {
        let scenario = preset.scenario(catalog());
        let decision = Decision::of(&scenario, catalog());
        let text = serde_json::to_string_pretty(&decision).expect("it is written");
        assert_eq!(
            serde_json::from_str::<Decision>(&text).expect("it is read"),
            decision,
            "{}",
            preset.id
        );
        assert_eq!(read_scenario(&text, catalog()), Ok(scenario), "{}", preset.id);
    }
}

#[test]
fn a_decision_says_what_the_engine_says() {
    let scenario = PRESETS[0].scenario(catalog());
    let report = evaluate(&scenario, catalog());
    let decision = Decision::of(&scenario, catalog());
    assert_eq!(decision.schema_version, SCHEMA_VERSION);
    assert_eq!(decision.verdict.winner, report.verdict.winner);
    assert_eq!(decision.scenario.0.len(), params::PARAMS.len());
    assert_eq!(
        decision.scenario.get("change_days"),
        Some(&InputValue::Number(7.0))
    );
    assert_eq!(
        decision.scenario.get("audit"),
        Some(&InputValue::Option("required".to_owned()))
    );
    assert!((0.0..=1.0).contains(&decision.verdict.confidence));
    let ids: Vec<Strategy> = decision.strategies.iter().map(|row| row.id).collect();
    assert_eq!(ids, Strategy::ALL);
    for strategy in ids {
        assert_eq!(serde_json::to_value(strategy).expect("JSON"), strategy.id());
    }
    for (row, full) in decision.strategies.iter().zip(&report.strategies) {
        assert_eq!(row.gates.len(), full.gates.len());
        assert!((row.cost.monthly_usd / full.cost.monthly_usd - 1.0).abs() < 1e-8);
        assert_eq!(
            row.cost.cumulative_usd.len(),
            scenario.horizon_months as usize + 1
        );
        assert_eq!(row.method.is_some(), row.id.combines());
        let items: f64 = row.cost.items.0.iter().map(|(_, item)| item.monthly_usd).sum();
        assert!((items / row.cost.monthly_usd - 1.0).abs() < 1e-6, "{:?}", row.id);
    }
}

#[test]
fn families_hold_every_approach_once_and_the_recommended_one_first() {
    let decision = Decision::of(&Scenario::default(), catalog());
    let mut held: Vec<Strategy> = decision
        .families
        .iter()
        .flat_map(|family| family.strategies.clone())
        .collect();
    assert_eq!(held[0], decision.verdict.winner);
    held.sort();
    assert_eq!(held, Strategy::ALL);
    let (best, others) = decision.by_family();
    assert_eq!(best.len(), decision.families.len());
    assert_eq!(best.len() + others.len(), Strategy::ALL.len());
    let former = Decision {
        families: Vec::new(),
        ..decision.clone()
    };
    assert_eq!(former.by_family().0.len(), Strategy::ALL.len());
}

/// The value, whose it is and its source, for each quantity of the model in use.
#[test]
fn each_ability_names_its_source() {
    let at = |set: &str| {
        let mut s = Scenario::default();
        for pair in set.split_whitespace() {
            let (key, value) = pair.split_once('=').expect("key=value");
            let param = params::find(key).expect("an input");
            param.set_text(&mut s, value, catalog()).expect("a valid value");
        }
        Decision::at_depth(&s, catalog(), 16, 4).ability
    };
    let row = |rows: &[super::decision::AbilityRow], id: &str| {
        rows.iter().find(|row| row.id == id).expect("a quantity").clone()
    };
    let rows = at("model=gpt-4.1");
    assert!(
        rows.iter()
            .all(|row| row.low <= row.value && row.value <= row.high && !row.source.is_empty())
    );
    let facts = row(&rows, "rare_facts");
    assert_eq!(
        (&*facts.from, facts.input.as_deref()),
        ("model", Some("new_known"))
    );
    assert!(facts.source.contains("SimpleQA"), "{}", facts.source);
    let passages = row(&rows, "passage_use");
    assert_eq!(
        (&*passages.from, passages.tier.as_deref()),
        ("tier", Some("frontier"))
    );
    assert_eq!((passages.value, passages.low, passages.high), (0.9, 0.82, 0.96));
    let own = row(&at("passage_use=0.7"), "passage_use");
    assert_eq!((&*own.from, own.value, &*own.source), ("team", 0.7, ""));
}

#[test]
fn keys_of_the_json_stay() {
    let value = serde_json::to_value(Decision::of(&Scenario::default(), catalog())).expect("it is written");
    let keys = |pointer: &str| -> Vec<String> {
        let object = value
            .pointer(pointer)
            .and_then(|value| value.as_object())
            .expect(pointer);
        object.keys().cloned().collect()
    };
    let sorted = |names: &str| -> Vec<String> {
        let mut names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
        names.sort();
        names
    };
    let hybrid = format!("/strategies/{}", Strategy::COMBINED.index());
    let shape = [
        (
            "",
            "schema_version model_version catalog_version scenario verdict strategies families crossovers volume_crossovers path signals warnings ladder labels recall ability",
        ),
        (
            "/verdict",
            "winner runner_up strength margin lead_usd spread confidence futures feasible limits ahead second headline subtitle reasons flips measure_next",
        ),
        ("/families/0", "id label strategies"),
        ("/verdict/futures", "n wins nothing regret regret_usd"),
        ("/labels/0", "strategy examples usd right_per_month text"),
        ("/ladder/1", "strategy right_per_month month_usd extra_usd text"),
        ("/path/0", "month action strategy cumulative_usd text opened_by"),
        ("/verdict/reasons/0", "side criterion text weight"),
        ("/verdict/flips/0", "key from at when winner distance text"),
        (
            "/verdict/measure_next/0",
            "key label unit low likely high worth changes saved_usd measured_by",
        ),
        (
            "/strategies/0",
            "id label feasible gates chance limits tightest utility net_usd why_not cost latency quality criteria",
        ),
        (
            &hybrid,
            "id label method training served feasible gates chance limits tightest utility net_usd why_not cost latency quality criteria",
        ),
        (
            "/strategies/2/cost",
            "upfront_usd monthly_usd per_query_usd marginal_query_usd per_correct_usd training_run_usd training_gpus \
             releases_per_month serving_gpus cumulative_usd items",
        ),
        (
            "/strategies/2/cost/items",
            "build indexing training releases prompt context output gpus search store upkeep migration evaluation monitoring",
        ),
        (
            "/strategies/2/latency",
            "ttft_p50_ms ttft_p95_ms e2e_p50_ms e2e_p95_ms stages",
        ),
        ("/strategies/2/latency/stages/0", "id p50_ms p95_ms measured"),
        (
            "/strategies/2/quality",
            "p_correct knowledge behaviour silent_failure fresh",
        ),
        (
            "/strategies/2/criteria",
            "quality cost latency freshness traceability time_to_value simplicity",
        ),
    ];
    for (pointer, names) in shape {
        assert_eq!(keys(pointer), sorted(names), "{pointer}");
    }
}

#[test]
fn scenarios_are_read_in_three_shapes() {
    let mut want = Scenario::default();
    assert_eq!(read_scenario("{}", catalog()), Ok(want));
    assert_eq!(read_scenario("\u{FEFF}{}", catalog()), Ok(want));
    want.change_days = 7.0;
    want.gpu_index = 0;
    let gpu = &catalog().gpus[0].id;
    assert_eq!(
        read_scenario(&format!(r#"{{"change_days": 7, "gpu": "{gpu}"}}"#), catalog()),
        Ok(want)
    );
    let mut want = PRESETS[0].scenario(catalog());
    want.recall = 0.7;
    let id = PRESETS[0].id;
    let nested = format!(r#"{{"preset": "{id}", "scenario": {{"recall": 0.7}}}}"#);
    assert_eq!(read_scenario(&nested, catalog()), Ok(want));
    assert_eq!(
        read_scenario(&format!(r#"{{"preset": "{id}", "recall": 0.7}}"#), catalog()),
        Ok(want)
    );
}

#[test]
fn bad_files_are_refused_with_what_is_accepted() {
    assert_eq!(
        refused("{\n  \"recall\": ,\n}"),
        "this is not JSON: line 2, column 13: expected value"
    );
    assert!(refused("").starts_with("this is not JSON: line 1, column 0: "));
    assert_eq!(
        refused("[1]"),
        "a scenario is an object such as {\"change_days\": 7}, not a list"
    );
    assert!(refused(r#"{"scenario": 3}"#).starts_with("“scenario” is an object"));
    assert_eq!(
        refused(r#"{"recal": 1}"#),
        "there is no input “recal”; the nearest one is “recall”"
    );
    assert_eq!(refused(r#"{"recall": 2}"#), "recall takes 0 to 1, not 2");
    assert_eq!(
        refused(r#"{"recall": "0.5"}"#),
        "recall takes a number from 0 to 1, not a text"
    );
    assert_eq!(
        refused(r#"{"recall": null}"#),
        "recall takes a number from 0 to 1, not null"
    );
    assert_eq!(
        refused(r#"{"audit": true}"#),
        "audit takes a text, one of none, useful, required, not true or false"
    );
    assert_eq!(
        refused(r#"{"audit": "yes"}"#),
        "audit takes one of none, useful, required, not “yes”"
    );
    assert!(
        refused(r#"{"preset": "legal"}"#)
            .starts_with("there is no preset “legal”; there are legal-research, ")
    );
    assert_eq!(
        refused(r#"{"preset": 4}"#),
        "preset takes the id of a preset, not a number"
    );
    assert!(refused(&"[".repeat(100_000)).starts_with("this is not JSON"));
}

#[test]
fn tables_list_every_input_and_preset() {
    let inputs = InputRow::all(catalog());
    assert_eq!(inputs.len(), params::PARAMS.len());
    for row in &inputs {
        assert_eq!(row.options.is_empty(), row.min.is_some(), "{}", row.key);
    }
    let text = serde_json::to_string(&inputs).expect("it is written");
    assert_eq!(
        serde_json::from_str::<Vec<InputRow>>(&text).expect("it is read"),
        inputs
    );
    for (row, preset) in PresetRow::all(catalog()).iter().zip(&PRESETS) {
        let text = serde_json::to_string(&row.scenario).expect("it is written");
        assert_eq!(read_scenario(&text, catalog()), Ok(preset.scenario(catalog())));
        assert_eq!(
            crate::link::decode(&row.link, catalog()).view.scenario,
            preset.scenario(catalog())
        );
    }
}

#[test]
fn a_scenario_may_say_where_it_was_observed() {
    let text = r#"{"measured": "observed: a.jsonl\u0007, 2026-11-28", "scenario": {"examples": 50}, "observed": [{"id": "examples", "n": 55}]}"#;
    let scenario = read_scenario(text, catalog()).expect("a scenario");
    assert_eq!(scenario.examples, 50.0);
    assert_eq!(super::read_origin(text), "observed: a.jsonl, 2026-11-28");
    assert_eq!(super::read_origin("{"), "");
    assert_eq!(super::read_origin(r#"{"measured": 4}"#), "");
}

#[test]
fn an_interval_that_was_observed_holds_while_the_input_has_its_value() {
    let read = |recall: f64, row: &str| {
        let text = format!(r#"{{"scenario": {{"recall": {recall}}}, "observed": [{row}]}}"#);
        read_scenario(&text, catalog())
    };
    let row = r#"{"id": "recall", "input": "recall", "value": 0.8193, "low": 0.7432, "high": 0.881, "n": 120, "bound": "value", "set": 0.819}"#;
    let recall = params::find("recall").expect("an input");
    let ends = |s: &Scenario| recall.interval(s).map(|i| (i.low(), i.high(), i.n()));
    let scenario = read(0.819, row).expect("a scenario");
    assert_eq!(ends(&scenario), Some((0.7432, 0.881, 120)));
    assert_eq!(ends(&read(0.7, row).expect("a scenario")), None);
    let bound = row.replace("\"bound\": \"value\"", "\"bound\": \"upper\"");
    assert_eq!(ends(&read(0.819, &bound).expect("a scenario")), None);
    // A decision has it too, and gives it back.
    let decision = Decision::at_depth(&scenario, catalog(), 64, 8);
    assert_eq!(decision.observed.len(), 1);
    let text = serde_json::to_string(&decision).expect("JSON");
    assert_eq!(read_scenario(&text, catalog()).expect("a scenario"), scenario);
    for (from, to, said) in [
        ("0.7432", "null", "observed[0].low takes a number, not null"),
        (
            "0.7432",
            "0.9",
            "observed[0] takes a low that is no higher than its high, not an object",
        ),
        (
            "120",
            "-1",
            "observed[0].n takes a whole number from 0, not a number",
        ),
        ("\"input\": \"recall\"", "\"input\": \"recal\"", "recal"),
    ] {
        let error = read(0.819, &row.replace(from, to))
            .expect_err("a wrong row")
            .to_string();
        assert!(error.contains(said), "{error}");
    }
}
