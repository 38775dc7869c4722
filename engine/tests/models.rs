//! The models of the catalog: what is sold, when it ends and what the move costs, how a cache is sold, and how much layers keep.

use crate::common::{catalog, close, scenario};
use forkcast_engine::catalog::{CacheTerms, Catalog, Ending};
use forkcast_engine::latency::roofline::{kv_bytes, prefill_flop};
use forkcast_engine::params::{self, PARAMS};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::prompt::{self, Cache};
use forkcast_engine::report::{CostItem, Report, Warning};
use forkcast_engine::scenario::{Precision, Supply};
use forkcast_engine::{Scenario, Strategy, evaluate, words};

fn index(id: &str) -> u16 {
    let place = catalog().models.iter().position(|m| m.id == id);
    place.unwrap_or_else(|| panic!("no model {id}")) as u16
}

/// The catalog with that model ending so many days after the snapshot.
fn ending(id: &str, in_days: f64) -> Catalog {
    let mut c = catalog().clone();
    let ends = Ending {
        on: "2027-06-01",
        in_days,
        replacement: Some(index("gpt-6-luna")),
        source: "the seller",
        listed: "it (ends 2027-06-01)",
    };
    c.models.to_mut()[usize::from(index(id))].ends = Some(Box::leak(Box::new(ends)));
    c
}

fn spent(r: &Report, strategy: Strategy, month: usize) -> f64 {
    let spent = &r.of(strategy).cost.cumulative_usd;
    spent[month] - spent[month - 1]
}

#[test]
fn what_the_page_starts_with_is_sold_throughout_its_horizon() {
    let starts = std::iter::once(("the default", Scenario::defaults(catalog()))).chain(
        PRESETS
            .iter()
            .map(|preset| (preset.id, preset.scenario(catalog()))),
    );
    for (name, s) in starts {
        let warned = evaluate(&s, catalog())
            .warnings
            .iter()
            .any(|w| matches!(w, Warning::ModelEnds { .. }));
        assert!(!warned, "{name}: {} ends", catalog().model(s.model_index).label);
    }
}

#[test]
fn the_catalog_has_sixty_models_that_are_sold_and_keeps_those_that_ended() {
    let sold = catalog().models.iter().filter(|m| m.is_sold()).count();
    assert!(sold >= 60, "{sold}");
    let ended = catalog().models.iter().filter(|m| !m.is_sold()).count();
    assert!(ended >= 4, "{ended}");
    let ids: std::collections::BTreeSet<_> = catalog().models.iter().map(|m| &*m.id).collect();
    assert_eq!(ids.len(), catalog().models.len(), "an id names one model");
}

#[test]
fn a_model_that_ended_comes_last_in_the_list_and_is_still_read() {
    let param = params::find("model").expect("an input");
    let options = param.options(catalog());
    assert_eq!(options.len(), catalog().models.len());
    let first_ended = options
        .iter()
        .position(|(i, _, _)| !param.is_offered(*i, catalog()))
        .expect("one that ended");
    assert!(
        options[first_ended..]
            .iter()
            .all(|(i, _, label)| !param.is_offered(*i, catalog()) && label.contains("(ended 2026-"))
    );
    let s = scenario("model=llama-3.1-8b");
    assert_eq!(catalog().model(s.model_index).id, "llama-3.1-8b");
    let told: Vec<_> = evaluate(&s, catalog())
        .warnings
        .iter()
        .map(|w| words::warning(w, catalog()))
        .collect();
    assert!(
        told.iter()
            .any(|t| t.starts_with("Llama 3.1 8B has not been sold since 2026-03-06 (docs.together.ai")),
        "{told:?}"
    );
    // Its weights can still be run.
    let own = scenario("supply=own-gpus open_model=llama-3.1-8b");
    assert!(evaluate(&own, catalog()).warnings.is_empty());
}

