//! Does runs, one at a time, each in a task of its own.

use std::time::Duration;

use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::{RunSpec, RunState, Update};
use futures_util::future::BoxFuture;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Running, Runs};
use crate::measure::config::Config;
use crate::measure::history::HistoryError;
use crate::measure::work;
use crate::text::runs as text;

/// How long a cancelled run has to let go of what it holds.
const LETTING_GO: Duration = Duration::from_secs(1);

/// Does a run. It is [`work::run`] but in tests.
pub(in crate::measure) type Runner = fn(RunSpec, Config, Updates) -> BoxFuture<'static, Result<(), RunError>>;

pub(super) fn runner(
    spec: RunSpec,
    config: Config,
    updates: Updates,
) -> BoxFuture<'static, Result<(), RunError>> {
    Box::pin(async move { work::run(&spec, &config, &updates).await })
}

impl Runs {
    pub(super) fn next(&self) -> Option<(String, RunSpec, watch::Receiver<Option<RunState>>)> {
        let mut queue = self.queue();
        let mut run = queue.waiting.pop_front()?;
        let (stop, stopped) = watch::channel(None);
        let (id, spec) = (run.id.clone(), run.spec.clone());
        run.state = RunState::Running;
        queue.running = Some(Running { run, stop });
        Some((id, spec, stopped))
    }

    /// Does one run to its end, whatever that is.
    pub(super) async fn one(&self, id: &str, spec: RunSpec, mut stop: watch::Receiver<Option<RunState>>) {
        let outcome = self.work(id, spec, &mut stop).await;
        let (state, error) = match outcome {
            Outcome::Done => (RunState::Done, None),
            Outcome::Stopped(state) => (state, None),
            Outcome::Failed(error) => (RunState::Failed, Some(error)),
        };
        // Whoever hears of the end finds the place free.
        self.queue().running = None;
        let id = id.to_owned();
        self.apart(move |runs| runs.finish(&id, state, error.as_deref()))
            .await;
    }

    async fn work(&self, id: &str, spec: RunSpec, stop: &mut watch::Receiver<Option<RunState>>) -> Outcome {
        let run = id.to_owned();
        let begun = self.apart(move |runs| runs.state(&run, RunState::Running, None, None));
        if let Err(error) = begun.await {
            return Outcome::Failed(text::results_unkept(&error));
        }
        let (updates, mut told) = Updates::channel();
        // In a task of its own, so that a runner that panics fails its run and nothing else; it ends with the set that it is in.
        let mut running = JoinSet::new();
        running.spawn((self.0.runner)(spec, self.0.config.clone(), updates));
        let outcome = loop {
            tokio::select! {
                biased;
                Some(update) = told.recv() => {
                    if let Err(error) = self.update(id, update).await {
                        let_go(&mut running).await;
                        break Outcome::Failed(text::results_unkept(&error));
                    }
                }
                state = stopped(stop) => {
                    let_go(&mut running).await;
                    break Outcome::Stopped(state);
                }
                ended = running.join_next() => break match ended {
                    Some(Ok(Ok(()))) => Outcome::Done,
                    Some(Ok(Err(error))) => Outcome::Failed(error.to_string()),
                    Some(Err(_)) | None => Outcome::Failed(text::BROKEN.to_owned()),
                },
            }
        };
        // What was told before the end and not yet taken in.
        while let Ok(update) = told.try_recv() {
            let _ = self.update(id, update).await;
        }
        outcome
    }

    pub(super) async fn update(&self, id: &str, update: Update) -> Result<(), HistoryError> {
        let id = id.to_owned();
        self.apart(move |runs| {
            let n = runs.note(runs.0.history.update(&id, update.made_visible()))?;
            runs.tell(n);
            Ok(())
        })
        .await
    }
}

enum Outcome {
    Done,
    Stopped(RunState),
    Failed(String),
}

/// The state that the run is to end with, once it is told to.
async fn stopped(stop: &mut watch::Receiver<Option<RunState>>) -> RunState {
    match stop.wait_for(Option::is_some).await {
        Ok(state) => state.unwrap_or(RunState::Cancelled),
        Err(_) => RunState::Cancelled,
    }
}

/// Drops the runner's future and waits until it is gone, with its connections and its worker.
async fn let_go(running: &mut JoinSet<Result<(), RunError>>) {
    // A runner that computes without a pause cannot be dropped at once; it ends by itself, unheard.
    let _ = tokio::time::timeout(LETTING_GO, running.shutdown()).await;
}
