//! The followed run: how far it is, and ending it.

use super::bench::Bench;
use crate::text::run as texts;
use forkcast_parts::reactive::{flag, handler, part, text};
use leptos::prelude::*;

/// A line with a bar.
#[component]
#[must_use]
pub fn Running() -> impl IntoView {
    let bench = Bench::get();
    let title = move || {
        bench
            .followed
            .with(|f| f.as_ref().map_or(String::new(), |f| f.measurement.spec.title()))
    };
    let words = move || {
        bench
            .followed
            .with(|f| f.as_ref().map_or(String::new(), |f| f.status()))
    };
    let share = move || {
        bench.followed.with(|f| {
            f.as_ref()
                .and_then(|f| f.progress.clone())
                .map(|p| (p.done as f64, p.total.max(1) as f64))
        })
    };
    view! {
        <div class="bench-run" hidden=flag(move || bench.followed.with(Option::is_none))>
            <div class="bench-line">
                <p><b>{text(title)}</b>" "<span id="bench-progress" role="status">{text(words)}</span></p>
                <button class="outlined" type="button" id="bench-cancel" hidden=flag(move || !bench.is_running()) on:click=handler(move |_| bench.cancel())>{texts::CANCEL}</button>
            </div>
            {part(move || match share() {
                Some((done, total)) => view! { <progress aria-label=texts::PROGRESS max=total prop:value=done></progress> }.into_any(),
                None => ().into_any(),
            })}
        </div>
        <p class="bench-said" id="bench-said" role="alert">{text(move || bench.said.get())}</p>
    }
}
