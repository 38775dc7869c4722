//! Evaluations: runs over an evaluation set that somebody sent, prepared, agreed to and then run.
//!
//! Questions, documents and answers are in memory alone. Grades of answers are kept in the folder beside the results until an evaluation ends, so
//! that one which was stopped goes on (docs/decisions/0744-evaluations-over-http.md).

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use forkcast_engine::{Catalog, Scenario};
use forkcast_observe::reading::{Answered, Evaluated, Reading};
use forkcast_observe::report::{Observed, shown_problems};
use forkcast_protocol::link;
use forkcast_protocol::measure::{
    Evaluation, EvaluationCost, EvaluationPlan, EvaluationStanding, EvaluationState as State,
};
use forkcast_quality::corpus::Corpus;
use forkcast_quality::demo;
use forkcast_quality::judge::{self, Judge};
use forkcast_quality::keep::Keep;
use forkcast_quality::plan::{Arm, Found, Pipeline, Plan};
use forkcast_quality::prompts::Prompts;
use forkcast_quality::results;
use forkcast_quality::run::{Backoff, Outcome, run as ask};
use forkcast_quality::search::Search;
use forkcast_quality::set::Set;
use forkcast_retrieval::Embedder;
use jiff::Timestamp;
use tokio::sync::watch;

use super::runs::Runs;
use crate::failure::Failure;
use crate::quality::{prepare, show};
use crate::text::quality as text;

/// Most evaluations that are held: the oldest that does not run gives way to a new one.
const MOST: usize = 4;
/// How long a plan waits for somebody to start it.
const PLANNED_FOR: Duration = Duration::from_secs(3_600);

/// What whoever follows wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Nothing yet.
    Wait,
    /// That it asks.
    Start,
    /// That it ends.
    Stop,
}

/// An evaluation.
pub struct Job {
    standing: watch::Sender<EvaluationStanding>,
    wish: watch::Sender<Wish>,
    result: Mutex<Option<Arc<Evaluated>>>,
}

/// Why something cannot be done with an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// There is none of that id.
    Unknown,
    /// It is in another state.
    State(State),
    /// As many as can be are under way.
    TooMany,
}

