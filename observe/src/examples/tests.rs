use super::*;
use crate::tokens::ByBytes;
use forkcast_engine::Catalog;

fn observed(files: &[(&str, String)]) -> Summary {
    let mut examples = Examples::new(&ByBytes, None);
    for (name, text) in files {
        examples.read(name, text.as_bytes()).expect("examples");
    }
    examples.check().expect("few bad");
    examples.finish()
}

fn line(question: &str, answer: &str) -> String {
    serde_json::json!({"prompt": question, "completion": answer}).to_string() + "\n"
}

/// A question that shares no piece with another number's.
fn question(i: usize) -> String {
    (0..30).map(|j| format!("q{i}w{j} ")).collect()
}

#[test]
fn every_format_is_read() {
    let cases = [
        (
            Format::Chat,
            r#"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}"#,
        ),
        (
            Format::Chat,
            r#"{"messages":[{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"u"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"1"}],"weight":1}]}"#,
        ),
        (
            Format::Dpo,
            r#"{"input":{"messages":[{"role":"user","content":"q"}],"tools":[]},"preferred_output":[{"role":"assistant","content":"a"}],"non_preferred_output":[{"role":"assistant","content":"b"}]}"#,
        ),
        (Format::Prompt, r#"{"prompt":"q","completion":"a"}"#),
        (Format::Text, r#"{"text":"<s>[INST] q [/INST] a</s>"}"#),
        (Format::Alpaca, r#"{"instruction":"i","input":"","output":"a"}"#),
        (Format::Alpaca, r#"{"instruction":"i","output":"a"}"#),
        (
            Format::ShareGpt,
            r#"{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}"#,
        ),
        (Format::InputOutput, r#"{"input":"q","output":"a"}"#),
    ];
    for (format, text) in cases {
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(Format::of(&value), Some(format), "{text}");
        let example = format.read(&value).expect(text);
        assert!(!example.output.is_empty());
    }
}

#[test]
fn errors_of_format_are_named_with_their_line() {
    let wrong = [
        (
            r#"{"messages":[{"role":"user","content":"q"}]}"#,
            text::example::LAST,
        ),
        (
            r#"{"messages":[{"role":"robot","content":"q"}]}"#,
            text::example::ROLE,
        ),
        (r#"{"messages":[]}"#, text::example::MESSAGES_EMPTY),
        (r#"{"messages":"secret"}"#, text::example::MESSAGES_LIST),
        (
            r#"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":" "}]}"#,
            text::example::EMPTY_ANSWER,
        ),
        (
            r#"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a","weight":0.5}]}"#,
            text::example::WEIGHT,
        ),
        (r#"{"prompt":1,"completion":"a"}"#, text::example::PROMPT),
        (
            r#"{"instruction":"i","input":7,"output":"a"}"#,
            text::example::ALPACA,
        ),
        (
            r#"{"input":{"messages":[]},"preferred_output":[],"non_preferred_output":[]}"#,
            text::example::DPO_ANSWERS,
        ),
        (
            r#"{"input":"x","preferred_output":[],"non_preferred_output":[]}"#,
            text::example::DPO_INPUT,
        ),
    ];
    for (text, reason) in wrong {
        let good: String = (0..40).map(|i| line(&question(i), "yes")).collect();
        let summary = observed(&[("a.jsonl", format!("{good}{text}\n"))]);
        let first = &summary.problems.first[0];
        assert_eq!((first.line, &*first.reason), (41, reason), "{text}");
        assert_eq!(summary.read, 40);
    }
}

#[test]
fn copies_count_once() {
    let mut text = String::new();
    for i in 0..100 {
        let (long, answer) = (question(i), question(i + 1000));
        text += &line(&long, &answer);
        if i % 4 == 0 {
            text += &line(&long.to_uppercase(), &answer);
        }
        if i % 5 == 0 {
            text += &line(&long, &format!("{answer} more"));
        }
    }
    let summary = observed(&[("a.jsonl", text)]);
    assert_eq!(summary.read, 145);
    assert_eq!(
        summary.copies,
        Copies {
            exact: 25,
            near: 20,
            distinct: 100
        }
    );
    let examples = summary
        .findings
        .iter()
        .find(|f| f.id == "examples")
        .expect("examples");
    assert_eq!(
        (examples.estimate.value, examples.input),
        (100.0, Some("examples"))
    );
}

#[test]
fn a_known_share_of_contradictions_is_found_and_bounds_the_noise() {
    // 1,000 examples, 60 questions of them asked twice with two answers.
    let mut text = String::new();
    for i in 0..940 {
        text += &line(&question(i), if i % 2 == 0 { "yes" } else { "no" });
        if i < 60 {
            text += &line(&question(i), if i % 2 == 0 { "no" } else { "yes" });
        }
    }
    let summary = observed(&[("a.jsonl", text)]);
    assert_eq!(
        summary.contradictions,
        Contradictions {
            examples: 120,
            wrong: 60,
            reworded: 0
        }
    );
    let labels = summary
        .findings
        .iter()
        .find(|f| f.id == "label_quality")
        .expect("labels");
    assert_eq!(labels.bound, Bound::Upper);
    assert!((labels.estimate.value - 0.94).abs() < 1e-9, "{labels:?}");
    assert!(labels.estimate.low < 0.94 && labels.estimate.high > 0.94);
}

#[test]
fn two_wordings_of_a_long_answer_do_not_contradict_and_json_is_compared_as_json() {
    let a = question(1);
    let json = |text: &str| line("classify this", text);
    let text = line("why", &a)
        + &line("why", &question(2))
        + &json(r#"{"a":1,"b":2}"#)
        + &json(r#"{"b": 2, "a": 1}"#);
    let summary = observed(&[("a.jsonl", text)]);
    assert_eq!(
        summary.contradictions,
        Contradictions {
            examples: 0,
            wrong: 0,
            reworded: 2
        }
    );
    assert_eq!(summary.copies.exact, 1);
}

#[test]
fn leaks_between_splits_are_counted() {
    let train: String = (0..50).map(|i| line(&question(i), "yes")).collect();
    let test: String = (45..60)
        .map(|i| {
            line(
                &if i < 48 {
                    question(i)
                } else {
                    question(i) + "please"
                },
                "yes",
            )
        })
        .collect();
    let summary = observed(&[("train.jsonl", train), ("test.jsonl", test)]);
    assert_eq!(summary.leaks.len(), 1);
    let leak = &summary.leaks[0];
    assert_eq!(
        (&*leak.from, &*leak.into, leak.exact, leak.near),
        ("train.jsonl", "test.jsonl", 3, 2)
    );
    assert!((leak.share.value - 5.0 / 15.0).abs() < 1e-9);
}

#[test]
fn answers_are_checked_with_the_schema() {
    let valid = |value: &Value| value.get("a").is_some();
    let mut examples = Examples::new(&ByBytes, Some(&valid));
    let text = line("p", r#"{"a":1}"#) + &line("q", "{}") + &line("r", "prose") + &line("s", r#"{"a":2}"#);
    examples.read("a.jsonl", text.as_bytes()).expect("examples");
    let valid = examples.finish().valid.expect("a share");
    assert_eq!((valid.value, valid.n), (0.5, 4));
}

#[test]
fn hostile_files_are_survived() {
    let mut examples = Examples::new(&ByBytes, None);
    let good: String = (0..100).map(|i| line(&question(i), "yes")).collect();
    let long = format!("{{\"prompt\":\"{}\"}}", "x".repeat(crate::records::LONGEST + 1));
    let deep = "{\"a\":".repeat(100_000);
    let text = format!("\u{FEFF}{good}{long}\r\n{deep}\n");
    examples.read("a.jsonl", text.as_bytes()).expect("examples");
    examples
        .read(
            "b.jsonl",
            [
                good.as_bytes(),
                b"{\"prompt\":\"\xFF\xFE\",\"completion\":\"x\"}\n",
            ]
            .concat()
            .as_slice(),
        )
        .expect("examples");
    examples.check().expect("few bad");
    let summary = examples.finish();
    assert_eq!((summary.read, summary.problems.bad), (200, 3));
    assert_eq!(
        summary.problems.first.iter().map(|p| p.line).collect::<Vec<_>>(),
        [101, 102, 101]
    );
}

#[test]
fn unknown_formats_name_the_nearest_and_too_many_bad_lines_stop() {
    let mut examples = Examples::new(&ByBytes, None);
    let error = examples
        .read("a.jsonl", &b"{\"instruction\":\"secret words\"}\n"[..])
        .expect_err("unknown");
    let said = error.to_string();
    assert!(
        said.contains("alpaca") && said.contains("output") && !said.contains("secret"),
        "{said}"
    );
    let mut examples = Examples::new(&ByBytes, None);
    let good: String = (0..10).map(|i| line(&question(i), "yes")).collect();
    examples
        .read("a.jsonl", format!("{good}not JSON at all\n").as_bytes())
        .expect("read");
    let error = examples.check().expect_err("too many").to_string();
    assert!(
        error.contains("1 of 11") && error.contains("a.jsonl, line 11"),
        "{error}"
    );
    assert!(!error.contains("at all"), "{error}");
}

#[test]
fn training_is_priced_by_seller() {
    let catalog = Catalog::builtin();
    let (place, model) = (0u16..)
        .zip(catalog.models.iter())
        .find(|(_, model)| model.tuning.len() > 1)
        .expect("a model that several tune");
    let all = training(catalog, place, 2e6, 3.0);
    assert_eq!(all.len(), model.tuning.len());
    assert!(all.windows(2).all(|pair| pair[0].usd <= pair[1].usd));
    for one in &all {
        assert!((one.usd - 6.0 * one.usd_per_m).abs() < 1e-9);
    }
}
