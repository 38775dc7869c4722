//! What to measure next.

use crate::model::next::{Found, Next as Answer, Row};
use crate::text::next as texts;
use forkcast_engine::Scenario;
use forkcast_parts::html_text::html_text;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{effect, flag, handler, part, text};
use forkcast_parts::scenario;
use forkcast_parts::worker::{self, Kind};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The page writes its address once input is idle; its own work is sent to the worker first.
const REST_MS: u32 = 120;

/// The sentence and the list.
#[component]
#[must_use]
pub fn Next(
    /// The page.
    page: Page,
    /// Its scenario.
    scenario: Memo<Scenario>,
) -> impl IntoView {
    let found = RwSignal::new(None::<(Scenario, Answer)>);
    let timer: RefCell<Option<Timeout>> = RefCell::new(None);
    effect(move || {
        let now = scenario.get();
        worker::stop(Kind::Worth);
        // Setting the timer drops the former one, which cancels it.
        *timer.borrow_mut() = Some(Timeout::new(REST_MS, move || {
            worker::ask(Kind::Worth, scenario::numbers(&now), move |numbers| {
                if let Some(answer) = Found::read(numbers, &now, page.catalog) {
                    found.set(Some((now, answer.next(&html_text))));
                }
            });
        }));
    });
    let stale = move || {
        let now = scenario.get();
        found.with(|f| f.as_ref().is_none_or(|(of, _)| *of != now))
    };
    let sentence = move || {
        found.with(|f| {
            f.as_ref()
                .map_or_else(|| texts::SIMULATING.to_owned(), |(_, next)| next.sentence.clone())
        })
    };
    let rests_on = move || {
        found.with(|f| {
            f.as_ref()
                .map_or_else(String::new, |(_, next)| texts::rests_on(next.futures))
        })
    };
    let rows = part(move || {
        let rows = found.with(|f| f.as_ref().map_or(Vec::new(), |(_, next)| next.rows.clone()));
        let most = rows.iter().map(|row| row.points).fold(0.0, f64::max);
        rows.into_iter()
            .map(|row| one(row, most))
            .collect_view()
            .into_any()
    });
    view! {
        <section class="insight-next" aria-label=texts::MEASURE_NEXT class:stale=flag(stale)>
            <h3>{texts::MEASURE_NEXT}</h3>
            <p id="next-sentence" role="status">{text(sentence)}</p>
            <ol class="insight-worth" id="next-rows">{rows}</ol>
            <p class="insight-about">{text(rests_on)}" "<a class="known" href="method.html#equations">{texts::METHOD}</a></p>
        </section>
    }
}

fn one(row: Row, most: f64) -> AnyView {
    let width = if most > 0.0 {
        row.points / most * 100.0
    } else {
        0.0
    };
    let measure = row.run.map(|kind| {
        let name = texts::measure(row.label);
        view! { <button class="outlined" type="button" aria-label=name data-run=kind on:click=handler(move |_| measure(kind))>{texts::MEASURE}</button> }
    });
    let shown_by = row.files.map(|kind| {
        let (name, how) = (texts::from_files(row.label), texts::shown_by(kind));
        view! {
            <button class="outlined" type="button" aria-label=name data-files=kind.id() on:click=handler(|_| show_files())>{texts::FROM_FILES}</button>
            <small>{how}</small>
        }
    });
    view! {
        <li data-key=row.key>
            <span class="insight-bar" aria-hidden="true"><span style:width=format!("{width:.1}%")></span></span>
            <b>{row.label}</b>
            <span class="insight-points">{texts::points(row.points)}</span>
            {measure}
            {shown_by}
            <small>{texts::range_and_effect(&row.range, &row.effect)}</small>
            <small class="insight-source">{row.known}</small>
        </li>
    }
    .into_any()
}

/// Goes to the card that reads files.
fn show_files() {
    let at = |id: &str| document().get_element_by_id(id);
    if let Some(card) = at("files") {
        card.scroll_into_view();
    }
    if let Some(button) = at("files-choose").and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

/// Opens the workbench at that kind of run.
fn measure(kind: &str) {
    let at = |id: &str| document().get_element_by_id(id);
    let Some(place) = at("workbench") else { return };
    let _ = place.set_attribute("data-run", kind);
    if let Some(card) = at("measure") {
        card.scroll_into_view();
    }
    match at("measure-open").and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        Some(button) => button.click(),
        None => {
            if let Ok(event) = web_sys::Event::new("forkcast-module") {
                let _ = document().dispatch_event(&event);
            }
        }
    }
}
