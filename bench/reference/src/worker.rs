//! A program that does one run for another program: a specification in, lines of updates out.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use forkcast_protocol::measure::{ReferenceSpec, Update};

use crate::run;

/// The body of a worker program: one [`ReferenceSpec`] as JSON on stdin, [`Update`]s as lines of JSON on stdout, an error as text on
/// stderr with exit code 1.
#[must_use]
pub fn worker() -> ExitCode {
    match work(&mut io::stdin().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

fn work(input: &mut dyn Read) -> Result<(), String> {
    let mut text = String::new();
    input
        .read_to_string(&mut text)
        .map_err(|error| format!("the specification cannot be read: {error}"))?;
    let spec: ReferenceSpec = serde_json::from_str(&text).map_err(|error| {
        format!("the specification on standard input is not one of the reference engine: {error}")
    })?;
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
