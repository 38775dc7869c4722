//! The bar at the top: presets, method, colours, embedding, link.

use super::embed::EmbedDialog;
use super::meeting::{self, Tool};
use super::moves::Moves;
use crate::components::in_view::in_view;
use crate::components::reactive::{effect, flag, handler, memo, part, text};
use crate::state::State;
use crate::text::{header as texts, tools};
use crate::url;
use forkcast_engine::language::CODE;
use forkcast_engine::presets::{PRESETS, Preset};
use forkcast_engine::{Scenario, words};
use forkcast_protocol::link::{self, Theme};
use gloo::timers::callback::Timeout;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

/// Where the browser keeps the chosen language; the script in index.html reads it.
const CHOSEN: &str = "forkcast-language";

/// The bar at the top.
#[component]
#[must_use]
pub fn Header() -> impl IntoView {
    let state = State::get();
    let embedding = RwSignal::new(false);
    view! {
        <header class="top">
            <a class="brand" href="./" aria-label=texts::BRAND>
                <svg viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">
                    <path d="M1 8h8c5 0 5-6 10-6h4M9 8c5 0 5 6 10 6h4" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
                </svg>
                <span>{texts::BRAND}</span>
            </a>
            <PresetPick />
            <Moves />
            <Mini />
            <nav aria-label=texts::PAGE>
                {meeting::button("search", "\u{2315}", tools::SEARCH_TITLE, Tool::Palette)}
                {meeting::button("present", tools::PRESENT, tools::PRESENT_TITLE, Tool::Presenter)}
                {meeting::button("help", "?", tools::HELP_TITLE, Tool::Introduction)}
                <a class="link" id="method-link" href="method.html">{texts::METHOD}</a>
                <LanguagePick />
                <ThemePick />
                <button class="outlined" id="embed" type="button" on:click=handler(move |_| embedding.set(true))>{texts::EMBED}</button>
                <CopyLink />
                <button class="outlined" id="links" type="button" aria-label=texts::LINKS title=texts::LINKS on:click=handler(move |_| meeting::open(state, Tool::Links))>"\u{22ef}"</button>
            </nav>
            <EmbedDialog open=embedding />
        </header>
    }
}

/// The verdict again, while the one below is scrolled out of view: it stays in sight while a slider moves.
#[component]
fn Mini() -> impl IntoView {
    let state = State::get();
    let seen = in_view("headline");
    view! {
        <p class="mini" id="mini" aria-hidden="true" hidden=flag(move || seen.get())>
            <span class="swatch" data-strategy=text(move || state.report.read().verdict.winner.id().to_owned())></span>
            {text(move || words::headline(&state.report.read()).text())}
        </p>
    }
}

#[component]
fn PresetPick() -> impl IntoView {
    let state = State::get();
    let chosen = memo(move || {
        let s = state.scenario.get();
        if s == Scenario::defaults(state.catalog) {
            return "default";
        }
        PRESETS
            .iter()
            .find(|p| p.scenario(state.catalog) == s)
            .map_or("custom", |p| p.id)
    });
    let options = PRESETS
        .iter()
        .map(|p| view! { <option value=p.id title=p.blurb selected=flag(move || chosen.get() == p.id)>{p.label}</option> })
        .collect_view();
    view! {
        <label class="preset">
            <span class="visually-hidden">{texts::START_FROM}</span>
            <select
                id="preset"
                on:change=handler(move |ev| {
                    let id = event_target_value(&ev);
                    let scenario = Preset::find(&id).map_or_else(|| Scenario::defaults(state.catalog), |p| p.scenario(state.catalog));
                    state.notices.set(Vec::new());
                    state.asked.update(|asked| asked.questions.clear());
                    state.commit(scenario);
                })
            >
                <option value="default" selected=flag(move || chosen.get() == "default")>{texts::DEFAULTS}</option>
                {options}
                <option value="custom" disabled=true hidden=true selected=flag(move || chosen.get() == "custom")>{texts::YOUR_SCENARIO}</option>
            </select>
        </label>
    }
}

