//! The questions of every arm at every endpoint, with what they will cost.

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use forkcast_protocol::measure::QualitySpec;

use crate::corpus::{Corpus, Passage, tokens};
pub use crate::find::{Found, find, right_passages};
use crate::judge::{self, Judge};
pub use crate::pipeline::Pipeline;
use crate::prompts::{Prompts, filled};
use crate::score::Expected;
use crate::search::Search;
use crate::set::{Question, Set};

/// Version of the keys of answers: raised when prompts or grades of the same files change.
const KEYS: u32 = 1;

/// A way of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arm {
    /// The question alone.
    ClosedBook,
    /// With the passages that retrieval finds.
    Rag,
    /// With passages that do not hold the answer.
    WrongPassages,
    /// With whole documents up to a length, the right ones among them.
    LongContext,
    /// As with retrieval, or alone where there is no corpus, with the server holding the answer to a schema.
    Structured,
}

impl Arm {
    /// Every arm.
    pub const ALL: [Self; 5] = [
        Self::ClosedBook,
        Self::Rag,
        Self::WrongPassages,
        Self::LongContext,
        Self::Structured,
    ];

    /// Its name on the command line and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ClosedBook => "closed-book",
            Self::Rag => "rag",
            Self::WrongPassages => "wrong-passages",
            Self::LongContext => "long-context",
            Self::Structured => "structured",
        }
    }

    /// Whether it needs documents.
    #[must_use]
    pub const fn needs_corpus(self) -> bool {
        match self {
            Self::ClosedBook | Self::Structured => false,
            Self::Rag | Self::WrongPassages | Self::LongContext => true,
        }
    }
}

/// A price, USD per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Price {
    /// Of prompts.
    pub input: f64,
    /// Of answers.
    pub output: f64,
}

/// An endpoint that is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name in the configuration.
    pub name: String,
    /// The model that answers.
    pub model: String,
    /// What it costs, if that is known.
    pub price: Option<Price>,
}

/// A question to one endpoint in one arm.
#[derive(Clone, Debug)]
pub struct Task {
    /// Place of the endpoint.
    pub endpoint: usize,
    /// The arm.
    pub arm: Arm,
    /// Place of the question.
    pub question: usize,
    /// What names its answer: a hash of all that may change it.
    pub key: String,
    /// Tokens of the prompt, estimated.
    pub prompt_tokens: f64,
}

/// Everything that a run needs.
pub struct Plan<'a> {
    /// The set.
    pub set: &'a Set,
    /// The documents, if there are any.
    pub corpus: Option<&'a Corpus>,
    /// What was found, by question.
    pub found: Vec<Found>,
    /// The endpoints; the first sets the inputs.
    pub endpoints: Vec<Asked>,
    /// The prompts.
    pub prompts: &'a Prompts,
    /// The numbers.
    pub spec: QualitySpec,
    /// The kind of search whose passages go into prompts.
    pub search: Search,
    /// What the search rests on beside words and MiniLM.
    pub pipeline: Pipeline,
    /// The endpoint that judges answers, if one does.
    pub judge: Option<Judge>,
    /// The questions to ask.
    pub tasks: Vec<Task>,
}

/// What the tasks of an endpoint will use.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Questions.
    pub calls: u64,
    /// Tokens of prompts, estimated by bytes.
    pub prompt_tokens: f64,
    /// Tokens of answers at most.
    pub answer_tokens: f64,
    /// USD at most; none if the price is not known.
    pub usd: Option<f64>,
}

