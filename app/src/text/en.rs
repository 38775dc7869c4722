//! The texts of the page that people read, one module for each part of it. Another language replaces this file, those of the modules
//! (`app/parts`, `app/insight`, `app/workbench`) and of the engine, and the texts in `app/index.html`.

mod meeting;

pub(crate) use meeting::{introduction, live, note, palette, presenter, saved, terms, tools};

/// The bar at the top.
pub(crate) mod header {
    pub(crate) const BRAND: &str = "Forkcast";
    pub(crate) const PAGE: &str = "Page";
    pub(crate) const METHOD: &str = "Method";
    pub(crate) const EMBED: &str = "Embed";
    pub(crate) const START_FROM: &str = "Start from";
    pub(crate) const DEFAULTS: &str = "Defaults";
    pub(crate) const YOUR_SCENARIO: &str = "Your scenario";
    pub(crate) const LINK_BY_HAND: &str = "Link to copy by hand";

    pub(crate) const LANGUAGE: &str = "Language";

    /// That a link asks for a language in which the page was not built.
    pub(crate) fn no_language(code: &str) -> String {
        format!("This site has no page in the language “{code}”, so it is shown in English.")
    }

    pub(crate) const LINKS: &str = "Readable and short link";
    pub(crate) const READABLE: &str = "Readable link";
    pub(crate) const READABLE_NOTE: &str = "Names every input that differs from the defaults.";
    pub(crate) const SHORT: &str = "Short link";
    pub(crate) const SHORT_NOTE: &str = "Opens the same scenario. For chats, slides and documents.";

    pub(crate) const fn copy(copied: bool) -> &'static str {
        if copied { super::COPIED } else { "Copy" }
    }

    /// The button that changes the colours: the colours that it leads to, and its whole name.
    pub(crate) const fn colours(to_light: bool) -> (&'static str, &'static str) {
        if to_light {
            ("Light", "Show in light colours")
        } else {
            ("Dark", "Show in dark colours")
        }
    }

    pub(crate) const fn copy_link(copied: bool) -> &'static str {
        if copied { super::COPIED } else { "Copy link" }
    }
}

/// Steps back and forth, pinning, and what-if buttons.
pub(crate) mod moves {
    use crate::view_model::what_if::WhatIf;

    pub(crate) const MOVES: &str = "Changes";
    pub(crate) const UNDO: &str = "Undo";
    pub(crate) const UNDO_TITLE: &str = "Undo (Ctrl+Z)";
    pub(crate) const REDO: &str = "Redo";
    pub(crate) const REDO_TITLE: &str = "Redo (Ctrl+Shift+Z)";
    pub(crate) const PIN: &str = "Pin";
    pub(crate) const PIN_TITLE: &str = "Pin this scenario, to compare others with it (Alt+K)";
    pub(crate) const WHAT_IF: &str = "What if";

    pub(crate) fn compare(pinned: usize) -> String {
        format!("Compare ({pinned})")
    }

    /// The name of a scenario until it gets one.
    pub(crate) fn scenario(letter: &str) -> String {
        format!("Scenario {letter}")
    }

    pub(crate) const fn what_if(what: WhatIf) -> &'static str {
        match what {
            WhatIf::TenTimesTheTraffic => "10× traffic",
            WhatIf::HalfTheBudget => "half budget",
            WhatIf::WeeklyChange => "weekly change",
        }
    }
}

/// On a button whose text has been copied.
const COPIED: &str = "Copied";

/// What a damaged link asks.
pub(crate) mod asked {
    pub(crate) const TITLE: &str = "Questions about the link";

    pub(crate) fn question(label: &str, text: &str) -> String {
        if text.is_empty() {
            return format!("This link's requirement “{label}” is damaged. Which did it hold?");
        }
        format!("This link's requirement “{label}” is damaged: it reads “{text}”. Which did it hold?")
    }

    pub(crate) fn strictest(value: &str) -> String {
        format!("Until you answer, the strictest is assumed: {value}.")
    }

    pub(crate) fn default(value: &str) -> String {
        format!("Until you answer, the default is assumed: {value}.")
    }

    pub(crate) const fn damaged(read: bool) -> &'static str {
        if read {
            "This link was cut or changed on its way, so inputs and requirements may be missing."
        } else {
            "This short link was cut or changed on its way, and nothing of it can be read."
        }
    }

    pub(crate) const fn damaged_meanwhile(read: bool) -> &'static str {
        if read {
            "Ask its sender for it again. The recommendation below follows from what is left of it."
        } else {
            "Ask its sender for it again. The recommendation below is that of the defaults."
        }
    }

    pub(crate) const fn go_on(read: bool) -> &'static str {
        if read {
            "Go on with what is left"
        } else {
            "Go on with the defaults"
        }
    }
}

