//! Scenarios to start from: the use cases that the seed article argues about.

use crate::catalog::Catalog;
use crate::params;
use crate::scenario::Scenario;

/// A named scenario: the defaults, with some inputs set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Name in links and on the command line.
    pub id: &'static str,
    /// Name shown to people.
    pub label: &'static str,
    /// What kind of system it stands for.
    pub blurb: &'static str,
    /// Inputs that differ from the defaults, as text.
    pub set: &'static [(&'static str, &'static str)],
}

include!(concat!(env!("OUT_DIR"), "/presets.rs"));

impl Preset {
    /// The preset's scenario.
    #[must_use]
    pub fn scenario(&self, catalog: &Catalog) -> Scenario {
        let mut scenario = Scenario::defaults(catalog);
        for (key, text) in self.set {
            // A test sets every row of every preset; a catalog without the model named keeps the default.
            if let Ok(param) = params::find(key) {
                let _ = param.set_text(&mut scenario, text, catalog);
            }
        }
        scenario
    }

    /// The preset of that id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|p| p.id == id)
    }
}
