//! `cargo xtask prices`: the catalog's prices and terms against two public feeds, shown for review and, with `--write`, put
//! into it; what is about to end; and whether what the program starts with is still sold.

mod catalog;
mod compare;
mod fetch;
mod terms;

use std::fs;

use anyhow::{Context, Result, bail};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::{Catalog, Scenario};
use forkcast_prices::Date;

use crate::process;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let write = match arguments {
        [] => false,
        [only] if only == "--write" => true,
        _ => bail!("`prices` takes `--write` or nothing"),
    };
    let path = workspace.root().join("engine/data/models.toml");
    let old = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let feeds = fetch::both().context("nothing was changed")?;
    let today = today()?;
    let review = compare::against(&old, &feeds, today)?;
    println!("{}", review.text);
    if !write {
        println!(
            "\nNothing was written; `cargo xtask prices --write` puts this into {}",
            path.display()
        );
        return starts_with_what_is_sold(&review.endings, today);
    }
    // Beside it first, so that a full disk cannot leave half a catalog.
    let beside = path.with_extension("toml.new");
    fs::write(&beside, &review.catalog).with_context(|| format!("cannot write {}", beside.display()))?;
    fs::rename(&beside, &path).with_context(|| format!("cannot write {}", path.display()))?;
    println!("\nWritten to {}. Review it with `git diff`.", path.display());
    starts_with_what_is_sold(&review.endings, today)
}

/// Fails where the default or a preset has a model that is no longer sold.
fn starts_with_what_is_sold(endings: &[terms::Ending], today: Date) -> Result<()> {
    let catalog = Catalog::builtin();
    let model = |s: &Scenario| catalog.model(s.model_index).id.to_string();
    let mut used = vec![model(&Scenario::defaults(catalog))];
    used.extend(PRESETS.iter().map(|preset| model(&preset.scenario(catalog))));
    let ended = terms::ended(endings, &used, today);
    if ended.is_empty() {
        return Ok(());
    }
    bail!(
        "the default or a preset has a model that is no longer sold: {}; choose another in engine/src/params/table.rs or engine/data/presets.toml",
        ended.join(", ")
    )
}

/// Today in UTC.
fn today() -> Result<Date> {
    let answer = process::answer(std::process::Command::new("date").args(["-u", "+%Y-%m-%d"]));
    answer
        .as_deref()
        .and_then(Date::parse)
        .context("`date` does not say which day it is")
}
