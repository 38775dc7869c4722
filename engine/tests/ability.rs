//! How able the model is, what its prompt and its labels teach it, and what a wrong answer shows.

use crate::common::{at_positions, catalog, close, scenario, with};
use forkcast_engine::catalog::Model;
use forkcast_engine::cost::training;
use forkcast_engine::params::PARAMS;
use forkcast_engine::quality::ability::Ability;
use forkcast_engine::quality::{self, behaviour};
use forkcast_engine::scenario::NoiseKind;
use forkcast_engine::strategy::Method;
use forkcast_engine::tiers::{Quantity, TIERS, Tier};
use forkcast_engine::words;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generates;

fn any_scenario() -> impl Generates<Value = Scenario> {
    proptest::collection::vec(0.0..=1.0f64, PARAMS.len())
        .prop_map(|positions| at_positions(&positions, |_| true).in_range())
}

/// The team's own figures of the model left out, so that they follow from the model.
fn by_model(s: Scenario) -> Scenario {
    Scenario {
        known_accuracy: None,
        passage_use: None,
        prompted_compliance: None,
        constrained_compliance: None,
        new_known: None,
        abstention: None,
        context_loss: None,
        ..s
    }
}

/// A catalog whose models are all of one tier, with nothing known of any.
fn all_of(tier: Tier) -> Catalog {
    let mut c = catalog().clone();
    for model in c.models.to_mut() {
        (model.tier, model.ability) = (tier, &[]);
    }
    c
}

fn right(s: &Scenario, c: &Catalog, strategy: Strategy) -> f64 {
    quality::assess(s, c, strategy, Method::Lora).p_correct
}

fn model(id: &str) -> &'static Model {
    catalog().models.iter().find(|m| m.id == id).expect("a model")
}

#[test]
fn every_model_has_the_tier_of_its_size_or_price() {
    for m in catalog().models.iter() {
        let open = m.open_weights == Some(true);
        match m.tier {
            Tier::SmallOpen => assert!(
                open && m.shape.as_ref().is_none_or(|s| s.params_b <= 21.0),
                "{}",
                m.id
            ),
            Tier::MidOpen => assert!(
                m.open_weights != Some(false) && m.input_usd_per_m < 1.5,
                "{}",
                m.id
            ),
            Tier::CheapHosted => assert!(!open && m.input_usd_per_m < 1.25, "{}", m.id),
            Tier::Frontier => assert!(m.input_usd_per_m >= 0.6, "{}", m.id),
        }
    }
    for tier in Tier::ALL {
        assert!(catalog().models.iter().any(|m| m.tier == tier), "{}", tier.id());
    }
}

#[test]
fn a_stronger_tier_is_never_less_able_at_any_place_of_its_range() {
    // Mid-sized open models and cheap hosted ones are not compared with each other.
    let pairs = [
        (Tier::SmallOpen, Tier::MidOpen),
        (Tier::SmallOpen, Tier::CheapHosted),
        (Tier::MidOpen, Tier::Frontier),
        (Tier::CheapHosted, Tier::Frontier),
    ];
    for quantity in Quantity::ALL {
        let worse = matches!(quantity, Quantity::ContextLoss | Quantity::ContextLossLong);
        for (weak, strong) in pairs {
            for place in [-1.0, -0.5, 0.0, 0.5, 1.0] {
                let at = |tier: Tier| TIERS[quantity as usize][tier as usize].at(place);
                let (weak, strong) = if worse {
                    (at(strong), at(weak))
                } else {
                    (at(weak), at(strong))
                };
                assert!(weak <= strong + 1e-12, "{quantity:?} at {place}");
            }
        }
    }
}

