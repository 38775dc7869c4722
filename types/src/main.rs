//! Writes the types: `cargo xtask generate` runs it.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (path, text) in forkcast_types::files() {
        fs::write(root.join(path), text)?;
        println!("{path}");
    }
    Ok(())
}
