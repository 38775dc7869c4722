//! What was observed: a summary, a table, and the inputs to apply.

use forkcast_observe::Kind;
use forkcast_observe::report::{Shown, Table};
use forkcast_parts::download;
use forkcast_parts::reactive::{flag, handler, memo, part, text};
use leptos::prelude::*;

use super::{Card, Phase, choose};
use crate::model::{Effect, Row, Undo, apply, rows};
use crate::read::Reading;
use crate::text::panel as texts;

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
        Some(reading) => found(card, reading),
        None => ().into_any(),
    })
}

fn found(card: Card, reading: Reading) -> AnyView {
    let is_logs = reading.kind == Kind::Logs.id();
    let summary = summary(&reading.shown);
    let json = reading.json.clone();
    let name = format!("forkcast-observed-{}.json", reading.kind);
    let save = move |_| download::text(&name, "application/json", &json);
    view! {
        <section class="files-found" aria-label=texts::SUMMARY>
            <h3>{texts::SUMMARY}</h3>
            {summary}
            <div class="files-buttons">
                <button class="outlined" type="button" id="files-add-bill" hidden=!is_logs on:click=handler(|_| choose("files-bill"))>{texts::ADD_BILL}</button>
                <button class="outlined" type="button" id="files-save" on:click=handler(save)>{texts::SAVE}</button>
            </div>
        </section>
        {inputs(card, reading)}
    }
    .into_any()
}

fn summary(shown: &Shown) -> AnyView {
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
    let table = shown.table.as_ref().map(table);
    view! {
        <dl class="files-rows" id="files-rows">{rows}</dl>
        {notes}
        <ul class="files-wrong" id="files-problems" hidden=!has_problems>{problems}</ul>
        {table}
    }
    .into_any()
}

fn table(table: &Table) -> AnyView {
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
        <h4>{table.heading.clone()}</h4>
        <div class="table-box" role="region" aria-label=table.heading.clone() tabindex="0">
            <table id="files-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

fn inputs(card: Card, reading: Reading) -> AnyView {
    let catalog = card.page.catalog;
    let line = reading.line.clone();
    let listed = {
        let reading = reading.clone();
        memo(move || card.page.view.with(|view| rows(&reading, view, catalog)))
    };
    let effect = memo(move || {
        let view = card.page.view.get();
        card.chosen.with(|chosen| apply(&reading, chosen, &view, catalog))
    });
    let has_rows = memo(move || listed.with(|rows| !rows.is_empty()));
    let items = part(move || {
        let rows = listed.get().into_iter().enumerate();
        rows.map(|(place, row)| item(card, place, row))
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
        card.chosen.with(|chosen| {
            rows.iter()
                .zip(chosen)
                .filter(|(row, chosen)| **chosen && row.becomes.is_some())
                .count()
        })
    });
    let put = move |_| {
        if let Some(Effect { view, .. }) = effect.get_untracked() {
            let before = card.page.view.get_untracked();
            card.undo.set(Some(Undo::new(&before, &view)));
            card.page.put(&view);
        }
    };
    let undo = move |_| {
        if let Some(undo) = card.undo.get_untracked() {
            card.undo.set(None);
            card.page.put(&undo.restore(&card.page.view.get_untracked()));
        }
    };
    view! {
        <section class="files-found" aria-label=texts::INPUTS>
            <h3>{texts::INPUTS}</h3>
            <p class="files-about" hidden=flag(move || has_rows.get())>{texts::NO_INPUTS}</p>
            <ul class="files-inputs" id="files-inputs">{items}</ul>
            <p id="files-effect" role="status">{text(said)}</p>
            <div class="files-buttons">
                <button class="solid" type="button" id="files-apply" hidden=flag(move || !has_rows.get()) prop:disabled=flag(move || effect.with(Option::is_none)) on:click=handler(put)>{text(move || texts::apply(count.get()))}</button>
                <button class="outlined" type="button" id="files-undo" hidden=flag(move || card.undo.with(Option::is_none)) on:click=handler(undo)>{texts::UNDO}</button>
            </div>
        </section>
    }
    .into_any()
}

fn item(card: Card, place: usize, row: Row) -> AnyView {
    let is_fixed = row.becomes.is_none();
    let chosen = move || {
        card.chosen
            .with(|all| all.get(place).copied().unwrap_or_default())
    };
    let toggle = move |ev: web_sys::Event| {
        let checked = event_target_checked(&ev);
        card.chosen.update(|all| {
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
