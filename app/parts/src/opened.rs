//! Files that the reader picks.

use crate::text;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;

/// Reads the file that was picked and hands on its text, or says why it could not be read. A longer one than `longest` bytes is not read.
pub fn picked(event: &web_sys::Event, longest: usize, done: impl FnOnce(Result<String, String>) + 'static) {
    let input = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let Some(file) = input.files().and_then(|f| f.get(0)) else {
        return;
    };
    if file.size() > longest as f64 {
        done(Err(text::longer_than(longest)));
        return;
    }
    spawn_local(async move {
        let read = JsFuture::from(file.text()).await.ok().and_then(|t| t.as_string());
        done(read.ok_or_else(|| text::UNREADABLE.to_owned()));
        // So that the same file can be picked again after a correction.
        input.set_value("");
    });
}
