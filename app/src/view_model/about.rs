//! The scenario and the sources in words: for whoever sees a chart or a printed page without the page.

use crate::text::about as texts;
use forkcast_engine::params::PARAMS;
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario, format};
use forkcast_protocol::link::View;

/// Inputs that a picture names at the most; its link has them all.
pub const PICTURED: usize = 12;

/// The inputs that differ from their defaults, at most so many of them.
#[must_use]
pub fn inputs(scenario: &Scenario, catalog: &Catalog, most: usize) -> String {
    let differing = PARAMS.iter().filter(|param| !param.is_default(scenario, catalog));
    let all: Vec<String> = differing
        .map(|param| texts::input(param.label, &format::value(param, scenario, catalog)))
        .collect();
    let shown = all.get(..most).unwrap_or(&all);
    texts::inputs(shown, all.len() - shown.len())
}

/// Versions, where the reader's own figures come from, and the link.
#[must_use]
pub fn source(view: &View, catalog: &Catalog, link: &str) -> String {
    texts::source(MODEL_VERSION, catalog.version.as_ref(), &view.measured, link)
}

/// The view that a link on paper or in a picture leads to: this scenario on the whole page.
#[must_use]
pub fn linked(view: &View) -> View {
    View {
        measured: view.measured.clone(),
        ..View::of(view.scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::presets::PRESETS;

    #[test]
    fn inputs_that_differ_are_named_and_those_left_out_are_counted() {
        let catalog = Catalog::builtin();
        let mut scenario = Scenario::defaults(catalog);
        assert_eq!(inputs(&scenario, catalog, PICTURED), texts::inputs(&[], 0));
        scenario.queries_per_day = 50_000.0;
        scenario.change_days = 7.0;
        let said = inputs(&scenario, catalog, PICTURED);
        assert!(said.contains("50,000") && said.contains(": 7 days;"), "{said}");
        assert!(!said.contains("more"), "{said}");
        let first = inputs(&scenario, catalog, 1);
        assert!(
            first.contains("and 1 more") && !first.contains("50,000"),
            "{first}"
        );
        for preset in PRESETS {
            let said = inputs(&preset.scenario(catalog), catalog, usize::MAX);
            assert!(said.len() > texts::inputs(&[], 0).len(), "{}: {said}", preset.id);
        }
    }

    #[test]
    fn the_source_names_versions_figures_of_ones_own_and_the_link() {
        let catalog = Catalog::builtin();
        let mut view = View::of(Scenario::defaults(catalog));
        let link = "https://your.host/#s1.abc";
        let said = source(&view, catalog, link);
        assert!(said.contains(&format!("model {MODEL_VERSION}")), "{said}");
        assert!(
            said.contains(&catalog.version.to_string()) && said.ends_with(link),
            "{said}"
        );
        view.measured = "an H100, 2026-11-20".to_owned();
        assert!(source(&view, catalog, link).contains("an H100, 2026-11-20"));
    }
}
