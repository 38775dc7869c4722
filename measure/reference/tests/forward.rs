//! Reading and decoding against the transformer in plain loops, on fresh random weights and tokens.

mod shapes;

use candle_core::{DType, Device};
use forkcast_reference::plain;
use forkcast_reference::transformer::{Cache, Transformer, likeliest};
use forkcast_reference::weights::HostWeights;
use shapes::{ODD, difference, fresh, numbers, sequences, shape, tensor};

/// Single precision through a few layers.
const CLOSE: f64 = 2e-4;

fn built(host: &HostWeights) -> Transformer {
    Transformer::new(host.on(&Device::Cpu, DType::F32).expect("room for weights"))
}

fn cache(model: &Transformer, batch: usize, capacity: usize) -> Cache {
    Cache::new(model.shape(), batch, capacity, &Device::Cpu, DType::F32).expect("room for a cache")
}

#[test]
fn logits_are_those_of_plain_loops() {
    for (index, shape) in ODD.iter().enumerate() {
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let model = built(&host);
        let inputs = sequences(shape, seed, 3, 11);
        let found = model
            .read_all(&tensor(&inputs), &mut cache(&model, 3, 11))
            .expect("logits");
        let expected: Vec<f64> = inputs
            .iter()
            .flat_map(|s| plain::logits(&host, s))
            .flatten()
            .collect();
        let gap = difference(&numbers(&found), &expected);
        assert!(gap < CLOSE, "shape {index}, seed {seed}: {gap}");
    }
}

#[test]
fn the_last_token_alone_is_projected_to_the_same_logits() {
    for (index, shape) in ODD.iter().enumerate() {
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let model = built(&host);
        let inputs = sequences(shape, seed, 2, 9);
        let last = model
            .read(&tensor(&inputs), &mut cache(&model, 2, 9))
            .expect("logits");
        assert_eq!(last.dims(), [2, shape.vocab]);
        let expected: Vec<f64> = inputs
            .iter()
            .flat_map(|s| plain::logits(&host, s).pop().expect("a position"))
            .collect();
        let gap = difference(&numbers(&last), &expected);
        assert!(gap < CLOSE, "shape {index}, seed {seed}: {gap}");
    }
}

#[test]
fn reading_then_decoding_is_reading_all() {
    for (index, shape) in ODD.iter().enumerate() {
        let seed = fresh();
        let host = HostWeights::random(shape, seed);
        let model = built(&host);
        let (read, more) = (5, 6);
        let inputs = sequences(shape, seed, 3, read + more);
        // More room than is needed: what lies beyond the filled part must not count.
        let mut cache = cache(&model, 3, read + more + 7);
        let whole = tensor(&inputs);
        let prompt = whole
            .narrow(1, 0, read)
            .expect("a prompt")
            .contiguous()
            .expect("numbers");
        model.read(&prompt, &mut cache).expect("logits");
        for at in read..read + more {
            let token = whole
                .narrow(1, at, 1)
                .expect("a token")
                .contiguous()
                .expect("numbers");
            let found = model.read(&token, &mut cache).expect("logits");
            let expected: Vec<f64> = inputs
                .iter()
                .flat_map(|s| plain::logits(&host, &s[..=at]).pop().expect("a position"))
                .collect();
            let gap = difference(&numbers(&found), &expected);
            assert!(gap < CLOSE, "shape {index}, seed {seed}, token {at}: {gap}");
        }
        assert_eq!(cache.filled(), read + more);
    }
}

#[test]
fn a_prompt_of_several_query_blocks_is_read_alike() {
    let shape = shape([1, 8, 2, 1, 4, 12, 9]);
    let seed = fresh();
    let host = HostWeights::random(&shape, seed);
    let model = built(&host);
    // 512 queries are taken at once, so this is two blocks of reading, one begun in the middle.
    let inputs = sequences(&shape, seed, 1, 700);
    let whole = tensor(&inputs);
    let mut cache = cache(&model, 1, 700);
    let head = whole
        .narrow(1, 0, 83)
        .expect("a part")
        .contiguous()
        .expect("numbers");
    let rest = whole
        .narrow(1, 83, 617)
        .expect("a part")
        .contiguous()
        .expect("numbers");
    model.read(&head, &mut cache).expect("logits");
    let found = model.read_all(&rest, &mut cache).expect("logits");
    let expected: Vec<f64> = plain::logits(&host, &inputs[0])[83..].concat();
    let gap = difference(&numbers(&found), &expected);
    assert!(gap < CLOSE, "seed {seed}: {gap}");
}

#[test]
fn a_token_beyond_the_room_is_refused() {
    let host = HostWeights::random(&ODD[1], fresh());
    let model = built(&host);
    let mut cache = cache(&model, 1, 4);
    let inputs = tensor(&sequences(&ODD[1], 1, 1, 5));
    assert!(model.read(&inputs, &mut cache).is_err());
}

#[test]
fn the_likeliest_token_is_the_one_of_the_greatest_logit() {
    let shape = &ODD[4];
    let seed = fresh();
    let host = HostWeights::random(shape, seed);
    let model = built(&host);
    let inputs = sequences(shape, seed, 2, 6);
    let next = likeliest(
        &model
            .read(&tensor(&inputs), &mut cache(&model, 2, 6))
            .expect("logits"),
    )
    .expect("tokens");
    assert_eq!(next.dims(), [2, 1]);
    let next: Vec<Vec<u32>> = next.to_vec2().expect("tokens");
    for (sequence, next) in inputs.iter().zip(next) {
        let row = plain::logits(&host, sequence).pop().expect("a position");
        let peak = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!(row[next[0] as usize] > peak - 1e-3, "seed {seed}");
    }
}
