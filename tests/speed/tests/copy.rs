//! The copy of a part of the rule in JavaScript says what the engine says: without that their times would not compare.

use std::process::Command;

use forkcast_speed::rule;

const SCRIPT: &str = "
const { simulated } = await import(process.argv[1]);
let text = '';
for await (const chunk of process.stdin) text += chunk;
console.log(JSON.stringify(simulated(1000, JSON.parse(text))));";

#[test]
fn the_copy_in_javascript_has_the_figures_of_the_engine() {
    let mut data = Command::new(env!("CARGO_BIN_EXE_forkcast-speed"))
        .arg("data")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let output = Command::new("node")
        .args(["--input-type=module", "--eval", SCRIPT])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/rule.mjs"))
        .stdin(data.stdout.take().expect("its output"))
        .output()
        .expect("Node, which CONTRIBUTING.md asks for");
    data.wait().expect("the program ends");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let copied: Vec<f64> = serde_json::from_slice(&output.stdout).expect("a list of numbers");
    let ours = rule::simulated(1000).all();
    assert_eq!(copied.len(), ours.len());
    for (copied, ours) in copied.iter().zip(ours) {
        assert!((copied / ours - 1.0).abs() < 1e-9, "{copied} {ours}");
    }
}
