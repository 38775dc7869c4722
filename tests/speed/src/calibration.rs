//! A fixed loop by which times of different days and machines are made comparable. `tests/speed/calibration.mjs` is the same in JavaScript.

/// Turns of the loop.
pub const TURNS: u32 = 4_000_000;

/// Whole numbers, square roots and sums, each of which waits for the one before. It never changes: every recorded ratio rests on it.
#[must_use]
pub fn turned(turns: u32) -> f64 {
    let (mut state, mut sum) = (1_u32, 0.0_f64);
    for _ in 0..turns {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        sum = (sum + f64::from(state)).sqrt();
    }
    sum
}
