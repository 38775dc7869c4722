//! Fourteen bills of a month, by hand from the catalog's prices of 2026-11-27, each within 1 %.
//!
//! A month has 30.4375 days and 730.5 hours. Traffic does not grow, so every month costs the same unless a bill says otherwise. People cost
//! 95 USD an hour: prompts and long context 4 hours a month (380 USD), retrieval 12 (1,140), fine-tuning 8 (760), each release 20
//! (1,900). Monitoring, 2 % of the answers at 0.003 USD, is 9 USD.

use crate::common::{catalog, scenario};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Rag};
use forkcast_engine::report::{CostItem, Served, StrategyReport};
use forkcast_engine::{Strategy, evaluate};

/// Settled facts that no weights hold, a month of steady traffic, a model that is sold for good.
const STEADY: &str = "growth_monthly=0 change_share=0 start_months=0 unannounced_end=0";

fn of(set: &str, strategy: Strategy) -> StrategyReport {
    evaluate(&scenario(&format!("{STEADY} {set}")), catalog())
        .of(strategy)
        .clone()
}

fn month(set: &str, strategy: Strategy) -> f64 {
    of(set, strategy).cost.monthly_usd
}

fn item(set: &str, strategy: Strategy, item: CostItem) -> f64 {
    of(set, strategy).cost.items[item as usize].monthly_usd
}

fn near(found: f64, by_hand: f64) {
    assert!((found / by_hand - 1.0).abs() < 0.01, "{found}, by hand {by_hand}");
}

/// Bill 1: Qwen3.5 9B at Together, 0.17 and 0.25 USD a million, nothing cached. 5,000 questions a day are 152,187.5 a month.
/// Read: 500 tokens and four examples of 700 are 3,300: 152,187.5 x 3,300 x 0.17e-6 = 85.38. Written: 300 x 0.25e-6 x 152,187.5 = 11.41.
/// With 380 of people and 9.13 of monitoring: 485.92.
#[test]
fn bill_1_a_prompt_at_an_open_model_by_the_token() {
    near(month("", Prompt), 85.38 + 11.41 + 380.0 + 9.13);
}

/// Bill 2: The same by retrieval. Read besides: 5 x 400 tokens: 152,187.5 x 2,000 x 0.17e-6 = 51.74. Search: 500 tokens embedded at 0.02
/// (1.52) and a rerank at 2 USD a thousand (304.38). Store: 12,500 vectors of 6,144 bytes with half as much again are 0.115 GB (0.04) and
/// a quarter of a read unit each at 16 USD a million (0.61): below the least fee of 50. Sum: 96.79 + 51.74 + 305.90 + 50 + 1,140 + 9.13.
#[test]
fn bill_2_retrieval_with_a_store_by_read_units() {
    near(month("", Rag), 96.79 + 51.74 + 305.90 + 50.0 + 1140.0 + 9.13);
}

/// Bill 3: LoRA on Qwen3.5 9B at Prime Intellect: 0.60 USD a million to train, 0.20 and 0.60 to serve. Tokens: 152,187.5 x (500 x 0.20 + 300 x
/// 0.60)e-6 = 42.61. Nothing changes, so a release a year: 1,900 / 12 = 158.33 of people, and 3 epochs x (6 runs x 1,500 examples x 700
/// tokens + 5 M x 0.35 x 100 wordings) = 543.9 M tokens x 0.60 / 12 = 27.20. With 760 of people: 988.14.
#[test]
fn bill_3_adapters_by_the_token() {
    near(
        month("tuning_seller=prime-intellect", Lora),
        42.61 + 158.33 + 27.20 + 760.0,
    );
}

