//! TypeScript.

use std::fmt::Write as _;

use crate::shapes::{Form, Named, Type};

pub(crate) fn written(shapes: &[Named]) -> String {
    let mut out =
        "// Written by `cargo xtask generate` from the shapes of the answers and the table of inputs.\n"
            .to_owned();
    for Named { name, about, form } in shapes {
        out.push('\n');
        comment(&mut out, "", about);
        let _ = match form {
            Form::Fields(fields) => {
                let _ = writeln!(out, "export interface {name} {{");
                for field in fields {
                    comment(&mut out, "  ", &field.about);
                    let mark = if field.required { "" } else { "?" };
                    let _ = writeln!(out, "  {}{mark}: {};", field.name, of(&field.of));
                }
                if name == "Row" {
                    let _ = writeln!(out, "  [figure: `${{Strategy}}.${{string}}`]: number | boolean;");
                }
                writeln!(out, "}}")
            }
            Form::Texts(ids) => writeln!(out, "export type {name} = {};", texts(ids)),
            Form::Alias(alias) => writeln!(out, "export type {name} = {};", of(alias)),
        };
    }
    out
}

fn comment(out: &mut String, indent: &str, about: &str) {
    if !about.is_empty() {
        let _ = writeln!(out, "{indent}/** {about} */");
    }
}

fn texts(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("{id:?}")).collect();
    quoted.join(" | ")
}

fn of(this: &Type) -> String {
    match this {
        Type::Number | Type::Integer => "number".to_owned(),
        Type::Text => "string".to_owned(),
        Type::Flag => "boolean".to_owned(),
        Type::Nothing => "null".to_owned(),
        Type::Named(name) => name.clone(),
        Type::List(item) => format!("Array<{}>", of(item)),
        Type::Several(item, n) => format!("[{}]", vec![of(item); *n].join(", ")),
        Type::Keyed(value) => format!("Record<string, {}>", of(value)),
        Type::Either(any) => any.iter().map(of).collect::<Vec<_>>().join(" | "),
        Type::Texts(ids) => texts(ids),
    }
}
