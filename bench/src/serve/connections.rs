//! Clients, one task each, with limits so that slow or greedy ones cannot take the server.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::listen::Stop;

/// Time to send the head of a request, idle time before it included.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;
/// Most header fields of a request.
const MAX_FIELDS: usize = 64;
/// Most connections at a time; further ones wait.
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
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MAX_FIELDS)
        .max_buf_size(MAX_HEAD);
    loop {
        let client = async {
            // The semaphore is never closed; were it, connections would be unlimited rather than refused.
            let place = Arc::clone(&room).acquire_owned().await.ok();
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            client = client => client,
            () = stop.wait() => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, or a client gone already: asking again at once would only burn time.
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Answers are small and written whole: there is nothing to gain by waiting to fill a packet.
        let _ = stream.set_nodelay(true);
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off or sends nonsense is its own affair; hyper has answered where there was a way.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    // Idle connections end at once; the rest when they are done, or are cut off with the runtime.
    let _ = tokio::time::timeout(grace, async { tokio::join!(ending, graceful.shutdown()) }).await;
}
