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
use super::tally::{Failures, Plan, Tally, most_frequent};
use crate::{RunError, Updates, text};

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
/// The reason why the run ended early. Updates sent before it stay valid.
pub async fn run_with_limits(
    spec: &EndpointSpec,
    endpoint: &Endpoint,
    updates: &Updates,
    limits: Limits,
) -> Result<(), RunError> {
    // A shard's requests follow those of the shards before it, so that all shards together send what one program would.
    let (warmed, sent) = spec.shard.map_or((0, 0), |shard| {
        (
            u64::from(shard.index) * u64::from(spec.warmup),
            u64::from(shard.before(spec.requests)),
        )
    });
    let spec = &spec.own_part();
    let client = Arc::new(Client::with_limits(endpoint, limits)?);
    updates.progress(text::COUNTING_TOKENS, 0, 1);
    updates.send(Update::Target(TargetInfo {
        name: endpoint.name.clone(),
        software: client.software().await?,
        model: Some(client.model().await?),
    }));
    if !client.counts_tokens().await? {
        updates.warn(text::TOKENS_NOT_COUNTED);
    }
    updates.progress(text::COUNTING_TOKENS, 1, 1);
    let mut failures = Failures::new();
    let mut measured = false;
    for (place, &tokens) in spec.prompt_tokens.iter().enumerate() {
        client.fit(tokens).await?;
        let phase = place as u64 * 2;
        warm_up(spec, prompts(spec, &client, tokens, phase, warmed), updates).await?;
        let mut tally = Tally::new(plan(spec, tokens), updates);
        let requests = prompts(spec, &client, tokens, phase + 1, sent);
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
            let more_lengths = place + 1 < spec.prompt_tokens.len();
            updates.warn(text::saturated(tokens, sent, unanswered, lost, more_lengths));
            break;
        }
    }
    if client.connects_each_time() {
        updates.warn(text::CONNECTS_EACH_TIME);
    }
    match most_frequent(&failures) {
        Some(failure) if !measured => Err(text::none_answered(failure)),
        Some(_) | None => Ok(()),
    }
}

/// Failures in a row after which warming up is over.
const ENOUGH_FAILURES: u32 = 3;

async fn warm_up(spec: &EndpointSpec, requests: Arc<Prompts>, updates: &Updates) -> Result<(), RunError> {
    let count = u64::from(spec.warmup);
    if count == 0 {
        return Ok(());
    }
    let phase = text::warm_up(requests.tokens);
    updates.progress(&phase, 0, count);
    let mut done = 0;
    let mut failed = 0;
    // A failure here happens again in the counted requests and ends the run there; do not wait for a silent endpoint many times.
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

fn prompts(spec: &EndpointSpec, client: &Arc<Client>, tokens: u32, phase: u64, first: u64) -> Arc<Prompts> {
    Arc::new(Prompts {
        client: Arc::clone(client),
        tokens,
        output_tokens: spec.output_tokens,
        prefix: if spec.shared_prefix {
            Prefix::Shared
        } else {
            Prefix::Unique
        },
        from: (phase << 32) + first,
    })
}

pub(crate) fn plan(spec: &EndpointSpec, tokens: u32) -> Plan {
    let (concurrency, path) = match spec.load {
        Load::Closed { concurrency } => (
            Some(concurrency),
            text::closed_loop(concurrency, spec.shared_prefix),
        ),
        Load::Open { rate_per_s } => (None, text::open_loop(rate_per_s, spec.shared_prefix)),
    };
    Plan {
        prompt_tokens: tokens,
        output_tokens: spec.output_tokens,
        requests: u64::from(spec.requests),
        concurrency,
        shared_prefix: spec.shared_prefix,
        path,
        service_level: spec.service_level,
    }
}
