//! Models on own GPUs: a step of decoding by hand, and that nothing longer is ever faster.

use crate::common::{at_positions, catalog, close, scenario};
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::catalog::{Attention, Gpu, Shape};
use forkcast_engine::latency::roofline::{Demand, Overheads, Replica, Work};
use forkcast_engine::params::{Group, PARAMS};
use forkcast_engine::scenario::{Precision, Supply};
use forkcast_engine::{Scenario, Strategy, evaluate};
use proptest::prelude::*;
use proptest::strategy::Strategy as Generates;

/// A GPU of 100 GB, 1 TB/s and 100 TFLOP/s with a link of 100 GB/s.
fn gpu() -> Gpu {
    Gpu {
        memory_gb: 100.0,
        bf16_tflops: 100.0,
        bandwidth_tbs: 1.0,
        link_gbs: 100.0,
        reached: 1.0,
        fp8: false,
        ..catalog().gpus[0].clone()
    }
}

/// Ten billion weights in ten layers that keep 2 × 5 × 100 numbers of a token each: 20,000 bytes a token in bf16.
fn shape() -> Shape {
    Shape {
        params_b: 10.0,
        active_params_b: None,
        routed_share: None,
        weight_bytes: None,
        layers: 10.0,
        attention: Attention::Full,
        hidden: 1000.0,
        heads: 10.0,
        kv_heads: 5.0,
        head_dim: 100.0,
        ..catalog().models[0].shape.clone().expect("open")
    }
}

/// All of bandwidth and half of the arithmetic is reached; a layer takes 0.1 ms and an answer 0.01 ms.
fn calibration() -> (Calibration, Overheads) {
    let calibration = Calibration {
        prefill_mfu: 0.5,
        decode_mbu: 1.0,
        ..Calibration::LIKELY
    };
    let overheads = Overheads {
        layer_s: 1e-4,
        answer_s: 1e-5,
        fp8_share: 0.5,
        experts_layer_s: 2e-4,
        experts_share: 0.25,
        request_s: 0.0,
    };
    (calibration, overheads)
}

fn replica<'a>(shape: &'a Shape, gpu: &'a Gpu) -> Replica<'a> {
    Replica {
        shape,
        gpu,
        precision: Precision::Bf16,
        cache_bytes: 2.0,
    }
}

/// 1,000 tokens in, of which a cached prefix holds `shared`, and 200 out.
fn work(shared: f64) -> Work {
    Work {
        prefill_tokens: 1000.0 - shared,
        context_tokens: 1000.0,
        shared_tokens: shared,
        output_tokens: 200.0,
    }
}

#[test]
fn a_step_is_bound_by_bytes_and_then_by_arithmetic() {
    let (shape, gpu) = (shape(), gpu());
    let (calibration, overheads) = calibration();
    let one = replica(&shape, &gpu)
        .sizing_with(work(0.0), &calibration, &overheads)
        .on(1.0);
    // Weights: 20 GB at 1 TB/s are 20 ms. Keys and values of 1,100 tokens: 22 MB, 0.022 ms. Arithmetic of an answer: 20 GFLOP at
    // 50 TFLOP/s, 0.4 ms. Ten layers take 1 ms, and each answer 0.01 ms more.
    close(one.step.at(1.0), 1e-3 + 0.01e-3 + 20e-3 + 0.022e-3);
    // Fifty answers are 20 ms of arithmetic, as long as the weights take; a hundred are 40 ms.
    close(one.step.at(50.0), 1e-3 + 0.5e-3 + 20e-3 + 1.1e-3);
    close(one.step.at(100.0), 1e-3 + 1e-3 + 40e-3 + 2.2e-3);
    // 90 GB less 20 GB of weights hold 3,181 answers, of which 256 are batched.
    assert_eq!(one.slots, 256.0);
    // Reading: 2 × 10^10 × 1,000 and 2 × 10 × 100 × 10 × 10^6 of attention, 20.02 TFLOP, are 0.4004 s.
    close(one.prefill_s, 0.4004);
    close(one.rate(100.0), 1.0 / (0.4004 + 200.0 * 44.2e-3 / 100.0));
    close(one.max_rate, one.rate(256.0));
}

