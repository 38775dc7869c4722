//! `forkcast measure merge`: the shards of a run, measured by several programs, as one measurement.

use std::path::{Path, PathBuf};

use forkcast_endpoint::merge;
use forkcast_protocol::measure::file::{self, LONGEST};
use forkcast_protocol::measure::{EndpointSpec, Measurement, RunSpec, RunState, Series, Shard};
use jiff::Timestamp;

use crate::failure::Failure;
use crate::source;
use crate::text::merge as text;

/// Share of the time of all shards in which all of them must have run for their loads to add up.
const OVERLAP: f64 = 0.9;

/// A measurement of one shard.
struct Part {
    path: PathBuf,
    spec: EndpointSpec,
    shard: Shard,
    measured: Measurement,
}

/// The measurement of the whole run, from the files of all its shards in any order.
///
/// # Errors
/// A file that is no shard of that run, a shard that is there twice or missing, or one of another model.
pub(super) fn merged(paths: &[PathBuf]) -> Result<Measurement, Failure> {
    merge_parts(paths.iter().map(|path| read(path)).collect::<Result<_, _>>()?)
}

fn read(path: &Path) -> Result<Part, Failure> {
    let no = |reason: String| Failure::Run(text::not_a_shard(path, &reason));
    let json = source::text(path, LONGEST as u64)
        .map_err(|error| Failure::Run(crate::text::cannot_be_read(path, error)))?;
    let measured = file::read(&json).map_err(|error| no(text::not_a_measurement(&error)))?;
    let RunSpec::Endpoint(spec) = &measured.spec else {
        return Err(no(text::OTHER_KIND.to_owned()));
    };
    let Some(shard) = spec.shard else {
        return Err(no(text::NO_SHARD.to_owned()));
    };
    measured.spec.check().map_err(|error| no(error.to_string()))?;
    if !measured.state.is_final() {
        return Err(no(text::NOT_ENDED.to_owned()));
    }
    Ok(Part {
        path: path.to_owned(),
        spec: EndpointSpec {
            shard: None,
            ..spec.clone()
        },
        shard,
        measured,
    })
}

fn merge_parts(mut parts: Vec<Part>) -> Result<Measurement, Failure> {
    parts.sort_by_key(|part| part.shard.index);
    let Some((first, rest)) = parts.split_first() else {
        return Err(Failure::Run(text::NO_FILES.to_owned()));
    };
    for part in rest {
        check_alike(first, part)?;
    }
    check_complete(&parts, first.shard.of)?;
    let lists: Vec<&[Series]> = parts.iter().map(|part| part.measured.series.as_slice()).collect();
    let series = merge::series(&first.spec, &lists).map_err(|error| {
        let part = parts.get(error.shard).unwrap_or(first);
        Failure::Run(text::wrong_series(&part.path, &error.key))
    })?;
    let ends = parts.iter().map(|part| part.measured.ended.clone());
    let unfinished: Vec<&Part> = parts
        .iter()
        .filter(|part| part.measured.state != RunState::Done)
        .collect();
    let errors: Vec<String> = unfinished
        .iter()
        .map(|part| text::not_done(part.shard, part.measured.state, part.measured.error.as_deref()))
        .collect();
    let mut warnings: Vec<String> = overlap_warning(&parts).into_iter().collect();
    let machine = |part: &Part| {
        part.measured
            .machine
            .as_ref()
            .map(|machine| machine.label.clone())
    };
    if rest.iter().any(|part| machine(part) != machine(first)) {
        warnings.push(text::MACHINES.to_owned());
    }
    for part in &parts {
        let of_shard = |warning: &String| text::of_shard(part.shard, warning);
        warnings.extend(part.measured.warnings.iter().map(of_shard));
    }
    Ok(Measurement {
        state: unfinished
            .first()
            .map_or(RunState::Done, |part| part.measured.state),
        // RFC 3339 in UTC, so the order of texts is that of times.
        created: parts
            .iter()
            .map(|part| part.measured.created.clone())
            .min()
            .unwrap_or_default(),
        ended: ends.max().flatten(),
        spec: RunSpec::Endpoint(first.spec.clone()),
        series,
        warnings,
        error: (!errors.is_empty()).then(|| errors.join(" ")),
        ..first.measured.clone()
    })
}

/// Checks that two are shards of the same run, of the same model.
fn check_alike(first: &Part, part: &Part) -> Result<(), Failure> {
    if part.spec != first.spec || part.shard.of != first.shard.of {
        return Err(Failure::Run(text::other_run(&part.path, &first.path)));
    }
    let [a, b] = [first, part].map(|part| part.measured.target.as_ref()?.model.as_deref());
    match (a, b) {
        (Some(a), Some(b)) if a != b => Err(Failure::Run(text::other_model(&part.path, b, &first.path, a))),
        _ => Ok(()),
    }
}

/// Checks that each shard is there, and once.
fn check_complete(parts: &[Part], of: u32) -> Result<(), Failure> {
    let mut neighbours = parts.iter().zip(parts.iter().skip(1));
    if let Some((a, b)) = neighbours.find(|(a, b)| a.shard == b.shard) {
        return Err(Failure::Run(text::twice(a.shard, &a.path, &b.path)));
    }
    let missing: Vec<u32> = (0..of)
        .filter(|index| parts.iter().all(|part| part.shard.index != *index))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Run(text::missing(&missing, of)))
}

/// A warning where shards did not run at the same time; none where they did, or where a time is not known.
fn overlap_warning(parts: &[Part]) -> Option<String> {
    let times = |part: &Part| -> Option<(f64, f64)> {
        let s = |time: &str| Some(time.parse::<Timestamp>().ok()?.as_duration().as_secs_f64());
        Some((s(&part.measured.created)?, s(part.measured.ended.as_deref()?)?))
    };
    let times: Vec<(f64, f64)> = parts.iter().map(times).collect::<Option<_>>()?;
    let fold = |of: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64| times.iter().map(of).reduce(pick);
    let (first, all_begun) = (fold(|t| t.0, f64::min)?, fold(|t| t.0, f64::max)?);
    let (one_ended, last) = (fold(|t| t.1, f64::min)?, fold(|t| t.1, f64::max)?);
    let share = ((one_ended - all_begun) / (last - first).max(f64::MIN_POSITIVE)).max(0.0);
    (share < OVERLAP).then(|| text::overlap(share))
}

#[cfg(test)]
mod tests;
