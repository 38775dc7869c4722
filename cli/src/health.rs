//! `forkcast health`: whether a server answers, for containers without a client of HTTP.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::commands::HealthArgs;
use crate::failure::Failure;
use crate::print;
use crate::text::deploy as text;

/// Longest wait for each step.
const PATIENCE: Duration = Duration::from_secs(3);
/// Most bytes of an answer that are read.
const LONGEST: u64 = 16 << 10;

/// Asks the server how it is and prints its answer.
///
/// # Errors
/// No server, or one that says otherwise.
pub fn run(arguments: &HealthArgs) -> Result<(), Failure> {
    let address = SocketAddr::new(arguments.host, arguments.port);
    let answer =
        ask(address).map_err(|error| Failure::NoServer(text::no_server(&address, &error.to_string())))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        return Err(Failure::NoServer(text::no_server(&address, status)));
    }
    print::text(&text::healthy(body.trim()))
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
