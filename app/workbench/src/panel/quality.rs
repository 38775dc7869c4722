//! Quality: questions and documents to choose, the plan with its cost, the run, and the questions with their answers.

use forkcast_files::panel::choose;
use forkcast_files::panel::given::{Given, picked};
use forkcast_files::panel::result::{Applying, found, table};
use forkcast_observe::reading::{Answered, Evaluated};
use forkcast_observe::report::Table;
use forkcast_parts::download;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use forkcast_protocol::link;
use forkcast_protocol::measure::stream::Reader;
use forkcast_protocol::measure::{
    EvaluationPlan, EvaluationStanding, EvaluationState, QualitySpec, RunField,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::bench::Bench;
use super::net;
use crate::model::connection::Connection;
use crate::model::form::FieldError;
use crate::model::quality::{ARMS, Choice, Filter, Mark, SEARCHES, TextFile, columns, csv, shown, status};
use crate::text::quality as texts;

/// The signals. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Quality {
    bench: Bench,
    choice: RwSignal<Choice>,
    error: RwSignal<Option<FieldError>>,
    standing: RwSignal<Option<EvaluationStanding>>,
    result: RwSignal<Option<Evaluated>>,
    filter: RwSignal<Filter>,
    applying: Applying,
    /// Counts evaluations: what comes of an earlier one is passed over.
    turn: StoredValue<u32>,
}

impl Quality {
    fn new(bench: Bench) -> Self {
        let choice = bench.connection.with_untracked(|connection| match connection {
            Connection::Connected(targets) => Choice::new(targets),
            Connection::Looking
            | Connection::NoBackend
            | Connection::Refused(_)
            | Connection::TokenNeeded
            | Connection::Lost { .. } => Choice::new(&forkcast_protocol::measure::Targets::default()),
        });
        Self {
            bench,
            choice: RwSignal::new(choice),
            error: RwSignal::new(None),
            standing: RwSignal::new(None),
            result: RwSignal::new(None),
            filter: RwSignal::new(Filter::All),
            applying: Applying::new(bench.page, "quality"),
            turn: StoredValue::new(0),
        }
    }

    fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    fn state(self) -> Option<EvaluationState> {
        self.standing
            .with(|standing| standing.as_ref().map(|standing| standing.state))
    }

    fn is_busy(self) -> bool {
        self.state().is_some_and(|state| !state.is_final())
    }

    fn refuse(self, message: String) {
        self.error.set(Some(FieldError {
            field: String::new(),
            message,
        }));
    }

    /// Sends what was chosen, and follows what becomes of it.
    fn prepare(self) {
        let view = self.bench.page.view.get_untracked();
        let link = link::encode(&view, self.bench.page.catalog);
        let request = match self.choice.with_untracked(|choice| choice.request(link)) {
            Ok(request) => request,
            Err(error) => {
                self.error.set(Some(error));
                return;
            }
        };
        self.forget();
        self.error.set(None);
        self.result.set(None);
        let turn = self.turn.get_value();
        let body = serde_json::to_string(&request).unwrap_or_default();
        let backend = self.bench.backend.get_untracked();
        spawn_local(async move {
            match backend
                .json::<EvaluationStanding>("POST", "evaluations", Some(&body))
                .await
            {
                Ok(standing) if self.is_turn(turn) => {
                    let id = standing.id.clone();
                    self.standing.set(Some(standing));
                    self.follow(&backend, turn, &id).await;
                }
                Ok(_) => {}
                Err(failure) => self.refuse(failure.message()),
            }
        });
    }

