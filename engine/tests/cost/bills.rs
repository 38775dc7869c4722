//! The bill of a month: people, tokens, indexing, stores, wrong answers, growth, own prices and what is for sale.

use std::f64::consts::LN_2;

use super::{NO_FEE, NODES, READ_UNITS, base, cached_world, each, monthly, upfront, world};
use crate::common::close;
use Strategy::{FullFt, Hybrid, LongContext, Lora, Prompt, Qlora, Rag};
use forkcast_engine::calendar::{DAYS_PER_MONTH, HOURS_PER_MONTH};
use forkcast_engine::catalog::{LongPrompt, TuningMethod};
use forkcast_engine::cost::supply::{Serve, TokenPrice, Train};
use forkcast_engine::cost::{horizon_queries, months, people, retrieval, supply};
use forkcast_engine::report::CostItem;
use forkcast_engine::scenario::{Supply, TrainingPlace};
use forkcast_engine::strategy::Method;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate, prompt};

#[test]
fn people_are_paid_by_the_hour() {
    let (s, c) = (base(), world());
    let r = evaluate(&s, &c);
    let by_hand = [
        (Prompt, 10.0, 1.0),
        (LongContext, 20.0, 1.0),
        (Rag, 100.0, 10.0),
        (FullFt, 200.0, 20.0),
        (Lora, 200.0, 20.0),
        (Qlora, 200.0, 20.0),
        (Hybrid, 300.0, 30.0),
    ];
    for (strategy, build, upkeep) in by_hand {
        close(upfront(&r, strategy, CostItem::Build), build * 50.0);
        close(monthly(&r, strategy, CostItem::Upkeep), upkeep * 50.0);
    }
    // 160 hours a month, twelve months and 52 weeks a year: 480 hours are a quarter of a year.
    let quarter = Scenario {
        build_hours_rag: 480.0,
        ..s
    };
    close(people::weeks_to_live(&quarter, Rag), 13.0);
}

#[test]
fn tokens_are_paid_by_what_the_cache_serves() {
    // At 288 ln 2 questions a day every second prompt finds its prefix in a cache that forgets after five minutes.
    let s = Scenario {
        queries_per_day: 288.0 * LN_2,
        cacheable_share: 0.8,
        corpus_tokens: 20_000.0,
        // What changes of a corpus empties the cache: long_context.rs.
        change_share: 0.0,
        ..base()
    };
    close(prompt::cache_hit_share(s.queries_per_day, 5.0), 0.5);
    let prompt = prompt::of(&s, &cached_world(), LongContext);
    close(prompt.total(), 600.0 + 4.0 * 100.0 + 20_000.0);
    // Four fifths of 600 tokens and all of the examples are the same in every prompt: 880, of which half are found.
    close(prompt.own_cached(), 440.0);
    close(prompt.own_uncached(), 560.0);
    close(prompt.cached(), 440.0 + 10_000.0);
    let r = evaluate(&s, &cached_world());
    let of = |strategy, item| each(&s, &r, strategy, item);
    // 560 tokens at 1 USD a million and 440 at 0.1.
    for strategy in [Prompt, LongContext, Rag] {
        close(of(strategy, CostItem::Prompt), 604e-6);
        close(of(strategy, CostItem::Output), 800e-6);
    }
    close(of(Prompt, CostItem::Context), 0.0);
    close(of(LongContext, CostItem::Context), 11_000e-6);
    close(of(Rag, CostItem::Context), 1500e-6);
    // A tuned model needs no examples: 360 tokens at 3 USD and 240 at 0.3; it answers at 8.
    for strategy in [Lora, Hybrid] {
        close(of(strategy, CostItem::Prompt), 1152e-6);
        close(of(strategy, CostItem::Output), 1600e-6);
    }
    close(of(Lora, CostItem::Context), 0.0);
    close(of(Hybrid, CostItem::Context), 4500e-6);
}

