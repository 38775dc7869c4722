//! Tables: scores by criterion, and costs by item.

use crate::text::scores as texts;
use forkcast_charts::Table;
use forkcast_engine::decision::{criteria, value};
use forkcast_engine::report::{CostItem, Criterion, Report};
use forkcast_engine::{Catalog, Scenario, Strategy, format, words};

/// One row of the score table.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreRow {
    /// The approach.
    pub strategy: Strategy,
    /// Of the best of a family, how many others the family has; none of those, which one click shows.
    pub others: Option<usize>,
    /// Whether it is recommended.
    pub winner: bool,
    /// Whether it meets every constraint.
    pub feasible: bool,
    /// The failed constraint, if any; for one that fits, its net value where the team has said what an answer is worth.
    pub gate: String,
    /// Weighted score out of 100.
    pub score: String,
    /// Each criterion out of 100, and its share of the bar, 0 to 100.
    pub criteria: Vec<(String, f64)>,
    /// Up front, a month, a thousand questions, first token p95, correct overall, silent failures.
    pub figures: [String; 6],
}

/// A row beside the approaches: what a team does instead of building.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherRow {
    /// What it does.
    pub name: &'static str,
    /// Why it has no score.
    pub note: String,
    /// The same figures as those of an approach.
    pub figures: [String; 6],
}

/// People who answer, where their time is known, and doing nothing. None as long as the team has not said what an answer is worth.
#[must_use]
pub fn others(report: &Report, s: &Scenario) -> Vec<OtherRow> {
    if !value::is_set(s) {
        return Vec::new();
    }
    let dash = || texts::NO_FIGURE.to_owned();
    let net = |usd: f64| texts::net(&format::usd(usd));
    let mut rows = Vec::new();
    if let (Some(net_usd), Some(minutes)) = (report.verdict.people_usd, s.person_minutes) {
        let per_question = minutes / 60.0 * s.person_usd_per_hour;
        rows.push(OtherRow {
            name: texts::PEOPLE,
            note: net(net_usd),
            figures: [
                format::usd(0.0),
                format::usd(per_question * value::month_queries(s)),
                format::usd(per_question * 1000.0),
                format::ms(minutes * 60_000.0),
                format::share(s.person_accuracy),
                format::share(1.0 - s.person_accuracy),
            ],
        });
    }
    rows.push(OtherRow {
        name: texts::NOTHING,
        note: net(0.0),
        figures: [format::usd(0.0), format::usd(0.0), dash(), dash(), dash(), dash()],
    });
    rows
}

/// The score table: families by their best, each with its best first.
#[must_use]
pub fn rows(report: &Report, s: &Scenario) -> Vec<ScoreRow> {
    let valued = value::is_set(s);
    let places = report.families().into_iter().flat_map(|family| {
        let others = family.len() - 1;
        let place = move |(i, strategy)| (strategy, (i == 0).then_some(others));
        family.into_iter().enumerate().map(place).collect::<Vec<_>>()
    });
    places
        .map(|(strategy, others)| {
            let r = report.of(strategy);
            ScoreRow {
                strategy,
                others,
                winner: strategy == report.verdict.winner,
                feasible: r.feasible,
                gate: match r.gates.first() {
                    Some(gate) => words::gate(gate),
                    None if valued => texts::net(&format::usd(r.net_usd)),
                    None => String::new(),
                },
                score: format::decimal(r.utility * 100.0, 1),
                criteria: r
                    .criteria
                    .iter()
                    .map(|c| (format!("{:.0}", c * 100.0), c * 100.0))
                    .collect(),
                figures: [
                    format::usd(r.cost.upfront_usd),
                    format::usd(r.cost.monthly_usd),
                    format::usd(r.cost.per_query_usd * 1000.0),
                    format::ms(r.latency.ttft_p95_ms),
                    format::share(r.quality.p_correct),
                    format::share(r.quality.silent_failure),
                ],
            }
        })
        .collect()
}

/// Headings of the criteria with their weight in percent.
#[must_use]
pub fn criteria_headings(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let weights = criteria::weights(scenario);
    Criterion::ALL
        .iter()
        .zip(weights)
        .map(|(c, w)| (c.label(), format::share(w)))
        .collect()
}

/// The score table as CSV has it.
#[must_use]
pub fn table(report: &Report, s: &Scenario) -> Table {
    let mut columns = [texts::APPROACH, texts::FEASIBLE, texts::SCORE]
        .map(str::to_owned)
        .to_vec();
    columns.extend(Criterion::ALL.iter().map(|c| c.label().to_owned()));
    columns.extend(texts::FIGURES.map(str::to_owned));
    let mut rows: Vec<Vec<String>> = rows(report, s)
        .into_iter()
        .map(|row| {
            let fits = if row.feasible {
                texts::YES.to_owned()
            } else {
                row.gate
            };
            let mut cells = vec![row.strategy.label().to_owned(), fits, row.score];
            cells.extend(row.criteria.into_iter().map(|c| c.0));
            cells.extend(row.figures);
            cells
        })
        .collect();
    rows.extend(others(report, s).into_iter().map(|row| {
        let mut cells = vec![row.name.to_owned(), row.note, String::new()];
        cells.extend(Criterion::ALL.iter().map(|_| String::new()));
        cells.extend(row.figures);
        cells
    }));
    Table { columns, rows }
}

