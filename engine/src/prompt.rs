//! Tokens of a prompt, by strategy.

use crate::catalog::{CacheTerms, Catalog};
use crate::scenario::{Scenario, Supply};
use crate::strategy::{Context, Strategy};

/// Minutes without use after which a cache forgets a prefix, where the seller does not say. Assumed: the shortest life that sellers document.
pub const CACHE_LIFE_MINUTES: f64 = 5.0;

const MINUTES_PER_DAY: f64 = 1440.0;

/// How a scenario's prompts are cached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cache {
    /// Minutes without use after which a prefix is forgotten.
    pub life_minutes: f64,
    /// Shortest prefix that is kept, in tokens.
    pub least_tokens: f64,
    /// Share of prompts that find their prefix.
    pub hit_share: f64,
}

impl Cache {
    /// That of the scenario's model: what its seller says, and on own GPUs what is assumed.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let terms = match s.supply {
            Supply::Hosted => catalog.model(s.model_index).cache,
            Supply::OwnGpus => &CacheTerms::UNKNOWN,
        };
        let life_minutes = terms.life_minutes.unwrap_or(CACHE_LIFE_MINUTES);
        Self {
            life_minutes,
            least_tokens: terms.least_tokens.unwrap_or(0.0),
            hit_share: cache_hit_share(s.queries_per_day, life_minutes),
        }
    }
}

/// A text changes by the page. Assumed.
const PAGE_TOKENS: f64 = 500.0;

/// The tokens of one prompt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PromptTokens {
    /// Question, instructions and examples.
    pub own: f64,
    /// Those of them that a cache serves on average.
    pub own_cached_share: f64,
    /// Those of them that are written into a cache on average: what is cacheable and is not found.
    pub own_written_share: f64,
    /// Retrieved passages, or the whole corpus.
    pub context: f64,
    /// Those of them that a cache serves on average.
    pub context_cached: f64,
    /// Those of them that are written into a cache on average.
    pub context_written: f64,
    /// Share of prompts that find their prefix in the cache; the others are read in full.
    pub hit_share: f64,
}

impl PromptTokens {
    /// All tokens of the prompt.
    #[must_use]
    pub const fn total(&self) -> f64 {
        self.own + self.context
    }

    /// Tokens of question, instructions and examples that a cache serves.
    #[must_use]
    pub const fn own_cached(&self) -> f64 {
        self.own * self.own_cached_share
    }

    /// Tokens of question, instructions and examples that have to be read.
    #[must_use]
    pub const fn own_uncached(&self) -> f64 {
        self.own - self.own_cached()
    }

    /// Tokens of question, instructions and examples that are written into a cache.
    #[must_use]
    pub const fn own_written(&self) -> f64 {
        self.own * self.own_written_share
    }

    /// All tokens that a cache serves.
    #[must_use]
    pub const fn cached(&self) -> f64 {
        self.own_cached() + self.context_cached
    }
}

/// Share of prompts that find their prefix still in the cache: one question in each span keeps it warm, so 1 − e^(−questions per
/// span) for arrivals at random. A span is the life of what the cache keeps.
#[must_use]
pub fn cache_hit_share(queries_per_day: f64, life_minutes: f64) -> f64 {
    -(-queries_per_day * life_minutes / MINUTES_PER_DAY).exp_m1()
}

/// Share of a changing text that a cache serves, where its pages change at random, `changes_per_day` together.
///
/// A change empties the cache from its page on. At place x of the text, 0 to 1, λ questions and cx changes in a span leave
/// λ / (λ + cx) × (1 − e^(−λ − cx)) cached; the mean over x is ln(1 + c/λ) ÷ (c/λ) times the mean of 1 − e^(−y) over ln y from λ to
/// λ + c, here by Simpson's rule.
#[must_use]
pub fn changing_hit_share(queries_per_day: f64, changes_per_day: f64, life_minutes: f64) -> f64 {
    let ratio = changes_per_day / queries_per_day;
    if ratio < 1e-9 {
        return cache_hit_share(queries_per_day, life_minutes);
    }
    // From λ to λ + c in four equal steps of ln y.
    let quarter = (1.0 + ratio).sqrt().sqrt();
    let mut y = queries_per_day;
    let mut mean = 0.0;
    for weight in [1.0, 4.0, 2.0, 4.0, 1.0] {
        mean += weight / 12.0 * cache_hit_share(y, life_minutes);
        y *= quarter;
    }
    ratio.ln_1p() / ratio * mean
}

/// Tokens of question, instructions and examples, and those of retrieved passages or the whole corpus.
#[must_use]
pub(crate) fn lengths(s: &Scenario, strategy: Strategy) -> (f64, f64) {
    let examples = if strategy.tunes() {
        0.0
    } else {
        s.few_shot * s.example_tokens
    };
    let context = match strategy.profile().context {
        Context::None => 0.0,
        Context::Retrieved => s.chunks * s.chunk_tokens,
        Context::Whole => s.corpus_tokens,
    };
    (s.prompt_tokens + examples, context)
}

/// The prompt of `strategy`. A tuned model needs no examples in its prompt; passages differ by question, so no cache serves them.
/// What never changes of a corpus stands first, so that a change leaves it cached.
#[must_use]
pub fn of(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> PromptTokens {
    with_cache(s, strategy, &Cache::of(s, catalog))
}

/// The same with the cache at hand. A prefix that is too short to be kept is read in full each time.
pub(crate) fn with_cache(s: &Scenario, strategy: Strategy, cache: &Cache) -> PromptTokens {
    let (own, context) = lengths(s, strategy);
    let whole = strategy.reads_whole_corpus();
    let prefix = own * s.cacheable_share + if whole { context } else { 0.0 };
    if prefix < cache.least_tokens {
        return PromptTokens {
            own,
            own_cached_share: 0.0,
            own_written_share: 0.0,
            context,
            context_cached: 0.0,
            context_written: 0.0,
            hit_share: 0.0,
        };
    }
    let hit = cache.hit_share;
    let context_cached = if whole {
        let changing = s.corpus_tokens * s.change_share;
        let changes = changing / PAGE_TOKENS / s.change_days;
        let found = changing_hit_share(s.queries_per_day, changes, cache.life_minutes);
        (s.corpus_tokens - changing) * hit + changing * found
    } else {
        0.0
    };
    PromptTokens {
        own,
        own_cached_share: s.cacheable_share * hit,
        own_written_share: s.cacheable_share * (1.0 - hit),
        context,
        context_cached,
        context_written: if whole { context - context_cached } else { 0.0 },
        hit_share: hit,
    }
}
