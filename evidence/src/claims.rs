//! The claims of the seed article, each shown in the product and checked by a test of the same name.

use serde::Deserialize;

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Name of the test that checks it.
    pub id: String,
    /// The claim in the article's words.
    pub sentence: String,
    /// Where the product shows it.
    pub shown: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    claim: Vec<Claim>,
}

/// Every claim, in the article's order.
///
/// # Panics
/// `data/claims.toml` is malformed, which the tests of the claims notice.
#[must_use]
pub fn all() -> Vec<Claim> {
    let claims: Claims =
        toml::from_str(include_str!("../data/claims.toml")).expect("claims.toml is well-formed");
    claims.claim
}
