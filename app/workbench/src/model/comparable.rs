//! Whether what was measured is what the scenario runs on: the same model, on the same kind of machine.

use forkcast_engine::catalog::Attention;
use forkcast_engine::latency::shapes::{self, Dimensions};
use forkcast_engine::scenario::Supply;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::measure::{Device, Measurement, ReferenceSpec, RunSpec};

use super::results::ratio;
use crate::text::comparable::{self as texts, Measured};

/// Measured over predicted, or the other way round, from which a run counts as disturbed.
const FAR_OFF: f64 = 3.0;

/// Why the times of a model in a measurement say nothing about the scenario's, and what would; none where they do. Times of search and
/// embedding do not depend on the model.
#[must_use]
pub fn obstacle(m: &Measurement, s: &Scenario, catalog: &Catalog) -> Option<String> {
    let (used, runs) = match s.supply {
        Supply::Hosted => (catalog.model(s.model_index).label.to_string(), texts::HOSTED),
        Supply::OwnGpus => (
            catalog.open_model(s.open_model_index).0.label.to_string(),
            texts::ON_GPUS,
        ),
    };
    let measured = match &m.spec {
        RunSpec::Retrieval(_) => return None,
        RunSpec::Endpoint(_) | RunSpec::RagCost(_) => {
            let Some(model) = m.target.as_ref().and_then(|t| t.model.as_deref()) else {
                return Some(texts::no_model(&used));
            };
            if named(model, catalog) == Some(used.as_str()) {
                return None;
            }
            Measured::Model(model)
        }
        RunSpec::Reference(spec) => {
            if is_of_the_scenario(spec, m, s, catalog) {
                return None;
            }
            let shape = shapes::find(&spec.shape).map_or(spec.shape.as_str(), |shape| shape.label);
            Measured::Shape(shape, m.machine.as_ref().map(|x| x.label.as_str()))
        }
    };
    let gpu = match (s.supply, &m.spec) {
        (Supply::OwnGpus, RunSpec::Reference(_)) => Some(catalog.gpu(s.gpu_index).label.as_ref()),
        _ => None,
    };
    Some(texts::not_comparable(&measured, &used, runs, gpu))
}

/// Whether the reference engine had the shape of the scenario's model, on the scenario's GPU.
fn is_of_the_scenario(spec: &ReferenceSpec, m: &Measurement, s: &Scenario, catalog: &Catalog) -> bool {
    let Some(built) = shapes::find(&spec.shape) else {
        return false;
    };
    let on_the_gpu = m
        .machine
        .as_ref()
        .and_then(|machine| machine.gpu.as_ref())
        .is_some_and(|gpu| holds(&words(&gpu.name), &words(&catalog.gpu(s.gpu_index).id)));
    s.supply == Supply::OwnGpus
        && spec.device == Device::Cuda
        && on_the_gpu
        && is_alike(built, catalog.open_model(s.open_model_index).1)
}

/// Whether a model of those dimensions takes as long: the vocabulary makes no difference that can be seen. The reference engine's models
/// pass each token through all weights, and each layer sees the whole text.
fn is_alike(built: &Dimensions, used: &forkcast_engine::catalog::Shape) -> bool {
    let of_both = [
        (built.layers, used.layers),
        (built.hidden, used.hidden),
        (built.heads, used.heads),
        (built.kv_heads, used.kv_heads),
        (built.head_dim, used.head_dim),
    ];
    let plain = used.active_params_b.is_none() && used.attention == Attention::Full;
    plain && of_both.into_iter().all(|(built, used)| built as f64 == used)
}

/// The catalog's model that a server calls so: the one whose name is the longest part of it.
fn named<'c>(model: &str, catalog: &'c Catalog) -> Option<&'c str> {
    let model = words(model);
    catalog
        .models
        .iter()
        .filter(|known| holds(&model, &words(&known.label)) || holds(&model, &words(&known.id)))
        .max_by_key(|known| words(&known.label).len())
        .map(|known| known.label.as_ref())
}

/// The words and numbers of a name: servers write `Llama-3.1-8B`, `llama3.1:8b` and `llama-3.1-8b-q4.gguf` for one model.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.to_ascii_lowercase().chars() {
        let goes_on = c.is_alphanumeric() && last.is_alphanumeric() && c.is_numeric() == last.is_numeric();
        match words.last_mut() {
            Some(word) if goes_on => word.push(c),
            _ if c.is_alphanumeric() => words.push(c.to_string()),
            _ => {}
        }
        last = c;
    }
    words
}

/// Whether the words of one name follow each other in another.
fn holds(name: &[String], part: &[String]) -> bool {
    !part.is_empty() && name.windows(part.len()).any(|some| some == part)
}

/// What makes a measurement doubtful, in a sentence; none where nothing does. Whoever applies it is asked once more.
#[must_use]
pub fn doubt(m: &Measurement) -> Option<String> {
    let off = m
        .series
        .iter()
        .filter_map(|s| Some((s, ratio(s)?)))
        .find(|(_, ratio)| !(1.0 / FAR_OFF..=FAR_OFF).contains(ratio));
    match (off, m.warnings.first()) {
        (Some((series, ratio)), _) => Some(texts::far_off(&series.label, ratio)),
        (None, Some(warning)) => Some(warning.clone()),
        (None, None) => None,
    }
}

