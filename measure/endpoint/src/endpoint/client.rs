//! A client of an endpoint: sends requests and reads the times of their answers.

mod chat;
mod service;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use forkcast_stream::{Answer, Timing};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Response, Url};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::Endpoint;
use super::connections::{Connections, beginning};
use super::failure::RequestError;
use super::prompts::{Count, Plan, Prefix};
use super::request::{DIALECTS, Dialect, Prepared};
use super::server::Server;
pub use chat::{Ask, Reply};

/// Bounds on what a server may do to the client.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Longest time from the sending of a request to the end of its answer.
    pub request: Duration,
    /// Longest line of a stream, bytes.
    pub line_bytes: usize,
    /// Longest answer, bytes, apart from what each token may take.
    pub body_bytes: usize,
    /// Bytes that each token asked for adds to the longest answer.
    pub token_bytes: usize,
}

impl Default for Limits {
    /// Ten minutes, lines of 1 MiB, answers of 1 MiB and 4 KiB for each token (a chunk has about 300 bytes).
    fn default() -> Self {
        Self {
            request: Duration::from_secs(600),
            line_bytes: 1 << 20,
            body_bytes: 1 << 20,
            token_bytes: 4 << 10,
        }
    }
}

/// How long the end of the body may take after `[DONE]`, for the connection's further use.
const ENDING: Duration = Duration::from_millis(50);
/// Words of the two prompts by which tokens are counted.
const FEW: u32 = 16;
const MANY: u32 = 144;
/// Tokens asked for where only the prompt matters: few, and more for a model that uses the first ones for reasoning which it does not
/// show.
const PROBES: [u32; 3] = [2, 256, 2048];

/// A client of one endpoint. It asks the server for its model, the fields that it accepts and its count of tokens when first needed.
#[derive(Debug)]
pub struct Client {
    connections: Connections,
    base: Url,
    chat: Url,
    model: Option<String>,
    limits: Limits,
    salt: u64,
    ready: OnceCell<Ready>,
    plans: Mutex<BTreeMap<u32, Plan>>,
    /// The first way of asking for an answer that the server has not refused.
    way: AtomicUsize,
}

/// The answers to the questions before the first timed request.
#[derive(Clone, Debug)]
struct Ready {
    server: Server,
    model: String,
    dialect: Dialect,
    /// `None` if the server does not count tokens.
    count: Option<Count>,
    /// Tokens that an answer must be allowed to have so that one arrives.
    probe: u32,
}

/// The address with the path continued. Its query stays.
pub(crate) fn below(base: &Url, path: &str) -> Result<Url, RequestError> {
    let mut url = base.join(path).map_err(|_| RequestError::Address)?;
    url.set_query(base.query());
    Ok(url)
}

/// The model that a deployment of Azure stands for: its name in the path.
fn deployment(base: &Url) -> Option<String> {
    let (_, rest) = base.path().split_once("/deployments/")?;
    let name = rest.split('/').next().filter(|name| !name.is_empty())?;
    Some(name.to_owned())
}

/// Whether Azure answers there, which takes keys in a header of its own.
fn is_azure(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default();
    host.ends_with(".azure.com")
        || base.path().contains("/openai/deployments/")
        || base.query_pairs().any(|(name, _)| name == "api-version")
}

impl Client {
    /// A client of the endpoint, with the usual limits. Nothing is sent yet.
    ///
    /// # Errors
    /// An address or a key that cannot be used.
    pub fn new(endpoint: &Endpoint) -> Result<Self, RequestError> {
        Self::with_limits(endpoint, Limits::default())
    }

    /// A client with other limits.
    ///
    /// # Errors
    /// An address or a key that cannot be used.
    pub fn with_limits(endpoint: &Endpoint, limits: Limits) -> Result<Self, RequestError> {
        let mut base = Url::parse(&endpoint.url).map_err(|_| RequestError::Address)?;
        if !["http", "https"].contains(&base.scheme()) || base.cannot_be_a_base() {
            return Err(RequestError::Address);
        }
        // Portals also show the address of the chat completions.
        let path = base.path().trim_end_matches('/');
        let path = path.strip_suffix("/chat/completions").unwrap_or(path);
        let path = format!("{path}/");
        base.set_path(&path);
        base.set_fragment(None);
        let header = match &endpoint.key_header {
            Some(header) => Some(header.as_str()),
            None if is_azure(&base) => Some("api-key"),
            None => None,
        };
        Ok(Self {
            connections: Connections::new(endpoint.key.as_deref(), header, endpoint.proxy.as_deref())?,
            chat: below(&base, "chat/completions")?,
            model: endpoint.model.clone().or_else(|| deployment(&base)),
            base,
            limits,
            salt: rand::random(),
            ready: OnceCell::new(),
            plans: Mutex::default(),
            way: AtomicUsize::new(0),
        })
    }

