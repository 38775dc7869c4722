//! The program in a folder with the files of a test.

use std::process::{Command, Output, Stdio};

use forkcast_engine::Strategy;
use forkcast_engine::presets::PRESETS;
use forkcast_protocol::json::Decision;
use forkcast_test_servers::Folder;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_forkcast");

/// A folder with those files.
pub(crate) fn given(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new("pipelines");
    for (name, text) in files {
        folder.write(name, text);
    }
    folder
}

/// Runs the program in a folder.
pub(crate) trait Runs {
    fn run(&self, arguments: &[&str]) -> Output;

    fn code(&self, arguments: &[&str]) -> Option<i32>;

    /// What is printed, and the exit code.
    fn answer(&self, arguments: &[&str]) -> (String, Option<i32>);

    /// What is said of arguments or files that are refused with code 2.
    fn refusal(&self, arguments: &[&str]) -> String;

    fn decision(&self, arguments: &[&str]) -> Decision;
}

impl Runs for Folder {
    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(PROGRAM)
            .args(arguments)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    fn code(&self, arguments: &[&str]) -> Option<i32> {
        self.run(arguments).status.code()
    }

    fn answer(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = self.run(arguments);
        (out(&output), output.status.code())
    }

    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn decision(&self, arguments: &[&str]) -> Decision {
        let (text, code) = self.answer(&[&["decide", "--json"], arguments].concat());
        assert_eq!(code, Some(0));
        serde_json::from_str(&text).expect("a decision")
    }
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The first preset as a file, and its decision.
pub(crate) fn preset() -> (Folder, Decision) {
    let scenario = format!(r#"{{"preset": "{}"}}"#, PRESETS[0].id);
    let folder = given(&[("a.json", &scenario)]);
    let decision = folder.decision(&["a.json"]);
    (folder, decision)
}

pub(crate) fn other_than(winner: Strategy) -> &'static str {
    let other = Strategy::ALL
        .into_iter()
        .find(|other| other.profile().family != winner.profile().family);
    other.expect("another").id()
}
