//! Results that a version of the program has written stay readable, and keep all that they say.
//!
//! Add a file for a form that changes; change none.

use forkcast_protocol::measure::{MEASUREMENT_VERSION, Measurement};
use serde_json::Value;

const WRITTEN: &str = include_str!("fixtures/results-1.jsonl");

#[test]
fn results_of_the_first_form_are_read_whole() {
    assert_eq!(
        MEASUREMENT_VERSION, 1,
        "a new form needs a file of its own beside the old one"
    );
    for line in WRITTEN.lines() {
        let measurement: Measurement = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let written: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(serde_json::to_value(&measurement).expect("JSON"), written);
    }
}

#[test]
fn fields_of_a_later_program_are_passed_over() {
    for line in WRITTEN.lines() {
        let mut written: Value = serde_json::from_str(line).expect("JSON");
        written["later"] = Value::Bool(true);
        written["series"][0]["later"] = Value::from(3);
        written["machine"]["later"] = Value::from("x");
        assert!(serde_json::from_value::<Measurement>(written).is_ok(), "{line}");
    }
}
