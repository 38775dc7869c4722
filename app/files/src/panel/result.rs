//! What was observed: a summary, a table, and the inputs to apply.

use forkcast_engine::order::sorted;
use forkcast_engine::params::PARAMS;
use forkcast_observe::Kind;
use forkcast_observe::report::{Shown, Table};
use forkcast_parts::download;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use leptos::prelude::*;

use super::{Card, Phase, choose};
use crate::model::{Effect, Row, Undo, apply, rows};
use crate::read::Reading;
use crate::text::panel as texts;

/// A reading that is shown, with what the reader chose of it. Copied freely.
#[derive(Clone, Copy)]
pub struct Applying {
    page: Page,
    /// Which rows are to be applied.
    chosen: RwSignal<Vec<bool>>,
    undo: RwSignal<Option<Undo>>,
    /// The beginning of the ids of its elements.
    scope: &'static str,
}

impl Applying {
    /// Nothing is chosen yet. `scope` begins the ids of its elements.
    #[must_use]
    pub fn new(page: Page, scope: &'static str) -> Self {
        Self {
            page,
            chosen: RwSignal::new(Vec::new()),
            undo: RwSignal::new(None),
            scope,
        }
    }

    /// Puts what was found into the order of the page's inputs, and chooses all that an input can take.
    pub fn begin(self, reading: &mut Reading) {
        let place = |key: &str| PARAMS.iter().position(|param| param.key == key);
        let found = std::mem::take(&mut reading.found);
        reading.found = sorted(found, |a, b| place(&a.input).cmp(&place(&b.input)));
        let view = self.page.view.get_untracked();
        let rows = rows(reading, &view, self.page.catalog);
        self.undo.set(None);
        self.chosen
            .set(rows.iter().map(|row| row.becomes.is_some()).collect());
    }

    fn id(self, part: &str) -> String {
        format!("{}-{part}", self.scope)
    }
}

/// Everything that was found.
#[component]
#[must_use]
pub fn Found() -> impl IntoView {
    let card = Card::get();
    let reading = memo(move || {
        card.phase.with(|phase| match phase {
            Phase::Read(reading) => Some((**reading).clone()),
            Phase::Waiting | Phase::Listing | Phase::Reading(..) | Phase::Cancelled | Phase::Failed(_) => {
                None
            }
        })
    });
    part(move || match reading.get() {
        Some(reading) => {
            let is_logs = reading.kind == Kind::Logs.id();
            let bill = view! { <button class="outlined" type="button" id="files-add-bill" hidden=!is_logs on:click=handler(|_| choose("files-bill"))>{texts::ADD_BILL}</button> };
            found(card.applying, reading, bill.into_any())
        }
        None => ().into_any(),
    })
}

/// What was found, and the inputs that it sets; with a further button.
pub fn found(of: Applying, reading: Reading, button: AnyView) -> AnyView {
    let summary = summary(of, &reading.shown);
    let json = reading.json.clone();
    let name = format!("forkcast-observed-{}.json", reading.kind);
    let save = move |_| download::text(&name, "application/json", &json);
    view! {
        <section class="files-found" aria-label=texts::SUMMARY>
            <h3>{texts::SUMMARY}</h3>
            {summary}
            <div class="files-buttons">
                {button}
                <button class="outlined" type="button" id=of.id("save") on:click=handler(save)>{texts::SAVE}</button>
            </div>
        </section>
        {inputs(of, reading)}
    }
    .into_any()
}

fn summary(of: Applying, shown: &Shown) -> AnyView {
    let rows = shown
        .rows
        .iter()
        .map(|(label, found)| view! { <dt>{label.clone()}</dt><dd>{found.clone()}</dd> })
        .collect_view();
    let notes = shown
        .notes
        .iter()
        .map(|note| view! { <p class="files-about">{note.clone()}</p> })
        .collect_view();
    let problems = shown
        .problems
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect_view();
    let has_problems = !shown.problems.is_empty();
    let table = shown.table.as_ref().map(|shown| {
        view! {
            <h4>{shown.heading.clone()}</h4>
            {table(of.id("table"), shown)}
        }
    });
    view! {
        <dl class="files-rows" id=of.id("rows")>{rows}</dl>
        {notes}
        <ul class="files-wrong" id=of.id("problems") hidden=!has_problems>{problems}</ul>
        {table}
    }
    .into_any()
}