/// Bill 4: The same on a dedicated H100 at Fireworks: 8 x 730.5 = 5,844 USD whatever the traffic. Trained on a rented H100 at 3.90 USD: 989e12 x
/// 0.37 / (4 x 9.65e9) = 9,480 tokens a second; 543.9 M take 15.94 h, and six runs are held 9 h each: 69.94 h x 3.90 = 272.8 a year (22.73).
#[test]
fn bill_4_adapters_on_a_dedicated_gpu() {
    let set = "tuning_seller=fireworks";
    near(item(set, Lora, CostItem::Gpus), 5844.0);
    near(item(set, Lora, CostItem::Training), 22.73);
    near(month(set, Lora), 5844.0 + 158.33 + 22.73 + 760.0);
}

/// Bill 5: All weights, at Together: 3.99 x 730.5 = 2,914.70 a month for the H100.
#[test]
fn bill_5_all_weights_on_a_dedicated_gpu() {
    near(item("", FullFt, CostItem::Gpus), 2914.70);
}

/// Bill 6: A corpus of 200,000 tokens at GPT-6 Luna, 100 questions a day, by hand in `long_context.rs`: 12 hours of life, all found, 0.01 USD a
/// million. Context: 3,043.75 x 0.2 x 0.01 = 6.09. Of 500 tokens 300 are instructions and found: 3,043.75 x (200 x 0.10 + 300 x
/// 0.01)e-6 = 0.07. Answers: 3,043.75 x 300 x 0.50e-6 = 0.46. With 380 of people: 386.62.
#[test]
fn bill_6_a_corpus_in_the_prompt_at_low_traffic() {
    let set = "model=gpt-6-luna corpus_tokens=200000 queries_per_day=100 few_shot=0";
    near(item(set, LongContext, CostItem::Context), 6.09);
    near(month(set, LongContext), 6.09 + 0.07 + 0.46 + 380.0);
}

/// Bill 7: Ten examples of 700 tokens at Claude Opus 5.5, 50,000 questions a day (1,521,875 a month): 4 USD, cached 0.20. Of 7,500 tokens 300 are
/// instructions and 7,000 examples: found. 1,521,875 x (200 x 4 + 7,300 x 0.20)e-6 = 3,439.44, where 19,632 were billed. Answers: 300 x
/// 20e-6 x 1,521,875 = 9,131.25.
#[test]
fn bill_7_examples_from_the_cache() {
    let set = "model=claude-opus-5.5 few_shot=10 queries_per_day=50000";
    near(item(set, Prompt, CostItem::Prompt), 3439.44);
    near(month(set, Prompt), 3439.44 + 9131.25 + 380.0);
}

/// Bill 8: GPT-4.1 mini tuned at OpenAI: 0.80 and 3.20 USD, twice the base model's. 2,000 questions a day are 60,875: (500 x 0.80 + 300 x
/// 3.20)e-6 x 60,875 = 82.79: its prompt of 300 instructions is shorter than the 1,024 tokens that are cached.
#[test]
fn bill_8_a_managed_model_at_a_premium() {
    let set = "model=gpt-4.1-mini queries_per_day=2000";
    let tokens = item(set, Lora, CostItem::Prompt) + item(set, Lora, CostItem::Output);
    near(tokens, 82.79);
}

/// Bill 9: 100 M tokens that change by a tenth each day, in Pinecone: 250,000 vectors are 2.304 GB (0.76 USD), 304,375 questions of 10,000 a day
/// read 2.304 units each at 16 USD a million (11.22); 25,000 records of 8 write units a day at 4 USD a million (24.35). Below the
/// least fee: 50. At 100,000 a day: 0.76 + 112.20 + 24.35 = 137.31. Embedding the changes: 10 M a day x 30.4375 x 0.02e-6 = 6.09.
#[test]
fn bill_9_a_store_that_is_read_and_written() {
    let set = "growth_monthly=0 corpus_tokens=100000000 change_share=0.1 change_days=1";
    let at = |set: &str| evaluate(&scenario(set), catalog()).of(Rag).cost.items;
    let few = at(&format!("{set} queries_per_day=10000"));
    near(few[CostItem::Store as usize].monthly_usd, 50.0);
    near(few[CostItem::Indexing as usize].monthly_usd, 6.09);
    let many = at(&format!("{set} queries_per_day=100000"));
    near(many[CostItem::Store as usize].monthly_usd, 137.31);
}

