//! The reference engine on an NVIDIA GPU, as a program of its own: see [`forkcast_reference::worker`].

use std::process::ExitCode;

fn main() -> ExitCode {
    forkcast_reference::worker()
}
