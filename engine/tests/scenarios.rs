//! Presets, and whole scenarios of the built-in catalog by hand.

use crate::common::{catalog, scenario};
use Strategy::{FullFt, Hybrid, LongContext, Lora, Qlora, Rag};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::cost::{supply, training};
use forkcast_engine::report::{CostItem, Gate, ItemCost, StrategyReport};
use forkcast_engine::strategy::Method;
use forkcast_engine::{Report, Scenario, Strategy, evaluate, format, params, prompt, words};

fn report(set: &str) -> Report {
    evaluate(&scenario(set), catalog())
}

fn item(r: &StrategyReport, item: CostItem) -> ItemCost {
    r.cost.items[item as usize]
}

#[test]
fn presets_give_the_verdict_the_article_argues_for() {
    // Fine-tuning is one answer, by whichever method.
    let answer = |winner: Strategy| if winner.same_answer(Lora) { Lora } else { winner };
    let verdicts: Vec<(&str, Strategy)> = forkcast_engine::presets::PRESETS
        .iter()
        .map(|p| {
            (
                p.id,
                answer(evaluate(&p.scenario(catalog()), catalog()).verdict.winner),
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            ("legal-research", Rag),
            ("support-docs", Rag),
            ("financial-analysis", Rag),
            ("clinical-notes", Lora),
            ("json-schema", Lora),
            ("regulated-assistant", Rag),
            ("fresh-and-strict", Hybrid),
            ("thin-data", Rag),
        ]
    );
}

#[test]
fn presets_set_what_they_name() {
    for preset in &forkcast_engine::presets::PRESETS {
        let mut s = Scenario::default();
        for (key, value) in preset.set {
            params::find(key)
                .and_then(|p| p.set_text(&mut s, value, catalog()))
                .unwrap_or_else(|e| panic!("{}: {e}", preset.id));
        }
        assert_eq!(s, preset.scenario(catalog()), "{}", preset.id);
    }
}

#[test]
fn lora_qlora_and_full_are_alike_on_instruction_data() {
    let r = report("new_facts_share=0");
    let (full, lora, qlora) = (r.of(FullFt).quality, r.of(Lora).quality, r.of(Qlora).quality);
    assert_eq!(lora, qlora);
    assert!((full.p_correct - lora.p_correct).abs() < 0.03);
}

#[test]
fn a_method_never_wins_by_a_cheaper_model() {
    for (index, model) in (0u16..).zip(catalog().models.iter()) {
        let s = Scenario {
            model_index: index,
            ..Scenario::default()
        };
        for strategy in Strategy::ALL {
            let supplied = supply::of(&s, catalog(), strategy, Method::Lora);
            if let supply::Serve::Hosted(supply::Tariff { launch: price, .. }) = supplied.serve {
                assert!(price.input >= model.input_usd_per_m, "{} {strategy:?}", model.id);
                assert!(
                    price.output >= model.output_usd_per_m,
                    "{} {strategy:?}",
                    model.id
                );
            }
        }
    }
}

#[test]
fn a_closed_model_without_tuning_is_gated_with_what_opens_it() {
    let s = scenario("model=claude-sonnet-5.5");
    let r = evaluate(&s, catalog());
    for strategy in [FullFt, Lora, Qlora, Hybrid] {
        assert!(r.of(strategy).gates.contains(&Gate::NotSold), "{strategy:?}");
    }
    assert!(words::gate_opens(&Gate::NotSold, &s).contains("open model"));
    assert_eq!(r.verdict.winner, Rag);
}

#[test]
fn a_managed_price_is_the_providers() {
    // GPT-4.1 mini: 5 USD a million training tokens (OpenAI via Portkey models, 2026-08-02).
    let s = scenario(
        "model=gpt-4.1-mini new_facts_share=0 examples=1000 example_tokens=1000 epochs=3 experiments=2",
    );
    let r = evaluate(&s, catalog());
    assert!((r.of(Lora).cost.training_run_usd - 1000.0 * 1000.0 * 3.0 * 2.0 * 5.0 / 1e6).abs() < 1e-9);
    assert!(r.of(FullFt).gates.contains(&Gate::NotSold) && r.of(Qlora).gates.contains(&Gate::NotSold));
    // And its tuned model costs twice as much a token.
    let (rag, lora) = (r.of(Rag), r.of(Lora));
    let output = |x: &StrategyReport| item(x, CostItem::Output).monthly_usd;
    assert!((output(lora) / output(rag) - 2.0).abs() < 1e-9);
}

#[test]
fn costs_by_hand() {
    // A month of 1,000 questions a day, nothing cached, at 0.17 USD a million tokens read and 0.25 written.
    let s = scenario(
        "queries_per_day=1000 growth_monthly=0 cacheable_share=0 prompt_tokens=500 few_shot=0 output_tokens=200 chunks=5 chunk_tokens=300 reranker=none horizon_months=12 change_share=0",
    );
    let r = evaluate(&s, catalog());
    let queries = 1000.0 * DAYS_PER_MONTH;
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * b.max(1.0), "{a} {b}");
    close(
        item(r.of(Rag), CostItem::Prompt).monthly_usd,
        queries * 500.0 * 0.17e-6,
    );
    close(
        item(r.of(Rag), CostItem::Context).monthly_usd,
        queries * 1500.0 * 0.17e-6,
    );
    close(
        item(r.of(Rag), CostItem::Output).monthly_usd,
        queries * 200.0 * 0.25e-6,
    );
    // Embedding: 5 M tokens once, 500 a question, 0.02 USD a million.
    // And 16,667 records of 1,536 × 4 bytes and 1,200 bytes of text, 8 write units each, at 4 USD a million.
    let indexed = 0.1 + 16_667.0 * 8.0 * 4e-6;
    close(item(r.of(Rag), CostItem::Indexing).upfront_usd, indexed);
    close(
        item(r.of(Rag), CostItem::Search).monthly_usd,
        queries * 500.0 * 0.02e-6,
    );
    // The store's least fee is 50 USD: 16,667 vectors of 1,536 × 4 bytes × 1.5 are 0.15 GB.
    close(item(r.of(Rag), CostItem::Store).monthly_usd, 50.0);
    close(item(r.of(Rag), CostItem::Upkeep).monthly_usd, 12.0 * 95.0);
    let rag = &r.of(Rag).cost;
    // 384.16 questions for 5 points, each 1.50 USD once and 0.003 USD a grade; one answer in fifty is graded in use.
    close(item(r.of(Rag), CostItem::Evaluation).upfront_usd, 384.16 * 1.503);
    close(
        item(r.of(Rag), CostItem::Monitoring).monthly_usd,
        queries * 0.02 * 0.003,
    );
    close(rag.upfront_usd, 120.0 * 95.0 + indexed + 384.16 * 1.503);
    close(rag.cumulative_usd[12], rag.upfront_usd + 12.0 * rag.monthly_usd);
    assert_eq!(rag.cumulative_usd.len(), 13);
}

