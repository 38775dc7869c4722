//! The scenarios side by side.

use crate::model::chart;
use crate::model::columns::{self, Column, Deed};
use crate::model::figures::{self, Attribution, Figures, Found};
use crate::model::table::{self, Cell, Row};
use crate::text as texts;
use forkcast_charts::{Chart, Table};
use forkcast_engine::Scenario;
use forkcast_parts::drawn::drawn;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{effect, flag, handler, memo, part, text};
use forkcast_parts::rows::Rows;
use forkcast_parts::worker::{self, Kind};
use forkcast_protocol::link::NAME_CHARS;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What is known of the scenarios so far.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known {
    figures: Vec<(Scenario, Figures)>,
    /// Of a scenario against the first of its time.
    attributions: Vec<((Scenario, Scenario), Attribution)>,
}

impl Known {
    fn figures_of(&self, columns: &[Column]) -> Vec<Option<Figures>> {
        let of = |column: &Column| {
            let known = self.figures.iter().find(|(of, _)| *of == column.scenario);
            known.map(|(_, figures)| figures.clone())
        };
        columns.iter().map(of).collect()
    }

    /// Adds a result, and forgets the scenarios that are not compared any more.
    fn add(&mut self, compared: &[Scenario], found: Found) {
        self.figures.retain(|(of, _)| compared.contains(of));
        match found {
            Found::Figures(place, figures) => {
                if let Some(of) = compared.get(place) {
                    self.figures.retain(|(known, _)| known != of);
                    self.figures.push((*of, figures));
                }
            }
            Found::Attribution(place, found) => {
                if let (Some(base), Some(of)) = (compared.first(), compared.get(place)) {
                    let pair = (*base, *of);
                    self.attributions.retain(|(known, _)| *known != pair);
                    self.attributions.push((pair, found));
                }
            }
        }
        self.attributions
            .retain(|((base, of), _)| compared.first() == Some(base) && compared.contains(of));
    }
}

/// The table, the chart, and the announcement.
#[component]
#[must_use]
pub fn SideBySide(
    /// The page.
    page: Page,
) -> impl IntoView {
    let known = RwSignal::new(Known::default());
    let all = memo(move || page.view.with(columns::columns));
    let compared = memo(move || all.with(|all| all.iter().map(|c| c.scenario).collect::<Vec<_>>()));
    let is_open = memo(move || page.view.with(|view| !view.slots.is_empty()));
    // The page writes its address once input is idle, so nothing is computed while a slider moves.
    effect(move || {
        let compared = compared.get();
        if !is_open.get() || compared.len() < 2 {
            worker::stop(Kind::Compare);
            return;
        }
        worker::ask(Kind::Compare, figures::request(&compared), move |numbers| {
            if let Some(found) = Found::read(numbers) {
                known.update(|known| known.add(&compared, found));
            }
        });
    });
    let figures = memo(move || known.with(|known| all.with(|all| known.figures_of(all))));
    let is_alone = memo(move || all.with(Vec::len) < 2);
    view! {
        <p class="empty" id="compare-alone" hidden=flag(move || !is_alone.get())>{texts::ONE_ALONE}</p>
        <div class="table-box compare-box" role="region" aria-label=texts::SCENARIOS tabindex="0">
            <table id="compare-table">
                <caption class="visually-hidden">{texts::SCENARIOS}</caption>
                {part(move || { keep_focus(); head(page, all.get()) })}
                {part(move || all.with(|all| body("compare-inputs", texts::INPUTS, table::inputs(all, page.catalog))))}
                {part(move || if is_alone.get() { ().into_any() } else {
                    let mut rows = figures.with(|figures| table::results(figures));
                    rows.extend(known.with(|known| all.with(|all| why(known, all))));
                    body("compare-results", texts::RESULTS, rows)
                })}
            </table>
        </div>
        <Costs page=page all=all figures=figures />
        <p class="visually-hidden" id="compare-announce" role="status" aria-live="polite">{announced(page, all, figures)}</p>
    }
}

/// What changed each recommendation, where one changed.
fn why(known: &Known, all: &[Column]) -> Option<Row> {
    let figures = known.figures_of(all);
    let base = figures.first()?.as_ref()?;
    let first = all.first()?.scenario;
    let cell = |(column, figures): (&Column, &Option<Figures>)| {
        let pair = (first, column.scenario);
        let found = known.attributions.iter().find(|(of, _)| *of == pair);
        Cell {
            value: figures
                .as_ref()
                .zip(found)
                .map_or_else(String::new, |(figures, (_, found))| {
                    table::attribution(base, figures, found)
                }),
            ..Cell::default()
        }
    };
    let cells: Vec<Cell> = all.iter().zip(&figures).map(cell).collect();
    cells.iter().any(|cell| !cell.value.is_empty()).then_some(Row {
        id: "why",
        label: texts::WHY,
        cells,
    })
}