    /// The model that answers.
    ///
    /// # Errors
    /// As [`Self::time`].
    pub async fn model(&self) -> Result<String, RequestError> {
        Ok(self.ready().await?.model.clone())
    }

    /// The software that the server reports, such as `llama.cpp b6400`; never its address.
    ///
    /// # Errors
    /// As [`Self::time`].
    pub async fn software(&self) -> Result<String, RequestError> {
        Ok(self.ready().await?.server.software.clone())
    }

    /// Whether the server counts tokens.
    ///
    /// # Errors
    /// As [`Self::time`].
    pub async fn counts_tokens(&self) -> Result<bool, RequestError> {
        Ok(self.ready().await?.count.is_some())
    }

    /// Whether the server closes its connections, so that times include connecting.
    pub(crate) fn connects_each_time(&self) -> bool {
        self.connections.closed_each_time()
    }

    /// A prompt of so many tokens as the server counts them. `unique` is its number: different numbers, and different
    /// clients, make prompts that differ from the first word on. Where the server does not count, the length is an estimate.
    ///
    /// # Errors
    /// As [`Self::time`]; and [`RequestError::Empty`] if the server's chat template alone has as many tokens.
    pub async fn prompt_of(&self, tokens: u32, unique: u64) -> Result<String, RequestError> {
        let plan = self.plan(tokens).await?.ok_or(RequestError::Empty)?;
        Ok(plan.prompt(Prefix::Unique, self.salt, unique))
    }

    /// Sends the prompt, reads the whole answer and gives its times, which count from `intended`. Call [`Self::prompt_of`] or
    /// [`Self::model`] once before: otherwise the first time includes the questions that the server is asked beforehand.
    ///
    /// # Errors
    /// Why the request gave no timing.
    pub async fn time(
        &self,
        prompt: &str,
        output_tokens: u32,
        intended: Instant,
    ) -> Result<Timing, RequestError> {
        let ready = self.ready().await?;
        self.send(
            Prepared::new(ready.dialect, &ready.model, prompt, output_tokens),
            intended,
        )
        .await
    }

    /// Writes a request; the client must be ready and the length fitted.
    pub(crate) fn prepare(
        &self,
        tokens: u32,
        prefix: Prefix,
        number: u64,
        output_tokens: u32,
    ) -> Option<Prepared> {
        let ready = self.ready.get()?;
        let plan = self.planned(tokens)?;
        let prompt = plan.prompt(prefix, self.salt, number);
        Some(Prepared::new(ready.dialect, &ready.model, &prompt, output_tokens))
    }

