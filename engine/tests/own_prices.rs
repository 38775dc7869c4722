//! A team's own prices take the place of the list's.

use forkcast_engine::report::{CostItem, Report};
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};

fn report(s: &Scenario) -> Report {
    evaluate(s, Catalog::builtin())
}

fn monthly(r: &Report, strategy: Strategy, item: CostItem) -> f64 {
    r.of(strategy).cost.items[item as usize].monthly_usd
}

#[test]
fn twice_the_list_price_costs_twice_as_much_for_every_hosted_strategy() {
    // Nobody is late, so that whoever serves a tuned model by the token stays.
    let list = Scenario {
        ttft_p95_ms: 10_000.0,
        e2e_p95_ms: 60_000.0,
        ..Scenario::default()
    };
    let model = Catalog::builtin().model(list.model_index);
    let own = Scenario {
        own_input_usd: Some(2.0 * model.input_usd_per_m),
        own_output_usd: Some(2.0 * model.output_usd_per_m),
        ..list
    };
    let (a, b) = (report(&list), report(&own));
    for strategy in [Strategy::Prompt, Strategy::Rag, Strategy::Lora, Strategy::Hybrid] {
        for item in [CostItem::Prompt, CostItem::Context, CostItem::Output] {
            let (list, own) = (monthly(&a, strategy, item), monthly(&b, strategy, item));
            assert!(
                (own - 2.0 * list).abs() <= 1e-9 * own,
                "{strategy:?} {item:?}: {list} {own}"
            );
        }
    }
    assert!(monthly(&a, Strategy::Rag, CostItem::Context) > 0.0);
}

#[test]
fn a_cheaper_cache_touches_only_what_a_cache_serves() {
    let list = Scenario {
        cacheable_share: 0.8,
        queries_per_day: 50_000.0,
        ..Scenario::default()
    };
    let own = Scenario {
        own_cached_usd: Some(0.001),
        ..list
    };
    let (a, b) = (report(&list), report(&own));
    assert!(
        monthly(&b, Strategy::Prompt, CostItem::Prompt) < monthly(&a, Strategy::Prompt, CostItem::Prompt)
    );
    for item in [CostItem::Context, CostItem::Output] {
        assert_eq!(
            monthly(&b, Strategy::Rag, item),
            monthly(&a, Strategy::Rag, item),
            "{item:?}"
        );
    }
}