/// A table in a box that scrolls, which its heading names.
#[must_use]
pub fn table(id: String, table: &Table) -> AnyView {
    let texts = table.texts;
    let head = table
        .columns
        .iter()
        .map(|name| view! { <th scope="col">{name.clone()}</th> })
        .collect_view();
    let rows = table
        .rows
        .iter()
        .map(|row| {
            let cells = row.iter().enumerate().map(|(i, cell)| {
                let cell = cell.clone();
                if i == 0 {
                    view! { <th scope="row">{cell}</th> }.into_any()
                } else {
                    view! { <td class:files-text=i < texts>{cell}</td> }.into_any()
                }
            });
            view! { <tr>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-box" role="region" aria-label=table.heading.clone() tabindex="0">
            <table id=id><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

fn inputs(of: Applying, reading: Reading) -> AnyView {
    let catalog = of.page.catalog;
    let line = reading.line.clone();
    let listed = {
        let reading = reading.clone();
        memo(move || of.page.view.with(|view| rows(&reading, view, catalog)))
    };
    let effect = memo(move || {
        let view = of.page.view.get();
        of.chosen.with(|chosen| apply(&reading, chosen, &view, catalog))
    });
    let has_rows = memo(move || listed.with(|rows| !rows.is_empty()));
    let items = part(move || {
        let rows = listed.get().into_iter().enumerate();
        rows.map(|(place, row)| item(of, place, row))
            .collect_view()
            .into_any()
    });
    let said = move || match effect.get() {
        Some(Effect { sentence, .. }) if sentence.ends_with(['”', '.']) => sentence,
        Some(Effect { sentence, .. }) => sentence + ".",
        None if listed.with(|rows| rows.iter().any(|row| row.is_applied && row.becomes.is_some())) => {
            texts::uses(&line)
        }
        None => String::new(),
    };
    let count = memo(move || {
        let rows = listed.get();
        of.chosen.with(|chosen| {
            rows.iter()
                .zip(chosen)
                .filter(|(row, chosen)| **chosen && row.becomes.is_some())
                .count()
        })
    });
    let put = move |_| {
        if let Some(Effect { view, .. }) = effect.get_untracked() {
            let before = of.page.view.get_untracked();
            of.undo.set(Some(Undo::new(&before, &view)));
            of.page.put(&view);
        }
    };
    let undo = move |_| {
        if let Some(undo) = of.undo.get_untracked() {
            of.undo.set(None);
            of.page.put(&undo.restore(&of.page.view.get_untracked()));
        }
    };
    view! {
        <section class="files-found" aria-label=texts::INPUTS>
            <h3>{texts::INPUTS}</h3>
            <p class="files-about" hidden=flag(move || has_rows.get())>{texts::NO_INPUTS}</p>
            <ul class="files-inputs" id=of.id("inputs")>{items}</ul>
            <p id=of.id("effect") role="status">{text(said)}</p>
            <div class="files-buttons">
                <button class="solid" type="button" id=of.id("apply") hidden=flag(move || !has_rows.get()) prop:disabled=flag(move || effect.with(Option::is_none)) on:click=handler(put)>{text(move || texts::apply(count.get()))}</button>
                <button class="outlined" type="button" id=of.id("undo") hidden=flag(move || of.undo.with(Option::is_none)) on:click=handler(undo)>{texts::UNDO}</button>
            </div>
        </section>
    }
    .into_any()
}

fn item(of: Applying, place: usize, row: Row) -> AnyView {
    let is_fixed = row.becomes.is_none();
    let chosen = move || of.chosen.with(|all| all.get(place).copied().unwrap_or_default());
    let toggle = move |ev: web_sys::Event| {
        let checked = event_target_checked(&ev);
        of.chosen.update(|all| {
            if let Some(own) = all.get_mut(place) {
                *own = checked;
            }
        });
    };
    view! {
        <li data-key=row.param.key>
            <label><input type="checkbox" prop:checked=flag(chosen) disabled=is_fixed on:change=handler(toggle) /><b>{row.param.label}</b></label>
            <span>{row.today}"; "{row.observed}</span>
            <small>{row.note}</small>
        </li>
    }
    .into_any()
}