#[test]
fn a_cache_needs_traffic_to_stay_warm() {
    assert!(prompt::cache_hit_share(10.0, 5.0) < 0.05);
    assert!(prompt::cache_hit_share(10_000.0, 5.0) > 0.999);
    // Long context with a cache is a real competitor of RAG on a small corpus.
    let s = "model=gemini-3.8-flash corpus_tokens=30000 queries_per_day=20000 budget_monthly_usd=16000";
    let r = report(s);
    assert_eq!(r.verdict.winner, LongContext, "{:?}", r.verdict);
    let warm = item(r.of(LongContext), CostItem::Context).monthly_usd;
    let cold = item(
        report("model=gemini-3.8-flash corpus_tokens=30000 queries_per_day=100 keep_warm=never")
            .of(LongContext),
        CostItem::Context,
    )
    .monthly_usd
        * 200.0;
    assert!(warm < 0.2 * cold, "{warm} {cold}");
}

#[test]
fn training_needs_what_published_runs_needed() {
    // LoRA paper: 16 bytes a weight against about 2; QLoRA paper: 65B in 48 GB against 780 and more for full fine-tuning.
    let shape = |params_b: f64| forkcast_engine::catalog::Shape {
        params_b,
        ..catalog()
            .models
            .iter()
            .find_map(|m| m.shape.clone())
            .expect("an open model")
    };
    let sixty_five = shape(65.0);
    assert!((40.0..=72.0).contains(&training::memory_gb(&sixty_five, Method::Qlora)));
    assert!(training::memory_gb(&sixty_five, Method::Full) > 780.0);
}

#[test]
fn nothing_fits_says_so_and_names_the_nearest() {
    let r = report("budget_monthly_usd=50");
    assert!(!r.verdict.feasible);
    assert!(r.strategies.iter().all(|s| !s.feasible));
    let headline = words::headline(&r);
    assert!(
        headline.text().starts_with("Nothing meets"),
        "{}",
        headline.text()
    );
    assert!(headline.subtitle.contains("budget $50"), "{}", headline.subtitle);
}

#[test]
fn words_carry_the_engines_figures() {
    let r = report("");
    let shown: Vec<String> = r
        .of(Lora)
        .why_not
        .iter()
        .map(|x| words::plain(&words::reason(x)))
        .collect();
    let later = r.of(Rag).latency.ttft_p95_ms - r.of(Lora).latency.ttft_p95_ms;
    assert!(shown.iter().any(|s| s.contains(&format::ms(later))), "{shown:?}");
    assert!(
        words::headline(&r)
            .subtitle
            .contains(&format::usd(r.of(Rag).cost.upfront_usd))
    );
}
