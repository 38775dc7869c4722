//! A live session over `forkcast serve`: one moves, all see. The backend keeps the link alone (docs/decisions/0763-live-sessions.md).

use super::Tool;
use super::room::Room;
use crate::components::reactive::{effect, flag, handler, memo, text, when};
use crate::panels::header::copy_text;
use crate::text::live as texts;
use crate::url;
use crate::view_model::meeting::{live, saved};
use forkcast_parts::SITE;
use forkcast_protocol::link::{self, View};
use gloo::timers::callback::Timeout;
use js_sys::{JSON, Object, Reflect};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventSource, Headers, MessageEvent, RequestInit, Response};

/// Shortest time between two movements that are sent, ms: a hand on a slider makes a hundred a second.
const PACE_MS: u32 = 120;
/// Where the backend has its sessions.
const SESSIONS: &str = "api/v1/meetings";
/// Where it takes its token.
const TOKEN: &str = "api/v1/session";

/// The session that this page is in.
#[derive(Clone, Copy)]
pub(super) struct Live {
    room: Room,
    id: RwSignal<Option<String>>,
    /// The session that could not be joined, until the token is given.
    missed: StoredValue<Option<String>>,
    said: RwSignal<String>,
    asks_token: RwSignal<bool>,
    /// The name by which this page knows its own movements.
    name: StoredValue<String>,
    /// The link that was sent or received last.
    last: StoredValue<String>,
    pending: StoredValue<Option<Timeout>, LocalStorage>,
    stream: StoredValue<Option<EventSource>, LocalStorage>,
}

/// A failed request.
enum Failure {
    /// The backend asks for its token.
    Token,
    /// Its own words, or those for no backend.
    Said(String),
}

