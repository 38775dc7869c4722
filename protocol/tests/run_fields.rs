//! The rows of runs' fields: their defaults make runs that are accepted, and what is out of a row's range is refused at its field.

use forkcast_protocol::measure::{Amount, RunField, RunKind, RunSpec, specification};
use serde_json::{Value, json};

/// What is chosen beside the fields: every combination that a kind has.
fn choices(kind: RunKind) -> Vec<Vec<(&'static str, Value)>> {
    let reference = |task: &str| {
        let mut chosen = vec![
            ("shape", json!("tiny")),
            ("device", json!("cpu")),
            ("task", json!(task)),
        ];
        if task == "train" {
            chosen.push(("methods", json!(["lora"])));
        }
        chosen
    };
    match kind {
        RunKind::Endpoint => ["closed", "open"]
            .map(|of| vec![("target", json!("llama")), ("loop", json!(of))])
            .to_vec(),
        RunKind::Retrieval => vec![vec![("store", json!("embedded"))]],
        RunKind::RagCost => vec![vec![("target", json!("llama")), ("store", json!("embedded"))]],
        RunKind::Reference => ["prefill", "decode", "train"].map(reference).to_vec(),
    }
}

fn counts(field: &RunField, chosen: &[(&'static str, Value)]) -> bool {
    field
        .when
        .is_none_or(|(choice, value)| chosen.iter().any(|(name, made)| *name == choice && made == value))
}

/// The run of the defaults, with one field set to something else.
fn run(kind: RunKind, chosen: &[(&'static str, Value)], set: Option<(&str, Value)>) -> RunSpec {
    let fields = kind.fields().iter().filter(|field| counts(field, chosen));
    let mut values: Vec<_> = fields.map(|field| (field.name, field.amount.json())).collect();
    if let Some((name, value)) = set {
        let field = values
            .iter_mut()
            .find(|(known, _)| *known == name)
            .expect("a field");
        field.1 = value;
    }
    values.extend(chosen.to_vec());
    let spec = specification(kind, values).to_string();
    serde_json::from_str(&spec).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

#[test]
fn the_defaults_of_every_kind_are_accepted() {
    for kind in RunKind::ALL {
        assert_eq!(
            RunKind::ALL[kind as usize],
            kind,
            "the command line finds kinds by their place"
        );
        for chosen in choices(kind) {
            let spec = run(kind, &chosen, None);
            assert_eq!(spec.check(), Ok(()), "{spec:?}");
            for field in kind.fields() {
                assert_eq!(
                    field.read(&field.amount.default()),
                    Ok(field.amount.json()),
                    "{}",
                    field.name
                );
            }
        }
    }
}

#[test]
fn both_ends_of_a_range_are_accepted_and_what_lies_beyond_is_refused_at_its_field() {
    let mut tried = 0;
    for kind in RunKind::ALL {
        for chosen in choices(kind) {
            for field in kind.fields().iter().filter(|field| counts(field, &chosen)) {
                let Some((min, max)) = field.amount.range() else {
                    continue;
                };
                let value = |x: f64| match field.amount {
                    Amount::Whole { .. } => json!(x as u32),
                    Amount::Wholes { .. } => json!([x as u32]),
                    Amount::Real { .. } | Amount::Flag => json!(x),
                };
                for x in [min, max] {
                    let spec = run(kind, &chosen, Some((field.name, value(x))));
                    assert_eq!(spec.check(), Ok(()), "{} at {x}", field.name);
                }
                let below = if min >= 1.0 { min - 1.0 } else { -1.0 };
                let beyond = [
                    (max + 1.0, true),
                    (below, below >= 0.0 || matches!(field.amount, Amount::Real { .. })),
                ];
                for (x, possible) in beyond {
                    if possible {
                        let spec = run(kind, &chosen, Some((field.name, value(x))));
                        let error = spec.check().expect_err("out of range");
                        assert_eq!(error.field, field.key, "{} at {x}", field.name);
                        assert_eq!(error.accepted, format!("{min} to {max}"));
                        tried += 1;
                    }
                }
                if let Amount::Wholes { .. } = field.amount {
                    for wrong in [json!([]), json!(vec![min as u32; 9])] {
                        let spec = run(kind, &chosen, Some((field.name, wrong)));
                        assert_eq!(spec.check().expect_err("too few or many").field, field.key);
                    }
                }
            }
        }
    }
    assert!(tried > 40, "{tried}");
}
