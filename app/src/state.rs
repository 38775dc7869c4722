//! The state of the page: the scenario, and the results computed for it.

use crate::components::reactive::memo;
use crate::panels::beside::Progress;
use crate::text::{header as texts, moves};
use crate::view_model::ribbon::Ribbon;
use crate::view_model::steps::Steps;
use forkcast_charts::Theme;
use forkcast_engine::decision::{ByMany, Verdicts, evaluate_as};
use forkcast_engine::explore::Cell;
use forkcast_engine::params::{self, PARAMS, Param};
use forkcast_engine::presets::PRESETS;
use forkcast_engine::report::{Flip, Report};
use forkcast_engine::uncertainty::Futures;
use forkcast_engine::{Catalog, Scenario};
use forkcast_protocol::link::{self, MAX_BYTES, MOST_SLOTS, Part, Question, Slot, View};
use leptos::prelude::*;

/// The two inputs of the map.
pub type Axes = (&'static Param, &'static Param);

/// The map's cells, with the axes they belong to.
pub type AxesCells = (Axes, Vec<Cell>);

/// A result computed when idle, with the scenario it belongs to. While input goes on, it stays and is marked as stale.
#[derive(Clone, Debug, PartialEq)]
pub struct Rested<T> {
    /// The scenario it was computed for.
    pub of: Scenario,
    /// The outcome.
    pub value: T,
}

/// What a damaged link asks.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What is not answered yet.
    pub questions: Vec<Question>,
    /// The scenario when the link was read.
    pub read: Scenario,
}

/// The page's signals. Copied freely; whatever can be derived is derived.
#[derive(Clone, Copy)]
pub struct State {
    /// Prices and assumptions.
    pub catalog: &'static Catalog,
    /// The scenario: the values of all inputs.
    pub scenario: RwSignal<Scenario>,
    /// The engine's report.
    pub report: Memo<Report>,
    /// The scenario when input was last idle.
    pub rested: RwSignal<Scenario>,
    /// The parts shown; empty for the whole page.
    pub embed: RwSignal<Vec<Part>>,
    /// The colours asked for.
    pub theme: RwSignal<link::Theme>,
    /// Whether the reader's system asks for dark.
    pub system_dark: RwSignal<bool>,
    /// Machine and date of the measured inputs.
    pub measured: RwSignal<String>,
    /// The reader's note on the scenario.
    pub note: RwSignal<String>,
    /// The scenarios that are pinned beside it.
    pub slots: RwSignal<Vec<Slot>>,
    /// Where the page stands in its history.
    pub steps: RwSignal<Steps>,
    /// The reader's own link, where one that differs was opened.
    pub mine: RwSignal<Option<String>>,
    /// Notices about the link.
    pub notices: RwSignal<Vec<String>>,
    /// Questions about a damaged link.
    pub asked: RwSignal<Asked>,
    /// Counts committed changes: each becomes an entry of the history.
    pub commits: RwSignal<u32>,
    /// The two inputs of the map.
    pub axes: RwSignal<Axes>,
    /// The inputs that have a control on the page, by their place in the table.
    pub shown: RwSignal<Vec<usize>>,
    /// The ribbon of each input that has one, by its place in the table. Those of a moving slider trail it by a frame or two.
    pub ribbons: RwSignal<Vec<Option<Ribbon>>>,
    /// The flips.
    pub flips: RwSignal<Option<Rested<Vec<Flip>>>>,
    /// The map's cells, with its axes.
    pub cells: RwSignal<Option<Rested<AxesCells>>>,
    /// The simulations.
    pub futures: RwSignal<Option<Rested<Futures>>>,
    /// The last verdict by all of them.
    pub many: RwSignal<Option<Rested<ByMany>>>,
    /// Whether the tools of meetings could not be loaded when one was last asked for.
    pub tools_failed: RwSignal<bool>,
    /// How much larger than usual charts draw their text.
    pub zoom: RwSignal<f64>,
    /// The state of *How sure is this?*.
    pub insight: RwSignal<Progress>,
    /// The state of the workbench.
    pub workbench: RwSignal<Progress>,
    /// The state of the comparison.
    pub comparison: RwSignal<Progress>,
}

/// The report of a scenario: by all simulations once they are complete for it, so that everything on the page follows from the same verdict.
fn evaluated(scenario: &Scenario, catalog: &Catalog, many: Option<&Rested<ByMany>>) -> Report {
    let (of_this, before): (Option<_>, Option<_>) = match many {
        Some(many) if many.of == *scenario => (Some(&many.value), None),
        other => (None, other.map(|many| &many.value)),
    };
    evaluate_as(scenario, catalog, Verdicts { of_this, before })
}

