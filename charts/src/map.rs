//! The decision map: the recommendation over two inputs, a colour for each family. The approach of a place is named where the reader points.

use crate::labels::within;
use crate::meter::Meter;
use crate::pen::{Align, Pen, TEXT, Tick};
use crate::table::Table;
use crate::text::map as text;
use crate::theme::Theme;
use crate::{Chart, Rect, Size};
use forkcast_engine::Strategy;
use forkcast_engine::explore::Cell;
use forkcast_engine::order::sorted;
use forkcast_engine::strategy::Family;

/// One side of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The input's name.
    pub label: String,
    /// Texts at positions 0 to 1 of its slider.
    pub ticks: Vec<(f64, String)>,
    /// The scenario's position, 0 to 1.
    pub here: f64,
}

/// What a family wins of the map.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyShare {
    /// The family.
    pub family: Family,
    /// Share of the map.
    pub share: f64,
    /// Its approaches that win anywhere with their shares, largest first.
    pub members: Vec<(Strategy, f64)>,
}

/// The decision map: the recommendation over two inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionMap {
    /// Cells in a row.
    pub cols: usize,
    /// Rows, the first one at the bottom.
    pub rows: usize,
    /// The winner of each cell.
    pub cells: Vec<Cell>,
    /// Across.
    pub x: Side,
    /// Up.
    pub y: Side,
}

impl DecisionMap {
    /// The area of the cells at that size.
    #[must_use]
    pub fn plot(&self, size: Size, meter: &mut dyn Meter) -> Rect {
        let widest = self
            .y
            .ticks
            .iter()
            .map(|(_, t)| meter.width(t, TEXT, false))
            .fold(0.0, f64::max);
        Rect {
            left: widest + 28.0,
            top: 4.0,
            right: size.width - 6.0,
            bottom: size.height - 38.0,
        }
    }

    /// Positions (0 to 1) on both sliders at a point in CSS pixels; `None` outside the map.
    #[must_use]
    pub fn hit(&self, size: Size, meter: &mut dyn Meter, x: f64, y: f64) -> Option<(f64, f64)> {
        let plot = self.plot(size, meter);
        plot.contains(x, y).then(|| {
            (
                (x - plot.left) / (plot.right - plot.left),
                (plot.bottom - y) / (plot.bottom - plot.top),
            )
        })
    }

    fn cell(&self, col: usize, row: usize) -> Option<Cell> {
        (col < self.cols && row < self.rows)
            .then(|| self.cells.get(row * self.cols + col).copied())
            .flatten()
    }

    /// The winner of a cell, if one is feasible.
    fn winner_at(&self, col: usize, row: usize) -> Option<Strategy> {
        self.cell(col, row).filter(|c| c.feasible).map(|c| c.winner)
    }

    fn share(&self, strategy: Strategy) -> f64 {
        let won = self.cells.iter().filter(|c| c.feasible && c.winner == strategy);
        won.count() as f64 / self.cells.len().max(1) as f64
    }

    /// Share of the map that each family wins, largest first.
    #[must_use]
    pub fn shares(&self) -> Vec<FamilyShare> {
        let families = Family::ALL.map(|family| {
            let members = family.members().map(|s| (s, self.share(s)));
            let members: Vec<_> = members.filter(|(_, share)| *share > 0.0).collect();
            let share = members.iter().map(|(_, share)| share).sum();
            FamilyShare {
                family,
                share,
                members: sorted(members, |a, b| b.1.total_cmp(&a.1)),
            }
        });
        let won = families.into_iter().filter(|of| of.share > 0.0).collect();
        sorted(won, |a, b| b.share.total_cmp(&a.share))
    }

