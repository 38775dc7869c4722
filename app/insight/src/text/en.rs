//! The texts of *How sure is this?* that people read, one module for each part of it. Another language replaces this file.

/// What to measure next.
pub(crate) mod next {
    use forkcast_engine::{Strategy, format, words};
    use forkcast_observe::Kind;

    pub(crate) use forkcast_parts::text::{MEASURE, MEASURE_NEXT, SIMULATING};

    pub(crate) const METHOD: &str = "method";

    /// The plausible values of an input or an assumption, and the one used.
    pub(crate) fn range(low: &str, high: &str, unit: &str, used: &str) -> String {
        let space = if unit.is_empty() { "" } else { " " };
        format!("{low} to {high}{space}{unit}, {used} used")
    }

    /// The status of a value, and its source.
    pub(crate) fn known(status: &str, source: &str) -> String {
        format!("{status}: {source}")
    }

    /// The effect of knowing a value: how often it changes the recommendation, and what that saves in an average month.
    pub(crate) fn effect(changes: f64, saved_usd: f64) -> String {
        let money = if saved_usd >= 1.0 {
            format!(" and save {} on average", format::usd(saved_usd))
        } else if saved_usd <= -1.0 {
            format!(" and cost {} more on average", format::usd(-saved_usd))
        } else {
            String::new()
        };
        format!(
            "knowing it would change the recommendation in {} of simulations{money}",
            format::share(changes)
        )
    }

    /// The value that is worth most.
    pub(crate) struct First<'a> {
        pub(crate) label: &'a str,
        /// Whether the workbench measures it.
        pub(crate) measurable: bool,
        pub(crate) effect: &'a str,
        pub(crate) points: f64,
    }

    /// The recommendation by all simulations, and what knowing more is worth, in points out of 100.
    pub(crate) fn sentence(choice: Strategy, first: Option<First<'_>>, everything: f64) -> String {
        let bet = format!(
            "By all simulations the recommendation is {}",
            words::in_sentence(choice)
        );
        match first {
            Some(first) => format!(
                "{} next: {}. {bet}; {}. That is worth {:.1} points out of 100; knowing everything would be worth {everything:.1}.",
                if first.measurable { MEASURE } else { "Find out" },
                first.label,
                first.effect,
                first.points
            ),
            None => format!(
                "No single value is worth measuring: none alone changes the recommendation often enough to matter. {bet}. Knowing everything at once would be worth {everything:.1} points out of 100."
            ),
        }
    }

    pub(crate) fn rests_on(simulations: usize) -> String {
        format!(
            "The value of information (EVPPI) of each input and assumption, over {} simulations; one point is a hundredth of the score.",
            format::count(simulations as f64)
        )
    }

    pub(crate) fn measure(label: &str) -> String {
        format!("{MEASURE}: {label}")
    }

    pub(crate) const FROM_FILES: &str = "Your files";

    pub(crate) fn from_files(label: &str) -> String {
        format!("{FROM_FILES}: {label}")
    }

    /// Which files show a value, and the command that reads them.
    pub(crate) const fn shown_by(kind: Kind) -> &'static str {
        match kind {
            Kind::Examples => "your examples show it: drop them below, or run forkcast observe examples",
            Kind::Logs => "your logs show it: drop them below, or run forkcast observe logs",
            Kind::Corpus => "your documents show it: drop them below, or run forkcast observe corpus",
        }
    }

    pub(crate) fn points(points: f64) -> String {
        format!("{points:.1} points")
    }

    pub(crate) fn range_and_effect(range: &str, effect: &str) -> String {
        format!("{range}; {effect}.")
    }
}

/// The prices in use.
pub(crate) mod snapshot {
    use forkcast_engine::format;
    use forkcast_prices::STALE_AFTER_DAYS;

