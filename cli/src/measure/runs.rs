//! Runs: one at a time, a short queue, and everything they tell kept as it comes.

mod ends;
mod execution;

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ends::End;
use execution::{Runner, runner};
use forkcast_protocol::measure::{
    ApiError, ErrorCode, Measurement, Pruned, RunSpec, RunState, RunSummary, Targets,
};
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use super::config::Config;
use super::history::{History, HistoryError, Numbered};
use super::targets;
use crate::terminal;
use crate::text::runs as text;

/// When a client turned away may ask again, seconds.
const RETRY_AFTER_S: u32 = 5;
/// Events that are read at once for a stream.
const EVENTS_AT_ONCE: usize = 256;
/// Requests and streams that may wait for the disk at once. Others wait for one of them without a thread, so that a disk without an
/// answer leaves threads for files of the page, and for ends of runs.
const WAITING_FOR_THE_DISK: usize = 64;
/// How long whoever cancels a run is kept waiting for its end.
const CANCELLING: Duration = Duration::from_millis(1_700);

/// Why a run was not accepted or not changed.
#[derive(Debug)]
pub enum Refusal {
    /// What the client can put right, or wait for.
    Client(ApiError),
    /// There is no such run.
    NotFound,
    /// The run has ended; it stays as it is.
    Ended(Box<Measurement>),
    /// The run has not ended, and so is not deleted.
    NotEnded,
    /// The results cannot be kept.
    History(HistoryError),
}

impl From<HistoryError> for Refusal {
    fn from(error: HistoryError) -> Self {
        Self::History(error)
    }
}

/// What there is for whoever follows.
pub enum News {
    /// Events past the one that was named.
    Events(Vec<Numbered>),
    /// Nothing more is kept of the run, which is over.
    Over {
        /// The run.
        run: Box<Measurement>,
        /// Whether its end could not be written, and so has no number.
        unwritten: bool,
    },
    /// Nothing yet.
    Nothing,
}

/// The runs of this program.
#[derive(Clone)]
pub struct Runs(Arc<Shared>);

struct Shared {
    config: Config,
    history: History,
    runner: Runner,
    /// Places for requests and streams that wait for the disk.
    disk: Arc<Semaphore>,
    /// Held by whatever is measured: one thing at a time, so that none slows another.
    turn: Arc<Semaphore>,
    /// Why results are kept in memory alone, where nobody asked for that.
    unkept: Mutex<Option<String>>,
    /// Why the last thing that was to be written could not be; none when it could.
    failing: Mutex<Option<String>>,
    /// Held while a run is accepted, so that the places of the queue are counted right.
    accepting: Mutex<()>,
    /// Ends of runs that could not be written: a run is over all the same.
    unwritten: Mutex<BTreeMap<String, End>>,
    /// Held while they are written.
    writing: Mutex<()>,
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
    /// As they were accepted.
    waiting: VecDeque<Measurement>,
    running: Option<Running>,
}

struct Running {
    /// As it was accepted, under way.
    run: Measurement,
    /// Set to the state that the run is to end with before its time.
    stop: watch::Sender<Option<RunState>>,
}

impl Runs {
    /// Begins to do runs in the background of the present runtime.
    ///
    /// # Errors
    /// What keeps the results from being read.
    pub fn start(config: Config, history: History) -> Result<Self, HistoryError> {
        Self::begin(config, history, None, runner)
    }

