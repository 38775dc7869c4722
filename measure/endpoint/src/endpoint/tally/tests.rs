//! The series and warnings of invented outcomes.

use forkcast_protocol::measure::Update;

use super::*;
use crate::endpoint::Timing;

fn plan(requests: u64) -> Plan {
    Plan {
        prompt_tokens: 1000,
        output_tokens: 11,
        requests,
        concurrency: Some(1),
        shared_prefix: false,
        path: "as a test".to_owned(),
        service_level: Some(ServiceLevel {
            ttft_ms: 100.0,
            e2e_ms: 300.0,
        }),
    }
}

fn timing(ttft_ms: f64, e2e_ms: f64) -> Timing {
    Timing {
        late_ms: 0.0,
        ttft_ms,
        thinking_ms: None,
        tpot_ms: Some((e2e_ms - ttft_ms) / 10.0),
        e2e_ms,
        prompt_tokens: Some(1000),
        completion_tokens: Some(11),
        hidden_tokens: None,
        ended_early: false,
        one_piece: false,
    }
}

/// Outcomes until one ends the run; then its end, the last series by key, and the warnings.
fn reported(
    outcomes: &[Outcome],
    in_flight: u64,
) -> (Result<Failures, RunError>, BTreeMap<String, Series>, Vec<String>) {
    let (updates, mut receiver) = Updates::channel();
    let mut tally = Tally::new(plan(outcomes.len() as u64), &updates);
    for outcome in outcomes {
        if tally.add(*outcome, in_flight).is_break() {
            break;
        }
    }
    let end = tally.finish();
    drop(updates);
    let (mut series, mut warnings) = (BTreeMap::new(), Vec::new());
    while let Ok(update) = receiver.try_recv() {
        match update {
            Update::Series(s) => drop(series.insert(s.key.clone(), *s)),
            Update::Warning { text } => warnings.push(text),
            Update::Machine(_) | Update::Target(_) | Update::Ceiling(_) | Update::Progress { .. } => {}
        }
    }
    (end, series, warnings)
}

#[test]
fn good_is_what_meets_every_limit_and_errors_are_not() {
    let outcomes = [
        Ok(timing(100.0, 300.0)),
        Ok(timing(50.0, 200.0)),
        Ok(timing(101.0, 200.0)),
        Ok(timing(50.0, 301.0)),
        Err(RequestError::Server(500)),
    ];
    let (end, series, warnings) = reported(&outcomes, 0);
    assert!(end.is_ok());
    for key in ["ttft-1000", "tpot-1000", "e2e-1000"] {
        let series = &series[key];
        assert_eq!(
            (series.n, series.errors, series.good_share),
            (4, 1, Some(0.4)),
            "{key}"
        );
        let (good, all) = (series.goodput_per_s.unwrap(), series.throughput_per_s.unwrap());
        assert!(
            (good / all - 0.5).abs() < 1e-9,
            "two of the four answers are good"
        );
    }
    assert_eq!(series["ttft-1000"].max, 101.0);
    assert_eq!(series["e2e-1000"].max, 301.0);
    assert_eq!(series["tpot-1000"].min, 9.9);
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].contains("1 of 5 requests failed") && warnings[0].contains("HTTP 500"),
        "{warnings:?}"
    );
}

#[test]
fn twenty_failures_in_a_row_end_the_run_and_nineteen_do_not() {
    let mut outcomes = vec![Ok(timing(1.0, 2.0)); 5];
    outcomes.extend([Err(RequestError::Refused); 19]);
    outcomes.push(Ok(timing(1.0, 2.0)));
    outcomes.extend([Err(RequestError::Refused); 19]);
    let (end, series, _) = reported(&outcomes, 3);
    assert_eq!(end, Ok([(RequestError::Refused, 38)].into()));
    assert_eq!((series["ttft-1000"].n, series["ttft-1000"].errors), (6, 38));

    outcomes.push(Err(RequestError::Refused));
    let (end, series, _) = reported(&outcomes, 3);
    let error = end.expect_err("gone").to_string();
    assert!(
        error.contains("refuses connections") && error.contains("20 requests in a row"),
        "{error}"
    );
    assert_eq!(
        (series["ttft-1000"].n, series["ttft-1000"].errors),
        (6, 39),
        "what was measured is kept"
    );
}

#[test]
fn an_overload_that_fails_all_in_flight_at_once_does_not_end_the_run() {
    let mut outcomes = vec![Err(RequestError::TooManyRequests); 200];
    outcomes.push(Ok(timing(1.0, 2.0)));
    assert!(reported(&outcomes, 200).0.is_ok());
    assert!(reported(&outcomes, 100).0.is_err());
}

#[test]
fn the_most_frequent_failure_is_named() {
    let mut outcomes = vec![Err(RequestError::Server(500)); 3];
    outcomes.extend([Err(RequestError::TooManyRequests); 5]);
    outcomes.extend([Err(RequestError::Cut); 4]);
    let (end, series, warnings) = reported(&outcomes, 0);
    assert_eq!(most_frequent(&end.unwrap()), Some(RequestError::TooManyRequests));
    assert!(warnings[0].contains("429"), "{warnings:?}");
    assert!(series.is_empty());
}

#[test]
fn a_wrong_count_of_tokens_ends_the_run_and_is_no_sample() {
    let wrong = Timing {
        prompt_tokens: Some(512),
        ..timing(1.0, 2.0)
    };
    let near = Timing {
        prompt_tokens: Some(1020),
        ..timing(1.0, 2.0)
    };
    let (end, series, _) = reported(&[Ok(near), Ok(wrong), Ok(near)], 0);
    let error = end.expect_err("a mismatch").to_string();
    assert!(error.contains("1000") && error.contains("512"), "{error}");
    assert_eq!(series["ttft-1000"].n, 1);
}

#[test]
fn oddities_of_answers_are_warned_of_with_their_number() {
    let odd = Timing {
        late_ms: 11.0,
        tpot_ms: None,
        ended_early: true,
        one_piece: true,
        ..timing(20.0, 20.0)
    };
    let (_, series, warnings) = reported(&[Ok(odd), Ok(odd), Ok(timing(1.0, 2.0))], 0);
    assert_eq!(series["tpot-1000"].n, 1);
    for words in [
        "answers ended before the 11 requested tokens",
        "arrived in one piece",
        "late by this machine",
    ] {
        let found = warnings.iter().find(|w| w.contains(words));
        assert!(
            found.is_some_and(|w| w.starts_with("1,000-token prompts: 2 of 3 ")),
            "{words}: {warnings:?}"
        );
    }
}

#[test]
fn thousands_are_grouped() {
    assert_eq!(
        [7, 999, 1000, 131_072, 1_000_000].map(text::grouped),
        ["7", "999", "1,000", "131,072", "1,000,000"]
    );
}