    async fn follow(self, backend: &net::Backend, turn: u32, id: &str) {
        let path = format!("evaluations/{id}/events");
        if let Ok(stream) = backend.stream(&path, None).await {
            let mut reader = Reader::default();
            while let Some(bytes) = net::next(&stream).await {
                if !self.is_turn(turn) {
                    let _ = stream.cancel();
                    return;
                }
                let last = reader.push(&bytes).pop();
                if let Some(standing) = last.and_then(|text| serde_json::from_str(&text).ok()) {
                    self.standing.set(Some(standing));
                }
            }
        }
        if !self.is_turn(turn) {
            return;
        }
        match self.standing.with_untracked(|s| s.as_ref().map(|s| s.state)) {
            Some(EvaluationState::Done) => self.read(backend, turn, id).await,
            Some(EvaluationState::Failed | EvaluationState::Cancelled) => {}
            Some(
                EvaluationState::Preparing
                | EvaluationState::Planned
                | EvaluationState::Waiting
                | EvaluationState::Running,
            )
            | None => {
                self.standing.set(None);
                self.refuse(texts::LOST.to_owned());
            }
        }
    }

    async fn read(self, backend: &net::Backend, turn: u32, id: &str) {
        let path = format!("evaluations/{id}");
        let read = backend.json::<Evaluated>("GET", &path, None).await;
        if !self.is_turn(turn) {
            return;
        }
        match read {
            Ok(mut result) => {
                self.applying.begin(&mut result.reading);
                self.result.set(Some(result));
            }
            Err(failure) => self.refuse(failure.message()),
        }
    }

    fn start(self) {
        let id = self
            .standing
            .with_untracked(|standing| standing.as_ref().map(|standing| standing.id.clone()));
        let Some(id) = id else { return };
        let backend = self.bench.backend.get_untracked();
        spawn_local(async move {
            let path = format!("evaluations/{id}/start");
            let started = backend
                .json::<EvaluationStanding>("POST", &path, Some("{}"))
                .await;
            if let Err(failure) = started {
                self.refuse(failure.message());
            }
        });
    }

    /// Ends what is under way; its grades stay where the server keeps results.
    fn cancel(self) {
        self.forget();
        self.standing.update(|standing| {
            if let Some(standing) = standing {
                standing.state = EvaluationState::Cancelled;
                // The server has forgotten it.
                standing.id.clear();
            }
        });
    }

    /// Lets the server forget the last evaluation.
    fn forget(self) {
        self.turn.update_value(|turn| *turn += 1);
        let id = self
            .standing
            .with_untracked(|standing| standing.as_ref().map(|standing| standing.id.clone()));
        let backend = self.bench.backend.get_untracked();
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            spawn_local(async move {
                let _ = backend.send("DELETE", &format!("evaluations/{id}")).await;
            });
        }
    }

    fn take_questions(self, given: Given) {
        let Some((path, file)) = given.files.into_iter().next() else {
            return;
        };
        spawn_local(async move {
            match content(&file).await {
                Some(text) => self
                    .choice
                    .update(|choice| choice.questions = Some(TextFile { path, text })),
                None => self.refuse(texts::NOT_READ.to_owned()),
            }
        });
    }

    fn take_documents(self, given: Given) {
        spawn_local(async move {
            let mut files = Vec::new();
            for (path, file) in given.files {
                let text = content(&file).await;
                files.push((path, text));
            }
            self.choice.update(|choice| choice.take_documents(files));
        });
    }
}