/// The model that was measured, for the label in the link; none where no model was.
#[must_use]
pub fn model(m: &Measurement) -> Option<String> {
    match &m.spec {
        RunSpec::Retrieval(_) => None,
        RunSpec::Endpoint(_) | RunSpec::RagCost(_) => m.target.as_ref()?.model.clone(),
        RunSpec::Reference(spec) => Some(spec.shape.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::results::tests::{measurement, series};
    use forkcast_engine::params;
    use forkcast_protocol::measure::{Gpu, Machine, RunState, SeriesKind, TargetInfo};

    const ENDPOINT: &str = r#"{"kind":"endpoint","target":"t","load":{"loop":"closed","concurrency":1},"prompt_tokens":[64],"output_tokens":8,"requests":10,"warmup":1}"#;

    fn scenario(sets: &[(&str, &str)]) -> Scenario {
        let catalog = Catalog::builtin();
        let mut s = Scenario::defaults(catalog);
        for (key, value) in sets {
            params::find(key)
                .and_then(|p| p.set_text(&mut s, value, catalog))
                .expect(key);
        }
        s
    }

    fn of_a_model(name: &str) -> Measurement {
        let mut m = measurement(
            RunState::Done,
            vec![series("ttft-64", SeriesKind::Ttft, 50.0, Some(64))],
        );
        m.spec = serde_json::from_str(ENDPOINT).expect("a specification");
        m.target = Some(TargetInfo {
            model: Some(name.to_owned()),
            ..TargetInfo::default()
        });
        m
    }

    fn reference(shape: &str, device: &str, gpu: Option<&str>) -> Measurement {
        let mut m = measurement(
            RunState::Done,
            vec![series("prefill-64", SeriesKind::Prefill, 50.0, Some(64))],
        );
        m.spec = serde_json::from_str(&format!(
            r#"{{"kind":"reference","shape":"{shape}","device":"{device}","task":{{"task":"prefill","prompt_tokens":[64]}},"repeats":3,"warmup":1}}"#
        ))
        .expect("a specification");
        m.machine = Some(Machine {
            label: gpu.unwrap_or("2 cores").to_owned(),
            gpu: gpu.map(|name| Gpu {
                name: name.to_owned(),
                memory_gb: 80.0,
                driver: "1".to_owned(),
                cuda: None,
            }),
            ..Machine::default()
        });
        m
    }

    #[test]
    fn a_toy_on_a_processor_says_nothing_about_a_hosted_model() {
        let catalog = Catalog::builtin();
        let hosted = scenario(&[]);
        let why = obstacle(&reference("smollm2-135m", "cpu", None), &hosted, catalog).expect("an obstacle");
        assert!(why.contains("SmolLM2-135M's shape, 2 cores"), "{why}");
        assert!(
            why.contains("Qwen3.5 9B, hosted") && why.contains("an endpoint that serves Qwen3.5 9B"),
            "{why}"
        );
        let own = scenario(&[
            ("supply", "own-gpus"),
            ("open_model", "llama-3.1-8b"),
            ("gpu", "h100"),
        ]);
        assert!(
            obstacle(&reference("llama-3-8b", "cpu", None), &own, catalog).is_some(),
            "another device"
        );
        let h100 = Some("NVIDIA H100 80GB HBM3");
        assert_eq!(
            obstacle(&reference("llama-3-8b", "cuda", h100), &own, catalog),
            None
        );
        assert!(
            obstacle(&reference("llama-3.2-1b", "cuda", h100), &own, catalog).is_some(),
            "another shape"
        );
        assert!(
            obstacle(&reference("llama-3-8b", "cuda", Some("NVIDIA L4")), &own, catalog).is_some(),
            "another GPU"
        );
        assert!(
            obstacle(&reference("llama-3-8b", "cuda", h100), &hosted, catalog).is_some(),
            "another supply"
        );
    }

    #[test]
    fn an_endpoint_is_known_by_its_model_however_it_is_written() {
        let catalog = Catalog::builtin();
        let s = scenario(&[("model", "llama-3.1-8b")]);
        for name in [
            "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
            "llama3.1:8b",
            "/models/llama-3.1-8b-q4_k_m.gguf",
            "Llama 3.1 8B",
        ] {
            assert_eq!(obstacle(&of_a_model(name), &s, catalog), None, "{name}");
        }
        for name in ["llama-3.1-70b", "smollm2-135m", "llama-3.1-80b", "tiny", ""] {
            assert!(obstacle(&of_a_model(name), &s, catalog).is_some(), "{name}");
        }
        let mut silent = of_a_model("x");
        silent.target = None;
        assert!(obstacle(&silent, &s, catalog).is_some_and(|why| why.contains("does not say")));
        let search = measurement(
            RunState::Done,
            vec![series("search", SeriesKind::Search, 2.0, None)],
        );
        assert_eq!(obstacle(&search, &s, catalog), None);
        // Every model of the catalog is known by its own name, and no other is taken for it.
        for model in catalog.models.iter() {
            assert_eq!(named(&model.label, catalog), Some(model.label.as_ref()));
        }
    }

    #[test]
    fn a_disturbed_run_is_doubted() {
        let mut m = measurement(
            RunState::Done,
            vec![series("prefill", SeriesKind::Prefill, 30.0, Some(64))],
        );
        assert_eq!(doubt(&m), None);
        m.series[0].predicted_ms = Some(20.0);
        assert_eq!(doubt(&m), None);
        m.series[0].predicted_ms = Some(1.5);
        assert!(doubt(&m).is_some_and(|why| why.contains("20.0 times")));
        m.series[0].predicted_ms = None;
        m.warnings
            .push("The machine did other work at the same time.".to_owned());
        assert_eq!(
            doubt(&m).as_deref(),
            Some("The machine did other work at the same time.")
        );
    }
}
