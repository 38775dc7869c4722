//! A table of text.

use crate::components::reactive::part;
use crate::text;
use forkcast_charts::Table;
use leptos::prelude::*;

/// A table in a box that scrolls by itself where it is wide; its name is read with it.
#[component]
#[must_use]
pub fn DataTable(
    /// Name of the table.
    name: &'static str,
    /// Element id.
    id: String,
    /// The content.
    table: Signal<Table>,
) -> impl IntoView {
    view! {
        <div class="table-box" role="region" aria-label=text::page::as_table(name) tabindex="0">
            <table id=id>
                {part(move || {
                    table.with(|t| {
                        let head = t.columns.iter().cloned().map(|c| view! { <th scope="col">{c}</th> }).collect_view();
                        let rows = t
                            .rows
                            .iter()
                            .map(|row| {
                                let mut cells = row.iter().map(|cell| forkcast_engine::format::cell(cell));
                                let first = cells.next().unwrap_or_default();
                                let rest = cells.map(|c| view! { <td>{c}</td> }).collect_view();
                                view! { <tr><th scope="row">{first}</th>{rest}</tr> }
                            })
                            .collect_view();
                        view! { <thead><tr>{head}</tr></thead><tbody>{rows}</tbody> }
                    })
                }.into_any())}
            </table>
        </div>
    }
}
