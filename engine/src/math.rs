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

/// e to the power of `x`, to 2 units in the last place, in less time than [`f64::exp`], which WebAssembly has no instruction for. Also the
/// same in a browser as in a native program, which use different libraries.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    // A power of two can be written down as bits where it is a normal number.
    const LARGEST: f64 = 700.0;
    // ln 2 in two parts, of which the first has few enough digits to be multiplied without error.
    const LN_2_FIRST: f64 = 0.693_147_180_369_123_8;
    const LN_2_REST: f64 = 1.908_214_929_270_587_7e-10;
    if !(-LARGEST..LARGEST).contains(&x) {
        return x.exp();
    }
    let twos = (x * std::f64::consts::LOG2_E).round_ties_even();
    let r = (x - twos * LN_2_FIRST) - twos * LN_2_REST;
    let (r2, r4) = (r * r, r * r * (r * r));
    // Taylor's series up to r¹³, in pairs that do not wait for each other.
    let pair = |even: f64, odd: f64| even + r * odd;
    let low = pair(1.0, 1.0) + r2 * pair(1.0 / 2.0, 1.0 / 6.0);
    let middle = pair(1.0 / 24.0, 1.0 / 120.0) + r2 * pair(1.0 / 720.0, 1.0 / 5_040.0);
    let high = pair(1.0 / 40_320.0, 1.0 / 362_880.0)
        + r2 * pair(1.0 / 3_628_800.0, 1.0 / 39_916_800.0)
        + r4 * pair(1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0);
    let power = low + r4 * (middle + r4 * high);
    power * f64::from_bits(((twos as i64 + 1_023) as u64) << 52)
}

/// `base` to the power of `exponent`, of a positive base. Half the time of [`f64::powf`], and exact to thirteen digits for what fits
/// between a millionth and a million.
#[inline]
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    exp(exponent * base.ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponential_is_that_of_the_standard_library() {
        for step in -80_000..80_000 {
            let x = f64::from(step) * 0.009_7;
            let (ours, theirs) = (exp(x), x.exp());
            assert!(
                ours == theirs || (ours / theirs - 1.0).abs() < 5e-16,
                "{x}: {ours} {theirs}"
            );
        }
        assert!(exp(f64::NAN).is_nan());
        assert_eq!((exp(f64::NEG_INFINITY), exp(f64::INFINITY)), (0.0, f64::INFINITY));
    }

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
