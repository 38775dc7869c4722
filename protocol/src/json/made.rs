//! From the engine's report to the shape that leaves.

use forkcast_engine::decision::{Judge, Verdicts, evaluate_as};
use forkcast_engine::explore::{self, FlipSearch};
use forkcast_engine::latency::measured_stages;
use forkcast_engine::params::{self, Kind, PARAMS, Param, Value, tidy};
use forkcast_engine::report::{
    self, CostItem, Criterion, Gate, LIMITS, Limit, PathAction, Report, ServedBy, Signal, StrategyReport,
    Warning,
};
use forkcast_engine::uncertainty::unknowns::Run;
use forkcast_engine::uncertainty::worth::{Knowing, Worth};
use forkcast_engine::uncertainty::{self, Futures};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario, Strategy, words};

#[cfg(feature = "texts")]
use forkcast_engine::{
    assumptions::Note,
    quality::ability::{self, Known, Origin},
    tiers::{self, Quantity},
};

use super::decision::{
    AbilityRow, ChangeRow, Confidence, Cost, CrossoverRow, Decision, FamilyRow, FlipRow, GateRow, ItemCost,
    LabelsRow, Latency, NextRow, ObservedRow, PathRow, Quality, ReasonRow, RepairRow, RungRow, ServedRow,
    Side, SignalRow, StageRow, StrategyRow, Verdict, VolumeCrossoverRow, WarningRow,
};
use super::evaluation::{Evaluation, Recommendation};
use super::keyed::{InputValue, Keyed};
use super::{FUTURES, SCHEMA_VERSION};

/// What says that a value was observed.
const PROVENANCE: &str = "observed";
/// Points of the sweep over volume in which crossings are looked for.
const VOLUMES: usize = 141;

impl Decision {
    /// Everything there is to say of a scenario. Takes some tenths of a second, for the futures and the flips.
    #[must_use]
    pub fn of(scenario: &Scenario, catalog: &Catalog) -> Self {
        Self::at_depth(scenario, catalog, FUTURES, explore::FINE)
    }

    /// The same by so many futures, and so many steps in the search for flips: for tests that need many answers fast.
    #[doc(hidden)]
    #[must_use]
    pub fn at_depth(scenario: &Scenario, catalog: &Catalog, futures: usize, flip_steps: u32) -> Self {
        // Else a scenario outside of the ranges would be reported with inputs other than those that were used.
        let s = &scenario.clamped(catalog);
        let many = uncertainty::futures(s, catalog, futures);
        let of = Evaluation::by(s, catalog, &many);
        let judge = Judge::new(catalog).corrected(many.correction);
        let flips = FlipSearch::new(s, judge, flip_steps).finished(catalog);
        let volume = explore::volume::sweep(s, catalog, VOLUMES);
        let mut knowing = Knowing::new(s);
        knowing.draw(catalog, futures);
        Self {
            schema_version: of.schema_version,
            model_version: of.model_version,
            catalog_version: of.catalog_version,
            scenario: of.scenario,
            observed: of.observed,
            verdict: verdict(of.verdict, &flips, &knowing, catalog),
            strategies: of.strategies,
            families: of.families,
            crossovers: of.crossovers,
            volume_crossovers: volume.crossovers.iter().map(volume_crossover).collect(),
            path: of.path,
            signals: of.signals,
            warnings: of.warnings,
            ladder: of.ladder,
            labels: of.labels,
            recall: Some(of.recall),
            repair: of.repair,
            ability: of.ability,
        }
    }
}

impl Evaluation {
    /// What the first `simulations` of those behind a decision say (one at the least). By [`FUTURES`] of them every figure is that of the
    /// [`Decision`].
    #[must_use]
    pub fn of(scenario: &Scenario, catalog: &Catalog, simulations: usize) -> Self {
        let s = &scenario.clamped(catalog);
        Self::by(s, catalog, &uncertainty::futures(s, catalog, simulations))
    }