/// Closed weights are said of closed weights alone, whatever is known of a model's dimensions.
#[test]
fn open_weights_are_not_called_closed() {
    for (index, model) in (0..).zip(catalog().models.iter()) {
        assert!(
            model.shape.is_none() || model.open_weights == Some(true),
            "{}",
            model.id
        );
        let s = Scenario {
            model_index: index,
            ..Scenario::default()
        };
        for warning in evaluate(&s, catalog()).warnings {
            if let Warning::CannotTune { open_weights } = warning {
                let said = words::warning(&warning, catalog());
                assert_eq!(open_weights, model.open_weights);
                assert_eq!(
                    said.contains("weights are closed"),
                    model.open_weights == Some(false),
                    "{}",
                    model.id
                );
            }
        }
    }
}

#[test]
fn the_move_is_paid_in_the_month_in_which_the_model_ends() {
    let s = scenario(
        "model=qwen3.5-9b training_place=managed horizon_months=12 growth_monthly=0 ttft_p95_ms=10000 e2e_p95_ms=60000 migration_hours=30 release_hours=20 team_usd_per_hour=100 grading_usd=0 unannounced_end=0",
    );
    let stays = evaluate(&s, catalog());
    // 130 days are 4.27 months: the fifth.
    let moves = evaluate(&s, &ending("qwen3.5-9b", 130.0));
    for x in Strategy::ALL {
        let release = if x.tunes() {
            // Nobody tunes GPT-6 Luna; of what is tuned Gemma 4 26B is the nearest in price, and is trained for 1.5 a million tokens
            // in place of 0.6.
            2_000.0 + stays.of(x).cost.training_run_usd * 1.5 / 0.6
        } else {
            0.0
        };
        // Weights that were copied to GPUs by the hour stay: nobody ends them.
        let usd = if [Strategy::FullFt, Strategy::Qlora].contains(&x) {
            0.0
        } else if x.optimises() {
            // The prompt is found again for the next model.
            3_000.0 + stays.of(x).cost.items[CostItem::Training as usize].upfront_usd
        } else {
            3_000.0 + release
        };
        for month in 1..=12 {
            let more = if month == 5 { usd } else { 0.0 };
            close(spent(&moves, x, month), spent(&stays, x, month) + more);
        }
        let item = moves.of(x).cost.items[CostItem::Migration as usize];
        close(item.monthly_usd, usd / 12.0);
        assert_eq!(item.upfront_usd, 0.0);
    }
    let warning = Warning::ModelEnds {
        model: s.model_index,
        month: Some(5.0),
    };
    assert!(moves.warnings.contains(&warning), "{:?}", moves.warnings);
    let said = words::warning(&warning, &ending("qwen3.5-9b", 130.0));
    assert!(
        said.starts_with("Qwen3.5 9B is sold until 2027-06-01 (the seller). Its seller names GPT-6 Luna in its place. The move in month 5"),
        "{said}"
    );
}

#[test]
fn a_move_after_the_horizon_or_before_launch_costs_nothing() {
    let s = scenario("model=qwen3.5-9b horizon_months=12 unannounced_end=0");
    let stays = evaluate(&s, catalog());
    let after = evaluate(&s, &ending("qwen3.5-9b", 366.0));
    assert_eq!(after, stays);
    let launched_later = Scenario {
        start_months: 6.0,
        ..s
    };
    let before = evaluate(&launched_later, &ending("qwen3.5-9b", 130.0));
    for x in Strategy::ALL {
        assert_eq!(
            before.of(x).cost.items[CostItem::Migration as usize].monthly_usd,
            0.0
        );
    }
    let warning = Warning::ModelEnds {
        model: s.model_index,
        month: None,
    };
    assert!(before.warnings.contains(&warning));
    let own = Scenario {
        supply: Supply::OwnGpus,
        ..s
    };
    assert_eq!(
        evaluate(&own, &ending("qwen3.5-9b", 130.0)),
        evaluate(&own, catalog())
    );
}

