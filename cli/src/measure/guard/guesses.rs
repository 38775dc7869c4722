//! Wrong tokens, counted by where they come from.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong tokens from one place before further ones are not looked at for a while.
const WRONG: u32 = 10;
/// How long that lasts from the first of them.
const WINDOW: Duration = Duration::from_secs(60);
/// Most places that are remembered.
const PLACES: usize = 4_096;

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer(IpAddr);

impl Peer {
    /// The address; of a long one, the network, all of which one guesser may have.
    #[must_use]
    pub fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (!0 << 64)).into()),
            short => short,
        })
    }
}

/// Wrong tokens of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<HashMap<Option<Peer>, (u32, Instant)>>);

impl Guesses {
    /// Whether a token from there is looked at.
    ///
    /// # Errors
    /// Seconds until the next one is.
    pub(crate) fn look(&self, peer: Option<Peer>) -> Result<(), u32> {
        self.look_at(peer, Instant::now())
    }

    /// A token from there was wrong.
    pub(crate) fn wrong(&self, peer: Option<Peer>) {
        self.wrong_at(peer, Instant::now());
    }

    fn look_at(&self, peer: Option<Peer>, now: Instant) -> Result<(), u32> {
        let places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(&peer) {
            Some((count, since)) if *count >= WRONG => {
                match WINDOW.checked_sub(now.saturating_duration_since(*since)) {
                    Some(left) if !left.is_zero() => Err(left.as_secs() as u32 + 1),
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    fn wrong_at(&self, peer: Option<Peer>, now: Instant) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= PLACES {
            places.retain(|_, (_, since)| now.saturating_duration_since(*since) < WINDOW);
        }
        // Whoever has that many networks is not slowed by counting them.
        if places.len() >= PLACES {
            places.clear();
        }
        let (count, since) = places.entry(peer).or_insert((0, now));
        if now.saturating_duration_since(*since) >= WINDOW {
            (*count, *since) = (0, now);
        }
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_slowed_by_place_and_for_a_while() {
        let guesses = Guesses::default();
        let place = |text: &str| Some(Peer::new(text.parse().expect("an address")));
        let (there, elsewhere) = (place("192.0.2.7"), place("192.0.2.8"));
        let start = Instant::now();
        for _ in 0..WRONG {
            assert_eq!(guesses.look_at(there, start), Ok(()));
            guesses.wrong_at(there, start);
        }
        let wait = guesses
            .look_at(there, start + Duration::from_secs(20))
            .expect_err("too many");
        assert_eq!(wait, 41);
        assert_eq!(guesses.look_at(elsewhere, start), Ok(()));
        assert_eq!(guesses.look_at(there, start + WINDOW), Ok(()));
        guesses.wrong_at(there, start + WINDOW);
        assert_eq!(guesses.look_at(there, start + WINDOW), Ok(()), "counted anew");
        assert_eq!(place("2001:db8::1"), place("2001:db8::2"), "one network");
        assert_ne!(place("2001:db8::1"), place("2001:db8:0:1::1"));
        assert_eq!(place("::ffff:192.0.2.7"), there);
    }
}
