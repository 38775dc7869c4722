//! A followed run: its state after each event.

use crate::text::run as texts;
use forkcast_protocol::measure::{Event, Measurement, RunState, Update};

/// Progress of the current phase of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The phase in words.
    pub phase: String,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}

/// A run that is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// Everything known of it so far; grows with the events, loses nothing when they stop.
    pub measurement: Measurement,
    /// Runs before it in the queue.
    pub ahead: Option<u32>,
    /// Where it is.
    pub progress: Option<Progress>,
    /// Whether the reader has asked to end it.
    pub cancelling: bool,
}

impl Followed {
    /// Starts to follow.
    #[must_use]
    pub const fn new(measurement: Measurement) -> Self {
        Self {
            measurement,
            ahead: None,
            progress: None,
            cancelling: false,
        }
    }

    /// Applies an event; one of another run, or one after the end, changes nothing.
    pub fn take(&mut self, event: Event) {
        let m = &mut self.measurement;
        let (Event::State { run, .. } | Event::Update { run, .. }) = &event;
        if *run != m.id || m.state.is_final() {
            return;
        }
        match event {
            Event::State {
                state, error, ahead, ..
            } => {
                m.state = state;
                self.ahead = ahead;
                if error.is_some() {
                    m.error = error;
                }
                if state.is_final() {
                    self.progress = None;
                    self.cancelling = false;
                }
            }
            Event::Update { update, .. } => match update {
                Update::Progress { phase, done, total } => {
                    self.progress = Some(Progress { phase, done, total });
                }
                update @ (Update::Machine(_)
                | Update::Target(_)
                | Update::Ceiling(_)
                | Update::Series(_)
                | Update::Warning { .. }) => m.take(update),
            },
        }
    }

    /// Applies the backend's stored state of the run. It has priority, except for series that it lacks: a killed backend stored less
    /// than it sent.
    ///
    /// An answer may be older than the events that overtook it: a run that has started is not queued again, and one that has ended
    /// does not go on.
    pub fn replace(&mut self, mut kept: Measurement) {
        if kept.state == RunState::Queued || !kept.state.is_final() && self.measurement.state.is_final() {
            kept.state = self.measurement.state;
        }
        let before = std::mem::replace(&mut self.measurement, kept);
        for series in before.series {
            if !self.measurement.series.iter().any(|s| s.key == series.key) {
                self.measurement.series.push(series);
            }
        }
        if self.measurement.state.is_final() {
            self.progress = None;
            self.cancelling = false;
        }
    }

    /// How far it is, in words.
    #[must_use]
    pub fn status(&self) -> String {
        let m = &self.measurement;
        match m.state {
            RunState::Queued => texts::queued(self.ahead.unwrap_or(0)),
            RunState::Running if self.cancelling => texts::CANCELLING.to_owned(),
            RunState::Running => self.progress.as_ref().map_or_else(
                || texts::STARTED.to_owned(),
                |p| texts::phase(&p.phase, p.done, p.total),
            ),
            state @ (RunState::Done | RunState::Failed | RunState::Cancelled | RunState::Interrupted) => {
                ended(m, state)
            }
        }
    }
}

/// How a run ended, in words: the reason, and the rows measured before.
#[must_use]
pub fn ended(m: &Measurement, state: RunState) -> String {
    texts::ended(state, m.error.as_deref(), m.series.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::results::tests::{measurement, series};
    use forkcast_protocol::measure::Series;
    use forkcast_protocol::measure::SeriesKind;

    fn state(state: RunState, error: Option<&str>, ahead: Option<u32>) -> Event {
        Event::State {
            run: "r".to_owned(),
            state,
            error: error.map(str::to_owned),
            ahead,
        }
    }

    fn update(update: Update) -> Event {
        Event::Update {
            run: "r".to_owned(),
            update,
        }
    }

    #[test]
    fn a_run_is_followed_to_its_end_and_keeps_what_it_had() {
        let mut run = Followed::new(measurement(RunState::Queued, Vec::new()));
        run.take(state(RunState::Queued, None, Some(2)));
        assert_eq!(run.status(), "In the queue, 2 runs before it.");
        run.take(state(RunState::Running, None, None));
        run.take(update(Update::Progress {
            phase: "Warm-up".to_owned(),
            done: 3,
            total: 10,
        }));
        assert_eq!(run.status(), "Warm-up: 3 of 10.");
        let first = series("ttft-256", SeriesKind::Ttft, 10.0, Some(256));
        run.take(update(Update::Series(Box::new(first.clone()))));
        let better = Series { n: 99, ..first };
        run.take(update(Update::Series(Box::new(better))));
        assert_eq!(
            run.measurement.series.len(),
            1,
            "one of the same key takes its place"
        );
        assert_eq!(run.measurement.series[0].n, 99);
        run.take(state(
            RunState::Failed,
            Some("the endpoint closed the stream"),
            None,
        ));
        assert_eq!(
            run.status(),
            "Failed: the endpoint closed the stream. The one row measured before that is below."
        );
        run.take(state(RunState::Running, None, None));
        assert_eq!(run.measurement.state, RunState::Failed, "the end is the end");
    }

    #[test]
    fn events_of_other_runs_change_nothing() {
        let mut run = Followed::new(measurement(RunState::Running, Vec::new()));
        let before = run.clone();
        run.take(Event::State {
            run: "another".to_owned(),
            state: RunState::Done,
            error: None,
            ahead: None,
        });
        assert_eq!(run, before);
    }

    #[test]
    fn an_answer_that_events_overtook_takes_no_run_back() {
        let mut run = Followed::new(measurement(RunState::Queued, Vec::new()));
        run.take(state(RunState::Running, None, None));
        run.take(update(Update::Progress {
            phase: "Searching".to_owned(),
            done: 1,
            total: 2,
        }));
        run.replace(measurement(RunState::Queued, Vec::new()));
        assert_eq!(run.status(), "Searching: 1 of 2.");
        run.take(state(RunState::Failed, Some("The server stopped."), None));
        run.replace(measurement(RunState::Running, Vec::new()));
        assert_eq!(run.measurement.state, RunState::Failed);
    }

    #[test]
    fn a_backend_that_was_killed_takes_nothing_away() {
        let sent = series("search", SeriesKind::Search, 1.0, None);
        let mut run = Followed::new(measurement(RunState::Running, vec![sent]));
        run.cancelling = true;
        run.replace(measurement(RunState::Interrupted, Vec::new()));
        assert_eq!(run.measurement.series.len(), 1);
        assert!(!run.cancelling);
        assert!(run.status().starts_with("The server stopped during the run."));
    }
}
