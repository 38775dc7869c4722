//! The device checks and exact search, as the GPU bundle uses them, on the processor.

use candle_core::{Device, Tensor};
use forkcast_protocol::measure::Update;
use forkcast_reference::check::{Compared, compare};
use forkcast_reference::search::{self, Collection, Size};
use forkcast_reference::{Place, device};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

#[test]
fn the_processor_agrees_with_plain_loops() {
    let seed = rand::random();
    let compared = compare(&Place::cpu(), seed).expect("a comparison");
    for what in ["logits", "decoding", "loss, qlora", "gradients", "exact search"] {
        assert!(
            compared.iter().any(|row| row.name.starts_with(what)),
            "nothing says {what}"
        );
    }
    for row in &compared {
        assert!(row.holds(), "seed {seed}: {row:?}");
    }
}

#[test]
fn a_difference_that_is_no_number_does_not_hold() {
    let row = |difference| Compared {
        name: "x".to_owned(),
        difference,
        accepted: 0.1,
    };
    assert!(row(0.05).holds() && !row(0.2).holds() && !row(f64::NAN).holds());
}

#[test]
fn exact_search_finds_the_best_in_order() {
    let seed: u64 = rand::random();
    let mut random = SmallRng::seed_from_u64(seed);
    // Fewer than a block, whole blocks, a last block of one, and more neighbours than blocks. All similarities below nought, so that
    // the padding would win if it counted.
    for (count, k) in [(5, 3), (1024, 9), (2049, 4), (3000, 20), (4, 10)] {
        let vectors: Vec<f32> = (0..count * 8).map(|_| -random.random::<f32>()).collect();
        let query: Vec<f32> = (0..8).map(|_| random.random::<f32>()).collect();
        let mut expected: Vec<(f32, usize)> = vectors
            .chunks_exact(8)
            .map(|row| row.iter().zip(&query).map(|(a, b)| a * b).sum())
            .zip(0..)
            .collect();
        expected.sort_by(|a, b| b.0.total_cmp(&a.0));
        let vectors = Tensor::from_vec(vectors, (count, 8), &Device::Cpu).expect("vectors");
        let query = Tensor::from_vec(query, (1, 8), &Device::Cpu).expect("a query");
        let collection = Collection::of(&Place::cpu(), &vectors).expect("a collection");
        assert_eq!(collection.len(), count);
        let found = collection.nearest(&query, k).expect("neighbours");
        assert_eq!(found.len(), k.min(count));
        for (found, (score, at)) in found.iter().zip(&expected) {
            let there = expected.iter().find(|(_, i)| i == found).expect("a vector").0;
            assert!(
                found == at || (there - score).abs() < 1e-5,
                "seed {seed}: {found} for {at} of {count}"
            );
        }
    }
}

#[test]
fn a_timed_search_tells_ceilings_first_and_a_series_beside_its_prediction() {
    let mut updates = Vec::new();
    let size = Size {
        vectors: 5000,
        dimensions: 32,
        k: 10,
        repeats: 25,
    };
    search::run(&Place::cpu(), size, &mut |update| updates.push(update)).expect("a search");
    assert!(matches!(updates[0], Update::Ceiling(_)) && matches!(updates[1], Update::Ceiling(_)));
    let Some(Update::Series(series)) = updates.last() else {
        panic!("ends in a series")
    };
    assert_eq!((series.key.as_str(), series.n), ("search-exact-5000", 25));
    assert!(series.predicted_ms.is_some_and(|ms| ms > 0.0) && series.p50.value > 0.0);
    assert!(!device::CANDLE.is_empty());
}
