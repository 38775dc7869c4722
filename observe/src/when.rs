//! Times as logs write them.

const DAY_S: f64 = 86_400.0;
/// The first of January 2010 and of 2100: a time outside of them is a mistake.
const PLAUSIBLE: std::ops::Range<f64> = 1_262_304_000.0..4_102_444_800.0;

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct When {
    /// Seconds since 1970 UTC.
    pub seconds: f64,
    /// Whether the zone was given; otherwise UTC is taken.
    pub zoned: bool,
}

impl When {
    /// Day since 1970.
    #[must_use]
    pub fn day(self) -> i64 {
        (self.seconds / DAY_S).floor() as i64
    }

    /// Hour of the day, UTC.
    #[must_use]
    pub fn hour(self) -> usize {
        ((self.seconds.rem_euclid(DAY_S)) / 3600.0) as usize
    }

    /// Seconds since 1970, or the milliseconds, microseconds or nanoseconds that so great a number must mean.
    #[must_use]
    pub fn of_number(mut number: f64) -> Option<Self> {
        for _ in 0..4 {
            if PLAUSIBLE.contains(&number) {
                return Some(Self {
                    seconds: number,
                    zoned: true,
                });
            }
            number /= 1000.0;
        }
        None
    }

    /// `2026-11-28T05:00:00.5Z`, with an offset, without a zone, with a space, or a day alone; or a number.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(number) = text.parse::<f64>() {
            return Self::of_number(number);
        }
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            digits
                .bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| digits.parse().ok())?
        };
        let sign = |at: usize, of: u8| text.as_bytes().get(at) == Some(&of);
        if !(sign(4, b'-') && sign(7, b'-')) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let mut seconds = days(year, month, day) as f64 * DAY_S;
        let mut zoned = false;
        let rest = text.get(10..)?;
        if !rest.is_empty() {
            if !(sign(10, b'T') || sign(10, b't') || sign(10, b' ')) || !sign(13, b':') {
                return None;
            }
            let (hour, minute) = (number(11, 13)?, number(14, 16)?);
            if hour > 23 || minute > 59 {
                return None;
            }
            seconds += hour as f64 * 3600.0 + minute as f64 * 60.0;
            let mut rest = text.get(16..)?;
            if let Some(after) = rest.strip_prefix(':') {
                let length = after
                    .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
                    .unwrap_or(after.len());
                let (digits, zone) = after.split_at_checked(length)?;
                seconds += digits.replace(',', ".").parse::<f64>().ok()?;
                rest = zone;
            }
            let offset = zone(rest.trim())?;
            zoned = offset.is_some();
            seconds -= offset.unwrap_or(0.0);
        }
        PLAUSIBLE.contains(&seconds).then_some(Self { seconds, zoned })
    }
}

/// Seconds by which a zone is ahead of UTC; `Some(None)` if none is given.
fn zone(text: &str) -> Option<Option<f64>> {
    if text.is_empty() {
        return Some(None);
    }
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("gmt")
    {
        return Some(Some(0.0));
    }
    let (ahead, digits) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(digits), _) => (1.0, digits),
        (_, Some(digits)) => (-1.0, digits),
        (None, None) => return None,
    };
    let digits = digits.replace(':', "");
    let hours: f64 = digits.get(..2)?.parse().ok()?;
    let minutes: f64 = if digits.len() > 2 {
        digits.get(2..4)?.parse().ok()?
    } else {
        0.0
    };
    Some(Some(ahead * (hours * 3600.0 + minutes * 60.0)))
}

/// Days since 1970 of a date (Howard Hinnant's algorithm).
#[must_use]
pub fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day since 1970, as `2026-11-28`.
#[must_use]
pub fn date(day: i64) -> String {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    format!(
        "{:04}-{month:02}-{day:02}",
        year + era * 400 + i64::from(month <= 2)
    )
}

/// Day of the week, Monday 0.
#[must_use]
pub fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_logs_write_them() {
        let read = |text: &str| When::of_text(text).map(|when| (when.seconds, when.zoned));
        let noon = 1_795_867_200.0;
        assert_eq!(read("2026-11-28T12:00:00Z"), Some((noon, true)));
        assert_eq!(read("2026-11-28 12:00:00"), Some((noon, false)));
        assert_eq!(read("2026-11-28T14:00:00.500+02:00"), Some((noon + 0.5, true)));
        assert_eq!(read("2026-11-28T06:30:00-0530"), Some((noon, true)));
        assert_eq!(read("2026-11-28 12:00:00.25 UTC"), Some((noon + 0.25, true)));
        assert_eq!(read("2026-11-28"), Some((noon - 43_200.0, false)));
        for number in [
            "1795867200",
            "1795867200000",
            "1795867200000000",
            "1795867200000000000",
        ] {
            assert_eq!(read(number), Some((noon, true)));
        }
        for wrong in [
            "11/28/2026",
            "2026-13-01",
            "2026-11-28T25:00",
            "",
            "42",
            "é026-11-28",
            "2026-11-2é8",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn dates_and_days_agree() {
        for day in -1000..40_000 {
            let text = date(day);
            let part = |from, to| text.get(from..to).and_then(|t: &str| t.parse().ok()).unwrap_or(0);
            assert_eq!(days(part(0, 4), part(5, 7), part(8, 10)), day);
        }
        assert_eq!(date(20_785), "2026-11-28");
        assert_eq!(weekday(20_785), 5);
    }
}
