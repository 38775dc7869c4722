//! The series of a run that several programs made in parts.

use forkcast_protocol::measure::{EndpointSpec, Series, SeriesKind};

use crate::endpoint::plan;
use crate::{Samples, text};

/// A series that cannot be merged: the shard's place in the list, and the series' key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMerged {
    /// The shard.
    pub shard: usize,
    /// The series.
    pub key: String,
}

/// The series of the whole run from those of its shards, in the order in which they first appear.
///
/// Percentiles and their intervals are exact, as all histograms have the same buckets; means are so to rounding. Answers per second add up,
/// and shares count by requests.
///
/// # Errors
/// A series whose histogram does not hold its samples, or that names another thing under a key than the shards before it.
pub fn series(whole: &EndpointSpec, shards: &[&[Series]]) -> Result<Vec<Series>, NotMerged> {
    let mut merged: Vec<Series> = Vec::new();
    for first in shards.iter().flat_map(|series| series.iter()) {
        if merged.iter().any(|done| done.key == first.key) {
            continue;
        }
        merged.push(one(whole, shards, first)?);
    }
    Ok(merged)
}

fn one(whole: &EndpointSpec, shards: &[&[Series]], first: &Series) -> Result<Series, NotMerged> {
    let mut samples = Samples::new();
    let mut throughput = Sum::default();
    let mut goodput = Sum::default();
    let (mut good, mut requests) = (Sum::default(), 0.0);
    for (shard, all) in shards.iter().enumerate() {
        let not_merged = || NotMerged {
            shard,
            key: first.key.clone(),
        };
        let Some(series) = all.iter().find(|series| series.key == first.key) else {
            continue;
        };
        let alike =
            (series.kind, series.unit, series.prompt_tokens) == (first.kind, first.unit, first.prompt_tokens);
        if !alike || samples.add_series(series).is_err() {
            return Err(not_merged());
        }
        throughput.add(series.throughput_per_s);
        goodput.add(series.goodput_per_s);
        // A request is good or not, however many of its times could be taken.
        let of = all
            .iter()
            .find(|other| other.kind == SeriesKind::Ttft && other.prompt_tokens == series.prompt_tokens)
            .unwrap_or(series);
        let done = (of.n + of.errors) as f64;
        good.add(series.good_share.map(|share| share * done));
        requests += done;
    }
    let plan = plan(whole, first.prompt_tokens.unwrap_or_default());
    let series = samples.series(&first.key, &first.label, first.kind);
    Ok(Series {
        prompt_tokens: first.prompt_tokens,
        batch: plan.concurrency,
        path: Some(text::in_shards(&plan.path, shards.len())),
        throughput_per_s: throughput.0,
        goodput_per_s: goodput.0,
        good_share: good.0.map(|good| good / requests),
        // There is a sample: that of `first`.
        ..series.unwrap_or_else(|| first.clone())
    })
}

/// A sum of what is known.
#[derive(Default)]
struct Sum(Option<f64>);

impl Sum {
    fn add(&mut self, more: Option<f64>) {
        if let Some(more) = more {
            *self.0.get_or_insert_default() += more;
        }
    }
}
