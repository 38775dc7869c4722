//! Shapes of open transformers by their published dimensions, and the least time that arithmetic and memory allow a step.
//!
//! These are what the reference engine of the benchmark builds and times, so prediction and measurement are of the same thing.

use crate::math::Bounds as _;

/// Dimensions of a decoder-only transformer with grouped-query attention, gated feed-forward layers and root-mean-square norms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dimensions {
    /// Name in specifications of runs.
    pub id: &'static str,
    /// Name shown to people.
    pub label: &'static str,
    /// Layers.
    pub layers: usize,
    /// Width of the residual stream.
    pub hidden: usize,
    /// Query heads.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Width of a head.
    pub head_dim: usize,
    /// Width of the feed-forward layer.
    pub feed_forward: usize,
    /// Vocabulary.
    pub vocab: usize,
    /// Base of the rotary embedding.
    pub rope_base: f64,
    /// Where the dimensions are published.
    pub source: &'static str,
}

/// Every shape, smallest first.
pub static SHAPES: [Dimensions; 4] = [
    Dimensions {
        id: "tiny",
        label: "Tiny (tests)",
        layers: 2,
        hidden: 64,
        heads: 4,
        kv_heads: 2,
        head_dim: 16,
        feed_forward: 160,
        vocab: 256,
        rope_base: 10_000.0,
        source: "Made for tests; no model has it",
    },
    Dimensions {
        id: "smollm2-135m",
        label: "SmolLM2-135M's shape",
        layers: 30,
        hidden: 576,
        heads: 9,
        kv_heads: 3,
        head_dim: 64,
        feed_forward: 1536,
        vocab: 49_152,
        rope_base: 100_000.0,
        source: "Hugging Face, SmolLM2-135M config.json",
    },
    Dimensions {
        id: "llama-3.2-1b",
        label: "Llama-3.2-1B's shape",
        layers: 16,
        hidden: 2048,
        heads: 32,
        kv_heads: 8,
        head_dim: 64,
        feed_forward: 8192,
        vocab: 128_256,
        rope_base: 500_000.0,
        source: "Meta, Llama-3.2-1B config.json",
    },
    Dimensions {
        id: "llama-3-8b",
        label: "Llama-3-8B's shape",
        layers: 32,
        hidden: 4096,
        heads: 32,
        kv_heads: 8,
        head_dim: 128,
        feed_forward: 14_336,
        vocab: 128_256,
        rope_base: 500_000.0,
        source: "Meta, Meta-Llama-3-8B config.json",
    },
];

/// The shape of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Dimensions> {
    SHAPES.iter().find(|shape| shape.id == id)
}

/// What a machine was measured to do at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ceilings {
    /// Arithmetic of a large matrix product, FLOP/s.
    pub flops: f64,
    /// A large copy, bytes read and written, bytes/s.
    pub bytes_per_s: f64,
}

impl Dimensions {
    /// Weights of the layers, N: those of the two projections at the ends are left out.
    #[must_use]
    pub fn layer_weights(&self) -> f64 {
        let (d, h) = (self.hidden as f64, self.head_dim as f64);
        let attention = d * h * (2.0 * self.heads as f64 + 2.0 * self.kv_heads as f64);
        let feed_forward = 3.0 * d * self.feed_forward as f64;
        self.layers as f64 * (attention + feed_forward)
    }

    /// Weights of the projection onto the vocabulary, Vd.
    #[must_use]
    pub fn head_weights(&self) -> f64 {
        self.vocab as f64 * self.hidden as f64
    }

    /// All weights with the embedding and the projection, untied.
    #[must_use]
    pub fn weights(&self) -> f64 {
        self.layer_weights() + 2.0 * self.head_weights()
    }

    /// Weights that adapters of `rank` add to every projection of the layers, P.
    #[must_use]
    pub fn adapter_weights(&self, rank: usize) -> f64 {
        let (d, h, f) = (self.hidden as f64, self.head_dim as f64, self.feed_forward as f64);
        let (q, k) = (self.heads as f64 * h, self.kv_heads as f64 * h);
        let sides = (d + q) + 2.0 * (d + k) + (q + d) + 2.0 * (d + f) + (f + d);
        self.layers as f64 * rank as f64 * sides
    }

    /// Arithmetic of causal attention over `tokens` of one sequence, FLOP: 2LHhT².
    #[must_use]
    pub fn attention_flop(&self, tokens: f64) -> f64 {
        2.0 * self.layers as f64 * self.heads as f64 * self.head_dim as f64 * tokens * tokens
    }

