//! The report in plain words, shared by the page, the command line and the record.
//!
//! Over 600 lines: the sentences of one language, one function each, so that a translator has them in one file.

use super::approaches::words;
use super::format::{
    NEVER_DAYS, count, every_days, months, ms, ms_apart, number_apart, number_value, option_label, share,
    share_apart, tokens, usd, usd_apart,
};
use crate::catalog::Catalog;
use crate::decision::limits;
use crate::latency;
use crate::params::{self, Kind};
use crate::quality::ability::{Known, Origin};
use crate::report::{
    Crossover, Fact, Flip, Gate, Instead, LabelBatch, Ladder, OpenedBy, PathAction, PathStep, Reason, Repair,
    Report, Served, ServedBy, Side, Signal, StageKind, StrategyReport, Strength, VolumeCrossover, Warning,
};
use crate::scenario::{JudgeBy, Residency, Scenario};
use crate::strategy::{Family, Strategy};
use crate::uncertainty::Futures;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its text.
    pub text: String,
    /// Whether it is what the sentence is about.
    pub strong: bool,
}

/// Turns `**strong**` marks into spans.
fn spans(marked: &str) -> Vec<Span> {
    marked
        .split("**")
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(i, text)| Span {
            text: text.to_owned(),
            strong: i % 2 == 1,
        })
        .collect()
}

/// The sentence without its marks.
#[must_use]
pub fn plain(spans: &[Span]) -> String {
    spans.iter().map(|s| s.text.as_str()).collect()
}

/// The verdict in one line, and what to do in a second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// Before the approach.
    pub lead: String,
    /// The approach, to be shown in its colour.
    pub approach: String,
    /// Which one it is.
    pub strategy: Strategy,
    /// After the approach.
    pub tail: String,
    /// What to do.
    pub subtitle: String,
}

impl Headline {
    /// The line whole.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}{}{}", self.lead, self.approach, self.tail)
    }
}

/// The verdict in one line.
#[must_use]
pub fn headline(report: &Report) -> Headline {
    let winner = report.verdict.winner;
    let subtitle = subtitle(report);
    let made = |lead: &str, approach: &str, tail: &str| Headline {
        lead: lead.to_owned(),
        approach: approach.to_owned(),
        strategy: winner,
        tail: tail.to_owned(),
        subtitle,
    };
    match report.verdict.instead {
        Some(Instead::People) => {
            return made(
                "Don't build this: leave it to people. Closest: ",
                winner.label(),
                ".",
            );
        }
        Some(Instead::Nothing) => {
            return made(
                "Don't build this: it costs more than it is worth. Closest: ",
                winner.label(),
                ".",
            );
        }
        None => {}
    }
    let tunes_later = tuned(report).is_some_and(|(strategy, _)| strategy != winner);
    match report.verdict.strength {
        Strength::NothingFits => made("Nothing meets all your limits. Closest: ", winner.label(), "."),
        Strength::Close => {
            let tail = format!(" or {}.", in_sentence(report.verdict.runner_up));
            made("Too close to call: ", winner.label(), &tail)
        }
        Strength::Leaning => made("Leaning towards ", words(winner).noun, "."),
        Strength::Clear if winner.only_retrieves() && tunes_later => {
            made("Start with ", winner.label(), "; fine-tune later.")
        }
        Strength::Clear => {
            let (lead, approach, tail) = words(winner).headline;
            made(lead, approach, tail)
        }
    }
}

fn subtitle(report: &Report) -> String {
    let winner = report.verdict.winner;
    let cost = &report.of(winner).cost;
    if !report.verdict.feasible {
        let gates = &report.of(winner).gates;
        return gates.first().map_or_else(String::new, |g| capitalised(&gate(g)));
    }
    let money = format!(
        "{} up front, then {} a month",
        usd(cost.upfront_usd),
        usd(cost.monthly_usd)
    );
    let chance = chance(report.of(winner));
    match tuned(report) {
        Some((_, month)) if winner.combines() => {
            let method = report
                .of(winner)
                .hybrid
                .map_or("LoRA", |h| h.method.strategy().label());
            format!(
                "Launch RAG first; add {method} in month {}. {money}. {chance}",
                months(month)
            )
        }
        Some((then, month)) if winner.only_retrieves() => {
            format!(
                "Launch RAG now; add {} in month {}, once there are enough usable examples. {money}. {chance}",
                tuned_as(then),
                months(month)
            )
        }
        Some(_) | None => format!("{money}. {chance}"),
    }
}

