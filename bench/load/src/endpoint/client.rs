//! One client of an endpoint: what it sends, and the times it reads.

use std::collections::BTreeMap;
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{RequestBuilder, Response, Url};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::Endpoint;
use super::answer::{Answer, Timing};
use super::failure::RequestError;
use super::prompts::{Count, Plan, Prefix, near};
use super::server::Server;
use crate::RunError;

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

/// Longest time for a connection to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// Idle connections are kept for less than the five seconds after which usual servers close them: one that is closed while
/// a request is on its way would count as an error.
const IDLE: Duration = Duration::from_secs(4);
/// How long the end of the body may take after `[DONE]`, for the connection's further use.
const ENDING: Duration = Duration::from_millis(50);
/// Words of the two prompts by which tokens are counted.
const FEW: u32 = 16;
const MANY: u32 = 144;
/// Tokens asked for where only the prompt matters.
const SHORT_ANSWER: u32 = 2;

/// A client of one endpoint. It asks the server for its model, its way of being asked and its count of tokens when first needed.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    chat: Url,
    key: Option<HeaderValue>,
    model: Option<String>,
    limits: Limits,
    salt: u64,
    ready: OnceCell<Ready>,
    plans: Mutex<BTreeMap<u32, Plan>>,
}

/// What the server was asked before the first timed request.
#[derive(Clone, Debug)]
struct Ready {
    server: Server,
    model: String,
    dialect: Dialect,
    /// None where the server does not count tokens.
    count: Option<Count>,
}

/// Which fields the server takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dialect {
    /// `ignore_eos`: vLLM, SGLang and llama.cpp know it; answers are then as long as asked for.
    ignore_eos: bool,
    /// The name of the limit on the answer.
    max_tokens: &'static str,
    /// `stream_options.include_usage`.
    usage: bool,
}

/// In the order of trying.
const DIALECTS: [Dialect; 4] = {
    let whole = Dialect {
        ignore_eos: true,
        max_tokens: "max_tokens",
        usage: true,
    };
    let plain = Dialect {
        ignore_eos: false,
        ..whole
    };
    let renamed = Dialect {
        max_tokens: "max_completion_tokens",
        ..plain
    };
    [
        whole,
        plain,
        renamed,
        Dialect {
            usage: false,
            ..plain
        },
    ]
};

