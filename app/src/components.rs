//! Parts that know nothing of the domain.

pub mod canvas;
pub mod data_table;
pub mod dialog;
pub mod in_view;
pub mod term;

pub use forkcast_parts::{download, heading, html_text, reactive, resized};
