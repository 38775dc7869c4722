//! Long context and prompt caching as a competitor of retrieval: when it wins, when it loses, and what it costs by hand.

use crate::common::{catalog, close, scenario, with};
use Strategy::{LongContext, Rag};
use forkcast_engine::calendar;
use forkcast_engine::prompt;
use forkcast_engine::report::{CostItem, Gate, StrategyReport};
use forkcast_engine::{Report, Scenario, Strategy, evaluate, words};

fn report(set: &str) -> Report {
    evaluate(&scenario(set), catalog())
}

/// A handbook of 60 pages, asked about all day, at a model whose cached tokens cost a tenth.
const HANDBOOK: &str = "model=mistral-large-4 corpus_tokens=30000 change_days=365 queries_per_day=20000 ";

fn handbook(set: &str) -> Report {
    report(&format!("{HANDBOOK}{set}"))
}

fn total(r: &Report, s: Strategy) -> f64 {
    *r.of(s).cost.cumulative_usd.last().expect("months")
}

fn context_usd(r: &StrategyReport) -> f64 {
    r.cost.items[CostItem::Context as usize].monthly_usd
}

#[test]
fn a_small_settled_corpus_under_heavy_traffic_goes_into_the_prompt() {
    let r = handbook("");
    assert_eq!((r.verdict.winner, r.verdict.feasible), (LongContext, true));
    assert!(
        r.of(LongContext).feasible && r.of(Rag).feasible,
        "both could be had"
    );
    assert!(r.of(LongContext).utility > r.of(Rag).utility);
}

#[test]
fn a_larger_corpus_is_retrieved_from() {
    for tokens in ["300000", "900000"] {
        let r = handbook(&format!("corpus_tokens={tokens} hops_share=0"));
        assert!(r.verdict.winner.retrieves(), "{tokens}: {:?}", r.verdict.winner);
        assert!(total(&r, LongContext) > 2.0 * total(&r, Rag), "{tokens}");
    }
}

/// The same corpus where a change comes every quarter of an hour and questions are few: most prompts are read in full.
#[test]
fn a_corpus_that_changes_faster_than_it_is_asked_about_is_not_cached() {
    let cost = |set: &str| context_usd(handbook(set).of(LongContext));
    let settled = cost("change_share=0");
    // Twenty thousand questions a day outrun even hourly changes of every page, nearly; a thousand do not.
    let hourly = "change_share=1 change_days=0.042";
    assert!(cost(hourly) > 1.1 * settled && cost(hourly) < 3.0 * settled);
    let few = |set: &str| cost(&format!("queries_per_day=1000 {set}"));
    assert!(
        few(hourly) > 3.0 * few("change_share=0"),
        "{} {}",
        few(hourly),
        few("change_share=0")
    );
    // Only what changes is read again.
    let part = few("change_share=0.1 change_days=0.042");
    assert!(part < 2.0 * few("change_share=0"), "{part}");
}

/// Retrieval then answers the same questions for less than the corpus in every prompt costs.
#[test]
fn hourly_changes_turn_the_answer_to_retrieval() {
    let set = "queries_per_day=3000 corpus_tokens=60000 change_share=1 new_facts_share=0.8";
    let settled = handbook(&format!("{set} change_days=3650"));
    let hourly = handbook(&format!("{set} change_days=0.042"));
    println!(
        "{:?} {:?} {} {} {} {}",
        settled.verdict.winner,
        hourly.verdict.winner,
        total(&settled, LongContext),
        total(&settled, Rag),
        total(&hourly, LongContext),
        total(&hourly, Rag)
    );
    assert!(total(&settled, LongContext) < total(&settled, Rag));
    assert!(total(&hourly, LongContext) > total(&hourly, Rag));
    assert_eq!(settled.verdict.winner, LongContext);
    assert!(hourly.verdict.winner.retrieves());
}

