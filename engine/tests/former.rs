//! The rule of versions 1 and 2, against verdicts that version 2 printed.

use forkcast_engine::decision::former;
use forkcast_engine::presets::Preset;
use forkcast_engine::{Catalog, Scenario, Strategy, decide};

/// What `forkcast decide --preset …` of version 2 recommended.
const PRINTED: [(&str, Strategy); 8] = [
    ("legal-research", Strategy::Rag),
    ("support-docs", Strategy::Rag),
    ("financial-analysis", Strategy::Rag),
    ("clinical-notes", Strategy::Lora),
    ("json-schema", Strategy::Lora),
    ("regulated-assistant", Strategy::Rag),
    ("fresh-and-strict", Strategy::Hybrid),
    ("thin-data", Strategy::Rag),
];

#[test]
fn the_presets_come_out_as_version_2_printed_them() {
    let catalog = Catalog::builtin();
    for (id, printed) in PRINTED {
        let s = Preset::find(id).expect("a preset").scenario(catalog);
        assert_eq!(former::verdict(&s, catalog), printed, "{id}");
    }
}

#[test]
fn a_budget_that_binds_nothing_turned_the_former_verdict_and_turns_this_one_no_more() {
    let catalog = Catalog::builtin();
    let mut defaults = Scenario::default();
    former::set_defaults(&mut defaults, catalog, "5");
    let at = |budget_monthly_usd: f64| Scenario {
        strictness: 0.6,
        budget_monthly_usd,
        ..defaults
    };
    assert_eq!(former::verdict(&at(8_000.0), catalog), Strategy::Rag);
    assert_eq!(former::verdict(&at(100_000.0), catalog), Strategy::Hybrid);
    assert_eq!(
        decide(&at(100_000.0), catalog).winner,
        decide(&at(20_000.0), catalog).winner
    );
}

#[test]
fn the_former_rule_booked_harm_as_cash() {
    let catalog = Catalog::builtin();
    let mut turned = Vec::new();
    for (id, _) in PRINTED {
        let s = Preset::find(id).expect("a preset").scenario(catalog);
        let at = |wrong_answer_usd: f64| {
            former::verdict(
                &Scenario {
                    wrong_answer_usd,
                    ..s
                },
                catalog,
            )
        };
        if at(0.0) != at(1.0) {
            turned.push((id, at(0.0), at(1.0)));
        }
    }
    assert_eq!(turned, [("clinical-notes", Strategy::Lora, Strategy::Qlora)]);
}

#[test]
fn a_former_version_had_another_default_model() {
    let catalog = Catalog::builtin();
    let of = |version: &str| {
        let mut s = Scenario::default();
        former::set_defaults(&mut s, catalog, version);
        [s.model_index, s.open_model_index].map(|i| catalog.model(i).id.to_string())
    };
    for version in ["1", "2", "3"] {
        assert_eq!(of(version), ["llama-3.1-8b"; 2], "{version}");
    }
    assert_eq!(of("4"), of("no version"));
    assert_ne!(of("4"), of("3"));
}

#[test]
fn only_versions_1_and_2_decided_so() {
    assert!(former::is_former("1") && former::is_former("2"));
    assert!(!former::is_former("3") && !former::is_former("") && !former::is_former("22"));
}
