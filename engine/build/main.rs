//! Turns `data/*.toml` into Rust statics, so that the page parses nothing and a wrong file fails the build.
//!
//! One module for each file, or for files that belong together: its rows, their checks and the source that is written.

mod ability;
mod assumptions;
mod catalog;
mod gpus;
mod hash;
mod models;
mod presets;
mod read;
mod retrieval;
mod sellers;
mod write;

use std::path::Path;
use std::{env, fs};

fn main() {
    let out_dir = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    type Make = fn(&mut String);
    let parts: [(&str, Make); 4] = [
        ("catalog", catalog::catalog),
        ("ability", ability::ability),
        ("assumptions", assumptions::assumptions),
        ("presets", presets::presets),
    ];
    for (name, make) in parts {
        let mut out = String::new();
        make(&mut out);
        fs::write(Path::new(&out_dir).join(format!("{name}.rs")), out).expect("OUT_DIR is writable");
    }
}
