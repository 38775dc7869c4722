//! Prices, peaks and latencies of what can be bought, each with its source and date. Built from `data/*.toml`.
//!
//! Over 600 lines: one type for each list, in the order of the files in `data`, and nothing else.

use crate::tiers::{Quantity, Tier};
use std::borrow::Cow;

/// Text that is either built in or was read from a price list.
pub type Text = Cow<'static, str>;

/// Where a figure comes from and when it was true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// Who says so.
    pub source: Text,
    /// Date on which it was checked: year, month and day as far as known.
    pub as_of: Text,
}

/// What a second price feed says where it disagrees with the first.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherFeed {
    /// USD per million uncached input tokens.
    pub input_usd_per_m: Option<f64>,
    /// USD per million output tokens.
    pub output_usd_per_m: Option<f64>,
    /// USD per million cached input tokens.
    pub cached_usd_per_m: Option<f64>,
}

/// What a second price feed says of long prompts where it disagrees with the first.
#[cfg(feature = "texts")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OtherLongPrompt {
    /// Tokens of a prompt above which they hold.
    pub above_tokens: Option<f64>,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: Option<f64>,
    /// USD per million output tokens.
    pub output_usd_per_m: Option<f64>,
    /// USD per million cached input tokens.
    pub cached_usd_per_m: Option<f64>,
}

impl OtherFeed {
    /// Whether the feeds disagree on any figure of prompts that are not long.
    #[must_use]
    pub const fn disagrees(&self) -> bool {
        self.input_usd_per_m.is_some() || self.output_usd_per_m.is_some() || self.cached_usd_per_m.is_some()
    }
}

/// Prices of prompts above a threshold. The whole prompt and its answer are charged at them, not only the tokens above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongPrompt {
    /// They hold for prompts of more tokens than this.
    pub above_tokens: f64,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens; none where caching is not sold.
    pub cached_usd_per_m: Option<f64>,
}

/// Prices that were announced for later. They hold in full: a model without a long-prompt price here has none from then on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Later {
    /// First day: year, month and day.
    pub from: &'static str,
    /// That day, counted in days after the price snapshot.
    pub from_days: f64,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens; none where caching is not sold.
    pub cached_usd_per_m: Option<f64>,
    /// Prices of long prompts, where they are others.
    pub long: Option<&'static LongPrompt>,
    /// When it was checked: an announced rise can be cancelled.
    pub as_of: &'static str,
    /// Who announced it. Not in the page, which has no use for it.
    #[cfg(not(target_arch = "wasm32"))]
    pub source: &'static str,
}

/// Prices at some hours of the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Peak {
    /// Hours and days in UTC, in words. Not in the page, which has no use for them.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub hours: Text,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens, where the model has such a price.
    pub cached_usd_per_m: Option<f64>,
    /// Source and date. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub provenance: Provenance,
}

/// When a model's seller stops selling it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ending {
    /// First day without it: year, month and day.
    pub on: &'static str,
    /// That day, counted in days after the price snapshot; 0 or less where it has come.
    pub in_days: f64,
    /// What the seller names in its place, as its place in the catalog's list.
    pub replacement: Option<u16>,
    /// Who says so.
    pub source: &'static str,
    /// The model's name in lists, with the day.
    pub listed: &'static str,
}

impl Ending {
    /// Whether that was on the day of the price snapshot or before.
    #[must_use]
    pub const fn is_past(&self) -> bool {
        self.in_days <= 0.0
    }
}

/// How a model's prompt cache is sold; none of these where its seller does not say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CacheTerms {
    /// Minutes without use after which a prefix is forgotten.
    pub life_minutes: Option<f64>,
    /// USD for a token that is written into the cache, over the price of any other input token; 1 where writing is free of a fee.
    pub write_factor: Option<f64>,
    /// Shortest prefix that is kept, in tokens.
    pub least_tokens: Option<f64>,
    /// A second, longer life at a higher price of writing, where one is sold.
    pub long: Option<LongLife>,
    /// USD per million tokens and hour for a cache that is kept until it is deleted, where one is sold.
    pub storage_usd_per_m_hour: Option<f64>,
}

