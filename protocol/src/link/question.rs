//! What a damaged link must ask before a verdict may be given.

use forkcast_engine::params::{Group, Kind, PARAMS, Param, Value};
use forkcast_engine::{Catalog, Scenario};

/// A part of a link that could not be read and could weaken what its sender required. Whoever shows a verdict asks it above.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// A requirement or a limit is damaged.
    Requirement {
        /// The input.
        param: &'static Param,
        /// What the link has in its place, shortened where it is long.
        text: String,
        /// The values to choose from.
        choices: Vec<Value>,
        /// The strictest, which the scenario has until it is answered; none where that would exclude everything, so that it has the default.
        assumed: Option<Value>,
    },
    /// The whole link is cut or damaged, so that anything may be missing from it.
    Link {
        /// Whether its readable parts were read: a damaged short link has none.
        read: bool,
    },
}

/// Days within which documents must be erased that a question offers beside none; the first is assumed until it is answered.
const ERASURE_DAYS: [f64; 4] = [1.0, 7.0, 30.0, 90.0];

/// Whether an input is a requirement or a limit: what a sender set down as not to be missed.
pub(super) fn is_requirement(param: &Param) -> bool {
    // The time considered is no limit, though it stands among them.
    param.key == "audit"
        || param.group == Group::Limits && !matches!(param.key, "horizon_months" | "start_months")
}

/// Every requirement and limit.
pub(super) fn requirements() -> impl Iterator<Item = &'static Param> {
    PARAMS.iter().filter(|param| is_requirement(param))
}

impl Question {
    /// The question about a requirement with that text in the link, after the strictest that can be assumed is put into the scenario.
    pub(super) fn about(
        param: &'static Param,
        text: String,
        scenario: &mut Scenario,
        catalog: &Catalog,
    ) -> Self {
        let choices = match param.kind {
            Kind::Choice { .. } => {
                // Options of a requirement rise from none to the strictest.
                let options = param.options(catalog);
                options.iter().map(|(i, _, _)| Value::Choice(*i)).collect()
            }
            Kind::Number { .. } => {
                let mut numbers = vec![(param.get)(scenario)];
                // The digits that are left of it may be all of it.
                let left: String = text
                    .chars()
                    .take_while(|c| c.is_ascii_digit() || *c == '.')
                    .collect();
                let mut trial = *scenario;
                if param.set_text(&mut trial, &left, catalog).is_ok() {
                    numbers.push((param.get)(&trial));
                }
                if param.unset.is_some() {
                    numbers.extend(ERASURE_DAYS.map(Value::Number));
                }
                numbers.push(param.default_value(catalog));
                let mut choices: Vec<Value> = Vec::new();
                for number in numbers {
                    if !choices.contains(&number) {
                        choices.push(number);
                    }
                }
                choices
            }
        };
        let assumed = match param.kind {
            Kind::Choice { .. } => choices.last().copied(),
            Kind::Number { .. } if param.unset.is_some() => Some(Value::Number(ERASURE_DAYS[0])),
            Kind::Number { .. } => None,
        };
        (param.set)(scenario, assumed.unwrap_or_else(|| param.default_value(catalog)));
        Self::Requirement {
            param,
            text,
            choices,
            assumed,
        }
    }
}