/// What of a changing text is cached, against a plain sum over its places.
#[test]
fn the_share_a_cache_serves_is_the_mean_over_the_text() {
    for queries in [1.0, 50.0, 1_000.0, 30_000.0, 1e7] {
        for changes in [0.0, 0.01, 10.0, 2_000.0, 1e6] {
            let places = 200_000;
            let mean = (0..places)
                .map(|i| {
                    let (asked, changed) = (
                        queries / 288.0,
                        changes * (f64::from(i) + 0.5) / f64::from(places) / 288.0,
                    );
                    asked / (asked + changed) * (1.0 - (-asked - changed).exp())
                })
                .sum::<f64>()
                / f64::from(places);
            let engine = prompt::changing_hit_share(queries, changes, 5.0);
            assert!(
                (engine - mean).abs() < 0.01,
                "{queries} {changes}: {engine} {mean}"
            );
        }
    }
    assert_eq!(
        prompt::changing_hit_share(500.0, 0.0, 5.0),
        prompt::cache_hit_share(500.0, 5.0)
    );
}

#[test]
fn a_cache_needs_traffic_to_stay_warm() {
    // One question every five minutes on average: 1 − 1/e of them find the prefix.
    close(prompt::cache_hit_share(288.0, 5.0), 1.0 - (-1.0f64).exp());
    let each = |queries: &str| {
        let set = format!("growth_monthly=0 change_share=0 queries_per_day={queries}");
        context_usd(handbook(&set).of(LongContext)) / queries.parse::<f64>().expect("a number")
    };
    let (rare, some, busy) = (each("10"), each("288"), each("100000"));
    assert!(rare > some && some > busy);
    let model = catalog().model(with(Scenario::default(), HANDBOOK).model_index);
    let cached = model.cached_usd_per_m.expect("a price for cached tokens");
    // From nearly the full price down to that of cached tokens.
    let a_month = 30_000.0 * 1e-6 * calendar::DAYS_PER_MONTH;
    assert!(rare > 0.96 * a_month * model.input_usd_per_m);
    close(busy, a_month * cached);
}

/// Where caching is not sold every token of the corpus is paid in full, in every question.
#[test]
fn without_caching_long_context_pays_for_every_token() {
    let s = with(
        Scenario::default(),
        "model=llama-3.1-8b corpus_tokens=30000 queries_per_day=20000 growth_monthly=0 change_share=0",
    );
    let model = catalog().model(s.model_index);
    assert_eq!(model.cached_usd_per_m, None);
    let questions = 20_000.0 * calendar::DAYS_PER_MONTH;
    let none = evaluate(&s, catalog());
    close(
        context_usd(none.of(LongContext)),
        questions * 30_000.0 * model.input_usd_per_m / 1e6,
    );
    // Against the same with a cache at a tenth: by exactly what is then cached, of the corpus and of the instructions.
    let cache = Scenario {
        own_cached_usd: Some(model.input_usd_per_m / 10.0),
        ..s
    };
    let with_cache = evaluate(&cache, catalog());
    let prompt = prompt::of(&s, catalog(), LongContext);
    let saved = 0.9 * model.input_usd_per_m / 1e6 * questions * prompt.cached();
    let months = s.horizon_months;
    close(
        total(&none, LongContext) - total(&with_cache, LongContext),
        saved * months,
    );
}

#[test]
fn a_corpus_beyond_the_models_context_shuts_long_context_out() {
    let limit = catalog()
        .model(with(Scenario::default(), "model=llama-3.1-8b").model_index)
        .context_tokens;
    let at = |tokens: f64| report(&format!("model=llama-3.1-8b corpus_tokens={tokens}"));
    let small = at(limit / 2.0);
    assert!(
        !small
            .of(LongContext)
            .gates
            .iter()
            .any(|g| matches!(g, Gate::ContextWindow { .. }))
    );
    let large = at(limit);
    let gate = large
        .of(LongContext)
        .gates
        .iter()
        .find(|g| matches!(g, Gate::ContextWindow { .. }))
        .expect("shut");
    let Gate::ContextWindow { tokens, limit_tokens } = *gate else {
        unreachable!()
    };
    // Question and answer need room as well.
    assert!(tokens > limit && limit_tokens == limit);
    assert_ne!(large.verdict.winner, LongContext);
    let said = words::gate(gate);
    assert!(
        said.contains("131,072") || said.contains("131 k") || said.contains("131"),
        "{said}"
    );
}

