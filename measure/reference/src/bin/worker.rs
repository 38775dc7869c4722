//! The worker program on the processor alone: for trying the GPU table's script where there is no GPU.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    forkcast_reference::program(&arguments)
}