/// The frame of the page.
pub(crate) mod page {
    pub(crate) const SKIP_TO_INPUTS: &str = "Skip to the inputs";
    pub(crate) const CLOSE: &str = "Close";
    pub(crate) const OPEN_WHOLE: &str = "Open in Forkcast";

    pub(crate) fn as_table(name: &str) -> String {
        format!("{name}, as a table")
    }
}

/// The dialog that makes the code of a frame.
pub(crate) mod embed {
    use forkcast_protocol::link::{Part, Theme};

    pub(crate) const TITLE: &str = "Embed this scenario";
    pub(crate) const PARTS: &str = "Parts";
    pub(crate) const COLOURS: &str = "Colours";
    pub(crate) const ELEMENT: &str = "Paste this into your page";
    pub(crate) const ELEMENT_HINT: &str = "The element loads its frame when the reader comes near it and takes the height of its content. Several share one download.";
    pub(crate) const FRAME: &str = "Or, where a page allows no script";
    pub(crate) const EXAMPLES: &str = "Live examples";
    pub(crate) const HINT: &str = "The frame reports its height in a message {type: \"forkcast:height\", height}, so that your page can resize it. It needs no cookies and sends nothing.";

    pub(crate) const fn part(part: Part) -> &'static str {
        match part {
            Part::Verdict => "Verdict",
            Part::Inputs => "Inputs",
            Part::Cost => "Cost by month",
            Part::Volume => "Cost by volume",
            Part::Latency => "Latency",
            Part::Quality => "Quality",
            Part::Map => "Map",
            Part::Changes => "What would change it",
            Part::Scores => "Scores",
            Part::Compare => "Comparison",
        }
    }

    pub(crate) const fn theme(theme: Theme) -> &'static str {
        match theme {
            Theme::Auto => "Match the reader's system",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    pub(crate) const fn copy_snippet(copied: bool) -> &'static str {
        if copied { super::COPIED } else { "Copy snippet" }
    }
}

/// Inputs, their fields and ribbons.
pub(crate) mod inputs {
    use forkcast_engine::format;
    use forkcast_engine::params::Param;

    pub(crate) const YOUR_SYSTEM: &str = "Your system";
    pub(crate) const RESET_TITLE: &str = "Reset to the default";
    /// In place of the unit of a field that has none.
    const NUMBER: &str = "number";

    pub(crate) fn reset(label: &str) -> String {
        format!("Reset {label}")
    }

    pub(crate) fn about(label: &str) -> String {
        format!("About {label}")
    }

    /// Default, source, range and the figures behind a choice; the last two may be missing.
    pub(crate) fn about_text(
        default: &str,
        source: &str,
        range: Option<(String, String)>,
        figures: &str,
    ) -> String {
        let range = range.map_or_else(String::new, |(min, max)| format!(" Range {min} to {max}."));
        format!("Default {default}: {source}.{range}{figures}")
    }

    /// Which value of the model in use counts, and the source of that where it is not the reader's.
    pub(crate) fn known(known: &str, source: &str) -> String {
        if source.is_empty() {
            format!(" {known}")
        } else {
            format!(" {known}: {source}.")
        }
    }

    pub(crate) fn ribbon(label: &str, summary: &str) -> String {
        format!("Recommendation as {label} changes: {summary}")
    }

    pub(crate) const RIBBON_NONE: &str = "none feasible";
    const RIBBON_WAITING: &str = "not computed yet";

    /// The recommendations from the lowest value of an input to its highest.
    pub(crate) fn ribbon_summary(names: &[&str]) -> String {
        match names {
            [] => RIBBON_WAITING.to_owned(),
            [only] => format!("{only} at every value"),
            several => format!("from lowest to highest: {}", several.join(", then ")),
        }
    }

    /// A field's name: the input and its unit.
    pub(crate) fn field(param: &Param) -> String {
        let unit = param.unit.label();
        format!("{}, {}", param.label, if unit.is_empty() { NUMBER } else { unit })
    }

    /// Inputs of a group that differ from their defaults.
    pub(crate) fn set(count: usize) -> String {
        format!("{count} set")
    }

