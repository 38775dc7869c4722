//! A run of requests at an endpoint.

use std::fmt;
use std::str::FromStr;

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
    /// The part of the run that this program makes; all of it where none is given. The other fields describe the whole run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// One of several parts of a run, each made by a program of its own, and together what one program would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Which part, from 0.
    pub index: u32,
    /// Parts in all, 1 to 1,024.
    pub of: u32,
}

/// Most parts of a run.
const MOST_SHARDS: u32 = 1024;

impl Shard {
    /// Whether there is such a part.
    const fn is_one(self) -> bool {
        self.index < self.of && self.of <= MOST_SHARDS
    }

    /// Its part of so many; the first parts take one more where they cannot be equal.
    #[must_use]
    pub const fn part(self, whole: u32) -> u32 {
        whole / self.of + (self.index < whole % self.of) as u32
    }

    /// How many the parts before it take.
    #[must_use]
    pub fn before(self, whole: u32) -> u32 {
        self.index * (whole / self.of) + self.index.min(whole % self.of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let shard = given.split_once('/').and_then(|(index, of)| {
            Some(Self {
                index: index.parse().ok()?,
                of: of.parse().ok()?,
            })
        });
        match shard {
            Some(shard) if shard.is_one() => Ok(shard),
            Some(_) | None => Err(text::shard(MOST_SHARDS)),
        }
    }
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
        if let Some(limits) = self.service_level {
            level("ttft_ms", limits.ttft_ms)?;
            level("e2e_ms", limits.e2e_ms)?;
        }
        let Some(shard) = self.shard else {
            return Ok(());
        };
        if !shard.is_one() {
            return Err(SpecError {
                field: "shard",
                found: shard.to_string(),
                accepted: text::shard(MOST_SHARDS),
            });
        }
        let each = |field, whole: u32| {
            if whole >= shard.of {
                return Ok(());
            }
            Err(SpecError {
                field,
                found: whole.to_string(),
                accepted: text::one_for_each_shard(shard.of),
            })
        };
        each("requests", self.requests)?;
        match self.load {
            Load::Closed { concurrency } => each("concurrency", concurrency),
            Load::Open { .. } => Ok(()),
        }
    }

    /// The run that this program makes: its part of the requests and of the load.
    #[must_use]
    pub fn own_part(&self) -> Self {
        let Some(shard) = self.shard else {
            return self.clone();
        };
        Self {
            load: match self.load {
                Load::Closed { concurrency } => Load::Closed {
                    concurrency: shard.part(concurrency),
                },
                // Independent Poisson processes add up to one of the sum of their rates.
                Load::Open { rate_per_s } => Load::Open {
                    rate_per_s: rate_per_s / f64::from(shard.of),
                },
            },
            requests: shard.part(self.requests),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_follow_each_other() {
        for (whole, of) in [(100, 4), (103, 4), (4, 4), (7, 3), (100_000, 1024)] {
            let mut sum = 0;
            for index in 0..of {
                let shard = Shard { index, of };
                assert_eq!(shard.before(whole), sum, "{shard} of {whole}");
                sum += shard.part(whole);
            }
            assert_eq!(sum, whole);
        }
    }

    #[test]
    fn a_shard_is_read_as_it_is_written() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, of: 4 }));
        for wrong in ["", "4", "4/4", "-1/4", "0/0", "1/4/2", "0/1025", "0.5/4"] {
            let error = wrong.parse::<Shard>().unwrap_err();
            assert!(error.contains("0/4"), "{wrong}: {error}");
        }
    }
}
