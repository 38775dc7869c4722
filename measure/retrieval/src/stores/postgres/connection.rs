//! Connections to PostgreSQL, with a limit on the length of a message, and their errors.
//!
//! The driver allocates a message as soon as it knows its length, and lengths go up to 2 GB: without the limit, any server at the
//! store's address could take the memory of this program.

use std::error::Error as _;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use forkcast_endpoint::RunError;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_postgres::config::{Host, SslMode, SslNegotiation};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Config, Error};
use tokio_rustls::TlsConnector;

use super::tls::{self, Mode, Tls};
use crate::text::{postgres as text, step};

/// Longest message, bytes. The answer to a search has some hundred.
const LONGEST: u32 = 16 << 20;
/// A message's kind and length.
const HEAD: usize = 5;
/// The port where the address names none.
const PORT: u16 = 5432;

/// The request for TLS: a length of 8 and a number in place of a version of the protocol.
const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// The server of a store's address.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) config: Config,
    tls: Tls,
    /// Whether TLS comes at once, without being requested.
    direct: bool,
}

impl Place {
    /// From an address `postgres://…`, in which the driver knows some of the modes of TLS and no file of authorities.
    pub(super) fn new(url: &str) -> Result<Self, RunError> {
        let (server, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut root, mut others) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(decoded(value)),
                Some(("sslrootcert", value)) => root = Some(decoded(value)).filter(|path| !path.is_empty()),
                Some(("sslcert" | "sslkey" | "sslpassword" | "sslcrl" | "sslcrldir", _)) => {
                    return Err(text::no_client_certificates());
                }
                Some(_) | None => others.push(pair),
            }
        }
        let rest = if others.is_empty() {
            server.to_owned()
        } else {
            format!("{server}?{}", others.join("&"))
        };
        // The parser's own message would repeat parts of the address, and the password with them.
        let mut config: Config = rest.parse().map_err(|_| text::invalid_address())?;
        let direct = config.get_ssl_negotiation() == SslNegotiation::Direct;
        // The driver gets a stream that is ready, and takes it as TLS that comes at once.
        config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
        let tls = Tls::new(mode.as_deref(), root.as_deref())?;
        Ok(Self { config, tls, direct })
    }
}

/// A value of a query without its percent signs.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = value.get(at + 1..at + 3).filter(|_| byte == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A stream to a server, and how it is secured.
pub(super) struct Opened {
    pub(super) stream: Bounded<Socket>,
    /// The hash of the server's certificate, where there is TLS.
    pub(super) end_point: Option<Vec<u8>>,
    /// The version of TLS; none without it.
    pub(super) version: Option<&'static str>,
}

/// A TCP connection, with TLS or without, or a local socket.
pub(super) enum Socket {
    Tcp(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// Opens a connection to the first of the configured hosts that takes one, and secures it.
pub(super) async fn open(place: &Place) -> Result<Opened, RunError> {
    let config = &place.config;
    let mut last = text::no_host();
    for (number, host) in config.get_hosts().iter().enumerate() {
        let ports = config.get_ports();
        // One port stands for all hosts.
        let port = ports.get(number).or(ports.first()).copied().unwrap_or(PORT);
        match host {
            Host::Tcp(name) => {
                let address = config.get_hostaddrs().get(number).copied();
                let end = End { name, address, port };
                if address.is_none() && tokio::net::lookup_host((name.as_str(), port)).await.is_err() {
                    last = text::host_unknown();
                    continue;
                }
                match end.dial().await {
                    Ok(stream) => return secured(place, end, stream).await,
                    Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => last = text::nobody_listens(),
                    Err(error) => last = text::unreachable(step::CONNECTING, error.kind()),
                }
            }
            #[cfg(unix)]
            Host::Unix(folder) => match UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await {
                // It never leaves this machine.
                Ok(stream) => return Ok(plain(Socket::Unix(stream))),
                Err(error) => last = text::unreachable(step::CONNECTING, error.kind()),
            },
        }
    }
    Err(last)
}

fn plain(socket: Socket) -> Opened {
    Opened {
        stream: Bounded::new(socket),
        end_point: None,
        version: None,
    }
}

/// One of the configured hosts.
#[derive(Clone, Copy)]
struct End<'c> {
    name: &'c str,
    address: Option<IpAddr>,
    port: u16,
}

impl End<'_> {
    async fn dial(self) -> io::Result<TcpStream> {
        let stream = match self.address {
            Some(address) => TcpStream::connect((address, self.port)).await?,
            None => TcpStream::connect((self.name, self.port)).await?,
        };
        // A search is one small message each way.
        let _ = stream.set_nodelay(true);
        Ok(stream)
    }
}

/// Sets TLS up as the mode asks for.
async fn secured(place: &Place, end: End<'_>, mut stream: TcpStream) -> Result<Opened, RunError> {
    let mode = place.tls.mode;
    let broken = |error: io::Error| text::unreachable(step::CONNECTING, error.kind());
    if mode == Mode::Disable {
        return Ok(plain(Socket::Tcp(stream)));
    }
    if !(place.direct && mode != Mode::Prefer) {
        stream.write_all(&TLS_REQUEST).await.map_err(broken)?;
        // This byte alone: any further one would be of somebody in between.
        match stream.read_u8().await.map_err(broken)? {
            b'S' => {}
            b'N' if mode == Mode::Prefer => return Ok(plain(Socket::Tcp(stream))),
            b'N' => return Err(text::no_tls()),
            _ => return Err(text::another_server()),
        }
    }
    // A name that no certificate can have is none to be verified; the address stands in for it.
    let name = match ServerName::try_from(end.name.to_owned()) {
        Ok(name) => name,
        Err(_) if mode == Mode::VerifyFull => return Err(text::certificate_of_another()),
        Err(_) => ServerName::from(stream.peer_addr().map_err(broken)?.ip()),
    };
    let connector = TlsConnector::from(std::sync::Arc::clone(&place.tls.config));
    match connector.connect(name, stream).await {
        Ok(stream) => {
            let (_, session) = stream.get_ref();
            let certificate = session.peer_certificates().and_then(<[_]>::first);
            let version = match session.protocol_version() {
                Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
                _ => "TLS 1.3",
            };
            Ok(Opened {
                end_point: certificate.and_then(tls::end_point),
                version: Some(version),
                stream: Bounded::new(Socket::Tls(Box::new(stream))),
            })
        }
        // As libpq does, where TLS is only preferred.
        Err(_) if mode == Mode::Prefer => {
            let stream = end.dial().await.map_err(broken)?;
            Ok(plain(Socket::Tcp(stream)))
        }
        Err(error) => Err(tls::explain(&error)),
    }
}

/// Explains an error of the driver without an address or a password, and says what to do where that is known.
pub(super) fn explain(error: &Error, step: &str) -> RunError {
    if let Some(answer) = error.as_db_error() {
        let code = answer.code();
        return match *code {
            SqlState::INVALID_PASSWORD => text::credentials_refused(),
            // The same code stands for a role that may not log in, and for a host or a connection that pg_hba.conf has no line for.
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION if answer.message().contains("pg_hba.conf") => text::not_let_in(),
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION => text::credentials_refused(),
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
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    if cause.contains("password missing") {
        return text::no_password();
    }
    if cause.contains("channel binding") {
        return text::no_channel_binding();
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
                        text::MESSAGE_TOO_LONG,
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

super::forward::writes!(Bounded);

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
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
