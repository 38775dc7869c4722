//! Charts of made-up figures: they change when the drawing changes, not when a price does.

use forkcast_charts::bars::{Bar, StageBars};
use forkcast_charts::line::{Line, LineChart, Marker};
use forkcast_charts::map::{DecisionMap, Side};
use forkcast_charts::ranges::{Range, RangeChart};
use forkcast_charts::scale::{Axis, Unit};
use forkcast_charts::tornado::{End, Swing, Tornado};
use forkcast_charts::{Chart, Size};
use forkcast_engine::Strategy;
use forkcast_engine::explore::Cell;

/// A card on a wide page and one on a telephone.
pub(crate) const SIZES: [(&str, Size); 2] = [
    (
        "wide",
        Size {
            width: 640.0,
            height: 340.0,
        },
    ),
    (
        "narrow",
        Size {
            width: 360.0,
            height: 300.0,
        },
    ),
];

/// One chart of each kind.
pub(crate) fn all() -> Vec<(&'static str, Box<dyn Chart>)> {
    vec![
        ("cost", Box::new(cost())),
        ("volume", Box::new(volume())),
        ("latency", Box::new(latency())),
        ("quality", Box::new(quality())),
        ("map", Box::new(map())),
        ("tornado", Box::new(tornado())),
    ]
}

/// A straight line from `fixed` at month 0, with a band of a tenth.
fn months(strategy: Strategy, fixed: f64, monthly: f64, emphasis: bool) -> Line {
    let points: Vec<(f64, f64)> = (0..=24)
        .map(|m| (f64::from(m), fixed + monthly * f64::from(m)))
        .collect();
    let band = if emphasis || strategy == Strategy::Rag {
        points.iter().map(|p| (p.1 * 0.9, p.1 * 1.12)).collect()
    } else {
        Vec::new()
    };
    Line {
        strategy,
        points,
        band,
        emphasis,
        own: None,
    }
}

/// Cumulative cost: two lines that end close together, one that crosses two others.
pub(crate) fn cost() -> LineChart {
    LineChart {
        x: Axis {
            min: 0.0,
            max: 24.0,
            log: false,
            unit: Unit::Month,
        },
        y: Axis {
            min: 0.0,
            max: 25_000.0,
            log: false,
            unit: Unit::Usd,
        },
        x_label: "months",
        lines: vec![
            months(Strategy::Prompt, 100.0, 520.0, false),
            months(Strategy::Rag, 600.0, 700.0, false),
            months(Strategy::Lora, 5_200.0, 720.0, false),
            months(Strategy::Hybrid, 4_200.0, 330.0, true),
        ],
        markers: vec![
            Marker {
                x: 9.73,
                y: 7_411.0,
                label: "from month 9.7 Hybrid costs less than RAG".to_owned(),
            },
            Marker {
                x: 21.58,
                y: 11_321.0,
                label: "from month 21.6 Hybrid costs less than Prompting alone".to_owned(),
            },
        ],
        here: None,
        limit: None,
        cursor: Some(15.0),
    }
}

fn volumes(strategy: Strategy, fixed: f64, each: f64, emphasis: bool) -> Line {
    let points = (0..=56)
        .map(|i| 10f64.powf(f64::from(i) / 8.0))
        .map(|q| (q, fixed + each * 30.0 * q))
        .collect();
    Line {
        strategy,
        points,
        band: Vec::new(),
        emphasis,
        own: None,
    }
}

/// Cost by volume, both logarithmic, with a budget and the scenario's own volume.
pub(crate) fn volume() -> LineChart {
    LineChart {
        x: Axis {
            min: 1.0,
            max: 1e7,
            log: true,
            unit: Unit::PerDay,
        },
        y: Axis {
            min: 300.0,
            max: 1.2e6,
            log: true,
            unit: Unit::Usd,
        },
        x_label: "a day",
        lines: vec![
            volumes(Strategy::Prompt, 390.0, 0.000_6, false),
            volumes(Strategy::Rag, 1_210.0, 0.003_0, false),
            volumes(Strategy::Qlora, 6_900.0, 0.000_14, false),
            volumes(Strategy::Hybrid, 2_100.0, 0.002_6, true),
        ],
        markers: vec![
            Marker {
                x: 62_000.0,
                y: 6_900.0,
                label: "above 62,000 a day QLoRA costs less than Hybrid".to_owned(),
            },
            Marker {
                x: 66_000.0,
                y: 7_160.0,
                label: "above 66,000 a day QLoRA costs less than RAG".to_owned(),
            },
            Marker {
                x: 470_000.0,
                y: 8_870.0,
                label: "above 470,000 a day QLoRA costs less than Prompting alone".to_owned(),
            },
        ],
        here: Some(20_000.0),
        limit: Some((20_000.0, "budget")),
        cursor: None,
    }
}

