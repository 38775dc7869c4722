//! Prices announced for later, and prices by the hour of the day: each month is billed at the prices in force in it.

use crate::common::{catalog as builtin, close, scenario};
use forkcast_engine::calendar::DAYS_PER_MONTH;
use forkcast_engine::catalog::{Later, LongPrompt, MOST_LATER, Peak, Provenance};
use forkcast_engine::explore::volume;
use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::prompt;
use forkcast_engine::report::{CostItem, Report, Warning};
use forkcast_engine::{Catalog, Scenario, Strategy, decide, evaluate, words};
use proptest::prelude::*;

const TOKEN_ITEMS: [CostItem; 3] = [CostItem::Prompt, CostItem::Context, CostItem::Output];

fn said() -> Provenance {
    Provenance {
        source: "a test".into(),
        as_of: "2026-11-23".into(),
    }
}

/// Prices of (input, output, cached) from so many days after the snapshot on.
fn later(days: f64, (input, output, cached): (f64, f64, f64)) -> Later {
    Later {
        from: "2027-01-01",
        from_days: days,
        input_usd_per_m: input,
        output_usd_per_m: output,
        cached_usd_per_m: Some(cached),
        long: None,
        as_of: "2026-11-23",
        source: "a test",
    }
}

/// The built-in catalog with a model of those prices, and those later ones, in the place of the scenario's.
fn catalog(s: &Scenario, (input, output, cached): (f64, f64, f64), schedule: Vec<Later>) -> Catalog {
    let mut catalog = builtin().clone();
    let model = &mut catalog.models.to_mut()[usize::from(s.model_index)];
    model.input_usd_per_m = input;
    model.output_usd_per_m = output;
    model.cached_usd_per_m = Some(cached);
    model.long = None;
    model.peak = None;
    model.later = schedule.leak();
    catalog
}

fn total(r: &Report, strategy: Strategy) -> f64 {
    *r.of(strategy).cost.cumulative_usd.last().expect("months")
}

/// Month and cost of the most expensive month, where a warning names it.
fn month_over_budget(r: &Report) -> Option<(f64, f64)> {
    r.warnings.iter().find_map(|w| {
        if let Warning::MonthOverBudget { month, usd } = w {
            Some((*month, *usd))
        } else {
            None
        }
    })
}

fn month_usd(r: &Report, strategy: Strategy, month: usize) -> f64 {
    let spent = &r.of(strategy).cost.cumulative_usd;
    spent[month] - spent[month - 1]
}

/// A model that doubles after a quarter of month 3, by hand: two months at the old price, a quarter of the third, and the rest at the new.
#[test]
fn a_price_that_doubles_within_a_month_is_billed_by_that_months_days() {
    let s = scenario(
        "model=gpt-5.4-mini horizon_months=6 growth_monthly=0 queries_per_day=1000 few_shot=0 cacheable_share=0 prompt_tokens=1000 output_tokens=200 build_hours_prompt=0 upkeep_hours_prompt=0 eval_item_usd=0 grading_usd=0 unannounced_end=0",
    );
    let change = 2.25 * DAYS_PER_MONTH;
    let catalog = catalog(&s, (2.0, 10.0, 2.0), vec![later(change, (4.0, 20.0, 4.0))]);
    let r = evaluate(&s, &catalog);
    // 1000 tokens at 2 USD and 200 at 10 USD a million: 0.002 + 0.002 USD a question, 30,437.5 questions a month.
    let old = 0.004 * 30_437.5;
    let by_hand = [
        old,
        old,
        old * 0.25 + 2.0 * old * 0.75,
        2.0 * old,
        2.0 * old,
        2.0 * old,
    ];
    let mut spent = 0.0;
    for (month, usd) in by_hand.into_iter().enumerate() {
        spent += usd;
        close(r.of(Strategy::Prompt).cost.cumulative_usd[month + 1], spent);
    }
    close(r.of(Strategy::Prompt).cost.monthly_usd, spent / 6.0);
    close(
        r.of(Strategy::Prompt).cost.per_query_usd,
        spent / (6.0 * 30_437.5),
    );
    close(r.of(Strategy::Prompt).cost.marginal_query_usd, 0.004);
    // Half of it is the prompt, half the answer, in every month.
    for item in [CostItem::Prompt, CostItem::Output] {
        close(
            r.of(Strategy::Prompt).cost.items[item as usize].monthly_usd,
            spent / 12.0,
        );
    }
}

