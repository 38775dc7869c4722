//! Published throughput of own GPUs beside the engine's: what the shares of peaks and the overheads of a step are fitted on, and what they
//! predict of other models, engines and GPUs.

use crate::facts;
use crate::pattern_search::minimise;
use forkcast_engine::assumptions::Calibration;
use forkcast_engine::catalog::{Attention, Catalog, Gpu, Kept, Shape};
use forkcast_engine::latency::roofline::{Capacity, Overheads, Replica, Work};
use forkcast_engine::scenario::Precision;
use std::sync::LazyLock;

/// What a published run is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The two shares of peaks, the overheads of a layer and of an answer, and the share of fp8 are fitted on it.
    FitDense,
    /// The two parameters of mixtures of experts are fitted on it.
    FitExperts,
    /// What an MI300X reaches of its peaks is fitted on it.
    FitAmd,
    /// It is predicted by the fits without it.
    HeldOut,
    /// All requests were sent at once to an older version: the share of arithmetic that such runs reach is fitted on it.
    Burst,
    /// The engine cannot predict it, for this reason.
    Excluded(&'static str),
}

/// A published run beside its prediction.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Model, GPUs, number format and engine.
    pub what: String,
    /// Tokens in and out, and how many requests at once.
    pub load: String,
    /// What it is used for.
    pub used: Use,
    /// Published tokens of answers a second.
    pub published: f64,
    /// The engine's; 0 where it cannot predict the run.
    pub predicted: f64,
    /// Why the prediction is off by more than 1.35; empty where it is not.
    pub outside: String,
    case: Option<Case>,
}

impl Run {
    /// Predicted over published, or the other way round: 1 or more.
    #[must_use]
    pub fn off_by(&self) -> f64 {
        let ratio = self.predicted / self.published;
        ratio.max(1.0 / ratio)
    }
}

/// What the engine needs to predict a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    shape: Shape,
    gpu: Gpu,
    gpus: f64,
    precision: Precision,
    cache_bytes: f64,
    pub(crate) input: f64,
    pub(crate) output: f64,
    /// Requests at once; infinite where the engine was given as many as it takes.
    pub(crate) requests: f64,
    /// The shape whose keys and values fill the memory, and for how many tokens of each answer.
    kept: (Shape, f64),
    burst: bool,
}

/// More answers than this no engine of the runs batched. Assumed; vLLM's default on large GPUs.
const MOST_ANSWERS: f64 = 1024.0;

/// The parameters that are fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Share of peak FLOP/s of dense layers in bf16.
    pub mfu: f64,
    /// Share of bandwidth.
    pub mbu: f64,
    /// The rest of a step.
    pub overheads: Overheads,
    /// Share of its peaks that an MI300X reaches.
    pub amd: f64,
    /// Share of `mfu` that bursts reach.
    pub burst: f64,
}

/// Share of the steady state's arithmetic that the published bursts reach. The engine does not use it: it is why the range of `prefill_mfu`
/// goes down to 0.5.
const BURST: f64 = 0.61;

impl Fit {
    /// What the engine uses.
    #[must_use]
    pub fn committed() -> Self {
        Self {
            mfu: Calibration::LIKELY.prefill_mfu,
            mbu: Calibration::LIKELY.decode_mbu,
            overheads: Overheads::FITTED,
            amd: gpu("mi300x").map_or(1.0, |gpu| gpu.reached),
            burst: BURST,
        }
    }

    /// Tokens of answers a second of a run.
    fn predict(&self, case: &Case) -> f64 {
        let (capacity, room) = self.capacity(case);
        case.output * capacity.rate(case.requests.min(room))
    }

    /// What the GPUs of a run can do, and how many answers they hold at once.
    pub(crate) fn capacity(&self, case: &Case) -> (Capacity, f64) {
        let calibration = Calibration {
            prefill_mfu: self.mfu * if case.burst { self.burst } else { 1.0 },
            decode_mbu: self.mbu,
            ..Calibration::LIKELY
        };
        let mut gpu = case.gpu.clone();
        if gpu.id == "mi300x" {
            gpu.reached = self.amd;
        }
        let replica = Replica {
            shape: &case.shape,
            gpu: &gpu,
            precision: case.precision,
            cache_bytes: case.cache_bytes,
        };
        let work = Work {
            prefill_tokens: case.input,
            context_tokens: case.input,
            shared_tokens: 0.0,
            output_tokens: case.output,
        };
        let sizing = replica.sizing_with(work, &calibration, &self.overheads);
        let (shape, tokens) = &case.kept;
        let held = Replica { shape, ..replica }.sizing_with(
            Work {
                context_tokens: tokens - case.output / 2.0,
                ..work
            },
            &calibration,
            &self.overheads,
        );
        (sizing.on(case.gpus), held.room(case.gpus).min(MOST_ANSWERS))
    }

