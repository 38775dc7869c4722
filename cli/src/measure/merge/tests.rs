//! Shards as they may be: of other runs, of other models, ended early.

use forkcast_endpoint::Samples;
use forkcast_protocol::measure::{Load, SeriesKind, TargetInfo};

use super::*;

fn spec() -> EndpointSpec {
    EndpointSpec {
        target: "t".to_owned(),
        load: Load::Open { rate_per_s: 8.0 },
        prompt_tokens: vec![64],
        output_tokens: 4,
        requests: 40,
        warmup: 0,
        shared_prefix: false,
        service_level: None,
        shard: None,
    }
}

/// A shard of two whose times are those, ms, of which so many were good.
fn part(index: u32, times: &[f64], good: f64, at: (&str, &str)) -> Part {
    let mut samples = Samples::new();
    times.iter().for_each(|ms| samples.record(*ms));
    samples.error();
    let series = samples
        .series("ttft-64", "Time to first token", SeriesKind::Ttft)
        .expect("there are samples");
    let shard = Shard { index, of: 2 };
    let whole = EndpointSpec {
        shard: Some(shard),
        ..spec()
    };
    let mut measured = Measurement::accepted(index.to_string(), at.0.to_owned(), RunSpec::Endpoint(whole));
    measured.state = RunState::Done;
    measured.ended = Some(at.1.to_owned());
    measured.target = Some(TargetInfo {
        model: Some("m".to_owned()),
        ..TargetInfo::default()
    });
    measured.series = vec![Series {
        prompt_tokens: Some(64),
        throughput_per_s: Some(3.0),
        goodput_per_s: Some(2.0),
        good_share: Some(good / (times.len() as f64 + 1.0)),
        ..series
    }];
    Part {
        path: PathBuf::from(format!("{index}.json")),
        spec: spec(),
        shard,
        measured,
    }
}

const AT: (&str, &str) = ("2026-11-29T10:00:00Z", "2026-11-29T10:01:40Z");

fn refused(parts: Vec<Part>) -> String {
    merge_parts(parts).expect_err("refused").to_string()
}

#[test]
fn shares_count_by_requests_and_rates_add_up() {
    let merged = merge_parts(vec![part(1, &[5.0], 1.0, AT), part(0, &[1.0, 2.0, 3.0], 2.0, AT)]).unwrap();
    let row = &merged.series[0];
    assert_eq!((row.n, row.errors, row.min, row.max), (4, 2, 1.0, 5.0));
    assert_eq!((row.throughput_per_s, row.goodput_per_s), (Some(6.0), Some(4.0)));
    // Three of six requests, and not the mean of a half and a half.
    assert!((row.good_share.unwrap() - 0.5).abs() < 1e-12);
    assert_eq!((merged.id.as_str(), merged.state), ("0", RunState::Done));
    assert_eq!(merged.spec, RunSpec::Endpoint(spec()));
    assert_eq!((merged.warnings.len(), merged.error), (0, None));
}

#[test]
fn shards_that_hardly_overlap_say_so() {
    let late = ("2026-11-29T10:00:50Z", "2026-11-29T10:02:30Z");
    let merged = merge_parts(vec![part(0, &[1.0], 1.0, AT), part(1, &[1.0], 1.0, late)]).unwrap();
    assert!(
        merged.warnings[0].contains("only 33% of the run"),
        "{:?}",
        merged.warnings
    );
    assert_eq!(
        (merged.created.as_str(), merged.ended.as_deref()),
        (AT.0, Some(late.1))
    );
}

#[test]
fn a_shard_that_failed_keeps_what_it_measured() {
    let mut failed = part(1, &[1.0], 1.0, AT);
    failed.measured.state = RunState::Failed;
    failed.measured.error = Some("The endpoint is gone.".to_owned());
    let merged = merge_parts(vec![part(0, &[1.0], 1.0, AT), failed]).unwrap();
    assert_eq!(merged.state, RunState::Failed);
    assert_eq!(merged.error.as_deref(), Some("Shard 1/2: The endpoint is gone."));
    assert_eq!(merged.series[0].n, 2);
}

#[test]
fn what_is_not_one_run_is_refused() {
    let one = || part(0, &[1.0], 1.0, AT);
    let mut longer = part(1, &[1.0], 1.0, AT);
    longer.spec.output_tokens = 8;
    assert_eq!(
        refused(vec![one(), longer]),
        "1.json and 0.json are shards of different runs"
    );
    let mut other = part(1, &[1.0], 1.0, AT);
    other.measured.target = Some(TargetInfo {
        model: Some("n".to_owned()),
        ..TargetInfo::default()
    });
    assert_eq!(
        refused(vec![one(), other]),
        "1.json measured the model n, 0.json the model m"
    );
    assert_eq!(refused(vec![one()]), "shards are missing: 1/2");
    assert_eq!(
        refused(vec![one(), one()]),
        "shard 0/2 is there twice: 0.json and 0.json"
    );
    let mut wrong = part(1, &[1.0], 1.0, AT);
    wrong.measured.series[0].n = 7;
    assert!(refused(vec![one(), wrong]).contains("1.json: the histogram of ttft-64"));
}
