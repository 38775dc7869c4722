//! How long answers are and how fast a model writes them: lengths that spread, thinking, published speeds.

use crate::common::{catalog, close};
use forkcast_engine::catalog::FirstToken;
use forkcast_engine::report::{CostItem, StageKind, StrategyReport};
use forkcast_engine::scenario::Supply;
use forkcast_engine::{Scenario, Strategy, evaluate};

fn prompt(s: &Scenario) -> StrategyReport {
    evaluate(s, catalog()).of(Strategy::Prompt).clone()
}

fn stage(r: &StrategyReport, kind: StageKind) -> Option<(f64, f64)> {
    let found = r.latency.stages.iter().find(|stage| stage.kind == kind);
    found.map(|stage| (stage.p50_ms, stage.p95_ms))
}

/// A hosted model that writes 100 tokens a second as measured.
fn measured() -> Scenario {
    Scenario {
        measured_decode_tps: Some(100.0),
        output_tokens: 300.0,
        ..Scenario::default()
    }
}

#[test]
fn lengths_spread_about_the_average_that_is_paid_for() {
    let even = prompt(&Scenario {
        answer_spread: 1.0,
        ..measured()
    });
    let (p50, p95) = stage(&even, StageKind::Decode).expect("an answer is written");
    // 300 tokens at 100 a second, and what computing spreads by itself.
    close(p50, 3000.0);
    close(p95, 3000.0 * 1.15);
    let r = prompt(&Scenario {
        answer_spread: 2.5,
        ..measured()
    });
    let (p50, p95) = stage(&r, StageKind::Decode).expect("an answer is written");
    // ln 2.5 ÷ 1.6449 is 0.5571, and the mean of such a log-normal 1.1679 medians: the median answer has 256.9 tokens.
    assert!((p50 - 2568.7).abs() < 0.5, "{p50}");
    // Lengths and speed vary apart: √(ln² 2.5 + ln² 1.15) is 0.9269, a factor of 2.527.
    assert!((p95 / p50 - 2.527).abs() < 1e-3, "{}", p95 / p50);
    let usd = |r: &StrategyReport| r.cost.items[CostItem::Output as usize].monthly_usd;
    close(usd(&r), usd(&even));
}

#[test]
fn thinking_is_paid_as_output_and_waited_for_before_the_first_token() {
    let s = Scenario {
        answer_spread: 1.0,
        ..measured()
    };
    let thinks = Scenario {
        thinking_tokens: 900.0,
        ..s
    };
    let (a, b) = (prompt(&s), prompt(&thinks));
    assert_eq!(stage(&a, StageKind::Thinking), None);
    // 900 tokens at 100 a second.
    let (p50, _) = stage(&b, StageKind::Thinking).expect("it thinks");
    close(p50, 9000.0);
    let later = b.latency.ttft_p50_ms - a.latency.ttft_p50_ms;
    assert!((later - 9000.0).abs() < 60.0, "{later}");
    let usd = |r: &StrategyReport| r.cost.items[CostItem::Output as usize].monthly_usd;
    close(usd(&b), usd(&a) * 1200.0 / 300.0);
    // On own GPUs four times the tokens are written by the same fleet or a larger one.
    let own = |s: &Scenario| {
        let own = Scenario {
            supply: Supply::OwnGpus,
            queries_per_day: 1e6,
            ..*s
        };
        prompt(&own).cost.serving_gpus
    };
    assert!(own(&thinks) > 2.0 * own(&s));
}

#[test]
fn a_published_speed_takes_the_place_of_the_assumed_one() {
    let mut c = catalog().clone();
    let mut s = Scenario {
        answer_spread: 1.0,
        output_tokens: 300.0,
        few_shot: 0.0,
        prompt_tokens: 1500.0,
        cacheable_share: 0.0,
        ..Scenario::default()
    };
    s.model_index = 0;
    c.models.to_mut()[0].tokens_per_s = None;
    let speed = |c: &forkcast_engine::Catalog| {
        let r = evaluate(&s, c).of(Strategy::Prompt).clone();
        (
            stage(&r, StageKind::Decode).expect("written").0,
            stage(&r, StageKind::Queue).expect("waits").0,
        )
    };
    let assumed = c.calibration.hosted_decode_tps;
    close(speed(&c).0, 300.0 / assumed * 1e3);
    c.models.to_mut()[0].tokens_per_s = Some(150.0);
    close(speed(&c).0, 2000.0);
    // 700 ms with 1,500 tokens: 100 ms to read them at 15,000 a second, 40 ms of network, 560 ms of waiting.
    c.models.to_mut()[0].first_token = Some(FirstToken {
        ms: 700.0,
        prompt_tokens: 1500.0,
    });
    close(speed(&c).1, 560.0);
    // What simulations draw of hosted models in general moves a published figure in proportion.
    c.calibration.hosted_decode_tps *= 0.5;
    c.calibration.hosted_queue_ms *= 2.0;
    close(speed(&c).0, 4000.0);
    close(speed(&c).1, 1120.0);
}
