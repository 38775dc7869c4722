//! A model on GPUs: a step of decoding is bound by bytes or by arithmetic, and many answers share a replica.
//!
//! Fitted on the published runs of one model on one H100 and checked against those of other models, engines and GPUs
//! (`evidence/src/serving.rs`, docs/decisions/0615-own-gpus.md).

mod sizes;

pub use sizes::{Demand, Layout, Sizes};

use crate::assumptions::Calibration;
use crate::catalog::{Gpu, Shape};
use crate::math::{Bounds as _, ln, power};
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
    /// Bytes of a number that an answer keeps: [`Precision::cache_bytes`] unless the engine is known to keep others.
    pub cache_bytes: f64,
}

/// What every answer asks of a replica.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// Prompt tokens to be read (those not cached).
    pub prefill_tokens: f64,
    /// Tokens whose keys and values are read for each token of the answer.
    pub context_tokens: f64,
    /// Those of them that all answers share: a cached prefix, which a replica keeps once.
    pub shared_tokens: f64,
    /// Tokens of the answer.
    pub output_tokens: f64,
}

/// How a demand is served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Serving {
    /// GPUs in all.
    pub gpus: f64,
    /// Mean wait before the prompt is read, s.
    pub wait_s: f64,
    /// Time in the server beside that and the GPU's work, s.
    pub request_s: f64,
    /// Arithmetic and messages of reading the prompt, s.
    pub prefill_s: f64,
    /// What every reading takes besides, however short the prompt, s.
    pub start_s: f64,
    /// Least time of reading itself, s: the weights are read once.
    pub least_prefill_s: f64,
    /// Time for one more token at this load, s.
    pub token_s: f64,
    /// Answers a replica writes at once.
    pub concurrency: f64,
}

impl Serving {
    /// Time until the first token is there when `share` of what is read for an average prompt is read, s.
    #[must_use]
    pub fn first_s(&self, share: f64) -> f64 {
        self.start_s + (self.prefill_s * share).at_least(self.least_prefill_s)
    }
}

/// A step of decoding, which brings each answer in flight one token: `fixed + n × answer + max(weights read, n × flop)` seconds for n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Launches of kernels and messages between GPUs, whatever the number of answers.
    fixed_s: f64,
    /// Bookkeeping and messages of one answer.
    overhead_s: f64,
    /// Reading the keys and values that only this answer needs.
    private_s: f64,
    /// Reading those of the shared prefix. Kernels read them for each answer again.
    shared_s: f64,
    /// Reading all weights.
    weights_s: f64,
    /// Arithmetic of one answer.
    flop_s: f64,
    experts: Experts,
}

/// Share of the weights that a step reads.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Experts {
    /// Share that each token passes through.
    always: f64,
    /// Share of the experts that a token is not sent to; 0 where a model has none.
    missed: f64,
}

impl Experts {
    /// A token takes k of E experts, so n tokens touch 1 − (1 − k/E)^n of them. Where only active and all weights are known, the active
    /// ones count as experts without exception.
    fn of(shape: &Shape) -> Self {
        let Some(active_b) = shape.active_params_b else {
            return Self {
                always: 1.0,
                missed: 0.0,
            };
        };
        let active = active_b / shape.params_b;
        let routed = shape.routed_share.unwrap_or(active);
        Self {
            always: ((active - routed) / (1.0 - routed)).clamp(0.0, 1.0),
            missed: 1.0 - routed,
        }
    }

    fn read(self, answers: f64) -> f64 {
        if self.missed > 0.0 {
            self.always + (1.0 - self.always) * (1.0 - power(self.missed, answers))
        } else {
            1.0
        }
    }

    /// Change of [`Self::read`] for one more answer.
    fn slope(self, answers: f64) -> f64 {
        if self.missed > 0.0 {
            -(1.0 - self.always) * power(self.missed, answers) * ln(self.missed)
        } else {
            0.0
        }
    }
}

