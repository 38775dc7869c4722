//! The messages that a run sends while it works.

use serde::{Deserialize, Serialize};

use crate::visible::visible;

use super::result::{Ceiling, Machine, RunState, Series, TargetInfo};

/// A message of a runner: a line of a worker's output, and the content of the server's events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "update", rename_all = "kebab-case")]
pub enum Update {
    /// The machine; sent first, and again at the end with the clocks.
    Machine(Machine),
    /// The server measured.
    Target(TargetInfo),
    /// A ceiling.
    Ceiling(Ceiling),
    /// Progress of the current phase.
    Progress {
        /// Name of the phase: `Warm-up`, `Prefill, 256 tokens`.
        phase: String,
        /// Steps done.
        done: u64,
        /// Steps in all.
        total: u64,
    },
    /// A series, partial or complete; it replaces an earlier one with the same key.
    Series(Box<Series>),
    /// A warning for the reader.
    Warning {
        /// Its text.
        text: String,
    },
}

impl Update {
    /// Returns the update with every text made safe to show ([`visible`]): a server may call its model anything.
    #[must_use]
    pub fn made_visible(mut self) -> Self {
        fn clean(text: &mut String) {
            if let std::borrow::Cow::Owned(shown) = visible(text) {
                *text = shown;
            }
        }
        match &mut self {
            Self::Machine(machine) => {
                [&mut machine.label, &mut machine.os, &mut machine.cpu]
                    .into_iter()
                    .for_each(clean);
                if let Some(gpu) = &mut machine.gpu {
                    [&mut gpu.name, &mut gpu.driver].into_iter().for_each(clean);
                    gpu.cuda.iter_mut().for_each(clean);
                }
                for library in &mut machine.libraries {
                    [&mut library.name, &mut library.version]
                        .into_iter()
                        .for_each(clean);
                }
            }
            Self::Target(target) => {
                [&mut target.name, &mut target.software]
                    .into_iter()
                    .for_each(clean);
                target.model.iter_mut().for_each(clean);
            }
            Self::Ceiling(ceiling) => {
                [&mut ceiling.key, &mut ceiling.label, &mut ceiling.unit]
                    .into_iter()
                    .for_each(clean);
            }
            Self::Progress { phase, .. } => clean(phase),
            Self::Series(series) => {
                [&mut series.key, &mut series.label].into_iter().for_each(clean);
                series.path.iter_mut().for_each(clean);
                for (name, _) in &mut series.compared {
                    clean(name);
                }
            }
            Self::Warning { text } => clean(text),
        }
        self
    }
}

/// One event of the stream of a run, or of all runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A run's state changed; a final one ends the stream of a run.
    State {
        /// The run.
        run: String,
        /// Its state.
        state: RunState,
        /// The error, if it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
        /// Runs before it in the queue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ahead: Option<u32>,
    },
    /// The runner sent an update.
    Update {
        /// The run.
        run: String,
        /// The update.
        update: Update,
    },
}
