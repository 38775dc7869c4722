//! The program as it is typed: what it prints, where, and the code it exits with.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use forkcast_engine::decision::{Verdicts, evaluate_as};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::uncertainty::futures;
use forkcast_engine::{Catalog, Scenario, params};
use forkcast_protocol::json::{Decision, InputRow, PresetRow};
use forkcast_protocol::link::{self, View};

fn forkcast(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

/// What is printed by a command that gives an answer and has nothing to say about it.
fn answer(arguments: &[&str]) -> String {
    let output = forkcast(arguments);
    assert_eq!(said(&output), "", "{arguments:?}");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn decision(arguments: &[&str]) -> Decision {
    let text = answer(&[&["decide", "--json"], arguments].concat());
    serde_json::from_str(&text).expect("a decision")
}

/// What is said about a command that is refused.
fn refusal(arguments: &[&str]) -> String {
    let output = forkcast(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
    assert!(output.stdout.is_empty(), "{arguments:?}");
    said(&output)
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// A file of that text, removed in the end.
struct TextFile(PathBuf);

impl TextFile {
    fn new(name: &str, text: &[u8]) -> Self {
        let file = std::env::temp_dir().join(format!("forkcast-cli-{}-{name}", std::process::id()));
        std::fs::write(&file, text).expect("a file");
        Self(file)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for TextFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn every_preset_gets_the_verdict_of_the_engine() {
    for preset in &PRESETS {
        let s = preset.scenario(Catalog::builtin());
        // By as many simulations as the program's.
        let many = futures(&s, Catalog::builtin(), 10_000).by_many();
        let verdicts = Verdicts {
            of_this: Some(&many),
            before: None,
        };
        let report = evaluate_as(&s, Catalog::builtin(), verdicts);
        let decision = decision(&["--preset", preset.id]);
        assert_eq!(decision.verdict.winner, report.verdict.winner, "{}", preset.id);
        let text = answer(&["decide", "--preset", preset.id]);
        assert_eq!(text.lines().next(), Some(decision.verdict.headline.as_str()));
        assert!(!text.contains('\u{1b}'), "no escape codes in a pipe");
        for part in [
            "Why",
            "The best approach of each family",
            "Other approaches of the same families",
            "What would change it",
            "Roll-out",
            " comes out ahead in ",
        ] {
            assert!(text.contains(part), "{}: {part}", preset.id);
        }
        for row in &decision.strategies {
            assert!(text.contains(&row.label), "{}: {}", preset.id, row.label);
            assert!(
                row.gates
                    .iter()
                    .all(|gate| decision.verdict.feasible || !gate.opens.is_empty())
            );
        }
        let long = text
            .lines()
            .filter(|line| !line.starts_with("Model "))
            .map(|line| line.chars().count())
            .max();
        assert!(long <= Some(100), "{}: a line of {long:?} characters", preset.id);
    }
}

#[test]
fn a_link_a_file_and_standard_input_say_the_same() {
    let catalog = Catalog::builtin();
    let scenario = PRESETS[0].scenario(catalog);
    let want = decision(&["--preset", PRESETS[0].id]);
    let url = format!(
        "https://example.org/forkcast/#{}",
        link::encode(&View::of(scenario), catalog)
    );
    assert_eq!(decision(&["--url", &url]), want);

    let text = serde_json::to_string(&want).expect("JSON");
    let file = TextFile::new("whole.json", text.as_bytes());
    assert_eq!(decision(&[file.path()]), want);

    let mut child = Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(["decide", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let request = format!(r#"{{"preset": "{}"}}"#, PRESETS[0].id);
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(request.as_bytes())
        .expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        serde_json::from_slice::<Decision>(&output.stdout).expect("a decision"),
        want
    );
}

#[test]
fn inputs_are_set_on_top_and_the_last_counts() {
    let got = decision(&[
        "--preset",
        "legal-research",
        "--set",
        "recall=0.2",
        "--set",
        "recall=0.7",
        "--set=audit=none",
    ]);
    let mut scenario = PRESETS[0].scenario(Catalog::builtin());
    scenario.recall = 0.7;
    scenario.audit = forkcast_engine::scenario::Audit::None;
    assert_eq!(got, Decision::of(&scenario, Catalog::builtin()));
    assert_eq!(
        decision(&[]),
        Decision::of(&Scenario::default(), Catalog::builtin())
    );
}

#[test]
fn what_leaves_the_inputs_of_a_link_as_they_are_is_only_said() {
    let output = forkcast(&[
        "decide",
        "--json",
        "--url",
        "#v1&m=0&change_days=9&change_days=7&theme=blue",
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        said(&output),
        "forkcast: The link was made with version 0 of the model, and this is version 1: figures may differ from those its sender saw.\n\
         forkcast: The link has change_days more than once; the last one counts.\n\
         forkcast: There is no theme “blue”, so the reader's own was used; there are auto, light, dark.\n"
            .replace("version 1:", &format!("version {}:", forkcast_engine::MODEL_VERSION))
    );
    serde_json::from_slice::<Decision>(&output.stdout).expect("stdout has the decision and nothing else");
}

#[test]
fn a_short_link_gives_the_same_decision() {
    let arguments = ["decide", "--preset", "legal-research", "--set", "recall=83,5 %"];
    let link = forkcast(&[&arguments[..], &["--short-link"]].concat());
    let link = String::from_utf8(link.stdout).expect("UTF-8");
    let link = link.trim();
    assert!(link.starts_with("#s1.") && link.len() < 120, "{link}");
    let whole = forkcast(&[&arguments[..], &["--json"]].concat());
    let again = forkcast(&["decide", "--json", "--url", link]);
    assert_eq!(whole.stdout, again.stdout);
    assert_eq!(said(&again), "");
}

#[test]
fn bad_input_is_refused_with_what_is_accepted() {
    let missing = "/nowhere/scenario.json";
    let broken = TextFile::new("broken.json", b"{\n  \"recall\": 0.5,\n}");
    let typo = TextFile::new("typo.json", b"{\"recal\": 0.5}");
    let binary = TextFile::new("binary.json", &[0xff, 0xfe, 0x00]);
    let huge = TextFile::new("huge.json", &vec![b' '; (1 << 20) + 1]);
    let cases: &[(&[&str], &str)] = &[
        (
            &["--set", "change_dais=7"],
            "--set: there is no input “change_dais”; the nearest one is “change_days”",
        ),
        (&["--set", "recall=1.5"], "--set: recall takes 0 to 1, not 1.5"),
        (
            &["--set", "recall=much"],
            "--set: recall takes a number from 0 to 1 (Retrieval recall), not “much”",
        ),
        (
            &["--set", "recall=NaN"],
            "--set: recall takes a number from 0 to 1 (Retrieval recall), not “NaN”",
        ),
        (
            &["--set", "audit=maybe"],
            "--set: audit takes one of none, useful, required, not “maybe”",
        ),
        (
            &["--set", "recall"],
            "--set takes KEY=VALUE, such as change_days=7, not “recall”",
        ),
        (
            &["--preset", "legal"],
            "there is no preset “legal”; there are legal-research, support-docs, ",
        ),
        (
            &["--url", "https://example.org/"],
            "--url takes a link such as #v1&change_days=7, not “https://example.org/”",
        ),
        (
            &["--url", "#v1&recall=4&change_days=7"],
            "the link cannot be read as written: recall takes 0 to 1, so 4 was read as 1.",
        ),
        (
            &["--url", "#v1&change_dais=7"],
            "the link cannot be read as written: There is no input “change_dais”, so it was ignored; the nearest one is “change_days”.",
        ),
        (
            &["--url", "#v1&audit=maybe"],
            "audit takes one of none, useful, required, not “maybe”.",
        ),
        (
            &["--url", "#v1&audit=requ"],
            "Until you say which it was, required is assumed.",
        ),
        (
            &["--url", "#v1&check=00000&m=6&change_days=7"],
            "its check value does not agree with the rest",
        ),
        (
            &["--url", "#v1&audit=required&audit=none"],
            "The link has audit more than once",
        ),
        (&["--url", "#s1.AAAA.00000"], "The short link is cut or damaged"),
        (
            &["--set", "queries_per_day=12.000"],
            "--set: queries_per_day: “12.000” can be 12 or 12000: type 12.0 or 12000",
        ),
        (&["--url", "#v1&preset=legal"], "There is no preset “legal”"),
        (&["thin-data"], "; the preset of that name is --preset thin-data"),
        (&[missing], "/nowhere/scenario.json cannot be read: "),
        (&["/"], "/ cannot be read: "),
        (
            &[broken.path()],
            "broken.json: this is not JSON: line 3, column 1: trailing comma",
        ),
        (
            &[typo.path()],
            "typo.json: there is no input “recal”; the nearest one is “recall”",
        ),
        (&[binary.path()], "binary.json cannot be read: "),
        (
            &[huge.path()],
            "huge.json is longer than 1048576 bytes: it is not a scenario",
        ),
        (&["-"], "standard input: this is not JSON: line 1, column 0: "),
    ];
    for (arguments, sentence) in cases {
        let said = refusal(&[&["decide"], *arguments].concat());
        assert!(
            said.starts_with("forkcast: ") && said.contains(sentence),
            "{arguments:?}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    for arguments in [
        &["decide", "--preset", "thin-data", "--url", "#v1"] as &[&str],
        &["decide", "--preset", "thin-data", "file.json"],
        &["decide", "--colour"],
        &["deside"],
        &["serve", "--port", "70000"],
        &["serve", "--host", "example.org"],
        &[],
    ] {
        assert!(
            refusal(arguments).contains("Usage:") || refusal(arguments).contains("--help"),
            "{arguments:?}"
        );
    }
}

#[test]
fn lists_name_everything() {
    let catalog = Catalog::builtin();
    let text = answer(&["inputs"]);
    assert!(params::PARAMS.iter().all(|param| text.contains(param.key)));
    assert!(
        !text.contains("\u{1b}") && !text.contains("u{1b}"),
        "nothing for a terminal, as this is none"
    );
    let inputs: Vec<InputRow> = serde_json::from_str(&answer(&["inputs", "--json"])).expect("inputs");
    assert_eq!(inputs, InputRow::all(catalog));
    let text = answer(&["presets"]);
    assert!(PRESETS.iter().all(|preset| text.contains(preset.id)));
    let presets: Vec<PresetRow> = serde_json::from_str(&answer(&["presets", "--json"])).expect("presets");
    assert_eq!(presets, PresetRow::all(catalog));
}

#[test]
fn a_name_stands_apart_from_what_is_said_of_it() {
    let text = answer(&["decide", "--set", "prompted_compliance=0.9"]);
    let row = |start: &str| {
        text.lines()
            .find(|line| line.trim_start().starts_with(start) && line.contains("served by"))
    };
    let hybrid = row("Hybrid with baked-in facts").expect("who serves it");
    assert!(hybrid.contains("facts  served by"), "{hybrid}");
}

#[test]
fn help_and_version_are_answers() {
    let help = answer(&["--help"]);
    for command in ["decide", "presets", "inputs", "serve"] {
        assert!(help.contains(command), "{command}");
        assert!(answer(&[command, "--help"]).contains("Usage:"), "{command}");
    }
    let version = answer(&["--version"]);
    assert!(
        version.starts_with(concat!("forkcast ", env!("CARGO_PKG_VERSION"), " (model ")),
        "{version}"
    );
    assert!(version.contains(&*Catalog::builtin().version), "{version}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_forkcast"))
        .args(["inputs", "--json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), said(&output)), (Some(0), String::new()));
}

#[test]
fn a_decision_record_holds_what_it_takes_to_decide_again() {
    let folder = std::env::temp_dir().join(format!("forkcast-record-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let link =
        "#v1&change_days=7&measured_search_p50_ms=3&measured_search_p95_ms=8&measured=a%20%3Cb%3E%20machine";
    let record = |name: &str| {
        let path = folder.join(name);
        let path_text = path.to_str().expect("text");
        let output = Command::new(env!("CARGO_BIN_EXE_forkcast"))
            .args(["decide", "--url", link, "--record", path_text])
            .output()
            .expect("the program starts");
        (
            output.status.code(),
            std::fs::read_to_string(&path).unwrap_or_default(),
        )
    };
    let (code, json) = record("decision.json");
    assert_eq!(code, Some(0));
    let read = forkcast_protocol::record::Record::read(&json).expect("a record");
    let catalog = Catalog::builtin();
    assert_eq!(
        read.verify(catalog).expect("it can be decided again"),
        Vec::<String>::new()
    );
    assert_eq!(
        read.scenario(catalog).expect("a scenario").measured_search_p50_ms,
        Some(3.0)
    );
    assert_eq!(read.measured, "a <b> machine");
    let (_, html) = record("decision.html");
    assert!(
        html.contains("a &lt;b&gt; machine") && !html.contains("<b> machine") && !html.contains("<script")
    );
    let (_, markdown) = record("decision.md");
    assert!(
        markdown.starts_with("# ") && markdown.contains("change\\_days"),
        "{markdown}"
    );
    assert_eq!(record("decision.pdf").0, Some(2));

    let verify = |text: &str| {
        let path = folder.join("verified.json");
        std::fs::write(&path, text).expect("a file");
        let output = Command::new(env!("CARGO_BIN_EXE_forkcast"))
            .args(["verify", path.to_str().expect("text")])
            .output()
            .expect("the program starts");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), told + &said(&output))
    };
    let (code, told) = verify(&json);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("the result is the same"), "{told}");
    let other = json.replace("\"change_days\": 7", "\"change_days\": 3000");
    assert_ne!(other, json);
    let (code, told) = verify(&other);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("this differs:\n  The "), "{told}");
    let (code, told) = verify("{}");
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("decision record"), "{told}");
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn nothing_that_is_typed_or_read_is_obeyed_by_a_terminal() {
    const HOSTILE: &str = "\u{1b}]0;PWNED\u{7}\u{1b}[2J\u{9b}1m\u{202e}x";
    let keyed = serde_json::json!({HOSTILE: 1}).to_string();
    let scenario = TextFile::new("hostile.json", keyed.as_bytes());
    let record = TextFile::new("hostile-record.json", answer_record(HOSTILE).as_bytes());
    let set = format!("{HOSTILE}=1");
    let cases: [&[&str]; 9] = [
        &["decide", scenario.path()],
        &["decide", HOSTILE],
        &["decide", "--preset", HOSTILE],
        &["decide", "--set", &set],
        &["decide", "--set", HOSTILE],
        &["decide", "--url", HOSTILE],
        &["verify", record.path()],
        &["serve", "--port", HOSTILE],
        &[HOSTILE],
    ];
    for arguments in cases {
        let output = forkcast(arguments);
        let all = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(all).expect("UTF-8");
        assert!(!text.is_empty(), "{arguments:?}");
        let obeyed = text
            .chars()
            .find(|c| *c != '\n' && forkcast_protocol::visible::is_obeyed(*c));
        assert_eq!(obeyed, None, "{arguments:?}: {text:?}");
    }
    let long = format!("{}=1", "k".repeat(100_000));
    assert!(
        refusal(&["decide", "--set", &long]).len() < 5_000,
        "a long name is cut"
    );
}

/// A decision record on a day of that name.
fn answer_record(date: &str) -> String {
    let file = TextFile::new("record.json", b"");
    answer(&["decide", "--record", file.path()]);
    let text = std::fs::read_to_string(&file.0).expect("a record");
    let mut record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    record["date"] = date.into();
    record.to_string()
}

#[cfg(unix)]
#[test]
fn devices_and_pipes_without_end_are_read_to_a_limit() {
    for arguments in [["verify", "/dev/zero"], ["decide", "/dev/zero"]] {
        let said = refusal(&arguments);
        assert!(
            said.contains("longer than") || said.contains("is longer"),
            "{said}"
        );
    }
    let said = refusal(&["measure", "run", "/dev/zero"]);
    assert!(said.contains("it is longer than 1048576 bytes"), "{said}");
}
