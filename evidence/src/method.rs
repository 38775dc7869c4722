//! The method page: equations, assumptions, the fit, published results, prices and claims.
//!
//! The page is static. [`crate::generated`] writes it to `public/method.html`, so it adds nothing to the playground.

mod plots;
mod tables;
mod texts;

use crate::rule::{self, Piece};
use askama::Template;
use forkcast_charts::Table;
use forkcast_engine::{Catalog, MODEL_VERSION};

pub use texts::{EQUATIONS, LIMITS};

#[derive(Template)]
#[template(path = "method.html")]
struct Page {
    model_version: &'static str,
    prices: String,
    rule: Vec<Vec<Piece>>,
    example: Vec<Vec<Piece>>,
    equations: &'static [(&'static str, &'static str, &'static str)],
    limits: &'static [&'static str],
    sections: Vec<Section>,
}

/// A table of the page with its heading.
struct Section {
    /// The anchor: part of links to the page.
    id: &'static str,
    /// The name in the list of contents.
    name: &'static str,
    heading: &'static str,
    note: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    plots: Vec<plots::Plot>,
}

struct Column {
    name: String,
    class: Option<&'static str>,
}

impl Section {
    fn new(id: &'static str, name: &'static str, heading: &'static str, note: String, table: Table) -> Self {
        let columns = table
            .columns
            .iter()
            .enumerate()
            .map(|(i, name)| Column {
                name: name.clone(),
                class: class(&table, i),
            })
            .collect();
        Self {
            id,
            name,
            heading,
            note,
            columns,
            rows: table.rows,
            plots: Vec::new(),
        }
    }
}

/// The alignment of a column: numbers to the right, long text with room.
fn class(table: &Table, column: usize) -> Option<&'static str> {
    let cells = || table.rows.iter().filter_map(|row| row.get(column));
    let is_number = |cell: &String| {
        cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '\u{2212}' | '–'))
            && !cell.contains(|c: char| c.is_alphabetic())
    };
    if cells().all(is_number) {
        Some("number")
    } else if cells().any(|cell| cell.chars().count() > 40) {
        Some("long")
    } else {
        None
    }
}

fn sections(catalog: &Catalog) -> Vec<Section> {
    let section =
        |id, name, heading, note: &str, table| Section::new(id, name, heading, note.to_owned(), table);
    vec![
        section(
            "inputs",
            "Inputs",
            "Inputs",
            texts::INPUTS,
            tables::inputs(catalog),
        ),
        section(
            "assumptions",
            "Assumptions",
            "Assumptions",
            texts::ASSUMPTIONS,
            tables::assumptions(),
        ),
        section(
            "parameters",
            "Fitted parameters",
            "Fitted parameters",
            texts::PARAMETERS,
            tables::parameters(),
        ),
        Section {
            plots: vec![plots::agreement(), plots::residuals()],
            ..section(
                "published",
                "Published results",
                "Published results and the model’s",
                &tables::fit(),
                tables::published(),
            )
        },
        section(
            "unseen",
            "Held-out predictions",
            "Held-out predictions",
            texts::HELD_OUT,
            tables::held_out(),
        ),
        section(
            "orders",
            "Published orders",
            "Orders of published figures, and the model’s",
            &tables::orders_note(),
            tables::orders(),
        ),
        section(
            "wrong-orders",
            "Orders that are wrong",
            "Published orders that the model has the other way round",
            texts::WRONG_ORDERS,
            tables::wrong_orders(),
        ),
        section(
            "recall",
            "Recall by pipeline",
            "Published recalls by pipeline, and the model’s",
            texts::RECALL,
            tables::recall(),
        ),
        section(
            "own-error",
            "The model’s own error",
            "The model’s own error, and how many figures its bands hold",
            &tables::own_error_note(),
            tables::own_error(),
        ),
        section(
            "rates",
            "Speeds and latencies",
            "Published speeds and latencies and the model’s",
            texts::RATES,
            tables::rates(),
        ),
        section(
            "serving",
            "Own GPUs",
            "Published throughput of own GPUs and the model’s",
            &tables::serving_note(),
            tables::serving(),
        ),
        section(
            "first-token",
            "First token on own GPUs",
            "Published times to the first token on own GPUs and the model’s",
            &tables::first_token_note(),
            tables::first_token(),
        ),
        section(
            "gpus",
            "Measured on a GPU",
            "Measured on a GPU",
            &tables::gpu_note(),
            tables::gpu_rows(),
        ),
        section(
            "prices",
            "Prices",
            "Prices",
            &texts::prices(&catalog.version),
            tables::prices(catalog),
        ),
        section(
            "models",
            "Models",
            "Release, end and terms of the models",
            &tables::models_note(),
            tables::models(catalog),
        ),
        section(
            "offers",
            "Fine-tuning",
            "Who sells fine-tuning, and how tuned weights are served",
            texts::OFFERS,
            tables::offers(catalog),
        ),
        section(
            "unscored",
            "Not scored",
            "Methods that are sold and not scored",
            texts::UNSCORED,
            tables::unscored(),
        ),
        section(
            "hardware",
            "Hardware",
            "GPUs, embedders, stores, rerankers",
            texts::HARDWARE,
            tables::hardware(catalog),
        ),
        section(
            "claims",
            "Claims",
            "Claims of the article, and where the playground shows them",
            texts::CLAIMS,
            tables::claims(),
        ),
    ]
}