    /// Mean of a power of the logarithm of predicted over published.
    fn loss(&self, runs: &[&Run], power: i32) -> f64 {
        let powers = runs.iter().filter_map(|run| {
            let ratio = self.predict(run.case.as_ref()?) / run.published;
            Some(ratio.ln().abs().powi(power))
        });
        powers.sum::<f64>() / runs.len() as f64
    }
}

fn gpu(id: &str) -> Option<&'static Gpu> {
    Catalog::builtin().gpus.iter().find(|gpu| gpu.id == id)
}

/// Each group of parameters fitted on its runs, by least squares of the logarithm; those of experts by least fourth powers, as their few runs
/// lie far apart and the aim is each of them.
#[must_use]
pub fn fit() -> Fit {
    let all = runs();
    let of = |used: Use| -> Vec<&Run> { all.iter().filter(|run| run.used == used).collect() };
    let mut fit = Fit::committed();
    let dense = of(Use::FitDense);
    let with_dense = |x: &[f64; 5]| Fit {
        mfu: x[0],
        mbu: x[1],
        overheads: Overheads {
            layer_s: x[2],
            answer_s: x[3],
            fp8_share: x[4],
            ..Overheads::FITTED
        },
        ..Fit::committed()
    };
    let bounds = [(0.3, 1.0), (0.5, 1.0), (0.0, 1e-4), (0.0, 5e-5), (0.4, 1.0)];
    fit = Fit {
        amd: fit.amd,
        burst: fit.burst,
        ..with_dense(&minimise(bounds, |x| with_dense(x).loss(&dense, 2)))
    };
    let experts = of(Use::FitExperts);
    let with_experts = |x: &[f64; 2]| Fit {
        overheads: Overheads {
            experts_layer_s: x[0],
            experts_share: x[1],
            ..fit.overheads
        },
        ..fit
    };
    fit = with_experts(&minimise([(0.0, 4e-4), (0.1, 1.0)], |x| {
        with_experts(x).loss(&experts, 4)
    }));
    let amd = of(Use::FitAmd);
    let with_amd = |x: &[f64; 1]| Fit { amd: x[0], ..fit };
    fit = with_amd(&minimise([(0.2, 1.0)], |x| with_amd(x).loss(&amd, 2)));
    let bursts = of(Use::Burst);
    let with_burst = |x: &[f64; 1]| Fit { burst: x[0], ..fit };
    with_burst(&minimise([(0.2, 1.2)], |x| with_burst(x).loss(&bursts, 2)))
}

/// Every row of the published runs, in their order.
#[must_use]
pub fn runs() -> Vec<Run> {
    static RUNS: LazyLock<Vec<Run>> = LazyLock::new(read);
    RUNS.clone()
}

fn read() -> Vec<Run> {
    facts::serving().into_iter().map(|f| run(&f)).collect()
}

fn run(f: &[String]) -> Run {
    let published = f[14].parse().unwrap_or(0.0);
    let precision = f[3].split(" (").next().unwrap_or_default();
    let case = case(f);
    let used = case
        .as_ref()
        .map_or_else(|why| Use::Excluded(why), |case| used(f, case));
    let case = case.ok();
    let predicted = case.as_ref().map_or(0.0, |case| Fit::committed().predict(case));
    Run {
        what: format!("{}, {} x {}, {precision}, {}", f[0], f[2], f[1], f[4]),
        load: format!("{} in, {} out, {} at once", f[7], f[8], f[9]),
        used,
        published,
        predicted,
        outside: f[OUTSIDE].clone(),
        case,
    }
}

/// The column that says why a run is predicted worse than within 1.35.
const OUTSIDE: usize = 20;

