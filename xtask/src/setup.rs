//! From a bare machine to one that builds, tests and measures. Every step asks the machine itself whether it is
//! needed, so that nothing written down can go stale.

pub(crate) mod cargo_tools;
pub(crate) mod chromium;
pub(crate) mod dist_tools;
mod node;
pub(crate) mod python_packages;
mod system_packages;
pub(crate) mod test_servers;
pub(crate) mod wasm_target;

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::audit;
use crate::process::hold_lock;
use crate::workspace::Workspace;

/// Something the machine must have.
pub(crate) struct Step {
    /// What it is, in a few words.
    pub(crate) name: &'static str,
    /// Why it is needed and what getting it costs, shown before it is installed.
    pub(crate) why: &'static str,
    /// What is there, if it is there and fit for use.
    pub(crate) find: fn(&Workspace) -> Result<Option<String>>,
    /// Gets it, or fails with what to do.
    pub(crate) install: fn(&Workspace) -> Result<()>,
}

/// All that any command needs.
pub(crate) fn everything(workspace: &Workspace) -> Result<()> {
    announce(workspace);
    install_missing(workspace, &PAGE_STEPS)?;
    install_missing(workspace, &TEST_STEPS)?;
    cargo_tools::drop_build_directory(workspace);
    Ok(())
}

/// All that building and serving the page needs: no browser.
pub(crate) fn for_page(workspace: &Workspace) -> Result<()> {
    announce(workspace);
    install_missing(workspace, &PAGE_STEPS)?;
    cargo_tools::drop_build_directory(workspace);
    Ok(())
}

/// All that the archives need beyond the page.
pub(crate) fn for_dist(workspace: &Workspace) -> Result<()> {
    announce(workspace);
    install_missing(workspace, &DIST_STEPS)?;
    cargo_tools::drop_build_directory(workspace);
    Ok(())
}

/// What can fail at once comes before what compiles for minutes.
const PAGE_STEPS: [Step; 6] = [
    node::RUNTIME,
    node::PACKAGES,
    wasm_target::STEP,
    cargo_tools::WASM_BINDGEN,
    cargo_tools::TRUNK,
    cargo_tools::WASM_SPLIT,
];

/// What only the tests need beyond the page.
const TEST_STEPS: [Step; 5] = [
    test_servers::PYTHON,
    test_servers::PACKAGES,
    python_packages::STEP,
    chromium::STEP,
    audit::CARGO_DENY,
];

/// What only the archives need.
const DIST_STEPS: [Step; 5] = [
    test_servers::PYTHON,
    dist_tools::MUSL_TARGETS,
    dist_tools::ZIG,
    dist_tools::ZIGBUILD,
    dist_tools::CYCLONEDX,
];

/// What the wheel needs.
pub(crate) const WHEEL_STEPS: [Step; 2] = [test_servers::PYTHON, python_packages::STEP];

fn announce(workspace: &Workspace) {
    println!("set-up (cache: {})", workspace.cache().display());
}

/// Installs the steps' things in order, each only if it is missing.
pub(crate) fn install_missing(workspace: &Workspace, steps: &[Step]) -> Result<()> {
    // Two set-ups at once would install the same thing twice into the same place.
    let _held = hold_lock(&workspace.cache().join("setup.lock"))?;
    for step in steps {
        let name = step.name;
        if let Some(found) = (step.find)(workspace)? {
            println!("  {name:<24} present: {found}");
            continue;
        }
        println!("  {name:<24} missing. {}", step.why);
        let start = Instant::now();
        (step.install)(workspace).with_context(|| format!("set-up stopped at `{name}`"))?;
        match (step.find)(workspace)? {
            Some(found) => println!(
                "  {name:<24} ready after {:.0} s: {found}",
                start.elapsed().as_secs_f64()
            ),
            None => bail!("set-up stopped at `{name}`: it was installed but is still not found to work"),
        }
    }
    Ok(())
}
