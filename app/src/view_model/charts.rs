//! From report to chart specifications.

use crate::text::charts as texts;
use forkcast_charts::bars::{Bar, StageBars};
use forkcast_charts::line::{Line, LineChart, Marker};
use forkcast_charts::map::{DecisionMap, Side};
use forkcast_charts::ranges::{Range, RangeChart};
use forkcast_charts::scale::{Axis, Unit, round_up};
use forkcast_charts::{Chart, Pen, Size, Table, Theme};
use forkcast_engine::explore::Cell;
use forkcast_engine::explore::volume::{self, VolumeSweep};
use forkcast_engine::latency::measured_stages;
use forkcast_engine::order::sorted;
use forkcast_engine::params::{Kind, Param, Unit as ParamUnit, Value};
use forkcast_engine::report::{Report, StageKind};
use forkcast_engine::uncertainty::Futures;
use forkcast_engine::{Catalog, Scenario, Strategy, format, words};

/// A chart of the page itself: one type, so that a card takes any of them.
#[derive(Clone, Debug, PartialEq)]
pub enum PageChart {
    /// Lines over months or over volume.
    Lines(LineChart),
    /// Latency by stage.
    Bars(StageBars),
    /// Shares with ranges.
    Ranges(RangeChart),
    /// The decision map: the recommendation over two inputs.
    Map(DecisionMap),
}

impl PageChart {
    fn chart(&self) -> &dyn Chart {
        match self {
            Self::Lines(chart) => chart,
            Self::Bars(chart) => chart,
            Self::Ranges(chart) => chart,
            Self::Map(chart) => chart,
        }
    }
}

impl Chart for PageChart {
    fn summary(&self) -> String {
        self.chart().summary()
    }

    fn table(&self) -> Table {
        self.chart().table()
    }

    fn marks(&self, theme: &Theme, size: Size, pen: &mut Pen<'_>) {
        self.chart().marks(theme, size, pen);
    }
}

/// The approaches in a line chart: the best of each family, long context only where it fits, best first. Lines within a family overlap.
#[must_use]
pub fn shown(report: &Report) -> Vec<Strategy> {
    let mut shown: Vec<Strategy> = report
        .families()
        .iter()
        .filter_map(|family| family.first().copied())
        .collect();
    shown.retain(|s| report.of(*s).feasible || !s.reads_whole_corpus());
    shown
}

/// Rows of a bar chart at the most, so that each keeps its height.
const MOST_ROWS: usize = 7;

/// The approaches in a bar chart: the best of each family, and of the others the first by rank as long as there is room; best first.
#[must_use]
pub fn barred(report: &Report) -> Vec<Strategy> {
    let families = report.families();
    let is_best = |s: &Strategy| families.iter().any(|family| family.first() == Some(s));
    let mut room = MOST_ROWS - families.len().min(MOST_ROWS);
    let mut barred = report.ranking().to_vec();
    barred.retain(|s| {
        let kept = is_best(s) || room > 0;
        room -= usize::from(kept && !is_best(s));
        kept
    });
    barred
}

/// How far the axis of costs reaches beyond the end of a line, and of a line whose band is drawn.
const ABOVE: f64 = 1.02;
const ABOVE_WITH_BAND: f64 = 1.2;

/// Cumulative cost by month, with crossovers, and bands if the simulations have run.
#[must_use]
pub fn cost(report: &Report, futures: Option<&Futures>) -> LineChart {
    let shown = shown(report);
    let winner = report.verdict.winner;
    let lines: Vec<Line> = shown
        .iter()
        .map(|s| {
            let curve = &report.of(*s).cost.cumulative_usd;
            let band = futures
                .filter(|_| *s == winner || *s == report.verdict.runner_up)
                .map(|f| {
                    f.cost_p10[s.index()]
                        .iter()
                        .copied()
                        .zip(f.cost_p90[s.index()].iter().copied())
                        .collect::<Vec<_>>()
                })
                .filter(|band| band.len() == curve.len())
                .unwrap_or_default();
            Line {
                strategy: *s,
                points: curve
                    .iter()
                    .enumerate()
                    .map(|(m, usd)| (m as f64, *usd))
                    .collect(),
                band,
                emphasis: *s == winner,
                own: None,
            }
        })
        .collect();
    let lines = sorted(lines, |a, b| a.strategy.cmp(&b.strategy));
    // The bands come with the simulations. Room for them is left before, so that the axis stays as it is then.
    let ends = lines.iter().filter_map(|line| {
        let has_band = [winner, report.verdict.runner_up].contains(&line.strategy);
        Some(line.points.last()?.1 * if has_band { ABOVE_WITH_BAND } else { ABOVE })
    });
    let top = ends.fold(0.0, f64::max);
    let months = report.of(winner).cost.cumulative_usd.len().saturating_sub(1) as f64;
    let markers = report
        .crossovers
        .iter()
        .filter(|c| shown.contains(&c.before) && shown.contains(&c.after))
        .map(|c| Marker {
            x: c.month,
            y: c.usd,
            label: words::crossover(c),
        })
        .collect();
    LineChart {
        x: Axis {
            min: 0.0,
            max: months,
            log: false,
            unit: Unit::Month,
        },
        y: Axis {
            min: 0.0,
            max: round_up(top),
            log: false,
            unit: Unit::Usd,
        },
        x_label: texts::MONTHS,
        lines,
        markers,
        here: None,
        limit: None,
        cursor: None,
    }
}

