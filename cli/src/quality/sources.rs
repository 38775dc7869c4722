//! Endpoints and a store that retrieval shall ask: chosen, priced, asked, and what of them the catalog has.

use std::time::Duration;

use forkcast_endpoint::endpoint::Client;
use forkcast_engine::Catalog;
use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::plan::{Cost, Found, Pipeline};
use forkcast_quality::retrieve::{Phase, Sources, retrieve};
use forkcast_quality::run::Backoff;
use forkcast_quality::search::Search;
use forkcast_quality::service::{Fee, Purpose, Service};
use forkcast_quality::set::Set;
use forkcast_retrieval::{Embedder, Store};
use tokio::runtime::Runtime;

use super::prepare;
use crate::failure::Failure;
use crate::measure::Config;
use crate::observe::files;
use crate::text::quality as text;

/// How long a removal from a store may take after the search.
const REMOVING: Duration = Duration::from_secs(5);
/// Names by which servers serve an embedder of the catalog, besides its id there.
const EMBEDDERS: [(&str, &str); 1] = [("all-minilm-l6-v2", "minilm-local")];
/// The same of rerankers: the names of Cohere, of Voyage, and of the model that the row of the cross-encoder was fitted on.
const RERANKERS: [(&str, &str); 5] = [
    ("rerank-v3.5", "cohere-rerank-3.5"),
    ("rerank-v5.0-pro", "cohere-rerank-5-pro"),
    ("rerank-2.5", "voyage-rerank-2.5"),
    ("ms-marco-minilm-l-6-v2", "cross-encoder-local"),
    ("ms-marco-minilm-l6-v2", "cross-encoder-local"),
];

/// The names of what retrieval shall ask.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'a> {
    /// An endpoint for vectors.
    pub(crate) embeddings: Option<&'a str>,
    /// An endpoint for the order of passages.
    pub(crate) reranker: Option<&'a str>,
    /// A store.
    pub(crate) store: Option<&'a str>,
}

/// What retrieval asks beside words and MiniLM.
#[derive(Default)]
pub(crate) struct Chosen {
    embeddings: Option<Service>,
    reranker: Option<Service>,
    store: Option<(String, Store)>,
}

/// An endpoint in the plan of costs.
pub(crate) struct Use {
    /// Its name with its purpose.
    pub(crate) name: String,
    /// Its model.
    pub(crate) model: String,
    /// What it will be asked.
    pub(crate) cost: Cost,
}

impl Chosen {
    /// Looks the names up and asks endpoints for their models.
    ///
    /// # Errors
    /// A name that nothing has, documents or vectors that are missing, or an endpoint that cannot be asked.
    pub(crate) async fn of(
        wanted: Wanted<'_>,
        config: &Config,
        prices: &[String],
        catalog: &Catalog,
        with_corpus: bool,
    ) -> Result<Self, Failure> {
        let any = wanted.embeddings.or(wanted.reranker).or(wanted.store);
        if let Some(name) = any.filter(|_| !with_corpus) {
            return Err(Failure::Run(text::searches_nothing(name)));
        }
        let mut chosen = Self::default();
        if let Some(name) = wanted.store {
            let store = config.stores.get(name);
            let store = store.ok_or_else(|| Failure::Run(text::no_such_store(name)))?;
            chosen.store = Some((name.to_owned(), store.clone()));
            if wanted.embeddings.is_none() && config.embedder.is_none() {
                return Err(Failure::Run(text::store_without_vectors(name)));
            }
        }
        if let Some(name) = wanted.embeddings {
            chosen.embeddings = Some(service(name, Purpose::Embeddings, config, prices, catalog).await?);
        }
        if let Some(name) = wanted.reranker {
            chosen.reranker = Some(service(name, Purpose::Reranking, config, prices, catalog).await?);
        }
        Ok(chosen)
    }

    /// Whether an endpoint makes vectors.
    pub(crate) const fn embeds(&self) -> bool {
        self.embeddings.is_some()
    }

    /// Whether anything is to be asked, which waits until somebody has agreed to it.
    pub(crate) const fn asks(&self) -> bool {
        self.embeddings.is_some() || self.reranker.is_some() || self.store.is_some()
    }

    /// The store that is filled, by name.
    pub(crate) fn store(&self) -> Option<&str> {
        self.store.as_ref().map(|(name, _)| name.as_str())
    }

    /// What the endpoints will be asked.
    pub(crate) fn usage(&self, set: &Set, corpus: Option<&Corpus>, spec: &QualitySpec) -> Vec<Use> {
        let Some(corpus) = corpus else {
            return Vec::new();
        };
        let services = self.embeddings.iter().chain(&self.reranker);
        let used = services.map(|service| Use {
            name: text::service(&service.name, service.purpose),
            model: service
                .model
                .clone()
                .unwrap_or_else(|| text::UNNAMED_MODEL.to_owned()),
            cost: service.cost(set, corpus, spec),
        });
        used.collect()
    }

