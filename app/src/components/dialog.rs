//! A modal dialog: the browser's own, so that focus and Escape come free.

use crate::components::reactive::{effect, handler};
use crate::text;
use leptos::html;
use leptos::prelude::*;

/// A dialog that is open while `open` is true.
#[component]
#[must_use]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    title: &'static str,
    /// The content.
    children: Children,
) -> impl IntoView {
    let node: NodeRef<html::Dialog> = NodeRef::new();
    effect(move || {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Refused only for an element that is not in the page.
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog node_ref=node aria-label=title on:close=handler(move |_| open.set(false))>
            <div class="dialog-head">
                <h2>{title}</h2>
                <button class="quiet" type="button" aria-label=text::page::CLOSE on:click=handler(move |_| open.set(false))>"×"</button>
            </div>
            {children()}
        </dialog>
    }
}