/// The text of a file; bytes that are no UTF-8 are replaced. None where the browser cannot read it.
async fn content(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Everything.
#[component]
#[must_use]
pub fn Panel() -> impl IntoView {
    let quality = Quality::new(Bench::get());
    view! {
        <div class="bench-quality" id="quality">
            {files(quality)}
            {fields(quality)}
            {progress(quality)}
            {part(move || quality.result.get().map_or_else(|| ().into_any(), |result| answers(quality, result)))}
        </div>
    }
}

fn files(quality: Quality) -> AnyView {
    let named = move || {
        quality.choice.with(|choice| match &choice.questions {
            Some(file) => texts::questions(&file.path),
            None => texts::DEMONSTRATION_USED.to_owned(),
        })
    };
    let documents = move || {
        quality.choice.with(|choice| match choice.documents.len() {
            0 if choice.questions.is_none() => String::new(),
            n => texts::documents(n, choice.passed_over),
        })
    };
    let own = memo(move || {
        quality
            .choice
            .with(|choice| choice.questions.is_some() || !choice.documents.is_empty())
    });
    let demonstration = move |_| {
        quality.choice.update(|choice| {
            choice.questions = None;
            choice.documents = Vec::new();
            choice.passed_over = 0;
        });
    };
    // An attribute that views do not know. Without it the field takes files alone.
    let folder = NodeRef::<leptos::html::Input>::new();
    forkcast_parts::reactive::effect(move || {
        if let Some(field) = folder.get() {
            let _ = field.set_attribute("webkitdirectory", "");
        }
    });
    view! {
        <section aria-label=texts::FILES>
            <p id="quality-questions">{text(named)}</p>
            <p id="quality-documents">{text(documents)}</p>
            <div class="bench-buttons">
                <button class="outlined" type="button" id="quality-choose" on:click=handler(|_| choose("quality-file"))>{texts::CHOOSE_QUESTIONS}</button>
                <button class="outlined" type="button" id="quality-choose-folder" on:click=handler(|_| choose("quality-folder"))>{texts::CHOOSE_DOCUMENTS}</button>
                <button class="outlined" type="button" id="quality-demo" hidden=flag(move || !own.get()) on:click=handler(demonstration)>{texts::DEMONSTRATION}</button>
            </div>
            <p class="bench-about">{texts::FORM}</p>
            <input id="quality-file" type="file" accept=".jsonl,.json,.csv" hidden=true on:change=handler(move |ev| { if let Some(given) = picked(&ev) { quality.take_questions(given); } }) />
            <input id="quality-folder" type="file" hidden=true node_ref=folder on:change=handler(move |ev| { if let Some(given) = picked(&ev) { quality.take_documents(given); } }) />
        </section>
    }
    .into_any()
}

/// One box to tick.
fn tick(
    id: String,
    label: String,
    is_ticked: impl Fn() -> bool + Send + Sync + 'static,
    put: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <label class="bench-tick"><input id=id type="checkbox" prop:checked=flag(is_ticked) on:change=handler(move |ev| put(event_target_checked(&ev))) />{label}</label>
    }
    .into_any()
}

fn fields(quality: Quality) -> AnyView {
    let choice = quality.choice;
    let names = choice.with_untracked(|choice| choice.endpoints.clone());
    let endpoints = if names.is_empty() {
        view! { <p class="bench-about">{crate::text::form::NO_ENDPOINT}</p> }.into_any()
    } else {
        let ticks = names.into_iter().enumerate().map(|(place, (name, _))| {
            let is_ticked = move || choice.with(|c| c.endpoints.get(place).is_some_and(|e| e.1));
            tick(format!("quality-on-{name}"), name, is_ticked, move |on| {
                choice.update(|c| {
                    if let Some(endpoint) = c.endpoints.get_mut(place) {
                        endpoint.1 = on;
                    }
                });
            })
        });
        ticks.collect_view().into_any()
    };
    let arms = ARMS
        .into_iter()
        .enumerate()
        .map(|(place, arm)| {
            let is_ticked = move || choice.with(|c| c.arms.get(place).copied().unwrap_or_default());
            tick(
                format!("quality-arm-{arm}"),
                texts::arm(arm).to_owned(),
                is_ticked,
                move |on| {
                    choice.update(|c| {
                        if let Some(arm) = c.arms.get_mut(place) {
                            *arm = on;
                        }
                    });
                },
            )
        })
        .collect_view();
    let answers = tick(
        "quality-with-answers".to_owned(),
        texts::WITH_ANSWERS.to_owned(),
        move || choice.with(|c| c.with_answers),
        move |on| choice.update(|c| c.with_answers = on),
    );
    let searches = SEARCHES
        .map(|id| view! { <option value=id>{texts::search(id)}</option> })
        .collect_view();
    let judges = choice.with_untracked(|c| {
        let none = std::iter::once((String::new(), texts::NO_JUDGE.to_owned()));
        none.chain(c.endpoints.iter().map(|(name, _)| (name.clone(), name.clone())))
            .map(|(value, label)| view! { <option value=value>{label}</option> })
            .collect_view()
    });
    let numbers = QualitySpec::FIELDS
        .iter()
        .enumerate()
        .map(|(place, row)| number(quality, place, row))
        .collect_view();
    view! {
        <fieldset class="bench-ticks"><legend>{texts::ENDPOINTS}</legend>{endpoints}</fieldset>
        <fieldset class="bench-ticks"><legend>{texts::ARMS}</legend>{arms}</fieldset>
        <div>{answers}</div>
        <div class="bench-fields">
            <label>{texts::SEARCH}<select id="quality-search" on:change=handler(move |ev| choice.update(|c| c.search = event_target_value(&ev)))>{searches}</select></label>
            <label>{texts::JUDGE}<select id="quality-judge" on:change=handler(move |ev| choice.update(|c| c.judge = event_target_value(&ev)))>{judges}</select></label>
            {numbers}
        </div>
    }
    .into_any()
}