    /// What these simulations of a scenario in range say.
    fn by(s: &Scenario, catalog: &Catalog, futures: &Futures) -> Self {
        let verdicts = Verdicts {
            of_this: Some(&futures.by_many()),
            before: None,
        };
        let report = evaluate_as(s, catalog, verdicts);
        Self {
            schema_version: SCHEMA_VERSION,
            model_version: MODEL_VERSION.to_owned(),
            catalog_version: catalog.version.to_string(),
            scenario: PARAMS
                .iter()
                .map(|param| (param.key, input(param, s, catalog)))
                .collect(),
            observed: observed(s),
            verdict: recommendation(s, &report, futures),
            strategies: report
                .strategies
                .iter()
                .map(|strategy| strategy_row(strategy, s, catalog))
                .collect(),
            families: report
                .families()
                .into_iter()
                .filter_map(|strategies| {
                    let family = strategies.first()?.family();
                    Some(FamilyRow {
                        id: family.id().to_owned(),
                        label: family.label().to_owned(),
                        strategies,
                    })
                })
                .collect(),
            crossovers: report.crossovers.iter().map(crossover).collect(),
            path: report.path.iter().map(path_row).collect(),
            signals: report.signals.iter().map(|signal| signal_row(*signal)).collect(),
            warnings: report.warnings.iter().map(|w| warning(w, catalog)).collect(),
            ladder: ladder(&report.ladder),
            labels: report.labels.iter().map(labels_row).collect(),
            recall: figure(report.recall),
            repair: report
                .repair
                .as_ref()
                .map(|repair| repair_row(repair, s, catalog)),
            ability: ability(s, catalog),
        }
    }
}

#[cfg(feature = "texts")]
fn ability(s: &Scenario, catalog: &Catalog) -> Vec<AbilityRow> {
    let row = |(quantity, note): (&Quantity, &Note)| {
        let known = Known::of(s, catalog, *quantity);
        let input = ability::INPUTS
            .iter()
            .find(|(_, of)| of == quantity)
            .map(|(key, _)| *key);
        let param = input.and_then(|key| params::find(key).ok());
        let model = &catalog.model(known.model).id;
        let own = || tiers::OWN_SOURCES.iter().find(|(id, _)| id == model);
        let (from, tier, source) = match known.origin {
            Origin::Team => ("team", None, ""),
            Origin::Model => ("model", None, own().map_or("", |(_, source)| source)),
            Origin::Tier(tier) => ("tier", Some(tier.id().to_owned()), note.source),
        };
        AbilityRow {
            id: quantity.id().to_owned(),
            input: input.map(str::to_owned),
            label: param.map_or(note.label, |param| param.label).to_owned(),
            value: figure(known.value),
            low: figure(known.range.0.min(known.range.1)),
            high: figure(known.range.1.max(known.range.0)),
            from: from.to_owned(),
            tier,
            source: source.to_owned(),
        }
    };
    Quantity::ALL.iter().zip(&tiers::NOTES).map(row).collect()
}

#[cfg(not(feature = "texts"))]
const fn ability(_: &Scenario, _: &Catalog) -> Vec<AbilityRow> {
    Vec::new()
}

/// Nine significant digits.
pub(super) fn figure(value: f64) -> f64 {
    tidy(value, 9)
}

pub(super) fn input(param: &Param, s: &Scenario, catalog: &Catalog) -> InputValue {
    match (param.get)(s) {
        Value::Number(x) => InputValue::Number(x),
        Value::Choice(_) => InputValue::Option(param.text(s, catalog)),
        Value::Unset => InputValue::Unset(()),
    }
}

fn recommendation(s: &Scenario, report: &Report, futures: &Futures) -> Recommendation {
    let headline = words::headline(report);
    let made = &report.verdict;
    Recommendation {
        winner: made.winner,
        runner_up: made.runner_up,
        strength: made.strength.id().to_owned(),
        margin: figure(made.margin),
        lead_usd: figure(made.lead_usd),
        spread: figure(made.spread),
        confidence: figure(futures.share(made.winner)),
        futures: confidence(futures),
        feasible: made.feasible,
        limits: words::chance(report.of(made.winner)),
        ahead: words::ahead(made.winner, futures),
        second: words::lead(report, s),
        instead: made.instead.map(|instead| instead.id().to_owned()),
        people_usd: made.people_usd.map(figure),
        by_net_value: made.by_net_value,
        headline: headline.text(),
        subtitle: headline.subtitle,
        reasons: made.reasons.iter().map(reason).collect(),
    }
}

