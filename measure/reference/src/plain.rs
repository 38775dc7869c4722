//! The same transformer in loops over f64 slices, without any library: what every other path is checked against.

use forkcast_engine::latency::shapes::Dimensions;

use crate::encoder::{EPSILON as ENCODER_EPSILON, EncoderWeights};
use crate::weights::HostWeights;

/// What keeps a root mean square from being nought.
pub const NORM_EPSILON: f64 = 1e-5;

/// Logits of every position of one sequence, `tokens.len()` rows of `vocab`.
#[must_use]
pub fn logits(weights: &HostWeights, tokens: &[u32]) -> Vec<Vec<f64>> {
    let shape = &weights.shape;
    let mut stream: Vec<Vec<f64>> = tokens
        .iter()
        .map(|&token| {
            let row = token as usize * shape.hidden;
            widened(&weights.embedding[row..row + shape.hidden])
        })
        .collect();
    for layer in &weights.layers {
        let normed: Vec<Vec<f64>> = stream.iter().map(|x| norm(x, &layer.attention_norm)).collect();
        let q = turned(shape, &projected(&normed, &layer.q), shape.heads);
        let k = turned(shape, &projected(&normed, &layer.k), shape.kv_heads);
        let v = projected(&normed, &layer.v);
        let mixed = attention(shape, &q, &k, &v);
        add(&mut stream, &projected(&mixed, &layer.o));
        let normed: Vec<Vec<f64>> = stream.iter().map(|x| norm(x, &layer.feed_norm)).collect();
        let gate = projected(&normed, &layer.gate);
        let up = projected(&normed, &layer.up);
        let gated: Vec<Vec<f64>> = gate
            .iter()
            .zip(&up)
            .map(|(g, u)| g.iter().zip(u).map(|(g, u)| g / (1.0 + (-g).exp()) * u).collect())
            .collect();
        add(&mut stream, &projected(&gated, &layer.down));
    }
    let normed: Vec<Vec<f64>> = stream.iter().map(|x| norm(x, &weights.final_norm)).collect();
    projected(&normed, &weights.head)
}

/// Mean cross entropy, nats, of each next token: sequences of `T + 1` tokens have `T` of them.
#[must_use]
pub fn loss(weights: &HostWeights, sequences: &[Vec<u32>]) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for sequence in sequences {
        let (inputs, targets) = (&sequence[..sequence.len() - 1], &sequence[1..]);
        for (row, &target) in logits(weights, inputs).iter().zip(targets) {
            let peak = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = row.iter().map(|x| (x - peak).exp()).sum();
            sum += peak + total.ln() - row[target as usize];
            count += 1.0;
        }
    }
    sum / count
}

fn widened(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(x)).collect()
}

fn norm(x: &[f64], gain: &[f32]) -> Vec<f64> {
    let square = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
    let scale = 1.0 / (square + NORM_EPSILON).sqrt();
    x.iter()
        .zip(gain)
        .map(|(x, &g)| x * scale * f64::from(g))
        .collect()
}

/// Every row times the transpose of a matrix stored by output rows.
fn projected(rows: &[Vec<f64>], matrix: &[f32]) -> Vec<Vec<f64>> {
    rows.iter()
        .map(|row| {
            matrix
                .chunks_exact(row.len())
                .map(|weights| weights.iter().zip(row).map(|(&w, x)| f64::from(w) * x).sum())
                .collect()
        })
        .collect()
}

/// Rotary embedding: number `i` of the first half of a head turns with number `i` of the second half.
fn turned(shape: &Dimensions, rows: &[Vec<f64>], heads: usize) -> Vec<Vec<f64>> {
    let half = shape.head_dim / 2;
    let mut out = rows.to_vec();
    for (position, row) in out.iter_mut().enumerate() {
        for head in 0..heads {
            for i in 0..half {
                let angle = position as f64 / shape.rope_base.powf(2.0 * i as f64 / shape.head_dim as f64);
                let (first, second) = (head * shape.head_dim + i, head * shape.head_dim + half + i);
                let (a, b) = (row[first], row[second]);
                row[first] = a * angle.cos() - b * angle.sin();
                row[second] = a * angle.sin() + b * angle.cos();
            }
        }
    }
    out
}

/// Causal attention; neighbouring query heads share a key and value head.
fn attention(shape: &Dimensions, q: &[Vec<f64>], k: &[Vec<f64>], v: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (width, group) = (shape.head_dim, shape.heads / shape.kv_heads);
    let mut out = vec![vec![0.0; shape.heads * width]; q.len()];
    for (at, mixed) in out.iter_mut().enumerate() {
        for head in 0..shape.heads {
            let (from, shared) = (head * width, head / group * width);
            let scores: Vec<f64> = (0..=at)
                .map(|past| {
                    let dot: f64 = (0..width).map(|i| q[at][from + i] * k[past][shared + i]).sum();
                    dot / (width as f64).sqrt()
                })
                .collect();
            let peak = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let total: f64 = scores.iter().map(|s| (s - peak).exp()).sum();
            for (past, score) in scores.iter().enumerate() {
                let share = (score - peak).exp() / total;
                for i in 0..width {
                    mixed[from + i] += share * v[past][shared + i];
                }
            }
        }
    }
    out
}

