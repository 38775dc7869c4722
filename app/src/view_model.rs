//! From the engine's report to what the page shows: words, rows and chart specifications. Nothing here touches the browser.

pub mod about;
pub mod asked;
pub mod charts;
pub mod inputs;
pub mod meeting;
pub mod rest;
pub mod ribbon;
pub mod scores;
pub mod steps;
pub mod verdict;
pub mod what_if;
pub mod wire;
