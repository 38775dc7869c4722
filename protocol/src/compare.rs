//! Two scenarios compared: for `forkcast diff` and for the page, in the same words.

use forkcast_engine::format::{self, ms_apart, share_apart, usd_apart};
use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::report::StrategyReport;
use forkcast_engine::{Catalog, Scenario, Strategy, evaluate};

use crate::text::compare as text;

/// An input whose values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct InputDifference {
    /// The input.
    pub param: &'static Param,
    /// Its value before, with enough digits to differ from the other.
    pub before: String,
    /// Its value after.
    pub after: String,
    /// The second over the first, where both are numbers above 0.
    pub factor: Option<f64>,
}

/// The inputs that differ, in the order of the table.
#[must_use]
pub fn inputs(before: &Scenario, after: &Scenario, catalog: &Catalog) -> Vec<InputDifference> {
    differing(before, after)
        .map(|param| {
            let (from, to) = values(param, before, after, catalog);
            InputDifference {
                param,
                before: from,
                after: to,
                factor: factor(param, before, after),
            }
        })
        .collect()
}

/// The inputs whose values differ.
pub fn differing<'s>(
    before: &'s Scenario,
    after: &'s Scenario,
) -> impl Iterator<Item = &'static Param> + use<'s> {
    PARAMS
        .iter()
        .filter(|param| (param.get)(before) != (param.get)(after))
}

fn values(param: &Param, before: &Scenario, after: &Scenario, catalog: &Catalog) -> (String, String) {
    if let (Value::Number(a), Value::Number(b)) = ((param.get)(before), (param.get)(after))
        && param.is_set(before)
        && param.is_set(after)
    {
        return format::number_apart(param, a, b);
    }
    (
        format::value(param, before, catalog),
        format::value(param, after, catalog),
    )
}

fn factor(param: &Param, before: &Scenario, after: &Scenario) -> Option<f64> {
    match ((param.get)(before), (param.get)(after)) {
        (Value::Number(a), Value::Number(b)) if a > 0.0 && b > 0.0 => Some(b / a),
        (Value::Number(_) | Value::Choice(_) | Value::Unset, _) => None,
    }
}

/// The inputs of `after` that decide alone: with one of them as it was before, and all others as they are after, the recommendation
/// would still be `was`.
pub fn deciding<'s>(
    before: &'s Scenario,
    after: &'s Scenario,
    was: Strategy,
    catalog: &'s Catalog,
) -> impl Iterator<Item = &'static Param> + use<'s> {
    differing(before, after).filter(move |param| decides(param, before, after, was, catalog))
}

/// Whether the recommendation would still be `was` with this input as it was before, and all others as they are after.
#[must_use]
pub fn decides(param: &Param, before: &Scenario, after: &Scenario, was: Strategy, catalog: &Catalog) -> bool {
    let mut back = *after;
    (param.set)(&mut back, (param.get)(before));
    evaluate(&back, catalog).verdict.winner == was
}

/// The inputs of `after` of which one alone, all others as they are before, gives the recommendation `is`.
pub fn sufficing<'s>(
    before: &'s Scenario,
    after: &'s Scenario,
    is: Strategy,
    catalog: &'s Catalog,
) -> impl Iterator<Item = &'static Param> + use<'s> {
    differing(before, after).filter(move |param| decides(param, after, before, is, catalog))
}

/// A figure of an approach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Chance of meeting all limits together.
    Chance,
    /// Score.
    Score,
    /// Cost before the first answer.
    Upfront,
    /// Cost of an average month.
    Monthly,
    /// Cost of an answer.
    Answer,
    /// Time to first token, 95th percentile.
    FirstToken,
    /// Time to the last token, 95th percentile.
    LastToken,
    /// Share of answers that are correct overall.
    Correct,
}

impl Figure {
    /// Every figure, in the order of `forkcast diff`.
    pub const ALL: [Self; 8] = [
        Self::Chance,
        Self::Score,
        Self::Upfront,
        Self::Monthly,
        Self::Answer,
        Self::FirstToken,
        Self::LastToken,
        Self::Correct,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        text::figure(self)
    }

    /// Its value of an approach.
    #[must_use]
    pub const fn of(self, row: &StrategyReport) -> f64 {
        match self {
            Self::Chance => row.chance,
            Self::Score => row.utility,
            Self::Upfront => row.cost.upfront_usd,
            Self::Monthly => row.cost.monthly_usd,
            Self::Answer => row.cost.per_query_usd,
            Self::FirstToken => row.latency.ttft_p95_ms,
            Self::LastToken => row.latency.e2e_p95_ms,
            Self::Correct => row.quality.p_correct,
        }
    }

    /// Two values with as many digits as it takes to tell them apart.
    #[must_use]
    pub fn apart(self, a: f64, b: f64) -> (String, String) {
        match self {
            Self::Chance | Self::Correct => share_apart(a, b),
            Self::Upfront | Self::Monthly | Self::Answer => usd_apart(a, b),
            Self::FirstToken | Self::LastToken => ms_apart(a, b),
            Self::Score => (text::score(a), text::score(b)),
        }
    }
}

/// What becomes of the recommendation, in a sentence. Each side is the approach that the verdict names, and whether it recommends it: where
/// nothing fits, or building is not worth it, it names the closest one.
#[must_use]
pub fn summary(before: (Strategy, bool), after: (Strategy, bool), as_sure: bool) -> String {
    text::summary((before.0.label(), before.1), (after.0.label(), after.1), as_sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_that_differ_have_values_and_a_factor() {
        let catalog = Catalog::builtin();
        let before = Scenario::default();
        let mut after = Scenario {
            queries_per_day: before.queries_per_day * 10.0,
            right_answer_usd: Some(0.5),
            ..before
        };
        forkcast_engine::params::find("audit")
            .expect("an input")
            .set_text(&mut after, "required", catalog)
            .expect("an option");
        let found: Vec<(&str, String, String, Option<f64>)> = inputs(&before, &after, catalog)
            .into_iter()
            .map(|i| (i.param.key, i.before, i.after, i.factor))
            .collect();
        let text = str::to_owned;
        assert_eq!(
            found,
            [
                ("queries_per_day", text("5,000"), text("50,000"), Some(10.0)),
                ("audit", text("not needed"), text("required"), None),
                ("right_answer_usd", text("not set"), text("$0.50"), None),
            ]
        );
        assert!(inputs(&before, &before, catalog).is_empty());
    }

    #[test]
    fn an_input_that_suffices_changes_the_recommendation_alone() {
        let catalog = Catalog::builtin();
        let before = Scenario::default();
        let after = Scenario {
            queries_per_day: 50_000.0,
            horizon_months: 30.0,
            ..before
        };
        let (was, is) = (
            evaluate(&before, catalog).verdict.winner,
            evaluate(&after, catalog).verdict.winner,
        );
        assert_ne!(was, is);
        let keys = |params: Vec<&'static Param>| params.iter().map(|p| p.key).collect::<Vec<_>>();
        assert_eq!(
            keys(sufficing(&before, &after, is, catalog).collect()),
            ["queries_per_day"]
        );
        assert_eq!(
            keys(deciding(&before, &after, was, catalog).collect()),
            ["queries_per_day"]
        );
    }
}
