//! Scenarios that the browser keeps.

use super::room::Room;
use super::storage;
use crate::components::download;
use crate::components::reactive::{flag, handler, part, text};
use crate::text::saved as texts;
use crate::url;
use crate::view_model::about;
use crate::view_model::meeting::saved::{self, MAX_BYTES, MOST, Saved};
use forkcast_engine::order::sorted;
use forkcast_parts::opened;
use forkcast_protocol::link::{self, NAME_CHARS, View};
use leptos::prelude::*;

/// Before the name, in the key of a scenario: each is an entry of its own, so that two tabs do not write over each other's.
const PREFIX: &str = "forkcast.saved.";
/// Name of the exported file.
const FILE: &str = "forkcast-scenarios.txt";
/// Inputs that a row names.
const NAMED: usize = 3;

/// Everything that is saved, by name.
fn all() -> Vec<Saved> {
    let Some(store) = storage() else { return Vec::new() };
    let count = store.length().unwrap_or_default();
    let found = (0..count).filter_map(|i| {
        let key = store.key(i).ok()??;
        let name = key.strip_prefix(PREFIX)?.to_owned();
        let link = store.get_item(&key).ok()??;
        Some(Saved { name, link })
    });
    sorted(found.collect(), |a: &Saved, b: &Saved| a.name.cmp(&b.name))
}

/// Keeps a scenario; false where the browser refuses.
fn put(saved: &Saved) -> bool {
    storage().is_some_and(|store| {
        store
            .set_item(&format!("{PREFIX}{}", saved.name), &saved.link)
            .is_ok()
    })
}

fn remove(name: &str) {
    if let Some(store) = storage() {
        let _ = store.remove_item(&format!("{PREFIX}{name}"));
    }
}

/// Whether the browser keeps anything: some have a storage that refuses everything.
fn keeps() -> bool {
    let probe = format!("{PREFIX}\u{0}");
    storage().is_some_and(|store| {
        let is_kept = store.set_item(&probe, "").is_ok();
        let _ = store.remove_item(&probe);
        is_kept
    })
}

/// What the list needs.
#[derive(Clone, Copy)]
struct List {
    room: Room,
    rows: RwSignal<Vec<Saved>>,
    said: RwSignal<String>,
    deleted: RwSignal<Option<Saved>>,
}

impl List {
    fn say(self, words: String) {
        self.rows.set(all());
        self.said.set(words);
    }

    fn save(self, typed: &str) {
        self.deleted.set(None);
        let name = saved::name(typed);
        let rows = all();
        if name.is_empty() {
            self.say(texts::NEEDS_A_NAME.to_owned());
        } else if rows.len() >= MOST {
            self.say(texts::too_many(MOST));
        } else {
            let link = saved::kept(&untrack(|| self.room.state.view()), self.room.state.catalog);
            let name = saved::free(&name, &rows);
            let words = if put(&Saved {
                name: name.clone(),
                link,
            }) {
                texts::saved(&name)
            } else {
                texts::NOT_SAVED.to_owned()
            };
            self.say(words);
        }
    }

    fn rename(self, former: &Saved, typed: &str) {
        self.deleted.set(None);
        let name = saved::name(typed);
        if name == former.name {
            return;
        }
        let words = if name.is_empty() {
            texts::NEEDS_A_NAME.to_owned()
        } else if all().iter().any(|saved| saved.name == name) {
            texts::name_taken(&name)
        } else if put(&Saved {
            name: name.clone(),
            link: former.link.clone(),
        }) {
            remove(&former.name);
            texts::renamed(&name)
        } else {
            texts::NOT_SAVED.to_owned()
        };
        self.say(words);
    }

    fn open(self, link: &str) {
        let (room, state) = (self.room, self.room.state);
        let decoded = link::decode(link, state.catalog);
        state
            .notices
            .set(decoded.notices.iter().map(ToString::to_string).collect());
        state.show(View {
            theme: state.theme.get_untracked(),
            ..decoded.view
        });
        state.commits.update(|n| *n += 1);
        room.tool.set(None);
    }

    fn delete(self, gone: &Saved) {
        remove(&gone.name);
        self.deleted.set(Some(gone.clone()));
        self.say(texts::deleted(&gone.name));
    }

