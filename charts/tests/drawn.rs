//! What is drawn: as before, and never outside of the frame.

mod examples;

use examples::SIZES;
use expect_test::expect_file;
use forkcast_charts::line::{Line, LineChart};
use forkcast_charts::meter::{Meter, TableMeter};
use forkcast_charts::scale::{Axis, Unit};
use forkcast_charts::{Chart, Size, Theme, svg};
use forkcast_engine::Strategy;

const THEMES: [(&str, Theme); 2] = [("light", Theme::LIGHT), ("dark", Theme::DARK)];

/// `cargo xtask generate` rewrites the snapshots, for review as a diff.
#[test]
fn charts_are_drawn_as_before() {
    for (chart, spec) in examples::all() {
        for (width, size) in SIZES {
            for (shade, theme) in THEMES {
                expect_file![format!("snapshots/{chart}-{width}-{shade}.svg")].assert_eq(&svg::render(
                    spec.as_ref(),
                    &theme,
                    size,
                ));
            }
        }
    }
}

#[test]
fn nothing_is_drawn_outside_of_the_frame() {
    for (name, spec) in examples::all() {
        for (width, size) in SIZES {
            for extent in extents(&svg::render(spec.as_ref(), &Theme::LIGHT, size)) {
                let slack = 0.6;
                let within = extent.left >= -slack
                    && extent.top >= -slack
                    && extent.right <= size.width + slack
                    && extent.bottom <= size.height + slack;
                assert!(within, "{name} {width}: {extent:?}");
            }
        }
    }
}

#[test]
fn texts_do_not_overlap() {
    for (name, spec) in examples::all() {
        for (width, size) in SIZES {
            let texts: Vec<Extent> = extents(&svg::render(spec.as_ref(), &Theme::LIGHT, size))
                .into_iter()
                .filter(|e| e.text.is_some())
                .collect();
            for (i, a) in texts.iter().enumerate() {
                for b in &texts[i + 1..] {
                    let apart = a.right <= b.left + 0.5
                        || b.right <= a.left + 0.5
                        || a.bottom <= b.top + 0.5
                        || b.bottom <= a.top + 0.5;
                    assert!(apart, "{name} {width}: {a:?} over {b:?}");
                }
            }
        }
    }
}

/// Sizes that a page being laid out can pass through, and figures that a scenario at the ends of its ranges can give.
#[test]
fn extremes_draw_finite_figures() {
    let sizes = [
        (640.0, 340.0),
        (40.0, 30.0),
        (1.0, 1.0),
        (0.0, 0.0),
        (4000.0, 20.0),
    ];
    for spec in examples::all().into_iter().map(|e| e.1).chain(extremes()) {
        for (width, height) in sizes {
            let drawn = svg::render(spec.as_ref(), &Theme::DARK, Size { width, height });
            assert!(
                !drawn.contains("NaN") && !drawn.contains("inf,") && !drawn.contains("\"inf"),
                "{}\n{drawn}",
                spec.summary()
            );
        }
        assert!(
            spec.table()
                .rows
                .iter()
                .all(|r| r.len() == spec.table().columns.len())
        );
        assert!(!spec.summary().is_empty());
    }
}

fn extremes() -> Vec<Box<dyn Chart>> {
    let mut charts: Vec<Box<dyn Chart>> = Vec::new();
    for (low, high) in [(0.0, 0.0), (5.0, 5.0), (1e-9, 1e-9), (1e-9, 1e12), (1e12, 1e12)] {
        for log in [false, true] {
            let line = |points: Vec<(f64, f64)>| Line {
                strategy: Strategy::Rag,
                band: points.clone(),
                points,
                emphasis: true,
                own: None,
            };
            let chart = |lines: Vec<Line>| LineChart {
                x: Axis {
                    min: low,
                    max: high,
                    log,
                    unit: Unit::PerDay,
                },
                y: Axis {
                    min: low,
                    max: high,
                    log,
                    unit: Unit::Usd,
                },
                lines,
                here: Some(high),
                limit: Some((low, "budget")),
                cursor: Some(low),
                ..examples::cost()
            };
            charts.push(Box::new(chart(Vec::new())));
            charts.push(Box::new(chart(vec![line(Vec::new())])));
            charts.push(Box::new(chart(vec![line(vec![(low, high)])])));
            charts.push(Box::new(chart(vec![line(vec![(low, low), (high, high)]); 7])));
        }
    }
    for scale in [0.0, 1e-9, 1e9] {
        let mut bars = examples::latency();
        for bar in &mut bars.bars {
            bar.stages.iter_mut().for_each(|s| s.1 *= scale);
            bar.p50_ms *= scale;
            bar.p95_ms *= scale;
        }
        charts.push(Box::new(bars));
    }
    let mut empty = examples::latency();
    empty.bars.clear();
    charts.push(Box::new(empty));
    let mut empty = examples::quality();
    empty.rows.clear();
    charts.push(Box::new(empty));
    let mut waiting = examples::map();
    waiting.cells.clear();
    charts.push(Box::new(waiting));
    let mut short = examples::map();
    short.cells.truncate(100);
    charts.push(Box::new(short));
    charts
}

/// Where a mark of the drawing lies.
#[derive(Debug)]
struct Extent {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: Option<String>,
}

/// Reads the drawing back: it writes one mark to a line.
fn extents(drawn: &str) -> Vec<Extent> {
    drawn
        .lines()
        .skip_while(|l| !l.starts_with("<g "))
        .skip(1)
        .filter_map(extent)
        .collect()
}

fn extent(line: &str) -> Option<Extent> {
    let attribute = |name: &str| -> Option<&str> {
        let from = line.find(&format!(" {name}=\""))? + name.len() + 3;
        line[from..].split('"').next()
    };
    let number = |name: &str| -> f64 { attribute(name).and_then(|v| v.parse().ok()).expect("a number") };
    let kind = line.strip_prefix('<')?.split(' ').next()?;
    let bounds = |left: f64, top: f64, right: f64, bottom: f64| Extent {
        left,
        top,
        right,
        bottom,
        text: None,
    };
    match kind {
        "polyline" | "polygon" => {
            let points = attribute("points")?.split(' ').map(|p| {
                let (x, y) = p.split_once(',').expect("two coordinates");
                (
                    x.parse::<f64>().expect("a number"),
                    y.parse::<f64>().expect("a number"),
                )
            });
            let start = bounds(f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
            Some(points.fold(start, |e, (x, y)| {
                bounds(e.left.min(x), e.top.min(y), e.right.max(x), e.bottom.max(y))
            }))
        }
        "rect" => {
            let (x, y) = (number("x"), number("y"));
            Some(bounds(x, y, x + number("width"), y + number("height")))
        }
        "circle" => {
            let (x, y, r) = (number("cx"), number("cy"), number("r"));
            Some(bounds(x - r, y - r, x + r, y + r))
        }
        "text" => {
            let text = line.split_once('>')?.1.split_once('<')?.0;
            let size = number("font-size");
            let width = TableMeter.width(text, size, attribute("font-weight").is_some());
            let (x, y) = (number("x"), number("y"));
            let before = match attribute("text-anchor")? {
                "start" => 0.0,
                "middle" => width / 2.0,
                _ => width,
            };
            // Letters fill some four fifths of a line.
            let half = size * 0.4;
            let mut e = bounds(x - before, y - half, x - before + width, y + half);
            if attribute("transform").is_some() {
                e = bounds(x - half, y - width / 2.0, x + half, y + width / 2.0);
            }
            e.text = Some(text.to_owned());
            Some(e)
        }
        _ => None,
    }
}
