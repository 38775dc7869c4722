//! Where things are: the clone, which stays clean, and the cache, which holds all that is installed or compiled.

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The clone and its cache.
pub(crate) struct Workspace {
    root: PathBuf,
    cache: PathBuf,
}

impl Workspace {
    /// Finds the clone from this crate's place in it, and the cache from the environment.
    pub(crate) fn locate() -> Result<Self> {
        // Cargo sets the variable for `cargo run`; the compiled-in path serves a binary that is started by hand.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .parent()
            .context("xtask has no parent directory")?
            .to_owned();
        let cache = cache_directory(|name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        })
        .context("no place for the cache: set FORKCAST_CACHE or HOME")?;
        let cache = std::path::absolute(cache)?;
        std::fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
        Ok(Self { root, cache })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn cache(&self) -> &Path {
        &self.cache
    }

    /// The root given to `cargo install`.
    pub(crate) fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// Where cargo compiles to: outside the clone, so that a fresh clone on the same machine is warm.
    pub(crate) fn target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty()) {
            Some(chosen) => self.root.join(chosen),
            None => self.cache.join("target"),
        }
    }

    /// The built page.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The node packages of this clone's lock file; two clones with the same lock share them.
    pub(crate) fn node_packages(&self) -> Result<PathBuf> {
        let lock = self.root.join("tests/browser/package-lock.json");
        let text = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Ok(self.cache.join("node").join(format!("{:016x}", hasher.finish())))
    }

    /// The servers that tests run against; forkcast-test-servers looks here too.
    pub(crate) fn test_servers(&self) -> PathBuf {
        self.cache.join("test-servers")
    }

    /// What is remembered about this clone (not about another one that shares the cache).
    pub(crate) fn stamp(&self, name: &str) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        self.root.hash(&mut hasher);
        self.cache
            .join("stamps")
            .join(format!("{name}-{:016x}", hasher.finish()))
    }

    /// A command in the clone's root that finds the installed tools first and compiles into the cache.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.target());
        let mut path = vec![self.tools().join("bin")];
        if let Ok(packages) = self.node_packages() {
            path.push(packages.join("node_modules/.bin"));
        }
        path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        if let Ok(joined) = env::join_paths(path) {
            command.env("PATH", joined);
        }
        for (name, _) in env::vars_os() {
            // `cargo run` describes xtask and its own cargo in these. A child cargo may be of another toolchain
            // and must not hand this one to its build scripts.
            let text = name.to_string_lossy();
            if text == "CARGO" || text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }
}

fn cache_directory(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("FORKCAST_CACHE")
        .or_else(|| variable("XDG_CACHE_HOME").map(|base| base.join("forkcast")))
        .or_else(|| variable("HOME").map(|home| home.join(".cache/forkcast")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(variables: &[(&str, &str)]) -> Option<PathBuf> {
        cache_directory(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| PathBuf::from(value))
        })
    }

    #[test]
    fn the_cache_follows_the_most_specific_variable() {
        let all = [("HOME", "/h"), ("XDG_CACHE_HOME", "/x"), ("FORKCAST_CACHE", "/f")];
        assert_eq!(cache_with(&all), Some("/f".into()));
        assert_eq!(cache_with(&all[..2]), Some("/x/forkcast".into()));
        assert_eq!(cache_with(&all[..1]), Some("/h/.cache/forkcast".into()));
        assert_eq!(cache_with(&[]), None);
    }
}