/// Sends a request; the answer as JSON, `undefined` where it has no body.
async fn post(path: &str, pairs: &[(&str, &str)]) -> Result<JsValue, Failure> {
    let none = || Failure::Said(texts::NO_BACKEND.to_owned());
    let body = Object::new();
    for (key, value) in pairs {
        Reflect::set(&body, &(*key).into(), &(*value).into()).map_err(|_| none())?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    let headers = Headers::new().map_err(|_| none())?;
    headers
        .set("content-type", "application/json")
        .map_err(|_| none())?;
    init.set_headers(&headers);
    let body: JsValue = JSON::stringify(&body).map_err(|_| none())?.into();
    init.set_body(&body);
    let answer = JsFuture::from(window().fetch_with_str_and_init(&format!("{SITE}{path}"), &init)).await;
    let answer: Response = answer.ok().and_then(|a| a.dyn_into().ok()).ok_or_else(none)?;
    let text = JsFuture::from(answer.text().map_err(|_| none())?).await.ok();
    let json = text.and_then(|text| JSON::parse(&text.as_string()?).ok());
    if answer.ok() {
        return Ok(json.unwrap_or(JsValue::UNDEFINED));
    }
    // A static server answers with a page of its own.
    let said = json.and_then(|json| word(&json, "message"));
    match (answer.status(), said) {
        (401, _) => Err(Failure::Token),
        (_, Some(message)) => Err(Failure::Said(texts::refused(&message))),
        (_, None) => Err(none()),
    }
}

/// A text of a JSON object.
fn word(json: &JsValue, key: &str) -> Option<String> {
    Reflect::get(json, &key.into()).ok()?.as_string()
}

impl Live {
    pub(super) fn new(room: Room) -> Self {
        Self {
            room,
            id: RwSignal::new(None),
            missed: StoredValue::new(None),
            said: RwSignal::new(String::new()),
            asks_token: RwSignal::new(false),
            name: StoredValue::new(format!("{:.0}", js_sys::Math::random() * 1e15)),
            last: StoredValue::new(String::new()),
            pending: StoredValue::new_local(None),
            stream: StoredValue::new_local(None),
        }
    }

    /// The link as all see it: each keeps colours of their own.
    fn link(self) -> String {
        saved::kept(&self.room.state.view(), self.room.state.catalog)
    }

    /// Joins the session that the address names, and sends what moves here while there is a session.
    pub(super) fn install(self) {
        let query = window().location().search().unwrap_or_default();
        if let Some(id) = live::id(&query) {
            self.join(id);
        }
        effect(move || {
            let link = self.link();
            let is_news = self.id.read().is_some() && self.last.with_value(|last| *last != link);
            let waits = self.pending.with_value(Option::is_some);
            if is_news && !waits {
                let timeout = Timeout::new(PACE_MS, move || {
                    self.pending.set_value(None);
                    self.send();
                });
                self.pending.set_value(Some(timeout));
            }
        });
    }

    fn fail(self, failure: Failure) {
        match failure {
            Failure::Token => {
                self.asks_token.set(true);
                self.said.set(texts::NEEDS_TOKEN.to_owned());
            }
            Failure::Said(words) => self.said.set(words),
        }
    }

    fn send(self) {
        let (Some(id), link) = (self.id.get_untracked(), untrack(|| self.link())) else {
            return;
        };
        // What was received meanwhile is where all are.
        if self.last.with_value(|last| *last == link) {
            return;
        }
        self.last.set_value(link.clone());
        spawn_local(async move {
            let name = self.name.get_value();
            let path = format!("{SESSIONS}/{id}");
            if let Err(failure) = post(&path, &[("link", &link), ("from", &name)]).await {
                self.fail(failure);
            }
        });
    }

    /// Begins a session with the scenario as it stands.
    fn begin(self) {
        self.said.set(String::new());
        let link = untrack(|| self.link());
        spawn_local(async move {
            let name = self.name.get_value();
            match post(SESSIONS, &[("link", &link), ("from", &name)]).await {
                Ok(json) => {
                    if let Some(id) = word(&json, "id") {
                        self.last.set_value(link);
                        self.join(&id);
                    } else {
                        self.said.set(texts::NO_BACKEND.to_owned());
                    }
                }
                Err(failure) => self.fail(failure),
            }
        });
    }

    fn join(self, id: &str) {
        let Ok(stream) = EventSource::new(&format!("{SITE}{SESSIONS}/{id}/events")) else {
            self.said.set(texts::NO_BACKEND.to_owned());
            return;
        };
        let moved = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let json = event.data().as_string().and_then(|data| JSON::parse(&data).ok());
            if let Some(json) = json {
                self.receive(&json);
            }
        });
        stream.set_onmessage(Some(moved.as_ref().unchecked_ref()));
        // They live as long as the stream may call them.
        moved.forget();
        let asked = stream.clone();
        let broken = Closure::<dyn FnMut()>::new(move || {
            if asked.ready_state() == EventSource::CLOSED {
                // The browser tells no status: an ended session and a missing token look alike.
                self.missed.set_value(self.id.get_untracked());
                self.leave();
                self.asks_token.set(true);
                self.said.set(texts::ENDED.to_owned());
                self.room.tool.set(Some(Tool::Live));
            } else {
                self.said.set(texts::INTERRUPTED.to_owned());
            }
        });
        stream.set_onerror(Some(broken.as_ref().unchecked_ref()));
        broken.forget();
        self.stream.set_value(Some(stream));
        self.id.set(Some(id.to_owned()));
        self.rewrite(&live::address(&untrack(|| url::link_of(self.room.state)), id));
    }

    /// Shows where the session stands, unless this page has moved it there.
    fn receive(self, json: &JsValue) {
        self.said.set(String::new());
        self.asks_token.set(false);
        let (Some(link), Some(from)) = (word(json, "link"), word(json, "from")) else {
            return;
        };
        if from == self.name.get_value() || self.last.with_value(|last| *last == link) {
            return;
        }
        let state = self.room.state;
        let decoded = link::decode(&link, state.catalog);
        self.last.set_value(link);
        // A notice about the link is about what another page wrote: all have the same.
        state.show(View {
            theme: state.theme.get_untracked(),
            embed: Vec::new(),
            ..decoded.view
        });
    }

    fn leave(self) {
        if let Some(stream) = self.stream.try_update_value(Option::take).flatten() {
            stream.close();
        }
        self.id.set(None);
        self.rewrite(&untrack(|| url::link_of(self.room.state)));
    }

    /// Puts an address into the bar, in place of the present one.
    fn rewrite(self, address: &str) {
        if let Ok(history) = window().history() {
            let at = JsValue::from_f64(f64::from(self.room.state.steps.get_untracked().at()));
            let _ = history.replace_state_with_url(&at, "", Some(address));
        }
    }

    /// Gives the backend its token, then joins or begins.
    fn known(self, token: String) {
        spawn_local(async move {
            match post(TOKEN, &[("token", &token)]).await {
                Ok(_) => {
                    self.asks_token.set(false);
                    self.said.set(texts::TOKEN_TAKEN.to_owned());
                    if let Some(id) = self.missed.try_update_value(Option::take).flatten() {
                        self.join(&id);
                    }
                }
                Err(Failure::Token) => self.said.set(texts::WRONG_TOKEN.to_owned()),
                Err(failure) => self.fail(failure),
            }
        });
    }

    /// The mark that the page is in a session, which leads to the dialog.
    pub(super) fn mark(self) -> AnyView {
        let is_live = memo(move || self.id.read().is_some());
        view! {
            {when(move || is_live.get(), move || view! {
                <button type="button" class="chip live" id="live-mark" on:click=handler(move |_| self.room.tool.set(Some(Tool::Live)))>{texts::MARK}</button>
            }.into_any())}
        }
        .into_any()
    }
}

