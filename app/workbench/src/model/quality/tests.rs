use super::*;

fn answer(right: bool, text: Option<&str>) -> Option<Answered> {
    Some(Answered {
        right,
        text: text.map(str::to_owned),
        ..Answered::default()
    })
}

fn result(answers: Vec<Vec<Option<Answered>>>) -> Evaluated {
    let reading = serde_json::json!({
        "kind": "quality", "line": "set.jsonl, 2026-11-29, n=3", "json": "{}", "found": [],
        "shown": { "rows": [], "notes": [], "problems": [], "table": null },
    });
    Evaluated {
        reading: serde_json::from_value(reading).expect("a reading"),
        questions: (1..=answers.len())
            .map(|n| (format!("q{n}"), format!("Question {n}, with a comma?")))
            .collect(),
        columns: vec![
            ("base".to_owned(), "closed-book".to_owned()),
            ("base".to_owned(), "rag".to_owned()),
        ],
        answers,
    }
}

fn three() -> Evaluated {
    result(vec![
        vec![answer(true, Some("yes")), answer(true, None)],
        vec![answer(false, Some("no, \"never\"")), answer(true, Some("yes"))],
        vec![
            answer(false, None),
            Some(Answered {
                failure: Some("HTTP 500".to_owned()),
                ..Answered::default()
            }),
        ],
    ])
}

#[test]
fn filters_keep_what_they_say() {
    let of = |filter| shown(&three(), filter);
    assert_eq!(of(Filter::All), [0, 1, 2]);
    assert_eq!(of(Filter::Differ), [1]);
    assert_eq!(of(Filter::NotRight), [1, 2]);
    for filter in Filter::ALL {
        assert_eq!(Filter::of(filter.id()), filter);
    }
    // A question that was asked in one arm alone differs from none.
    let one = result(vec![vec![answer(false, None), None]]);
    assert!(shown(&one, Filter::Differ).is_empty());
}

#[test]
fn the_file_has_what_the_table_shows() {
    let csv = csv(&three(), Filter::NotRight);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("id,question,base closed-book,"), "{csv}");
    assert!(
        lines[1].contains("\"Question 2, with a comma?\",wrong,\"no, \"\"never\"\"\",right,yes"),
        "{csv}"
    );
    assert!(lines[2].ends_with("failed,HTTP 500"), "{csv}");
}

#[test]
fn the_form_sends_what_was_chosen_and_names_a_number_that_is_wrong() {
    let targets = serde_json::json!({
        "endpoints": [{ "name": "base" }, { "name": "tuned" }], "stores": [], "devices": [], "shapes": [], "machine": "m",
    });
    let targets: Targets = serde_json::from_value(targets).expect("targets");
    let mut choice = Choice::new(&targets);
    let demo = choice.request("v1".to_owned()).expect("the demonstration");
    assert_eq!(
        (demo.questions, demo.documents, demo.endpoints.len()),
        (None, None, 0)
    );
    choice.questions = Some(TextFile {
        path: "set.jsonl".to_owned(),
        text: "{}".to_owned(),
    });
    // Without documents there is nothing to retrieve.
    choice.endpoints[1].1 = true;
    let asked = choice.request("v1".to_owned()).expect("a request");
    assert_eq!(
        (asked.endpoints, asked.arms),
        (vec!["tuned".to_owned()], vec!["closed-book".to_owned()])
    );
    choice.take_documents(vec![
        ("docs/a/b.md".to_owned(), Some("text".to_owned())),
        ("docs/image.png".to_owned(), Some("\u{FFFD}PNG".to_owned())),
        ("docs/gone.md".to_owned(), None),
    ]);
    assert_eq!(
        (choice.documents[0].path.as_str(), choice.passed_over),
        ("a/b.md", 2)
    );
    let asked = choice.request("v1".to_owned()).expect("a request");
    assert_eq!(asked.arms, ["closed-book", "rag", "wrong-passages"]);
    choice.numbers[0] = "0".to_owned();
    let error = choice.request("v1".to_owned()).expect_err("no passage");
    assert_eq!(error.field, "k");
    assert!(error.message.contains("50"), "{}", error.message);
    choice.numbers[0] = "many".to_owned();
    assert_eq!(choice.request("v1".to_owned()).expect_err("a word").field, "k");
}

#[test]
fn answers_are_marked_by_what_became_of_them() {
    let mark = |answer: Answered| Mark::of(&answer).id();
    assert_eq!(
        mark(Answered {
            right: true,
            ..Answered::default()
        }),
        "right"
    );
    assert_eq!(mark(Answered::default()), "wrong");
    assert_eq!(
        mark(Answered {
            withheld: true,
            ..Answered::default()
        }),
        "withheld"
    );
    assert_eq!(
        mark(Answered {
            failure: Some("x".to_owned()),
            right: true,
            ..Answered::default()
        }),
        "failed"
    );
}