/// Runs of mixtures of experts that their two parameters are fitted on: three engines, four GPUs, one caller to a full machine.
fn fits_experts(f: &[String], case: &Case) -> bool {
    let full = f[4] == "TensorRT-LLM" && case.gpu.id == "h200";
    let few = case.requests <= 16.0 && case.input < 1000.0 && case.output < 1000.0;
    full || few && case.gpus == 1.0
}

fn used(f: &[String], case: &Case) -> Use {
    if f[9].starts_with("all") {
        Use::Burst
    } else if f[16].contains("silybench") {
        Use::FitDense
    } else if case.gpu.id == "mi300x" {
        Use::FitAmd
    } else if case.shape.active_params_b.is_some() && fits_experts(f, case) {
        Use::FitExperts
    } else {
        Use::HeldOut
    }
}

/// What the engine needs, or why it has not got it.
pub(crate) fn case(f: &[String]) -> Result<Case, &'static str> {
    let (precision, layout, note) = (&f[3], &f[5], &f[19]);
    let number = |i: usize| f[i].parse::<f64>().map_err(|_| "no throughput is published");
    number(14)?;
    if note.contains("speculative") {
        return Err("speculative decoding");
    }
    if note.contains("rate-limited") {
        return Err("the load was limited by a rate");
    }
    if [&f[1], precision, &f[6], note]
        .iter()
        .any(|text| text.contains("assumed") || text.contains("not stated") && text.contains("GPU"))
    {
        return Err("GPU, their number or the number format are not stated");
    }
    if precision.contains("fp4") && !precision.contains("mxfp4") {
        return Err("arithmetic in four bits, which the catalog lacks");
    }
    if layout.contains("DEP") {
        return Err("attention split by data and experts by GPU, a layout that the engine lacks");
    }
    let gpu = [
        ("H100 80GB", "h100"),
        ("H200", "h200"),
        ("A100 80GB", "a100"),
        ("B200", "b200"),
        ("MI300X", "mi300x"),
    ]
    .iter()
    .find(|(name, _)| f[1].starts_with(name))
    .and_then(|(_, id)| gpu(id))
    .ok_or("a GPU that the catalog lacks")?;
    let shape = shape(&f[0]).ok_or("a model whose dimensions are not published")?;
    let precision = match precision.as_str() {
        "bf16" => Precision::Bf16,
        "fp8" => Precision::Fp8,
        _ if precision.contains("mxfp4") => Precision::Int4,
        _ => return Err("GPU, their number or the number format are not stated"),
    };
    // NVIDIA's checkpoints in fp8 keep keys and values in fp8; vLLM and SGLang keep the model's own format unless told.
    let nvidia = f[4].starts_with("TensorRT-LLM") || f[4].starts_with("NIM");
    let cache_bytes = if precision == Precision::Fp8 && !nvidia {
        2.0
    } else {
        precision.cache_bytes()
    };
    let (input, output) = (number(7)?, number(8)?);
    // TensorRT-LLM's scheduler sets memory aside for the whole of an answer, and in these versions also for all tokens of layers with a window.
    let kept = if nvidia {
        (unwindowed(&shape), input + output)
    } else {
        (shape.clone(), input + output / 2.0)
    };
    let digits: String = f[9].chars().filter(char::is_ascii_digit).collect();
    Ok(Case {
        shape: as_read(&f[0], shape),
        gpu: gpu.clone(),
        gpus: number(2)?,
        precision,
        cache_bytes,
        input,
        output,
        requests: digits.parse().unwrap_or(f64::INFINITY),
        kept,
        burst: f[9].starts_with("all"),
    })
}

/// The shape with layers that keep every token in place of those with a window.
fn unwindowed(shape: &Shape) -> Shape {
    Shape {
        attention: match shape.attention {
            Attention::Mixed(kept) if kept.window_layers > 0.0 => Attention::Full,
            other @ (Attention::Mixed(_) | Attention::Full) => other,
        },
        ..shape.clone()
    }
}

/// The shape with the keys and values that kernels read. For the 20 heads of GLM-4.7 Flash the engine had no kernel that reads its latent
/// (those are made for 16, 64 or 128 heads), so it reads keys and values of all heads, of 256 each. Assumed: no source says so, but no other
/// size explains how its steps grow with the text.
fn as_read(name: &str, shape: Shape) -> Shape {
    static ALL_HEADS: Kept = Kept {
        full_layers: 47.0,
        width: 2.0 * 20.0 * 256.0,
        window_layers: 0.0,
        window_tokens: 0.0,
    };
    match name {
        "GLM-4.7 Flash 30B-A3B" => Shape {
            attention: Attention::Mixed(&ALL_HEADS),
            ..shape
        },
        _ => shape,
    }
}

