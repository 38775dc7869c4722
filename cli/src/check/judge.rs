//! Whether a decision is as expected.

use forkcast_engine::format::{ms_apart, share_apart, usd_apart};
use forkcast_engine::strategy::Family;
use forkcast_engine::{Strategy, report::Strength};
use forkcast_protocol::json::{Decision, Side, StrategyRow};
use serde::Serialize;

use super::expected::{Expected, Sureness};
use crate::text::check as text;

/// How many reasons and flips are listed for one approach.
const DETAILS: usize = 3;

/// One expectation, and whether it is met.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// The expectation, as the option is named.
    pub id: &'static str,
    /// Whether the decision is as expected.
    pub met: bool,
    /// What is expected, in words.
    pub expected: String,
    /// What the decision says, in words.
    pub found: String,
    /// The number expected, where it is one; shares are 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The number found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Why it is not met, in the engine's sentences.
    pub details: Vec<String>,
}

/// The rules of a report by name, each with what it is about.
pub(crate) const RULES: [(&str, &str); 10] = [
    ("expect", text::ABOUT_EXPECT),
    ("family", text::ABOUT_FAMILY),
    ("max-monthly", text::ABOUT_MONTHLY),
    ("max-upfront", text::ABOUT_UPFRONT),
    ("max-ttft", text::ABOUT_TTFT),
    ("max-e2e", text::ABOUT_E2E),
    ("min-chance", text::ABOUT_CHANCE),
    ("max-regret", text::ABOUT_REGRET),
    ("min-confidence-of-verdict", text::ABOUT_SURENESS),
    ("min-quality", text::ABOUT_QUALITY),
];

/// Every expectation that is set, in the order of [`RULES`].
pub(super) fn outcomes(expected: &Expected, decision: &Decision) -> Vec<Outcome> {
    let mut out = Vec::new();
    let verdict = &decision.verdict;
    // Where nothing fits, or building is not worth it, the verdict names the closest approach, and recommends none.
    let recommended = crate::diff::is_recommended(decision);
    if let Some(any) = &expected.expect {
        let met = recommended && any.contains(&verdict.winner);
        out.push(Outcome {
            id: "expect",
            met,
            expected: text::approach(&labels(any)),
            found: verdict.headline.clone(),
            limit: None,
            value: None,
            details: if met { Vec::new() } else { why_not(decision, any) },
        });
    }
    if let Some(any) = &expected.family {
        let family = verdict.winner.profile().family;
        let met = recommended && any.contains(&family);
        let names: Vec<&str> = any.iter().copied().map(Family::label).collect();
        let best: Vec<Strategy> = any
            .iter()
            .filter_map(|family| best_of(decision, *family))
            .collect();
        out.push(Outcome {
            id: "family",
            met,
            expected: text::family(&names),
            found: text::found_family(&verdict.headline, family.label()),
            limit: None,
            value: None,
            details: if met { Vec::new() } else { why_not(decision, &best) },
        });
    }
    if let Some(row) = decision.strategies.iter().find(|row| row.id == verdict.winner) {
        numbers(&mut out, expected, decision, row);
    }
    out.sort_by_key(|outcome| RULES.iter().position(|(id, _)| *id == outcome.id));
    out
}

