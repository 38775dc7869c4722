//! Clients, one task each, with limits so that slow or greedy ones cannot take the server.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, Response};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tower::ServiceExt as _;

use super::listen::Stop;
use super::places::{Answering, Places, Watched};
use super::refusal::Worded;
use crate::measure::Peer;

/// Time to send the head of a request, idle time before it included.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest head of a request, in bytes.
pub(super) const MAX_HEAD: usize = 16 * 1024;
/// Most header fields of a request.
pub(super) const MAX_FIELDS: usize = 64;
/// Most connections at a time; the next takes the place of the one that is waited for the longest.
const MAX_CONNECTIONS: usize = 256;
/// How long to wait when the system has no room for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until told to stop; then requests in progress, and `ending`, have `grace` to end.
///
/// axum's own `serve` has no limits on heads and no end to a graceful shutdown, hence hyper.
pub(super) async fn serve(
    listener: TcpListener,
    app: Router,
    mut stop: Stop,
    grace: Duration,
    ending: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Places::new(MAX_CONNECTIONS);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_FIELDS)
        .max_buf_size(MAX_HEAD);
    loop {
        let client = async {
            let client = listener.accept().await?;
            Ok::<_, std::io::Error>((client, places.take().await))
        };
        let accepted = tokio::select! {
            client = client => client,
            () = stop.wait() => break,
        };
        let Ok(((stream, address), place)) = accepted else {
            // Out of file descriptors, or a client gone already: asking again at once would only burn time.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Answers are small and written whole: there is nothing to gain by waiting to fill a packet.
        let _ = stream.set_nodelay(true);
        let peer = Peer::new(address.ip());
        let (app, asking) = (app.clone(), Arc::clone(&place));
        let service = service_fn(move |mut request: Request<Incoming>| {
            let answering = asking.begin();
            request.extensions_mut().insert(peer);
            let answer = app.clone().oneshot(request.map(Body::new));
            async move {
                let answer = answer.await;
                answer.map(|response: Response<Body>| {
                    response.map(|body| Answer {
                        body,
                        _answering: answering,
                    })
                })
            }
        });
        let stream = TokioIo::new(Worded::new(Watched::new(stream, Arc::clone(&place))));
        let connection = graceful.watch(http.serve_connection(stream, service));
        tokio::spawn(async move {
            // A client that breaks off or sends nonsense is its own affair; hyper has answered where there was a way.
            tokio::select! {
                _ = connection => {}
                () = place.lost() => {}
            }
        });
    }
    drop(listener);
    // Idle connections end at once; the rest when they are done, or are cut off with the runtime.
    let _ = tokio::time::timeout(grace, async { tokio::join!(ending, graceful.shutdown()) }).await;
}

/// The body of an answer; the client is waited for again when it is gone.
struct Answer {
    body: Body,
    _answering: Answering,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
