//! The parts of the page: the view model's words and charts put into elements.

pub mod asked;
pub mod beside;
pub mod changes;
pub mod charts;
pub mod control;
pub mod elsewhere;
pub mod embed;
pub mod embedded;
pub mod header;
pub mod inputs;
pub mod map;
pub mod meeting;
pub mod moves;
pub mod page;
pub mod printed;
pub mod scores;
pub mod verdict;
