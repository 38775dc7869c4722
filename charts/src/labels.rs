//! Labels that must not overlap.

use forkcast_engine::order::places;

/// Moves `wanted` places apart until each is `gap` from the next, within `low..=high`, keeping their order and moving them as little as
/// a single sweep each way can. Without room for all, they are spread evenly.
pub(crate) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let n = wanted.len();
    if n == 0 {
        return Vec::new();
    }
    let room = high - low;
    let gap = gap.min(room / (n.max(2) - 1) as f64);
    let order = places(n, &mut |a, b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = vec![0.0; n];
    let mut least = low;
    for i in &order {
        placed[*i] = within(wanted[*i], low, high).max(least);
        least = placed[*i] + gap;
    }
    let mut most = high;
    for i in order.iter().rev() {
        placed[*i] = placed[*i].min(most);
        most = placed[*i] - gap;
    }
    placed
}

/// `value` kept within `low..=high`; the middle of the two where a chart is too small to hold the range.
pub(crate) fn within(value: f64, low: f64, high: f64) -> f64 {
    if low <= high {
        value.max(low).min(high)
    } else {
        f64::midpoint(low, high)
    }
}

/// Moves centres of texts, given from left to right, until none overlaps the next, within `low..=high`. `None` if they do not fit.
pub(crate) fn spread_widths(
    centres: &[f64],
    widths: &[f64],
    gap: f64,
    low: f64,
    high: f64,
) -> Option<Vec<f64>> {
    let all: f64 = widths.iter().map(|w| w + gap).sum();
    if all - gap > high - low {
        return None;
    }
    let mut placed = centres.to_vec();
    let mut least = low;
    for (at, width) in placed.iter_mut().zip(widths) {
        *at = at.max(least + width / 2.0);
        least = *at + width / 2.0 + gap;
    }
    let mut most = high;
    for (at, width) in placed.iter_mut().zip(widths).rev() {
        *at = at.min(most - width / 2.0);
        most = *at - width / 2.0 - gap;
    }
    Some(placed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_never_overlap(wanted in proptest::collection::vec(-50.0..400.0f64, 0..8), gap in 8.0..20.0f64) {
            let placed = spread(&wanted, gap, 10.0, 300.0);
            let mut sorted = placed.clone();
            sorted.sort_by(f64::total_cmp);
            prop_assert!(sorted.windows(2).all(|w| w[1] - w[0] >= gap - 1e-6));
            prop_assert!(placed.iter().all(|p| (10.0 - 1e-6..=300.0 + 1e-6).contains(p)));
            for i in 0..wanted.len() {
                for j in 0..wanted.len() {
                    prop_assert!(wanted[i] >= wanted[j] || placed[i] <= placed[j], "order is kept");
                }
            }
        }

        #[test]
        fn wide_labels_never_overlap(mut centres in proptest::collection::vec(0.0..300.0f64, 0..8), width in 10.0..60.0f64) {
            centres.sort_by(f64::total_cmp);
            let widths = vec![width; centres.len()];
            match spread_widths(&centres, &widths, 6.0, 0.0, 300.0) {
                None => prop_assert!((width + 6.0) * centres.len() as f64 - 6.0 > 300.0),
                Some(placed) => {
                    prop_assert!(placed.windows(2).all(|w| w[1] - w[0] >= width + 6.0 - 1e-6));
                    prop_assert!(placed.iter().all(|p| *p >= width / 2.0 - 1e-6 && *p <= 300.0 - width / 2.0 + 1e-6));
                }
            }
        }
    }
}
