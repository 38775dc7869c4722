//! What meetings need: the presented charts, the search over the page, saved scenarios, the glossary.

pub mod glossary;
pub mod live;
pub mod presented;
pub mod saved;
pub mod search;
