//! Python.

use std::fmt::Write as _;

use crate::shapes::{Field, Form, Named, Type};

pub(crate) fn written(shapes: &[Named]) -> String {
    let mut out = "\"\"\"The shapes of scenarios and answers.\n\nWritten by `cargo xtask generate` from the shapes of the answers and the table of inputs.\n\"\"\"\n\nfrom typing import Literal, NotRequired, TypeAlias, TypedDict\n".to_owned();
    for Named { name, about, form } in shapes {
        // Its keys with approaches are no names.
        let _ = match form {
            Form::Fields(_) if name == "Row" => continue,
            // A keyword can be a key, but no name of a class.
            Form::Fields(fields) if fields.iter().any(|field| field.name == "from") => {
                let _ = writeln!(out, "\n\n{name} = TypedDict(\n    \"{name}\",\n    {{");
                for field in fields {
                    if !field.about.is_empty() {
                        let _ = writeln!(out, "        # {}", field.about);
                    }
                    let annotation = annotation(field);
                    let _ = writeln!(out, "        \"{}\": {annotation},", field.name);
                }
                write!(out, "    }},\n)\n\"\"\"{}\"\"\"\n", quoted(about))
            }
            Form::Fields(fields) => {
                let _ = writeln!(
                    out,
                    "\n\nclass {name}(TypedDict):\n    \"\"\"{}\"\"\"\n",
                    quoted(about)
                );
                for field in fields {
                    let _ = writeln!(out, "    {}: {}", field.name, annotation(field));
                    if !field.about.is_empty() {
                        let _ = writeln!(out, "    \"\"\"{}\"\"\"", quoted(&field.about));
                    }
                }
                Ok(())
            }
            Form::Texts(ids) => write!(
                out,
                "\n\n{name}: TypeAlias = {}\n\"\"\"{}\"\"\"\n",
                texts(ids),
                quoted(about)
            ),
            Form::Alias(alias) => write!(
                out,
                "\n\n{name}: TypeAlias = \"{}\"\n\"\"\"{}\"\"\"\n",
                of(alias),
                quoted(about)
            ),
        };
    }
    out
}

/// In quotes, because a type may stand further down; but for the mark of a key that may be missing, which Python reads at once.
fn annotation(field: &Field) -> String {
    let annotation = of(&field.of).replace('"', "'");
    if field.required {
        format!("\"{annotation}\"")
    } else {
        format!("NotRequired[\"{annotation}\"]")
    }
}

/// A text that ends no docstring.
fn quoted(about: &str) -> String {
    let text = about.replace('\\', "\\\\").replace("\"\"\"", "\\\"\"\"");
    match text.strip_suffix('"') {
        Some(start) => format!("{start}\\\""),
        None => text,
    }
}

fn texts(ids: &[String]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("{id:?}")).collect();
    format!("Literal[{}]", quoted.join(", "))
}

fn of(this: &Type) -> String {
    match this {
        Type::Number => "float".to_owned(),
        Type::Integer => "int".to_owned(),
        Type::Text => "str".to_owned(),
        Type::Flag => "bool".to_owned(),
        Type::Nothing => "None".to_owned(),
        Type::Named(name) => name.clone(),
        // JSON has no tuples.
        Type::List(item) | Type::Several(item, _) => format!("list[{}]", of(item)),
        Type::Keyed(value) => format!("dict[str, {}]", of(value)),
        Type::Either(any) => any.iter().map(of).collect::<Vec<_>>().join(" | "),
        Type::Texts(ids) => texts(ids),
    }
}
