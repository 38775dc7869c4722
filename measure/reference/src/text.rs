//! Every text of this crate that people read: labels of rows, ceilings and comparisons, phases, warnings and errors, and the help of the
//! worker program. Another language replaces this file.

use std::fmt::Display;

use forkcast_protocol::measure::Method;

pub(crate) const HELP: &str = "\
usage: a specification as JSON on standard input, or one of
  check [--cpu]                                          compare the GPU (or the processor) with plain loops
  search VECTORS DIMENSIONS K REPEATS [--cpu]            time exact search
  embed BATCH TOKENS REPEATS [--cpu]                     time embedding by an encoder of MiniLM's shape
  shapes                                                 the shapes, as JSON";

/// An argument of a command that is not a number in its range.
pub(crate) fn not_a_number(name: &str, text: &str, most: usize) -> String {
    format!("{name} takes a whole number from 1 to {most}, not “{text}”")
}

/// The parts of the program that can fail on a device.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Engine,
    Embedding,
    Search,
}

pub(crate) fn failed(part: Part, error: impl Display) -> String {
    let part = match part {
        Part::Engine => "the reference engine",
        Part::Embedding => "the embedding",
        Part::Search => "the search",
    };
    format!("{part} failed: {error}")
}

pub(crate) fn spec_unreadable(error: impl Display) -> String {
    format!("the specification cannot be read: {error}")
}

pub(crate) fn spec_of_another_kind(error: impl Display) -> String {
    format!("the specification on standard input is not one of the reference engine: {error}")
}

pub(crate) fn unknown_shape(id: &str, known: &[&str]) -> String {
    format!("there is no shape “{id}”: there are {}", known.join(", "))
}

pub(crate) fn no_room(shape: &str, needed: f64, free: f64) -> String {
    format!(
        "{shape} with this task needs about {:.1} GB of memory and {:.1} GB are free: take a smaller shape, batch or length",
        needed / 1e9,
        free / 1e9
    )
}

pub(crate) fn no_room_to_search(vectors: usize, dimensions: usize, needed: f64, free: f64) -> String {
    format!(
        "{vectors} vectors of {dimensions} dimensions need about {:.1} GB of memory and {:.1} GB are free",
        needed / 1e9,
        free / 1e9
    )
}

/// Devices, and how the work is done on them.
pub(crate) mod device {
    #[cfg(not(feature = "cuda"))]
    pub(crate) const NO_CUDA: &str = "this program is built without CUDA: runs on an NVIDIA GPU need the worker program forkcast-worker-cuda, which \
         `cargo xtask gpu-bundle` builds";
    #[cfg(feature = "cuda")]
    pub(crate) const GPU: &str = "NVIDIA GPU";
    #[cfg(feature = "cuda")]
    pub(crate) const UNKNOWN: &str = "unknown";
    pub(crate) const GEMM: &str = "gemm";
    #[cfg(feature = "cuda")]
    pub(crate) const CUBLAS: &str = "cuBLAS";
    #[cfg(feature = "cuda")]
    pub(crate) const CUBLAS_AND_TRITON: &str = "cuBLAS and Triton";

    #[cfg(feature = "cuda")]
    pub(crate) fn no_gpu(error: impl std::fmt::Display) -> String {
        format!("no NVIDIA GPU can be used here: {error}")
    }

    #[cfg(feature = "cuda")]
    pub(crate) fn not_set_up(error: impl std::fmt::Display) -> String {
        format!("the NVIDIA GPU cannot be set up: {error}")
    }

    #[cfg(feature = "cuda")]
    pub(crate) fn linux(kernel: &str) -> String {
        format!("Linux {kernel}")
    }
}

/// Labels of rows and ceilings, and the way in which they were computed.
pub(crate) mod row {
    use super::Method;

    pub(crate) const WARM_UP: &str = "Warm-up";
    pub(crate) const COPY: &str = "Large copy, bytes read and written";

    pub(crate) fn product(numbers: &str) -> String {
        format!("Large matrix product, {numbers}")
    }

    pub(crate) fn prefill(tokens: u32) -> String {
        format!("Prefill, {tokens} tokens")
    }

    pub(crate) fn decode(batch: u32, context: u32) -> String {
        format!("Decode, batch {batch} after {context} tokens")
    }

    pub(crate) fn train(method: Method, batch: u32, sequence: u32) -> String {
        let step = match method {
            Method::Full => "Full training step",
            Method::Lora => "LoRA step",
            Method::Qlora => "QLoRA step",
        };
        format!("{step}, {batch} × {sequence} tokens")
    }

    pub(crate) fn embedding(batch: usize, tokens: usize) -> String {
        format!("Embedding, {batch} × {tokens} tokens, MiniLM's shape")
    }

