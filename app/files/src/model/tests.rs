//! Files as the reader gives them, read natively, and what applying them does.

use std::io::{self, Cursor, Read};

use forkcast_engine::{Catalog, Scenario};
use forkcast_observe::Kind;
use forkcast_protocol::link::{self, View};

use super::*;
use crate::read::{Job, Source, read};

const NOW_S: f64 = 1_795_000_000.0;

fn source(path: &str, content: impl Into<Vec<u8>>, days: f64) -> Source<'static> {
    let content: Vec<u8> = content.into();
    Source {
        path: path.to_owned(),
        bytes: content.len() as f64,
        modified_s: NOW_S - days * 86_400.0,
        open: Box::new(move || Box::new(Cursor::new(content.clone()))),
    }
}

fn job(sources: Vec<Source<'static>>) -> Job<'static> {
    Job {
        kind: None,
        scenario: Scenario::defaults(Catalog::builtin()),
        measured: String::new(),
        date: "2026-11-28".to_owned(),
        now_s: NOW_S,
        sources,
        bill: None,
        has_history: false,
    }
}

fn observed(job: &Job<'_>) -> Result<Reading, String> {
    read(job, Catalog::builtin())
}

/// Four weeks of a hundred questions a day.
fn log() -> String {
    let mut log = String::new();
    for day in 1..=28 {
        for i in 0..100 {
            let (hour, minute) = (8 + i / 10, i % 10);
            log += &format!(
                "{{\"object\": \"chat.completion\", \"model\": \"gpt-5.4-mini\", \"created\": \"2026-10-{day:02}T{hour:02}:{minute:02}:00Z\", \"usage\": {{\"prompt_tokens\": {}, \"completion_tokens\": {}}}}}\n",
                900 + i,
                200 + i
            );
        }
    }
    log
}

fn examples(n: usize) -> String {
    (0..n)
        .map(|i| format!("{{\"prompt\": \"Question {i} of the list?\", \"completion\": \"Answer {i}\"}}\n"))
        .collect()
}

fn of<'r>(rows: &'r [Row], key: &str) -> &'r Row {
    rows.iter().find(|row| row.param.key == key).expect(key)
}

#[test]
fn a_log_sets_inputs_beside_todays_assumptions_and_undo_takes_them_back() {
    let catalog = Catalog::builtin();
    let reading = observed(&job(vec![source("log.jsonl", log(), 0.0)])).expect("a log");
    assert_eq!(reading.kind, "logs");
    let before = View::of(Scenario::defaults(catalog));
    let listed = rows(&reading, &before, catalog);
    let questions = of(&listed, "queries_per_day");
    assert!(questions.today.ends_with(", assumed"), "{}", questions.today);
    assert!(
        questions.observed.starts_with("observed: 100"),
        "{}",
        questions.observed
    );
    assert!(questions.observed.contains(" to ") || questions.observed.contains("counted"));
    assert!(!questions.is_applied);

    // Some.
    let chosen: Vec<bool> = listed
        .iter()
        .map(|row| row.param.key == "queries_per_day")
        .collect();
    let one = apply(&reading, &chosen, &before, catalog).expect("an effect");
    assert_eq!(one.view.scenario.queries_per_day, 100.0);
    assert_eq!(one.view.scenario.output_tokens, before.scenario.output_tokens);
    // All.
    let all = apply(&reading, &vec![true; listed.len()], &before, catalog).expect("an effect");
    assert_ne!(all.view.scenario.output_tokens, before.scenario.output_tokens);
    assert_eq!(all.view.measured, "observed: log.jsonl, 2026-11-28, n=2,800");
    let back = link::decode(&link::encode(&all.view, catalog), catalog).view;
    assert_eq!(back, all.view, "the origin survives the link");
    assert!(!all.sentence.is_empty());

    let after = rows(&reading, &all.view, catalog);
    assert!(after.iter().all(|row| row.is_applied));
    assert!(of(&after, "queries_per_day").today.ends_with(", observed"));
    assert_eq!(
        apply(&reading, &vec![true; listed.len()], &all.view, catalog),
        None
    );

    // What was changed since stays.
    let mut changed = all.view.clone();
    changed.scenario.budget_monthly_usd = 77.0;
    let restored = Undo::new(&before, &all.view).restore(&changed);
    assert_eq!(restored.measured, "");
    assert_eq!(restored.scenario.queries_per_day, before.scenario.queries_per_day);
    assert_eq!(restored.scenario.budget_monthly_usd, 77.0);
    // Nothing chosen, nothing applied.
    assert_eq!(apply(&reading, &[], &before, catalog), None);
}

