//! Every text of this crate that people read: notices, errors, titles of runs and the record. Another language replaces this file and the
//! labels in the rows of run fields (`measure/spec/`).

/// Two scenarios compared.
pub(crate) mod compare {
    use forkcast_engine::format;

    use crate::compare::Figure;

    pub(crate) const fn figure(figure: Figure) -> &'static str {
        match figure {
            Figure::Chance => "hält alle Grenzwerte ein",
            Figure::Score => "Punktzahl von 100",
            Figure::Upfront => "vorab",
            Figure::Monthly => "im Monat",
            Figure::Answer => "pro Antwort",
            Figure::FirstToken => "TTFT p95",
            Figure::LastToken => "ganze Antwort p95",
            Figure::Correct => "insgesamt richtig",
        }
    }

    pub(crate) fn score(utility: f64) -> String {
        format::decimal(utility * 100.0, 1)
    }

    pub(crate) fn summary(old: (&str, bool), new: (&str, bool), as_sure: bool) -> String {
        match (old, new) {
            ((old, true), (new, true)) if old != new => {
                format!("Die Empfehlung wechselt von {old} zu {new}.")
            }
            ((_, true), (new, true)) if as_sure => format!("Die Empfehlung bleibt {new}."),
            ((_, true), (new, true)) => {
                format!("Die Empfehlung bleibt {new}, aber nicht gleich sicher.")
            }
            ((old, true), (new, false)) => {
                format!("Empfohlen war {old}; jetzt ist es nichts, und am nächsten kommt {new}.")
            }
            ((_, false), (new, true)) => format!("Empfohlen war nichts; jetzt ist es {new}."),
            ((_, false), (new, false)) => {
                format!("Wie zuvor ist nichts empfohlen; am nächsten kommt {new}.")
            }
        }
    }
}

/// Errors of the packages for Python and JavaScript.
#[cfg(feature = "json")]
pub(crate) mod library {
    use forkcast_engine::Strategy;

    use crate::link::Notice;

    pub(crate) fn no_scenario(given: &str) -> String {
        let given: String = given.chars().filter(|c| !c.is_control()).take(80).collect();
        format!(
            "a scenario is an object such as {{\"change_days\": 7}} or a link such as #v1&change_days=7, not “{given}”"
        )
    }

    pub(crate) fn link_refused(problems: &[Notice]) -> String {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("the link cannot be read as written: {}", problems.join(" "))
    }

    pub(crate) fn simulations(given: f64, most: usize) -> String {
        format!("simulations takes a whole number from 1 to {most}, not {given}")
    }

    pub(crate) fn unknown_approach(id: &str) -> String {
        let known = Strategy::ALL.map(Strategy::id);
        format!("there is no approach “{id}”; there are {}", known.join(", "))
    }
}

/// Notices about a link.
pub(crate) mod link {
    use std::fmt::{self, Formatter};

    use forkcast_engine::presets::PRESETS;
    use forkcast_engine::words::in_sentence;

    use crate::link::{EVERY_PART, NOTE_CHARS, Notice, Part, Theme, VERSION};

    /// A pinned scenario without a name.
    pub(crate) const UNNAMED: &str = "Ohne Namen";