/// A longer life of a cached prefix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LongLife {
    /// Minutes without use after which it is forgotten.
    pub life_minutes: f64,
    /// USD for a token that is written into the cache, over the price of any other input token.
    pub write_factor: f64,
}

impl CacheTerms {
    /// Nothing is known of them.
    pub const UNKNOWN: Self = Self {
        life_minutes: None,
        write_factor: None,
        least_tokens: None,
        long: None,
        storage_usd_per_m_hour: None,
    };
}

/// A published time to the first token of a hosted model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstToken {
    /// Median, ms.
    pub ms: f64,
    /// Tokens of the prompt that it was measured with.
    pub prompt_tokens: f64,
}

/// Whether a model thinks before it answers.
#[cfg(feature = "texts")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thinking {
    /// It always does.
    Always,
    /// It does unless it is told not to.
    On,
    /// It does if it is told to.
    Off,
    /// It cannot.
    None,
}

/// What is known of a model beside its prices. Not a field of its row, as the first load of the page shows none of it.
#[cfg(feature = "texts")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelFacts {
    /// Day or month of its release.
    pub released: Option<&'static str>,
    /// Licence of its open weights.
    pub licence: Option<&'static str>,
    /// Whether answers can be held to a JSON schema.
    pub structured_output: Option<bool>,
    /// Whether it thinks before it answers.
    pub thinking: Option<Thinking>,
    /// Tokens of an answer a second.
    pub tokens_per_s: Option<f64>,
    /// Time to the first token, ms.
    pub first_token_ms: Option<f64>,
    /// Who says so, where it is not the price feeds.
    pub source: Option<&'static str>,
}

/// What a seller of fine-tuning trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TuningMethod {
    /// All weights.
    Full,
    /// Low-rank adapters on open weights.
    Lora,
    /// A service that does not say how; compared in the row of LoRA, as it too serves many customers from one base.
    Managed,
}

/// That GPUs by the hour are given back while nobody asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScaleToZero {
    /// Minutes without a question after which they are.
    pub idle_minutes: f64,
    /// Time until the first answer of a start, s.
    pub cold_start_s: f64,
}

/// How a seller serves tuned weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OfferedServing {
    /// By the token, adapters sharing the seller's copy of the base model.
    Serverless {
        /// USD per million input tokens of the tuned model.
        input_usd_per_m: f64,
        /// USD per million output tokens of the tuned model.
        output_usd_per_m: f64,
    },
    /// By the hour, on GPUs that nobody else uses.
    Dedicated {
        /// Kind of GPU, as its place in the catalog's list.
        gpu: u16,
        /// USD an hour for one of them.
        usd_per_gpu_hour: f64,
        /// Replicas at the least.
        least_replicas: f64,
        /// Whether and how it scales to zero.
        scale_to_zero: Option<&'static ScaleToZero>,
        /// Price in a region of the buyer's choice over that anywhere, where it is sold so.
        region_factor: Option<f64>,
    },
}

/// Fine-tuning of a model as one seller offers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Who sells it, as its place in the catalog's list of sellers.
    pub seller: u16,
    /// What is trained.
    pub method: TuningMethod,
    /// USD per million training tokens (tokens of the data times epochs).
    pub training_usd_per_m: f64,
    /// Whether adapters that were trained elsewhere can be uploaded.
    pub takes_adapters: bool,
    /// How the tuned weights are served.
    pub serving: OfferedServing,
    /// Source and date. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub provenance: Provenance,
}

impl Offer {
    /// Price in a region of the buyer's choice over that anywhere, where it is sold so.
    #[must_use]
    pub const fn region_factor(&self) -> Option<f64> {
        match self.serving {
            OfferedServing::Serverless { .. } => None,
            OfferedServing::Dedicated { region_factor, .. } => region_factor,
        }
    }
}

/// Who sells fine-tuning. The first of the list stands for the choice among the others, the last for GPUs of one's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Seller {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
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

/// Dimensions of a transformer with open weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Parameters in billions.
    pub params_b: f64,
    /// Those of them that a token passes through, in billions; none where that is all of them.
    pub active_params_b: Option<f64>,
    /// Share of its experts that a token is sent to; none where it has none or their number is not known.
    pub routed_share: Option<f64>,
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

