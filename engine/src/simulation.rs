//! One simulation: a draw of everything that is not known for certain.
//!
//! A draw takes every assumption from a triangle over its low, likely and high value, every input that is an estimate from the interval in
//! which it was observed or else from a range about its value, and the error of the model itself from a normal distribution. The draws are a quasi-random sequence, the same every
//! time: no seed, no clock.

mod estimates;

pub use estimates::{Estimates, INPUTS, estimates};

use crate::assumptions::{ASSUMPTIONS, Assumption, Calibration};
use crate::math::{Bounds as _, exp, ln, ln_1p};
use crate::report::Quality;
use crate::scenario::Scenario;
use crate::strategy::{Context, Method, Strategy, Tuning};
use std::sync::LazyLock;

/// Estimates whose dimensions lie before those of the model's error. Those of later ones lie behind, so that the other draws stay as they are.
const BEFORE_ERRORS: usize = 17;

/// The dimension that draws an estimate, by its number.
#[must_use]
pub const fn dimension(draw: usize) -> usize {
    let behind = if draw < BEFORE_ERRORS { 0 } else { ERRORS };
    ASSUMPTIONS.len() + draw + behind
}

/// How many numbers a simulation draws.
pub const DIMENSIONS: usize = ASSUMPTIONS.len() + INPUTS + ERRORS;

/// How many errors of the model are drawn.
const ERRORS: usize = 8;

/// The model's own error in one simulation, in standard deviations. Approaches that share a part share its error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Errors {
    /// Of what retrieved passages bring to an answer.
    retrieval: f64,
    /// Of what a corpus in the prompt brings.
    whole: f64,
    /// Of what training brings to the facts.
    training: f64,
    /// Of combining retrieval and training.
    combining: f64,
    /// Of how well a prompted model keeps the format.
    prompted: f64,
    /// Of how well a trained model keeps the format.
    trained: f64,
    /// Of times.
    latency: f64,
    /// Of costs.
    cost: f64,
}

/// Standard deviation of the predicted share of right answers to questions that need new facts, for what retrieved passages bring: the
/// root mean square of held-out residuals, as are the next three. The evidence computes them (`forkcast_evidence::discrepancy`), and a
/// test holds the constants to it.
pub const RETRIEVAL_ERROR: f64 = 0.101;
/// The same for what training brings.
pub const TRAINING_ERROR: f64 = 0.053;
/// The same for kept behaviour after training.
pub const TRAINED_ERROR: f64 = 0.064;
/// The same for kept behaviour by prompting.
pub const PROMPTED_ERROR: f64 = 0.044;
/// Standard deviation of the logarithm of a time. Assumed: the published speeds that the model predicts differ from it by a tenth.
pub const LATENCY_ERROR: f64 = 0.1;
/// Standard deviation of the logarithm of a cost. Assumed.
pub const COST_ERROR: f64 = 0.1;

impl Errors {
    fn times_latency(&self) -> f64 {
        exp(self.latency * LATENCY_ERROR)
    }

    fn times_cost(&self) -> f64 {
        exp(self.cost * COST_ERROR)
    }

    /// The quality of an approach with the model's error in it. The error counts for the questions it is about: that of passages and of
    /// trained facts for those that need new facts, that of behaviour for those that must keep a format.
    #[must_use]
    pub fn applied(&self, s: &Scenario, strategy: Strategy, q: &Quality) -> Quality {
        let profile = strategy.profile();
        let trains = match profile.tuning {
            Tuning::None => 0.0,
            Tuning::By(Method::Full | Method::Lora | Method::Qlora) | Tuning::Cheapest => 1.0,
        };
        let facts = match profile.context {
            Context::None => trains * TRAINING_ERROR * self.training,
            // A hybrid shares what passages bring with RAG, and has an error of its own in how training changes their use.
            Context::Retrieved => {
                RETRIEVAL_ERROR * self.retrieval
                    + trains * TRAINING_ERROR * (0.5 * self.training + 0.5 * self.combining)
            }
            // Reading passages is the same; finding them in a long text is not.
            Context::Whole => RETRIEVAL_ERROR * (0.6 * self.retrieval + 0.8 * self.whole),
        };
        let form = if trains > 0.0 {
            TRAINED_ERROR * self.trained
        } else {
            PROMPTED_ERROR * self.prompted
        };
        let knowledge = (q.knowledge + s.new_facts_share * facts).clamp(0.0, 1.0);
        let behaviour = (q.behaviour + s.strictness * s.behaviour_penalty * form).clamp(0.0, 1.0);
        let wrong = 1.0 - q.knowledge;
        let silent = if wrong > 0.0 {
            q.silent_failure / wrong * (1.0 - knowledge)
        } else {
            0.0
        };
        Quality {
            p_correct: knowledge * behaviour,
            knowledge,
            behaviour,
            silent_failure: silent,
            fresh: q.fresh,
        }
    }
}

