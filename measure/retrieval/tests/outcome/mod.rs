//! The updates and the result of a run.
#![allow(dead_code)]

use forkcast_endpoint::{RunError, Updates};
use forkcast_protocol::measure::{RetrievalSpec, Series, TargetInfo, Update};

/// A small run on that store.
pub(crate) fn spec(store: &str) -> RetrievalSpec {
    RetrievalSpec {
        store: store.to_owned(),
        vectors: 1500,
        dimensions: 40,
        k: 10,
        queries: 100,
        warmup: 5,
        concurrency: 2,
        embed: false,
    }
}

/// Every update of a run, and its result.
pub(crate) struct Outcome {
    pub(crate) updates: Vec<Update>,
    pub(crate) result: Result<(), RunError>,
}

impl Outcome {
    /// Runs to the end.
    pub(crate) async fn of_run(run: impl AsyncFnOnce(Updates) -> Result<(), RunError>) -> Self {
        let (sender, mut receiver) = Updates::channel();
        let result = run(sender).await;
        let mut updates = Vec::new();
        while let Some(update) = receiver.recv().await {
            updates.push(update);
        }
        Self { updates, result }
    }

    /// The last series of that key.
    pub(crate) fn series(&self, key: &str) -> &Series {
        self.all(key)
            .last()
            .unwrap_or_else(|| panic!("no series {key}; {:?}", self.result))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.all(key).next().is_some()
    }

    fn all(&self, key: &str) -> impl Iterator<Item = &Series> {
        self.updates.iter().filter_map(move |update| match update {
            Update::Series(series) if series.key == key => Some(&**series),
            _ => None,
        })
    }

    pub(crate) fn target(&self) -> &TargetInfo {
        self.updates
            .iter()
            .find_map(|update| match update {
                Update::Target(target) => Some(target),
                _ => None,
            })
            .expect("a target")
    }

    pub(crate) fn phases(&self) -> Vec<String> {
        let mut phases: Vec<String> = Vec::new();
        for update in &self.updates {
            if let Update::Progress { phase, .. } = update
                && phases.last() != Some(phase)
            {
                phases.push(phase.clone());
            }
        }
        phases
    }

    pub(crate) fn warnings(&self) -> Vec<&str> {
        self.updates
            .iter()
            .filter_map(|update| match update {
                Update::Warning { text } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Every update and the result as one text, to search for secrets.
    pub(crate) fn text(&self) -> String {
        format!("{:?} {:?}", self.updates, self.result)
    }
}
