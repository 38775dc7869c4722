//! What JavaScript throws where a value is none that JSON has. All other messages are those of the protocol.

pub(crate) const TOO_DEEP: &str =
    "a scenario is an object of inputs, not one that holds itself or holds objects in more than 16 levels";
pub(crate) const NO_JSON: &str = "a scenario holds numbers, texts, null, lists and objects; a function, a symbol and a BigInt are none of them";

pub(crate) fn no_number(number: f64) -> String {
    format!("an input takes a finite number, not {number}; null leaves an input unset that may be unset")
}

pub(crate) fn row(row: usize, error: &str) -> String {
    format!("row {row}: {error}")
}