/// How often an approach meets all limits, and which is the tightest.
#[must_use]
pub fn chance(of: &StrategyReport) -> String {
    match of.tightest {
        Some(limit) if of.chance > 0.0 && of.chance < 0.9995 => format!(
            "Meets your limits in {} of simulations; the tightest is: {}.",
            share(of.chance),
            limit.label()
        ),
        Some(_) | None if of.gates.iter().any(Gate::is_must) => "Fails a requirement.".to_owned(),
        Some(limit) if of.chance <= 0.0 => {
            format!(
                "Meets your limits in no simulation; the tightest is: {}.",
                limit.label()
            )
        }
        Some(_) | None => "Meets your limits in every simulation.".to_owned(),
    }
}

/// The name of a family of which these approaches come out ahead: that of the approach where it is only one.
#[must_use]
pub fn kind(family: Family, ahead: &[Strategy]) -> &'static str {
    match ahead {
        [only] => only.label(),
        _ => family.label(),
    }
}

/// How often the recommended kind of approach comes out ahead, without a full stop. Approaches of a family are one answer, so their shares are
/// added. A share of nothing that would read as 0% is left out.
#[must_use]
pub fn ahead(winner: Strategy, futures: &Futures) -> String {
    let family = winner.family();
    let ahead: Vec<Strategy> = family
        .members()
        .filter(|strategy| futures.share(*strategy) > 0.0)
        .collect();
    let name = if ahead.is_empty() {
        winner.label()
    } else {
        kind(family, &ahead)
    };
    let nothing = if futures.nothing >= 0.005 {
        format!("; in {} nothing meets your limits", share(futures.nothing))
    } else {
        String::new()
    };
    format!(
        "{name} comes out ahead in {} of {} simulations{nothing}",
        share(ahead.iter().map(|strategy| futures.share(*strategy)).sum()),
        count(futures.n as f64)
    )
}

/// Which of the two is ahead by how much, in a sentence.
#[must_use]
pub fn lead(report: &Report, s: &Scenario) -> String {
    let v = &report.verdict;
    let rival = report.of(v.runner_up);
    let name = v.runner_up.label();
    if !rival.feasible {
        let why = rival.gates.first().map_or_else(String::new, gate);
        return if v.feasible {
            format!("No other kind of approach fits. Next is {name}: {why}.")
        } else {
            format!("Next is {name}: {why}.")
        };
    }
    match s.judge_by {
        JudgeBy::Score => format!(
            "Runner-up: {name} (score {:.1} against {:.1} out of 100).",
            rival.utility * 100.0,
            report.of(v.winner).utility * 100.0
        ),
        JudgeBy::NetValue => format!(
            "Runner-up: {name} (net value {} a month against {}).",
            usd(rival.net_usd),
            usd(report.of(v.winner).net_usd)
        ),
    }
}

/// A step of the ladder, in a sentence each.
#[must_use]
pub fn ladder(ladder: &Ladder) -> Vec<String> {
    let mut out: Vec<String> = ladder
        .rungs
        .iter()
        .map(|rung| match rung.extra_usd {
            None => format!(
                "{}: {} right answers a month for {}",
                rung.strategy.label(),
                count(rung.right_per_month),
                usd(rung.month_usd)
            ),
            Some(extra) => format!(
                "{}: {} right answers a month for {}; each one more costs {}",
                rung.strategy.label(),
                count(rung.right_per_month),
                usd(rung.month_usd),
                usd(extra)
            ),
        })
        .collect();
    out.extend(ladder.dominated.iter().map(|d| {
        format!(
            "{} is on no step: {} gives right answers for less",
            d.strategy.label(),
            in_sentence(d.by)
        )
    }));
    out
}

/// The approach that the path leads to by tuning, and the month of it.
fn tuned(report: &Report) -> Option<(Strategy, f64)> {
    report.path.iter().find_map(|step| {
        if let PathAction::Tune(strategy) = step.action {
            Some((strategy, step.month))
        } else {
            None
        }
    })
}

/// The addition to RAG that leads there.
fn tuned_as(then: Strategy) -> &'static str {
    if then.combines() {
        "fine-tuning"
    } else {
        then.label()
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase()).chain(chars).collect()
    })
}

/// Where an input's default comes from.
#[cfg(all(feature = "texts", not(target_arch = "wasm32")))]
#[must_use]
pub fn input_source(param: &params::Param) -> String {
    if param.assumed {
        format!("Assumed; {}", param.source)
    } else {
        param.source.to_owned()
    }
}

