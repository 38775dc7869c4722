//! The method page: assumptions, published results, prices and claims.
//!
//! The page is static: it is written by `UPDATE_SNAPSHOTS=1 cargo test -p forkcast-app` into `public/method.html`, a test keeps it
//! current, so it adds nothing to the playground.

use forkcast_charts::Table;
use forkcast_engine::assumptions::{ASSUMPTIONS, NOTES};
use forkcast_engine::catalog::Provenance;
use forkcast_engine::claims::CLAIMS;
use forkcast_engine::quality::evidence;
use forkcast_engine::{Catalog, format, params, words};
use forkcast_protocol::measure::{Measurement, efficiency};

fn table<const N: usize>(columns: [&str; N], rows: Vec<[String; N]>) -> Table {
    Table {
        columns: columns.map(str::to_owned).to_vec(),
        rows: rows.into_iter().map(|r| r.to_vec()).collect(),
    }
}

/// Every assumption with its range, status and source.
#[must_use]
pub fn assumptions() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = ASSUMPTIONS.iter().zip(&NOTES).map(|(a, note)| {
        [
            note.label.to_owned(),
            number(a.low),
            number(a.likely),
            number(a.high),
            note.unit.label().to_owned(),
            note.status.label().to_owned(),
            note.source.to_owned(),
        ]
    });
    table(
        ["Assumption", "Low", "Likely", "High", "Unit", "Status", "Source"],
        rows.collect(),
    )
}

/// The fitted parameters: the fit’s value, and the model’s.
#[must_use]
pub fn parameters() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = forkcast_engine::fit::parameters::all().into_iter().map(|p| {
        [
            p.meaning.to_owned(),
            number(p.fitted),
            number(p.committed),
            p.unit.to_owned(),
            p.used.label().to_owned(),
            p.key.to_owned(),
            p.on.to_owned(),
        ]
    });
    table(
        [
            "Parameter",
            "Fitted",
            "In the model",
            "Unit",
            "Used",
            "Name",
            "Fitted on",
        ],
        rows.collect(),
    )
}

/// Published results and the model's values: those in the fit, and those held out.
#[must_use]
pub fn published() -> Table {
    let seen = evidence::rows().into_iter().map(|r| (r, "fitted on"));
    let unseen = evidence::unseen_rows()
        .into_iter()
        .map(|r| (r, "never fitted on"));
    let rows = seen.chain(unseen).map(|(r, how)| {
        [
            r.setting.to_owned(),
            r.approach.to_owned(),
            format!("{:.3}", r.published),
            format!("{:.3}", r.predicted),
            points(r.residual_points()),
            if r.is_input() { "an input" } else { how }.to_owned(),
            format!("{}, table {}", r.source, r.table),
        ]
    });
    table(
        [
            "Setting",
            "Approach",
            "Published",
            "Model",
            "Residual, points",
            "Role in the fit",
            "Source",
        ],
        rows.collect(),
    )
}

/// A residual with its sign; one that rounds to zero has none.
fn points(x: f64) -> String {
    let text = format!("{x:+.1}");
    match text.as_str() {
        "-0.0" | "+0.0" => "0.0".to_owned(),
        _ => text.replace('-', "\u{2212}"),
    }
}

/// How well the model fits, in a sentence.
#[must_use]
pub fn fit() -> String {
    let mean = |rows: Vec<evidence::EvidenceRow>| {
        let predicted: Vec<_> = rows.into_iter().filter(|r| !r.is_input()).collect();
        (
            predicted.len(),
            evidence::mean_absolute_residual_points(&predicted),
        )
    };
    let (seen, seen_points) = mean(evidence::rows());
    let (unseen, unseen_points) = mean(evidence::unseen_rows());
    format!(
        "Shares of correct answers, 0 to 1. Mean absolute residual over the {seen} figures that the model was fitted on: {seen_points:.1} points; over {unseen} held-out figures: {unseen_points:.1} points. A model’s score without help is an input and counts in neither."
    )
}