    fn import(self, text: &str) {
        self.deleted.set(None);
        let (read, refused) = saved::read(text, self.room.state.catalog);
        let mut rows = all();
        let mut count = 0;
        for Saved { name, link } in read {
            // The same scenario under the same name is there already.
            if rows.iter().any(|row| row.name == name && row.link == link) {
                count += 1;
                continue;
            }
            if rows.len() >= MOST {
                self.say(texts::too_many(MOST));
                return;
            }
            let name = saved::free(&name, &rows);
            let row = Saved { name, link };
            if !put(&row) {
                self.say(texts::NOT_SAVED.to_owned());
                return;
            }
            rows.push(row);
            count += 1;
        }
        self.say(texts::imported(count, &refused));
    }

    fn row(self, row: Saved) -> AnyView {
        let Saved { name, link } = row.clone();
        let view = link::decode(&link, self.room.state.catalog).view;
        let about = about::inputs(&view.scenario, self.room.state.catalog, NAMED);
        let (opened, renamed, gone) = (link, row.clone(), row);
        view! {
            <li>
                <input type="text" maxlength=NAME_CHARS.to_string() aria-label=texts::rename(&name) prop:value=name.clone()
                    on:change=handler(move |ev| self.rename(&renamed, &event_target_value(&ev))) />
                <button type="button" class="outlined" aria-label=texts::of(texts::OPEN, &name) on:click=handler(move |_| self.open(&opened))>{texts::OPEN}</button>
                <button type="button" class="quiet" aria-label=texts::of(texts::DELETE, &name) on:click=handler(move |_| self.delete(&gone))>{texts::DELETE}</button>
                <p class="hint">{about}</p>
                <p class="hint" hidden=view.note.is_empty()>{view.note.clone()}</p>
            </li>
        }
        .into_any()
    }
}

/// The list, and what can be done with it.
pub(super) fn saved(room: Room) -> AnyView {
    if !keeps() {
        return view! { <p id="no-storage">{texts::NO_STORAGE}</p> }.into_any();
    }
    let list = List {
        room,
        rows: RwSignal::new(all()),
        said: RwSignal::new(String::new()),
        deleted: RwSignal::new(None),
    };
    let name = RwSignal::new(String::new());
    let restore = move || {
        if let Some(gone) = list.deleted.get_untracked() {
            list.deleted.set(None);
            let words = if put(&gone) {
                texts::saved(&gone.name)
            } else {
                texts::NOT_SAVED.to_owned()
            };
            list.say(words);
        }
    };
    let export = move || {
        let text = list.rows.with_untracked(|rows| saved::file(rows, url::address));
        download::text(FILE, "text/plain", &text);
    };
    let is_empty = move || list.rows.with(Vec::is_empty);
    view! {
        <p class="hint">{texts::ABOUT}</p>
        <form class="save" on:submit=handler(move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            list.save(&name.get_untracked());
            name.set(String::new());
        })>
            <input type="text" id="saved-name" maxlength=NAME_CHARS.to_string() autocomplete="off" placeholder=texts::NAME aria-label=texts::NAME
                prop:value=text(move || name.get()) on:input=handler(move |ev| name.set(event_target_value(&ev))) />
            <button type="submit" class="solid" id="save-scenario">{texts::SAVE}</button>
        </form>
        <p role="status" id="saved-said">{text(move || list.said.get())}
            " "
            <button type="button" class="chip" id="restore-saved" hidden=flag(move || list.deleted.read().is_none()) on:click=handler(move |_| restore())>{texts::RESTORE}</button>
        </p>
        <p hidden=flag(move || !is_empty())>{texts::NONE}</p>
        <ul class="saved" id="saved-list">{part(move || list.rows.get().into_iter().map(|row| list.row(row)).collect_view().into_any())}</ul>
        <div class="buttons">
            <button type="button" class="outlined" id="export-saved" disabled=flag(is_empty) on:click=handler(move |_| export())>{texts::EXPORT}</button>
            <label class="outlined file">{texts::IMPORT}
                <input type="file" class="visually-hidden" id="import-saved" accept=".txt,text/plain" on:change=handler(move |ev: web_sys::Event| {
                    opened::picked(&ev, MAX_BYTES, move |read| match read {
                        Ok(text) => list.import(&text),
                        Err(why) => list.say(why),
                    });
                }) />
            </label>
        </div>
    }
    .into_any()
}