#[test]
fn the_bill_is_held_against_the_prices_by_model() {
    let mut with_bill = job(vec![source("log.jsonl", log(), 0.0)]);
    with_bill.bill = Some(source("bill.csv", "model,amount\ngpt-5.4-mini,2.50\n", 0.0));
    let reading = observed(&with_bill).expect("a log");
    let table = reading.shown.table.expect("a bill");
    assert_eq!(table.columns.last().map(String::as_str), Some("paid/predicted"));
    let last = table.rows.last().expect("all");
    assert!(last.iter().any(|cell| cell.starts_with("$2.5")), "{last:?}");
    assert!(!reading.json.contains("\"ratio\": null"), "{}", reading.json);
}

#[test]
fn a_bound_that_an_input_keeps_cannot_be_chosen() {
    let catalog = Catalog::builtin();
    let reading = observed(&job(vec![source("train.jsonl", examples(40), 0.0)])).expect("examples");
    assert_eq!(reading.kind, "examples");
    let view = View::of(Scenario::defaults(catalog));
    let listed = rows(&reading, &view, catalog);
    assert_eq!(of(&listed, "examples").becomes, Some(40.0));
    let labels = of(&listed, "label_quality");
    assert_eq!(labels.becomes, None);
    assert!(labels.note.starts_with("it stays"), "{}", labels.note);
    assert!(labels.observed.contains("at most"), "{}", labels.observed);
}

#[test]
fn a_folder_is_its_documents_unless_a_history_tells_more() {
    let docs = || -> Vec<Source<'static>> {
        (0..20)
            .map(|i| {
                source(
                    &format!("handbook/page{i}.md"),
                    format!("Page {i} says {i}."),
                    f64::from(i),
                )
            })
            .collect()
    };
    let reading = observed(&job(docs())).expect("documents");
    assert_eq!(
        (&*reading.kind, &*reading.line),
        ("corpus", "handbook, 2026-11-28, n=20")
    );
    assert!(reading.found.iter().any(|found| found.input == "change_days"));
    let mut cloned = job(docs());
    cloned.has_history = true;
    let reading = observed(&cloned).expect("documents");
    assert!(reading.found.iter().all(|found| found.input == "corpus_tokens"));
    assert!(reading.shown.notes[0].ends_with("forkcast observe corpus handbook"));
    // A sitemap and a listing are lists, and loose documents need no folder.
    let map = "<urlset><url><loc>a</loc><lastmod>2026-11-01T00:00:00Z</lastmod></url></urlset>";
    assert_eq!(
        observed(&job(vec![source("sitemap.xml", map, 0.0)]))
            .expect("a list")
            .kind,
        "corpus"
    );
    let list = "path,bytes,modified\na,4000,2026-11-01T00:00:00Z\n";
    let reading = observed(&job(vec![source("list.csv", list, 0.0)])).expect("a list");
    assert_eq!(reading.found[0].value, 1000.0);
    let loose = observed(&job(vec![
        source("a.md", "one two", 1.0),
        source("b.md", "three", 1.0),
    ]));
    assert!(loose.expect("documents").line.starts_with("a.md and 1 more, "));
}

/// A stream that breaks in the middle.
struct Broken(bool);

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 {
            return Err(io::Error::other("gone"));
        }
        self.0 = true;
        buffer[..4].copy_from_slice(b"{\"a\"");
        Ok(4)
    }
}

#[test]
fn bad_files_get_the_errors_of_the_command_line() {
    let error = |sources| observed(&job(sources)).expect_err("an error");
    let mut half = examples(10);
    half += "{\"prompt\": \"cut";
    assert_eq!(
        error(vec![source("train.jsonl", half, 0.0)]),
        "1 of 11 records cannot be read, which is more than 5%\n  train.jsonl, line 11: the JSON is cut off"
    );
    assert!(error(vec![source("a.jsonl", "{\"unknown\": 1}\n", 0.0)]).contains("nearest is"));
    assert_eq!(
        error(vec![source("a.jsonl", "\n", 0.0)]),
        "a.jsonl holds no record"
    );
    assert!(error(vec![source("a.json", b"\xFF\xFE{\0".to_vec(), 0.0)]).contains("UTF-8"));
    let mut as_logs = job(vec![source("notes.md", "no,log\n", 0.0)]);
    as_logs.kind = Some(Kind::Logs);
    assert!(
        observed(&as_logs)
            .expect_err("an error")
            .contains("notes.md has no column")
    );
    let mut broken = source("a.jsonl", "", 0.0);
    broken.open = Box::new(|| Box::new(Broken(false)));
    assert_eq!(error(vec![broken]), "a.jsonl cannot be read: gone");
}

