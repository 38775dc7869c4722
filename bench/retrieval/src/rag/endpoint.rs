//! One streamed answer at a time from an OpenAI-compatible endpoint.

use std::time::{Duration, Instant};

use forkcast_load::{Endpoint, RunError};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// How long an endpoint may be silent.
const SILENCE: Duration = Duration::from_secs(120);
/// Most bytes of one line of a stream, and of an answer that is no stream.
const LONGEST: usize = 1 << 20;

/// An endpoint and the model to ask.
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    key: Option<String>,
    model: String,
}

/// One answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// From the intended start to the first content, ms.
    pub(crate) ttft_ms: f64,
    /// From the intended start to the last content, ms.
    pub(crate) e2e_ms: f64,
    /// Tokens of the prompt as the server counted them.
    pub(crate) prompt_tokens: Option<u32>,
}

impl Client {
    /// Asks for the model where the configuration names none.
    pub(crate) async fn new(endpoint: &Endpoint) -> Result<Self, RunError> {
        // A provider set by someone else serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .read_timeout(SILENCE)
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .build()
            .map_err(|_| RunError::new("the client for the endpoint could not be set up"))?;
        let mut client = Self {
            http,
            base: endpoint.url.trim_end_matches('/').to_owned(),
            key: endpoint.key.clone(),
            model: String::new(),
        };
        client.model = match &endpoint.model {
            Some(model) => model.clone(),
            None => client.first_model().await?,
        };
        Ok(client)
    }

    /// The model that is asked.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Sends the prompt and reads the whole answer; times count from `intended`.
    pub(crate) async fn time(
        &self,
        prompt: &str,
        output_tokens: u32,
        intended: Instant,
    ) -> Result<Timing, RunError> {
        let body = json!({
            "model": self.model,
            "messages": [{ "role": "user", "content": prompt }],
            "max_tokens": output_tokens,
            "temperature": 0,
            "stream": true,
            "stream_options": { "include_usage": true },
        });
        let request = self
            .http
            .post(format!("{}/chat/completions", self.base))
            .json(&body);
        let mut response = self.send(request).await?;
        let mut reader = Reader::new(intended);
        while !reader.finished {
            let Some(bytes) = response.chunk().await.map_err(|e| broken(&e))? else {
                break;
            };
            reader.read(&bytes)?;
        }
        reader.timing()
    }

    async fn first_model(&self) -> Result<String, RunError> {
        let response = self.send(self.http.get(format!("{}/models", self.base))).await?;
        let list: Value = response.json().await.map_err(|_| {
            RunError::new("the endpoint's list of models is not of the form of the OpenAI interface")
        })?;
        list.pointer("/data/0/id")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| RunError::new("the endpoint lists no model: name one in its configuration"))
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, RunError> {
        let request = match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        };
        let response = request.send().await.map_err(|e| broken(&e))?;
        match response.status() {
            status if status.is_success() => Ok(response),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(RunError::new("the endpoint refused the key of its configuration"))
            }
            status => Err(RunError::new(format!(
                "the endpoint answered HTTP {}",
                status.as_u16()
            ))),
        }
    }
}

/// Without the address, which reqwest's own words would repeat.
fn broken(error: &reqwest::Error) -> RunError {
    RunError::new(if error.is_timeout() {
        "the endpoint gave no answer in time"
    } else if error.is_connect() {
        "the endpoint could not be reached"
    } else {
        "the endpoint broke off its answer"
    })
}

/// A stream of server-sent events as it comes in.
struct Reader {
    intended: Instant,
    line: Vec<u8>,
    first: Option<f64>,
    last: f64,
    prompt_tokens: Option<u32>,
    ended: bool,
    finished: bool,
}

