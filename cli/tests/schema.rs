//! Files of every kind keep to docs/forkcast.schema.json, say what they are, and are read when an older program wrote them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use forkcast_protocol::measure;
use serde_json::{Value, json};

fn forkcast(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(arguments)
        .current_dir(std::env::temp_dir())
        .env_remove("FORKCAST_CONFIG")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn json_of(arguments: &[&str]) -> Value {
    let output = forkcast(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON alone")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

/// A file of the test's own, removed with it.
struct Own(PathBuf);

impl Own {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("forkcast-schema-{}-{name}", std::process::id())))
    }

    fn name(&self) -> &str {
        self.0.to_str().expect("a name")
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn every_kind_of_file_keeps_to_the_schema_and_says_what_it_is() {
    let schema = read(&root().join("docs/forkcast.schema.json"));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let log = Own::new("log.jsonl");
    let lines = (0..200).map(|i| {
        let created = 1_795_000_000 + i * 5000;
        format!("{{\"object\":\"chat.completion\",\"created\":{created},\"model\":\"gpt-5.4-mini\",\"usage\":{{\"prompt_tokens\":500,\"completion_tokens\":{}}}}}\n", 90 + i % 20)
    });
    fs::write(&log.0, lines.collect::<String>()).expect("a log");
    let observation = json_of(&["observe", "logs", log.name(), "--json"]);
    let small = [
        "measure",
        "reference",
        "prefill",
        "--shape",
        "tiny",
        "--repeats",
        "20",
        "--prompt-tokens",
        "8",
    ];
    let measurement = json_of(&small);
    // The observation itself is a scenario that can be decided on.
    let (seen, record) = (Own::new("observation.json"), Own::new("record.json"));
    fs::write(&seen.0, observation.to_string()).expect("written");
    let decision = json_of(&["decide", seen.name(), "--json", "--record", record.name()]);
    let record = read(&record.0);
    for (name, kind, file) in [
        ("observation", "logs", &observation),
        ("measurement", "reference", &measurement),
        ("record", "decision", &record),
    ] {
        let wrong: Vec<String> = validator
            .iter_errors(file)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        let about = &file["about"];
        assert_eq!(
            (&about["program"], &about["kind"]),
            (&json!("forkcast"), &json!(kind))
        );
        assert_eq!(about["program_version"], env!("CARGO_PKG_VERSION"), "{name}");
        // Every field that is written is described.
        let described = schema["$defs"][name]["properties"]
            .as_object()
            .expect("properties");
        for key in file.as_object().expect("an object").keys() {
            assert!(described.contains_key(key), "{name}: {key} is not described");
        }
        // It describes them: a file without its kind or with a date that is none is refused.
        let mut other = file.clone();
        other["about"]["kind"] = json!("bakery");
        assert!(!validator.is_valid(&other), "{name}");
    }
    assert_eq!(measurement["about"]["machine"], measurement["machine"]["label"]);
    // What was observed is drawn, and says so in the decision and in its record.
    let of_growth = |rows: &Value| {
        let rows = rows.as_array().expect("rows").iter();
        rows.filter(|row| row["input"] == "output_tokens").count()
    };
    assert_eq!(
        (of_growth(&decision["observed"]), of_growth(&record["observed"])),
        (1, 1)
    );
}

#[test]
fn files_of_an_older_program_are_read() {
    let schema = read(&root().join("docs/forkcast.schema.json"));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    // Measured by the first version, which wrote no `about`.
    let path = root().join("public/measurements/cpu-reference.json");
    let older = read(&path);
    assert!(older.get("about").is_none() && validator.is_valid(&older));
    let m = measure::file::read(&fs::read_to_string(path).expect("a file")).expect("a measurement");
    // What it becomes when it is saved again can be read by either.
    let again = measure::file::write(&m);
    assert_eq!(measure::file::read(&again).expect("a measurement"), m);
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/observation-5.json");
    let older = read(&fixture);
    assert!(older.get("about").is_none() && validator.is_valid(&older));
    let decision = json_of(&["decide", fixture.to_str().expect("a name"), "--json"]);
    assert_eq!(decision["scenario"]["change_days"], 10.6);
    // What it leaves out is the default of the model's version that wrote it.
    assert_eq!(decision["scenario"]["unannounced_end"], 0);
    assert_eq!(decision["observed"][0]["input"], "change_days");
}
