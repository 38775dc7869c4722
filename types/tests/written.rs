//! The files of types in the repository are those that follow from the shapes and the table of inputs.

use std::path::Path;

#[test]
fn types_are_up_to_date() {
    for (path, text) in forkcast_types::files() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        let written = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            written == text,
            "{path} is out of date: run `cargo xtask generate`"
        );
    }
}