/// Costs by item: up front and a month for each strategy shown; items that cost nothing anywhere are left out. The last row says who serves
/// tuned weights, where any are.
#[must_use]
pub fn cost_items(report: &Report, shown: &[Strategy], catalog: &Catalog) -> Table {
    let mut columns = vec![texts::ITEM.to_owned()];
    for s in shown {
        columns.push(texts::up_front(s.label()));
        columns.push(texts::a_month(s.label()));
    }
    let dash = |usd: f64| {
        if usd == 0.0 {
            texts::NO_FIGURE.to_owned()
        } else {
            format::usd(usd)
        }
    };
    let mut rows: Vec<Vec<String>> = CostItem::ALL
        .iter()
        .filter(|item| {
            shown.iter().any(|s| {
                let x = report.of(*s).cost.items[**item as usize];
                x.upfront_usd != 0.0 || x.monthly_usd != 0.0
            })
        })
        .map(|item| {
            let mut row = vec![item.label().to_owned()];
            for s in shown {
                let x = report.of(*s).cost.items[*item as usize];
                row.push(dash(x.upfront_usd));
                row.push(dash(x.monthly_usd));
            }
            row
        })
        .collect();
    let mut total = vec![texts::TOTAL.to_owned()];
    for s in shown {
        total.push(format::usd(report.of(*s).cost.upfront_usd));
        total.push(format::usd(report.of(*s).cost.monthly_usd));
    }
    rows.push(total);
    if shown.iter().any(|s| report.of(*s).served.is_some()) {
        let mut sellers = vec![texts::SERVED_BY.to_owned()];
        for s in shown {
            let by = report.of(*s).served.map(|by| words::served(&by, catalog));
            sellers.push(String::new());
            sellers.push(by.unwrap_or_else(|| texts::NO_FIGURE.to_owned()));
        }
        rows.push(sellers);
    }
    Table { columns, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkcast_engine::evaluate;
    use forkcast_engine::strategy::{Family, STRATEGIES};

    #[test]
    fn the_winner_comes_first_and_every_strategy_has_a_row() {
        let report = evaluate(&Scenario::default(), Catalog::builtin());
        let s = Scenario::default();
        let rows = rows(&report, &s);
        assert_eq!(rows.len(), STRATEGIES);
        assert!(rows[0].winner && rows[0].strategy == report.verdict.winner);
        let best: Vec<&ScoreRow> = rows.iter().filter(|row| row.others.is_some()).collect();
        assert_eq!(
            best.len(),
            Family::ALL.len(),
            "one row of each family is shown at first"
        );
        let behind: usize = best.iter().filter_map(|row| row.others).sum();
        assert_eq!(best.len() + behind, rows.len());
        for pair in rows.windows(2) {
            let same = pair[0].strategy.same_answer(pair[1].strategy);
            assert_eq!(same, pair[1].others.is_none(), "a family's rows stand together");
        }
        assert!(rows.iter().all(|r| r.feasible == r.gate.is_empty()));
        let table = table(&report, &s);
        assert_eq!(
            table.rows.len(),
            STRATEGIES,
            "nobody has said what an answer is worth"
        );
        assert!(table.rows.iter().all(|r| r.len() == table.columns.len()));
    }

    #[test]
    fn people_and_doing_nothing_stand_beside_the_approaches_once_answers_have_a_worth() {
        let s = Scenario {
            right_answer_usd: Some(1.0),
            person_minutes: Some(6.0),
            ..Scenario::default()
        };
        let report = evaluate(&s, Catalog::builtin());
        let others = others(&report, &s);
        let names: Vec<&str> = others.iter().map(|row| row.name).collect();
        assert_eq!(names, ["Leave it to people", "Do nothing"]);
        // Six minutes at $40 an hour are $4 a question.
        assert_eq!(others[0].figures[2], "$4,000");
        assert_eq!(others[0].figures[4], "95%");
        assert_eq!(others[1].note, "net $0 a month");
        let table = table(&report, &s);
        assert_eq!(table.rows.len(), STRATEGIES + 2);
        assert!(table.rows.iter().all(|r| r.len() == table.columns.len()));
        assert!(
            rows(&report, &s)
                .iter()
                .all(|r| !r.feasible || r.gate.starts_with("net "))
        );
    }

    #[test]
    fn items_end_in_the_total() {
        let report = evaluate(&Scenario::default(), Catalog::builtin());
        let catalog = Catalog::builtin();
        let table = cost_items(&report, &[Strategy::Rag, Strategy::Lora], catalog);
        assert_eq!(table.columns.len(), 5);
        let [.., total, sellers] = table.rows.as_slice() else {
            panic!("a total and the sellers");
        };
        assert_eq!(total[0], "Total");
        assert_eq!((&*sellers[0], &*sellers[2]), ("Served by", "–"));
        assert!(
            sellers[4].starts_with("Prime Intellect, by the token"),
            "{sellers:?}"
        );
        let untuned = cost_items(&report, &[Strategy::Rag], catalog);
        assert_eq!(untuned.rows.last().map(|r| r[0].as_str()), Some("Total"));
        let risk = Scenario {
            wrong_answer_usd: 1.0,
            ..Scenario::default()
        };
        let same = cost_items(&evaluate(&risk, catalog), &[Strategy::Rag], catalog);
        let rag = cost_items(
            &evaluate(&Scenario::default(), catalog),
            &[Strategy::Rag],
            catalog,
        );
        assert_eq!(same.rows, rag.rows, "harm is no cash");
    }
}
