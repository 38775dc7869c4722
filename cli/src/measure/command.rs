//! `forkcast measure`: the same runs without a server, with a bar of progress and the same JSON.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use forkcast_protocol::measure::file::with_about;
use forkcast_protocol::measure::{
    Device, Event, Measurement, Method, RunKind, RunSpec, RunState, ServiceLevel, Update,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::config::{Config, ConfigError, Trust};
use super::merge;
use super::numbered::numbered;
use super::{History, Runs};
use crate::commands::{MeasureArgs, ReferenceTask, TargetArgs, What};
use crate::failure::Failure;
use crate::measure::runs::Refusal;
use crate::print::{self, Align, Row};
use crate::{source, terminal, text};

/// Exit code after Ctrl-C, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;
/// The configuration that is read where none is named.
const USUAL_CONFIG: &str = "forkcast.toml";
/// How long a store may take to remove what a cancelled run has put there.
const REMOVING: Duration = Duration::from_secs(5);
/// Longest specification that is read, bytes; one has a few hundred.
const LONGEST_SPEC: u64 = 1 << 20;

/// The targets of the arguments and the configuration file.
///
/// # Errors
/// A file that cannot be read or is wrong, or an argument that is not NAME=URL.
pub fn config(arguments: &TargetArgs) -> Result<Config, ConfigError> {
    let named = arguments
        .config
        .clone()
        .or_else(|| std::env::var_os("FORKCAST_CONFIG").map(PathBuf::from));
    let found = PathBuf::from(USUAL_CONFIG);
    let mut config = match named {
        Some(path) => Config::read(&path, Trust::Named)?,
        None if found.is_file() => {
            // It may be anybody's, as one works in a folder that came from elsewhere.
            terminal::say(text::config::found(USUAL_CONFIG));
            Config::read(&found, Trust::Found)?
        }
        None => Config::new(),
    };
    for given in &arguments.endpoint {
        let (name, url) = pair("--endpoint", given)?;
        config.add_endpoint(&name, &url, None, None)?;
    }
    for given in &arguments.store {
        let (name, url) = pair("--store", given)?;
        config.add_store(&name, None, &url, None)?;
    }
    if let Some(folder) = &arguments.embedder {
        config.embedder = Some(folder.clone());
    }
    Ok(config)
}

/// The name and the address of an argument NAME=URL. An address with a password is better read from where no other user of the machine
/// sees it: `NAME=env:VARIABLE` and `NAME=file:PATH` name such a place.
fn pair(argument: &str, given: &str) -> Result<(String, String), ConfigError> {
    let wrong = |message: String| ConfigError::Entry {
        entry: argument.to_owned(),
        message,
    };
    let (name, value) = given
        .split_once('=')
        .ok_or_else(|| wrong(text::config::PAIR.to_owned()))?;
    let url = if let Some(variable) = value.strip_prefix("env:") {
        std::env::var(variable)
            .map_err(|_| wrong(format!("{name}: {}", text::config::variable_not_set(variable))))?
    } else if let Some(path) = value.strip_prefix("file:") {
        source::text(Path::new(path), LONGEST_SPEC).map_err(|error| {
            wrong(format!(
                "{name}: {}",
                text::cannot_be_read(Path::new(path), error)
            ))
        })?
    } else {
        if has_password(value) {
            terminal::say(text::config::password_visible(argument, name));
        }
        value.to_owned()
    };
    Ok((name.to_owned(), url.trim().to_owned()))
}

/// Whether an address is of the form `scheme://user:password@host`.
fn has_password(url: &str) -> bool {
    url.split_once("://")
        .and_then(|(_, rest)| rest.split(['/', '?']).next()?.rsplit_once('@'))
        .is_some_and(|(user, _)| user.contains(':'))
}

/// Measures, and writes the measurement.
///
/// # Errors
/// A run that is not accepted, or a file that cannot be written.
pub fn run(arguments: &MeasureArgs) -> Result<ExitCode, Failure> {
    if let What::Quality(given) = &arguments.what {
        return crate::quality::run(given, arguments.output.as_deref());
    }
    if let What::Merge(given) = &arguments.what {
        let measured = merge::merged(&given.files)?;
        return finish(&measured, arguments.output.as_deref());
    }
    let (config, spec) = asked(&arguments.what)?;
    if let Some(path) = &arguments.output {
        // Fails before measuring, not after it; the file keeps its content until there is something to write.
        open_private(path).map_err(|error| Failure::Run(text::cannot_be_written(path, error)))?;
    }
    crate::limits::raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Output)?;
    let measured = runtime.block_on(measure(config, spec))?;
    runtime.shutdown_timeout(Duration::from_millis(100));
    finish(&measured, arguments.output.as_deref())
}

