//! Tokens of a prompt, by strategy.

use crate::catalog::{CacheTerms, Catalog, LongLife, Model};
use crate::math::{exp_m1, ln_1p};
use crate::scenario::{KeepWarm, Scenario, Supply};
use crate::strategy::{Context, Strategy};

/// Minutes without use after which a cache forgets a prefix, where the seller does not say. Assumed: the shortest life that sellers document.
pub const CACHE_LIFE_MINUTES: f64 = 5.0;

const MINUTES_PER_DAY: f64 = 1440.0;
const HOURS_PER_DAY: f64 = 24.0;

/// How a scenario's prompts are cached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cache {
    /// Minutes without use after which a prefix is forgotten.
    pub life_minutes: f64,
    /// Shortest prefix that is kept, in tokens.
    pub least_tokens: f64,
    /// Share of prompts that find their prefix, as far as that is a matter of time.
    pub hit_share: f64,
    /// Price of writing over that of the seller's short life.
    pub write_times: f64,
    /// Requests without a question that keep the prefix from being forgotten, for each question.
    pub pings: f64,
    /// Fee of a cache that is kept until it is deleted, USD per million tokens, for each question.
    pub stored_usd_per_m: f64,
}

/// USD per million tokens of a prefix.
#[derive(Clone, Copy)]
struct PrefixPrice {
    cached: f64,
    write: f64,
}

impl PrefixPrice {
    /// That of prompts of so many tokens; a tuned model's is a multiple of it, which changes no choice.
    fn of(s: &Scenario, model: &Model, prompt_tokens: f64) -> Self {
        let (input, cached) = match model.long {
            Some(long) if prompt_tokens > long.above_tokens => (long.input_usd_per_m, long.cached_usd_per_m),
            _ => (model.input_usd_per_m, model.cached_usd_per_m),
        };
        let is_long = s.own_long_above_tokens.is_some_and(|above| prompt_tokens > above);
        let own = |long: Option<f64>, short: Option<f64>| if is_long { long.or(short) } else { short };
        let paid = own(s.own_long_input_usd, s.own_input_usd).unwrap_or(input);
        let cached = cached.map_or(paid, |cached| {
            if input > 0.0 {
                cached * paid / input
            } else {
                cached
            }
        });
        Self {
            cached: own(s.own_long_cached_usd, s.own_cached_usd).unwrap_or(cached),
            write: own(s.own_long_write_usd, s.own_write_usd)
                .unwrap_or(paid * model.cache.write_factor.unwrap_or(1.0)),
        }
    }
}

/// A way in which a prefix can be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheWay {
    /// Left to the questions, for the seller's short life.
    Short,
    /// The same for a longer life.
    Long,
    /// Kept from being forgotten by requests without a question.
    Pinged,
    /// The same with the longer life.
    PingedLong,
    /// Kept for a fee.
    Stored,
}

impl CacheWay {
    /// Every way, the plainest first.
    const ALL: [Self; 5] = [
        Self::Short,
        Self::Long,
        Self::Pinged,
        Self::PingedLong,
        Self::Stored,
    ];
}

/// The ways in which a scenario's prompts can be cached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caches<'a> {
    model: Option<&'a Model>,
    ways: [Option<Cache>; CacheWay::ALL.len()],
}

impl<'a> Caches<'a> {
    /// Those of the scenario's model by its seller's terms; on own GPUs as is assumed.
    pub(crate) fn of(s: &Scenario, catalog: &'a Catalog) -> Self {
        let terms = terms(s, catalog);
        Self {
            model: match s.supply {
                Supply::OwnGpus => None,
                Supply::Hosted => Some(catalog.model(s.model_index)),
            },
            ways: CacheWay::ALL.map(|way| Cache::by(s, terms, way)),
        }
    }

    fn all(&self) -> impl Iterator<Item = (CacheWay, Cache)> {
        CacheWay::ALL
            .into_iter()
            .zip(self.ways)
            .filter_map(|(way, cache)| cache.map(|cache| (way, cache)))
    }

    fn price(&self, s: &Scenario, strategy: Strategy) -> Option<PrefixPrice> {
        let (own, context) = lengths(s, strategy);
        Some(PrefixPrice::of(s, self.model?, own + context))
    }

    /// The way that costs the least for the prompts of `strategy`; where all are forgotten or kept alike, the plainest.
    pub(crate) fn cheapest(&self, s: &Scenario, strategy: Strategy) -> (CacheWay, Cache) {
        let plainest = (
            CacheWay::Short,
            self.ways[0].unwrap_or(Cache::short(s, &CacheTerms::UNKNOWN)),
        );
        let Some(price) = self.price(s, strategy) else {
            return plainest;
        };
        let mut best = plainest;
        let mut least = best.1.usd(&price);
        for (way, cache) in self.all() {
            let usd = cache.usd(&price);
            if usd < least {
                (best, least) = ((way, cache), usd);
            }
        }
        best
    }

