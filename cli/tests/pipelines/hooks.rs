//! The pre-commit hook and the GitHub Action.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{PROGRAM, Runs as _, out, preset, said};
use crate::reports::assert_junit;

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

fn yaml(file: &str) -> Value {
    let text = fs::read_to_string(root(file)).expect("a file");
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_hook_checks_the_files_that_it_names() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!(
        (&hook["id"], &hook["language"]),
        (&json!("forkcast-check"), &json!("system"))
    );
    let entry: Vec<&str> = hook["entry"].as_str().expect("a command").split(' ').collect();
    assert_eq!(entry[0], "forkcast");

    let (folder, decision) = preset();
    folder.write("sub/b.forkcast.json", folder.read("a.json"));
    let winner = decision.verdict.winner.id();
    folder.write(
        "sub/forkcast.check.toml",
        format!("[\"b.forkcast.json\"]\nexpect = \"{winner}\"\n"),
    );
    let names = "sub/b.forkcast.json\nsub/forkcast.check.toml\na.json\nforkcast.check.toml.bak\n";
    folder.write("names", names);
    let pattern = hook["files"].as_str().expect("a pattern");
    let output = Command::new("grep")
        .args(["-E", pattern, "names"])
        .current_dir(folder.root())
        .output();
    let found = out(&output.expect("grep"));
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, ["sub/b.forkcast.json", "sub/forkcast.check.toml"]);
    assert_eq!(folder.code(&[&entry[1..], &found].concat()), Some(0));
    folder.write(
        "sub/forkcast.check.toml",
        "[\"b.forkcast.json\"]\nmax-monthly = 0\n",
    );
    assert_eq!(folder.code(&[&entry[1..], &found].concat()), Some(1));
}

#[test]
fn the_action_checks_reports_and_fails_as_the_program_does() {
    let action = yaml("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    for step in steps {
        // A value that stands in a script as text could be one of its commands.
        assert!(!step["run"].as_str().expect("a script").contains("${{"), "{step}");
        assert_eq!(step["shell"], "bash");
        for (_, value) in step["env"].as_object().expect("variables") {
            let value = value.as_str().expect("a text");
            if let Some(input) = value
                .strip_prefix("${{ inputs.")
                .and_then(|v| v.strip_suffix(" }}"))
            {
                assert!(action["inputs"][input].is_object(), "{input}");
            }
        }
    }
    let (folder, decision) = preset();
    folder.write("b c.json", folder.read("a.json"));
    let run = |step: usize, variables: &[(&str, &str)]| {
        folder.write("summary", "");
        folder.write("output", "");
        let output = Command::new("bash")
            .args([
                "--noprofile",
                "--norc",
                "-eo",
                "pipefail",
                "-c",
                steps[step]["run"].as_str().expect("a script"),
            ])
            .current_dir(folder.root())
            .env("GITHUB_STEP_SUMMARY", folder.root().join("summary"))
            .env("GITHUB_OUTPUT", folder.root().join("output"))
            .envs(["SCENARIOS", "EXPECTATIONS", "ARGUMENTS", "SARIF", "JUNIT"].map(|name| (name, "")))
            .envs([("SOURCE", "."), ("PROGRAM", PROGRAM)])
            .envs(variables.iter().copied())
            .output()
            .expect("bash");
        (output.status.code(), said(&output))
    };
    assert_eq!(run(0, &[]), (Some(0), String::new()));
    assert_eq!(folder.read("output"), format!("path={PROGRAM}\n"));

    let expect = format!("--expect={}\n", decision.verdict.winner.id());
    let scenarios = "a.json\nb c.json\n";
    let (code, said) = run(
        1,
        &[
            ("SCENARIOS", scenarios),
            ("ARGUMENTS", &expect),
            ("SARIF", "out.sarif"),
            ("JUNIT", "out.xml"),
        ],
    );
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(folder.read("output"), "met=true\n");
    assert!(
        folder.read("summary").contains("b c.json"),
        "{}",
        folder.read("summary")
    );
    assert_junit(&folder.read("out.xml"));
    let sarif: Value = serde_json::from_str(&folder.read("out.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"], json!([]));

    let (code, _) = run(
        1,
        &[
            ("SCENARIOS", scenarios),
            ("ARGUMENTS", "--max-monthly=0"),
            ("SARIF", "out.sarif"),
        ],
    );
    assert_eq!(code, Some(1));
    assert_eq!(folder.read("output"), "met=false\n");
    let sarif: Value = serde_json::from_str(&folder.read("out.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    let (code, _) = run(
        1,
        &[("SCENARIOS", "$(touch done)"), ("ARGUMENTS", "--max-monthly=0")],
    );
    assert_eq!(code, Some(2));
    assert!(!folder.root().join("done").exists());
    // Without scenarios those of the file in the working folder.
    folder.write("forkcast.check.toml", "[\"a.json\"]\nmax-monthly = 1e9\n");
    assert_eq!(run(1, &[]).0, Some(0));
}
