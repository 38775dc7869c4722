//! Evaluations over HTTP.

use forkcast_protocol::measure::EvaluationState as State;

pub(crate) const UNKNOWN: &str =
    "There is no such evaluation. The server holds the last few, in memory alone: send the set again.";
pub(crate) const TOO_MANY: &str = "As many evaluations as can be are under way.";
pub(crate) const NO_LINK: &str = "That is no link of Forkcast.";

pub(crate) const fn not_now(state: State) -> &'static str {
    match state {
        State::Preparing => "The evaluation is being prepared: it has no plan yet.",
        State::Planned => "The evaluation was not started.",
        State::Waiting | State::Running => "The evaluation is under way.",
        State::Done => "The evaluation is done.",
        State::Failed => "The evaluation ended without a result.",
        State::Cancelled => "The evaluation was cancelled.",
    }
}
