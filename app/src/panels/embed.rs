//! The embed dialog.

use super::header::copy_text;
use crate::components::dialog::Dialog;
use crate::components::reactive::{flag, handler, memo, text};
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

/// Parts, colours, and the snippet.
#[component]
#[must_use]
pub fn EmbedDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let state = State::get();
    let parts = RwSignal::new(first_parts());
    let theme = RwSignal::new(Theme::Auto);
    let copied = RwSignal::new(false);
    let field: NodeRef<html::Textarea> = NodeRef::new();
    let snippet = memo(move || {
        let mut embed = sorted(parts.get(), Part::cmp);
        if embed.is_empty() {
            embed = Part::EVERY.to_vec();
        }
        let with_slots = embed.contains(&Part::Compare);
        let view = View {
            scenario: state.scenario.get(),
            embed,
            theme: theme.get(),
            measured: state.measured.get(),
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
    let copy = move |_| {
        let text = snippet.get_untracked();
        spawn_local(async move {
            let done = copy_text(&text).await;
            copied.set(done);
            if !done && let Some(field) = field.get_untracked() {
                field.select();
            }
        });
    };
    view! {
        <Dialog open=open title=texts::TITLE>
            <fieldset class="picks"><legend>{texts::PARTS}</legend>{picks}</fieldset>
            <fieldset class="picks"><legend>{texts::COLOURS}</legend>{themes}</fieldset>
            <label class="snippet">
                {texts::PASTE_THIS}
                <textarea id="snippet" node_ref=field readonly=true rows="5" prop:value=snippet></textarea>
            </label>
            <p class="hint">
                {texts::HINT}
            </p>
            <button class="solid" type="button" id="copy-snippet" on:click=copy>
                {text(move || texts::copy_snippet(copied.get()).to_owned())}
            </button>
        </Dialog>
    }
}
