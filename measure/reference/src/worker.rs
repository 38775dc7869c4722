//! A program that does one run for another program: a specification in, lines of updates out.

use std::io::{self, BufRead as _, Read as _, Write as _};
use std::process::ExitCode;

use forkcast_protocol::measure::{ReferenceSpec, Update};

use crate::{run, text};

/// Longest specification that is read, bytes.
const LONGEST: u64 = 1 << 20;

/// The body of a worker program: one [`ReferenceSpec`] as a line of JSON on stdin, [`Update`]s as lines of JSON on stdout, an error as
/// text on stderr with exit code 1. Whoever ends that line keeps stdin open, and when stdin ends, so does the worker, wherever it is: a
/// server that is killed can tell its worker in no other way, and a worker that went on would compute beside the next run.
#[must_use]
pub fn worker() -> ExitCode {
    match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn work() -> Result<(), String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .take(LONGEST)
        .read_line(&mut line)
        .map_err(text::spec_unreadable)?;
    let spec: ReferenceSpec = serde_json::from_str(&line).map_err(text::spec_of_another_kind)?;
    if line.ends_with('\n') {
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
