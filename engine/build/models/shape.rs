//! The dimensions of open weights.

use super::Model;
use crate::write::{NATIVE, some, text};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shape {
    pub(crate) params_b: f64,
    pub(crate) active_params_b: Option<f64>,
    pub(crate) weight_bytes: Option<f64>,
    pub(crate) experts: Option<f64>,
    pub(crate) experts_per_token: Option<f64>,
    pub(crate) layers: f64,
    pub(crate) full_layers: Option<f64>,
    pub(crate) window_layers: Option<f64>,
    pub(crate) window_tokens: Option<f64>,
    pub(crate) cache_width: Option<f64>,
    pub(crate) hidden: f64,
    pub(crate) heads: f64,
    pub(crate) kv_heads: f64,
    pub(crate) head_dim: f64,
    pub(crate) vocab: f64,
    pub(crate) source: String,
}

/// Dimensions. Without layers of other kinds, all layers keep keys and values of the whole text.
pub(crate) fn shape(m: &Model, s: &Shape) -> String {
    assert!(
        m.open_weights == Some(true),
        "models.toml: {}: dimensions are known of open weights",
        m.id
    );
    let window_layers = s.window_layers.unwrap_or(0.0);
    assert!(
        (window_layers > 0.0) == s.window_tokens.is_some(),
        "models.toml: {}: window_layers and window_tokens go together",
        m.id
    );
    let mixed = s.full_layers.is_some() || s.cache_width.is_some() || window_layers > 0.0;
    let attention = if mixed {
        let full_layers = s.full_layers.unwrap_or(s.layers - window_layers);
        assert!(
            full_layers + window_layers <= s.layers,
            "models.toml: {}: more layers keep a cache than there are",
            m.id
        );
        format!(
            "Attention::Mixed(&Kept {{ full_layers: {full_layers:?}, width: {:?}, window_layers: {window_layers:?}, window_tokens: {:?} }})",
            s.cache_width.unwrap_or(2.0 * s.kv_heads * s.head_dim),
            s.window_tokens.unwrap_or(0.0),
        )
    } else {
        "Attention::Full".to_owned()
    };
    assert!(
        s.active_params_b
            .is_none_or(|active| active > 0.0 && active < s.params_b),
        "models.toml: {}: active parameters are some of all, and left out where they are all",
        m.id
    );
    assert!(
        match (s.experts, s.experts_per_token) {
            (None, None) => true,
            (Some(all), Some(taken)) => s.active_params_b.is_some() && taken > 0.0 && taken < all,
            _ => false,
        },
        "models.toml: {}: experts and experts_per_token go together, with active parameters",
        m.id
    );
    assert!(
        s.weight_bytes.is_none_or(|bytes| bytes > 0.0 && bytes < 2.0),
        "models.toml: {}: weight_bytes are less than the two of bf16, and left out where they are two",
        m.id
    );
    format!(
        "Some(Shape {{ params_b: {:?}, active_params_b: {}, routed_share: {}, weight_bytes: {}, layers: {:?}, attention: {attention}, hidden: {:?}, heads: {:?}, kv_heads: {:?}, head_dim: {:?}, vocab: {:?}, {NATIVE} source: {} }})",
        s.params_b,
        some(s.active_params_b),
        some(s.experts_per_token.zip(s.experts).map(|(taken, all)| taken / all)),
        some(s.weight_bytes),
        s.layers,
        s.hidden,
        s.heads,
        s.kv_heads,
        s.head_dim,
        s.vocab,
        text(&s.source)
    )
}