    /// Arithmetic of reading a prompt, FLOP: 2NT + 2LHhT² + 2Vd (the last token alone is projected).
    #[must_use]
    pub fn prefill_flop(&self, tokens: f64) -> f64 {
        2.0 * self.layer_weights() * tokens + self.attention_flop(tokens) + 2.0 * self.head_weights()
    }

    /// Bytes of keys and values of one token at `bytes` a number: 2LKhb.
    #[must_use]
    pub fn kv_bytes(&self, bytes: f64) -> f64 {
        2.0 * self.layers as f64 * self.kv_heads as f64 * self.head_dim as f64 * bytes
    }

    /// Least time to read a prompt of `tokens` with weights of `bytes` a number, ms: arithmetic, or the weights' way through memory.
    #[must_use]
    pub fn prefill_ms(&self, tokens: f64, bytes: f64, at: Ceilings) -> f64 {
        let weights = bytes * (self.layer_weights() + self.head_weights());
        1e3 * (self.prefill_flop(tokens) / at.flops).at_least(weights / at.bytes_per_s)
    }

    /// Least time of a decoding step for `batch` answers of `context` tokens, ms:
    /// BS·KV / BW + max(2B(N + Vd) / F, b(N + Vd) / BW).
    #[must_use]
    pub fn decode_ms(&self, batch: f64, context: f64, bytes: f64, at: Ceilings) -> f64 {
        let weights = self.layer_weights() + self.head_weights();
        let keys = batch * context * self.kv_bytes(bytes) / at.bytes_per_s;
        1e3 * (keys + (2.0 * batch * weights / at.flops).at_least(bytes * weights / at.bytes_per_s))
    }

    /// Least time of a step that trains every weight, ms: 6(N + Vd)T + 3.5 attention; T tokens in `batch` sequences.
    #[must_use]
    pub fn full_step_ms(&self, batch: f64, sequence: f64, at: Ceilings) -> f64 {
        let weights = self.layer_weights() + self.head_weights();
        let flop = 6.0 * weights * batch * sequence + 3.5 * batch * self.attention_flop(sequence);
        1e3 * flop / at.flops
    }

    /// Least time of a step that trains adapters of `rank`, ms: 4(N + Vd)T + 6PT + 3.5 attention. QLoRA's arithmetic is the same.
    #[must_use]
    pub fn adapter_step_ms(&self, rank: usize, batch: f64, sequence: f64, at: Ceilings) -> f64 {
        let weights = self.layer_weights() + self.head_weights();
        let tokens = batch * sequence;
        let flop = 4.0 * weights * tokens
            + 6.0 * self.adapter_weights(rank) * tokens
            + 3.5 * batch * self.attention_flop(sequence);
        1e3 * flop / at.flops
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const H200: Ceilings = Ceilings {
        flops: 790e12,
        bytes_per_s: 4.3e12,
    };

    #[test]
    fn the_published_sizes_come_out() {
        // Meta: 8.03 billion parameters; Llama-3.2-1B 1.24 billion with tied projections.
        let eight = find("llama-3-8b").expect("a shape");
        assert!((eight.weights() / 1e9 - 8.03).abs() < 0.01, "{}", eight.weights());
        let one = find("llama-3.2-1b").expect("a shape");
        assert!(((one.weights() - one.head_weights()) / 1e9 - 1.236).abs() < 0.01);
    }

    #[test]
    fn a_measured_h200_bounds_llama_3_8b() {
        // 37.6 ms for 2,048 tokens and 3.55 ms a token after as many, at 790 TFLOP/s and 4.3 TB/s.
        let eight = find("llama-3-8b").expect("a shape");
        assert!((eight.prefill_ms(2048.0, 2.0, H200) - 37.6).abs() < 0.3);
        assert!((eight.decode_ms(1.0, 2048.0, 2.0, H200) - 3.55).abs() < 0.05);
    }

    #[test]
    fn training_adapters_takes_two_thirds_of_training_all() {
        let eight = find("llama-3-8b").expect("a shape");
        let ratio = eight.adapter_step_ms(16, 1.0, 2048.0, H200) / eight.full_step_ms(1.0, 2048.0, H200);
        assert!(ratio > 0.66 && ratio < 0.72, "{ratio}");
    }
}
