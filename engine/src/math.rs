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

// ln 2 in two parts, of which the first has few enough digits to be multiplied without error.
const LN_2_FIRST: f64 = 0.693_147_180_369_123_8;
const LN_2_REST: f64 = 1.908_214_929_270_587_7e-10;

/// e to the power of `x`, to 2 units in the last place, in less time than [`f64::exp`], which WebAssembly has no instruction for. Also the
/// same in a browser as in a native program, which use different libraries.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    // A power of two can be written down as bits where it is a normal number.
    const LARGEST: f64 = 700.0;
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

/// Natural logarithm, to 2 units in the last place, in less time than [`f64::ln`], and the same in every program, as [`exp`].
#[inline]
pub(crate) fn ln(x: f64) -> f64 {
    // The bits of √½, the least of the numbers whose logarithm the series takes.
    const LEAST: i64 = 0x3fe6_a09e_667f_3bcd;
    if !(f64::MIN_POSITIVE..f64::INFINITY).contains(&x) {
        return x.ln();
    }
    let bits = x.to_bits() as i64;
    let twos = (bits - LEAST) >> 52;
    let part = f64::from_bits((bits - (twos << 52)) as u64) - 1.0;
    // Twice the series of the inverse hyperbolic tangent of at most 0.172, up to its 23rd power.
    let s = part / (2.0 + part);
    let (z, z2) = (s * s, s * s * (s * s));
    let pair = |even: f64, odd: f64| even + z * odd;
    let low = pair(1.0 / 3.0, 1.0 / 5.0) + z2 * pair(1.0 / 7.0, 1.0 / 9.0);
    let middle = pair(1.0 / 11.0, 1.0 / 13.0) + z2 * pair(1.0 / 15.0, 1.0 / 17.0);
    let high = pair(1.0 / 19.0, 1.0 / 21.0) + z2 * (1.0 / 23.0);
    let z4 = z2 * z2;
    let rest = z * (low + z4 * (middle + z4 * high));
    let twos = twos as f64;
    twos * LN_2_FIRST + (2.0 * s + (2.0 * s * rest + twos * LN_2_REST))
}

/// Natural logarithm of 1 + `x`, exact for small `x` too, to 4 units in the last place.
#[inline]
pub(crate) fn ln_1p(x: f64) -> f64 {
    // What adding 1 rounds away is put back in proportion (W. Kahan).
    let sum = 1.0 + x;
    let added = sum - 1.0;
    if added == 0.0 || sum == f64::INFINITY {
        return x;
    }
    ln(sum) * (x / added)
}

/// e to the power of `x`, less 1, exact for small `x` too, to 4 units in the last place.
#[inline]
pub(crate) fn exp_m1(x: f64) -> f64 {
    if !(-0.5..0.5).contains(&x) {
        return exp(x) - 1.0;
    }
    let (x2, x4) = (x * x, x * x * (x * x));
    let pair = |even: f64, odd: f64| even + x * odd;
    let low = pair(1.0 / 2.0, 1.0 / 6.0) + x2 * pair(1.0 / 24.0, 1.0 / 120.0);
    let middle = pair(1.0 / 720.0, 1.0 / 5_040.0) + x2 * pair(1.0 / 40_320.0, 1.0 / 362_880.0);
    let high = pair(1.0 / 3_628_800.0, 1.0 / 39_916_800.0)
        + x2 * pair(1.0 / 479_001_600.0, 1.0 / 6_227_020_800.0)
        + x4 * (1.0 / 87_178_291_200.0);
    x + x2 * (low + x4 * (middle + x4 * high))
}

/// `base` to the power of `exponent`, of a positive base. Half the time of [`f64::powf`], and exact to thirteen digits for what fits
/// between a millionth and a million.
#[inline]
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    exp(exponent * ln(base))
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

    /// Whether two numbers are the same to so many units in the last place.
    fn near(ours: f64, theirs: f64, units: f64) -> bool {
        ours == theirs || (ours - theirs).abs() <= units * f64::EPSILON * theirs.abs()
    }

    #[test]
    fn logarithms_and_small_powers_are_those_of_the_standard_library() {
        for step in -80_000..80_000 {
            let x = exp(f64::from(step) * 0.008_7);
            assert!(near(ln(x), x.ln(), 2.0), "{x}: {} {}", ln(x), x.ln());
            // Next to one, where the logarithm vanishes.
            let near_one = 1.0 + f64::from(step) * 5e-6;
            assert!(near(ln(near_one), near_one.ln(), 2.0), "{near_one}");
            for x in [x, x - 1.0, -x.min(0.999)] {
                assert!(near(ln_1p(x), x.ln_1p(), 4.0), "{x}: {} {}", ln_1p(x), x.ln_1p());
            }
            for x in [x.min(600.0), -x] {
                assert!(
                    near(exp_m1(x), x.exp_m1(), 4.0),
                    "{x}: {} {}",
                    exp_m1(x),
                    x.exp_m1()
                );
            }
        }
        for x in [0.0, -1.0, f64::INFINITY, f64::MIN_POSITIVE / 8.0] {
            assert_eq!(ln(x).to_bits(), x.ln().to_bits(), "{x}");
            assert_eq!(ln_1p(x), x.ln_1p(), "{x}");
        }
        assert!(ln(f64::NAN).is_nan() && ln_1p(f64::NAN).is_nan() && exp_m1(f64::NAN).is_nan());
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