    pub(crate) fn notice(notice: &Notice, f: &mut Formatter<'_>) -> fmt::Result {
        match notice {
            Notice::UnknownKey { key, nearest } => write!(
                f,
                "Es gibt keine Eingabe „{key}“; sie wurde übergangen. Am nächsten kommt „{nearest}“."
            ),
            Notice::Clamped { param, given, used } => {
                let (min, max) = param.range().unwrap_or_default();
                write!(
                    f,
                    "{} nimmt {min} bis {max}; {given} wurde als {used} gelesen.",
                    param.key
                )
            }
            Notice::Kept { error, kept } => write!(f, "{error}. Es blieb bei {kept}."),
            Notice::Asked { error, assumed } => {
                let assumed = if assumed.is_empty() { "nicht gesetzt" } else { assumed };
                write!(f, "{error}. Bis Sie angeben, welche es war, gilt {assumed}.")
            }
            Notice::Damaged => f.write_str(
                "Der Link ist gekürzt, beschädigt oder verändert: Sein Prüfwert passt nicht zum Rest. Bitten Sie erneut darum; ohne „check=…“ wird er gelesen, wie er ist.",
            ),
            Notice::DamagedShort => f.write_str(
                "Der kurze Link ist gekürzt oder beschädigt, und keine seiner Eingaben ist lesbar. Bitten Sie erneut darum oder um den lesbaren Link.",
            ),
            Notice::NewerShort { version } => write!(
                f,
                "Der kurze Link hat Version {version} des Formats oder eine Eingabe, die dieses Forkcast nicht kennt, und keine seiner Eingaben ist lesbar; bitten Sie um den lesbaren Link."
            ),
            Notice::Repeated { key } => {
                write!(f, "Der Link enthält {key} mehrfach; die letzte Angabe zählt.")
            }
            Notice::NewerVersion { version } => write!(
                f,
                "Der Link hat Version {version} des Formats, und dieses Forkcast liest bis v{VERSION}; die bekannten Teile wurden gelesen."
            ),
            Notice::OtherModel {
                made_with,
                now,
                verdicts: None,
            } => write!(
                f,
                "Der Link entstand mit Version {made_with} des Modells, und das ist Version {now}: Die Zahlen können von denen des Absenders abweichen."
            ),
            Notice::OtherModel {
                made_with,
                now,
                verdicts: Some((before, after)),
            } if before == after => write!(
                f,
                "Der Link entstand mit Version {made_with} des Modells: Empfohlen war {}, und Version {now} empfiehlt dasselbe, aber Zahlen können abweichen.",
                in_sentence(*before)
            ),
            Notice::OtherModel {
                made_with,
                now,
                verdicts: Some((before, after)),
            } => write!(
                f,
                "Der Link entstand mit Version {made_with} des Modells; empfohlen war {}. Version {now} zählt auch, wie unsicher jede Eingabe ist, und empfiehlt: {}.",
                in_sentence(*before),
                in_sentence(*after)
            ),
            Notice::OtherPrices { made_with, now } => write!(
                f,
                "Der Link entstand mit den Preisen vom {made_with}, und diese sind vom {now}: Die Zahlen können von denen des Absenders abweichen."
            ),
            Notice::UnknownPreset { id } => {
                write!(
                    f,
                    "Es gibt kein Beispielszenario „{id}“; es gelten die Vorgaben. Es gibt "
                )?;
                list(f, PRESETS.iter().map(|preset| preset.id))
            }
            Notice::UnknownPart { name } => {
                write!(f, "embed hat keinen Teil „{name}“; er wurde ausgelassen. Es gibt ")?;
                list(f, Part::ALL.iter().map(|part| part.id()).chain([EVERY_PART]))
            }
            Notice::UnknownTheme { name } => {
                write!(
                    f,
                    "Es gibt kein Farbschema „{name}“; es gilt das des Lesers. Es gibt "
                )?;
                list(f, Theme::ALL.iter().map(|theme| theme.id()))
            }
            Notice::NotALink { text } => write!(
                f,
                "„{text}“ ist kein Forkcast-Link; es gelten die Vorgaben. Ein Link sieht so aus: #v{VERSION}&change_days=7&audit=required."
            ),
            Notice::DamagedSlot { letter, at } => write!(
                f,
                "Szenario {letter} des Vergleichs ist bei „{at}“ beschädigt und wurde ausgelassen."
            ),
            Notice::DamagedInterval { at } => write!(
                f,
                "Das Intervall einer beobachteten Eingabe ist bei „{at}“ beschädigt und wurde ausgelassen; eines sieht so aus: recall:0.74:0.86:120."
            ),
            Notice::LongNote => write!(
                f,
                "Die Notiz ist länger als {NOTE_CHARS} Zeichen: Nur ihr Anfang wurde gelesen."
            ),
            Notice::TooLong => f.write_str("Der Link ist zu lang: Nur sein Anfang wurde gelesen."),
            Notice::More { count } => write!(f, "{count} weitere Teile des Links ließen sich nicht lesen."),
        }
    }

