//! A server of HTTP whose answers a test writes, for models that must say what the test knows.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// What it answers to a path and a body: a status and a body of JSON.
type Answers = dyn Fn(&str, &str) -> (u16, String) + Send + Sync;

/// A scripted server. It answers as long as the test's process lives.
#[derive(Debug)]
pub struct Scripted {
    /// Its address up to and with `/v1`.
    pub url: String,
}

/// Starts a server that answers each request by the function, which receives path and body. Each connection has a thread of its own, so
/// that an answer may wait for something.
///
/// # Panics
/// If this machine has no free port.
#[must_use]
pub fn scripted(answer: impl Fn(&str, &str) -> (u16, String) + Send + Sync + 'static) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("bound"));
    let answer: Arc<Answers> = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || serve(stream, &*answer));
        }
    });
    Scripted { url }
}

/// Answers the requests of a connection until it ends.
fn serve(stream: TcpStream, answer: &Answers) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let mut out = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let path = line.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            let header = header.trim().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let (status, text) = answer(&path, &String::from_utf8_lossy(&body));
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            text.len()
        );
        out.write_all((head + &text).as_bytes()).ok()?;
    }
}
