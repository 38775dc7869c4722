//! The scripts of a GPU machine, rehearsed on the processor with the tiny shape.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use forkcast_protocol::measure::{Measurement, RunState, efficiency};
use forkcast_test_servers::Folder;

fn scripts() -> PathBuf {
    // As cargo says when the test runs: a clone may be moved with what it has compiled.
    Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests")).join("../gpu")
}

fn python(script: &str) -> Command {
    let mut command = Command::new("python3");
    command
        .arg(scripts().join(script))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn rehearsed(worker: &Path, out: &Path) -> (Output, Measurement) {
    let done = python("run.py")
        .args(["--dry-run", "--no-torch", "--worker"])
        .arg(worker)
        .arg("--out")
        .arg(out)
        .output()
        .expect("python3");
    let text = fs::read_to_string(out).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&done.stderr));
    });
    let measurement = serde_json::from_str(&text).expect("a measurement that the page can open");
    (done, measurement)
}

fn keys(measurement: &Measurement) -> Vec<&str> {
    measurement.series.iter().map(|s| s.key.as_str()).collect()
}

#[test]
fn the_table_runs_on_the_processor_and_leaves_a_measurement() {
    let folder = Folder::new("bundle-whole");
    let (done, measurement) = rehearsed(
        Path::new(env!("CARGO_BIN_EXE_forkcast-worker")),
        &folder.root().join("out.json"),
    );
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(measurement.state, RunState::Done);
    assert_eq!(
        keys(&measurement),
        [
            "prefill-16",
            "prefill-64",
            "decode-b1",
            "decode-b4",
            "train-lora",
            "train-qlora",
            "search-exact-20000",
            "embed-2x16"
        ]
    );
    assert!(measurement.series.iter().all(|s| s.predicted_ms.is_some()));
    assert!(measurement.warnings.iter().any(|w| w.contains("dry run")));
}

#[cfg(unix)]
#[test]
fn a_row_that_fails_takes_no_other_with_it() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new("bundle-failing");
    let worker = folder.root().join("worker");
    let real = env!("CARGO_BIN_EXE_forkcast-worker");
    let script = format!(
        "#!/bin/sh\nif [ $# -gt 0 ]; then exec '{real}' \"$@\"; fi\nspec=$(cat)\ncase \"$spec\" in *train*) echo 'out of memory' >&2; exit 1;; esac\n\
         printf '%s' \"$spec\" | '{real}'\n"
    );
    fs::write(&worker, script).expect("a script");
    fs::set_permissions(&worker, fs::Permissions::from_mode(0o755)).expect("permissions");
    let (done, measurement) = rehearsed(&worker, &folder.root().join("out.json"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let keys = keys(&measurement);
    assert!(
        keys.contains(&"decode-b4") && keys.contains(&"embed-2x16"),
        "{keys:?}"
    );
    assert!(!keys.iter().any(|key| key.starts_with("train")), "{keys:?}");
    assert!(
        measurement
            .warnings
            .iter()
            .any(|w| w.starts_with("train of tiny failed") && w.contains("out of memory")),
        "{:?}",
        measurement.warnings
    );
}

#[test]
fn without_a_gpu_the_script_says_so_and_measures_nothing() {
    let folder = Folder::new("bundle-none");
    let out = folder.root().join("out.json");
    if Path::new("/proc/driver/nvidia/version").exists() {
        return;
    }
    let done = python("run.py").arg("--out").arg(&out).output().expect("python3");
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.starts_with("no NVIDIA GPU") && said.contains("Nothing was measured"),
        "{said}"
    );
    assert!(!out.exists());
}

#[test]
fn kernel_times_are_summed_longest_first() {
    let done = python("kernel_times.py")
        .arg("--read")
        .arg(scripts().join("fixtures/ncu.csv"))
        .output()
        .expect("python3");
    let text = String::from_utf8(done.stdout).expect("text");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|line| line.split_whitespace().collect())
        .collect();
    let times: Vec<f64> = rows
        .iter()
        .map(|row| row[0].parse().expect("microseconds"))
        .collect();
    assert!(
        times.len() > 5 && times.windows(2).all(|pair| pair[0] >= pair[1]),
        "{text}"
    );
    // Forty launches were recorded on an H200; all are in the sum.
    let launches: u32 = rows
        .iter()
        .map(|row| row[1].parse::<u32>().expect("launches"))
        .sum();
    assert_eq!(launches, 40, "{text}");
}

#[test]
fn the_rows_that_fit_the_roofline_are_rows_of_the_table() {
    let table: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(scripts().join("table.json")).expect("the table"))
            .expect("JSON");
    let text = table.to_string();
    for key in efficiency::FITTED_ON {
        let number = key.rsplit(['-', 'b', 'x']).next().expect("a part");
        assert!(text.contains(number), "{key}");
    }
}
