//! Limits of the system on this program.

/// Lets this process open as many files and connections as the system allows it: the usual limit of 1,024 is less than a run at 4,096
/// requests at once needs.
#[cfg(unix)]
pub fn raise_open_files() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it stays as it is, a run that needs more says so.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Other systems have no such limit.
#[cfg(not(unix))]
pub fn raise_open_files() {}
