//! JavaScript's values as those of JSON.

use js_sys::{Array, Object};
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::text;

/// How deep objects are read: a decision has six levels, and an object that holds itself has no end.
const DEPTH: usize = 16;

/// The value as JSON has it. As in `JSON.stringify`, an entry that is undefined is none.
pub(crate) fn of(value: &JsValue) -> Result<Value, String> {
    within(value, DEPTH)
}

fn within(value: &JsValue, depth: usize) -> Result<Value, String> {
    if depth == 0 {
        return Err(text::TOO_DEEP.to_owned());
    }
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(number) = value.as_f64() {
        return Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| text::no_number(number));
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::String(text));
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if Array::is_array(value) {
        let list: &Array = value.unchecked_ref();
        let items = list.iter().map(|item| within(&item, depth - 1));
        return items.collect::<Result<_, _>>().map(Value::Array);
    }
    if !value.is_object() {
        return Err(text::NO_JSON.to_owned());
    }
    let mut map = Map::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        let held = entry.get(1);
        if !held.is_undefined() {
            let key = entry.get(0).as_string().unwrap_or_default();
            map.insert(key, within(&held, depth - 1)?);
        }
    }
    Ok(Value::Object(map))
}
