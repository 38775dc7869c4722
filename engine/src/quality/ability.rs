//! How able the model in use is: by the team's own figures, else by what is published of the model, else by its tier.
//!
//! A simulation draws where in its range each quantity lies (the assumptions `at_…`, −1 to 1). A figure of the team's own that was observed
//! has its interval; any other, and one of the model itself, is off by no more than [`OWN_SPREAD`]. So one set of draws serves every model.

use crate::assumptions::Calibration;
use crate::catalog::{Catalog, Model};
use crate::math::{Bounds as _, ln};
use crate::params::ABILITIES;
use crate::scenario::{Scenario, Supply};
use crate::tiers::{Quantity, TIERS, Tier};

/// How far a figure of the model itself may be off, either way. Assumed: a few hundred questions tell a share to some five points.
pub const OWN_SPREAD: f64 = 0.05;

/// Context up to which a passage is used as well as alone, and from which on every doubling costs more.
const SHORT_CONTEXT: f64 = 4_000.0;
const LONG_CONTEXT: f64 = 32_000.0;

/// The model in use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ability {
    /// Share of relevant passages that it uses.
    pub passage_use: f64,
    /// Share of strict answers whose form it keeps by instructions alone, beyond syntax.
    pub instructions: f64,
    /// The same of simple rules: as far as examples in the prompt can bring it.
    pub rules: f64,
    /// Share of strict answers whose syntax it keeps unaided.
    pub tool_call: f64,
    /// The same with constrained decoding.
    pub constrained: f64,
    /// Share of right answers to questions that need the team's own facts, without help.
    pub new: f64,
    /// The same to other questions.
    pub known: f64,
    /// Share of its wrong answers that it withholds or flags.
    pub declines: f64,
    /// Use of passages lost per doubling of the context up to 32,000 tokens.
    pub context_loss: f64,
    /// The same beyond.
    pub context_loss_long: f64,
}

/// Where a quantity of the model in use comes from: the first of these that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The team's own figure.
    Team,
    /// What is published of the model itself.
    Model,
    /// The range of its tier.
    Tier(Tier),
}

/// The inputs that take the place of a quantity.
pub const INPUTS: [(&str, Quantity); ABILITIES.len()] = [
    (ABILITIES[0], Quantity::CommonFacts),
    (ABILITIES[1], Quantity::PassageUse),
    (ABILITIES[2], Quantity::Instructions),
    (ABILITIES[3], Quantity::Constrained),
    (ABILITIES[4], Quantity::RareFacts),
    (ABILITIES[5], Quantity::Declines),
    (ABILITIES[6], Quantity::ContextLoss),
];

/// A quantity of the model in use as the model takes it, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// Which one.
    pub quantity: Quantity,
    /// The value used at the likely values.
    pub value: f64,
    /// The least and the greatest that simulations draw.
    pub range: (f64, f64),
    /// Where it comes from.
    pub origin: Origin,
    /// The model, by its place in the catalog.
    pub model: u16,
}

impl Known {
    /// That of one quantity.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog, quantity: Quantity) -> Self {
        let (place, model) = in_use(s, catalog);
        let own = model.ability.iter().any(|(of, _)| *of == quantity);
        let is_set = match quantity {
            Quantity::PassageUse => s.passage_use.is_some(),
            Quantity::Instructions | Quantity::ToolCall => s.prompted_compliance.is_some(),
            Quantity::Constrained => s.constrained_compliance.is_some(),
            Quantity::RareFacts => s.new_known.is_some(),
            Quantity::CommonFacts => s.known_accuracy.is_some(),
            Quantity::Declines => s.abstention.is_some(),
            Quantity::ContextLoss | Quantity::ContextLossLong => s.context_loss.is_some(),
            Quantity::Rules => false,
        };
        let at = |place: f64| {
            let c = Calibration {
                at_facts: place,
                at_passage_use: place,
                at_instructions: place,
                at_syntax: place,
                at_declines: place,
                at_context_loss: place,
                ..catalog.calibration
            };
            let ability = Ability::by(s, catalog, &c);
            match quantity {
                Quantity::PassageUse => ability.passage_use,
                Quantity::Instructions => ability.instructions,
                Quantity::Rules => ability.rules,
                Quantity::ToolCall => ability.tool_call,
                Quantity::Constrained => ability.constrained,
                Quantity::RareFacts => ability.new,
                Quantity::CommonFacts => ability.known,
                Quantity::Declines => ability.declines,
                Quantity::ContextLoss => ability.context_loss,
                Quantity::ContextLossLong => ability.context_loss_long,
            }
        };
        Self {
            quantity,
            value: at(0.0),
            range: (at(-1.0), at(1.0)),
            origin: match (is_set, own) {
                (true, _) => Origin::Team,
                (false, true) => Origin::Model,
                (false, false) => Origin::Tier(model.tier),
            },
            model: place,
        }
    }

    /// That of the quantity in whose place an input stands; none for other inputs.
    #[must_use]
    pub fn of_input(s: &Scenario, catalog: &Catalog, key: &str) -> Option<Self> {
        let (_, quantity) = INPUTS.iter().find(|(of, _)| *of == key)?;
        Some(Self::of(s, catalog, *quantity))
    }
}