/// Which value of a quantity the model takes, and whether that is the team's, the model's own or its tier's.
#[must_use]
pub fn known(known: &Known, catalog: &Catalog) -> String {
    let value = share(known.value);
    match known.origin {
        Origin::Team => format!("In use: {value}, your own figure."),
        Origin::Model => {
            format!(
                "In use: {value}, published of {} itself",
                catalog.model(known.model).label
            )
        }
        Origin::Tier(tier) => format!(
            "In use: {value} ({} to {}), the range of its tier, “{}”",
            share(known.range.0),
            share(known.range.1),
            tier.label(),
        ),
    }
}

/// A reason, with the figures that carry it marked as strong.
#[must_use]
pub fn reason(reason: &Reason) -> Vec<Span> {
    spans(&marked(&reason.fact, reason.side))
}

fn marked(fact: &Fact, side: Side) -> String {
    match fact {
        Fact::Current {
            winner,
            rival,
            change_days,
            than,
        } => {
            let (winner, rival) = share_apart(*winner, *rival);
            let facts = if *change_days >= NEVER_DAYS {
                "Facts never change".to_owned()
            } else {
                format!("Facts change every **{}**", every_days(*change_days))
            };
            format!(
                "{facts}; **{winner}** of answers rest on current facts ({}: **{rival}**)",
                than.label()
            )
        }
        Fact::Cites { required, who, not } => format!(
            "{} can **cite its source**, {} cannot{}",
            who.label(),
            in_sentence(*not),
            if *required { ", and every answer must" } else { "" }
        ),
        Fact::CitesBetter { who, than } => format!(
            "{} names its source **more exactly** than {}",
            who.label(),
            in_sentence(*than)
        ),
        Fact::Knows { winner, rival, than } => format!(
            "Facts correct in **{}** of answers ({}: **{}**)",
            share_apart(*winner, *rival).0,
            than.label(),
            share_apart(*winner, *rival).1
        ),
        Fact::Silent { winner, rival, than } => format!(
            "Wrong without anyone noticing in **{}** of answers ({}: **{}**)",
            share_apart(*winner, *rival).0,
            than.label(),
            share_apart(*winner, *rival).1
        ),
        Fact::Behaves {
            winner_breaks,
            rival_breaks,
            than,
        } => {
            let ratio = if *winner_breaks < *rival_breaks {
                rival_breaks / winner_breaks
            } else {
                winner_breaks / rival_breaks
            };
            if !(ratio.is_finite() && ratio >= 1.5) {
                format!(
                    "Loses **{}** of answer quality to wrong format and tone ({}: **{}**)",
                    share(*winner_breaks),
                    than.label(),
                    share(*rival_breaks)
                )
            } else if winner_breaks < rival_breaks {
                format!(
                    "{} breaks format or tone **{} times as often**",
                    than.label(),
                    tidy(ratio)
                )
            } else {
                format!(
                    "Breaks format or tone **{} times as often** as {}",
                    tidy(ratio),
                    than.label()
                )
            }
        }
        Fact::Costs {
            winner_usd,
            rival_usd,
            than,
        } => {
            let way = if winner_usd <= rival_usd { "less" } else { "more" };
            format!(
                "Costs **{} {way}** over the horizon than {}",
                usd((winner_usd - rival_usd).abs()),
                than.label()
            )
        }
        Fact::Faster {
            winner_ms,
            rival_ms,
            can_wait,
            than,
        } => {
            let way = if winner_ms <= rival_ms { "sooner" } else { "later" };
            format!(
                "First token **{} {way}** than {} (p95){}",
                ms((winner_ms - rival_ms).abs()),
                than.label(),
                if *can_wait {
                    ", which counts nothing: **every answer can wait**"
                } else {
                    ""
                }
            )
        }
        Fact::Live {
            winner_weeks,
            rival_weeks,
            than,
        } => {
            let way = if winner_weeks <= rival_weeks {
                "sooner"
            } else {
                "later"
            };
            let weeks = tidy((winner_weeks - rival_weeks).abs());
            format!("Goes live **{weeks} weeks {way}** than {}", than.label())
        }
        Fact::Simpler { than } => match side {
            Side::For => format!(
                "**Simpler** to operate, or to migrate away from, than {}",
                than.label()
            ),
            Side::Against => format!(
                "**More to operate**, or harder to migrate away from, than {}",
                than.label()
            ),
        },
        Fact::RuledOut { who, gate: missed } => {
            format!("{} is ruled out: **{}**", who.label(), gate(missed))
        }
        Fact::Chance { winner, rival, than } => format!(
            "Meets your limits in **{}** of simulations ({}: **{}**)",
            share_apart(*winner, *rival).0,
            than.label(),
            share_apart(*winner, *rival).1
        ),
    }
}

