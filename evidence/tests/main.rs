//! The tests of the evidence: the article's claims, the fit, and the files generated from both.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

mod agree;
mod claims;
mod discrepancy;
mod first_token;
mod fit;
mod generated;
mod ranking;
mod recall;
