//! Sorting, compiled once.
//!
//! The standard library's sort is compiled anew for each type and comparison, some seven kilobytes each time. What is sorted here is a
//! handful of rows, sixty at the most, so every caller shares one sort of places, by insertion.

use std::cmp::Ordering;

/// The places 0 to `n` − 1 in the order that `compare` says; equal ones stay as they were.
#[must_use]
pub fn places(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::with_capacity(n);
    for place in 0..n {
        let after = places
            .iter()
            .rposition(|p| compare(*p, place).is_le())
            .map_or(0, |i| i + 1);
        places.insert(after, place);
    }
    places
}

/// The items in the order that `compare` says; equal ones stay as they were.
#[must_use]
pub fn sorted<T>(items: Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<T> {
    let order = places(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|i| slots[i].take()).collect()
}

/// The value that would stand at `place` if the values were in order (C. A. R. Hoare, Find, 1961). The last place for any beyond; the
/// values, of which there is at least one and none is NaN, are left partly ordered.
pub fn select(values: &mut [f64], place: usize) -> f64 {
    let place = place.min(values.len().saturating_sub(1));
    let (mut low, mut high) = (0, values.len().saturating_sub(1));
    while low < high {
        let pivot = values[place];
        let (mut i, mut j) = (low, high);
        loop {
            while values[i] < pivot {
                i += 1;
            }
            while pivot < values[j] {
                j -= 1;
            }
            if i <= j {
                values.swap(i, j);
                i += 1;
                j = j.saturating_sub(1);
            }
            if i > j {
                break;
            }
        }
        if j < place {
            low = i;
        }
        if place < i {
            high = j;
        }
    }
    values.get(place).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn selects_what_sorting_would_place(values in proptest::collection::vec(-1e3..1e3f64, 1..300), share in 0.0..1.0f64, coarse: bool) {
            let mut values: Vec<f64> = values.into_iter().map(|v| if coarse { (v / 100.0).round() } else { v }).collect();
            let place = (share * values.len() as f64) as usize;
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            prop_assert_eq!(select(&mut values, place), sorted[place]);
        }
    }

    #[test]
    fn sorts_and_keeps_equals_in_place() {
        let sorted = sorted(vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd')], |x, y| x.0.cmp(&y.0));
        assert_eq!(sorted, [(0, 'd'), (1, 'b'), (2, 'a'), (2, 'c')]);
        assert!(places(0, &mut |_, _| Ordering::Equal).is_empty());
    }
}