/// One simulation, before it is applied to a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draw {
    /// The assumptions.
    pub calibration: Calibration,
    /// How far each estimated input lies from its value: −1 is all of its spread below, 1 all of it above.
    way: [f64; INPUTS],
    /// The model's own error.
    pub errors: Errors,
    /// By which that error multiplies times and costs.
    pub times: (f64, f64),
}

/// Draws about one set of likely values: what of each distribution is the same in every simulation.
#[derive(Clone, Debug)]
pub struct Draws {
    triangles: [Triangle; ASSUMPTIONS.len()],
}

impl Draws {
    /// Those about the likely values.
    #[must_use]
    pub fn about(likely: &Calibration) -> Self {
        let values = likely.to_array();
        Self {
            triangles: std::array::from_fn(|d| {
                let Assumption { low, high, .. } = ASSUMPTIONS[d];
                Triangle::of(low, values[d].clamp(low, high), high)
            }),
        }
    }

    /// The draw of simulation `n`, counted from one.
    #[must_use]
    pub fn nth(&self, n: usize) -> Draw {
        let places = places(n);
        self.at(|dimension| places[dimension])
    }

    /// The same by another scrambling of the sequence: simulations that have nothing to do with those of [`Draws::nth`].
    #[must_use]
    pub fn by(&self, scrambling: u32, n: usize) -> Draw {
        self.at(|dimension| scrambled(n, dimension, scrambling))
    }

    /// The draw that lies at a place, 0 to 1, of each dimension's distribution.
    #[must_use]
    pub fn at(&self, unit: impl Fn(usize) -> f64) -> Draw {
        let mut values = [0.0; ASSUMPTIONS.len()];
        for (d, (value, triangle)) in values.iter_mut().zip(&self.triangles).enumerate() {
            *value = triangle.at(unit(d));
        }
        let mut calibration = Calibration::from_array(values);
        in_order(&mut calibration);
        let mut way = [0.0; INPUTS];
        for (i, slot) in way.iter_mut().enumerate() {
            *slot = Triangle::EVEN.at(unit(dimension(i)));
        }
        let error = |i: usize| quantile(unit(ASSUMPTIONS.len() + BEFORE_ERRORS + i));
        let errors = Errors {
            retrieval: error(0),
            whole: error(1),
            training: error(2),
            combining: error(3),
            prompted: error(4),
            trained: error(5),
            latency: error(6),
            cost: error(7),
        };
        Draw {
            calibration,
            way,
            times: (errors.times_latency(), errors.times_cost()),
            errors,
        }
    }
}

impl Draw {
    /// The draw of simulation `n` about the likely values.
    #[must_use]
    pub fn of(n: usize, likely: &Calibration) -> Self {
        Draws::about(likely).nth(n)
    }

    /// Makes one of the numbers known: an assumption has that value, an input the one that the scenario says.
    pub fn know(&mut self, dimension: usize, value: f64) {
        if !know(&mut self.calibration, dimension, value) {
            for (i, way) in self.way.iter_mut().enumerate() {
                if self::dimension(i) == dimension {
                    *way = 0.0;
                }
            }
        }
    }

    /// The scenario of this simulation. Where there are many of one scenario, [`Estimates`] are worked out once.
    #[must_use]
    pub fn scenario(&self, set: &Scenario) -> Scenario {
        Estimates::of(set).drawn(self)
    }
}

/// Gives an assumption that value; false where the dimension is none.
pub fn know(calibration: &mut Calibration, dimension: usize, value: f64) -> bool {
    let Some(assumption) = ASSUMPTIONS.get(dimension) else {
        return false;
    };
    (assumption.set)(calibration, value);
    in_order(calibration);
    true
}