    /// How sure the team is of an input.
    pub(crate) fn sureness(question: &str, answer: &str) -> String {
        format!("{question}? {answer}")
    }

    fn limits(param: &Param) -> (String, String) {
        let (min, max) = param.range().unwrap_or_default();
        (format::number_value(param, min), format::number_value(param, max))
    }

    pub(crate) fn set_to_nearest(param: &Param, typed: &str, used: &str) -> String {
        let (min, max) = limits(param);
        format!("Must be {min} to {max}: {typed} was set to {used}.")
    }

    /// For a share typed without its sign.
    pub(crate) fn per_cent(param: &Param, typed: &str) -> String {
        let (min, max) = limits(param);
        format!("Type {typed}% if that is meant; accepted are {min} to {max}.")
    }

    pub(crate) fn enter_a_number(param: &Param) -> String {
        let (min, max) = limits(param);
        format!("Enter a number from {min} to {max}.")
    }
}

/// The recommendation.
pub(crate) mod verdict {
    use forkcast_engine::report::Side;

    pub(crate) use forkcast_parts::text::SIMULATING;

    pub(crate) const RECOMMENDATION: &str = "Recommendation";
    pub(crate) const JUDGE_BY_NET_VALUE: &str = "Judge by net value";
    pub(crate) const REASONS: &str = "Reasons";
    pub(crate) const WHY_NOT: &str = "Why not";
    pub(crate) const OTHER_RIVALS: &str = "Others";
    pub(crate) const NOTHING_FITS: &str = "nothing fits";

    /// The mark beside the origin of figures.
    pub(crate) const fn own_mark(measured: bool) -> &'static str {
        if measured { "measured" } else { "yours" }
    }

    /// The inputs that are the reader's own, and where they come from.
    pub(crate) fn own_figures(inputs: &str, origin: &str) -> String {
        format!(" {inputs} \u{b7} {origin}")
    }

    /// The side of a reason: as a sign, and as it is read out before the reason.
    pub(crate) const fn side(side: Side) -> (&'static str, &'static str) {
        match side {
            Side::For => ("+", "For: "),
            Side::Against => ("\u{2212}", "Against: "),
        }
    }

    pub(crate) fn by_net_value(label: &str, same: bool) -> String {
        if same {
            format!("Judged by net value: {label} too.")
        } else {
            format!("Judged by net value: {label} instead.")
        }
    }

    /// The reader's note on the scenario.
    pub(crate) fn note(note: &str) -> String {
        format!("Note: {note}")
    }

    /// A segment of the bar of simulations.
    pub(crate) fn slice(name: &str, share: &str) -> String {
        format!("{name} {share}")
    }

    /// Approaches of a segment, each with its share.
    pub(crate) fn members(of: impl Iterator<Item = (&'static str, String)>) -> String {
        of.map(|(name, share)| slice(name, &share))
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub(crate) const BY_APPROACH: &str = "By approach";

    pub(crate) fn announcement(headline: &str, runner_up: &str) -> String {
        format!("{headline} {runner_up}")
    }
}

/// Flips, failed constraints, roll-out, signals and notices.
pub(crate) mod changes {
    pub(crate) const TITLE: &str = "What would change it";
    pub(crate) const LOOKING: &str = "Looking for the nearest changes …";
    pub(crate) const NONE: &str = "No single input changes the recommendation within its range.";
    pub(crate) const RULED_OUT: &str = "Ruled out";
    pub(crate) const RULED_OUT_TITLE: &str = "Ruled out, and what would change that";
    pub(crate) const NONE_RULED_OUT: &str = "Every approach meets all constraints.";
    pub(crate) const ROLL_OUT: &str = "Roll-out";
    pub(crate) const ROLL_OUT_BY_MONTH: &str = "Roll-out by month";
    pub(crate) const SIGNALS: &str = "Signals";
    pub(crate) const SIGNALS_NOTE: &str = "rules of thumb from the article";
    pub(crate) const NO_SIGNAL: &str = "None of the article's rules of thumb applies clearly.";
    pub(crate) const DISMISS: &str = "Dismiss";

    /// Between an approach and the condition under which it is recommended.
    pub(crate) const IF: &str = " if ";
    /// Before a notice about the link.
    pub(crate) const THE_LINK: &str = "The link: ";
    /// Around a sentence of the article.
    pub(crate) const QUOTES: [&str; 2] = ["“", "”"];

    pub(crate) const fn show_all(all: bool) -> &'static str {
        if all { "Show fewer" } else { "Show all" }
    }

    pub(crate) fn stale_prices(days: i32) -> String {
        format!("The prices were checked {days} days ago. “How sure is this?” accepts newer ones.")
    }

    /// The condition of a flip, before the value at which it happens.
    #[derive(Clone, Copy)]
    pub(crate) enum Flips {
        Above,
        Below,
        Chosen,
    }

    pub(crate) fn condition(label: &str, flips: Flips) -> String {
        match flips {
            Flips::Above => format!("“{label}” is above"),
            Flips::Below => format!("“{label}” is below"),
            Flips::Chosen => format!("“{label}” is"),
        }
    }

    /// The nearest flips, each an approach, a condition and a value.
    pub(crate) fn nearest(flips: &[(&str, &str, &str)]) -> String {
        if flips.is_empty() {
            return "No single input changes this within its range.".to_owned();
        }
        let changes: Vec<String> = flips
            .iter()
            .map(|(approach, condition, value)| format!("{approach} when {condition} {value}"))
            .collect();
        format!("Switches to {}.", changes.join(", or to "))
    }

    pub(crate) fn spent(usd: &str) -> String {
        format!("{usd} spent so far")
    }
}

