//! Vector stores, one folder each, and the table of them.
//!
//! A store is a unit type that implements [`VectorStore`], in a folder of its own, and one line in `stores!` below. The configuration
//! names it by its id, and the list of targets, the messages of the configuration and the runs follow from the line.

mod http;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use forkcast_endpoint::{RunError, Updates};

use crate::text;
use crate::vectors::Vectors;

/// Declares the module of each store and lists its type.
macro_rules! stores {
    ($($folder:ident::$store:ident),* $(,)?) => {
        $(mod $folder;)*
        /// Every store. A configuration that names no kind gets the first one that takes the scheme of its address.
        static ALL: &[&dyn VectorStore] = &[$(&$folder::$store),*];
    };
}

stores! {
    embedded::Embedded,
    postgres::Postgres,
    qdrant::Qdrant,
    chroma::Chroma,
}

/// Links of a node of the graph (M), in every store.
pub(crate) const LINKS: usize = 16;
/// Candidates kept while the graph is built (ef_construction), in every store.
pub(crate) const EF_CONSTRUCTION: usize = 128;
/// Candidates kept while it is searched (ef_search), in every store; more than any `k` that is accepted.
pub(crate) const EF_SEARCH: usize = 128;
/// Start of the name of everything that a run puts into a store.
pub(crate) const PREFIX: &str = "forkcast_run_";

/// A kind of vector store: how the configuration names it and how an index is built in it.
#[async_trait]
pub(crate) trait VectorStore: Sync {
    /// Its id in the configuration, such as `qdrant`.
    fn id(&self) -> &'static str;

    /// The name of the software, for lists.
    fn software(&self) -> &'static str;

    /// Schemes of the addresses that it takes. A store without any needs no address: it runs in this process.
    fn schemes(&self) -> &'static [&'static str];

    /// Announces the software's version, puts the vectors into the store and builds the index. Row numbers are the ids.
    async fn build(&self, address: &Address, job: &Job<'_>) -> Result<Box<dyn Index>, RunError>;
}

/// A store with its index built, searched by several workers at once.
#[async_trait]
pub(crate) trait Index: Send + Sync {
    /// Returns the `k` nearest rows, best first. Workers are numbered from 0, so that each can have its own connection; `k` is that of
    /// the job.
    async fn search(&self, worker: usize, query: &[f32], k: usize) -> Result<Vec<u32>, RunError>;

    /// Describes how a search proceeds, for the series.
    fn path(&self) -> String;

    /// Removes what the run has put into the store. Dropping does so too, but then nothing waits for it.
    async fn close(self: Box<Self>) -> Result<(), RunError>;
}

/// The data of an index to build, and the receivers of its updates.
pub(crate) struct Job<'a> {
    /// The vectors.
    pub(crate) vectors: &'a Arc<Vectors>,
    /// Neighbors that each search asks for.
    pub(crate) k: usize,
    /// Workers that will search at once.
    pub(crate) workers: usize,
    /// Receives the software and its version once that is known and before the store is filled.
    pub(crate) announce: &'a (dyn Fn(String) + Sync),
    /// Receives the progress.
    pub(crate) updates: &'a Updates,
}

/// Where a store is.
#[derive(Clone, Default)]
pub struct Address {
    /// `postgres://user:password@host:port/database` or `http://host:6333`.
    pub url: String,
    /// Its key, for a store that takes one.
    pub key: Option<String>,
    /// Proxy for all but this machine; the environment's is not used.
    pub proxy: Option<String>,
}

/// Why an entry of the configuration is not a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No store has that id.
    #[error("{}", text::unknown_kind(found, &ids()))]
    Kind {
        /// The id that was given.
        found: String,
    },
    /// No store takes the address.
    #[error("{}", text::no_store_takes_the_address(&addresses()))]
    Address,
    /// The store takes addresses of another scheme.
    #[error("{}", text::wrong_scheme(id, &forms(schemes)))]
    Scheme {
        /// The store's id.
        id: &'static str,
        /// The schemes that it takes.
        schemes: &'static [&'static str],
    },
    /// The store runs in this process.
    #[error("{}", text::takes_no_address(id))]
    InProcess {
        /// The store's id.
        id: &'static str,
    },
}

/// A store of the operator's configuration.
#[derive(Clone)]
pub struct Store {
    kind: &'static dyn VectorStore,
    address: Address,
}

