//! The commands with which a reviewer caught model 2 contradicting itself, each with what an expert would accept of it now.

use crate::common::{catalog, param, preset, scenario, with};
use Strategy::{Hybrid, LongContext, Lora, Prompt, Rag};
use forkcast_engine::decision::{Verdicts, evaluate_as};
use forkcast_engine::report::{Fact, Flip, Gate, PathAction, Report, Side, Strength};
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::uncertainty::Futures;
use forkcast_engine::uncertainty::worth::Knowing;
use forkcast_engine::{Scenario, Strategy, decide, evaluate, explore, format, uncertainty, words};

/// Simulations: as many as show what is asked.
const N: usize = 2000;

/// The report at rest, and the simulations that it rests on.
fn at_rest(s: &Scenario) -> (Report, Futures) {
    let futures = uncertainty::futures(s, catalog(), N);
    let verdicts = Verdicts {
        of_this: Some(&futures.by_many()),
        before: None,
    };
    (evaluate_as(s, catalog(), verdicts), futures)
}

fn by_net_value(s: Scenario) -> Scenario {
    Scenario {
        judge_by: JudgeBy::NetValue,
        ..s
    }
}

/// Share of simulations in which an approach of the winner's kind comes out ahead.
fn kind_ahead(f: &Futures) -> f64 {
    Strategy::ALL
        .into_iter()
        .filter(|x| x.same_answer(f.decision.winner))
        .map(|x| f.share(x))
        .sum()
}

/// What holds of every verdict: the best expected score of those that fit, with the least regret of them, and the baseline of what is worth
/// knowing; a headline is only clear if its kind comes out ahead in most simulations.
fn agrees_with_itself(s: &Scenario) {
    let (r, f) = at_rest(s);
    let mut knowing = Knowing::new(s);
    knowing.draw(catalog(), N);
    assert_eq!(
        (r.verdict.winner, knowing.choice()),
        (f.decision.winner, f.decision.winner)
    );
    let (lost, expected) = match s.judge_by {
        JudgeBy::Score => (f.regret, f.decision.utility),
        JudgeBy::NetValue => (f.regret_usd, f.decision.net_usd),
    };
    let winner = r.verdict.winner.index();
    for x in r.strategies.iter().filter(|x| x.feasible) {
        let i = x.strategy.index();
        assert!(expected[winner] >= expected[i], "{:?}", x.strategy);
        assert!(lost[winner] <= lost[i] + 1e-9 * lost[i].abs(), "{:?}", x.strategy);
    }
    let alone =
        r.strategies.iter().filter(|x| x.feasible).count() == 1 || !r.of(r.verdict.runner_up).feasible;
    if r.verdict.strength == Strength::Clear {
        assert!(alone || kind_ahead(&f) >= 0.6, "{}", kind_ahead(&f));
    }
    let sum: f64 = f.wins.iter().sum::<f64>() + f.nothing;
    assert!((sum - 1.0).abs() < 1e-9);
}

/// A2. `wrong_answer_usd=5` said "Nothing fits … $142,100 a month, budget $8,000". Harm is no cash.
#[test]
fn a_cost_of_wrong_answers_shuts_no_budget() {
    for (base, usd) in [
        (scenario(""), "0.2"),
        (scenario(""), "5"),
        (preset("regulated-assistant"), "5"),
        (preset("regulated-assistant"), "500"),
    ] {
        let s = with(base, &format!("wrong_answer_usd={usd}"));
        let (without, r) = (evaluate(&base, catalog()), evaluate(&s, catalog()));
        assert!(r.verdict.feasible, "{usd}");
        for (a, b) in without.strategies.iter().zip(&r.strategies) {
            assert_eq!(
                (a.chance, &a.gates),
                (b.chance, &b.gates),
                "{usd} {:?}",
                a.strategy
            );
        }
        agrees_with_itself(&s);
        // By net value it is the approach whose wrong answers harm least of those that fit, or one that costs less than that is worth.
        let net = evaluate(&by_net_value(s), catalog());
        assert!(net.verdict.feasible && net.verdict.winner.retrieves(), "{usd}");
        agrees_with_itself(&by_net_value(s));
    }
}

