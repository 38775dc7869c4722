// A fixed loop by which times of different days and machines are made comparable: that of tests/speed/src/calibration.rs.
export const TURNS = 4_000_000;

/** Whole numbers, square roots and sums, each of which waits for the one before. It never changes: every recorded ratio rests on it. */
export function turned(turns) {
  let state = 1;
  let sum = 0;
  for (let i = 0; i < turns; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    sum = Math.sqrt(sum + (state >>> 0));
  }
  return sum;
}
