//! Refusals of what is no request. hyper answers it with a head alone, and offers no way to say more; here it gets the body that every
//! refusal has.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use forkcast_protocol::measure::{ApiError, ErrorCode};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connections::{MAX_FIELDS, MAX_HEAD};
use crate::measure::api::MAX_BODY;
use crate::text::api as text;

/// Length of `HTTP/1.1 400`.
const STATUS: usize = 12;

/// A client's connection on which hyper's bare refusals get a body.
pub(super) struct Worded<S> {
    stream: S,
    /// A refusal that is being sent.
    left: Vec<u8>,
    sent: usize,
}

impl<S> Worded<S> {
    pub(super) const fn new(stream: S) -> Self {
        Self {
            stream,
            left: Vec::new(),
            sent: 0,
        }
    }
}

impl<S: AsyncWrite + Unpin> Worded<S> {
    /// Sends what is left of a refusal.
    fn send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.sent < self.left.len() {
            let sent = ready!(
                Pin::new(&mut self.stream).poll_write(cx, self.left.get(self.sent..).unwrap_or_default())
            )?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += sent;
        }
        Poll::Ready(Ok(()))
    }

    /// Takes a bare refusal, to send it with a body.
    fn takes(&mut self, bytes: &[u8]) -> bool {
        let Some(refusal) = worded(bytes) else {
            return false;
        };
        (self.left, self.sent) = (refusal, 0);
        true
    }
}

/// The refusal with a body, where these bytes are one without: the head that hyper writes for what it cannot read. An answer of this
/// server with such a status has a body, and so says of which type.
fn worded(bytes: &[u8]) -> Option<Vec<u8>> {
    let status = bytes.get(..STATUS)?;
    if !status.starts_with(b"HTTP/1.") || !bytes.ends_with(b"\r\n\r\n") {
        return None;
    }
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let mut fields = head.split("\r\n").skip(1);
    let is_bare = head.contains("\r\ncontent-length: 0")
        && fields.all(|field| {
            field.starts_with("content-length: 0")
                || field.starts_with("connection: ")
                || field.starts_with("date: ")
        });
    let (code, message) = match status.get(9..).unwrap_or_default() {
        _ if !is_bare => return None,
        b"400" => (ErrorCode::Invalid, text::NO_REQUEST.to_owned()),
        b"414" | b"431" => (
            ErrorCode::TooLarge,
            text::too_large(MAX_HEAD, MAX_FIELDS, MAX_BODY),
        ),
        _ => return None,
    };
    let error = ApiError {
        code,
        message,
        field: None,
        retry_after_s: None,
    };
    let body = serde_json::to_string(&error).ok()?;
    // Nothing of it is a page, so its policy forbids everything.
    let more = format!(
        "content-type: application/json\r\ncontent-length: {}\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n\
         content-security-policy: default-src 'none'; frame-ancestors 'none'\r\ncross-origin-resource-policy: same-origin",
        body.len()
    );
    Some(format!("{}\r\n\r\n{body}", head.replacen("content-length: 0", &more, 1)).into_bytes())
}

impl<S: AsyncRead + Unpin> AsyncRead for Worded<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Worded<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.send(cx))?;
        if this.takes(buf) {
            return Poll::Ready(Ok(buf.len()));
        }
        Pin::new(&mut this.stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.send(cx))?;
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.send(cx))?;
        Pin::new(&mut this.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.send(cx))?;
        // hyper hands a head over in one piece.
        if let Some(first) = bufs.iter().find(|buf| !buf.is_empty())
            && this.takes(first)
        {
            return Poll::Ready(Ok(first.len()));
        }
        Pin::new(&mut this.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    const BARE: &str = "HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\ndate: Fri, 27 Nov 2026 12:00:00 GMT\r\n\r\n";

    #[test]
    fn only_a_bare_refusal_is_given_a_body() {
        let text = String::from_utf8(worded(BARE.as_bytes()).expect("bare")).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a body");
        assert!(
            head.contains(&format!("content-length: {}\r\n", body.len())),
            "{head}"
        );
        assert!(
            head.contains("\r\ndate: ") && head.contains("\r\nconnection: close\r\n"),
            "{head}"
        );
        assert!(
            body.contains("\"too-large\"") && body.contains("16384 bytes"),
            "{body}"
        );
        for other in [
            BARE.replace("431", "204"),
            BARE.replace("content-length: 0", "content-length: 2") + "{}",
            BARE.replace("connection: close", "content-type: application/json"),
            BARE.replace("HTTP/1.1", "NOTE/1.1"),
            BARE[..40].to_owned(),
            String::new(),
        ] {
            assert!(worded(other.as_bytes()).is_none(), "{other}");
        }
    }

    #[tokio::test]
    async fn a_refusal_is_sent_whole_to_a_client_that_reads_a_little_at_a_time() {
        let (mut client, server) = tokio::io::duplex(16);
        let sending = tokio::spawn(async move {
            let mut worded = Worded::new(server);
            worded.write_all(b"{}").await?;
            worded.write_all(BARE.as_bytes()).await?;
            worded.shutdown().await
        });
        let mut text = String::new();
        client.read_to_string(&mut text).await.expect("text");
        sending.await.expect("no panic").expect("sent");
        assert!(
            text.starts_with("{}HTTP/1.1 431") && text.ends_with('}'),
            "{text}"
        );
    }
}