fn add(stream: &mut [Vec<f64>], change: &[Vec<f64>]) {
    for (row, change) in stream.iter_mut().zip(change) {
        for (x, c) in row.iter_mut().zip(change) {
            *x += c;
        }
    }
}

/// Embeddings of texts of equal length by an encoder, each of length one.
#[must_use]
pub fn embeddings(weights: &EncoderWeights<Vec<f32>>, texts: &[Vec<u32>]) -> Vec<Vec<f64>> {
    texts.iter().map(|tokens| embedding(weights, tokens)).collect()
}

fn embedding(weights: &EncoderWeights<Vec<f32>>, tokens: &[u32]) -> Vec<f64> {
    let (hidden, heads) = (weights.shape.hidden, weights.shape.heads);
    let width = hidden / heads;
    let plus = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + b).collect() };
    let mut states: Vec<Vec<f64>> = tokens
        .iter()
        .enumerate()
        .map(|(position, &token)| {
            let row = |table: &[f32], at: usize| widened(&table[at * hidden..(at + 1) * hidden]);
            let sum = plus(
                &row(&weights.words, token as usize),
                &row(&weights.positions, position),
            );
            standardized(&plus(&sum, &widened(&weights.kind)), &weights.start_norm)
        })
        .collect();
    let with_bias = |rows: &[Vec<f64>], matrix: &[f32], bias: &[f32]| -> Vec<Vec<f64>> {
        let bias = widened(bias);
        projected(rows, matrix)
            .iter()
            .map(|row| plus(row, &bias))
            .collect()
    };
    for layer in &weights.layers {
        let merged = with_bias(&states, &layer.qkv, &layer.qkv_bias);
        let mut mixed = vec![vec![0.0; hidden]; states.len()];
        for head in 0..heads {
            let from = head * width;
            for (at, mixed) in mixed.iter_mut().enumerate() {
                let scores: Vec<f64> = merged
                    .iter()
                    .map(|other| {
                        let dot: f64 = (0..width)
                            .map(|i| merged[at][from + i] * other[hidden + from + i])
                            .sum();
                        (dot / (width as f64).sqrt()).exp()
                    })
                    .collect();
                let total: f64 = scores.iter().sum();
                for (score, other) in scores.iter().zip(&merged) {
                    for i in 0..width {
                        mixed[from + i] += score / total * other[2 * hidden + from + i];
                    }
                }
            }
        }
        let added = with_bias(&mixed, &layer.o, &layer.o_bias);
        for (state, added) in states.iter_mut().zip(&added) {
            *state = standardized(&plus(state, added), &layer.mixed_norm);
        }
        let wide: Vec<Vec<f64>> = with_bias(&states, &layer.up, &layer.up_bias)
            .iter()
            .map(|row| row.iter().map(|&x| gelu(x)).collect())
            .collect();
        let added = with_bias(&wide, &layer.down, &layer.down_bias);
        for (state, added) in states.iter_mut().zip(&added) {
            *state = standardized(&plus(state, added), &layer.norm);
        }
    }
    let mut mean = vec![0.0; hidden];
    for state in &states {
        mean = plus(&mean, state);
    }
    let length = mean.iter().map(|x| x * x).sum::<f64>().sqrt();
    mean.iter().map(|x| x / length).collect()
}

fn standardized(x: &[f64], (gain, shift): &(Vec<f32>, Vec<f32>)) -> Vec<f64> {
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
    let scale = 1.0 / (variance + ENCODER_EPSILON).sqrt();
    x.iter()
        .zip(gain.iter().zip(shift))
        .map(|(x, (&g, &s))| (x - mean) * scale * f64::from(g) + f64::from(s))
        .collect()
}

/// x Φ(x), with the normal distribution's share by Simpson's rule: slow, and like nothing that it checks.
fn gelu(x: f64) -> f64 {
    const STEPS: usize = 200;
    let reach = x.clamp(-10.0, 10.0);
    let width = reach / STEPS as f64;
    let density = |t: f64| (-0.5 * t * t).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let inside: f64 = (1..STEPS)
        .map(|i| density(i as f64 * width) * if i % 2 == 1 { 4.0 } else { 2.0 })
        .sum();
    x * (0.5 + (density(0.0) + inside + density(reach)) * width / 3.0)
}
