//! The text of a configuration file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct File {
    pub(super) endpoints: BTreeMap<String, EndpointEntry>,
    pub(super) stores: BTreeMap<String, StoreEntry>,
    pub(super) embedder: Option<EmbedderEntry>,
    pub(super) server: ServerEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointEntry {
    pub(super) url: String,
    pub(super) model: Option<String>,
    pub(super) key_env: Option<String>,
    pub(super) key_header: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoreEntry {
    pub(super) kind: Option<String>,
    pub(super) url: Option<String>,
    pub(super) url_env: Option<String>,
    pub(super) key_env: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmbedderEntry {
    pub(super) path: PathBuf,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ServerEntry {
    pub(super) database: Option<PathBuf>,
    pub(super) queue: Option<usize>,
    pub(super) memory_gb: Option<f64>,
    pub(super) token_env: Option<String>,
    pub(super) cuda_worker: Option<PathBuf>,
    pub(super) allow_origins: Vec<String>,
    pub(super) proxy: Option<String>,
}

impl File {
    /// The first entry that sends a secret of the environment somewhere or runs a program, if there is one.
    pub(super) fn needs_trust(&self) -> Option<String> {
        let of = |list: &str, name: &str, key: &str| format!("{list}.{name}.{key}");
        let endpoint = self
            .endpoints
            .iter()
            .find_map(|(name, entry)| entry.key_env.as_ref().map(|_| of("endpoints", name, "key_env")));
        let store = self.stores.iter().find_map(|(name, entry)| {
            let key = entry.key_env.as_ref().map(|_| "key_env");
            let key = key.or_else(|| entry.url_env.as_ref().map(|_| "url_env"));
            key.map(|key| of("stores", name, key))
        });
        let token = self
            .server
            .token_env
            .as_ref()
            .map(|_| "server.token_env".to_owned());
        let worker = self
            .server
            .cuda_worker
            .as_ref()
            .map(|_| "server.cuda_worker".to_owned());
        let proxy = self.server.proxy.as_ref().map(|_| "server.proxy".to_owned());
        endpoint.or(store).or(token).or(worker).or(proxy)
    }
}

/// The error of a file that cannot be parsed, without any value of the file: it could be a password.
#[derive(Debug)]
pub(crate) struct Misread {
    /// The line, from 1, where it is known.
    pub(crate) line: Option<usize>,
    /// The reason.
    pub(crate) message: String,
}

/// Reads the text of a file.
///
/// # Errors
/// The line that is invalid and the reason.
pub(crate) fn parse(text: &str) -> Result<File, Misread> {
    toml::from_str(text).map_err(|error| Misread {
        line: error.span().map(|span| {
            let before = text.get(..span.start).unwrap_or_default();
            before.matches('\n').count() + 1
        }),
        // The message alone: toml also quotes the line.
        message: without_values(error.message()),
    })
}

/// The message without the text that it quotes as found, such as that of `invalid type: string "…", expected a map`.
fn without_values(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}…{}", &message[..=first], &message[last..])
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_is_quoted() {
        let wrong = [
            "endpoints = \"https://user:hunter2@host/v1\"",
            "[endpoints.a]\nurl = \"https://hunter2@host/v1\"\nmodel = 3",
            "[endpoints]\na = \"hunter2\"",
            "[server]\nqueue = \"hunter2\"",
            "[server]\nallow_origins = \"hunter2\"",
            "[stores.a]\nurl = \"hunter2",
        ];
        for text in wrong {
            let Misread { line, message } = parse(text).err().expect(text);
            assert!(line.is_some(), "{message}");
            assert!(!message.contains("hunter2"), "{message}");
        }
        let Misread { line, message } = parse("[endpoints.a]\nurl = \"http://h\"\nmodle = 3")
            .err()
            .expect("wrong");
        assert_eq!(line, Some(3));
        assert!(
            message.contains("`modle`") && message.contains("`model`"),
            "{message}"
        );
    }
}