#[test]
fn traffic_that_grows_meets_each_months_own_price() {
    let s = scenario(
        "model=gpt-5.4-mini horizon_months=3 growth_monthly=0.1 queries_per_day=1000 few_shot=0 cacheable_share=0 prompt_tokens=1000 output_tokens=200 build_hours_prompt=0 upkeep_hours_prompt=0 eval_item_usd=0 grading_usd=0 unannounced_end=0",
    );
    let catalog = catalog(
        &s,
        (2.0, 10.0, 2.0),
        vec![
            later(0.5 * DAYS_PER_MONTH, (4.0, 10.0, 4.0)),
            later(2.0 * DAYS_PER_MONTH, (1.0, 5.0, 1.0)),
        ],
    );
    let r = evaluate(&s, &catalog);
    let queries = 30_437.5;
    // Half a month at 0.004 and half at 0.006; then 0.006; then 0.002 USD a question.
    close(month_usd(&r, Strategy::Prompt, 1), queries * 0.005);
    close(month_usd(&r, Strategy::Prompt, 2), queries * 1.1 * 0.006);
    close(month_usd(&r, Strategy::Prompt, 3), queries * 1.21 * 0.002);
}

#[test]
fn launching_after_the_change_is_as_if_the_new_price_were_the_only_one() {
    let (old, new) = ((2.0, 10.0, 0.2), (5.0, 11.0, 0.4));
    for start in [2.25, 3.0, 24.0] {
        let mut s = scenario("model=gpt-4.1-nano");
        s.start_months = start;
        let scheduled = catalog(&s, old, vec![later(2.25 * DAYS_PER_MONTH, new)]);
        let flat = catalog(&s, new, vec![]);
        let (a, b) = (evaluate(&s, &scheduled), evaluate(&s, &flat));
        for (a, b) in a.strategies.iter().zip(&b.strategies) {
            assert_eq!(a.cost, b.cost, "{:?} from month {start}", a.strategy);
        }
        assert_eq!(a.verdict, b.verdict);
    }
}

#[test]
fn a_month_of_waiting_moves_the_change_a_month_nearer() {
    let mut s = scenario("model=gpt-4.1-nano growth_monthly=0");
    let catalog = catalog(
        &s,
        (2.0, 10.0, 0.2),
        vec![later(4.5 * DAYS_PER_MONTH, (4.0, 20.0, 0.4))],
    );
    let now = evaluate(&s, &catalog);
    s.start_months = 1.0;
    let waited = evaluate(&s, &catalog);
    for strategy in [Strategy::Prompt, Strategy::LongContext, Strategy::Rag] {
        for month in 1..12 {
            close(
                month_usd(&waited, strategy, month),
                month_usd(&now, strategy, month + 1),
            );
        }
    }
    assert!(total(&waited, Strategy::Rag) > total(&now, Strategy::Rag));
}

/// What both feeds, and the announcement in one of them, say of this model: 2 in, 10 out, and twice that from 1 December, four days on.
#[test]
fn gemini_4_argon_costs_twice_as_much_from_december() {
    let s = scenario("model=gemini-4-argon growth_monthly=0 horizon_months=2");
    let r = evaluate(&s, builtin());
    let token_usd = |queries: f64, factor: f64| {
        let prompt = prompt::of(&s, builtin(), Strategy::Rag);
        let input = (prompt.total() - prompt.cached()) * 2.0 + prompt.cached() * 0.1;
        queries * factor * (input + s.output_tokens * 10.0) / 1e6
    };
    let queries = s.queries_per_day * DAYS_PER_MONTH;
    let before = 4.0 / DAYS_PER_MONTH;
    close(
        month_usd(&r, Strategy::Rag, 2) - month_usd(&r, Strategy::Rag, 1),
        token_usd(queries, 2.0) - token_usd(queries, before + 2.0 * (1.0 - before)),
    );
    let told: Vec<String> = r.warnings.iter().map(|w| words::warning(w, builtin())).collect();
    let sentence = "Gemini 4 Argon costs $4.00 in and $20.00 out per million tokens from 2026-12-01 (announced, checked 2026-11-27).";
    assert!(told.iter().any(|t| t.starts_with(sentence)), "{told:?}");
}

