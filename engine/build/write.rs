//! Values as Rust source, and the parts that several lists share.

use std::fmt::Write as _;

/// The attribute of texts that only programs outside the page show.
pub(crate) const NATIVE: &str = "#[cfg(all(feature = \"texts\", not(target_arch = \"wasm32\")))]";

pub(crate) fn some(value: Option<f64>) -> String {
    value.map_or_else(|| "None".to_owned(), |v| format!("Some({v:?}f64)"))
}

pub(crate) fn text(value: &str) -> String {
    format!("Cow::Borrowed({value:?})")
}

/// `passage_use` as the name of a variant.
pub(crate) fn variant(key: &str) -> String {
    key.split(['_', '-'])
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

pub(crate) fn status(file: &str, key: &str, status: &str) -> &'static str {
    match status {
        "assumed" => "Status::Assumed",
        "published" => "Status::Published",
        "fitted" => "Status::Fitted",
        other => panic!("{file}.toml: {key}: status is assumed, published or fitted, not {other}"),
    }
}

/// Sources and dates of a list's rows, apart from the rows: the page's first load has the rows, the chunk has the sources.
pub(crate) fn sources<'a>(out: &mut String, name: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    writeln!(
        out,
        "#[cfg(feature = \"texts\")]\nstatic {name}: &[Provenance] = &["
    )
    .unwrap();
    for (source, as_of) in rows {
        writeln!(
            out,
            "Provenance {{ source: {}, as_of: {} }},",
            text(source),
            text(as_of)
        )
        .unwrap();
    }
    out.push_str("];\n");
}
