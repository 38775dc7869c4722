//! What the operator allows to be measured. No client can name an address: it names an entry of this configuration.

mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use axum::http::uri::Authority;
use forkcast_endpoint::Endpoint;
use forkcast_retrieval::Store;

use crate::{source, terminal};

/// Longest configuration that is read, bytes.
const LONGEST: u64 = 1 << 20;
/// Fewest characters of a token.
const TOKEN_LENGTH: usize = 16;
/// Fewest different characters of a token.
const TOKEN_KINDS: usize = 6;
/// Runs that may wait where the configuration says nothing.
const QUEUE: usize = 4;
/// The store that is always there.
pub const EMBEDDED: &str = "embedded";

/// Why a configuration cannot be used. Keys and addresses are never in its text.
#[derive(Debug)]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is not of the form that is accepted.
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and what.
        message: String,
    },
    /// An entry is wrong.
    Entry {
        /// Which, such as `endpoints.local`.
        entry: String,
        /// What was wrong and what is accepted.
        message: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, error } => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Syntax { path, message } => write!(f, "{}: {message}", path.display()),
            Self::Entry { entry, message } => write!(f, "{entry}: {message}"),
        }
    }
}

impl std::error::Error for ConfigError {}

/// How a configuration file came to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The operator named it.
    Named,
    /// It was found in the working folder. It may be of whoever made that folder, so it names no secret to send and no program to run.
    Found,
}

/// What may be measured, and how the server keeps it.
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
    /// Where results are kept; none for the usual place.
    pub database: Option<PathBuf>,
    /// Runs that may wait.
    pub queue: usize,
    /// What whoever measures must know; none where nobody else can reach the server.
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
            stores: BTreeMap::from([(EMBEDDED.to_owned(), Store::Embedded)]),
            queue: QUEUE,
            ..Self::default()
        }
    }

    /// The configuration in a TOML file.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, or an entry that is wrong.
    pub fn read(path: &Path, trust: Trust) -> Result<Self, ConfigError> {
        let text = source::text(path, LONGEST).map_err(|error| ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        let file = file::parse(&text).map_err(|message| ConfigError::Syntax {
            path: path.to_owned(),
            message,
        })?;
        if trust == Trust::Found
            && let Some(entry) = file.needs_trust()
        {
            return Err(ConfigError::Entry {
                entry,
                message: format!(
                    "is taken only from a file that was named: --config {} does so, if the file is yours",
                    path.display()
                ),
            });
        }
        let mut config = Self::new();
        if let Some(proxy) = file.server.proxy {
            terminal::say(
                "requests go through the proxy of the configuration: times are those of the way through it",
            );
            config.proxy = Some(proxy);
        }
        for (name, entry) in file.endpoints {
            let key = secret(&format!("endpoints.{name}"), entry.key_env.as_deref())?;
            config.add_endpoint(&name, &entry.url, entry.model, key)?;
        }
        for (name, entry) in file.stores {
            let place = format!("stores.{name}");
            let key = secret(&place, entry.key_env.as_deref())?;
            let url = match (entry.url, entry.url_env) {
                (Some(url), None) => url,
                (None, Some(variable)) => secret(&place, Some(&variable))?.unwrap_or_default(),
                _ => {
                    return Err(ConfigError::Entry {
                        entry: place,
                        message: "takes either url or url_env".to_owned(),
                    });
                }
            };
            config.add_store(&name, &url, key)?;
        }
        config.embedder = file.embedder.map(|entry| entry.path);
        config.database = file.server.database;
        config.queue = file.server.queue.unwrap_or(QUEUE);
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
    /// A text that is no origin: a browser would never send it, or sandboxed frames of every site would (`null`).
    pub fn add_origins(&mut self, place: &str, origins: &[String]) -> Result<(), ConfigError> {
        for text in origins {
            let origin = origin(text).ok_or_else(|| ConfigError::Entry {
                entry: place.to_owned(),
                message: format!("takes an origin such as https://docs.example.org, not “{text}”"),
            })?;
            self.origins.push(origin);
        }
        Ok(())
    }

    /// Adds an endpoint.
    ///
    /// # Errors
    /// A name or an address that is none.
    pub fn add_endpoint(
        &mut self,
        name: &str,
        url: &str,
        model: Option<String>,
        key: Option<String>,
    ) -> Result<(), ConfigError> {
        check_name("endpoints", name)?;
        if !(url.starts_with("http://") || url.starts_with("https://")) {
            return Err(ConfigError::Entry {
                entry: format!("endpoints.{name}"),
                message: "url takes an address that begins with http:// or https:// and ends with /v1"
                    .to_owned(),
            });
        }
        let endpoint = Endpoint {
            name: name.to_owned(),
            url: url.trim_end_matches('/').to_owned(),
            model,
            key,
            proxy: self.proxy.clone(),
        };
        self.endpoints.insert(name.to_owned(), endpoint);
        Ok(())
    }

    /// Adds a store: what it is shows in its address.
    ///
    /// # Errors
    /// A name or an address that is none.
    pub fn add_store(&mut self, name: &str, url: &str, key: Option<String>) -> Result<(), ConfigError> {
        check_name("stores", name)?;
        let store = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Store::Postgres { url: url.to_owned() }
        } else if url.starts_with("http://") || url.starts_with("https://") {
            Store::Qdrant {
                url: url.trim_end_matches('/').to_owned(),
                key,
                proxy: self.proxy.clone(),
            }
        } else {
            return Err(ConfigError::Entry {
                entry: format!("stores.{name}"),
                message: "url takes postgres://… for PostgreSQL with pgvector, or http(s)://… for Qdrant"
                    .to_owned(),
            });
        };
        self.stores.insert(name.to_owned(), store);
        Ok(())
    }
}

/// The origin as browsers send it; none where the text is none.
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
        message: format!(
            "takes a token of at least {TOKEN_LENGTH} characters, {TOKEN_KINDS} of them different, without spaces, quotes, commas, \
             semicolons, backslashes and signs beyond ASCII: `openssl rand -hex 16` makes one"
        ),
    })
}

fn check_name(list: &str, name: &str) -> Result<(), ConfigError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && name.len() <= 64 && name.chars().all(plain) && name != EMBEDDED {
        return Ok(());
    }
    Err(ConfigError::Entry {
        entry: format!("{list}.{name}"),
        message: format!(
            "a name has up to 64 letters, digits, dots, dashes and underscores, and is not {EMBEDDED}"
        ),
    })
}

/// What an environment variable holds; nothing where no variable is named.
fn secret(entry: &str, variable: Option<&str>) -> Result<Option<String>, ConfigError> {
    let Some(variable) = variable else { return Ok(None) };
    match std::env::var(variable) {
        Ok(value) if !value.is_empty() => Ok(Some(value)),
        _ => Err(ConfigError::Entry {
            entry: entry.to_owned(),
            message: format!("the environment variable {variable} is not set"),
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