pub(super) fn confidence(futures: &Futures) -> Confidence {
    Confidence {
        n: futures.n,
        wins: by_strategy(&futures.wins),
        nothing: figure(futures.nothing),
        regret: by_strategy(&futures.regret),
        regret_usd: by_strategy(&futures.regret_usd),
    }
}

/// The recommendation with what was found in the scenario's surroundings.
fn verdict(of: Recommendation, flips: &[report::Flip], knowing: &Knowing, catalog: &Catalog) -> Verdict {
    Verdict {
        winner: of.winner,
        runner_up: of.runner_up,
        strength: of.strength,
        margin: of.margin,
        lead_usd: of.lead_usd,
        spread: of.spread,
        confidence: of.confidence,
        futures: of.futures,
        feasible: of.feasible,
        limits: of.limits,
        ahead: of.ahead,
        second: of.second,
        instead: of.instead,
        people_usd: of.people_usd,
        by_net_value: of.by_net_value,
        headline: of.headline,
        subtitle: of.subtitle,
        reasons: of.reasons,
        flips: flips.iter().filter_map(|flip| flip_row(flip, catalog)).collect(),
        measure_next: knowing.worthwhile(catalog).iter().map(next_row).collect(),
    }
}

fn ladder(ladder: &report::Ladder) -> Vec<RungRow> {
    ladder
        .rungs
        .iter()
        .zip(words::ladder(ladder))
        .map(|(rung, text)| RungRow {
            strategy: rung.strategy,
            right_per_month: figure(rung.right_per_month),
            month_usd: figure(rung.month_usd),
            extra_usd: rung.extra_usd.map(figure),
            text,
        })
        .collect()
}

fn labels_row(batch: &report::LabelBatch) -> LabelsRow {
    LabelsRow {
        strategy: batch.strategy,
        examples: figure(batch.examples),
        usd: figure(batch.usd),
        right_per_month: figure(batch.right_per_month),
        text: words::label_batch(batch),
    }
}

fn repair_row(repair: &report::Repair, s: &Scenario, catalog: &Catalog) -> RepairRow {
    let mut changed = *s;
    let changes = repair
        .changes
        .iter()
        .filter_map(|change| {
            let param = params::find(change.key).ok()?;
            let value = match param.kind {
                Kind::Choice { .. } => Value::Choice(change.to as u16),
                Kind::Number { .. } => Value::Number(change.to),
            };
            (param.set)(&mut changed, value);
            Some(ChangeRow {
                key: change.key.to_owned(),
                to: param.text(&changed, catalog),
            })
        })
        .collect();
    RepairRow {
        changes,
        recall: repair.recall.map(figure),
        strategy: repair.strategy,
        turns_verdict: repair.turns_verdict,
        right: repair.right.map(figure),
        once_usd: figure(repair.once_usd),
        monthly_usd: figure(repair.monthly_usd),
        ttft_p50_ms: figure(repair.ttft_p50_ms),
        text: words::repair(repair, catalog),
    }
}

fn observed(s: &Scenario) -> Vec<ObservedRow> {
    let rows = PARAMS.iter().filter_map(|param| {
        let interval = param.interval(s)?;
        Some(ObservedRow {
            input: param.key.to_owned(),
            set: param.number(s),
            low: interval.low(),
            high: interval.high(),
            n: interval.n(),
            provenance: PROVENANCE.to_owned(),
        })
    });
    rows.collect()
}

fn next_row(worth: &Worth) -> NextRow {
    let unknown = &worth.unknown;
    NextRow {
        key: unknown.key.to_owned(),
        label: unknown.label.to_owned(),
        unit: unknown.unit.label().to_owned(),
        low: figure(unknown.low),
        likely: figure(unknown.likely),
        high: figure(unknown.high),
        worth: figure(worth.utility),
        worth_usd: worth.usd.map(figure),
        changes: figure(worth.changes),
        saved_usd: figure(worth.saved_usd),
        measured_by: unknown.measured_by.map(|run| Run::id(run).to_owned()),
    }
}

pub(super) fn by_strategy(figures: &[f64]) -> Keyed<f64> {
    Strategy::ALL
        .iter()
        .zip(figures)
        .map(|(strategy, x)| (strategy.id(), figure(*x)))
        .collect()
}

