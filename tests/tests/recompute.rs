//! A program that shares no code with the engine works out shares, expected scores, chances, regret, the verdict and the value of information
//! from exported simulations, and finds what the engine says.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use forkcast_engine::Scenario;
use forkcast_engine::scenario::JudgeBy;
use forkcast_engine::uncertainty::export;
use forkcast_protocol::json::Decision;
use forkcast_tests::common::{catalog, preset};

/// Simulations behind every decision in JSON.
const SIMULATIONS: usize = 10_000;

/// A folder of this test, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("forkcast-recompute-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed lies among the system's temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn recompute(folder: &Folder, s: &Scenario, change: impl FnOnce(&mut serde_json::Value)) -> Output {
    let (csv, json) = (folder.0.join("simulations.csv"), folder.0.join("decision.json"));
    let mut out = BufWriter::new(File::create(&csv).expect("a file"));
    export::csv(s, catalog(), SIMULATIONS, &mut out).expect("simulations");
    out.flush().expect("a written file");
    let mut decision = serde_json::to_value(Decision::of(s, catalog())).expect("JSON");
    change(&mut decision);
    fs::write(&json, decision.to_string()).expect("a file");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("recompute.py");
    Command::new("python3")
        .arg(script)
        .args([&csv, &json])
        .output()
        .expect("python3, which this test needs")
}

fn holds(name: &str, s: &Scenario) {
    let output = recompute(&Folder::new(name), s, |_| ());
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("every figure agrees"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_defaults_come_out_alike() {
    holds("defaults", &Scenario::default());
}

#[test]
fn a_preset_comes_out_alike() {
    holds("preset", &preset("legal-research"));
}

#[test]
fn net_value_comes_out_alike() {
    let s = Scenario {
        right_answer_usd: Some(0.4),
        wrong_answer_usd: 0.5,
        judge_by: JudgeBy::NetValue,
        ..Scenario::default()
    };
    holds("net", &s);
}

#[test]
fn a_figure_that_is_changed_is_found() {
    let output = recompute(&Folder::new("changed"), &Scenario::default(), |decision| {
        let wins = &mut decision["verdict"]["futures"]["wins"]["rag"];
        *wins = (wins.as_f64().expect("a share") - 0.01).into();
    });
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("share of rag"), "{said}");
}