impl Plan<'_> {
    /// Makes the tasks of the arms at every endpoint.
    pub fn ask(&mut self, arms: &[Arm]) {
        let mut tasks = Vec::new();
        for (endpoint, asked) in self.endpoints.iter().enumerate() {
            for &arm in arms {
                for (place, question) in self.set.questions.iter().enumerate() {
                    if !self.applies(arm, place, question) {
                        continue;
                    }
                    let (system, user) = self.prompt(arm, place);
                    let schema = structure(arm, &question.expected);
                    let mut mark = mark(&question.expected);
                    if let Some(judge) = self.judge.as_ref().filter(|_| question.judged) {
                        let asked = judge::question(self, question, "");
                        mark = json!([mark, judge.asked.name, judge.asked.model, asked]);
                    }
                    tasks.push(Task {
                        endpoint,
                        arm,
                        question: place,
                        key: key(&json!([
                            KEYS,
                            asked.name,
                            asked.model,
                            arm.id(),
                            system,
                            user,
                            schema,
                            self.spec.answer_tokens,
                            mark,
                        ])),
                        prompt_tokens: tokens(&system) + tokens(&user),
                    });
                }
            }
        }
        self.tasks = tasks;
    }

    /// A name that only a plan of the same questions, prompts and models has.
    #[must_use]
    pub fn name(&self) -> String {
        let keys: Vec<&str> = self.tasks.iter().map(|task| task.key.as_str()).collect();
        key(&json!(keys))
    }

    /// Whether the question is asked in that arm.
    fn applies(&self, arm: Arm, place: usize, question: &Question) -> bool {
        let has = |list: fn(&Found) -> bool| self.found.get(place).is_some_and(list);
        match arm {
            Arm::ClosedBook | Arm::Structured => true,
            Arm::Rag => self.corpus.is_some(),
            Arm::WrongPassages => !question.documents.is_empty() && has(|found| !found.wrong.is_empty()),
            Arm::LongContext => !question.documents.is_empty() && has(|found| !found.right.is_empty()),
        }
    }

    /// System message and question.
    #[must_use]
    pub fn prompt(&self, arm: Arm, place: usize) -> (String, String) {
        let Some(question) = self.set.questions.get(place) else {
            return Default::default();
        };
        let empty = Found::default();
        let found = self.found.get(place).unwrap_or(&empty);
        let system = self.prompts.system(&question.expected, arm == Arm::Structured);
        let (template, places) = match arm {
            Arm::ClosedBook => (&self.prompts.closed_book, Vec::new()),
            Arm::Structured if self.corpus.is_none() => (&self.prompts.closed_book, Vec::new()),
            Arm::Rag | Arm::Structured => (&self.prompts.with_passages, found.passages.clone()),
            Arm::WrongPassages => (&self.prompts.with_passages, found.wrong.clone()),
            Arm::LongContext => (&self.prompts.long_context, self.long(place, question, found)),
        };
        let passages = self.shown(&places);
        let parts = [
            ("{question}", question.question.as_str()),
            ("{passages}", passages.as_str()),
        ];
        (system, filled(template, &parts).trim().to_owned())
    }

    fn shown(&self, places: &[usize]) -> String {
        let passages = places.iter().filter_map(|at| self.corpus?.passages.get(*at));
        let each = passages.map(|passage| {
            let parts = [
                ("{source}", passage.section.as_str()),
                ("{text}", passage.text.as_str()),
            ];
            filled(&self.prompts.passage, &parts).trim().to_owned()
        });
        each.collect::<Vec<_>>().join("\n\n")
    }

    /// Passages of whole documents up to the length: the right ones, and others in an order that is drawn for the question. Documents then
    /// stand in another drawn order, so that the answer lies anywhere.
    fn long(&self, place: usize, question: &Question, found: &Found) -> Vec<usize> {
        let Some(corpus) = self.corpus else {
            return Vec::new();
        };
        let most = f64::from(self.spec.context_tokens);
        let mut dice = Dice::new(u64::from(self.spec.seed) << 32 | place as u64);
        let drawn: Vec<u64> = corpus.documents.iter().map(|_| dice.next()).collect();
        let order = |at: usize| {
            let document = &corpus.passages.get(at)?.document;
            let place = corpus.documents.iter().position(|(path, _)| path == document)?;
            drawn.get(place).copied()
        };
        let is_named = |passage: &Passage| question.documents.iter().any(|id| Corpus::is_of(passage, id));
        let mut rest: Vec<(bool, Option<u64>, usize)> = corpus
            .passages
            .iter()
            .enumerate()
            .filter(|(at, _)| !found.right.contains(at))
            // First what stands around the answer.
            .map(|(at, passage)| (!is_named(passage), order(at), at))
            .collect();
        rest.sort_unstable();
        let mut chosen = Vec::new();
        let mut used = 0.0;
        for at in found
            .right
            .iter()
            .copied()
            .chain(rest.into_iter().map(|(_, _, at)| at))
        {
            let length = corpus
                .passages
                .get(at)
                .map_or(0.0, |passage| tokens(&passage.text));
            if used + length > most && !chosen.is_empty() {
                continue;
            }
            used += length;
            chosen.push(at);
        }
        // Another order than that of choosing, which would put the answer beside the first documents drawn.
        chosen.sort_by_key(|at| (order(*at).map(|drawn| mix(drawn ^ 0xA5A5)), *at));
        chosen
    }

    /// What the tasks will use, by endpoint and then by the judge if there is one, but for those that are answered already.
    #[must_use]
    pub fn costs(&self, is_kept: impl Fn(&str) -> bool) -> Vec<Cost> {
        let mut costs: Vec<Cost> = self.endpoints.iter().map(|_| Cost::default()).collect();
        for task in self.tasks.iter().filter(|task| !is_kept(&task.key)) {
            if let Some(cost) = costs.get_mut(task.endpoint) {
                cost.calls += 1;
                cost.prompt_tokens += task.prompt_tokens;
                cost.answer_tokens += f64::from(self.spec.answer_tokens);
            }
        }
        let judge = self.judge.as_ref();
        if judge.is_some() {
            costs.push(self.cost_of_judge(&is_kept));
        }
        let all = self.endpoints.iter().chain(judge.map(|judge| &judge.asked));
        for (cost, asked) in costs.iter_mut().zip(all) {
            cost.usd = asked
                .price
                .map(|price| (cost.prompt_tokens * price.input + cost.answer_tokens * price.output) / 1e6);
        }
        costs
    }
}