fn tidy(value: f64) -> String {
    format!("{}", params::tidy(value, 2))
}

/// Why a constraint fails.
#[must_use]
pub fn gate(gate: &Gate) -> String {
    match gate {
        Gate::Audit => "it cannot cite a source".to_owned(),
        Gate::Data {
            effective, needed, ..
        } => {
            format!("{} usable examples, {} needed", count(*effective), count(*needed))
        }
        Gate::TimeToFirstToken { p95_ms, limit_ms } => {
            let (takes, limit) = ms_apart(*p95_ms, *limit_ms);
            format!("first token in up to {takes}, limit {limit}")
        }
        Gate::WholeAnswer { p95_ms, limit_ms } => {
            let (takes, limit) = ms_apart(*p95_ms, *limit_ms);
            format!("whole answer in up to {takes}, limit {limit}")
        }
        Gate::UpfrontBudget { usd, limit_usd } => {
            let (costs, budget) = usd_apart(*usd, *limit_usd);
            format!("up to {costs} up front, budget {budget}")
        }
        Gate::MonthlyBudget { usd, limit_usd } => {
            let (costs, budget) = usd_apart(*usd, *limit_usd);
            format!("up to {costs} a month, budget {budget}")
        }
        Gate::Freshness { fresh, floor } => {
            let (fresh, floor) = share_apart(*fresh, *floor);
            format!("only {fresh} of answers on current facts, at least {floor} required")
        }
        Gate::ContextWindow {
            tokens: x,
            limit_tokens,
        } => {
            format!(
                "{} tokens exceed the context window of {}",
                tokens(*x),
                tokens(*limit_tokens)
            )
        }
        Gate::NotSold => "this model is not offered for this kind of fine-tuning".to_owned(),
        Gate::NoGrammar => "this model is not known to be sold with structured output".to_owned(),
        Gate::TeacherTerms { known: true } => {
            "the teacher's terms forbid training another model on its outputs".to_owned()
        }
        Gate::TeacherTerms { known: false } => {
            "the teacher's terms are not known to allow training another model on its outputs".to_owned()
        }
        Gate::Permissions => "it cannot keep a document from those who may not see it".to_owned(),
        Gate::Residency { model, search } => {
            let by = match (model, search) {
                (true, true) => "the model and the search",
                (true, false) | (false, false) => "the model",
                (false, true) => "the search",
            };
            format!("{by} would process data where it may not be, or where the seller does not say")
        }
        Gate::Erasure { days, limit_days } => format!(
            "it holds a document for up to {} days, to be erased within {}",
            tidy(*days),
            tidy(*limit_days)
        ),
    }
}

/// A number that is enough once it is rounded: two digits, upwards.
fn up(value: f64, format: fn(f64) -> String) -> String {
    let unit = 10f64.powf(value.max(1e-9).log10().floor() - 1.0);
    format((value / unit).ceil() * unit)
}

/// The change that would satisfy a constraint.
#[must_use]
pub fn gate_opens(gate: &Gate, s: &Scenario) -> String {
    match gate {
        Gate::Audit => "allowed if the audit trail is not required".to_owned(),
        Gate::Data { examples_needed, .. } if *examples_needed > 1e6 => {
            "allowed with better labels".to_owned()
        }
        Gate::Data { examples_needed, .. } => {
            let more = (examples_needed - s.examples).max(0.0);
            format!(
                "allowed with {} more examples at label quality {:.2}",
                count(more),
                s.label_quality
            )
        }
        Gate::TimeToFirstToken { p95_ms, .. } => {
            format!("allowed if the first token may take {}", up(*p95_ms, ms))
        }
        Gate::WholeAnswer { p95_ms, .. } => {
            format!("allowed if the whole answer may take {}", up(*p95_ms, ms))
        }
        Gate::UpfrontBudget { usd: x, .. } => format!("allowed with a budget of {} up front", up(*x, usd)),
        Gate::MonthlyBudget { usd: x, .. } => format!("allowed with a budget of {} a month", up(*x, usd)),
        Gate::Freshness { fresh, .. } => {
            format!(
                "allowed if {} of answers on current facts is enough",
                share(*fresh)
            )
        }
        Gate::ContextWindow { .. } => {
            "allowed with a smaller corpus, or a model with a longer context".to_owned()
        }
        Gate::Permissions => {
            "allowed if everybody may see the documents, or where passages are searched among those the reader may see"
                .to_owned()
        }
        Gate::Residency { model, search } => residency_opens(s, *model, *search),
        Gate::Erasure { days, .. } => format!(
            "allowed if {} days are enough, or with releases and rebuilds as often as that",
            tidy(*days)
        ),
        Gate::NoGrammar => "allowed with a model that is sold with structured output, or on own GPUs".to_owned(),
        Gate::TeacherTerms { .. } => "allowed with a teacher whose licence has no such condition".to_owned(),
        Gate::NotSold if s.tuning_seller_index != Catalog::CHEAPEST => {
            "allowed with another seller of fine-tuning, an open model, or one whose provider fine-tunes it"
                .to_owned()
        }
        Gate::NotSold => "allowed with an open model, or one whose provider fine-tunes it".to_owned(),
    }
}

