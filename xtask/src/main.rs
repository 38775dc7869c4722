//! `cargo xtask`: every task on Forkcast's source, from a bare machine to a measured page.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

mod audit;
mod bench;
mod checks;
mod contract;
mod dist;
mod fuzz;
mod generate;
mod gpu;
mod lockfile;
mod mutants;
mod packages;
mod page;
mod prices;
mod process;
mod program;
mod serve;
mod server;
mod setup;
mod test;
mod test_counts;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  serve [-- ARGS]  set up, build and open the playground: prints its URL (ARGS go to `forkcast serve`, e.g. --port 8080)
  dev [-- ARGS]    build the page without optimisation and serve it, again at each change of a source (ARGS go to `trunk serve`)
  test             set up, then format, lints, native tests, page build, page checks, browser tests
  build            set up, build the page in dist/, compress it and check the byte budgets
  npm              build the engine's package for JavaScript in npm/ (docs/javascript.md)
  wheel            build the engine's package for Python in wheels/ (docs/python.md)
  dist             write archives to publish: a static program for Linux with the page inside, x86-64 and ARM64, with sums and lists of crates
                   ([--target TRIPLE]... [--page FOLDER] [--twice: build all twice and compare]; docs/deploy.md)
  bench            measure engine, page and Lighthouse, as a table for the README, and compare ratios with docs/speed.jsonl (--record adds
                   a line to it)
  gpu-bundle       write a folder that measures a GPU machine: worker program and script (measure/gpu/README.md)
  fit              fit the model to published figures: parameters, residuals, held-out predictions
  agree            judge verdicts, ribbons and maps of a thousand random scenarios by 10,000 simulations each: some ten minutes
                   ([verdicts|movements|cells], or search)
  generate         write what follows from the sources: public/method.html, texts in app/index.html, types of the packages,
                   snapshots of charts
  pictures         draw the preview of links and the icons from what `generate` wrote, in a browser: public/*.png
  prices           compare the catalog's prices with two public feeds (--write updates engine/data/models.toml)
  mutants          break cost and decision code in every small way and list the survivors: some hours, or part of them (0/6: every sixth, FILE...)
  contract         ask a running server thousands of things that its document allows or forbids ([SEED])
  fuzz             feed mutated texts to every parser, ten minutes each ([TARGET [MINUTES [SEED]]])
  setup            install missing tools, nothing else
  fmt              format the sources
  fmt-check        check whether the sources are formatted
  lint             run clippy with warnings as errors
  audit            check licences, banned crates, sources and (when reachable) security advisories

Nothing is installed into the clone: tools and build outputs go to $FORKCAST_CACHE, else $XDG_CACHE_HOME/forkcast,
else ~/.cache/forkcast. Environment: CHROME_PATH names the browser, CARGO_TARGET_DIR the folder of compiled code;
FORKCAST_EAGER=1 builds the page as one module instead of a first load and a chunk.";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_else(|| "help".to_owned());
    let rest: Vec<String> = arguments.collect();
    match run(&command, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: &[String]) -> Result<()> {
    if matches!(command, "help" | "--help" | "-h") {
        println!("{HELP}");
        return Ok(());
    }
    if !matches!(
        command,
        "serve" | "dev" | "bench" | "prices" | "mutants" | "fuzz" | "contract" | "agree" | "dist"
    ) && let Some(surplus) = rest.first()
    {
        bail!(
            "`{surplus}` is not understood: only `serve`, `dev`, `bench`, `prices`, `mutants`, `fuzz`, `contract`, `agree` and `dist` take further arguments\n\n{HELP}"
        );
    }
    let workspace = Workspace::locate()?;
    match command {
        "setup" => setup::everything(&workspace),
        "build" => page::build_after_setup(&workspace).map(drop),
        "serve" => serve::run_server(&workspace, rest),
        "dev" => page::develop(&workspace, rest),
        "test" => test::run(&workspace),
        "npm" => packages::npm::build_after_setup(&workspace),
        "dist" => dist::run_dist(&workspace, rest),
        "wheel" => packages::wheel::build_after_setup(&workspace),
        "bench" => bench::run(&workspace, rest),
        "fit" => generate::fit(&workspace),
        "agree" => generate::agree(&workspace, rest),
        "generate" => generate::run(&workspace),
        "pictures" => page::draw_pictures(&workspace),
        "prices" => prices::run(&workspace, rest),
        "mutants" => mutants::run_mutants(&workspace, rest),
        "contract" => contract::run_contract(&workspace, rest),
        "fuzz" => fuzz::run_fuzz(&workspace, rest),
        "fmt" => checks::format(&workspace),
        "fmt-check" => checks::format_check(&workspace),
        "lint" => checks::lints(&workspace),
        "gpu-bundle" => gpu::bundle(&workspace),
        "audit" => audit::run_audit(&workspace),
        unknown => bail!("there is no command `{unknown}`\n\n{HELP}"),
    }
}