impl Plan<'_> {
    /// What the judge will use at most: it is not asked about answers that are accepted word for word or withheld.
    fn cost_of_judge(&self, is_kept: &impl Fn(&str) -> bool) -> Cost {
        let answer = f64::from(self.spec.answer_tokens);
        let (labels, tokens_of_labels) = judge::open(self, is_kept);
        let mut cost = Cost {
            calls: labels,
            prompt_tokens: tokens_of_labels,
            answer_tokens: labels as f64 * answer,
            usd: None,
        };
        for task in self.tasks.iter().filter(|task| !is_kept(&task.key)) {
            let question = self.set.questions.get(task.question);
            if let Some(question) = question.filter(|question| question.judged) {
                cost.calls += 1;
                cost.prompt_tokens += tokens(&judge::question(self, question, "")) + answer;
                cost.answer_tokens += answer;
            }
        }
        cost
    }
}

/// The schema that the server holds the answer to.
pub(crate) fn structure(arm: Arm, expected: &Expected) -> Option<Value> {
    if arm != Arm::Structured {
        return None;
    }
    Some(match expected {
        Expected::Schema { schema, .. } => schema.clone(),
        Expected::Number { .. } => one_field("number"),
        Expected::Text { .. } | Expected::Regex(_) => one_field("string"),
    })
}

fn one_field(kind: &str) -> Value {
    json!({
        "type": "object",
        "properties": { "answer": { "type": kind } },
        "required": ["answer"],
        "additionalProperties": false,
    })
}

/// What the grade of an answer depends on.
fn mark(expected: &Expected) -> Value {
    match expected {
        Expected::Text { answers, min_f1 } => json!([answers, min_f1]),
        Expected::Number { value, tolerance } => json!([value, tolerance]),
        Expected::Regex(regex) => json!(regex.as_str()),
        Expected::Schema { schema, values, .. } => json!([schema, values]),
    }
}

