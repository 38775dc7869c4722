//! The parts of the page that a presenter shows under the verdict, one at a time.

use forkcast_protocol::link::Part;

/// Where a part stands on the page; none where it is not shown one at a time.
const fn place(part: Part, compares: bool) -> Option<&'static str> {
    match part {
        Part::Cost => Some("card-cost"),
        Part::Map => Some("card-map"),
        Part::Latency => Some("card-latency"),
        Part::Quality => Some("card-quality"),
        Part::Volume => Some("card-volume"),
        Part::Changes => Some("changes"),
        Part::Compare if compares => Some("compare"),
        // The verdict and the inputs are always there; the table of scores cannot be read from afar.
        Part::Compare | Part::Verdict | Part::Inputs | Part::Scores => None,
    }
}

/// The id of the element of a part.
#[must_use]
pub const fn id(part: Part) -> Option<&'static str> {
    place(part, true)
}

/// The parts that can be chosen, in order. `compares` says whether scenarios are pinned.
#[must_use]
pub fn parts(compares: bool) -> Vec<Part> {
    let all = Part::ALL.into_iter();
    all.filter(|part| place(*part, compares).is_some()).collect()
}

/// The part that a key leads to: its number, or the next and the one before, round and round.
#[must_use]
pub fn chosen(key: &str, now: Part, parts: &[Part]) -> Option<Part> {
    let at = parts.iter().position(|part| *part == now).unwrap_or_default();
    let last = parts.len().checked_sub(1)?;
    let next = match key {
        "ArrowRight" | "PageDown" if at == last => 0,
        "ArrowRight" | "PageDown" => at + 1,
        "ArrowLeft" | "PageUp" if at == 0 => last,
        "ArrowLeft" | "PageUp" => at - 1,
        "Home" => 0,
        "End" => last,
        _ => key.parse::<usize>().ok()?.checked_sub(1)?,
    };
    parts.get(next).copied()
}

/// How much larger everything is than on the page: for a screen of 1920 by 1080 that people see from five metres, twice.
#[must_use]
pub fn zoom(width: f64, height: f64) -> f64 {
    (width / 960.0).min(height / 540.0).clamp(1.0, 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_to_every_part_and_to_no_other() {
        let parts = parts(false);
        assert!(!parts.contains(&Part::Compare) && parts.len() >= 5);
        for (i, part) in parts.iter().enumerate() {
            assert_eq!(chosen(&(i + 1).to_string(), Part::Map, &parts), Some(*part));
        }
        let last = parts[parts.len() - 1];
        assert_eq!(chosen("PageDown", last, &parts), Some(parts[0]));
        assert_eq!(chosen("ArrowLeft", parts[0], &parts), Some(last));
        assert_eq!(chosen("ArrowRight", parts[0], &parts), Some(parts[1]));
        for key in ["0", "9", "a", "Tab", ""] {
            assert_eq!(chosen(key, parts[0], &parts), None, "{key}");
        }
        assert!(super::parts(true).contains(&Part::Compare));
    }

    #[test]
    fn the_larger_the_screen_the_larger_the_type() {
        assert_eq!(zoom(1920.0, 1080.0), 2.0);
        assert_eq!(zoom(390.0, 844.0), 1.0);
        assert!(zoom(1280.0, 720.0) > 1.3);
        // A wide window that is low does not cut its content off.
        assert_eq!(zoom(1920.0, 600.0), 600.0 / 540.0);
    }
}