fn number(quality: Quality, place: usize, row: &'static RunField) -> AnyView {
    let wrong = memo(move || {
        quality.error.with(|error| {
            error
                .as_ref()
                .filter(|error| error.field == row.name)
                .map_or_else(String::new, |error| error.message.clone())
        })
    });
    let said = format!("quality-said-{}", row.name);
    let put = move |value: String| {
        quality.choice.update(|choice| {
            if let Some(number) = choice.numbers.get_mut(place) {
                *number = value;
            }
        });
        if !wrong.with_untracked(String::is_empty) {
            quality.error.set(None);
        }
    };
    view! {
        <div>
            <label>{row.label}<input id=format!("quality-in-{}", row.name) type="text" inputmode="decimal" autocomplete="off" value=row.amount.default()
                aria-describedby=said.clone() aria-invalid=text(move || wrong.with(|wrong| !wrong.is_empty()).to_string())
                on:input=handler(move |ev| put(event_target_value(&ev))) /></label>
            <p class="bench-error" role="alert" id=said>{text(move || wrong.get())}</p>
        </div>
    }
    .into_any()
}

fn progress(quality: Quality) -> AnyView {
    let whole = move || {
        quality.error.with(|error| {
            error
                .as_ref()
                .filter(|error| QualitySpec::FIELDS.iter().all(|row| row.name != error.field))
                .map_or_else(String::new, |error| error.message.clone())
        })
    };
    let said = move || {
        quality
            .standing
            .with(|standing| standing.as_ref().map_or_else(String::new, status))
    };
    let is_planned = memo(move || quality.state() == Some(EvaluationState::Planned));
    let is_busy = memo(move || quality.is_busy());
    let plan = memo(move || {
        quality
            .standing
            .with(|standing| standing.as_ref().and_then(|standing| standing.plan.clone()))
    });
    let share = move || {
        quality.standing.with(|standing| {
            let standing = standing.as_ref().filter(|standing| !standing.state.is_final())?;
            (standing.all > 0 && standing.state != EvaluationState::Planned)
                .then_some((standing.done as f64, standing.all as f64))
        })
    };
    view! {
        <p class="bench-error" role="alert" id="quality-error">{text(whole)}</p>
        <div class="bench-buttons">
            <button class="solid" type="button" id="quality-prepare" hidden=flag(move || is_busy.get()) on:click=handler(move |_| quality.prepare())>{texts::PREPARE}</button>
        </div>
        {part(move || plan.get().map_or_else(|| ().into_any(), |plan| planned(&plan)))}
        <div class="bench-line">
            <p id="quality-status" role="status">{text(said)}</p>
            <div class="bench-buttons">
                <button class="solid" type="button" id="quality-start" hidden=flag(move || !is_planned.get()) on:click=handler(move |_| quality.start())>{texts::START}</button>
                <button class="outlined" type="button" id="quality-cancel" hidden=flag(move || !is_busy.get()) on:click=handler(move |_| quality.cancel())>{texts::CANCEL}</button>
            </div>
        </div>
        {part(move || match share() {
            Some((done, all)) => view! { <progress aria-label=texts::PROGRESS max=all prop:value=done></progress> }.into_any(),
            None => ().into_any(),
        })}
    }
    .into_any()
}