#[test]
fn a_batch_reads_the_experts_that_it_touches() {
    let gpu = gpu();
    // A tenth of ten billion weights always works, and of the rest each token passes an eighth: 2.125 billion.
    let shape = Shape {
        active_params_b: Some(2.125),
        routed_share: Some(0.125),
        ..shape()
    };
    let (calibration, overheads) = calibration();
    let one = replica(&shape, &gpu)
        .sizing_with(work(0.0), &calibration, &overheads)
        .on(1.0);
    // 10 layers × 0.3 ms, 0.032 ms for each answer, and of 20 ms of weights a tenth and 1 − (7/8)^n of the rest.
    let read = |n: i32| 20e-3 * (0.1 + 0.9 * (1.0 - 0.875f64.powi(n)));
    close(one.step.at(1.0), 3e-3 + 0.032e-3 + read(1));
    close(read(1), 20e-3 * 0.2125);
    close(one.step.at(8.0), 3e-3 + 8.0 * 0.032e-3 + read(8));
    // Arithmetic of experts: 4.25 GFLOP at a quarter of 50 TFLOP/s, 0.34 ms an answer, which exceeds all weights at 59.
    close(one.step.at(100.0), 3e-3 + 3.2e-3 + 34e-3);
}

#[test]
fn two_gpus_halve_the_work_and_pay_for_messages() {
    let (shape, gpu) = (shape(), gpu());
    let (calibration, overheads) = calibration();
    let sizing = replica(&shape, &gpu).sizing_with(work(0.0), &calibration, &overheads);
    let two = sizing.on(2.0);
    // An answer's 1,000 numbers of two bytes, twice in each of ten layers, all of which a ring of two sends once: 40 kB at 70 GB/s.
    let message = 40e3 / 70e9;
    close(
        two.step.at(10.0),
        1e-3 + 20.0 * 10e-6 + 10.0 * (0.01e-3 + message) + 10e-3 + 0.11e-3,
    );
    close(two.prefill_s, 0.2002 + 1000.0 * message);
    // Over PCIe of a seventh of that speed, reading a prompt takes 4 ms more.
    let pcie = Gpu {
        link_gbs: 100.0 / 7.0,
        ..gpu
    };
    let slow = replica(&shape, &pcie)
        .sizing_with(work(0.0), &calibration, &overheads)
        .on(2.0);
    close(slow.prefill_s, 0.2002 + 7000.0 * message);
    assert!(
        two.max_rate < 2.0 * sizing.on(1.0).max_rate,
        "splitting is not free"
    );
}

#[test]
fn a_shared_prefix_is_kept_once_and_read_by_every_answer() {
    let (shape, gpu) = (
        shape(),
        Gpu {
            memory_gb: 23.0,
            ..gpu()
        },
    );
    let (calibration, overheads) = calibration();
    let sizing = |shared| replica(&shape, &gpu).sizing_with(work(shared), &calibration, &overheads);
    // 20.7 GB less 20 GB of weights: 700 MB. 22 MB an answer, 31 of them; with 900 tokens kept once, 18 MB, 4 MB an answer: 170.
    // Weights that fill more than three quarters take two GPUs, so look at one.
    let (alone, shared) = (sizing(0.0).on(1.0), sizing(900.0).on(1.0));
    assert_eq!((alone.slots, shared.slots), (31.0, 170.0));
    assert_eq!(sizing(0.0).usual_gpus, 2.0);
    close(alone.step.at(10.0), shared.step.at(10.0));
    close(shared.prefill_s, (2e10 * 100.0 + 2e4 * 1e4) / 50e12);
}