/// The held-out prediction of every table and reader.
#[must_use]
pub fn unseen() -> Table {
    let one = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.1}"));
    let rows = forkcast_engine::fit::unseen::all().into_iter().map(|u| {
        [
            u.what.to_owned(),
            format!("{:.1}", u.points),
            one(u.full_skill_points),
            one(u.seen_points),
            if u.orders.1 > 0 {
                format!("{} of {}", u.orders.0, u.orders.1)
            } else {
                "–".to_owned()
            },
            u.rows.to_string(),
            u.told_by.to_owned(),
            u.given.to_owned(),
            if u.note.is_empty() { "–" } else { u.note }.to_owned(),
        ]
    });
    table(
        [
            "Held out",
            "Residual when held out, points",
            "Held out, without skill, points",
            "When fitted, points",
            "Orders correct",
            "Figures predicted",
            "Fitted on instead",
            "Given",
            "Note",
        ],
        rows.collect(),
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
            "Does the model apply?",
        ],
        rows.collect(),
    )
}

/// Published accuracies against the model's, a dot each, with the line on which they agree.
fn agreement_plot() -> String {
    let x = |share: f64| 44.0 + 300.0 * share;
    let y = |share: f64| 320.0 - 300.0 * share;
    let mut marks = String::new();
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
        marks += &format!(
            "<path class=\"grid\" d=\"M{0:.0} 20V320M44 {1:.0}H344\"/><text x=\"{0:.0}\" y=\"336\" text-anchor=\"middle\">{tick}</text><text x=\"38\" y=\"{2:.0}\" text-anchor=\"end\">{tick}</text>\n",
            x(tick),
            y(tick),
            y(tick) + 4.0
        );
    }
    for (rows, class) in [(evidence::rows(), "seen"), (evidence::unseen_rows(), "unseen")] {
        for r in rows.iter().filter(|r| !r.is_input()) {
            marks += &dot(class, x(r.published), y(r.predicted), r);
        }
    }
    format!(
        "<figure>\n<svg viewBox=\"0 0 360 372\" role=\"img\" aria-labelledby=\"agreement-title\">\n\
         <title id=\"agreement-title\">Share of correct answers: published (horizontal), model (vertical)</title>\n\
         <path class=\"axis\" d=\"M44 320L344 20\"/>\n{marks}\
         <text x=\"194\" y=\"358\" text-anchor=\"middle\">published share correct</text><text x=\"44\" y=\"12\">model, share correct</text>\n\
         </svg>\n<figcaption>On the line the model equals the published result. Filled: in the fit; rings: held out.</figcaption>\n</figure>\n"
    )
}

/// Residuals in points, one row of dots for each group of settings.
fn residual_plot() -> String {
    let groups = [
        ("Mistral-7B", "Mistral"),
        ("Llama2-7B", "Llama2"),
        ("Orca2-7B", "Orca2"),
        ("MMLU", "MMLU subsets"),
        ("Natural Questions", "Natural"),
        ("World leaders", "World"),
        ("MNLI", "GPT-3 175B, MNLI"),
        ("WikiSQL, LoRA", "GPT-3 175B, WikiSQL"),
        ("5-shot MMLU, QLoRA", "LLaMA 7B-65B"),
        ("QuALITY (held out)", "QuALITY"),
    ];
    let x = |residual: f64| 130.0 + 9.0 * (residual + 8.0);
    let mut marks = format!(
        "<path class=\"band\" d=\"M{:.0} 20H{:.0}V320H{:.0}Z\"/>\n",
        x(-5.0),
        x(5.0),
        x(-5.0)
    );
    for tick in [-5.0, 0.0, 5.0, 10.0, 15.0] {
        marks += &format!(
            "<path class=\"{}\" d=\"M{1:.0} 20V320\"/><text x=\"{1:.0}\" y=\"336\" text-anchor=\"middle\">{2}</text>\n",
            if tick == 0.0 { "axis" } else { "grid" },
            x(tick),
            if tick == 0.0 {
                "0".to_owned()
            } else {
                points(tick).replace(".0", "")
            }
        );
    }
    for (i, (label, part)) in groups.iter().enumerate() {
        let y = 35.0 + 30.0 * i as f64;
        marks += &format!(
            "<text x=\"122\" y=\"{:.0}\" text-anchor=\"end\">{label}</text>\n",
            y + 4.0
        );
        for (rows, class) in [(evidence::rows(), "seen"), (evidence::unseen_rows(), "unseen")] {
            for r in rows.iter().filter(|r| !r.is_input() && r.setting.contains(part)) {
                marks += &dot(class, x(r.residual_points()), y, r);
            }
        }
    }
    format!(
        "<figure>\n<svg viewBox=\"0 0 360 372\" role=\"img\" aria-labelledby=\"residual-title\">\n\
         <title id=\"residual-title\">Residuals by table, in percentage points</title>\n{marks}\
         <text x=\"234\" y=\"358\" text-anchor=\"middle\">model minus published, points</text>\n\
         </svg>\n<figcaption>Residuals by table; the band is five points either way. The table above lists all of them.</figcaption>\n</figure>\n"
    )
}