    pub(crate) const TITLE: &str = "Prices";
    pub(crate) const IN_USE: &str = "Prices in use";
    pub(crate) const COLUMNS: [&str; 4] = ["What", "Price", "Checked", "Source"];
    pub(crate) const OWN_PRICES: &str = "You use your own token prices, so the feeds' prices do not apply.";

    /// `days` is the age of the prices, where their day is known and past.
    pub(crate) fn age(date: &str, days: Option<i64>) -> String {
        match days {
            Some(0) => format!("Snapshot of {date}, today."),
            Some(1) => format!("Snapshot of {date}, yesterday."),
            Some(days) => format!("Snapshot of {date}, {days} days ago."),
            None => format!("Snapshot of {date}."),
        }
    }

    pub(crate) fn age_and_range(age: &str, range: &str) -> String {
        format!("{age} {range}")
    }

    pub(crate) fn old_row(item: &str, days: i64) -> String {
        format!("{item} ({days} days ago)")
    }

    pub(crate) fn stale(rows: &[String]) -> String {
        format!(
            "Checked more than {STALE_AFTER_DAYS} days ago: {}. Check them, or open your own price list.",
            rows.join(", ")
        )
    }

    pub(crate) fn feeds_agree(model: &str) -> String {
        format!("Both price feeds agree on {model}.")
    }

    /// The recommendations by the first feed's prices and by the second's, and what a month of the first costs by both.
    pub(crate) fn feeds_disagree(
        model: &str,
        by_first: &str,
        by_second: &str,
        low: f64,
        high: f64,
    ) -> String {
        let which = if by_second == by_first {
            format!("{by_first} is recommended with either")
        } else {
            format!("with the second, {by_second} is recommended instead of {by_first}")
        };
        format!(
            "The feeds disagree on {model}: a month of {by_first} costs {} to {}; {which}.",
            format::usd(low),
            format::usd(high)
        )
    }
}

/// The reader's own price lists.
pub(crate) mod offers {
    use std::fmt::Display;

    use forkcast_engine::format;
    pub(crate) use forkcast_parts::text::{OPEN, PASTE};
    use forkcast_prices::{Skipped, Tier};

    pub(crate) const TITLE: &str = "Your own price list";
    pub(crate) const ABOUT: &str = "LiteLLM’s, models.dev’s, llm-prices’ or OpenRouter’s JSON, genai-prices’ JSON or data.py, or a CSV: model,input,cached_input,output in USD per million tokens. It stays in your browser.";
    pub(crate) const OPEN_FILE: &str = "Open a file";
    pub(crate) const PASTED: &str = "A price list";
    pub(crate) const FIND: &str = "Find a model";
    pub(crate) const USE_SNAPSHOT: &str = "Use the snapshot’s token prices";
    pub(crate) const USE: &str = "Use";
    pub(crate) const NO_MODEL: &str = "No model’s name matches all these words.";

    /// The accepted formats, for error messages.
    const ACCEPTED: &str = "Accepted are LiteLLM's model_prices_and_context_window.json, genai-prices' data.json or data.py, models.dev's api.json, llm-prices' JSON, OpenRouter's list of models, and a CSV whose first line names its columns, such as: model,input,cached_input,output (USD per million tokens; also cache_write, and above_tokens for longer prompts)";

    pub(crate) fn empty() -> String {
        format!("{} {ACCEPTED}.", forkcast_parts::text::EMPTY_FILE)
    }

    pub(crate) fn not_a_list(error: impl Display) -> String {
        let mut said = error.to_string();
        if let Some(first) = said.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        format!("{}. {ACCEPTED}.", said.trim_end_matches('.'))
    }

    pub(crate) fn not_opened(why: &str) -> String {
        format!("The price list could not be opened. {why}")
    }

    pub(crate) fn use_prices_of(model: &str) -> String {
        format!("Use the prices of {model}")
    }

    pub(crate) fn showing(shown: usize, all: usize) -> String {
        format!("Showing {shown} of {all}; add words to narrow the list.")
    }

