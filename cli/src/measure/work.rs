//! Executes a run: most runners are futures of this process; the reference engine has a process of its own.

use std::path::PathBuf;
use std::process::Stdio;

use forkcast_endpoint::{RunError, Updates, endpoint};
use forkcast_protocol::measure::{Device, ReferenceSpec, RunSpec, Update};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Command;

use super::config::Config;
use super::{machine, targets};
use crate::text::worker as text;

/// Longest line of a worker, bytes; one with a series has some thousand.
const LONGEST_LINE: u64 = 1 << 20;
/// Longest text of an error that a worker may leave, bytes.
const LONGEST_ERROR: u64 = 4096;

/// Does the run. Dropping the future ends it, the worker's process too.
///
/// # Errors
/// The reason why the run ended early. Updates sent before it stay valid.
pub(super) async fn run(spec: &RunSpec, config: &Config, updates: &Updates) -> Result<(), RunError> {
    let here = machine::here();
    updates.send(Update::Machine(here.clone()));
    let outcome = match spec {
        RunSpec::Endpoint(spec) => {
            endpoint::run(spec, targets::endpoint(config, &spec.target)?, updates).await
        }
        RunSpec::Retrieval(spec) => {
            let store = targets::store(config, &spec.store)?;
            forkcast_retrieval::run(spec, store, config.embedder.as_deref(), updates).await
        }
        RunSpec::RagCost(spec) => {
            let endpoint = targets::endpoint(config, &spec.target)?;
            let store = targets::store(config, &spec.store)?;
            let embedder = targets::embedder(config)?;
            forkcast_retrieval::run_rag(spec, endpoint, store, embedder, updates).await
        }
        RunSpec::Reference(spec) => {
            // On a GPU the worker reports the machine, whose clocks only it can read.
            return match spec.device {
                Device::Cpu => {
                    let outcome = in_worker(own_program()?, &["worker"], spec, updates).await;
                    updates.send(Update::Machine(machine::at_the_end(here)));
                    outcome
                }
                Device::Cuda => in_worker(targets::cuda_worker(config)?, &[], spec, updates).await,
            };
        }
    };
    updates.send(Update::Machine(machine::at_the_end(here)));
    outcome
}

fn own_program() -> Result<PathBuf, RunError> {
    std::env::current_exe().map_err(|error| RunError::new(text::no_program(error)))
}

async fn in_worker(
    program: PathBuf,
    arguments: &[&str],
    spec: &ReferenceSpec,
    updates: &Updates,
) -> Result<(), RunError> {
    let broken = |error: std::io::Error| RunError::new(text::failed(error));
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(broken)?;
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(RunError::new(text::NO_STREAMS));
    };
    let request = serde_json::to_vec(spec).map_err(|error| RunError::new(error.to_string()))?;
    stdin.write_all(&request).await.map_err(broken)?;
    stdin.write_all(b"\n").await.map_err(broken)?;
    let updated = async {
        let mut lines = BufReader::new(stdout);
        let mut line = String::new();
        loop {
            line.clear();
            let read = (&mut lines)
                .take(LONGEST_LINE)
                .read_line(&mut line)
                .await
                .map_err(broken)?;
            if read == 0 {
                break;
            }
            let update = serde_json::from_str(&line).map_err(|_| RunError::new(text::NOT_UNDERSTOOD))?;
            updates.send(update);
        }
        Ok::<(), RunError>(())
    };
    let message = async {
        let mut message = String::new();
        // Ignores output that is not UTF-8.
        let _ = stderr.take(LONGEST_ERROR).read_to_string(&mut message).await;
        message
    };
    let (updated, message) = tokio::join!(updated, message);
    // Until here: the worker ends when its input does, and so with this process, however that ends.
    drop(stdin);
    let status = child.wait().await.map_err(broken)?;
    updated?;
    if status.success() {
        return Ok(());
    }
    let message = message.trim();
    Err(RunError::new(if message.is_empty() {
        text::ended(status)
    } else {
        message.to_owned()
    }))
}