/// Bill 10: 20,000 pages by OCR at 4 USD a thousand (80 USD once), lines of context at 1.02 USD a million for 10 M tokens (10.20), embedding
/// (0.20) and 25,000 records of 8 write units at 4 USD a million (0.80): 91.20 before the first answer beside people.
#[test]
fn bill_10_pages_and_context_once() {
    let set = "corpus_tokens=10000000 pages=20000 contextual_chunks=on contextual_usd_per_m_tokens=1.02";
    let indexing = of(set, Rag).cost.items[CostItem::Indexing as usize];
    near(indexing.upfront_usd, 91.20);
    assert_eq!(indexing.monthly_usd, 0.0);
}

/// Bill 11: A hybrid on the default: LoRA by the token at Prime Intellect with passages. Read: 2,500 tokens x 0.20, written 300 x 0.60:
/// 152,187.5 x 680e-6 = 103.49. Search and store as in bill 2: 355.90. A release a year of examples with passages: 3 x 6 x 1,500 x 2,700 =
/// 72.9 M x 0.60 / 12 = 3.65, 158.33 of people. With 1,900 of people for both.
#[test]
fn bill_11_a_hybrid() {
    let set = "tuning_seller=prime-intellect";
    assert!(matches!(of(set, Hybrid).served, Some(Served { .. })));
    near(month(set, Hybrid), 103.49 + 355.90 + 3.65 + 158.33 + 1900.0);
}

/// Bill 12: Own GPUs: one H100 at 3.90 USD serves a prompt on Qwen3.5 9B at 500 questions a day: 3.90 x 730.5 = 2,848.95. With 380 of
/// people: 3,228.95.
#[test]
fn bill_12_own_gpus() {
    near(
        month("supply=own-gpus queries_per_day=500", Prompt),
        2848.95 + 380.0,
    );
}

/// Bill 13: A corpus of 100,000 tokens at Claude Opus 5.5, 24 questions a day (730.5 a month), kept warm for an hour at a time: for each question
/// e^(-1) / (1 - e^(-1)) = 0.582 requests without one read all that is cached. Of 3,300 tokens 200 are the question: 730.5 x (200 x 4 + 3,100 x
/// 1.582 x 0.20)e-6 = 1.301. The corpus: 730.5 x 0.1 x 1.582 x 0.20 = 23.11.
#[test]
fn bill_13_a_prefix_that_is_kept_warm() {
    let set = "model=claude-opus-5.5 corpus_tokens=100000 queries_per_day=24";
    near(item(set, LongContext, CostItem::Prompt), 1.301);
    near(item(set, LongContext, CostItem::Context), 23.11);
}

/// Bill 14: The longer life of a cache, and no requests without a question: 30 a day (913.125 a month). An hour's life is found by 1 - e^(-1.25) = 71.35 %
/// and written for 8 USD a million by the others, five minutes' by 9.88 % and for 5: 2.435 USD for a million tokens of a prefix, against
/// 4.526. Ten examples: of 7,500 tokens 200 are the question: 913.125 x (200 x 4 + 7,300 x 2.4346)e-6 = 16.96. A corpus of 100,000 tokens:
/// 913.125 x 0.1 x 2.4346 = 222.31.
#[test]
fn bill_14_a_prefix_that_is_written_for_an_hour() {
    let set = "model=claude-opus-5.5 few_shot=10 queries_per_day=30 corpus_tokens=100000 keep_warm=never";
    near(item(set, Prompt, CostItem::Prompt), 16.96);
    near(item(set, LongContext, CostItem::Context), 222.31);
}
