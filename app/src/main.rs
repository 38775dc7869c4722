//! Starts the page.

fn main() {
    forkcast_app::app::start();
}
