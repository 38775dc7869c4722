//! Every text of this crate that people read: notices, errors, titles of runs and the record. Another language replaces this file and the
//! labels in the rows of run fields (`measure/spec/`).

/// Two scenarios compared.
pub(crate) mod compare {
    use crate::compare::Figure;

    pub(crate) const fn figure(figure: Figure) -> &'static str {
        match figure {
            Figure::Chance => "meets all limits",
            Figure::Score => "score out of 100",
            Figure::Upfront => "up front",
            Figure::Monthly => "per month",
            Figure::Answer => "per answer",
            Figure::FirstToken => "TTFT p95",
            Figure::LastToken => "whole answer p95",
            Figure::Correct => "correct overall",
        }
    }

    pub(crate) fn score(utility: f64) -> String {
        format!("{:.1}", utility * 100.0)
    }

    pub(crate) fn summary(old: (&str, bool), new: (&str, bool), as_sure: bool) -> String {
        match (old, new) {
            ((old, true), (new, true)) if old != new => {
                format!("The recommendation changes from {old} to {new}.")
            }
            ((_, true), (new, true)) if as_sure => format!("The recommendation stays {new}."),
            ((_, true), (new, true)) => {
                format!("The recommendation stays {new}, but how sure it is differs.")
            }
            ((old, true), (new, false)) => {
                format!("{old} was recommended; now nothing is, and the closest approach is {new}.")
            }
            ((_, false), (new, true)) => format!("Nothing was recommended; now {new} is."),
            ((_, false), (new, false)) => {
                format!("Nothing is recommended, as before; the closest approach is {new}.")
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
    pub(crate) const UNNAMED: &str = "Unnamed";

    pub(crate) fn notice(notice: &Notice, f: &mut Formatter<'_>) -> fmt::Result {
        match notice {
            Notice::UnknownKey { key, nearest } => write!(
                f,
                "There is no input “{key}”, so it was ignored; the nearest one is “{nearest}”."
            ),
            Notice::Clamped { param, given, used } => {
                let (min, max) = param.range().unwrap_or_default();
                write!(
                    f,
                    "{} takes {min} to {max}, so {given} was read as {used}.",
                    param.key
                )
            }
            Notice::Kept { error, kept } => write!(f, "{error}. It was left at {kept}."),
            Notice::Asked { error, assumed } => {
                let assumed = if assumed.is_empty() { "not set" } else { assumed };
                write!(f, "{error}. Until you say which it was, {assumed} is assumed.")
            }
            Notice::Damaged => f.write_str(
                "The link is cut, damaged or edited: its check value does not agree with the rest. Ask for it again; without “check=…” it is read as it stands.",
            ),
            Notice::DamagedShort => f.write_str(
                "The short link is cut or damaged, and none of its inputs can be read. Ask for it again, or for the readable link.",
            ),
            Notice::NewerShort { version } => write!(
                f,
                "The short link has version {version} of the format or an input that this Forkcast does not have, and none of its inputs can be read; ask for the readable link."
            ),
            Notice::Repeated { key } => {
                write!(f, "The link has {key} more than once; the last one counts.")
            }
            Notice::NewerVersion { version } => write!(
                f,
                "The link has version {version} of the format and this Forkcast reads up to v{VERSION}; the known parts were read."
            ),
            Notice::OtherModel {
                made_with,
                now,
                verdicts: None,
            } => write!(
                f,
                "The link was made with version {made_with} of the model, and this is version {now}: figures may differ from those its sender saw."
            ),
            Notice::OtherModel {
                made_with,
                now,
                verdicts: Some((before, after)),
            } if before == after => write!(
                f,
                "The link was made with version {made_with} of the model: it recommended {}, and version {now} still does, but figures may differ.",
                in_sentence(*before)
            ),
            Notice::OtherModel {
                made_with,
                now,
                verdicts: Some((before, after)),
            } => write!(
                f,
                "The link was made with version {made_with} of the model, which recommended {}; version {now} also counts how uncertain each input is, and recommends {}.",
                in_sentence(*before),
                in_sentence(*after)
            ),
            Notice::OtherPrices { made_with, now } => write!(
                f,
                "The link was made with the prices of {made_with}, and these are of {now}: figures may differ from those its sender saw."
            ),
            Notice::UnknownPreset { id } => {
                write!(
                    f,
                    "There is no preset “{id}”, so the defaults were used; there are "
                )?;
                list(f, PRESETS.iter().map(|preset| preset.id))
            }
            Notice::UnknownPart { name } => {
                write!(f, "embed has no part “{name}”, so it was left out; there are ")?;
                list(f, Part::ALL.iter().map(|part| part.id()).chain([EVERY_PART]))
            }
            Notice::UnknownTheme { name } => {
                write!(
                    f,
                    "There is no theme “{name}”, so the reader's own was used; there are "
                )?;
                list(f, Theme::ALL.iter().map(|theme| theme.id()))
            }
            Notice::NotALink { text } => write!(
                f,
                "“{text}” is not a Forkcast link, so the defaults were used; one looks like #v{VERSION}&change_days=7&audit=required."
            ),
            Notice::DamagedSlot { letter, at } => write!(
                f,
                "Scenario {letter} of the comparison is damaged at “{at}”, so it was left out."
            ),
            Notice::DamagedInterval { at } => write!(
                f,
                "The interval of an observed input is damaged at “{at}”, so it was left out; one looks like recall:0.74:0.86:120."
            ),
            Notice::LongNote => write!(
                f,
                "The note is longer than {NOTE_CHARS} characters: only its beginning was read."
            ),
            Notice::TooLong => f.write_str("The link is too long: only its beginning was read."),
            Notice::More { count } => write!(f, "{count} more parts of the link could not be read."),
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
    use crate::measure::{Device, Load, MOST_VALUES, Method, NAME_LENGTH, RunSpec, Task};

    pub(crate) fn title(spec: &RunSpec) -> String {
        match spec {
            RunSpec::Endpoint(s) => match s.load {
                Load::Closed { concurrency } => format!("Endpoint {}, {concurrency} at a time", s.target),
                Load::Open { rate_per_s } => {
                    format!("Endpoint {}, {rate_per_s} requests per second", s.target)
                }
            },
            RunSpec::Retrieval(s) => format!("Search in {}, {} × {}", s.store, s.vectors, s.dimensions),
            RunSpec::RagCost(s) => format!("Cost of retrieval, {} with {}", s.target, s.store),
            RunSpec::Reference(s) => {
                let device = match s.device {
                    Device::Cpu => "CPU",
                    Device::Cuda => "GPU",
                };
                let task = match &s.task {
                    Task::Prefill { .. } => "prefill",
                    Task::Decode { .. } => "decode",
                    Task::Train { .. } => "training step",
                };
                format!("Reference engine {}, {task} on {device}", s.shape)
            }
        }
    }

    pub(crate) fn not_a_whole_number(text: &str) -> String {
        format!("“{text}” is not a whole number")
    }

    pub(crate) fn not_a_number(text: &str) -> String {
        format!("“{text}” is not a number")
    }

    pub(crate) fn range(min: f64, max: f64) -> String {
        format!("{min} to {max}")
    }

    pub(crate) fn shard(most: u32) -> String {
        format!("one part of at most {most}, counted from 0, such as 0/4")
    }

    pub(crate) fn one_for_each_shard(shards: u32) -> String {
        format!("at least one for each of the {shards} shards")
    }

    pub(crate) fn values(count: usize) -> String {
        format!("{count} values")
    }

    pub(crate) fn value_count() -> String {
        format!("1 to {MOST_VALUES} values")
    }

    pub(crate) fn methods(count: usize) -> String {
        format!("{count} methods")
    }

    pub(crate) fn method_count() -> String {
        let ids = Method::ALL.map(Method::id);
        format!("1 to {} of {}", ids.len(), ids.join(", "))
    }

    pub(crate) fn quoted(name: &str) -> String {
        format!("“{name}”")
    }

    pub(crate) fn a_name() -> String {
        format!("a name of up to {NAME_LENGTH} letters, digits, dots, dashes and underscores")
    }
}

/// The decision record.
#[cfg(feature = "texts")]
pub(crate) mod record {
    use forkcast_engine::format;

    pub(crate) const VERDICT: &str = "Verdict";
    pub(crate) const MADE: &str = "How this was made";
    pub(crate) const FOR: &str = "Reasons for it";
    pub(crate) const AGAINST: &str = "Reasons against it";
    pub(crate) const FLIPS: &str = "What would change it";
    pub(crate) const MEASURE_NEXT: &str = "What to measure next";
    pub(crate) const FAILED: &str = "Failed constraints";
    pub(crate) const FAILED_HEAD: [&str; 3] = ["Approach", "Reason", "What would allow it"];
    pub(crate) const APPROACHES: &str = "The best approach of each family";
    pub(crate) const OTHER_APPROACHES: &str = "Other approaches of the same families";
    pub(crate) const APPROACHES_HEAD: [&str; 7] = [
        "Approach",
        "Up front",
        "Per month",
        "Per question",
        "Correct overall",
        "Last token, p95",
        "Score",
    ];
    pub(crate) const WARNINGS: &str = "Warnings";
    pub(crate) const CHANGED: &str = "Inputs that differ from their defaults";
    pub(crate) const CHANGED_HEAD: [&str; 3] = ["Input", "Value", "Default"];
    pub(crate) const INPUTS: &str = "Every input";
    pub(crate) const INPUTS_HEAD: [&str; 4] = ["Key", "Input", "Value", ""];
    pub(crate) const CHANGED_MARK: &str = "changed";

    /// A value with the interval in which it was observed.
    pub(crate) fn observed(value: &str, low: &str, high: &str, n: u32) -> String {
        let n = format::count(f64::from(n));
        if low == high {
            format!("{value} (observed, n={n})")
        } else {
            format!("{value} (observed: {low} to {high}, n={n})")
        }
    }

    pub(crate) const PRICES: &str = "Prices";
    pub(crate) const PRICES_HEAD: [&str; 4] = ["Item", "Price", "Source", "Checked"];
    pub(crate) const ABILITY: &str = "Ability of the model";
    pub(crate) const ABILITY_HEAD: [&str; 5] = ["Quantity", "Value", "Low to high", "From", "Source"];

    /// Whose figure it is, of `team`, `model` and `tier`.
    pub(crate) fn ability_from(from: &str, tier: Option<&str>) -> String {
        match (from, tier) {
            ("team", _) => "your own figure".to_owned(),
            ("model", _) => "the model itself".to_owned(),
            (_, Some(tier)) => format!("its tier, {tier}"),
            (other, None) => other.to_owned(),
        }
    }

    pub(crate) const ASSUMPTIONS: &str = "Assumptions";
    pub(crate) const ASSUMPTIONS_HEAD: [&str; 6] =
        ["Assumption", "Value", "Low to high", "Unit", "Status", "Source"];
    pub(crate) const OWN_CATALOG: &str = "your own list";
    pub(crate) const OWN_PRICES: &str = "Your own token prices";
    pub(crate) const OWN_SOURCE: &str = "your own";
    pub(crate) const NO_PRICE: &str = "none";
    pub(crate) const AS_LISTED: &str = "as listed";

    /// A score is shown out of 100.
    pub(crate) fn score(utility: f64) -> String {
        format!("{:.2}", utility * 100.0)
    }

    pub(crate) fn recommended(label: &str, feasible: bool) -> String {
        if feasible {
            format!("Recommended: {label}")
        } else {
            format!("Recommended: {label}, which fails at least one constraint")
        }
    }

    pub(crate) fn served(label: &str, by: &str) -> String {
        format!("{label}: served by {by}")
    }

    pub(crate) fn runner_up(label: &str, margin: f64) -> String {
        if margin >= 0.0 {
            format!("Runner-up: {label}, {} points behind out of 100", score(margin))
        } else {
            format!("Runner-up: {label}, {} points ahead out of 100", score(-margin))
        }
    }

    pub(crate) fn date(date: &str) -> String {
        format!("Date: {date}")
    }

    pub(crate) fn link(link: &str) -> String {
        format!("Link: {link}")
    }

    pub(crate) fn model(version: &str) -> String {
        format!("Model version: {version}")
    }

    pub(crate) fn snapshot(version: &str) -> String {
        format!("Price snapshot: {version}")
    }

    pub(crate) fn catalog(hash: Option<&str>) -> String {
        hash.map_or_else(
            || "Prices: your own list, see below".to_owned(),
            |hash| format!("SHA-256 of the catalog's content: {hash}"),
        )
    }

    pub(crate) fn note(note: &str) -> String {
        format!("Note: {note}")
    }

    pub(crate) fn measured(note: &str) -> String {
        let note = if note.is_empty() { "none" } else { note };
        format!("Your own measurements and prices: {note}")
    }

    pub(crate) fn worth(label: &str, worth: f64, changes: f64) -> String {
        format!(
            "{label}: knowing it is worth up to {:.1} points out of 100 and changes the recommendation in {} of simulations",
            worth * 100.0,
            format::share(changes)
        )
    }

    pub(crate) fn interval(low: f64, high: f64) -> String {
        format!("{low} to {high}")
    }

    /// Prices per million tokens.
    pub(crate) fn tokens(input: &str, cached: &str, output: &str) -> String {
        format!("USD per million tokens: input {input}, cached {cached}, output {output}")
    }

    pub(crate) fn long_tokens(above: f64, input: &str, cached: &str, output: &str) -> String {
        format!("; prompts above {above} tokens: input {input}, cached {cached}, output {output}")
    }

    pub(crate) fn later_tokens(from: &str, input: &str, cached: &str, output: &str) -> String {
        format!("; from {from}: input {input}, cached {cached}, output {output}")
    }

    pub(crate) fn peak_tokens(input: &str, cached: &str, output: &str) -> String {
        format!("; at peak hours: input {input}, cached {cached}, output {output}")
    }

    pub(crate) fn second_feed(input: &str, cached: &str, output: &str) -> String {
        format!("; a second price feed has input {input}, cached {cached}, output {output}")
    }

    /// Differences of a second feed in the prices of long prompts.
    pub(crate) fn second_feed_long(differences: &[(LongPrice, f64)]) -> String {
        let text = |(price, value): &(LongPrice, f64)| {
            let name = match price {
                LongPrice::Above => "the threshold, tokens,",
                LongPrice::Input => "input",
                LongPrice::Cached => "cached",
                LongPrice::Output => "output",
            };
            format!("; for long prompts a second price feed has {name} {value}")
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
        format!("{}, cache writes {write}", tokens(input, cached, output))
    }

    /// Own prices of long prompts; none where the others hold at any length.
    pub(crate) fn own_long_tokens(long: Option<(f64, [String; 4])>) -> String {
        match long {
            None => "; at any length, hour and month".to_owned(),
            Some((above, [input, cached, write, output])) => format!(
                "{}, cache writes {write}; at any hour and month",
                long_tokens(above, &input, &cached, &output)
            ),
        }
    }

    pub(crate) fn per_hour(usd: f64) -> String {
        format!("{usd} USD per hour")
    }

    pub(crate) fn per_m_tokens(usd: f64) -> String {
        format!("{usd} USD per million tokens")
    }

    pub(crate) fn per_k_questions(usd: f64) -> String {
        format!("{usd} USD per thousand questions")
    }

    pub(crate) const NO_STORE_PRICE: &str = "nothing: the index is in the application's memory";

    pub(crate) fn per_node(usd: f64, node_gb: f64, included: f64) -> String {
        let beyond = if included > 0.0 {
            " beyond the application's own"
        } else {
            ""
        };
        format!("{usd} USD per hour for each node of {node_gb} GB{beyond}")
    }

    pub(crate) fn per_read(usd_gb_month: f64, usd_m_reads: f64, usd_m_writes: f64, minimum: f64) -> String {
        format!(
            "{usd_gb_month} USD per GB and month, {usd_m_reads} USD per million read units, {usd_m_writes} USD per million write units, at least {minimum} USD per month"
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
            "every constraint met"
        } else {
            "a failed constraint"
        }
    }

    pub(crate) fn differs(figure: Figure<'_>, was: &str, is: &str) -> String {
        let name = match figure {
            Figure::ModelVersion => "The model version",
            Figure::Snapshot => "The price snapshot",
            Figure::Catalog => "The content of the catalog",
            Figure::Recommendation => "The recommendation",
            Figure::RunnerUp => "The runner-up",
            Figure::Feasible => "The feasibility of the recommendation",
            Figure::Margin => "The margin",
            Figure::WinShare => "The win share",
            Figure::UpfrontCost(label) => return format!("{label}, up front, USD: {was} became {is}."),
            Figure::MonthlyCost(label) => return format!("{label}, per month, USD: {was} became {is}."),
            Figure::Correct(label) => return format!("{label}, share correct overall: {was} became {is}."),
            Figure::LastToken(label) => return format!("{label}, last token, ms: {was} became {is}."),
            Figure::Assumption(key) => return format!("The assumption {key} was {was} and is {is}."),
        };
        format!("{name} was {was} and is {is}.")
    }
}

/// Labels of the fields of runs: the rows have the English ones.
#[cfg(feature = "json")]
pub(crate) const fn field(english: &'static str) -> &'static str {
    english
}