#[test]
fn a_change_after_the_horizon_is_not_told_and_costs_nothing() {
    let s = scenario("model=gemini-3.8-flash horizon_months=1");
    let mut without = builtin().clone();
    without.models.to_mut()[usize::from(s.model_index)].later = &[];
    assert_eq!(evaluate(&s, builtin()), evaluate(&s, &without));
    let longer = scenario("model=gemini-3.8-flash horizon_months=2");
    let told = |r: &Report| {
        r.warnings
            .iter()
            .any(|w| matches!(w, Warning::PriceChanges { .. }))
    };
    assert!(told(&evaluate(&longer, builtin())));
}

#[test]
fn a_teams_own_prices_hold_in_every_month() {
    let own = scenario("model=gemini-4-argon own_input_usd=1.5 own_output_usd=6");
    let mut without = builtin().clone();
    without.models.to_mut()[usize::from(own.model_index)].later = &[];
    assert_eq!(evaluate(&own, builtin()), evaluate(&own, &without));
    // One of them alone leaves the other to the list.
    let input = scenario("model=gemini-4-argon own_input_usd=1.5");
    let (listed, flat) = (evaluate(&input, builtin()), evaluate(&input, &without));
    let item = |r: &Report, item: CostItem| r.of(Strategy::Rag).cost.items[item as usize].monthly_usd;
    close(item(&listed, CostItem::Prompt), item(&flat, CostItem::Prompt));
    close(item(&listed, CostItem::Context), item(&flat, CostItem::Context));
    assert!(item(&listed, CostItem::Output) > 1.5 * item(&flat, CostItem::Output));
}

#[test]
fn a_tuned_model_and_own_gpus_keep_their_price() {
    let s = scenario("model=llama-3.3-70b");
    let scheduled = catalog(&s, (0.88, 0.88, 0.88), vec![later(30.0, (8.8, 8.8, 8.8))]);
    let flat = catalog(&s, (0.88, 0.88, 0.88), vec![]);
    let (a, b) = (evaluate(&s, &scheduled), evaluate(&s, &flat));
    for strategy in [
        Strategy::FullFt,
        Strategy::Lora,
        Strategy::Qlora,
        Strategy::Hybrid,
    ] {
        assert_eq!(a.of(strategy).cost, b.of(strategy).cost, "{strategy:?}");
    }
    assert!(total(&a, Strategy::Rag) > total(&b, Strategy::Rag));
    let gpus = Scenario {
        supply: forkcast_engine::scenario::Supply::OwnGpus,
        ..s
    };
    assert_eq!(evaluate(&gpus, &scheduled), evaluate(&gpus, &flat));
}

#[test]
fn a_later_long_prompt_price_counts_for_long_prompts_only() {
    let mut s = scenario("model=gpt-4.1-nano growth_monthly=0 corpus_tokens=200000");
    s.start_months = 3.0;
    let mut change = later(30.0, (1.0, 4.0, 0.1));
    change.long = Some(&LongPrompt {
        above_tokens: 100_000.0,
        input_usd_per_m: 2.0,
        output_usd_per_m: 6.0,
        cached_usd_per_m: Some(0.2),
    });
    let scheduled = catalog(&s, (1.0, 4.0, 0.1), vec![change]);
    let (long, short) = (
        catalog(&s, (2.0, 6.0, 0.2), vec![]),
        catalog(&s, (1.0, 4.0, 0.1), vec![]),
    );
    let r = evaluate(&s, &scheduled);
    assert_eq!(
        r.of(Strategy::LongContext).cost,
        evaluate(&s, &long).of(Strategy::LongContext).cost
    );
    assert_eq!(
        r.of(Strategy::Rag).cost,
        evaluate(&s, &short).of(Strategy::Rag).cost
    );
}

