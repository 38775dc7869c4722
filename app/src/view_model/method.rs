//! Why believe it: assumptions, published results, prices, claims.

use forkcast_charts::Table;
use forkcast_engine::assumptions::ASSUMPTIONS;
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
    let rows = ASSUMPTIONS.iter().map(|a| {
        [a.label.to_owned(), number(a.low), number(a.likely), number(a.high), a.unit.to_owned(), a.status.label().to_owned(), a.source.to_owned()]
    });
    table(["Assumption", "Low", "Likely", "High", "Unit", "Known how", "Source"], rows.collect())
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
    table(["Source", "Setting", "Approach", "Published", "Model", "Residual, points"], rows.collect())
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

/// Every hosted price, with both feeds' figures where they disagree.
#[must_use]
pub fn prices(catalog: &Catalog) -> Table {
    let usd = |x: f64| format!("{}", params::tidy(x, 4));
    let both = |x: f64, other: Option<f64>| other.map_or_else(|| usd(x), |o| format!("{} or {}", usd(x), usd(o)));
    let rows = catalog.models.iter().map(|m| {
        [
            m.label.to_string(),
            format!("{} at {}", m.vendor, m.provider),
            both(m.input_usd_per_m, m.other.input_usd_per_m),
            m.cached_usd_per_m.map_or_else(|| "–".to_owned(), |x| both(x, m.other.cached_usd_per_m)),
            both(m.output_usd_per_m, m.other.output_usd_per_m),
            m.tuning.as_ref().map_or_else(|| "–".to_owned(), |t| usd(t.training_usd_per_m)),
            format::tokens(m.context_tokens),
            match &m.tuning {
                Some(t) => format!("{}, {}; tuning: {}, {}", m.provenance.source, m.provenance.as_of, t.provenance.source, t.provenance.as_of),
                None => format!("{}, {}", m.provenance.source, m.provenance.as_of),
            },
        ]
    });
    table(
        ["Model", "Vendor", "Input", "Cached input", "Output", "Training", "Context", "Source and date"],
        rows.collect(),
    )
}

/// GPUs, embedders, stores and rerankers.
#[must_use]
pub fn hardware(catalog: &Catalog) -> Table {
    let mut rows = Vec::new();
    let mut add = |kind: &str, label: &str, figures: String, p: &forkcast_engine::catalog::Provenance| {
        rows.push([kind.to_owned(), label.to_owned(), figures, format!("{}, {}", p.source, p.as_of)]);
    };
    for g in catalog.gpus.iter() {
        let figures = format!("{} USD/h, {} GB, {} TFLOP/s bf16, {} TB/s", g.usd_per_hour, g.memory_gb, g.bf16_tflops, g.bandwidth_tbs);
        add("GPU", &g.label, figures, &g.provenance);
    }
    for e in catalog.embedders.iter() {
        let figures = format!("{} USD/M tokens, {} dimensions, {} ms (p95 {})", e.usd_per_m_tokens, e.dimensions, e.p50_ms, e.p95_ms);
        add("Embedder", &e.label, figures, &e.provenance);
    }
    for s in catalog.stores.iter() {
        add("Vector store", &s.label, format!("search p99 {} ms at a million vectors", s.search_p99_ms), &s.provenance);
    }
    for r in catalog.rerankers.iter() {
        let figures = format!("{} USD per 1,000 questions, {} ms (p95 {})", r.usd_per_k_queries, r.p50_ms, r.p95_ms);
        add("Reranker", &r.label, figures, &r.provenance);
    }
    table(["Kind", "Name", "Figures", "Source and date"], rows)
}

/// The seed article's claims, and where the page shows each.
#[must_use]
pub fn claims() -> Table {
    let rows = CLAIMS.iter().map(|c| [format!("“{}”", c.sentence), c.shown.to_owned()]);
    table(["The article says", "Shown here as"], rows.collect())
}

/// The equations, each with a name and what it stands for.
pub const EQUATIONS: [(&str, &str, &str); 9] = [
    ("Right", "knowledge × behaviour", "Share of answers that are right in their facts and in the right form, 0 to 1."),
    ("Knowledge with passages", "recall × (use + (1 − use) × prior) + (1 − recall) × prior × (1 − distraction)", "A bad retriever makes RAG worse than none: the model is led astray by what does not answer."),
    ("Knowledge after fine-tuning", "prior + uptake × learned × fresh × (1 − prior)", "Uptake grows with the logarithm of the wordings each fact is trained in."),
    ("Fresh", "(1 − e^(−LT)) / (LT)", "Mean share of changing facts still true, for change rate L and T days between trainings."),
    ("Behaviour", "1 − strictness × penalty × (1 − compliance)", "Compliance rises with learned = n / (n + n½), n = examples × quality⁴. Passages do not teach it."),
    ("Cost", "up front + Σ months (fixed + questions × tokens × price + whole GPUs + store)", "US dollars over the horizon, people's time included."),
    ("Training run", "epochs × (runs × examples + facts × wordings) × FLOP per token ÷ (peak × MFU) + hours held", "6N FLOP a token for all weights, 4N for adapters. QLoRA saves memory, not time."),
    ("Latency", "log-normal stages, summed by mean and variance", "The 95th percentile of a sum is not the sum of 95th percentiles."),
    ("Score", "Σ weight × value of each criterion", "A strategy that fails a gate is out, whatever its score. A hybrid must lead by its margin."),
];

/// Where the model does not apply.
pub const LIMITS: [&str; 4] = [
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
        for table in [assumptions(), published(), prices(catalog), hardware(catalog), claims()] {
            assert!(!table.rows.is_empty());
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len());
                assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
            }
        }
        assert_eq!(claims().rows.len(), CLAIMS.len());
    }

    #[test]
    fn feeds_that_disagree_are_both_shown() {
        let prices = prices(Catalog::builtin());
        let row = prices.rows.iter().find(|r| r[0] == "Mistral Large 4").expect("a row");
        assert_eq!(row[2], "0.7 or 1.36");
    }
}
