//! Modules beside the page, each loaded when the reader comes to it. Only its own small script names a module, so that nobody loads it
//! unasked.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A module and its place: below `app/` where it is written, and below the page where it is served.
pub(super) struct Module {
    /// Its folder.
    pub(super) folder: &'static str,
    /// Its script, module and style sheet, after brotli.
    budget_bytes: u64,
}

/// Every module beside the page.
pub(super) const MODULES: [Module; 2] = [
    Module {
        folder: "workbench",
        budget_bytes: 250_000,
    },
    Module {
        folder: "insight",
        budget_bytes: 250_000,
    },
];
/// The shipped measurements' folder below the page's.
const MEASUREMENTS: &str = "measurements";

/// Puts what Trunk made in `made` beside the page in `dist`: script, module and style sheet under their hashed names, a script of a
/// constant name that loads them, and the shipped measurements where it brings them.
pub(super) fn assemble(module: &Module, made: &Path, dist: &Path) -> Result<()> {
    let folder = dist.join(module.folder);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let names = names(made)?;
    let one = |ending: &str| -> Result<&str> {
        let mut found = names.iter().filter(|name| name.ends_with(ending));
        match (found.next(), found.next()) {
            (Some(name), None) => Ok(name),
            _ => bail!("Trunk made not just one *{ending} in {}", made.display()),
        }
    };
    let (script, code, style) = (one(".js")?, one(".wasm")?, one(".css")?);
    for name in [script, code, style] {
        copy(&made.join(name), &folder.join(name))?;
    }
    let load = include_str!("load.js")
        .replace("PLACE", module.folder)
        .replace("SCRIPT", script)
        .replace("MODULE", code)
        .replace("STYLE", style);
    fs::write(folder.join("load.js"), load)?;
    let shipped = made.join(MEASUREMENTS);
    if shipped.is_dir() {
        fs::create_dir_all(dist.join(MEASUREMENTS))?;
        for name in self::names(&shipped)? {
            copy(&shipped.join(&name), &dist.join(MEASUREMENTS).join(&name))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Names of the files of a folder.
fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Prints the size and fails if it is over the budget.
pub(super) fn hold_to_budget(module: &Module, dist: &Path) -> Result<()> {
    let folder = dist.join(module.folder);
    let mut sum = 0;
    for name in names(&folder)? {
        if !name.ends_with(".br") && !name.ends_with(".gz") {
            let compressed: PathBuf = folder.join(format!("{name}.br"));
            sum += fs::metadata(compressed)
                .or_else(|_| fs::metadata(folder.join(&name)))?
                .len();
        }
    }
    println!(
        "  {}, when come to: {} of {} kB",
        module.folder,
        sum / 1000,
        module.budget_bytes / 1000
    );
    if sum > module.budget_bytes {
        bail!("{} is over its budget: {sum} bytes", module.folder);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_script_names_what_was_made_and_two_modules_are_refused() -> Result<()> {
        let root = std::env::temp_dir().join(format!("forkcast-workbench-{}", std::process::id()));
        let (made, dist) = (root.join("made"), root.join("dist"));
        fs::create_dir_all(made.join(MEASUREMENTS))?;
        for name in [
            "w-1.js",
            "w-2_bg.wasm",
            "w-3.css",
            "index.html",
            "measurements/index.json",
        ] {
            fs::write(made.join(name), name)?;
        }
        assemble(&MODULES[0], &made, &dist)?;
        let load = fs::read_to_string(dist.join("workbench/load.js"))?;
        assert!(load.contains("getElementById('workbench')"), "{load}");
        for name in ["./w-1.js", "./w-2_bg.wasm", "./w-3.css"] {
            assert!(load.contains(name), "{load}");
        }
        assert!(dist.join("workbench/w-2_bg.wasm").is_file());
        assert!(dist.join("measurements/index.json").is_file());
        hold_to_budget(&MODULES[0], &dist)?;
        fs::write(dist.join("workbench/w-2_bg.wasm"), vec![0; 300_000])?;
        assert!(hold_to_budget(&MODULES[0], &dist).is_err(), "over the budget");
        fs::write(made.join("old_bg.wasm"), "")?;
        assert!(assemble(&MODULES[0], &made, &dist).is_err());
        fs::remove_dir_all(root)?;
        Ok(())
    }
}