/// Points of the sweep over the volume.
pub const VOLUME_POINTS: usize = 57;

/// Monthly cost against volume, both logarithmic.
#[must_use]
pub fn volume(report: &Report, sweep: &VolumeSweep, scenario: &Scenario) -> LineChart {
    let shown = shown(report);
    let lines: Vec<Line> = shown
        .iter()
        .map(|s| Line {
            strategy: *s,
            points: sweep
                .queries_per_day
                .iter()
                .copied()
                .zip(sweep.monthly_usd[s.index()].iter().copied())
                .collect(),
            band: Vec::new(),
            emphasis: *s == report.verdict.winner,
            own: None,
        })
        .collect();
    let lines = sorted(lines, |a, b| a.strategy.cmp(&b.strategy));
    let all = || lines.iter().flat_map(|l| l.points.iter().map(|p| p.1));
    let least = all().fold(f64::INFINITY, f64::min).max(1.0);
    let most = all().fold(1.0, f64::max).max(least * 10.0);
    let markers = sweep
        .crossovers
        .iter()
        .filter(|c| shown.contains(&c.below) && shown.contains(&c.above))
        .map(|c| Marker {
            x: c.queries_per_day,
            y: c.usd,
            label: words::volume_crossover(c),
        })
        .collect();
    LineChart {
        x: Axis {
            min: volume::RANGE.0,
            max: volume::RANGE.1,
            log: true,
            unit: Unit::PerDay,
        },
        y: Axis {
            min: least * 0.8,
            max: most * 1.2,
            log: true,
            unit: Unit::Usd,
        },
        x_label: texts::A_DAY,
        lines,
        markers,
        here: Some(scenario.queries_per_day),
        limit: Some((scenario.budget_monthly_usd, texts::BUDGET)),
        cursor: None,
    }
}

/// Time to first token by stage.
#[must_use]
pub fn latency(report: &Report, scenario: &Scenario) -> StageBars {
    let mut order = barred(report);
    order.retain(|s| report.of(*s).feasible || !s.reads_whole_corpus());
    let measured = measured_stages(scenario);
    StageBars {
        bars: order
            .into_iter()
            .map(|strategy| {
                let r = report.of(strategy);
                let before_first: Vec<_> = r
                    .latency
                    .stages
                    .iter()
                    .filter(|x| x.kind != StageKind::Decode)
                    .collect();
                // Medians do not add up to the median of the sum; their proportions are kept.
                let sum: f64 = before_first.iter().map(|x| x.p50_ms).sum();
                let scale = if sum > 0.0 {
                    r.latency.ttft_p50_ms / sum
                } else {
                    0.0
                };
                Bar {
                    strategy,
                    stages: before_first
                        .iter()
                        .map(|x| {
                            let label = if measured[x.kind as usize] {
                                x.kind.measured_label()
                            } else {
                                x.kind.label()
                            };
                            (label, x.p50_ms * scale)
                        })
                        .collect(),
                    p50_ms: r.latency.ttft_p50_ms,
                    p95_ms: r.latency.ttft_p95_ms,
                    feasible: r.feasible,
                }
            })
            .collect(),
        limit_ms: (!scenario.can_all_wait()).then_some(scenario.ttft_p95_ms),
    }
}

/// Answer quality by approach.
#[must_use]
pub fn quality(report: &Report, futures: Option<&Futures>) -> RangeChart {
    RangeChart {
        rows: barred(report)
            .into_iter()
            .map(|strategy| {
                let r = report.of(strategy);
                let i = strategy.index();
                Range {
                    strategy,
                    value: r.quality.p_correct,
                    knowledge: r.quality.knowledge,
                    behaviour: r.quality.behaviour,
                    silent: r.quality.silent_failure,
                    range: futures.map(|f| (f.quality_p10[i], f.quality_p90[i])),
                    feasible: r.feasible,
                }
            })
            .collect(),
    }
}

