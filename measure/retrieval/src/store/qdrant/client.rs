//! Requests to Qdrant, and its answers and errors.

use std::time::Duration;

use forkcast_endpoint::RunError;
use reqwest::{Method, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How long an answer may take. Storing a batch waits for the disk of the server.
const ANSWER: Duration = Duration::from_secs(60);

/// Longest answer, bytes; that of a search has some thousand.
const LONGEST: usize = 8 << 20;

/// A server and the key for it.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: Url,
    key: Option<String>,
}

/// What every answer is wrapped in.
#[derive(Deserialize)]
struct Envelope<T> {
    result: T,
}

impl Client {
    pub(crate) fn new(url: &str, key: Option<&str>, proxy: Option<&str>) -> Result<Self, RunError> {
        // A provider set by someone else serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let address = || RunError::new("the store's address is not of the form http://host:6333");
        let base = Url::parse(&format!("{}/", url.trim_end_matches('/'))).map_err(|_| address())?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(address());
        }
        // A redirect would carry the key to another server.
        let http = through(reqwest::Client::builder(), proxy)?
            .timeout(ANSWER)
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| RunError::new("the client for Qdrant could not be set up"))?;
        Ok(Self {
            http,
            base,
            key: key.map(str::to_owned),
        })
    }

    /// An answer without the usual envelope.
    pub(crate) async fn plain<T: DeserializeOwned>(&self, path: &str, doing: &str) -> Result<T, RunError> {
        self.ask(Method::GET, path, None, doing).await
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str, doing: &str) -> Result<T, RunError> {
        self.wrapped(Method::GET, path, None, doing).await
    }

    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        doing: &str,
    ) -> Result<T, RunError> {
        self.wrapped(Method::PUT, path, Some(body), doing).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &Value,
        doing: &str,
    ) -> Result<T, RunError> {
        self.wrapped(Method::POST, path, Some(body), doing).await
    }

    /// Removes; what is not there any more counts as removed.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), RunError> {
        self.wrapped::<bool>(Method::DELETE, path, None, "removing the run's collection")
            .await
            .map(drop)
    }

    async fn wrapped<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        doing: &str,
    ) -> Result<T, RunError> {
        let envelope: Envelope<T> = self.ask(method, path, body, doing).await?;
        Ok(envelope.result)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        doing: &str,
    ) -> Result<T, RunError> {
        let url = self
            .base
            .join(path)
            .map_err(|_| RunError::new("the store's address is not of the form http://host:6333"))?;
        let mut request = self.http.request(method, url);
        if let Some(key) = &self.key {
            request = request.header("api-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|e| unreachable(&e, doing))?;
        let status = response.status();
        let bytes = whole(response, doing).await?;
        if !status.is_success() {
            return Err(refused(status, &bytes, doing));
        }
        serde_json::from_slice(&bytes).map_err(|_| {
            RunError::new(format!(
                "Qdrant's answer was not of the form that its interface describes, {doing}"
            ))
        })
    }
}

/// The body of an answer, which is never long: a server that sends on and on is none.
async fn whole(mut response: Response, doing: &str) -> Result<Vec<u8>, RunError> {
    let mut bytes = Vec::new();
    while let Some(some) = response.chunk().await.map_err(|e| unreachable(&e, doing))? {
        if bytes.len() + some.len() > LONGEST {
            return Err(RunError::new(format!(
                "Qdrant's answer was longer than {} MB, {doing}",
                LONGEST >> 20
            )));
        }
        bytes.extend_from_slice(&some);
    }
    Ok(bytes)
}

/// Through the proxy where there is one, and otherwise straight: a proxy of the environment would be told the key, and would be measured.
fn through(client: reqwest::ClientBuilder, proxy: Option<&str>) -> Result<reqwest::ClientBuilder, RunError> {
    let Some(proxy) = proxy else {
        return Ok(client.no_proxy());
    };
    let proxy = reqwest::Proxy::all(proxy)
        .map_err(|_| RunError::new("the configured proxy is not of the form http://host:port"))?;
    let here = reqwest::NoProxy::from_string("localhost,127.0.0.0/8,::1");
    Ok(client.proxy(proxy.no_proxy(here)))
}

/// Without the address, which reqwest's own words would repeat.
fn unreachable(error: &reqwest::Error, doing: &str) -> RunError {
    let why = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    };
    RunError::new(format!("Qdrant could not be reached, {doing}: {why}"))
}

fn refused(status: StatusCode, body: &[u8], doing: &str) -> RunError {
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return RunError::new("Qdrant refused the key of the store's configuration");
    }
    // {"status":{"error":"…"},"time":…}
    let text = serde_json::from_slice::<Value>(body)
        .ok()
        .and_then(|value| value.pointer("/status/error")?.as_str().map(str::to_owned))
        .map(|text| text.chars().take(200).collect::<String>());
    RunError::new(match text {
        Some(text) => format!("Qdrant, {doing}: {text} (HTTP {})", status.as_u16()),
        None => format!("Qdrant, {doing}: HTTP {}", status.as_u16()),
    })
}