fn dot(class: &str, x: f64, y: f64, r: &evidence::EvidenceRow) -> String {
    format!(
        "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{}, {}: published {:.3}, model {:.3}</title></circle>\n",
        escape(r.setting),
        escape(r.approach),
        r.published,
        r.predicted
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
    // A later or peak-hours price has its own row, so that no cell mixes two.
    let also = |label: String, [input, cached, output]: [String; 3], source: String| {
        let none = || "–".to_owned();
        [label, none(), input, cached, output, none(), none(), source]
    };
    let rows = catalog.models.iter().zip(0..).flat_map(|(m, index)| {
        let source = dated(Catalog::model_source(index));
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
                Some(t) => format!("{source}; tuning: {}", dated(&t.provenance)),
                None => source,
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
    for (g, index) in catalog.gpus.iter().zip(0..) {
        let figures = format!(
            "{} USD/h, {} GB, {} TFLOP/s bf16, {} TB/s",
            g.usd_per_hour, g.memory_gb, g.bf16_tflops, g.bandwidth_tbs
        );
        add("GPU", &g.label, figures, Catalog::gpu_source(index));
    }
    for (e, index) in catalog.embedders.iter().zip(0..) {
        let figures = format!(
            "{} USD/M tokens, {} dimensions, {} ms (p95 {})",
            e.usd_per_m_tokens, e.dimensions, e.p50_ms, e.p95_ms
        );
        add("Embedder", &e.label, figures, Catalog::embedder_source(index));
    }
    for (s, index) in catalog.stores.iter().zip(0..) {
        add(
            "Vector store",
            &s.label,
            format!("search p99 {} ms at a million vectors", s.search_p99_ms),
            Catalog::store_source(index),
        );
    }
    for (r, index) in catalog.rerankers.iter().zip(0..) {
        let figures = format!(
            "{} USD per 1,000 questions, {} ms (p95 {})",
            r.usd_per_k_queries, r.p50_ms, r.p95_ms
        );
        add("Reranker", &r.label, figures, Catalog::reranker_source(index));
    }
    table(["Kind", "Name", "Figures", "Source and date"], rows)
}

/// The measurements of GPUs that ship with the page.
const ON_GPUS: [&str; 1] = [include_str!("../../../public/measurements/h200.json")];

fn on_gpus() -> Vec<Measurement> {
    ON_GPUS
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
}

/// Every row measured on a GPU, with the roofline, the prediction from the fitted shares, and PyTorch in the same run.
#[must_use]
pub fn gpu_rows() -> Table {
    let ms = |x: f64| format!("{} ms", params::tidy(x, 3));
    let measured = on_gpus();
    let rows = measured.iter().flat_map(efficiency::predicted).map(|row| {
        let peer = |form: &str| {
            row.compared
                .iter()
                .find(|(name, _)| name.ends_with(form))
                .map_or("–".to_owned(), |(_, median)| ms(*median))
        };
        let speed = row.of_fastest_peer();
        [
            row.label.clone(),
            ms(row.measured_ms),
            ms(row.roofline_ms),
            format::share(row.share()),
            ms(row.predicted_ms),
            format!("{:.2}", row.ratio()),
            if row.held_out { "held out" } else { "fitted" }.to_owned(),
            peer("eager"),
            peer("compiled"),
            speed.map_or("–".to_owned(), |share| format!("{share:.2}")),
        ]
    });
    table(
        [
            "Row",
            "Measured, median",
            "Roofline",
            "Share of the roofline",
            "Predicted",
            "Measured ÷ predicted",
            "Prediction",
            "PyTorch, eager",
            "PyTorch, compiled",
            "Speed against the faster",
        ],
        rows.collect(),
    )
}

/// Machine, driver, date and ceilings of each measurement on a GPU.
fn gpu_note() -> String {
    let machines: Vec<String> = on_gpus()
        .iter()
        .map(|m| {
            let ceilings: Vec<String> = m
                .ceilings
                .iter()
                .map(|c| format!("{}: {} {}", c.label, params::tidy(c.value, 3), c.unit))
                .collect();
            let gpu = m.machine.as_ref().and_then(|machine| machine.gpu.as_ref());
            format!(
                "{}, driver {}, CUDA {}, measured on {}. {}.",
                gpu.map_or("Unknown GPU", |gpu| &gpu.name),
                gpu.map_or("unknown", |gpu| &gpu.driver),
                gpu.and_then(|gpu| gpu.cuda.as_deref()).unwrap_or("unknown"),
                m.created.get(..10).unwrap_or(&m.created),
                ceilings.join("; ")
            )
        })
        .collect();
    format!(
        "{} Llama-3-8B’s shape with random weights, bf16; a decoding step is that of the whole batch. Predicted: the roofline’s time over the share of it that one row of the same kind reaches; the other rows are held out. Launches, not arithmetic, bound the embedding of one short text, so its prediction fails.",
        machines.join(" ")
    )
}

/// The seed article's claims, and where the page shows each.
#[must_use]
pub fn claims() -> Table {
    let rows = CLAIMS
        .iter()
        .map(|c| [format!("“{}”", c.sentence), c.shown.to_owned()]);
    table(["The article says", "Shown here as"], rows.collect())
}

/// Escapes text so that it is not read as markup.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The alignment of a column: numbers to the right, long text with room.
fn column_class(table: &Table, column: usize) -> &'static str {
    let cells = || table.rows.iter().filter_map(|row| row.get(column));
    let is_number = |cell: &String| {
        cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '\u{2212}' | '–'))
            && !cell.contains(|c: char| c.is_alphabetic())
    };
    if cells().all(is_number) {
        " class=\"number\""
    } else if cells().any(|cell| cell.chars().count() > 40) {
        " class=\"long\""
    } else {
        ""
    }
}

