//! A server's process: started with its output kept, ended with the test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a server may take until it answers. Far more than it takes, for machines that are busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at whether something has happened.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// A running server. Dropping it ends the process.
#[derive(Debug)]
pub struct Server {
    /// Where it answers: `http://127.0.0.1:PORT` for llama.cpp (without `/v1`), `postgres://USER:PASSWORD@127.0.0.1:PORT/DATABASE`.
    pub url: String,
    process: Watched,
    /// Ends the server in its own way; it runs before the process itself is killed.
    ending: Option<Guard>,
}

impl Server {
    pub(crate) fn new(url: String, process: Watched, ending: Option<Guard>) -> Self {
        Self { url, process, ending }
    }

    /// Ends the server at once, whatever it is doing: open connections are cut, a stream breaks off in the middle. It
    /// returns when the process is gone. A second call does nothing.
    pub fn kill(&mut self) {
        drop(self.ending.take());
        self.process.kill();
    }

    /// All that the server has printed so far.
    #[must_use]
    pub fn output(&self) -> String {
        self.process.output()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A process whose output is collected while it runs.
#[derive(Debug)]
pub(crate) struct Watched {
    child: Child,
    output: Arc<Mutex<String>>,
    collectors: Vec<JoinHandle<()>>,
}

impl Watched {
    /// Starts the command with a standard input that stays open as long as this test process lives.
    pub(crate) fn start(command: &mut Command) -> Result<Self, String> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .spawn()
            .map_err(|error| format!("cannot start {program}: {error}"))?;
        let output = Arc::default();
        let collectors = [
            child.stdout.take().map(|stdout| collect(stdout, &output)),
            child.stderr.take().map(|stderr| collect(stderr, &output)),
        ];
        Ok(Self {
            child,
            output,
            collectors: collectors.into_iter().flatten().collect(),
        })
    }

    pub(crate) fn output(&self) -> String {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks until there is an answer; an error, with the output, when the process ends or patience does.
    pub(crate) fn wait_for<T>(
        &mut self,
        what: &str,
        mut ask: impl FnMut(&str) -> Option<T>,
    ) -> Result<T, String> {
        let start = Instant::now();
        loop {
            if let Some(answer) = ask(&self.output()) {
                return Ok(answer);
            }
            let ended = self.child.try_wait().ok().flatten();
            if ended.is_some() && !self.collectors.iter().all(JoinHandle::is_finished) {
                // Its last words are still on their way.
                if start.elapsed() < PATIENCE {
                    std::thread::sleep(PAUSE);
                    continue;
                }
            }
            let problem = match ended {
                Some(status) => format!("{what} ended before it answered ({status})"),
                None if start.elapsed() > PATIENCE => {
                    format!("{what} did not answer within {} s", PATIENCE.as_secs())
                }
                None => {
                    std::thread::sleep(PAUSE);
                    continue;
                }
            };
            return Err(format!("{problem}. It printed:\n{}", self.output()));
        }
    }

    pub(crate) fn kill(&mut self) {
        // Both fail only when the process has ended before, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a script of the shell once its standard input ends: when it is dropped, or when this test process is gone.
#[derive(Debug)]
pub(crate) struct Guard {
    shell: Child,
}

impl Guard {
    /// `script` finds `arguments` as `$1` and so on.
    pub(crate) fn new(script: &str, command: &mut Command, arguments: &[&str]) -> Result<Self, String> {
        // A test that is interrupted at the terminal takes its whole process group with it, but not the guard.
        let script = format!("trap '' INT TERM HUP; read -r nothing; {script}");
        let shell = command
            .args(["-c", &script, "guard"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start a shell: {error}"))?;
        Ok(Self { shell })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

fn collect(stream: impl Read + Send + 'static, output: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let output = Arc::clone(output);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
            output.push_str(&String::from_utf8_lossy(&line));
            output.push('\n');
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_is_reported_with_its_output() {
        let mut process =
            Watched::start(Command::new("sh").args(["-c", "echo out of paper >&2; exit 3"])).unwrap();
        let ended = process.wait_for("the printer", |_| None::<()>).unwrap_err();
        assert!(ended.contains("the printer ended before it answered"), "{ended}");
        assert!(ended.contains("out of paper"), "{ended}");
    }

    #[test]
    fn a_guard_acts_when_its_owner_is_gone() {
        let file = std::env::temp_dir().join(format!("forkcast-guard-{}", std::process::id()));
        let path = file.to_string_lossy();
        let guard = Guard::new("echo gone > \"$1\"", &mut Command::new("sh"), &[&path]).unwrap();
        assert!(!file.exists());
        drop(guard);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "gone\n");
        std::fs::remove_file(&file).unwrap();
    }
}
