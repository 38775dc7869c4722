//! How long an answer takes: a list of stages, each a distribution, summed as distributions.

pub mod lognormal;
pub mod roofline;
pub mod shapes;

use crate::assumptions::Calibration;
use crate::catalog::Catalog;
use crate::math::{Bounds as _, ln};
use crate::prompt::PromptTokens;
use crate::report::{STAGES, StageKind};
use crate::scenario::{Scenario, SearchKind, Supply};
use crate::strategy::Strategy;
use lognormal::{LogNormal, Spread};
use roofline::Serving;
use std::sync::LazyLock;

/// Latency of one strategy at the first month's peak, without a heap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latency {
    /// Every stage in the order of [`StageKind::ALL`]; a stage that does not occur is zero.
    pub stages: [LogNormal; STAGES],
    /// Time to the first token of the answer, after any thinking.
    pub ttft: LogNormal,
    /// Time to last token.
    pub e2e: LogNormal,
}

/// Spread of a stage that mere computing takes: a 95th percentile of 1.15 times the median. Assumed.
const COMPUTE_SPREAD: f64 = 1.15;
/// Spread of a search: 95th and 99th percentile over the median. Assumed, from the tails that vector database benchmarks show.
const SEARCH_P99_OVER_P50: f64 = 2.2;
const SEARCH_P95_OVER_P50: f64 = 1.7;
/// The same of the way to a remote store. Assumed.
const HOP_P95_OVER_P50: f64 = 2.5;
/// Search among a few thousand labelled examples in the application's memory, ms. Assumed: the fastest store of the catalog.
const EXAMPLE_SEARCH_MS: f64 = 2.0;
/// What a grammar adds before the first token, ms, once it is compiled; masks take some 40 µs a token (XGrammar, arXiv 2411.15100). Assumed.
const GRAMMAR_MS: f64 = 5.0;
/// Tokens of a call of the search tool. Assumed.
const SEARCH_CALL_TOKENS: f64 = 40.0;
/// Waiting times have a heavy tail: median and 95th percentile over the mean are those of an exponential.
const WAIT_P50_OVER_MEAN: f64 = 0.69;
const WAIT_P95_OVER_MEAN: f64 = 3.0;

/// Least time (ms) or rate (per second) that a measurement can have come to; what is less counts as this.
pub const LEAST_MEASURED: f64 = 1e-3;

/// Share of prompts whose percentiles need no telling apart: it moves a 95th percentile by a thousandth of a standard deviation.
const NEGLIGIBLE: f64 = 1e-4;

/// Greatest 95th percentile over the median that a measured stage is taken with: sums of log-normals with heavier tails are not near
/// a log-normal, and a stage that varies so is broken rather than slow.
const MEASURED_SPREAD: f64 = 100.0;

/// The distribution of a measured stage.
fn measured_stage(p50_ms: f64, p95_ms: Option<f64>) -> LogNormal {
    let p50_ms = p50_ms.at_least(LEAST_MEASURED);
    LogNormal::from_percentiles(p50_ms, p95_ms.unwrap_or(0.0).at_most(p50_ms * MEASURED_SPREAD))
}

/// A stage as measured where it was measured and occurs at all, else as assumed.
fn measured_or(assumed: LogNormal, p50_ms: Option<f64>, p95_ms: Option<f64>) -> LogNormal {
    match p50_ms {
        Some(p50_ms) if assumed != LogNormal::ZERO => measured_stage(p50_ms, p95_ms),
        Some(_) | None => assumed,
    }
}

/// Shapes that are the same in every scenario.
static COMPUTE: LazyLock<Spread> = LazyLock::new(|| Spread::of(COMPUTE_SPREAD));
static WAIT: LazyLock<Spread> = LazyLock::new(|| Spread::of(WAIT_P95_OVER_MEAN / WAIT_P50_OVER_MEAN));
static SEARCH: LazyLock<Spread> = LazyLock::new(|| Spread::of(SEARCH_P95_OVER_P50));
static HOP: LazyLock<Spread> = LazyLock::new(|| Spread::of(HOP_P95_OVER_P50));

/// The stages that are the same for every strategy that has them.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    network: LogNormal,
    hosted_queue: LogNormal,
    embed: LogNormal,
    search: LogNormal,
    rerank: LogNormal,
    compute: Spread,
    wait: Spread,
    /// Of what takes as long as there are tokens to write.
    written: Spread,
    /// Average length of an answer over the median one.
    mean_over_median: f64,
    hosted_tps: f64,
    /// Whether a grammar is added to approaches beyond structured output.
    adds_grammar: bool,
}

