//! A program that does one run for another program: a specification in, lines of updates out.

use std::io::{self, BufRead as _, Read as _, Write as _};
use std::process::ExitCode;

use forkcast_protocol::measure::{ReferenceSpec, Update};

use crate::run;

/// Longest specification that is read, bytes.
const LONGEST: u64 = 1 << 20;

/// The body of a worker program: one [`ReferenceSpec`] as a line of JSON on stdin, [`Update`]s as lines of JSON on stdout, an error as
/// text on stderr with exit code 1. Whoever ends that line keeps stdin open, and when stdin ends, so does the worker, wherever it is: a
/// server that is killed can tell its worker in no other way, and a worker that went on would compute beside the next run.
#[must_use]
pub fn worker() -> ExitCode {
    match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn work() -> Result<(), String> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(LONGEST)
        .read_line(&mut text)
        .map_err(|error| format!("the specification cannot be read: {error}"))?;
    let spec: ReferenceSpec = serde_json::from_str(&text).map_err(|error| {
        format!("the specification on standard input is not one of the reference engine: {error}")
    })?;
    if text.ends_with('\n') {
        std::thread::spawn(|| {
            // Nothing more is sent; an error means the same as the end.
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            std::process::exit(1);
        });
    }
    run(&spec, &mut |update| tell(&update))
}

/// Writes an update as a line. Whoever reads is gone when that fails, and with it the reason to go on.
pub fn tell(update: &Update) {
    let Ok(line) = serde_json::to_string(update) else {
        return;
    };
    let mut out = io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}