/// 30,000 tokens take seconds to read, what is left beside the cache milliseconds: the 95th percentile is of one kind or of the other.
#[test]
fn the_first_token_is_late_where_more_than_one_prompt_in_twenty_misses_the_cache() {
    // 1 − e^(−q / 288) of the prompts find what never changes in the cache; at one question a day hardly any does.
    let at = |hits: f64| {
        let queries = -288.0 * (1.0 - hits).ln();
        // Answers of one length, so that the spread is that of reading.
        let r = handbook(&format!(
            "change_share=0 answer_spread=1 queries_per_day={queries}"
        ));
        r.of(LongContext).latency.clone()
    };
    let (found, whole) = (at(1.0 - 1e-12), at(0.004));
    assert!(whole.ttft_p50_ms > 2.0 * found.ttft_p95_ms, "{whole:?} {found:?}");
    let near = |a: f64, b: f64| assert!((a - b).abs() <= 0.01 * b, "{a} is not {b}");
    // Nine in ten: half of the misses lie beyond it. All but one in a hundred: it is that of the hits, a little further out.
    near(at(0.9).ttft_p95_ms, whole.ttft_p50_ms);
    near(at(0.9).e2e_p95_ms, whole.e2e_p50_ms);
    let rare = at(0.99).ttft_p95_ms;
    assert!(
        rare > found.ttft_p95_ms && rare < 1.1 * found.ttft_p95_ms,
        "{rare} {}",
        found.ttft_p95_ms
    );
    // The median changes sides where half of them miss.
    let (mostly_missed, mostly_found) = (at(0.3).ttft_p50_ms, at(0.7).ttft_p50_ms);
    assert!(mostly_missed > 0.9 * whole.ttft_p50_ms && mostly_found < 0.5 * whole.ttft_p50_ms);
    // So the gate shuts, whatever the mean says.
    let limit = whole.ttft_p50_ms * 0.9;
    let gate = |hits: f64| {
        let queries = -288.0 * (1.0 - hits).ln();
        let set = format!("change_share=0 queries_per_day={queries} ttft_p95_ms={limit}");
        let late = |g: &Gate| matches!(g, Gate::TimeToFirstToken { .. });
        handbook(&set).of(LongContext).gates.iter().any(late)
    };
    assert!(gate(0.9) && !gate(0.97));
}

/// Against the normal distribution summed up in 200,000 steps.
#[test]
fn percentiles_of_a_mixture_are_those_of_its_cases() {
    use forkcast_engine::latency::lognormal::LogNormal;
    for (a, b, share) in [
        ((300.0, 700.0), (900.0, 1_400.0), 0.8),
        ((300.0, 700.0), (310.0, 500.0), 0.3),
        ((20.0, 23.0), (9_000.0, 10_350.0), 0.949),
        ((20.0, 23.0), (9_000.0, 10_350.0), 0.951),
    ] {
        let of = |(p50, p95): (f64, f64)| LogNormal::from_percentiles(p50, p95);
        let mixed = of(a).or(share, &of(b));
        let below = |t: f64, (p50, p95): (f64, f64)| {
            let z = (t / p50).ln() / ((p95 / p50).ln() / 1.644_853_626_951_472_2);
            let (steps, from) = (200_000, -12.0f64);
            let width = (z.clamp(from, 12.0) - from) / f64::from(steps);
            let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
            (0..steps)
                .map(|i| density(from + (f64::from(i) + 0.5) * width) * width)
                .sum::<f64>()
        };
        let share_below = |t: f64| share * below(t, a) + (1.0 - share) * below(t, b);
        for (t, wanted) in [(mixed.p50(), 0.5), (mixed.p95(), 0.95)] {
            let is = share_below(t);
            assert!((is - wanted).abs() < 1e-6, "{a:?} {b:?} {share}: {is} at {t}");
        }
        let (ma, mb) = (of(a).mean(), of(b).mean());
        close(mixed.mean(), share * ma + (1.0 - share) * mb);
        // The end of one is the other.
        let ratio = of(a).or(1.0, &of(b)).p95() / of(a).p95();
        assert!((ratio - 1.0).abs() < 1e-6, "{ratio}");
    }
}