impl State {
    /// The state of a view that a link gave.
    #[must_use]
    pub fn new(view: View, notices: Vec<String>) -> Self {
        let catalog = Catalog::builtin();
        let scenario = RwSignal::new(view.scenario);
        let axis = |key: &str, otherwise: usize| params::find(key).unwrap_or(&PARAMS[otherwise]);
        let many: RwSignal<Option<Rested<ByMany>>> = RwSignal::new(None);
        Self {
            catalog,
            scenario,
            report: memo(move || {
                let scenario = scenario.get();
                many.with(|many| evaluated(&scenario, catalog, many.as_ref()))
            }),
            rested: RwSignal::new(view.scenario),
            embed: RwSignal::new(view.embed),
            theme: RwSignal::new(view.theme),
            system_dark: RwSignal::new(false),
            measured: RwSignal::new(view.measured),
            note: RwSignal::new(view.note),
            slots: RwSignal::new(view.slots),
            steps: RwSignal::new(Steps::default()),
            mine: RwSignal::new(None),
            notices: RwSignal::new(notices),
            asked: RwSignal::new(Asked::default()),
            commits: RwSignal::new(0),
            axes: RwSignal::new((axis("change_days", 0), axis("strictness", 1))),
            shown: RwSignal::new(Vec::new()),
            ribbons: RwSignal::new(vec![None; PARAMS.len()]),
            flips: RwSignal::new(None),
            cells: RwSignal::new(None),
            futures: RwSignal::new(None),
            many,
            tools_failed: RwSignal::new(false),
            zoom: RwSignal::new(1.0),
            insight: RwSignal::new(Progress::Waiting),
            workbench: RwSignal::new(Progress::Waiting),
            comparison: RwSignal::new(Progress::Waiting),
        }
    }

    /// The state that the page's root provides.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// The view that a link to this page shows.
    #[must_use]
    pub fn view(&self) -> View {
        View {
            scenario: self.scenario.get(),
            embed: self.embed.get(),
            theme: self.theme.get(),
            measured: self.measured.get(),
            note: self.note.get(),
            slots: self.slots.get(),
        }
    }

    /// Shows another view.
    pub fn show(&self, view: View) {
        self.embed.set(view.embed);
        self.theme.set(view.theme);
        self.measured.set(view.measured);
        self.note.set(view.note);
        self.slots.set(view.slots);
        self.scenario.set(view.scenario);
    }

    /// Moves the scenario, as a slider does while it is dragged.
    pub fn move_to(&self, scenario: Scenario) {
        if self.scenario.with_untracked(|s| *s != scenario) {
            self.scenario.set(scenario);
        }
    }

    /// Moves the scenario for good: the change becomes an entry of the history.
    pub fn commit(&self, scenario: Scenario) {
        self.move_to(scenario);
        self.commits.update(|n| *n += 1);
    }

    /// Whether there is room for one more pinned scenario.
    #[must_use]
    pub fn can_pin(&self) -> bool {
        self.slots.with(|slots| slots.len() < MOST_SLOTS)
    }

    /// Pins the scenario as it stands, unless it is pinned already or a link could not hold it.
    pub fn pin(&self) {
        let mut view = untrack(|| self.view());
        let is_pinned = view.slots.iter().any(|slot| *slot.scenario() == view.scenario);
        if is_pinned || view.slots.len() >= MOST_SLOTS {
            return;
        }
        let name = self.name_of(&view.scenario, view.slots.len());
        view.slots.push(Slot::new(&name, view.scenario, &view.measured));
        if link::encode(&view, self.catalog).len() <= MAX_BYTES {
            self.slots.set(view.slots);
            self.commits.update(|n| *n += 1);
        }
    }

    /// The name that a scenario gets when it is pinned in that place.
    fn name_of(&self, scenario: &Scenario, place: usize) -> String {
        if *scenario == Scenario::defaults(self.catalog) {
            return texts::DEFAULTS.to_owned();
        }
        let preset = PRESETS.iter().find(|p| p.scenario(self.catalog) == *scenario);
        preset.map_or_else(|| moves::scenario(&Slot::letter(place)), |p| p.label.to_owned())
    }

    /// Whether the page is dark.
    #[must_use]
    pub fn is_dark(&self) -> bool {
        match self.theme.get() {
            link::Theme::Auto => self.system_dark.get(),
            link::Theme::Light => false,
            link::Theme::Dark => true,
        }
    }

    /// The charts' colours.
    #[must_use]
    pub fn colours(&self) -> Theme {
        if self.is_dark() { Theme::DARK } else { Theme::LIGHT }
    }

    /// The scenario as a part of the page follows it: at once while it is in view, once input is idle if it is not. Hidden parts must
    /// not cost a moving slider its frame.
    #[must_use]
    pub fn followed(&self, in_view: RwSignal<bool>) -> Memo<Scenario> {
        let state = *self;
        memo(move || {
            if in_view.get() {
                state.scenario.get()
            } else {
                state.rested.get()
            }
        })
    }

    /// The report of a scenario that a part of the page follows.
    #[must_use]
    pub fn report_of(&self, scenario: &Scenario) -> Report {
        if *self.scenario.read_untracked() == *scenario {
            self.report.get_untracked()
        } else {
            self.many
                .with_untracked(|many| evaluated(scenario, self.catalog, many.as_ref()))
        }
    }

    /// The simulations, if they belong to that scenario.
    #[must_use]
    pub fn futures_of(&self, scenario: &Scenario) -> Option<Futures> {
        self.futures
            .with(|f| f.as_ref().filter(|f| f.of == *scenario).map(|f| f.value.clone()))
    }

    /// The simulations, if they belong to the current scenario.
    #[must_use]
    pub fn fresh_futures(&self) -> Option<Futures> {
        let scenario = self.scenario.get();
        self.futures
            .with(|f| f.as_ref().filter(|f| f.of == scenario).map(|f| f.value.clone()))
    }

    /// Whether that part is shown.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        self.embed.with(|e| e.is_empty() || e.contains(&part))
    }
}
