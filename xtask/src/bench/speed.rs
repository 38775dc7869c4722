//! What is measured side by side: the module and the program of `tests/speed`, and the figures of earlier builds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{run, run_printed};
use crate::setup::wasm_target;
use crate::workspace::Workspace;

/// The compiler's flags of the page that make a difference to speed, as `tests/browser/measure/wasm.mjs` has them. The others are for its split.
const FLAGS: &str = "-Ctarget-feature=+simd128";

/// Where the measuring scripts find the module and the program.
pub(crate) struct Built {
    module: PathBuf,
    program: PathBuf,
}

impl Built {
    /// Compiles both: the module as the page's is, the program as the command line's.
    pub(crate) fn new(workspace: &Workspace) -> Result<Self> {
        let mut cargo = workspace.command("cargo");
        run(cargo.args(["build", "--profile", "native", "--package", "forkcast-speed"]))?;
        let toolchain =
            wasm_target::toolchain(workspace).context("no compiler for WebAssembly: `cargo xtask setup`")?;
        let mut cargo = workspace.command("cargo");
        toolchain.apply(&mut cargo);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS);
        cargo.args(["build", "--release", "--target", "wasm32-unknown-unknown"]);
        run(cargo.args(["--package", "forkcast-speed", "--lib"]))?;
        let target = workspace.target();
        let module = target.join("speed");
        fs::create_dir_all(&module)?;
        let mut bindgen = workspace.command("wasm-bindgen");
        toolchain.apply(&mut bindgen);
        bindgen.args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "speed",
            "--out-dir",
        ]);
        let compiled = target.join("wasm32-unknown-unknown/release/forkcast_speed.wasm");
        run(bindgen.arg(&module).arg(compiled))?;
        // Node takes a script for a module by its name.
        fs::rename(module.join("speed.js"), module.join("speed.mjs"))?;
        let bytes = module.join("speed_bg.wasm");
        let mut smaller = workspace.command("wasm-opt");
        run(smaller
            .arg(&bytes)
            .args(["--flatten", "--rereloop", "-O2", "-O2", "-o"])
            .arg(&bytes))?;
        let program = target
            .join("native")
            .join(format!("forkcast-speed{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { module, program })
    }

    /// Tells a script where they are.
    pub(crate) fn tell(&self, script: &mut Command) {
        script
            .env("FORKCAST_SPEED", &self.module)
            .env("FORKCAST_SPEED_BIN", &self.program);
    }
}

/// Figures without a unit, less of which is better, each with the script that measured it.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    figures: Vec<(PathBuf, String, f64)>,
}

impl Compared {
    /// Takes `compared<TAB>id<TAB>value`. Of two values of one figure the lesser counts: what disturbs a measurement makes it slower.
    pub(crate) fn see(&mut self, script: &Path, line: &str) {
        let cells: Vec<&str> = line.trim_end().split('\t').collect();
        let ["compared", id, value] = cells[..] else {
            return;
        };
        let Ok(value) = value.parse::<f64>() else { return };
        match self.figures.iter_mut().find(|(_, known, _)| known == id) {
            Some((_, _, least)) => *least = least.min(value),
            None => self.figures.push((script.to_owned(), id.to_owned(), value)),
        }
    }

    /// What is slower than in the build recorded last, and by which script.
    pub(crate) fn worse(&self, workspace: &Workspace) -> Result<Vec<(PathBuf, String)>> {
        let printed = run_printed(&mut self.history(workspace, "compare"))?;
        let of = |line: &str| {
            let id = line.split('\t').next()?;
            let (script, ..) = self.figures.iter().find(|(_, known, _)| known == id)?;
            Some((script.clone(), line.replace('\t', " ")))
        };
        Ok(printed.lines().filter_map(of).collect())
    }

    /// Adds a line to the recorded ones.
    pub(crate) fn record(&self, workspace: &Workspace) -> Result<()> {
        run(&mut self.history(workspace, "record"))
    }

    fn history(&self, workspace: &Workspace, what: &str) -> Command {
        let mut node = workspace.command("node");
        node.arg(workspace.root().join("tests/speed/history.mjs"))
            .arg(what);
        node.args(self.figures.iter().map(|(_, id, value)| format!("{id}={value}")));
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_of_a_figure_measured_twice_counts() {
        let mut compared = Compared::default();
        for line in [
            "compared\tchart\t1.5",
            "compared\tchart\t1.2",
            "compared\tchart\t1.3",
            "measured\tchart\t1",
        ] {
            compared.see(Path::new("uplot.mjs"), line);
        }
        assert_eq!(compared.figures, [("uplot.mjs".into(), "chart".to_owned(), 1.2)]);
    }
}
