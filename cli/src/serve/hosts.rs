//! Names by which the server may be addressed.
//!
//! A page on the internet can have its own name resolve to 127.0.0.1 and so make a browser talk to this server as if it were that
//! page's (DNS rebinding). The Host field still carries the foreign name; such requests are turned away.

use std::net::IpAddr;

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;

/// The names that are let in.
#[derive(Clone, Debug)]
pub struct Hosts {
    bound: IpAddr,
    allowed: Vec<String>,
}

impl Hosts {
    /// Loopback names, the address that is listened on, and the names given.
    #[must_use]
    pub fn new(bound: IpAddr, allowed: &[String]) -> Self {
        let allowed = allowed.iter().filter_map(|name| name_of(name)).collect();
        Self { bound, allowed }
    }

    /// Whether the request is addressed to this server.
    pub(super) fn admit(&self, request: &Parts) -> bool {
        // A proxy's form of request names the host in its first line too, and then both must be this server's.
        let in_line = request.uri.authority().map(Authority::as_str);
        let mut fields = request.headers.get_all(HOST).iter();
        match (fields.next(), fields.next()) {
            (Some(field), None) => {
                field.to_str().is_ok_and(|host| self.knows(host))
                    && in_line.is_none_or(|host| self.knows(host))
            }
            _ => false,
        }
    }

    /// Whether the name, with or without a port, is one of those let in.
    fn knows(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        match name.parse::<IpAddr>() {
            // Listening everywhere, the machine's own addresses are unknown; but an address cannot be made to point elsewhere, as a
            // name can, so any will do.
            Ok(address) => {
                address.is_loopback()
                    || address == self.bound
                    || self.bound.is_unspecified()
                    || self.allowed.contains(&name)
            }
            Err(_) => name == "localhost" || self.allowed.contains(&name),
        }
    }
}

/// The name without port, brackets and final dot, in small letters.
fn name_of(host: &str) -> Option<String> {
    let authority: Authority = host.trim().parse().ok()?;
    // `user@host` has no place in a Host field.
    if host.contains('@') {
        return None;
    }
    let name = authority.host().trim_matches(['[', ']']);
    let name = name.strip_suffix('.').unwrap_or(name);
    (!name.is_empty()).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn loopback_bound_and_allowed_names_are_let_in() {
        let hosts = Hosts::new(IpAddr::from([192, 0, 2, 7]), &["Forkcast.Example:80".to_owned()]);
        for host in [
            "localhost",
            "LOCALHOST:4173",
            "localhost.",
            "127.0.0.1:4173",
            "127.0.0.2",
            "[::1]:4173",
            "192.0.2.7:4173",
            "forkcast.example",
            "forkcast.example:4173",
        ] {
            assert!(hosts.knows(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.0.2.8",
            "me@localhost",
            "localhost..",
            "localhost evil",
            "[::1",
            ":4173",
        ] {
            assert!(!hosts.knows(host), "{host}");
        }
    }

    #[test]
    fn listening_everywhere_lets_addresses_in_but_no_names() {
        let hosts = Hosts::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), &[]);
        assert!(hosts.knows("192.0.2.8:4173"));
        assert!(!hosts.knows("evil.example"));
    }
}
