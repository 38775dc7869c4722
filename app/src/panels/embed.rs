//! The embed dialog.

use super::beside;
use super::header::copy_text;
use crate::components::dialog::Dialog;
use crate::components::reactive::{effect, flag, handler, memo, text};
use crate::state::State;
use crate::text::embed as texts;
use crate::url;
use forkcast_engine::order::sorted;
use forkcast_protocol::link::{self, Part, Theme, View};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

const PARTS: [Part; 10] = [
    Part::Verdict,
    Part::Inputs,
    Part::Cost,
    Part::Volume,
    Part::Latency,
    Part::Quality,
    Part::Map,
    Part::Changes,
    Part::Scores,
    Part::Compare,
];

/// The parts selected when the dialog is first opened.
fn first_parts() -> Vec<Part> {
    vec![Part::Verdict, Part::Cost]
}

/// The dialog. Its content is loaded when it is first opened.
#[component]
#[must_use]
pub fn EmbedDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let state = State::get();
    let root: NodeRef<html::Div> = NodeRef::new();
    let said = RwSignal::new("");
    effect(move || {
        if open.get()
            && let Some(root) = root.get_untracked()
        {
            beside::embedding(root.into(), state, said);
        }
    });
    view! {
        <Dialog open=open title=texts::TITLE>
            <div node_ref=root></div>
            <p role="status">{text(move || said.get().to_owned())}</p>
        </Dialog>
    }
}

/// Parts, colours, and the snippets. Only `beside.rs` calls it, so that its code is not in the first load.
pub fn content(state: State) -> AnyView {
    let parts = RwSignal::new(first_parts());
    let theme = RwSignal::new(Theme::Auto);
    let shown = memo(move || {
        let embed = sorted(parts.get(), Part::cmp);
        if embed.is_empty() {
            Part::EVERY.to_vec()
        } else {
            embed
        }
    });
    let element = memo(move || {
        let (embed, theme) = (shown.get(), theme.get());
        let parts: Vec<&str> = embed.iter().map(|part| part.id()).collect();
        let with_slots = embed.contains(&Part::Compare);
        let view = View {
            scenario: state.scenario.get(),
            embed: Vec::new(),
            theme: Theme::Auto,
            measured: state.measured.get(),
            note: state.note.get(),
            slots: if with_slots { state.slots.get() } else { Vec::new() },
        };
        let scenario = link::encode(&view, state.catalog).replace('&', "&amp;");
        format!(
            "<script src=\"{}embed.js\" defer></script>\n<forkcast-embed scenario=\"{scenario}\" parts=\"{}\" theme=\"{}\"></forkcast-embed>",
            url::folder(),
            parts.join(","),
            theme.id()
        )
    });
    let snippet = memo(move || {
        let embed = shown.get();
        let with_slots = embed.contains(&Part::Compare);
        let view = View {
            scenario: state.scenario.get(),
            embed,
            theme: theme.get(),
            measured: state.measured.get(),
            note: state.note.get(),
            slots: if with_slots { state.slots.get() } else { Vec::new() },
        };
        let address = url::address(&link::encode(&view, state.catalog)).replace('&', "&amp;");
        format!(
            "<iframe src=\"{address}\" title=\"Forkcast\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads\" width=\"100%\" height=\"600\" loading=\"lazy\" frameborder=\"0\"></iframe>"
        )
    });
    let picks = PARTS
        .into_iter()
        .map(|part| {
            let is_of_none = move || part == Part::Compare && state.slots.with(Vec::is_empty);
            view! {
                <label hidden=flag(is_of_none)>
                    <input
                        type="checkbox"
                        id=format!("part-{}", part.id())
                        prop:checked=flag(move || parts.with(|p| p.contains(&part)))
                        on:change=handler(move |_| parts.update(|p| match p.iter().position(|x| *x == part) {
                            Some(i) => { p.remove(i); }
                            None => p.push(part),
                        }))
                    />
                    {texts::part(part)}
                </label>
            }
        })
        .collect_view();
    let themes = Theme::ALL
        .into_iter()
        .map(|t| {
            view! {
                <label>
                    <input type="radio" name="embed-theme" prop:checked=flag(move || theme.get() == t) on:change=handler(move |_| theme.set(t)) />
                    {texts::theme(t)}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="picks"><legend>{texts::PARTS}</legend>{picks}</fieldset>
        <fieldset class="picks"><legend>{texts::COLOURS}</legend>{themes}</fieldset>
        {pasted("element", texts::ELEMENT, texts::ELEMENT_HINT, element)}
        {pasted("snippet", texts::FRAME, texts::HINT, snippet)}
        <p class="hint"><a href="embedding.html">{texts::EXAMPLES}</a></p>
    }
    .into_any()
}

/// A text to paste into a page, with its note and a button that copies it.
fn pasted(id: &'static str, label: &'static str, hint: &'static str, code: Memo<String>) -> AnyView {
    let copied = RwSignal::new(false);
    let field: NodeRef<html::Textarea> = NodeRef::new();
    let copy = move |_| {
        let text = code.get_untracked();
        spawn_local(async move {
            let done = copy_text(&text).await;
            copied.set(done);
            if !done && let Some(field) = field.get_untracked() {
                field.select();
            }
        });
    };
    view! {
        <label class="snippet">
            {label}
            <textarea id=id node_ref=field readonly=true rows="4" prop:value=code></textarea>
        </label>
        <p class="hint">{hint}</p>
        <button class="solid" type="button" id=format!("copy-{id}") on:click=copy>
            {text(move || texts::copy_snippet(copied.get()).to_owned())}
        </button>
    }
    .into_any()
}