/// The method page as HTML.
///
/// # Panics
/// Never: writing to a string cannot fail.
#[must_use]
pub fn page(catalog: &Catalog) -> String {
    let page = Page {
        model_version: MODEL_VERSION,
        prices: catalog.version.to_string(),
        rule: rule::lines(),
        example: rule::example(),
        equations: &EQUATIONS,
        limits: &LIMITS,
        sections: sections(catalog),
    };
    page.render().expect("a string takes text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accuracy;

    #[test]
    fn every_figure_has_a_source() {
        let sections = sections(Catalog::builtin());
        for section in &sections {
            assert!(!section.rows.is_empty(), "{}", section.id);
            for row in &section.rows {
                assert_eq!(row.len(), section.columns.len());
                assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
            }
        }
        let claims = sections.last().expect("sections");
        assert_eq!(
            (claims.id, claims.rows.len()),
            ("claims", crate::claims::all().len())
        );
        for machine in ["NVIDIA H200, driver 580.", "NVIDIA H100 80GB HBM3, driver 580."] {
            assert!(tables::gpu_note().contains(machine), "{}", tables::gpu_note());
        }
    }

    /// No residual is left out of the plots: both hold a dot for every figure that the model predicts.
    #[test]
    fn every_residual_is_in_both_plots() {
        let predicted = accuracy::rows()
            .iter()
            .chain(&accuracy::held_out_rows())
            .filter(|r| !r.is_input())
            .count();
        for plot in [plots::agreement(), plots::residuals()] {
            assert_eq!(plot.dots(), predicted);
        }
    }

    #[test]
    fn feeds_that_disagree_are_both_shown() {
        let prices = tables::prices(Catalog::builtin());
        let row = prices
            .rows
            .iter()
            .find(|r| r[0] == "Llama 3.3 70B")
            .expect("a row");
        assert_eq!(row[2], "0.88 or 1.04");
    }

    #[test]
    fn text_does_not_become_markup() {
        let table = Table {
            columns: vec!["<b>".to_owned()],
            rows: vec![vec!["a & b".to_owned()]],
        };
        let page = Page {
            model_version: "0",
            prices: String::new(),
            rule: Vec::new(),
            example: Vec::new(),
            equations: &[],
            limits: &[],
            sections: vec![Section::new(
                "id",
                "name",
                "heading",
                "\"note\"".to_owned(),
                table,
            )],
        };
        let html = page.render().expect("a string takes text");
        for escaped in ["&#60;b&#62;", "a &#38; b", "&#34;note&#34;"] {
            assert!(html.contains(escaped), "{html}");
        }
    }
}
