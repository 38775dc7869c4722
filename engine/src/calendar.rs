//! How long months are.

/// Days in a mean month.
pub const DAYS_PER_MONTH: f64 = 30.4375;
/// Hours in a mean month.
pub const HOURS_PER_MONTH: f64 = DAYS_PER_MONTH * 24.0;
/// Months in a year.
pub const MONTHS_PER_YEAR: f64 = 12.0;
/// Days in a mean year.
pub const DAYS_PER_YEAR: f64 = 365.25;
