//! Endpoints that retrieval asks, for vectors or for an order of passages: at most as many requests at once as for questions, with the same
//! attempts and waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use forkcast_endpoint::endpoint::{Client, RequestError};
use forkcast_protocol::measure::QualitySpec;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::corpus::{Corpus, tokens};
use crate::pipeline::Called;
use crate::plan::Cost;
use crate::run::{Backoff, again, may_pass};
use crate::set::Set;
use crate::{QualityError, embed, text};

/// What an endpoint is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Vectors of passages and questions.
    Embeddings,
    /// An order of the passages found.
    Reranking,
}

/// What a call costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fee {
    /// USD per million tokens.
    Tokens(f64),
    /// USD per thousand calls.
    Calls(f64),
}

/// An endpoint with its model.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name in the configuration.
    pub name: String,
    /// What it is asked for.
    pub purpose: Purpose,
    /// Its model; none if the server names none.
    pub model: Option<String>,
    /// The catalog's row of that model.
    pub row: Option<String>,
    /// What it costs, if that is known.
    pub fee: Option<Fee>,
    client: Arc<Client>,
    /// The first form of a request that the server has not refused.
    form: Arc<AtomicUsize>,
}

/// Why an answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is none.
    Request(RequestError),
    /// It has no list of vectors or of places.
    Form,
    /// It has more or fewer entries than were asked for.
    Count { asked: usize, given: usize },
    /// Its entries do not name each text once.
    Places,
    /// A number is missing, not a number, or infinite.
    NotANumber,
    /// Vectors come as text in place of numbers.
    Encoded,
    /// Vectors have several lengths.
    Lengths { first: usize, other: usize },
    /// A vector of zeros, which is near to nothing.
    Zeros,
}

/// What calls took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) calls: u64,
    pub(crate) retries: u64,
    pub(crate) tokens: Option<u64>,
}

impl Taken {
    pub(crate) const fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.retries += other.retries;
        self.tokens = match (self.tokens, other.tokens) {
            (Some(a), Some(b)) => Some(a + b),
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) => None,
        };
    }
}

/// How often a request is tried again, and after which waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempts {
    pub(crate) retries: u32,
    pub(crate) backoff: Backoff,
}

impl Service {
    /// The endpoint of a client. Nothing is asked yet.
    #[must_use]
    pub fn new(name: &str, purpose: Purpose, client: Client, model: Option<String>) -> Self {
        Self {
            name: name.to_owned(),
            purpose,
            model,
            row: None,
            fee: None,
            client: Arc::new(client),
            form: Arc::default(),
        }
    }

    /// What it will be asked at the most. Tokens are estimated by bytes, those of passages to be put into order by their mean.
    #[must_use]
    pub fn cost(&self, set: &Set, corpus: &Corpus, spec: &QualitySpec) -> Cost {
        let questions = set.questions.iter().map(|one| tokens(&one.question)).sum::<f64>();
        let n = set.questions.len();
        let (calls, prompt_tokens) = match self.purpose {
            Purpose::Embeddings => {
                let texts = embed::texts(set, corpus);
                let all = texts.iter().map(|text| tokens(text)).sum();
                (embed::batches(&texts).len() as u64, all)
            }
            Purpose::Reranking => {
                let candidates = corpus.passages.len().min(spec.candidates as usize) as f64;
                let passages = n as f64 * corpus.passage_tokens();
                (n as u64, candidates * (questions + passages))
            }
        };
        Cost {
            calls,
            prompt_tokens,
            answer_tokens: 0.0,
            usd: self.fee.map(|fee| match fee {
                Fee::Tokens(usd) => prompt_tokens * usd / 1e6,
                Fee::Calls(usd) => calls as f64 * usd / 1e3,
            }),
        }
    }

    pub(crate) fn error(&self, fault: Fault) -> QualityError {
        QualityError::new(text::service::failed(&self.name, self.purpose, fault))
    }

    pub(crate) fn called(&self, taken: Taken) -> Called {
        Called {
            endpoint: self.name.clone(),
            model: self.model.clone(),
            row: self.row.clone(),
            calls: taken.calls,
            retries: taken.retries,
            tokens: taken.tokens,
        }
    }

    /// Posts the body in the first of its forms that the server takes, again where it does not answer.
    pub(crate) async fn post(
        &self,
        path: &str,
        forms: &[Value],
        most: usize,
        attempts: Attempts,
    ) -> Result<(Value, Taken), RequestError> {
        let from = self.form.load(Ordering::Relaxed);
        let mut refusal = None;
        let mut retries = 0;
        for (place, body) in forms.iter().enumerate().skip(from) {
            // 501 says that the server does not have it, which no wait mends.
            let mends = |error| may_pass(error) && error != RequestError::Server(501);
            let left = attempts.retries - retries;
            let post = || self.client.post(path, body, most);
            let (outcome, more) = again(left, attempts.backoff, mends, post).await;
            retries += more;
            match outcome {
                Err(error @ RequestError::Rejected(400 | 422)) => {
                    refusal.get_or_insert(error);
                }
                Err(error) => return Err(error),
                Ok(answer) => {
                    self.form.fetch_max(place, Ordering::Relaxed);
                    let tokens = tokens_of(&answer);
                    let retries = u64::from(retries);
                    return Ok((
                        answer,
                        Taken {
                            calls: 1,
                            retries,
                            tokens,
                        },
                    ));
                }
            }
        }
        Err(refusal.unwrap_or(RequestError::Rejected(400)))
    }
}

/// Tokens as the server counts them.
fn tokens_of(answer: &Value) -> Option<u64> {
    let places = [
        "/usage/total_tokens",
        "/usage/prompt_tokens",
        "/meta/tokens/input_tokens",
    ];
    let counted = places.iter().find_map(|place| answer.pointer(place)?.as_f64())?;
    (counted.is_finite() && counted >= 0.0).then_some(counted as u64)
}

/// Runs the jobs, so many at once, and hands on each result as it comes. The first error ends them all.
pub(crate) async fn each<J, T, F>(
    jobs: impl IntoIterator<Item = J>,
    at_once: u32,
    start: impl Fn(J) -> F,
    mut done: impl FnMut(T),
) -> Result<(), Fault>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Fault>> + Send + 'static,
{
    let mut jobs = jobs.into_iter();
    let mut running = JoinSet::new();
    loop {
        while running.len() < at_once.max(1) as usize
            && let Some(job) = jobs.next()
        {
            running.spawn(start(job));
        }
        match running.join_next().await {
            None => return Ok(()),
            Some(Ok(result)) => done(result?),
            Some(Err(_)) => return Err(Fault::Request(RequestError::Cut)),
        }
    }
}
