//! What a team tells the playground about its system. One field for each row of [`crate::params::PARAMS`].

/// Whether an answer must be traceable to its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Audit {
    /// Nobody asks where an answer came from.
    None,
    /// A source is welcome.
    Useful,
    /// An answer without a source may not be given: a hard gate.
    Required,
}

/// Where the base model runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Supply {
    /// A hosted endpoint, paid by the token.
    Hosted,
    /// GPUs of one's own or rented by the hour.
    OwnGpus,
}

/// Number format of the weights on one's own GPUs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Precision {
    /// Two bytes a weight.
    Bf16,
    /// One byte a weight.
    Fp8,
    /// Half a byte a weight.
    Int4,
}

/// Where training runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum TrainingPlace {
    /// GPUs rented by the hour.
    Rented,
    /// The provider's own tuning service, paid by the training token.
    Managed,
}

/// How the hybrid's model is trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum HybridTraining {
    /// On questions and answers alone: the model then leans less on passages.
    Plain,
    /// On questions with passages, good and bad ones: the model learns to use them.
    RetrievalAware,
}

macro_rules! choice {
    ($type:ident { $($variant:ident),+ }) => {
        impl $type {
            /// The variant at `index` of the parameter's options; the first one when there is none such.
            #[must_use]
            pub const fn from_index(index: u16) -> Self {
                $(if index == Self::$variant as u16 { return Self::$variant; })+
                [$(Self::$variant),+][0]
            }
        }
    };
}
choice!(Audit {
    None,
    Useful,
    Required
});
choice!(Supply { Hosted, OwnGpus });
choice!(Precision { Bf16, Fp8, Int4 });
choice!(TrainingPlace { Rented, Managed });
choice!(HybridTraining {
    Plain,
    RetrievalAware
});

/// A scenario: small, copied freely, compared exactly. Units, ranges, defaults and meanings stand in [`crate::params::PARAMS`].
///
/// The `*_index` of a catalog entry is its place in the list of the [`crate::Catalog`]; an index past the end means the last entry.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(
    missing_docs,
    reason = "each field is documented by its row in the table of inputs"
)]
pub struct Scenario {
    // Knowledge
    pub change_days: f64,
    pub corpus_tokens: f64,
    pub change_share: f64,
    pub new_facts_share: f64,
    pub freshness_floor: f64,
    // Behaviour
    pub strictness: f64,
    pub behaviour_penalty: f64,
    pub audit: Audit,
    // Training data
    pub examples: f64,
    pub label_quality: f64,
    pub curation_per_month: f64,
    pub curation_usd: f64,
    pub log_yield: f64,
    pub example_tokens: f64,
    // Traffic
    pub queries_per_day: f64,
    pub growth_monthly: f64,
    pub peak_factor: f64,
    pub prompt_tokens: f64,
    pub output_tokens: f64,
    pub few_shot: f64,
    pub cacheable_share: f64,
    pub peak_hours_share: f64,
    // Service level and money
    pub ttft_p95_ms: f64,
    pub e2e_p95_ms: f64,
    pub budget_monthly_usd: f64,
    pub budget_upfront_usd: f64,
    pub horizon_months: f64,
    pub start_months: f64,
    pub wrong_answer_usd: f64,
    // Model and supply
    pub supply: Supply,
    pub model_index: u16,
    pub open_model_index: u16,
    pub gpu_index: u16,
    pub precision: Precision,
    pub utilisation: f64,
    pub known_accuracy: f64,
    pub own_input_usd: f64,
    pub own_cached_usd: f64,
    pub own_output_usd: f64,
    // Retrieval
    pub recall: f64,
    pub chunks: f64,
    pub chunk_tokens: f64,
    pub embedder_index: u16,
    pub store_index: u16,
    pub reranker_index: u16,
    // Training
    pub training_place: TrainingPlace,
    pub training_gpu_index: u16,
    pub epochs: f64,
    pub wordings: f64,
    pub experiments: f64,
    pub retrain_min_days: f64,
    pub hybrid_training: HybridTraining,
    // People
    pub team_usd_per_hour: f64,
    pub build_hours_prompt: f64,
    pub build_hours_rag: f64,
    pub build_hours_ft: f64,
    pub upkeep_hours_prompt: f64,
    pub upkeep_hours_rag: f64,
    pub upkeep_hours_ft: f64,
    pub release_hours: f64,
    // Weights
    pub weight_quality: f64,
    pub weight_cost: f64,
    pub weight_latency: f64,
    pub weight_freshness: f64,
    pub weight_traceability: f64,
    pub weight_time: f64,
    pub weight_simplicity: f64,
    pub hybrid_margin: f64,
    // Measured; zero where nothing was
    pub measured_start_p50_ms: f64,
    pub measured_start_p95_ms: f64,
    pub measured_prefill_tps: f64,
    pub measured_decode_tps: f64,
    pub measured_embed_p50_ms: f64,
    pub measured_embed_p95_ms: f64,
    pub measured_search_p50_ms: f64,
    pub measured_search_p95_ms: f64,
    pub measured_train_tps: f64,
}

impl Scenario {
    /// Whether the team pays prices of its own.
    #[must_use]
    pub fn has_own_prices(&self) -> bool {
        self.own_input_usd + self.own_cached_usd + self.own_output_usd > 0.0
    }

    /// Whether any figure of it was measured.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.measured_start_p50_ms
            + self.measured_prefill_tps
            + self.measured_decode_tps
            + self.measured_embed_p50_ms
            + self.measured_search_p50_ms
            + self.measured_train_tps
            > 0.0
    }
}