/// At a chance of 1 - e^-0.12 a year one end in a hundred months is expected: a hundredth of the move is paid each month.
#[test]
fn an_end_that_is_not_announced_is_paid_at_its_chance() {
    let s = scenario(
        "model=qwen3.5-9b horizon_months=12 growth_monthly=0 migration_hours=30 release_hours=20 team_usd_per_hour=100 grading_usd=0 unannounced_end=0",
    );
    let with = Scenario {
        unannounced_end: -(-0.12_f64).exp_m1(),
        ..s
    };
    let (never, may) = (evaluate(&s, catalog()), evaluate(&with, catalog()));
    let month =
        |report: &Report, x: Strategy| report.of(x).cost.items[CostItem::Migration as usize].monthly_usd;
    close(month(&may, Strategy::Prompt), 30.0);
    let lora = 30.0 + 20.0 + may.of(Strategy::Lora).cost.training_run_usd / 100.0;
    close(month(&may, Strategy::Lora), lora);
    for x in Strategy::ALL {
        close(spent(&may, x, 12), spent(&never, x, 12) + month(&may, x));
    }
    // Weights on GPUs stay, and an announced end is certain.
    assert_eq!(month(&may, Strategy::FullFt), 0.0);
    let own = |s: Scenario| Scenario {
        supply: Supply::OwnGpus,
        ..s
    };
    assert_eq!(evaluate(&own(with), catalog()), evaluate(&own(s), catalog()));
    let announced = ending("qwen3.5-9b", 130.0);
    assert_eq!(evaluate(&with, &announced), evaluate(&s, &announced));
}

/// A longer horizon never makes a move cheaper, whatever the scenario.
#[test]
fn a_longer_horizon_never_lowers_the_moves() {
    for (model, months) in [("qwen3.5-9b", 6.0), ("gpt-6-luna", 24.0), ("gpt-4.1-mini", 3.0)] {
        let s = Scenario {
            horizon_months: months,
            ..scenario(&format!("model={model}"))
        };
        let longer = Scenario {
            horizon_months: months + 1.0,
            ..s
        };
        let (a, b) = (evaluate(&s, catalog()), evaluate(&longer, catalog()));
        for x in Strategy::ALL {
            let moves = |report: &Report, months: f64| {
                report.of(x).cost.items[CostItem::Migration as usize].monthly_usd * months
            };
            assert!(
                moves(&b, months + 1.0) >= moves(&a, months) * (1.0 - 1e-12),
                "{model} {x:?}"
            );
        }
    }
}

/// GPT-5.6 and GPT-6 keep a prefix for 30 minutes, Claude for 5; both charge 1.25 times the input for writing it (both feeds).
#[test]
fn a_cache_is_kept_and_paid_as_its_seller_says() {
    let of = |id: &str| {
        let s = scenario(&format!("model={id} queries_per_day=1 keep_warm=never"));
        Cache::of(&s, catalog(), Strategy::LongContext)
    };
    close(of("gpt-6-luna").life_minutes, 30.0);
    close(of("claude-haiku-5.5").life_minutes, 5.0);
    close(of("gpt-6-luna").hit_share, 1.0 - (-1.0f64 / 48.0).exp());
    // Not said by the seller: what is assumed.
    close(of("mistral-large-4").life_minutes, prompt::CACHE_LIFE_MINUTES);

    // One question a day: 200,000 tokens are written each time, at 0.10 × 1.25 USD a million, and next to none is found.
    let s = scenario(
        "model=gpt-6-luna keep_warm=never corpus_tokens=200000 change_share=0 queries_per_day=1 growth_monthly=0 cacheable_share=0 few_shot=0",
    );
    let hit = 1.0 - (-1.0f64 / 48.0).exp();
    let r = evaluate(&s, catalog());
    let context = r.of(Strategy::LongContext).cost.items[CostItem::Context as usize].monthly_usd;
    let by_hand = 0.2 * (hit * 0.01 + (1.0 - hit) * 0.125) * forkcast_engine::calendar::DAYS_PER_MONTH;
    close(context, by_hand);
}

/// No prefix below 1,024 tokens is kept at OpenAI, below 512 at Anthropic (LiteLLM feed).
#[test]
fn a_prefix_shorter_than_the_seller_keeps_is_read_in_full() {
    let cached = |set: &str| prompt::of(&scenario(set), catalog(), Strategy::Prompt).own_cached();
    let short = "queries_per_day=100000 few_shot=0 cacheable_share=1";
    assert_eq!(
        cached(&format!("{short} model=gpt-6-luna prompt_tokens=1023")),
        0.0
    );
    assert!(cached(&format!("{short} model=gpt-6-luna prompt_tokens=1024")) > 1_000.0);
    assert!(cached(&format!("{short} model=claude-haiku-5.5 prompt_tokens=1023")) > 1_000.0);
    assert!(
        cached(&format!("{short} model=mistral-large-4 prompt_tokens=100")) > 90.0,
        "no least is known"
    );
}

