//! Messages on standard error. All of them pass through here, so that a terminal obeys no text from outside.

use std::fmt::Display;
use std::io::Write as _;

pub use forkcast_protocol::visible::{is_obeyed, visible as shown};

/// Prints a message on a line of its own, after the program's name.
pub fn say(message: impl Display) {
    write_line(&crate::text::message(shown(&message.to_string())));
}

/// Prints a line.
pub fn write_line(line: &impl Display) {
    write(&format_args!("{line}\n"));
}

/// Prints a text. Standard error may be a file on a full disk, which must end neither the server nor a run: the text is then lost.
pub fn write(text: &impl Display) {
    let _ = write!(anstream::stderr(), "{text}");
}
