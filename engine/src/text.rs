//! Every word of the engine that people read: one module, so that the page, the command line and the record say a fact in the same
//! words, and so that a second language is a matter of this folder and the tables of inputs and data.
//!
//! Nothing reads, compares or keys on these words; what needs a name for a program has an id.

pub mod approaches;
pub mod errors;
pub mod format;
mod labels;
pub mod sentences;