/// The evaluations of this program, the oldest first.
#[derive(Default)]
pub struct Evaluations(Mutex<VecDeque<Arc<Job>>>);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Job {
    fn new() -> Self {
        Self {
            standing: watch::Sender::new(EvaluationStanding {
                id: format!("{:032x}", rand::random::<u128>()),
                n: 0,
                state: State::Preparing,
                done: 0,
                all: 0,
                retries: 0,
                failed: 0,
                error: None,
                plan: None,
            }),
            wish: watch::Sender::new(Wish::Wait),
            result: Mutex::default(),
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> EvaluationStanding {
        self.standing.borrow().clone()
    }

    fn state(&self) -> State {
        self.standing.borrow().state
    }

    fn change(&self, f: impl FnOnce(&mut EvaluationStanding)) {
        self.standing.send_modify(|standing| {
            f(standing);
            standing.n += 1;
        });
    }

    /// Whether it asks, or waits to.
    fn is_started(&self) -> bool {
        matches!(self.state(), State::Waiting | State::Running)
    }
}

impl Evaluations {
    /// Takes one more and begins to prepare it.
    ///
    /// # Errors
    /// As many as can be are under way, or what is wrong with what was sent, with its field.
    pub fn begin(&self, wanted: Evaluation, runs: &Runs) -> Result<EvaluationStanding, Refusal> {
        let checked = Checked::of(wanted, runs)?;
        let job = Arc::new(Job::new());
        {
            let mut all = locked(&self.0);
            if all.len() >= MOST {
                let idle = all.iter().position(|job| !job.is_started());
                let gone = idle.and_then(|place| all.remove(place));
                gone.ok_or(Refusal::Not(NotNow::TooMany))?
                    .wish
                    .send_replace(Wish::Stop);
            }
            all.push_back(Arc::clone(&job));
        }
        let standing = job.standing();
        let runs = runs.clone();
        tokio::spawn(async move {
            let ended = work(&job, checked, &runs).await;
            job.change(|standing| match ended {
                Ok(state) => standing.state = state,
                Err(failure) => {
                    standing.state = State::Failed;
                    standing.error = Some(failure.to_string());
                }
            });
        });
        Ok(standing)
    }

    fn find(&self, id: &str) -> Result<Arc<Job>, NotNow> {
        let all = locked(&self.0);
        let found = all.iter().find(|job| job.standing.borrow().id == id);
        found.cloned().ok_or(NotNow::Unknown)
    }

    /// Where it stands, now and after each change.
    ///
    /// # Errors
    /// No such evaluation.
    pub fn follow(&self, id: &str) -> Result<watch::Receiver<EvaluationStanding>, NotNow> {
        self.find(id).map(|job| job.standing.subscribe())
    }

    /// Starts what was planned.
    ///
    /// # Errors
    /// No such evaluation, or one that has no plan yet or was started.
    pub fn start(&self, id: &str) -> Result<EvaluationStanding, NotNow> {
        let job = self.find(id)?;
        let state = job.state();
        let is_first = job.wish.send_if_modified(|wish| {
            let is_first = state == State::Planned && *wish == Wish::Wait;
            if is_first {
                *wish = Wish::Start;
            }
            is_first
        });
        is_first.then(|| job.standing()).ok_or(NotNow::State(state))
    }

    /// The result.
    ///
    /// # Errors
    /// No such evaluation, or one that has none.
    pub fn result(&self, id: &str) -> Result<Arc<Evaluated>, NotNow> {
        let job = self.find(id)?;
        let result = locked(&job.result).clone();
        result.ok_or_else(|| NotNow::State(job.state()))
    }

    /// Ends an evaluation and forgets it.
    ///
    /// # Errors
    /// No such evaluation.
    pub fn end(&self, id: &str) -> Result<(), NotNow> {
        let job = self.find(id)?;
        job.wish.send_replace(Wish::Stop);
        locked(&self.0).retain(|other| !Arc::ptr_eq(other, &job));
        Ok(())
    }
}

/// Why an evaluation was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// There is no room for it.
    Not(NotNow),
    /// A field is wrong.
    Field(&'static str, String),
}

/// What was sent, with its names resolved.
struct Checked {
    wanted: Evaluation,
    search: Option<Search>,
    arms: Vec<Arm>,
    scenario: Scenario,
    measured: String,
}

impl Checked {
    fn of(wanted: Evaluation, runs: &Runs) -> Result<Self, Refusal> {
        wanted
            .spec
            .check()
            .map_err(|error| Refusal::Field("spec", error.to_string()))?;
        let known = &runs.config().endpoints;
        let names = wanted.endpoints.iter().chain(&wanted.judge);
        for name in names {
            if !known.contains_key(name) {
                return Err(Refusal::Field("endpoints", text::no_such_endpoint(name)));
            }
        }
        let search = match wanted.search.as_deref() {
            None => None,
            Some(id) => {
                let found = Search::ALL.into_iter().find(|search| search.id() == id);
                let accepted = Search::ALL.map(Search::id);
                Some(found.ok_or_else(|| Refusal::Field("search", text::no_such(id, &accepted)))?)
            }
        };
        let mut arms = Vec::new();
        for id in &wanted.arms {
            let found = Arm::ALL.into_iter().find(|arm| arm.id() == id);
            let accepted = Arm::ALL.map(Arm::id);
            arms.push(found.ok_or_else(|| Refusal::Field("arms", text::no_such(id, &accepted)))?);
        }
        let read = link::decode(wanted.link.as_deref().unwrap_or_default(), Catalog::builtin());
        if wanted.link.is_some() && !read.recognised {
            return Err(Refusal::Field(
                "link",
                crate::text::evaluations::NO_LINK.to_owned(),
            ));
        }
        Ok(Self {
            search,
            arms,
            scenario: read.view.scenario,
            measured: read.view.measured,
            wanted,
        })
    }
}

/// What was prepared from files.
struct Prepared {
    name: String,
    set: Set,
    corpus: Option<Corpus>,
    found: Vec<Found>,
    search: Search,
}

/// Reads the set and the documents, and searches. Takes seconds to minutes where passages get vectors.
fn prepared(job: &Job, checked: &mut Checked, embedder: Option<PathBuf>) -> Result<Prepared, Failure> {
    let wanted = &mut checked.wanted;
    let is_demo = wanted.questions.is_none();
    let (name, set) = match wanted.questions.take() {
        Some(questions) => {
            let name = wanted.name.clone();
            let set = Set::read(&name, questions.as_bytes())?;
            (name, set)
        }
        None => (
            demo::NAME.to_owned(),
            Set::read(demo::NAME, demo::QUESTIONS.as_bytes())?,
        ),
    };
    prepare::check_judge(wanted.judge.as_deref(), !wanted.endpoints.is_empty(), &set)?;
    let mut corpus = Corpus::new(wanted.spec.passage_tokens);
    match wanted.documents.take() {
        Some(documents) => documents
            .iter()
            .for_each(|document| corpus.add(&document.path, &document.text)),
        None if is_demo => demo::DOCUMENTS
            .iter()
            .for_each(|(path, text)| corpus.add(path, text)),
        None => {}
    }
    let corpus = Some(corpus).filter(|corpus| !corpus.passages.is_empty());
    let passages = corpus.as_ref().map_or(0, |corpus| corpus.passages.len());
    let embedder = embedder
        .filter(|_| corpus.is_some())
        .map(|folder| Embedder::load(&folder))
        .transpose()
        .map_err(|error| Failure::Run(error.to_string()))?;
    let search = prepare::searched(checked.search, embedder.is_some(), corpus.is_some())?;
    job.change(|standing| standing.all = passages as u64);
    let found = prepare::found(
        &set,
        corpus.as_ref(),
        embedder.as_ref(),
        search,
        &wanted.spec,
        |done| {
            job.change(|standing| standing.done = done as u64);
        },
    )?;
    Ok(Prepared {
        name,
        set,
        corpus,
        found,
        search,
    })
}

/// Ends when it is to be stopped.
async fn stopped(wish: &mut watch::Receiver<Wish>) {
    if wish.wait_for(|wish| *wish == Wish::Stop).await.is_err() {
        // Whoever could stop it is gone.
        std::future::pending::<()>().await;
    }
}

/// From what was sent to a result; gives the state in which it ended.
async fn work(job: &Arc<Job>, mut checked: Checked, runs: &Runs) -> Result<State, Failure> {
    let mut wish = job.wish.subscribe();
    let (own, embedder) = (Arc::clone(job), runs.config().embedder.clone());
    let preparing = tokio::task::spawn_blocking(move || {
        let prepared = prepared(&own, &mut checked, embedder);
        prepared.map(|prepared| (prepared, checked))
    });
    let (prepared, checked) = tokio::select! {
        prepared = preparing => prepared.map_err(|error| Failure::Run(error.to_string()))??,
        () = stopped(&mut wish) => return Ok(State::Cancelled),
    };
    let wanted = &checked.wanted;
    let catalog = Catalog::builtin();
    let mut names = wanted.endpoints.clone();
    names.extend(wanted.judge.clone());
    let (mut endpoints, clients) = tokio::select! {
        found = prepare::endpoints(runs.config(), &names, &[], catalog) => found?,
        () = stopped(&mut wish) => return Ok(State::Cancelled),
    };
    let judge = wanted.judge.is_some().then(|| endpoints.pop()).flatten();
    let prompts = Prompts::usual()?;
    let mut plan = Plan {
        set: &prepared.set,
        corpus: prepared.corpus.as_ref(),
        found: prepared.found,
        endpoints,
        prompts: &prompts,
        spec: wanted.spec,
        search: prepared.search,
        pipeline: Pipeline::default(),
        judge: judge.map(|asked| Judge {
            asked,
            agreement: None,
        }),
        tasks: Vec::new(),
    };
    plan.ask(&prepare::arms(checked.arms.clone(), plan.corpus.is_some())?);
    if plan.tasks.is_empty() && plan.corpus.is_none() {
        return Err(Failure::Run(text::NOTHING_TO_ASK.to_owned()));
    }
    let file = runs
        .grades_folder()
        .filter(|_| !plan.tasks.is_empty())
        .map(|folder| folder.join(format!("{}.jsonl", plan.name())));
    let mut keep = kept(file.as_ref())?;
    if wanted.with_answers {
        keep = keep.with_texts();
    }
    job.change(|standing| {
        let tasks = plan.tasks.len() as u64;
        (standing.done, standing.all) = (0, tasks);
        standing.plan = Some(planned(&plan, &keep));
        standing.state = State::Planned;
    });
    if !plan.tasks.is_empty() {
        let started = async {
            let started = wish.wait_for(|wish| *wish != Wish::Wait).await;
            started.is_ok_and(|wish| *wish == Wish::Start)
        };
        if !tokio::time::timeout(PLANNED_FOR, started).await.unwrap_or(false) {
            return Ok(State::Cancelled);
        }
        job.change(|standing| standing.state = State::Waiting);
    }
    let mut stop = job.wish.subscribe();
    let asked = async {
        if plan.tasks.is_empty() {
            return Ok(Vec::new());
        }
        let _turn = runs.turn().await;
        job.change(|standing| standing.state = State::Running);
        if let Some(client) = clients.last().filter(|_| plan.judge.is_some()) {
            let agreement = judge::check(&plan, client, &mut keep, Backoff::default()).await?;
            if let Some(judge) = &mut plan.judge {
                judge.agreement = agreement;
            }
        }
        let told = |progress: forkcast_quality::run::Progress| {
            job.change(|standing| {
                standing.done = progress.done as u64;
                standing.retries = progress.retries;
                standing.failed = progress.failed;
            });
        };
        Ok::<_, Failure>(ask(&plan, &clients, &mut keep, Backoff::default(), told).await?)
    };
    let outcomes = tokio::select! {
        outcomes = asked => outcomes?,
        () = stopped(&mut stop) => return Ok(State::Cancelled),
    };
    let result = evaluated(&plan, &outcomes, &keep, &prepared.name, &checked)?;
    *locked(&job.result) = Some(Arc::new(result));
    if let Some(file) = file {
        // What is left of it would only be used again by the same questions.
        let _ = fs::remove_file(file);
    }
    Ok(State::Done)
}

fn kept(file: Option<&PathBuf>) -> Result<Keep, Failure> {
    let Some(file) = file else {
        return Ok(Keep::nothing());
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| Failure::Run(crate::text::cannot_be_written(folder, error)))?;
    }
    Ok(Keep::open(file, false)?)
}

/// What the plan will use.
fn planned(plan: &Plan<'_>, keep: &Keep) -> EvaluationPlan {
    let used = prepare::usage(plan, |key| keep.get(key).is_some());
    let judge = plan.judge.iter().map(|judge| (&judge.asked, true));
    let all = plan.endpoints.iter().map(|asked| (asked, false)).chain(judge);
    EvaluationPlan {
        questions: plan.set.questions.len() as u64,
        documents: plan.corpus.map_or(0, |corpus| corpus.documents.len() as u64),
        passages: plan.corpus.map_or(0, |corpus| corpus.passages.len() as u64),
        costs: all
            .zip(&used.costs)
            .map(|((asked, judges), cost)| EvaluationCost {
                endpoint: asked.name.clone(),
                model: asked.model.clone(),
                judges,
                calls: cost.calls,
                prompt_tokens: cost.prompt_tokens.round(),
                answer_tokens: cost.answer_tokens,
                usd: cost.usd,
            })
            .collect(),
        kept: used.kept,
        is_much: used.is_much,
        problems: shown_problems(&plan.set.problems),
    }
}

/// The result: what it says of inputs, and what became of each question.
fn evaluated(
    plan: &Plan<'_>,
    outcomes: &[Outcome],
    keep: &Keep,
    name: &str,
    checked: &Checked,
) -> Result<Evaluated, Failure> {
    let failed = |error: serde_json::Error| Failure::Output(error.into());
    let summary = results::summarize(plan, outcomes);
    let pipeline: Vec<(String, String)> = prepare::pipeline(plan, &summary)
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let observed = Observed {
        kind: "quality",
        files: vec![name.to_owned()],
        summary: serde_json::to_value(&summary).map_err(failed)?,
        shown: show::shown(&summary),
        findings: summary.findings,
    };
    let date = Timestamp::now().strftime("%Y-%m-%d").to_string();
    let catalog = Catalog::builtin();
    let mut reading =
        Reading::of(observed, &checked.scenario, &checked.measured, &date, catalog).map_err(failed)?;
    for found in &mut reading.found {
        if found.input == "recall" {
            found.with.clone_from(&pipeline);
        }
    }
    let mut columns = BTreeMap::new();
    for task in &plan.tasks {
        columns.insert((task.endpoint, task.arm), 0);
    }
    for (place, column) in columns.values_mut().enumerate() {
        *column = place;
    }
    let mut answers = vec![vec![None; columns.len()]; plan.set.questions.len()];
    for (task, outcome) in plan.tasks.iter().zip(outcomes) {
        let column = columns.get(&(task.endpoint, task.arm));
        let row = answers.get_mut(task.question);
        if let Some(cell) = row.zip(column).and_then(|(row, column)| row.get_mut(*column)) {
            *cell = Some(answered(outcome, keep.text(&task.key)));
        }
    }
    Ok(Evaluated {
        reading,
        questions: plan
            .set
            .questions
            .iter()
            .map(|question| (question.id.clone(), question.question.clone()))
            .collect(),
        columns: columns
            .keys()
            .map(|(endpoint, arm)| {
                let asked = plan.endpoints.get(*endpoint);
                let name = asked.map_or_else(String::new, |asked| asked.name.clone());
                (name, arm.id().to_owned())
            })
            .collect(),
        answers,
    })
}

fn answered(outcome: &Outcome, text: Option<&str>) -> Answered {
    match outcome {
        Outcome::Graded(graded) => Answered {
            right: graded.score.right,
            withheld: graded.score.withheld,
            cut: graded.cut,
            failure: None,
            text: text.map(str::to_owned),
        },
        Outcome::Failed { error, .. } => Answered {
            failure: Some(error.to_string()),
            ..Answered::default()
        },
    }
}