fn html_table(id: &str, heading: &str, note: &str, table: &Table) -> String {
    let classes: Vec<&str> = (0..table.columns.len())
        .map(|column| column_class(table, column))
        .collect();
    let head: String = table
        .columns
        .iter()
        .zip(&classes)
        .map(|(c, class)| format!("<th scope=\"col\"{class}>{}</th>", escape(c)))
        .collect();
    let rows: String = table
        .rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .zip(&classes)
                .enumerate()
                .map(|(i, (c, class))| {
                    if i == 0 {
                        format!("<th scope=\"row\"{class}>{}</th>", escape(c))
                    } else {
                        format!("<td{class}>{}</td>", escape(c))
                    }
                })
                .collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!(
        "<h2 id=\"{id}\">{}</h2>\n<p>{}</p>\n<div class=\"table-box\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">\n<table id=\"table-{id}\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n",
        escape(heading),
        escape(note)
    )
}

/// Every input with its meaning, range, default and source.
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
            words::input_source(p),
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
    let contents: String = CONTENTS
        .iter()
        .map(|(id, name)| format!("<a href=\"#{id}\">{name}</a>\n"))
        .collect();
    let tables = [
        html_table("inputs", "Inputs", "Every input, with its key for links, files and the command line.", &inputs(catalog)),
        html_table("assumptions", "Assumptions", "The constants of the model besides the inputs. Each simulation draws them from a triangular distribution over low, likely and high.", &assumptions()),
        html_table("parameters", "Fitted parameters", "Computed by cargo xtask fit; a test keeps the model’s values within 5% of the fit. Parameters of a single table predict nothing: they only let its other rows be used. Two values are assumed with them: recall of 0.93 on current events, which Ovadia et al. do not state and which their table determines only together with the use of passages; and distraction.", &parameters()),
        html_table("published", "Published results and the model’s", &fit(), &published()),
        format!("<div class=\"plots\">\n{}{}</div>\n", agreement_plot(), residual_plot()),
        html_table("unseen", "Held-out predictions", "Each table, and each reader of a table, predicted by a fit that did not use it. Mean absolute residuals in percentage points. “Without skill” is the same model with full skill for every reader; the difference is the effect of skill. Only the parameters are refitted: the form of the model, including skill, was chosen with Ovadia’s and Lewis’s tables in view, above all Llama2-7B’s, so only QuALITY tests the form too. Natural Questions, WikiSQL and 5-shot MMLU are not listed: the first sets its own recall, and the last two have no parameter.", &unseen()),
        html_table("rates", "Published speeds and latencies and the model’s", "NVIDIA’s packed fp8 runs bound the speed of training: one share of peak stands for all six. Ratios from 0.67 to 1.5 count as close. Where the model does not apply to a row, the row says why. Computed by cargo xtask fit.", &rates()),
        html_table("gpus", "Measured on a GPU", &gpu_note(), &gpu_rows()),
        html_table("prices", "Prices", &format!("US dollars per million tokens, lowest context tier, as of {}. Where two feeds disagree both figures are shown; the model uses the first.", catalog.version), &prices(catalog)),
        html_table("hardware", "GPUs, embedders, stores, rerankers", "List prices on demand.", &hardware(catalog)),
        html_table("claims", "Claims of the article, and where the playground shows them", "A test of the engine checks each claim.", &claims()),
    ]
    .concat();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Forkcast: the method</title>\n<meta name=\"description\" content=\"The equations, assumptions, sources, residuals and prices behind Forkcast.\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"tokens.css\">\n<link rel=\"stylesheet\" href=\"base.css\">\n<link rel=\"stylesheet\" href=\"cards.css\">\n<link rel=\"stylesheet\" href=\"method.css\">\n</head>\n\
         <body>\n<main class=\"method\">\n<p><a href=\"./\">← Back to the playground</a></p>\n<h1>Method</h1>\n\
         <p>Model version {}, prices as of {}. The browser computes every figure of the playground from its inputs and from the values on this page; nothing is sent anywhere.</p>\n\
         <nav class=\"contents\" aria-label=\"Contents\">{contents}</nav>\n\
         <h2 id=\"equations\">Equations</h2>\n<dl class=\"equations\">\n{equations}</dl>\n<h2 id=\"limits\">Where it does not apply</h2>\n<ul>\n{limits}</ul>\n{tables}</main>\n</body>\n</html>\n",
        forkcast_engine::MODEL_VERSION,
        catalog.version
    )
}

