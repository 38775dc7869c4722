//! The text of the server's configuration file: a crate of its own, so that fuzzing needs nothing else of the server.

// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// A whole file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// Endpoints by name.
    pub endpoints: BTreeMap<String, EndpointEntry>,
    /// Stores by name.
    pub stores: BTreeMap<String, StoreEntry>,
    /// The embedding model.
    pub embedder: Option<EmbedderEntry>,
    /// Settings of the server.
    pub server: ServerEntry,
}

/// An endpoint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointEntry {
    /// Address of its API.
    pub url: String,
    /// The model to ask for.
    pub model: Option<String>,
    /// The variable of the environment that holds its key.
    pub key_env: Option<String>,
    /// The header that the key is sent in.
    pub key_header: Option<String>,
}

/// A vector store.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreEntry {
    /// The id of its kind.
    pub kind: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The variable of the environment that holds its address.
    pub url_env: Option<String>,
    /// The variable of the environment that holds its key.
    pub key_env: Option<String>,
}

/// The embedding model.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbedderEntry {
    /// Its folder.
    pub path: PathBuf,
}

/// Settings of the server.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerEntry {
    /// The file of results.
    pub database: Option<PathBuf>,
    /// Runs that may wait.
    pub queue: Option<usize>,
    /// Most memory that a run may take, in 10^9 bytes.
    pub memory_gb: Option<f64>,
    /// The variable of the environment that holds the token.
    pub token_env: Option<String>,
    /// The worker program for NVIDIA GPUs.
    pub cuda_worker: Option<PathBuf>,
    /// Origins of pages elsewhere that may measure.
    pub allow_origins: Vec<String>,
    /// Proxy for endpoints and stores.
    pub proxy: Option<String>,
}

impl File {
    /// The first entry that sends a secret of the environment somewhere or runs a program, if there is one.
    #[must_use]
    pub fn needs_trust(&self) -> Option<String> {
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
pub struct Misread {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// The reason.
    pub message: String,
}

/// Reads the text of a file.
///
/// # Errors
/// The line that is invalid and the reason.
pub fn parse(text: &str) -> Result<File, Misread> {
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
