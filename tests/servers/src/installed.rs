//! Where `cargo xtask setup` put the servers.

use std::env;
use std::path::{Path, PathBuf};

/// What must be installed. The set-up leaves a copy of it beside the packages once all of them are there.
const REQUIREMENTS: &str = include_str!("../requirements.txt");

/// The folder of the installed packages, or a panic that says how to install them.
pub(crate) fn packages() -> PathBuf {
    let folder = folder(|name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    })
    .expect("no place to look for the test servers: set FORKCAST_TEST_SERVERS, FORKCAST_CACHE or HOME");
    if let Err(problem) = check(&folder) {
        panic!("{problem}: run `cargo xtask setup`");
    }
    folder
}

/// FORKCAST_TEST_SERVERS, which `cargo xtask test` sets; else the place in the cache.
fn folder(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("FORKCAST_TEST_SERVERS").or_else(|| {
        variable("FORKCAST_CACHE")
            .or_else(|| variable("XDG_CACHE_HOME").map(|base| base.join("forkcast")))
            .or_else(|| variable("HOME").map(|home| home.join(".cache/forkcast")))
            .map(|cache| cache.join("test-servers"))
    })
}

fn check(folder: &Path) -> Result<(), String> {
    match std::fs::read_to_string(folder.join("requirements.txt")) {
        Ok(text) if text == REQUIREMENTS => Ok(()),
        Ok(_) => Err(format!(
            "the test servers in {} are of other versions",
            folder.display()
        )),
        Err(_) => Err(format!("there are no test servers in {}", folder.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_follows_the_most_specific_variable() {
        let found = |variables: &[(&str, &str)]| {
            folder(|name| {
                variables
                    .iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| PathBuf::from(value))
            })
        };
        let all = [
            ("HOME", "/h"),
            ("XDG_CACHE_HOME", "/x"),
            ("FORKCAST_CACHE", "/f"),
            ("FORKCAST_TEST_SERVERS", "/t"),
        ];
        assert_eq!(found(&all), Some("/t".into()));
        assert_eq!(found(&all[..3]), Some("/f/test-servers".into()));
        assert_eq!(found(&all[..2]), Some("/x/forkcast/test-servers".into()));
        assert_eq!(found(&all[..1]), Some("/h/.cache/forkcast/test-servers".into()));
        assert_eq!(found(&[]), None);
    }

    #[test]
    fn what_is_missing_or_outdated_is_told_apart() {
        let folder = env::temp_dir().join(format!("forkcast-installed-{}", std::process::id()));
        assert!(check(&folder).unwrap_err().contains("there are no test servers"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("requirements.txt"), "xllamacpp==1").unwrap();
        assert!(check(&folder).unwrap_err().contains("of other versions"));
        std::fs::write(folder.join("requirements.txt"), REQUIREMENTS).unwrap();
        assert_eq!(check(&folder), Ok(()));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
