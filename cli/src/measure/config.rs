//! The targets that the operator has configured. No client can name an address: it names an entry of this configuration.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use axum::http::uri::Authority;
use axum::http::{HeaderName, Uri};
use forkcast_endpoint::Endpoint;
use forkcast_retrieval::{Address, Store};

use crate::text::config as text;
use crate::{source, terminal};

/// Longest configuration that is read, bytes.
const LONGEST: u64 = 1 << 20;
/// Fewest characters of a token.
const TOKEN_LENGTH: usize = 16;
/// Fewest different characters of a token.
const TOKEN_KINDS: usize = 6;
/// Runs that may wait, by default.
const QUEUE: usize = 4;
/// The store that is always there.
pub const EMBEDDED: &str = "embedded";

/// The reason why a configuration cannot be used. Its text never holds a key or an address.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}", crate::text::cannot_be_read(path, error))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file does not have the accepted form.
    #[error("{}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// An entry is wrong.
    #[error("{entry}: {message}")]
    Entry {
        /// Which, such as `endpoints.local`.
        entry: String,
        /// What was wrong and what is accepted.
        message: String,
    },
}

/// How a configuration file came to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The operator named it.
    Named,
    /// It was found in the working folder. It may be of whoever made that folder, so it names no secret to send and no program to run.
    Found,
}

/// The targets, and the settings of the server.
#[derive(Clone, Default)]
pub struct Config {
    /// Endpoints by name.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// Stores by name.
    pub stores: BTreeMap<String, Store>,
    /// Folder of the embedding model.
    pub embedder: Option<PathBuf>,
    /// The worker program for NVIDIA GPUs.
    pub cuda_worker: Option<PathBuf>,
    /// The file of results; `None` for the default.
    pub database: Option<PathBuf>,
    /// Runs that may wait.
    pub queue: usize,
    /// Most memory that a run may take, bytes; `None` for what is free.
    pub memory: Option<f64>,
    /// The token that measuring requires; `None` if only this machine can reach the server.
    pub token: Option<String>,
    /// Origins of pages elsewhere that may measure.
    pub origins: Vec<String>,
    /// Proxy for endpoints and Qdrant; the environment's is not used.
    pub proxy: Option<String>,
}

impl Config {
    /// The embedded store alone.
    #[must_use]
    pub fn new() -> Self {
        Self {
            stores: BTreeMap::from([(EMBEDDED.to_owned(), Store::embedded())]),
            queue: QUEUE,
            ..Self::default()
        }
    }

