//! Places for clients. There are so many; whoever keeps one without taking part loses it to the next who comes.
//!
//! A client that is sent its answer and does not read it, that sends no request, or that sends one byte a minute, is *waited for*. As
//! long as there is room nobody minds. When there is none, the client waited for the longest is cut off.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may leave what it is sent unread.
const UNREAD: Duration = Duration::from_secs(30);

/// The places.
#[derive(Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    taken: Mutex<Vec<Weak<Place>>>,
    start: Instant,
}

/// One client's place.
#[derive(Debug)]
pub(super) struct Place {
    /// Since when the client is waited for, milliseconds from the start; 0 while it is not.
    waited_for_since: AtomicU64,
    /// Whether an answer is under way.
    answering: AtomicBool,
    cut: Notify,
    start: Instant,
    _free: OwnedSemaphorePermit,
}

impl Places {
    pub(super) fn new(count: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            taken: Mutex::default(),
            start: Instant::now(),
        }
    }

    /// A place for a client that has come: a free one, or that of the client waited for the longest.
    pub(super) async fn take(&self) -> Arc<Place> {
        let free = loop {
            if let Ok(free) = Arc::clone(&self.free).try_acquire_owned() {
                break free;
            }
            self.cut_one();
            // The semaphore is never closed.
            if let Ok(Ok(free)) =
                tokio::time::timeout(Duration::from_millis(100), Arc::clone(&self.free).acquire_owned()).await
            {
                break free;
            }
        };
        let place = Arc::new(Place {
            // A client that has just come has not sent anything.
            waited_for_since: AtomicU64::new(since(self.start)),
            answering: AtomicBool::new(false),
            cut: Notify::new(),
            start: self.start,
            _free: free,
        });
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.retain(|place| place.strong_count() > 0);
        taken.push(Arc::downgrade(&place));
        place
    }

    fn cut_one(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = taken
            .iter()
            .filter_map(Weak::upgrade)
            .filter(|place| place.waited_for_since.load(Ordering::Relaxed) > 0)
            .min_by_key(|place| place.waited_for_since.load(Ordering::Relaxed));
        if let Some(place) = longest {
            place.waited_for_since.store(0, Ordering::Relaxed);
            place.cut.notify_one();
        }
    }
}

impl Place {
    /// Resolves when another client needs the place more.
    pub(super) async fn lost(&self) {
        self.cut.notified().await;
    }

    /// An answer begins: the server is at work for the client, which need not do anything.
    pub(super) fn begin(self: &Arc<Self>) -> Answering {
        self.answering.store(true, Ordering::Relaxed);
        self.waited_for_since.store(0, Ordering::Relaxed);
        Answering(Arc::clone(self))
    }

    fn wait_for_client(&self) {
        let now = since(self.start);
        let _ = self
            .waited_for_since
            .compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn client_took_part(&self) {
        self.waited_for_since.store(0, Ordering::Relaxed);
    }
}

/// While this lives an answer is under way.
#[derive(Debug)]
pub(super) struct Answering(Arc<Place>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answering.store(false, Ordering::Relaxed);
        self.0.wait_for_client();
    }
}

fn since(start: Instant) -> u64 {
    (start.elapsed().as_millis() as u64).max(1)
}

/// A client's connection, which notes when the client is waited for, and ends when what it is sent stays unread.
pub(super) struct Watched<S> {
    stream: S,
    place: Arc<Place>,
    unread: Option<Pin<Box<Sleep>>>,
    limit: Duration,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, place: Arc<Place>) -> Self {
        Self::with_limit(stream, place, UNREAD)
    }

    fn with_limit(stream: S, place: Arc<Place>, limit: Duration) -> Self {
        Self {
            stream,
            place,
            unread: None,
            limit,
        }
    }

    /// After an attempt to send something.
    fn sent<T>(&mut self, outcome: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            if self.unread.take().is_some() {
                self.place.client_took_part();
            }
            return outcome;
        }
        self.place.wait_for_client();
        let end = Instant::now() + self.limit;
        let limit = self.unread.get_or_insert_with(|| Box::pin(sleep_until(end)));
        ready!(limit.as_mut().poll(cx));
        self.unread = None;
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_read(cx, buf);
        if outcome.is_pending() && !this.place.answering.load(Ordering::Relaxed) {
            this.place.wait_for_client();
        }
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(cx, buf);
        this.sent(outcome, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_flush(cx);
        this.sent(outcome, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.sent(outcome, cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(cx, bufs);
        this.sent(outcome, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    #[tokio::test]
    async fn a_client_that_leaves_its_answer_unread_is_cut_off() {
        let places = Places::new(1);
        let (client, server) = tokio::io::duplex(16);
        let place = places.take().await;
        let mut watched = Watched::with_limit(server, Arc::clone(&place), Duration::ZERO);
        let answering = place.begin();
        // What fits the buffers is sent.
        watched.write_all(&[0; 16]).await.expect("there is room");
        assert_eq!(place.waited_for_since.load(Ordering::Relaxed), 0);
        let error = watched.write_all(&[0; 1]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(
            place.waited_for_since.load(Ordering::Relaxed) > 0,
            "and makes room for others"
        );
        drop((answering, client));
    }

    #[tokio::test]
    async fn the_one_waited_for_the_longest_makes_room_and_one_that_is_served_does_not() {
        let places = Places::new(2);
        let served = places.take().await;
        let answering = served.begin();
        let idle = places.take().await;
        let gone = Arc::clone(&idle);
        let leaving = tokio::spawn(async move {
            gone.lost().await;
            drop((gone, idle));
        });
        let newcomer = places.take().await;
        leaving.await.expect("it left");
        assert_eq!(served.waited_for_since.load(Ordering::Relaxed), 0, "still served");
        drop((answering, newcomer));
    }
}