/// The model in use, with its place in the catalog.
fn in_use<'a>(s: &Scenario, catalog: &'a Catalog) -> (u16, &'a Model) {
    match s.supply {
        Supply::Hosted => (s.model_index, catalog.model(s.model_index)),
        Supply::OwnGpus => (s.open_model_index, catalog.open_model(s.open_model_index).0),
    }
}

impl Ability {
    /// That of the model in use in a scenario.
    #[must_use]
    pub fn of(s: &Scenario, catalog: &Catalog) -> Self {
        Self::by(s, catalog, &catalog.calibration)
    }

    /// The same by other assumptions than the catalog's.
    #[must_use]
    pub fn by(s: &Scenario, catalog: &Catalog, c: &Calibration) -> Self {
        let (_, model) = in_use(s, catalog);
        let around = |own: f64, place: f64| (own + place * OWN_SPREAD).clamp(0.0, 1.0);
        let tier = |quantity: Quantity, place: f64| match model.ability.iter().find(|(of, _)| *of == quantity)
        {
            Some((_, own)) => around(*own, place),
            None => TIERS[quantity as usize][model.tier as usize].at(place),
        };
        let observed = |own: f64, quantity: Quantity, place: f64| {
            if s.intervals.is_empty() {
                return None;
            }
            let input = INPUTS.iter().position(|(_, of)| *of == quantity)?;
            let interval = s.intervals.of_ability(input, own)?;
            let drawn = interval.drawn(own, place);
            Some(drawn.clamp(0.0, 1.0))
        };
        let of_team = |own: f64, quantity: Quantity, place: f64| {
            observed(own, quantity, place).unwrap_or_else(|| around(own, place))
        };
        let either = |own: Option<f64>, quantity: Quantity, place: f64| {
            own.map_or_else(|| tier(quantity, place), |own| of_team(own, quantity, place))
        };
        let instructions = either(s.prompted_compliance, Quantity::Instructions, c.at_instructions);
        // The team's figure of what its instructions bring is about syntax too.
        let tool_call = s.prompted_compliance.map_or_else(
            || tier(Quantity::ToolCall, c.at_syntax),
            |own| of_team(own, Quantity::Instructions, c.at_instructions),
        );
        let new = s.new_known.map_or_else(
            || {
                let rare = tier(Quantity::RareFacts, c.at_facts);
                c.prior_new + s.public_share * (rare - c.prior_new).at_least(0.0)
            },
            |own| of_team(own, Quantity::RareFacts, c.at_facts),
        );
        let loss = tier(Quantity::ContextLoss, c.at_context_loss);
        let loss_long = tier(Quantity::ContextLossLong, c.at_context_loss);
        let (context_loss, context_loss_long) = match s.context_loss {
            // Lost more beyond 32,000 tokens in the proportion of the tier.
            Some(own) => {
                let own = observed(own, Quantity::ContextLoss, c.at_context_loss).unwrap_or(own);
                (own, (own * loss_long / loss.at_least(1e-4)).at_most(1.0))
            }
            None => (loss, loss_long),
        };
        Self {
            passage_use: either(s.passage_use, Quantity::PassageUse, c.at_passage_use),
            instructions,
            rules: tier(Quantity::Rules, c.at_instructions).at_least(instructions),
            tool_call,
            constrained: either(s.constrained_compliance, Quantity::Constrained, c.at_syntax)
                .at_least(tool_call),
            new,
            known: either(s.known_accuracy, Quantity::CommonFacts, c.at_facts),
            declines: either(s.abstention, Quantity::Declines, c.at_declines),
            context_loss,
            context_loss_long,
        }
    }

    /// Use of a passage that lies somewhere in a context of that many tokens: it falls with every doubling, faster beyond 32,000.
    #[must_use]
    pub fn long_context_use(&self, context_tokens: f64) -> f64 {
        let doublings = |from: f64, to: f64| {
            if to > from {
                ln(to / from) * std::f64::consts::LOG2_E
            } else {
                0.0
            }
        };
        let short = doublings(SHORT_CONTEXT, context_tokens.at_most(LONG_CONTEXT));
        let long = doublings(LONG_CONTEXT, context_tokens);
        (self.passage_use - self.context_loss * short - self.context_loss_long * long).at_least(0.0)
    }
}
