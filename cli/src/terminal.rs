//! What is said on standard error. Everything that is said passes through here, so that no text from outside is obeyed by a terminal.

use std::fmt::Display;

pub use forkcast_protocol::visible::{is_obeyed, visible as shown};

/// Says something in a line of its own, after the program's name.
pub fn say(message: impl Display) {
    anstream::eprintln!("forkcast: {}", shown(&message.to_string()));
}
