//! The tornado chart: which assumptions matter most.

use crate::model::swings;
use crate::text::swings as texts;
use forkcast_charts::svg;
use forkcast_charts::tornado::Tornado;
use forkcast_charts::{Chart, Size, Table};
use forkcast_engine::Scenario;
use forkcast_parts::drawn::drawn;
use forkcast_parts::page::Page;
use forkcast_parts::reactive::{effect, flag, handler, memo, part, text};
use forkcast_parts::rows::Rows;
use forkcast_parts::{at_rest, download};
use leptos::prelude::*;

/// Size of the saved drawing, CSS pixels.
const SAVED: Size = Size {
    width: 760.0,
    height: 340.0,
};

/// The tornado, or its table.
#[component]
#[must_use]
pub fn Swings(
    /// The page.
    page: Page,
    /// Its scenario.
    scenario: Memo<Scenario>,
) -> impl IntoView {
    // The chart follows the headline: it is drawn anew once all simulations of the scenario are complete.
    let newest = RwSignal::new(None::<Tornado>);
    effect(move || {
        let scenario = scenario.get();
        if let Some(correction) = at_rest::correction(&scenario) {
            newest.set(Some(swings::tornado(&scenario, page.catalog, Some(correction))));
        }
    });
    let chart = memo(move || newest.get());
    let as_table = RwSignal::new(false);
    let table = memo(move || {
        if as_table.get() {
            chart.with(|c| c.as_ref().map_or_else(Table::default, Chart::table))
        } else {
            Table::default()
        }
    });
    let node = NodeRef::new();
    let canvas = drawn("chart-tornado", page, node, chart);
    let with = move |f: &dyn Fn(&Tornado)| chart.with_untracked(|c| c.iter().for_each(f));
    let csv = move |_| with(&|c| download::text("forkcast-tornado.csv", "text/csv", &c.table().csv()));
    let as_svg = move |_| {
        with(&|c| {
            let drawn = svg::render(c, &untrack(|| page.colours()), SAVED);
            download::text("forkcast-tornado.svg", "image/svg+xml", &drawn);
        });
    };
    let png = move |_| {
        if let Some(address) = node.get_untracked().and_then(|c| c.to_data_url().ok()) {
            download::address_as_file("forkcast-tornado.png", &address);
        }
    };
    view! {
        <section class="insight-swings" aria-label=texts::TITLE>
            <div class="insight-head">
                <h3>{texts::TITLE}</h3>
                <div class="tools">
                    <button class="quiet" type="button" id="tornado-table" aria-pressed=text(move || as_table.get().to_string()) on:click=handler(move |_| as_table.update(|t| *t = !*t))>
                        {text(move || texts::other_view(as_table.get()).to_owned())}
                    </button>
                    <button class="quiet" type="button" id="tornado-csv" on:click=csv>{texts::CSV}</button>
                    <button class="quiet" type="button" id="tornado-svg" on:click=as_svg>{texts::SVG}</button>
                    <button class="quiet" type="button" id="tornado-png" on:click=png>{texts::PNG}</button>
                </div>
            </div>
            <p class="insight-about" id="tornado-summary">{text(move || chart.with(|c| c.as_ref().map_or(String::new(), Chart::summary)))}</p>
            <p class="insight-about">{texts::ABOUT}</p>
            <div class="canvas-box insight-canvas" hidden=flag(move || as_table.get())>{canvas}</div>
            {part(move || view! { <Rows id="tornado-rows" name=texts::TITLE table=table /> }.into_any())}
        </section>
    }
}
