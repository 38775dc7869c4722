//! The GPUs: `gpus.toml`.

use crate::write::{some, text};
use serde::Deserialize;
use std::fmt::Write as _;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gpus {
    pub(crate) gpu: Vec<Gpu>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Gpu {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) memory_gb: f64,
    pub(crate) bf16_tflops: f64,
    pub(crate) fp8: bool,
    pub(crate) bandwidth_tbs: f64,
    pub(crate) link_gbs: f64,
    #[serde(default = "one")]
    pub(crate) reached: f64,
    pub(crate) usd_per_hour: f64,
    pub(crate) usd_per_hour_reserved: Option<f64>,
    pub(crate) reserved_months: Option<f64>,
    pub(crate) usd_per_hour_spot: Option<f64>,
    pub(crate) usd_per_hour_owned: Option<f64>,
    pub(crate) terms_source: Option<String>,
    pub(crate) source: String,
    pub(crate) as_of: String,
}

const fn one() -> f64 {
    1.0
}

pub(crate) fn gpu_list(out: &mut String, gpus: &Gpus) {
    out.push_str("static GPUS: &[Gpu] = &[\n");
    for g in &gpus.gpu {
        let terms = [g.usd_per_hour_reserved, g.usd_per_hour_spot, g.usd_per_hour_owned];
        assert!(
            terms.iter().all(Option::is_none) || g.terms_source.is_some(),
            "gpus.toml: {}: a price of another term needs terms_source",
            g.id
        );
        assert!(
            g.reserved_months.is_none() || terms[0].is_some(),
            "gpus.toml: {}: reserved_months is the term of usd_per_hour_reserved",
            g.id
        );
        writeln!(
            out,
            "Gpu {{ id: {}, label: {}, memory_gb: {:?}, bf16_tflops: {:?}, fp8: {}, bandwidth_tbs: {:?}, link_gbs: {:?}, reached: {:?}, usd_per_hour: {:?}, usd_per_hour_reserved: {}, reserved_months: {}, usd_per_hour_spot: {}, usd_per_hour_owned: {} }},",
            text(&g.id), text(&g.label), g.memory_gb, g.bf16_tflops, g.fp8, g.bandwidth_tbs, g.link_gbs, g.reached, g.usd_per_hour,
            some(terms[0]), some(g.reserved_months), some(terms[1]), some(terms[2])
        )
        .unwrap();
    }
    out.push_str("];\n");
}
