//! The score table and the costs by item.

use crate::components::data_table::DataTable;
use crate::components::download;
use crate::components::heading::heading;
use crate::components::in_view::in_view;
use crate::components::reactive::{handler, memo, part};
use crate::components::term::term;
use crate::state::State;
use crate::text::{scores as texts, terms};
use crate::view_model::{charts, scores};
use forkcast_charts::Table;
use forkcast_engine::report::Criterion;
use forkcast_engine::strategy::Family;
use forkcast_engine::words;
use forkcast_parts::text::CSV;
use leptos::prelude::*;

/// Every approach by every criterion, best first.
#[component]
#[must_use]
pub fn Scores() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("card-scores"));
    let rows = move || {
        let s = followed.get();
        scores::rows(&state.report_of(&s), &s)
    };
    let others = move || {
        let s = followed.get();
        scores::others(&state.report_of(&s), &s)
    };
    let labels = move || {
        state
            .report_of(&followed.get())
            .labels
            .map(|batch| words::label_batch(&batch))
    };
    let ladder = move || words::ladder(&state.report_of(&followed.get()).ladder);
    // The families whose other approaches are shown.
    let opened: RwSignal<Vec<Family>> = RwSignal::new(Vec::new());
    let toggle = move |family: Family| {
        opened.update(|opened| match opened.iter().position(|x| *x == family) {
            Some(place) => {
                opened.remove(place);
            }
            None => opened.push(family),
        });
    };
    let headings = move || scores::criteria_headings(&followed.get());
    let csv = move |_| {
        download::text(
            "forkcast-scores.csv",
            "text/csv",
            &scores::table(&state.report.read_untracked(), &state.scenario.read_untracked()).csv(),
        );
    };
    view! {
        <section class="card wide" id="card-scores" aria-label=texts::TITLE>
            <header>
                <h2>{texts::TITLE}</h2>
                <p>{texts::NOTE}</p>
                <div class="tools">{term(terms::SCORE)}<button class="quiet" type="button" id="csv-scores" on:click=csv>{CSV}</button></div>
            </header>
            <div class="table-box" role="region" aria-label=texts::SCORES tabindex="0">
                <table id="scores" class="scores">
                    <thead>
                        <tr>
                            <th scope="col">{texts::APPROACH}</th>
                            <th scope="col">{texts::SCORE}</th>
                            {part(move || headings().into_iter().map(|(name, weight)| view! { <th scope="col">{name}<small>{weight}</small></th> }).collect_view().into_any())}
                            {texts::FIGURES.into_iter().map(|f| view! { <th scope="col">{f}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {part(move || { let opened = opened.get(); rows().into_iter().map(|row| {
                            let family = row.strategy.family();
                            let is_open = opened.contains(&family);
                            let is_best = row.others.is_some();
                            let more = row.others.filter(|others| *others > 0).map(|others| view! {
                                <button
                                    type="button"
                                    class="quiet more"
                                    aria-expanded=is_open.to_string()
                                    aria-label=texts::others(family.label(), others)
                                    on:click=handler(move |_| toggle(family))
                                >{texts::more(others)}</button>
                            });
                            view! {
                                <tr
                                    class:winner=row.winner
                                    class:shut=!row.feasible
                                    class:of-family=!is_best
                                    hidden=!is_best && !is_open
                                >
                                    <th scope="row">
                                        <span class="swatch" data-strategy=row.strategy.id() aria-hidden="true"></span>
                                        {row.strategy.label()}
                                        {more}
                                        <small>{row.gate}</small>
                                    </th>
                                    <td class="score">{row.score}</td>
                                    {row.criteria.into_iter().map(|(text, percent)| view! {
                                        <td class="bar"><span style:--fill=format!("{percent:.0}%")>{text}</span></td>
                                    }).collect_view()}
                                    {row.figures.into_iter().map(|f| view! { <td>{f}</td> }).collect_view()}
                                </tr>
                            }
                        }).collect_view().into_any() })}
                        {part(move || others().into_iter().map(|row| {
                            view! {
                                <tr class="other">
                                    <th scope="row">{row.name}<small>{row.note}</small></th>
                                    <td></td>
                                    {Criterion::ALL.iter().map(|_| view! { <td></td> }).collect_view()}
                                    {row.figures.into_iter().map(|f| view! { <td>{f}</td> }).collect_view()}
                                </tr>
                            }
                        }).collect_view().into_any())}
                    </tbody>
                </table>
            </div>
            <h3>{texts::LADDER}</h3>
            <ol class="ladder" id="ladder">
                {part(move || ladder().into_iter().map(|line| view! { <li>{line}</li> }).collect_view().into_any())}
            </ol>
            <h3>{texts::LABELS}</h3>
            <ul class="ladder" id="labels">
                {part(move || labels().into_iter().map(|line| view! { <li>{line}</li> }).collect_view().into_any())}
            </ul>
        </section>
    }
}

/// Costs by item.
#[component]
#[must_use]
pub fn CostItems() -> impl IntoView {
    let state = State::get();
    let followed = state.followed(in_view("card-items"));
    let table: Signal<Table> = memo(move || {
        let report = state.report_of(&followed.get());
        scores::cost_items(&report, &charts::shown(&report), state.catalog)
    })
    .into();
    view! {
        <section class="card wide" id="card-items" aria-label=texts::ITEMS_TITLE>
            {heading(texts::ITEMS_TITLE, texts::ITEMS_NOTE)}
            <DataTable name=texts::ITEMS id="table-items".to_owned() table=table />
        </section>
    }
}
