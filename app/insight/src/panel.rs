//! The module's elements, and the browser behind them.

pub mod models;
pub mod next;
pub mod prices;
pub mod record;
pub mod swings;

use forkcast_engine::Scenario;
use forkcast_parts::page::Page;
use forkcast_parts::place;
use forkcast_prices::Date;
use leptos::mount::mount_to;
use leptos::prelude::*;

/// Puts the module into the page's element `#insight`.
pub fn start() {
    let Some(root) = place::element() else { return };
    mount_to(root.clone(), Insight).forget();
    place::install(&root, "insight");
}

/// The day by the reader's clock (UTC), as `2026-11-24`.
fn today() -> String {
    let now = String::from(js_sys::Date::new_0().to_iso_string());
    now.get(..10).unwrap_or(&now).to_owned()
}

/// The same as a date; the price snapshot's if the clock has none.
fn day(page: Page) -> Option<Date> {
    Date::parse(&today()).or_else(|| Date::parse(&page.catalog.version))
}

/// The scenario as the page's address has it.
fn scenario(page: Page) -> Memo<Scenario> {
    forkcast_parts::reactive::memo(move || page.view.with(|v| v.scenario))
}

/// Everything.
#[component]
fn Insight() -> impl IntoView {
    let page = Page::new();
    page.install();
    let scenario = scenario(page);
    view! {
        <div class="insight">
            <next::Next page=page scenario=scenario />
            <record::Record page=page />
            <swings::Swings page=page scenario=scenario />
            <models::Models page=page scenario=scenario />
            <prices::Prices page=page scenario=scenario />
        </div>
    }
}
