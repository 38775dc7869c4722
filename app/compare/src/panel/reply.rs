//! What a link that was opened changes of the scenario that was last open here.

use crate::model::reply::Reply;
use crate::text as texts;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{handler, part};
use leptos::prelude::*;

/// The bar above the verdict.
#[component]
#[must_use]
pub fn Opened(
    /// The page.
    page: Page,
    /// What is said of the link; none where its inputs are the reader's own.
    reply: Option<Reply>,
) -> impl IntoView {
    let found = RwSignal::new(reply);
    let bar = move || {
        let Some(reply) = found.get() else {
            return ().into_any();
        };
        let (own, beside) = (reply.mine.clone(), reply.clone());
        let both = move |_| {
            let now = page.view.get_untracked();
            if let Some(view) = beside.side_by_side(&now, page.catalog) {
                page.put(&view);
                found.set(None);
            }
        };
        let back = move |_| {
            page.put(&own);
            found.set(None);
        };
        let changes = reply
            .changes
            .iter()
            .map(|change| view! { <li>{change.clone()}</li> })
            .collect_view();
        view! {
            <section class="notice opened" aria-label=texts::REPLY>
                <div>
                    <p role="status">{reply.sentence}</p>
                    <ul>{changes}</ul>
                </div>
                <div class="opened-ways">
                    <button class="solid" type="button" id="reply-side-by-side" on:click=handler(both)>{texts::SIDE_BY_SIDE}</button>
                    <button class="outlined" type="button" id="reply-mine" on:click=handler(back)>{texts::BACK_TO_MINE}</button>
                    <button class="quiet" type="button" id="reply-dismiss" aria-label=texts::DISMISS on:click=handler(move |_| found.set(None))>"×"</button>
                </div>
            </section>
        }
        .into_any()
    };
    part(bar)
}