/// A model with a hosted price.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// How able it is where nothing is published of it.
    pub tier: Tier,
    /// What is published of it, as shares.
    pub ability: &'static [(Quantity, f64)],
    /// Who made it. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub vendor: Text,
    /// Whose price it is. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub provider: Text,
    /// Name in the price feeds. Not in the page, which has no use for it.
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    pub feed_id: Text,
    /// Longest prompt and answer together, in tokens.
    pub context_tokens: f64,
    /// USD per million uncached input tokens.
    pub input_usd_per_m: f64,
    /// USD per million output tokens.
    pub output_usd_per_m: f64,
    /// USD per million cached input tokens; none where caching is not sold.
    pub cached_usd_per_m: Option<f64>,
    /// The second feed's figures where they differ.
    pub other: OtherFeed,
    /// Prices of long prompts, where they are others.
    pub long: Option<&'static LongPrompt>,
    /// Prices announced for later, the soonest first.
    pub later: &'static [Later],
    /// Prices at the provider's peak hours, where they are others.
    pub peak: Option<&'static Peak>,
    /// When its seller stops selling it, where that is announced.
    pub ends: Option<&'static Ending>,
    /// Whether its weights can be downloaded, where that is known.
    pub open_weights: Option<bool>,
    /// Whether answers can be held to a schema, where that is known.
    pub structured_output: Option<bool>,
    /// Whether its outputs may train other models, where its licence or its seller's terms are known to say so or not.
    pub trains_others: Option<bool>,
    /// Whether it is known to be sold in a region of the buyer's choice.
    pub in_region: bool,
    /// Share of the price that is taken off in batches, where they are sold.
    pub batch_discount: Option<f64>,
    /// Tokens of an answer a second, where that is published.
    pub tokens_per_s: Option<f64>,
    /// Its first token, where that is published with the prompt.
    pub first_token: Option<FirstToken>,
    /// How its prompt cache is sold.
    pub cache: &'static CacheTerms,
    /// Offers of fine-tuning; none where it is not sold.
    pub tuning: Cow<'static, [Offer]>,
    /// Dimensions, where the weights are open and the dimensions known, so that it can run on own GPUs.
    pub shape: Option<Shape>,
}

impl Model {
    /// Whether its seller still sold it on the day of the price snapshot.
    #[must_use]
    pub fn is_sold(&self) -> bool {
        self.ends.is_none_or(|ends| !ends.is_past())
    }

    /// Its name in lists, with the day on which it ends where that is known.
    #[must_use]
    pub fn listed(&self) -> &str {
        self.ends.map_or(&*self.label, |ends| ends.listed)
    }
}

/// A GPU to rent.
#[derive(Clone, Debug, PartialEq)]
pub struct Gpu {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// Memory in 10^9 bytes.
    pub memory_gb: f64,
    /// Dense bf16 peak in 10^12 FLOP/s.
    pub bf16_tflops: f64,
    /// Whether fp8 doubles that peak.
    pub fp8: bool,
    /// Memory bandwidth in 10^12 bytes/s.
    pub bandwidth_tbs: f64,
    /// Peak of its link to the other GPUs of a node, 10^9 bytes/s each way: NVLink, or PCIe where it has none.
    pub link_gbs: f64,
    /// Share of its peaks that serving reaches, over what NVIDIA's GPUs reach of theirs.
    pub reached: f64,
    /// USD an hour, on demand.
    pub usd_per_hour: f64,
    /// USD an hour, reserved; none where no source states a price.
    pub usd_per_hour_reserved: Option<f64>,
    /// USD an hour, on the spot market: the seller may take it back.
    pub usd_per_hour_spot: Option<f64>,
    /// USD an hour of one's own: what it cost over its life, power and room included.
    pub usd_per_hour_owned: Option<f64>,
}