/// Writes a measurement, reports it, and says how it ended.
fn finish(measured: &Measurement, output: Option<&Path>) -> Result<ExitCode, Failure> {
    write(output, measured)?;
    report(measured);
    Ok(match measured.state {
        RunState::Done => ExitCode::SUCCESS,
        RunState::Cancelled => ExitCode::from(INTERRUPTED),
        RunState::Failed | RunState::Interrupted | RunState::Queued | RunState::Running => ExitCode::FAILURE,
    })
}

/// Opens a file for results, which only its owner may read, as those of the server. A device or a pipe stays as it is.
pub(crate) fn open_private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    if file.metadata()?.is_file() {
        use std::os::unix::fs::PermissionsExt as _;
        // One that was there before; where it is another's, its owner decides.
        let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
    }
    Ok(file)
}

/// The name that was given, or the only one there is.
pub(crate) fn only(given: Option<&str>, config: &Config) -> Result<String, Failure> {
    let mut names = config.endpoints.keys();
    match (given, names.next(), names.next()) {
        (Some(name), ..) => Ok(name.to_owned()),
        (None, Some(name), None) => Ok(name.clone()),
        (None, None, _) => Err(Failure::Run(text::measure::NO_ENDPOINT.to_owned())),
        (None, ..) => {
            let all: Vec<&str> = config.endpoints.keys().map(String::as_str).collect();
            Err(Failure::Run(text::measure::several_endpoints(&all)))
        }
    }
}

fn asked(what: &What) -> Result<(Config, RunSpec), Failure> {
    Ok(match what {
        What::Endpoint(a) => {
            let config = config(&a.targets)?;
            let mut chosen = vec![("target", json!(only(a.target.as_deref(), &config)?))];
            match a.rate {
                Some(rate) => chosen.extend([("loop", json!("open")), ("rate_per_s", json!(rate))]),
                None => chosen.push(("loop", json!("closed"))),
            }
            if let Some(shard) = a.shard {
                chosen.push(("shard", json!(shard)));
            }
            if let Some((ttft_ms, e2e_ms)) = a.ttft_ms.zip(a.e2e_ms) {
                chosen.push(("service_level", json!(ServiceLevel { ttft_ms, e2e_ms })));
            }
            (config, a.fields.run(chosen)?)
        }
        What::Retrieval(a) => (
            config(&a.targets)?,
            a.fields.run(vec![("store", json!(a.store_name))])?,
        ),
        What::RagCost(a) => {
            let config = config(&a.targets)?;
            let target = json!(only(a.target.as_deref(), &config)?);
            let spec = a
                .fields
                .run(vec![("target", target), ("store", json!(a.search_in))])?;
            (config, spec)
        }
        What::Reference(a) => {
            let device = if a.gpu { Device::Cuda } else { Device::Cpu };
            let mut chosen = vec![("shape", json!(a.shape)), ("device", json!(device))];
            match a.task {
                ReferenceTask::Prefill => chosen.push(("task", json!("prefill"))),
                ReferenceTask::Decode => chosen.push(("task", json!("decode"))),
                ReferenceTask::Train => {
                    // A step has one batch: the first that was given.
                    let given = a.fields.typed("batches").and_then(|batches| batches.get(0));
                    let default = RunKind::Reference.field("batch").map(|row| row.amount.json());
                    chosen.extend([
                        ("task", json!("train")),
                        ("methods", json!(Method::ALL)),
                        ("batch", given.cloned().or(default).unwrap_or_default()),
                    ]);
                }
            }
            (Config::new(), a.fields.run(chosen)?)
        }
        // They have commands of their own.
        What::Quality(_) | What::Merge(_) => {
            return Err(Failure::Run(text::measure::NO_SUCH_KIND.to_owned()));
        }
        What::Run(a) => {
            let json = source::text(&a.file, LONGEST_SPEC)
                .map_err(|error| Failure::Run(text::cannot_be_read(&a.file, error)))?;
            if let Some(field) = serde_json::from_str(&json).ok().and_then(|spec| numbered(&spec)) {
                return Err(Failure::Run(text::not_a_run(&a.file, text::api::numbered(field))));
            }
            let spec =
                serde_json::from_str(&json).map_err(|error| Failure::Run(text::not_a_run(&a.file, error)))?;
            (config(&a.targets)?, spec)
        }
    })
}

