//! The embed dialog.

use super::header::copy_text;
use crate::components::dialog::Dialog;
use crate::components::reactive::{flag, handler, memo, text};
use crate::state::State;
use crate::url;
use forkcast_engine::order::sorted;
use forkcast_protocol::link::{self, Part, Theme, View};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

const PARTS: [(Part, &str); 9] = [
    (Part::Verdict, "Verdict"),
    (Part::Inputs, "Inputs"),
    (Part::Cost, "Cost by month"),
    (Part::Volume, "Cost by volume"),
    (Part::Latency, "Latency"),
    (Part::Quality, "Quality"),
    (Part::Map, "Map"),
    (Part::Changes, "What would change it"),
    (Part::Scores, "Scores"),
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
            embed = Part::all().to_vec();
        }
        let view = View {
            scenario: state.scenario.get(),
            embed,
            theme: theme.get(),
            measured: state.measured.get(),
        };
        let address = url::address(&link::encode(&view, state.catalog)).replace('&', "&amp;");
        format!(
            "<iframe src=\"{address}\" title=\"Forkcast\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads\" width=\"100%\" height=\"600\" loading=\"lazy\" frameborder=\"0\"></iframe>"
        )
    });
    let picks = PARTS
        .into_iter()
        .map(|(part, label)| {
            view! {
                <label>
                    <input
                        type="checkbox"
                        id=format!("part-{}", part.id())
                        prop:checked=flag(move || parts.with(|p| p.contains(&part)))
                        on:change=handler(move |_| parts.update(|p| match p.iter().position(|x| *x == part) {
                            Some(i) => { p.remove(i); }
                            None => p.push(part),
                        }))
                    />
                    {label}
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
                    {match t { Theme::Auto => "Match the reader's system", Theme::Light => "Light", Theme::Dark => "Dark" }}
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
        <Dialog open=open title="Embed this scenario">
            <fieldset class="picks"><legend>"Parts"</legend>{picks}</fieldset>
            <fieldset class="picks"><legend>"Colours"</legend>{themes}</fieldset>
            <label class="snippet">
                "Paste this into your page"
                <textarea id="snippet" node_ref=field readonly=true rows="5" prop:value=snippet></textarea>
            </label>
            <p class="hint">
                "The frame reports its height in a message {type: \"forkcast:height\", height}, so that your page can resize it. It needs no cookies and sends nothing."
            </p>
            <button class="solid" type="button" id="copy-snippet" on:click=copy>
                {text(move || (if copied.get() { "Copied" } else { "Copy snippet" }).to_owned())}
            </button>
        </Dialog>
    }
}