impl Shared {
    /// Those of a scenario. What was measured takes the place of what is assumed.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let c = &catalog.calibration;
        let embedder = catalog.embedder(s.embedder_index);
        let reranker = catalog.reranker(s.reranker_index);
        let lengths = Spread::of(s.answer_spread);
        let compute = *COMPUTE;
        let model = catalog.model(s.model_index);
        // A published figure takes the place of what is assumed of any model; simulations spread it as widely.
        let usual = &Calibration::LIKELY;
        let hosted_tps = model.tokens_per_s.map_or(c.hosted_decode_tps, |published| {
            published * c.hosted_decode_tps / usual.hosted_decode_tps
        });
        let queue_ms = model.first_token.map_or(c.hosted_queue_ms, |first| {
            let read_ms = first.prompt_tokens / usual.hosted_prefill_tps * 1e3;
            let wait_ms = (first.ms - read_ms - usual.network_ms).at_least(LEAST_MEASURED);
            wait_ms * c.hosted_queue_ms / usual.hosted_queue_ms
        });
        Self {
            adds_grammar: s.adds_grammar(catalog),
            network: LogNormal::from_percentiles(c.network_ms, c.network_p95_ms),
            hosted_queue: LogNormal::from_percentiles(
                queue_ms,
                queue_ms * (c.hosted_queue_p95_ms / c.hosted_queue_ms),
            ),
            embed: match s.search_kind {
                SearchKind::Dense | SearchKind::Fused => measured_or(
                    LogNormal::from_percentiles(embedder.p50_ms, embedder.p95_ms),
                    s.measured_embed_p50_ms,
                    s.measured_embed_p95_ms,
                ),
                SearchKind::Lexical => LogNormal::ZERO,
            },
            search: measured_or(
                search(s, catalog),
                s.measured_search_p50_ms,
                s.measured_search_p95_ms,
            ),
            rerank: LogNormal::from_percentiles(reranker.p50_ms, reranker.p95_ms),
            compute,
            wait: *WAIT,
            written: lengths.times(&compute),
            mean_over_median: lengths.mean_over_p50(),
            hosted_tps,
        }
    }
}

/// Latency of `strategy` with that prompt, whose cached tokens need not be read again.
///
/// `serving` is how the model is served on own GPUs; none stands for a hosted endpoint.
#[must_use]
pub fn assess(
    s: &Scenario,
    catalog: &Catalog,
    shared: &Shared,
    strategy: Strategy,
    prompt: &PromptTokens,
    serving: Option<&Serving>,
) -> Latency {
    let c = &catalog.calibration;
    let mut stages = [LogNormal::ZERO; STAGES];
    if serving.is_none() || s.supply == Supply::Hosted {
        stages[StageKind::Network as usize] = shared.network;
    }
    if strategy.retrieves() {
        stages[StageKind::Embed as usize] = shared.embed;
        stages[StageKind::Search as usize] = shared.search;
        stages[StageKind::Rerank as usize] = shared.rerank;
    }
    if strategy.finds_examples() {
        stages[StageKind::Embed as usize] = shared.embed;
        stages[StageKind::Search as usize] = shared.compute.at(EXAMPLE_SEARCH_MS);
    }
    let unread = (prompt.total() - prompt.cached()).at_least(1.0);
    // Reading so many tokens.
    let prefill = |tokens: f64| {
        let assumed = match serving {
            None => tokens / c.hosted_prefill_tps * 1e3,
            Some(serving) => serving.first_s(tokens / unread) * 1e3,
        };
        shared
            .compute
            .at(by_rate(tokens, s.measured_prefill_tps).unwrap_or(assumed))
    };
    let (queue, token_ms) = match serving {
        None => (shared.hosted_queue, 1e3 / shared.hosted_tps),
        Some(serving) => {
            let wait = shared.wait.at(serving.wait_s * 1e3 * WAIT_P50_OVER_MEAN);
            let request = shared.compute.at(serving.request_s * 1e3);
            (LogNormal::sum(&[wait, request]), serving.token_s * 1e3)
        }
    };
    // The inputs say how long texts are on average.
    let write = |tokens: f64| {
        let ms = by_rate(tokens, s.measured_decode_tps).unwrap_or(tokens * token_ms);
        shared.written.at(ms / shared.mean_over_median)
    };
    stages[StageKind::Queue as usize] = queue;
    if let Some(start_p50_ms) = s.measured_start_p50_ms {
        // A client cannot tell the way to the server from the wait there; both are one stage then.
        stages[StageKind::Network as usize] = LogNormal::ZERO;
        stages[StageKind::Queue as usize] = measured_stage(start_p50_ms, s.measured_start_p95_ms);
    }
    let rounds = if strategy.iterates() { s.search_rounds } else { 1.0 };
    // Each round but the last ends in a question to the search.
    stages[StageKind::Thinking as usize] =
        write(s.thinking_tokens * rounds + SEARCH_CALL_TOKENS * (rounds - 1.0));
    if strategy.is_constrained() || shared.adds_grammar && strategy.takes_grammar() {
        let queue = &mut stages[StageKind::Queue as usize];
        *queue = LogNormal::sum(&[*queue, shared.compute.at(GRAMMAR_MS)]);
    }
    if rounds > 1.0 {
        for kind in [
            StageKind::Network,
            StageKind::Queue,
            StageKind::Embed,
            StageKind::Search,
            StageKind::Rerank,
        ] {
            stages[kind as usize] = stages[kind as usize].repeated(rounds);
        }
    }
    let decode = write(s.output_tokens);
    stages[StageKind::Decode as usize] = decode;
    let mut with_prefill = |tokens: f64| {
        // A round reads the passages of those before it from the cache.
        stages[StageKind::Prefill as usize] = prefill(tokens).repeated(rounds);
        let ttft = LogNormal::sum(&stages[..StageKind::Decode as usize]);
        Latency {
            stages,
            ttft,
            e2e: LogNormal::sum(&[ttft, decode]),
        }
    };
    let hits = prompt.hit_share;
    if prompt.context_cached <= 0.0 || 1.0 - hits < NEGLIGIBLE {
        return with_prefill(unread);
    }
    // A corpus found in the cache is hardly read at all, one that is not found is read whole: what takes the mean of both never happens.
    let hit = with_prefill((prompt.total() - prompt.cached() / hits).at_least(1.0));
    let miss = with_prefill(prompt.total());
    let prefill = StageKind::Prefill as usize;
    stages[prefill] = hit.stages[prefill].or(hits, &miss.stages[prefill]);
    let ttft = hit.ttft.or(hits, &miss.ttft);
    Latency {
        stages,
        ttft,
        // Each is found to a billionth: where next to nothing is written they must not change places.
        e2e: hit.e2e.or(hits, &miss.e2e).no_sooner_than(&ttft),
    }
}