/// Size of the decision map.
pub const MAP: (usize, usize) = (96, 64);

/// The decision map: the recommendation over two inputs.
#[must_use]
pub fn map(
    cells: Vec<Cell>,
    x: &'static Param,
    y: &'static Param,
    s: &Scenario,
    catalog: &Catalog,
) -> DecisionMap {
    let (cols, rows) = MAP;
    DecisionMap {
        cols,
        rows,
        cells,
        x: side(x, s, catalog, 5),
        y: side(y, s, catalog, 3),
    }
}

fn side(param: &'static Param, s: &Scenario, catalog: &Catalog, ticks: usize) -> Side {
    if let Kind::Choice { .. } = param.kind {
        let options = param.options(catalog);
        let n = options.len().max(1) as f64;
        let middle = |i: usize| (i as f64 + 0.5) / n;
        let here = options
            .iter()
            .position(|(i, _, _)| (param.get)(s) == Value::Choice(*i))
            .map_or(0.5, middle);
        let ticks = if options.len() <= 4 {
            options
                .iter()
                .enumerate()
                .map(|(i, (_, _, label))| (middle(i), (*label).to_owned()))
                .collect()
        } else {
            Vec::new()
        };
        return Side {
            label: param.label.to_owned(),
            ticks,
            here,
        };
    }
    let last = (ticks - 1).max(1) as f64;
    let text = |value: f64| match param.unit {
        ParamUnit::Usd | ParamUnit::UsdPerMonth => format::usd_short(value),
        ParamUnit::Tokens | ParamUnit::QueriesPerDay | ParamUnit::Examples => format::tokens(value),
        ParamUnit::Days
        | ParamUnit::Interval
        | ParamUnit::Months
        | ParamUnit::Milliseconds
        | ParamUnit::UsdPerHour
        | ParamUnit::Share
        | ParamUnit::Ratio
        | ParamUnit::Hours
        | ParamUnit::HoursPerMonth
        | ParamUnit::ExamplesPerMonth
        | ParamUnit::UsdPerMTokens
        | ParamUnit::TokensPerSecond
        | ParamUnit::Count
        | ParamUnit::Factor
        | ParamUnit::Place
        | ParamUnit::Minutes
        | ParamUnit::Choice => format::number_value(param, value),
    };
    Side {
        label: param.label.to_owned(),
        ticks: (0..ticks)
            .map(|i| {
                let at = i as f64 / last;
                (at, text(forkcast_engine::params::tidy(param.at(at), 2)))
            })
            .collect(),
        here: param.position(param.number(s)),
    }
}