/// Begins, shows the address to send, and leaves.
pub(super) fn live(room: Room) -> AnyView {
    let state = room.state;
    let live: Live = expect_context();
    let is_live = memo(move || live.id.read().is_some());
    let address = move || {
        let id = live.id.get().unwrap_or_default();
        live::address(&url::link_of(state), &id)
    };
    let copied = RwSignal::new(false);
    let field: NodeRef<html::Input> = NodeRef::new();
    let copy = move || {
        let link = untrack(address);
        spawn_local(async move {
            copied.set(copy_text(&link).await);
            if !copied.get_untracked()
                && let Some(field) = field.get_untracked()
            {
                field.select();
            }
        });
    };
    let token = RwSignal::new(String::new());
    view! {
        <p class="hint">{texts::ABOUT}</p>
        <p role="status" id="live-said">{text(move || live.said.get())}</p>
        {when(move || live.asks_token.get(), move || view! {
            <form class="save" on:submit=handler(move |ev: web_sys::SubmitEvent| {
                ev.prevent_default();
                live.known(token.get_untracked());
            })>
                <input type="password" id="live-token" autocomplete="off" aria-label=texts::TOKEN placeholder=texts::TOKEN on:input=handler(move |ev| token.set(event_target_value(&ev))) />
                <button type="submit" class="outlined">{texts::SEND_TOKEN}</button>
            </form>
        }.into_any())}
        <div class="offered" hidden=flag(move || !is_live.get())>
            <label>
                <b>{texts::ADDRESS}</b>
                <input type="text" readonly=true id="live-address" node_ref=field prop:value=text(address) />
            </label>
            <button type="button" class="solid" id="copy-live" on:click=handler(move |_| copy())>{text(move || crate::text::header::copy(copied.get()).to_owned())}</button>
        </div>
        <div class="buttons">
            <button type="button" class="solid" id="begin-live" hidden=flag(move || is_live.get()) on:click=handler(move |_| live.begin())>{texts::BEGIN}</button>
            <button type="button" class="outlined" id="leave-live" hidden=flag(move || !is_live.get()) on:click=handler(move |_| {
                live.said.set(String::new());
                live.leave();
            })>{texts::LEAVE}</button>
        </div>
    }
    .into_any()
}
