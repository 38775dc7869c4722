//! An OpenAI-compatible endpoint, measured by streaming.

mod backlog;
mod client;
mod connections;
mod failure;
mod fit;
mod load;
mod measure;
mod prompts;
mod request;
mod server;
mod tally;

use forkcast_protocol::measure::EndpointSpec;

pub use client::{Ask, Client, Limits, Reply};
pub use failure::RequestError;
pub use forkcast_stream::Timing;
pub(crate) use measure::plan;
pub use measure::run_with_limits;

use crate::{RunError, Updates};

/// An endpoint of the operator's configuration.
#[derive(Clone)]
pub struct Endpoint {
    /// Its name.
    pub name: String,
    /// Address of its API up to and with `/v1`, or up to a deployment of Azure, with a query where it takes one
    /// (`…/openai/deployments/NAME?api-version=…`).
    pub url: String,
    /// The model to ask for; without one, the first that the server lists.
    pub model: Option<String>,
    /// Its key.
    pub key: Option<String>,
    /// The header that the key is sent in; without one, a bearer token in `Authorization`, and `api-key` for Azure.
    pub key_header: Option<String>,
    /// Proxy for all but this machine; the environment's is not used.
    pub proxy: Option<String>,
}

/// Measures the endpoint. Dropping the future ends the run.
///
/// # Errors
/// The reason why the run ended early. Updates sent before it stay valid.
pub async fn run(spec: &EndpointSpec, endpoint: &Endpoint, updates: &Updates) -> Result<(), RunError> {
    run_with_limits(spec, endpoint, updates, Limits::default()).await
}