    /// Whose list it is, and its models.
    pub(crate) fn list(source: &str, models: usize) -> String {
        let noun = if models == 1 { "model" } else { "models" };
        format!("{source} list with {} {noun}.", format::count(models as f64))
    }

    /// Rows with a price in another unit: the first of them, and how many there are.
    pub(crate) fn refused(first: &Skipped, rows: usize) -> String {
        let line = first
            .line
            .map_or_else(String::new, |line| format!(" on line {line}"));
        let refused = match rows {
            1 => "One row was refused".to_owned(),
            n => format!("{} rows were refused; the first is", format::count(n as f64)),
        };
        format!(" {refused}, “{}”{line}: {}.", first.name, first.why)
    }

    /// Rows that hold no price: the first of them, and how many there are.
    pub(crate) fn left_out(first: &Skipped, rows: usize) -> String {
        let why = first.why.trim_end_matches('.');
        match rows {
            1 => format!(" One row was left out, “{}”: {why}.", first.name),
            n => format!(
                " {} rows were left out; the first is “{}”: {why}.",
                format::count(n as f64),
                first.name
            ),
        }
    }

    pub(crate) fn price(tier: &Tier) -> String {
        let cached = tier
            .cached_input
            .map_or_else(|| "cached not given".to_owned(), |usd| format!("cached ${usd}"));
        let write = tier
            .cache_write
            .map_or_else(String::new, |usd| format!(", cache writes ${usd}"));
        format!(
            "input ${}, {cached}{write}, output ${} per million tokens",
            tier.input, tier.output
        )
    }

    pub(crate) fn long(tier: &Tier) -> String {
        format!(
            "prompts above {} tokens: {}",
            format::count(tier.above_prompt_tokens),
            price(tier)
        )
    }

    pub(crate) fn batch(tier: &Tier) -> String {
        format!("in batches, which are not counted here: {}", price(tier))
    }

    pub(crate) fn ends(on: impl Display, successor: Option<&str>) -> String {
        let to = successor.map_or_else(String::new, |to| format!("; {to} takes its place"));
        format!("ends on {on}{to}")
    }

    pub(crate) const DEPRECATED: &str = "its seller advises against it";

    /// The price between two times of the day, in minutes from midnight.
    pub(crate) fn hours(from: u16, until: u16, tier: &Tier) -> String {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{} to {} UTC: {}", clock(from), clock(until), price(tier))
    }

    pub(crate) fn later(from: impl Display, tier: &Tier) -> String {
        format!("from {from}: {}", price(tier))
    }

    /// `stale_days` is the age of a check that is too old to rely on.
    pub(crate) fn checked(on: impl Display, stale_days: Option<i64>) -> String {
        match stale_days {
            Some(days) => format!("checked {on}, {days} days ago: check it before you rely on it"),
            None => format!("checked {on}"),
        }
    }

    /// A model and its seller.
    pub(crate) fn name(provider: &str, id: &str) -> String {
        format!("{provider}: {id}")
    }

    pub(crate) const FREE: &str =
        "Input and output cost 0, which lists write for unknown as well as for free.";
    pub(crate) const NO_CACHED: &str =
        "The list has no cached price, so cached tokens cost as much as others.";
    pub(crate) const NO_WRITE: &str =
        "The list has no price of cache writes, so they cost as much as other input.";
    pub(crate) const ALL_HOURS: &str =
        "Today’s price outside of special hours is used for all hours and months.";

    pub(crate) fn lowest_threshold(above: f64) -> String {
        format!(
            "Of several thresholds the lowest is used: above {} tokens.",
            format::count(above)
        )
    }

    pub(crate) fn cannot_be(label: &str, value: f64) -> String {
        format!("{label} cannot be {value}, so it was left out.")
    }

    /// Where own prices come from, as the link keeps it.
    pub(crate) fn origin(model: &str, source: &str, day: impl Display) -> String {
        format!("{model}, {source} of {day}")
    }

