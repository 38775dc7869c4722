//! The engine in other languages: `cargo xtask npm` and `cargo xtask wheel` (docs/javascript.md, docs/python.md).

pub(crate) mod npm;