/// Long context at a hundred questions a day over a settled corpus, by hand. A month has 30.4375 days: 3,043.75 questions. `x` is the price
/// per million tokens of the corpus that a question pays in the cheapest way of caching.
fn low_traffic_bill(model: &str, corpus: &str) -> f64 {
    let r = report(&format!(
        "model={model} corpus_tokens={corpus} queries_per_day=100 growth_monthly=0 change_share=0 few_shot=0 horizon_months=1 ttft_p95_ms=60000 e2e_p95_ms=600000"
    ));
    context_usd(r.of(LongContext))
}

fn near(found: f64, by_hand: f64) {
    assert!(
        (found / by_hand - 1.0).abs() < 0.005,
        "{found}, by hand {by_hand}"
    );
}

/// GPT-6 Luna: 0.10 USD a million, cached 0.01, written 0.125 for 30 minutes or 0.25 for 12 hours.
/// 30 minutes hold 2.0833 questions: 1 - e^-2.0833 = 87.55 % find it; x = 0.8755 x 0.01 + 0.1245 x 0.125 = 0.0243.
/// With a request at the end of each idle half hour (0.1422 for each question): x = 1.1422 x 0.01 = 0.01142.
/// In 12 hours 50 questions come, so all find it: x = 0.01. That is the least.
/// 3,043.75 x 0.2 M x 0.01 = 6.09 USD a month. (At five minutes without a fee the bill was 44.80 USD.)
#[test]
fn low_traffic_on_a_half_hour_cache_by_hand() {
    near(low_traffic_bill("gpt-6-luna", "200000"), 3043.75 * 0.2 * 0.01);
}

/// Claude Haiku 5.5 below 100,000 tokens: 0.10, cached 0.01, written 0.125 for 5 minutes or 0.20 for an hour.
/// Five minutes hold 0.3472 questions: 29.33 % find it; x = 0.2933 x 0.01 + 0.7067 x 0.125 = 0.0913; kept by 2.409 requests for each
/// question x = 3.409 x 0.01 = 0.0341. An hour holds 4.167: 98.45 % find it; x = 0.00985 + 0.0155 x 0.2 = 0.01295; kept by 0.01575
/// requests for each question x = 1.01575 x 0.01 = 0.010157, the least. 3,043.75 x 0.06 M x 0.010157 = 1.855 USD a month.
/// Above 100,000 tokens all prices are five times as high: 3,043.75 x 0.15 M x 0.050787 = 23.19 USD.
#[test]
fn low_traffic_on_a_cache_with_fees_for_writing_by_hand() {
    near(low_traffic_bill("claude-haiku-5.5", "60000"), 1.855);
    near(low_traffic_bill("claude-haiku-5.5", "150000"), 23.19);
}

/// Gemini 3.8 Flash: 0.75, cached 0.075, and 0.50 USD per million tokens and hour for a cache that is kept. Left to the questions for the
/// five minutes that are assumed, x = 0.2933 x 0.075 + 0.7067 x 0.75 = 0.552. Kept: 0.075 + 0.5 x 24 / 100 = 0.195, the least.
/// 3,043.75 x 0.1 M x 0.195 = 59.35 USD a month, of which 36.53 are the fee.
#[test]
fn low_traffic_on_a_cache_with_a_fee_for_storage_by_hand() {
    near(low_traffic_bill("gemini-3.8-flash", "100000"), 59.35);
}

/// Qwen3.5 9B: 0.17 USD a million, no price of cached tokens. 3,043.75 x 0.1 M x 0.17 = 51.74 USD a month.
#[test]
fn low_traffic_without_a_cache_by_hand() {
    near(low_traffic_bill("qwen3.5-9b", "100000"), 51.74);
}