    /// Searches by them. None if somebody interrupted it, which removes what was put into the store.
    ///
    /// # Errors
    /// An endpoint or a store that does not do its part.
    pub(crate) fn find(
        &self,
        runtime: &Runtime,
        (set, corpus): (&Set, &Corpus),
        embedder: Option<&Embedder>,
        search: Search,
        spec: &QualitySpec,
    ) -> Result<Option<(Vec<Found>, Pipeline)>, Failure> {
        let sources = Sources {
            embedder,
            embeddings: self.embeddings.as_ref(),
            store: self.store.as_ref().map(|(name, store)| (name.as_str(), store)),
            reranker: self.reranker.as_ref(),
        };
        let bar = files::counting(0, "");
        let progress = |phase: Phase, done: usize, all: usize| {
            bar.set_message(match phase {
                Phase::Embedding => text::EMBEDDING,
                Phase::Searching => text::SEARCHING_STORE,
                Phase::Reranking => text::RERANKING,
            });
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        };
        let found = runtime.block_on(async {
            let work = retrieve((set, corpus), sources, search, spec, Backoff::default(), progress);
            let found = tokio::select! {
                // First, so that an interrupt ends the program at once until there is something to remove.
                biased;
                found = work => Some(found),
                _ = tokio::signal::ctrl_c(), if self.store.is_some() => None,
            };
            // What a broken-off search has put into a store goes with it.
            let _ = tokio::time::timeout(REMOVING, forkcast_retrieval::removed()).await;
            found
        });
        bar.finish_and_clear();
        Ok(found.transpose()?)
    }
}

/// An endpoint of the configuration, with its model, the catalog's row of it, and its price.
async fn service(
    name: &str,
    purpose: Purpose,
    config: &Config,
    prices: &[String],
    catalog: &Catalog,
) -> Result<Service, Failure> {
    let endpoint = config.endpoints.get(name);
    let endpoint = endpoint.ok_or_else(|| Failure::Run(text::no_such_endpoint(name)))?;
    let failed = |error| Failure::Run(text::endpoint_failed(name, error));
    let client = Client::new(endpoint).map_err(failed)?;
    let model = client.model_if_named().await.map_err(failed)?;
    let known = model.as_deref().and_then(|model| row(model, purpose, catalog));
    let (row, fee) = known.map_or((None, None), |(row, fee)| (Some(row), fee));
    let given = prepare::price(name, prices)?;
    let mut service = Service::new(name, purpose, client, model);
    service.row = row;
    service.fee = given.map(|price| Fee::Tokens(price.input)).or(fee);
    Ok(service)
}

/// The catalog's row of a model, and what it costs where it is sold by use.
fn row(model: &str, purpose: Purpose, catalog: &Catalog) -> Option<(String, Option<Fee>)> {
    let name = model.rsplit('/').next().unwrap_or(model).to_lowercase();
    let name = name.strip_suffix(":latest").unwrap_or(&name);
    let id = |others: &[(&'static str, &'static str)]| {
        let other = others.iter().find(|(served, _)| *served == name);
        other.map_or_else(|| name.to_owned(), |(_, id)| (*id).to_owned())
    };
    match purpose {
        Purpose::Embeddings => {
            let id = id(&EMBEDDERS);
            let row = catalog.embedders.iter().find(|row| row.id == id)?;
            let is_sold = row.usd_per_node_hour.is_none();
            Some((id, is_sold.then_some(Fee::Tokens(row.usd_per_m_tokens))))
        }
        Purpose::Reranking => {
            let id = id(&RERANKERS);
            let row = catalog
                .rerankers
                .iter()
                .find(|row| row.id == id && row.id != NO_RERANKER)?;
            let is_sold = row.usd_per_node_hour.is_none();
            let fee = if row.usd_per_k_queries > 0.0 {
                Fee::Calls(row.usd_per_k_queries)
            } else {
                Fee::Tokens(row.usd_per_m_tokens)
            };
            Some((id, is_sold.then_some(fee)))
        }
    }
}

/// The row of a pipeline without a reranker.
pub(crate) const NO_RERANKER: &str = "none";
/// The row of MiniLM in this process.
pub(crate) const MINILM: &str = "minilm-local";

/// The inputs that say by what the passages were found. A model that the catalog does not have leaves its input as it is.
pub(crate) fn inputs(pipeline: &Pipeline, reads_vectors: bool) -> Vec<(&'static str, String)> {
    let mut inputs = Vec::new();
    match &pipeline.reranker {
        None => inputs.push(("reranker", NO_RERANKER.to_owned())),
        Some(called) => {
            if let Some(row) = &called.row {
                inputs.push(("reranker", row.clone()));
                let candidates = pipeline.candidates.map(|n| ("rerank_candidates", n.to_string()));
                inputs.extend(candidates);
            }
        }
    }
    if reads_vectors {
        let row = match &pipeline.embeddings {
            None => Some(MINILM.to_owned()),
            Some(called) => called.row.clone(),
        };
        inputs.extend(row.map(|row| ("embedder", row)));
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_the_catalog_are_found_by_the_names_that_servers_use() {
        let catalog = Catalog::builtin();
        let embedder = |model| row(model, Purpose::Embeddings, catalog);
        assert_eq!(
            embedder("text-embedding-3-small"),
            Some(("text-embedding-3-small".to_owned(), Some(Fee::Tokens(0.02))))
        );
        assert_eq!(
            embedder("BAAI/bge-m3").map(|(id, _)| id),
            Some("bge-m3".to_owned())
        );
        assert_eq!(
            embedder("sentence-transformers/all-MiniLM-L6-v2"),
            Some((MINILM.to_owned(), None))
        );
        assert_eq!(embedder("bge-m3-Q4_K_M.gguf"), None, "fewer bits find otherwise");
        let reranker = |model| row(model, Purpose::Reranking, catalog);
        assert_eq!(
            reranker("rerank-v3.5"),
            Some(("cohere-rerank-3.5".to_owned(), Some(Fee::Calls(2.0))))
        );
        assert_eq!(reranker("none"), None);
        assert_eq!(reranker("BAAI/bge-reranker-v2-m3"), None);
        for (_, id) in EMBEDDERS {
            assert!(embedder(id).is_some(), "{id}");
        }
        for (_, id) in RERANKERS {
            assert!(reranker(id).is_some(), "{id}");
        }
    }
}
