//! Messages on standard error. All of them pass through here, so that a terminal obeys no text from outside.

use std::fmt::Display;

pub use forkcast_protocol::visible::{is_obeyed, visible as shown};

/// Prints a message on a line of its own, after the program's name.
pub fn say(message: impl Display) {
    anstream::eprintln!("forkcast: {}", shown(&message.to_string()));
}
