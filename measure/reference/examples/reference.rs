//! Measures the reference engine on this machine's processor and writes the file that the page opens:
//! `cargo run --profile native -p forkcast-reference --example reference -- SHAPE FILE`.

use std::process::{Command, ExitCode};
use std::time::{SystemTime, UNIX_EPOCH};

use forkcast_engine::latency::shapes::{Ceilings, find};
use forkcast_protocol::measure::{
    Device, Library, MEASUREMENT_VERSION, Machine, Measurement, Method, ReferenceSpec, RunSpec, RunState,
    SeriesKind, Task, Update,
};

/// Rank of the adapters.
const RANK: u32 = 16;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [shape, file] = arguments.as_slice() else {
        eprintln!("reference SHAPE FILE");
        return ExitCode::FAILURE;
    };
    match measured(shape).and_then(|measurement| {
        let text = serde_json::to_string(&measurement).map_err(|error| error.to_string())?;
        std::fs::write(file, text + "\n").map_err(|error| format!("{file} cannot be written: {error}"))
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

/// What is measured, each with its repeats.
fn tasks() -> [(Task, u32); 3] {
    [
        (
            Task::Prefill {
                prompt_tokens: vec![64, 256],
            },
            20,
        ),
        (
            Task::Decode {
                batch: vec![1, 8],
                context_tokens: 256,
            },
            50,
        ),
        (
            Task::Train {
                methods: vec![Method::Lora, Method::Qlora, Method::Full],
                batch: 1,
                sequence_tokens: 64,
                rank: RANK,
            },
            5,
        ),
    ]
}

fn measured(shape: &str) -> Result<Measurement, String> {
    let specs = tasks().map(|(task, repeats)| ReferenceSpec {
        shape: shape.to_owned(),
        device: Device::Cpu,
        task,
        repeats,
        warmup: 2,
    });
    let created = now();
    let mut measurement = Measurement {
        schema_version: MEASUREMENT_VERSION,
        id: format!("cpu-reference-{}", created.replace([':', '-'], "")),
        state: RunState::Running,
        created,
        ended: None,
        spec: RunSpec::Reference(specs[0].clone()),
        machine: Some(machine()),
        target: None,
        ceilings: Vec::new(),
        series: Vec::new(),
        warnings: vec![
            "This file holds the rows of three runs (prefill, decode, training step); the specification is the first one's, \
             the ceilings are the highest of the three and predictions are at those."
                .to_owned(),
            "The machine did other work at the same time.".to_owned(),
        ],
        error: None,
    };
    for spec in &specs {
        forkcast_reference::run(spec, &mut |update| take(&mut measurement, update))?;
    }
    predict(&mut measurement, shape);
    measurement.state = RunState::Done;
    measurement.ended = Some(now());
    for ceiling in &measurement.ceilings {
        println!("{:<36} {:>9.3} {}", ceiling.label, ceiling.value, ceiling.unit);
    }
    for series in &measurement.series {
        let predicted = series.predicted_ms.unwrap_or(f64::NAN);
        println!(
            "{:<36} measured {:>9.2} ms, predicted {:>9.2} ms, measured / predicted {:.2}",
            series.label,
            series.p50.value,
            predicted,
            series.p50.value / predicted
        );
    }
    Ok(measurement)
}

/// Predicts every row at the highest ceilings of all runs: one measured while the machine was busy would make a row look faster than it can be.
fn predict(measurement: &mut Measurement, shape: &str) {
    let best = |key: &str| {
        let ceiling = measurement.ceilings.iter().find(|known| known.key == key);
        ceiling.map_or(f64::NAN, |known| known.value * 1e12)
    };
    let at = Ceilings {
        flops: best("matmul-f32"),
        bytes_per_s: best("copy"),
    };
    let Some(shape) = find(shape) else { return };
    for series in &mut measurement.series {
        let batch = f64::from(series.batch.unwrap_or(1));
        let tokens = f64::from(series.prompt_tokens.unwrap_or(1));
        series.predicted_ms = Some(match series.kind {
            SeriesKind::Decode => shape.decode_ms(batch, tokens, 4.0, at),
            SeriesKind::TrainStep if series.key == "train-full" => shape.full_step_ms(batch, tokens, at),
            SeriesKind::TrainStep => shape.adapter_step_ms(RANK as usize, batch, tokens, at),
            _ => shape.prefill_ms(tokens, 4.0, at),
        });
    }
}

fn take(measurement: &mut Measurement, update: Update) {
    match update {
        Update::Ceiling(ceiling) => match measurement
            .ceilings
            .iter_mut()
            .find(|known| known.key == ceiling.key)
        {
            Some(known) => known.value = known.value.max(ceiling.value),
            None => measurement.ceilings.push(ceiling),
        },
        Update::Series(series) => {
            measurement.series.retain(|known| known.key != series.key);
            measurement.series.push(*series);
        }
        Update::Warning { text } => measurement.warnings.push(text),
        Update::Machine(machine) => measurement.machine = Some(machine),
        Update::Target(_) | Update::Progress { .. } => {}
    }
}

/// The time, RFC 3339 in UTC: from the system's `date`, which every machine that this runs on has, else seconds since 1970.
fn now() -> String {
    let asked = Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%SZ"]).output();
    match asked {
        Ok(answer) if answer.status.success() => String::from_utf8_lossy(&answer.stdout).trim().to_owned(),
        _ => SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or_else(|_| "unknown".to_owned(), |since| since.as_secs().to_string()),
    }
}

fn machine() -> Machine {
    let first = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.split_once(':'))
            .map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cpu = first("/proc/cpuinfo", "model name");
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as u32;
    let memory: f64 = first("/proc/meminfo", "MemTotal")
        .split_whitespace()
        .next()
        .and_then(|kib| kib.parse().ok())
        .unwrap_or(0.0);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Machine {
        label: format!("{cores} cores of an {cpu}"),
        os: format!(
            "{} {}",
            std::env::consts::OS,
            kernel.split('-').next().unwrap_or_default().trim()
        ),
        cpu,
        cores,
        memory_gb: memory * 1024.0 / 1e9,
        gpu: None,
        libraries: vec![Library {
            name: "candle".to_owned(),
            version: forkcast_reference::device::CANDLE.to_owned(),
        }],
        clocks: None,
    }
}
