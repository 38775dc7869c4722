//! The report in plain words, shared by the page, the command line and the record.
//!
//! Over 600 lines: the sentences of one language, one function each, so that a translator has them in one file.

use super::approaches::words;
use super::format::{
    NEVER_DAYS, count, decimal, every_days, exactly, months, ms, ms_apart, number_apart, number_value,
    option_label, share, share_apart, tokens, usd, usd_apart,
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
                "Nicht bauen: Menschen antworten lassen. Am nächsten: ",
                winner.label(),
                ".",
            );
        }
        Some(Instead::Nothing) => {
            return made(
                "Nicht bauen: Es kostet mehr, als es wert ist. Am nächsten: ",
                winner.label(),
                ".",
            );
        }
        None => {}
    }
    let tunes_later = tuned(report).is_some_and(|(strategy, _)| strategy != winner);
    match report.verdict.strength {
        Strength::NothingFits => made(
            "Nichts hält alle Grenzwerte ein. Am nächsten: ",
            winner.label(),
            ".",
        ),
        Strength::Close => {
            let tail = format!(" oder {}.", in_sentence(report.verdict.runner_up));
            made("Zu knapp zu entscheiden: ", winner.label(), &tail)
        }
        Strength::Leaning => made("Tendenz: ", words(winner).noun, "."),
        Strength::Clear if winner.only_retrieves() && tunes_later => {
            made("Zuerst ", winner.label(), ", später Fine-Tuning.")
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
        "{} vorab, dann {} im Monat",
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
                "Zuerst RAG starten; {method} kommt in Monat {} dazu. {money}. {chance}",
                months(month)
            )
        }
        Some((then, month)) if winner.only_retrieves() => {
            format!(
                "Jetzt RAG starten; {} kommt in Monat {} dazu, sobald es genug brauchbare Beispiele gibt. {money}. {chance}",
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
            "Hält Ihre Grenzwerte in {} der Simulationen ein; am engsten: {}.",
            share(of.chance),
            limit.label()
        ),
        Some(_) | None if of.gates.iter().any(Gate::is_must) => "Verfehlt eine Anforderung.".to_owned(),
        Some(limit) if of.chance <= 0.0 => {
            format!(
                "Hält Ihre Grenzwerte in keiner Simulation ein; am engsten: {}.",
                limit.label()
            )
        }
        Some(_) | None => "Hält Ihre Grenzwerte in jeder Simulation ein.".to_owned(),
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
        format!("; in {} hält nichts Ihre Grenzwerte ein", share(futures.nothing))
    } else {
        String::new()
    };
    format!(
        "{name} liegt in {} von {} Simulationen vorn{nothing}",
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
            format!("Keine andere Art von Ansatz passt. Am nächsten kommt {name}: {why}.")
        } else {
            format!("Am nächsten kommt {name}: {why}.")
        };
    }
    match s.judge_by {
        JudgeBy::Score => format!(
            "Nächstbester Ansatz: {name} (Punktzahl {} gegen {} von 100).",
            decimal(rival.utility * 100.0, 1),
            decimal(report.of(v.winner).utility * 100.0, 1)
        ),
        JudgeBy::NetValue => format!(
            "Nächstbester Ansatz: {name} (Nettonutzen {} im Monat gegen {}).",
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
                "{}: {} richtige Antworten im Monat für {}",
                rung.strategy.label(),
                count(rung.right_per_month),
                usd(rung.month_usd)
            ),
            Some(extra) => format!(
                "{}: {} richtige Antworten im Monat für {}; jede weitere kostet {}",
                rung.strategy.label(),
                count(rung.right_per_month),
                usd(rung.month_usd),
                usd(extra)
            ),
        })
        .collect();
    out.extend(ladder.dominated.iter().map(|d| {
        format!(
            "{} steht auf keiner Stufe: {} liefert richtige Antworten für weniger",
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
        "Fine-Tuning"
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
        format!("Angenommen; {}", param.source)
    } else {
        param.source.to_owned()
    }
}

/// Which value of a quantity the model takes, and whether that is the team's, the model's own or its tier's.
#[must_use]
pub fn known(known: &Known, catalog: &Catalog) -> String {
    let value = share(known.value);
    match known.origin {
        Origin::Team => format!("Verwendet: {value}, Ihr eigener Wert."),
        Origin::Model => {
            format!(
                "Verwendet: {value}, für {} selbst veröffentlicht",
                catalog.model(known.model).label
            )
        }
        Origin::Tier(tier) => format!(
            "Verwendet: {value} ({} bis {}), der Bereich seiner Klasse „{}“",
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
                "Fakten ändern sich nie".to_owned()
            } else {
                format!("Fakten ändern sich **{}**", every_days(*change_days))
            };
            format!(
                "{facts}; **{winner}** der Antworten beruhen auf aktuellen Fakten ({}: **{rival}**)",
                than.label()
            )
        }
        Fact::Cites { required, who, not } => format!(
            "{} kann die **Quelle nennen**, {} nicht{}",
            who.label(),
            in_sentence(*not),
            if *required {
                ", und jede Antwort muss es"
            } else {
                ""
            }
        ),
        Fact::CitesBetter { who, than } => format!(
            "{} nennt die Quelle **genauer** als {}",
            who.label(),
            in_sentence(*than)
        ),
        Fact::Knows { winner, rival, than } => format!(
            "Fakten richtig in **{}** der Antworten ({}: **{}**)",
            share_apart(*winner, *rival).0,
            than.label(),
            share_apart(*winner, *rival).1
        ),
        Fact::Silent { winner, rival, than } => format!(
            "Unbemerkt falsch in **{}** der Antworten ({}: **{}**)",
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
                    "Verliert **{}** der Antwortqualität durch falsche Form und falschen Ton ({}: **{}**)",
                    share(*winner_breaks),
                    than.label(),
                    share(*rival_breaks)
                )
            } else if winner_breaks < rival_breaks {
                format!(
                    "{} verfehlt Form oder Ton **{}-mal so oft**",
                    than.label(),
                    tidy(ratio)
                )
            } else {
                format!(
                    "Verfehlt Form oder Ton **{}-mal so oft** wie {}",
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
            let way = if winner_usd <= rival_usd {
                "weniger"
            } else {
                "mehr"
            };
            format!(
                "Kostet im Zeitraum **{} {way}** als {}",
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
            let way = if winner_ms <= rival_ms {
                "früher"
            } else {
                "später"
            };
            format!(
                "Erstes Token **{} {way}** als {} (p95){}",
                ms((winner_ms - rival_ms).abs()),
                than.label(),
                if *can_wait {
                    ", was nicht zählt: **Jede Antwort kann warten**"
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
                "früher"
            } else {
                "später"
            };
            let weeks = tidy((winner_weeks - rival_weeks).abs());
            format!("Geht **{weeks} Wochen {way}** in Betrieb als {}", than.label())
        }
        Fact::Simpler { than } => match side {
            Side::For => format!(
                "**Einfacher** zu betreiben oder zu verlassen als {}",
                than.label()
            ),
            Side::Against => format!(
                "**Aufwendiger** zu betreiben oder schwerer zu verlassen als {}",
                than.label()
            ),
        },
        Fact::RuledOut { who, gate: missed } => {
            format!("{} ist ausgeschlossen: **{}**", who.label(), gate(missed))
        }
        Fact::Chance { winner, rival, than } => format!(
            "Hält Ihre Grenzwerte in **{}** der Simulationen ein ({}: **{}**)",
            share_apart(*winner, *rival).0,
            than.label(),
            share_apart(*winner, *rival).1
        ),
    }
}

fn tidy(value: f64) -> String {
    exactly(params::tidy(value, 2))
}

/// Why a constraint fails.
#[must_use]
pub fn gate(gate: &Gate) -> String {
    match gate {
        Gate::Audit => "kann keine Quelle nennen".to_owned(),
        Gate::Data {
            effective, needed, ..
        } => {
            format!("{} brauchbare Beispiele, {} nötig", count(*effective), count(*needed))
        }
        Gate::TimeToFirstToken { p95_ms, limit_ms } => {
            let (takes, limit) = ms_apart(*p95_ms, *limit_ms);
            format!("erstes Token nach bis zu {takes}, Grenzwert {limit}")
        }
        Gate::WholeAnswer { p95_ms, limit_ms } => {
            let (takes, limit) = ms_apart(*p95_ms, *limit_ms);
            format!("ganze Antwort nach bis zu {takes}, Grenzwert {limit}")
        }
        Gate::UpfrontBudget { usd, limit_usd } => {
            let (costs, budget) = usd_apart(*usd, *limit_usd);
            format!("bis zu {costs} vorab, Budget {budget}")
        }
        Gate::MonthlyBudget { usd, limit_usd } => {
            let (costs, budget) = usd_apart(*usd, *limit_usd);
            format!("bis zu {costs} im Monat, Budget {budget}")
        }
        Gate::Freshness { fresh, floor } => {
            let (fresh, floor) = share_apart(*fresh, *floor);
            format!("nur {fresh} der Antworten auf aktuellen Fakten, mindestens {floor} verlangt")
        }
        Gate::ContextWindow {
            tokens: x,
            limit_tokens,
        } => {
            format!(
                "{} Token sprengen das Kontextfenster von {}",
                tokens(*x),
                tokens(*limit_tokens)
            )
        }
        Gate::NotSold => "dieses Modell wird nicht für diese Art von Fine-Tuning angeboten".to_owned(),
        Gate::NoGrammar => "es ist nicht bekannt, dass dieses Modell mit strukturierter Ausgabe verkauft wird".to_owned(),
        Gate::TeacherTerms { known: true } => {
            "die Bedingungen des Lehrmodells verbieten, mit seinen Ausgaben ein anderes Modell zu trainieren".to_owned()
        }
        Gate::TeacherTerms { known: false } => {
            "es ist nicht bekannt, dass die Bedingungen des Lehrmodells erlauben, mit seinen Ausgaben ein anderes Modell zu trainieren".to_owned()
        }
        Gate::Permissions => "kann ein Dokument nicht vor denen verbergen, die es nicht sehen dürfen".to_owned(),
        Gate::Residency { model, search } => {
            let by = match (model, search) {
                (true, true) => "Modell und Suche verarbeiten",
                (true, false) | (false, false) => "das Modell verarbeitet",
                (false, true) => "die Suche verarbeitet",
            };
            format!("{by} Daten, wo es nicht erlaubt ist oder wo der Anbieter es nicht angibt")
        }
        Gate::Erasure { days, limit_days } => format!(
            "hält ein Dokument bis zu {} Tage, Löschung binnen {} Tagen verlangt",
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
        Gate::Audit => "erlaubt, wenn kein Quellennachweis verlangt ist".to_owned(),
        Gate::Data { examples_needed, .. } if *examples_needed > 1e6 => {
            "erlaubt mit besseren Labels".to_owned()
        }
        Gate::Data { examples_needed, .. } => {
            let more = (examples_needed - s.examples).max(0.0);
            format!(
                "erlaubt mit {} weiteren Beispielen bei Label-Qualität {}",
                count(more),
                decimal(s.label_quality, 2)
            )
        }
        Gate::TimeToFirstToken { p95_ms, .. } => {
            format!("erlaubt, wenn das erste Token {} dauern darf", up(*p95_ms, ms))
        }
        Gate::WholeAnswer { p95_ms, .. } => {
            format!("erlaubt, wenn die ganze Antwort {} dauern darf", up(*p95_ms, ms))
        }
        Gate::UpfrontBudget { usd: x, .. } => format!("erlaubt mit einem Anfangsbudget von {}", up(*x, usd)),
        Gate::MonthlyBudget { usd: x, .. } => format!("erlaubt mit einem Budget von {} im Monat", up(*x, usd)),
        Gate::Freshness { fresh, .. } => {
            format!(
                "erlaubt, wenn {} der Antworten auf aktuellen Fakten genügen",
                share(*fresh)
            )
        }
        Gate::ContextWindow { .. } => {
            "erlaubt mit kleinerem Korpus oder einem Modell mit längerem Kontext".to_owned()
        }
        Gate::Permissions => {
            "erlaubt, wenn alle die Dokumente sehen dürfen oder Passagen nur unter denen gesucht werden, die der Leser sehen darf"
                .to_owned()
        }
        Gate::Residency { model, search } => residency_opens(s, *model, *search),
        Gate::Erasure { days, .. } => format!(
            "erlaubt, wenn {} Tage genügen oder Releases und Neuaufbauten so oft erfolgen",
            tidy(*days)
        ),
        Gate::NoGrammar => "erlaubt mit einem Modell, das mit strukturierter Ausgabe verkauft wird, oder auf eigenen GPUs".to_owned(),
        Gate::TeacherTerms { .. } => "erlaubt mit einem Lehrmodell, dessen Lizenz keine solche Bedingung hat".to_owned(),
        Gate::NotSold if s.tuning_seller_index != Catalog::CHEAPEST => {
            "erlaubt mit einem anderen Anbieter des Fine-Tunings, einem offenen Modell oder einem, das sein Anbieter trainiert"
                .to_owned()
        }
        Gate::NotSold => "erlaubt mit einem offenen Modell oder einem, das sein Anbieter trainiert".to_owned(),
    }
}

/// The change that would satisfy a requirement of residency.
fn residency_opens(s: &Scenario, model: bool, search: bool) -> String {
    let in_region = s.residency == Residency::Region;
    let of_model = if in_region {
        "einem Modell, das in Ihrer Region verkauft wird, oder eigenen GPUs"
    } else {
        "eigenen GPUs"
    };
    let of_search = if in_region {
        "eigenem Embedding-Modell und Reranker und einem Vektorspeicher in Ihrer Region"
    } else {
        "eigenem Embedding-Modell, Vektorspeicher und Reranker"
    };
    match (model, search) {
        (true, true) => format!("erlaubt mit {of_model} sowie mit {of_search}"),
        (true, false) | (false, false) => format!("erlaubt mit {of_model}"),
        (false, true) => format!("erlaubt mit {of_search}"),
    }
}

/// What makes a step of the path possible.
#[must_use]
pub fn opened_by(by: &OpenedBy) -> String {
    match by {
        OpenedBy::Build { months: m } => format!("in {} Personenmonaten aufgebaut", months(*m)),
        OpenedBy::Launch => "ab dem Start möglich: Es gibt Antworten, die sich aufzeichnen lassen".to_owned(),
        OpenedBy::Curation { examples, usd: x } => {
            format!(
                "möglich durch {} weitere Beispiele, für {} kuratiert",
                count(*examples),
                usd(*x)
            )
        }
        OpenedBy::Nothing => "im Zeitraum durch nichts möglich".to_owned(),
    }
}

/// A signal, in short.
#[must_use]
pub const fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::FactsChangeFast => "Fakten ändern sich wöchentlich oder schneller",
        Signal::AuditMatters => "Antworten müssen nachprüfbar sein",
        Signal::DataNotReady => "Trainingsdaten sind nicht bereit",
        Signal::KnowledgeHeavy => "Die meisten Fragen brauchen eigene Daten",
        Signal::BehaviourHeavy => "Form und Ton sind streng",
        Signal::FactsAreStable => "Fakten sind wenige oder stabil",
        Signal::LatencyIsTight => "Die Latenz ist zu knapp für Retrieval",
        Signal::VolumeIsHigh => "Bei dieser Menge werden abgerufene Passagen teuer",
        Signal::BothNeeded => "Neue Fakten und strenge Form zugleich",
    }
}

/// The seed article's sentence behind a signal.
#[must_use]
pub const fn signal_sentence(signal: Signal) -> &'static str {
    match signal {
        Signal::FactsChangeFast => {
            "Hängt Ihre Anwendung von Informationen ab, die sich wöchentlich, täglich oder in Echtzeit ändern, ist RAG fast sicher der richtige Anfang."
        }
        Signal::AuditMatters => "RAG gewinnt auch, wenn es auf Nachprüfbarkeit ankommt.",
        Signal::DataNotReady => {
            "Kann Ihr Team diese Trainingsdaten nicht erzeugen oder kuratieren, ist RAG die pragmatische Wahl, bis die Datenqualität aufholt."
        }
        Signal::KnowledgeHeavy => {
            "Die Gesamtkosten sprechen bei wissenslastigen Anwendungen für RAG und bei verhaltenslastigen für Fine-Tuning."
        }
        Signal::BehaviourHeavy => {
            "Muss das Modell durchgehend in einer bestimmten Form antworten, auf bestimmte Weise begründen oder in einem engen Fachgebiet arbeiten, an dem allgemeine Modelle scheitern, ist Fine-Tuning der verlässlichere Weg."
        }
        Signal::FactsAreStable => {
            "Fine-Tuning bewährt sich, wenn gleichbleibendes Verhalten und fachliches Schließen mehr zählen als tagesaktuelles Wissen."
        }
        Signal::LatencyIsTight => {
            "Im Betrieb braucht das trainierte Modell keinen Abrufschritt: Es antwortet schneller und hat weniger bewegliche Teile."
        }
        Signal::VolumeIsHigh => {
            "Bei vielen Anfragen schlagen die zusätzlichen Eingabe-Token bei gehosteten Modellen direkt auf die API-Kosten durch."
        }
        Signal::BothNeeded => "Viele Systeme im Betrieb profitieren davon, beide Verfahren zu verbinden.",
    }
}

/// A step of the path, without its month.
#[must_use]
pub fn path_step(step: &PathStep) -> String {
    match step.action {
        PathAction::Launch(strategy) => format!("Start: {}", in_sentence(strategy)),
        PathAction::Collect { per_month, needed } => format!(
            "Antworten aufzeichnen und {} Beispiele im Monat kuratieren, bis zu {}",
            count(per_month),
            count(needed)
        ),
        PathAction::DataReady { examples } => {
            format!("Genug Beispiele für Fine-Tuning: {}", count(examples))
        }
        PathAction::Tune(strategy) if strategy.combines() => {
            "Fine-Tuning mit den Beispielen, Retrieval bleibt (Hybrid)".to_owned()
        }
        PathAction::Tune(strategy) => format!("Fine-Tuning: {}", strategy.label()),
        PathAction::OutOfReach { months: Some(at) } => {
            format!(
                "Fine-Tuning bleibt außer Reichweite: In diesem Tempo gibt es erst in Monat {} genug Beispiele",
                months(at)
            )
        }
        PathAction::OutOfReach { months: None } => {
            "Fine-Tuning bleibt außer Reichweite: Es werden keine Beispiele kuratiert".to_owned()
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
        Warning::NothingFits => "Kein Ansatz hält alle Grenzwerte mit der verlangten Sicherheit ein. Gezeigt wird der mit der größten Chance und was sich ändern müsste.".to_owned(),
        Warning::ValueNotCounted => "Sie haben angegeben, was Antworten wert sind. Die Punktzahl zählt das nicht; beurteilen Sie nach Nettonutzen, damit es zählt.".to_owned(),
        Warning::NoValueSet => "Beurteilt nach Nettonutzen, aber weder der Wert einer richtigen noch die Kosten einer falschen Antwort sind gesetzt: Es zählen nur die Ausgaben.".to_owned(),
        Warning::PriceChanges { model, later } => {
            let model = catalog.model(*model);
            let Some(then) = model.later.get(usize::from(*later)) else {
                return String::new();
            };
            format!(
                "{} kostet {} für Eingabe und {} für Ausgabe pro Million Token ab {} (angekündigt, geprüft am {}).",
                model.label, usd(then.input_usd_per_m), usd(then.output_usd_per_m), then.from, then.as_of
            )
        }
        Warning::ModelEnds { model, month } => model_ends(*model, *month, catalog),
        Warning::TunedModelMoves { model, to, strategy, usd } => tuned_moves(*model, *to, *strategy, *usd, catalog),
        Warning::TuningCloses { model, offer } => tuning_closes(*model, *offer, catalog),
        Warning::CachedPriceAssumed { share: of_input } => format!(
            "Sie haben keinen Preis für Token aus dem Cache angegeben: Angenommen sind {} Ihres Eingabepreises, wie in der Liste.",
            share(*of_input)
        ),
        Warning::ListPriceAssumed { of_input, usd: price } => format!(
            "Sie haben keinen Preis für {}-Token angegeben: Angenommen ist der Listenpreis von {} pro Million.",
            if *of_input { "Eingabe" } else { "Ausgabe" },
            usd(*price)
        ),
        Warning::Reserved { months: Some(term) } => {
            format!("Das ist der Preis von GPUs, die für {} Monate reserviert sind.", months(*term))
        }
        Warning::Reserved { months: None } => "Das ist der niedrigste Preis einer Reservierung. Der Anbieter nennt ihre Dauer nicht.".to_owned(),
        Warning::MonthOverBudget { month, usd: cost } => format!(
            "Monat {} kostet {}, mehr als das Monatsbudget; der durchschnittliche Monat liegt darunter.",
            count(*month), usd(*cost)
        ),
        Warning::FeedsDisagree => "Die beiden Preis-Feeds weichen beim Preis dieses Modells voneinander ab; es gilt der Preis des ersten.".to_owned(),
        Warning::SpreadOverGpus { gpus } => format!("Eine Replik des Modells braucht {} dieser GPUs.", count(*gpus)),
        Warning::GpuTermsUnpriced => "Keine Quelle nennt einen Preis dieser GPU zu diesen Bedingungen; es gilt ihr On-Demand-Preis.".to_owned(),
        Warning::NoFp8 => "Diese GPU hat keine fp8-Einheiten; fp8 spart hier Speicher, keine Zeit.".to_owned(),
        Warning::CannotTune { open_weights } => match open_weights {
            Some(false) => "Dieses Modell erlaubt kein Fine-Tuning: Seine Gewichte sind geschlossen, und sein Anbieter bietet keines an.",
            Some(true) => "Kein Anbieter im Katalog trainiert dieses Modell. Seine Gewichte sind offen, aber dem Katalog fehlen die Maße, um das Training zu berechnen.",
            None => "Kein Anbieter im Katalog trainiert dieses Modell.",
        }
        .to_owned(),
        Warning::ServedBy(by) => format!("Das trainierte Modell betreibt: {}.", served(by, catalog)),
        Warning::ThinkingNotCounted => "Dieses Modell denkt vor jeder Antwort. Keine Quelle nennt die übliche Zahl seiner Denk-Token, deshalb zählen keine: Tragen Sie sie ein oder messen Sie sie, denn sie werden bezahlt, und man wartet auf sie.".to_owned(),
        Warning::BatchesAtFullPrice => "Keine Quelle nennt für dieses Modell einen Batch-Rabatt; Antworten, die warten können, kosten deshalb so viel wie die anderen.".to_owned(),
        Warning::AnswersCanWait { share: waiting } if *waiting >= 1.0 => "Jede Antwort kann warten; deshalb gilt keine Zeitgrenze, und ein früheres erstes Token zählt nicht.".to_owned(),
        Warning::AnswersCanWait { share: waiting } => format!(
            "{} der Antworten können warten. Die Zeitgrenzen gelten für die übrigen und müssen von ihnen eingehalten werden.",
            share(*waiting)
        ),
        Warning::RentedOnPremises => "Nichts darf Ihr Haus verlassen, aber diese GPUs sind zum Mietpreis berechnet. Wählen Sie eigene GPUs, wo eine Quelle ihre Kosten nennt.".to_owned(),
        Warning::RetrievalHurts => {
            "Bei diesem Recall antwortet das Modell ohne abgerufene Passagen besser als mit ihnen und klingt ebenso sicher, wenn es falsch liegt.".to_owned()
        }
    }
}

/// Who serves tuned weights, and how they are paid: "Together, on its H100 at $3.99 an hour".
#[must_use]
pub fn served(served: &Served, catalog: &Catalog) -> String {
    let seller = &catalog.seller(served.seller).label;
    match served.by {
        ServedBy::Token { input, output } if input == 1.0 && output == 1.0 => {
            format!("{seller}, nach Token zum Preis des Basismodells")
        }
        ServedBy::Token { input, output } => format!(
            "{seller}, nach Token zum {}-Fachen des Eingabepreises und zum {}-Fachen des Ausgabepreises des Basismodells",
            tidy(input),
            tidy(output)
        ),
        ServedBy::Hour {
            gpu,
            usd_per_gpu_hour,
            scales_to_zero,
        } => format!(
            "{seller}, auf {} zu {} pro Stunde{}",
            catalog.gpu(gpu).label,
            usd(usd_per_gpu_hour),
            if scales_to_zero {
                ", solange jemand fragt"
            } else {
                ""
            }
        ),
        ServedBy::OwnGpus => "eigene oder gemietete GPUs".to_owned(),
    }
}

/// That a model is not sold throughout the horizon, since when or from when on, who says so, and what takes its place.
fn model_ends(index: u16, month: Option<f64>, catalog: &Catalog) -> String {
    let model = catalog.model(index);
    let Some(ends) = model.ends else {
        return String::new();
    };
    let successor = ends.replacement.map_or_else(String::new, |to| {
        format!(" Als Ersatz nennt der Anbieter {}.", catalog.model(to).label)
    });
    match month {
        None => format!(
            "{} wird seit {} nicht mehr verkauft ({}).{successor} Wählen Sie ein anderes Modell: Die Kosten beruhen auf den letzten Preisen.",
            model.label, ends.on, ends.source
        ),
        Some(month) => format!(
            "{} wird bis {} verkauft ({}).{successor} Der Wechsel in Monat {} ist in den Kosten enthalten; danach gelten dieselben Preise.",
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
            format!(
                " {} wird nicht für dasselbe Training verkauft.",
                catalog.model(named).label
            )
        });
    let next = match to {
        Some(to) if named == Some(to) => format!(
            "{} wird auf {} neu trainiert, für insgesamt {}.",
            strategy.label(),
            catalog.model(to).label,
            usd(cost)
        ),
        Some(to) => format!(
            "{} wird auf {} neu trainiert, dem preislich nächsten Modell, das so trainiert und im ganzen Zeitraum verkauft wird, für insgesamt {}. Die Kosten danach beruhen weiter auf heutigen Preisen.",
            strategy.label(),
            catalog.model(to).label,
            usd(cost)
        ),
        None => format!(
            "Kein im ganzen Zeitraum verkauftes Modell wird von den zugelassenen Anbietern so trainiert: {} endet dort, und die {} für den Wechsel gelten einem Prompt als Ersatz.",
            in_sentence(strategy),
            usd(cost)
        ),
    };
    format!(
        "Auf {} trainierte Gewichte enden mit dem Modell.{untuned} {next}",
        model.label
    )
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
        format!(" trainiert seit {on} nichts mehr für neue Organisationen und")
    });
    format!(
        "{seller}{new} startet den letzten Lauf auf {} am {} ({}).",
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
        "{} bei {}",
        flip.winner.label(),
        flip_condition(flip, param, catalog)
    )
}