async fn measure(config: Config, spec: RunSpec) -> Result<Measurement, Failure> {
    let runs = Runs::start(config, History::in_memory()?)?;
    let refused = |refusal| match refusal {
        Refusal::Client(error) => Failure::Run(error.message),
        Refusal::History(error) => Failure::History(error),
        Refusal::NotFound | Refusal::Ended(_) | Refusal::NotEnded => {
            Failure::Run(text::measure::RUN_GONE.to_owned())
        }
    };
    let mut latest = runs.latest();
    let id = runs.submit(spec, true).map_err(refused)?.id;
    let bar = bar();
    let mut after = 0;
    loop {
        latest.mark_unchanged();
        for event in runs.events(Some(&id), after)? {
            after = event.n;
            match event.event {
                Event::Update { update, .. } => show(&bar, update),
                Event::State { state, .. } if state.is_final() => {
                    bar.finish_and_clear();
                    // What a cancelled run has put into a store goes with it.
                    let _ = tokio::time::timeout(REMOVING, forkcast_retrieval::removed()).await;
                    return runs.find(&id).map_err(refused);
                }
                Event::State { .. } => {}
            }
        }
        tokio::select! {
            _ = latest.changed() => {}
            _ = tokio::signal::ctrl_c() => {
                // The server keeps updates sent before the end; the events report the end.
                let _ = runs.cancel(&id).await;
            }
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:40} {bar:30} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, update: Update) {
    match update {
        Update::Progress { phase, done, total } => {
            // Where there is no terminal the bar is silent, and a line for each phase says enough.
            if bar.is_hidden() && done == 0 {
                terminal::write_line(&terminal::shown(&phase));
            }
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(phase);
        }
        Update::Warning { text } => bar.suspend(|| terminal::say(text)),
        Update::Machine(_) | Update::Target(_) | Update::Ceiling(_) | Update::Series(_) => {}
    }
}

fn write(output: Option<&Path>, measured: &Measurement) -> Result<(), Failure> {
    let Some(path) = output else {
        return print::json(&with_about(measured));
    };
    let json = print::to_json(&with_about(measured)).map_err(Failure::Output)?;
    let mut file = fs::File::create(path).map_err(Failure::Output)?;
    file.write_all(json.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .map_err(Failure::Output)
}

/// Prints the measurement for people on stderr.
fn report(measured: &Measurement) {
    let mut table = String::new();
    let ms = |ms: f64| {
        if ms < 10.0 {
            format!("{ms:.2}")
        } else {
            format!("{ms:.0}")
        }
    };
    let optional = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let mut align = [Align::Right; text::measure::COLUMNS.len()];
    align[0] = Align::Left;
    let columns = print::columns(text::measure::COLUMNS, align);
    let rows: Vec<Row> = measured
        .series
        .iter()
        .map(|s| Row {
            cells: vec![
                s.label.clone(),
                s.n.to_string(),
                s.errors.to_string(),
                ms(s.p50.value),
                optional(s.p95.map(|x| ms(x.value))),
                optional(s.p99.map(|x| ms(x.value))),
                optional(s.recall.map(|x| format!("{x:.3}"))),
                optional(s.predicted_ms.map(ms)),
                optional(s.predicted_ms.map(|p| format!("{:.2}", s.p50.value / p))),
            ],
            style: anstyle::Style::new(),
        })
        .collect();
    print::table(&mut table, &columns, &rows);
    // A recall is worth nothing without the way of the search: one that reads every row finds all.
    for series in measured.series.iter().filter(|series| series.recall.is_some()) {
        if let Some(path) = &series.path {
            print::paragraph(
                &mut table,
                "",
                anstyle::Style::new(),
                &text::measure::path(&series.label, path),
            );
        }
    }
    if let Some(error) = &measured.error {
        print::paragraph(&mut table, "", print::BAD, error);
    }
    terminal::write(&table);
}
