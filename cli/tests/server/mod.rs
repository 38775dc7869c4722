#![allow(dead_code, reason = "each test binary uses a part")]
//! The real program serving a page that the test wrote, and a client that can send anything.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Longest wait for anything; a test that takes as long has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// A built page in a folder of its own, removed in the end.
pub(crate) struct Dist(pub(crate) PathBuf);

impl Dist {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("forkcast-serve-{}-{number}", std::process::id()));
        let dist = Self(folder.join("dist"));
        for (name, contents) in files {
            let file = dist.0.join(name);
            fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder");
            fs::write(file, contents).expect("a file");
        }
        dist
    }
}

impl Drop for Dist {
    fn drop(&mut self) {
        if let Some(folder) = self.0.parent() {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// `forkcast serve` with data of its own: whatever the user's server does, and wherever it keeps its results, is no concern of a test.
pub(crate) fn program(dist: &Dist) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forkcast"));
    let folder = dist.0.parent().expect("it is in a folder");
    command
        .arg("serve")
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env_remove("FORKCAST_CONFIG")
        .stdin(Stdio::null());
    command
}

/// The program, ended with the test.
pub(crate) struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts it on a free port, unless the arguments name one, and waits for its line.
    pub(crate) fn start(dist: &Dist, arguments: &[&str]) -> Self {
        Self::start_with(dist, arguments, &[])
    }

    /// The same with its messages in a file of its own.
    pub(crate) fn start_logged(dist: &Dist, arguments: &[&str], log: fs::File) -> Self {
        let mut command = program(dist);
        command.stderr(log);
        Self::started(command, dist, arguments, &[])
    }

    /// The same with variables in its environment.
    pub(crate) fn start_with(dist: &Dist, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::started(program(dist), dist, arguments, variables)
    }

    fn started(mut command: Command, dist: &Dist, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = command
            .arg("--dist")
            .arg(&dist.0)
            .args(arguments)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let address = line
            .strip_prefix("Forkcast is at http://")
            .and_then(|rest| rest.strip_suffix("/\n"));
        let address = address
            .and_then(|address| address.parse().ok())
            .unwrap_or_else(|| panic!("{line:?}"));
        Self {
            child,
            stdout,
            address,
        }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends bytes as they are and reads until the server closes.
    pub(crate) fn send(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that refuses early may close before all is sent; its answer is there all the same.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// One request with those further header lines.
    pub(crate) fn ask(&self, method: &str, path: &str, fields: &[&str]) -> Answer {
        let host = format!("Host: {}", self.address);
        let host = if fields.iter().any(|field| field.starts_with("Host:")) {
            None
        } else {
            Some(host.as_str())
        };
        let lines: Vec<&str> = host.into_iter().chain(fields.iter().copied()).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{}\r\nConnection: close\r\n\r\n",
            lines.join("\r\n")
        );
        Answer::read(&self.send(request.as_bytes()))
    }

    /// Posts a body, as JSON unless a field says otherwise.
    pub(crate) fn post(&self, path: &str, body: &[u8], fields: &[&str]) -> Answer {
        let mut lines = vec![
            format!("Host: {}", self.address),
            format!("Content-Length: {}", body.len()),
        ];
        if !fields.iter().any(|field| field.starts_with("Content-Type:")) {
            lines.push("Content-Type: application/json".to_owned());
        }
        lines.extend(fields.iter().map(|field| (*field).to_owned()));
        let head = format!(
            "POST {path} HTTP/1.1\r\n{}\r\nConnection: close\r\n\r\n",
            lines.join("\r\n")
        );
        Answer::read(&self.send(&[head.as_bytes(), body].concat()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal to the program.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.expect("kill starts").success());
    }

    /// Waits for the program's end; also gives what it printed after its first line.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("UTF-8");
        (self.child.wait().expect("it ends"), rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no head in {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).expect("a head of text");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|code| code.parse().ok());
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status: status.expect("a status"),
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