    fn list<'a>(f: &mut Formatter<'_>, items: impl Iterator<Item = &'a str>) -> fmt::Result {
        for (i, item) in items.enumerate() {
            write!(f, "{}{item}", if i == 0 { "" } else { ", " })?;
        }
        f.write_str(".")
    }
}

/// Errors in a scenario as JSON.
#[cfg(feature = "json")]
pub(crate) mod json {
    use forkcast_engine::presets::PRESETS;

    pub(crate) const A_PRESET: &str = "the id of a preset";
    pub(crate) const BOOLEAN: &str = "true or false";
    pub(crate) const NUMBER: &str = "a number";
    pub(crate) const TEXT: &str = "a text";
    pub(crate) const LIST: &str = "a list";
    pub(crate) const OBJECT: &str = "an object";
    pub(crate) const WHOLE_NUMBER: &str = "a whole number from 0";
    pub(crate) const INTERVAL: &str = "a low that is no higher than its high";

    pub(crate) fn not_an_object(found: &str, within: bool) -> String {
        let name = if within { "“scenario”" } else { "a scenario" };
        format!("{name} is an object such as {{\"change_days\": 7}}, not {found}")
    }

    pub(crate) fn unknown_preset(id: &str) -> String {
        let known: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
        format!("there is no preset “{id}”; there are {}", known.join(", "))
    }

    pub(crate) fn a_number(min: f64, max: f64) -> String {
        format!("a number from {min} to {max}")
    }

    pub(crate) fn one_of(accepted: &[&str]) -> String {
        format!("a text, one of {}", accepted.join(", "))
    }
}

/// Titles of runs, and errors in what people fill in.
#[cfg(feature = "json")]
pub(crate) mod measure {
    use forkcast_engine::format;

    use crate::measure::{Device, Load, MOST_VALUES, Method, NAME_LENGTH, RunSpec, Task};

    pub(crate) fn title(spec: &RunSpec) -> String {
        match spec {
            RunSpec::Endpoint(s) => match s.load {
                Load::Closed { concurrency } => format!("Endpunkt {}, {concurrency} gleichzeitig", s.target),
                Load::Open { rate_per_s } => {
                    format!(
                        "Endpunkt {}, {} Anfragen pro Sekunde",
                        s.target,
                        format::exactly(rate_per_s)
                    )
                }
            },
            RunSpec::Retrieval(s) => format!("Suche in {}, {} × {}", s.store, s.vectors, s.dimensions),
            RunSpec::RagCost(s) => format!("Kosten des Retrievals, {} mit {}", s.target, s.store),
            RunSpec::Reference(s) => {
                let device = match s.device {
                    Device::Cpu => "CPU",
                    Device::Cuda => "GPU",
                };
                let task = match &s.task {
                    Task::Prefill { .. } => "Prefill",
                    Task::Decode { .. } => "Decode",
                    Task::Train { .. } => "Trainingsschritt",
                };
                format!("Referenz-Engine {}, {task} auf {device}", s.shape)
            }
        }
    }

    pub(crate) fn not_a_whole_number(text: &str) -> String {
        format!("„{text}“ ist keine ganze Zahl")
    }

    pub(crate) fn not_a_number(text: &str) -> String {
        format!("„{text}“ ist keine Zahl")
    }

    pub(crate) fn range(min: f64, max: f64) -> String {
        format!("{} bis {}", format::exactly(min), format::exactly(max))
    }

    pub(crate) fn shard(most: u32) -> String {
        format!("ein Teil von höchstens {most}, ab 0 gezählt, etwa 0/4")
    }

    pub(crate) fn one_for_each_shard(shards: u32) -> String {
        format!("mindestens einer für jeden der {shards} Teile")
    }

