//! All words of this crate that people read: errors, notices of links, and the decision record. A second language is a second copy of
//! these files; the tables of run fields (`measure/spec`) have their labels in their rows.

#[cfg(feature = "json")]
pub(crate) mod errors;
mod notices;
#[cfg(feature = "texts")]
pub(crate) mod record;
