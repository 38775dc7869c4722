//! Inputs that may be unset: an `Option` in the scenario, and 0 in links and JSON, as in every version before.

use forkcast_engine::params::{PARAMS, Value};
use forkcast_engine::scenario::HybridTraining;
use forkcast_engine::{Catalog, Scenario, decide};
use forkcast_protocol::json::read_scenario;
use forkcast_protocol::link::{self, View};

#[test]
fn zero_in_an_old_link_or_file_unsets_an_input_and_an_unset_one_is_left_out() {
    let catalog = Catalog::builtin();
    let optional: Vec<_> = PARAMS.iter().filter(|param| param.unset.is_some()).collect();
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

/// A scenario may be built by hand with `Some(0.0)`, which no link could carry.
#[test]
fn an_input_set_to_zero_counts_as_unset() {
    let catalog = Catalog::builtin();
    let zero = Scenario {
        measured_prefill_tps: Some(0.0),
        own_input_usd: Some(0.0),
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