#[test]
fn what_is_known_of_a_model_goes_before_its_tier_and_the_teams_figure_before_both() {
    let of = |set: &str| Ability::of(&scenario(set), catalog());
    close(of("model=qwen3.5-9b").instructions, 0.45);
    close(of("model=claude-opus-5.5").instructions, 0.76);
    // IFBench has a figure of Grok 4.3, and none of its facts.
    close(of("model=grok-4.3").instructions, 0.813);
    close(of("model=grok-4.3").known, 0.92);
    close(of("model=grok-4.3 prompted_compliance=0.6").instructions, 0.6);
    // A tenth of the facts is public; of these the model knows as many as SimpleQA says.
    close(of("model=gpt-4.1").new, 0.08 + 0.1 * (0.416 - 0.08));
    close(of("model=gpt-4.1 public_share=1").new, 0.416);
    close(of("model=gpt-4.1 new_known=0.2 public_share=1").new, 0.2);
    // On own GPUs the open model counts.
    close(
        of("supply=own-gpus open_model=llama-3.3-70b model=qwen3.5-9b").known,
        0.82,
    );
    assert!(model("grok-4.3").ability.len() == 1 && model("qwen3.5-9b").ability.is_empty());
}

#[test]
fn a_figure_of_the_teams_own_is_less_uncertain_than_a_tier() {
    let mut low = catalog().clone();
    low.calibration.at_instructions = -1.0;
    let of = |set: &str| Ability::of(&scenario(set), &low).instructions;
    close(of(""), 0.30);
    close(of("prompted_compliance=0.45"), 0.40);
    close(of("model=grok-4.3"), 0.763);
}

#[test]
fn a_long_context_costs_little_up_to_32_000_tokens_and_more_beyond() {
    let a = Ability::of(&Scenario::default(), catalog());
    close(a.long_context_use(1_000.0), 0.85);
    close(a.long_context_use(32_000.0), 0.85 - 3.0 * 0.02);
    close(a.long_context_use(128_000.0), 0.85 - 3.0 * 0.02 - 2.0 * 0.07);
}

#[test]
fn a_prompt_keeps_more_form_with_examples_and_less_with_many_classes() {
    let kept = |set: &str| {
        evaluate(
            &with(scenario("strictness=1 behaviour_penalty=1"), set),
            catalog(),
        )
        .of(Strategy::Prompt)
        .quality
        .behaviour
    };
    // Three tenths are syntax (0.82); of the rest instructions bring 0.45, and four examples for ten rules four tenths of the way to 0.88.
    close(kept("few_shot=4"), 0.3 * 0.82 + 0.7 * (0.45 + 0.43 * 0.4));
    assert!(kept("few_shot=0") < kept("few_shot=4") - 0.05);
    assert!(kept("few_shot=4") < kept("few_shot=50") - 0.05);
    // The first examples bring most.
    assert!(kept("few_shot=50") - kept("few_shot=40") < 0.1 * (kept("few_shot=10") - kept("few_shot=0")));
    assert!(kept("few_shot=4 classes=77") < kept("few_shot=4") - 0.05);
    // The team's figure is about instructions, whatever is syntax.
    close(kept("few_shot=0 prompted_compliance=0.9"), 0.9);
}

#[test]
fn the_curves_come_out_as_published() {
    let c = &catalog().calibration;
    let at = |classes: f64| Scenario {
        classes,
        ..Scenario::default()
    };
    // Bertsch et al. 2024: Banking77 (77 intents), Llama-2-7B, fine-tuned on 1,024 and 8,192 examples, between chance and its end.
    for (examples, published) in [(1024.0, 0.691), (8192.0, 0.916)] {
        let way = behaviour::curve(
            examples,
            behaviour::trained_half(&at(77.0), c),
            behaviour::TRAINED_POWER,
        );
        let said = 1.0 / 77.0 + (0.92 - 1.0 / 77.0) * way;
        assert!((said - published).abs() < 0.07, "{said} against {published}");
    }
    // The same with random examples in the prompt, Mistral-7B: from 0.34 to 0.86.
    for (shots, published) in [(10.0, 0.453), (100.0, 0.644), (500.0, 0.844)] {
        let said = 0.34 + (0.86 - 0.34) * behaviour::curve(shots, behaviour::shots_half(&at(77.0), c), 1.0);
        assert!((said - published).abs() < 0.07, "{said} against {published}");
    }
    // And with retrieved ones: ten reach 0.89, where training needs thousands.
    let s = at(77.0);
    let a = Ability {
        instructions: 0.34,
        ..Ability::of(&s, catalog())
    };
    let ten = behaviour::retrieved_examples(&s, &a, 10.0, 8_000.0, c);
    assert!((ten - 0.888).abs() < 0.05, "{ten}");
    let of =
        |examples: f64| behaviour::curve(examples, behaviour::trained_half(&s, c), behaviour::TRAINED_POWER);
    assert!(ten > behaviour::tuned(&a, of(1024.0), 1.0, c));
    assert!(
        behaviour::retrieved_examples(&s, &a, 10.0, 20.0, c) < ten - 0.2,
        "a pool that lacks most intents"
    );
    // Optimising a prompt brings some of what training brings, the more the more graded examples there are.
    let p = behaviour::prompted(&s, &a, 4.0, c);
    let optimised = |graded: f64| behaviour::optimised(&s, &a, p, graded, c);
    assert_eq!(optimised(0.0), p);
    assert!(optimised(300.0) > p + 0.1 && optimised(300.0) < behaviour::trained_end(&a, c));
}

