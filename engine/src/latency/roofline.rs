//! A model on GPUs: prefill bound by arithmetic, decode by memory, many answers sharing one replica.
//!
//! Checked against NVIDIA's NIM tables (Llama-3.3-70B in fp8 on two H100, 5,000 tokens in and 500 out) at 1, 25, 50 and 100
//! concurrent answers; see the tests.

use crate::assumptions::Calibration;
use crate::catalog::{Gpu, Shape};
use crate::scenario::Precision;

/// A model on a kind of GPU.
#[derive(Clone, Copy, Debug)]
pub struct Replica<'a> {
    /// Dimensions.
    pub shape: &'a Shape,
    /// Kind of GPU.
    pub gpu: &'a Gpu,
    /// Number format of the weights.
    pub precision: Precision,
}

/// What every answer asks of a replica.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// Prompt tokens to be read (those not cached).
    pub prefill_tokens: f64,
    /// Tokens whose keys and values lie in memory while the answer is written.
    pub context_tokens: f64,
    /// Tokens of the answer.
    pub output_tokens: f64,
}

/// How a demand is served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Serving {
    /// GPUs in all.
    pub gpus: f64,
    /// Replicas.
    pub replicas: f64,
    /// Mean wait before the prompt is read, s.
    pub wait_s: f64,
    /// Time to read the prompt, s.
    pub prefill_s: f64,
    /// Time for one more token at this load, s.
    pub token_s: f64,
    /// Answers a replica writes at once.
    pub concurrency: f64,
}

/// What one replica can do for one kind of work; everything the demand then needs is arithmetic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// GPUs a replica needs.
    pub gpus: f64,
    /// Answers whose keys and values fit the memory beside the weights.
    pub slots: f64,
    /// Time to read one prompt, s.
    pub prefill_s: f64,
    /// Time for a token when nobody else is served, s.
    pub alone_token_s: f64,
    /// What every other answer in flight adds to a token, s: its share of prefill, and its keys and values to be read.
    pub shared_token_s: f64,
    /// Answers a second at which every slot is taken.
    pub max_rate: f64,
    output_tokens: f64,
}

/// Replicas of a model for one kind of work, of any size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizing {
    /// GPUs of the smallest replica that holds the weights and one answer.
    pub least_gpus: f64,
    weights: f64,
    kv: f64,
    memory: f64,
    prefill_s: f64,
    bandwidth: f64,
    output_tokens: f64,
}

/// Share of a GPU's memory that weights, keys and values may fill.
const MEMORY_SHARE: f64 = 0.9;
/// More answers than this are not batched, whatever the memory would hold. Assumed: a usual default of serving engines.
const MAX_SLOTS: f64 = 256.0;
/// No replica is spread over more GPUs than a node holds, however large the model.
const MAX_GPUS: f64 = 64.0;

impl Precision {
    /// Bytes of one weight.
    #[must_use]
    pub const fn bytes(self) -> f64 {
        match self {
            Self::Bf16 => 2.0,
            Self::Fp8 => 1.0,
            Self::Int4 => 0.5,
        }
    }
}

/// Arithmetic of a prefill of `tokens`, FLOP: 2NT for the N weights that a token passes through, and 2Hh for each pair of tokens in
/// causal attention, which is LT² where all layers see the whole text.
#[must_use]
pub fn prefill_flop(shape: &Shape, tokens: f64) -> f64 {
    2.0 * shape.active_b() * 1e9 * tokens + 2.0 * shape.heads * shape.head_dim * shape.attended_pairs(tokens)
}

/// Bytes that an answer keeps of `tokens` of text: 2LKhb each where all layers keep keys and values of the whole text.
#[must_use]
pub fn kv_bytes(shape: &Shape, precision: Precision, tokens: f64) -> f64 {
    // Four-bit weights still keep their keys and values in two bytes.
    let bytes = if matches!(precision, Precision::Fp8) {
        1.0
    } else {
        2.0
    };
    shape.kept_numbers(tokens) * bytes
}