/// A model that turns text into vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedder {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// USD per million tokens embedded.
    pub usd_per_m_tokens: f64,
    /// USD an hour for a server on which it runs, beyond the application's own; none where it is called over the network.
    pub usd_per_node_hour: Option<f64>,
    /// Days from the price snapshot until its seller ends it, where that is announced.
    pub ends_in_days: Option<f64>,
    /// Numbers in a vector.
    pub dimensions: f64,
    /// Median time to embed a question, ms.
    pub p50_ms: f64,
    /// 95th percentile of the time to embed a question, ms.
    pub p95_ms: f64,
    /// Odds of missing a passage over those of the reference embedder; 1 also where nothing comparable is published.
    pub misses: f64,
    /// Tokens of a passage that it reads at the most; none where that is more than a passage can have.
    pub window_tokens: Option<f64>,
}

/// How a vector store is paid for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Billing {
    /// Not at all: it lives in the application's memory.
    None,
    /// By nodes of a given memory that must hold the index.
    Nodes {
        /// USD an hour for one node.
        usd_per_node_hour: f64,
        /// Memory of a node in 10^9 bytes.
        node_gb: f64,
        /// Searches a second that a node answers, where that is known.
        node_qps: Option<f64>,
        /// Nodes that are there anyway: the application's own server.
        included_nodes: f64,
    },
    /// By storage and by read units: one per GB of the index and query, a quarter at the least.
    ReadUnits {
        /// USD per GB and month.
        usd_per_gb_month: f64,
        /// USD per million read units.
        usd_per_m_read_units: f64,
        /// USD per million write units: one for each KB of a record.
        usd_per_m_write_units: f64,
        /// Least USD a month.
        minimum_usd_month: f64,
    },
}

/// A vector store.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// How it is paid for.
    pub billing: Billing,
    /// Whether it runs on servers of one's own.
    pub own: bool,
    /// Whether it is known to be sold in a region of the buyer's choice.
    pub in_region: bool,
    /// 99th percentile of a search over a million vectors, ms.
    pub search_p99_ms: f64,
    /// Whether a network lies between.
    pub remote: bool,
}

/// A model that orders passages by how well they answer the question.
#[derive(Clone, Debug, PartialEq)]
pub struct Reranker {
    /// Name in links.
    pub id: Text,
    /// Name shown to people.
    pub label: Text,
    /// USD per thousand questions; zero where it is sold by the token, or not at all.
    pub usd_per_k_queries: f64,
    /// USD per million tokens of question and passages; zero where it is sold by the question, or not at all.
    pub usd_per_m_tokens: f64,
    /// USD an hour for a server on which it runs, beyond the application's own; none where it is called over the network.
    pub usd_per_node_hour: Option<f64>,
    /// Median time, ms.
    pub p50_ms: f64,
    /// 95th percentile, ms.
    pub p95_ms: f64,
    /// Odds of missing a passage over those without it.
    pub misses: f64,
}

/// Everything that can be bought, and what is assumed of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// Date of the price snapshot.
    pub version: Text,
    /// Models; at least one.
    pub models: Cow<'static, [Model]>,
    /// Sellers of fine-tuning, between the choice among them and GPUs of one's own.
    pub sellers: Cow<'static, [Seller]>,
    /// GPUs; at least one.
    pub gpus: Cow<'static, [Gpu]>,
    /// Embedders; at least one.
    pub embedders: Cow<'static, [Embedder]>,
    /// Vector stores; at least one.
    pub stores: Cow<'static, [Store]>,
    /// Rerankers; at least one.
    pub rerankers: Cow<'static, [Reranker]>,
    /// Values of the assumptions.
    pub calibration: crate::assumptions::Calibration,
}

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

static BUILTIN: Catalog = Catalog {
    version: Cow::Borrowed(VERSION),
    models: Cow::Borrowed(MODELS),
    sellers: Cow::Borrowed(SELLERS),
    gpus: Cow::Borrowed(GPUS),
    embedders: Cow::Borrowed(EMBEDDERS),
    stores: Cow::Borrowed(STORES),
    rerankers: Cow::Borrowed(RERANKERS),
    calibration: crate::assumptions::Calibration::LIKELY,
};

fn at<T>(items: &'static [T], given: &[T], index: u16) -> usize {
    // An index past the end means the last entry, so that no scenario can make the engine fail.
    let len = if given.is_empty() {
        items.len()
    } else {
        given.len()
    };
    usize::from(index).min(len.saturating_sub(1))
}

