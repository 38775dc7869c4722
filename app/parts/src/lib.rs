//! What the page and the modules beside it share.
//!
//! [`reactive`] and [`download`] serve all of them, and [`worker`] does what would keep the page from painting. The rest is for modules that are loaded into a finished page and share nothing
//! with it but the address: their place in it ([`place`]), what they follow of it ([`page`]), and what they show ([`drawn`], [`rows`]).

pub mod download;
pub mod drawn;
pub mod html_text;
pub mod opened;
pub mod page;
pub mod place;
pub mod reactive;
pub mod rows;
pub mod scenario;
pub mod worker;