pub(super) fn limits(meets: [f64; LIMITS]) -> Keyed<f64> {
    Limit::ALL
        .into_iter()
        .zip(meets)
        .map(|(limit, chance)| (limit.id(), figure(chance)))
        .collect()
}

fn reason(reason: &report::Reason) -> ReasonRow {
    ReasonRow {
        side: match reason.side {
            report::Side::For => Side::For,
            report::Side::Against => Side::Against,
        },
        criterion: reason.criterion.id().to_owned(),
        text: words::plain(&words::reason(reason)),
        weight: figure(reason.weight),
    }
}

fn flip_row(flip: &report::Flip, catalog: &Catalog) -> Option<FlipRow> {
    let param = params::find(flip.key).ok()?;
    let value = |x: f64| match param.kind {
        Kind::Number { .. } => InputValue::Number(figure(x)),
        Kind::Choice { .. } => {
            let options = param.options(catalog);
            let found = options.iter().find(|(index, _, _)| f64::from(*index) == x);
            InputValue::Option(found.map_or_else(String::new, |(_, id, _)| (*id).to_owned()))
        }
    };
    let when = match param.kind {
        Kind::Choice { .. } => "is",
        Kind::Number { .. } if flip.above => "above",
        Kind::Number { .. } => "below",
    };
    Some(FlipRow {
        key: flip.key.to_owned(),
        from: value(flip.from),
        at: value(flip.at),
        when: when.to_owned(),
        winner: flip.winner,
        distance: figure(flip.distance),
        text: words::flip(flip, catalog),
    })
}

fn strategy_row(report: &StrategyReport, s: &Scenario, catalog: &Catalog) -> StrategyRow {
    StrategyRow {
        id: report.strategy,
        label: report.strategy.label().to_owned(),
        method: report.hybrid.map(|hybrid| hybrid.method),
        training: report.hybrid.map(|hybrid| hybrid.training.id().to_owned()),
        served: report.served.map(|served| served_row(&served, catalog)),
        feasible: report.feasible,
        gates: report.gates.iter().map(|gate| gate_row(gate, s)).collect(),
        chance: figure(report.chance),
        limits: limits(report.meets),
        tightest: report.tightest.map(|limit| limit.id().to_owned()),
        utility: figure(report.utility),
        net_usd: figure(report.net_usd),
        why_not: report.why_not.iter().map(reason).collect(),
        cost: cost_of(&report.cost),
        latency: latency(&report.latency, s),
        quality: Quality {
            p_correct: figure(report.quality.p_correct),
            knowledge: figure(report.quality.knowledge),
            behaviour: figure(report.quality.behaviour),
            silent_failure: figure(report.quality.silent_failure),
            fresh: figure(report.quality.fresh),
        },
        criteria: Criterion::ALL
            .into_iter()
            .zip(report.criteria)
            .map(|(criterion, value)| (criterion.id(), figure(value)))
            .collect(),
    }
}

fn served_row(served: &report::Served, catalog: &Catalog) -> ServedRow {
    let usd_per_gpu_hour = match served.by {
        ServedBy::Hour { usd_per_gpu_hour, .. } => Some(figure(usd_per_gpu_hour)),
        ServedBy::Token { .. } | ServedBy::OwnGpus => None,
    };
    ServedRow {
        seller: catalog.seller(served.seller).id.to_string(),
        serving: served.by.id().to_owned(),
        usd_per_gpu_hour,
        text: words::served(served, catalog),
    }
}

fn gate_row(gate: &Gate, s: &Scenario) -> GateRow {
    let (id, compared) = match *gate {
        Gate::Audit => ("audit", None),
        Gate::Data {
            effective, needed, ..
        } => ("data", Some((effective, needed))),
        Gate::TimeToFirstToken { p95_ms, limit_ms } => ("ttft", Some((p95_ms, limit_ms))),
        Gate::WholeAnswer { p95_ms, limit_ms } => ("e2e", Some((p95_ms, limit_ms))),
        Gate::UpfrontBudget { usd, limit_usd } => ("upfront-budget", Some((usd, limit_usd))),
        Gate::MonthlyBudget { usd, limit_usd } => ("monthly-budget", Some((usd, limit_usd))),
        Gate::Freshness { fresh, floor } => ("freshness", Some((fresh, floor))),
        Gate::ContextWindow { tokens, limit_tokens } => ("context-window", Some((tokens, limit_tokens))),
        Gate::NotSold => ("not-sold", None),
        Gate::NoGrammar => ("no-structured-output", None),
        Gate::TeacherTerms { .. } => ("teacher-terms", None),
        Gate::Permissions => ("permissions", None),
        Gate::Residency { .. } => ("residency", None),
        Gate::Erasure { days, limit_days } => ("erasure", Some((days, limit_days))),
    };
    GateRow {
        id: id.to_owned(),
        reason: words::gate(gate),
        opens: words::gate_opens(gate, s),
        actual: compared.map(|(actual, _)| figure(actual)),
        limit: compared.map(|(_, limit)| figure(limit)),
    }
}

