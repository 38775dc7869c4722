//! A run over all prompt lengths.

use std::ops::ControlFlow;
use std::sync::Arc;

use forkcast_protocol::measure::{EndpointSpec, Load, TargetInfo, Update};
use tokio::time::Instant;

use super::Endpoint;
use super::client::{Client, Limits};
use super::failure::RequestError;
use super::load::{self, End, Outcome, Requests};
use super::prompts::Prefix;
use super::request::Prepared;
use super::tally::{Failures, Meant, Tally, grouped, most_frequent};
use crate::{RunError, Updates};

/// Seed of the arrivals: the same run has the same arrivals.
const SEED: u64 = 0x0f0c_0a57;

/// Requests of one prompt length.
struct Prompts {
    client: Arc<Client>,
    tokens: u32,
    output_tokens: u32,
    prefix: Prefix,
    /// Number of the first one, so that no two phases send the same prompt.
    from: u64,
}

impl Requests for Prompts {
    type Prepared = Option<Prepared>;

    fn prepare(&self, number: u64) -> Option<Prepared> {
        self.client
            .prepare(self.tokens, self.prefix, self.from + number, self.output_tokens)
    }

    async fn send(&self, request: Option<Prepared>, intended: Instant) -> Outcome {
        let request = request.ok_or(RequestError::Empty)?;
        self.client.send(request, intended.into_std()).await
    }
}

/// Measures the endpoint with other limits than the usual ones. Dropping the future ends the run.
///
/// # Errors
/// What ends a run before its time; what was measured till then has been told.
pub async fn run_with_limits(
    spec: &EndpointSpec,
    endpoint: &Endpoint,
    updates: &Updates,
    limits: Limits,
) -> Result<(), RunError> {
    let client = Arc::new(Client::with_limits(endpoint, limits)?);
    updates.progress("Counting tokens", 0, 1);
    updates.tell(Update::Target(TargetInfo {
        name: endpoint.name.clone(),
        software: client.software().await?,
        model: Some(client.model().await?),
    }));
    if !client.counts_tokens().await? {
        updates.warn(
            "The endpoint does not count tokens: lengths of prompts are an estimate from English words, and there is no time \
             per output token.",
        );
    }
    updates.progress("Counting tokens", 1, 1);
    let mut failures = Failures::new();
    let mut measured = false;
    for (place, &tokens) in spec.prompt_tokens.iter().enumerate() {
        client.fit(tokens).await?;
        warm_up(spec, &client, tokens, place as u64, updates).await?;
        let mut tally = Tally::new(meant(spec, tokens), updates);
        let requests = prompts(spec, &client, tokens, place as u64 * 2 + 1);
        let end = drive(spec.load, &requests, u64::from(spec.requests), |outcome, more| {
            tally.add(outcome, more)
        })
        .await;
        measured |= tally.measured();
        for (failure, count) in tally.finish()? {
            *failures.entry(failure).or_default() += count;
        }
        if let End::Saturated {
            sent,
            unanswered,
            lost,
        } = end
        {
            let mut text = format!(
                "{}-token prompts: the endpoint answers fewer requests than arrive; {unanswered} of {sent} were unanswered and \
                 their number kept growing, so no more were sent. The figures are those of a growing queue, not of a steady load.",
                grouped(tokens)
            );
            if lost > 0 {
                text += &format!(" {lost} of them were not answered in time and are missing.");
            }
            if place + 1 < spec.prompt_tokens.len() {
                text += " Further prompt lengths were not measured.";
            }
            updates.warn(text);
            break;
        }
    }
    if client.connects_each_time() {
        updates.warn(
            "The endpoint closes its connection after an answer, so that times to first token include connecting.",
        );
    }
    match most_frequent(&failures) {
        Some(failure) if !measured => Err(RunError::new(format!("no request was answered: {failure}"))),
        _ => Ok(()),
    }
}

/// Failures in a row after which warming up is over.
const ENOUGH_FAILURES: u32 = 3;

async fn warm_up(
    spec: &EndpointSpec,
    client: &Arc<Client>,
    tokens: u32,
    place: u64,
    updates: &Updates,
) -> Result<(), RunError> {
    let count = u64::from(spec.warmup);
    if count == 0 {
        return Ok(());
    }
    let phase = format!("Warm-up, {} tokens", grouped(tokens));
    updates.progress(&phase, 0, count);
    let mut done = 0;
    let mut failed = 0;
    let requests = prompts(spec, client, tokens, place * 2);
    // What fails here fails again where it is counted, and there ends the run: a silent endpoint is not waited for a thousand times.
    drive(spec.load, &requests, count, |outcome, _| {
        done += 1;
        failed = if outcome.is_ok() { 0 } else { failed + 1 };
        updates.progress(&phase, done, count);
        if failed >= ENOUGH_FAILURES {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
    .await;
    Ok(())
}

async fn drive(
    load: Load,
    requests: &Arc<Prompts>,
    count: u64,
    collect: impl FnMut(Outcome, u64) -> ControlFlow<()>,
) -> End {
    match load {
        Load::Closed { concurrency } => load::closed(requests, u64::from(concurrency), count, collect).await,
        Load::Open { rate_per_s } => {
            let schedule = load::arrivals(rate_per_s, SEED ^ requests.from);
            load::open(requests, rate_per_s, schedule, count, load::precisely, collect).await
        }
    }
}

fn prompts(spec: &EndpointSpec, client: &Arc<Client>, tokens: u32, phase: u64) -> Arc<Prompts> {
    Arc::new(Prompts {
        client: Arc::clone(client),
        tokens,
        output_tokens: spec.output_tokens,
        prefix: if spec.shared_prefix {
            Prefix::Shared
        } else {
            Prefix::Unique
        },
        from: phase << 32,
    })
}

fn meant(spec: &EndpointSpec, tokens: u32) -> Meant {
    let (concurrency, mut path) = match spec.load {
        Load::Closed { concurrency } => (Some(concurrency), format!("closed loop, {concurrency} at a time")),
        Load::Open { rate_per_s } => (None, format!("open loop, {rate_per_s} arrivals a second")),
    };
    if spec.shared_prefix {
        path += ", shared prefix";
    }
    Meant {
        prompt_tokens: tokens,
        output_tokens: spec.output_tokens,
        requests: u64::from(spec.requests),
        concurrency,
        path,
        service_level: spec.service_level,
    }
}
