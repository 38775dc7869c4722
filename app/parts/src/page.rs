//! The page as its modules see it: address and colours.

use forkcast_charts::Theme;
use forkcast_engine::Catalog;
use forkcast_protocol::link::{self, View};
use gloo::events::EventListener;
use leptos::prelude::*;

/// The page's view and colours, as signals. Copied freely.
#[derive(Clone, Copy)]
pub struct Page {
    /// Prices and assumptions.
    pub catalog: &'static Catalog,
    /// The page's view, as its address says.
    pub view: RwSignal<View>,
    dark: RwSignal<bool>,
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The current address of the page.
#[must_use]
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

impl Page {
    /// The current state of the page.
    #[must_use]
    pub fn new() -> Self {
        let catalog = Catalog::builtin();
        Self {
            catalog,
            view: RwSignal::new(link::decode(&fragment(), catalog).view),
            dark: RwSignal::new(false),
        }
    }

    /// Follows the page's address and colours.
    pub fn install(self) {
        // The page writes its history without an event of the browser's, and dispatches its own event.
        for event in ["hashchange", "popstate", "forkcast"] {
            EventListener::new(&window(), event, move |_| {
                let now = link::decode(&fragment(), self.catalog).view;
                if self.view.try_get_untracked().is_some_and(|before| before != now) {
                    self.view.set(now);
                }
            })
            .forget();
        }
        if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
            self.dark.set(query.matches());
            let asked = query.clone();
            EventListener::new(&query, "change", move |_| self.dark.set(asked.matches())).forget();
        }
    }

    /// The charts' colours.
    #[must_use]
    pub fn colours(self) -> Theme {
        let dark = match self.view.with(|v| v.theme) {
            link::Theme::Auto => self.dark.get(),
            link::Theme::Light => false,
            link::Theme::Dark => true,
        };
        if dark { Theme::DARK } else { Theme::LIGHT }
    }

    /// Puts a view into the page's address, which the page follows.
    pub fn put(self, view: &View) {
        let _ = window().location().set_hash(&link::encode(view, self.catalog));
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}
