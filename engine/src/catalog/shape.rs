//! Dimensions of models with open weights.

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
use super::Text;

/// Dimensions of a transformer with open weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Parameters in billions.
    pub params_b: f64,
    /// Those of them that a token passes through, in billions; none where that is all of them.
    pub active_params_b: Option<f64>,
    /// Share of its experts that a token is sent to; none where it has none or their number is not known.
    pub routed_share: Option<f64>,
    /// Bytes of a weight as published, where that is less than the two of bf16; none where it is not.
    pub weight_bytes: Option<f64>,
    /// Layers.
    pub layers: f64,
    /// How much its layers keep of a text.
    pub attention: Attention,
    /// Width of the residual stream.
    pub hidden: f64,
    /// Query heads.
    pub heads: f64,
    /// Key and value heads.
    pub kv_heads: f64,
    /// Width of a head.
    pub head_dim: f64,
    /// Vocabulary.
    pub vocab: f64,
    /// Source. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub source: Text,
}

impl Shape {
    /// Parameters that a token passes through, in billions.
    #[must_use]
    pub fn active_b(&self) -> f64 {
        self.active_params_b.unwrap_or(self.params_b)
    }

    /// Numbers kept of a text of so many tokens while an answer is written. The state of linear layers does not count: no source gives
    /// its size for all models.
    #[must_use]
    pub fn kept_numbers(&self, tokens: f64) -> f64 {
        let keys_and_values = 2.0 * self.kv_heads * self.head_dim;
        match self.attention {
            Attention::Full => self.layers * keys_and_values * tokens,
            Attention::Mixed(kept) => {
                let in_window = kept.window_layers * keys_and_values * tokens.min(kept.window_tokens);
                kept.full_layers * kept.width * tokens + in_window
            }
        }
    }

    /// Pairs of tokens that attend to each other while a prompt of so many tokens is read, twice over and for all layers: T² in a full
    /// layer, at most 2wT where a token sees w of them.
    #[must_use]
    pub fn attended_pairs(&self, tokens: f64) -> f64 {
        match self.attention {
            Attention::Full => self.layers * tokens * tokens,
            Attention::Mixed(kept) => {
                let seen =
                    kept.full_layers * tokens + kept.window_layers * tokens.min(2.0 * kept.window_tokens);
                seen * tokens
            }
        }
    }
}

/// How much the layers of a transformer keep of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Attention {
    /// Each keeps keys and values of every token.
    Full,
    /// Some keep less.
    Mixed(&'static Kept),
}

/// What the layers of a transformer keep where they differ. Layers that are neither full nor have a window keep a state of fixed size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// Layers that keep something of every token.
    pub full_layers: f64,
    /// Numbers that each of them keeps of a token: keys and values of its heads, or a latent.
    pub width: f64,
    /// Layers that keep keys and values of the last tokens only.
    pub window_layers: f64,
    /// How many tokens those are.
    pub window_tokens: f64,
}