#[test]
fn a_month_over_the_budget_is_told_where_the_mean_month_is_within_it() {
    let mut s = scenario("model=gemini-4-argon growth_monthly=0 horizon_months=24 audit=required examples=0");
    let r = evaluate(&s, builtin());
    let cost = &r.of(r.verdict.winner).cost;
    let first = cost.cumulative_usd[1] - cost.cumulative_usd[0];
    let last = month_usd(&r, r.verdict.winner, 24);
    assert!(first < cost.monthly_usd && cost.monthly_usd < last);
    s.budget_monthly_usd = (cost.monthly_usd + last) / 2.0;
    let r = evaluate(&s, builtin());
    let (month, usd) = month_over_budget(&r).expect("it is told");
    assert_eq!(month, 2.0);
    close(usd, month_usd(&r, r.verdict.winner, 2));
    s.budget_monthly_usd = last * 1.01;
    let told = |r: Report| {
        r.warnings
            .iter()
            .any(|w| matches!(w, Warning::MonthOverBudget { .. }))
    };
    assert!(!told(evaluate(&s, builtin())));
}

#[test]
fn the_volume_sweep_is_the_first_month() {
    let s = scenario("model=gemini-4-argon");
    let r = evaluate(&s, builtin());
    let swept = volume::monthly_usd(&s, builtin(), s.queries_per_day);
    for strategy in Strategy::ALL {
        close(swept[strategy.index()], month_usd(&r, strategy, 1));
    }
}

/// DeepSeek V4 Flash: 0.15 in and 0.6 out, 0.3 and 1.2 at peak hours; both feeds say so.
#[test]
fn the_share_of_peak_hours_mixes_the_two_prices_exactly() {
    let item = |share: f64, item: CostItem| {
        let mut s = scenario("model=deepseek-v4-flash");
        s.peak_hours_share = share;
        evaluate(&s, builtin()).of(Strategy::Rag).cost.items[item as usize].monthly_usd
    };
    let s = scenario("model=deepseek-v4-flash");
    let mut flat = builtin().clone();
    flat.models.to_mut()[usize::from(s.model_index)].peak = None;
    let off_peak = evaluate(&s, &flat);
    for i in TOKEN_ITEMS {
        let off = off_peak.of(Strategy::Rag).cost.items[i as usize].monthly_usd;
        assert!(off > 0.0);
        close(item(0.0, i), off);
        close(item(1.0, i), 2.0 * off);
        close(item(0.3, i), 1.3 * off);
    }
    // Even traffic over the week, the default: 35 of 168 hours, rounded to a per cent.
    assert!((s.peak_hours_share - 35.0 / 168.0).abs() < 0.005);
    assert!(
        off_peak.warnings.iter().all(|w| *w != Warning::FeedsDisagree),
        "the feeds mean different hours and agree on each"
    );
}

#[test]
fn peak_hours_count_for_no_model_without_such_a_price() {
    for (index, model) in (0u16..)
        .zip(builtin().models.iter())
        .filter(|(_, m)| m.peak.is_none())
    {
        let at = |share: f64| {
            let s = Scenario {
                model_index: index,
                peak_hours_share: share,
                ..Scenario::default()
            };
            decide(&s, builtin())
        };
        assert_eq!(at(0.0), at(1.0), "{}", model.id);
    }
    assert_eq!(builtin().models.iter().filter(|m| m.peak.is_some()).count(), 2);
}

