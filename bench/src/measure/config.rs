//! What the operator allows to be measured. No client can name an address: it names an entry of this configuration.

mod file;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use forkcast_load::Endpoint;
use forkcast_retrieval::Store;

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
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        let file = file::parse(&text).map_err(|message| ConfigError::Syntax {
            path: path.to_owned(),
            message,
        })?;
        let mut config = Self::new();
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
        config.origins = file.server.allow_origins;
        Ok(config)
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
