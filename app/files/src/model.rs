//! What was observed beside the scenario as it is: rows to choose from, and the view with the chosen ones applied.

use forkcast_engine::params::{self, Interval, Param, Value};
use forkcast_engine::{Catalog, evaluate, format, words};
use forkcast_observe::report;
use forkcast_protocol::link::View;
use forkcast_protocol::link::origin;

use crate::read::{Found, Reading};
use crate::text::model as texts;

/// What the reader says that the files are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Nothing: the first record tells.
    #[default]
    ByContent,
    /// Examples for training.
    Examples,
    /// Logs of a model.
    Logs,
    /// Documents.
    Documents,
}

impl Choice {
    /// Every choice, in the order of the list.
    pub const ALL: [Self; 4] = [Self::ByContent, Self::Examples, Self::Logs, Self::Documents];

    /// Its name in the page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ByContent => "content",
            Self::Examples => "examples",
            Self::Logs => "logs",
            Self::Documents => "documents",
        }
    }

    /// The choice of that name.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|choice| choice.id() == id)
            .unwrap_or_default()
    }
}

/// An observed value beside the input that it sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The input.
    pub param: &'static Param,
    /// The input as it is, with where it comes from.
    pub today: String,
    /// The observed value with interval and number of observations.
    pub observed: String,
    /// What a reader must know to use it; empty if nothing.
    pub note: String,
    /// The value that the input gets; none if it stays, because the value is a bound that it keeps already.
    pub becomes: Option<f64>,
    /// Whether the scenario has it already.
    pub is_applied: bool,
}

/// What applying does to the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The view after it.
    pub view: View,
    /// In a sentence.
    pub sentence: String,
}

/// Parts of a path: whether a file lies in a folder that is passed over, as the program does.
#[must_use]
pub fn is_hidden(path: &str) -> bool {
    path.split('/').skip(1).any(|part| part.starts_with('.'))
}

/// Whether a path belongs to a history of git.
#[must_use]
pub fn is_history(path: &str) -> bool {
    path.split('/').any(|part| part == ".git")
}

fn param(found: &Found) -> Option<&'static Param> {
    params::find(&found.input).ok()
}

/// The rows of a reading for that view.
#[must_use]
pub fn rows(reading: &Reading, view: &View, catalog: &Catalog) -> Vec<Row> {
    let is_origin = origin::with_observed(&view.measured, &reading.line) == view.measured;
    reading
        .found
        .iter()
        .filter_map(|found| {
            let param = param(found)?;
            let shown = |value: f64| format::number_value(param, value);
            let now = param.number(&view.scenario);
            // An input that is not set has no value, which is not 0.
            let unset = param.unset.filter(|_| param.is_unset(&view.scenario));
            let today = unset.map_or_else(|| shown(now), |unset| unset.label().to_owned());
            let mut after = view.scenario;
            let becomes = report::set(&found.input, &found.estimate(), found.bound, &mut after);
            let is_same = param.interval(&after) == param.interval(&view.scenario);
            let mut with = view.scenario;
            for (key, text) in &found.with {
                let _ = params::find(key).map(|param| param.set_text(&mut with, text, catalog));
            }
            let is_applied =
                is_origin && with == view.scenario && is_same && becomes.is_none_or(|value| value == now);
            let standing = if is_applied && becomes.is_some() {
                texts::Standing::Observed
            } else if param.is_default(&view.scenario, catalog) {
                texts::Standing::Assumed
            } else {
                texts::Standing::Set
            };
            let value = report::bounded(found.bound, &shown(found.value));
            let interval = (found.low < found.high).then(|| (shown(found.low), shown(found.high)));
            let note = if becomes.is_none() {
                texts::kept(&found.note)
            } else {
                found.note.clone()
            };
            Some(Row {
                param,
                today: texts::today(&today, standing),
                observed: texts::observed(&value, interval, found.n as f64),
                note,
                becomes,
                is_applied,
            })
        })
        .collect()
}

/// The view with the chosen values applied; `None` if nothing is chosen or the view has them all.
#[must_use]
pub fn apply(reading: &Reading, chosen: &[bool], view: &View, catalog: &Catalog) -> Option<Effect> {
    let mut after = view.clone();
    let mut any = false;
    let rows = reading.found.iter().filter(|found| param(found).is_some());
    for (found, _) in rows.zip(chosen).filter(|(_, chosen)| **chosen) {
        let is_set = report::set(&found.input, &found.estimate(), found.bound, &mut after.scenario).is_some();
        any |= is_set;
        for (key, text) in found.with.iter().filter(|_| is_set) {
            if let Ok(param) = params::find(key) {
                // A text of another version that this page does not know leaves the input as it is.
                let _ = param.set_text(&mut after.scenario, text, catalog);
            }
        }
    }
    if !any {
        return None;
    }
    after.measured = origin::with_observed(&view.measured, &reading.line);
    if after == *view {
        return None;
    }
    let (old, new) = (
        evaluate(&view.scenario, catalog),
        evaluate(&after.scenario, catalog),
    );
    let (before, now) = (words::headline(&old).text(), words::headline(&new).text());
    let sentence = if old.verdict.winner != new.verdict.winner {
        texts::recommendation_changes(&before, &now)
    } else if before == now {
        texts::stays(&now)
    } else {
        texts::verdict_changes(&before, &now)
    };
    Some(Effect {
        view: after,
        sentence,
    })
}

/// What undo restores: the inputs that were set, with their values and intervals, and the origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    values: Vec<(&'static Param, Value, Option<Interval>)>,
    measured: String,
}

impl Undo {
    /// From `after` back to `before`.
    #[must_use]
    pub fn new(before: &View, after: &View) -> Self {
        let values = params::PARAMS
            .iter()
            .map(|param| {
                let of = |view: &View| ((param.get)(&view.scenario), param.interval(&view.scenario));
                (param, of(before), of(after))
            })
            .filter(|(_, before, after)| before != after)
            .map(|(param, (value, interval), _)| (param, value, interval));
        Self {
            values: values.collect(),
            measured: before.measured.clone(),
        }
    }

    /// The view with the former values. What was changed since then stays.
    #[must_use]
    pub fn restore(&self, view: &View) -> View {
        let mut view = view.clone();
        for (param, value, interval) in &self.values {
            let s = &mut view.scenario;
            (param.set)(s, *value);
            param.forget(s);
            if let Some(interval) = interval {
                param.observe(s, interval.low(), interval.high(), interval.n());
            }
        }
        view.measured.clone_from(&self.measured);
        view
    }
}

#[cfg(test)]
mod tests;
