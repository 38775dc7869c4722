//! The served files are those that the sources give.

use forkcast_evidence::generated;
use std::path::Path;

#[test]
fn generated_files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = generated::all(&root).expect("readable files");
    assert!(
        files
            .iter()
            .any(|file| file.path == "public/method.html" && file.text.len() > 50_000)
    );
    for file in files {
        assert!(
            file.current,
            "{} is out of date: run `cargo xtask generate`",
            file.path
        );
    }
}
