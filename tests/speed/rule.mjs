// The part of the rule that tests/speed/src/rule.rs names, as one would write it in JavaScript. Its tables come from the engine
// (`forkcast-speed data`), and a test compares its sums with the engine's.

const Z95 = 1.6448536269514722;
const USUAL = { passages: 5, candidates: 20, corpusTokens: 5e6, reranker: 0.65 };

// The sequence.

const hashed = (x) => {
  x ^= 0x9e3779b9;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
};

const reversed = (x) => {
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
};

const mixed = (x, seed) => {
  x = (x + seed) | 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  return x ^ Math.imul(x, 0x8d22f6e6);
};

const seeds = (dimension) => {
  const order = hashed(dimension + 1);
  return { order, digits: hashed(order) };
};

/** Where a simulation lies in a dimension, 0 to 1, by its number with the bits reversed. */
const place = (bits, { order, digits }) => ((reversed(mixed(reversed(mixed(bits, order)), digits)) >>> 0) + 0.5) / 4294967296;

// Distributions.

const triangle = (low, likely, high) => {
  const width = high - low;
  if (width <= 0) return { low: likely, high: likely, peak: 1, up: 0, down: 0 };
  return { low, high, peak: (likely - low) / width, up: width * (likely - low), down: width * (high - likely) };
};

const within = (t, u) => (u < t.peak ? t.low + Math.sqrt(u * t.up) : t.high - Math.sqrt((1 - u) * t.down));

const A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const C = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
const poly = (c, x) => {
  let sum = 0;
  for (const term of c) sum = sum * x + term;
  return sum;
};

/** Inverse of the standard normal distribution's cumulative share (P. J. Acklam 2003). */
const quantile = (share) => {
  const u = Math.min(Math.max(share, 1e-12), 1 - 1e-12);
  const tail = (q) => poly(C, q) / (poly(D, q) * q + 1);
  if (u < 0.02425) return tail(Math.sqrt(-2 * Math.log(u)));
  if (u > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log1p(-u)));
  const q = u - 0.5;
  const r = q * q;
  return (poly(A, r) * q) / (poly(B, r) * r + 1);
};

/** A stage, by its median and 95th percentile. */
const stage = (p50, p95) => {
  if (p50 <= 0) return { mean: 0, variance: 0 };
  const sigma = Math.log(Math.max(p95 / p50, 1)) / Z95;
  const relative = Math.expm1(sigma * sigma);
  return { mean: p50 * Math.sqrt(1 + relative), variance: p50 * p50 * relative * (1 + relative) };
};

/** The 95th percentile of a sum of stages (Fenton and Wilkinson). */
const p95OfSum = (stages) => {
  let mean = 0;
  let variance = 0;
  for (const part of stages) {
    mean += part.mean;
    variance += part.variance;
  }
  if (mean <= 0) return 0;
  const relative = variance / (mean * mean);
  return (mean / Math.sqrt(1 + relative)) * Math.exp(Z95 * Math.sqrt(Math.log1p(relative)));
};

// Retrieval and what it brings.

const withOdds = (share, odds) => share / (share + (1 - share) * odds);

const reranking = (c, misses, candidates, passages) => Math.max(c.leverEffect * Math.log(misses),
  -c.passagesExponent * Math.max(Math.log(candidates / passages), 0));

const logOdds = (s, c, { embedder, reranker }) => {
  const unread = embedder.window_tokens === null ? 0 : Math.max(Math.log(s.chunk_tokens / embedder.window_tokens), 0);
  const dense = c.leverEffect * Math.log(embedder.misses) + unread + c.corpusGrowth * Math.log(s.corpus_tokens / USUAL.corpusTokens);
  return dense + reranking(c, reranker.misses, s.rerank_candidates, s.chunks)
    - reranking(c, USUAL.reranker, USUAL.candidates, USUAL.passages)
    - c.passagesExponent * Math.log(s.chunks / USUAL.passages)
    + 0.4 * Math.max(Math.log(200 / s.chunk_tokens), 0) + 0.1 * Math.max(Math.log(s.chunk_tokens / 512), 0)
    + c.languageExponent * Math.log(s.languages);
};

// Simulations.

