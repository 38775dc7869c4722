//! One number for the contents of files and folders. It only decides whether a build can be skipped; it protects
//! against nothing.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Hashes the names and contents of `places` below `root`; a place that does not exist counts as absent.
pub(crate) fn of_contents(root: &Path, places: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for place in places {
        let mut files = Vec::new();
        collect(&root.join(place), &mut files)?;
        // The order of a folder's entries is the file system's.
        files.sort();
        for file in files {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
            let contents = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            contents.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if place.is_file() {
        files.push(place.to_owned());
    } else if place.is_dir() {
        for entry in fs::read_dir(place).with_context(|| format!("cannot list {}", place.display()))? {
            let entry = entry?;
            let name = entry.file_name();
            // Editors keep their own files under dotted names; tests and benchmarks are never part of the page.
            if !name.to_string_lossy().starts_with('.') && name != "tests" && name != "benches" {
                collect(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_and_names_count_and_hidden_files_do_not() -> Result<()> {
        let root = std::env::temp_dir().join(format!("forkcast-fingerprint-{}", std::process::id()));
        fs::create_dir_all(root.join("style/deep"))?;
        fs::write(root.join("style/deep/a.css"), "a")?;
        let places = ["style", "Trunk.toml"];
        let first = of_contents(&root, &places)?;
        assert_eq!(first, of_contents(&root, &places)?);

        fs::write(root.join("style/.a.css.swp"), "typing")?;
        fs::create_dir_all(root.join("style/tests"))?;
        fs::write(root.join("style/tests/t.rs"), "test")?;
        assert_eq!(
            first,
            of_contents(&root, &places)?,
            "an editor's file and a test are no inputs"
        );

        fs::write(root.join("Trunk.toml"), "")?;
        let with_file = of_contents(&root, &places)?;
        assert_ne!(first, with_file, "a new file is a change, even an empty one");

        fs::write(root.join("style/deep/a.css"), "b")?;
        let edited = of_contents(&root, &places)?;
        assert_ne!(with_file, edited);

        fs::rename(root.join("style/deep/a.css"), root.join("style/deep/b.css"))?;
        assert_ne!(edited, of_contents(&root, &places)?);
        fs::remove_dir_all(root)?;
        Ok(())
    }
}
