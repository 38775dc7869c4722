//! What a link shows: a scenario, and how.

use forkcast_engine::{Catalog, Scenario};

use super::Slot;

/// A part of the page that can be embedded alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The recommendation with its reasons.
    Verdict,
    /// Cumulative cost by month.
    Cost,
    /// Monthly cost against volume.
    Volume,
    /// Latency by stage.
    Latency,
    /// Quality by approach.
    Quality,
    /// The table of scores.
    Scores,
    /// The inputs.
    Inputs,
    /// The map over two inputs.
    Map,
    /// What would change the verdict.
    Changes,
    /// The pinned scenarios side by side.
    Compare,
}

/// Name in links of every part at once. Unlike an empty choice it asks for the parts without the page around them.
pub(crate) const EVERY_PART: &str = "all";

impl Part {
    /// Every part, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::Verdict,
        Self::Cost,
        Self::Volume,
        Self::Latency,
        Self::Quality,
        Self::Scores,
        Self::Inputs,
        Self::Map,
        Self::Changes,
        Self::Compare,
    ];

    /// The parts that a link asks for with `all`: those of one scenario.
    pub const EVERY: [Self; 9] = {
        let [parts @ .., _compare] = Self::ALL;
        parts
    };

    /// Every part, in the order of the page.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &Self::ALL
    }

    /// Name in links.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Cost => "cost",
            Self::Volume => "volume",
            Self::Latency => "latency",
            Self::Quality => "quality",
            Self::Scores => "scores",
            Self::Inputs => "inputs",
            Self::Map => "map",
            Self::Changes => "changes",
            Self::Compare => "compare",
        }
    }

    /// The part of that [`Part::id`].
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.id() == id)
    }
}

/// Which colours to show the page in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the reader's system says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Name in links.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that [`Theme::id`].
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }
}

/// What a link shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The scenario.
    pub scenario: Scenario,
    /// The parts to show when embedded, each once and in the order of [`Part::ALL`]; empty for the whole page, not embedded.
    pub embed: Vec<Part>,
    /// The colours.
    pub theme: Theme,
    /// Where the team's own figures come from, and when: see [`super::origin`]; empty where it has none.
    pub measured: String,
    /// The reader's note on the scenario, as [`super::note`] keeps it; empty where there is none.
    pub note: String,
    /// The scenarios pinned beside it, at most [`super::MOST_SLOTS`].
    pub slots: Vec<Slot>,
}

impl View {
    /// The whole page with that scenario, in the reader's own colours.
    #[must_use]
    pub const fn of(scenario: Scenario) -> Self {
        Self {
            scenario,
            embed: Vec::new(),
            theme: Theme::Auto,
            measured: String::new(),
            note: String::new(),
            slots: Vec::new(),
        }
    }

    /// The whole page with the defaults.
    #[must_use]
    pub fn defaults(catalog: &Catalog) -> Self {
        Self::of(Scenario::defaults(catalog))
    }

    /// Whether that part is to be shown.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        self.embed.is_empty() || self.embed.contains(&part)
    }
}

impl Default for View {
    /// The whole page with the defaults of the built-in catalog.
    fn default() -> Self {
        Self::defaults(Catalog::builtin())
    }
}