    pub(crate) fn cost_changes(before_usd: f64, after_usd: f64) -> String {
        format!(
            "The recommendation stays; its monthly cost goes from {} to {}.",
            format::usd(before_usd),
            format::usd(after_usd)
        )
    }
}

/// The decision record.
pub(crate) mod record {
    pub(crate) const TITLE: &str = "Decision record";
    pub(crate) const ABOUT: &str = "The verdict and everything it is based on: every input, price and assumption with its source, the version of the model, the hash of the price snapshot, the measurements, and the link. “forkcast verify FILE” decides again from the JSON and reports differences.";
    pub(crate) const MARKDOWN: &str = "Markdown";
    pub(crate) const HTML: &str = "HTML";
    pub(crate) const JSON: &str = "JSON";
    pub(crate) const PRINT: &str = "Print";
}

/// The tornado chart.
pub(crate) mod models {
    use forkcast_engine::Catalog;
    use forkcast_engine::explore::models::Cell;
    use forkcast_engine::format::{share, usd};

    pub(crate) const TITLE: &str = "Cheapest right answer with any model";
    pub(crate) const ABOUT: &str = "For each kind of model and each family, the model and approach with the lowest cost of a right answer, among those that meet all requirements and limits at the likely values. Each model has its own list prices and its own ability.";
    pub(crate) const COMPARE: &str = "Compare all models";
    pub(crate) const TIER: &str = "Models";
    /// The name of the table, another than that of its section.
    pub(crate) const ROWS: &str = "Models by family of approaches";
    pub(crate) const NONE_FITS: &str = "None fits";
    pub(crate) const NOTHING_FITS: &str =
        "No model and approach meet all requirements and limits at the likely values.";

    /// Model, approach, share right and cost of a right answer.
    pub(crate) fn cell(cell: &Cell, catalog: &Catalog) -> String {
        format!(
            "{}, {}: {} right, {} each",
            catalog.model(cell.model).label,
            cell.strategy.label(),
            share(cell.right),
            usd(cell.usd_per_right)
        )
    }

    /// The cheapest that is as right as the recommendation, and the recommendation.
    pub(crate) fn sentence(best: Option<&Cell>, own: Option<&Cell>, catalog: &Catalog) -> String {
        let Some(best) = best else {
            return NOTHING_FITS.to_owned();
        };
        let words = |cell: &Cell| {
            format!(
                "{} by {}, {} right, {} for each right answer",
                catalog.model(cell.model).label,
                cell.strategy.label(),
                share(cell.right),
                usd(cell.usd_per_right)
            )
        };
        match own {
            Some(own) if own == best => format!("Nothing that is as right costs less: {}.", words(own)),
            Some(own) => format!("As right for less: {}. Now: {}.", words(best), words(own)),
            None => format!("Cheapest: {}.", words(best)),
        }
    }

    pub(crate) const UNSETS: &str =
        "Your own figures and prices are about your present model, so they are unset with another.";

    pub(crate) fn use_model(name: &str) -> String {
        format!("Use {name}")
    }
}

pub(crate) mod swings {
    pub(crate) use forkcast_parts::text::{CSV, PNG, SVG};

    pub(crate) const TITLE: &str = "Which assumptions matter most";
    pub(crate) const ABOUT: &str = "Each bar shows the lead in points out of 100, from the low value (faint) to the high value (strong). A dot marks where another approach takes over.";

    /// The button that shows the other of chart and table.
    pub(crate) const fn other_view(as_table: bool) -> &'static str {
        if as_table {
            "Chart"
        } else {
            forkcast_parts::text::TABLE
        }
    }

    pub(crate) fn value(amount: &str, unit: &str) -> String {
        let space = if unit.is_empty() { "" } else { " " };
        format!("{amount}{space}{unit}")
    }
}