#[test]
fn replicas_follow_the_day_as_far_as_they_may() {
    let (shape, gpu) = (shape(), gpu());
    let (calibration, overheads) = calibration();
    let sizing = replica(&shape, &gpu).sizing_with(work(0.0), &calibration, &overheads);
    let one = sizing.on(1.0);
    let demand = Demand {
        peak_rate: 9.0 * 0.5 * one.max_rate,
        mean_rate: 3.0 * 0.5 * one.max_rate,
        utilisation: 0.5,
        followed: 0.0,
        spare: 0.0,
        least: 1.0,
    };
    close(sizing.sizes(&one).fewest(&demand).paid_gpus, 9.0);
    // Half of the way from nine down to three is six, and a spare one is always paid.
    let some = Demand {
        followed: 0.5,
        spare: 1.0,
        least: 1.0,
        ..demand
    };
    let layout = sizing.sizes(&one).fewest(&some);
    close(layout.paid_gpus, 7.0);
    close(layout.replicas, 10.0);
    // One replica is the floor.
    let quiet = Demand {
        peak_rate: 2.0 * 0.5 * one.max_rate,
        mean_rate: 0.1 * one.max_rate,
        followed: 1.0,
        ..demand
    };
    close(sizing.sizes(&one).fewest(&quiet).paid_gpus, 1.0);
}

/// Ten million questions a day of 200 tokens with answers of 200, 1.8 times as many at the peak, are 41,667 tokens a second. Qwen3 8B in
/// fp8 was measured to write 15,700 to 16,500 a second on one H100 at 256 and 512 callers with 128 tokens in and out.
#[test]
fn short_prompts_at_high_traffic_take_the_gpus_that_published_throughput_says() {
    let mut s = Scenario {
        supply: Supply::OwnGpus,
        precision: Precision::Fp8,
        queries_per_day: 1e7,
        prompt_tokens: 200.0,
        output_tokens: 200.0,
        cacheable_share: 0.0,
        few_shot: 0.0,
        peak_factor: 1.8,
        utilisation: 0.95,
        ..Scenario::default()
    };
    let eight = catalog().models.iter().position(|m| m.id == "llama-3.1-8b");
    s.open_model_index = eight.expect("in the catalog") as u16;
    let gpus = evaluate(&s, catalog()).of(Strategy::Lora).cost.serving_gpus;
    assert_eq!(gpus, (41_667.0f64 / (0.95 * 16_000.0)).ceil());
}

