//! The least of a function of a few numbers within bounds, by pattern search: pure, and the same every time.

/// Halvings of the step before the search ends: a millionth of the range.
const HALVINGS: usize = 20;
/// Steps in all, so that it ends.
const STEPS: usize = 20_000;

/// Starts of the search: more find nothing lower.
const STARTS: usize = 64;

/// Where `loss` is least. From points spread over the ranges, a step along each number in turn, then along the way that all of them
/// went together, halved where none improves.
#[must_use]
pub fn minimise<const N: usize>(bounds: [(f64, f64); N], loss: impl Fn(&[f64; N]) -> f64) -> [f64; N] {
    let mut best = (f64::INFINITY, bounds.map(|(low, _)| low));
    for start in 0..STARTS {
        let mut point = bounds.map(|(low, _)| low);
        for (i, (x, (low, high))) in point.iter_mut().zip(bounds).enumerate() {
            // Multiples of square roots of primes fill the ranges evenly.
            let root = [2.0f64, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0][i % 8].sqrt();
            *x = low + (high - low) * ((start as f64 + 0.5) * root).fract();
        }
        let found = from(point, &bounds, &loss);
        if found.0 < best.0 {
            best = found;
        }
    }
    best.1
}

fn from<const N: usize>(
    start: [f64; N],
    bounds: &[(f64, f64); N],
    loss: impl Fn(&[f64; N]) -> f64,
) -> (f64, [f64; N]) {
    let mut at = (loss(&start), start);
    let mut share = 0.25;
    let mut halvings = 0;
    for _ in 0..STEPS {
        let before = at;
        for (i, (low, high)) in bounds.iter().enumerate() {
            for way in [1.0, -1.0] {
                let mut moved = at.1;
                if let Some(x) = moved.get_mut(i) {
                    *x = (*x + way * share * (high - low)).clamp(*low, *high);
                }
                let least = loss(&moved);
                if least < at.0 {
                    at = (least, moved);
                }
            }
        }
        if at.0 < before.0 {
            let mut along = at.1;
            for ((x, old), (low, high)) in along.iter_mut().zip(before.1).zip(bounds) {
                *x = (2.0 * *x - old).clamp(*low, *high);
            }
            let least = loss(&along);
            if least < at.0 {
                at = (least, along);
            }
        } else {
            share /= 2.0;
            halvings += 1;
            if halvings > HALVINGS {
                break;
            }
        }
    }
    at
}
