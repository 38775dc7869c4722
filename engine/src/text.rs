//! Every word of the engine that people read, in the language of the build: one folder for each language, so that the page, the command line
//! and the record say a fact in the same words. `crate::language` has the words of the rows of tables (docs/decisions/0107-languages.md).
//!
//! Nothing reads, compares or keys on these words; what needs a name for a program has an id.

#[cfg(feature = "german")]
mod de;
#[cfg(not(feature = "german"))]
mod en;

#[cfg(feature = "german")]
pub use de::{approaches, errors, format, sentences};
#[cfg(not(feature = "german"))]
pub use en::{approaches, errors, format, sentences};