/// A2. The costlier a wrong answer, the better the approach that is wrong least must stand; hybrid's share fell from 47% to 38%.
#[test]
fn a_costlier_wrong_answer_speaks_for_the_approach_that_is_wrong_least() {
    let of = |set: &str| uncertainty::futures(&by_net_value(scenario(set)), catalog(), N);
    let (mut share, mut lead) = (0.0, f64::NEG_INFINITY);
    for usd in ["0.5", "1", "5"] {
        let f = of(&format!("wrong_answer_usd={usd}"));
        let net = f.decision.net_usd;
        let ahead = net[Hybrid.index()] - net[Rag.index()];
        assert!(
            f.share(Hybrid) >= share && ahead > lead,
            "{usd}: {} {ahead}",
            f.share(Hybrid)
        );
        (share, lead) = (f.share(Hybrid), ahead);
    }
    // "fresh-and-strict": the margin fell from 0.059 at $0.1 to 0.051 at $5.
    let lead = |usd: &str| {
        let s = with(preset("fresh-and-strict"), &format!("wrong_answer_usd={usd}"));
        let r = evaluate(&by_net_value(s), catalog());
        (r.verdict.winner, r.verdict.lead_usd)
    };
    let ((few, small), (many, large)) = (lead("0.1"), lead("5"));
    assert_eq!(few, many);
    assert!(large > small, "{small} {large}");
}

/// A7. By default the page said RAG, and that LoRA does better on average.
#[test]
fn the_default_verdict_agrees_with_itself() {
    agrees_with_itself(&scenario(""));
}

/// A7. "Ground it with RAG" won 16% of its futures where a tuned model won 69%; and the like, as meetings met them.
#[test]
fn no_verdict_is_clear_that_seldom_comes_out_ahead() {
    let worst = "change_days=172 queries_per_day=612 budget_monthly_usd=92537 ttft_p95_ms=933 strictness=0.418 examples=4668 \
        corpus_tokens=225247 new_facts_share=0.466 label_quality=0.96";
    for set in [
        worst,
        "ttft_p95_ms=483",
        "ttft_p95_ms=117",
        "queries_per_day=50000",
        "wrong_answer_usd=1",
        "right_answer_usd=0.1 wrong_answer_usd=0.2 judge_by=net-value",
    ] {
        agrees_with_itself(&scenario(set));
    }
    // Whoever is recommended in the first is of the kind that comes out ahead most often, or the headline says how close it is.
    let (r, f) = at_rest(&scenario(worst));
    let most = f.wins.iter().copied().fold(0.0, f64::max);
    assert!(
        r.verdict.strength != Strength::Clear || kind_ahead(&f) >= most,
        "{:?} {:?}",
        r.verdict.winner,
        f.wins
    );
}

fn flips_of(s: &Scenario) -> Vec<Flip> {
    explore::flips(s, catalog())
}

/// A8. The first line under "what would change it" was "Long context if “Your input price” is above $0.0000072/M".
#[test]
fn flips_are_what_a_person_could_do_and_would_care_about() {
    let scenarios = [
        with(preset("json-schema"), "model=gpt-6-luna"),
        with(preset("json-schema"), "model=gpt-4.1-mini"),
        scenario(""),
        scenario("queries_per_day=50000"),
        scenario("ttft_p95_ms=1520"),
        scenario("weight_simplicity=0.01"),
    ];
    for s in &scenarios {
        let now = decide(s, catalog());
        for f in flips_of(s) {
            let param = param(f.key);
            // Not a price or a measurement that nobody has set.
            assert!(param.is_set(s), "{f:?}");
            assert!(!param.asks_how_sure() && f.key != "judge_by", "{f:?}");
            let mut moved = *s;
            if let Some((min, max)) = param.range() {
                // Within the input's range, and no rounding of its end: "Simplicity is below 0.00".
                assert!(f.at > min && f.at < max, "{f:?}");
                let (from, at) = format::number_apart(param, f.from, f.at);
                assert_ne!(from, at, "{f:?}");
                assert!(words::flip(&f, catalog()).ends_with(&at));
                let beyond = f.at + if f.above { 1.0 } else { -1.0 } * 1e-3 * f.at.abs();
                (param.set)(&mut moved, forkcast_engine::params::Value::Number(beyond));
            } else {
                (param.set)(&mut moved, forkcast_engine::params::Value::Choice(f.at as u16));
            }
            // What it leads to fits: it is sold for that model, and no budget forbids it.
            let there = decide(&moved, catalog());
            assert!(there.feasible || !now.feasible, "{f:?}");
        }
    }
    let luna = flips_of(&scenarios[0]);
    assert!(luna.iter().all(|f| !f.key.starts_with("own_")), "{luna:?}");
}

