//! A scripted model whose knowledge, use of passages, distraction and reserve are known: every estimate's interval covers its truth.

mod settings;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use forkcast_endpoint::Endpoint;
use forkcast_endpoint::endpoint::Client;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::keep::Keep;
use forkcast_quality::plan::{Arm, Asked, Pipeline, Plan, Price, find};
use forkcast_quality::prompts::Prompts;
use forkcast_quality::results::{Summary, summarize};
use forkcast_quality::run::{Progress, run};
use forkcast_quality::search::{Index, Search};
use forkcast_quality::set::Set;
use forkcast_test_servers::scripted;
use serde_json::{Value, json};

use settings::{QUICK, SPEC};

/// Share of questions on the documents that the model answers alone.
const PRIOR: f64 = 0.3;
/// Share of right passages that it uses.
const USE: f64 = 0.8;
/// Share of what it knows that wrong passages make it lose.
const DISTRACTION: f64 = 0.25;
/// Share of what it does not know that it withholds.
const WITHHELD: f64 = 0.6;
/// Share of general questions that it answers.
const KNOWN: f64 = 0.7;
/// Share of answers whose form it keeps by instructions alone, and where the server holds it to the form.
const FORM: f64 = 0.75;
const HELD: f64 = 0.95;
/// One document in so many has no word in common with its question.
const HIDDEN: usize = 5;