pub(crate) fn key(of: &Value) -> String {
    let hash = Sha256::digest(of.to_string().as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Spreads the bits of a number (the finaliser of SplitMix64).
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Numbers that look random and are the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x9E37_79B9_7F4A_7C15))
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A whole number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n.max(1) as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Index;

    fn spec() -> QualitySpec {
        QualitySpec {
            k: 2,
            candidates: 20,
            passage_tokens: 100,
            context_tokens: 1000,
            answer_tokens: 50,
            concurrency: 1,
            retries: 0,
            seed: 1,
            limit_usd: 1.0,
        }
    }

    #[test]
    fn each_arm_has_its_prompt_and_wrong_passages_are_wrong() {
        let set = Set::read(
            "s",
            r#"{"question":"When does the shop open?","answers":["at nine"],"documents":["shop.md#hours"]}
{"question":"What is two and two?","number":4}"#
                .as_bytes(),
        )
        .expect("a set");
        let mut corpus = Corpus::new(100);
        corpus.add(
            "shop.md",
            "# Shop\n\nThe shop sells bread.\n\n## Hours\n\nThe shop opens at nine.",
        );
        corpus.add("other.md", "The other shop opens at ten.");
        corpus.add("copy.md", "Every shop opens at nine.");
        let index = Index::lexical(&corpus);
        let found = find(&set, &corpus, &index, Search::Lexical, &spec(), |_| ()).expect("by words");
        assert!(found[0].is_found() && found[0].right.len() == 1);
        let prompts = Prompts::usual().expect("whole");
        let asked = |name: &str| Asked {
            name: name.to_owned(),
            model: "m".to_owned(),
            price: (name == "base").then_some(Price {
                input: 1.0,
                output: 2.0,
            }),
        };
        let mut plan = Plan {
            set: &set,
            corpus: Some(&corpus),
            found,
            endpoints: vec![asked("base"), asked("tuned")],
            prompts: &prompts,
            spec: spec(),
            search: Search::Lexical,
            pipeline: Pipeline::default(),
            judge: None,
            tasks: Vec::new(),
        };
        plan.ask(&Arm::ALL);
        // Two questions closed, with retrieval and structured; one with wrong passages and with documents; at two endpoints.
        assert_eq!(plan.tasks.len(), 2 * (2 + 2 + 2 + 1 + 1));
        let keys: std::collections::HashSet<&str> = plan.tasks.iter().map(|task| task.key.as_str()).collect();
        assert_eq!(keys.len(), plan.tasks.len());
        let (system, closed) = plan.prompt(Arm::ClosedBook, 0);
        assert_eq!(closed, "When does the shop open?");
        assert!(
            system.contains("as short as possible")
                && plan.prompt(Arm::ClosedBook, 1).0.contains("one number")
        );
        assert!(plan.prompt(Arm::Rag, 0).1.contains("[shop.md#hours]"));
        let wrong = plan.prompt(Arm::WrongPassages, 0).1;
        assert!(!wrong.contains("at nine") && wrong.contains("at ten"), "{wrong}");
        let long = plan.prompt(Arm::LongContext, 0).1;
        assert!(long.contains("at nine") && long.contains("bread") && long.contains("at ten"));
        let costs = plan.costs(|_| false);
        assert_eq!((costs[0].calls, costs[1].usd), (8, None));
        assert!(costs[0].usd.expect("priced") > 8.0 * 50.0 * 2.0 / 1e6);
        let kept = plan.tasks[0].key.clone();
        assert_eq!(plan.costs(|key| key == kept)[0].calls, 7);
    }

    #[test]
    fn long_context_keeps_to_its_length_and_has_the_answer_in_places_that_differ() {
        let lines: String = (0..30)
            .map(|i| format!("{{\"question\":\"What is item {i}?\",\"answers\":[\"value{i}\"],\"documents\":[\"d{i}.md\"]}}\n"))
            .collect();
        let set = Set::read("s", lines.as_bytes()).expect("a set");
        let mut corpus = Corpus::new(100);
        for i in 0..30 {
            corpus.add(
                &format!("d{i}.md"),
                &format!("Item {i} is value{i}. {}", "filler ".repeat(40)),
            );
        }
        let index = Index::lexical(&corpus);
        let found = find(&set, &corpus, &index, Search::Lexical, &spec(), |_| ()).expect("by words");
        let prompts = Prompts::usual().expect("whole");
        let plan = Plan {
            set: &set,
            corpus: Some(&corpus),
            found,
            endpoints: Vec::new(),
            prompts: &prompts,
            spec: spec(),
            search: Search::Lexical,
            pipeline: Pipeline::default(),
            judge: None,
            tasks: Vec::new(),
        };
        let mut first = 0;
        for place in 0..30 {
            let (_, user) = plan.prompt(Arm::LongContext, place);
            assert!(tokens(&user) < 1200.0, "{}", tokens(&user));
            let at = user.find(&format!("value{place}.")).expect("the answer is there");
            first += usize::from(at < user.len() / 2);
        }
        assert!((8..=22).contains(&first), "{first} of 30 in the first half");
    }
}
