//! Work that keeps a core busy, off the threads that serve connections, and ended when nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use forkcast_endpoint::RunError;
use tokio::task;

use crate::text::thread_ended;

/// Raises the flag when dropped.
pub(crate) struct StopOnDrop(Arc<AtomicBool>);

impl StopOnDrop {
    pub(crate) fn new() -> (Self, Arc<AtomicBool>) {
        let flag = Arc::new(AtomicBool::new(false));
        (Self(Arc::clone(&flag)), flag)
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs the work on a thread of its own. It is handed a flag that rises when the waiting future is dropped.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> Result<T, RunError> {
    let (_guard, flag) = StopOnDrop::new();
    task::spawn_blocking(move || work(&flag))
        .await
        .map_err(|_| thread_ended())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_dropped_wait_stops_the_work() {
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (ended, has_ended) = mpsc::channel();
        let wait = task::spawn(blocking(move |stop| {
            let _ = started.send(());
            while !stop.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            let _ = ended.send(());
        }));
        has_started.await.expect("the work starts");
        wait.abort();
        task::spawn_blocking(move || has_ended.recv())
            .await
            .expect("joins")
            .expect("the work ended");
    }
}