impl Latency {
    /// The same where a share of the questions waits for a start of the model besides, of so many ms.
    #[must_use]
    pub fn with_cold_starts(mut self, share: f64, ms: f64) -> Self {
        let start = COMPUTE.at(ms);
        let or_start = |warm: LogNormal| warm.or(1.0 - share, &LogNormal::sum(&[start, warm]));
        if share > NEGLIGIBLE {
            let queue = StageKind::Queue as usize;
            self.stages[queue] = or_start(self.stages[queue]);
            self.ttft = or_start(self.ttft);
            self.e2e = or_start(self.e2e).no_sooner_than(&self.ttft);
        }
        self
    }
}

/// Time for so many tokens at a measured rate, ms; none where the rate was not measured.
fn by_rate(tokens: f64, tokens_per_s: Option<f64>) -> Option<f64> {
    tokens_per_s.map(|rate| tokens / rate.at_least(LEAST_MEASURED) * 1e3)
}

/// Which stages rest on a measurement, in the order of [`StageKind::ALL`].
#[must_use]
pub fn measured_stages(s: &Scenario) -> [bool; STAGES] {
    let mut stages = [false; STAGES];
    let start = s.measured_start_p50_ms.is_some();
    stages[StageKind::Network as usize] = start;
    stages[StageKind::Queue as usize] = start;
    stages[StageKind::Embed as usize] = s.measured_embed_p50_ms.is_some();
    stages[StageKind::Search as usize] = s.measured_search_p50_ms.is_some();
    stages[StageKind::Prefill as usize] = s.measured_prefill_tps.is_some();
    stages[StageKind::Thinking as usize] = s.measured_decode_tps.is_some();
    stages[StageKind::Decode as usize] = s.measured_decode_tps.is_some();
    stages
}

/// Search in the store as assumed, the network to it included. An index's search grows with the logarithm of its size.
#[must_use]
pub fn search(s: &Scenario, catalog: &Catalog) -> LogNormal {
    let store = catalog.store(s.store_index);
    let vectors = (s.corpus_tokens / s.chunk_tokens).at_least(1.0);
    // Published at a million vectors; 13.7 ms there and 14.1 ms at ten million (VectorDBBench): +3 % for each power of ten.
    let growth = (1.0 + 0.03 * (ln(vectors / 1e6) * std::f64::consts::LOG10_E)).at_least(0.5);
    let p50 = store.search_p99_ms / SEARCH_P99_OVER_P50 * growth;
    let index = SEARCH.at(p50);
    if store.remote {
        let hop = catalog.calibration.store_hop_ms;
        LogNormal::sum(&[index, HOP.at(hop)])
    } else {
        index
    }
}

/// What retrieval adds to the median time to first token, ms: embed, search and rerank, and reading `passage_tokens`.
#[must_use]
pub fn retrieval_adds_ms(with: &Latency, without: &Latency) -> f64 {
    (with.ttft.p50() - without.ttft.p50()).at_least(0.0)
}
