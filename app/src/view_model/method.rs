//! Why believe it: assumptions, published results, prices, claims, as a page of its own.
//!
//! The page is static: it is written by `UPDATE_SNAPSHOTS=1 cargo test -p forkcast-app` into `public/method.html`, a test keeps it
//! current, and so none of it weighs on the playground.

use forkcast_charts::Table;
use forkcast_engine::assumptions::{ASSUMPTIONS, NOTES};
use forkcast_engine::catalog::Provenance;
use forkcast_engine::claims::CLAIMS;
use forkcast_engine::quality::evidence;
use forkcast_engine::{Catalog, format, params};

fn table<const N: usize>(columns: [&str; N], rows: Vec<[String; N]>) -> Table {
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.into_iter().map(|r| r.to_vec()).collect(),
    }
}

/// Every assumption with its range, how it is known, and its source.
#[must_use]
pub fn assumptions() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = ASSUMPTIONS.iter().zip(&NOTES).map(|(a, note)| {
        [
            note.label.to_owned(),
            number(a.low),
            number(a.likely),
            number(a.high),
            note.unit.to_owned(),
            note.status.label().to_owned(),
            note.source.to_owned(),
        ]
    });
    table(
        [
            "Assumption",
            "Low",
            "Likely",
            "High",
            "Unit",
            "Known how",
            "Source",
        ],
        rows.collect(),
    )
}

/// Published results beside what the model says of them.
#[must_use]
pub fn published() -> Table {
    let rows = evidence::rows().into_iter().map(|r| {
        [
            format!("{}, table {}", r.source, r.table),
            r.setting.to_owned(),
            r.approach.to_owned(),
            format!("{:.3}", r.published),
            format!("{:.3}", r.predicted),
            format!("{:+.1}", r.residual_points()).replace('-', "\u{2212}"),
        ]
    });
    table(
        [
            "Source",
            "Setting",
            "Approach",
            "Published",
            "Model",
            "Residual, points",
        ],
        rows.collect(),
    )
}

/// How well the model fits, in a sentence.
#[must_use]
pub fn fit() -> String {
    let rows = evidence::rows();
    format!(
        "Mean absolute residual over {} published figures: {:.1} points.",
        rows.len(),
        evidence::mean_absolute_residual_points(&rows)
    )
}

/// Published speeds and latencies beside the model's.
#[must_use]
pub fn rates() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = forkcast_engine::fit::rates::rows().into_iter().map(|r| {
        [
            r.what.clone(),
            r.unit.to_owned(),
            number(r.published),
            number(r.predicted),
            format!("{:.2}", r.ratio()),
            r.does_not_apply.unwrap_or("Yes").to_owned(),
        ]
    });
    table(
        [
            "Published",
            "Unit",
            "Figure",
            "Model",
            "Ratio",
            "Does the model apply",
        ],
        rows.collect(),
    )
}

/// Published accuracies against the model's, a dot each, with the line on which they agree.
fn residual_plot() -> String {
    let dots: String = evidence::rows()
        .iter()
        .map(|r| {
            format!(
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\"><title>{}, {}: published {:.3}, model {:.3}</title></circle>\n",
                40.0 + 300.0 * r.published,
                320.0 - 300.0 * r.predicted,
                escape(r.setting),
                escape(r.approach),
                r.published,
                r.predicted
            )
        })
        .collect();
    format!(
        "<figure>\n<svg viewBox=\"0 0 360 360\" width=\"360\" height=\"360\" role=\"img\" aria-labelledby=\"plot-title\" fill=\"currentColor\" font-size=\"12\">\n\
         <title id=\"plot-title\">Share of right answers: published across, the model’s upwards</title>\n\
         <path d=\"M40 20V320H340M40 320L340 20\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.5\"/>\n\
         <g fill-opacity=\"0.6\">\n{dots}</g>\n\
         <text x=\"40\" y=\"336\">0</text><text x=\"328\" y=\"336\">1</text><text x=\"160\" y=\"352\">published</text><text x=\"24\" y=\"28\">1</text><text x=\"48\" y=\"32\">model</text>\n\
         </svg>\n<figcaption>A dot on the line is a published figure that the model gives exactly. The table above holds every one.</figcaption>\n</figure>\n"
    )
}

/// What stands above the published results.
fn about_published() -> String {
    format!(
        "{} The base models’ rows are inputs of the model, not predictions.",
        fit()
    )
}