/** What is the same in every simulation. */
const prepared = (data) => {
  const keys = data.assumptions.map(({ key }) => key);
  const of = (key) => keys.indexOf(key);
  return {
    assumptions: data.assumptions.map(({ low, likely, high }, i) => (
      { triangle: triangle(low, Math.min(Math.max(likely, low), high), high), seeds: seeds(i) })),
    at: {
      distraction: of('distraction'), caught: of('caught_by_citation'), network: of('network_ms'), networkP95: of('network_p95_ms'),
      queue: of('hosted_queue_ms'), queueP95: of('hosted_queue_p95_ms'), prefill: of('hosted_prefill_tps'), lever: of('lever_effect'),
      passages: of('passages_exponent'), crowding: of('crowding'), growth: of('corpus_growth'), language: of('language_exponent'),
    },
    estimates: data.estimates.map(({ key, dimension, by, range }) => ({
      key, seeds: seeds(dimension), range, power: by?.factor ? Math.log(by.factor) : 0, shift: by?.shift ?? 0, isDrawn: by !== null,
    })),
    errors: Array.from({ length: 8 }, (_, i) => seeds(data.errors_from + i)),
  };
};

const EVEN = triangle(-1, 0, 1);

/** One simulation of the scenario: assumptions, inputs and errors. */
const drawn = (n, { assumptions, at, estimates, errors }, scenario) => {
  const bits = reversed(n);
  const values = assumptions.map((assumption) => within(assumption.triangle, place(bits, assumption.seeds)));
  const c = {
    distraction: values[at.distraction],
    caught: values[at.caught],
    networkMs: values[at.network],
    networkP95Ms: Math.max(values[at.networkP95], values[at.network]),
    queueMs: values[at.queue],
    queueP95Ms: Math.max(values[at.queueP95], values[at.queue]),
    prefillTps: values[at.prefill],
    leverEffect: values[at.lever],
    passagesExponent: values[at.passages],
    crowding: values[at.crowding],
    corpusGrowth: values[at.growth],
    languageExponent: values[at.language],
  };
  const s = { ...scenario };
  for (const { key, seeds: of, range, power, shift, isDrawn } of estimates) {
    const way = within(EVEN, place(bits, of));
    if (isDrawn) {
      const value = s[key] * Math.exp(power * way) + shift * way;
      s[key] = Math.min(Math.max(value, range[0]), range[1]);
    }
  }
  const [retrieval, , , , prompted, , latency, cost] = errors.map((of) => quantile(place(bits, of)));
  return { c, s, e: { retrieval, prompted, times: Math.exp(latency * 0.1), costs: Math.exp(cost * 0.1) } };
};

/** The sums over so many simulations: found, right, silent, first token, in time. */
export function simulated(simulations, data) {
  const { own, scenario } = data;
  const once = prepared(data);
  const sums = { found: 0, right: 0, silent: 0, firstTokenMs: 0, inTime: 0 };
  for (let n = 1; n <= simulations; n += 1) {
    const { c, s, e } = drawn(n, once, scenario);

    const recall = withOdds(s.recall, Math.exp(logOdds(s, c, data)));
    const found = recall * (1 - s.hops_share * (1 - recall));
    const crowding = Math.exp(c.crowding * Math.log(s.chunks / USUAL.passages));
    const distraction = 1 - withOdds(1 - c.distraction, crowding);
    const used = withOdds(own.passage_use, crowding);
    const right = found * (used + (1 - used) * own.prior) + (1 - found) * own.prior * (1 - distraction);
    const misread = found * (1 - used) * (1 - own.prior);
    const garbage = (1 - found) * (1 - own.prior * (1 - distraction));
    const silent = (misread * (1 - c.caught) + garbage) * (1 - own.declines);

    const knowledge = Math.min(Math.max(right + s.new_facts_share * 0.101 * e.retrieval, 0), 1);
    const behaviour = Math.min(Math.max(own.behaviour + s.strictness * s.behaviour_penalty * 0.044 * e.prompted, 0), 1);

    const prefillMs = ((own.prompt_tokens + s.chunks * s.chunk_tokens) / c.prefillTps) * 1000;
    const p95 = p95OfSum([
      stage(c.networkMs, c.networkP95Ms),
      stage(c.queueMs, c.queueP95Ms),
      stage(own.search_ms, 2 * own.search_ms),
      stage(prefillMs, 1.2 * prefillMs),
    ]) * e.times;

    sums.found += found;
    sums.right += knowledge * behaviour;
    sums.silent += right < 1 ? (silent / (1 - right)) * (1 - knowledge) : 0;
    sums.firstTokenMs += p95;
    sums.inTime += p95 <= scenario.ttft_p95_ms ? 1 : 0;
  }
  return [sums.found, sums.right, sums.silent, sums.firstTokenMs, sums.inTime];
}
