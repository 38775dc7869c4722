//! English: the words stand in the rows.

pub(super) const CODE: &str = "en";
pub(super) const THOUSANDS: char = ',';
pub(super) const UNITS: &[(&str, &str)] = &[];

pub(super) const fn input(_: &str, english: &'static str) -> &'static str {
    english
}

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub(super) const fn meaning(_: &str, english: &'static str) -> &'static str {
    english
}

#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
pub(super) const fn source(english: &'static str) -> &'static str {
    english
}

pub(super) const fn option(_: &str, _: &str, english: &'static str) -> &'static str {
    english
}

pub(super) const fn preset(_: &str, english: &'static str) -> &'static str {
    english
}

pub(super) const fn blurb(_: &str, english: &'static str) -> &'static str {
    english
}

pub(super) const fn assumption(_: &str, english: &'static str) -> &'static str {
    english
}

pub(super) const fn part(english: &'static str) -> &'static str {
    english
}