    /// The same where results cannot be kept, for the reason given: a run must then say that it is wanted all the same.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn start_unkept(config: Config, reason: String) -> Result<Self, HistoryError> {
        Self::begin(config, History::in_memory()?, Some(reason), runner)
    }

    /// The same with another runner.
    #[cfg(test)]
    pub(super) fn start_with(config: Config, history: History, runner: Runner) -> Result<Self, HistoryError> {
        Self::begin(config, history, None, runner)
    }

    fn begin(
        config: Config,
        history: History,
        unkept: Option<String>,
        runner: Runner,
    ) -> Result<Self, HistoryError> {
        let last = history.last()?;
        let (work, mut asked) = mpsc::unbounded_channel();
        let runs = Self(Arc::new(Shared {
            config,
            history,
            runner,
            disk: Arc::new(Semaphore::new(WAITING_FOR_THE_DISK)),
            turn: Arc::new(Semaphore::new(1)),
            unkept: Mutex::new(unkept),
            failing: Mutex::default(),
            accepting: Mutex::default(),
            unwritten: Mutex::default(),
            writing: Mutex::default(),
            latest: watch::Sender::new(last),
            ending: watch::Sender::new(false),
            state: Mutex::default(),
            work,
        }));
        let doing = runs.clone();
        tokio::spawn(async move {
            while asked.recv().await.is_some() {
                loop {
                    let _turn = doing.turn().await;
                    let Some((id, spec, stop)) = doing.next() else {
                        break;
                    };
                    let (runs, run) = (doing.clone(), id.clone());
                    // In a task of its own, so that a panic ends this run and no other.
                    let done = tokio::spawn(async move { runs.one(&run, spec, stop).await });
                    if done.await.is_err() {
                        doing.break_off(&id).await;
                    }
                }
            }
        });
        Ok(runs)
    }

    /// Waits for the turn to measure, which lasts as long as what this returns is held.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // It is never closed.
        Arc::clone(&self.0.turn).acquire_owned().await.ok()
    }

    /// The folder in which evaluations keep the grades of answers until they end; none where results are kept in memory.
    #[must_use]
    pub fn grades_folder(&self) -> Option<PathBuf> {
        let file = self.0.history.file()?;
        locked(&self.0.unkept)
            .is_none()
            .then(|| file.with_extension("grades"))
    }

    /// Does what may wait for the disk on a thread made for waiting; no thread of the runtime does. Others that came before are waited
    /// for. What was begun is done even if nobody waits for it any more.
    ///
    /// # Errors
    /// Work that panicked.
    pub async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, HistoryError> {
        let broken = |error: &dyn std::fmt::Display| HistoryError::Unusable(error.to_string());
        let place = Arc::clone(&self.0.disk).acquire_owned().await;
        let place = place.map_err(|error| broken(&error))?;
        let runs = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&runs)
        });
        done.await.map_err(|error| broken(&error))
    }

    /// The same for the runs themselves: they never wait for requests. A panic goes on.
    async fn apart<T: Send + 'static>(&self, work: impl FnOnce(&Self) -> T + Send + 'static) -> T {
        let runs = self.clone();
        match tokio::task::spawn_blocking(move || work(&runs)).await {
            Ok(done) => done,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime ends, and this task with it.
                Err(_) => std::future::pending().await,
            },
        }
    }

    /// What can be measured.
    #[must_use]
    pub fn targets(&self) -> Targets {
        if locked(&self.0.failing).is_some() {
            // There may be room again.
            let written = self.0.history.try_to_write();
            let _ = self.note(written);
        }
        let unkept = locked(&self.0.unkept).clone();
        Targets {
            unkept: unkept.or_else(|| locked(&self.0.failing).clone()),
            ..targets::all(&self.0.config)
        }
    }

    /// Remembers whether something could be written, and gives the outcome on.
    fn note<T>(&self, outcome: Result<T, HistoryError>) -> Result<T, HistoryError> {
        let why = outcome.as_ref().err().map(HistoryError::to_string);
        *locked(&self.0.failing) = why;
        outcome
    }

    /// The number of the last event that there ever was.
    #[must_use]
    pub fn last(&self) -> i64 {
        *self.0.latest.borrow()
    }

    /// Tells of an event. Two may be told of in another order than they were written in.
    fn tell(&self, n: i64) {
        self.0.latest.send_modify(|last| *last = n.max(*last));
    }

    /// What is kept.
    #[cfg(test)]
    pub(super) fn history(&self) -> &History {
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

    /// Accepts a run. `unkept` says that it is wanted although its results cannot be kept, where that is so.
    ///
    /// # Errors
    /// What is wrong with it, a full queue, or results that cannot be kept.
    pub fn submit(&self, spec: RunSpec, unkept: bool) -> Result<Measurement, Refusal> {
        targets::check(&self.0.config, &spec).map_err(Refusal::Client)?;
        if let Some(reason) = locked(&self.0.unkept).as_deref().filter(|_| !unkept) {
            return Err(not_wanted(reason));
        }
        self.write_what_is_left();
        let now = Timestamp::now();
        let run = Measurement::accepted(
            format!(
                "{}-{:06x}",
                now.strftime("%Y%m%dT%H%M%S%3f"),
                rand::random::<u32>() & 0xff_ffff
            ),
            now.to_string(),
            spec,
        );
        // The queue itself is not locked while the disk is waited for: whoever cancels a run needs it.
        let accepting = locked(&self.0.accepting);
        let ahead = {
            let queue = self.queue();
            let ahead = queue.waiting.len() + usize::from(queue.running.is_some());
            if queue.closed || ahead > self.0.config.queue {
                return Err(Refusal::Client(ApiError {
                    code: ErrorCode::QueueFull,
                    message: text::queue_full(queue.waiting.len(), RETRY_AFTER_S),
                    field: None,
                    retry_after_s: Some(RETRY_AFTER_S),
                }));
            }
            u32::try_from(ahead).ok()
        };
        // Before the run can be taken or cancelled: its states are written in their order.
        let n = match self.note(self.0.history.accept(&run, ahead)) {
            Ok(n) => n,
            Err(error) if unkept => {
                self.keep_in_memory(&error)?;
                self.note(self.0.history.accept(&run, ahead))?
            }
            Err(error) => {
                terminal::say(text::unkept(&error));
                return Err(not_wanted(&error.to_string()));
            }
        };
        self.tell(n);
        let closed = {
            let mut queue = self.queue();
            if !queue.closed {
                queue.waiting.push_back(run.clone());
            }
            queue.closed
        };
        drop(accepting);
        if closed {
            self.finish(&run.id, RunState::Interrupted, Some(text::BEFORE_ITS_TURN));
        }
        // The receiver lives as long as the runtime does.
        let _ = self.0.work.send(());
        Ok(run)
    }

    /// Keeps results in memory from now on, those that there are too, because the file takes no more.
    fn keep_in_memory(&self, error: &HistoryError) -> Result<(), HistoryError> {
        self.0.history.move_to_memory()?;
        let reason = text::in_memory(error);
        terminal::say(text::unkept(&reason));
        *locked(&self.0.unkept) = Some(reason);
        Ok(())
    }

    /// Cancels a run and gives what it had, within two seconds: a run that has not let go by then, or whose end is not written by then,
    /// is given as it was accepted, under way.
    ///
    /// # Errors
    /// No such run, one that has ended, or results that cannot be read.
    pub async fn cancel(&self, id: &str) -> Result<Measurement, Refusal> {
        let (waited, running) = {
            let mut queue = self.queue();
            let place = queue.waiting.iter().position(|run| run.id == id);
            let waited = place.and_then(|place| queue.waiting.remove(place));
            let running = queue.running.as_ref().filter(|running| {
                running.run.id == id && running.stop.send(Some(RunState::Cancelled)).is_ok()
            });
            (waited, running.map(|running| running.run.clone()))
        };
        if waited.is_some() {
            let (runs, id) = (self.clone(), id.to_owned());
            // Not dropped with this future: the end is written all the same.
            tokio::task::spawn_blocking(move || runs.finish(&id, RunState::Cancelled, None));
        }
        let told = waited.or(running);
        let ended = tokio::time::timeout(CANCELLING, self.ended(id)).await;
        match (told, ended) {
            (Some(_), Ok(run)) => run,
            (Some(run), Err(_)) => Ok(run),
            (None, Ok(run)) => Err(Refusal::Ended(Box::new(run?))),
            (None, Err(_)) => Err(Refusal::History(HistoryError::Unusable(
                text::TOO_SLOW.to_owned(),
            ))),
        }
    }

    /// Waits until the run has ended.
    ///
    /// # Errors
    /// No such run, or results that cannot be read.
    pub async fn ended(&self, id: &str) -> Result<Measurement, Refusal> {
        let mut latest = self.latest();
        loop {
            latest.mark_unchanged();
            let wanted = id.to_owned();
            let run = self.aside(move |runs| runs.find(&wanted)).await??;
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
        self.write_what_is_left();
        let mut run = self.0.history.find(id)?.ok_or(Refusal::NotFound)?;
        if let Some(end) = self.unwritten().get(id) {
            run.state = end.state;
            run.ended = Some(end.at.clone());
            run.error = end.error.clone().or(run.error);
        }
        Ok(run)
    }

    /// Whether the end of the run is known and could not be written yet.
    #[must_use]
    pub fn is_unwritten(&self, id: &str) -> bool {
        self.unwritten().contains_key(id)
    }

    /// The runs, newest first.
    ///
    /// # Errors
    /// Results that cannot be read.
    pub fn list(&self, most: u32) -> Result<Vec<RunSummary>, HistoryError> {
        self.write_what_is_left();
        let mut runs = self.0.history.list(most)?;
        let unwritten = self.unwritten();
        for run in &mut runs {
            if let Some(end) = unwritten.get(&run.id) {
                run.state = end.state;
            }
        }
        Ok(runs)
    }

    /// How many runs there are in each state. The disk is not asked.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        let ends: Vec<(String, RunState)> = self
            .unwritten()
            .iter()
            .map(|(id, end)| (id.clone(), end.state))
            .collect();
        let ends = ends.iter().map(|(id, state)| (id.as_str(), *state));
        self.0.history.counts(ends)
    }

    /// Deletes a run that has ended.
    ///
    /// # Errors
    /// No such run, one that has not ended, or results that cannot be written.
    pub fn delete(&self, id: &str) -> Result<(), Refusal> {
        self.write_what_is_left();
        if self.0.history.delete(id)? {
            return Ok(());
        }
        self.find(id)?;
        Err(Refusal::NotEnded)
    }

    /// Deletes every run that has ended but the newest of them. Where none is to be left, grades of evaluations that were stopped go too.
    ///
    /// # Errors
    /// Results that cannot be written.
    pub fn prune(&self, keep: u32) -> Result<Pruned, HistoryError> {
        self.write_what_is_left();
        if let Some(folder) = self.grades_folder().filter(|folder| keep == 0 && folder.exists()) {
            std::fs::remove_dir_all(&folder)
                .map_err(|error| HistoryError::Unusable(format!("{}: {error}", folder.display())))?;
        }
        self.0.history.prune(keep)
    }

    /// Events past `after`, of one run or of all.
    ///
    /// # Errors
    /// Results that cannot be read.
    pub fn events(&self, run: Option<&str>, after: i64) -> Result<Vec<Numbered>, HistoryError> {
        self.0.history.events(run, after, EVENTS_AT_ONCE)
    }

    /// What there is past `after`, of one run or of all.
    ///
    /// # Errors
    /// Results that cannot be read.
    pub fn news(&self, run: Option<&str>, after: i64) -> Result<News, HistoryError> {
        let events = self.events(run, after)?;
        if !events.is_empty() {
            return Ok(News::Events(events));
        }
        // Of a run that is over nothing more is kept: it ended before what the client has seen, or its end could not be written.
        let over = run.and_then(|id| self.find(id).ok());
        Ok(match over.filter(|run| run.state.is_final()) {
            Some(run) => News::Over {
                unwritten: self.is_unwritten(&run.id),
                run: Box::new(run),
            },
            None => News::Nothing,
        })
    }

    /// Ends every run for the program's own end: what they have is kept, and streams end.
    pub async fn end(&self) {
        let (waiting, running) = {
            let mut queue = self.queue();
            queue.closed = true;
            let waiting: Vec<String> = queue.waiting.drain(..).map(|run| run.id).collect();
            let running = queue.running.as_ref().map(|running| {
                running.stop.send_replace(Some(RunState::Interrupted));
                running.run.id.clone()
            });
            (waiting, running)
        };
        for id in waiting {
            // A disk that is full now must not keep the program from ending; the next start marks the run.
            self.apart(move |runs| runs.finish(&id, RunState::Interrupted, Some(text::BEFORE_ITS_TURN)))
                .await;
        }
        if let Some(id) = running {
            let _ = self.ended(&id).await;
        }
        self.apart(Self::write_what_is_left).await;
        // Only now, so that streams tell of the end before they end.
        self.0.ending.send_replace(true);
        // What the run has put into a store goes with it. Whoever ends the program decides how long that may take.
        forkcast_retrieval::removed().await;
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        locked(&self.0.state)
    }

    fn state(
        &self,
        id: &str,
        state: RunState,
        error: Option<&str>,
        ahead: Option<u32>,
    ) -> Result<(), HistoryError> {
        let n = self.note(self.0.history.state(id, state, error, ahead))?;
        self.tell(n);
        Ok(())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run whose results cannot be kept must be wanted all the same.
fn not_wanted(reason: &str) -> Refusal {
    Refusal::Client(ApiError {
        code: ErrorCode::Unkept,
        message: text::ask_for_unkept(reason),
        field: None,
        retry_after_s: None,
    })
}

#[cfg(test)]
mod tests;