/// The expectations about figures of the approach recommended.
fn numbers(out: &mut Vec<Outcome>, expected: &Expected, decision: &Decision, row: &StrategyRow) {
    let verdict = &decision.verdict;
    let label = row.label.as_str();
    let most = [
        (
            "max-monthly",
            expected.max_monthly,
            row.cost.monthly_usd,
            Figure::Monthly,
        ),
        (
            "max-upfront",
            expected.max_upfront,
            row.cost.upfront_usd,
            Figure::Upfront,
        ),
        (
            "max-ttft",
            expected.max_ttft,
            row.latency.ttft_p95_ms,
            Figure::FirstToken,
        ),
        (
            "max-e2e",
            expected.max_e2e,
            row.latency.e2e_p95_ms,
            Figure::LastToken,
        ),
        (
            "max-regret",
            expected.max_regret,
            verdict.futures.regret.get(row.id.id()).copied().unwrap_or(0.0) * 100.0,
            Figure::Regret,
        ),
    ];
    for (id, limit, value, figure) in most {
        if let Some(limit) = limit.map(|limit| limit.0) {
            out.push(figure.outcome(id, label, value <= limit, limit, value));
        }
    }
    let least = [
        ("min-chance", expected.min_chance, row.chance, Figure::Chance),
        (
            "min-quality",
            expected.min_quality,
            row.quality.p_correct,
            Figure::Quality,
        ),
    ];
    for (id, limit, value, figure) in least {
        if let Some(limit) = limit.map(|limit| limit.0) {
            let mut outcome = figure.outcome(id, label, value >= limit, limit, value);
            if figure == Figure::Chance && !outcome.met {
                outcome.details.push(verdict.limits.clone());
            }
            out.push(outcome);
        }
    }
    if let Some(wanted) = expected.min_confidence_of_verdict {
        let clear = verdict.strength == Strength::Clear.id();
        let met = clear || wanted == Sureness::Leaning && verdict.strength == Strength::Leaning.id();
        out.push(Outcome {
            id: "min-confidence-of-verdict",
            met,
            expected: text::sureness(wanted == Sureness::Clear).to_owned(),
            found: verdict.headline.clone(),
            limit: None,
            value: None,
            details: if met {
                Vec::new()
            } else {
                vec![verdict.second.clone()]
            },
        });
    }
}

/// A figure of the approach recommended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    Monthly,
    Upfront,
    FirstToken,
    LastToken,
    Regret,
    Chance,
    Quality,
}

impl Figure {
    fn outcome(self, id: &'static str, label: &str, met: bool, limit: f64, value: f64) -> Outcome {
        // Told apart, so that no limit is missed by a figure that reads the same.
        let (wanted, is) = match self {
            Self::Monthly | Self::Upfront => usd_apart(limit, value),
            Self::FirstToken | Self::LastToken => ms_apart(limit, value),
            Self::Regret => text::points_apart(limit, value),
            Self::Chance | Self::Quality => share_apart(limit, value),
        };
        Outcome {
            id,
            met,
            expected: text::limit(self, &wanted),
            found: text::figure(self, label, &is),
            limit: Some(limit),
            value: Some(value),
            details: Vec::new(),
        }
    }
}

fn labels(any: &[Strategy]) -> Vec<&'static str> {
    any.iter().map(|strategy| strategy.label()).collect()
}

/// The best approach of a family by the rule.
fn best_of(decision: &Decision, family: Family) -> Option<Strategy> {
    let found = decision.families.iter().find(|row| row.id == family.id());
    found.and_then(|row| row.strategies.first().copied())
}

/// Why none of the approaches is recommended: what keeps each from fitting, what speaks for the recommendation, and what would turn it.
fn why_not(decision: &Decision, any: &[Strategy]) -> Vec<String> {
    let mut out = Vec::new();
    for row in decision.strategies.iter().filter(|row| any.contains(&row.id)) {
        if row.id == decision.verdict.winner {
            out.push(decision.verdict.subtitle.clone());
            continue;
        }
        let gates = row.gates.iter();
        out.extend(gates.map(|gate| text::gate(&row.label, &gate.reason, &gate.opens)));
        let reasons = row.why_not.iter().filter(|reason| reason.side == Side::For);
        let reasons = reasons.take(DETAILS);
        out.extend(reasons.map(|reason| text::reason(decision.verdict.winner.label(), &reason.text)));
    }
    let flips = decision.verdict.flips.iter();
    let flips = flips.filter(|flip| any.contains(&flip.winner)).take(DETAILS);
    out.extend(flips.map(|flip| flip.text.clone()));
    out
}
