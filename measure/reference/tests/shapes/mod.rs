//! Odd shapes and fresh random inputs for the tests of this crate.

#![allow(dead_code, reason = "each test program takes what it needs")]

use candle_core::{Device, Tensor};
use forkcast_engine::latency::shapes::Dimensions;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

/// A shape of these layers, width, query heads, key heads, head width, feed-forward width and vocabulary.
pub(crate) const fn shape(dims: [usize; 7]) -> Dimensions {
    Dimensions {
        id: "test",
        label: "Test",
        layers: dims[0],
        hidden: dims[1],
        heads: dims[2],
        kv_heads: dims[3],
        head_dim: dims[4],
        feed_forward: dims[5],
        vocab: dims[6],
        rope_base: 10_000.0,
        source: "made for tests",
    }
}

/// One head and many, all keys shared and none, heads wider and narrower than the stream, nothing a power of two.
pub(crate) const ODD: [Dimensions; 5] = [
    shape([1, 6, 1, 1, 2, 5, 3]),
    shape([2, 20, 5, 1, 6, 33, 17]),
    shape([3, 24, 6, 3, 4, 10, 51]),
    shape([1, 7, 3, 3, 8, 19, 29]),
    shape([2, 36, 4, 2, 14, 70, 101]),
];

/// Shapes whose columns can be cut into blocks of 32.
pub(crate) const IN_BLOCKS: [Dimensions; 2] = [
    shape([2, 64, 4, 2, 16, 96, 37]),
    shape([1, 32, 6, 3, 16, 160, 11]),
];

/// A seed that differs from run to run; print it with every failure.
pub(crate) fn fresh() -> u64 {
    rand::random()
}

/// Random sequences.
pub(crate) fn sequences(shape: &Dimensions, seed: u64, rows: usize, columns: usize) -> Vec<Vec<u32>> {
    let mut random = SmallRng::seed_from_u64(seed ^ 0x5eed);
    (0..rows)
        .map(|_| {
            (0..columns)
                .map(|_| random.random_range(0..shape.vocab as u32))
                .collect()
        })
        .collect()
}

/// The same as a tensor.
pub(crate) fn tensor(sequences: &[Vec<u32>]) -> Tensor {
    Tensor::new(sequences.to_vec(), &Device::Cpu).expect("rows of one length")
}

/// Greatest difference, as a share of the greatest number.
pub(crate) fn difference(found: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let size = expected.iter().fold(1e-12f64, |size, x| size.max(x.abs()));
    let worst = found
        .iter()
        .zip(expected)
        .map(|(&f, e)| (f64::from(f) - e).abs())
        .fold(0.0, |worst: f64, gap| {
            if gap.is_nan() {
                f64::INFINITY
            } else {
                worst.max(gap)
            }
        });
    worst / size
}

/// All numbers of a tensor.
pub(crate) fn numbers(tensor: &Tensor) -> Vec<f32> {
    tensor
        .flatten_all()
        .and_then(|t| t.to_vec1())
        .expect("f32 numbers")
}
