//! The reference engine on an NVIDIA GPU, as a program of its own: see [`forkcast_reference::worker`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    forkcast_reference::program(&arguments)
}