    /// The configuration in a TOML file.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, or an entry that is wrong.
    pub fn read(path: &Path, trust: Trust) -> Result<Self, ConfigError> {
        let content = source::text(path, LONGEST).map_err(|error| ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        let file = forkcast_config::parse(&content).map_err(|error| ConfigError::Syntax {
            path: path.to_owned(),
            message: text::misread(error.line, error.message),
        })?;
        if trust == Trust::Found
            && let Some(entry) = file.needs_trust()
        {
            return Err(ConfigError::Entry {
                entry,
                message: text::not_trusted(path),
            });
        }
        let mut config = Self::new();
        if let Some(proxy) = file.server.proxy {
            terminal::say(text::PROXY);
            config.proxy = Some(proxy);
        }
        for (name, entry) in file.endpoints {
            let key = secret(&format!("endpoints.{name}"), entry.key_env.as_deref())?;
            config.add_endpoint(&name, &entry.url, entry.model, key)?;
            if let Some(header) = entry.key_header {
                config.send_key_in(&name, header)?;
            }
        }
        for (name, entry) in file.stores {
            let place = format!("stores.{name}");
            let key = secret(&place, entry.key_env.as_deref())?;
            let url = match (entry.url, entry.url_env) {
                (Some(url), None) => url,
                (None, Some(variable)) => secret(&place, Some(&variable))?.unwrap_or_default(),
                // A store in this process has no address.
                (None, None) if entry.kind.is_some() => String::new(),
                (None, None) | (Some(_), Some(_)) => {
                    return Err(ConfigError::Entry {
                        entry: place,
                        message: text::URL_OR_ENV.to_owned(),
                    });
                }
            };
            config.add_store(&name, entry.kind.as_deref(), &url, key)?;
        }
        config.embedder = file.embedder.map(|entry| entry.path);
        config.database = file.server.database;
        config.queue = file.server.queue.unwrap_or(QUEUE);
        config.memory = file.server.memory_gb.map(bytes).transpose()?;
        config.cuda_worker = file.server.cuda_worker;
        config.token = secret("server", file.server.token_env.as_deref())?;
        if let Some(token) = &config.token {
            check_token(token)?;
        }
        config.add_origins("server.allow_origins", &file.server.allow_origins)?;
        Ok(config)
    }

    /// Adds origins of pages elsewhere that may measure.
    ///
    /// # Errors
    /// A text that is not an origin: a browser would never send it, or sandboxed frames of every site would (`null`).
    pub fn add_origins(&mut self, place: &str, origins: &[String]) -> Result<(), ConfigError> {
        for given in origins {
            let origin = origin(given).ok_or_else(|| ConfigError::Entry {
                entry: place.to_owned(),
                message: text::origin(given),
            })?;
            self.origins.push(origin);
        }
        Ok(())
    }

    /// Adds an endpoint.
    ///
    /// # Errors
    /// An invalid name or URL.
    pub fn add_endpoint(
        &mut self,
        name: &str,
        url: &str,
        model: Option<String>,
        key: Option<String>,
    ) -> Result<(), ConfigError> {
        check_name("endpoints", name)?;
        if !is_address(url) {
            return Err(ConfigError::Entry {
                entry: format!("endpoints.{name}"),
                message: text::ENDPOINT_URL.to_owned(),
            });
        }
        let endpoint = Endpoint {
            name: name.to_owned(),
            url: url.trim_end_matches('/').to_owned(),
            model,
            key,
            key_header: None,
            proxy: self.proxy.clone(),
        };
        self.endpoints.insert(name.to_owned(), endpoint);
        Ok(())
    }

    /// Sends the key of an endpoint in that header.
    fn send_key_in(&mut self, name: &str, header: String) -> Result<(), ConfigError> {
        if header.parse::<HeaderName>().is_err() {
            return Err(ConfigError::Entry {
                entry: format!("endpoints.{name}"),
                message: text::KEY_HEADER.to_owned(),
            });
        }
        if let Some(endpoint) = self.endpoints.get_mut(name) {
            endpoint.key_header = Some(header);
        }
        Ok(())
    }

    /// Adds a store. Without a kind, its address says which store it is.
    ///
    /// # Errors
    /// An invalid name, an unknown kind, or an address that the kind does not take.
    pub fn add_store(
        &mut self,
        name: &str,
        kind: Option<&str>,
        url: &str,
        key: Option<String>,
    ) -> Result<(), ConfigError> {
        check_name("stores", name)?;
        let address = Address {
            url: url.trim_end_matches('/').to_owned(),
            key,
            proxy: self.proxy.clone(),
        };
        let store = Store::new(kind, address).map_err(|error| ConfigError::Entry {
            entry: format!("stores.{name}"),
            message: error.to_string(),
        })?;
        self.stores.insert(name.to_owned(), store);
        Ok(())
    }
}

/// Whether the text is an address of a server that is asked over HTTP.
fn is_address(url: &str) -> bool {
    let uri: Option<Uri> = url.parse().ok();
    uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty())
    })
}

