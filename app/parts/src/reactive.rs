//! Signals, handlers and parts of a view behind boxes.
//!
//! Leptos compiles each memo, attribute, handler and piece of view again for each closure, some kilobytes each time. Boxed,
//! they are compiled once for each kind: that keeps the page within its budget of bytes.

use leptos::prelude::*;

/// A memo.
#[must_use]
pub fn memo<T: PartialEq + Send + Sync + 'static>(f: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    boxed_memo(Box::new(f))
}

fn boxed_memo<T: PartialEq + Send + Sync + 'static>(f: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| f())
}

/// An effect.
pub fn effect(f: impl FnMut() + 'static) {
    boxed_effect(Box::new(f));
}

fn boxed_effect(mut f: Box<dyn FnMut()>) {
    Effect::new(move |_| f());
}

/// A text that changes: for attributes and for text between tags.
pub type Text = Box<dyn Fn() -> String + Send + Sync>;

/// A text that changes.
#[must_use]
pub fn text(f: impl Fn() -> String + Send + Sync + 'static) -> Text {
    Box::new(f)
}

/// A condition that changes.
pub type Flag = Box<dyn Fn() -> bool + Send + Sync>;

/// A condition that changes.
#[must_use]
pub fn flag(f: impl Fn() -> bool + Send + Sync + 'static) -> Flag {
    Box::new(f)
}

/// A part of a view that changes.
///
/// What is in it is made anew with each change, so no text or condition in it may follow a signal by itself: one that follows a signal which
/// hardly ever changes stays among the signal's followers until it does. Read such signals in `f`.
#[must_use]
pub fn part(f: impl Fn() -> AnyView + Send + Sync + 'static) -> Box<dyn Fn() -> AnyView + Send + Sync> {
    Box::new(f)
}

/// A part of a view that is there under a condition.
#[must_use]
pub fn when(
    there: impl Fn() -> bool + Send + Sync + 'static,
    make: impl Fn() -> AnyView + Send + Sync + 'static,
) -> Box<dyn Fn() -> AnyView + Send + Sync> {
    boxed_when(Box::new(there), Box::new(make))
}

fn boxed_when(
    there: Flag,
    make: Box<dyn Fn() -> AnyView + Send + Sync>,
) -> Box<dyn Fn() -> AnyView + Send + Sync> {
    Box::new(move || if there() { make() } else { ().into_any() })
}

/// An event handler.
#[must_use]
pub fn handler<E>(f: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(f)
}