/// A p95 below its p50 would be no distribution.
pub fn in_order(c: &mut Calibration) {
    c.network_p95_ms = c.network_p95_ms.at_least(c.network_ms);
    c.hosted_queue_p95_ms = c.hosted_queue_p95_ms.at_least(c.hosted_queue_ms);
}

/// A triangular distribution, as its inverse cumulative share takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Triangle {
    low: f64,
    high: f64,
    /// Share below the likely value.
    peak: f64,
    /// Squares of the distances to the ends, for each share from there.
    up: f64,
    down: f64,
}

impl Triangle {
    /// From −1 to 1, likely 0.
    const EVEN: Self = Self::of(-1.0, 0.0, 1.0);

    /// That over a low, a likely and a high value.
    const fn of(low: f64, likely: f64, high: f64) -> Self {
        let width = high - low;
        if width <= 0.0 {
            return Self {
                low: likely,
                high: likely,
                peak: 1.0,
                up: 0.0,
                down: 0.0,
            };
        }
        Self {
            low,
            high,
            peak: (likely - low) / width,
            up: width * (likely - low),
            down: width * (high - likely),
        }
    }

    /// The value below which that share lies.
    fn at(&self, u: f64) -> f64 {
        if u < self.peak {
            self.low + (u * self.up).sqrt()
        } else {
            self.high - ((1.0 - u) * self.down).sqrt()
        }
    }
}

/// Inverse of the triangular distribution's cumulative share.
#[must_use]
pub fn triangle(u: f64, low: f64, likely: f64, high: f64) -> f64 {
    Triangle::of(low, likely, high).at(u)
}

/// Inverse of the standard normal distribution's cumulative share, to 10⁻⁸ or so: a rational function in the middle and one of the
/// logarithm in the tails (P. J. Acklam 2003).
#[must_use]
pub fn quantile(u: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_76,
        220.946_098_424_520_5,
        -275.928_510_446_968_7,
        138.357_751_867_269,
        -30.664_798_066_147_16,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_06,
        161.585_836_858_040_9,
        -155.698_979_859_886_6,
        66.801_311_887_719_72,
        -13.280_681_552_885_72,
    ];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_293,
        -0.322_396_458_041_136_5,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] = [
        0.007_784_695_709_041_462,
        0.322_467_129_070_039_8,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
    ];
    let poly = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, c| sum * x + c);
    let u = u.clamp(1e-12, 1.0 - 1e-12);
    let tail = |q: f64| poly(&C, q) / (poly(&D, q) * q + 1.0);
    if u < 0.024_25 {
        tail((-2.0 * ln(u)).sqrt())
    } else if u > 1.0 - 0.024_25 {
        -tail((-2.0 * ln_1p(-u)).sqrt())
    } else {
        let q = u - 0.5;
        let r = q * q;
        poly(&A, r) * q / (poly(&B, r) * r + 1.0)
    }
}

/// Where simulation `n` lies in a dimension, 0 to 1: the binary van der Corput sequence, whose order and digits are scrambled separately for
/// each dimension (Owen's nested scrambling by a hash: Laine & Karras 2011, Burley 2020, JCGT 9:4). So in every dimension the
/// simulations are spread as evenly as can be, and no few dimensions hang together. Steps by irrational numbers were tried first: of
/// some forty of them a few always nearly add up to a whole number, and what was then called the worth of one unknown was that of
/// others.
#[must_use]
pub fn place(n: usize, dimension: usize) -> f64 {
    scrambled(n, dimension, 0)
}

/// Where simulation `n` lies in all dimensions: [`place`] of each, in two steps, each of which a compiler takes for several at once.
#[must_use]
pub fn places(n: usize) -> [f64; DIMENSIONS] {
    let n = reversed(n as u32);
    let mut bits = [0; DIMENSIONS];
    for (bits, [order, digits]) in bits.iter_mut().zip(&SEEDS) {
        *bits = shuffled(n, *order, *digits);
    }
    let mut places = [0.0; DIMENSIONS];
    for (place, bits) in places.iter_mut().zip(bits) {
        *place = share(bits);
    }
    places
}