#[component]
fn ThemePick() -> impl IntoView {
    let state = State::get();
    let next = move || match state.theme.get() {
        Theme::Auto if state.system_dark.get() => Theme::Light,
        Theme::Auto => Theme::Dark,
        Theme::Light if state.system_dark.get() => Theme::Dark,
        Theme::Dark if !state.system_dark.get() => Theme::Light,
        Theme::Light | Theme::Dark => Theme::Auto,
    };
    let texts = move || texts::colours(state.is_dark());
    view! {
        <button
            class="link"
            id="theme"
            type="button"
            aria-label=text(move || texts().1.to_owned())
            on:click=handler(move |_| {
                let theme = untrack(next);
                state.theme.set(theme);
                state.commits.update(|n| *n += 1);
            })
        >{text(move || texts().0.to_owned())}</button>
    }
}

/// Leads to the page in another language, with the scenario as it stands. The page build says which languages there are.
#[component]
fn LanguagePick() -> impl IntoView {
    let state = State::get();
    let built = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-languages"));
    let Some(built) = built else {
        return ().into_any();
    };
    // Code, folder from here and name of each.
    let languages: Vec<[String; 3]> = built
        .split(';')
        .filter_map(|each| {
            let parts: Vec<String> = each.split('|').map(str::to_owned).collect();
            parts.try_into().ok()
        })
        .collect();
    let options = languages
        .iter()
        .map(|[code, _, name]| view! { <option value=code.clone() lang=code.clone() selected=code == CODE>{name.clone()}</option> })
        .collect_view();
    view! {
        <label class="language">
            <span class="visually-hidden">{texts::LANGUAGE}</span>
            <select
                id="language"
                on:change=handler(move |ev| {
                    let chosen = event_target_value(&ev);
                    if let Some([code, folder, _]) = languages.iter().find(|[code, ..]| *code == chosen) {
                        // A sandbox has no storage; the choice then holds for this page.
                        for storage in [window().local_storage(), window().session_storage()] {
                            if let Ok(Some(storage)) = storage {
                                let _ = storage.set_item(CHOSEN, code);
                            }
                        }
                        let fragment = untrack(|| link::encode(&state.view(), state.catalog));
                        let _ = window().location().assign(&format!("{folder}#{fragment}"));
                    }
                })
            >{options}</select>
        </label>
    }
    .into_any()
}

/// Copies the link; where the clipboard is refused, shows it to be copied by hand.
#[component]
fn CopyLink() -> impl IntoView {
    let state = State::get();
    let copied = RwSignal::new(false);
    let by_hand = RwSignal::new(None::<String>);
    let field: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if by_hand.read().is_some()
            && let Some(field) = field.get()
        {
            field.select();
        }
    });
    let copy = move |_| {
        let link = untrack(|| url::link_of(state));
        spawn_local(async move {
            if copy_text(&link).await {
                by_hand.set(None);
                copied.set(true);
                Timeout::new(2000, move || copied.set(false)).forget();
            } else {
                by_hand.set(Some(link));
            }
        });
    };
    view! {
        <span class="copy">
            <button class="solid" id="copy-link" type="button" on:click=copy>
                {text(move || texts::copy_link(copied.get()).to_owned())}
            </button>
            {part(move || if by_hand.read().is_some() { view! { <input
                    class="by-hand"
                    id="link-by-hand"
                    node_ref=field
                    type="text"
                    readonly=true
                    aria-label=texts::LINK_BY_HAND
                    prop:value=text(move || by_hand.get().unwrap_or_default())
                /> }.into_any() } else { ().into_any() })}
        </span>
    }
}

/// Copies a text to the clipboard, if the browser allows it.
pub async fn copy_text(text: &str) -> bool {
    let navigator = window().navigator();
    // Insecure pages and sandboxes have no clipboard at all.
    if !js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|c| c.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .is_ok()
}
