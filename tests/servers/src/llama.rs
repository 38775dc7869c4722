//! llama.cpp's server with the tiny random model.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Server, Watched};
use crate::{gguf, installed};

/// The model's name, as `/v1/models` lists it.
pub const LLAMA_MODEL: &str = "tiny-random";
/// Requests that are answered at the same time; further ones wait.
pub const LLAMA_SLOTS: u32 = 4;
/// Tokens that one request may hold, prompt and answer together.
pub const LLAMA_CONTEXT: u32 = gguf::CONTEXT;

/// Starts llama.cpp on the CPU with [`LLAMA_MODEL`]; it answers when this returns. A lower-case letter is one token
/// together with the space before it; a prompt has one token more for its start.
///
/// # Panics
/// If the set-up has not been run, or the server does not start: with all that it printed.
#[must_use]
pub fn llama() -> Server {
    start().unwrap_or_else(|problem| panic!("{problem}"))
}

fn start() -> Result<Server, String> {
    let packages = installed::packages();
    let model = model(&packages).map_err(|error| format!("cannot write the tiny model: {error}"))?;
    let mut python = Command::new("python3");
    // The script itself and not its place: a clone may be moved with what it has compiled.
    python
        .args(["-c", include_str!("../llama_server.py")])
        .arg(model)
        .args([LLAMA_SLOTS.to_string(), LLAMA_CONTEXT.to_string()])
        .arg(LLAMA_MODEL)
        .env("PYTHONPATH", &packages)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let mut process = Watched::start(&mut python)?;
    let url = process.wait_for("llama.cpp's server", |output| {
        let line = output
            .lines()
            .find_map(|line| line.strip_prefix("listening on "))?;
        Some(line.trim().to_owned())
    })?;
    Ok(Server::new(url, process, None))
}

/// The model's file, written if it is not there in these very bytes: several tests may come at once.
fn model(packages: &Path) -> std::io::Result<PathBuf> {
    let path = packages.join("tiny-random.gguf");
    let bytes = gguf::tiny_model();
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(path);
    }
    let own = packages.join(format!(
        "tiny-random.{}-{:?}",
        std::process::id(),
        std::thread::current().id()
    ));
    fs::write(&own, &bytes)?;
    fs::rename(&own, &path)?;
    Ok(path)
}
