//! A table in a box that scrolls by itself.

use crate::reactive::part;
use forkcast_charts::Table;
use leptos::prelude::*;

/// The table; nothing without rows.
#[component]
#[must_use]
pub fn Rows(
    /// Element id.
    id: &'static str,
    /// Its name.
    name: &'static str,
    /// The content.
    table: Memo<Table>,
) -> impl IntoView {
    part(move || {
        let table = table.get();
        if table.rows.is_empty() {
            return ().into_any();
        }
        let head = table
            .columns
            .into_iter()
            .map(|c| view! { <th scope="col">{c}</th> })
            .collect_view();
        let rows = table
            .rows
            .into_iter()
            .map(|row| {
                let mut cells = row.into_iter();
                let first = cells.next().unwrap_or_default();
                let rest = cells.map(|c| view! { <td>{c}</td> }).collect_view();
                view! { <tr><th scope="row">{first}</th>{rest}</tr> }
            })
            .collect_view();
        view! {
            <div class="table-box" role="region" aria-label=name tabindex="0">
                <table id=id><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any()
    })
}
