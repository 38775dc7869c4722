//! The bytes of a first visit and of everything opened, and their budgets.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Form;
use super::split::is_chunk;

/// WebAssembly and JavaScript of the first load, after brotli.
const CODE_BUDGET_BYTES: u64 = 346_000;
/// The same with every module of the page opened.
const OPENED_BUDGET_BYTES: u64 = 848_000;
/// Everything else that the first view asks for, after brotli.
const REST_BUDGET_BYTES: u64 = 40_000;

/// Files that index.html names and the first view does not ask for: previews and frames of other sites, icons of an installed page, and the worker that
/// keeps the page.
const NAMED_ONLY: [&str; 6] = [
    "embed.js",
    "icon-192.png",
    "manifest.webmanifest",
    "oembed.json",
    "preview.png",
    "sw.js",
];
/// The worker that keeps the page is downloaded once the page is ready.
const KEEPER: &str = "sw.js";

/// A file of the built page, and how many bytes of it travel.
struct Sent {
    path: PathBuf,
    name: String,
    plain_bytes: u64,
    brotli_bytes: u64,
}

impl Sent {
    fn is_code(&self) -> bool {
        matches!(
            self.path.extension().and_then(|extension| extension.to_str()),
            Some("wasm" | "js")
        )
    }

    /// Files that can name further files to load.
    fn names_others(&self) -> bool {
        matches!(
            self.path.extension().and_then(|extension| extension.to_str()),
            Some("html" | "css" | "js")
        )
    }
}

/// Prints the sizes and fails if they are over the budgets.
pub(super) fn hold_to_budget(form: Form, dist: &Path) -> Result<()> {
    let (late, others): (Vec<Sent>, Vec<Sent>) = files(dist)?
        .into_iter()
        .partition(|file| is_chunk(&file.name) || file.name == KEEPER);
    let sent = first_load(others)?;
    println!("page: first load                         plain     brotli (kB)");
    for file in &sent {
        println!(
            "  {:<36} {:>9} {:>10}",
            file.name,
            kilobytes(file.plain_bytes),
            kilobytes(file.brotli_bytes)
        );
    }
    let sum = |code: bool| {
        sent.iter()
            .filter(|file| file.is_code() == code)
            .map(|file| file.brotli_bytes)
            .sum()
    };
    let (code, rest): (u64, u64) = (sum(true), sum(false));
    let opened = code + late.iter().map(|file| file.brotli_bytes).sum::<u64>();
    let code_budget = match form {
        Form::Split => CODE_BUDGET_BYTES,
        Form::Eager => OPENED_BUDGET_BYTES,
    };
    println!(
        "  wasm and js {} of {} kB, the rest {} of {} kB; wasm and js with everything opened {} of {} kB",
        kilobytes(code),
        kilobytes(code_budget),
        kilobytes(rest),
        kilobytes(REST_BUDGET_BYTES),
        kilobytes(opened),
        kilobytes(OPENED_BUDGET_BYTES)
    );
    if code > code_budget || rest > REST_BUDGET_BYTES {
        bail!("the page is over its budget for the first load");
    }
    if opened > OPENED_BUDGET_BYTES {
        bail!("the page is over its budget with everything opened");
    }
    Ok(())
}

fn kilobytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

/// All files but the compressed copies, sorted by name.
fn files(dist: &Path) -> Result<Vec<Sent>> {
    let mut sent = Vec::new();
    let mut folders = vec![dist.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let path = entry?.path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default()
                .to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".br") && !name.ends_with(".gz") {
                let plain_bytes = fs::metadata(&path)?.len();
                // What does not shrink (an image) has no compressed copy and travels as it is.
                let compressed = fs::metadata(path.with_file_name(format!("{name}.br")));
                let brotli_bytes = compressed.map_or(plain_bytes, |file| file.len());
                sent.push(Sent {
                    path,
                    name,
                    plain_bytes,
                    brotli_bytes,
                });
            }
        }
    }
    sent.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sent)
}

/// The files that index.html names, those that they name, and so on.
fn first_load(mut others: Vec<Sent>) -> Result<Vec<Sent>> {
    let index = others
        .iter()
        .position(|file| file.name == "index.html")
        .context("dist/ has no index.html")?;
    let mut loaded = vec![others.remove(index)];
    let mut read = 0;
    while let Some(file) = loaded.get(read) {
        read += 1;
        if !file.names_others() {
            continue;
        }
        let text =
            fs::read_to_string(&file.path).with_context(|| format!("cannot read {}", file.path.display()))?;
        let (named, rest) = others.into_iter().partition(|other: &Sent| {
            text.contains(&other.name) && !NAMED_ONLY.contains(&other.name.as_str())
        });
        others = rest;
        loaded.extend::<Vec<Sent>>(named);
    }
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_first_view_names_is_counted() -> Result<()> {
        let dist = std::env::temp_dir().join(format!("forkcast-first-load-{}", std::process::id()));
        fs::create_dir_all(dist.join("fonts"))?;
        fs::write(
            dist.join("index.html"),
            "<link href=page.css><meta content=preview.png><script src=page.js>",
        )?;
        fs::write(dist.join("preview.png"), [0; 90])?;
        fs::write(dist.join("page.css"), "src: url(fonts/a.woff2)")?;
        fs::write(dist.join("page.js"), "fetch('page_bg.wasm')")?;
        fs::write(dist.join("page_bg.wasm"), [0; 300])?;
        fs::write(dist.join("page_bg.wasm.br"), [0; 100])?;
        fs::write(dist.join("fonts/a.woff2"), [0; 50])?;
        fs::write(dist.join("later.json"), "{}")?;
        let loaded = first_load(files(&dist)?)?;
        let mut names: Vec<&str> = loaded.iter().map(|file| file.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["a.woff2", "index.html", "page.css", "page.js", "page_bg.wasm"]
        );
        let wasm = loaded
            .iter()
            .find(|file| file.name == "page_bg.wasm")
            .context("no wasm")?;
        assert_eq!((wasm.plain_bytes, wasm.brotli_bytes), (300, 100));
        fs::remove_dir_all(dist)?;
        Ok(())
    }

    #[test]
    fn a_late_chunk_counts_once_it_is_opened() -> Result<()> {
        let dist = std::env::temp_dir().join(format!("forkcast-opened-{}", std::process::id()));
        fs::create_dir_all(&dist)?;
        fs::write(dist.join("index.html"), "<script src=page.js>")?;
        fs::write(dist.join("page.js"), "fetch('split_beside-01.wasm')")?;
        fs::write(dist.join("split_beside-01.wasm"), vec![0; 300_000])?;
        hold_to_budget(Form::Split, &dist)?;
        fs::write(
            dist.join("split_beside-01.wasm"),
            vec![0; usize::try_from(OPENED_BUDGET_BYTES)?],
        )?;
        assert!(hold_to_budget(Form::Split, &dist).is_err());
        fs::write(dist.join("split_beside-01.wasm"), "")?;
        fs::write(
            dist.join("page.js"),
            vec![b' '; usize::try_from(CODE_BUDGET_BYTES)? + 1],
        )?;
        assert!(hold_to_budget(Form::Split, &dist).is_err());
        hold_to_budget(Form::Eager, &dist)?;
        fs::remove_dir_all(dist)?;
        Ok(())
    }

    #[test]
    fn kilobytes_are_decimal() {
        assert_eq!(kilobytes(199_999), "199.9");
        assert_eq!(kilobytes(40), "0.0");
    }
}
