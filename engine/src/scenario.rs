//! What a team tells the playground about its system. The fields are made from the rows of [`crate::params::PARAMS`].

pub use crate::choices::{
    Audit, ContextualChunks, GpuPurchase, HybridTraining, JudgeBy, KeepWarm, NoiseKind, Permissions,
    Precision, RecallOf, Residency, SearchKind, Supply, Sureness, TrainingPlace,
};
pub use crate::params::Scenario;

impl Scenario {
    /// Whether the team pays prices of its own.
    #[must_use]
    pub fn has_own_prices(&self) -> bool {
        [
            self.own_input_usd,
            self.own_cached_usd,
            self.own_output_usd,
            self.own_write_usd,
            self.own_long_above_tokens,
        ]
        .iter()
        .any(Option::is_some)
    }

    /// Tokens that the model writes for an average answer, thinking included.
    #[must_use]
    pub const fn written_tokens(&self) -> f64 {
        self.output_tokens + self.thinking_tokens
    }

    /// Whether any figure of it was measured.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        let measured = [
            self.measured_start_p50_ms,
            self.measured_prefill_tps,
            self.measured_decode_tps,
            self.measured_embed_p50_ms,
            self.measured_search_p50_ms,
            self.measured_train_tps,
        ];
        measured.iter().any(Option::is_some)
    }
}