    /// Name of a family's region: that of its approach where only one of them wins anywhere.
    fn name(&self, family: Family) -> &'static str {
        let mut won = family
            .members()
            .filter(|s| self.cells.iter().any(|c| c.feasible && c.winner == *s));
        match (won.next(), won.next()) {
            (Some(only), None) => only.label(),
            (Some(_) | None, _) => family.label(),
        }
    }

    /// The approach at positions 0 to 1 of both sliders, in words; none where nothing is computed yet.
    #[must_use]
    pub fn read_out(&self, (x, y): (f64, f64)) -> Option<String> {
        let place = |at: f64, n: usize| ((at * n as f64) as usize).min(n.saturating_sub(1));
        let cell = self.cell(place(x, self.cols), place(y, self.rows))?;
        let winner = cell.winner;
        Some(text::place(
            winner.label(),
            winner.family().label(),
            cell.feasible,
        ))
    }

    /// The region of a cell: that of its winner's family, or the infeasible one.
    fn region(&self, col: usize, row: usize) -> Option<Option<Family>> {
        self.cell(col, row)
            .map(|c| c.feasible.then_some(c.winner.family()))
    }

    /// For each family, then for the infeasible region, the largest block of cells: its name has most room there.
    fn blocks(&self) -> [Block; REGIONS] {
        let mut best = [Block::default(); REGIONS];
        // How many cells upwards from each belong to the same region.
        let mut depths = vec![0usize; self.cols];
        let mut open: Vec<(usize, usize)> = Vec::with_capacity(self.cols);
        for row in 0..self.rows {
            let mut owner = None;
            for col in 0..=self.cols {
                let region = self.region(col, row);
                let depth = match (region, depths.get_mut(col)) {
                    (Some(_), Some(depth)) => {
                        let continues = row > 0 && self.region(col, row - 1) == region;
                        *depth = if continues { *depth + 1 } else { 1 };
                        *depth
                    }
                    _ => 0,
                };
                // Blocks that cannot reach this column end before it.
                let least = if region == owner { depth } else { 0 };
                let mut start = col;
                while let Some((from, height)) = open.last().copied().filter(|(_, height)| *height > least) {
                    open.pop();
                    start = from;
                    let block = Block {
                        left: from,
                        right: col,
                        bottom: row + 1 - height,
                        top: row + 1,
                    };
                    if let Some(place) = owner.map(region_index)
                        && block.area() > best[place].area()
                    {
                        best[place] = block;
                    }
                }
                if region != owner {
                    owner = region;
                    start = col;
                }
                if depth > 0 && open.last().is_none_or(|(_, height)| *height < depth) {
                    open.push((start, depth));
                }
            }
        }
        best
    }
}

/// The families, and the infeasible region.
const REGIONS: usize = Family::ALL.len() + 1;

fn region_index(region: Option<Family>) -> usize {
    region.map_or(REGIONS - 1, |family| family as usize)
}

/// A block of cells: columns `left..right`, rows `bottom..top`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Block {
    left: usize,
    right: usize,
    bottom: usize,
    top: usize,
}

impl Block {
    const fn area(&self) -> usize {
        (self.right - self.left) * (self.top - self.bottom)
    }
}

struct Plan<'a> {
    chart: &'a DecisionMap,
    theme: &'a Theme,
    plot: Rect,
}

impl Chart for DecisionMap {
    fn summary(&self) -> String {
        let shares: Vec<String> = self
            .shares()
            .iter()
            .map(|of| {
                let members: Vec<_> = of.members.iter().map(|(s, share)| (s.label(), *share)).collect();
                text::wins(self.name(of.family), of.share, &members)
            })
            .collect();
        text::summary(&self.x.label, &self.y.label, &shares)
    }

    fn table(&self) -> Table {
        // All rows of the map would fill pages: every eighth is enough.
        let step = (self.rows / 8).max(1);
        let mut rows = Vec::new();
        for row in (0..self.rows).step_by(step).rev() {
            let mut cells = vec![format!("{:.0}%", 100.0 * (row as f64 + 0.5) / self.rows as f64)];
            let across = (self.cols / 8).max(1);
            cells.extend((0..self.cols).step_by(across).map(|c| {
                self.winner_at(c, row)
                    .map_or(text::NONE_FEASIBLE, Strategy::label)
                    .to_owned()
            }));
            rows.push(cells);
        }
        let across = (self.cols / 8).max(1);
        let mut columns = vec![text::corner(&self.x.label, &self.y.label)];
        columns.extend(
            (0..self.cols)
                .step_by(across)
                .map(|c| format!("{:.0}%", 100.0 * (c as f64 + 0.5) / self.cols as f64)),
        );
        Table { columns, rows }
    }

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        draw(self, theme, size, pen);
    }
}

fn draw(chart: &DecisionMap, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
    let plan = Plan {
        chart,
        theme,
        plot: chart.plot(size, pen),
    };
    plan.regions(pen);
    let here = (
        plan.px(chart.x.here * chart.cols as f64),
        plan.py(chart.y.here * chart.rows as f64),
    );
    plan.names(here, pen);
    plan.axes(size, pen);
    pen.dot(here, 7.0, Theme::LIGHT.panel, Theme::LIGHT.text, 3.0);
}