    pub(crate) fn values(count: usize) -> String {
        format!("{count} Werte")
    }

    pub(crate) fn value_count() -> String {
        format!("1 bis {MOST_VALUES} Werte")
    }

    pub(crate) fn methods(count: usize) -> String {
        format!("{count} Methoden")
    }

    pub(crate) fn method_count() -> String {
        let ids = Method::ALL.map(Method::id);
        format!("1 bis {} von {}", ids.len(), ids.join(", "))
    }

    pub(crate) fn quoted(name: &str) -> String {
        format!("“{name}”")
    }

    pub(crate) fn a_name() -> String {
        format!("ein Name aus bis zu {NAME_LENGTH} Buchstaben, Ziffern, Punkten, Binde- und Unterstrichen")
    }
}

/// The decision record.
#[cfg(feature = "texts")]
pub(crate) mod record {
    use forkcast_engine::format;

    pub(crate) const VERDICT: &str = "Ergebnis";
    pub(crate) const MADE: &str = "Wie es zustande kam";
    pub(crate) const FOR: &str = "Gründe dafür";
    pub(crate) const AGAINST: &str = "Gründe dagegen";
    pub(crate) const FLIPS: &str = "Was es ändern würde";
    pub(crate) const MEASURE_NEXT: &str = "Was als Nächstes zu messen ist";
    pub(crate) const FAILED: &str = "Nicht erfüllte Bedingungen";
    pub(crate) const FAILED_HEAD: [&str; 3] = ["Ansatz", "Grund", "Was ihn erlauben würde"];
    pub(crate) const APPROACHES: &str = "Der beste Ansatz jeder Familie";
    pub(crate) const OTHER_APPROACHES: &str = "Weitere Ansätze derselben Familien";
    pub(crate) const APPROACHES_HEAD: [&str; 7] = [
        "Ansatz",
        "Vorab",
        "Im Monat",
        "Pro Frage",
        "Insgesamt richtig",
        "Letztes Token, p95",
        "Punktzahl",
    ];
    pub(crate) const WARNINGS: &str = "Warnungen";
    pub(crate) const CHANGED: &str = "Eingaben, die von den Vorgaben abweichen";
    pub(crate) const CHANGED_HEAD: [&str; 3] = ["Eingabe", "Wert", "Vorgabe"];
    pub(crate) const INPUTS: &str = "Jede Eingabe";
    pub(crate) const INPUTS_HEAD: [&str; 4] = ["Schlüssel", "Eingabe", "Wert", ""];
    pub(crate) const CHANGED_MARK: &str = "geändert";

    /// A value with the interval in which it was observed.
    pub(crate) fn observed(value: &str, low: &str, high: &str, n: u32) -> String {
        let n = format::count(f64::from(n));
        if low == high {
            format!("{value} (beobachtet, n={n})")
        } else {
            format!("{value} (beobachtet: {low} bis {high}, n={n})")
        }
    }

    pub(crate) const PRICES: &str = "Preise";
    pub(crate) const PRICES_HEAD: [&str; 4] = ["Posten", "Preis", "Quelle", "Geprüft"];
    pub(crate) const ABILITY: &str = "Fähigkeiten des Modells";
    pub(crate) const ABILITY_HEAD: [&str; 5] = ["Größe", "Wert", "Niedrig bis hoch", "Herkunft", "Quelle"];

    /// Whose figure it is, of `team`, `model` and `tier`.
    pub(crate) fn ability_from(from: &str, tier: Option<&str>) -> String {
        match (from, tier) {
            ("team", _) => "eigener Wert".to_owned(),
            ("model", _) => "das Modell selbst".to_owned(),
            (_, Some(tier)) => format!("seine Klasse, {tier}"),
            (other, None) => other.to_owned(),
        }
    }

