//! Who sells fine-tuning, and the offers for each model: `sellers.toml`.

use crate::gpus::Gpus;
use crate::models::{Model, Models};
use crate::read::days;
use crate::write::{NATIVE, some, sources, text};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sellers {
    pub(crate) seller: Vec<Seller>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seller {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) source: String,
    pub(crate) as_of: String,
    pub(crate) offer: Vec<Offer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Offer {
    pub(crate) models: Option<Vec<String>>,
    pub(crate) params_b_above: Option<f64>,
    pub(crate) params_b_max: Option<f64>,
    pub(crate) method: String,
    pub(crate) training: f64,
    #[serde(default)]
    pub(crate) takes_adapters: bool,
    pub(crate) serving: String,
    pub(crate) input: Option<f64>,
    pub(crate) output: Option<f64>,
    pub(crate) gpu: Option<String>,
    pub(crate) usd_per_gpu_hour: Option<f64>,
    pub(crate) least_replicas: Option<f64>,
    pub(crate) idle_minutes: Option<f64>,
    pub(crate) cold_start_s: Option<f64>,
    pub(crate) region_factor: Option<f64>,
    pub(crate) closed_to_new: Option<String>,
    pub(crate) last_job: Option<String>,
    pub(crate) closing_source: Option<String>,
    pub(crate) source: String,
    pub(crate) as_of: String,
}

/// The offers of fine-tuning for a model, in the file's order.
pub(crate) fn offers(m: &Model, sellers: &Sellers, gpus: &Gpus, snapshot: &str) -> String {
    let mut rows = Vec::new();
    for (seller, place) in sellers.seller.iter().zip(1..) {
        for o in &seller.offer {
            let fits = match (&o.models, &m.shape) {
                (Some(ids), _) => ids.contains(&m.id),
                (None, Some(shape)) => {
                    shape.params_b > o.params_b_above.unwrap_or(0.0)
                        && shape.params_b <= o.params_b_max.unwrap_or(f64::INFINITY)
                }
                (None, None) => false,
            };
            if fits {
                rows.push(offer(m, &seller.id, place, o, gpus, snapshot));
            }
        }
    }
    format!("Cow::Borrowed(&[{}])", rows.join(", "))
}

/// When the seller ends an offer.
fn closing(m: &Model, o: &Offer, snapshot: &str) -> String {
    match (&o.last_job, &o.closing_source) {
        (Some(on), Some(source)) => {
            if let Some(to_new) = &o.closed_to_new {
                days(&m.id, to_new);
            }
            format!(
                "Some(&Closing {{ to_new_on: {:?}, last_on: {on:?}, last_in_days: {:?}, source: {source:?} }})",
                o.closed_to_new,
                (days(&m.id, on) - days(&m.id, snapshot)) as f64
            )
        }
        (None, None) if o.closed_to_new.is_none() => "None".to_owned(),
        _ => panic!(
            "sellers.toml: {}: last_job and closing_source go together, and closed_to_new needs both",
            m.id
        ),
    }
}

fn offer(m: &Model, seller: &str, place: u16, o: &Offer, gpus: &Gpus, snapshot: &str) -> String {
    let wrong = |what: &str| -> ! { panic!("sellers.toml: {seller}: {}: {what}", m.id) };
    let method = match o.method.as_str() {
        "full" => "TuningMethod::Full",
        "lora" => "TuningMethod::Lora",
        "managed" => "TuningMethod::Managed",
        _ => wrong("method is full, lora or managed"),
    };
    let by_hour = [
        o.usd_per_gpu_hour,
        o.least_replicas,
        o.idle_minutes,
        o.cold_start_s,
    ];
    let serving = match o.serving.as_str() {
        "serverless" => {
            if o.gpu.is_some() || by_hour.iter().any(Option::is_some) {
                wrong("serverless has no GPUs");
            }
            let (input, output) = (o.input.unwrap_or(m.input), o.output.unwrap_or(m.output));
            if input < m.input || output < m.output {
                wrong(
                    "none may win by a cheaper base: a tuned model costs at least the base model's list price",
                );
            }
            format!(
                "OfferedServing::Serverless {{ input_usd_per_m: {input:?}, output_usd_per_m: {output:?} }}"
            )
        }
        "dedicated" => {
            if m.shape.is_none() {
                wrong("GPUs are sized by dimensions, which are not known");
            }
            let (Some(gpu), Some(usd)) = (&o.gpu, o.usd_per_gpu_hour) else {
                wrong("dedicated needs gpu and usd_per_gpu_hour");
            };
            let Some(gpu) = gpus.gpu.iter().position(|g| g.id == *gpu) else {
                wrong("gpu is one of gpus.toml");
            };
            let scale_to_zero = match (o.idle_minutes, o.cold_start_s) {
                (Some(idle), Some(start)) => {
                    format!("Some(&ScaleToZero {{ idle_minutes: {idle:?}, cold_start_s: {start:?} }})")
                }
                (None, None) => "None".to_owned(),
                _ => wrong("idle_minutes and cold_start_s go together"),
            };
            format!(
                "OfferedServing::Dedicated {{ gpu: {gpu}, usd_per_gpu_hour: {usd:?}, least_replicas: {:?}, scale_to_zero: {scale_to_zero}, region_factor: {} }}",
                o.least_replicas.unwrap_or(1.0),
                some(o.region_factor)
            )
        }
        _ => wrong("serving is serverless or dedicated"),
    };
    format!(
        "Offer {{ seller: {place}, method: {method}, training_usd_per_m: {:?}, takes_adapters: {}, serving: {serving}, closing: {}, {NATIVE} provenance: Provenance {{ source: {}, as_of: {} }} }}",
        o.training,
        o.takes_adapters,
        closing(m, o, snapshot),
        text(&o.source),
        text(&o.as_of)
    )
}

/// The sellers: first the choice among them, last GPUs of one's own.
pub(crate) fn seller_list(out: &mut String, sellers: &Sellers) {
    let ends = |id: &str, label: &str, source: &str| {
        (id.to_owned(), label.to_owned(), source.to_owned(), String::new())
    };
    let mut rows = vec![ends(
        "cheapest",
        "the cheapest that meets the limits",
        "a rule, no seller",
    )];
    rows.extend(
        sellers
            .seller
            .iter()
            .map(|s| (s.id.clone(), s.label.clone(), s.source.clone(), s.as_of.clone())),
    );
    rows.push(ends(
        "own-gpus",
        "own or rented GPUs",
        "the GPU chosen for serving",
    ));
    out.push_str("static SELLERS: &[Seller] = &[\n");
    for (id, label, _, _) in &rows {
        writeln!(out, "Seller {{ id: {}, label: {} }},", text(id), text(label)).unwrap();
    }
    out.push_str("];\n");
    sources(
        out,
        "SELLER_SOURCES",
        rows.iter().map(|(_, _, source, as_of)| (&**source, &**as_of)),
    );
}

/// Fails the build if an offer names a model that the catalog does not have.
pub(crate) fn check_models(sellers: &Sellers, models: &Models) {
    for id in sellers
        .seller
        .iter()
        .flat_map(|s| &s.offer)
        .filter_map(|o| o.models.as_ref())
        .flatten()
    {
        assert!(
            models.model.iter().any(|m| m.id == *id),
            "sellers.toml: {id} is no model of models.toml"
        );
    }
}
