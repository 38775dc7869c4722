//! The claims of the seed article, each shown in the product and held by a test of the same id.

/// One claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Name of the test that holds it.
    pub id: &'static str,
    /// The claim in the article's words.
    pub sentence: &'static str,
    /// Where the product shows it.
    pub shown: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/claims.rs"));
