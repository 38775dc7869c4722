//! Prices, peaks and latencies of what can be bought, each with its source and date. Built from `data/*.toml`.

mod gpus;
mod models;
mod prices;
mod retrieval;
mod shape;
mod tuning;

pub use gpus::Gpu;
pub use models::{Ending, FirstToken, Model};
#[cfg(feature = "texts")]
pub use models::{ModelFacts, Thinking};
#[cfg(feature = "texts")]
pub use prices::OtherLongPrompt;
pub use prices::{CacheTerms, Later, LongLife, LongPrompt, OtherFeed, Peak};
pub use retrieval::{Billing, Embedder, Reranker, Store};
pub use shape::{Attention, Kept, Shape};
pub use tuning::{Closing, Offer, OfferedServing, ScaleToZero, Seller, TuningMethod};

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
    weight_bytes: None,
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
