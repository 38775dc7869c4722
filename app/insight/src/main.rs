//! Starts the module.

fn main() {
    forkcast_insight::panel::start();
}
