//! What the model takes for granted beside the inputs: low, likely and high, each with where it comes from.

use crate::unit::Unit;

/// How an assumption is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A judgement.
    Assumed,
    /// A source states it.
    Published,
    /// Fitted on published results.
    Fitted,
    /// The team observed it.
    Observed,
}

/// One assumption of the model.
#[derive(Clone, Copy, Debug)]
pub struct Assumption {
    /// Name of its field in [`Calibration`].
    pub key: &'static str,
    /// Least plausible value.
    pub low: f64,
    /// The value the model uses.
    pub likely: f64,
    /// Greatest plausible value.
    pub high: f64,
    /// Reads it.
    pub get: fn(&Calibration) -> f64,
    /// Writes it.
    pub set: fn(&mut Calibration, f64),
}

/// What an assumption says and where it comes from. Apart from [`Assumption`], so that a page which only computes need not carry it.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// What it says, in words.
    pub label: &'static str,
    /// Unit of the values.
    pub unit: Unit,
    /// How it is known.
    pub status: Status,
    /// Where it comes from.
    pub source: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/assumptions.rs"));
