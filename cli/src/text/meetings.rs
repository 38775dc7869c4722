//! Live sessions.

pub(crate) const UNKNOWN: &str = "there is no session with that id: it may have ended";

pub(crate) fn no_link(most: usize) -> String {
    format!("the link is none of Forkcast; one begins with v1 and has at most {most} bytes")
}

pub(crate) fn long_name(most: usize) -> String {
    format!("the name has more than {most} bytes")
}

pub(crate) fn too_many(most: usize) -> String {
    format!("{most} sessions are followed: end one, or try again later")
}