/// Keeps the focus where it is among the names and buttons, which are made again; on the card where the one that had it is gone.
fn keep_focus() {
    let Some(id) = document().active_element().map(|e| e.id()) else {
        return;
    };
    if !id.starts_with("compare-") {
        return;
    }
    request_animation_frame(move || {
        let at = |id: &str| document().get_element_by_id(id);
        let kept = at(&id).or_else(|| at("compare"));
        if let Some(element) = kept.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

/// The heads of the columns: names, and what can be done.
fn head(page: Page, all: Vec<Column>) -> AnyView {
    let heads = all
        .into_iter()
        .zip(chart::DASHES)
        .map(|(column, dashes)| one_head(page, &column, dashes))
        .collect_view();
    view! { <thead><tr><td></td>{heads}</tr></thead> }.into_any()
}

fn one_head(page: Page, column: &Column, dashes: &[f64]) -> AnyView {
    let title = column.title();
    let Some(place) = column.place else {
        return view! {
            <th scope="col" class="live">
                <span class="compare-mark">{sample(dashes)}{column.mark.clone()}</span>
                <small>{texts::LIVE}", "{texts::UNPINNED}</small>
            </th>
        }
        .into_any();
    };
    let view = page.view.get_untracked();
    let button = |deed: Deed, label: &'static str, name: String, id: &str| {
        let id = format!("compare-{id}-{}", column.mark.to_ascii_lowercase());
        columns::allows(&view, place, deed).then(|| {
            view! {
                <button class="quiet" type="button" id=id title=name.clone() aria-label=name
                    on:click=handler(move |_| page.put(&columns::after(&page.view.get_untracked(), place, deed)))>{label}</button>
            }
        })
    };
    let rename = move |ev: web_sys::Event| {
        let name = event_target_value(&ev);
        page.put(&columns::renamed(&page.view.get_untracked(), place, &name));
    };
    let live = column.is_live.then(|| view! { <small>{texts::LIVE}</small> });
    view! {
        <th scope="col" class:live=column.is_live>
            <span class="compare-mark">{sample(dashes)}{column.mark.clone()}{live}</span>
            <input class="compare-name" type="text" id=format!("compare-name-{}", column.mark.to_ascii_lowercase()) maxlength=NAME_CHARS.to_string()
                autocomplete="off" aria-label=texts::name_of(&column.mark) prop:value=column.name.clone() on:change=handler(rename) />
            <span class="compare-deeds">
                {button(Deed::Edit, texts::EDIT, texts::edit(&title), "edit")}
                {button(Deed::Update, texts::UPDATE, texts::update(&title), "update")}
                {button(Deed::Duplicate, texts::DUPLICATE, texts::duplicate(&title), "duplicate")}
                {button(Deed::Drop, texts::DROP, texts::drop(&title), "drop")}
            </span>
        </th>
    }
    .into_any()
}

/// The dashes of a scenario's line.
fn sample(dashes: &[f64]) -> AnyView {
    let pattern: Vec<String> = dashes.iter().map(ToString::to_string).collect();
    view! {
        <svg viewBox="0 0 26 4" width="26" height="4" aria-hidden="true">
            <path d="M0 2h26" fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray=pattern.join(" ") />
        </svg>
    }
    .into_any()
}

fn body(id: &'static str, title: &'static str, rows: Vec<Row>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let width = rows.first().map_or(1, |row| row.cells.len() + 1);
    let rows = rows
        .into_iter()
        .map(|row| {
            let cells = row.cells.into_iter().map(one_cell).collect_view();
            view! { <tr data-row=row.id><th scope="row">{row.label}</th>{cells}</tr> }
        })
        .collect_view();
    view! { <tbody id=id><tr class="compare-part"><th colspan=width.to_string() scope="rowgroup">{title}</th></tr>{rows}</tbody> }.into_any()
}

fn one_cell(cell: Cell) -> AnyView {
    let note = (!cell.note.is_empty()).then(|| view! { <small>{cell.note}</small> });
    let value = match cell.strategy {
        Some(strategy) => {
            view! { <span class="compare-verdict" data-strategy=strategy.id()>{cell.value}</span> }.into_any()
        }
        None => cell.value.into_any(),
    };
    view! { <td class:differs=cell.differs>{value}{note}</td> }.into_any()
}

/// The costs by month, as a chart or as a table.
#[component]
#[must_use]
fn Costs(page: Page, all: Memo<Vec<Column>>, figures: Memo<Vec<Option<Figures>>>) -> impl IntoView {
    let chart = memo(move || all.with(|all| figures.with(|figures| chart::cost(all, figures))));
    let as_table = RwSignal::new(false);
    let table = memo(move || {
        if as_table.get() {
            chart.with(|c| c.as_ref().map_or_else(Table::default, Chart::table))
        } else {
            Table::default()
        }
    });
    let node = NodeRef::new();
    let canvas = drawn("chart-compare", page, node, chart);
    view! {
        <section class="compare-costs" aria-label=texts::COSTS hidden=flag(move || chart.with(Option::is_none))>
            <div class="insight-head">
                <h3>{texts::COSTS}</h3>
                <p class="insight-about">{texts::COSTS_NOTE}</p>
                <button class="quiet" type="button" id="compare-costs-table" aria-pressed=text(move || as_table.get().to_string()) on:click=handler(move |_| as_table.update(|t| *t = !*t))>
                    {text(move || texts::other_view(as_table.get()).to_owned())}
                </button>
            </div>
            <div class="canvas-box insight-canvas" hidden=flag(move || as_table.get())>{canvas}</div>
            {part(move || view! { <Rows id="compare-costs-rows" name=texts::COSTS table=table /> }.into_any())}
        </section>
    }
}

/// What is announced when the pinned scenarios have changed, and their figures are there: the one that changed last against the first.
fn announced(page: Page, all: Memo<Vec<Column>>, figures: Memo<Vec<Option<Figures>>>) -> impl Fn() -> String {
    let pinned = memo(move || page.view.with(|view| view.slots.clone()));
    let said = RwSignal::new(String::new());
    let due = RwSignal::new(true);
    effect(move || {
        pinned.track();
        due.set(true);
    });
    effect(move || {
        let (all, figures) = (all.get(), figures.get());
        if !due.get() || all.len() < 2 || figures.iter().any(Option::is_none) {
            return;
        }
        let pairs: Vec<(&Column, &Figures)> = all.iter().zip(figures.iter().flatten()).collect();
        if let (Some(base), Some(last)) = (pairs.first(), pairs.last()) {
            said.set(table::announcement(*base, *last));
            due.set(false);
        }
    });
    move || said.get()
}