#[test]
fn an_index_is_made_once_and_again_for_what_changes() {
    let c = world();
    // Four changes a month of a fifth of 3 M tokens, at 1 USD a million.
    let s = Scenario {
        change_days: DAYS_PER_MONTH / 4.0,
        reranker_index: 1,
        ..base()
    };
    let r = evaluate(&s, &c);
    close(upfront(&r, Rag, CostItem::Indexing), 3.0);
    close(monthly(&r, Rag, CostItem::Indexing), 3.0 * 0.2 * 4.0);
    // 600 tokens of the question, and 2 USD for a thousand rerankings.
    close(each(&s, &r, Rag, CostItem::Search), 600e-6 + 0.002);
    assert_eq!(monthly(&r, Lora, CostItem::Search), 0.0);
    // The index takes in documents every 144 minutes: what changes twice as often is indexed no more often.
    let fast = Scenario {
        change_days: 0.05,
        ..s
    };
    close(
        retrieval::bill(&fast, &c).reindex_monthly_usd,
        3.0 * 0.2 * DAYS_PER_MONTH / 0.1,
    );
}

#[test]
fn a_store_charges_by_size_and_reading_or_by_node() {
    let c = world();
    let month = |corpus_tokens: f64, store_index: u16, queries_per_day: f64| {
        let s = Scenario {
            corpus_tokens,
            store_index,
            queries_per_day,
            ..base()
        };
        monthly(&evaluate(&s, &c), Rag, CostItem::Store)
    };
    // Passages of 300 tokens; 1,000 numbers of 4 bytes each, twice that with what the index adds: 8 GB for a million.
    let million = Scenario {
        corpus_tokens: 3e8,
        ..base()
    };
    close(retrieval::vectors(&million), 1e6);
    close(retrieval::index_gb(&million, &c), 8.0);
    let thousand = Scenario {
        corpus_tokens: 1000.0,
        ..base()
    };
    assert_eq!(retrieval::vectors(&thousand), 4.0, "the last one is not full");
    // 8 GB at 2 USD, and 8 units of 100 USD a million for a question.
    close(
        month(3e8, READ_UNITS, 10_000.0),
        16.0 + 10_000.0 * DAYS_PER_MONTH * 8e-4,
    );
    // A question reads at least a quarter of a gigabyte.
    close(
        month(3e6, READ_UNITS, 1e6),
        0.08 * 2.0 + 1e6 * DAYS_PER_MONTH * 25e-6,
    );
    assert_eq!(month(3e6, READ_UNITS, 10.0), 50.0, "the least fee");
    for (corpus_tokens, nodes) in [(3e6, 1.0), (3e8, 1.0), (3e9, 8.0), (3.15e9, 9.0)] {
        close(month(corpus_tokens, NODES, 10.0), nodes * 0.5 * HOURS_PER_MONTH);
    }
    assert_eq!(month(3e8, NO_FEE, 10_000.0), 0.0);
}

#[test]
fn one_more_question_costs_its_tokens_its_search_and_its_reading() {
    let s = Scenario {
        store_index: READ_UNITS,
        reranker_index: 1,
        ..base()
    };
    let r = evaluate(&s, &world());
    close(r.of(Prompt).cost.marginal_query_usd, 1000e-6 + 800e-6);
    close(
        r.of(Rag).cost.marginal_query_usd,
        1000e-6 + 1500e-6 + 800e-6 + 600e-6 + 0.002 + 25e-6,
    );
}

#[test]
fn a_month_is_a_twelfth_of_a_julian_year() {
    close(DAYS_PER_MONTH, 365.25 / 12.0);
    close(HOURS_PER_MONTH, 730.5);
}

