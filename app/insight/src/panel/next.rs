//! What to measure next.

use crate::model::next::{Next as Answer, Row, Work};
use forkcast_engine::Scenario;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{effect, flag, handler, part, text};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The page writes its address once input is idle; a little later its own work is done.
const REST_MS: u32 = 120;

/// The timer that runs next.
type Slot = Rc<RefCell<Option<Timeout>>>;

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
    let timer: Slot = Rc::default();
    effect(move || {
        let now = scenario.get();
        let slot = Rc::clone(&timer);
        // Setting the slot drops the former timer, which cancels it.
        *timer.borrow_mut() = Some(Timeout::new(REST_MS, move || {
            draw(page, now, Work::new(&now), found, &slot);
        }));
    });
    let stale = move || {
        let now = scenario.get();
        found.with(|f| f.as_ref().is_none_or(|(of, _)| *of != now))
    };
    let sentence = move || {
        found.with(|f| {
            f.as_ref()
                .map_or_else(|| "Simulating …".to_owned(), |(_, next)| next.sentence.clone())
        })
    };
    let rests_on = move || {
        found.with(|f| {
            f.as_ref().map_or_else(String::new, |(_, next)| {
                format!(
                    "The value of information (EVPPI) of each input and assumption, over {} simulations; one point is a hundredth of the score.",
                    forkcast_engine::format::count(next.futures as f64)
                )
            })
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
        <section class="insight-next" aria-label="What to measure next" class:stale=flag(stale)>
            <h3>"What to measure next"</h3>
            <p id="next-sentence" role="status">{text(sentence)}</p>
            <ol class="insight-worth" id="next-rows">{rows}</ol>
            <p class="insight-about">{text(rests_on)}" "<a class="known" href="method.html#equations">"method"</a></p>
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
        let name = format!("Measure: {}", row.label);
        view! { <button class="outlined" type="button" aria-label=name data-run=kind on:click=handler(move |_| measure(kind))>"Measure"</button> }
    });
    view! {
        <li data-key=row.key>
            <span class="insight-bar" aria-hidden="true"><span style:width=format!("{width:.1}%")></span></span>
            <b>{row.label}</b>
            <span class="insight-points">{format!("{:.1} points", row.points)}</span>
            {measure}
            <small>{row.range}"; "{row.effect}"."</small>
            <small class="insight-source">{row.known}</small>
        </li>
    }
    .into_any()
}

fn draw(page: Page, of: Scenario, mut work: Work, found: RwSignal<Option<(Scenario, Answer)>>, slot: &Slot) {
    if let Some(next) = work.step(page.catalog) {
        found.set(Some((of, next)));
    }
    if work.is_done() {
        return;
    }
    let next = Rc::clone(slot);
    // A timer, not a loop: the page paints and listens in between. It takes the slot, so that a movement cancels it too.
    let timeout = Timeout::new(0, move || draw(page, of, work, found, &next));
    if let Some(done) = slot.borrow_mut().replace(timeout) {
        // The timer that called us has run; forgetting it keeps its callback alive until we return.
        done.forget();
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
