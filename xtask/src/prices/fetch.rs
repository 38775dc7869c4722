//! Both feeds, from the newest packages that carry them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use forkcast_prices::{PriceList, genai_python, litellm};

use crate::process;

/// The two feeds.
pub(crate) struct Feeds {
    /// genai-prices: the first figure of the catalog.
    pub(crate) first: PriceList,
    /// LiteLLM: the other figure where they disagree.
    pub(crate) second: PriceList,
}

/// Downloads both packages and reads the feed in each. Nothing of them is installed or run.
pub(crate) fn both() -> Result<Feeds> {
    let folder = std::env::temp_dir().join(format!("forkcast-prices-{}", std::process::id()));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let read = download(&folder).and_then(|()| read(&folder));
    // The feeds have been read or are of no use.
    let _ = fs::remove_dir_all(&folder);
    read
}

fn download(folder: &Path) -> Result<()> {
    process::run(
        Command::new("python3")
            .args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
            ])
            .args(["--only-binary", ":all:", "--dest"])
            .arg(folder)
            .args(["genai-prices", "litellm"]),
    )
    .context("the price feeds cannot be had")?;
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        process::run(
            Command::new("python3")
                .args(["-m", "zipfile", "-e"])
                .arg(&file)
                .arg(folder),
        )?;
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Feeds> {
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| format!("the package has no {name} any more"))
    };
    Ok(Feeds {
        first: genai_python(&text("genai_prices/data.py")?).context("the genai-prices feed")?,
        second: litellm(&text("litellm/model_prices_and_context_window_backup.json")?)
            .context("the LiteLLM feed")?,
    })
}