/// A number from 0 to 1 that is always the same for the same text.
fn chance(of: &str) -> f64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for byte in of.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((hash ^ (hash >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The answer of a model in its world.
fn says(body: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("JSON");
    let world = body["model"].as_str().expect("a model");
    let user = body["messages"][1]["content"].as_str().expect("a question");
    let question = user.rsplit("Question: ").next().expect("a question");
    let draws = |what: &str, share: f64| chance(&format!("{world}/{question}/{what}")) < share;
    let number: String = question.chars().filter(char::is_ascii_digit).collect();
    if question.starts_with("Describe") {
        let share = if body["response_format"].is_null() {
            FORM
        } else {
            HELD
        };
        return if draws("form", share) {
            "{\"size\": 3}"
        } else {
            "size 3"
        }
        .to_owned();
    }
    let right = format!("code{number}x");
    let is_right = if question.starts_with("What is general") {
        draws("known", KNOWN)
    } else if user.contains(&right) {
        draws("known", PRIOR) || draws("used", USE)
    } else if user.contains("passages") {
        draws("known", PRIOR) && !draws("distracted", DISTRACTION)
    } else {
        draws("known", PRIOR)
    };
    let arm = user.len().to_string();
    let answer = match (is_right, draws(&arm, WITHHELD)) {
        (true, _) => right,
        (false, true) => "I don't know.".to_owned(),
        (false, false) => "something else".to_owned(),
    };
    if !body["response_format"].is_null() && draws("held", HELD) {
        return json!({ "answer": answer }).to_string();
    }
    answer
}

fn reply(text: &str) -> String {
    json!({
        "choices": [{ "message": { "content": text }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 100, "completion_tokens": 4 },
    })
    .to_string()
}

fn questions(n: usize) -> Set {
    let mut lines = String::new();
    for i in 0..n {
        let line = json!({"question": format!("What is the code of item {i}?"), "answers": [format!("code{i}x")], "documents": [format!("{i}.md")]});
        lines += &format!("{line}\n");
    }
    for i in 0..n / 2 {
        lines += &format!(
            "{}\n",
            json!({"question": format!("What is general {i}?"), "answers": [format!("code{i}x")]})
        );
        let schema = json!({"type": "object", "required": ["size"]});
        lines += &format!(
            "{}\n",
            json!({"question": format!("Describe thing {i}."), "schema": schema})
        );
    }
    Set::read("set.jsonl", lines.as_bytes()).expect("a set")
}

fn documents(n: usize) -> Corpus {
    let mut corpus = Corpus::new(200);
    for i in 0..n {
        let text = if i % HIDDEN == 0 {
            format!("Zyx wvu: code{i}x.")
        } else {
            format!("Item {i}: the code of item {i} is code{i}x.")
        };
        corpus.add(&format!("{i}.md"), &text);
    }
    corpus
}

fn endpoint(url: &str, name: &str, model: &str) -> (Asked, Arc<Client>) {
    let endpoint = Endpoint {
        name: name.to_owned(),
        url: url.to_owned(),
        model: Some(model.to_owned()),
        key: None,
        key_header: None,
        proxy: None,
    };
    let asked = Asked {
        name: name.to_owned(),
        model: model.to_owned(),
        price: Some(Price {
            input: 1.0,
            output: 2.0,
        }),
    };
    (asked, Arc::new(Client::new(&endpoint).expect("an address")))
}

/// Runs the arms over `n` items with these models.
async fn measured(
    url: &str,
    models: &[(&str, &str)],
    arms: &[Arm],
    n: usize,
    keep: &mut Keep,
) -> Result<(Summary, Progress), String> {
    let (set, corpus) = (questions(n), documents(n));
    let index = Index::lexical(&corpus);
    let found = find(&set, &corpus, &index, Search::Lexical, &SPEC, |_| ()).expect("found");
    let prompts = Prompts::usual().expect("whole");
    let (endpoints, clients): (Vec<Asked>, Vec<Arc<Client>>) = models
        .iter()
        .map(|(name, model)| endpoint(url, name, model))
        .unzip();
    let mut plan = Plan {
        set: &set,
        corpus: Some(&corpus),
        found,
        endpoints,
        prompts: &prompts,
        spec: SPEC,
        search: Search::Lexical,
        pipeline: Pipeline::default(),
        judge: None,
        tasks: Vec::new(),
    };
    plan.ask(arms);
    let mut last = None;
    let outcomes = run(&plan, &clients, keep, QUICK, |progress| last = Some(progress))
        .await
        .map_err(|error| error.to_string())?;
    Ok((summarize(&plan, &outcomes), last.expect("progress")))
}

const ARMS: [Arm; 4] = [Arm::ClosedBook, Arm::Rag, Arm::WrongPassages, Arm::Structured];

#[tokio::test(flavor = "multi_thread")]
async fn the_interval_of_each_estimate_covers_what_is_true() {
    const WORLDS: usize = 10;
    const ITEMS: usize = 100;
    let server = scripted(|_, body| (200, reply(&says(body))));
    // Of what is not right: questions on the documents alone and with wrong passages, general ones, and forms, which are never withheld.
    let half = ITEMS as f64 / 2.0;
    let wrong = ITEMS as f64 * (2.0 - PRIOR - PRIOR * (1.0 - DISTRACTION)) + half * (1.0 - KNOWN);
    let truths = [
        ("recall", 1.0 - 1.0 / HIDDEN as f64),
        ("new_known", PRIOR),
        ("known_accuracy", (KNOWN + FORM) / 2.0),
        ("passage_use", USE),
        ("distraction", DISTRACTION),
        ("prompted_compliance", FORM),
        ("constrained_compliance", HELD),
        ("abstention", WITHHELD * wrong / (wrong + half * (1.0 - FORM))),
    ];
    let (mut covered, mut all) = (0, 0);
    let mut missed = Vec::new();
    for world in 0..WORLDS {
        let model = format!("world {world}");
        let (summary, _) = measured(
            &server.url,
            &[("base", &model)],
            &ARMS,
            ITEMS,
            &mut Keep::nothing(),
        )
        .await
        .expect("measured");
        for (id, truth) in truths {
            let finding = summary.findings.iter().find(|finding| finding.id == id);
            let estimate = finding.unwrap_or_else(|| panic!("{id}")).estimate;
            all += 1;
            if estimate.low <= truth && truth <= estimate.high {
                covered += 1;
            } else {
                missed.push((world, id, truth, estimate));
            }
            assert!(
                estimate.high - estimate.low < 0.75,
                "{id} says something: {estimate:?}"
            );
        }
    }
    // Intervals of 95% may miss once in twenty.
    assert!(
        covered as f64 >= 0.92 * all as f64,
        "{covered} of {all}: {missed:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_fail_at_first_are_asked_again_and_the_result_is_the_same() {
    let whole = scripted(|_, body| (200, reply(&says(body))));
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    // One question in three is refused when it is asked for the first time.
    let seen = Mutex::new(HashSet::new());
    let busy = scripted(move |_, body| {
        counted.fetch_add(1, Ordering::Relaxed);
        if chance(body) < 1.0 / 3.0 && seen.lock().expect("whole").insert(body.to_owned()) {
            (429, "{}".to_owned())
        } else {
            (200, reply(&says(body)))
        }
    });
    let models = [("base", "m"), ("tuned", "n")];
    let (plain, calm) = measured(&whole.url, &models, &ARMS, 20, &mut Keep::nothing())
        .await
        .expect("measured");
    let (again, hard) = measured(&busy.url, &models, &ARMS, 20, &mut Keep::nothing())
        .await
        .expect("measured");
    assert_eq!((calm.retries, calm.failed, hard.failed), (0, 0, 0));
    let extra = calls.load(Ordering::Relaxed) - hard.all;
    assert!(
        hard.retries as usize == extra && extra >= hard.all / 4,
        "{hard:?}"
    );
    assert_eq!(plain.findings, again.findings);
    assert_eq!(plain.differences, again.differences);
    assert_eq!(
        again.arms.iter().map(|arm| arm.retries).sum::<u64>(),
        hard.retries
    );
    // Priced by the tokens that the server counts.
    let arm = &plain.arms[0];
    assert_eq!(arm.prompt_tokens, arm.right.n * 100);
    assert!((arm.usd.expect("priced") - arm.right.n as f64 * 108.0 / 1e6).abs() < 1e-12);
    // The pairs: the best is at least as good as each other, and what is not settled says how many questions would settle it.
    assert_eq!(plain.differences.len(), 5);
    for row in &plain.differences {
        assert!(row.difference.value >= 0.0 && row.is_settled == (row.difference.low > 0.0));
        assert_eq!(
            row.more_questions.is_some(),
            !row.is_settled && row.difference.value > 0.0
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_ends_the_run_at_once_and_what_came_before_is_kept() {
    let path = std::env::temp_dir().join(format!("forkcast-truth-{}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = scripted(move |_, body| {
        if counted.fetch_add(1, Ordering::Relaxed) < 30 {
            (200, reply(&says(body)))
        } else {
            (401, "{}".to_owned())
        }
    });
    let mut keep = Keep::open(&path, false).expect("new");
    let error = measured(&server.url, &[("base", "m")], &ARMS, 20, &mut keep)
        .await
        .expect_err("refused");
    assert!(error.contains("base") && error.contains("key"), "{error}");
    assert!(calls.load(Ordering::Relaxed) < 30 + 2 * SPEC.concurrency as usize + 2);
    drop(keep);
    // A server that answers goes on from there, to the result of a run in one go.
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let whole = scripted(move |_, body| {
        counted.fetch_add(1, Ordering::Relaxed);
        (200, reply(&says(body)))
    });
    let mut keep = Keep::open(&path, false).expect("again");
    let (resumed, progress) = measured(&whole.url, &[("base", "m")], &ARMS, 20, &mut keep)
        .await
        .expect("whole");
    let spared = progress.all - asked.load(Ordering::Relaxed);
    assert!((20..=30).contains(&spared), "{spared}");
    let (once, _) = measured(&whole.url, &[("base", "m")], &ARMS, 20, &mut Keep::nothing())
        .await
        .expect("whole");
    assert_eq!((&resumed, &resumed.findings), (&once, &once.findings));
    std::fs::remove_file(&path).expect("removed");
}