/// What is not in the feeds today but a catalog of one's own can say: a cache at off-peak hours only is charged as input.
#[test]
fn a_cache_without_a_peak_price_is_charged_as_input() {
    let s = scenario("model=gpt-4.1-nano peak_hours_share=0.5");
    let mut one = catalog(&s, (1.0, 1.0, 0.1), vec![]);
    one.models.to_mut()[usize::from(s.model_index)].peak = Some(Box::leak(Box::new(Peak {
        hours: "never".into(),
        input_usd_per_m: 3.0,
        output_usd_per_m: 3.0,
        cached_usd_per_m: None,
        provenance: said(),
    })));
    let mut flat = catalog(&s, (2.0, 2.0, 2.0), vec![]);
    flat.models.to_mut()[usize::from(s.model_index)].cached_usd_per_m = None;
    // To a millionth: which of them are kept warm goes by the list's price.
    let month = |c: &Catalog| evaluate(&s, c).of(Strategy::Rag).cost.monthly_usd;
    assert!((month(&one) / month(&flat) - 1.0).abs() < 1e-6);
}

prop_compose! {
    /// Any scenario on a hosted model, and any schedule of up to one more price than counts.
    fn any_case()(
        positions in prop::collection::vec(0.0..=1.0f64, PARAMS.len()),
        model in 0..builtin().models.len(),
        prices in (0.01..20.0f64, 0.01..60.0f64, 0.0..=1.0f64),
        steps in prop::collection::vec((1.0..400.0f64, 0.01..20.0f64, 0.01..60.0f64, 0.0..=1.0f64), 0..=MOST_LATER + 1),
    ) -> (Scenario, Catalog) {
        let mut s = Scenario::default();
        for (param, position) in PARAMS.iter().zip(positions) {
            let name = param.key;
            if param.range().is_some() && !name.starts_with("own_") && !name.starts_with("measured_") {
                (param.set)(&mut s, Value::Number(Param::at(param, position)));
            }
        }
        s.model_index = model as u16;
        let mut day = 0.0;
        let schedule = steps.into_iter().map(|(days, input, output, cached)| {
            day += days;
            later(day, (input, output, cached * input))
        }).collect();
        let (input, output, cached) = prices;
        let catalog = catalog(&s, (input, output, cached * input), schedule);
        (s, catalog)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_higher_later_price_never_lowers_a_total((s, catalog) in any_case(), which in 0..MOST_LATER, rise in 1.0..5.0f64) {
        let mut dearer = catalog.clone();
        let model = &mut dearer.models.to_mut()[usize::from(s.model_index)];
        let mut schedule = model.later.to_vec();
        if let Some(later) = schedule.get_mut(which) {
            later.input_usd_per_m *= rise;
            later.output_usd_per_m *= rise;
            later.cached_usd_per_m = later.cached_usd_per_m.map(|c| c * rise);
        }
        model.later = schedule.leak();
        let (a, b) = (evaluate(&s, &catalog), evaluate(&s, &dearer));
        for strategy in Strategy::ALL {
            let (a, b) = (&a.of(strategy).cost.cumulative_usd, &b.of(strategy).cost.cumulative_usd);
            for (a, b) in a.iter().zip(b) {
                prop_assert!(*b >= a - 1e-9 * a.abs(), "{strategy:?}: {a} {b}");
            }
        }
    }

    #[test]
    fn a_schedule_equal_to_the_present_price_changes_nothing((s, catalog) in any_case()) {
        let mut same = catalog;
        let model = &mut same.models.to_mut()[usize::from(s.model_index)];
        let (input, output, cached) = (model.input_usd_per_m, model.output_usd_per_m, model.cached_usd_per_m);
        let mut schedule = model.later.to_vec();
        for later in &mut schedule {
            later.input_usd_per_m = input;
            later.output_usd_per_m = output;
            later.cached_usd_per_m = cached;
        }
        model.later = schedule.leak();
        let mut flat = same.clone();
        flat.models.to_mut()[usize::from(s.model_index)].later = &[];
        prop_assert_eq!(decide(&s, &same), decide(&s, &flat));
        let (mut a, b) = (evaluate(&s, &same), evaluate(&s, &flat));
        a.warnings.retain(|w| !matches!(w, Warning::PriceChanges { .. }));
        prop_assert_eq!(a, b);
    }

    #[test]
    fn items_add_up_to_the_month_and_months_to_the_total((s, catalog) in any_case()) {
        let r = evaluate(&s, &catalog);
        for strategy in &r.strategies {
            let cost = &strategy.cost;
            let items: f64 = cost.items.iter().map(|i| i.monthly_usd).sum();
            prop_assert!((items - cost.monthly_usd).abs() <= 1e-9 * items.abs().max(1.0), "{} {}", items, cost.monthly_usd);
            let months = (cost.cumulative_usd.len() - 1) as f64;
            let total = cost.cumulative_usd.last().copied().unwrap_or_default();
            prop_assert!((cost.upfront_usd + months * cost.monthly_usd - total).abs() <= 1e-9 * total.abs().max(1.0));
        }
    }
}

#[test]
fn announced_prices_are_told_as_long_as_the_list_sets_one_of_the_bills() {
    let told = |s: &Scenario, catalog: &Catalog| {
        let warnings = evaluate(s, catalog).warnings;
        warnings.iter().any(|w| matches!(w, Warning::PriceChanges { .. }))
    };
    let months = 6.0;
    for (own, expected) in [
        ("", true),
        ("own_input_usd=1.5", true),
        ("own_output_usd=6", true),
        ("own_input_usd=1.5 own_output_usd=6", false),
    ] {
        let s = scenario(&format!("horizon_months={months} {own}"));
        let announced = |days: f64| catalog(&s, (1.0, 2.0, 0.1), vec![later(days, (2.0, 4.0, 0.2))]);
        assert_eq!(told(&s, &announced(30.0)), expected, "{own}");
        // On the day that the horizon ends nothing is billed any more.
        assert!(!told(&s, &announced(months * DAYS_PER_MONTH)), "{own}");
    }
}

/// The list's discount for cached tokens shrinks from nine tenths to a half: a price of one's own keeps the first.
#[test]
fn the_cached_price_goes_with_an_input_price_of_ones_own_in_the_snapshots_ratio() {
    use forkcast_engine::cost::supply::{self, Serve};
    use forkcast_engine::strategy::Method;
    let cached = |own: &str| {
        let s = scenario(own);
        let world = catalog(&s, (1.0, 2.0, 0.1), vec![later(30.0, (2.0, 4.0, 1.0))]);
        let Serve::Hosted(tariff) = supply::of(&s, &world, Strategy::Rag, Method::Lora).serve else {
            panic!("the default is hosted");
        };
        tariff.later().map(|(_, price)| price.cached).collect::<Vec<_>>()
    };
    let [own] = cached("own_input_usd=3")[..] else {
        panic!("one later price")
    };
    close(own, 0.3);
    assert_eq!(cached(""), [1.0]);
}

#[test]
fn the_dearest_month_is_told_when_it_alone_is_over_the_budget() {
    let over = |s: &Scenario| month_over_budget(&evaluate(s, builtin()));
    let winner = |s: &Scenario| {
        let r = evaluate(s, builtin());
        let cost = r.of(r.verdict.winner).cost.clone();
        let months: Vec<f64> = cost.cumulative_usd.windows(2).map(|w| w[1] - w[0]).collect();
        (months, cost.monthly_usd)
    };
    // Each month costs some cents more than the one before: the last is the dearest.
    let mut s = scenario("horizon_months=12 growth_monthly=0.0005 audit=required examples=0");
    let (months, mean) = winner(&s);
    assert!(
        months[11] > months[0] && months[11] < months[0] + 5.0,
        "{months:?}"
    );
    s.budget_monthly_usd = f64::midpoint(mean, months[11]);
    let (month, usd) = over(&s).expect("the last month is over the budget");
    assert_eq!(month, 12.0);
    close(usd, months[11]);
    // Months that cost the same, to the cent of the budget, are not over it.
    let mut s = scenario("horizon_months=12 growth_monthly=0 audit=required examples=0");
    let (months, _) = winner(&s);
    s.budget_monthly_usd = months.iter().copied().fold(0.0, f64::max);
    assert_eq!(over(&s), None);
}