/// The scenario and its sources beside a chart or on paper.
pub(crate) mod about {
    pub(crate) fn input(label: &str, value: &str) -> String {
        format!("{label}: {value}")
    }

    /// Inputs that differ from the defaults, and how many more do.
    pub(crate) fn inputs(shown: &[String], more: usize) -> String {
        if shown.is_empty() {
            return "Every input has its default.".to_owned();
        }
        let more = if more == 0 {
            String::new()
        } else {
            format!("; and {more} more")
        };
        format!(
            "Inputs that differ from the defaults: {}{more}.",
            shown.join("; ")
        )
    }

    pub(crate) fn source(model: &str, prices: &str, measured: &str, link: &str) -> String {
        let own = if measured.is_empty() {
            String::new()
        } else {
            format!(" Own figures: {measured}.")
        };
        format!("Source: Forkcast, model {model}, prices of {prices}.{own} {link}")
    }

    pub(crate) fn printed(day: &str) -> String {
        format!("Printed on {day}. The method page has every formula and source.")
    }

    /// A link as Markdown takes it.
    pub(crate) fn autolink(link: &str) -> String {
        format!("<{link}>")
    }

    pub(crate) fn markdown(title: &str, about: &[String], table: &str, source: &str) -> String {
        format!("## {title}\n\n{}\n\n{table}\n{source}\n", about.join("\n\n"))
    }
}

/// Cards with a chart.
pub(crate) mod charts {
    use crate::saving::Form;
    use forkcast_parts::text::{CSV, PNG, SVG};

    pub(crate) const SAVE: &str = "Save";
    pub(crate) const COPIED: &str = "The picture is copied.";
    pub(crate) const NO_COPY: &str = "This browser cannot copy pictures here. Save it as PNG instead.";
    pub(crate) const NOT_COPIED: &str = "The browser refused to copy the picture. Save it as PNG instead.";
    pub(crate) const NOT_SAVED: &str = "Not saved: a part of the page could not be loaded. Try again.";

    pub(crate) const fn form(form: Form) -> &'static str {
        match form {
            Form::Csv => CSV,
            Form::Markdown => "Markdown",
            Form::Svg => SVG,
            Form::Png => PNG,
            Form::Copy => "Copy image",
        }
    }

    pub(crate) const MONTHS: &str = "months";
    pub(crate) const A_DAY: &str = "a day";
    pub(crate) const BUDGET: &str = "budget";

    pub(crate) const COST: &str = "Total cost over time";
    pub(crate) const VOLUME: &str = "Monthly cost by traffic";
    pub(crate) const VOLUME_NOTE: &str = "first month, by questions a day";
    pub(crate) const LATENCY: &str = "Time to first token";
    pub(crate) const LATENCY_KNOWN: &str = "assumed";
    pub(crate) const QUALITY: &str = "Answer quality";
    pub(crate) const QUALITY_NOTE: &str =
        "dot: correct overall; upper tick: facts correct; lower tick: format kept";
    pub(crate) const QUALITY_KNOWN: &str = "fitted to published results";

    pub(crate) const MAP: &str = "Which approach wins where";
    pub(crate) const MAP_NOTE: &str = "drag the dot";
    pub(crate) const HORIZONTAL: &str = "Horizontal axis";
    pub(crate) const VERTICAL: &str = "Vertical axis";

    pub(crate) fn map_summary(summary: &str) -> String {
        format!("{summary} Arrow keys move the dot.")
    }

    pub(crate) fn cost_note(months: f64, bands: bool) -> String {
        if bands {
            format!("over {months:.0} months; bands cover 80% of simulations")
        } else {
            format!("over {months:.0} months")
        }
    }

    pub(crate) fn prices_of(date: &str) -> String {
        format!("prices of {date}")
    }

    /// `measured` names the stages that are; empty where none is.
    pub(crate) fn latency_note(measured: &str) -> String {
        if measured.is_empty() {
            "p50 by stage, p95 as whisker".to_owned()
        } else {
            format!("p50 by stage, p95 as whisker; measured: {measured}; the rest")
        }
    }
}