    pub(crate) const ASSUMPTIONS: &str = "Annahmen";
    pub(crate) const ASSUMPTIONS_HEAD: [&str; 6] = [
        "Annahme",
        "Wert",
        "Niedrig bis hoch",
        "Einheit",
        "Status",
        "Quelle",
    ];
    pub(crate) const OWN_CATALOG: &str = "eigene Liste";
    pub(crate) const OWN_PRICES: &str = "Eigene Token-Preise";
    pub(crate) const OWN_SOURCE: &str = "eigene";
    pub(crate) const NO_PRICE: &str = "keiner";
    pub(crate) const AS_LISTED: &str = "wie in der Liste";

    /// A score is shown out of 100.
    pub(crate) fn score(utility: f64) -> String {
        format::decimal(utility * 100.0, 2)
    }

    pub(crate) fn recommended(label: &str, feasible: bool) -> String {
        if feasible {
            format!("Empfohlen: {label}")
        } else {
            format!("Empfohlen: {label}; mindestens eine Bedingung ist nicht erfüllt")
        }
    }

    pub(crate) fn served(label: &str, by: &str) -> String {
        format!("{label}: Betrieb durch {by}")
    }

    pub(crate) fn runner_up(label: &str, margin: f64) -> String {
        if margin >= 0.0 {
            format!(
                "Nächstbester Ansatz: {label}, {} Punkte von 100 dahinter",
                score(margin)
            )
        } else {
            format!(
                "Nächstbester Ansatz: {label}, {} Punkte von 100 davor",
                score(-margin)
            )
        }
    }

    pub(crate) fn date(date: &str) -> String {
        format!("Datum: {date}")
    }

    pub(crate) fn link(link: &str) -> String {
        format!("Link: {link}")
    }

    pub(crate) fn model(version: &str) -> String {
        format!("Version des Modells: {version}")
    }

    pub(crate) fn snapshot(version: &str) -> String {
        format!("Preisstand: {version}")
    }

    pub(crate) fn catalog(hash: Option<&str>) -> String {
        hash.map_or_else(
            || "Preise: eigene Liste, siehe unten".to_owned(),
            |hash| format!("SHA-256 des Kataloginhalts: {hash}"),
        )
    }

    pub(crate) fn note(note: &str) -> String {
        format!("Notiz: {note}")
    }

    pub(crate) fn measured(note: &str) -> String {
        let note = if note.is_empty() { "keine" } else { note };
        format!("Eigene Messungen und Preise: {note}")
    }

    pub(crate) fn worth(label: &str, worth: f64, changes: f64) -> String {
        format!(
            "{label}: Den Wert zu kennen bringt bis zu {} Punkte von 100 und ändert die Empfehlung in {} der Simulationen",
            format::decimal(worth * 100.0, 1),
            format::share(changes)
        )
    }

    pub(crate) fn interval(low: f64, high: f64) -> String {
        format!("{} bis {}", format::exactly(low), format::exactly(high))
    }

    /// Prices per million tokens.
    pub(crate) fn tokens(input: &str, cached: &str, output: &str) -> String {
        let (input, cached, output) = (format::cell(input), format::cell(cached), format::cell(output));
        format!("USD pro Million Token: Eingabe {input}, Cache {cached}, Ausgabe {output}")
    }

    pub(crate) fn long_tokens(above: f64, input: &str, cached: &str, output: &str) -> String {
        let (input, cached, output) = (format::cell(input), format::cell(cached), format::cell(output));
        format!(
            "; Prompts über {} Token: Eingabe {input}, Cache {cached}, Ausgabe {output}",
            format::count(above)
        )
    }

    pub(crate) fn later_tokens(from: &str, input: &str, cached: &str, output: &str) -> String {
        let (input, cached, output) = (format::cell(input), format::cell(cached), format::cell(output));
        format!("; ab {from}: Eingabe {input}, Cache {cached}, Ausgabe {output}")
    }

    pub(crate) fn peak_tokens(input: &str, cached: &str, output: &str) -> String {
        let (input, cached, output) = (format::cell(input), format::cell(cached), format::cell(output));
        format!("; zu Spitzenzeiten: Eingabe {input}, Cache {cached}, Ausgabe {output}")
    }

