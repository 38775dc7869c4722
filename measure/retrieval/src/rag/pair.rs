//! One pair of requests: the same question with and without passages.

use std::sync::Arc;
use std::time::Instant;

use forkcast_endpoint::RunError;
use rand::Rng;
use rand::rngs::StdRng;

use super::prompts::Prompts;
use crate::blocking::blocking;
use crate::embedder::Embedder;
use crate::questions;
use crate::stores::Index;
use forkcast_endpoint::endpoint::{Client, Timing};

/// Everything that a pair needs.
pub(crate) struct Pairs {
    pub(crate) client: Arc<Client>,
    pub(crate) embedder: Arc<Embedder>,
    pub(crate) index: Arc<Box<dyn Index>>,
    pub(crate) prompts: Prompts,
    /// Different questions.
    pub(crate) questions: usize,
    /// Exact answers, by question.
    pub(crate) exact: Vec<Vec<u32>>,
    pub(crate) chunks: usize,
    pub(crate) output_tokens: u32,
}

/// The stages of an answer with passages.
pub(crate) struct Retrieving {
    pub(crate) embed_ms: f64,
    pub(crate) search_ms: f64,
    pub(crate) found: Vec<u32>,
    pub(crate) exact: Option<Vec<u32>>,
    /// From before the embedding to the end of the answer.
    pub(crate) answer: Timing,
}

/// Both answers, or the error instead of one.
pub(crate) struct Outcome {
    pub(crate) plain: Result<Timing, RunError>,
    pub(crate) retrieving: Result<Retrieving, RunError>,
}

impl Pairs {
    /// Asks with and without passages, in random order.
    pub(crate) async fn ask(&self, client: usize, rng: &mut StdRng) -> Outcome {
        let question = rng.random_range(0..self.questions);
        // Drawn before the clock starts, and different from each other from the first word on.
        let (plain, start) = (self.prompts.plain(question, rng), self.prompts.opening(rng));
        if rng.random() {
            let plain = self.plain(&plain).await;
            let retrieving = self.retrieving(client, question, &start).await;
            Outcome { plain, retrieving }
        } else {
            let retrieving = self.retrieving(client, question, &start).await;
            let plain = self.plain(&plain).await;
            Outcome { plain, retrieving }
        }
    }

    async fn plain(&self, prompt: &str) -> Result<Timing, RunError> {
        Ok(self
            .client
            .time(prompt, self.output_tokens, Instant::now())
            .await?)
    }

    async fn retrieving(
        &self,
        client: usize,
        question: usize,
        opening: &str,
    ) -> Result<Retrieving, RunError> {
        let start = Instant::now();
        let (embedder, text) = (Arc::clone(&self.embedder), questions::question(question));
        let embedding = blocking(move |_| embedder.embed(&text)).await??;
        let embedded = Instant::now();
        let found = self.index.search(client, &embedding, self.chunks).await?;
        let searched = Instant::now();
        let prompt = self.prompts.retrieving(question, opening, &found);
        let answer = self.client.time(&prompt, self.output_tokens, start).await?;
        Ok(Retrieving {
            embed_ms: (embedded - start).as_secs_f64() * 1e3,
            search_ms: (searched - embedded).as_secs_f64() * 1e3,
            found,
            exact: self.exact.get(question).cloned(),
            answer,
        })
    }
}
