//! Completions and manual pages.

use std::fs;
use std::process::Command;

use forkcast_cli::commands::parser;

use crate::program::{Runs as _, given, out, said};

/// Every command that is shown in the help.
fn commands() -> Vec<String> {
    let parser = parser();
    let shown = parser.get_subcommands().filter(|command| !command.is_hide_set());
    shown.map(|command| command.get_name().to_owned()).collect()
}

/// Whether the program is on this machine.
fn is_here(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn completions_have_every_command_and_are_read_by_their_shell() {
    let folder = given(&[]);
    for (shell, check) in [
        ("bash", Some(["bash", "-n"])),
        ("zsh", Some(["zsh", "-n"])),
        ("fish", Some(["fish", "-n"])),
        ("powershell", None),
        ("elvish", None),
    ] {
        let (script, code) = folder.answer(&["completions", shell]);
        assert_eq!(code, Some(0), "{shell}");
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
        for value in ["max-monthly", "agentic", "sarif"] {
            // PowerShell and Elvish are given options, not their values.
            let is_value = value != "max-monthly";
            if !(is_value && check.is_none()) {
                assert!(script.contains(value), "{shell}: {value}");
            }
        }
        assert!(!script.contains("worker"), "{shell}: it is for the server alone");
        folder.write(shell, &script);
        if let Some([program, option]) = check
            && is_here(program)
        {
            let file = folder.root().join(shell);
            let output = Command::new(program)
                .arg(option)
                .arg(file)
                .output()
                .expect("a shell");
            assert!(
                output.status.success(),
                "{shell}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}

#[test]
fn bash_completes_commands_and_values() {
    let folder = given(&[]);
    let (script, _) = folder.answer(&["completions", "bash"]);
    folder.write("completions", &script);
    let complete = |words: &[&str]| -> Vec<String> {
        let list = words.join(" ");
        let last = words.len() - 1;
        let script = format!(
            "compopt() {{ :; }}; . ./completions; COMP_WORDS=({list}); COMP_CWORD={last}; _forkcast forkcast \"${{COMP_WORDS[{last}]}}\" \
             \"${{COMP_WORDS[{}]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            last - 1
        );
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder.root())
            .output();
        let output = output.expect("bash");
        assert!(output.stderr.is_empty(), "{}", said(&output));
        out(&output).lines().map(str::to_owned).collect()
    };
    assert_eq!(complete(&["forkcast", "che"]), ["check"]);
    assert_eq!(complete(&["forkcast", "check", "--expect", "agen"]), ["agentic"]);
    assert_eq!(complete(&["forkcast", "check", "--format", "sa"]), ["sarif"]);
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = given(&[]);
    let (page, code) = folder.answer(&["man"]);
    assert_eq!(code, Some(0));
    for command in commands() {
        assert!(
            page.contains(&format!("forkcast\\-{command}(1)")),
            "{command}: {page}"
        );
    }
    assert!(!page.contains("worker"));
    assert_eq!(folder.code(&["man", "--dir", "pages"]), Some(0));
    folder.write("pages/forkcast-shown.1", &page);
    for command in commands() {
        let page = folder.read(&format!("pages/forkcast-{command}.1"));
        assert!(page.starts_with(".ie") || page.contains(".TH"), "{command}");
    }
    assert!(folder.read("pages/forkcast-check.1").contains("max\\-monthly"));
    if is_here("groff") {
        for entry in fs::read_dir(folder.root().join("pages")).expect("a folder") {
            let file = entry.expect("a file").path();
            let output = Command::new("groff")
                .args(["-k", "-Kutf8", "-man", "-Tutf8", "-ww"])
                .arg(&file)
                .output();
            let output = output.expect("groff");
            assert!(
                output.status.success() && output.stderr.is_empty(),
                "{}: {}",
                file.display(),
                said(&output)
            );
            assert!(!output.stdout.is_empty());
        }
    }
}
