//! The tables of the method page.
//!
//! Over 600 lines: one function for each table of the page, in its order.

use super::texts;
use crate::discrepancy::{self, Coverage};
use crate::first_token::Load;
use crate::serving::Use;
use crate::{accuracy, facts, first_token, held_out, lifecycles, orderings, rates, retrieval, serving};
use forkcast_charts::Table;
use forkcast_engine::assumptions::{ASSUMPTIONS, NOTES};
use forkcast_engine::catalog::{OfferedServing, Provenance, Thinking, TuningMethod};
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
pub(super) fn assumptions() -> Table {
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
pub(super) fn parameters() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = crate::parameters::all().into_iter().map(|p| {
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
pub(super) fn published() -> Table {
    let fitted = accuracy::rows().into_iter().map(|r| (r, "fitted on"));
    let held_out = accuracy::held_out_rows()
        .into_iter()
        .map(|r| (r, "never fitted on"));
    let rows = fitted.chain(held_out).map(|(r, how)| {
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
pub(super) fn points(x: f64) -> String {
    let text = format!("{x:+.1}");
    match text.as_str() {
        "-0.0" | "+0.0" => "0.0".to_owned(),
        _ => text.replace('-', "\u{2212}"),
    }
}

/// How well the model fits, in a sentence.
#[must_use]
pub(super) fn fit() -> String {
    let mean = |rows: Vec<accuracy::EvidenceRow>| {
        let predicted: Vec<_> = rows.into_iter().filter(|r| !r.is_input()).collect();
        (
            predicted.len(),
            accuracy::mean_absolute_residual_points(&predicted),
        )
    };
    let (fitted, fitted_points) = mean(accuracy::rows());
    let (held_out, held_out_points) = mean(accuracy::held_out_rows());
    format!(
        "Shares of correct answers, 0 to 1. Mean absolute residual over the {fitted} figures that the model was fitted on: {fitted_points:.1} points; over {held_out} held-out figures: {held_out_points:.1} points. A model’s score without help is an input and counts in neither."
    )
}

/// The held-out prediction of every table and reader.
#[must_use]
pub(super) fn held_out() -> Table {
    let one = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| format!("{x:.1}"));
    let rows = held_out::all().into_iter().map(|u| {
        [
            u.what.to_owned(),
            format!("{:.1}", u.points()),
            one(u.full_skill_points),
            one(u.fitted_points),
            if u.orders.1 > 0 {
                format!("{} of {}", u.orders.0, u.orders.1)
            } else {
                "–".to_owned()
            },
            u.figures.len().to_string(),
            u.fitted_on.to_owned(),
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

/// Pairs of published figures in their order, by table.
#[must_use]
pub(super) fn orders() -> Table {
    let rows = orderings::counts().into_iter().map(|count| {
        [
            count.table,
            count.pairs.to_string(),
            count.right.to_string(),
            count
                .right_left_out
                .map_or_else(|| "–".to_owned(), |right| right.to_string()),
            if count.why.is_empty() {
                "–".to_owned()
            } else {
                count.why.join(" ")
            },
        ]
    });
    table(
        [
            "Table",
            "Pairs",
            "In their order",
            "In their order when held out",
            "Why others are not",
        ],
        rows.collect(),
    )
}

/// How many pairs are in their published order, in a sentence.
pub(super) fn orders_note() -> String {
    let pairs = orderings::pairs();
    let right = |of: fn(&orderings::Pair) -> bool| pairs.iter().filter(|pair| of(pair)).count();
    format!(
        "Every two figures of one table and task that lie more than {} points apart: the model puts {} of {} in their published order, and {} with the table left out of the fit. Published runs differ by chance as well. Scores without help are inputs: a pair of two of them does not count.",
        orderings::GAP,
        right(orderings::Pair::is_right),
        pairs.len(),
        right(orderings::Pair::is_right_left_out)
    )
}

/// Every pair that the model puts the other way round.
#[must_use]
pub(super) fn wrong_orders() -> Table {
    let rows = orderings::pairs()
        .into_iter()
        .filter(|pair| !pair.is_right())
        .map(|pair| {
            // The task is the table's, so its name is not said twice.
            let short = |what: &str| match pair.table.strip_prefix("Learning curves, ") {
                Some(task) => what.replacen(&format!("{task}, "), "", 1),
                None => what.to_owned(),
            };
            [
                pair.table.clone(),
                short(&pair.better),
                short(&pair.worse),
                format!("{:.1}", pair.points),
                format!("{:+.1}", pair.predicted).replace('-', "\u{2212}"),
                pair.exception().map_or("–", |exception| exception.why).to_owned(),
            ]
        });
    table(
        [
            "Table",
            "Published as better",
            "Published as worse",
            "By points",
            "By the model, points",
            "Why",
        ],
        rows.collect(),
    )
}

fn coverage() -> Vec<Coverage> {
    discrepancy::coverage(&held_out::strictest())
}

/// Spread of held-out residuals by part of the model, and how many figures the bands of simulations hold.
#[must_use]
pub(super) fn own_error() -> Table {
    let rows = coverage().into_iter().map(|c| {
        [
            c.part.label().to_owned(),
            c.figures.to_string(),
            format!("{:.1}", c.spread * 100.0),
            format!("{:.1}", c.half_width * 100.0),
            format!("{} of {}", c.within, c.figures),
            c.within_others
                .map_or_else(|| "–".to_owned(), |within| format!("{within} of {}", c.figures)),
        ]
    });
    table(
        [
            "Part of the model",
            "Held-out figures",
            "Spread of residuals, points",
            "Half of the 80% band, points",
            "Within the band",
            "Within a band by the other tables",
        ],
        rows.collect(),
    )
}

/// Published recalls beside their predictions.
#[must_use]
pub(super) fn recall() -> Table {
    let tables = retrieval::held_out();
    let rows = tables.iter().flat_map(|table| {
        table
            .predicted
            .iter()
            .zip(&table.by_model)
            .map(|(held_out, model)| {
                let share = |x: f64| format!("{:.1}%", x * 100.0);
                [
                    table.table.clone(),
                    held_out.row.pipeline.clone(),
                    held_out.row.passages.to_string(),
                    share(held_out.row.recall),
                    share(held_out.predicted),
                    share(model.predicted),
                ]
            })
    });
    let means = tables.iter().map(|table| {
        let points = |rows| format!("{:.1} points", retrieval::mean_absolute_points(rows));
        [
            table.table.clone(),
            "mean absolute residual".to_owned(),
            "–".to_owned(),
            "–".to_owned(),
            points(&table.predicted),
            points(&table.by_model),
        ]
    });
    table(
        [
            "Table",
            "Pipeline",
            "Passages",
            "Recall",
            "When held out",
            "Model",
        ],
        rows.chain(means).collect(),
    )
}

/// What the bands hold in all, in a sentence.
pub(super) fn own_error_note() -> String {
    let coverage = coverage();
    let within: usize = coverage.iter().map(|c| c.within).sum();
    let figures: usize = coverage.iter().map(|c| c.figures).sum();
    format!(
        "Every simulation draws the model’s own error, which approaches that share a part share. Its spread is the root mean square of held-out residuals: each published figure is predicted without its table, or, if no other table determines it, without its reader. The 80% bands hold {within} of {figures} figures ({}). For both together the band follows from the two above it. The ranges of the assumptions come on top.",
        format::share(discrepancy::share(&coverage))
    )
}

/// Published speeds and latencies beside the model's.
#[must_use]
pub(super) fn rates() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = rates::rows().into_iter().map(|r| {
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

/// Runs on own GPUs that the engine can predict.
#[must_use]
pub(super) fn serving() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = serving::runs().into_iter().filter_map(|run| {
        let used = match run.used {
            Use::FitDense | Use::FitExperts | Use::FitAmd => "fitted on it",
            Use::HeldOut => "held out",
            Use::Burst => "a burst; one parameter is fitted on it",
            Use::Excluded(_) => return None,
        };
        let used = if run.outside.is_empty() {
            used.to_owned()
        } else {
            format!("{used}. Off because: {}", run.outside)
        };
        Some([
            run.what,
            run.load,
            number(run.published),
            number(run.predicted),
            format!("{:.2}", run.predicted / run.published),
            used,
        ])
    });
    table(
        [
            "Published run",
            "Tokens and requests",
            "Tokens a second",
            "Model",
            "Ratio",
            "Used",
        ],
        rows.collect(),
    )
}

/// How near they are, and what was left out.
#[must_use]
pub(super) fn serving_note() -> String {
    let part = |what: &str, a: serving::Accuracy| {
        format!(
            "{what}: {} of {} runs within a factor of 1.35, median {:.2}, worst {:.2}.",
            a.near, a.runs, a.median, a.worst
        )
    };
    let left_out: Vec<String> = serving::excluded()
        .into_iter()
        .map(|(why, runs)| format!("{why} ({runs})"))
        .collect();
    format!(
        "A step of decoding takes bytes or arithmetic, whichever is longer, a time of each layer, one of each answer, and messages between GPUs. {} {} {} Bursts send all requests at once to older versions; they reach 0.61 of the steady state's arithmetic. Left out: {}.",
        part(
            "Fitted on",
            serving::accuracy(|used| matches!(used, Use::FitDense | Use::FitExperts | Use::FitAmd))
        ),
        part("Held out", serving::accuracy(|used| used == Use::HeldOut)),
        part(
            "Bursts, one parameter fitted on them",
            serving::accuracy(|used| used == Use::Burst)
        ),
        left_out.join("; ")
    )
}

/// Published times to the first token on own GPUs that the engine can predict.
#[must_use]
pub(super) fn first_token() -> Table {
    let number = |x: f64| params::tidy(x, 3).to_string();
    let rows = first_token::rows().into_iter().map(|row| {
        let load = match row.load {
            Load::Alone => "one caller",
            Load::Together => "callers in step",
            Load::Steady => "callers out of step",
            Load::Burst => "a burst",
        };
        let ratio = format!("{:.2}", row.predicted_ms / row.published_ms);
        [
            row.what,
            row.sent,
            load.to_owned(),
            number(row.published_ms),
            number(row.predicted_ms),
            ratio,
        ]
    });
    table(
        [
            "Published run",
            "Tokens and requests",
            "Load",
            "First token, ms",
            "Model, ms",
            "Ratio",
        ],
        rows.collect(),
    )
}

/// How near they are, and where they are not.
#[must_use]
pub(super) fn first_token_note() -> String {
    let part = |what: &str, of: &dyn Fn(&first_token::FirstToken) -> bool| {
        let a = first_token::accuracy(of);
        format!(
            "{what}: {} of {} within a factor of 1.35, {} within two, median {:.2}, worst {:.2}.",
            a.near, a.rows, a.within_two, a.median, a.worst
        )
    };
    let left_out: Vec<String> = first_token::excluded()
        .into_iter()
        .map(|(why, runs)| format!("{why} ({runs})"))
        .collect();
    let by = |load: Load| move |row: &first_token::FirstToken| row.load == load && !row.by_sglang;
    format!(
        "A first token takes the server’s time for a request, the launches of a step and the reading of the prompt, after the prompts that are read before it. {} {} {} {} {} \
         SGLang’s servers of these runs take 15 to 150 ms more for a request than vLLM’s, which the model has. Callers in step drift apart where answers are short and come \
         sooner then; where answers of 1,024 tokens fill the memory together some are put off. Left out: {}.",
        part("One caller", &by(Load::Alone)),
        part("Callers whose answers end together", &by(Load::Together)),
        part(
            "Callers out of step, as the model takes them to be",
            &by(Load::Steady)
        ),
        part("Bursts", &|row| row.load == Load::Burst),
        part("SGLang without bursts", &|row| row.by_sglang
            && row.load != Load::Burst),
        left_out.join("; ")
    )
}

/// Every hosted price, with both feeds' figures where they disagree.
#[must_use]
pub(super) fn prices(catalog: &Catalog) -> Table {
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
            maybe(
                m.tuning
                    .iter()
                    .map(|o| o.training_usd_per_m)
                    .min_by(f64::total_cmp),
            ),
            format::tokens(m.context_tokens),
            source,
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

/// Methods that are sold and not scored.
pub(super) fn unscored() -> Table {
    table(
        [
            "Method",
            "Seller",
            "Models",
            "Price",
            "Data",
            "Published gain",
            "Source and date",
        ],
        facts::unscored_methods()
            .into_iter()
            .map(|row| {
                let [method, seller, models, price, data, gain, source, as_of] =
                    <[String; 8]>::try_from(row).expect("eight columns");
                [
                    method,
                    seller,
                    models,
                    price,
                    data,
                    gain,
                    format!("{source}, {as_of}"),
                ]
            })
            .collect(),
    )
}

/// Every offer of fine-tuning: who trains which model for how much, and how the tuned weights are served.
#[must_use]
pub(super) fn offers(catalog: &Catalog) -> Table {
    let mut rows: Vec<[String; 6]> = Vec::new();
    for model in catalog.models.iter() {
        for offer in model.tuning.iter() {
            let serving = match offer.serving {
                OfferedServing::Serverless {
                    input_usd_per_m,
                    output_usd_per_m,
                } => format!("by the token: {input_usd_per_m} in, {output_usd_per_m} out"),
                OfferedServing::Dedicated {
                    gpu,
                    usd_per_gpu_hour,
                    least_replicas,
                    scale_to_zero,
                    region_factor,
                } => {
                    let idle = scale_to_zero.map_or_else(String::new, |scale| {
                        format!(
                            "; given back after {} idle minutes, a start takes {} s",
                            scale.idle_minutes, scale.cold_start_s
                        )
                    });
                    let region = region_factor.map_or_else(String::new, |times| {
                        format!("; {times} times as much in a region of your choice")
                    });
                    format!(
                        "{} at {usd_per_gpu_hour} an hour, {least_replicas} at the least{idle}{region}",
                        catalog.gpu(gpu).label
                    )
                }
            };
            let method = match offer.method {
                TuningMethod::Full => "full",
                TuningMethod::Lora => "LoRA",
                TuningMethod::Managed => "not said",
            };
            let seller = &catalog.seller(offer.seller).label;
            let source = format!("{}, {}", offer.provenance.source, offer.provenance.as_of);
            let same = |row: &&mut [String; 6]| {
                row[1] == **seller && row[2] == method && row[4] == serving && row[5] == source
            };
            // Models of one class share a row.
            match rows.iter_mut().find(same) {
                Some(row) => row[0] = format!("{}, {}", row[0], model.label),
                None => rows.push([
                    model.label.to_string(),
                    seller.to_string(),
                    method.to_owned(),
                    offer.training_usd_per_m.to_string(),
                    serving,
                    source,
                ]),
            }
        }
    }
    table(
        [
            "Models",
            "Seller",
            "Method",
            "Training, USD/M tokens",
            "Serving, USD",
            "Source and date",
        ],
        rows,
    )
}

/// When each model came and ends, whether its weights are open, and how its cache, batches, structured output and thinking are sold.
#[must_use]
pub(super) fn models_note() -> String {
    let lives = lifecycles::fit();
    format!(
        "{} Of {} models with a release day {} have ended or will, in {:.0} years: {} a year ({} to {} at 90%). This is the chance at which a move to another model is paid where no end is announced.",
        texts::MODELS,
        lives.models,
        lives.ends,
        lives.years,
        format::share(lives.chance),
        format::share(lives.interval[0]),
        format::share(lives.interval[1])
    )
}

pub(super) fn models(catalog: &Catalog) -> Table {
    let none = || "–".to_owned();
    let number = |x: Option<f64>| x.map_or_else(none, |x| params::tidy(x, 4).to_string());
    let rows = catalog.models.iter().zip(0..).map(|(m, index)| {
        let facts = Catalog::model_facts(index);
        let ends = m.ends.map_or_else(none, |ends| {
            let to = ends.replacement.map_or_else(String::new, |to| {
                format!("; the seller names {}", catalog.model(to).label)
            });
            format!("{} ({}){to}", ends.on, ends.source)
        });
        let weights = match m.open_weights {
            None => none(),
            Some(false) => "closed".to_owned(),
            Some(true) => format!("open, {}", facts.licence.unwrap_or("licence not looked up")),
        };
        let cache = [m.cache.life_minutes, m.cache.write_factor, m.cache.least_tokens].map(number);
        [
            m.label.to_string(),
            facts.released.map_or_else(none, str::to_owned),
            ends,
            weights,
            cache.join(" / "),
            m.batch_discount.map_or_else(none, format::share),
            facts
                .structured_output
                .map_or_else(none, |yes| if yes { "yes" } else { "no" }.to_owned()),
            facts.thinking.map_or_else(none, |thinking| {
                match thinking {
                    Thinking::Always => "always",
                    Thinking::On => "on unless switched off",
                    Thinking::Off => "off unless switched on",
                    Thinking::None => "no",
                }
                .to_owned()
            }),
            match (facts.tokens_per_s, facts.first_token_ms) {
                (None, None) => none(),
                (Some(speed), None) => format!("{speed} tokens/s"),
                (None, Some(first)) => format!("first token {}", format::ms(first)),
                (Some(speed), Some(first)) => {
                    format!("{speed} tokens/s, first token {}", format::ms(first))
                }
            },
            facts.source.map_or_else(none, str::to_owned),
        ]
    });
    table(
        [
            "Model",
            "Released",
            "Ends",
            "Weights",
            "Cache",
            "Batches",
            "JSON schema",
            "Thinks first",
            "Published speed",
            "Source beside the feeds",
        ],
        rows.collect(),
    )
}

/// GPUs, embedders, stores and rerankers.
#[must_use]
pub(super) fn hardware(catalog: &Catalog) -> Table {
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
        let price = if r.usd_per_m_tokens > 0.0 {
            format!("{} USD/M tokens", r.usd_per_m_tokens)
        } else {
            format!("{} USD per 1,000 questions", r.usd_per_k_queries)
        };
        let figures = format!("{price}, {} ms (p95 {})", r.p50_ms, r.p95_ms);
        add("Reranker", &r.label, figures, Catalog::reranker_source(index));
    }
    table(["Kind", "Name", "Figures", "Source and date"], rows)
}

/// The measurements of GPUs that ship with the page. The first is the one that the shares of the roofline are fitted on.
const ON_GPUS: [&str; 2] = [
    include_str!("../../../public/measurements/h200.json"),
    include_str!("../../../public/measurements/h100.json"),
];

fn on_gpus() -> Vec<Measurement> {
    ON_GPUS
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
}

fn gpu_name(measurement: &Measurement) -> &str {
    let machine = measurement.machine.as_ref();
    machine
        .and_then(|machine| machine.gpu.as_ref())
        .map_or("Unknown GPU", |gpu| &gpu.name)
}

/// Every row measured on a GPU, with the roofline, the prediction from the fitted shares, and PyTorch in the same run.
#[must_use]
pub(super) fn gpu_rows() -> Table {
    let ms = |x: f64| format!("{} ms", params::tidy(x, 3));
    let measured = on_gpus();
    let rows = measured.iter().enumerate().flat_map(|(at, measurement)| {
        let rows = if at == 0 {
            efficiency::predicted(measurement)
        } else {
            efficiency::Shares::fitted_on(&measured[0]).predict(measurement)
        };
        rows.into_iter().map(|row| (gpu_name(measurement), row))
    });
    let rows = rows.map(|(machine, row)| {
        let peer = |form: &str| {
            row.compared
                .iter()
                .find(|(name, _)| name.ends_with(form))
                .map_or("–".to_owned(), |(_, median)| ms(*median))
        };
        let speed = row.of_fastest_peer();
        [
            machine.to_owned(),
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
            "GPU",
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
pub(super) fn gpu_note() -> String {
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
                gpu_name(m),
                gpu.map_or("unknown", |gpu| &gpu.driver),
                gpu.and_then(|gpu| gpu.cuda.as_deref()).unwrap_or("unknown"),
                m.created.get(..10).unwrap_or(&m.created),
                ceilings.join("; ")
            )
        })
        .collect();
    format!(
        "{} Llama-3-8B’s shape with random weights, bf16; a decoding step is that of the whole batch. Predicted: the roofline’s time over the share of it that one row of the same kind reaches on the first GPU; its other rows and all rows of the second GPU are held out. Launches, not arithmetic, bound the embedding of one short text, so its prediction fails.",
        machines.join(" ")
    )
}

/// The seed article's claims, and where the page shows each.
#[must_use]
pub(super) fn claims() -> Table {
    let rows = crate::claims::all()
        .into_iter()
        .map(|c| [format!("“{}”", c.sentence), c.shown]);
    table(["The article says", "Shown here as"], rows.collect())
}

/// Every input with its meaning, range, default and source.
#[must_use]
pub(super) fn inputs(catalog: &Catalog) -> Table {
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