#[test]
fn growth_compounds_and_the_horizon_is_whole_months() {
    let s = Scenario {
        growth_monthly: 0.1,
        horizon_months: 2.6,
        ..base()
    };
    let first = 1000.0 * DAYS_PER_MONTH;
    let queries: Vec<f64> = months(&s).collect();
    assert_eq!(queries.len(), 3, "2.6 months are three");
    for (found, by_hand) in queries.iter().zip([first, first * 1.1, first * 1.21]) {
        close(*found, by_hand);
    }
    close(horizon_queries(&s), first * 3.31);
    let r = evaluate(&s, &world());
    let cost = &r.of(Prompt).cost;
    // Ten hours to build, one a month of upkeep, and 0.0018 USD a question.
    let month = |growth: f64| 50.0 + first * growth * 1800e-6;
    let spent = [
        500.0,
        500.0 + month(1.0),
        500.0 + month(1.0) + month(1.1),
        500.0 + month(1.0) + month(1.1) + month(1.21),
    ];
    assert_eq!(cost.cumulative_usd.len(), 4);
    for (found, by_hand) in cost.cumulative_usd.iter().zip(spent) {
        close(*found, by_hand);
    }
    close(cost.upfront_usd, 500.0);
    close(cost.monthly_usd, (spent[3] - 500.0) / 3.0);
    close(cost.per_query_usd, spent[3] / (first * 3.31));
    close(
        cost.per_correct_usd,
        spent[3] / (first * 3.31 * r.of(Prompt).quality.p_correct),
    );
    close(
        monthly(&r, Prompt, CostItem::Prompt),
        1000e-6 * first * 3.31 / 3.0,
    );
    // A store's fee and GPUs are a month's own, not the mean month's.
    let stored = Scenario {
        store_index: READ_UNITS,
        queries_per_day: 1e6,
        ..s
    };
    close(
        monthly(&evaluate(&stored, &world()), Rag, CostItem::Store),
        0.16 + 1e6 * DAYS_PER_MONTH * 25e-6 * 3.31 / 3.0,
    );
    let own = Scenario {
        supply: Supply::OwnGpus,
        queries_per_day: 1e6,
        ..s
    };
    let r = evaluate(&own, &world());
    let replicas: Vec<f64> = [1.0, 1.1, 1.21]
        .map(|growth| {
            let month = Scenario {
                growth_monthly: 0.0,
                horizon_months: 1.0,
                queries_per_day: 1e6 * growth,
                ..own
            };
            evaluate(&month, &world()).of(Prompt).cost.serving_gpus
        })
        .to_vec();
    assert!(replicas[0] < replicas[2], "{replicas:?}");
    close(
        monthly(&r, Prompt, CostItem::Gpus),
        replicas.iter().sum::<f64>() * 2.0 * HOURS_PER_MONTH / 3.0,
    );
}

/// The price of a prompt, and how the strategy's model is served.
fn price(s: &Scenario, c: &Catalog, strategy: Strategy, method: Method) -> TokenPrice {
    match supply::of(s, c, strategy, method).serve {
        Serve::Hosted(tariff) => tariff.launch,
        Serve::Gpus(_) => panic!("{strategy:?} is hosted"),
    }
}

#[test]
fn own_prices_move_the_cache_and_the_tuned_model_with_them() {
    let c = cached_world();
    let own = Scenario {
        own_input_usd: Some(2.0),
        own_output_usd: Some(5.0),
        ..base()
    };
    // The cache stays a tenth of the input; a tuned model keeps three and two times the price.
    let all = |input: f64, cached: f64, output: f64| TokenPrice {
        input,
        cached,
        write: input,
        output,
    };
    assert_eq!(price(&base(), &c, Rag, Method::Lora), all(1.0, 0.1, 4.0));
    assert_eq!(price(&own, &c, Rag, Method::Lora), all(2.0, 0.2, 5.0));
    assert_eq!(price(&own, &c, Lora, Method::Lora), all(6.0, 0.2 * 3.0, 10.0));
    let cached = Scenario {
        own_cached_usd: Some(0.5),
        ..own
    };
    assert_eq!(price(&cached, &c, Rag, Method::Lora), all(2.0, 0.5, 5.0));
    // Where caching is not sold, a cached token costs what any other does.
    let mut uncached = cached_world();
    uncached.models.to_mut()[0].cached_usd_per_m = None;
    assert_eq!(price(&own, &uncached, Rag, Method::Lora), all(2.0, 2.0, 5.0));
    // A model that is given away has no premium to keep.
    let mut free = cached_world();
    let model = &mut free.models.to_mut()[0];
    (model.input_usd_per_m, model.output_usd_per_m) = (0.0, 0.0);
    assert_eq!(price(&own, &free, Lora, Method::Lora), all(2.0, 0.1, 5.0));
}

