//! What both languages are written from.

use forkcast_engine::Catalog;
use forkcast_protocol::json::sweep::{FIGURES, How, Row};
use forkcast_protocol::json::{Decision, Evaluation, InputRow, Simulated};
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// A named type.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) form: Form,
}

/// The form of a named type.
pub(crate) enum Form {
    /// An object.
    Fields(Vec<Field>),
    /// One of these texts.
    Texts(Vec<String>),
    /// Another type.
    Alias(Type),
}

/// A field of an object.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) of: Type,
    /// Whether it is always there.
    pub(crate) required: bool,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    Number,
    Integer,
    Text,
    Flag,
    Nothing,
    Named(String),
    List(Box<Self>),
    /// A list of that length.
    Several(Box<Self>, usize),
    /// An object whose keys are ids.
    Keyed(Box<Self>),
    Either(Vec<Self>),
    Texts(Vec<String>),
}

/// Every type, in the order of their names, then what a scenario and a row of a sweep hold.
pub(crate) fn all() -> Vec<Named> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let _ = generator.subschema_for::<Decision>();
    let _ = generator.subschema_for::<Evaluation>();
    let _ = generator.subschema_for::<Simulated>();
    let mut named: Vec<Named> = generator
        .take_definitions(true)
        .iter()
        .map(|(name, schema)| of_schema(name, schema))
        .collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    named.push(inputs());
    named.push(row());
    named
}

fn of_schema(name: &str, schema: &Value) -> Named {
    let form = if let Some(fields) = schema["properties"].as_object() {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let field = |(name, of): (&String, &Value)| {
            let required = required.contains(&name.as_str());
            Field {
                name: name.clone(),
                about: about(of),
                of: field_type(of, required),
                required,
            }
        };
        Form::Fields(fields.iter().map(field).collect())
    } else if let Some(ids) = ids(schema) {
        Form::Texts(ids)
    } else {
        Form::Alias(type_of(schema))
    };
    Named {
        name: name.to_owned(),
        about: about(schema),
        form,
    }
}

/// The ids of an enum, with or without comments.
fn ids(schema: &Value) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for one in schema["oneOf"].as_array().into_iter().flatten() {
        found.extend(one["const"].as_str().map(str::to_owned));
        found.extend(ids(one).into_iter().flatten());
    }
    let listed = schema["enum"].as_array().into_iter().flatten();
    found.extend(listed.filter_map(Value::as_str).map(str::to_owned));
    (!found.is_empty()).then_some(found)
}

/// Links between Rust's items say nothing elsewhere.
fn about(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("[`") {
        let Some(end) = rest[at..].find("`]").map(|end| at + end) else {
            break;
        };
        out.push_str(&rest[..at]);
        let item = &rest[at + 2..end];
        out.push_str(item.rsplit("::").next().unwrap_or(item));
        rest = &rest[end + 2..];
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The type of a field; one that may be missing is never null as well.
fn field_type(schema: &Value, required: bool) -> Type {
    match type_of(schema) {
        Type::Either(mut of) if !required => {
            of.retain(|one| *one != Type::Nothing);
            if of.len() == 1 {
                of.remove(0)
            } else {
                Type::Either(of)
            }
        }
        other => other,
    }
}

fn type_of(schema: &Value) -> Type {
    if let Some(name) = schema["$ref"].as_str() {
        return Type::Named(name.rsplit('/').next().unwrap_or(name).to_owned());
    }
    if let Some(any) = schema["anyOf"].as_array() {
        return Type::Either(any.iter().map(type_of).collect());
    }
    if let Some(several) = schema["type"].as_array() {
        let one = |name: &Value| {
            let mut alone = schema.clone();
            alone["type"] = name.clone();
            type_of(&alone)
        };
        return Type::Either(several.iter().map(one).collect());
    }
    if let Some(ids) = ids(schema) {
        return Type::Texts(ids);
    }
    match schema["type"].as_str() {
        Some("number") => Type::Number,
        Some("integer") => Type::Integer,
        Some("string") => Type::Text,
        Some("boolean") => Type::Flag,
        Some("null") => Type::Nothing,
        Some("array") => {
            let of = Box::new(type_of(&schema["items"]));
            match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
                (Some(least), Some(most)) if least == most => Type::Several(of, least as usize),
                _ => Type::List(of),
            }
        }
        Some("object") => Type::Keyed(Box::new(type_of(&schema["additionalProperties"]))),
        other => panic!("the types of packages know no schema of type {other:?}: {schema}"),
    }
}

/// The inputs of a scenario.
fn inputs() -> Named {
    let field = |row: InputRow| {
        let of = if row.options.is_empty() {
            Type::Number
        } else {
            Type::Texts(row.options.into_iter().map(|option| option.id).collect())
        };
        let unset = forkcast_engine::params::find(&row.key).is_ok_and(|param| param.unset.is_some());
        let range = match (row.min, row.max) {
            (Some(min), Some(max)) => format!(" {min} to {max} {}", row.unit).trim_end().to_owned() + ".",
            _ => String::new(),
        };
        let default = serde_json::to_string(&row.default).unwrap_or_default();
        Field {
            about: format!("{}. {}{range} Default: {default}.", row.label, row.doc),
            name: row.key,
            of: if unset {
                Type::Either(vec![of, Type::Nothing])
            } else {
                of
            },
            required: false,
        }
    };
    Named {
        name: "Inputs".to_owned(),
        about: "The inputs of a scenario that differ from the defaults.".to_owned(),
        form: Form::Fields(InputRow::all(Catalog::builtin()).into_iter().map(field).collect()),
    }
}

/// A row of a sweep without approaches of its own.
fn row() -> Named {
    let named = |name: &str| Type::Named(name.to_owned());
    let columns = Row::columns(&How::default());
    let field = |name: String| Field {
        of: match name.as_str() {
            "winner" | "runner_up" => named("Strategy"),
            "strength" => Type::Text,
            "feasible" => Type::Flag,
            _ => Type::Number,
        },
        about: if FIGURES.iter().any(|(figure, _)| *figure == name) {
            "Of the winner.".to_owned()
        } else {
            String::new()
        },
        name,
        required: true,
    };
    Named {
        name: "Row".to_owned(),
        about: "The verdict on a row of a sweep. With approaches there are more columns, such as `rag.monthly_usd`.".to_owned(),
        form: Form::Fields(columns.into_iter().map(field).collect()),
    }
}