/// Kept warm, no prompt waits for the whole corpus to be read.
#[test]
fn a_cache_is_kept_warm_where_that_pays_or_the_first_token_needs_it() {
    let set = "model=claude-haiku-5.5 corpus_tokens=90000 queries_per_day=30 growth_monthly=0 change_share=0 few_shot=0";
    let (kept, left) = (report(set), report(&format!("{set} keep_warm=never")));
    let (kept, left) = (kept.of(LongContext), left.of(LongContext));
    assert!(kept.latency.ttft_p95_ms < 0.5 * left.latency.ttft_p95_ms);
    assert!(context_usd(kept) < context_usd(left));
    // At one question a day and a cache of five minutes requests cost far more than the misses (288 x 0.50 USD a million against 2.00);
    // they are made where the limit needs them, and only there.
    let rare = |limit: &str| {
        let set = format!(
            "model=gpt-4.1 corpus_tokens=90000 queries_per_day=1 growth_monthly=0 change_share=0 few_shot=0 e2e_p95_ms=600000 ttft_p95_ms={limit}"
        );
        report(&set).of(LongContext).clone()
    };
    let (patient, hurried) = (rare("60000"), rare("2000"));
    assert!(patient.latency.ttft_p95_ms > 3_000.0, "{:?}", patient.latency);
    assert!(hurried.latency.ttft_p95_ms < 2_000.0, "{:?}", hurried.latency);
    assert!(context_usd(&hurried) > context_usd(&patient));
    // Where the life of the cache is not documented nobody relies on it.
    let unknown = format!("{HANDBOOK} queries_per_day=100 change_share=0");
    assert_eq!(report(&unknown), report(&format!("{unknown} keep_warm=never")));
}

/// A corpus that is rebuilt once a day is read again once a day, however often its pages change; its facts are as old as the last rebuild.
#[test]
fn a_corpus_that_is_rebuilt_less_often_is_cached_for_longer() {
    let set = "queries_per_day=1000 growth_monthly=0 change_share=1 change_days=0.042";
    let each = handbook(set);
    let daily = handbook(&format!("{set} corpus_refresh_days=1"));
    assert!(context_usd(daily.of(LongContext)) < 0.6 * context_usd(each.of(LongContext)));
    assert!(daily.of(LongContext).quality.fresh < each.of(LongContext).quality.fresh);
    // Re-embedding too: once a day in place of each ten minutes that the index takes in documents.
    let indexing = |r: &Report| r.of(Rag).cost.items[CostItem::Indexing as usize].monthly_usd;
    assert!(indexing(&daily) < 0.1 * indexing(&each));
    assert!(daily.of(Rag).quality.fresh < each.of(Rag).quality.fresh);
    // Never more often than it changes: a weekly rebuild of what changes once a month finds less than one change a month.
    let plain = handbook("change_days=30 growth_monthly=0");
    let weekly = handbook("change_days=30 growth_monthly=0 corpus_refresh_days=7");
    assert!(indexing(&weekly) < indexing(&plain) && indexing(&weekly) > 0.8 * indexing(&plain));
    assert!(context_usd(weekly.of(LongContext)) <= 1.001 * context_usd(plain.of(LongContext)));
}

/// Instructions and examples are in every prompt, so the cache serves them whatever part of the question's tokens is fixed.
#[test]
fn examples_are_cached_whatever_part_of_the_question_is_fixed() {
    let prompt = |set: &str| {
        let set = format!("model=claude-opus-5.5 queries_per_day=50000 few_shot=10 {set}");
        prompt::of(&scenario(&set), catalog(), Strategy::Prompt)
    };
    // 500 tokens of question and instructions, ten examples of 700: 7,300 and 7,000 of 7,500 are found.
    close(prompt("cacheable_share=0.6").own_cached(), 7_300.0);
    close(prompt("cacheable_share=0").own_cached(), 7_000.0);
    // A tuned model's prompt of 500 tokens is below the least that is kept, 512.
    let tuned = scenario("model=claude-opus-5.5 queries_per_day=50000 cacheable_share=1");
    close(prompt::of(&tuned, catalog(), Strategy::Lora).own_cached(), 0.0);
}