/// Readers that the model was not fitted on.
fn held_out() -> Table {
    use forkcast_engine::fit::held_out::{Known, predictions};
    let rows = evidence::rows();
    let with_both = predictions(&rows, Known::BaseAndPassages);
    let percent = |x: f64| format!("{:.1} %", x * 100.0);
    let rows = predictions(&rows, Known::Base).into_iter().map(|r| {
        let second = with_both
            .iter()
            .find(|x| x.setting == r.setting && x.approach == r.approach)
            .map_or_else(|| "given".to_owned(), |x| percent(x.predicted));
        [
            r.setting.to_owned(),
            r.approach.to_owned(),
            percent(r.published),
            percent(r.predicted),
            second,
        ]
    });
    table(
        [
            "Reader left out",
            "Approach",
            "Published",
            "From its base score",
            "From that and its score with passages",
        ],
        rows.collect(),
    )
}

/// What stands above them.
fn about_held_out() -> String {
    use forkcast_engine::fit::held_out::{Known, READERS, in_order, points, predictions};
    let rows = evidence::rows();
    let said = |known| {
        let predicted = predictions(&rows, known);
        let errors: Vec<String> = READERS
            .iter()
            .map(|r| {
                format!(
                    "{} {:.1}",
                    r.split(',').next().unwrap_or(r),
                    points(&predicted, r)
                )
            })
            .collect();
        let (right, all) = READERS
            .iter()
            .map(|r| in_order(&predicted, r))
            .fold((0, 0), |sum, x| (sum.0 + x.0, sum.1 + x.1));
        format!("{} points ({right} of {all} pairs in order)", errors.join(", "))
    };
    format!(
        "Each reader of Ovadia et al. 2023 (current events) left out in turn, what readers share fitted on the other two. Mean absolute error from its base score alone: {}; from that and its score with passages: {}. So the model says which approach is better far more surely than how good it is: measure one figure of your own reader. It does not foresee a reader that loses answers by training, as Llama2-7B does. The other tables each set a parameter of their own and cannot be left out.",
        said(Known::Base),
        said(Known::BaseAndPassages)
    )
}

/// Every hosted price, with both feeds' figures where they disagree.
#[must_use]
pub fn prices(catalog: &Catalog) -> Table {
    let usd = |x: f64| format!("{}", params::tidy(x, 4));
    let both =
        |x: f64, other: Option<f64>| other.map_or_else(|| usd(x), |o| format!("{} or {}", usd(x), usd(o)));
    let maybe = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), usd);
    let dated = |p: &Provenance| format!("{}, {}", p.source, p.as_of);
    // A price for later or for some hours has a row of its own, so that no cell mixes two.
    let also = |label: String, [input, cached, output]: [String; 3], source: String| {
        let none = || "–".to_owned();
        [label, none(), input, cached, output, none(), none(), source]
    };
    let rows = catalog.models.iter().flat_map(|m| {
        let now = [
            m.label.to_string(),
            format!("{} at {}", m.vendor, m.provider),
            both(m.input_usd_per_m, m.other.input_usd_per_m),
            m.cached_usd_per_m
                .map_or_else(|| "–".to_owned(), |x| both(x, m.other.cached_usd_per_m)),
            both(m.output_usd_per_m, m.other.output_usd_per_m),
            maybe(m.tuning.as_ref().map(|t| t.training_usd_per_m)),
            format::tokens(m.context_tokens),
            match &m.tuning {
                Some(t) => format!("{}; tuning: {}", dated(&m.provenance), dated(&t.provenance)),
                None => dated(&m.provenance),
            },
        ];
        let later = m.later.iter().map(move |l| {
            let prices = [
                usd(l.input_usd_per_m),
                maybe(l.cached_usd_per_m),
                usd(l.output_usd_per_m),
            ];
            let label = format!("{} from {}, as announced", m.label, l.from);
            also(label, prices, format!("{}, {}", l.source, l.as_of))
        });
        let peak = m.peak.iter().map(move |p| {
            let prices = [
                usd(p.input_usd_per_m),
                maybe(p.cached_usd_per_m),
                usd(p.output_usd_per_m),
            ];
            let label = format!("{} at {} (UTC)", m.label, p.hours);
            also(label, prices, dated(&p.provenance))
        });
        std::iter::once(now).chain(later).chain(peak)
    });
    table(
        [
            "Model",
            "Vendor",
            "Input",
            "Cached input",
            "Output",
            "Training",
            "Context",
            "Source and date",
        ],
        rows.collect(),
    )
}