macro_rules! entry {
    ($name:ident, $list:ident, $type:ty, $builtin:ident, $doc:literal) => {
        #[doc = $doc]
        #[must_use]
        pub fn $name(&self, index: u16) -> &$type {
            let i = at($builtin, &self.$list, index);
            if self.$list.is_empty() {
                &$builtin[i]
            } else {
                &self.$list[i]
            }
        }
    };
}

// Not fields of the rows, so that the first load of the page, which shows none of them, does not contain them.
macro_rules! aside {
    ($name:ident, $list:ident, $type:ty, $doc:literal) => {
        #[doc = $doc]
        #[cfg(feature = "texts")]
        #[must_use]
        pub fn $name(index: u16) -> &'static $type {
            &$list[at($list, &[], index)]
        }
    };
}

impl Catalog {
    /// The catalog that ships with the engine.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    entry!(
        model,
        models,
        Model,
        MODELS,
        "The model at `index`, the last one past the end."
    );
    entry!(
        seller,
        sellers,
        Seller,
        SELLERS,
        "The seller of fine-tuning at `index`, the last one past the end."
    );
    entry!(
        gpu,
        gpus,
        Gpu,
        GPUS,
        "The GPU at `index`, the last one past the end."
    );
    entry!(
        embedder,
        embedders,
        Embedder,
        EMBEDDERS,
        "The embedder at `index`, the last one past the end."
    );
    entry!(
        store,
        stores,
        Store,
        STORES,
        "The vector store at `index`, the last one past the end."
    );
    entry!(
        reranker,
        rerankers,
        Reranker,
        RERANKERS,
        "The reranker at `index`, the last one past the end."
    );

    aside!(
        model_source,
        MODEL_SOURCES,
        Provenance,
        "Source and date of the prices of the built-in model at `index`."
    );
    aside!(
        model_facts,
        MODEL_FACTS,
        ModelFacts,
        "What is known of the built-in model at `index` beside its prices."
    );
    aside!(
        other_long_prompt,
        OTHER_LONG_PROMPTS,
        OtherLongPrompt,
        "The second feed's figures of long prompts where they differ from those of the built-in model at `index`."
    );
    aside!(
        seller_source,
        SELLER_SOURCES,
        Provenance,
        "Source and date of the built-in seller of fine-tuning at `index`."
    );
    aside!(
        gpu_source,
        GPU_SOURCES,
        Provenance,
        "Source and date of the built-in GPU at `index`."
    );
    aside!(
        embedder_source,
        EMBEDDER_SOURCES,
        Provenance,
        "Source and date of the built-in embedder at `index`."
    );
    aside!(
        store_source,
        STORE_SOURCES,
        Provenance,
        "Source and date of the built-in vector store at `index`."
    );
    aside!(
        reranker_source,
        RERANKER_SOURCES,
        Provenance,
        "Source and date of the built-in reranker at `index`."
    );

    /// The place of the rule among sellers that takes the cheapest.
    pub const CHEAPEST: u16 = 0;

    /// The place of GPUs of one's own in the list of sellers.
    #[must_use]
    pub fn own_gpus(&self) -> u16 {
        at(SELLERS, &self.sellers, u16::MAX) as u16
    }

    /// The model at `index` if its weights are open, else the first one whose are.
    #[must_use]
    pub fn open_model(&self, index: u16) -> (&Model, &Shape) {
        let wanted = self.model(index);
        let open = std::iter::once(wanted)
            .chain(self.models.iter())
            .chain(MODELS.iter());
        open.filter_map(|m| m.shape.as_ref().map(|shape| (m, shape)))
            .next()
            .unwrap_or((wanted, &NO_SHAPE))
    }
}

/// Stands for the dimensions of a model in a catalog without any open model, which the built-in one rules out.
static NO_SHAPE: Shape = Shape {
    params_b: 8.0,
    active_params_b: None,
    routed_share: None,
    layers: 32.0,
    attention: Attention::Full,
    hidden: 4096.0,
    heads: 32.0,
    kv_heads: 8.0,
    head_dim: 128.0,
    vocab: 128_256.0,
    #[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
    source: Cow::Borrowed("none"),
};