/// A8. "First token in 1.5 s, limit 1.5 s; opens if the first token may take 1.5 s."
#[test]
fn what_is_missed_looks_larger_than_its_limit() {
    for set in [
        "",
        "ttft_p95_ms=1510",
        "confidence=0.9",
        "ttft_p95_ms=895",
        "budget_monthly_usd=1800",
    ] {
        let s = scenario(set);
        for gate in evaluate(&s, catalog()).strategies.iter().flat_map(|x| &x.gates) {
            let said = words::gate(gate);
            let two = match gate {
                Gate::TimeToFirstToken { .. } | Gate::WholeAnswer { .. } => said.split_once(", limit "),
                Gate::UpfrontBudget { .. } | Gate::MonthlyBudget { .. } => said.split_once(", budget "),
                Gate::Audit
                | Gate::Data { .. }
                | Gate::ContextWindow { .. }
                | Gate::NotSold
                | Gate::NoGrammar
                | Gate::TeacherTerms { .. }
                | Gate::Permissions
                | Gate::Residency { .. }
                | Gate::Erasure { .. }
                | Gate::Freshness { .. } => None,
            };
            if let Some((takes, limit)) = two {
                assert!(!takes.ends_with(&format!(" {limit}")), "{said}");
            }
        }
    }
}

/// A9. `strictness=0.6 budget_monthly_usd=B`: RAG below $100,000, hybrid above, with costs unchanged.
#[test]
fn a_budget_that_nothing_reaches_flips_nothing() {
    let at = |usd: &str| {
        evaluate(
            &scenario(&format!("strictness=0.6 budget_monthly_usd={usd}")),
            catalog(),
        )
    };
    let first = at("50000");
    for usd in ["100000", "300000", "1000000"] {
        let r = at(usd);
        assert_eq!(r.verdict.winner, first.verdict.winner, "{usd}");
        for (a, b) in first.strategies.iter().zip(&r.strategies) {
            assert!(
                (a.utility - b.utility).abs() < 1e-9 || !a.feasible,
                "{usd} {:?}",
                a.strategy
            );
        }
    }
    assert_eq!(at("8000").verdict.winner, first.verdict.winner);
    // And what another right answer costs is said: a few cents each for a hybrid's.
    let mut rungs = first.ladder.rungs.iter().filter(|rung| rung.strategy.combines());
    let cents = rungs.find_map(|rung| rung.extra_usd).expect("a step") * 100.0;
    assert!((2.0..20.0).contains(&cents), "{cents}");
}

/// A10. LoRA cost $3,556 a month with 1,500 examples and $88,324 with 200,000; more of them turned the answer to hybrid.
#[test]
fn more_examples_make_no_approach_dearer_or_worse() {
    let set = "change_days=90 new_facts_share=0.3 strictness=0.8 budget_monthly_usd=12000";
    for base in ["", set] {
        let of = |examples: &str| evaluate(&with(scenario(base), &format!("examples={examples}")), catalog());
        let few = of("1500");
        for examples in ["5000", "20000", "200000"] {
            let many = of(examples);
            let (a, b) = (few.of(Lora), many.of(Lora));
            assert!(b.cost.monthly_usd < 1.2 * a.cost.monthly_usd, "{examples}");
            assert!(b.utility > a.utility - 1e-3, "{examples}");
            assert!(
                !few.verdict.winner.tunes() || many.verdict.winner.tunes(),
                "{examples}"
            );
        }
    }
}

