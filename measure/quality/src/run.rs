//! Asks the questions of a plan: a few at a time, again where the server did not answer, keeping each grade as it comes.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use forkcast_endpoint::endpoint::{Ask, Client, Reply, RequestError};
use tokio::sync::mpsc;

use crate::keep::{Graded, Keep};
use crate::plan::{Arm, Asked, Plan, Task, structure};
use crate::{QualityError, judge, text};

/// Failures one after the other at an endpoint that end a run.
const IN_A_ROW: usize = 10;

/// The wait before another attempt: twice as long each time, up to a limit.
#[derive(Clone, Copy, Debug)]
pub struct Backoff {
    /// The first wait.
    pub first: Duration,
    /// The longest.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_secs(30),
        }
    }
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It was answered and graded.
    Graded(Graded),
    /// It was not answered.
    Failed {
        /// Why.
        error: RequestError,
        /// Attempts beyond the first.
        retries: u32,
        /// Whether it was the judge that did not answer.
        by_judge: bool,
    },
}

/// What a run tells while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Tasks that are done, those of an earlier run among them.
    pub done: usize,
    /// All tasks.
    pub all: usize,
    /// Further attempts so far.
    pub retries: u64,
    /// Tasks that failed.
    pub failed: u64,
}

/// Whether another attempt may succeed.
pub(crate) const fn may_pass(error: RequestError) -> bool {
    match error {
        RequestError::TooManyRequests
        | RequestError::Server(_)
        | RequestError::Refused
        | RequestError::Unreachable
        | RequestError::Reported
        | RequestError::Cut
        | RequestError::Silent
        | RequestError::Slow
        | RequestError::Malformed => true,
        RequestError::Address
        | RequestError::Key
        | RequestError::Proxy
        | RequestError::NoRoom
        | RequestError::Tls
        | RequestError::Unauthorized
        | RequestError::NoListing
        | RequestError::NoCredit
        | RequestError::NoModel
        | RequestError::NotFound
        | RequestError::ContextExceeded
        | RequestError::OutputLimit
        | RequestError::Rejected(_)
        | RequestError::Redirected(_)
        | RequestError::WebPage
        | RequestError::NotStreamed
        | RequestError::Endless
        | RequestError::Empty
        | RequestError::Hidden
        | RequestError::NoModelListed => false,
    }
}

/// Whether no further question can succeed either.
const fn ends_all(error: RequestError) -> bool {
    matches!(
        error,
        RequestError::Address
            | RequestError::Key
            | RequestError::Proxy
            | RequestError::Unauthorized
            | RequestError::NoListing
            | RequestError::NoCredit
            | RequestError::NoModel
            | RequestError::NotFound
            | RequestError::WebPage
            | RequestError::Redirected(_)
    )
}

/// A question as it is sent, owned, so that it can be sent from another task.
pub(crate) struct Sent {
    place: usize,
    endpoint: usize,
    system: String,
    user: String,
    schema: Option<serde_json::Value>,
}

impl Sent {
    /// A question to the judge.
    pub(crate) const fn to_judge(user: String) -> Self {
        Self {
            place: 0,
            endpoint: 0,
            system: String::new(),
            user,
            schema: None,
        }
    }
}

type Answered = (usize, Result<Reply, RequestError>, u32);

/// What became of an answer before a judge has seen it.
enum Seen {
    /// It has its grade, or failed.
    Done(Outcome),
    /// A judge must say whether it is right: the grade but for that, and its text.
    Open(Graded, String),
}