    pub(crate) fn search(vectors: usize, dimensions: usize, k: usize) -> String {
        format!("Exact search, {vectors} × {dimensions}, best {k}")
    }

    pub(crate) fn trained_on(path: &str, method: Method) -> String {
        let base = match method {
            Method::Full | Method::Lora => "",
            Method::Qlora => ", base in four-bit blocks",
        };
        format!("{path}, AdamW{base}")
    }

    pub(crate) fn recorded(path: &str) -> String {
        format!("{path}, CUDA graph")
    }

    pub(crate) fn searched_on(path: &str) -> String {
        format!("{path}, product and best")
    }

    pub(crate) fn faster_than_possible(label: &str) -> String {
        format!(
            "{label}: faster than its least time, so the ceilings were measured too low, as on a machine busy with other work."
        )
    }
}

/// Comparisons of a device with plain loops.
pub(crate) mod check {
    use std::fmt::Display;

    use super::Method;

    /// The shape that checks are made with.
    pub(crate) const SHAPE: &str = "Check";
    pub(crate) const SOURCE: &str = "made for checks";
    pub(crate) const LOGITS: &str = "logits";
    pub(crate) const LOGITS_OF_700: &str = "logits of 700 tokens";
    pub(crate) const DECODING: &str = "decoding from a cache";
    pub(crate) const DECODING_AFTER_700: &str = "decoding after 700 tokens";
    pub(crate) const RECORDED_TOKENS: &str = "tokens of a recorded step";
    pub(crate) const LOSS_WITH_ADAPTERS: &str = "loss with adapters";
    pub(crate) const GRADIENTS_OF_WEIGHTS: &str = "gradients of every weight";
    pub(crate) const GRADIENTS_OF_EVERY_ADAPTER: &str = "gradients of every adapter";
    pub(crate) const GRADIENTS_OF_ALL_ADAPTERS: &str = "gradients of all adapters";
    pub(crate) const RECORDED_STEPS: &str = "adapters after recorded steps";

    pub(crate) fn compared(what: &str, numbers: &str, hidden: usize) -> String {
        format!("{what}, {numbers}, hidden {hidden}")
    }

    pub(crate) fn loss(method: Method, numbers: &str, hidden: usize) -> String {
        compared(&format!("loss, {}", method.id()), numbers, hidden)
    }

    pub(crate) fn embeddings(numbers: &str) -> String {
        format!("embeddings, {numbers}")
    }

    pub(crate) fn exact_search(numbers: &str) -> String {
        format!("exact search, {numbers}")
    }

    pub(crate) fn outcome(holds: bool, name: &str, difference: f64, accepted: f64) -> String {
        let verdict = if holds { "ok" } else { "FAILED" };
        format!("{verdict:<7}{name:<52} {difference:.2e}, at most {accepted:.0e}")
    }

    pub(crate) fn some_failed(failed: usize, checks: usize, seed: u64) -> String {
        format!("{failed} of {checks} checks failed with seed {seed}")
    }

    pub(crate) fn broken(seed: u64, error: impl Display) -> String {
        format!("the check with seed {seed} failed: {error}")
    }

    pub(crate) fn broken_when_wide(seed: u64, error: impl Display) -> String {
        format!("the check of a wide layer with seed {seed} failed: {error}")
    }
}

/// Errors that no specification brings about: a tensor of a wrong form, for one. People read them within those of [`failed`].
pub(crate) mod defect {
    pub(crate) const ADAPTER_WITHOUT_GRADIENT: &str = "an adapter has no gradient";
    pub(crate) const WEIGHT_WITHOUT_GRADIENT: &str = "a weight has no gradient";
    pub(crate) const NOT_WHOLE: &str = "gains and embeddings are held whole";
    pub(crate) const OTHER_DEVICE: &str = "the frozen matrix lies on another device than its input";
    #[cfg(feature = "cuda")]
    pub(crate) const NOT_ADAPTED: &str = "the kernels train matrices with adapters alone";
    #[cfg(feature = "cuda")]
    pub(crate) const FOR_KERNELS: &str = "this matrix is held for the GPU kernels";
    #[cfg(feature = "cuda")]
    pub(crate) const NOT_FROZEN: &str =
        "the projection onto the vocabulary is frozen and plain beside adapters";
    #[cfg(feature = "cuda")]
    pub(crate) const NOT_RECORDED: &str = "the library's optimiser cannot be recorded";

    #[cfg(feature = "cuda")]
    pub(crate) fn no_room_in_cache(count: usize, filled: usize, capacity: usize) -> String {
        format!("{count} tokens after {filled} do not fit a cache of {capacity}")
    }

    pub(crate) fn other_count(found: usize, expected: usize) -> String {
        format!("{found} numbers where {expected} are expected")
    }
}