/// Anchor and name of each section.
const CONTENTS: [(&str, &str); 12] = [
    ("equations", "Equations"),
    ("limits", "Where it does not apply"),
    ("inputs", "Inputs"),
    ("assumptions", "Assumptions"),
    ("parameters", "Fitted parameters"),
    ("published", "Published results"),
    ("unseen", "Held-out predictions"),
    ("rates", "Speeds and latencies"),
    ("gpus", "Measured on a GPU"),
    ("prices", "Prices"),
    ("hardware", "Hardware"),
    ("claims", "Claims"),
];

/// The equations, each with a name and its meaning.
pub const EQUATIONS: [(&str, &str, &str); 26] = [
    (
        "Correct overall",
        "knowledge × behaviour",
        "Share of answers with correct facts in the required format, 0 to 1. Questions that need new facts and those that do not are weighted by their shares.",
    ),
    (
        "Knowledge with passages",
        "recall × (use + (1 − use) × prior) + (1 − recall) × prior × (1 − distraction)",
        "Shares. With a bad retriever RAG is worse than no retrieval: passages without the answer mislead the model. Form after Lewis et al. 2020, arXiv 2005.11401.",
    ),
    (
        "Knowledge after fine-tuning",
        "prior + uptake × learned × fresh × (1 − prior)",
        "Shares. A trained fact counts while it is true.",
    ),
    (
        "Uptake",
        "uptake₁₀ + (uptake₃₅₀ − uptake₁₀) × ln(paraphrases / 10) / ln 35, at least that of raw text",
        "Share of new facts learned. It grows with the logarithm of the number of paraphrases of each fact in training, after Yang et al. 2024, arXiv 2409.07431.",
    ),
    (
        "Use of passages by a hybrid",
        "use + learned × (trained − use)",
        "Trained is use × factor after plain training, use + (1 − use) × gap closed after training with passages.",
    ),
    (
        "Use in a long context",
        "use − loss × log₂(tokens / 4,000)",
        "Beyond 4,000 tokens. After Liu et al. 2023, arXiv 2307.03172.",
    ),
    (
        "Silent failures",
        "recall × (1 − use) × (1 − prior) × (1 − caught) + (1 − recall) × (1 − prior × (1 − distraction))",
        "Share of answers, with passages; without them (1 − correct) × (1 − abstained).",
    ),
    (
        "Fresh",
        "(1 − e^(−LT)) / (LT)",
        "Mean share of changing facts still true, for L changes a day and T days between trainings.",
    ),
    (
        "Behaviour",
        "1 − strictness × penalty × (1 − compliance)",
        "Compliance = prompted + (tuned − prompted) × learned, learned = n / (n + n½), n = examples × quality⁴. Passages do not improve it.",
    ),
    (
        "Multiple choice",
        "¼ + ¾ × skill × knowledge",
        "Only for published tables of questions with four answers: the playground’s questions are open. Skill = (score without help − ¼) ÷ ¾ ÷ known by elimination, at most 1; knowledge is the same score divided by the skill.",
    ),
    (
        "Cost",
        "up front + Σ months (fixed + questions × tokens × price + whole GPUs + store)",
        "US dollars over the horizon, people’s time included: hours × hourly rate.",
    ),
    (
        "Cached tokens",
        "cacheable × (1 − e^(−questions a day / 288))",
        "Share of a prompt served from a cache that is dropped after five minutes without use.",
    ),
    (
        "Index",
        "vectors × dimensions × 4 bytes × overhead",
        "Vectors = corpus ÷ passage, in tokens. Changed passages are embedded again, at most as often as the index is updated.",
    ),
    (
        "Wrong answers",
        "cost of one × (unnoticed + noticed × its share of the cost)",
        "Off by default. Unnoticed: the silent failures, wrong with the same confidence. Noticed: the other incorrect answers.",
    ),
    (
        "Prompts served by a cache",
        "λ / (λ + cx) × (1 − e^(−λ − cx))",
        "λ questions and c changes of the corpus’s pages in five minutes, at position x among the changing pages; pages that never change come first.",
    ),
    (
        "Training run",
        "epochs × (runs × examples + facts × paraphrases) × FLOP per token ÷ (peak × MFU) + hours held",
        "Seconds of GPU. 6N FLOP a token for all N weights, 4N for adapters. QLoRA saves memory, not time.",
    ),
    (
        "Memory of training",
        "N × bytes × 1.35",
        "16 bytes a weight for all weights, 2 for LoRA, ½ for QLoRA; the smallest power of two of GPUs that holds it in 90% of their memory.",
    ),
    (
        "Reading a prompt",
        "(2NT + 2LHhT²) ÷ (peak × share reached)",
        "Seconds for T tokens, L layers, H heads of size h; causal attention counted.",
    ),
    (
        "Writing a token",
        "(weights + n × keys and values) ÷ (bandwidth × share reached) + n × reading ÷ answer",
        "Seconds with n answers in flight. Keys and values: 2LKh bytes × (context + half the answer), K key-value heads, as servers page them.",
    ),
    (
        "Answers in flight",
        "n = λ(P + O·a) ÷ (1 − λ·O·b)",
        "Little’s law for λ answers a second of O tokens: P seconds to read, a and b a token’s seconds alone and for each other answer. At most what the memory holds.",
    ),
    (
        "Waiting",
        "ρP ÷ (2(1 − ρ)), ρ = λP",
        "Mean seconds before a prompt is read: an M/D/1 queue.",
    ),
    (
        "Latency",
        "log-normal stages, summed by mean and variance",
        "Milliseconds. The 95th percentile of a sum is not the sum of 95th percentiles. A corpus in the prompt is a cache hit or is read in full: percentiles of the mixture of both.",
    ),
    (
        "Values of the criteria",
        "cost 1 ÷ (1 + 3 × spent ÷ budget); latency 1 ÷ (1 + (p95 ÷ limit)²); time e^(−weeks ÷ 12)",
        "0 to 1 each. Quality is correct overall, freshness is fresh; traceability and simplicity are estimates by approach.",
    ),
    (
        "Score",
        "Σ weight × value of each criterion",
        "An approach that fails a constraint is ruled out, whatever its score. Hybrid must lead by its margin.",
    ),
    (
        "Simulations",
        "each unknown from its triangle, at the k-th point of a scrambled van der Corput sequence",
        "The share of 10,000 simulations that an approach wins; regret is the best score minus its own. Scrambled separately for each unknown after Owen, by a hash (Burley 2020, JCGT 9:4).",
    ),
    (
        "Value of information",
        "E over θ of max over approaches of E(score given θ), less max of E(score)",
        "Points out of 100 (EVPPI) for each unknown θ over the same simulations; an approach that fails a constraint scores 0. Means over 64 equal shares of θ, as Haar wavelets that exceed the noise (Strong & Oakley 2013, Donoho & Johnstone 1994).",
    ),
];

