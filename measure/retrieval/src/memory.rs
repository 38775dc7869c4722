//! Checks that the memory of a run is available.

use std::fs;

use forkcast_endpoint::RunError;

use crate::text;

/// Share of the memory that is free which a run may take.
const SHARE: f64 = 0.9;
/// Bytes of a node's links and its place in the graph, about.
const GRAPH_BYTES: f64 = 256.0;

/// Bytes that a run takes: the vectors themselves, for exact search, and the graph with its own copy if it is in this process.
#[must_use]
pub fn needed(vectors: u32, dimensions: u32, in_process: bool) -> f64 {
    let row = f64::from(dimensions) * 4.0;
    let graph = if in_process { row + GRAPH_BYTES } else { 0.0 };
    f64::from(vectors) * (row + graph)
}

/// Refuses a run that does not fit. Accepts every run if the system does not report its free memory.
///
/// # Errors
/// The memory that the run needs, and the memory that is free.
pub(crate) fn check(vectors: u32, dimensions: u32, in_process: bool) -> Result<(), RunError> {
    let needed = needed(vectors, dimensions, in_process);
    match available() {
        Some(free) if needed > free * SHARE => {
            Err(text::no_memory(vectors, dimensions, needed / 1e9, free / 1e9))
        }
        Some(_) | None => Ok(()),
    }
}

/// Bytes available without swapping, on Linux.
fn available() -> Option<f64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_no_machine_can_hold_is_refused() {
        assert!(check(1000, 384, true).is_ok());
        if available().is_some() {
            let text = check(u32::MAX, 4096, false)
                .expect_err("seventy terabytes")
                .to_string();
            assert!(text.contains("GB are free"), "{text}");
        }
    }
}
