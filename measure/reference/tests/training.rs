//! Gradients against finite differences of the plain loops, and what each method trains, freezes and stores.

mod shapes;

use candle_core::{DType, Device, Tensor, Var};
use forkcast_engine::latency::shapes::Dimensions;
use forkcast_protocol::measure::Method;
use forkcast_reference::plain;
use forkcast_reference::train::{Matrix, Trainer};
use forkcast_reference::transformer::{Cache, Transformer};
use forkcast_reference::weights::{HostWeights, Layer};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use shapes::{IN_BLOCKS, ODD, difference, fresh, numbers, sequences, tensor};

const RANK: usize = 3;
const LENGTH: usize = 6;

fn trainer(host: &HostWeights, method: Method) -> Trainer {
    let weights = host.on(&Device::Cpu, DType::F32).expect("room for weights");
    Trainer::new(weights, method, RANK, LENGTH).expect("a trainer")
}

/// The matrices of a layer with an adapter beside each.
fn projections<M>(layer: &Layer<M>) -> [&M; 7] {
    let Layer {
        q,
        k,
        v,
        o,
        gate,
        up,
        down,
        ..
    } = layer;
    [q, k, v, o, gate, up, down]
}

/// Every number in the order in which a trainer holds them.
fn each_matrix(host: &mut HostWeights) -> Vec<&mut Vec<f32>> {
    let mut all = vec![&mut host.embedding];
    for layer in &mut host.layers {
        let Layer {
            attention_norm,
            q,
            k,
            v,
            o,
            feed_norm,
            gate,
            up,
            down,
        } = layer;
        all.extend([attention_norm, q, k, v, o, feed_norm, gate, up, down]);
    }
    all.extend([&mut host.final_norm, &mut host.head]);
    all
}

/// Gives every adapter's second half random numbers.
fn stir(trainer: &Trainer, seed: u64) {
    let mut random = SmallRng::seed_from_u64(seed);
    for var in trainer.trained() {
        let values: Vec<f32> = (0..var.elem_count())
            .map(|_| random.random_range(-0.2..0.2))
            .collect();
        let values = Tensor::from_vec(values, var.shape(), &Device::Cpu).expect("numbers");
        var.set(&values).expect("the same shape");
    }
}

fn adapted(matrix: &Matrix) -> (Tensor, &Var, &Var) {
    match matrix {
        Matrix::Adapted(base, inner, outer) => (base.matrix().expect("a matrix"), inner, outer),
        _ => panic!("every projection of the layers has an adapter"),
    }
}

/// The weights with base and adapter put together: base + 2·outer·inner.
fn merged(host: &HostWeights, trainer: &Trainer) -> HostWeights {
    let mut whole = host.clone();
    for (layer, held) in whole.layers.iter_mut().zip(&trainer.weights().layers) {
        let Layer {
            q,
            k,
            v,
            o,
            gate,
            up,
            down,
            ..
        } = layer;
        for (values, matrix) in [q, k, v, o, gate, up, down].into_iter().zip(projections(held)) {
            let (base, inner, outer) = adapted(matrix);
            let product = outer.matmul(inner).expect("a product");
            *values = numbers(&(base + (product * 2.0).expect("numbers")).expect("a sum"));
        }
    }
    whole
}

#[test]
fn gradients_are_the_slopes_of_the_plain_loss() {
    for (index, shape) in ODD.iter().enumerate() {
        let seed = fresh();
        let mut host = HostWeights::random(shape, seed);
        let inputs = sequences(shape, seed, 2, LENGTH + 1);
        let trainer = trainer(&host, Method::Full);
        let (loss, gradients) = trainer.gradients(&tensor(&inputs)).expect("gradients");
        let gap = (f64::from(loss.to_scalar::<f32>().expect("a loss")) - plain::loss(&host, &inputs)).abs();
        assert!(
            gap < 1e-4,
            "shape {index}, seed {seed}: the losses differ by {gap}"
        );
        let found: Vec<Vec<f32>> = trainer
            .trained()
            .iter()
            .map(|var| numbers(gradients.get(var).expect("every weight has a gradient")))
            .collect();
        let mut random = SmallRng::seed_from_u64(seed);
        for (matrix, gradient) in found.iter().enumerate() {
            let size = gradient.iter().fold(0f32, |size, g| size.max(g.abs()));
            for _ in 0..4 {
                let at = random.random_range(0..gradient.len());
                let here = each_matrix(&mut host)[matrix][at];
                let mut loss_at = |value: f32| {
                    each_matrix(&mut host)[matrix][at] = value;
                    (f64::from(value), plain::loss(&host, &inputs))
                };
                let ((a, low), (b, high)) = (loss_at(here - 1e-3), loss_at(here + 1e-3));
                loss_at(here);
                let slope = (high - low) / (b - a);
                let gap = (slope - f64::from(gradient[at])).abs();
                assert!(
                    gap < 1e-4 + 5e-3 * f64::from(size),
                    "shape {index}, seed {seed}, matrix {matrix}, number {at}: slope {slope}, gradient {}",
                    gradient[at]
                );
            }
        }
    }
}

