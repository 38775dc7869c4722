//! A larger model whose examples a smaller one is trained on.

use super::ability::Ability;
use super::behaviour;
use crate::catalog::Catalog;
use crate::math::Bounds as _;
use crate::scenario::{Scenario, Supply};

/// What a teacher's examples are worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Made {
    /// Share of those that the filter lets through that are right. The others are wrong in the same way over and over.
    pub right: f64,
    /// Share of all that it lets through.
    pub through: f64,
}

impl Made {
    /// Those of the scenario's teacher: it can teach no form that it does not keep itself by prompting, and a filter throws out some of what it
    /// gets wrong.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        let c = &catalog.calibration;
        // The team's own figures are about the model that it uses.
        let teaching = Scenario {
            supply: Supply::Hosted,
            model_index: s.teacher_index,
            prompted_compliance: None,
            constrained_compliance: None,
            ..*s
        };
        let teacher = Ability::of(&teaching, catalog);
        let style = behaviour::prompted(s, &teacher, s.few_shot, c);
        // It is held to its syntax by a grammar, or its filter parses what it writes.
        let kept = behaviour::compliance(s, teacher.constrained, style);
        let wrong = (1.0 - kept) * (1.0 - c.filter_catch);
        let through = (kept + wrong).at_least(1e-6);
        Self {
            right: kept / through,
            through,
        }
    }
}