    pub(crate) fn second_feed(input: &str, cached: &str, output: &str) -> String {
        let (input, cached, output) = (format::cell(input), format::cell(cached), format::cell(output));
        format!("; ein zweiter Preis-Feed hat Eingabe {input}, Cache {cached}, Ausgabe {output}")
    }

    /// Differences of a second feed in the prices of long prompts.
    pub(crate) fn second_feed_long(differences: &[(LongPrice, f64)]) -> String {
        let text = |(price, value): &(LongPrice, f64)| {
            let name = match price {
                LongPrice::Above => "die Schwelle in Token:",
                LongPrice::Input => "Eingabe",
                LongPrice::Cached => "Cache",
                LongPrice::Output => "Ausgabe",
            };
            format!(
                "; für lange Prompts hat ein zweiter Preis-Feed {name} {}",
                format::exactly(*value)
            )
        };
        differences.iter().map(text).collect()
    }

    /// A part of the price of long prompts.
    #[derive(Clone, Copy)]
    pub(crate) enum LongPrice {
        Above,
        Input,
        Cached,
        Output,
    }

    pub(crate) fn own_tokens(input: &str, cached: &str, write: &str, output: &str) -> String {
        format!(
            "{}, Schreiben in den Cache {write}",
            tokens(input, cached, output)
        )
    }

    /// Own prices of long prompts; none where the others hold at any length.
    pub(crate) fn own_long_tokens(long: Option<(f64, [String; 4])>) -> String {
        match long {
            None => "; bei jeder Länge, Stunde und jedem Monat".to_owned(),
            Some((above, [input, cached, write, output])) => format!(
                "{}, Schreiben in den Cache {write}; zu jeder Stunde und in jedem Monat",
                long_tokens(above, &input, &cached, &output)
            ),
        }
    }

    pub(crate) fn per_hour(usd: f64) -> String {
        format!("{} USD pro Stunde", format::exactly(usd))
    }

    pub(crate) fn per_m_tokens(usd: f64) -> String {
        format!("{} USD pro Million Token", format::exactly(usd))
    }

    pub(crate) fn per_k_questions(usd: f64) -> String {
        format!("{} USD pro tausend Fragen", format::exactly(usd))
    }

    pub(crate) const NO_STORE_PRICE: &str = "nichts: Der Index liegt im Speicher der Anwendung";

    pub(crate) fn per_node(usd: f64, node_gb: f64, included: f64) -> String {
        let beyond = if included > 0.0 {
            " über den der Anwendung hinaus"
        } else {
            ""
        };
        format!(
            "{} USD pro Stunde je Knoten mit {} GB{beyond}",
            format::exactly(usd),
            format::exactly(node_gb)
        )
    }

    pub(crate) fn per_read(usd_gb_month: f64, usd_m_reads: f64, usd_m_writes: f64, minimum: f64) -> String {
        format!(
            "{} USD pro GB und Monat, {} USD pro Million Leseeinheiten, {} USD pro Million Schreibeinheiten, mindestens {} USD im Monat",
            format::exactly(usd_gb_month),
            format::exactly(usd_m_reads),
            format::exactly(usd_m_writes),
            format::exactly(minimum)
        )
    }