/// With W = base + 2·outer·inner and G the slope along W, the slope along outer is 2·G·innerᵀ and along inner 2·outerᵀ·G.
fn adapters_follow_the_chain_rule(shape: &Dimensions, method: Method) {
    let seed = fresh();
    let host = HostWeights::random(shape, seed);
    let inputs = tensor(&sequences(shape, seed, 2, LENGTH + 1));
    let adapters = trainer(&host, method);
    stir(&adapters, seed);
    let whole = trainer(&merged(&host, &adapters), Method::Full);
    let (loss, found) = adapters.gradients(&inputs).expect("gradients");
    let (whole_loss, expected) = whole.gradients(&inputs).expect("gradients");
    let gap = (&loss - &whole_loss)
        .and_then(|gap| gap.abs()?.to_scalar::<f32>())
        .expect("a loss");
    assert!(gap < 1e-4, "seed {seed}: the losses differ by {gap}");
    for (held, layer) in adapters.weights().layers.iter().zip(&whole.weights().layers) {
        for (name, (held, matrix)) in projections(held).into_iter().zip(projections(layer)).enumerate() {
            let (_, inner, outer) = adapted(held);
            let Matrix::Whole(matrix) = matrix else {
                panic!("all is trained")
            };
            let slope = (expected.get(matrix).expect("a gradient") * 2.0).expect("numbers");
            let along_outer = slope.matmul(&inner.t().expect("turned")).expect("a product");
            let along_inner = outer.t().expect("turned").matmul(&slope).expect("a product");
            for (var, expected) in [(outer, along_outer), (inner, along_inner)] {
                let expected: Vec<f64> = numbers(&expected).into_iter().map(f64::from).collect();
                let gap = difference(&numbers(found.get(var).expect("a gradient")), &expected);
                assert!(gap < 1e-3, "{method:?}, seed {seed}, projection {name}: {gap}");
            }
        }
    }
}

#[test]
fn gradients_of_adapters_follow_the_chain_rule() {
    for shape in &ODD {
        adapters_follow_the_chain_rule(shape, Method::Lora);
    }
    for shape in &IN_BLOCKS {
        adapters_follow_the_chain_rule(shape, Method::Qlora);
    }
}

#[test]
fn an_adapter_begins_without_effect_and_then_has_one() {
    for shape in &ODD {
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let inputs = tensor(&sequences(shape, seed, 2, LENGTH));
        let trainer = trainer(&host, Method::Lora);
        let model = Transformer::new(host.on(&Device::Cpu, DType::F32).expect("room"));
        let mut cache = Cache::new(shape, 2, LENGTH, &Device::Cpu, DType::F32).expect("room");
        let base = numbers(&model.read_all(&inputs, &mut cache).expect("logits"));
        let base: Vec<f64> = base.into_iter().map(f64::from).collect();
        let before = difference(&numbers(&trainer.logits(&inputs).expect("logits")), &base);
        assert!(before < 1e-4, "seed {seed}: {before}");
        stir(&trainer, seed);
        let after = difference(&numbers(&trainer.logits(&inputs).expect("logits")), &base);
        assert!(after > 1e-2, "seed {seed}: {after}");
    }
}

