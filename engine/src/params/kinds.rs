//! What an input can be: scales, lists, groups, spreads.

use super::Scenario;
use crate::choices::Sureness;

/// How a slider's position maps to a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Even steps.
    Linear {
        /// Distance between neighbouring values.
        step: f64,
    },
    /// Even ratios; the range starts above zero.
    Log,
    /// Even ratios above `pivot`, even steps below it, starting at zero.
    LogFromZero {
        /// Where the scale turns from linear to logarithmic.
        pivot: f64,
    },
}

/// The options of a choice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Options {
    /// Fixed ids and labels.
    Fixed(&'static [(&'static str, &'static str)]),
    /// Every model with a hosted price.
    Models,
    /// Every model with open weights.
    OpenModels,
    /// Sellers of fine-tuning.
    Sellers,
    /// GPUs.
    Gpus,
    /// Embedding models.
    Embedders,
    /// Vector stores.
    Stores,
    /// Rerankers.
    Rerankers,
}

impl Options {
    /// Name of the catalog's list that the options are rows of; none of fixed ones. Inputs that choose from one list share it.
    #[must_use]
    pub const fn list(self) -> Option<&'static str> {
        match self {
            Self::Fixed(_) => None,
            Self::Models | Self::OpenModels => Some("model"),
            Self::Sellers => Some("seller"),
            Self::Gpus => Some("gpu"),
            Self::Embedders => Some("embedder"),
            Self::Stores => Some("store"),
            Self::Rerankers => Some("reranker"),
        }
    }
}

/// What values an input takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number in a closed range.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Value when nothing is said.
        default: f64,
        /// How a slider runs through the range.
        scale: Scale,
    },
    /// One of a list, named by its id.
    Choice {
        /// Id of the default.
        default: &'static str,
        /// The list.
        options: Options,
    },
}

/// The value of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number, in the unit of the input.
    Number(f64),
    /// Place in the list of options (for catalog lists: place in the catalog's list).
    Choice(u16),
    /// None, of an optional input for which 0 is a value like any other.
    Unset,
}

/// What it means that an optional input is unset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unset {
    /// Nobody has measured it: the model's own figure is used.
    NotMeasured,
    /// The price of the catalog is paid. 0 is a price: free.
    ListPrice,
    /// The price of short prompts is paid. 0 is a price: free.
    SamePrice,
    /// The figure of the model in use is taken. 0 is a figure.
    ByModel,
    /// The team has not said, so nothing follows from it.
    NotSet,
}

impl Unset {
    /// Whether 0 is a value. Of the other optional inputs 0 means that they are unset, in links and files as everywhere.
    #[must_use]
    pub const fn zero_is_a_value(self) -> bool {
        match self {
            Self::ListPrice | Self::SamePrice | Self::ByModel => true,
            Self::NotMeasured | Self::NotSet => false,
        }
    }

    /// The value of a field.
    pub(super) fn read(self, field: Option<f64>) -> Value {
        match field {
            Some(x) => Value::Number(x),
            None if self.zero_is_a_value() => Value::Unset,
            None => Value::Number(0.0),
        }
    }

    /// Writes a value into a field.
    pub(super) fn write(self, field: &mut Option<f64>, value: Value) {
        match value {
            Value::Number(x) => *field = (x != 0.0 || self.zero_is_a_value()).then_some(x),
            Value::Unset => *field = None,
            Value::Choice(_) => {}
        }
    }
}

/// How far the truth may lie from an estimate of which the team says that it is about right. Judgements.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpreadBy {
    /// By this factor, either way.
    Factor(f64),
    /// By this much, either way.
    Shift(f64),
    /// As far as its observed interval says; without one it counts as known.
    AsObserved,
}

/// That an input is an estimate, and how simulated scenarios draw it.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// How far the truth may lie.
    pub by: SpreadBy,
    /// Which of the estimates' dimensions draws it, from 0.
    pub draw: usize,
    /// How sure the team is of it.
    pub sure: fn(&Scenario) -> Sureness,
    /// Multiplies the inputs that are misjudged together with it by a factor.
    pub along: fn(&mut Scenario, f64),
}

impl Spread {
    /// How far the truth may lie in this scenario: not at all from what is fixed, twice as far from a rough guess.
    #[must_use]
    pub fn of(&self, s: &Scenario) -> SpreadBy {
        let times = match (self.sure)(s) {
            Sureness::Fixed => 0.0,
            Sureness::AboutRight => 1.0,
            Sureness::RoughGuess => 2.0,
        };
        match self.by {
            SpreadBy::Factor(by) => SpreadBy::Factor(by.powf(times)),
            SpreadBy::Shift(by) => SpreadBy::Shift(by * times),
            SpreadBy::AsObserved => SpreadBy::AsObserved,
        }
    }
}

/// A field that can be multiplied: a number, or one that may be unset.
pub(super) trait Multiplied {
    /// Multiplies it by a factor, where it is set.
    fn scale(&mut self, by: f64);
}

impl Multiplied for f64 {
    fn scale(&mut self, by: f64) {
        *self *= by;
    }
}

impl Multiplied for Option<f64> {
    fn scale(&mut self, by: f64) {
        if let Some(x) = self {
            *x *= by;
        }
    }
}

/// Where an input is found on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// How the facts behave.
    Knowledge,
    /// How the answers must look and read.
    Behaviour,
    /// What there is to train on.
    Data,
    /// Questions and their size.
    Traffic,
    /// What is promised and what may be spent.
    Limits,
    /// What right and wrong answers are worth, and what people would do.
    Value,
    /// What model runs where.
    Supply,
    /// The search for passages.
    Retrieval,
    /// How training is done.
    Training,
    /// People's time.
    People,
    /// How good answers are shown to be, before launch and after.
    Checks,
    /// What counts for how much.
    Weights,
    /// What was measured, in place of what is assumed.
    Measured,
}

impl Group {
    /// Every group in the page's order.
    pub const ALL: [Self; 13] = [
        Self::Knowledge,
        Self::Behaviour,
        Self::Data,
        Self::Traffic,
        Self::Limits,
        Self::Value,
        Self::Supply,
        Self::Retrieval,
        Self::Training,
        Self::People,
        Self::Checks,
        Self::Weights,
        Self::Measured,
    ];

    /// Name in JSON and in the page's addresses of its own parts.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Behaviour => "behaviour",
            Self::Data => "training-data",
            Self::Traffic => "traffic",
            Self::Limits => "limits",
            Self::Value => "value",
            Self::Supply => "model",
            Self::Retrieval => "retrieval",
            Self::Training => "training",
            Self::People => "people",
            Self::Checks => "evaluation",
            Self::Weights => "weights",
            Self::Measured => "measured",
        }
    }
}