/// The change that would satisfy a requirement of residency.
fn residency_opens(s: &Scenario, model: bool, search: bool) -> String {
    let in_region = s.residency == Residency::Region;
    let of_model = if in_region {
        "a model that is sold in your region, or your own GPUs"
    } else {
        "your own GPUs"
    };
    let of_search = if in_region {
        "embedder and reranker of your own and a store in your region"
    } else {
        "embedder, store and reranker of your own"
    };
    match (model, search) {
        (true, true) => format!("allowed with {of_model}, and with {of_search}"),
        (true, false) | (false, false) => format!("allowed with {of_model}"),
        (false, true) => format!("allowed with {of_search}"),
    }
}

/// What makes a step of the path possible.
#[must_use]
pub fn opened_by(by: &OpenedBy) -> String {
    match by {
        OpenedBy::Build { months: m } => format!("built in {} months of one person's work", months(*m)),
        OpenedBy::Launch => "possible from launch: there are answers to log".to_owned(),
        OpenedBy::Curation { examples, usd: x } => {
            format!(
                "opened by {} more examples, curated for {}",
                count(*examples),
                usd(*x)
            )
        }
        OpenedBy::Nothing => "nothing opens it within the horizon".to_owned(),
    }
}

/// A signal, in short.
#[must_use]
pub const fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::FactsChangeFast => "Facts change weekly or faster",
        Signal::AuditMatters => "Answers must be auditable",
        Signal::DataNotReady => "Training data is not ready",
        Signal::KnowledgeHeavy => "Most questions need your own data",
        Signal::BehaviourHeavy => "Format and tone are strict",
        Signal::FactsAreStable => "Facts are few or stable",
        Signal::LatencyIsTight => "Latency is too tight for retrieval",
        Signal::VolumeIsHigh => "At this volume, retrieved passages get expensive",
        Signal::BothNeeded => "Fresh facts and strict format at once",
    }
}

/// The seed article's sentence behind a signal.
#[must_use]
pub const fn signal_sentence(signal: Signal) -> &'static str {
    match signal {
        Signal::FactsChangeFast => {
            "If your application depends on information that changes weekly, daily, or in real time, RAG is almost certainly the right starting point."
        }
        Signal::AuditMatters => "RAG also wins when auditability matters.",
        Signal::DataNotReady => {
            "If your team cannot produce or curate that training data, RAG is the pragmatic choice until data quality catches up."
        }
        Signal::KnowledgeHeavy => {
            "The total cost of ownership favours RAG for knowledge-heavy applications and fine-tuning for behaviour-heavy ones."
        }
        Signal::BehaviourHeavy => {
            "When the task requires the model to consistently produce outputs in a specific format, adopt a particular reasoning style, or operate within a narrow domain where general models stumble, fine-tuning is the more reliable path."
        }
        Signal::FactsAreStable => {
            "Fine-tuning delivers when consistent output behaviour and domain-specific reasoning matter more than up-to-the-minute knowledge."
        }
        Signal::LatencyIsTight => {
            "Once deployed, the fine-tuned model requires no retrieval step, which means faster inference and fewer moving parts."
        }
        Signal::VolumeIsHigh => {
            "At high query volumes, those extra input tokens translate directly into higher API costs when using hosted model endpoints."
        }
        Signal::BothNeeded => "Many production systems benefit from combining both techniques.",
    }
}

/// A step of the path, without its month.
#[must_use]
pub fn path_step(step: &PathStep) -> String {
    match step.action {
        PathAction::Launch(strategy) => format!("Launch {}", in_sentence(strategy)),
        PathAction::Collect { per_month, needed } => format!(
            "Log answers and curate {} examples a month, up to {}",
            count(per_month),
            count(needed)
        ),
        PathAction::DataReady { examples } => {
            format!("Enough examples to fine-tune: {}", count(examples))
        }
        PathAction::Tune(strategy) if strategy.combines() => {
            "Fine-tune on the examples and keep retrieval (hybrid)".to_owned()
        }
        PathAction::Tune(strategy) => format!("Fine-tune: {}", strategy.label()),
        PathAction::OutOfReach { months: Some(at) } => {
            format!(
                "Fine-tuning stays out of reach: at this pace there are enough examples only in month {}",
                months(at)
            )
        }
        PathAction::OutOfReach { months: None } => {
            "Fine-tuning stays out of reach: no examples are curated".to_owned()
        }
    }
}

