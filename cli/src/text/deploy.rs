//! `forkcast health`.

use std::net::SocketAddr;

pub(crate) fn no_server(address: &SocketAddr, why: &str) -> String {
    format!("no healthy server at {address}: {why}")
}

pub(crate) fn healthy(answer: &str) -> String {
    format!("{answer}\n")
}