/// Where the model does not apply.
pub const LIMITS: [&str; 10] = [
    "Fees of some providers for writing a prompt into their cache, or for keeping it there.",
    "Models that lose quality through fine-tuning: trained on raw text, Llama2-7B falls below guessing and Llama-3-8B below its earlier score. Forkcast predicts a small gain; nothing in a table shows beforehand when it will not come.",
    "Questions that need several passages, or a whole story: on QuALITY the prediction for use of passages is 7 to 17 points of correct answers too high. Retrieval over several hops is not modelled: recall is the chance of finding one passage that contains the answer.",
    "Different readers side by side: T5-11B without help and BART with passages on Natural Questions have one prior in the model, so that table determines its own recall and predicts nothing.",
    "Models that cannot keep the format of the answer at all, or score no better than guessing: their score without help does not show their skill.",
    "Speed of LoRA training without packing: two published statements disagree, and the model keeps the faster (see the speeds below).",
    "More concurrent callers than answers fit in memory: the model plans no replica that way, and its waiting time would be accurate only to within a factor of one and a half.",
    "Agents that call tools over many steps: their cost and latency are not modelled.",
    "Quality differences between base models: every approach uses the same model, and its accuracy on general questions is an input.",
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
            parameters(),
            published(),
            unseen(),
            rates(),
            gpu_rows(),
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
        assert!(gpu_note().contains("NVIDIA H200, driver 580."), "{}", gpu_note());
    }

    /// `UPDATE_SNAPSHOTS=1 cargo test -p forkcast-app` rewrites it.
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
        for (id, name) in CONTENTS {
            assert!(page.contains(&format!("<h2 id=\"{id}\">")), "{name}");
        }
        for claim in &CLAIMS {
            assert!(page.contains(&escape(claim.sentence)), "{}", claim.id);
        }
    }

    /// No residual is left out of the plots: both hold a dot for every figure that the model predicts.
    #[test]
    fn every_residual_is_in_both_plots() {
        let predicted = evidence::rows()
            .iter()
            .chain(&evidence::unseen_rows())
            .filter(|r| !r.is_input())
            .count();
        for plot in [agreement_plot(), residual_plot()] {
            assert_eq!(plot.matches("<circle").count(), predicted);
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
