//! A record of any log in JSON: the fields of all formats in one structure, so that one pass reads them and passes over the rest.

use serde::Deserialize;

use super::call::Call;
use super::scalar::{Many, Maybe, Scalar, Seen};
use crate::text::log as words;
use crate::when::When;

/// What a record says.
pub(super) enum Reading {
    /// A question, in that format.
    Call(&'static str, Call),
    /// A record of that format that is no question.
    Other(&'static str),
    /// A record whose figures cannot be.
    Wrong(&'static str),
    /// A record of no known format: the nearest, and the fields of it that are missing.
    Unknown(&'static str, Vec<&'static str>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    object: Scalar,
    #[serde(rename = "type")]
    kind: Scalar,
    model: Scalar,
    #[serde(rename = "modelVersion")]
    model_version: Scalar,
    #[serde(rename = "providedModelName")]
    provided_model: Scalar,
    // Times.
    created: Scalar,
    created_at: Scalar,
    #[serde(rename = "createTime")]
    create_time: Scalar,
    timestamp: Scalar,
    time: Scalar,
    #[serde(rename = "startTime")]
    start_time: Scalar,
    #[serde(rename = "endTime")]
    end_time: Scalar,
    #[serde(rename = "completionStartTime")]
    completion_start_time: Scalar,
    request_created_at: Scalar,
    response_created_at: Scalar,
    // Tokens.
    usage: Maybe<Usage>,
    #[serde(rename = "usageMetadata")]
    usage_metadata: Maybe<GeminiUsage>,
    #[serde(rename = "usageDetails")]
    usage_details: Maybe<Usage>,
    prompt_tokens: Scalar,
    completion_tokens: Scalar,
    prompt_cache_read_tokens: Scalar,
    prompt_cache_write_tokens: Scalar,
    // Money.
    spend: Scalar,
    cost: Scalar,
    cost_usd: Scalar,
    #[serde(rename = "costUSD")]
    cost_usd_helicone: Scalar,
    #[serde(rename = "calculatedTotalCost")]
    calculated_cost: Scalar,
    #[serde(rename = "totalCost")]
    total_cost: Scalar,
    #[serde(rename = "costDetails")]
    cost_details: Maybe<CostDetails>,
    currency: Scalar,
    // Times of an answer.
    latency: Scalar,
    latency_ms: Scalar,
    delay_ms: Scalar,
    time_to_first_token: Scalar,
    #[serde(rename = "timeToFirstToken")]
    first_token_s: Scalar,
    ttft_ms: Scalar,
    // Failures.
    status: Scalar,
    status_code: Scalar,
    response_status: Scalar,
    level: Scalar,
    error: Seen,
    // Wrappers.
    response: Maybe<Raw>,
    response_body: Maybe<Raw>,
    body: Maybe<Raw>,
    data: Many<Raw>,
    #[serde(rename = "resourceSpans")]
    resource_spans: Option<Many<ResourceSpans>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Usage {
    prompt_tokens: Scalar,
    completion_tokens: Scalar,
    input_tokens: Scalar,
    output_tokens: Scalar,
    input: Scalar,
    output: Scalar,
    cache_read_input_tokens: Scalar,
    cache_creation_input_tokens: Scalar,
    input_cached_tokens: Scalar,
    output_reasoning_tokens: Scalar,
    prompt_tokens_details: Maybe<Details>,
    input_tokens_details: Maybe<Details>,
    completion_tokens_details: Maybe<Details>,
    output_tokens_details: Maybe<Details>,
    cost: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    cached_tokens: Scalar,
    reasoning_tokens: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CostDetails {
    total: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct GeminiUsage {
    prompt_token_count: Scalar,
    cached_content_token_count: Scalar,
    candidates_token_count: Scalar,
    thoughts_token_count: Scalar,
    tool_use_prompt_token_count: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ResourceSpans {
    scope_spans: Many<ScopeSpans>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ScopeSpans {
    spans: Many<Span>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Span {
    start_time_unix_nano: Scalar,
    end_time_unix_nano: Scalar,
    attributes: Many<Attribute>,
    status: Maybe<SpanStatus>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SpanStatus {
    code: Scalar,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attribute {
    key: Scalar,
    value: Maybe<AttributeValue>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct AttributeValue {
    string_value: Scalar,
    int_value: Scalar,
    double_value: Scalar,
}

/// Names of the formats.
const OPENAI: &str = "openai";
const ANTHROPIC: &str = "anthropic";
const GEMINI: &str = "gemini";
const LITELLM: &str = "litellm";
const LANGFUSE: &str = "langfuse";
const HELICONE: &str = "helicone";
const OTLP: &str = "otlp";
const GENERIC: &str = "generic";

/// Tokens as one provider counts them.
#[derive(Default)]
struct Tokens {
    input: Option<f64>,
    cached: Option<f64>,
    written: Option<f64>,
    output: Option<f64>,
    thinking: Option<f64>,
    usd: Option<f64>,
}

impl Usage {
    fn tokens(&self) -> Tokens {
        let first = |all: [&Scalar; 3]| all.iter().find_map(|one| one.number());
        let detail =
            |of: &Maybe<Details>, f: fn(&Details) -> &Scalar| of.0.as_ref().and_then(|d| f(d).number());
        let (read, written) = (
            self.cache_read_input_tokens.number(),
            self.cache_creation_input_tokens.number(),
        );
        let cached = detail(&self.prompt_tokens_details, |d| &d.cached_tokens)
            .or_else(|| detail(&self.input_tokens_details, |d| &d.cached_tokens));
        let mut tokens = Tokens {
            input: first([&self.prompt_tokens, &self.input_tokens, &self.input]),
            cached: cached.or(read).or_else(|| self.input_cached_tokens.number()),
            written,
            output: first([&self.completion_tokens, &self.output_tokens, &self.output]),
            thinking: detail(&self.completion_tokens_details, |d| &d.reasoning_tokens)
                .or_else(|| detail(&self.output_tokens_details, |d| &d.reasoning_tokens))
                .or_else(|| self.output_reasoning_tokens.number()),
            usd: self.cost.number(),
        };
        // Anthropic counts what the cache reads and writes apart from the input, and so do exports of its answers; Langfuse counts every
        // detail apart.
        let apart = !self.prompt_tokens.is_there() && (read.is_some() || written.is_some());
        let langfuse = self.input.is_there();
        if apart || langfuse {
            let beside = tokens.cached.unwrap_or(0.0) + written.unwrap_or(0.0);
            tokens.input = tokens.input.map(|input| input + beside);
        }
        if langfuse && let Some(thinking) = tokens.thinking {
            tokens.output = tokens.output.map(|output| output + thinking);
        }
        tokens
    }
}

impl GeminiUsage {
    fn tokens(&self) -> Tokens {
        let thinking = self.thoughts_token_count.number();
        let candidates = self.candidates_token_count.number();
        let output = (candidates.is_some() || thinking.is_some())
            .then(|| candidates.unwrap_or(0.0) + thinking.unwrap_or(0.0));
        let input = self.prompt_token_count.number();
        Tokens {
            input: input.map(|input| input + self.tool_use_prompt_token_count.number().unwrap_or(0.0)),
            cached: self.cached_content_token_count.number(),
            written: None,
            output,
            thinking,
            usd: None,
        }
    }
}

impl Raw {
    /// What the record and those within it say.
    pub(super) fn read(&self, readings: &mut Vec<Reading>) {
        if let Some(Many(resources)) = &self.resource_spans {
            let spans = resources.iter().flat_map(|resource| &resource.scope_spans.0);
            readings.extend(spans.flat_map(|scope| &scope.spans.0).map(Span::read));
            return;
        }
        if !self.data.0.is_empty() && !self.is_usage() {
            self.data.0.iter().for_each(|one| one.read(readings));
            return;
        }
        readings.push(self.reading());
    }

    fn is_usage(&self) -> bool {
        self.usage.0.is_some()
            || self.usage_metadata.0.is_some()
            || self.usage_details.0.is_some()
            || self.prompt_tokens.is_there()
    }

    /// The answer within, for logs that keep a whole response beside their own fields.
    fn inner(&self) -> Option<&Self> {
        let within = [&self.response, &self.response_body, &self.body];
        let inner = within.into_iter().find_map(|one| one.0.as_deref())?;
        // A batch's line has the answer in the response's body.
        Some(inner.inner().filter(|_| !inner.is_usage()).unwrap_or(inner))
    }

    fn format(&self) -> Option<&'static str> {
        let starts = |scalar: &Scalar, start: &str| scalar.text().is_some_and(|text| text.starts_with(start));
        if self.usage_metadata.0.is_some() {
            Some(GEMINI)
        } else if self.kind.is("message") && self.usage.0.is_some() {
            Some(ANTHROPIC)
        } else if starts(&self.object, "chat.completion")
            || self.object.is("response")
            || self.object.is("text_completion")
            || self.object.is("embedding")
        {
            Some(OPENAI)
        } else if self.spend.is_there() && self.start_time.is_there() {
            Some(LITELLM)
        } else if self.request_created_at.is_there() || self.delay_ms.is_there() {
            Some(HELICONE)
        } else if self.usage_details.0.is_some()
            || (self.start_time.is_there()
                && ["generation", "span", "event"]
                    .iter()
                    .any(|kind| self.kind.is(kind)))
        {
            Some(LANGFUSE)
        } else {
            None
        }
    }

    fn reading(&self) -> Reading {
        let inner = self.inner();
        let own = self.format();
        let Some(format) = own.or_else(|| inner.and_then(Self::format)) else {
            return self.without_format(inner);
        };
        if format == LANGFUSE && self.kind.is_there() && !self.kind.is("generation")
            || self.object.is("chat.completion.chunk") && self.usage.0.is_none()
        {
            return Reading::Other(format);
        }
        self.call(format, inner)
    }

    /// A record that has usage or an error and belongs to no format.
    fn without_format(&self, inner: Option<&Self>) -> Reading {
        let usage = self.is_usage() || inner.is_some_and(Self::is_usage);
        if usage || self.error.0 || self.kind.is("error") {
            return self.call(GENERIC, inner);
        }
        let has = |present: bool, field: &'static str| (!present).then_some(field);
        let candidates: [(&'static str, Vec<Option<&'static str>>); 6] = [
            (
                OPENAI,
                vec![
                    has(self.object.is_there(), "object"),
                    has(false, "usage"),
                    has(self.created.is_there(), "created"),
                ],
            ),
            (
                ANTHROPIC,
                vec![has(self.kind.is("message"), "type"), has(false, "usage")],
            ),
            (
                GEMINI,
                vec![
                    has(false, "usageMetadata"),
                    has(self.model_version.is_there(), "modelVersion"),
                ],
            ),
            (
                LITELLM,
                vec![
                    has(self.spend.is_there(), "spend"),
                    has(self.start_time.is_there(), "startTime"),
                    has(false, "prompt_tokens"),
                ],
            ),
            (
                LANGFUSE,
                vec![
                    has(self.kind.is_there(), "type"),
                    has(self.start_time.is_there(), "startTime"),
                    has(false, "usageDetails"),
                ],
            ),
            (
                HELICONE,
                vec![
                    has(false, "request_created_at"),
                    has(false, "prompt_tokens"),
                    has(self.delay_ms.is_there(), "delay_ms"),
                ],
            ),
        ];
        let mut best = (OPENAI, vec!["object", "usage", "created"], 1.0);
        for (format, fields) in candidates {
            let all = fields.len() as f64;
            let missed: Vec<&'static str> = fields.into_iter().flatten().collect();
            let share = missed.len() as f64 / all;
            if share < best.2 {
                best = (format, missed, share);
            }
        }
        Reading::Unknown(best.0, best.1)
    }

    fn tokens(&self) -> Tokens {
        if let Some(usage) = &self.usage_metadata.0 {
            return usage.tokens();
        }
        let usage = self.usage_details.0.as_deref().or(self.usage.0.as_deref());
        let mut tokens = usage.map(Usage::tokens).unwrap_or_default();
        tokens.input = tokens.input.or_else(|| self.prompt_tokens.number());
        tokens.output = tokens.output.or_else(|| self.completion_tokens.number());
        tokens.cached = tokens.cached.or_else(|| self.prompt_cache_read_tokens.number());
        tokens.written = tokens.written.or_else(|| self.prompt_cache_write_tokens.number());
        tokens
    }

    fn call(&self, format: &'static str, inner: Option<&Self>) -> Reading {
        let mut tokens = self.tokens();
        if let Some(more) = inner.map(Self::tokens) {
            tokens = Tokens {
                input: tokens.input.or(more.input),
                cached: tokens.cached.or(more.cached),
                written: tokens.written.or(more.written),
                output: tokens.output.or(more.output),
                thinking: tokens.thinking.or(more.thinking),
                usd: tokens.usd.or(more.usd),
            };
        }
        let times = [
            &self.start_time,
            &self.request_created_at,
            &self.timestamp,
            &self.time,
            &self.created,
            &self.created_at,
            &self.create_time,
        ];
        let asked = times.iter().any(|time| time.is_there());
        let at = times.iter().find_map(|time| time.when());
        if asked && at.is_none() {
            return Reading::Wrong(words::NO_TIME);
        }
        let at = at.or_else(|| {
            let inner = inner?;
            [&inner.created, &inner.created_at, &inner.create_time]
                .iter()
                .find_map(|time| time.when())
        });
        let start = self.start_time.when().or_else(|| self.request_created_at.when());
        let until = |end: Option<When>| -> Option<f64> {
            let ms = (end?.seconds - start?.seconds) * 1e3;
            (ms >= 0.0).then_some(ms)
        };
        let whole = until(self.end_time.when().or_else(|| self.response_created_at.when()));
        // LiteLLM writes the end where an answer was not streamed.
        let first =
            until(self.completion_start_time.when()).filter(|first| whole.is_none_or(|whole| *first < whole));
        let seconds = |scalar: &Scalar| scalar.number().map(|seconds| seconds * 1e3);
        let names = [&self.model, &self.provided_model, &self.model_version];
        let model = names.iter().find_map(|name| name.text()).or_else(|| {
            let inner = inner?;
            inner.model.text().or_else(|| inner.model_version.text())
        });
        let costs = [
            &self.spend,
            &self.cost_usd,
            &self.cost_usd_helicone,
            &self.calculated_cost,
            &self.total_cost,
            &self.cost,
        ];
        let detailed = self.cost_details.0.as_ref().and_then(|cost| cost.total.number());
        let code = |scalar: &Scalar| scalar.number().is_some_and(|code| code >= 400.0);
        let failed = self.error.0
            || inner.is_some_and(|inner| inner.error.0)
            || self.kind.is("error")
            || self.level.is("error")
            || ["failure", "failed", "error"]
                .iter()
                .any(|word| self.status.is(word))
            || [&self.status, &self.status_code, &self.response_status]
                .into_iter()
                .any(code)
            || self
                .response
                .0
                .as_ref()
                .is_some_and(|response| code(&response.status_code));
        let call = Call {
            at,
            whole_day: false,
            model: model.map(str::to_owned),
            requests: 1.0,
            input: tokens.input,
            cached: tokens.cached,
            written: tokens.written,
            output: tokens.output,
            thinking: tokens.thinking,
            failed,
            batch: false,
            latency_ms: self
                .latency_ms
                .number()
                .or_else(|| self.delay_ms.number())
                .or(whole)
                .or_else(|| seconds(&self.latency)),
            first_token_ms: self
                .ttft_ms
                .number()
                .or_else(|| self.time_to_first_token.number())
                .or_else(|| seconds(&self.first_token_s))
                .or(first),
            usd: costs
                .iter()
                .find_map(|cost| cost.number())
                .or(detailed)
                .or(tokens.usd),
            currency: self.currency.text().map(str::to_uppercase),
        };
        if call.is_plausible() {
            Reading::Call(format, call)
        } else {
            Reading::Wrong(words::NONSENSE)
        }
    }
}

impl Span {
    fn read(&self) -> Reading {
        let find = |key: &str| {
            let attribute = self.attributes.0.iter().find(|attribute| attribute.key.is(key))?;
            attribute.value.0.as_deref()
        };
        let number = |keys: &[&str]| {
            keys.iter().find_map(|key| {
                let value = find(key)?;
                value
                    .int_value
                    .number()
                    .or_else(|| value.double_value.number())
                    .or_else(|| value.string_value.number())
            })
        };
        let text = |keys: &[&str]| keys.iter().find_map(|key| find(key)?.string_value.text());
        let operation = text(&["gen_ai.operation.name"]);
        let model = text(&["gen_ai.response.model", "gen_ai.request.model"]);
        let input = number(&["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"]);
        let is_of_model = !matches!(
            operation,
            Some("execute_tool" | "invoke_agent" | "create_agent" | "embeddings")
        );
        if !is_of_model || model.is_none() && input.is_none() {
            return Reading::Other(OTLP);
        }
        let (start, end) = (self.start_time_unix_nano.when(), self.end_time_unix_nano.when());
        let Some(at) = start else {
            return Reading::Wrong(words::NO_TIME);
        };
        let failed = find("error.type").is_some()
            || self.status.0.as_ref().is_some_and(|status| {
                status.code.number() == Some(2.0) || status.code.is("STATUS_CODE_ERROR")
            });
        let call = Call {
            at: Some(at),
            whole_day: false,
            model: model.map(str::to_owned),
            requests: 1.0,
            input,
            cached: number(&[
                "gen_ai.usage.cache_read.input_tokens",
                "gen_ai.usage.cache_read_input_tokens",
                "gen_ai.usage.cached_input_tokens",
            ]),
            written: number(&[
                "gen_ai.usage.cache_creation.input_tokens",
                "gen_ai.usage.cache_creation_input_tokens",
            ]),
            output: number(&["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"]),
            thinking: number(&[
                "gen_ai.usage.reasoning.output_tokens",
                "gen_ai.usage.reasoning_tokens",
            ]),
            failed,
            batch: false,
            latency_ms: end
                .map(|end| (end.seconds - at.seconds) * 1e3)
                .filter(|ms| *ms >= 0.0),
            first_token_ms: number(&[
                "gen_ai.response.time_to_first_chunk",
                "gen_ai.server.time_to_first_token",
            ])
            .map(|seconds| seconds * 1e3),
            usd: number(&["gen_ai.usage.cost"]),
            currency: None,
        };
        if call.is_plausible() {
            Reading::Call(OTLP, call)
        } else {
            Reading::Wrong(words::NONSENSE)
        }
    }
}
