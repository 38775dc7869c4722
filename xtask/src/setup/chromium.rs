//! The browser that tests and measurements drive.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Step;
use super::system_packages::{apt_candidate, apt_install, apt_is_here};
use crate::process::{answer, find_program};

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

pub(crate) const STEP: Step = Step {
    name: "chromium",
    why: "The tests drive a real browser.",
    find: |_| {
        Ok(browser()
            .ok()
            .and_then(|path| answer(Command::new(path).arg("--version"))))
    },
    install: |_| install(),
};

/// The browser: CHROME_PATH if set, else the first on PATH.
pub(crate) fn browser() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CHROME_PATH").filter(|value| !value.is_empty()) {
        return Ok(chosen.into());
    }
    find_program(&NAMES)
        .or_else(|| Path::new(MAC).is_file().then(|| MAC.into()))
        .context("no Chromium or Chrome is on PATH and CHROME_PATH is not set")
}

fn install() -> Result<()> {
    if let Some(chosen) = env::var_os("CHROME_PATH").filter(|value| !value.is_empty()) {
        bail!(
            "CHROME_PATH is {}, which does not answer to --version: correct it or unset it",
            chosen.display()
        );
    }
    // Ubuntu's package only fetches a snap, which does not run in containers.
    let real = apt_candidate("chromium").is_some_and(|version| !version.contains("snap"));
    if apt_is_here() && real {
        // Without a font the page's text has no shape to be tested.
        return apt_install(&["chromium", "chromium-sandbox", "fonts-liberation"]);
    }
    bail!("install Chromium or Google Chrome, or name one in CHROME_PATH; then start again");
}
