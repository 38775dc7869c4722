//! A tornado: how far the verdict's margin swings as each uncertain figure goes from its low to its high value, all else likely.

use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT, Tick};
use crate::scale::{Axis, Unit};
use crate::table::Table;
use crate::text::tornado as text;
use crate::theme::Theme;
use crate::{Chart, Rect, Size};
use forkcast_engine::Strategy;

/// One end of a row: the figure's value there, and what becomes of the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// The figure's value, with its unit.
    pub value: String,
    /// The winner's margin over the runner-up there, points of 100; below zero another approach leads.
    pub margin: f64,
    /// Who wins there, where that is another than now.
    pub flips_to: Option<Strategy>,
}

/// One uncertain figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Its name.
    pub label: String,
    /// At its low value.
    pub low: End,
    /// At its high value.
    pub high: End,
}

/// A tornado.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The rows, widest swing first.
    pub rows: Vec<Swing>,
    /// The margin with every figure at its likely value, points of 100.
    pub margin: f64,
    /// Who leads by that margin.
    pub winner: Strategy,
}

/// Share of the width that names may take.
const NAMES: f64 = 0.48;
/// From the names to the bars, CSS pixels.
const GAP: f64 = 10.0;
/// From one line of a name to the next, CSS pixels.
const LINE: f64 = 13.0;

impl Chart for Tornado {
    fn summary(&self) -> String {
        let flips = self
            .rows
            .iter()
            .filter(|row| row.low.flips_to.is_some() || row.high.flips_to.is_some());
        let named: Vec<&str> = flips.map(|row| row.label.as_str()).collect();
        text::summary(self.winner.label(), self.margin, &named)
    }

    fn table(&self) -> Table {
        let end = |end: &End| {
            let wins = end.flips_to.unwrap_or(self.winner).label();
            [end.value.clone(), format!("{:.2}", end.margin), wins.to_owned()]
        };
        Table {
            columns: text::COLUMNS.map(str::to_owned).to_vec(),
            rows: self
                .rows
                .iter()
                .map(|row| {
                    std::iter::once(row.label.clone())
                        .chain(end(&row.low))
                        .chain(end(&row.high))
                        .collect()
                })
                .collect(),
        }
    }

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        draw(self, theme, size, pen);
    }
}

fn draw(chart: &Tornado, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let most = size.width * NAMES;
    let names: Vec<Vec<String>> = chart
        .rows
        .iter()
        .map(|row| lines(&row.label, most, pen))
        .collect();
    let widest = names
        .iter()
        .flatten()
        .fold(0.0, |widest: f64, name| widest.max(pen.width(name, TEXT, false)));
    let left = widest + GAP + 2.0;
    let plot = Rect {
        left,
        top: 2.0,
        right: (size.width - 12.0).max(left + 20.0),
        bottom: (size.height - 24.0).max(22.0),
    };
    let ends = chart
        .rows
        .iter()
        .flat_map(|row| [row.low.margin, row.high.margin]);
    let (least, greatest) = ends
        .chain([0.0, chart.margin])
        .fold((0.0f64, 0.0f64), |(a, b), x| (a.min(x), b.max(x)));
    let room = ((greatest - least) * 0.06).max(0.5);
    let axis = Axis {
        min: least - room,
        max: greatest + room,
        log: false,
        unit: Unit::Month,
    };
    let px = |margin: f64| plot.left + axis.share(margin) * (plot.right - plot.left);
    let mut ticks = Vec::new();
    for tick in axis.ticks(5) {
        let x = px(tick).round() + 0.5;
        pen.path(&[(x, plot.top), (x, plot.bottom)], theme.line, 1.0);
        ticks.push(Tick::new(
            px(tick),
            format!("{tick:.0}").replace('-', "\u{2212}"),
            theme.muted,
            false,
        ));
    }
    pen.row(&ticks, plot.bottom + 13.0, 0.0, size.width);
    // Left of nought another approach wins.
    let nought = px(0.0).round() + 0.5;
    pen.dashed(
        &[(nought, plot.top), (nought, plot.bottom)],
        theme.text,
        1.0,
        &[3.0, 3.0],
    );
    let here = px(chart.margin);
    let height = (plot.bottom - plot.top) / chart.rows.len().max(1) as f64;
    let half = (height * 0.3).clamp(2.0, 8.0);
    for (i, (row, name)) in chart.rows.iter().zip(&names).enumerate() {
        let y = plot.top + (i as f64 + 0.5) * height;
        for (end, alpha) in [(&row.low, 0.35), (&row.high, 0.7)] {
            let x = px(end.margin);
            let bar = Rect {
                left: x.min(here),
                top: y - half,
                right: x.max(here),
                bottom: y + half,
            };
            pen.rect(bar, theme.muted, alpha);
            if let Some(strategy) = end.flips_to {
                pen.dot((x, y), 4.5, theme.mark(strategy, true), theme.panel, 1.5);
            }
        }
        let first = y - LINE * (name.len() as f64 - 1.0) / 2.0;
        for (line, text) in name.iter().enumerate() {
            let at = (plot.left - GAP, first + LINE * line as f64);
            pen.text(text, at, Align::End, theme.text, TEXT, false);
        }
    }
    let colour = theme.mark(chart.winner, true);
    pen.path(&[(here, plot.top), (here, plot.bottom)], colour, 2.0);
}

/// The name, in two lines where it is wider than there is room for.
fn lines(name: &str, most: f64, pen: &mut Pen<'_>) -> Vec<String> {
    if pen.width(name, TEXT, false) <= most {
        return vec![name.to_owned()];
    }
    // As much in the first line as goes in.
    let breaks = name.rmatch_indices(' ').map(|(place, _)| name.split_at(place));
    for (first, rest) in breaks {
        if pen.width(first, TEXT, false) <= most {
            return vec![first.to_owned(), fitted(rest.trim_start(), most, pen)];
        }
    }
    vec![fitted(name, most, pen)]
}

/// The text, cut where it is wider than there is room for.
fn fitted(name: &str, most: f64, pen: &mut Pen<'_>) -> String {
    if pen.width(name, TEXT, false) <= most {
        return name.to_owned();
    }
    let mut kept: Vec<char> = name.chars().collect();
    while kept.len() > 1 {
        kept.pop();
        let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
        if pen.width(&cut, TEXT, false) <= most {
            return cut;
        }
    }
    "…".to_owned()
}
