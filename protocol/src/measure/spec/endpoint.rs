//! A run of requests at an endpoint.

use serde::{Deserialize, Serialize};

use crate::measure::error::{SpecError, check_name};
use crate::measure::field::{self, RunField};
use crate::text::measure as text;

/// Generation at an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndpointSpec {
    /// Name of the endpoint in the operator's configuration.
    pub target: String,
    /// How requests are sent.
    pub load: Load,
    /// Prompt lengths, tokens, 1 to 1,000,000, up to eight; each is measured by itself.
    pub prompt_tokens: Vec<u32>,
    /// Tokens of every answer, 2 to 16,384.
    pub output_tokens: u32,
    /// Requests counted for each prompt length, 1 to 100,000.
    pub requests: u32,
    /// Requests before them that are not counted, 0 to 1,000.
    pub warmup: u32,
    /// Whether requests share one prefix, so that a prefix cache may answer. The series says so; otherwise every prompt begins differently.
    #[serde(default)]
    pub shared_prefix: bool,
    /// Limits that a request must meet to count as good.
    #[serde(default)]
    pub service_level: Option<ServiceLevel>,
}

/// How requests are sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "loop", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Load {
    /// A fixed number of clients, each sending when its last answer has ended. Waiting is hidden: the load falls when the server slows.
    Closed {
        /// Clients, 1 to 4,096.
        concurrency: u32,
    },
    /// Arrivals as a Poisson process, whatever the server does; latency counts from the intended start.
    Open {
        /// Mean arrivals per second, above 0 to 10,000.
        rate_per_s: f64,
    },
}

/// Limits of a good request.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// Time to first token, ms.
    pub ttft_ms: f64,
    /// Time to last token, ms.
    pub e2e_ms: f64,
}

/// Its fields.
pub(in crate::measure) static FIELDS: [RunField; 7] = [
    RunField::whole("concurrency", "Concurrent clients", (1, 4096), 1)
        .help("Concurrent clients, each sending when its last answer has ended")
        .within("load", "concurrency", ("loop", "closed")),
    RunField::real("rate_per_s", "Arrivals per second", (0.001, 10_000.0), 1.0)
        .within("load", "rate_per_s", ("loop", "open"))
        .argument(None),
    RunField::wholes(
        "prompt_tokens",
        "Prompt lengths, tokens",
        (1, 1_000_000),
        &[128, 512, 2048],
    ),
    RunField::whole("output_tokens", "Tokens of an answer", (2, 16_384), 64),
    RunField::whole("requests", "Requests for each length", (1, 100_000), 50)
        .help("Requests counted for each prompt length"),
    RunField::whole("warmup", "Warm-up requests", (0, 1000), 5).help("Requests before the counted ones"),
    RunField::flag(
        "shared_prefix",
        "All prompts share a prefix, so that a prefix cache can serve it",
    ),
];

/// Range of a service level, ms.
pub const LEVEL_MS: (f64, f64) = (1.0, 600_000.0);

impl EndpointSpec {
    pub(super) fn check(&self) -> Result<(), SpecError> {
        check_name("target", &self.target)?;
        field::check(&FIELDS, self)?;
        let level = |field, value: f64| {
            let (min, max) = LEVEL_MS;
            if (min..=max).contains(&value) {
                return Ok(());
            }
            Err(SpecError {
                field,
                found: value.to_string(),
                accepted: text::range(min, max),
            })
        };
        match self.service_level {
            Some(limits) => level("ttft_ms", limits.ttft_ms).and_then(|()| level("e2e_ms", limits.e2e_ms)),
            None => Ok(()),
        }
    }
}
