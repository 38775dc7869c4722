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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_keeps_equals_in_place() {
        let sorted = sorted(vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd')], |x, y| x.0.cmp(&y.0));
        assert_eq!(sorted, [(0, 'd'), (1, 'b'), (2, 'a'), (2, 'c')]);
        assert!(places(0, &mut |_, _| Ordering::Equal).is_empty());
    }
}
