//! What a team tells the playground about its system. The fields are made from the rows of [`crate::params::PARAMS`].

pub use crate::choices::{
    Audit, ContextualChunks, GpuPurchase, Grammar, HybridTraining, JudgeBy, KeepWarm, Likeness, NoiseKind,
    Permissions, Precision, RecallOf, Residency, SearchKind, Supply, Sureness, TrainingPlace,
};
pub use crate::params::Scenario;

use crate::calendar::DAYS_PER_MONTH;
use crate::catalog::Catalog;

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

    /// Whether answers can be held to a grammar. Servers for own GPUs can (vLLM, SGLang); of a hosted model its seller says.
    #[must_use]
    pub fn grammar_is_sold(&self, catalog: &Catalog) -> bool {
        match self.supply {
            Supply::OwnGpus => true,
            Supply::Hosted => catalog.model(self.model_index).structured_output == Some(true),
        }
    }

    /// Whether a grammar is added to approaches beyond structured output.
    #[must_use]
    pub fn adds_grammar(&self, catalog: &Catalog) -> bool {
        self.grammar == Grammar::On && self.grammar_is_sold(catalog)
    }

    /// Whether every answer can wait: then no limit on times binds, and a sooner first token is worth nothing.
    #[must_use]
    pub const fn can_all_wait(&self) -> bool {
        self.batch_share >= 1.0
    }

    /// Whole months of the horizon, one at the least.
    #[must_use]
    pub fn months(&self) -> f64 {
        self.horizon_months.round().max(1.0)
    }

    /// Months from launch until that many days after the price snapshot; none or less where they have passed by then.
    #[must_use]
    pub fn months_until(&self, days: f64) -> f64 {
        days / DAYS_PER_MONTH - self.start_months
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
