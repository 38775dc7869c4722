//! A judge whose errors are known: its agreement with labels is found, and its verdicts become grades once each.

mod settings;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use forkcast_endpoint::Endpoint;
use forkcast_endpoint::endpoint::Client;
use forkcast_quality::judge::{Judge, check};
use forkcast_quality::keep::Keep;
use forkcast_quality::plan::{Arm, Asked, Pipeline, Plan, Price};
use forkcast_quality::prompts::Prompts;
use forkcast_quality::results::{Summary, summarize};
use forkcast_quality::run::run;
use forkcast_quality::search::Search;
use forkcast_quality::set::Set;
use forkcast_test_servers::scripted;
use serde_json::{Value, json};

use settings::{QUICK, SPEC};

/// Questions. The model answers the first twelve in other words, of the next four the first word for word, withholds four, and is wrong
/// about the others.
const ITEMS: usize = 40;

/// Of its labelled answers the judge takes one that is right for wrong, and says of another neither.
fn set() -> Set {
    let line = |i: usize| {
        let labelled = match i {
            0..8 => json!([{"answer": format!("roughly {i}00 a year"), "right": true}]),
            8..16 => json!([{"answer": "nothing at all", "right": false}]),
            16 => json!([{"answer": "misjudged", "right": true}]),
            17 => json!([{"answer": "unclear", "right": true}]),
            _ => json!([]),
        };
        json!({"question": format!("How much is item {i}?"), "answers": [format!("{i}00 per annum")], "match": "judge", "labelled": labelled})
    };
    let lines: String = (0..ITEMS).map(|i| format!("{}\n", line(i))).collect();
    Set::read("set.jsonl", lines.as_bytes()).expect("a set")
}

fn says(body: &Value) -> String {
    let user = body["messages"]
        .as_array()
        .expect("messages")
        .last()
        .expect("one")["content"]
        .as_str()
        .expect("a text");
    if body["model"] == "judge" {
        let said = user.split("Given answer: ").nth(1).expect("an answer");
        let number: String = said.chars().filter(char::is_ascii_digit).collect();
        return if said.starts_with("unclear") {
            "Hard to say."
        } else if !number.is_empty() && user.contains(&format!("- {number} per annum")) {
            "Right."
        } else {
            "wrong"
        }
        .to_owned();
    }
    let number: usize = user
        .chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .expect("a number");
    match number {
        0..12 => format!("It comes to {number}00 yearly"),
        12..16 => format!("{number}00 per annum"),
        16..20 => "I don't know".to_owned(),
        20 => "unclear".to_owned(),
        _ => "a great deal".to_owned(),
    }
}

fn client(url: &str, name: &str) -> (Asked, Arc<Client>) {
    let endpoint = Endpoint {
        name: name.to_owned(),
        url: url.to_owned(),
        model: Some(name.to_owned()),
        key: None,
        key_header: None,
        proxy: None,
    };
    let asked = Asked {
        name: name.to_owned(),
        model: name.to_owned(),
        price: Some(Price {
            input: 1.0,
            output: 1.0,
        }),
    };
    (asked, Arc::new(Client::new(&endpoint).expect("an address")))
}

async fn measured(url: &str, keep: &mut Keep) -> Summary {
    let (set, prompts) = (set(), Prompts::usual().expect("whole"));
    let ((model, first), (judge, second)) = (client(url, "base"), client(url, "judge"));
    let mut plan = Plan {
        set: &set,
        corpus: None,
        found: Vec::new(),
        endpoints: vec![model],
        prompts: &prompts,
        spec: SPEC,
        search: Search::Lexical,
        pipeline: Pipeline::default(),
        judge: Some(Judge {
            asked: judge,
            agreement: None,
        }),
        tasks: Vec::new(),
    };
    plan.ask(&[Arm::ClosedBook]);
    let costs = plan.costs(|key| keep.get(key).is_some());
    if keep.get(&plan.tasks[0].key).is_none() {
        // At most once for each answer, and for the labels.
        assert_eq!(
            (costs[0].calls, costs[1].calls),
            (ITEMS as u64, ITEMS as u64 + 18)
        );
        assert!(costs[1].usd.is_some_and(|usd| usd > 0.0));
    } else {
        assert_eq!((costs[0].calls, costs[1].calls), (0, 0));
    }
    let agreement = check(&plan, &second, keep, QUICK).await.expect("checked");
    if let Some(judge) = &mut plan.judge {
        judge.agreement = agreement;
    }
    let outcomes = run(&plan, &[first, second], keep, QUICK, |_| ())
        .await
        .expect("run");
    summarize(&plan, &outcomes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_judge_grades_what_is_not_right_word_for_word_and_says_how_far_it_agrees() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let server = scripted(move |_, body| {
        let body: Value = serde_json::from_str(body).expect("JSON");
        counted.fetch_add(usize::from(body["model"] == "judge"), Ordering::Relaxed);
        let answer = json!({"choices": [{"message": {"content": says(&body)}, "finish_reason": "stop"}]});
        (200, answer.to_string())
    });
    let path = std::env::temp_dir().join(format!("forkcast-judge-{}.jsonl", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let mut keep = Keep::open(&path, false).expect("a file");
    let summary = measured(&server.url, &mut keep).await;
    let arm = &summary.arms[0];
    assert_eq!((arm.right.value, arm.right.n), (16.0 / 40.0, 40));
    assert_eq!((arm.withheld.value, arm.failed), (0.1, 0));
    let judge = summary.judge.clone().expect("a judge");
    let agreement = judge.agreement.expect("checked");
    assert!(
        (agreement.agreement.value - 16.0 / 18.0).abs() < 1e-9,
        "{agreement:?}"
    );
    assert_eq!(agreement.right_as_right.value, 0.8);
    assert_eq!((agreement.wrong_as_wrong.value, agreement.unreadable), (1.0, 1));
    assert_eq!(judge.unjudged, 1);
    // Neither the four that are right word for word nor the four that are withheld.
    assert_eq!(calls.load(Ordering::Relaxed), ITEMS - 8 + 18);
    // Gone on with, it asks nothing again and says the same.
    drop(keep);
    let mut keep = Keep::open(&path, false).expect("a file");
    assert_eq!(measured(&server.url, &mut keep).await, summary);
    assert_eq!(calls.load(Ordering::Relaxed), ITEMS - 8 + 18);
    let kept = std::fs::read_to_string(&path).expect("there");
    assert!(
        !kept.contains("yearly") && !kept.contains("annum"),
        "no text is kept"
    );
    std::fs::remove_file(&path).expect("removed");
}