impl Step {
    /// Time of a step for so many answers, s.
    #[must_use]
    pub fn at(&self, answers: f64) -> f64 {
        self.alone_of(answers) + answers * self.shared_s
    }

    /// The same without what is read of the shared prefix.
    fn alone_of(&self, answers: f64) -> f64 {
        self.fixed_s + answers * (self.overhead_s + self.private_s) + self.matrices(answers)
    }

    fn matrices(&self, answers: f64) -> f64 {
        (self.weights_s * self.experts.read(answers)).at_least(answers * self.flop_s)
    }

    /// What one more answer adds, s.
    fn slope(&self, answers: f64) -> f64 {
        let bytes = self.weights_s * self.experts.read(answers);
        let matrices = if answers * self.flop_s > bytes {
            self.flop_s
        } else {
            self.weights_s * self.experts.slope(answers)
        };
        self.overhead_s + self.private_s + self.shared_s + matrices
    }
}

/// What one replica can do for one kind of work; everything the demand then needs is arithmetic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// GPUs a replica needs.
    pub gpus: f64,
    /// Answers whose keys and values fit the memory beside the weights and the shared prefix.
    pub slots: f64,
    /// GPU time of reading one prompt between the steps of other answers, s.
    pub prefill_s: f64,
    /// Time of reading the weights once for a prompt, s.
    least_prefill_s: f64,
    /// A step of decoding.
    pub step: Step,
    /// Answers a second at which every slot is taken.
    pub max_rate: f64,
    output_tokens: f64,
    request_s: f64,
    // Answers that would fit without a shared prefix, and without any prompt; time of reading the prefix by itself, s.
    room: f64,
    room_unprompted: f64,
    prefix_s: f64,
}

/// Replicas of a model for one kind of work, of any size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizing {
    /// GPUs of a replica with room for the weights and for answers at once, whatever the prompt.
    pub usual_gpus: f64,
    /// The same, or more where the weights, the shared prefix and one answer need more.
    pub least_gpus: f64,
    weights: f64,
    memory: f64,
    // Bytes kept by all answers together, by one alone, by one without a prompt, and read for one of the shared prefix.
    prefix: f64,
    private: f64,
    unprompted: f64,
    shared: f64,
    // On one GPU, s.
    prefill_s: f64,
    weights_s: f64,
    second_per_byte: f64,
    flop_s: f64,
    launch_s: f64,
    // Messages: all-reduces of a step, and time of one token's where two GPUs share a layer.
    messages: f64,
    message_s: f64,
    prefill_tokens: f64,
    output_tokens: f64,
    answer_s: f64,
    request_s: f64,
    experts: Experts,
}

/// Share of a GPU's memory that weights, keys and values may fill.
const MEMORY_SHARE: f64 = 0.9;
/// Share of that which the weights may fill, so that answers can be batched. Assumed.
const WEIGHTS_SHARE: f64 = 0.75;
/// Or so many tokens of text that fit beside the weights: thirty-two answers of four thousand, or one of the longest that models take. Models whose
/// layers keep little need no more memory than that. Assumed.
const ROOM_TOKENS: f64 = 131_072.0;
/// More answers than this are not batched, whatever the memory would hold. Assumed: a usual default of serving engines.
const MAX_SLOTS: f64 = 256.0;
/// No replica is spread over more GPUs than a node holds, however large the model.
const MAX_GPUS: f64 = 64.0;
/// The parts of a step that are neither bandwidth nor arithmetic of dense layers in bf16.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overheads {
    /// Time of a step for each layer, s.
    pub layer_s: f64,
    /// Time of a step that each answer in it adds, s: sampling, scheduling.
    pub answer_s: f64,
    /// Arithmetic share that fp8 reaches of its doubled peak, over that of bf16.
    pub fp8_share: f64,
    /// What a layer of experts adds to `layer_s`, s.
    pub experts_layer_s: f64,
    /// Arithmetic share of the small matrix products of experts, over that of dense layers.
    pub experts_share: f64,
    /// Time that a request takes in the server beside the GPU's work, s: HTTP, splitting the prompt into tokens, scheduling, and sending the first one.
    pub request_s: f64,
}