/// A request with its body written, so that nothing but the sending is left.
#[derive(Debug)]
pub(crate) struct Prepared {
    body: Vec<u8>,
    output_tokens: u32,
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
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Fails only if one is installed already, which serves as well.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let base = format!("{}/", endpoint.url.trim_end_matches('/'));
        let base = Url::parse(&base).map_err(|_| RequestError::Address)?;
        if !["http", "https"].contains(&base.scheme()) || base.cannot_be_a_base() {
            return Err(RequestError::Address);
        }
        let key = match &endpoint.key {
            Some(key) => {
                let mut value =
                    HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| RequestError::Key)?;
                value.set_sensitive(true);
                Some(value)
            }
            None => None,
        };
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(usize::MAX)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .build()
            .map_err(|_| RequestError::Tls)?;
        Ok(Self {
            http,
            chat: base.join("chat/completions").map_err(|_| RequestError::Address)?,
            base,
            key,
            model: endpoint.model.clone(),
            limits,
            salt: rand::random(),
            ready: OnceCell::new(),
            plans: Mutex::default(),
        })
    }

    /// The model that answers.
    ///
    /// # Errors
    /// As [`Self::time`].
    pub async fn model(&self) -> Result<String, RequestError> {
        Ok(self.ready().await?.model.clone())
    }

    /// What the server says it is, such as `llama.cpp b6400`; never its address.
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
    /// [`Self::model`] once before: otherwise the first time includes what the server is asked beforehand.
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
                .http
                .post(self.chat.clone())
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body);
            let mut response = self.open(request).await?;
            while !answer.done() {
                match response.chunk().await {
                    Ok(Some(bytes)) => answer.read(&bytes, Instant::now())?,
                    Ok(None) => break,
                    // An answer that is complete but for the end of its transfer still counts: `timing` tells.
                    Err(e) => {
                        return answer
                            .timing(output_tokens, intended, sent)
                            .map_err(|_| RequestError::of(&e, true));
                    }
                }
            }
            let timing = answer.timing(output_tokens, intended, sent);
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

    /// Makes prompts of so many tokens come out right: asks the server for its count, corrects, and asks again.
    pub(crate) async fn fit(&self, tokens: u32) -> Result<(), RunError> {
        let ready = self.ready().await?;
        let Some(mut plan) = self.plan(tokens).await? else {
            let added = ready.count.unwrap_or(Count::ASSUMED).added;
            return Err(RunError::new(format!(
                "a prompt of {tokens} tokens is too short: the endpoint's chat template alone takes {added:.0}"
            )));
        };
        let Some(count) = ready.count else {
            return Ok(());
        };
        let mut counted = 0;
        for attempt in 0..3 {
            let prompt = plan.prompt(Prefix::Unique, self.salt, u64::MAX - attempt);
            let timing = self.time(&prompt, SHORT_ANSWER, Instant::now()).await?;
            let Some(found) = timing.prompt_tokens else {
                return Ok(());
            };
            counted = found;
            let by = f64::from(tokens) - f64::from(counted);
            let right = near(tokens, counted);
            if by != 0.0 {
                plan = count.corrected(plan, by);
            }
            if right {
                self.plans
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(tokens, plan);
                return Ok(());
            }
        }
        Err(mismatch(tokens, counted))
    }

    async fn plan(&self, tokens: u32) -> Result<Option<Plan>, RequestError> {
        self.ready().await?;
        Ok(self.planned(tokens))
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

    /// Which model, which fields, how many tokens.
    async fn ask(&self) -> Result<Ready, RequestError> {
        let server = Server::ask(self, &self.base).await;
        let (server, listed) = match (server, &self.model) {
            (Ok(server), _) => server,
            // A server without a list of models is no hindrance when the model is configured.
            (Err(RequestError::NotFound | RequestError::NoModel | RequestError::Malformed), Some(_)) => {
                (Server::default(), None)
            }
            (Err(error), _) => return Err(error),
        };
        let model = self.model.clone().or(listed).ok_or(RequestError::NoModelListed)?;
        let few = self.words(FEW);
        let mut refusal = None;
        for dialect in DIALECTS {
            let request = Prepared::new(dialect, &model, &few, SHORT_ANSWER);
            match self.send(request, Instant::now()).await {
                Ok(timing) => {
                    let count = match timing.prompt_tokens {
                        Some(few) => self.count(dialect, &model, few).await?,
                        None => None,
                    };
                    return Ok(Ready {
                        server,
                        model,
                        dialect,
                        count,
                    });
                }
                Err(error @ RequestError::Rejected(400 | 422)) => {
                    refusal.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(refusal.unwrap_or(RequestError::Rejected(400)))
    }

    async fn count(&self, dialect: Dialect, model: &str, few: u32) -> Result<Option<Count>, RequestError> {
        let request = Prepared::new(dialect, model, &self.words(MANY), SHORT_ANSWER);
        let many = self.send(request, Instant::now()).await?.prompt_tokens;
        Ok(many.and_then(|many| Count::measured((FEW, few), (MANY, many))))
    }

    fn words(&self, words: u32) -> String {
        Plan { words, letters: 0 }.prompt(Prefix::Unique, self.salt, u64::from(words) << 48)
    }

    /// Sends with the key; a status that is no success is an error.
    pub(crate) async fn open(&self, request: RequestBuilder) -> Result<Response, RequestError> {
        let request = match &self.key {
            Some(key) => request.header(AUTHORIZATION, key),
            None => request,
        };
        let mut response = request.send().await.map_err(|e| RequestError::of(&e, false))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = beginning(&mut response, 16 << 10).await;
        Err(RequestError::of_status(status, &String::from_utf8_lossy(&body)))
    }

    /// Gets a small object. Its time and length are limited.
    pub(crate) async fn get(&self, url: Url) -> Result<(Response, Value), RequestError> {
        let exchange = async {
            let mut response = self.open(self.http.get(url)).await?;
            let body = beginning(&mut response, self.limits.body_bytes).await;
            let value = serde_json::from_slice(&body).map_err(|_| match body.trim_ascii_start().first() {
                Some(b'<') => RequestError::WebPage,
                _ => RequestError::Malformed,
            })?;
            Ok((response, value))
        };
        let limit = self.limits.request.min(Duration::from_secs(30));
        tokio::time::timeout(limit, exchange)
            .await
            .map_err(|_| RequestError::Silent)?
    }
}

impl Prepared {
    fn new(dialect: Dialect, model: &str, prompt: &str, output_tokens: u32) -> Self {
        let mut body = json!({
            "model": model,
            "messages": [{ "role": "user", "content": prompt }],
            dialect.max_tokens: output_tokens,
            "stream": true,
        });
        if dialect.ignore_eos {
            body["ignore_eos"] = Value::Bool(true);
        }
        if dialect.usage {
            body["stream_options"] = json!({ "include_usage": true });
        }
        Self {
            body: body.to_string().into_bytes(),
            output_tokens,
        }
    }
}

/// At most so many bytes of a body.
async fn beginning(response: &mut Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < most {
        match response.chunk().await {
            Ok(Some(bytes)) => body.extend_from_slice(&bytes[..bytes.len().min(most - body.len())]),
            _ => break,
        }
    }
    body
}

/// The sentence for a count of prompt tokens that is not what was meant.
pub(crate) fn mismatch(meant: u32, counted: u32) -> RunError {
    RunError::new(format!(
        "prompts of {meant} tokens were meant, but the endpoint counted {counted}: it may cut prompts off without saying so, \
         or count in its own way; ask for a length within its context"
    ))
}