/// Asks every task of the plan that is not kept, and returns what became of each, in the plan's order. The clients are those of the endpoints,
/// then that of the judge if there is one.
///
/// # Errors
/// An endpoint that answers nothing, with its name and why; or that a grade cannot be kept. What came before is kept.
pub async fn run(
    plan: &Plan<'_>,
    clients: &[Arc<Client>],
    keep: &mut Keep,
    backoff: Backoff,
    mut progress: impl FnMut(Progress),
) -> Result<Vec<Outcome>, QualityError> {
    let mut outcomes: Vec<Option<Outcome>> = plan
        .tasks
        .iter()
        .map(|task| keep.get(&task.key).cloned().map(Outcome::Graded))
        .collect();
    let open: Vec<usize> = (0..outcomes.len())
        .filter(|place| outcomes.get(*place).is_some_and(Option::is_none))
        .collect();
    let mut state = Progress {
        done: outcomes.len() - open.len(),
        all: outcomes.len(),
        retries: 0,
        failed: 0,
    };
    progress(state);
    let workers = (plan.spec.concurrency as usize).clamp(1, open.len().max(1));
    let (answers, mut answered) = mpsc::channel::<Answered>(workers);
    // One prompt for each worker is written ahead, not all of them.
    let (send, wanted) = async_queue(workers);
    let stop = Arc::new(AtomicBool::new(false));
    let judging = plan.judge.iter().map(|judge| &judge.asked);
    let asked: Vec<&Asked> = plan.endpoints.iter().chain(judging).collect();
    let models: Arc<Vec<String>> = Arc::new(asked.iter().map(|asked| asked.model.clone()).collect());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        let (wanted, answers, stop) = (Arc::clone(&wanted), answers.clone(), Arc::clone(&stop));
        let (clients, models) = (clients.to_vec(), Arc::clone(&models));
        let (tokens, retries) = (plan.spec.answer_tokens, plan.spec.retries);
        tasks.spawn(async move {
            loop {
                let next = wanted.lock().await.recv().await;
                let Some(sent) = next else { break };
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let (Some(client), Some(model)) = (clients.get(sent.endpoint), models.get(sent.endpoint))
                else {
                    break;
                };
                let (reply, tries) = ask(client, model, &sent, tokens, retries, backoff).await;
                if answers.send((sent.place, reply, tries)).await.is_err() {
                    break;
                }
            }
        });
    }
    drop(answers);
    let mut waiting = open.into_iter();
    let mut in_a_row: Vec<usize> = asked.iter().map(|_| 0).collect();
    let mut in_flight = 0_usize;
    let mut to_judge: VecDeque<Sent> = VecDeque::new();
    let mut judged: HashMap<usize, (Graded, String)> = HashMap::new();
    let mut next: Option<Sent> = None;
    loop {
        if next.is_none() {
            let ready = to_judge.pop_front();
            next = ready.or_else(|| waiting.next().and_then(|place| sent(plan, place)));
        }
        let arrived = match next.take() {
            Some(ready) => tokio::select! {
                biased;
                arrived = answered.recv() => {
                    next = Some(ready);
                    arrived
                }
                room = send.reserve() => {
                    if let Ok(room) = room {
                        room.send(ready);
                        in_flight += 1;
                    }
                    continue;
                }
            },
            None if in_flight == 0 => break,
            None => answered.recv().await,
        };
        let Some((place, reply, retries)) = arrived else {
            break;
        };
        let Some(task) = plan.tasks.get(place) else {
            continue;
        };
        in_flight = in_flight.saturating_sub(1);
        state.retries += u64::from(retries);
        let (by, outcome) = match judged.remove(&place) {
            Some((graded, answer)) => {
                let outcome = settled(task, graded, &answer, reply, retries, keep)?;
                (plan.endpoints.len(), outcome)
            }
            None => match grade(plan, task, reply, retries, keep)? {
                Seen::Done(outcome) => (task.endpoint, outcome),
                Seen::Open(graded, answer) => {
                    if let Some(row) = in_a_row.get_mut(task.endpoint) {
                        *row = 0;
                    }
                    let question = plan.set.questions.get(task.question);
                    to_judge.extend(question.map(|question| Sent {
                        place,
                        endpoint: plan.endpoints.len(),
                        ..Sent::to_judge(judge::question(plan, question, &answer))
                    }));
                    judged.insert(place, (graded, answer));
                    continue;
                }
            },
        };
        state.done += 1;
        let name = asked.get(by).map_or("", |asked| &asked.name);
        if let (Some(row), Outcome::Failed { error, .. }) = (in_a_row.get_mut(by), &outcome) {
            // A refused schema or a prompt that is too long is a matter of the arm, not of the endpoint.
            *row += usize::from(may_pass(*error));
            state.failed += 1;
            if ends_all(*error) || *row >= IN_A_ROW {
                stop.store(true, Ordering::Relaxed);
                return Err(QualityError::new(text::run::given_up(name, *error)));
            }
        } else if let Some(row) = in_a_row.get_mut(by) {
            *row = 0;
        }
        if let Some(slot) = outcomes.get_mut(place) {
            *slot = Some(outcome);
        }
        progress(state);
    }
    let all: Option<Vec<Outcome>> = outcomes.into_iter().collect();
    all.ok_or_else(|| QualityError::new(text::run::ENDED))
}

