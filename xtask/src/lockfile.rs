//! Versions out of Cargo.lock.

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// The version of `package` that the workspace is locked to.
pub(crate) fn locked_version(workspace: &Workspace, package: &str) -> Result<String> {
    let path = workspace.root().join("Cargo.lock");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    version_of(&text, package).with_context(|| format!("Cargo.lock names no `{package}`"))
}

fn version_of(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    let wanted = format!("name = \"{package}\"");
    lines.find(|line| line.trim() == wanted)?;
    let version = lines
        .next()?
        .trim()
        .strip_prefix("version = \"")?
        .strip_suffix('"')?;
    Some(version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"version = 4

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.1"
dependencies = [
 "wasm-bindgen",
]

[[package]]
name = "wasm-bindgen"
version = "0.2.130"
source = "registry"
"#;

    #[test]
    fn the_whole_name_must_match() {
        assert_eq!(version_of(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_of(LOCK, "wasm-bindgen-macro").as_deref(), Some("0.2.1"));
    }

    #[test]
    fn an_absent_package_has_no_version() {
        assert_eq!(version_of(LOCK, "wasm"), None);
        assert_eq!(version_of("", "wasm-bindgen"), None);
    }
}