fn bar(strategy: Strategy, stages: &[(&'static str, f64)], p95_ms: f64, feasible: bool) -> Bar {
    Bar {
        strategy,
        stages: stages.to_vec(),
        p50_ms: stages.iter().map(|s| s.1).sum(),
        p95_ms,
        feasible,
    }
}

/// Latency by stage: one bar past the limit, one that does not fit.
pub(crate) fn latency() -> StageBars {
    StageBars {
        bars: vec![
            bar(
                Strategy::Hybrid,
                &[
                    ("network", 40.0),
                    ("queue", 60.0),
                    ("embed", 25.0),
                    ("search", 90.0),
                    ("rerank", 130.0),
                    ("prefill", 170.0),
                ],
                822.0,
                true,
            ),
            bar(
                Strategy::Rag,
                &[
                    ("network", 40.0),
                    ("queue", 60.0),
                    ("embed", 25.0),
                    ("search", 90.0),
                    ("rerank", 130.0),
                    ("prefill", 240.0),
                ],
                895.0,
                true,
            ),
            bar(
                Strategy::Prompt,
                &[("network", 40.0), ("queue", 130.0), ("prefill", 95.0)],
                521.0,
                true,
            ),
            bar(
                Strategy::Lora,
                &[("network", 40.0), ("queue", 130.0), ("prefill", 12.0)],
                447.0,
                true,
            ),
            bar(
                Strategy::LongContext,
                &[("network", 40.0), ("queue", 130.0), ("prefill", 560.0)],
                1_190.0,
                false,
            ),
        ],
        limit_ms: Some(900.0),
    }
}

fn range(strategy: Strategy, knowledge: f64, behaviour: f64, feasible: bool) -> Range {
    let value = knowledge * behaviour;
    Range {
        strategy,
        value,
        knowledge,
        behaviour,
        silent: (1.0 - knowledge) * 0.4,
        range: Some((value - 0.07, value + 0.05)),
        feasible,
    }
}

/// Shares with ranges.
pub(crate) fn quality() -> RangeChart {
    RangeChart {
        rows: vec![
            range(Strategy::Hybrid, 0.81, 0.97, true),
            range(Strategy::Rag, 0.78, 0.76, true),
            range(Strategy::Lora, 0.48, 0.97, true),
            range(Strategy::Qlora, 0.475, 0.97, true),
            range(Strategy::FullFt, 0.47, 0.97, true),
            range(Strategy::LongContext, 0.60, 0.76, false),
            range(Strategy::Prompt, 0.27, 0.76, false),
        ],
    }
}

/// Four regions, one of them where nothing fits.
pub(crate) fn map() -> DecisionMap {
    let (cols, rows) = (96, 64);
    let cells = (0..rows)
        .flat_map(|row| {
            (0..cols).map(move |col| {
                let (x, y) = (f64::from(col) / 96.0, f64::from(row) / 64.0);
                let winner = if y < 0.22 {
                    Strategy::Prompt
                } else if x > 0.72 + 0.1 * (1.0 - y) {
                    Strategy::Lora
                } else if y > 0.68 - 0.35 * x {
                    Strategy::Hybrid
                } else {
                    Strategy::Rag
                };
                Cell {
                    winner,
                    feasible: y < 0.92,
                }
            })
        })
        .collect();
    DecisionMap {
        cols: 96,
        rows: 64,
        cells,
        x: side(
            "Content changes every",
            &["14 minutes", "6 hours", "6 days", "4.9 months", "never"],
            0.36,
        ),
        y: side("Questions per day", &["1", "3,200", "10 M"], 0.55),
    }
}

fn side(label: &str, ticks: &[&str], here: f64) -> Side {
    let last = (ticks.len() - 1) as f64;
    Side {
        label: label.to_owned(),
        ticks: ticks
            .iter()
            .enumerate()
            .map(|(i, t)| (i as f64 / last, (*t).to_owned()))
            .collect(),
        here,
    }
}

/// Five figures, two of which turn the verdict, one with a long name.
pub(crate) fn tornado() -> Tornado {
    let end = |value: &str, margin: f64, flips_to: Option<Strategy>| End {
        value: value.to_owned(),
        margin,
        flips_to,
    };
    let swing = |label: &str, low: End, high: End| Swing {
        label: label.to_owned(),
        low,
        high,
    };
    Tornado {
        rows: vec![
            swing(
                "Share of right passages that the reader uses, and a name too long for any card",
                end("0.7", -2.4, Some(Strategy::Lora)),
                end("0.95", 4.1, None),
            ),
            swing(
                "Recall",
                end("0.74", -0.6, Some(Strategy::Hybrid)),
                end("0.9", 2.8, None),
            ),
            swing(
                "Questions per day",
                end("3,300", 2.2, None),
                end("7,500", 0.7, None),
            ),
            swing(
                "Facts in parameters",
                end("0.3", 2.0, None),
                end("0.6", 1.1, None),
            ),
            swing(
                "Hosted queue",
                end("80 ms", 1.62, None),
                end("200 ms", 1.58, None),
            ),
        ],
        margin: 1.6,
        winner: Strategy::Rag,
    }
}