/// The strategy's name within a sentence.
#[must_use]
pub const fn in_sentence(strategy: Strategy) -> &'static str {
    words(strategy).in_sentence
}

/// A warning.
#[must_use]
pub fn warning(warning: &Warning, catalog: &Catalog) -> String {
    match warning {
        Warning::NothingFits => "No approach meets all your limits with the confidence you ask for. The one with the greatest chance is shown, with what would have to change.".to_owned(),
        Warning::ValueNotCounted => "You have said what answers are worth. The score does not count it; judge by net value to count it.".to_owned(),
        Warning::NoValueSet => "Judged by net value, but neither the worth of a right answer nor the cost of a wrong one is set: only cost counts.".to_owned(),
        Warning::PriceChanges { model, later } => {
            let model = catalog.model(*model);
            let Some(then) = model.later.get(usize::from(*later)) else {
                return String::new();
            };
            format!(
                "{} costs {} in and {} out per million tokens from {} (announced, checked {}).",
                model.label, usd(then.input_usd_per_m), usd(then.output_usd_per_m), then.from, then.as_of
            )
        }
        Warning::ModelEnds { model, month } => model_ends(*model, *month, catalog),
        Warning::TunedModelMoves { model, to, strategy, usd } => tuned_moves(*model, *to, *strategy, *usd, catalog),
        Warning::TuningCloses { model, offer } => tuning_closes(*model, *offer, catalog),
        Warning::CachedPriceAssumed { share: of_input } => format!(
            "You gave no price of cached tokens: {} of your input price is assumed, as in the list.",
            share(*of_input)
        ),
        Warning::ListPriceAssumed { of_input, usd: price } => format!(
            "You gave no price of {} tokens: the list price of {} per million is assumed.",
            if *of_input { "input" } else { "output" },
            usd(*price)
        ),
        Warning::Reserved { months: Some(term) } => {
            format!("This price is that of GPUs reserved for {} months.", months(*term))
        }
        Warning::Reserved { months: None } => "This is the lowest price of a reservation. Its seller does not say for how long one reserves.".to_owned(),
        Warning::MonthOverBudget { month, usd: cost } => format!(
            "Month {} costs {}, more than the monthly budget; the average month does not.",
            count(*month), usd(*cost)
        ),
        Warning::FeedsDisagree => "The two price feeds disagree on this model's price; the first one's price is used.".to_owned(),
        Warning::SpreadOverGpus { gpus } => format!("One replica of the model needs {} of these GPUs.", count(*gpus)),
        Warning::GpuTermsUnpriced => "No source states a price of this GPU on these terms; its on-demand price is used.".to_owned(),
        Warning::NoFp8 => "This GPU has no fp8 units, so fp8 saves memory here, not time.".to_owned(),
        Warning::CannotTune { open_weights } => match open_weights {
            Some(false) => "This model cannot be fine-tuned: its weights are closed and its provider offers no fine-tuning.",
            Some(true) => "No provider in the catalog fine-tunes this model. Its weights are open, but the catalog lacks the dimensions to cost its training.",
            None => "No provider in the catalog fine-tunes this model.",
        }
        .to_owned(),
        Warning::ServedBy(by) => format!("The tuned model is served by {}.", served(by, catalog)),
        Warning::ThinkingNotCounted => "This model thinks before every answer. No source gives its usual number of thinking tokens, so none are counted: enter or measure them, as they are paid and waited for.".to_owned(),
        Warning::BatchesAtFullPrice => "No source states a discount for batches of this model, so answers that can wait cost as much as the others.".to_owned(),
        Warning::AnswersCanWait { share: waiting } if *waiting >= 1.0 => "Every answer can wait, so no limit on times applies and a sooner first token counts nothing.".to_owned(),
        Warning::AnswersCanWait { share: waiting } => format!(
            "{} of the answers can wait. The limits on times apply to the others, and must hold for them.",
            share(*waiting)
        ),
        Warning::RentedOnPremises => "Nothing may leave your premises, but these GPUs are priced as rented. Choose owned GPUs where a source states their cost.".to_owned(),
        Warning::RetrievalHurts => {
            "At this recall the model answers better without retrieved passages than with them, and sounds equally sure when it is wrong.".to_owned()
        }
    }
}