impl Replica<'_> {
    /// What the smallest replica can do that holds the weights and one answer.
    #[must_use]
    pub fn capacity(&self, work: Work, c: &Calibration) -> Capacity {
        let sizing = self.sizing(work, c);
        sizing.on(sizing.least_gpus)
    }

    /// What is the same for replicas of every size.
    #[must_use]
    pub fn sizing(&self, work: Work, c: &Calibration) -> Sizing {
        let weights = self.shape.params_b * 1e9 * self.precision.bytes();
        let kept = |tokens: f64| kv_bytes(self.shape, self.precision, tokens);
        let longest = kept(work.context_tokens + work.output_tokens);
        // Servers page the cache: an answer holds what was written so far, half of its length on average.
        let kv = kept(work.context_tokens + work.output_tokens / 2.0);
        let memory = self.gpu.memory_gb * 1e9 * MEMORY_SHARE;
        let mut least_gpus = 1.0;
        // Tensor parallelism is by powers of two; room for at least one answer must be left.
        while least_gpus * memory < weights + longest && least_gpus < MAX_GPUS {
            least_gpus *= 2.0;
        }
        let fp8_units = self.gpu.fp8 && matches!(self.precision, Precision::Fp8);
        let flops = self.gpu.bf16_tflops * 1e12 * if fp8_units { 2.0 } else { 1.0 } * c.prefill_mfu;
        let bandwidth = self.gpu.bandwidth_tbs * 1e12 * c.decode_mbu;
        Sizing {
            least_gpus,
            weights,
            kv,
            memory,
            prefill_s: prefill_flop(self.shape, work.prefill_tokens) / flops,
            bandwidth,
            output_tokens: work.output_tokens,
        }
    }
}

impl Sizing {
    /// What a replica of so many GPUs can do.
    #[must_use]
    pub fn on(&self, gpus: f64) -> Capacity {
        let slots = ((gpus * self.memory - self.weights) / self.kv)
            .floor()
            .clamp(1.0, MAX_SLOTS);
        let prefill_s = self.prefill_s / gpus;
        let bandwidth = self.bandwidth * gpus;
        let alone_token_s = (self.weights + self.kv) / bandwidth;
        let shared_token_s = prefill_s / self.output_tokens.max(1.0) + self.kv / bandwidth;
        let max_rate = slots / (prefill_s + self.output_tokens * (alone_token_s + slots * shared_token_s));
        Capacity {
            gpus,
            slots,
            prefill_s,
            alone_token_s,
            shared_token_s,
            max_rate,
            output_tokens: self.output_tokens,
        }
    }

    /// The replica with which so many answers a second take the fewest GPUs, each loaded up to `utilisation`, and how many replicas.
    ///
    /// The smallest one, unless little memory is left in it beside the weights: a larger one then does more with each GPU.
    #[must_use]
    pub fn fewest(&self, smallest: &Capacity, rate: f64, utilisation: f64) -> (Capacity, f64) {
        let mut best = *smallest;
        let mut replicas = best.replicas(rate, utilisation);
        let mut tried = (best.gpus, replicas);
        // One replica is as few as there can be, and a larger one takes more.
        while tried.1 > 1.0 && tried.0 < MAX_GPUS {
            let larger = self.on(tried.0 * 2.0);
            tried = (larger.gpus, larger.replicas(rate, utilisation));
            if tried.0 * tried.1 < best.gpus * replicas {
                (best, replicas) = (larger, tried.1);
            }
        }
        (best, replicas)
    }
}

impl Capacity {
    /// Replicas for `rate` answers a second when each is loaded up to `utilisation` (0 to 1) of what it can do; one at the least.
    #[must_use]
    pub fn replicas(&self, rate: f64, utilisation: f64) -> f64 {
        (rate / (self.max_rate * utilisation)).ceil().max(1.0)
    }

    /// How `rate` answers a second are served by that many replicas.
    ///
    /// With n answers in flight a token takes `alone + n × shared`; by Little's law n = rate × time, which closes to
    /// n = λ(P + O·alone) / (1 − λ·O·shared). Prompts are read one at a time, so they wait as in an M/D/1 queue:
    /// ρP / (2(1 − ρ)), ρ = λP. Beyond the slots a queue would grow without end; `replicas` never lets it come to that.
    #[must_use]
    pub fn serve(&self, rate: f64, replicas: f64) -> Serving {
        let lambda = rate / replicas;
        let alone_s = self.prefill_s + self.output_tokens * self.alone_token_s;
        let shared = (lambda * self.output_tokens * self.shared_token_s).min(0.999);
        let concurrency = (lambda * alone_s / (1.0 - shared)).min(self.slots);
        let rho = (lambda * self.prefill_s).min(0.999);
        Serving {
            gpus: self.gpus * replicas,
            replicas,
            wait_s: rho * self.prefill_s / (2.0 * (1.0 - rho)),
            prefill_s: self.prefill_s,
            token_s: self.alone_token_s + concurrency * self.shared_token_s,
            concurrency,
        }
    }
}