impl Overheads {
    /// Fitted on published runs: the first three and the last on Qwen3 8B on one H100 in vLLM 0.30, the others on ten runs of mixtures of experts
    /// (`evidence/src/serving.rs`, `evidence/src/first_token.rs`).
    pub const FITTED: Self = Self {
        layer_s: 51e-6,
        answer_s: 14e-6,
        fp8_share: 0.62,
        experts_layer_s: 141e-6,
        experts_share: 0.41,
        request_s: 9.2e-3,
    };
}

/// Time of an all-reduce between two GPUs however small, s; each doubling of their number takes as long again. Assumed.
const MESSAGE_S: f64 = 10e-6;
/// Share of a link's peak that all-reduces reach. Assumed.
const LINK_SHARE: f64 = 0.7;

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

    /// Bytes of one number of keys and values. Four-bit weights still keep theirs in two bytes.
    #[must_use]
    pub const fn cache_bytes(self) -> f64 {
        match self {
            Self::Fp8 => 1.0,
            Self::Bf16 | Self::Int4 => 2.0,
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
    shape.kept_numbers(tokens) * precision.cache_bytes()
}

/// Bytes of a weight served in that format. What is published in fewer keeps them, and what is published in less than a byte is
/// quantised no further.
fn weight_bytes(shape: &Shape, precision: Precision) -> f64 {
    match shape.weight_bytes {
        Some(published) if published < 1.0 => published,
        Some(published) => published.min(precision.bytes()),
        None => precision.bytes(),
    }
}

impl Replica<'_> {
    /// What the smallest replica can do.
    #[must_use]
    pub fn capacity(&self, work: Work, c: &Calibration) -> Capacity {
        let sizing = self.sizing(work, c);
        sizing.on(sizing.least_gpus)
    }

    /// What is the same for replicas of every size.
    #[must_use]
    pub fn sizing(&self, work: Work, c: &Calibration) -> Sizing {
        self.sizing_with(work, c, &Overheads::FITTED)
    }

    /// The same with overheads at hand.
    #[must_use]
    pub fn sizing_with(&self, work: Work, c: &Calibration, overheads: &Overheads) -> Sizing {
        let (shape, gpu) = (self.shape, self.gpu);
        let weights = shape.params_b * 1e9 * weight_bytes(shape, self.precision);
        let kept = |tokens: f64| shape.kept_numbers(tokens) * self.cache_bytes;
        // Servers page the cache: an answer holds what was written so far, half of its length on average.
        let written = work.output_tokens / 2.0;
        let own = (work.context_tokens - work.shared_tokens).at_least(0.0);
        let prefix = kept(work.shared_tokens);
        let private = kept(own + written);
        let memory = gpu.memory_gb * 1e9 * MEMORY_SHARE;
        let mut usual_gpus = 1.0;
        // Tensor parallelism is by powers of two. The size depends on no prompt, or a longer one could bring a faster replica.
        let has_room = |gpus: f64| {
            gpus * memory * WEIGHTS_SHARE >= weights || gpus * memory >= weights + kept(ROOM_TOKENS)
        };
        while !has_room(usual_gpus) && usual_gpus < MAX_GPUS {
            usual_gpus *= 2.0;
        }
        let mut least_gpus = usual_gpus;
        let longest = kept(own + work.output_tokens);
        while least_gpus * memory < weights + prefix + longest && least_gpus < MAX_GPUS {
            least_gpus *= 2.0;
        }
        let fp8_units = gpu.fp8 && matches!(self.precision, Precision::Fp8);
        let by_format = if fp8_units { 2.0 * overheads.fp8_share } else { 1.0 };
        let (by_kind, experts_s) = match shape.active_params_b {
            Some(_) => (overheads.experts_share, overheads.experts_layer_s),
            None => (1.0, 0.0),
        };
        let flops = gpu.bf16_tflops * 1e12 * gpu.reached * c.prefill_mfu * by_format * by_kind;
        let bandwidth = gpu.bandwidth_tbs * 1e12 * gpu.reached * c.decode_mbu;
        Sizing {
            usual_gpus,
            least_gpus,
            weights,
            memory,
            prefix,
            private,
            unprompted: kept(written),
            shared: (kept(work.context_tokens + written) - private).at_least(0.0),
            prefill_s: prefill_flop(shape, work.prefill_tokens) / flops,
            weights_s: weights / bandwidth,
            second_per_byte: 1.0 / bandwidth,
            flop_s: 2.0 * shape.active_b() * 1e9 / flops,
            launch_s: shape.layers * (overheads.layer_s + experts_s) / gpu.reached,
            messages: 2.0 * shape.layers,
            // Two bytes of each number of the residual stream, twice a layer, of which a ring sends 2(n − 1)/n.
            message_s: 8.0 * shape.layers * shape.hidden / (gpu.link_gbs * 1e9 * LINK_SHARE),
            prefill_tokens: work.prefill_tokens,
            output_tokens: work.output_tokens,
            answer_s: overheads.answer_s,
            request_s: overheads.request_s,
            experts: Experts::of(shape),
        }
    }
}

