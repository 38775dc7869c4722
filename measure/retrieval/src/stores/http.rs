//! Requests to a store that answers in JSON over HTTP, with limits on its answers.

use std::time::Duration;

use forkcast_endpoint::RunError;
use reqwest::{Method, Response, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Address;
use crate::text::http as text;

/// How long an answer may take. Storing a batch waits for the disk of the server.
const ANSWER: Duration = Duration::from_secs(60);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest answer, bytes; that of a search has some thousand.
const LONGEST: usize = 8 << 20;
/// Characters of a server's message that are quoted.
const QUOTED: usize = 200;

/// How a service differs from other JSON services.
pub(crate) struct Service {
    /// Its name, for errors.
    pub(crate) name: &'static str,
    /// The header that carries the key.
    pub(crate) key_header: &'static str,
    /// Where the message stands in the JSON of an error, as a JSON pointer.
    pub(crate) message: &'static str,
}

/// A client of one server, with its key.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    service: &'static Service,
    base: Url,
    key: Option<String>,
}

impl Client {
    /// A client of the service at that address.
    pub(crate) fn new(service: &'static Service, address: &Address) -> Result<Self, RunError> {
        // A provider set by someone else serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = Url::parse(&format!("{}/", address.url.trim_end_matches('/')))
            .map_err(|_| text::invalid_address())?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(text::invalid_address());
        }
        // A redirect would carry the key to another server.
        let http = with_proxy(reqwest::Client::builder(), address.proxy.as_deref())?
            .timeout(ANSWER)
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| text::no_client(service.name))?;
        Ok(Self {
            http,
            service,
            base,
            key: address.key.clone(),
        })
    }

    /// Sends a request and reads its answer. `step` names the work, for errors.
    pub(crate) async fn request<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        step: &str,
    ) -> Result<T, RunError> {
        let url = self.base.join(path).map_err(|_| text::invalid_address())?;
        let mut request = self.http.request(method, url);
        if let Some(key) = &self.key {
            request = request.header(self.service.key_header, key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|e| self.unreachable(&e, step))?;
        let status = response.status();
        let bytes = self.body(response, step).await?;
        if !status.is_success() {
            return Err(self.refused(status, &bytes, step));
        }
        serde_json::from_slice(&bytes).map_err(|_| text::invalid_answer(self.service.name, step))
    }

    /// Reads the body up to the limit: a server could send without end.
    async fn body(&self, mut response: Response, step: &str) -> Result<Vec<u8>, RunError> {
        let mut bytes = Vec::new();
        while let Some(some) = response.chunk().await.map_err(|e| self.unreachable(&e, step))? {
            if bytes.len() + some.len() > LONGEST {
                return Err(text::long_answer(self.service.name, step, LONGEST >> 20));
            }
            bytes.extend_from_slice(&some);
        }
        Ok(bytes)
    }

    /// Without the address, which reqwest's own words would repeat.
    fn unreachable(&self, error: &reqwest::Error, step: &str) -> RunError {
        let why = if error.is_timeout() {
            text::Why::Timeout
        } else if error.is_connect() {
            text::Why::Connect
        } else {
            text::Why::Broken
        };
        text::unreachable(self.service.name, step, why)
    }

    fn refused(&self, status: StatusCode, body: &[u8], step: &str) -> RunError {
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return text::key_refused(self.service.name);
        }
        let message = serde_json::from_slice::<Value>(body)
            .ok()
            .and_then(|value| value.pointer(self.service.message)?.as_str().map(str::to_owned))
            .map(|message| message.chars().take(QUOTED).collect::<String>());
        text::refused(self.service.name, step, status.as_u16(), message.as_deref())
    }
}

/// Uses the configured proxy or none: a proxy of the environment would see the key, and its time would be measured.
fn with_proxy(
    client: reqwest::ClientBuilder,
    proxy: Option<&str>,
) -> Result<reqwest::ClientBuilder, RunError> {
    let Some(proxy) = proxy else {
        return Ok(client.no_proxy());
    };
    let proxy = reqwest::Proxy::all(proxy).map_err(|_| text::invalid_proxy())?;
    let here = reqwest::NoProxy::from_string("localhost,127.0.0.0/8,::1");
    Ok(client.proxy(proxy.no_proxy(here)))
}
