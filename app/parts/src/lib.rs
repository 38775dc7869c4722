//! Code shared by the page and its modules.
//!
//! [`reactive`], [`download`], [`html_text`], [`heading`], [`resized`] and [`text`] serve all of them; [`worker`] does long work without blocking the page. The rest is for modules
//! that are loaded into a finished page and share nothing with it but the address and how far few simulations are off many ([`at_rest`]):
//! their element ([`place`]), the page's address and colours ([`page`]), and their charts and tables ([`drawn`], [`rows`]).
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

/// The folder of the site from this page: English lies in it, another language in a folder of its own.
pub const SITE: &str = if matches!(forkcast_engine::language::CODE.as_bytes(), b"en") {
    ""
} else {
    "../"
};

pub mod at_rest;
pub mod download;
pub mod drawn;
pub mod heading;
pub mod html_text;
pub mod opened;
pub mod page;
pub mod place;
pub mod reactive;
pub mod resized;
pub mod rows;
pub mod scenario;
pub mod text;
pub mod worker;
