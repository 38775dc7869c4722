//! The engine is built in layers: a module uses the modules below it, never one above, and files of a module do not use each other in
//! a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the engine, from the lowest layer to the highest. A new module is given its place here.
const LAYERS: [&str; 29] = [
    "language",
    "calendar",
    "math",
    "number",
    "order",
    "unit",
    "measuring",
    "strategy",
    "assumptions",
    "tiers",
    "catalog",
    "choices",
    "params",
    "scenario",
    "presets",
    "report",
    "simulation",
    "prompt",
    "latency",
    "quality",
    "cost",
    "decision",
    "uncertainty",
    "explore",
    "text",
    "format",
    "words",
    "evaluate",
    "decide",
];

/// Uses within a module that go both ways, each for a reason: the parts of an input's row are made of each other.
const ALLOWED_CIRCLES: [&str; 1] = ["params"];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the engine's source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without its comments and tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names that follow `prefix` in the code, those in braces among them.
fn named<'c>(code: &'c str, prefix: &str) -> BTreeSet<&'c str> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let list = rest
            .strip_prefix('{')
            .map_or(rest, |list| list.split('}').next().unwrap_or(list));
        let parts = if rest.starts_with('{') {
            list.split(',').collect()
        } else {
            vec![rest]
        };
        for part in parts {
            let part = part.trim();
            let end = part
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(part.len());
            if end > 0 {
                names.insert(&part[..end]);
            }
        }
    }
    names
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

#[test]
fn no_module_of_the_engine_uses_one_above_it() {
    let source = source();
    let mut all = Vec::new();
    files(&source, &mut all);
    assert!(all.len() > 40, "{} files", all.len());
    let place = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let mut wrong = Vec::new();
    for path in &all {
        let within = path.strip_prefix(&source).expect("a file of the engine");
        let first = within
            .iter()
            .next()
            .and_then(|part| part.to_str())
            .expect("a name");
        let module = first.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let own = place(module).unwrap_or_else(|| panic!("{module} has no layer"));
        for used in named(&code(path), "crate::") {
            // The root's names are types of the lowest layer that holds them.
            if used.starts_with(char::is_uppercase) {
                continue;
            }
            match place(used) {
                Some(layer) if layer <= own => {}
                Some(_) => wrong.push(format!("{} uses {used}, which is above it", within.display())),
                None => wrong.push(format!("{} uses {used}, which has no layer", within.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_files_of_a_module_do_not_use_each_other_in_a_circle() {
    let source = source();
    let mut circles = Vec::new();
    for module in LAYERS {
        let folder = source.join(module);
        if !folder.is_dir() || ALLOWED_CIRCLES.contains(&module) {
            continue;
        }
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut parts = Vec::new();
        files(&folder, &mut parts);
        for path in parts.iter().filter(|path| path.parent() == Some(&folder)) {
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name")
                .to_owned();
            let code = code(path);
            let mut used: BTreeSet<String> = named(&code, "super::").into_iter().map(str::to_owned).collect();
            used.extend(
                named(&code, &format!("crate::{module}::"))
                    .into_iter()
                    .map(str::to_owned),
            );
            uses.insert(name, used);
        }
        let names: BTreeSet<String> = uses.keys().cloned().collect();
        for start in &names {
            let (mut reached, mut open) = (BTreeSet::new(), vec![start.clone()]);
            while let Some(at) = open.pop() {
                for next in uses[&at].intersection(&names) {
                    if reached.insert(next.clone()) {
                        open.push(next.clone());
                    }
                }
            }
            if reached.contains(start) {
                circles.push(format!("{module}::{start} reaches itself by {reached:?}"));
            }
        }
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}
