//! The embedder: a MiniLM from a folder, on the processor.

mod bert;

use std::fs;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use forkcast_endpoint::RunError;
use tokenizers::Tokenizer;

use self::bert::{Bert, Config};
use crate::vectors::normalise;

/// A sentence encoder: a BERT whose last states are averaged over the tokens and brought to length one.
pub struct Embedder {
    tokenizer: Tokenizer,
    bert: Bert,
    config: Config,
}

impl Embedder {
    /// Loads `model.safetensors`, `tokenizer.json` and `config.json` of the folder.
    ///
    /// # Errors
    /// Which of the files is missing or not understood. The folder's path is not told.
    pub fn load(folder: &Path) -> Result<Self, RunError> {
        let read = |name: &str| {
            fs::read(folder.join(name)).map_err(|e| {
                RunError::new(format!(
                    "the embedder's folder: {name} cannot be read ({})",
                    e.kind()
                ))
            })
        };
        let not_understood = |name: &str, why: &dyn std::fmt::Display| {
            RunError::new(format!("the embedder's {name} is not understood: {why}"))
        };
        let config: Config =
            serde_json::from_slice(&read("config.json")?).map_err(|e| not_understood("config.json", &e))?;
        config.check().map_err(|e| not_understood("config.json", &e))?;
        let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?)
            .map_err(|e| not_understood("tokenizer.json", &e))?;
        // The file pads every text to its greatest length; one text at a time needs none.
        tokenizer.with_padding(None);
        let weights =
            VarBuilder::from_buffered_safetensors(read("model.safetensors")?, DType::F32, &Device::Cpu)
                .map_err(|e| not_understood("model.safetensors", &e))?;
        let bert = Bert::load(&config, &weights).map_err(|e| not_understood("model.safetensors", &e))?;
        Ok(Self {
            tokenizer,
            bert,
            config,
        })
    }

    /// Numbers in an embedding.
    #[must_use]
    pub const fn dimensions(&self) -> usize {
        self.config.hidden_size
    }

    /// What it is, in short.
    #[must_use]
    pub fn label(&self) -> String {
        format!(
            "BERT, {} layers of {}, f32 on the processor",
            self.config.num_hidden_layers, self.config.hidden_size
        )
    }

    /// The embedding of a text, of length one. What is longer than the tokenizer's limit is cut off.
    ///
    /// # Errors
    /// If the tokenizer or the model fails on it.
    pub fn embed(&self, text: &str) -> Result<Vec<f32>, RunError> {
        let encoding = self
            .tokenizer
            .encode_fast(text, true)
            .map_err(|e| RunError::new(format!("the embedder's tokenizer: {e}")))?;
        let ids = encoding.get_ids();
        let ids = &ids[..ids.len().min(self.config.max_position_embeddings)];
        let forward = || -> candle_core::Result<Vec<f32>> {
            let ids = Tensor::new(ids, &Device::Cpu)?;
            self.bert.forward(&ids)?.mean(0)?.to_vec1()
        };
        let mut embedding = forward().map_err(|e| RunError::new(format!("the embedder: {e}")))?;
        normalise(&mut embedding);
        Ok(embedding)
    }
}
