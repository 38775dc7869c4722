//! The tests of the evidence: the article's claims, the fit, and the files generated from both.

mod claims;
mod fit;
mod generated;