fn any_own_gpus() -> impl Generates<Value = Scenario> {
    proptest::collection::vec(0.0..=1.0f64, PARAMS.len()).prop_map(|positions| Scenario {
        supply: Supply::OwnGpus,
        // Log-normals of broken stages, a hundred times their median at the tail, do not sum to a log-normal.
        ..at_positions(&positions, |param| param.group != Group::Measured).in_range()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    /// More tokens to read never make an answer faster, whatever they do to the fleet.
    #[test]
    fn a_longer_prompt_is_never_faster(s in any_own_gpus(), more in 1.0..4.0f64, chunks in 1.0..4.0f64) {
        let longer = Scenario {
            prompt_tokens: s.prompt_tokens * more,
            chunks: s.chunks * chunks,
            ..s
        }
        .in_range();
        let (a, b) = (evaluate(&s, catalog()), evaluate(&longer, catalog()));
        for (a, b) in a.strategies.iter().zip(&b.strategies) {
            // A hybrid trained by another method is another one.
            if a.hybrid != b.hybrid {
                continue;
            }
            let strategy = a.strategy;
            let (a, b) = (&a.latency, &b.latency);
            for (before, after) in [(a.ttft_p50_ms, b.ttft_p50_ms), (a.ttft_p95_ms, b.ttft_p95_ms), (a.e2e_p50_ms, b.e2e_p50_ms), (a.e2e_p95_ms, b.e2e_p95_ms)] {
                prop_assert!(after >= before * (1.0 - 1e-6), "{strategy:?}: {before} becomes {after}: {a:?} {b:?}");
            }
        }
    }

    /// The same of retrieval, which adds passages and its own stages to the prompt alone.
    #[test]
    fn retrieval_never_makes_an_answer_faster(s in any_own_gpus()) {
        let r = evaluate(&s, catalog());
        let (prompt, rag) = (&r.of(Strategy::Prompt).latency, &r.of(Strategy::Rag).latency);
        for (without, with) in [(prompt.e2e_p50_ms, rag.e2e_p50_ms), (prompt.e2e_p95_ms, rag.e2e_p95_ms)] {
            prop_assert!(with >= without * (1.0 - 1e-6), "{without} becomes {with}");
        }
    }

    /// Nor do they let a GPU write more.
    #[test]
    fn a_longer_prompt_never_raises_throughput(
        model in 0..catalog().models.len(), gpu in 0..catalog().gpus.len(), precision in 0..3u16,
        read in 1.0..100_000.0f64, more in 1.0..3.0f64, cached in 0.0..50_000.0f64, output in 1.0..4_000.0f64,
    ) {
        let (_, shape) = catalog().open_model(model as u16);
        let precision = Precision::from_index(precision);
        let replica = Replica { shape, gpu: &catalog().gpus[gpu], precision, cache_bytes: precision.cache_bytes() };
        let rate = |read: f64| {
            let work = Work { prefill_tokens: read, context_tokens: read + cached, shared_tokens: cached, output_tokens: output };
            let sizing = replica.sizing(work, &catalog().calibration);
            sizing.on(sizing.usual_gpus).max_rate
        };
        prop_assert!(rate(read * more) <= rate(read) * (1.0 + 1e-12));
    }
}

/// GPUs that serve prompting alone at a few questions a day.
fn gpus_of(set: &str) -> f64 {
    let s = scenario(&format!("supply=own-gpus queries_per_day=10 {set}"));
    evaluate(&s, catalog()).of(Strategy::Prompt).cost.serving_gpus
}

#[test]
fn weights_that_are_published_in_few_bits_are_served_in_them() {
    // The model card of gpt-oss: the 120B model on one GPU of 80 GB, the 20B model within 16 GB.
    for precision in ["bf16", "fp8", "int4"] {
        assert_eq!(
            gpus_of(&format!("open_model=gpt-oss-120b gpu=h100 precision={precision}")),
            1.0,
            "{precision}"
        );
    }
    assert_eq!(gpus_of("open_model=gpt-oss-20b gpu=l4"), 1.0);
    // vLLM's recipe for Mistral Small 4, which is published in fp8: two B200, H200 or MI300X at the most.
    assert!(gpus_of("open_model=mistral-small gpu=h200") <= 2.0);
    assert_eq!(gpus_of("open_model=mistral-small gpu=h100"), 2.0);
    // What is published in bf16 is served as the team says: 141 GB, and half of them.
    assert_eq!(gpus_of("open_model=llama-3.3-70b gpu=h100"), 4.0);
    assert_eq!(gpus_of("open_model=llama-3.3-70b gpu=h100 precision=fp8"), 2.0);
}

#[test]
fn weights_of_four_bits_are_read_in_a_quarter_of_the_time_and_computed_as_asked() {
    let gpu = Gpu { fp8: true, ..gpu() };
    let (calibration, overheads) = calibration();
    let wide = shape();
    let packed = Shape {
        weight_bytes: Some(0.5),
        ..shape()
    };
    let on = |shape: &Shape, precision: Precision| {
        let replica = Replica {
            precision,
            ..replica(shape, &gpu)
        };
        replica.sizing_with(work(0.0), &calibration, &overheads).on(1.0)
    };
    let (bf16, four) = (on(&wide, Precision::Bf16), on(&packed, Precision::Bf16));
    // Ten billion weights at 1 TB/s: 20 ms and 5 ms.
    close(bf16.step.at(1.0) - four.step.at(1.0), 15e-3);
    close(bf16.prefill_s, four.prefill_s);
    // Where fp8 is asked for they stay as they are, and are computed in fp8: as fast here, as half of the doubled peak is reached.
    close(on(&packed, Precision::Fp8).step.at(1.0), four.step.at(1.0));
}