    /// The way of keeping the prefix from being forgotten that costs the least; none where there is none, or the team wants none.
    pub(crate) fn kept_warm(&self, s: &Scenario, strategy: Strategy) -> Option<(CacheWay, Cache)> {
        let price = self.price(s, strategy)?;
        let kept = self.all().filter(|(way, _)| match way {
            CacheWay::Short | CacheWay::Long => false,
            CacheWay::Pinged | CacheWay::PingedLong | CacheWay::Stored => true,
        });
        kept.min_by(|a, b| a.1.usd(&price).total_cmp(&b.1.usd(&price)))
    }
}

/// The ways that were settled on, each worked out once for all strategies.
pub(crate) struct PlannedCaches {
    short: Cache,
    ways: [Option<Cache>; CacheWay::ALL.len()],
}

impl PlannedCaches {
    pub(crate) fn of(s: &Scenario, catalog: &Catalog, settled: impl Iterator<Item = CacheWay>) -> Self {
        let terms = terms(s, catalog);
        let short = Cache::short(s, terms);
        let mut ways = [None; CacheWay::ALL.len()];
        for way in settled {
            let known = &mut ways[way as usize];
            if known.is_none() && way != CacheWay::Short {
                *known = Cache::by(s, terms, way);
            }
        }
        Self { short, ways }
    }

    /// That of a way; where it is not to be had, the plainest.
    pub(crate) fn by(&self, way: CacheWay) -> &Cache {
        self.ways[way as usize].as_ref().unwrap_or(&self.short)
    }
}

/// The terms on which prompts are cached.
fn terms<'a>(s: &Scenario, catalog: &'a Catalog) -> &'a CacheTerms {
    match s.supply {
        Supply::OwnGpus => &CacheTerms::UNKNOWN,
        Supply::Hosted => catalog.model(s.model_index).cache,
    }
}

impl Cache {
    /// That of the prompts of `strategy`, in the way that costs the least.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> Self {
        Caches::of(s, catalog).cheapest(s, strategy).1
    }

    fn short(s: &Scenario, terms: &CacheTerms) -> Self {
        Self::left(s, terms, terms.life_minutes.unwrap_or(CACHE_LIFE_MINUTES), 1.0)
    }

    /// That of a way; none where it is not to be had. The prefix is kept only where the seller documents the life, or asks the fee, and
    /// the team does not rule it out.
    fn by(s: &Scenario, terms: &CacheTerms, way: CacheWay) -> Option<Self> {
        let may_keep = s.keep_warm != KeepWarm::Never;
        let times = |long: LongLife| long.write_factor / terms.write_factor.unwrap_or(1.0);
        match way {
            CacheWay::Short => Some(Self::short(s, terms)),
            CacheWay::Long => terms
                .long
                .map(|long| Self::left(s, terms, long.life_minutes, times(long))),
            CacheWay::Pinged => terms
                .life_minutes
                .filter(|_| may_keep)
                .map(|life| Self::left(s, terms, life, 1.0).pinged()),
            CacheWay::PingedLong => terms
                .long
                .filter(|_| may_keep)
                .map(|long| Self::left(s, terms, long.life_minutes, times(long)).pinged()),
            CacheWay::Stored => terms.storage_usd_per_m_hour.filter(|_| may_keep).map(|usd| Self {
                hit_share: 1.0,
                stored_usd_per_m: usd * HOURS_PER_DAY / s.queries_per_day,
                ..Self::left(s, terms, f64::INFINITY, 1.0)
            }),
        }
    }

    /// The same kept by a request at the end of each life without a question.
    fn pinged(self) -> Self {
        Self {
            // With each question a new life begins. A life passes without one with 1 − hits, then again with the same chance, and so
            // on: for each question (1 − hits) ÷ hits lives end without one.
            pings: (1.0 - self.hit_share) / self.hit_share,
            hit_share: 1.0,
            ..self
        }
    }

    /// Left to the questions: it is found as long as they come often enough.
    fn left(s: &Scenario, terms: &CacheTerms, life_minutes: f64, write_times: f64) -> Self {
        Self {
            life_minutes,
            least_tokens: terms.least_tokens.unwrap_or(0.0),
            hit_share: cache_hit_share(s.queries_per_day, life_minutes),
            write_times,
            pings: 0.0,
            stored_usd_per_m: 0.0,
        }
    }

    /// USD for a million tokens of a prefix that never changes, for each question.
    fn usd(&self, price: &PrefixPrice) -> f64 {
        let written = (1.0 - self.hit_share) * price.write * self.write_times;
        (self.hit_share + self.pings) * price.cached + written + self.stored_usd_per_m
    }

    /// Share of a changing text that is found. `changes_per_day` are those of all its pages together.
    fn changing_hit_share(&self, s: &Scenario, changes_per_day: f64) -> f64 {
        // All that changes at all is read again after each rebuild that finds a change.
        let rebuilt = s.corpus_refresh_days.map(|days| rebuilds_per_day(s, days));
        match (self.is_kept(), rebuilt) {
            // Nothing is forgotten: what is read again is what has changed since a question or a request before it.
            (true, None) => {
                let ratio = changes_per_day / (s.queries_per_day * (1.0 + self.pings));
                if ratio < 1e-9 { 1.0 } else { ln_1p(ratio) / ratio }
            }
            (true, Some(rebuilds)) => {
                let rate = s.queries_per_day * (1.0 + self.pings);
                rate / (rate + rebuilds)
            }
            (false, None) => changing_hit_share(s.queries_per_day, changes_per_day, self.life_minutes),
            (false, Some(rebuilds)) => {
                let rate = s.queries_per_day + rebuilds;
                s.queries_per_day / rate * cache_hit_share(rate, self.life_minutes)
            }
        }
    }

    /// Whether it is kept from being forgotten.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.pings > 0.0 || self.stored_usd_per_m > 0.0
    }
}

