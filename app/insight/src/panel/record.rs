//! The decision record: as Markdown, as a page, as JSON, and on paper.

use super::today;
use crate::text::record as texts;
use forkcast_parts::download;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::handler;
use forkcast_protocol::record;
use gloo::events::EventListener;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Id of the sheet that is printed in the page's place.
const SHEET: &str = "record-sheet";

fn made(page: Page) -> record::Record {
    let view = page.view.get_untracked();
    record::Record::of(&view.scenario, page.catalog, &today(), &view.measured).noted(
        &view.note,
        &view.scenario,
        page.catalog,
    )
}

/// Buttons.
#[component]
#[must_use]
pub fn Record(
    /// The page.
    page: Page,
) -> impl IntoView {
    let save = move |kind: &'static str| {
        let record = made(page);
        let name = format!("forkcast-decision-{}", record.date);
        match kind {
            "md" => download::text(&format!("{name}.md"), "text/markdown", &record.to_markdown()),
            "html" => download::text(&format!("{name}.html"), "text/html", &record.to_html()),
            // A record made here always has a JSON form.
            _ => download::text(
                &format!("{name}.json"),
                "application/json",
                &record.to_json().unwrap_or_default(),
            ),
        }
    };
    view! {
        <section class="insight-record" aria-label=texts::TITLE>
            <h3>{texts::TITLE}</h3>
            <p class="insight-about">{texts::ABOUT}</p>
            <div class="insight-buttons">
                <button class="solid" type="button" id="record-md" on:click=handler(move |_| save("md"))>{texts::MARKDOWN}</button>
                <button class="outlined" type="button" id="record-html" on:click=handler(move |_| save("html"))>{texts::HTML}</button>
                <button class="outlined" type="button" id="record-json" on:click=handler(move |_| save("json"))>{texts::JSON}</button>
                <button class="outlined" type="button" id="record-print" on:click=handler(move |_| print(&made(page)))>{texts::PRINT}</button>
            </div>
        </section>
    }
}

fn sections(record: &record::Record) -> AnyView {
    let parts = record
        .sections()
        .into_iter()
        .filter(|s| !s.lines.is_empty() || s.table.len() > 1)
        .map(|section| {
            let lines = section.lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            let mut rows = section.table.into_iter();
            let head = rows
                .next()
                .into_iter()
                .flatten()
                .map(|cell| view! { <th scope="col">{cell}</th> })
                .collect_view();
            let rows = rows
                .map(|row| {
                    let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
                    view! { <tr>{cells}</tr> }
                })
                .collect_view();
            view! { <h2>{section.title}</h2><ul>{lines}</ul><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table> }
        })
        .collect_view();
    let headline = record.decision.verdict.headline.clone();
    view! { <h1>{headline}</h1>{parts} }.into_any()
}

/// Prints the record in the page's place. The page's policy allows no other document, so the sheet is in this one, and only while
/// it is printed.
fn print(record: &record::Record) {
    let Some(body) = document().body() else { return };
    if let Some(former) = document().get_element_by_id(SHEET) {
        former.remove();
    }
    let Some(sheet) = document()
        .create_element("article")
        .ok()
        .and_then(|e| e.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    sheet.set_id(SHEET);
    let view = sections(record);
    let mounted = mount_to(sheet.clone(), move || view);
    let _ = body.append_child(&sheet);
    let _ = body.class_list().add_1("record-only");
    EventListener::once(&window(), "afterprint", move |_| {
        if let Some(body) = document().body() {
            let _ = body.class_list().remove_1("record-only");
        }
        drop(mounted);
        sheet.remove();
    })
    .forget();
    let _ = window().print();
}