impl Plan<'_> {
    // Whole pixels: neighbours that meet between two would show a seam.
    fn px(&self, col: f64) -> f64 {
        (self.plot.left + col / self.chart.cols.max(1) as f64 * (self.plot.right - self.plot.left)).round()
    }

    fn py(&self, row: f64) -> f64 {
        (self.plot.bottom - row / self.chart.rows.max(1) as f64 * (self.plot.bottom - self.plot.top)).round()
    }

    fn regions(&self, pen: &mut Pen<'_>) {
        let chart = self.chart;
        // How far a cell reaches towards a neighbour: not quite where another region begins, so that a thin line separates the two, because not
        // every reader sees where two colours meet. A little over one of its own, which covers that again: on screens whose pixels
        // are not ours the panel would shine through the seam.
        let reach = |from: (usize, usize), to: (usize, usize)| match chart.region(to.0, to.1) {
            None => 0.0,
            other if other == chart.region(from.0, from.1) => 1.0,
            Some(_) => -1.0,
        };
        for row in 0..chart.rows {
            let mut col = 0;
            // One rectangle for each run of one family, by the family below it.
            while let Some(cell) = chart.cell(col, row) {
                let start = col;
                let up = reach((col, row), (col, row + 1));
                let alike =
                    |c: Cell| (c.winner.family(), c.feasible) == (cell.winner.family(), cell.feasible);
                while chart.cell(col, row).is_some_and(alike) && reach((col, row), (col, row + 1)) == up {
                    col += 1;
                }
                // Where no approach is feasible, the nearest one shows faintly.
                let colour = self.theme.strategy(cell.winner.family().face());
                let colour = if cell.feasible {
                    colour
                } else {
                    colour.mix(self.theme.panel, 0.78)
                };
                let rect = Rect {
                    left: self.px(start as f64),
                    top: self.py(row as f64 + 1.0) - up,
                    right: self.px(col as f64) + reach((start, row), (col, row)),
                    bottom: self.py(row as f64),
                };
                pen.rect(rect, colour, 1.0);
            }
        }
    }

    fn names(&self, here: (f64, f64), pen: &mut Pen<'_>) {
        for (i, block) in self.chart.blocks().iter().enumerate() {
            let (name, ink) = Family::ALL
                .get(i)
                .map_or((text::NONE_FEASIBLE, self.theme.text), |family| {
                    (self.chart.name(*family), self.theme.on_strategy())
                });
            let half = pen.width(name, TEXT, true) / 2.0;
            let (left, right) = (
                self.px(block.left as f64) + half + 4.0,
                self.px(block.right as f64) - half - 4.0,
            );
            let (top, bottom) = (
                self.py(block.top as f64) + 8.0,
                self.py(block.bottom as f64) - 8.0,
            );
            if block.area() == 0 || left > right || top > bottom {
                continue;
            }
            let (x, mut y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
            // The point covers the names: one below it moves to where there is more room.
            let clear = 19.0;
            if (here.0 - x).abs() < half + 12.0 && (here.1 - y).abs() < clear {
                let below = bottom - here.1 >= here.1 - top;
                y = within(if below { here.1 + clear } else { here.1 - clear }, top, bottom);
            }
            pen.text(name, (x, y), Align::Middle, ink, TEXT, true);
        }
    }

    fn axes(&self, size: Size, pen: &mut Pen<'_>) {
        let (chart, theme, plot) = (self.chart, self.theme, self.plot);
        let mut row = Vec::with_capacity(chart.x.ticks.len());
        for (i, (at, text)) in chart.x.ticks.iter().enumerate() {
            let tick = Tick::new(
                plot.left + at * (plot.right - plot.left),
                text.clone(),
                theme.muted,
                false,
            );
            // The end before what lies between.
            row.insert(if i + 1 == chart.x.ticks.len() { 0 } else { i }, tick);
        }
        pen.row(&row, plot.bottom + 12.0, plot.left - 14.0, size.width);
        for (at, text) in &chart.y.ticks {
            let y = within(
                plot.bottom - at * (plot.bottom - plot.top),
                plot.top + 6.0,
                plot.bottom - 6.0,
            );
            pen.text(text, (plot.left - 6.0, y), Align::End, theme.muted, TEXT, false);
        }
        let middle = f64::midpoint(plot.left, plot.right);
        pen.text(
            &chart.x.label,
            (middle, size.height - 8.0),
            Align::Middle,
            theme.muted,
            TEXT,
            false,
        );
        pen.text_upwards(
            &chart.y.label,
            (8.0, f64::midpoint(plot.top, plot.bottom)),
            theme.muted,
            TEXT,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::Strategy;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn map_of(cols: usize, rows: usize, cells: Vec<Cell>) -> DecisionMap {
        let side = Side {
            label: String::new(),
            ticks: Vec::new(),
            here: 0.5,
        };
        DecisionMap {
            cols,
            rows,
            cells,
            x: side.clone(),
            y: side,
        }
    }

    /// The largest block of a region by trying them all.
    fn largest(map: &DecisionMap, region: Option<Family>) -> usize {
        let mut best = 0;
        for left in 0..map.cols {
            for bottom in 0..map.rows {
                for right in left + 1..=map.cols {
                    for top in bottom + 1..=map.rows {
                        let all =
                            (left..right).all(|c| (bottom..top).all(|r| map.region(c, r) == Some(region)));
                        best = best.max(if all { (right - left) * (top - bottom) } else { 0 });
                    }
                }
            }
        }
        best
    }

    #[test]
    fn a_family_is_one_region_and_its_approaches_are_named_where_the_reader_points() {
        let cell = |winner, feasible| Cell { winner, feasible };
        let (lora, qlora, rag) = (Strategy::Lora, Strategy::Qlora, Strategy::Rag);
        let map = map_of(
            4,
            1,
            vec![
                cell(lora, true),
                cell(qlora, true),
                cell(rag, true),
                cell(lora, false),
            ],
        );
        assert_eq!(map.region(0, 0), map.region(1, 0));
        assert_ne!(map.region(1, 0), map.region(2, 0));
        let [tuned, retrieved] = &map.shares()[..] else {
            panic!("two families win: {:?}", map.shares());
        };
        assert_eq!(
            (tuned.family, tuned.share, retrieved.share),
            (Family::FineTuning, 0.5, 0.25)
        );
        assert_eq!((tuned.members.len(), retrieved.members.len()), (2, 1));
        assert!(
            map.summary()
                .contains("Fine-tuning wins 50% (LoRA 25%, QLoRA 25%), RAG wins 25%"),
            "{}",
            map.summary()
        );
        let at = |x: f64| map.read_out((x, 0.5)).expect("a cell");
        assert_eq!(at(0.3), "QLoRA (Fine-tuning)");
        assert_eq!(at(1.0), "None feasible; nearest: LoRA");
        assert_eq!(map_of(2, 2, Vec::new()).read_out((0.5, 0.5)), None);
    }

    proptest! {
        #[test]
        fn blocks_are_the_largest(cols in 1usize..7, rows in 1usize..7, seed in proptest::collection::vec(0usize..3, 36)) {
            let cells = (0..cols * rows)
                .map(|i| Cell { winner: Family::ALL[seed[i]].face(), feasible: seed[i] < 2 })
                .collect();
            let map = map_of(cols, rows, cells);
            let blocks = map.blocks();
            for region in [Some(Family::ALL[0]), Some(Family::ALL[1]), None] {
                let block = blocks[region_index(region)];
                prop_assert_eq!(block.area(), largest(&map, region), "{:?}", block);
                prop_assert!((block.left..block.right).all(|c| (block.bottom..block.top).all(|r| map.region(c, r) == Some(region))));
            }
        }

        #[test]
        fn a_place_is_found_where_it_is_drawn(across in 0.0..=1.0f64, up in 0.0..=1.0f64) {
            let map = map_of(96, 64, Vec::new());
            let (size, meter) = (Size { width: 400.0, height: 300.0 }, &mut crate::meter::TableMeter);
            let plot = map.plot(size, meter);
            let (x, y) = (plot.left + across * (plot.right - plot.left), plot.bottom - up * (plot.bottom - plot.top));
            let (a, u) = map.hit(size, meter, x, y).expect("within the plot");
            prop_assert!((a - across).abs() < 1e-9 && (u - up).abs() < 1e-9);
        }
    }
}
