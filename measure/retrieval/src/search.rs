//! Searches timed in a closed loop: each worker asks again when it has its answer.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use forkcast_endpoint::{RunError, Samples, Updates};
use forkcast_protocol::measure::{Series, SeriesKind, Update};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::blocking::StopOnDrop;
use crate::exact::hits;
use crate::stores::Index;
use crate::text::{no_answer, warning, worker_ended};
use crate::vectors::Vectors;

/// How often the progress is reported.
const REPORT: Duration = Duration::from_millis(500);
/// How long one search may take before it counts as failed.
const LIMIT: Duration = Duration::from_secs(30);
/// Consecutive failures that end a run: the store is gone.
const GIVE_UP: u32 = 10;

/// Searches of one index with a list of queries.
pub(crate) struct Searches {
    pub(crate) index: Arc<Box<dyn Index>>,
    /// Whether a search keeps a core of this process busy.
    pub(crate) in_process: bool,
    /// Queries, asked in turn from a random one on.
    pub(crate) queries: Vectors,
    /// Exact answers of the first queries.
    pub(crate) exact: Vec<Vec<u32>>,
    pub(crate) k: usize,
}

/// The results of the searches so far.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) samples: Samples,
    found: usize,
    wanted: usize,
    failures: u32,
    last: Option<RunError>,
}

impl Tally {
    /// Counts an answer; `exact` where the exact one is known.
    pub(crate) fn answer(&mut self, ms: f64, ids: &[u32], exact: Option<&Vec<u32>>) {
        self.samples.record(ms);
        // An answer that was on its way while the others failed must not undo the end that was decided.
        if self.failures < GIVE_UP {
            self.failures = 0;
        }
        if let Some(exact) = exact {
            self.found += hits(ids, exact);
            self.wanted += exact.len();
        }
    }

    /// Counts a failure and returns whether the run must end.
    pub(crate) fn failure(&mut self, error: RunError) -> bool {
        self.samples.error();
        self.failures += 1;
        self.last = Some(error);
        self.failures >= GIVE_UP
    }

    /// The last error, if too many searches have failed.
    pub(crate) fn given_up(&mut self) -> Option<RunError> {
        (self.failures >= GIVE_UP).then(|| self.last.take()).flatten()
    }

    /// The series, with the recall.
    pub(crate) fn series(&self, label: &str, path: &str, concurrency: u32) -> Option<Series> {
        let mut series = self.samples.series("search", label, SeriesKind::Search)?;
        series.recall = (self.wanted > 0).then(|| self.found as f64 / self.wanted as f64);
        series.batch = Some(concurrency);
        series.path = Some(path.to_owned());
        Some(series)
    }
}

impl Searches {
    /// Searches `count` times with `workers` workers. Reports the progress as `phase`, and with a `label` also the growing series. A
    /// store that keeps failing ends it.
    pub(crate) async fn run(
        self: &Arc<Self>,
        phase: &str,
        label: Option<&str>,
        count: u32,
        workers: u32,
        updates: &Updates,
    ) -> Result<(), RunError> {
        if count == 0 {
            return Ok(());
        }
        let tally = Arc::new(Mutex::new(Tally::default()));
        let next = Arc::new(AtomicUsize::new(0));
        let (_guard, stop) = StopOnDrop::new();
        let offset = rand::random_range(0..self.queries.len());
        let mut crew = JoinSet::new();
        let began = Instant::now();
        for worker in 0..workers.min(count) {
            let shift = Worker {
                searches: Arc::clone(self),
                tally: Arc::clone(&tally),
                next: Arc::clone(&next),
                stop: Arc::clone(&stop),
                number: worker as usize,
                count: count as usize,
                offset,
            };
            if self.in_process {
                let runtime = Handle::current();
                crew.spawn_blocking(move || runtime.block_on(shift.work()));
            } else {
                crew.spawn(shift.work());
            }
        }
        let path = self.index.path();
        let report = |elapsed: Option<Duration>| {
            let tally = locked(&tally);
            updates.progress(phase, tally.samples.len(), u64::from(count));
            if let Some(mut series) = label.and_then(|label| tally.series(label, &path, workers)) {
                series.throughput_per_s = elapsed.map(|e| series.n as f64 / e.as_secs_f64());
                updates.send(Update::Series(Box::new(series)));
            }
        };
        let mut ticks = interval(REPORT);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                ended = crew.join_next() => match ended {
                    None => break,
                    Some(Err(_)) => return Err(worker_ended()),
                    Some(Ok(())) => {}
                },
                _ = ticks.tick() => report(None),
            }
        }
        report(Some(began.elapsed()));
        let mut tally = locked(&tally);
        if let Some(error) = tally.given_up() {
            return Err(error);
        }
        if let Some(error) = &tally.last {
            updates.warn(warning::some_searches_failed(phase, error));
        }
        Ok(())
    }
}

struct Worker {
    searches: Arc<Searches>,
    tally: Arc<Mutex<Tally>>,
    next: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    number: usize,
    count: usize,
    offset: usize,
}

impl Worker {
    async fn work(self) {
        let searches = &self.searches;
        loop {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            if turn >= self.count || self.stop.load(Ordering::Relaxed) {
                return;
            }
            let query = (self.offset + turn) % searches.queries.len();
            let start = Instant::now();
            let answer = timeout(
                LIMIT,
                searches
                    .index
                    .search(self.number, searches.queries.row(query), searches.k),
            )
            .await;
            let ms = start.elapsed().as_secs_f64() * 1e3;
            let mut tally = locked(&self.tally);
            match answer.unwrap_or_else(|_| Err(no_answer(LIMIT.as_secs()))) {
                Ok(ids) => tally.answer(ms, &ids, searches.exact.get(query)),
                Err(error) => {
                    if tally.failure(error) {
                        self.stop.store(true, Ordering::Relaxed);
                    }
                }
            }
        }
    }
}

/// A tally is whole after every change, so that a thread that panicked left nothing broken.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
