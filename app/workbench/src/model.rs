//! The workbench's state and logic, without a browser.

pub mod apply;
pub mod comparable;
pub mod compare;
pub mod connection;
pub mod file;
pub mod form;
pub mod quality;
pub mod results;
pub mod run;