/// GPUs, embedders, stores and rerankers.
#[must_use]
pub fn hardware(catalog: &Catalog) -> Table {
    let mut rows = Vec::new();
    let mut add = |kind: &str, label: &str, figures: String, p: &Provenance| {
        rows.push([
            kind.to_owned(),
            label.to_owned(),
            figures,
            format!("{}, {}", p.source, p.as_of),
        ]);
    };
    for g in catalog.gpus.iter() {
        let figures = format!(
            "{} USD/h, {} GB, {} TFLOP/s bf16, {} TB/s",
            g.usd_per_hour, g.memory_gb, g.bf16_tflops, g.bandwidth_tbs
        );
        add("GPU", &g.label, figures, &g.provenance);
    }
    for e in catalog.embedders.iter() {
        let figures = format!(
            "{} USD/M tokens, {} dimensions, {} ms (p95 {})",
            e.usd_per_m_tokens, e.dimensions, e.p50_ms, e.p95_ms
        );
        add("Embedder", &e.label, figures, &e.provenance);
    }
    for s in catalog.stores.iter() {
        add(
            "Vector store",
            &s.label,
            format!("search p99 {} ms at a million vectors", s.search_p99_ms),
            &s.provenance,
        );
    }
    for r in catalog.rerankers.iter() {
        let figures = format!(
            "{} USD per 1,000 questions, {} ms (p95 {})",
            r.usd_per_k_queries, r.p50_ms, r.p95_ms
        );
        add("Reranker", &r.label, figures, &r.provenance);
    }
    table(["Kind", "Name", "Figures", "Source and date"], rows)
}

/// The seed article's claims, and where the page shows each.
#[must_use]
pub fn claims() -> Table {
    let rows = CLAIMS
        .iter()
        .map(|c| [format!("“{}”", c.sentence), c.shown.to_owned()]);
    table(["The article says", "Shown here as"], rows.collect())
}

/// What a page shows as text must not be read as markup.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn html_table(id: &str, heading: &str, note: &str, table: &Table) -> String {
    let head: String = table
        .columns
        .iter()
        .map(|c| format!("<th scope=\"col\">{}</th>", escape(c)))
        .collect();
    let rows: String = table
        .rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .enumerate()
                .map(|(i, c)| {
                    if i == 0 {
                        format!("<th scope=\"row\">{}</th>", escape(c))
                    } else {
                        format!("<td>{}</td>", escape(c))
                    }
                })
                .collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!(
        "<h2 id=\"{id}\">{}</h2>\n<p>{}</p>\n<div class=\"table-box open\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">\n<table id=\"table-{id}\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n",
        escape(heading),
        escape(note)
    )
}

/// Every input with what it means, its range, its default and where that comes from.
#[must_use]
pub fn inputs(catalog: &Catalog) -> Table {
    let s = forkcast_engine::Scenario::defaults(catalog);
    let rows = params::PARAMS.iter().map(|p| {
        let range = p.range().map_or_else(
            || p.options(catalog).len().to_string() + " options",
            |(min, max)| {
                format!(
                    "{} to {}",
                    format::number_value(p, min),
                    format::number_value(p, max)
                )
            },
        );
        [
            p.label.to_owned(),
            p.key.to_owned(),
            p.doc.to_owned(),
            range,
            format::value(p, &s, catalog),
            p.source.to_owned(),
        ]
    });
    table(
        ["Input", "Key", "Meaning", "Range", "Default", "Source"],
        rows.collect(),
    )
}

/// The method page, whole.
#[must_use]
pub fn page(catalog: &Catalog) -> String {
    let equations: String = EQUATIONS
        .iter()
        .map(|(name, formula, meaning)| {
            format!(
                "<div><dt>{}</dt><dd><code>{}</code><span>{}</span></dd></div>\n",
                escape(name),
                escape(formula),
                escape(meaning)
            )
        })
        .collect();
    let limits: String = LIMITS
        .iter()
        .map(|l| format!("<li>{}</li>\n", escape(l)))
        .collect();
    let tables = [
        html_table("inputs", "Inputs", "Everything that can be set, with its key for links, files and the command line.", &inputs(catalog)),
        html_table("assumptions", "Assumptions", "What the model takes for granted beside the inputs. The futures draw each from a triangle over low, likely and high.", &assumptions()),
        html_table("published", "Published results beside the model’s", &about_published(), &published()),
        residual_plot(),
        html_table("held-out", "Readers that the model was not fitted on", &about_held_out(), &held_out()),
        html_table("rates", "Published speeds and latencies beside the model’s", "NVIDIA’s packed fp8 runs bound what training reaches: one share of peak stands for all six. Ratios from 0.67 to 1.5 count as near. Where the model is not to be held to a row, the row says why. Fitted anew by cargo xtask fit.", &rates()),
        html_table("prices", "Prices", &format!("US dollars per million tokens, lowest context tier, as of {}. Where two feeds disagree both figures stand; the model uses the first.", catalog.version), &prices(catalog)),
        html_table("hardware", "GPUs, embedders, stores, rerankers", "List prices on demand.", &hardware(catalog)),
        html_table("claims", "What the article claims, and where the playground shows it", "Each claim is held by a test of the engine.", &claims()),
    ]
    .concat();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Forkcast: the method</title>\n<meta name=\"description\" content=\"The equations, assumptions, sources, residuals and prices behind Forkcast.\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"tokens.css\">\n<link rel=\"stylesheet\" href=\"base.css\">\n<link rel=\"stylesheet\" href=\"cards.css\">\n<link rel=\"stylesheet\" href=\"method.css\">\n</head>\n\
         <body>\n<main class=\"method\">\n<p><a href=\"./\">← Back to the playground</a></p>\n<h1>Method</h1>\n\
         <p>Model version {}, prices as of {}. Every figure of the playground is worked out in the browser from its inputs and from what stands here; nothing is sent anywhere.</p>\n\
         <h2 id=\"equations\">Equations</h2>\n<dl class=\"equations\">\n{equations}</dl>\n<h2 id=\"limits\">Where it does not apply</h2>\n<ul>\n{limits}</ul>\n{tables}</main>\n</body>\n</html>\n",
        forkcast_engine::MODEL_VERSION,
        catalog.version
    )
}

