//! Connections to a server: kept, or opened for each request if the server closes them.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Request, RequestBuilder, Response, Url};

use super::failure::RequestError;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Idle connections are kept for less than the five seconds after which usual servers close them: one that is closed while
/// a request is on its way would count as an error.
const IDLE: Duration = Duration::from_secs(4);
/// Requests that met a closed connection, from which on none is kept,
const OFTEN: u64 = 5;
/// if they are at least one in so many.
const ONE_IN: u64 = 4;
/// Longest part of a refusal that is looked at, bytes.
const REFUSAL: usize = 16 << 10;

/// Connections to one server.
#[derive(Debug)]
pub(crate) struct Connections {
    kept: reqwest::Client,
    /// Opens a connection for each request.
    fresh: reqwest::Client,
    key: Option<(HeaderName, HeaderValue)>,
    sent: AtomicU64,
    met_closed: AtomicU64,
}

impl Connections {
    /// With a key to send in that header, else as a bearer token, and the proxy that the operator configured. Nothing is opened yet.
    pub(crate) fn new(
        key: Option<&str>,
        header: Option<&str>,
        proxy: Option<&str>,
    ) -> Result<Self, RequestError> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Fails only if one is installed already, which serves as well.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let key = match key {
            Some(key) => {
                let name = header.map_or(Ok(AUTHORIZATION), |name| name.trim().parse());
                let name: HeaderName = name.map_err(|_| RequestError::Key)?;
                let value = if name == AUTHORIZATION {
                    format!("Bearer {key}")
                } else {
                    key.to_owned()
                };
                let mut value = HeaderValue::from_str(&value).map_err(|_| RequestError::Key)?;
                value.set_sensitive(true);
                Some((name, value))
            }
            None => None,
        };
        let client = |idle: usize| {
            with_proxy(reqwest::Client::builder(), proxy)?
                .connect_timeout(CONNECT)
                .pool_idle_timeout(IDLE)
                .pool_max_idle_per_host(idle)
                .redirect(reqwest::redirect::Policy::none())
                .tcp_nodelay(true)
                .build()
                .map_err(|_| RequestError::Tls)
        };
        Ok(Self {
            kept: client(usize::MAX)?,
            fresh: client(0)?,
            key,
            sent: AtomicU64::new(0),
            met_closed: AtomicU64::new(0),
        })
    }

    /// Whether the server closes its connections, whatever its headers promise, so that each request opens one.
    pub(crate) fn closed_each_time(&self) -> bool {
        let met = self.met_closed.load(Ordering::Relaxed);
        met >= OFTEN && met * ONE_IN >= self.sent.load(Ordering::Relaxed)
    }

    /// A request to post.
    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.kept.post(url)
    }

    /// A request to get.
    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.kept.get(url)
    }

    /// Sends with the key; a status that is no success is an error.
    pub(crate) async fn open(&self, request: RequestBuilder) -> Result<Response, RequestError> {
        let request = match &self.key {
            Some((name, key)) => request.header(name, key),
            None => request,
        };
        let request = request
            .build()
            .map_err(|e| RequestError::from_client(&e, false))?;
        let mut response = self
            .send(request)
            .await
            .map_err(|e| RequestError::from_client(&e, false))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = beginning(&mut response, REFUSAL).await;
        Err(RequestError::from_status(status, &String::from_utf8_lossy(&body)))
    }

    /// A server may close a kept connection at the very moment when a request is sent on it: llama.cpp does so after every
    /// stream, though it promises otherwise. That is no failure of the request, so it is sent once more on a connection of its
    /// own; the time goes on from the intended start.
    async fn send(&self, request: Request) -> reqwest::Result<Response> {
        if self.closed_each_time() {
            return self.fresh.execute(request).await;
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        let again = request.try_clone();
        match (self.kept.execute(request).await, again) {
            (Err(e), Some(again)) if e.is_request() && !e.is_connect() && !e.is_timeout() => {
                let response = self.fresh.execute(again).await?;
                self.met_closed.fetch_add(1, Ordering::Relaxed);
                Ok(response)
            }
            (outcome, _) => outcome,
        }
    }
}

/// Uses the configured proxy or none: a proxy of the environment would see the key, and its time would be measured.
fn with_proxy(
    client: reqwest::ClientBuilder,
    proxy: Option<&str>,
) -> Result<reqwest::ClientBuilder, RequestError> {
    let Some(proxy) = proxy else {
        return Ok(client.no_proxy());
    };
    let proxy = reqwest::Proxy::all(proxy).map_err(|_| RequestError::Proxy)?;
    let here = reqwest::NoProxy::from_string("localhost,127.0.0.0/8,::1");
    Ok(client.proxy(proxy.no_proxy(here)))
}

/// At most so many bytes of a body.
pub(crate) async fn beginning(response: &mut Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < most {
        match response.chunk().await {
            Ok(Some(bytes)) => body.extend_from_slice(&bytes[..bytes.len().min(most - body.len())]),
            Ok(None) | Err(_) => break,
        }
    }
    body
}
