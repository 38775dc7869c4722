//! Writes the generated files that are out of date: `cargo xtask generate`.

use forkcast_evidence::generated;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in generated::all(&root)? {
        if !file.current {
            std::fs::write(root.join(file.path), &file.text)?;
        }
        println!(
            "{} {}",
            if file.current { "current" } else { "written" },
            file.path
        );
    }
    Ok(())
}
