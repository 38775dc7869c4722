//! The embedder: a MiniLM from a folder, on the processor.

mod bert;

use std::fs;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use forkcast_endpoint::RunError;
use tokenizers::Tokenizer;

use self::bert::{Bert, Config};
use crate::text::{embedder_invalid, embedder_unreadable, embedding_failed, software};
use crate::vectors::normalize;

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
    /// Names the file that is missing or invalid. The folder's path is not part of the message.
    pub fn load(folder: &Path) -> Result<Self, RunError> {
        let read = |name: &str| fs::read(folder.join(name)).map_err(|e| embedder_unreadable(name, e.kind()));
        let config: Config =
            serde_json::from_slice(&read("config.json")?).map_err(|e| embedder_invalid("config.json", e))?;
        config.check().map_err(|e| embedder_invalid("config.json", e))?;
        let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?)
            .map_err(|e| embedder_invalid("tokenizer.json", e))?;
        // The file pads every text to its greatest length; one text at a time needs none.
        tokenizer.with_padding(None);
        let weights =
            VarBuilder::from_buffered_safetensors(read("model.safetensors")?, DType::F32, &Device::Cpu)
                .map_err(|e| embedder_invalid("model.safetensors", e))?;
        let bert = Bert::load(&config, &weights).map_err(|e| embedder_invalid("model.safetensors", e))?;
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

    /// Its architecture, in short.
    #[must_use]
    pub fn label(&self) -> String {
        software::embedder(self.config.num_hidden_layers, self.config.hidden_size)
    }

    /// The embedding of a text, of length one. A text longer than the tokenizer's limit is truncated.
    ///
    /// # Errors
    /// If the tokenizer or the model fails on it.
    pub fn embed(&self, text: &str) -> Result<Vec<f32>, RunError> {
        let encoding = self.tokenizer.encode_fast(text, true).map_err(embedding_failed)?;
        let ids = encoding.get_ids();
        let ids = &ids[..ids.len().min(self.config.max_position_embeddings)];
        let forward = || -> candle_core::Result<Vec<f32>> {
            let ids = Tensor::new(ids, &Device::Cpu)?;
            self.bert.forward(&ids)?.mean(0)?.to_vec1()
        };
        let mut embedding = forward().map_err(embedding_failed)?;
        normalize(&mut embedding);
        Ok(embedding)
    }
}