fn cost_of(cost: &report::CostReport) -> Cost {
    Cost {
        upfront_usd: figure(cost.upfront_usd),
        monthly_usd: figure(cost.monthly_usd),
        per_query_usd: figure(cost.per_query_usd),
        marginal_query_usd: figure(cost.marginal_query_usd),
        per_correct_usd: figure(cost.per_correct_usd),
        training_run_usd: figure(cost.training_run_usd),
        training_gpus: figure(cost.training_gpus),
        releases_per_month: figure(cost.releases_per_month),
        serving_gpus: figure(cost.serving_gpus),
        cumulative_usd: cost.cumulative_usd.iter().map(|x| figure(*x)).collect(),
        items: CostItem::ALL
            .into_iter()
            .zip(&cost.items)
            .map(|(item, cost)| {
                let report::ItemCost {
                    upfront_usd,
                    monthly_usd,
                } = *cost;
                let cost = ItemCost {
                    upfront_usd: figure(upfront_usd),
                    monthly_usd: figure(monthly_usd),
                };
                (item.id(), cost)
            })
            .collect(),
    }
}

fn latency(latency: &report::LatencyReport, s: &Scenario) -> Latency {
    let measured = measured_stages(s);
    Latency {
        ttft_p50_ms: figure(latency.ttft_p50_ms),
        ttft_p95_ms: figure(latency.ttft_p95_ms),
        e2e_p50_ms: figure(latency.e2e_p50_ms),
        e2e_p95_ms: figure(latency.e2e_p95_ms),
        stages: latency
            .stages
            .iter()
            .map(|stage| StageRow {
                id: stage.kind.id().to_owned(),
                p50_ms: figure(stage.p50_ms),
                p95_ms: figure(stage.p95_ms),
                measured: measured.get(stage.kind as usize).is_some_and(|is| *is),
            })
            .collect(),
    }
}

fn crossover(crossover: &report::Crossover) -> CrossoverRow {
    CrossoverRow {
        before: crossover.before,
        after: crossover.after,
        month: figure(crossover.month),
        usd: figure(crossover.usd),
        text: words::crossover(crossover),
    }
}

fn volume_crossover(crossover: &report::VolumeCrossover) -> VolumeCrossoverRow {
    VolumeCrossoverRow {
        below: crossover.below,
        above: crossover.above,
        queries_per_day: figure(crossover.queries_per_day),
        usd: figure(crossover.usd),
        text: words::volume_crossover(crossover),
    }
}

fn path_row(step: &report::PathStep) -> PathRow {
    let (action, strategy) = match step.action {
        PathAction::Launch(strategy) => ("launch", Some(strategy)),
        PathAction::Collect { .. } => ("collect", None),
        PathAction::DataReady { .. } => ("data-ready", None),
        PathAction::Tune(strategy) => ("tune", Some(strategy)),
        PathAction::OutOfReach { .. } => ("out-of-reach", None),
    };
    PathRow {
        month: figure(step.month),
        action: action.to_owned(),
        strategy,
        cumulative_usd: figure(step.cumulative_usd),
        text: words::path_step(step),
        opened_by: words::opened_by(&step.opened_by),
    }
}

fn signal_row(signal: Signal) -> SignalRow {
    SignalRow {
        id: signal.id().to_owned(),
        towards: signal.towards(),
        text: words::signal(signal).to_owned(),
        sentence: words::signal_sentence(signal).to_owned(),
    }
}

fn warning(warning: &Warning, catalog: &Catalog) -> WarningRow {
    WarningRow {
        id: warning.id().to_owned(),
        text: words::warning(warning, catalog),
    }
}