/// The condition of a flip: "strictness falls below 0.50".
#[must_use]
pub fn flip_condition(flip: &Flip, param: &params::Param, catalog: &Catalog) -> String {
    let label = param.label;
    match param.kind {
        Kind::Choice { .. } => format!("„{label}“ = {}", option_label(param, flip.at as u16, catalog)),
        Kind::Number { .. } => {
            let way = if flip.above { "über" } else { "unter" };
            let (_, at) = number_apart(param, flip.from, flip.at);
            format!("„{label}“ {way} {at}")
        }
    }
}

/// A crossing of cumulative costs.
#[must_use]
pub fn crossover(c: &Crossover) -> String {
    format!(
        "{} ist insgesamt billiger als {} ab Monat {}",
        c.after.label(),
        c.before.label(),
        months(c.month)
    )
}

/// A crossing of monthly costs.
#[must_use]
pub fn volume_crossover(c: &VolumeCrossover) -> String {
    format!(
        "{} kostet im Monat weniger als {} ab {} Fragen pro Tag",
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
            Some(format!("„{}“ auf {to}", param.label))
        })
        .collect();
    let changes = match changes.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} und {last}", others.join(", ")),
        None => String::new(),
    };
    let [recall, found] = repair.recall;
    let (recall, found) = share_apart(recall, found);
    let [right, then] = repair.right;
    let (right, then) = share_apart(right, then);
    let recommended = if repair.turns_verdict {
        format!("Empfohlen wäre dann {}; richtig wären", repair.strategy.label())
    } else {
        format!("{}: Richtig wären dann", repair.strategy.label())
    };
    let more = |value: f64, words: &dyn Fn(f64) -> String| {
        if value < 0.0 {
            format!("{} weniger", words(-value))
        } else {
            format!("{} mehr", words(value))
        }
    };
    format!(
        "Zuerst das Retrieval verbessern: {changes} ändern. Der Recall steigt von {recall} auf {found}. {recommended} {then} der Antworten statt {right}. Die Änderung kostet einmalig {} und {} im Monat; die Zeit bis zum ersten Token ändert sich: {}.",
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
    format!("Recall dieser Pipeline: {of_pipeline}, bei {entered} der Referenz-Pipeline.")
}

/// What a batch of labels would bring.
#[must_use]
pub fn label_batch(batch: &LabelBatch) -> String {
    let labels = format!("{} weitere Beispiele, {}", count(batch.examples), usd(batch.usd));
    let right = params::tidy(batch.right_per_month, 2);
    // Fewer than one a month are none.
    if right < 1.0 {
        return format!(
            "{labels}: keine weiteren richtigen Antworten ({})",
            batch.strategy.label()
        );
    }
    format!(
        "{labels}: {} weitere richtige Antworten im Monat ({}), je {} im Zeitraum",
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
        named.push("Training");
    }
    named.join(", ")
}

/// Which figures of the scenario are the team's own, measured or paid, for a line under the verdict; empty if there are none.
#[must_use]
pub fn own_figures(s: &Scenario) -> String {
    let mut named = measured(s);
    if s.has_own_prices() {
        named += if named.is_empty() {
            "Token-Preise"
        } else {
            ", Token-Preise"
        };
    }
    named
}
