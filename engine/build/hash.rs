//! The hash by which a decision record names the catalog.

use crate::read::read;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The hash of the data of the catalog and its assumptions: each value by its path, one a line, tables by sorted key.
pub(crate) fn content_sha256() -> String {
    let mut content = String::new();
    for file in ["models", "ability", "sellers", "gpus", "retrieval", "assumptions"] {
        canonical(file, &toml::Value::Table(read(file)), &mut content);
    }
    Sha256::digest(content.as_bytes())
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn canonical(path: &str, value: &toml::Value, out: &mut String) {
    match value {
        toml::Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort();
            for key in keys {
                canonical(&format!("{path}.{key}"), &table[key], out);
            }
        }
        toml::Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                canonical(&format!("{path}.{i}"), item, out);
            }
        }
        toml::Value::String(text) => writeln!(out, "{path}={text:?}").unwrap(),
        toml::Value::Integer(number) => writeln!(out, "{path}={:?}", *number as f64).unwrap(),
        toml::Value::Float(number) => writeln!(out, "{path}={number:?}").unwrap(),
        toml::Value::Boolean(truth) => writeln!(out, "{path}={truth}").unwrap(),
        toml::Value::Datetime(_) => panic!("{path}: a date is written as a text"),
    }
}
