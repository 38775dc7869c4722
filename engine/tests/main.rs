//! The tests of the engine, one module for each topic and one program for all of them, because each further program is linked anew.
// A variant that is added must not be taken for one of the others in silence.
#![warn(clippy::wildcard_enum_match_arm)]

#[allow(
    unreachable_pub,
    reason = "forkcast-tests includes the same file and exports it"
)]
mod common;
mod correction;

mod ability;
mod allocations;
mod answers;
mod any_model;
mod approaches;
mod bills;
mod checks;
mod cost;
mod criteria;
mod experts;
mod flips;
mod former;
mod laws;
mod layers;
mod levers;
mod limits;
mod long_context;
mod map_sketch;
mod measured;
mod models;
mod monotone;
mod moves;
mod musts;
mod observed;
mod own_prices;
mod path;
mod plans;
mod properties;
mod ranking;
mod reasons;
mod recall;
mod recorded;
mod refine;
mod repair;
mod report;
mod review;
mod risk;
mod scenarios;
mod schedule;
mod sensitivity;
mod serving;
mod signals;
mod uncertainty;
mod waiting;
