//! Runs: one at a time, a short queue, and everything they tell kept as it comes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use forkcast_load::{RunError, Updates};
use forkcast_protocol::measure::{ApiError, Measurement, RunSpec, RunState, Targets, Update};
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::config::Config;
use super::history::{History, HistoryError, Numbered};
use super::{targets, work};

/// When a client turned away may ask again, seconds.
const RETRY_AFTER_S: u32 = 5;
/// How long a cancelled run has to let go of what it holds.
const LETTING_GO: Duration = Duration::from_secs(1);

/// Why a run was not accepted or not changed.
#[derive(Debug)]
pub enum Refusal {
    /// What the client can put right, or wait for.
    Client(ApiError),
    /// There is no such run.
    NotFound,
    /// The run has ended; it stays as it is.
    Ended(Box<Measurement>),
    /// The results cannot be kept.
    History(HistoryError),
}

impl From<HistoryError> for Refusal {
    fn from(error: HistoryError) -> Self {
        Self::History(error)
    }
}

/// The runs of this program.
#[derive(Clone)]
pub struct Runs(Arc<Shared>);

struct Shared {
    config: Config,
    history: History,
    /// The number of the last event, for whoever waits for the next.
    latest: watch::Sender<i64>,
    /// Whether the program is about to end.
    ending: watch::Sender<bool>,
    state: Mutex<Queue>,
    /// Told that there is something to do.
    work: mpsc::UnboundedSender<()>,
}

#[derive(Default)]
struct Queue {
    /// Whether the program is about to end, and takes no more runs.
    closed: bool,
    waiting: VecDeque<(String, RunSpec)>,
    running: Option<Running>,
}

struct Running {
    id: String,
    /// Set to the state that the run is to end with before its time.
    stop: watch::Sender<Option<RunState>>,
}

impl Runs {
    /// Begins to do runs in the background of the present runtime.
    ///
    /// # Errors
    /// What keeps the results from being read.
    pub fn start(config: Config, history: History) -> Result<Self, HistoryError> {
        history.recover()?;
        let last = history.last()?;
        let (work, mut asked) = mpsc::unbounded_channel();
        let runs = Self(Arc::new(Shared {
            config,
            history,
            latest: watch::Sender::new(last),
            ending: watch::Sender::new(false),
            state: Mutex::default(),
            work,
        }));
        let doing = runs.clone();
        tokio::spawn(async move {
            while asked.recv().await.is_some() {
                while let Some((id, spec, stop)) = doing.next() {
                    doing.one(&id, spec, stop).await;
                }
            }
        });
        Ok(runs)
    }

    /// What can be measured.
    #[must_use]
    pub fn targets(&self) -> Targets {
        targets::all(&self.0.config)
    }

    /// What is kept.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.0.history
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The number of the last event, as it grows.
    #[must_use]
    pub fn latest(&self) -> watch::Receiver<i64> {
        self.0.latest.subscribe()
    }

    /// Turns true when the program is about to end.
    #[must_use]
    pub fn ending(&self) -> watch::Receiver<bool> {
        self.0.ending.subscribe()
    }

    /// Runs that wait or are under way.
    #[must_use]
    pub fn under_way(&self) -> (usize, bool) {
        let queue = self.queue();
        (queue.waiting.len(), queue.running.is_some())
    }

    /// Accepts a run.
    ///
    /// # Errors
    /// What is wrong with it, a full queue, or results that cannot be kept.
    pub fn submit(&self, spec: RunSpec) -> Result<Measurement, Refusal> {
        targets::check(&self.0.config, &spec).map_err(Refusal::Client)?;
        let now = Timestamp::now();
        let run = Measurement::accepted(
            format!(
                "{}-{:06x}",
                now.strftime("%Y%m%dT%H%M%S%3f"),
                rand::random::<u32>() & 0xff_ffff
            ),
            now.to_string(),
            spec.clone(),
        );
        {
            let mut queue = self.queue();
            let ahead = queue.waiting.len() + usize::from(queue.running.is_some());
            if queue.closed || ahead > self.0.config.queue {
                return Err(Refusal::Client(ApiError {
                    code: "queue-full".to_owned(),
                    message: format!(
                        "a run is under way and {} wait: try again in {RETRY_AFTER_S} s, or cancel one",
                        queue.waiting.len()
                    ),
                    field: None,
                    retry_after_s: Some(RETRY_AFTER_S),
                }));
            }
            self.0.history.accept(&run)?;
            // Before the run can be taken or cancelled: its states are written in their order.
            self.state(&run.id, RunState::Queued, None, u32::try_from(ahead).ok())?;
            queue.waiting.push_back((run.id.clone(), spec));
        };
        // The receiver lives as long as the runtime does.
        let _ = self.0.work.send(());
        Ok(run)
    }

    /// Cancels a run and gives what it had.
    ///
    /// # Errors
    /// No such run, one that has ended, or results that cannot be read.
    pub async fn cancel(&self, id: &str) -> Result<Measurement, Refusal> {
        let waited = {
            let mut queue = self.queue();
            let before = queue.waiting.len();
            queue.waiting.retain(|(waiting, _)| waiting != id);
            queue.waiting.len() < before
        };
        if waited {
            self.state(id, RunState::Cancelled, None, None)?;
        } else {
            let stopped = self.queue().running.as_ref().is_some_and(|running| {
                running.id == id && running.stop.send(Some(RunState::Cancelled)).is_ok()
            });
            let run = self.find(id)?;
            if !stopped {
                return Err(Refusal::Ended(Box::new(run)));
            }
            self.ended(id).await?;
        }
        self.find(id)
    }