#[test]
fn noise_lowers_the_end_and_not_only_the_speed() {
    let kept = |set: &str| behaviour::kept_in_noise(&scenario(set), &catalog().calibration);
    close(kept("label_quality=0.81"), 1.0);
    close(kept("label_quality=0.5"), 1.0 - 0.85 * 0.31);
    close(kept("label_quality=0.9 noise_kind=systematic"), 0.9);
    let behaviour = |set: &str, strategy: Strategy| {
        evaluate(
            &with(scenario("strictness=1 behaviour_penalty=1"), set),
            catalog(),
        )
        .of(strategy)
        .quality
        .behaviour
    };
    // A million labels of which half are wrong teach less than a thousand careful ones (A11).
    assert!(
        behaviour("examples=1000000 label_quality=0.5", Strategy::Lora)
            < behaviour("examples=1000 label_quality=0.95", Strategy::Lora) - 0.1
    );
    // Heavy noise makes a tuned model worse than a prompt, and no number of examples is enough.
    let noisy = "examples=1000000 label_quality=0.3";
    assert!(behaviour(noisy, Strategy::Lora) < behaviour(noisy, Strategy::Prompt));
    assert!(forkcast_engine::decision::limits::data(&scenario(noisy), catalog()).is_some());
    // Copies count once.
    let usable = |set: &str| {
        let s = scenario(set);
        behaviour::effective_examples(&s, s.examples)
    };
    close(
        usable("examples=1000 label_quality=0.9 duplicate_share=0.5"),
        450.0,
    );
}

#[test]
fn enough_examples_follow_from_what_a_prompt_does_without() {
    let enough = |set: &str| quality::enough_examples(&scenario(set), catalog(), &catalog().calibration);
    assert!(enough("") < enough("classes=77"), "more to learn");
    assert!(enough("") < enough("label_quality=0.7"), "noise");
    assert!(enough("few_shot=4") < enough("few_shot=50"), "a better prompt");
    assert!(enough("prompted_compliance=0.99") > 1e8, "nothing to win");
}

#[test]
fn a_batch_of_labels_brings_less_the_more_there_are() {
    let of = |set: &str| evaluate(&with(scenario("strictness=0.9"), set), catalog()).labels;
    let [hundred, thousand] = of("examples=200");
    assert!(hundred.strategy.tunes() && hundred.right_per_month > 0.0);
    assert!(
        hundred.right_per_month < thousand.right_per_month
            && thousand.right_per_month < 10.0 * hundred.right_per_month
    );
    assert_eq!((hundred.usd, thousand.usd), (400.0, 4000.0));
    assert!(of("examples=20000")[0].right_per_month < 0.1 * hundred.right_per_month);
    let said = words::label_batch(&hundred);
    assert!(said.starts_with("100 more examples, $400: "), "{said}");
    let none = words::label_batch(&of("examples=1000000")[0]);
    assert!(none.contains(": no more right answers with "), "{none}");
    let horizon = hundred.right_per_month * scenario("").horizon_months;
    close(hundred.usd_per_right, 400.0 / horizon.max(1.0));
}

#[test]
fn facts_need_no_examples_of_form_and_adapters_learn_fewer() {
    let s = scenario("examples=0 new_facts_share=1 change_share=0 wordings=350 strictness=0");
    let of = |method| quality::assess(&s, catalog(), Strategy::Lora, method).knowledge;
    let new = Ability::of(&s, catalog()).new;
    close(of(Method::Full), new + (1.0 - new) * 0.55);
    close(of(Method::Lora), new + (1.0 - new) * 0.55 * 0.75);
}