impl Store {
    /// The index in this process.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            kind: &embedded::Embedded,
            address: Address::default(),
        }
    }

    /// The store of that kind at that address. Without a kind, the address says which store it is.
    ///
    /// # Errors
    /// An unknown kind, or an address that the kind does not take.
    pub fn new(kind: Option<&str>, address: Address) -> Result<Self, StoreError> {
        let scheme = address.url.split_once("://").map(|(scheme, _)| scheme);
        let takes =
            |store: &&&dyn VectorStore| scheme.is_some_and(|scheme| store.schemes().contains(&scheme));
        let Some(id) = kind else {
            let kind = *ALL.iter().find(takes).ok_or(StoreError::Address)?;
            return Ok(Self { kind, address });
        };
        let found = ALL.iter().find(|store| store.id() == id);
        let kind = found.ok_or_else(|| StoreError::Kind { found: id.to_owned() })?;
        match (kind.schemes(), address.url.is_empty()) {
            ([], true) => {}
            ([], false) => return Err(StoreError::InProcess { id: kind.id() }),
            (schemes, _) if !takes(&kind) => {
                return Err(StoreError::Scheme {
                    id: kind.id(),
                    schemes,
                });
            }
            _ => {}
        }
        Ok(Self { kind: *kind, address })
    }

    /// The name of its software, for lists.
    #[must_use]
    pub fn software(&self) -> &'static str {
        self.kind.software()
    }

    /// Whether a search keeps a core of this process busy instead of waiting for a server.
    #[must_use]
    pub fn in_process(&self) -> bool {
        self.kind.schemes().is_empty()
    }

    /// Builds an index.
    pub(crate) async fn build(&self, job: &Job<'_>) -> Result<Box<dyn Index>, RunError> {
        self.kind.build(&self.address, job).await
    }
}

/// The ids of every store.
fn ids() -> Vec<&'static str> {
    ALL.iter().map(|store| store.id()).collect()
}

/// The forms of the addresses that say which store they belong to, with its software.
fn addresses() -> Vec<(String, &'static str)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut addresses = Vec::new();
    for store in ALL {
        let own: Vec<&str> = store
            .schemes()
            .iter()
            .copied()
            .filter(|s| !seen.contains(s))
            .collect();
        seen.extend(&own);
        if !own.is_empty() {
            addresses.push((forms(&own), store.software()));
        }
    }
    addresses
}

/// Schemes as the start of an address.
fn forms(schemes: &[&str]) -> String {
    let forms: Vec<String> = schemes.iter().map(|scheme| format!("{scheme}://…")).collect();
    text::either(&forms)
}

/// A name that no other run has: the time in seconds, and a random number.
pub(crate) fn unique_name() -> String {
    format!("{PREFIX}{}_{:016x}", now_s(), rand::random::<u64>())
}

pub(crate) fn now_s() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Address {
        Address {
            url: url.to_owned(),
            ..Address::default()
        }
    }

    #[test]
    fn an_address_alone_says_which_store_it_is() {
        for (url, software) in [
            ("postgres://u:p@h/d", "PostgreSQL with pgvector"),
            ("postgresql://h/d", "PostgreSQL with pgvector"),
            ("http://127.0.0.1:6333", "Qdrant"),
            ("https://host", "Qdrant"),
        ] {
            assert_eq!(
                Store::new(None, at(url)).map(|s| s.software()).ok(),
                Some(software),
                "{url}"
            );
        }
        let error = Store::new(None, at("mysql://hunter2@h"))
            .err()
            .expect("no store")
            .to_string();
        assert!(
            error.contains("postgres://…") && error.contains("Qdrant"),
            "{error}"
        );
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_kind_must_exist_and_take_the_address() {
        let refused = |kind: &str, url: &str| {
            Store::new(Some(kind), at(url))
                .err()
                .expect("refused")
                .to_string()
        };
        assert!(Store::new(Some("qdrant"), at("https://h")).is_ok());
        assert!(Store::new(Some("embedded"), Address::default()).is_ok_and(|s| s.in_process()));
        let unknown = refused("quadrant", "http://h");
        assert!(ids().iter().all(|id| unknown.contains(id)), "{unknown}");
        assert!(refused("qdrant", "postgres://u:hunter2@h").contains("http://…"));
        assert!(!refused("qdrant", "postgres://u:hunter2@h").contains("hunter2"));
        assert!(refused("postgres", "").contains("postgres://…"));
        assert!(refused("embedded", "http://h").contains("no url"));
    }

    #[test]
    fn every_store_has_an_id_of_its_own() {
        let mut all = ids();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ALL.len());
    }
}
