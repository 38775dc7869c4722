//! The workbench: a second module beside the page, which only its own small script names, so that nobody loads it unasked.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Its script, module and style sheet, after brotli.
const BUDGET_BYTES: u64 = 250_000;
/// Its folder below the page's.
const FOLDER: &str = "workbench";
/// The shipped measurements' folder below the page's.
const MEASUREMENTS: &str = "measurements";

/// Puts what Trunk made in `made` beside the page in `dist`: script, module and style sheet under their hashed names, a script of a
/// constant name that loads them, and the shipped measurements.
pub(super) fn assemble(made: &Path, dist: &Path) -> Result<()> {
    let folder = dist.join(FOLDER);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let names = names(made)?;
    let one = |ending: &str| -> Result<&str> {
        let mut found = names.iter().filter(|name| name.ends_with(ending));
        match (found.next(), found.next()) {
            (Some(name), None) => Ok(name),
            _ => bail!("Trunk made not just one *{ending} in {}", made.display()),
        }
    };
    let (script, module, style) = (one(".js")?, one(".wasm")?, one(".css")?);
    for name in [script, module, style] {
        copy(&made.join(name), &folder.join(name))?;
    }
    let load = include_str!("load.js")
        .replace("SCRIPT", script)
        .replace("MODULE", module)
        .replace("STYLE", style);
    fs::write(folder.join("load.js"), load)?;
    let shipped = made.join(MEASUREMENTS);
    fs::create_dir_all(dist.join(MEASUREMENTS))?;
    for name in self::names(&shipped)? {
        copy(&shipped.join(&name), &dist.join(MEASUREMENTS).join(&name))?;
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
pub(super) fn hold_to_budget(dist: &Path) -> Result<()> {
    let folder = dist.join(FOLDER);
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
        "  workbench, when asked for: {} of {} kB",
        sum / 1000,
        BUDGET_BYTES / 1000
    );
    if sum > BUDGET_BYTES {
        bail!("the workbench is over its budget: {sum} bytes");
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
        assemble(&made, &dist)?;
        let load = fs::read_to_string(dist.join("workbench/load.js"))?;
        for name in ["./w-1.js", "./w-2_bg.wasm", "./w-3.css"] {
            assert!(load.contains(name), "{load}");
        }
        assert!(dist.join("workbench/w-2_bg.wasm").is_file());
        assert!(dist.join("measurements/index.json").is_file());
        hold_to_budget(&dist)?;
        fs::write(dist.join("workbench/w-2_bg.wasm"), vec![0; 300_000])?;
        assert!(hold_to_budget(&dist).is_err(), "over the budget");
        fs::write(made.join("old_bg.wasm"), "")?;
        assert!(assemble(&made, &dist).is_err());
        fs::remove_dir_all(root)?;
        Ok(())
    }
}
