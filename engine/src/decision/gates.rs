//! What shuts a strategy out, whatever its score.

use super::assess::Assessed;
use crate::catalog::Catalog;
use crate::quality::behaviour::effective_examples;
use crate::report::Gate;
use crate::scenario::{Audit, Scenario};

/// How many gates there are.
const GATES: usize = 9;

/// The gates a strategy fails, without a heap.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gates {
    shut: [Option<Gate>; GATES],
}

impl Gates {
    /// Whether every gate is passed.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.shut.iter().all(Option::is_none)
    }

    /// Sum of the shut gates' severities; 0 when every gate is passed.
    #[must_use]
    pub fn severity(&self) -> u32 {
        self.shut.iter().flatten().map(Gate::severity).sum()
    }

    /// The gates failed.
    pub fn iter(&self) -> impl Iterator<Item = &Gate> {
        self.shut.iter().flatten()
    }

    /// The gates failed, as a list.
    #[must_use]
    pub fn list(&self) -> Vec<Gate> {
        self.iter().copied().collect()
    }
}

/// The gates that a strategy fails.
#[must_use]
pub fn check(s: &Scenario, catalog: &Catalog, a: &Assessed) -> Gates {
    let upfront_usd = a.costs.upfront_usd();
    let monthly_usd = a.mean_month_usd(s);
    let ttft_p95_ms = a.latency.ttft.p95();
    let e2e_p95_ms = a.latency.e2e.p95();
    let gate = |shut: bool, gate: Gate| shut.then_some(gate);
    Gates {
        shut: [
            gate(s.audit == Audit::Required && !a.strategy.cites(), Gate::Audit),
            a.strategy.tunes().then(|| data(s, catalog)).flatten(),
            gate(!a.sold, Gate::NotSold),
            gate(
                a.tokens > a.context_tokens,
                Gate::ContextWindow {
                    tokens: a.tokens,
                    limit_tokens: a.context_tokens,
                },
            ),
            gate(
                a.quality.fresh < s.freshness_floor,
                Gate::Freshness {
                    fresh: a.quality.fresh,
                    floor: s.freshness_floor,
                },
            ),
            gate(
                ttft_p95_ms > s.ttft_p95_ms,
                Gate::TimeToFirstToken {
                    p95_ms: ttft_p95_ms,
                    limit_ms: s.ttft_p95_ms,
                },
            ),
            gate(
                e2e_p95_ms > s.e2e_p95_ms,
                Gate::WholeAnswer {
                    p95_ms: e2e_p95_ms,
                    limit_ms: s.e2e_p95_ms,
                },
            ),
            gate(
                upfront_usd > s.budget_upfront_usd,
                Gate::UpfrontBudget {
                    usd: upfront_usd,
                    limit_usd: s.budget_upfront_usd,
                },
            ),
            gate(
                monthly_usd > s.budget_monthly_usd,
                Gate::MonthlyBudget {
                    usd: monthly_usd,
                    limit_usd: s.budget_monthly_usd,
                },
            ),
        ],
    }
}

/// The data gate: enough good examples, or what is missing.
#[must_use]
pub fn data(s: &Scenario, catalog: &Catalog) -> Option<Gate> {
    let effective = effective_examples(s.examples, s.label_quality);
    let needed = catalog.calibration.examples_gate;
    (effective < needed).then(|| Gate::Data {
        effective,
        needed,
        examples_needed: examples_needed(s, catalog),
    })
}

/// Examples it takes to open the data gate at the present label quality. At a quality near zero no number would do; ten billion
/// stands for that.
#[must_use]
pub fn examples_needed(s: &Scenario, catalog: &Catalog) -> f64 {
    let each = effective_examples(1.0, s.label_quality);
    (catalog.calibration.examples_gate / each.max(1e-8))
        .ceil()
        .min(1e10)
}