#[test]
fn each_kind_sets_the_inputs_that_it_is_said_to_set() {
    let docs: Vec<Source<'static>> = (0..20)
        .map(|i| source(&format!("docs/{i}.md"), format!("Page {i}."), f64::from(i)))
        .collect();
    let with_thinking = log().replace(
        "\"completion_tokens\"",
        "\"completion_tokens_details\": {\"reasoning_tokens\": 5}, \"completion_tokens\"",
    );
    for (kind, sources) in [
        (Kind::Examples, vec![source("train.jsonl", examples(40), 0.0)]),
        (Kind::Logs, vec![source("log.jsonl", with_thinking, 0.0)]),
        (Kind::Corpus, docs),
    ] {
        let reading = observed(&job(sources)).expect("a reading");
        let mut set: Vec<&str> = reading.found.iter().map(|found| &*found.input).collect();
        let mut said = kind.inputs().to_vec();
        set.sort_unstable();
        said.sort_unstable();
        assert_eq!(set, said);
    }
}

#[test]
fn hidden_files_and_histories_are_known_by_their_paths() {
    assert!(is_hidden("docs/.git/HEAD") && is_hidden("docs/.env") && is_hidden("docs/a/.b/c.md"));
    assert!(!is_hidden("docs/a.b/c.md") && !is_hidden(".env"));
    assert!(is_history("docs/.git/HEAD") && is_history(".git/HEAD"));
    assert!(!is_history("docs/.github/a.yml"));
    for choice in Choice::ALL {
        assert_eq!(Choice::of(choice.id()), choice);
    }
}

/// What an evaluation says of recall and of an ability, with the pipeline of the recall.
fn evaluated() -> Reading {
    let found = |input: &str, value: f64, with: Vec<(String, String)>| Found {
        input: input.to_owned(),
        value,
        low: value - 0.1,
        high: value + 0.1,
        n: 40,
        bound: forkcast_observe::Bound::Value,
        note: String::new(),
        with,
    };
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    Reading {
        kind: "quality".to_owned(),
        shown: report::Shown::default(),
        found: vec![
            found(
                "recall",
                0.7,
                vec![pair("search_kind", "lexical"), pair("chunks", "3")],
            ),
            found("passage_use", 0.8, Vec::new()),
        ],
        line: "set.jsonl, 2026-11-29, n=40".to_owned(),
        json: "{}".to_owned(),
    }
}

#[test]
fn what_holds_for_a_pipeline_sets_the_pipeline_and_is_applied_with_it_alone() {
    let catalog = Catalog::builtin();
    let (reading, before) = (evaluated(), View::of(Scenario::defaults(catalog)));
    let listed = rows(&reading, &before, catalog);
    // An input that is not set has no value.
    assert_eq!(of(&listed, "passage_use").today, "today: by model, assumed");
    let effect = apply(&reading, &[true, false], &before, catalog).expect("an effect");
    let read = |key: &str, view: &View| params::find(key).expect(key).text(&view.scenario, catalog);
    assert_eq!(
        (read("search_kind", &effect.view), read("chunks", &effect.view)),
        ("lexical".to_owned(), "3".to_owned())
    );
    assert!(of(&rows(&reading, &effect.view, catalog), "recall").is_applied);
    let mut other = effect.view.clone();
    let param = params::find("chunks").expect("an input");
    param
        .set_text(&mut other.scenario, "9", catalog)
        .expect("a number");
    assert!(!of(&rows(&reading, &other, catalog), "recall").is_applied);
    // The ability alone leaves the pipeline.
    let ability = apply(&reading, &[false, true], &before, catalog).expect("an effect");
    assert_eq!(read("search_kind", &ability.view), read("search_kind", &before));
    assert_eq!(Undo::new(&before, &effect.view).restore(&effect.view), before);
}
