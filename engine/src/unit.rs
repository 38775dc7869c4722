//! Units of inputs and assumptions.

/// A unit a value is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Days,
    /// Days between two events; shown as minutes, hours, months or years where that reads better, and past ten years as never.
    Interval,
    /// Months.
    Months,
    /// Milliseconds; shown as seconds from 10,000 on.
    Milliseconds,
    /// US dollars.
    Usd,
    /// US dollars a month.
    UsdPerMonth,
    /// US dollars an hour.
    UsdPerHour,
    /// Tokens.
    Tokens,
    /// Questions a day.
    QueriesPerDay,
    /// A part of one, shown in per cent.
    Share,
    /// A part of one, shown as it is.
    Ratio,
    /// Hours.
    Hours,
    /// Hours a month.
    HoursPerMonth,
    /// Examples.
    Examples,
    /// Examples a month.
    ExamplesPerMonth,
    /// US dollars per million tokens.
    UsdPerMTokens,
    /// Tokens a second.
    TokensPerSecond,
    /// A plain count or factor.
    Count,
    /// One figure over another.
    Factor,
    /// A place in a range: -1 its low end, 0 its likely value, 1 its high end.
    Place,
    /// Minutes.
    Minutes,
    /// One of a list.
    Choice,
}
