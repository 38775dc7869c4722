//! Doing a run: the runners that are futures of this process, and the reference engine in a process of its own.

use std::path::PathBuf;
use std::process::Stdio;

use forkcast_endpoint::{RunError, Updates, endpoint};
use forkcast_protocol::measure::{Device, ReferenceSpec, RunSpec, Update};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Command;

use super::config::Config;
use super::{machine, targets};

/// Longest line of a worker, bytes; one with a series has some thousand.
const LONGEST_LINE: u64 = 1 << 20;
/// Longest text of an error that a worker may leave, bytes.
const LONGEST_ERROR: u64 = 4096;

/// Does the run. Dropping the future ends it, the worker's process too.
///
/// # Errors
/// What ended the run before its time; what was measured till then has been told.
pub(super) async fn run(spec: &RunSpec, config: &Config, updates: &Updates) -> Result<(), RunError> {
    let here = machine::here();
    updates.tell(Update::Machine(here.clone()));
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
            // On a GPU the worker tells of the machine, whose clocks only it can read.
            return match spec.device {
                Device::Cpu => {
                    let outcome = in_worker(own_program()?, &["worker"], spec, updates).await;
                    updates.tell(Update::Machine(machine::at_the_end(here)));
                    outcome
                }
                Device::Cuda => in_worker(targets::cuda_worker(config)?, &[], spec, updates).await,
            };
        }
    };
    updates.tell(Update::Machine(machine::at_the_end(here)));
    outcome
}

fn own_program() -> Result<PathBuf, RunError> {
    std::env::current_exe()
        .map_err(|error| RunError::new(format!("this program cannot find itself: {error}")))
}

async fn in_worker(
    program: PathBuf,
    arguments: &[&str],
    spec: &ReferenceSpec,
    updates: &Updates,
) -> Result<(), RunError> {
    let broken = |error: std::io::Error| RunError::new(format!("the worker program failed: {error}"));
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
        return Err(RunError::new("the worker program has no streams"));
    };
    let text = serde_json::to_vec(spec).map_err(|error| RunError::new(error.to_string()))?;
    stdin.write_all(&text).await.map_err(broken)?;
    stdin.write_all(b"\n").await.map_err(broken)?;
    let told = async {
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
            let update = serde_json::from_str(&line).map_err(|_| {
                RunError::new("the worker program says what this program does not understand")
            })?;
            updates.tell(update);
        }
        Ok::<(), RunError>(())
    };
    let said = async {
        let mut said = String::new();
        // What is no text says nothing.
        let _ = stderr.take(LONGEST_ERROR).read_to_string(&mut said).await;
        said
    };
    let (told, said) = tokio::join!(told, said);
    // Until here: the worker ends when its input does, and so with this process, however that ends.
    drop(stdin);
    let status = child.wait().await.map_err(broken)?;
    told?;
    if status.success() {
        return Ok(());
    }
    let said = said.trim();
    Err(RunError::new(if said.is_empty() {
        format!("the worker program ended with {status}")
    } else {
        said.to_owned()
    }))
}