type Queue = Arc<tokio::sync::Mutex<mpsc::Receiver<Sent>>>;

fn async_queue(room: usize) -> (mpsc::Sender<Sent>, Queue) {
    let (send, receive) = mpsc::channel(room);
    (send, Arc::new(tokio::sync::Mutex::new(receive)))
}

fn sent(plan: &Plan<'_>, place: usize) -> Option<Sent> {
    let task = plan.tasks.get(place)?;
    let (system, user) = plan.prompt(task.arm, task.question);
    let question = plan.set.questions.get(task.question)?;
    Some(Sent {
        place,
        endpoint: task.endpoint,
        system,
        user,
        schema: structure(task.arm, &question.expected),
    })
}

/// Tries until there is an answer, an error that no wait mends, or no attempt left; gives the attempts beyond the first too.
pub(crate) async fn again<T, F: Future<Output = Result<T, RequestError>>>(
    most: u32,
    backoff: Backoff,
    may_pass: impl Fn(RequestError) -> bool,
    attempt: impl Fn() -> F,
) -> (Result<T, RequestError>, u32) {
    let mut wait = backoff.first;
    let mut retries = 0;
    loop {
        match attempt().await {
            Err(error) if may_pass(error) && retries < most => {
                retries += 1;
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(backoff.most);
            }
            outcome => return (outcome, retries),
        }
    }
}

pub(crate) async fn ask(
    client: &Client,
    model: &str,
    sent: &Sent,
    tokens: u32,
    most: u32,
    backoff: Backoff,
) -> (Result<Reply, RequestError>, u32) {
    let ask = Ask {
        model,
        system: &sent.system,
        user: &sent.user,
        tokens,
        schema: sent.schema.as_ref(),
    };
    again(most, backoff, may_pass, || client.answer(&ask)).await
}

fn grade(
    plan: &Plan<'_>,
    task: &Task,
    reply: Result<Reply, RequestError>,
    retries: u32,
    keep: &mut Keep,
) -> Result<Seen, QualityError> {
    let reply = match reply {
        Ok(reply) => reply,
        // An empty answer is an answer: it is wrong.
        Err(RequestError::Empty) => Reply {
            text: String::new(),
            prompt_tokens: None,
            completion_tokens: None,
            cut: false,
        },
        Err(error) => {
            return Ok(Seen::Done(Outcome::Failed {
                error,
                retries,
                by_judge: false,
            }));
        }
    };
    let Some(question) = plan.set.questions.get(task.question) else {
        return Err(QualityError::new(text::run::ENDED));
    };
    let withheld = plan.prompts.withheld();
    let graded = Graded {
        score: match task.arm {
            Arm::Structured => question.expected.score_structured(&reply.text, withheld),
            Arm::ClosedBook | Arm::Rag | Arm::WrongPassages | Arm::LongContext => {
                question.expected.score(&reply.text, withheld)
            }
        },
        retries,
        cut: reply.cut,
        prompt_tokens: reply.prompt_tokens,
        answer_tokens: reply.completion_tokens,
    };
    // What is accepted word for word needs no judge, and what is withheld is no answer.
    let is_open = !graded.score.right && !graded.score.withheld && !reply.text.trim().is_empty();
    if question.judged && plan.judge.is_some() && is_open {
        return Ok(Seen::Open(graded, reply.text));
    }
    keep.put(&task.key, &graded, &reply.text)?;
    Ok(Seen::Done(Outcome::Graded(graded)))
}

/// The grade of an answer with what the judge says of it.
fn settled(
    task: &Task,
    mut graded: Graded,
    answer: &str,
    reply: Result<Reply, RequestError>,
    retries: u32,
    keep: &mut Keep,
) -> Result<Outcome, QualityError> {
    graded.retries += retries;
    let said = match reply {
        Ok(reply) => judge::verdict(&reply.text),
        Err(RequestError::Empty | RequestError::Hidden) => None,
        Err(error) => {
            return Ok(Outcome::Failed {
                error,
                retries: graded.retries,
                by_judge: true,
            });
        }
    };
    graded.score.right = said == Some(true);
    graded.score.unjudged = said.is_none();
    keep.put(&task.key, &graded, answer)?;
    Ok(Outcome::Graded(graded))
}
