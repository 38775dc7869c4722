//! Inputs that may be unset: an `Option` in the scenario, and 0 in links and JSON, as in every version before; but a price of 0 is a
//! price, and one that is unset is left out of links and null in JSON.

use forkcast_engine::decision::former;
use forkcast_engine::params::{PARAMS, Param, Unset, Value};
use forkcast_engine::scenario::HybridTraining;
use forkcast_engine::{Catalog, Scenario, decide};
use forkcast_protocol::json::read_scenario;
use forkcast_protocol::link::{self, View};

#[test]
fn zero_in_an_old_link_or_file_unsets_an_input_and_an_unset_one_is_left_out() {
    let catalog = Catalog::builtin();
    let is_optional = |param: &&Param| param.unset.is_some_and(|unset| !unset.zero_is_a_value());
    let optional: Vec<_> = PARAMS.iter().filter(is_optional).collect();
    assert_eq!(optional.len(), 14);
    for param in optional {
        let key = param.key;
        let from_link = |text: &str| link::decode(&format!("v1&{key}={text}"), catalog).view.scenario;
        let from_json =
            |text: &str| read_scenario(&format!("{{\"{key}\": {text}}}"), catalog).expect("a scenario");
        for unset in [from_link("0"), from_json("0"), from_json("null")] {
            assert_eq!(unset, Scenario::default(), "{key}");
            assert!(!link::encode(&View::of(unset), catalog).contains(key));
        }
        let set = from_link("2.5");
        assert_eq!(param.number(&set), 2.5);
        assert_eq!(set, from_json("2.5"));
        assert_eq!(
            link::decode(&link::encode(&View::of(set), catalog), catalog)
                .view
                .scenario,
            set
        );
    }
    assert!(read_scenario("{\"recall\": null}", catalog).is_err());
}

#[test]
fn a_price_of_zero_is_a_price_in_links_and_files() {
    let catalog = Catalog::builtin();
    let prices: Vec<_> = PARAMS
        .iter()
        .filter(|param| param.unset.is_some_and(|unset| unset.zero_is_a_value()))
        .collect();
    // Eight prices, and seven figures of the model.
    assert_eq!(prices.len(), 15);
    for param in prices {
        let key = param.key;
        let free = link::decode(&format!("v1&{key}=0"), catalog).view.scenario;
        assert_ne!(free, Scenario::default(), "{key}");
        assert_eq!((param.get)(&free), Value::Number(0.0));
        let written = link::encode(&View::of(free), catalog);
        assert!(written.contains(&format!("{key}=0")), "{written}");
        assert_eq!(link::decode(&written, catalog).view.scenario, free);
        let file = |text: &str| read_scenario(&format!("{{{text}}}"), catalog).expect("a scenario");
        assert_eq!(file(&format!("\"{key}\": 0")), free);
        assert_eq!(file(&format!("\"{key}\": null")), Scenario::default());
        // Decisions of former versions hold 0 for every price that was unset.
        let decision = |version: &str| {
            file(&format!(
                "\"schema_version\": 1, \"model_version\": \"{version}\", \"scenario\": {{\"{key}\": 0}}"
            ))
        };
        let mut former = Scenario::default();
        former::set_defaults(&mut former, catalog, "3");
        if param.unset == Some(Unset::ByModel) {
            (param.set)(&mut former, Value::Number(0.0));
        }
        assert_eq!(decision("3"), former, "{key}");
        assert_eq!(decision(forkcast_engine::MODEL_VERSION), free, "{key}");
    }
}

/// A scenario may be built by hand with `Some(0.0)`, which no link could carry.
#[test]
fn an_input_set_to_zero_counts_as_unset() {
    let catalog = Catalog::builtin();
    let zero = Scenario {
        measured_prefill_tps: Some(0.0),
        right_answer_usd: Some(0.0),
        ..Scenario::default()
    };
    assert_eq!(zero.in_range(), Scenario::default());
    assert_eq!(decide(&zero, catalog), decide(&Scenario::default(), catalog));
}

#[test]
fn the_ids_of_the_hybrid_s_training_are_those_of_its_input() {
    let catalog = Catalog::builtin();
    let param = forkcast_engine::params::find("hybrid_training").expect("an input");
    for (index, id, _) in param.options(catalog) {
        let mut s = Scenario::default();
        (param.set)(&mut s, Value::Choice(index));
        assert_eq!(s.hybrid_training.id(), id);
        assert_eq!(s.hybrid_training, HybridTraining::from_index(index));
    }
}