/// Who serves tuned weights, and how they are paid: "Together, on its H100 at $3.99 an hour".
#[must_use]
pub fn served(served: &Served, catalog: &Catalog) -> String {
    let seller = &catalog.seller(served.seller).label;
    match served.by {
        ServedBy::Token { input, output } if input == 1.0 && output == 1.0 => {
            format!("{seller}, by the token at the base model's price")
        }
        ServedBy::Token { input, output } => format!(
            "{seller}, by the token at {} times the base model's price of input and {} times that of output",
            tidy(input),
            tidy(output)
        ),
        ServedBy::Hour {
            gpu,
            usd_per_gpu_hour,
            scales_to_zero,
        } => format!(
            "{seller}, on its {} at {} an hour{}",
            catalog.gpu(gpu).label,
            usd(usd_per_gpu_hour),
            if scales_to_zero {
                " while somebody asks"
            } else {
                ""
            }
        ),
        ServedBy::OwnGpus => "your own or rented GPUs".to_owned(),
    }
}

/// That a model is not sold throughout the horizon, since when or from when on, who says so, and what takes its place.
fn model_ends(index: u16, month: Option<f64>, catalog: &Catalog) -> String {
    let model = catalog.model(index);
    let Some(ends) = model.ends else {
        return String::new();
    };
    let successor = ends.replacement.map_or_else(String::new, |to| {
        format!(" Its seller names {} in its place.", catalog.model(to).label)
    });
    match month {
        None => format!(
            "{} has not been sold since {} ({}).{successor} Choose another model: the costs are those of its last prices.",
            model.label, ends.on, ends.source
        ),
        Some(month) => format!(
            "{} is sold until {} ({}).{successor} The move in month {} is in the costs; after it the same prices are assumed.",
            model.label,
            ends.on,
            ends.source,
            count(month)
        ),
    }
}

/// That what was tuned on a model ends with it, and what is tuned in its place.
fn tuned_moves(index: u16, to: Option<u16>, strategy: Strategy, cost: f64, catalog: &Catalog) -> String {
    let model = catalog.model(index);
    let named = model.ends.and_then(|ends| ends.replacement);
    let untuned = named
        .filter(|named| Some(*named) != to)
        .map_or_else(String::new, |named| {
            format!(" {} is not sold for the same tuning.", catalog.model(named).label)
        });
    let next = match to {
        Some(to) if named == Some(to) => format!(
            "{} is trained again on {}, for {} in all.",
            strategy.label(),
            catalog.model(to).label,
            usd(cost)
        ),
        Some(to) => format!(
            "{} is trained again on {}, the nearest in price that is tuned so and sold throughout the horizon, for {} in all. The costs \
             after that still assume today's prices.",
            strategy.label(),
            catalog.model(to).label,
            usd(cost)
        ),
        None => format!(
            "No model that is sold throughout the horizon is tuned so by the sellers you allow: {} ends there, and the {} of the move are for a prompt in its place.",
            in_sentence(strategy),
            usd(cost)
        ),
    };
    format!("What is tuned on {} ends with it.{untuned} {next}", model.label)
}

/// From when on nobody tunes a model any more, and who says so.
fn tuning_closes(index: u16, offer: u16, catalog: &Catalog) -> String {
    let model = catalog.model(index);
    let Some((offer, closing)) = model
        .tuning
        .get(usize::from(offer))
        .and_then(|offer| Some((offer, offer.closing?)))
    else {
        return String::new();
    };
    let seller = &catalog.seller(offer.seller).label;
    let new = closing.to_new_on.map_or_else(String::new, |on| {
        format!(" has tuned nothing for organisations new to it since {on}, and")
    });
    format!(
        "{seller}{new} starts the last job on {} on {} ({}).",
        model.label, closing.last_on, closing.source
    )
}

/// A flip in words: "RAG, if strictness falls below 0.50".
#[must_use]
pub fn flip(flip: &Flip, catalog: &Catalog) -> String {
    let Ok(param) = params::find(flip.key) else {
        return String::new();
    };
    format!(
        "{} if {}",
        flip.winner.label(),
        flip_condition(flip, param, catalog)
    )
}

/// The condition of a flip: "strictness falls below 0.50".
#[must_use]
pub fn flip_condition(flip: &Flip, param: &params::Param, catalog: &Catalog) -> String {
    let label = param.label;
    match param.kind {
        Kind::Choice { .. } => format!("“{label}” is {}", option_label(param, flip.at as u16, catalog)),
        Kind::Number { .. } => {
            let way = if flip.above { "above" } else { "below" };
            let (_, at) = number_apart(param, flip.from, flip.at);
            format!("“{label}” is {way} {at}")
        }
    }
}