impl Sizing {
    /// What a replica of so many GPUs can do.
    #[must_use]
    pub fn on(&self, gpus: f64) -> Capacity {
        let room = |taken: f64, each: f64| (gpus * self.memory - self.weights - taken) / each.at_least(1.0);
        let slots = room(self.prefix, self.private).floor().clamp(1.0, MAX_SLOTS);
        // Layers are split without loss; each GPU then waits for the sums of the others.
        let (message_s, fixed_s) = if gpus > 1.0 {
            (
                self.message_s * (gpus - 1.0) / gpus,
                self.messages * MESSAGE_S * gpus.log2(),
            )
        } else {
            (0.0, 0.0)
        };
        let second_per_byte = self.second_per_byte / gpus;
        let step = Step {
            fixed_s: self.launch_s + fixed_s,
            overhead_s: self.answer_s + message_s,
            private_s: self.private * second_per_byte,
            shared_s: self.shared * second_per_byte,
            weights_s: self.weights_s / gpus,
            flop_s: self.flop_s / gpus,
            experts: self.experts,
        };
        let prefill_s = self.prefill_s / gpus + self.prefill_tokens * message_s;
        let mut capacity = Capacity {
            gpus,
            slots,
            prefill_s,
            least_prefill_s: step.weights_s * self.experts.read(self.prefill_tokens),
            step,
            max_rate: 0.0,
            output_tokens: self.output_tokens,
            request_s: self.request_s,
            room: room(0.0, self.private).clamp(1.0, MAX_SLOTS),
            room_unprompted: room(0.0, self.unprompted).clamp(1.0, MAX_SLOTS),
            prefix_s: self.prefix * second_per_byte,
        };
        capacity.max_rate = capacity.rate(slots);
        capacity
    }

    /// The sizes of replicas from the smallest on.
    #[must_use]
    pub const fn sizes(&self, smallest: &Capacity) -> Sizes<'_> {
        Sizes::new(self, smallest)
    }

    /// Answers that the memory of so many GPUs would hold, however many an engine batches.
    #[must_use]
    pub fn room(&self, gpus: f64) -> f64 {
        ((gpus * self.memory - self.weights - self.prefix) / self.private.at_least(1.0))
            .floor()
            .at_least(1.0)
    }
}

impl Capacity {
    /// Answers a second when that many are always in flight: each takes the replica for its prompt and for its share of the steps.
    #[must_use]
    pub fn rate(&self, answers: f64) -> f64 {
        1.0 / (self.prefill_s + self.output_tokens * self.step.at(answers) / answers)
    }

    /// Time until an answer's first token when nobody else is served, s: no less than a step.
    fn first_s(&self) -> f64 {
        self.step.fixed_s + self.prefill_s.at_least(self.least_prefill_s)
    }