/// Rebuilds a day that find a fact changed, of an index or a corpus in the prompt that is rebuilt at an interval: never more often than it
/// changes.
#[must_use]
pub fn rebuilds_per_day(s: &Scenario, days: f64) -> f64 {
    -exp_m1(-days / s.change_days) / days
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
    /// Tokens of instructions and examples, which are the same in every prompt, as a share of `own`.
    pub own_static_share: f64,
    /// How the prefix is kept, and what that costs; none where it is not kept at all.
    pub cache: Option<Cache>,
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
    -exp_m1(-queries_per_day * life_minutes / MINUTES_PER_DAY)
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
    ln_1p(ratio) / ratio * mean
}

/// Tokens of question, instructions and examples, and those of retrieved passages or the whole corpus.
#[must_use]
pub(crate) fn lengths(s: &Scenario, strategy: Strategy) -> (f64, f64) {
    let shown = s.few_shot * s.example_tokens;
    let found = if strategy.finds_examples() { shown } else { 0.0 };
    let examples = if strategy.tunes() || strategy.finds_examples() {
        0.0
    } else {
        shown
    };
    let context = match strategy.profile().context {
        // Examples that were found differ by question, like passages.
        Context::None => found,
        Context::Retrieved => s.chunks * s.chunk_tokens,
        Context::Whole => s.corpus_tokens,
    };
    (s.prompt_tokens + examples, context)
}

/// The prompt of `strategy`. A tuned model needs no examples in its prompt; passages differ by question, so no cache serves them.
/// What never changes of a corpus stands first, so that a change leaves it cached.
#[must_use]
pub fn of(s: &Scenario, catalog: &Catalog, strategy: Strategy) -> PromptTokens {
    with_cache(s, strategy, &Cache::of(s, catalog, strategy))
}

/// The same with the cache at hand. A prefix that is too short to be kept is read in full each time.
pub(crate) fn with_cache(s: &Scenario, strategy: Strategy, cache: &Cache) -> PromptTokens {
    let (own, context) = lengths(s, strategy);
    let whole = strategy.reads_whole_corpus();
    // Instructions and examples are the same in every prompt, the question is not.
    let fixed = own - s.prompt_tokens * (1.0 - s.cacheable_share);
    let prefix = fixed + if whole { context } else { 0.0 };
    if prefix < cache.least_tokens {
        return PromptTokens {
            own,
            own_cached_share: 0.0,
            own_written_share: 0.0,
            context,
            context_cached: 0.0,
            context_written: 0.0,
            hit_share: 0.0,
            own_static_share: 0.0,
            cache: None,
        };
    }
    let hit = cache.hit_share;
    let context_cached = if whole {
        let changing = s.corpus_tokens * s.change_share;
        let found = cache.changing_hit_share(s, changing / PAGE_TOKENS / s.change_days);
        (s.corpus_tokens - changing) * hit + changing * found
    } else {
        0.0
    };
    let fixed_share = fixed / own;
    PromptTokens {
        own,
        own_cached_share: fixed_share * hit,
        own_written_share: fixed_share * (1.0 - hit),
        context,
        context_cached,
        context_written: if whole { context - context_cached } else { 0.0 },
        hit_share: hit,
        own_static_share: fixed_share,
        cache: Some(*cache),
    }
}
