//! The module's state and logic, without a browser.

pub mod chart;
pub mod columns;
pub mod figures;
pub mod reply;
pub mod table;
