//! The words of this crate in the language of the build, one file for each language (docs/decisions/0107-languages.md).

#[cfg(feature = "german")]
mod de;
#[cfg(not(feature = "german"))]
mod en;

#[cfg(feature = "german")]
pub use de::*;
#[cfg(not(feature = "german"))]
pub use en::*;