/// The origin as browsers send it; `None` if the text is not an origin.
fn origin(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let usual = match scheme.as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    if rest.contains(['/', '?', '#', '@', '*', ' ']) {
        return None;
    }
    let authority: Authority = rest.parse().ok()?;
    let host = authority.host().to_ascii_lowercase();
    let port = match rest.strip_prefix(authority.host())? {
        "" => None,
        _ => Some(authority.port_u16()?),
    };
    if host.is_empty() {
        return None;
    }
    Some(match port.filter(|port| *port != usual) {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

/// Refuses a token that could be guessed, or that no cookie can hold.
fn check_token(token: &str) -> Result<(), ConfigError> {
    let fits_a_cookie = token
        .bytes()
        .all(|byte| matches!(byte, b'!' | b'#'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~'));
    let mut kinds: Vec<u8> = token.bytes().collect();
    kinds.sort_unstable();
    kinds.dedup();
    if fits_a_cookie && token.len() >= TOKEN_LENGTH && kinds.len() >= TOKEN_KINDS {
        return Ok(());
    }
    Err(ConfigError::Entry {
        entry: "server.token_env".to_owned(),
        message: text::token(TOKEN_LENGTH, TOKEN_KINDS),
    })
}

/// The bytes of that many GB.
fn bytes(gb: f64) -> Result<f64, ConfigError> {
    if gb > 0.0 && gb.is_finite() {
        return Ok(gb * 1e9);
    }
    Err(ConfigError::Entry {
        entry: "server.memory_gb".to_owned(),
        message: text::MEMORY.to_owned(),
    })
}

fn check_name(list: &str, name: &str) -> Result<(), ConfigError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && name.len() <= 64 && name.chars().all(plain) && name != EMBEDDED {
        return Ok(());
    }
    Err(ConfigError::Entry {
        entry: format!("{list}.{name}"),
        message: text::name(EMBEDDED),
    })
}

/// The value of an environment variable; `None` if no variable is named.
fn secret(entry: &str, variable: Option<&str>) -> Result<Option<String>, ConfigError> {
    let Some(variable) = variable else { return Ok(None) };
    match std::env::var(variable) {
        Ok(value) if !value.is_empty() => Ok(Some(value)),
        _ => Err(ConfigError::Entry {
            entry: entry.to_owned(),
            message: text::variable_not_set(variable),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_as_browsers_send_them_or_refused() {
        for (text, sent) in [
            ("https://docs.example.org", "https://docs.example.org"),
            ("HTTPS://Docs.Example.org:443", "https://docs.example.org"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(origin(text).as_deref(), Some(sent), "{text}");
        }
        for text in [
            "null",
            "*",
            "https://*",
            "https://x/",
            "https://x/path",
            "ftp://x",
            "docs.example.org",
            "https://",
            "https://a b",
            "https://user@x",
            "https://x:",
            "https://x:99999",
            "",
        ] {
            assert_eq!(origin(text), None, "{text}");
        }
    }

    #[test]
    fn an_endpoint_has_an_address_that_can_be_asked() {
        let taken = |url: &str| Config::new().add_endpoint("a", url, None, None);
        for url in [
            "http://127.0.0.1:8080/v1",
            "https://user:key@api.example.org/v1/",
            "HTTP://localhost",
            "http://[::1]:8080/v1",
        ] {
            assert!(taken(url).is_ok(), "{url}");
        }
        for url in [
            "http://",
            "http://hunter2 y/v1",
            "ftp://hunter2/v1",
            "hunter2:8080",
            "/v1",
            "",
        ] {
            let error = taken(url).expect_err(url).to_string();
            assert!(
                error.starts_with("endpoints.a: url takes") && !error.contains("hunter2"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_store_is_named_by_its_kind_or_by_its_address() {
        let mut config = Config::new();
        for (name, kind, url) in [
            ("a", None, "http://127.0.0.1:6333/"),
            ("b", Some("qdrant"), "https://host"),
            ("c", None, "postgresql://user@host/db"),
            ("d", Some("embedded"), ""),
        ] {
            config.add_store(name, kind, url, None).expect(name);
        }
        assert_eq!(config.stores["a"].software(), config.stores["b"].software());
        assert_eq!(config.stores["c"].software(), "PostgreSQL with pgvector");
        assert!(config.stores["d"].in_process());
        let error = config
            .add_store("e", Some("postgres"), "http://user:hunter2@host", None)
            .expect_err("another scheme")
            .to_string();
        assert!(error.starts_with("stores.e: url takes postgres://"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn tokens_that_could_be_guessed_or_not_sent_are_refused() {
        assert!(check_token("3f9c1a7be04d25687f0a").is_ok());
        for weak in [
            "a",
            "short-token",
            "aaaaaaaaaaaaaaaaaaaa",
            "has a space in it 123",
            "semi;colon;semi;colon",
            "grün-grün-grün-1",
        ] {
            let error = check_token(weak).expect_err(weak).to_string();
            assert!(error.contains("at least 16"), "{error}");
            assert!(
                weak.len() < 6 || !error.contains(weak),
                "a secret is not repeated: {error}"
            );
        }
    }
}
