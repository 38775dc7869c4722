//! Opening the socket, and hearing that it is time to close it.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpListener;

use super::ServeError;

/// The port where none is asked for.
pub const PORT: u16 = 4173;
/// How many ports past it are tried.
const TRIES: u16 = 50;

/// Listens on the port asked for; where none is, on the usual one or the next that is free.
pub(super) async fn bind(host: IpAddr, port: Option<u16>) -> Result<TcpListener, ServeError> {
    let last = port.unwrap_or(PORT + TRIES);
    let mut next = port.unwrap_or(PORT);
    loop {
        let address = SocketAddr::new(host, next);
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && next < last => next += 1,
            Err(error) => return Err(ServeError::Listen { address, error }),
        }
    }
}

/// The signals that end the server.
pub(super) struct Stop {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    /// The terminal was closed.
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    /// Begins to listen for SIGINT, SIGTERM and SIGHUP.
    pub(super) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        // Where the size of files is limited, a write beyond the limit sends this signal, which ends a program that does not take it.
        // One that does is told by the write itself. Tokio's handler stays when the stream is dropped.
        let too_large = rustix::process::Signal::XFSZ.as_raw();
        drop(signal(SignalKind::from_raw(too_large))?);
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for any of them.
    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Stop {
    /// Begins to listen for Ctrl-C.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for it.
    pub(super) async fn wait(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler the system's own ends the program.
            std::future::pending::<()>().await;
        }
    }
}