#[test]
fn a_long_prompt_is_charged_its_tier_as_a_whole_from_the_token_above() {
    let mut c = world();
    c.models.to_mut()[0].long = Some(&LongPrompt {
        above_tokens: 100_000.0,
        input_usd_per_m: 5.0,
        output_usd_per_m: 6.0,
        cached_usd_per_m: Some(0.5),
    });
    let at = |corpus_tokens: f64| {
        let s = Scenario {
            corpus_tokens,
            ..base()
        };
        price(&s, &c, LongContext, Method::Lora)
    };
    assert_eq!(
        at(99_000.0).input,
        1.0,
        "1,000 tokens of its own and the corpus: the threshold itself"
    );
    let above = at(99_001.0);
    assert_eq!((above.input, above.cached, above.output), (5.0, 0.5, 6.0));
}

#[test]
fn what_is_for_sale_decides_where_a_model_runs_and_is_trained() {
    let mut c = world();
    let managed_place = Scenario {
        training_place: TrainingPlace::Managed,
        ..base()
    };
    let own_managed = Scenario {
        supply: Supply::OwnGpus,
        ..managed_place
    };
    {
        let shape = c.models[0].shape.as_ref().expect("open");
        for strategy in [Prompt, LongContext, Rag] {
            let supplied = supply::of(&base(), &c, strategy, Method::Lora);
            assert_eq!((supplied.train, supplied.sold), (Train::Nothing, true));
            let own = supply::of(&own_managed, &c, strategy, Method::Lora);
            assert_eq!((own.serve, own.train), (Serve::Gpus(shape), Train::Nothing));
            assert_eq!(own.context_tokens, 1e6);
        }
        // Nobody shares a model whose weights were all changed: it runs on GPUs of one's own.
        let full = supply::of(&base(), &c, FullFt, Method::Full);
        assert_eq!(
            (full.serve, full.train, full.sold),
            (Serve::Gpus(shape), Train::Rented(shape), true)
        );
        // Adapters are trained where the team says, the other methods on rented GPUs in any case.
        let train = |s: &Scenario, strategy, method| supply::of(s, &c, strategy, method).train;
        assert_eq!(train(&base(), Lora, Method::Lora), Train::Rented(shape));
        assert_eq!(train(&managed_place, Lora, Method::Lora), Train::Managed(2.0));
        assert_eq!(train(&managed_place, Qlora, Method::Qlora), Train::Rented(shape));
        assert_eq!(train(&own_managed, Lora, Method::Lora), Train::Managed(2.0));
        assert_eq!(train(&own_managed, Qlora, Method::Qlora), Train::Rented(shape));
        assert_eq!(train(&own_managed, FullFt, Method::Full), Train::Rented(shape));
    }
    // A provider that tunes by a way of its own sells adapters alone.
    let tuning = |c: &mut Catalog, method| {
        c.models.to_mut()[0].tuning.to_mut()[0].method = method;
    };
    tuning(&mut c, TuningMethod::Managed);
    let lora = supply::of(&base(), &c, Lora, Method::Lora);
    assert_eq!((lora.train, lora.sold), (Train::Managed(2.0), true));
    assert_eq!(
        price(&base(), &c, Lora, Method::Lora),
        TokenPrice {
            input: 3.0,
            cached: 3.0,
            write: 3.0,
            output: 8.0
        }
    );
    assert!(!supply::of(&base(), &c, Qlora, Method::Qlora).sold);
    // A closed model cannot be trained in full; one that is not tuned at all is sold as it is.
    c.models.to_mut()[0].shape = None;
    let full = supply::of(&base(), &c, FullFt, Method::Full);
    assert_eq!((full.train, full.sold), (Train::Nothing, false));
    assert!(supply::of(&base(), &c, Lora, Method::Lora).sold);
    c.models.to_mut()[0].tuning.to_mut().clear();
    assert!(!supply::of(&base(), &c, Lora, Method::Lora).sold);
    assert!(supply::of(&base(), &c, Rag, Method::Lora).sold);
}