    /// A figure of a record that is computed again.
    #[derive(Clone, Copy)]
    pub(crate) enum Figure<'a> {
        ModelVersion,
        Snapshot,
        Catalog,
        Recommendation,
        RunnerUp,
        Feasible,
        Margin,
        WinShare,
        UpfrontCost(&'a str),
        MonthlyCost(&'a str),
        Correct(&'a str),
        LastToken(&'a str),
        Assumption(&'a str),
    }

    pub(crate) fn constraints(feasible: bool) -> &'static str {
        if feasible {
            "jede Bedingung erfüllt"
        } else {
            "eine Bedingung nicht erfüllt"
        }
    }

    pub(crate) fn differs(figure: Figure<'_>, was: &str, is: &str) -> String {
        let name = match figure {
            Figure::ModelVersion => "Die Version des Modells",
            Figure::Snapshot => "Der Preisstand",
            Figure::Catalog => "Der Inhalt des Katalogs",
            Figure::Recommendation => "Die Empfehlung",
            Figure::RunnerUp => "Der nächstbeste Ansatz",
            Figure::Feasible => "Die Erfüllbarkeit der Empfehlung",
            Figure::Margin => "Der Abstand",
            Figure::WinShare => "Der Anteil vorn",
            Figure::UpfrontCost(label) => return format!("{label}, vorab, USD: {was} wurde zu {is}."),
            Figure::MonthlyCost(label) => return format!("{label}, im Monat, USD: {was} wurde zu {is}."),
            Figure::Correct(label) => {
                return format!("{label}, Anteil insgesamt richtig: {was} wurde zu {is}.");
            }
            Figure::LastToken(label) => return format!("{label}, letztes Token, ms: {was} wurde zu {is}."),
            Figure::Assumption(key) => return format!("Die Annahme {key} war {was} und ist {is}."),
        };
        format!("{name} war {was} und ist {is}.")
    }
}

/// Labels of the fields of runs, by the English ones of the rows. A panic here is an error of the compiler: fields are constants.
#[cfg(feature = "json")]
#[expect(
    clippy::panic,
    reason = "an error of the compiler: the function is used for constants alone"
)]
pub(crate) const fn field(english: &'static str) -> &'static str {
    match forkcast_engine::language::find(FIELDS, english) {
        Some(german) => german,
        None => panic!("protocol/src/text/de.rs has no label for a field of a run"),
    }
}

#[cfg(feature = "json")]
#[rustfmt::skip]
const FIELDS: &[(&str, &str)] = &[
    ("Concurrent clients", "Gleichzeitige Clients"),
    ("Arrivals per second", "Ankünfte pro Sekunde"),
    ("Prompt lengths, tokens", "Prompt-Längen, Token"),
    ("Tokens of an answer", "Token einer Antwort"),
    ("Requests for each length", "Anfragen je Länge"),
    ("Warm-up requests", "Anfragen zum Aufwärmen"),
    ("All prompts share a prefix, so that a prefix cache can serve it", "Alle Prompts haben denselben Anfang, sodass ein Präfix-Cache ihn liefern kann"),
    ("Passages in the store", "Passagen im Vektorspeicher"),
    ("Passages in the prompt", "Passagen im Prompt"),
    ("Tokens of a passage", "Token einer Passage"),
    ("Tokens of the prompt without passages", "Token des Prompts ohne Passagen"),
    ("Pairs of requests", "Paare von Anfragen"),
    ("Warm-up pairs", "Paare zum Aufwärmen"),
    ("Vectors in the index", "Vektoren im Index"),
    ("Dimensions", "Dimensionen"),
    ("Neighbors requested", "Gesuchte Nachbarn"),
    ("Searches", "Suchen"),
    ("Warm-up searches", "Suchen zum Aufwärmen"),
    ("Concurrent searches", "Gleichzeitige Suchen"),
    ("Also time query embedding", "Auch das Embedding der Anfrage messen"),
    ("Repeats", "Wiederholungen"),
    ("Warm-up repeats", "Wiederholungen zum Aufwärmen"),
    ("Concurrent answers", "Gleichzeitige Antworten"),
    ("Tokens already in the context", "Token schon im Kontext"),
    ("Sequences in a step", "Sequenzen pro Schritt"),
    ("Tokens of a sequence", "Token einer Sequenz"),
    ("Rank of the adapters", "Rang der Adapter"),
    ("Passages in a prompt", "Passagen in einem Prompt"),
    ("Tokens per passage", "Token pro Passage"),
    ("Tokens of long context", "Token des langen Kontexts"),
    ("Questions at a time", "Fragen gleichzeitig"),
    ("Retries", "Wiederholte Versuche"),
    ("Seed", "Startwert"),
    ("Ask above, USD", "Nachfragen über, USD"),
    ("Passages to rerank", "Passagen für den Reranker"),
];