/// Scores and costs by item.
pub(crate) mod scores {
    pub(crate) const TITLE: &str = "All approaches compared";
    pub(crate) const NOTE: &str = "score out of 100; weights under each criterion";
    pub(crate) const SCORES: &str = "Scores";
    pub(crate) const APPROACH: &str = "Approach";
    pub(crate) const FEASIBLE: &str = "Feasible";
    pub(crate) const YES: &str = "yes";
    pub(crate) const SCORE: &str = "Score";
    pub(crate) const LADDER: &str = "Cost of one more right answer";
    pub(crate) const LABELS: &str = "More labelled examples";
    pub(crate) const ITEMS_TITLE: &str = "Where the money goes";
    pub(crate) const ITEMS_NOTE: &str = "US dollars; monthly costs are averages over the horizon";
    pub(crate) const ITEMS: &str = "Costs by item";
    pub(crate) const ITEM: &str = "Item";
    pub(crate) const TOTAL: &str = "Total";
    pub(crate) const SERVED_BY: &str = "Served by";
    pub(crate) const PEOPLE: &str = "Leave it to people";
    pub(crate) const NOTHING: &str = "Do nothing";
    /// A figure that does not exist.
    pub(crate) const NO_FIGURE: &str = "\u{2013}";
    /// Headings of an approach's figures.
    pub(crate) const FIGURES: [&str; 6] = [
        "Up front",
        "A month",
        "1,000 questions",
        "First token p95",
        "Correct overall",
        "Silent failures",
    ];

    pub(crate) fn net(usd: &str) -> String {
        format!("net {usd} a month")
    }

    /// On the button that shows the other approaches of a family.
    pub(crate) fn more(others: usize) -> String {
        format!("+{others}")
    }

    /// The same, spoken.
    pub(crate) fn others(family: &str, others: usize) -> String {
        format!("+{others} in the family {family}")
    }

    pub(crate) fn up_front(label: &str) -> String {
        format!("{label}, up front")
    }

    pub(crate) fn a_month(label: &str) -> String {
        format!("{label}, a month")
    }
}

/// Cards of the modules.
pub(crate) mod beside {
    pub(crate) use forkcast_parts::text::{MEASURE, TRY_AGAIN};

    pub(crate) const LOADING: &str = "Loading …";
    pub(crate) const FAILED: &str =
        "This section could not be loaded. The rest of the page works without it.";
    pub(crate) const MEASURE_NOTE: &str =
        "Replace assumed latencies with those of your own servers or of this machine";
    pub(crate) const OPEN_WORKBENCH: &str = "Open the workbench";
    pub(crate) const COMPARE: &str = "Compare";
    pub(crate) const COMPARE_NOTE: &str = "pinned scenarios side by side, each against the first";
    pub(crate) const HOW_SURE: &str = "How sure is this?";
    pub(crate) const HOW_SURE_NOTE: &str = "What to measure next, which assumptions matter most, the sources of the prices, and the decision record";

    pub(crate) const OWN_FILES: &str = "From your own files";
    pub(crate) const OWN_FILES_NOTE: &str =
        "What your examples, logs and documents say of the inputs; nothing leaves this machine";

    pub(crate) const ELSEWHERE_NOTE: &str =
        "Latencies of your own servers or of this machine, in place of the assumed ones";
    /// Before the link to the page in a tab of its own.
    pub(crate) const NOT_IN_A_FRAME: &str = "Measuring is not possible within another page. ";
    pub(crate) const OPEN_ELSEWHERE: &str = "Open Forkcast in a tab of its own";
}