    /// Waits until the run has ended.
    ///
    /// # Errors
    /// No such run, or results that cannot be read.
    pub async fn ended(&self, id: &str) -> Result<Measurement, Refusal> {
        let mut latest = self.latest();
        loop {
            latest.mark_unchanged();
            let run = self.find(id)?;
            if run.state.is_final() || latest.changed().await.is_err() {
                return Ok(run);
            }
        }
    }

    /// A run with what it has.
    ///
    /// # Errors
    /// No such run, or results that cannot be read.
    pub fn find(&self, id: &str) -> Result<Measurement, Refusal> {
        self.0.history.find(id)?.ok_or(Refusal::NotFound)
    }

    /// Events past `after`, of one run or of all.
    ///
    /// # Errors
    /// Results that cannot be read.
    pub fn events(&self, run: Option<&str>, after: i64) -> Result<Vec<Numbered>, HistoryError> {
        self.0.history.events(run, after, 256)
    }

    /// Ends every run for the program's own end: what they have is kept, and streams end.
    pub async fn end(&self) {
        let (waiting, running) = {
            let mut queue = self.queue();
            queue.closed = true;
            let waiting: Vec<String> = queue.waiting.drain(..).map(|(id, _)| id).collect();
            let running = queue.running.as_ref().map(|running| {
                running.stop.send_replace(Some(RunState::Interrupted));
                running.id.clone()
            });
            (waiting, running)
        };
        for id in waiting {
            // A disk that is full now must not keep the program from ending; the next start marks the run.
            let _ = self.state(
                &id,
                RunState::Interrupted,
                Some("the server ended before its turn"),
                None,
            );
        }
        if let Some(id) = running {
            let _ = self.ended(&id).await;
        }
        // Only now, so that streams tell of the end before they end.
        self.0.ending.send_replace(true);
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<(String, RunSpec, watch::Receiver<Option<RunState>>)> {
        let mut queue = self.queue();
        let (id, spec) = queue.waiting.pop_front()?;
        let (stop, stopped) = watch::channel(None);
        queue.running = Some(Running { id: id.clone(), stop });
        Some((id, spec, stopped))
    }

    /// Does one run to its end, whatever that is.
    async fn one(&self, id: &str, spec: RunSpec, mut stop: watch::Receiver<Option<RunState>>) {
        let outcome = self.work(id, spec, &mut stop).await;
        let (state, error) = match outcome {
            Outcome::Done => (RunState::Done, None),
            Outcome::Stopped(state) => (state, None),
            Outcome::Failed(error) => (RunState::Failed, Some(error)),
        };
        // Whoever hears of the end finds the place free.
        self.queue().running = None;
        if let Err(error) = self.state(id, state, error.as_deref(), None) {
            anstream::eprintln!("forkcast: {error}");
        }
    }

    async fn work(&self, id: &str, spec: RunSpec, stop: &mut watch::Receiver<Option<RunState>>) -> Outcome {
        if let Err(error) = self.state(id, RunState::Running, None, None) {
            return Outcome::Failed(error.to_string());
        }
        let (updates, mut told) = Updates::channel();
        let config = self.0.config.clone();
        // In a task of its own, so that a runner that panics fails its run and nothing else.
        let mut runner = tokio::spawn(async move { work::run(&spec, &config, &updates).await });
        let outcome = loop {
            tokio::select! {
                biased;
                Some(update) = told.recv() => {
                    if let Err(error) = self.update(id, update) {
                        let_go(runner).await;
                        break Outcome::Failed(error.to_string());
                    }
                }
                state = stopped(stop) => {
                    let_go(runner).await;
                    break Outcome::Stopped(state);
                }
                ended = &mut runner => break match ended {
                    Ok(Ok(())) => Outcome::Done,
                    Ok(Err(error)) => Outcome::Failed(error.to_string()),
                    Err(_) => Outcome::Failed("the runner failed in a way it should not: please report it".to_owned()),
                },
            }
        };
        // What was told before the end and not yet taken in.
        while let Ok(update) = told.try_recv() {
            let _ = self.update(id, update);
        }
        outcome
    }

    fn state(
        &self,
        id: &str,
        state: RunState,
        error: Option<&str>,
        ahead: Option<u32>,
    ) -> Result<(), HistoryError> {
        let n = self.0.history.state(id, state, error, ahead)?;
        self.0.latest.send_replace(n);
        Ok(())
    }

    fn update(&self, id: &str, update: Update) -> Result<(), HistoryError> {
        let n = self.0.history.update(id, update)?;
        self.0.latest.send_replace(n);
        Ok(())
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
async fn let_go(runner: JoinHandle<Result<(), RunError>>) {
    runner.abort();
    // A runner that computes without a pause cannot be dropped at once; it ends by itself, unheard.
    let _ = tokio::time::timeout(LETTING_GO, runner).await;
}
