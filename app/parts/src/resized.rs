//! Sizes of elements as the browser reports them: to ask for one would force a layout of the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

/// Calls `changed` with the width and height of the element's content, at first and after every change. In browsers without observers it
/// is never called.
pub fn on_resize(element: &Element, changed: impl FnMut(f64, f64) + 'static) {
    boxed(element, Box::new(changed));
}

/// Compiled once, whatever is called.
fn boxed(element: &Element, mut changed: Box<dyn FnMut(f64, f64)>) {
    let observed = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        if let Ok(entry) = entries.get(0).dyn_into::<ResizeObserverEntry>() {
            let rect = entry.content_rect();
            changed(rect.width(), rect.height());
        }
    });
    if let Ok(observer) = ResizeObserver::new(observed.as_ref().unchecked_ref()) {
        observer.observe(element);
    }
    // The observer lives as long as the element; so must what it calls.
    observed.forget();
}