    /// Time until the first token of a prompt before which, or with which, so many others of its length are read, s.
    #[must_use]
    pub fn first_token_s(&self, others: f64) -> f64 {
        let read = (self.prefill_s * (1.0 + others)).at_least(self.least_prefill_s);
        self.request_s + self.step.fixed_s + read
    }

    /// Replicas for `rate` answers a second when each is loaded up to `utilisation` (0 to 1) of what it can do; one at the least.
    #[must_use]
    pub fn replicas(&self, rate: f64, utilisation: f64) -> f64 {
        sizes::replicas(rate, self.max_rate, utilisation)
    }

    /// How `rate` answers a second are served when a replica is loaded up to `utilisation`.
    ///
    /// Who arrives finds n answers in flight, so writing takes O × step(n + 1) + nP: the steps, and the n prompts read between them. By
    /// Little's law n = λ × time. Prompts are read one at a time, so they wait as in an M/D/1 queue: ρP / (2(1 − ρ)), ρ = λP.
    ///
    /// A fleet of several replicas is as fast as one that is loaded up to `utilisation`: rounding up their number would make an answer
    /// faster whenever a longer prompt brings in another replica. There, with A the time of an answer alone and y that of what all
    /// others add in full slots, the time is A(A + y) / (A + (1 − u)y). y takes what fewer slots make smaller as if no prompt
    /// took any, so that a longer prompt never makes an answer faster (docs/decisions/0615-own-gpus.md).
    #[must_use]
    pub fn serve(&self, rate: f64, utilisation: f64) -> Serving {
        let replicas = self.replicas(rate, utilisation);
        let (p, o, step) = (self.prefill_s, self.output_tokens, &self.step);
        let alone = o * step.at(1.0);
        let (room, most) = (self.room, self.room_unprompted);
        let shared_by_all =
            most * (step.overhead_s + self.prefix_s) + step.matrices(most) - step.matrices(1.0);
        let others = room * (p + o * step.private_s) + o * shared_by_all;
        let a = self.first_s() + alone;
        let at_cap = utilisation * a * others / (a + (1.0 - utilisation) * others);
        let added = self.added_by_others(rate).at_most(at_cap);
        let busy = p / (p + o * step.alone_of(room) / room);
        let rho = (rate * p).at_most(utilisation * busy);
        let writing = alone + added;
        let load = (rate / replicas).at_most(utilisation * self.max_rate);
        Serving {
            gpus: self.gpus * replicas,
            wait_s: rho * p / (2.0 * (1.0 - rho)),
            request_s: self.request_s,
            prefill_s: p,
            start_s: step.fixed_s,
            least_prefill_s: self.least_prefill_s,
            token_s: writing / o.at_least(1.0),
            concurrency: (load * (self.first_s() + writing)).at_most(self.slots),
        }
    }

    /// What others in flight add to the time of writing an answer when one replica serves `rate` answers a second, s; infinite where it
    /// cannot. Newton's method from above.
    fn added_by_others(&self, rate: f64) -> f64 {
        /// More answers in flight than this are too many for one replica in any case.
        const TOO_MANY: f64 = 65_536.0;
        let (p, o) = (self.prefill_s, self.output_tokens);
        let time = |n: f64| self.first_s() + o * self.step.at(n + 1.0) + n * p;
        let mut n = TOO_MANY;
        if rate * time(n) >= n {
            return f64::INFINITY;
        }
        for _ in 0..40 {
            let found = rate * time(n);
            let slope = 1.0 - rate * (o * self.step.slope(n + 1.0) + p);
            // Where one more answer brings in more than itself the tangent leads away from the solution, and repetition towards it.
            let next = if slope > 0.05 {
                n - (n - found) / slope
            } else {
                found
            };
            let moved = (next - n).abs();
            n = next.clamp(0.0, TOO_MANY);
            if moved <= n * 1e-13 {
                break;
            }
        }
        o * (self.step.at(n + 1.0) - self.step.at(1.0)) + n * p
    }
}