impl Reader {
    fn new(intended: Instant) -> Self {
        Self {
            intended,
            line: Vec::new(),
            first: None,
            last: 0.0,
            prompt_tokens: None,
            ended: false,
            finished: false,
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), RunError> {
        let ms = self.intended.elapsed().as_secs_f64() * 1e3;
        for byte in bytes {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                self.event(&line, ms)?;
            } else if self.line.len() < LONGEST {
                self.line.push(*byte);
            } else {
                return Err(RunError::new(
                    "the endpoint's answer has a line of more than a megabyte",
                ));
            }
        }
        Ok(())
    }

    fn event(&mut self, line: &[u8], ms: f64) -> Result<(), RunError> {
        let Some(data) = line.strip_prefix(b"data:") else {
            return Ok(());
        };
        let data = data.trim_ascii();
        if data == b"[DONE]" {
            self.finished = true;
            return Ok(());
        }
        let event: Value = serde_json::from_slice(data)
            .map_err(|_| RunError::new("the endpoint's stream is not of the form of the OpenAI interface"))?;
        if event.get("error").is_some_and(|error| !error.is_null()) {
            return Err(RunError::new(
                "the endpoint reported an error in the middle of its answer",
            ));
        }
        if let Some(tokens) = event.pointer("/usage/prompt_tokens").and_then(Value::as_u64) {
            self.prompt_tokens = u32::try_from(tokens).ok();
        }
        let choice = event.pointer("/choices/0");
        // The first chunk names the role only; what a model thinks aloud is its answer too.
        let says = |field: &str| {
            let said = choice.and_then(|c| c.get("delta")?.get(field)?.as_str());
            said.is_some_and(|text| !text.is_empty())
        };
        if ["content", "reasoning_content", "reasoning"]
            .into_iter()
            .any(says)
        {
            self.first.get_or_insert(ms);
            self.last = ms;
        }
        self.ended |= choice.is_some_and(|c| c.get("finish_reason").is_some_and(Value::is_string));
        Ok(())
    }

    fn timing(self) -> Result<Timing, RunError> {
        if !self.finished && !self.ended {
            return Err(RunError::new("the endpoint broke off its answer"));
        }
        let ttft_ms = self
            .first
            .ok_or_else(|| RunError::new("the endpoint's answer was empty"))?;
        Ok(Timing {
            ttft_ms,
            e2e_ms: self.last,
            prompt_tokens: self.prompt_tokens,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Timing, RunError> {
        let mut reader = Reader::new(Instant::now());
        // In pieces that cut lines and characters apart.
        text.as_bytes()
            .chunks(7)
            .try_for_each(|piece| reader.read(piece))?;
        reader.timing()
    }

    const WHOLE: &str = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n: ping\n\n\
        data: {\"choices\":[{\"delta\":{\"content\":\"grüß\"},\"finish_reason\":null}]}\r\n\r\n\
        data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n\
        data: {\"choices\":[],\"usage\":{\"prompt_tokens\":17,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n";

    #[test]
    fn reads_a_stream_and_its_count_of_tokens() {
        let timing = read(WHOLE).expect("whole");
        assert_eq!(timing.prompt_tokens, Some(17));
        assert!(timing.e2e_ms >= timing.ttft_ms && timing.ttft_ms >= 0.0);
    }

    #[test]
    fn what_is_cut_off_empty_or_malformed_is_an_error() {
        let cut = WHOLE
            .split("data: {\"choices\":[{\"delta\":{},")
            .next()
            .expect("a start");
        assert!(read(cut).expect_err("cut").to_string().contains("broke off"));
        let empty = WHOLE.replace("grüß", "");
        assert!(read(&empty).expect_err("empty").to_string().contains("empty"));
        assert!(
            read("data: {\n\n")
                .expect_err("no JSON")
                .to_string()
                .contains("not of the form")
        );
        let error = "data: {\"error\":{\"message\":\"out of memory\"}}\n\n";
        assert!(
            read(error)
                .expect_err("an error")
                .to_string()
                .contains("reported an error")
        );
    }
}