    /// Sends it and reads the answer.
    pub(crate) async fn send(&self, request: Prepared, intended: Instant) -> Result<Timing, RequestError> {
        let Prepared { body, output_tokens } = request;
        let most = self.limits.body_bytes + output_tokens as usize * self.limits.token_bytes;
        let mut answer = Answer::new(self.limits.line_bytes, most);
        let sent = Instant::now();
        let exchange = async {
            let request = self
                .connections
                .post(self.chat.clone())
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body);
            let mut response = self.connections.open(request).await?;
            while !answer.done() {
                match response.chunk().await {
                    Ok(Some(bytes)) => answer.read(&bytes, Instant::now())?,
                    Ok(None) => break,
                    // An answer that is complete but for the end of its transfer still counts: `timing` decides.
                    Err(e) => {
                        return answer
                            .timing(output_tokens, intended, sent)
                            .map_err(|_| RequestError::from_client(&e, true));
                    }
                }
            }
            let timing = answer
                .timing(output_tokens, intended, sent)
                .map_err(RequestError::from);
            if answer.done() {
                let rest = async { while let Ok(Some(_)) = response.chunk().await {} };
                let _ = tokio::time::timeout(ENDING, rest).await;
            }
            timing
        };
        match tokio::time::timeout(self.limits.request, exchange).await {
            Ok(outcome) => outcome,
            Err(_) if answer.begun() => Err(RequestError::Slow),
            Err(_) => Err(RequestError::Silent),
        }
    }

    /// How the server counts tokens; `None` if it does not.
    pub(crate) async fn token_count(&self) -> Result<Option<Count>, RequestError> {
        Ok(self.ready().await?.count)
    }

    /// The parts of a prompt of that length; `None` if the chat template alone is as long.
    pub(crate) async fn plan(&self, tokens: u32) -> Result<Option<Plan>, RequestError> {
        self.ready().await?;
        Ok(self.planned(tokens))
    }

    /// Uses the plan for all further prompts of that length.
    pub(crate) fn keep(&self, tokens: u32, plan: Plan) {
        self.plans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(tokens, plan);
    }

    /// The text of the prompt with that number.
    pub(crate) fn prompt_text(&self, plan: Plan, number: u64) -> String {
        plan.prompt(Prefix::Unique, self.salt, number)
    }

    fn planned(&self, tokens: u32) -> Option<Plan> {
        let fitted = self
            .plans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&tokens)
            .copied();
        fitted.or_else(|| {
            let count = self.ready.get()?.count;
            count.unwrap_or(Count::ASSUMED).plan(tokens)
        })
    }

    async fn ready(&self) -> Result<&Ready, RequestError> {
        self.ready.get_or_try_init(|| self.ask()).await
    }

    /// Asks for the model, finds the accepted fields and counts tokens.
    async fn ask(&self) -> Result<Ready, RequestError> {
        let server = Server::ask(self, &self.base).await;
        let (server, listed) = match (server, &self.model) {
            (Ok(server), _) => server,
            // A server without a list of models, or that does not show it to this key, can be measured when the model is configured.
            (Err(error), Some(_)) if error.is_an_answer() => (Server::default(), None),
            (Err(RequestError::Unauthorized), None) => return Err(RequestError::NoListing),
            (Err(error), _) => return Err(error),
        };
        let model = self.model.clone().or(listed).ok_or(RequestError::NoModelListed)?;
        let few = self.words(FEW);
        let mut refusal = RequestError::Rejected(400);
        // A refusal may also be of the few tokens asked for, in whichever words.
        for (from, dialect) in PROBES[..2]
            .iter()
            .flat_map(|from| DIALECTS.map(|dialect| (*from, dialect)))
        {
            match self.probe(dialect, &model, &few, from).await {
                Ok((timing, probe)) => {
                    let (count, probe) = match timing.prompt_tokens {
                        Some(few) => self.count(dialect, &model, few, probe).await?,
                        None => (None, probe),
                    };
                    return Ok(Ready {
                        server,
                        model,
                        dialect,
                        count,
                        probe,
                    });
                }
                Err(error @ RequestError::Rejected(400 | 422)) => refusal = error,
                Err(error) => return Err(error),
            }
        }
        Err(refusal)
    }

    async fn count(
        &self,
        dialect: Dialect,
        model: &str,
        few: u32,
        from: u32,
    ) -> Result<(Option<Count>, u32), RequestError> {
        let (timing, probe) = self.probe(dialect, model, &self.words(MANY), from).await?;
        let many = timing.prompt_tokens;
        let count = many.and_then(|many| Count::measured((FEW, few), (MANY, many)));
        Ok((count, probe))
    }

    /// Sends a prompt of which only the length matters, with room for an answer of `from` tokens, and more if none arrives otherwise.
    /// Returns the room that was enough.
    async fn probe(
        &self,
        dialect: Dialect,
        model: &str,
        prompt: &str,
        from: u32,
    ) -> Result<(Timing, u32), RequestError> {
        let mut nothing = RequestError::Empty;
        for tokens in PROBES.into_iter().filter(|tokens| *tokens >= from) {
            let request = Prepared::new(dialect, model, prompt, tokens);
            match self.send(request, Instant::now()).await {
                Ok(timing) => return Ok((timing, tokens)),
                Err(error @ (RequestError::Empty | RequestError::Hidden | RequestError::OutputLimit)) => {
                    nothing = error;
                }
                Err(error) => return Err(error),
            }
        }
        Err(nothing)
    }

    /// The server's count of the tokens of a prompt.
    pub(crate) async fn counted(&self, prompt: &str) -> Result<Option<u32>, RequestError> {
        let ready = self.ready().await?;
        let (timing, _) = self
            .probe(ready.dialect, &ready.model, prompt, ready.probe)
            .await?;
        Ok(timing.prompt_tokens)
    }

    fn words(&self, words: u32) -> String {
        Plan { words, letters: 0 }.prompt(Prefix::Unique, self.salt, u64::from(words) << 48)
    }

    /// Gets a small object. Its time and length are limited.
    pub(crate) async fn get(&self, url: Url) -> Result<(Response, Value), RequestError> {
        let exchange = async {
            let mut response = self.connections.open(self.connections.get(url)).await?;
            let body = beginning(&mut response, self.limits.body_bytes).await;
            let value = serde_json::from_slice(&body).map_err(|_| match body.trim_ascii_start().first() {
                Some(b'<') => RequestError::WebPage,
                Some(_) | None => RequestError::Malformed,
            })?;
            Ok((response, value))
        };
        let limit = self.limits.request.min(Duration::from_secs(30));
        tokio::time::timeout(limit, exchange)
            .await
            .map_err(|_| RequestError::Silent)?
    }
}