/// The equations, each with a name and what it stands for.
pub const EQUATIONS: [(&str, &str, &str); 11] = [
    (
        "Right",
        "knowledge × behaviour",
        "Share of answers that are right in their facts and in the right form, 0 to 1.",
    ),
    (
        "Knowledge with passages",
        "recall × (use + (1 − use) × prior) + (1 − recall) × prior × (1 − distraction)",
        "A bad retriever makes RAG worse than none: the model is led astray by what does not answer.",
    ),
    (
        "Knowledge after fine-tuning",
        "prior + uptake × learned × fresh × (1 − prior)",
        "Uptake grows with the logarithm of the wordings each fact is trained in.",
    ),
    (
        "Fresh",
        "(1 − e^(−LT)) / (LT)",
        "Mean share of changing facts still true, for change rate L and T days between trainings.",
    ),
    (
        "Behaviour",
        "1 − strictness × penalty × (1 − compliance)",
        "Compliance rises with learned = n / (n + n½), n = examples × quality⁴. Passages do not teach it.",
    ),
    (
        "Cost",
        "up front + Σ months (fixed + questions × tokens × price + whole GPUs + store)",
        "US dollars over the horizon, people's time included.",
    ),
    (
        "Wrong answers",
        "cost of one × (unnoticed + noticed × its share of the cost)",
        "Off by default. Unnoticed are the silent failures, wrong with the same confidence; noticed are the other answers that are not right.",
    ),
    (
        "Prompts served by a cache",
        "λ / (λ + cx) × (1 − e^(−λ − cx))",
        "λ questions and c changes of the corpus’s pages in five minutes, at place x of what changes; what never changes stands first.",
    ),
    (
        "Training run",
        "epochs × (runs × examples + facts × wordings) × FLOP per token ÷ (peak × MFU) + hours held",
        "6N FLOP a token for all weights, 4N for adapters. QLoRA saves memory, not time.",
    ),
    (
        "Latency",
        "log-normal stages, summed by mean and variance",
        "The 95th percentile of a sum is not the sum of 95th percentiles.",
    ),
    (
        "Score",
        "Σ weight × value of each criterion",
        "A strategy that fails a gate is out, whatever its score. A hybrid must lead by its margin.",
    ),
];

/// Where the model does not apply.
pub const LIMITS: [&str; 5] = [
    "What some providers ask for writing a prompt into their cache, or for keeping it there.",
    "Agents that call tools over many steps: their cost and latency are not modelled.",
    "Retrieval that reasons over several hops: recall stands for finding one passage that holds the answer.",
    "Quality differences between base models: the model is held the same across approaches, and its accuracy on what it knows is an input.",
    "Negotiated prices, reserved capacity and batch discounts: list prices are used.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_source() {
        let catalog = Catalog::builtin();
        for table in [
            assumptions(),
            published(),
            rates(),
            prices(catalog),
            hardware(catalog),
            claims(),
        ] {
            assert!(!table.rows.is_empty());
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len());
                assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
            }
        }
        assert_eq!(claims().rows.len(), CLAIMS.len());
    }

    /// `UPDATE_SNAPSHOTS=1 cargo test -p forkcast-app` writes it anew.
    #[test]
    fn the_method_page_is_current() {
        let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../public/method.html");
        let page = page(Catalog::builtin());
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&path, &page).expect("a writable file");
        }
        assert!(
            std::fs::read_to_string(&path).is_ok_and(|there| there == page),
            "public/method.html is out of date"
        );
        for claim in &CLAIMS {
            assert!(page.contains(&escape(claim.sentence)), "{}", claim.id);
        }
    }

    #[test]
    fn feeds_that_disagree_are_both_shown() {
        let prices = prices(Catalog::builtin());
        let row = prices
            .rows
            .iter()
            .find(|r| r[0] == "Mistral Large 4")
            .expect("a row");
        assert_eq!(row[2], "0.7 or 1.36");
    }
}