/// The seeds by which the order and the digits of each dimension are scrambled, worked out once.
const SEEDS: [[u32; 2]; DIMENSIONS] = {
    let mut seeds = [[0; 2]; DIMENSIONS];
    let mut dimension = 0;
    while dimension < DIMENSIONS {
        seeds[dimension] = seeds_of(dimension, 0);
        dimension += 1;
    }
    seeds
};

const fn seeds_of(dimension: usize, scrambling: u32) -> [u32; 2] {
    let order = hashed((dimension as u32 + 1).wrapping_add(scrambling.wrapping_mul(0x0001_0003)));
    [order, hashed(order)]
}

/// Which scrambling the few simulations take that decide while a hand moves: one of those by which sixteen simulations come nearest to the
/// verdicts, chances and scores of many (docs/decisions/0620-one-rule.md). `cargo xtask agree search` looks for others.
pub const SCRAMBLING_OF_FEW: u32 = 1312;

/// How many simulations decide while a hand moves.
pub const FEW: usize = 16;

/// Those about the built-in assumptions, drawn once: drawing takes a twelfth of a decision.
static FEW_BUILT_IN: LazyLock<[Draw; FEW]> = LazyLock::new(|| draw_few(&Calibration::LIKELY));

fn draw_few(likely: &Calibration) -> [Draw; FEW] {
    let draws = Draws::about(likely);
    std::array::from_fn(|n| draws.by(SCRAMBLING_OF_FEW, n))
}

/// The simulations that decide while a hand moves, about these likely values.
#[must_use]
pub fn few(likely: &Calibration) -> [Draw; FEW] {
    if *likely == Calibration::LIKELY {
        *FEW_BUILT_IN
    } else {
        draw_few(likely)
    }
}

/// One of them.
#[must_use]
pub fn one_of_few(likely: &Calibration, n: usize) -> Draw {
    if *likely == Calibration::LIKELY
        && let Some(draw) = FEW_BUILT_IN.get(n)
    {
        *draw
    } else {
        Draws::about(likely).by(SCRAMBLING_OF_FEW, n)
    }
}

fn scrambled(n: usize, dimension: usize, seed: u32) -> f64 {
    let [order, digits] = seeds_of(dimension, seed);
    share(shuffled(reversed(n as u32), order, digits))
}

/// The place as bits, of a number whose bits are in reverse: the order, then the digits. The sequence's own reversal of the bits comes between and
/// undoes those of both.
#[inline]
const fn shuffled(n: u32, order: u32, digits: u32) -> u32 {
    reversed(mixed(reversed(mixed(n, order)), digits))
}

#[inline]
fn share(bits: u32) -> f64 {
    (f64::from(bits) + 0.5) / 4_294_967_296.0
}

/// The bits in reverse, by steps that vectors have too: WebAssembly has no instruction for it, and two of these are most of what a number takes
/// to draw.
#[inline]
const fn reversed(x: u32) -> u32 {
    let x = (x >> 1) & 0x5555_5555 | (x & 0x5555_5555) << 1;
    let x = (x >> 2) & 0x3333_3333 | (x & 0x3333_3333) << 2;
    let x = (x >> 4) & 0x0f0f_0f0f | (x & 0x0f0f_0f0f) << 4;
    let x = (x >> 8) & 0x00ff_00ff | (x & 0x00ff_00ff) << 8;
    x.rotate_right(16)
}

/// On reversed bits: swaps the halves of 0..2³², of each half, and so on, or leaves them, as the hash of all that is above says.
const fn mixed(x: u32, seed: u32) -> u32 {
    let mut x = x.wrapping_add(seed);
    x ^= x.wrapping_mul(0x6c50_b47c);
    x ^= x.wrapping_mul(0xb82f_1e52);
    x ^= x.wrapping_mul(0xc7af_e638);
    x ^ x.wrapping_mul(0x8d22_f6e6)
}

/// A number that has nothing to do with another's (the finaliser of MurmurHash3).
const fn hashed(x: u32) -> u32 {
    let mut x = x ^ 0x9e37_79b9;
    x = (x ^ (x >> 16)).wrapping_mul(0x85eb_ca6b);
    x = (x ^ (x >> 13)).wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}
