//! The files that the reader chose or dropped, with those of folders.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, HtmlInputElement};

use super::property;
use crate::model::{is_hidden, is_history};

/// Files with their paths.
pub struct Given {
    /// The files.
    pub files: Vec<(String, File)>,
    /// Whether they have a history of git beside them.
    pub has_history: bool,
}

/// The files of a field, which is emptied, so that the same ones can be chosen again; `None` if there are none.
#[must_use]
pub fn picked(event: &Event) -> Option<Given> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let list = input.files()?;
    let all = (0..list.length()).filter_map(|place| list.get(place));
    let mut given = Given {
        files: Vec::new(),
        has_history: false,
    };
    for file in all {
        let folder = property(&file, "webkitRelativePath").as_string();
        let path = folder
            .filter(|path| !path.is_empty())
            .unwrap_or_else(|| file.name());
        given.has_history |= is_history(&path);
        if !is_hidden(&path) {
            given.files.push((path, file));
        }
    }
    input.set_value("");
    Some(given.sorted()).filter(|given| !given.files.is_empty() || given.has_history)
}

impl Given {
    /// Files of a folder in the order of their paths, as the program reads them.
    fn sorted(mut self) -> Self {
        if self.files.iter().any(|(path, _)| path.contains('/')) {
            self.files.sort_by(|a, b| a.0.cmp(&b.0));
        }
        self
    }
}

/// What was dropped: entries of a file system, or files alone where the browser gives no entries.
pub(super) struct Dropped {
    entries: Vec<JsValue>,
    files: Vec<File>,
}

impl Dropped {
    /// Of an event, which must be asked at once.
    pub(super) fn of(event: &DragEvent) -> Self {
        let transfer = property(event, "dataTransfer");
        let list = |name: &str| -> Vec<JsValue> {
            let list = property(&transfer, name);
            if list.is_object() {
                Array::from(&list).to_vec()
            } else {
                Vec::new()
            }
        };
        let entry = |item: JsValue| call(&item, "webkitGetAsEntry", &[]).filter(JsValue::is_object);
        let files = list("files").into_iter().filter_map(|file| file.dyn_into().ok());
        Self {
            files: files.collect(),
            entries: list("items").into_iter().filter_map(entry).collect(),
        }
    }

    /// All files, those of folders below too.
    pub(super) async fn files(self) -> Given {
        let mut given = Given {
            files: Vec::new(),
            has_history: false,
        };
        if self.entries.is_empty() {
            given.files = self.files.into_iter().map(|file| (file.name(), file)).collect();
            return given;
        }
        let mut open = self.entries;
        open.reverse();
        while let Some(entry) = open.pop() {
            let full = property(&entry, "fullPath").as_string().unwrap_or_default();
            let path = full.trim_start_matches('/');
            given.has_history |= is_history(path);
            if is_hidden(path) {
                continue;
            }
            if property(&entry, "isDirectory").is_truthy() {
                let Some(reader) = call(&entry, "createReader", &[]) else {
                    continue;
                };
                // A browser gives a hundred entries at a time, and none at the end.
                while let Some(more) = answer(&reader, "readEntries").await {
                    let more = Array::from(&more);
                    if more.length() == 0 {
                        break;
                    }
                    open.extend(more.iter());
                }
            } else if let Some(file) = answer(&entry, "file").await.and_then(|file| file.dyn_into().ok()) {
                given.files.push((path.to_owned(), file));
            }
        }
        given.sorted()
    }
}

/// Calls a method; `None` if there is none or it fails.
fn call(of: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let method = property(of, name).dyn_into::<Function>().ok()?;
    method
        .apply(of, &arguments.iter().copied().collect::<Array>())
        .ok()
}

/// The answer of a method that takes a callback for its answer and one for an error.
async fn answer(of: &JsValue, name: &str) -> Option<JsValue> {
    let promise = Promise::new(&mut |done, failed| {
        if call(of, name, &[&done, &failed]).is_none() {
            let _ = failed.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(promise).await.ok()
}
