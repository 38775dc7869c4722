//! Names the table of compiled kernels: the one in `FORKCAST_KERNELS`, or an empty one.

use std::env;
use std::fs;
use std::path::PathBuf;

fn main() {
    println!("cargo:rerun-if-env-changed=FORKCAST_KERNELS");
    println!("cargo:rerun-if-changed=build.rs");
    let table = match env::var_os("FORKCAST_KERNELS") {
        Some(folder) => {
            let table = PathBuf::from(folder).join("kernels.rs");
            println!("cargo:rerun-if-changed={}", table.display());
            table
        }
        None => {
            let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("kernels.rs");
            let empty = "pub(crate) static TRITON: &str = \"\";\npub(crate) static BUILT: [Built; 0] = [];\n";
            fs::write(&out, empty).expect("OUT_DIR can be written");
            out
        }
    };
    println!("cargo:rustc-env=FORKCAST_KERNELS_TABLE={}", table.display());
}