#[test]
fn terms_that_are_not_known_are_not_0() {
    for model in catalog().models.iter() {
        let CacheTerms {
            life_minutes,
            write_factor,
            least_tokens,
            long,
            storage_usd_per_m_hour,
        } = *model.cache;
        let longer = long.map(|long| long.life_minutes);
        assert!(longer.is_none() || longer > life_minutes, "{}", model.id);
        for term in [
            life_minutes,
            write_factor,
            least_tokens,
            longer,
            storage_usd_per_m_hour,
        ]
        .into_iter()
        .flatten()
        {
            assert!(term > 0.0, "{}", model.id);
        }
    }
}

/// Bytes of keys and values by token, bf16, of facts that are published: config files as read by THUDM/slime, OpenAI's model.py and
/// NVIDIA NeMo.
#[test]
fn layers_keep_what_their_kind_keeps() {
    let shape = |id: &str| catalog().model(index(id)).shape.clone().expect(id);
    let a_token = |id: &str, at: f64| {
        kv_bytes(&shape(id), Precision::Bf16, at + 1.0) - kv_bytes(&shape(id), Precision::Bf16, at)
    };
    // All layers full; one of four; half of them with a window of 128; a latent; one of four with a window of 2,048.
    for (id, bytes) in [
        ("llama-3.1-8b", 131_072.0),
        ("llama-3.3-70b", 327_680.0),
        ("qwen3-32b", 262_144.0),
        ("qwen3.5-9b", 32_768.0),
        ("qwen3.6-35b-a3b", 20_480.0),
        ("gpt-oss-120b", 36_864.0),
        ("mistral-small", 23_040.0),
        ("muse-glimmer-30b", 13_312.0),
    ] {
        close(a_token(id, 50_000.0), bytes);
    }
    // Within the window every layer keeps each token.
    close(a_token("gpt-oss-120b", 100.0), 73_728.0);
    let gemma = shape("gemma-3-12b");
    let all_full = 48.0 * 2.0 * 8.0 * 256.0 * 2.0 * 32_000.0;
    assert!(kv_bytes(&gemma, Precision::Bf16, 32_000.0) < all_full / 5.0);
    // A token passes through 3 of 35 billion weights.
    let moe = shape("qwen3.6-35b-a3b");
    assert!(prefill_flop(&moe, 1_000.0) < 2.0 * 3.1e9 * 1_000.0);
}

/// Outside case: an own list with free cached reads was charged the list's (BerriAI/litellm 38815).
#[test]
fn a_free_cache_is_free() {
    let s = scenario(
        "model=gpt-4.1 cacheable_share=1 queries_per_day=100000 prompt_tokens=10000 few_shot=0 own_input_usd=2 own_cached_usd=0 own_output_usd=8 own_write_usd=2",
    );
    let r = evaluate(&s, catalog());
    let prompt = r.of(Strategy::Prompt).cost.items[CostItem::Prompt as usize].monthly_usd;
    assert!(prompt < 1e-6, "{prompt}");
    let free = scenario("own_input_usd=0 own_output_usd=0");
    let r = evaluate(&free, catalog());
    let cost = &r.of(Strategy::LongContext).cost;
    for item in [CostItem::Prompt, CostItem::Context, CostItem::Output] {
        assert_eq!(cost.items[item as usize].monthly_usd, 0.0, "{item:?}");
    }
    assert!(params::find("own_input_usd").is_ok_and(|p| p.text(&free, catalog()) == "0"));
}

