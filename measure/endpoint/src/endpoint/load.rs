//! When requests are sent: in a closed loop or an open one.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Distribution, Exp};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::backlog::Backlog;
use super::failure::RequestError;
use crate::endpoint::Timing;

/// What came of a request.
pub(crate) type Outcome = Result<Timing, RequestError>;

/// What is sent.
pub(crate) trait Requests: Send + Sync + 'static {
    /// A request of which nothing but the sending is left.
    type Prepared: Send;
    /// Prepares the request of that number.
    fn prepare(&self, number: u64) -> Self::Prepared;
    /// Sends it; times count from `intended`.
    fn send(&self, request: Self::Prepared, intended: Instant) -> impl Future<Output = Outcome> + Send;
}

/// How a loop came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Every request has been answered, or failed.
    Complete,
    /// The collector wanted no more.
    Stopped,
    /// More requests arrived than the server answers.
    Saturated {
        /// Requests sent.
        sent: u64,
        /// Of which so many were unanswered when the sending stopped,
        unanswered: u64,
        /// and so many never answered in the time given for it.
        lost: u64,
    },
}

/// Sends from `clients` clients, each when its last answer has ended. `collect` receives every outcome and the number in flight.
///
/// # Panics
/// If sending a request does.
pub(crate) async fn closed<R: Requests>(
    requests: &Arc<R>,
    clients: u64,
    count: u64,
    mut collect: impl FnMut(Outcome, u64) -> ControlFlow<()>,
) -> End {
    let next = Arc::new(AtomicU64::new(0));
    let (sender, mut outcomes) = mpsc::unbounded_channel();
    let mut loops = JoinSet::new();
    for _ in 0..clients.min(count) {
        let (requests, next, sender) = (Arc::clone(requests), Arc::clone(&next), sender.clone());
        loops.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    break;
                }
                let request = requests.prepare(number);
                let outcome = requests.send(request, Instant::now()).await;
                if sender.send(outcome).is_err() {
                    break;
                }
            }
        });
    }
    drop(sender);
    let mut done = 0;
    while let Some(outcome) = outcomes.recv().await {
        done += 1;
        let in_flight = (count - done).min(clients);
        if collect(outcome, in_flight).is_break() {
            return End::Stopped;
        }
    }
    while let Some(ended) = loops.join_next().await {
        ended.expect("a client's loop");
    }
    End::Complete
}

/// Arrival offsets from the start of the run: a Poisson process of that rate, the same for the same seed.
pub(crate) fn arrivals(rate_per_s: f64, seed: u64) -> impl Iterator<Item = Duration> + Send {
    let gaps = Exp::new(rate_per_s).expect("rates are above zero");
    let mut random = StdRng::seed_from_u64(seed);
    let mut at = 0.0;
    std::iter::from_fn(move || {
        at += gaps.sample(&mut random);
        Some(Duration::from_secs_f64(at))
    })
}

/// Waits for a moment to within some microseconds. A timer is true to a millisecond only, which would be part of every time
/// measured; so the last one is spent looking at the clock, with other tasks in between.
pub(crate) async fn precisely(at: Instant) {
    const COARSE: Duration = Duration::from_millis(1);
    if let Some(early) = at.checked_sub(COARSE)
        && early > Instant::now()
    {
        tokio::time::sleep_until(early).await;
    }
    while Instant::now() < at {
        tokio::task::yield_now().await;
    }
}

/// Sends at the moments of `schedule`, whatever the server does, until `count` are sent or the backlog shows that the server
/// does not keep up. `wait` waits for a moment.
///
/// # Panics
/// If sending a request does.
pub(crate) async fn open<R: Requests>(
    requests: &Arc<R>,
    rate_per_s: f64,
    schedule: impl Iterator<Item = Duration>,
    count: u64,
    wait: impl AsyncFn(Instant),
    mut collect: impl FnMut(Outcome, u64) -> ControlFlow<()>,
) -> End {
    let mut backlog = Backlog::new(rate_per_s);
    let mut in_flight = JoinSet::new();
    let begun = Instant::now();
    let mut sent = 0;
    let mut saturated = None;
    'sending: for (number, distance) in (0..count).zip(schedule) {
        let request = requests.prepare(number);
        let intended = begun + distance;
        let moment = wait(intended);
        tokio::pin!(moment);
        loop {
            tokio::select! {
                biased;
                () = &mut moment => break,
                Some(outcome) = in_flight.join_next() => {
                    let outcome: Outcome = outcome.expect("a request");
                    if let Ok(timing) = &outcome {
                        backlog.answered(timing.e2e_ms / 1e3);
                    }
                    if collect(outcome, in_flight.len() as u64).is_break() {
                        return End::Stopped;
                    }
                }
            }
        }
        let requests = Arc::clone(requests);
        in_flight.spawn(async move { requests.send(request, intended).await });
        sent += 1;
        if backlog.grows_past_bound(in_flight.len() as u64) {
            saturated = Some(in_flight.len() as u64);
            break 'sending;
        }
    }
    // Answers to what was sent before the stop belong to the figures: those that take longest would be missing otherwise.
    let patience = saturated.map(|_| Instant::now() + begun.elapsed().max(Duration::from_secs(10)));
    loop {
        let next = in_flight.join_next();
        let ended = match patience {
            None => next.await,
            Some(until) => match tokio::time::timeout_at(until, next).await {
                Ok(ended) => ended,
                Err(_) => break,
            },
        };
        let Some(outcome) = ended else { break };
        if collect(outcome.expect("a request"), in_flight.len() as u64).is_break() {
            return End::Stopped;
        }
    }
    match saturated {
        None => End::Complete,
        Some(unanswered) => End::Saturated {
            sent,
            unanswered,
            lost: in_flight.len() as u64,
        },
    }
}

#[cfg(test)]
mod tests;
