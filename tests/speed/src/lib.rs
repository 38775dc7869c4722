//! What `cargo xtask bench` measures side by side (docs/decisions/0405-speed-side-by-side.md): as a module for the browser and for Node, and as
//! a program.

pub mod calibration;
pub mod rule;

#[cfg(target_arch = "wasm32")]
pub mod module;
