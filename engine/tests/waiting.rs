//! Answers that can wait: the limits on times hold for the others only.

use crate::common::{catalog, scenario, with};
use Strategy::{Lora, Prompt};
use forkcast_engine::report::{Criterion, Fact, Gate, Limit, Report, ServedBy, Signal, Warning};
use forkcast_engine::{Scenario, Strategy, evaluate, words};

/// No approach is in time, whatever it does.
const LATE: &str = "ttft_p95_ms=50 e2e_p95_ms=100";

fn report(s: &Scenario) -> Report {
    evaluate(s, catalog())
}

fn is_late(r: &Report, strategy: Strategy) -> bool {
    let on_times = |gate: &Gate| matches!(gate, Gate::TimeToFirstToken { .. } | Gate::WholeAnswer { .. });
    r.of(strategy).gates.iter().any(on_times)
}

#[test]
fn no_limit_on_times_binds_where_every_answer_can_wait() {
    let s = scenario(LATE);
    let (now, later) = (report(&s), report(&with(s, "batch_share=1")));
    assert!(!now.verdict.feasible && later.verdict.feasible);
    for x in Strategy::ALL {
        assert!(is_late(&now, x) && !is_late(&later, x), "{x:?}");
        let meets = later.of(x).meets;
        assert_eq!(
            (
                meets[Limit::FirstToken as usize],
                meets[Limit::WholeAnswer as usize]
            ),
            (1.0, 1.0)
        );
        // A sooner first token is worth nothing then.
        assert_eq!(later.of(x).criteria[Criterion::Latency as usize], 1.0);
    }
    // The same whatever the limits are.
    let loose = report(&scenario("batch_share=1"));
    assert_eq!(loose.verdict, later.verdict);
}

#[test]
fn somebody_who_waits_for_one_answer_in_a_hundred_must_not_wait_too_long() {
    let s = scenario(&format!("{LATE} batch_share=0.99"));
    let r = report(&s);
    assert!(!r.verdict.feasible);
    assert!(Strategy::ALL.into_iter().all(|x| is_late(&r, x)));
}

#[test]
fn the_more_answers_can_wait_the_less_a_sooner_first_token_is_worth() {
    let value = |share: f64| {
        let s = Scenario {
            batch_share: share,
            ..Scenario::default()
        };
        report(&s).of(Prompt).criteria[Criterion::Latency as usize]
    };
    // A mean over all answers: those that can wait are never late.
    let (none, half) = (value(0.0), value(0.5));
    assert!((half - f64::midpoint(none, 1.0)).abs() < 1e-12, "{none} {half}");
}

#[test]
fn the_report_says_that_answers_can_wait() {
    let all = report(&scenario("batch_share=1"));
    let said = |r: &Report| {
        let warning = r
            .warnings
            .iter()
            .find(|w| matches!(w, Warning::AnswersCanWait { .. }))?;
        Some(words::warning(warning, catalog()))
    };
    assert_eq!(
        said(&all).as_deref(),
        Some("Every answer can wait, so no limit on times applies and a sooner first token counts nothing.")
    );
    assert!(
        said(&report(&scenario("batch_share=0.4")))
            .is_some_and(|text| text.starts_with("40% of the answers can wait."))
    );
    assert_eq!(said(&report(&scenario(""))), None);
    // The difference in times is named as one that decides nothing.
    let later = all
        .of(Lora)
        .why_not
        .iter()
        .find(|reason| matches!(reason.fact, Fact::Faster { .. }))
        .expect("a difference in times");
    assert_eq!(later.weight, 0.0);
    assert!(words::plain(&words::reason(later)).ends_with("which counts nothing: every answer can wait"));
    // One of less than a hundredth is none.
    for reason in all.strategies.iter().flat_map(|strategy| &strategy.why_not) {
        if let Fact::Faster {
            winner_ms, rival_ms, ..
        } = reason.fact
        {
            assert!(
                (winner_ms - rival_ms).abs() > 0.01 * winner_ms.max(rival_ms),
                "{reason:?}"
            );
        }
    }
}

#[test]
fn a_cold_start_is_no_hindrance_where_every_answer_can_wait() {
    // Thirty questions a day: GPUs that are given back while idle start for most of them, far too late for a chat.
    let s = scenario("queries_per_day=30 tuning_seller=fireworks");
    let scales = |s: &Scenario| match report(s).of(Lora).served.map(|served| served.by) {
        Some(ServedBy::Hour { scales_to_zero, .. }) => scales_to_zero,
        other => panic!("not by the hour: {other:?}"),
    };
    assert!(!scales(&s) && !scales(&with(s, "batch_share=0.99")));
    assert!(scales(&with(s, "batch_share=1")));
}

#[test]
fn latency_is_no_sign_where_every_answer_can_wait() {
    let s = scenario("ttft_p95_ms=600");
    let tight = |s: &Scenario| report(s).signals.contains(&Signal::LatencyIsTight);
    let near = (0..60).map(|i| Scenario {
        ttft_p95_ms: 300.0 + 20.0 * f64::from(i),
        ..s
    });
    let found: Vec<Scenario> = near.filter(tight).collect();
    assert!(!found.is_empty());
    assert!(!found.iter().any(|s| tight(&with(*s, "batch_share=1"))));
}
