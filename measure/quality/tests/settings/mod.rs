//! How the tests ask: few tokens, and hardly a wait between tries.

use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::run::Backoff;
use std::time::Duration;

pub(crate) const SPEC: QualitySpec = QualitySpec {
    k: 3,
    candidates: 20,
    passage_tokens: 200,
    context_tokens: 1000,
    answer_tokens: 50,
    concurrency: 4,
    retries: 3,
    seed: 7,
    limit_usd: 1.0,
};

pub(crate) const QUICK: Backoff = Backoff {
    first: Duration::from_millis(1),
    most: Duration::from_millis(2),
};
