use super::*;
use forkcast_protocol::measure::{DeviceTarget, EndpointTarget, ShapeTarget, StoreTarget};

fn targets() -> Targets {
    Targets {
        endpoints: vec![EndpointTarget {
            name: "llama".to_owned(),
            model: None,
        }],
        stores: vec![StoreTarget {
            name: "embedded".to_owned(),
            software: "usearch".to_owned(),
        }],
        embedder: None,
        devices: vec![
            DeviceTarget {
                device: Device::Cpu,
                label: "2 cores".to_owned(),
                available: true,
            },
            DeviceTarget {
                device: Device::Cuda,
                label: "no GPU".to_owned(),
                available: false,
            },
        ],
        shapes: vec![ShapeTarget {
            id: "tiny".to_owned(),
            label: "Tiny".to_owned(),
            memory_gb: 0.1,
            fits: true,
        }],
        machine: "2 cores".to_owned(),
        unkept: None,
    }
}

#[test]
fn every_form_with_every_choice_makes_a_run_of_its_defaults() {
    let targets = targets();
    for kind in Kind::ALL {
        let choices: &[(&str, &str)] = match kind {
            Kind::Endpoint => &[("loop", "closed"), ("loop", "open")],
            Kind::Reference => &[("task", "prefill"), ("task", "decode"), ("task", "train")],
            Kind::Retrieval | Kind::RagCost => &[("", "")],
        };
        for (name, value) in choices {
            let mut form = Form::new(kind, &targets);
            form.set(name, (*value).to_owned());
            assert_eq!(form.missing(), None);
            let spec = form.spec().unwrap_or_else(|e| panic!("{kind:?} {value}: {e:?}"));
            let text = serde_json::to_value(&spec).expect("JSON");
            assert_eq!(text["kind"], kind.id());
        }
    }
}

#[test]
fn what_is_out_of_range_is_said_at_its_field() {
    let targets = targets();
    let error = |kind: Kind, sets: &[(&str, &str)]| {
        let mut form = Form::new(kind, &targets);
        for (name, value) in sets {
            form.set(name, (*value).to_owned());
        }
        form.spec().expect_err("out of range")
    };
    let e = error(Kind::Retrieval, &[("vectors", "10")]);
    assert_eq!(
        (e.field.as_str(), e.message.as_str()),
        ("vectors", "100 to 10000000 is accepted here, not 10")
    );
    assert_eq!(
        error(Kind::Retrieval, &[("k", "many")]).message,
        "“many” is not a whole number"
    );
    assert_eq!(
        error(Kind::Reference, &[("prompt_lengths", "0")]).field,
        "prompt_lengths"
    );
    assert_eq!(
        error(Kind::Reference, &[("task", "decode"), ("batches", "")]).field,
        "batches"
    );
    assert_eq!(
        error(Kind::Endpoint, &[("loop", "open"), ("rate_per_s", "0")]).field,
        "rate_per_s"
    );
    // A field that does not count may hold anything.
    let mut form = Form::new(Kind::Endpoint, &targets);
    form.set("rate_per_s", "nonsense".to_owned());
    assert!(form.spec().is_ok());
}

#[test]
fn what_cannot_be_measured_here_is_said() {
    let form = Form::new(Kind::Endpoint, &Targets::default());
    assert!(form.missing().is_some_and(|why| why.contains("No endpoint")));
    let gpu = Form::new(Kind::Reference, &targets());
    assert!(
        !gpu.fields
            .iter()
            .any(|f| matches!(&f.input, Input::Choice(all) if all.iter().any(|o| o.0 == "cuda")))
    );
}
