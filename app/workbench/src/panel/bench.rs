//! The workbench's state as signals, and the actions of its buttons.

use super::net::Backend;
use super::{net, stream, wanted};
use crate::model::connection::{Answer, Connection};
use crate::model::file::{self, Shipped};
use crate::model::form::{FieldError, Form, Kind};
use crate::model::run::Followed;
use crate::text;
use forkcast_engine::measuring::Run;
use forkcast_engine::params;
use forkcast_parts::page::{self, Page};
use forkcast_parts::reactive::memo;
use forkcast_protocol::measure::{Event, Measurement, RunState, RunSummary, Runs, Targets};
use gloo::events::EventListener;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Storage key of the remote backend, kept until the tab closes.
const KEPT: &str = "forkcast-backend";

/// The state that undo restores: inputs with their values, and the label.
type Undo = (Vec<(&'static str, f64)>, String);

/// What is to be deleted from the backend's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deletion {
    /// One run, by its id.
    One(String),
    /// Every run that has ended.
    All,
}

/// The signals. Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    /// The page's address and colours.
    pub(super) page: Page,
    pub(super) backend: RwSignal<Backend>,
    pub(super) connection: RwSignal<Connection>,
    pub(super) form: RwSignal<Form>,
    /// Whether questions of one's own are asked, instead of a run of the form.
    pub(super) is_quality: RwSignal<bool>,
    pub(super) error: RwSignal<Option<FieldError>>,
    /// Whether the reader was asked if a run is wanted whose results cannot be kept.
    pub(super) asked_unkept: RwSignal<bool>,
    /// What the reader was asked to confirm before it is deleted: a run, or all that ended.
    pub(super) deleting: RwSignal<Option<Deletion>>,
    /// The run that was asked for last, here or in another tab.
    pub(super) followed: RwSignal<Option<Followed>>,
    pub(super) runs: RwSignal<Vec<RunSummary>>,
    /// A measurement that was opened; `None` while the followed run is shown.
    pub(super) opened: RwSignal<Option<Measurement>>,
    /// The measurement to compare with.
    pub(super) other: RwSignal<Option<Measurement>>,
    pub(super) undo: RwSignal<Option<Undo>>,
    pub(super) shipped: RwSignal<Option<Shipped>>,
    /// Message about the last action; empty if there is none.
    pub(super) said: RwSignal<String>,
    /// Counts changes of the backend: work for an earlier one ends.
    pub(super) turn: StoredValue<u32>,
    /// Counts manual retries, and returns of the page to view.
    pub(super) woken: StoredValue<u32>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let kept = window().session_storage().ok().flatten();
        let address = kept
            .and_then(|s| s.get_item(KEPT).ok().flatten())
            .unwrap_or_default();
        Self {
            page: Page::new(),
            backend: RwSignal::new(Backend {
                address,
                token: String::new(),
            }),
            connection: RwSignal::new(Connection::Looking),
            form: RwSignal::new(Form::new(Kind::Endpoint, &Targets::default())),
            is_quality: RwSignal::new(false),
            error: RwSignal::new(None),
            asked_unkept: RwSignal::new(false),
            deleting: RwSignal::new(None),
            followed: RwSignal::new(None),
            runs: RwSignal::new(Vec::new()),
            opened: RwSignal::new(None),
            other: RwSignal::new(None),
            undo: RwSignal::new(None),
            shipped: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            turn: StoredValue::new(0),
            woken: StoredValue::new(0),
        }
    }

    pub(super) fn get() -> Self {
        expect_context()
    }

    /// Follows the page's address and colours, and looks for a backend.
    pub(super) fn install(self) {
        self.page.install();
        self.pick_wanted();
        EventListener::new(&document(), "forkcast-module", move |_| self.pick_wanted()).forget();
        EventListener::new(&document(), "visibilitychange", move |_| {
            if !document().hidden() {
                self.wake();
            }
        })
        .forget();
        self.connect(self.backend.get_untracked());
        spawn_local(async move {
            let list = net::beside("measurements/index.json").await;
            self.shipped
                .set(list.and_then(|text| serde_json::from_str(&text).ok()));
        });
    }

    /// Sets the form to the kind of run that another part of the page asked for.
    fn pick_wanted(self) {
        // Another module that was loaded is no wish.
        let Some(name) = wanted() else { return };
        self.is_quality.set(name == Run::Quality.id());
        let kind = Kind::ALL.into_iter().find(|kind| kind.id() == name);
        let Some(kind) = kind else { return };
        let form = self.connection.with_untracked(|c| match c {
            Connection::Connected(targets) => Form::new(kind, targets),
            Connection::Looking
            | Connection::NoBackend
            | Connection::Refused(_)
            | Connection::TokenNeeded
            | Connection::Lost { .. } => Form::new(kind, &Targets::default()),
        });
        self.error.set(None);
        self.form.set(form);
    }

    pub(super) fn connected(self) -> Memo<bool> {
        memo(move || self.connection.with(Connection::is_connected))
    }

    pub(super) fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Retries a lost backend at once.
    pub(super) fn wake(self) {
        let _ = self.woken.try_update_value(|n| *n += 1);
    }

    /// Connects to a backend.
    pub(super) fn connect(self, backend: Backend) {
        self.turn.update_value(|n| *n += 1);
        let turn = self.turn.get_value();
        if let Ok(Some(kept)) = window().session_storage() {
            let _ = if backend.address.is_empty() {
                kept.remove_item(KEPT)
            } else {
                kept.set_item(KEPT, &backend.address)
            };
        }
        self.backend.set(backend.clone());
        self.connection.set(Connection::Looking);
        self.runs.set(Vec::new());
        spawn_local(async move {
            let answer = backend.targets().await;
            if !self.is_turn(turn) {
                return;
            }
            self.answered(answer);
            if self.connection.with_untracked(Connection::is_connected) {
                stream::follow(self, &backend);
                self.refresh();
            }
        });
    }

    fn answered(self, answer: Answer) {
        let address = self.backend.with_untracked(|b| b.address.clone());
        let now = self
            .connection
            .with_untracked(|c| c.after(answer, &address, &page::address()));
        if let Connection::Connected(targets) = &now {
            let kind = self.form.with_untracked(|f| f.kind);
            if self.form.with_untracked(|f| f.missing().is_some()) {
                self.form.set(Form::new(kind, targets));
            }
        }
        self.connection.set(now);
    }

    /// Asks a lost backend again.
    pub(super) fn look_again(self) {
        let (turn, backend) = (self.turn.get_value(), self.backend.get_untracked());
        spawn_local(async move {
            let answer = backend.targets().await;
            if self.is_turn(turn) {
                self.answered(answer);
                self.refresh();
            }
        });
    }

    /// The stream broke.
    pub(super) fn lost(self) {
        let address = self.backend.with_untracked(|b| b.address.clone());
        self.connection.update(|c| {
            if c.is_connected() || matches!(c, Connection::Lost { .. }) {
                *c = c.after(Answer::Nothing, &address, "");
            }
        });
    }

    /// Requests the list, and the stored state of the followed run.
    pub(super) fn refresh(self) {
        let (turn, backend) = (self.turn.get_value(), self.backend.get_untracked());
        spawn_local(async move {
            if let Ok(runs) = backend.json::<Runs>("GET", "runs", None).await
                && self.is_turn(turn)
            {
                self.runs.set(runs.runs);
            }
            let Some(id) = self.followed.with_untracked(|f| {
                f.as_ref()
                    .filter(|f| !f.measurement.state.is_final())
                    .map(|f| f.measurement.id.clone())
            }) else {
                return;
            };
            self.reload(&backend, turn, &id).await;
        });
    }

    /// Replaces the followed run by its state at the backend.
    async fn reload(self, backend: &Backend, turn: u32, id: &str) {
        if let Ok(kept) = backend
            .json::<Measurement>("GET", &format!("runs/{id}"), None)
            .await
            && self.is_turn(turn)
        {
            self.followed.update(|f| {
                if let Some(f) = f.as_mut().filter(|f| f.measurement.id == kept.id) {
                    f.replace(kept);
                }
            });
        }
    }

    /// Handles an event of any run.
    pub(super) fn take(self, event: Event) {
        if let Event::State { run, state, .. } = &event {
            let known = self.runs.with_untracked(|all| all.iter().any(|r| r.id == *run));
            if known {
                self.runs.update(|all| {
                    for r in all.iter_mut().filter(|r| r.id == *run) {
                        r.state = *state;
                    }
                });
            }
            if !known || state.is_final() {
                // The stored measurement is complete: an event may have been missed.
                self.refresh_after(event);
                return;
            }
        }
        self.followed.update(|f| {
            if let Some(f) = f {
                f.take(event);
            }
        });
    }

    fn refresh_after(self, event: Event) {
        let id = match &event {
            Event::State { run, .. } | Event::Update { run, .. } => run.clone(),
        };
        self.followed.update(|f| {
            if let Some(f) = f {
                f.take(event);
            }
        });
        let ours = self
            .followed
            .with_untracked(|f| f.as_ref().is_some_and(|f| f.measurement.id == id));
        self.refresh();
        if ours {
            let (turn, backend) = (self.turn.get_value(), self.backend.get_untracked());
            spawn_local(async move { self.reload(&backend, turn, &id).await });
        }
    }

    /// Starts the run that the form describes.
    pub(super) fn run(self) {
        let spec = match self.form.with_untracked(Form::spec) {
            Ok(spec) => spec,
            Err(error) => {
                self.error.set(Some(error));
                return;
            }
        };
        let unkept = self.connection.with_untracked(|c| c.unkept().is_some());
        if unkept && !self.asked_unkept.get_untracked() {
            self.asked_unkept.set(true);
            self.error.set(Some(FieldError {
                field: String::new(),
                message: text::form::UNKEPT.to_owned(),
            }));
            return;
        }
        self.asked_unkept.set(false);
        self.error.set(None);
        let backend = self.backend.get_untracked();
        let body = serde_json::to_string(&spec).unwrap_or_default();
        let path = if unkept { "runs?unkept=true" } else { "runs" };
        spawn_local(async move {
            match backend.json::<serde_json::Value>("POST", path, Some(&body)).await {
                Ok(accepted) => {
                    let id = accepted
                        .get("id")
                        .and_then(|v| v.as_str())
                        .unwrap_or_default()
                        .to_owned();
                    self.open_run(&id, true).await;
                    self.refresh();
                }
                Err(failure) => {
                    let field = match &failure {
                        net::Failure::Status(_, Some(e)) => e.field.clone(),
                        net::Failure::Nothing | net::Failure::Status(..) | net::Failure::NotOurs => None,
                    };
                    let field = field.unwrap_or_default();
                    let field = self.form.with_untracked(|f| f.shown_name(&field).to_owned());
                    self.error.set(Some(FieldError {
                        field,
                        message: failure.message(),
                    }));
                    if failure == net::Failure::Nothing {
                        self.lost();
                    }
                }
            }
        });
    }

    /// Shows a run of the backend; follows it if it has not ended, or was just started.
    pub(super) async fn open_run(self, id: &str, follow: bool) {
        match self
            .backend
            .get_untracked()
            .json::<Measurement>("GET", &format!("runs/{id}"), None)
            .await
        {
            Ok(m) if follow || !m.state.is_final() => {
                self.opened.set(None);
                self.followed.set(Some(Followed::new(m)));
            }
            Ok(m) => self.opened.set(Some(m)),
            Err(failure) => self.said.set(failure.message()),
        }
    }

    /// Cancels the followed run.
    pub(super) fn cancel(self) {
        let Some(id) = self
            .followed
            .with_untracked(|f| f.as_ref().map(|f| f.measurement.id.clone()))
        else {
            return;
        };
        self.followed.update(|f| {
            if let Some(f) = f {
                f.cancelling = true;
            }
        });
        let backend = self.backend.get_untracked();
        spawn_local(async move {
            if let Err(failure) = backend.send("DELETE", &format!("runs/{id}")).await {
                self.said.set(failure.message());
                self.followed.update(|f| {
                    if let Some(f) = f {
                        f.cancelling = false;
                    }
                });
            } else {
                self.refresh();
            }
        });
    }

    /// Deletes from the history, at the second wish: what is gone is gone.
    pub(super) fn delete(self, what: Deletion) {
        if self.deleting.get_untracked().as_ref() != Some(&what) {
            self.deleting.set(Some(what));
            return;
        }
        self.deleting.set(None);
        let backend = self.backend.get_untracked();
        let path = match what {
            Deletion::One(id) => format!("history/{id}"),
            Deletion::All => "history?keep=0".to_owned(),
        };
        spawn_local(async move {
            match backend.send("DELETE", &path).await {
                Ok(()) => self.said.set(String::new()),
                Err(failure) => self.said.set(failure.message()),
            }
            self.refresh();
        });
    }

    /// The measurement that is shown.
    pub(super) fn shown(self) -> Option<Measurement> {
        self.opened
            .get()
            .or_else(|| self.followed.with(|f| f.as_ref().map(|f| f.measurement.clone())))
    }

    /// Opens a file's text, or shows the error.
    pub(super) fn open_text(self, text: &str) {
        match file::read(text) {
            Ok(m) => {
                self.said.set(String::new());
                self.opened.set(Some(m));
            }
            Err(why) => self.said.set(text::records::not_opened(&why)),
        }
    }

    /// Restores the state before the last application, and keeps later changes.
    pub(super) fn undo(self) {
        if let Some((values, measured)) = self.undo.get_untracked() {
            let mut view = self.page.view.get_untracked();
            for (key, value) in values {
                if let Ok(param) = params::find(key) {
                    let _ = param.set_number(&mut view.scenario, value);
                }
            }
            view.measured = measured;
            self.undo.set(None);
            self.page.put(&view);
        }
    }

    /// Whether the followed run has not ended.
    pub(super) fn is_running(self) -> bool {
        self.followed.with(|f| {
            f.as_ref()
                .is_some_and(|f| matches!(f.measurement.state, RunState::Queued | RunState::Running))
        })
    }
}
