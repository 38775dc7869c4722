//! The encoder of BERT (Devlin et al. 2018), for one text at a time and without dropout.

use candle_core::{D, Result, Tensor};
use candle_nn::ops::softmax_last_dim;
use candle_nn::{Embedding, LayerNorm, Linear, Module, VarBuilder, embedding, layer_norm, linear};
use serde::Deserialize;

use crate::text;

/// The part of `config.json` that shapes the encoder.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) hidden_size: usize,
    pub(crate) num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    pub(crate) max_position_embeddings: usize,
    type_vocab_size: usize,
    vocab_size: usize,
    layer_norm_eps: f64,
    hidden_act: String,
}

impl Config {
    /// Whether this encoder computes what the configuration describes.
    pub(crate) fn check(&self) -> std::result::Result<(), String> {
        if self.hidden_act != "gelu" {
            return Err(text::hidden_act(&self.hidden_act));
        }
        if self.num_attention_heads == 0 || !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(text::attention_heads());
        }
        Ok(())
    }
}

/// The encoder.
pub(crate) struct Bert {
    words: Embedding,
    positions: Tensor,
    /// The type of every token is the first: there is one text.
    kind: Tensor,
    norm: LayerNorm,
    layers: Vec<Layer>,
}

struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    mixed: Linear,
    mixed_norm: LayerNorm,
    wider: Linear,
    narrower: Linear,
    norm: LayerNorm,
    heads: usize,
}

impl Bert {
    /// Takes the weights by their usual names.
    pub(crate) fn load(config: &Config, weights: &VarBuilder<'_>) -> Result<Self> {
        let hidden = config.hidden_size;
        // Some files put everything under the name of the model.
        let root = if weights.contains_tensor("embeddings.word_embeddings.weight") {
            weights.clone()
        } else {
            weights.pp("bert")
        };
        let names = root.pp("embeddings");
        let table = |name: &str, rows: usize| names.pp(name).get((rows, hidden), "weight");
        Ok(Self {
            words: embedding(config.vocab_size, hidden, names.pp("word_embeddings"))?,
            positions: table("position_embeddings", config.max_position_embeddings)?,
            kind: table("token_type_embeddings", config.type_vocab_size)?.get(0)?,
            norm: layer_norm(hidden, config.layer_norm_eps, names.pp("LayerNorm"))?,
            layers: (0..config.num_hidden_layers)
                .map(|i| Layer::load(config, &root.pp("encoder.layer").pp(i)))
                .collect::<Result<_>>()?,
        })
    }

    /// The last states, one row for each token.
    pub(crate) fn forward(&self, ids: &Tensor) -> Result<Tensor> {
        let tokens = ids.dim(0)?;
        let embedded = self
            .words
            .forward(ids)?
            .add(&self.positions.narrow(0, 0, tokens)?)?
            .broadcast_add(&self.kind)?;
        let start = self.norm.forward(&embedded)?;
        self.layers
            .iter()
            .try_fold(start, |states, layer| layer.forward(&states))
    }
}

impl Layer {
    fn load(config: &Config, weights: &VarBuilder<'_>) -> Result<Self> {
        let (hidden, wide, eps) = (
            config.hidden_size,
            config.intermediate_size,
            config.layer_norm_eps,
        );
        let attention = weights.pp("attention");
        Ok(Self {
            query: linear(hidden, hidden, attention.pp("self.query"))?,
            key: linear(hidden, hidden, attention.pp("self.key"))?,
            value: linear(hidden, hidden, attention.pp("self.value"))?,
            mixed: linear(hidden, hidden, attention.pp("output.dense"))?,
            mixed_norm: layer_norm(hidden, eps, attention.pp("output.LayerNorm"))?,
            wider: linear(hidden, wide, weights.pp("intermediate.dense"))?,
            narrower: linear(wide, hidden, weights.pp("output.dense"))?,
            norm: layer_norm(hidden, eps, weights.pp("output.LayerNorm"))?,
            heads: config.num_attention_heads,
        })
    }

    fn forward(&self, states: &Tensor) -> Result<Tensor> {
        let (tokens, hidden) = states.dims2()?;
        let width = hidden / self.heads;
        let by_head = |x: Tensor| -> Result<Tensor> {
            x.reshape((tokens, self.heads, width))?
                .transpose(0, 1)?
                .contiguous()
        };
        let query = by_head(self.query.forward(states)?)?;
        let key = by_head(self.key.forward(states)?)?;
        let value = by_head(self.value.forward(states)?)?;
        let scores =
            (query.matmul(&key.transpose(D::Minus1, D::Minus2)?.contiguous()?)? / (width as f64).sqrt())?;
        let attended = softmax_last_dim(&scores)?.matmul(&value)?;
        let attended = attended
            .transpose(0, 1)?
            .contiguous()?
            .reshape((tokens, hidden))?;
        let states = self
            .mixed_norm
            .forward(&(self.mixed.forward(&attended)? + states)?)?;
        // The exact form with the error function, as the weights were trained with it.
        let wide = self.wider.forward(&states)?.gelu_erf()?;
        self.norm.forward(&(self.narrower.forward(&wide)? + &states)?)
    }
}
