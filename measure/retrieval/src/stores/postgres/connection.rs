//! Connections to PostgreSQL, with a limit on the length of a message, and their errors.
//!
//! The driver allocates a message as soon as it knows its length, and lengths go up to 2 GB: without the limit, any server at the
//! store's address could take the memory of this program.

use std::error::Error as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use forkcast_endpoint::RunError;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, Error};

use crate::text::{postgres as text, step};

/// Longest message, bytes. The answer to a search has some hundred.
const LONGEST: u32 = 16 << 20;
/// A message's kind and length.
const HEAD: usize = 5;
/// The port where the address names none.
const PORT: u16 = 5432;

/// A TCP connection or a local socket.
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// Opens a connection to the first of the configured hosts that takes one.
pub(super) async fn open(config: &Config) -> Result<Bounded<Socket>, RunError> {
    let mut last = io::ErrorKind::NotFound;
    for (place, host) in config.get_hosts().iter().enumerate() {
        let ports = config.get_ports();
        // One port stands for all hosts.
        let port = ports.get(place).or(ports.first()).copied().unwrap_or(PORT);
        let socket = match host {
            Host::Tcp(name) => match config.get_hostaddrs().get(place) {
                Some(address) => TcpStream::connect((*address, port)).await,
                None => TcpStream::connect((name.as_str(), port)).await,
            }
            .map(Socket::Tcp),
            #[cfg(unix)]
            Host::Unix(folder) => UnixStream::connect(folder.join(format!(".s.PGSQL.{port}")))
                .await
                .map(Socket::Unix),
        };
        match socket {
            Ok(socket) => {
                if let Socket::Tcp(stream) = &socket {
                    // A search is one small message each way.
                    let _ = stream.set_nodelay(true);
                }
                return Ok(Bounded::new(socket));
            }
            Err(error) => last = error.kind(),
        }
    }
    Err(text::unreachable(step::CONNECTING, last))
}

/// Explains an error of the driver without an address or a password, and says what to do where that is known.
pub(super) fn explain(error: &Error, step: &str) -> RunError {
    if let Some(answer) = error.as_db_error() {
        let code = answer.code();
        return match *code {
            SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => text::credentials_refused(),
            SqlState::INVALID_CATALOG_NAME => text::no_database(),
            SqlState::TOO_MANY_CONNECTIONS => text::too_many_connections(),
            SqlState::INSUFFICIENT_PRIVILEGE => text::no_privilege(step),
            SqlState::UNDEFINED_TABLE | SqlState::INVALID_SCHEMA_NAME => text::table_gone(step),
            _ => text::refused(step, answer.message(), code.code()),
        };
    }
    if let Some(io) = error.source().and_then(|e| e.downcast_ref::<io::Error>()) {
        return if io.kind() == io::ErrorKind::InvalidData {
            text::long_message(step)
        } else {
            text::unreachable(step, io.kind())
        };
    }
    if error.is_closed() {
        return text::closed(step);
    }
    // The driver's own words, which name the kind of error and nothing of the configuration.
    let kind = error.to_string();
    text::failed(step, kind.split(':').next().unwrap_or_default())
}

/// A connection that fails at a message that is too long.
pub(super) struct Bounded<S> {
    stream: S,
    head: [u8; HEAD],
    /// Bytes of the head that have arrived.
    have: usize,
    /// Bytes of the message that are still to come.
    left: u32,
}

impl<S> Bounded<S> {
    const fn new(stream: S) -> Self {
        Self {
            stream,
            head: [0; HEAD],
            have: 0,
            left: 0,
        }
    }

    /// Follows the messages through the bytes that have arrived.
    fn follow(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.left > 0 {
                let of_this = bytes.len().min(self.left as usize);
                self.left -= of_this as u32;
                bytes = &bytes[of_this..];
                continue;
            }
            self.head[self.have] = byte;
            self.have += 1;
            bytes = rest;
            if self.have == HEAD {
                let [_, length @ ..] = self.head;
                let length = u32::from_be_bytes(length);
                if length > LONGEST {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "a message is longer than any that is needed",
                    ));
                }
                // The length counts itself.
                self.left = length.saturating_sub(4);
                self.have = 0;
            }
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        Poll::Ready(this.follow(&buf.filled()[before..]))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn followed(pieces: &[&[u8]]) -> io::Result<()> {
        let mut bounded = Bounded::new(());
        pieces.iter().try_for_each(|piece| bounded.follow(piece))
    }

    #[test]
    fn a_message_without_end_is_refused_by_its_length_wherever_it_is_cut() {
        let fine = [b"R\0\0\0\x08\0\0\0\0".as_slice(), b"Z\0\0\0\x05I", b"1\0\0\0\x04"].concat();
        let endless = [fine.as_slice(), b"E\x7f\xff\xff\xff"].concat();
        assert!(followed(&[&fine, &fine]).is_ok());
        assert!(followed(&[&endless]).is_err());
        for size in 1..7 {
            let pieces: Vec<&[u8]> = endless.chunks(size).collect();
            assert!(followed(&pieces).is_err(), "{size}");
            let pieces: Vec<&[u8]> = fine.chunks(size).collect();
            assert!(followed(&pieces).is_ok(), "{size}");
        }
    }
}
