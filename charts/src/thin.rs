//! Lines of more points than a screen shows. Painting a line takes the longer the more points it has, seen or not.

use crate::UNITS_PER_PIXEL;

/// A line with a point for each of so many CSS pixels, or for fewer, is thinned. Others are drawn as they are, so that a file has every point.
const DENSE: f64 = 2.0;
/// How far above or below a point the line may pass that leaves it out, CSS pixels: the least distance that is drawn.
const UNSEEN: f64 = 1.0 / UNITS_PER_PIXEL as f64;
/// Any slope.
const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// A line from left to right, in CSS pixels, without the points that hardly change it.
pub(crate) fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return points;
    };
    if (last.0 - first.0) / points.len() as f64 > DENSE {
        return points;
    }
    let mut kept = vec![first];
    let (mut from, mut before) = (first, first);
    // A line from `from` with one of these slopes passes all points after it closely enough.
    let mut slopes = ALL;
    for &(x, y) in &points[1..] {
        let slope = (y - from.1) / (x - from.0);
        let passes = x > from.0 && slope >= slopes.0 && slope <= slopes.1;
        if !passes {
            if before != from {
                kept.push(before);
            }
            (from, slopes) = (before, ALL);
        }
        if x > from.0 {
            let slope = |off: f64| (y + off - from.1) / (x - from.0);
            slopes = (slopes.0.max(slope(-UNSEEN)), slopes.1.min(slope(UNSEEN)));
        } else {
            // Straight up or down.
            kept.push((x, y));
            (from, slopes) = ((x, y), ALL);
        }
        before = (x, y);
    }
    if before != from {
        kept.push(before);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn curve(points: u32, y: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..points)
            .map(|i| {
                let x = f64::from(i) * 500.0 / f64::from(points);
                (x, y(x))
            })
            .collect()
    }

    #[test]
    fn a_curve_of_many_points_is_drawn_by_few() {
        let kept = thinned(curve(2_000, |x| 100.0 * (x / 40.0).sin())).len();
        assert!((50..400).contains(&kept), "{kept}");
        assert_eq!(thinned(curve(2_000, |x| 3.0 * x)).len(), 2);
        let few = curve(200, |x| 3.0 * x);
        assert_eq!(thinned(few.clone()), few);
    }

    proptest! {
        #[test]
        fn no_point_is_farther_from_the_line_than_can_be_seen(
            steps in proptest::collection::vec((0_u8..4, -3.0..3.0_f64), 2..400),
        ) {
            let mut at = (0.0, 0.0);
            let points: Vec<(f64, f64)> = steps
                .iter()
                .map(|(right, up)| {
                    at = (at.0 + f64::from(*right) / 4.0, at.1 + up);
                    at
                })
                .collect();
            let kept = thinned(points.clone());
            prop_assert_eq!(kept.first(), points.first());
            prop_assert_eq!(kept.last(), points.last());
            for (x, y) in points {
                let near = kept.windows(2).any(|ends| {
                    let ((x0, y0), (x1, y1)) = (ends[0], ends[1]);
                    let on = if x1 > x0 { y0 + (y1 - y0) * (x - x0) / (x1 - x0) } else { y.clamp(y0.min(y1), y0.max(y1)) };
                    (x0..=x1).contains(&x) && (y - on).abs() <= UNSEEN + 1e-9
                });
                prop_assert!(near, "({}, {}) of {:?}", x, y, kept);
            }
        }
    }
}