/// A crossing of cumulative costs.
#[must_use]
pub fn crossover(c: &Crossover) -> String {
    format!(
        "{} is cheaper in total than {} from month {}",
        c.after.label(),
        c.before.label(),
        months(c.month)
    )
}

/// A crossing of monthly costs.
#[must_use]
pub fn volume_crossover(c: &VolumeCrossover) -> String {
    format!(
        "{} costs less a month than {} above {} questions a day",
        c.above.label(),
        c.below.label(),
        count(params::tidy(c.queries_per_day, 2))
    )
}

/// What to change of retrieval first, in a sentence or two.
#[must_use]
pub fn repair(repair: &Repair, catalog: &Catalog) -> String {
    let changes: Vec<String> = repair
        .changes
        .iter()
        .filter_map(|change| {
            let param = params::find(change.key).ok()?;
            let to = match param.kind {
                Kind::Choice { .. } => option_label(param, change.to as u16, catalog),
                Kind::Number { .. } => number_value(param, change.to),
            };
            Some(format!("“{}” to {to}", param.label))
        })
        .collect();
    let changes = match changes.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    let [recall, found] = repair.recall;
    let (recall, found) = share_apart(recall, found);
    let [right, then] = repair.right;
    let (right, then) = share_apart(right, then);
    let recommended = if repair.turns_verdict {
        format!("{} would then be recommended, with", repair.strategy.label())
    } else {
        format!("{} would then have", repair.strategy.label())
    };
    let more = |value: f64, words: &dyn Fn(f64) -> String| {
        if value < 0.0 {
            format!("{} less", words(-value))
        } else {
            format!("{} more", words(value))
        }
    };
    format!(
        "Repair retrieval first: change {changes}. Recall rises from {recall} to {found}; {recommended} {then} right answers in place of {right}. \
         The change costs {} once and {} a month; the first token takes {}.",
        usd(repair.once_usd),
        more(repair.monthly_usd, &usd),
        more(repair.ttft_p50_ms, &ms)
    )
}

/// What to say of retrieval beside the verdict: the repair, or else what the pipeline finds where that is not what was entered.
#[must_use]
pub fn retrieval(report: &Report, s: &Scenario, catalog: &Catalog) -> String {
    if let Some(found) = &report.repair {
        return repair(found, catalog);
    }
    let (entered, of_pipeline) = (share(s.recall), share(report.recall));
    if entered == of_pipeline {
        return String::new();
    }
    format!("Recall of this pipeline: {of_pipeline}, where the reference pipeline has {entered}.")
}

/// What a batch of labels would bring.
#[must_use]
pub fn label_batch(batch: &LabelBatch) -> String {
    let labels = format!("{} more examples, {}", count(batch.examples), usd(batch.usd));
    let right = params::tidy(batch.right_per_month, 2);
    // Fewer than one a month are none.
    if right < 1.0 {
        return format!("{labels}: no more right answers with {}", batch.strategy.label());
    }
    format!(
        "{labels}: {} more right answers a month with {}, {} each over the horizon",
        count(right),
        batch.strategy.label(),
        usd(batch.usd_per_right)
    )
}

/// How many more examples the data constraint needs; `None` if it is met.
#[must_use]
pub fn examples_missing(s: &Scenario, catalog: &Catalog) -> Option<f64> {
    let Gate::Data { examples_needed, .. } = limits::data(s, catalog)? else {
        return None;
    };
    Some((examples_needed - s.examples).max(0.0))
}

/// The measured parts of the scenario; empty if nothing was measured.
#[must_use]
pub fn measured(s: &Scenario) -> String {
    if !s.is_measured() {
        return String::new();
    }
    let stages = latency::measured_stages(s);
    let mut named: Vec<&str> = StageKind::ALL
        .into_iter()
        .filter(|stage| stages[*stage as usize])
        .map(StageKind::label)
        .collect();
    if s.measured_train_tps.is_some() {
        named.push("training");
    }
    named.join(", ")
}

/// Which figures of the scenario are the team's own, measured or paid, for a line under the verdict; empty if there are none.
#[must_use]
pub fn own_figures(s: &Scenario) -> String {
    let mut named = measured(s);
    if s.has_own_prices() {
        named += if named.is_empty() {
            "token prices"
        } else {
            ", token prices"
        };
    }
    named
}