/// Outside case: 2/0.2/12 USD to 200,000 tokens and 4/0.4/18 above, with a prompt of 250,000 (agentjido/req_llm 369).
#[test]
fn own_prices_of_long_prompts_are_charged_for_the_whole_prompt() {
    let set = "model=gpt-4.1 keep_warm=never corpus_tokens=249500 few_shot=0 prompt_tokens=500 cacheable_share=0 change_share=0 queries_per_day=1 growth_monthly=0 output_tokens=1000 own_input_usd=2 own_cached_usd=2 own_write_usd=2 own_output_usd=12";
    let long = "own_long_above_tokens=200000 own_long_input_usd=4 own_long_cached_usd=4 own_long_write_usd=4 own_long_output_usd=18";
    let item = |set: &str, item: CostItem| {
        let r = evaluate(&scenario(set), catalog());
        r.of(Strategy::LongContext).cost.items[item as usize].monthly_usd
            / forkcast_engine::calendar::DAYS_PER_MONTH
    };
    close(item(set, CostItem::Context), 0.499);
    close(item(&format!("{set} {long}"), CostItem::Context), 0.998);
    close(item(&format!("{set} {long}"), CostItem::Output), 0.018);
    let short = format!("{set} {long} own_long_above_tokens=250000");
    close(item(&short, CostItem::Context), 0.499);
    // What long prompts have no price of their own for costs what it does in short ones.
    close(
        item(&format!("{set} own_long_above_tokens=200000"), CostItem::Output),
        0.012,
    );
}

#[test]
fn an_assumed_cached_price_is_told() {
    let s = scenario("model=gpt-4.1 own_input_usd=3");
    let warnings = evaluate(&s, catalog()).warnings;
    assert!(
        warnings.contains(&Warning::CachedPriceAssumed { share: 0.25 }),
        "{warnings:?}"
    );
    let given = scenario("model=gpt-4.1 own_input_usd=3 own_cached_usd=0");
    let warnings = evaluate(&given, catalog()).warnings;
    assert!(
        !warnings
            .iter()
            .any(|w| matches!(w, Warning::CachedPriceAssumed { .. }))
    );
}

/// Nothing of a price list is an input that can be left half unset by a slider: each key of a price can be cleared.
#[test]
fn a_price_can_be_unset_again() {
    for param in PARAMS.iter().filter(|p| p.key.starts_with("own_")) {
        let mut s = Scenario::default();
        param.set_number(&mut s, 2.0).expect("in range");
        assert_ne!(s, Scenario::default(), "{}", param.key);
        param.clear(&mut s);
        assert_eq!(s, Scenario::default(), "{}", param.key);
    }
}

#[test]
fn an_assumed_list_price_is_told() {
    let said = |set: &str| {
        let r = evaluate(&scenario(set), catalog());
        let assumed = |w: &&Warning| matches!(w, Warning::ListPriceAssumed { .. });
        r.warnings
            .iter()
            .find(assumed)
            .map(|w| words::warning(w, catalog()))
    };
    assert_eq!(
        said("model=qwen3.5-9b own_output_usd=0.4").as_deref(),
        Some("You gave no price of input tokens: the list price of $0.17 per million is assumed.")
    );
    assert_eq!(
        said("model=qwen3.5-9b own_input_usd=0.1").as_deref(),
        Some("You gave no price of output tokens: the list price of $0.25 per million is assumed.")
    );
    assert_eq!(
        said("model=qwen3.5-9b own_input_usd=0.1 own_output_usd=0.4"),
        None
    );
    assert_eq!(said("model=qwen3.5-9b"), None);
}

/// A year alone does not say how old a price is.
#[test]
fn every_row_says_its_month_or_its_day() {
    let files = [
        include_str!("../data/models.toml"),
        include_str!("../data/gpus.toml"),
        include_str!("../data/sellers.toml"),
        include_str!("../data/retrieval.toml"),
    ];
    let is_dated = |date: &str| {
        let parts: Vec<&str> = date.split('-').collect();
        let digits =
            |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        match parts[..] {
            [year, month] => digits(year, 4) && digits(month, 2),
            [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
            _ => false,
        }
    };
    assert!(is_dated("2026-11") && is_dated("2026-11-27") && !is_dated("2026") && !is_dated("2026-1"));
    let dates: Vec<&str> = files
        .iter()
        .flat_map(|file| file.lines())
        .filter_map(|line| line.strip_prefix("as_of = "))
        .map(|date| date.trim_matches('"'))
        .collect();
    assert!(dates.len() > 100);
    let wrong: Vec<&&str> = dates.iter().filter(|date| !is_dated(date)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