/// A14. The plan of "thin-data" cost the same whether an example cost $0 or $100.
#[test]
fn the_plan_pays_for_curation() {
    let at = |usd: &str| {
        evaluate(
            &with(preset("thin-data"), &format!("curation_usd={usd}")),
            catalog(),
        )
        .path
    };
    let (free, dear) = (at("0"), at("100"));
    let ready = |path: &[forkcast_engine::report::PathStep]| {
        path.iter()
            .find_map(|step| match step.action {
                PathAction::DataReady { examples } => Some((examples, step.cumulative_usd)),
                PathAction::Launch(_)
                | PathAction::Collect { .. }
                | PathAction::Tune(_)
                | PathAction::OutOfReach { .. } => None,
            })
            .expect("enough examples one day")
    };
    let ((needed, without), (dear_needed, with_them)) = (ready(&free), ready(&dear));
    let bought = needed - preset("thin-data").examples;
    assert!(bought > 100.0 && (dear_needed - needed).abs() <= 0.5 * needed);
    let more = with_them - without;
    assert!(more >= 99.0 * bought, "{more} for {bought} examples");
    for path in [&free, &dear] {
        assert!(
            path.windows(2)
                .all(|pair| pair[0].cumulative_usd <= pair[1].cumulative_usd)
        );
    }
}

/// A18. RAG was always set against LoRA, where LoRA is not sold too, and "only retrieval keeps up" was said of 4% of answers.
#[test]
fn reasons_speak_of_the_runner_up() {
    for (set, rival) in [
        ("model=claude-sonnet-5.5", None),
        ("model=claude-sonnet-5.5 corpus_tokens=60000", Some(LongContext)),
    ] {
        let r = evaluate(&scenario(set), catalog());
        assert!(
            !r.verdict.winner.tunes() && !r.verdict.runner_up.tunes(),
            "{set}: {:?}",
            r.verdict
        );
        assert!(
            rival.is_none_or(|rival| [r.verdict.winner, r.verdict.runner_up].contains(&rival)),
            "{:?}",
            r.verdict
        );
        assert!(!r.verdict.reasons.is_empty());
        for reason in &r.verdict.reasons {
            let said = words::plain(&words::reason(reason));
            assert!(
                !said.contains("LoRA") && !said.contains("only retrieval"),
                "{said}"
            );
        }
    }
}

/// The same fact is never for and against: what the 30 days mean is said with both figures, whoever wins.
#[test]
fn one_fact_has_one_meaning() {
    let current = |r: &Report, than: Strategy| {
        r.of(than).why_not.iter().find_map(|reason| match reason.fact {
            Fact::Current { winner, rival, .. } => Some((reason.side, winner, rival)),
            Fact::Cites { .. }
            | Fact::CitesBetter { .. }
            | Fact::Knows { .. }
            | Fact::Behaves { .. }
            | Fact::Silent { .. }
            | Fact::Costs { .. }
            | Fact::Faster { .. }
            | Fact::Live { .. }
            | Fact::Simpler { .. }
            | Fact::RuledOut { .. }
            | Fact::Chance { .. } => None,
        })
    };
    let (usual, busy) = (
        evaluate(&scenario(""), catalog()),
        evaluate(&scenario("queries_per_day=50000"), catalog()),
    );
    assert_eq!((usual.verdict.winner, busy.verdict.winner), (Rag, Lora));
    let (one, other) = (
        current(&usual, Lora).expect("a reason"),
        current(&busy, Rag).expect("a reason"),
    );
    assert_eq!((one.0, other.0), (Side::For, Side::Against));
    assert!(
        (one.1 - other.2).abs() < 1e-9 && (one.2 - other.1).abs() < 1e-9,
        "{one:?} {other:?}"
    );
    // Prompting alone is an answer too: why not that is said.
    assert!(!usual.of(Prompt).why_not.is_empty());
}