#[test]
fn a_step_lowers_the_loss_and_moves_what_is_trained_alone() {
    for method in Method::ALL {
        let shape = &IN_BLOCKS[0];
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let inputs = tensor(&sequences(shape, seed, 4, LENGTH + 1));
        let mut trainer = trainer(&host, method);
        let weights = |trainer: &Trainer| {
            let all = trainer.weights();
            let frozen = |matrix: &Matrix| match matrix {
                Matrix::Whole(tensor) => numbers(tensor),
                Matrix::Frozen(base) | Matrix::Adapted(base, ..) => {
                    numbers(&base.matrix().expect("a matrix"))
                }
            };
            let mut values = vec![frozen(&all.embedding), frozen(&all.head), frozen(&all.final_norm)];
            for layer in &all.layers {
                values.extend(projections(layer).map(frozen));
                values.extend([frozen(&layer.attention_norm), frozen(&layer.feed_norm)]);
            }
            values
        };
        let before = weights(&trainer);
        let trained: Vec<Vec<f32>> = trainer.trained().iter().map(|var| numbers(var)).collect();
        let first = trainer.step(&inputs).expect("a step");
        let mut last = first;
        for _ in 0..20 {
            last = trainer.step(&inputs).expect("a step");
        }
        assert!(
            last < first - 0.05,
            "{method:?}, seed {seed}: {first} then {last}"
        );
        let after = weights(&trainer);
        if method == Method::Full {
            for (index, (before, after)) in before.iter().zip(&after).enumerate() {
                assert_ne!(
                    before, after,
                    "seed {seed}: weight {index} is trained and must move"
                );
            }
        } else {
            assert_eq!(before, after, "{method:?}, seed {seed}: what is frozen moved");
        }
        for (before, var) in trained.iter().zip(trainer.trained()) {
            assert_ne!(
                before,
                &numbers(var),
                "{method:?}, seed {seed}: an adapter stood still"
            );
        }
    }
}

#[test]
fn a_frozen_base_takes_no_gradient() {
    for method in [Method::Lora, Method::Qlora] {
        let shape = &IN_BLOCKS[0];
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let trainer = trainer(&host, method);
        let inputs = tensor(&sequences(shape, seed, 2, LENGTH + 1));
        let (_, gradients) = trainer.gradients(&inputs).expect("gradients");
        let base_sizes: Vec<usize> = vec![shape.hidden * shape.feed_forward, shape.vocab * shape.hidden];
        for id in gradients.get_ids() {
            let gradient = gradients.get_id(*id).expect("listed");
            assert!(
                gradient.rank() != 2 || !base_sizes.contains(&gradient.elem_count()),
                "{method:?}, seed {seed}: a gradient of {:?}",
                gradient.dims()
            );
        }
        let adapters = shape.layers * 7 * 2;
        assert_eq!(trainer.trained().len(), adapters);
        let weights: usize = trainer.trained().iter().map(|var| var.elem_count()).sum();
        assert_eq!(
            weights as f64,
            shape.adapter_weights(RANK),
            "as the engine counts them"
        );
    }
}

#[test]
fn a_four_bit_base_is_near_its_weights_and_counts_as_it_is_stored() {
    for shape in &IN_BLOCKS {
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let trainer = trainer(&host, Method::Qlora);
        let (mut stored, mut plain_bytes) = (0, 0);
        let mut rounded = host.clone();
        for (layer, held) in rounded.layers.iter_mut().zip(&trainer.weights().layers) {
            let Layer {
                q,
                k,
                v,
                o,
                gate,
                up,
                down,
                ..
            } = layer;
            for (values, matrix) in [q, k, v, o, gate, up, down].into_iter().zip(projections(held)) {
                let Matrix::Adapted(base, ..) = matrix else {
                    panic!("adapters beside every projection")
                };
                stored += base.bytes();
                plain_bytes += 2 * values.len();
                let kept = numbers(&base.matrix().expect("a matrix"));
                // A block of 32 has sixteen steps between its extremes: nothing is off by more than an eighth of its greatest.
                for (values, kept) in values.chunks(32).zip(kept.chunks(32)) {
                    let size = values.iter().fold(0f32, |size, x| size.max(x.abs()));
                    let worst = values
                        .iter()
                        .zip(kept)
                        .fold(0f32, |worst, (a, b)| worst.max((a - b).abs()));
                    assert!(
                        worst > 0.0 && worst <= size / 8.0 + 1e-3,
                        "seed {seed}: {worst} of {size}"
                    );
                }
                *values = kept;
            }
        }
        let share = stored as f64 / plain_bytes as f64;
        assert!((share - 4.5 / 16.0).abs() < 1e-9, "{share} of the bytes of bf16");
        // What comes out is what plain loops make of the dequantised weights.
        let inputs = sequences(shape, seed, 2, LENGTH);
        let expected: Vec<f64> = inputs
            .iter()
            .flat_map(|s| plain::logits(&rounded, s))
            .flatten()
            .collect();
        let gap = difference(
            &numbers(&trainer.logits(&tensor(&inputs)).expect("logits")),
            &expected,
        );
        assert!(gap < 2e-4, "seed {seed}: {gap}");
    }
}
