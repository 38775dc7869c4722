//! Writes the table of the page's files for a program that holds the page (feature `page-inside`).

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_PAGE_INSIDE").is_none() {
        return Ok(());
    }
    println!("cargo::rerun-if-env-changed=FORKCAST_PAGE");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    let manifest = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let page = env::var_os("FORKCAST_PAGE").map_or_else(|| manifest.join("../dist"), PathBuf::from);
    let page = page.canonicalize().unwrap_or(page);
    println!("cargo::rerun-if-changed={}", page.display());
    let index = page.join("index.html");
    if !index.is_file() {
        println!(
            "cargo::error=there is no {}: `cargo xtask build` writes the page, and FORKCAST_PAGE names its folder",
            index.display()
        );
        return Ok(());
    }
    let modified = match env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds.parse()?,
        Err(_) => index
            .metadata()?
            .modified()?
            .duration_since(UNIX_EPOCH)?
            .as_secs(),
    };
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("inside.rs"),
        table(&page, modified)?,
    )?;
    Ok(())
}

/// The table of all files below the folder, each with that time.
pub fn table(page: &Path, modified: u64) -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    list(page, "", &mut files)?;
    // The program looks a path up in the order of bytes, and the order of a folder is not the same everywhere.
    files.sort();
    let mut table = String::from("&[\n");
    for (path, file) in files {
        let bytes = fs::read(&file)?;
        // The server's tag of a version is made of the time and the length. The fraction of the second follows from the contents, so
        // that other contents have another tag even if they are of the same second.
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let fraction = hasher.finish() % 1_000_000_000;
        writeln!(
            table,
            "    InsideFile {{ path: {path:?}, bytes: include_bytes!({:?}), modified: Duration::new({modified}, {fraction}) }},",
            file.display().to_string()
        )?;
    }
    table.push_str("]\n");
    Ok(table)
}

/// Adds the files in a folder with their paths. Hidden files are not served.
fn list(folder: &Path, below: &str, files: &mut Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().ok_or("a file's name is not UTF-8")?;
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{below}{name}");
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push((path, entry.path()));
        }
    }
    Ok(())
}
