//! The scenario that was last open in this tab, or else in this browser: a link that someone sent is held against it.
//!
//! Where the browser keeps nothing, as in a sandbox, nothing is said.

use crate::url;
use leptos::prelude::*;
use web_sys::Storage;

const KEY: &str = "forkcast.last";

/// What the tab keeps, and what the browser keeps.
fn stores() -> [Option<Storage>; 2] {
    let window = window();
    [window.session_storage(), window.local_storage()].map(|store| store.ok().flatten())
}

/// Keeps the link of the scenario as it stands.
pub fn keep(encoded: &str) {
    for store in stores().into_iter().flatten() {
        let _ = store.set_item(KEY, encoded);
    }
}

/// The reader's own link, where the one that was opened is another; none in the page as others embed it.
#[must_use]
pub fn other_than(opened: &str) -> Option<String> {
    if url::is_embedded() || url::fragment().len() < 2 {
        return None;
    }
    let mine = stores()
        .into_iter()
        .flatten()
        .find_map(|store| store.get_item(KEY).ok().flatten())?;
    (mine != opened).then_some(mine)
}
