//! Starts the workbench.

fn main() {
    forkcast_workbench::panel::start();
}
