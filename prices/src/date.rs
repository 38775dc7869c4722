//! Days of the calendar, without a clock.

use std::fmt;

/// Days after which a price should be checked again.
pub const STALE_AFTER_DAYS: i64 = 90;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, where the calendar has it and the year has four digits.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1000..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// Reads `2026-11-23`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let plain = |part: &str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !plain(year, 4) || !plain(month, 2) || !plain(day, 2) {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        // Counted from March, so that the leap day is the last of its year.
        let (month, year) = if self.month > 2 {
            (i64::from(self.month) - 3, i64::from(self.year))
        } else {
            (i64::from(self.month) + 9, i64::from(self.year) - 1)
        };
        let before = 365 * year + year / 4 - year / 100 + year / 400;
        before + (153 * month + 2) / 5 + i64::from(self.day) - 1 - 719_468
    }
}

impl Date {
    /// Day of the week: 0 is Monday.
    #[must_use]
    pub fn weekday(self) -> u16 {
        // 1970-01-01 was a Thursday.
        u16::try_from((self.days() + 3).rem_euclid(7)).unwrap_or_default()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// How many days ago a price was checked, where that is more than [`STALE_AFTER_DAYS`].
#[must_use]
pub fn stale(checked: Date, today: Date) -> Option<i64> {
    let days = today.days() - checked.days();
    (days > STALE_AFTER_DAYS).then_some(days)
}
