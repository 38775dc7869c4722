//! Tests over the whole product: golden scenarios and properties of the engine, and, in `browser/`, the page in a real browser.