#[test]
fn synthetic_text_is_bought_with_each_release() {
    // 150 M tokens of which 85% are needed, a thousand wordings: 127 billion tokens at 0.25 USD per million.
    let s = scenario("wordings=1000 corpus_tokens=150000000 new_facts_share=0.85");
    close(
        training::synthetic_usd(&s, Strategy::Lora),
        150.0 * 0.85 * 999.0 * 0.25,
    );
    assert_eq!(training::synthetic_usd(&s, Strategy::Hybrid), 0.0);
    let total = |set: &str| {
        evaluate(&with(s, set), catalog())
            .of(Strategy::Lora)
            .cost
            .upfront_usd
    };
    assert!(total("") - total("teacher_usd_per_m=0") > 30_000.0);
}

#[test]
fn garbage_is_silent_unless_the_model_declines() {
    let silent = |set: &str, x: Strategy| {
        evaluate(&with(scenario("strictness=0"), set), catalog())
            .of(x)
            .quality
            .silent_failure
    };
    for x in [Strategy::Prompt, Strategy::Rag, Strategy::Lora] {
        assert!(silent("abstention=0.6", x) < silent("abstention=0.1", x), "{x:?}");
    }
    // A tuned model has lost two thirds of the habit.
    assert!(silent("new_facts_share=0", Strategy::Lora) > silent("new_facts_share=0", Strategy::Prompt));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_stronger_tier_never_answers_worse(s in any_scenario()) {
        let s = by_model(s);
        let by = |tier: Tier| {
            let c = all_of(tier);
            Strategy::ALL.map(|x| right(&s, &c, x))
        };
        let [small, mid, cheap, frontier] = Tier::ALL.map(by);
        for i in 0..small.len() {
            prop_assert!(small[i] <= mid[i] + 1e-12 && small[i] <= cheap[i] + 1e-12);
            prop_assert!(mid[i] <= frontier[i] + 1e-12 && cheap[i] <= frontier[i] + 1e-12);
        }
    }

    #[test]
    fn cleaner_labels_more_examples_and_more_shots_never_answer_worse(s in any_scenario(), more in 0.0..=1.0f64) {
        let towards = |value: f64, end: f64| value + (end - value) * more;
        // Training without passages teaches a hybrid to lean less on them: the more it learns the less.
        let s = Scenario { hybrid_training: forkcast_engine::scenario::HybridTraining::RetrievalAware, ..s };
        let better = [
            Scenario { label_quality: towards(s.label_quality, 1.0), ..s },
            Scenario { examples: towards(s.examples, 1e6), ..s },
            Scenario { few_shot: towards(s.few_shot, 50.0), ..s },
            Scenario { duplicate_share: towards(s.duplicate_share, 0.0), ..s },
            Scenario { noise_kind: NoiseKind::Random, ..s },
        ];
        for (i, better) in better.iter().enumerate() {
            for x in Strategy::ALL {
                prop_assert!(right(better, catalog(), x) >= right(&s, catalog(), x) - 1e-12, "{} {:?}", i, x);
            }
        }
    }

    /// Where no question needs the corpus, passages make no answer righter, and none of the wrong ones easier to notice (A19).
    #[test]
    fn nothing_is_less_silent_for_having_retrieved_in_vain(s in any_scenario()) {
        let s = Scenario { new_facts_share: 0.0, ..s };
        let of = |x| quality::assess(&s, catalog(), x, Method::Lora);
        for (with, without) in [(Strategy::Rag, Strategy::Prompt), (Strategy::Hybrid, Strategy::Lora)] {
            let (with, without) = (of(with), of(without));
            prop_assert!(with.knowledge <= without.knowledge + 1e-12);
            prop_assert!(with.silent_failure >= without.silent_failure - 1e-12);
        }
        // Nor is anything less silent because the passage was not found.
        let poor = Scenario { new_facts_share: 1.0, recall: 0.0, ..s };
        let rag = quality::assess(&poor, catalog(), Strategy::Rag, Method::Lora);
        let prompt = quality::assess(&poor, catalog(), Strategy::Prompt, Method::Lora);
        prop_assert!(rag.silent_failure >= prompt.silent_failure - 1e-12);
    }
}