/// The scenario with two inputs at positions (0 to 1) of their sliders.
#[must_use]
pub fn placed(s: &Scenario, catalog: &Catalog, at: &[(&'static Param, f64)]) -> Scenario {
    let mut next = *s;
    for (param, position) in at {
        let value = match param.kind {
            Kind::Number { .. } => Value::Number(param.at(*position)),
            Kind::Choice { .. } => {
                let options = param.options(catalog);
                let i = ((position * options.len() as f64) as usize).min(options.len().saturating_sub(1));
                Value::Choice(options.get(i).map_or(0, |o| o.0))
            }
        };
        (param.set)(&mut next, value);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;
    use forkcast_charts::{Size, Theme, svg};
    use forkcast_engine::{evaluate, explore, params, presets::PRESETS, uncertainty};

    fn charts(s: &Scenario) -> Vec<(&'static str, Box<dyn Chart>)> {
        let catalog = Catalog::builtin();
        let report = evaluate(s, catalog);
        let futures = uncertainty::futures(s, catalog, 200);
        let sweep = volume::sweep(s, catalog, VOLUME_POINTS);
        let (x, y) = (
            params::find("change_days").expect("an input"),
            params::find("queries_per_day").expect("an input"),
        );
        let cells = explore::map(s, catalog, x, y, MAP.0, MAP.1);
        vec![
            ("cost", Box::new(cost(&report, Some(&futures)))),
            ("volume", Box::new(volume(&report, &sweep, s))),
            ("latency", Box::new(latency(&report, s))),
            ("quality", Box::new(quality(&report, Some(&futures)))),
            ("map", Box::new(map(cells, x, y, s, catalog))),
        ]
    }

    #[test]
    fn no_band_is_cut_off_and_the_axis_does_not_wait_for_it() {
        let catalog = Catalog::builtin();
        for preset in &PRESETS {
            let s = preset.scenario(catalog);
            let report = evaluate(&s, catalog);
            let with = cost(&report, Some(&uncertainty::futures(&s, catalog, 2_000)));
            let bands: Vec<f64> = with
                .lines
                .iter()
                .filter_map(|line| Some(line.band.last()?.1))
                .collect();
            assert_eq!(bands.len(), 2, "{}", preset.id);
            assert!(
                bands.iter().all(|high| *high <= with.y.max),
                "{}: {bands:?} {}",
                preset.id,
                with.y.max
            );
            assert_eq!(cost(&report, None).y.max, with.y.max, "{}", preset.id);
        }
    }

    /// `cargo xtask generate` rewrites the snapshots, for review as a diff.
    #[test]
    fn charts_are_drawn_as_before() {
        let catalog = Catalog::builtin();
        let strict = forkcast_engine::presets::Preset::find("fresh-and-strict")
            .expect("a preset")
            .scenario(catalog);
        let size = Size {
            width: 640.0,
            height: 300.0,
        };
        for (scenario, theme, name) in [
            (Scenario::default(), Theme::LIGHT, "default-light"),
            (strict, Theme::DARK, "strict-dark"),
        ] {
            for (chart, spec) in charts(&scenario) {
                expect_file![format!("../../snapshots/{chart}-{name}.svg")].assert_eq(&svg::render(
                    spec.as_ref(),
                    &theme,
                    size,
                ));
            }
        }
    }

    #[test]
    fn the_cost_chart_says_what_the_report_says() {
        for preset in &PRESETS {
            let s = preset.scenario(Catalog::builtin());
            let report = evaluate(&s, Catalog::builtin());
            let chart = cost(&report, None);
            assert!(
                chart
                    .lines
                    .iter()
                    .any(|l| l.strategy == report.verdict.winner && l.emphasis),
                "{}",
                preset.id
            );
            for line in &chart.lines {
                let curve = &report.of(line.strategy).cost.cumulative_usd;
                assert_eq!(line.points.iter().map(|p| p.1).collect::<Vec<_>>(), *curve);
            }
            assert!(chart.markers.iter().all(|m| m.x <= chart.x.max));
        }
    }

    #[test]
    fn charts_stay_legible_with_many_approaches() {
        for preset in &PRESETS {
            let report = evaluate(&preset.scenario(Catalog::builtin()), Catalog::builtin());
            let lines = shown(&report);
            assert_eq!(lines.first(), Some(&report.verdict.winner), "{}", preset.id);
            for (i, a) in lines.iter().enumerate() {
                assert!(
                    lines[..i].iter().all(|b| !b.same_answer(*a)),
                    "one line a family: {lines:?}"
                );
            }
            let bars = barred(&report);
            assert!(bars.len() <= MOST_ROWS, "{bars:?}");
            assert!(report.families().iter().all(|family| bars.contains(&family[0])));
            let places: Vec<_> = bars
                .iter()
                .map(|s| report.ranking().iter().position(|x| x == s))
                .collect();
            assert!(places.is_sorted(), "best first: {bars:?}");
        }
    }

    #[test]
    fn tables_have_a_cell_for_every_heading() {
        for (name, chart) in charts(&Scenario::default()) {
            let table = chart.table();
            assert!(!table.rows.is_empty(), "{name}");
            assert!(
                table.rows.iter().all(|r| r.len() == table.columns.len()),
                "{name}"
            );
            assert_eq!(table.csv().lines().count(), table.rows.len() + 1, "{name}");
            assert!(chart.summary().len() > 30, "{name}");
        }
    }

    #[test]
    fn stages_add_up_to_the_median() {
        let s = Scenario::default();
        for bar in latency(&evaluate(&s, Catalog::builtin()), &s).bars {
            let sum: f64 = bar.stages.iter().map(|x| x.1).sum();
            assert!((sum - bar.p50_ms).abs() < 1e-6, "{:?}", bar.strategy);
        }
    }

    #[test]
    fn placing_a_point_sets_both_inputs() {
        let s = Scenario::default();
        let catalog = Catalog::builtin();
        let (x, y) = (
            params::find("audit").expect("an input"),
            params::find("strictness").expect("an input"),
        );
        let next = placed(&s, catalog, &[(x, 0.99), (y, 0.25)]);
        assert_eq!(next.audit, forkcast_engine::scenario::Audit::Required);
        assert_eq!(next.strictness, 0.25);
    }
}
