//! A run as its reader sees it: what is told, in which order, and how a run that cannot be is refused.

use forkcast_protocol::measure::{Device, Method, ReferenceSpec, Series, SeriesKind, Task, Update};

fn spec(task: Task) -> ReferenceSpec {
    ReferenceSpec {
        shape: "tiny".to_owned(),
        device: Device::Cpu,
        task,
        repeats: 5,
        warmup: 1,
    }
}

fn told(spec: &ReferenceSpec) -> Vec<Update> {
    let mut updates = Vec::new();
    forkcast_reference::run(spec, &mut |update| updates.push(update)).expect("a run");
    updates
}

/// The last telling of each series, in order.
fn series(updates: &[Update]) -> Vec<Series> {
    let mut last: Vec<Series> = Vec::new();
    for update in updates {
        if let Update::Series(series) = update {
            last.retain(|known| known.key != series.key);
            last.push((**series).clone());
        }
    }
    last
}

fn refused(spec: &ReferenceSpec) -> String {
    forkcast_reference::run(spec, &mut |update| {
        panic!("told {update:?} before it was refused")
    })
    .expect_err("a refusal")
}

#[test]
fn every_row_is_told_after_the_ceilings_with_its_prediction() {
    let tasks = [
        (
            Task::Prefill {
                prompt_tokens: vec![7, 33],
            },
            SeriesKind::Prefill,
            vec!["prefill-7", "prefill-33"],
        ),
        (
            Task::Decode {
                batch: vec![1, 3],
                context_tokens: 20,
            },
            SeriesKind::Decode,
            vec!["decode-b1", "decode-b3"],
        ),
        (
            Task::Train {
                methods: Method::ALL.to_vec(),
                batch: 2,
                sequence_tokens: 9,
                rank: 4,
            },
            SeriesKind::TrainStep,
            vec!["train-full", "train-lora", "train-qlora"],
        ),
    ];
    for (task, kind, keys) in tasks {
        let updates = told(&spec(task));
        let ceilings: Vec<&str> = updates
            .iter()
            .map_while(|update| match update {
                Update::Ceiling(ceiling) => {
                    assert!(ceiling.value > 0.0 && ceiling.value < 100.0, "{ceiling:?}");
                    Some(ceiling.key.as_str())
                }
                _ => None,
            })
            .collect();
        assert_eq!(ceilings, ["matmul-f32", "copy"], "ceilings are told first");
        assert!(matches!(updates[2], Update::Progress { .. }));
        let series = series(&updates);
        assert_eq!(series.iter().map(|s| s.key.as_str()).collect::<Vec<_>>(), keys);
        for series in series {
            assert_eq!((series.n, series.errors, series.kind), (5, 0, kind));
            assert!(series.predicted_ms.is_some_and(|ms| ms > 0.0), "{series:?}");
            assert!(
                series
                    .path
                    .as_deref()
                    .is_some_and(|path| path.starts_with("f32, gemm")),
                "{series:?}"
            );
            assert!(series.batch.is_some() && series.prompt_tokens.is_some());
        }
    }
}

#[test]
fn what_cannot_be_is_refused_in_words_before_anything_is_told() {
    let prefill = |tokens: u32| Task::Prefill {
        prompt_tokens: vec![tokens],
    };
    let text = refused(&ReferenceSpec {
        shape: "gpt-9".to_owned(),
        ..spec(prefill(4))
    });
    assert!(text.contains("gpt-9") && text.contains("smollm2-135m"), "{text}");
    let text = refused(&ReferenceSpec {
        repeats: 1,
        ..spec(prefill(4))
    });
    assert!(text.contains("repeats") && text.contains('3'), "{text}");
    // A thousand answers' keys of 131,072 tokens are more than any machine of these tests holds.
    let huge = Task::Decode {
        batch: vec![1024],
        context_tokens: 131_072,
    };
    let text = refused(&ReferenceSpec {
        shape: "llama-3-8b".to_owned(),
        ..spec(huge)
    });
    assert!(
        text.contains("needs about") && text.contains("GB are free"),
        "{text}"
    );
}

#[cfg(not(feature = "cuda"))]
#[test]
fn without_cuda_a_gpu_run_names_the_program_that_does_it() {
    let text = refused(&ReferenceSpec {
        device: Device::Cuda,
        ..spec(Task::Prefill {
            prompt_tokens: vec![4],
        })
    });
    assert!(
        text.contains("without CUDA") && text.contains("forkcast-worker-cuda"),
        "{text}"
    );
}