fn planned(plan: &EvaluationPlan) -> AnyView {
    use forkcast_engine::format::count;
    let rows = plan.costs.iter().map(|cost| {
        vec![
            if cost.judges {
                texts::judges(&cost.endpoint)
            } else {
                cost.endpoint.clone()
            },
            cost.model.clone(),
            count(cost.calls as f64),
            count(cost.prompt_tokens),
            count(cost.answer_tokens),
            texts::cost(cost.usd),
        ]
    });
    let costs = (!plan.costs.is_empty()).then(|| {
        let of = Table {
            heading: texts::PLAN.to_owned(),
            columns: texts::PLAN_COLUMNS.map(str::to_owned).to_vec(),
            texts: 2,
            rows: rows.collect(),
        };
        table("quality-plan".to_owned(), &of)
    });
    let notes = [
        Some(texts::read(plan.questions, plan.documents, plan.passages)),
        (plan.kept > 0).then(|| texts::kept(plan.kept)),
        plan.is_much.then(|| texts::MUCH.to_owned()),
    ];
    let notes = notes
        .into_iter()
        .flatten()
        .chain(plan.problems.iter().cloned())
        .map(|note| view! { <p class="bench-about">{note}</p> })
        .collect_view();
    view! { <div class="bench-apply"><h3>{texts::PLAN}</h3>{notes}{costs}</div> }.into_any()
}

/// The result: what it says of inputs, and the questions.
fn answers(quality: Quality, result: Evaluated) -> AnyView {
    let reading = found(quality.applying, result.reading.clone(), ().into_any());
    if result.columns.is_empty() {
        return reading;
    }
    let all = result.questions.len();
    let names = columns(&result);
    let of_file = result.clone();
    let save = move |_| {
        let filter = quality.filter.get_untracked();
        download::text("forkcast-questions.csv", "text/csv", &csv(&of_file, filter));
    };
    let filters = Filter::ALL
        .map(|filter| view! { <option value=filter.id()>{texts::filter(filter)}</option> })
        .collect_view();
    let places = {
        let result = result.clone();
        memo(move || shown(&result, quality.filter.get()))
    };
    let head = names
        .into_iter()
        .map(|name| view! { <th scope="col">{name}</th> })
        .collect_view();
    let rows = part(move || {
        let rows = places.get().into_iter().filter_map(|place| {
            let (_, question) = result.questions.get(place)?;
            let cells = result
                .answers
                .get(place)?
                .iter()
                .map(|answer| cell(answer.as_ref()))
                .collect_view();
            Some(view! { <tr><th scope="row">{question.clone()}</th>{cells}</tr> })
        });
        rows.collect_view().into_any()
    });
    view! {
        {reading}
        <div class="bench-apply">
            <h3>{texts::QUESTIONS}</h3>
            <div class="bench-line">
                <p><label>{texts::SHOW}" "<select id="quality-filter" on:change=handler(move |ev| quality.filter.set(Filter::of(&event_target_value(&ev))))>{filters}</select></label>
                    " "<span id="quality-count" role="status">{text(move || texts::counted(places.with(Vec::len), all))}</span></p>
                <button class="outlined" type="button" id="quality-save-table" on:click=handler(save)>{texts::SAVE_TABLE}</button>
            </div>
            <div class="table-box bench-answers" role="region" aria-label=texts::QUESTIONS tabindex="0">
                <table id="quality-answers"><thead><tr><th scope="col">{texts::QUESTIONS_COLUMN}</th>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
            <p class="empty" hidden=flag(move || places.with(|places| !places.is_empty()))>{texts::NO_ROWS}</p>
        </div>
    }
    .into_any()
}

fn cell(answer: Option<&Answered>) -> AnyView {
    let Some(answer) = answer else {
        return view! { <td class="files-text">{texts::NOT_ASKED}</td> }.into_any();
    };
    let mark = Mark::of(answer);
    let more = answer.text.clone().or_else(|| answer.failure.clone());
    let more = more.map(|more| view! { <small>{more}</small> });
    view! { <td class="files-text" data-mark=mark.id()><b>{texts::mark(mark)}</b>{more}</td> }.into_any()
}
