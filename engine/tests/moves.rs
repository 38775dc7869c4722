//! What was tuned on a model that ends: trained again on another that somebody tunes, or not at all.

use crate::common::{catalog, close, model, scenario, with};
use Strategy::{FullFt, Lora, Prompt};
use forkcast_engine::catalog::Ending;
use forkcast_engine::report::{CostItem, Gate, Report, Warning};
use forkcast_engine::{Scenario, Strategy, evaluate, words};

/// A year on GPT-4.1 mini, which ends on 2027-01-14 and for which its seller names GPT-6 Luna, which nobody tunes.
const TUNED: &str = "model=gpt-4.1-mini horizon_months=12 growth_monthly=0 migration_hours=30 release_hours=20 team_usd_per_hour=100 grading_usd=0 \
     eval_item_usd=0 unannounced_end=0";

fn moves(r: &Report) -> Option<(Option<u16>, Strategy, f64, String)> {
    r.warnings.iter().find_map(|warning| {
        let Warning::TunedModelMoves {
            to, strategy, usd, ..
        } = warning
        else {
            return None;
        };
        Some((*to, *strategy, *usd, words::warning(warning, catalog())))
    })
}

fn migration_usd(r: &Report, strategy: Strategy) -> f64 {
    r.of(strategy).cost.items[CostItem::Migration as usize].monthly_usd * 12.0
}

#[test]
fn it_is_trained_again_on_the_nearest_that_is_tuned() {
    let r = evaluate(&scenario(TUNED), catalog());
    let (to, strategy, usd, said) = moves(&r).expect("a warning");
    let to = to.expect("another base");
    let next = &catalog().models[usize::from(to)];
    assert!(next.is_sold() && !next.tuning.is_empty());
    assert_ne!(to, model("gpt-6-luna"));
    assert!(
        said.contains("GPT-6 Luna is not sold for the same tuning."),
        "{said}"
    );
    assert!(said.contains(&*next.label), "{said}");
    // The cost that is named is that of the bill, and it holds the price of training the next base.
    close(migration_usd(&r, strategy), usd);
    let people = 30.0 * 100.0 + 20.0 * 100.0;
    assert!(usd > people, "{usd}");
    let at_openai = people + r.of(Lora).cost.training_run_usd;
    assert!(
        (migration_usd(&r, Lora) - at_openai).abs() > 1.0,
        "trained at the price of the base that ends"
    );
    // Without tuning a prompt is adapted.
    close(migration_usd(&r, Prompt), 3_000.0);
}

#[test]
fn it_is_trained_again_on_the_model_that_the_seller_names_where_that_is_tuned() {
    let mut c = catalog().clone();
    let ends = Ending {
        replacement: Some(model("gpt-oss-120b")),
        ..*c.models[usize::from(model("gpt-4.1-mini"))]
            .ends
            .expect("it ends")
    };
    c.models.to_mut()[usize::from(model("gpt-4.1-mini"))].ends = Some(Box::leak(Box::new(ends)));
    let r = evaluate(&scenario(&format!("{TUNED} training_place=managed")), &c);
    assert_eq!(moves(&r).and_then(|(to, ..)| to), Some(model("gpt-oss-120b")));
    // W&B / CoreWeave trains it for nothing in its preview: what is left is people's work.
    close(migration_usd(&r, Lora), 5_000.0);
}

#[test]
fn the_nearest_in_list_price_is_that_of_the_least_ratio_either_way() {
    // Two bases are left, tuned by the same offers. GPT-4.1 mini's input and output cost 2 USD together.
    let left = ["qwen3.5-9b", "gpt-oss-20b"].map(model);
    let nearest = |usd: [f64; 2]| {
        let mut c = catalog().clone();
        let offers = c.models[usize::from(left[0])].tuning.clone();
        for (i, m) in (0..).zip(c.models.to_mut()) {
            if let Some(which) = left.iter().position(|index| *index == i) {
                m.tuning = offers.clone();
                (m.input_usd_per_m, m.output_usd_per_m, m.ends) = (usd[which] / 2.0, usd[which] / 2.0, None);
            } else if i != model("gpt-4.1-mini") {
                m.tuning = std::borrow::Cow::Borrowed(&[]);
            }
        }
        let ends = c.models[usize::from(model("gpt-4.1-mini"))]
            .ends
            .expect("it ends");
        let ends = Ending {
            replacement: None,
            ..*ends
        };
        c.models.to_mut()[usize::from(model("gpt-4.1-mini"))].ends = Some(Box::leak(Box::new(ends)));
        let r = evaluate(&scenario(&format!("{TUNED} training_place=managed")), &c);
        moves(&r).and_then(|(to, ..)| to)
    };
    assert_eq!(nearest([2.5, 0.4]), Some(left[0]));
    assert_eq!(nearest([0.4, 2.5]), Some(left[1]));
    assert_eq!(nearest([1.8, 5.0]), Some(left[0]));
    assert_eq!(nearest([5.0, 1.8]), Some(left[1]));
}

#[test]
fn weights_on_own_gpus_move_nowhere_when_their_seller_ends_the_model() {
    // It leaves the seller of its base within the year.
    let set = "model=mistral-7b horizon_months=12 migration_hours=30 tuning_seller=own-gpus";
    let r = evaluate(&scenario(set), catalog());
    assert!(migration_usd(&r, Prompt) > 0.0);
    for strategy in [Lora, FullFt] {
        assert!(r.of(strategy).served.is_some(), "{strategy:?} can be had");
        close(migration_usd(&r, strategy), 0.0);
    }
}

#[test]
fn nothing_is_trained_again_where_the_sellers_allowed_tune_nothing_that_lasts() {
    // All that OpenAI tunes ends on the same day.
    let r = evaluate(&scenario(&format!("{TUNED} tuning_seller=openai")), catalog());
    let (to, _, usd, said) = moves(&r).expect("a warning");
    assert_eq!(to, None);
    assert!(
        said.contains("No model that is sold throughout the horizon is tuned so"),
        "{said}"
    );
    close(usd, 3_000.0);
    close(migration_usd(&r, Lora), 3_000.0);
}

#[test]
fn nothing_is_said_of_a_move_where_nothing_ends() {
    assert_eq!(moves(&evaluate(&scenario("model=qwen3.5-9b"), catalog())), None);
}

#[test]
fn tuning_that_closes_is_told_with_its_days_and_is_over_after_them() {
    let s = scenario(&format!("{TUNED} tuning_seller=openai"));
    let said = |s: &Scenario| {
        let r = evaluate(s, catalog());
        let warning = r
            .warnings
            .into_iter()
            .find(|w| matches!(w, Warning::TuningCloses { .. }))?;
        Some(words::warning(&warning, catalog()))
    };
    assert_eq!(
        said(&s).as_deref(),
        Some(
            "OpenAI has tuned nothing for organisations new to it since 2026-05-07, and starts the last job on GPT-4.1 mini on 2027-01-06 \
             (developers.openai.com/api/docs/deprecations)."
        )
    );
    assert_eq!(said(&scenario("model=qwen3.5-9b")), None);
    // Launched two months after the snapshot of 2026-11-27, nobody may train it any more.
    let later = with(s, "start_months=2");
    let r = evaluate(&later, catalog());
    assert!(r.of(Lora).gates.contains(&Gate::NotSold));
    assert_eq!(said(&later), None);
}