/// Dimensions of a model: of the catalog where it has them.
fn shape(name: &str) -> Option<Shape> {
    let id = match name {
        "Llama 3.3 70B" | "Llama 3.1 70B" => "llama-3.3-70b",
        "gpt-oss-120b" => "gpt-oss-120b",
        "gpt-oss-20b" => "gpt-oss-20b",
        "Gemma 4 31B" => "gemma-4-31b",
        "Gemma 4 26B-A4B" => "gemma-4-26b-a4b",
        "Qwen3 32B" => "qwen3-32b",
        "Qwen3.5 9B" => "qwen3.5-9b",
        "Qwen3.5 35B-A3B" => "qwen3.6-35b-a3b",
        _ => "",
    };
    let in_catalog = Catalog::builtin().models.iter().find(|m| m.id == id);
    in_catalog
        .and_then(|m| m.shape.clone())
        .or_else(|| published_shape(name))
}

/// Dimensions of a model that the catalog does not sell.
fn published_shape(name: &str) -> Option<Shape> {
    /// Six of its 52 layers have attention, with keys and values of two heads of 128.
    static NEMOTRON: Kept = Kept {
        full_layers: 6.0,
        width: 512.0,
        window_layers: 0.0,
        window_tokens: 0.0,
    };
    /// A latent of 512 numbers and 64 for the place.
    static GLM: Kept = Kept {
        full_layers: 47.0,
        width: 576.0,
        window_layers: 0.0,
        window_tokens: 0.0,
    };
    let f = facts::shapes().into_iter().find(|f| f[0] == name)?;
    let number = |i: usize| f[i].parse::<f64>().ok();
    let (layers, hidden, heads) = (number(4)?, number(5)?, number(6)?);
    let (kv_heads, head_dim, vocab) = (number(7)?, number(8)?, number(9).unwrap_or(131_072.0));
    // Of dense models without a published size: the projections of attention and of the gated layers, and two of the vocabulary.
    let counted = || {
        let attention = hidden * head_dim * 2.0 * (heads + kv_heads);
        Some((layers * (attention + 3.0 * hidden * number(10)?) + 2.0 * vocab * hidden) / 1e9)
    };
    Some(Shape {
        params_b: number(2).or_else(counted)?,
        active_params_b: number(3).filter(|active| Some(*active) != number(2)),
        routed_share: number(12).zip(number(11)).map(|(taken, all)| taken / all),
        weight_bytes: None,
        layers,
        attention: match name {
            "Nemotron 3 Nano 30B-A3B" => Attention::Mixed(&NEMOTRON),
            "GLM-4.7 Flash 30B-A3B" => Attention::Mixed(&GLM),
            _ => Attention::Full,
        },
        hidden,
        heads,
        kv_heads,
        head_dim,
        vocab,
        source: f[19].clone().into(),
    })
}

/// How near some runs are predicted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// How many.
    pub runs: usize,
    /// How many of them within a factor of 1.35.
    pub near: usize,
    /// The median factor.
    pub median: f64,
    /// The largest.
    pub worst: f64,
}

/// How near the runs are predicted that are used so.
#[must_use]
pub fn accuracy(of: impl Fn(Use) -> bool) -> Accuracy {
    let mut off: Vec<f64> = runs()
        .iter()
        .filter(|run| run.case.is_some() && of(run.used))
        .map(Run::off_by)
        .collect();
    off.sort_by(f64::total_cmp);
    Accuracy {
        runs: off.len(),
        near: off.iter().filter(|x| **x <= 1.35).count(),
        median: off.get(off.len() / 2).copied().unwrap_or(1.0),
        worst: off.last().copied().unwrap_or(1.0),
    }
}

/// Why runs are left out, and how many for each reason.
#[must_use]
pub fn excluded() -> Vec<(&'static str, usize)> {
    let mut reasons: Vec<(&'static str, usize)> = Vec::new();
    for run in runs() {
        if let Use::Excluded(why) = run.used {
            match reasons.iter_mut().find(|(reason, _)| *reason == why) {
                Some((_, count)) => *count += 1,
                None => reasons.push((why, 1)),
            }
        }
    }
    reasons
}
