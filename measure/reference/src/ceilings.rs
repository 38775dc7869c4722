//! What the machine can do at most: a large matrix product and a large copy, of random numbers, in buffers that caches cannot hold.

use std::thread;
use std::time::{Duration, Instant};

use candle_core::{DType, Device, Result, Tensor};
use forkcast_engine::latency::shapes::Ceilings;
use forkcast_protocol::measure::Ceiling;

use crate::text;

/// Sets of buffers that are used in turn.
const SETS: usize = 4;
/// Repeats of each, at most.
const REPEATS: usize = 24;
/// Time after which no further repeat begins. The best of the repeats counts: it is the machine without its other work.
const ENOUGH: Duration = Duration::from_millis(800);

/// Sizes of the two measurements.
struct Sizes {
    /// Rows and columns of each factor.
    side: usize,
    /// Numbers of each buffer that is copied.
    copied: usize,
}

impl Sizes {
    fn of(device: &Device) -> Self {
        if device.is_cpu() {
            Self {
                side: 1536,
                copied: 32 << 20,
            }
        } else {
            Self {
                side: 8192,
                copied: 2 << 30,
            }
        }
    }
}

/// Bytes that measuring takes on `device` with numbers of `dtype`.
pub(crate) fn bytes(device: &Device, dtype: DType) -> f64 {
    let sizes = Sizes::of(device);
    let factors = (2 * SETS + 1) * sizes.side * sizes.side;
    (factors.max(sizes.copied + 3 * sizes.copied / SETS) * dtype.size_in_bytes()) as f64
}

/// Measures both; each takes a few seconds at most.
///
/// # Errors
/// When the device fails.
pub fn measure(device: &Device, dtype: DType) -> Result<Ceilings> {
    Ok(Ceilings {
        flops: matmul(device, dtype)?,
        bytes_per_s: if device.is_cpu() {
            copy_on_host(Sizes::of(device).copied)
        } else {
            copy_on_device(device, dtype)?
        },
    })
}

/// The ceilings as a run tells them.
#[must_use]
pub fn told(at: Ceilings, dtype: DType) -> [Ceiling; 2] {
    let name = dtype.as_str();
    [
        Ceiling {
            key: format!("matmul-{name}"),
            label: text::row::product(name),
            value: at.flops / 1e12,
            unit: "TFLOP/s".to_owned(),
        },
        Ceiling {
            key: "copy".to_owned(),
            label: text::row::COPY.to_owned(),
            value: at.bytes_per_s / 1e12,
            unit: "TB/s".to_owned(),
        },
    ]
}

/// The best rate of `work`, which does `amount` at its nth call; the first round over the buffers is not counted.
fn best(amount: f64, mut work: impl FnMut(usize) -> Result<()>) -> Result<f64> {
    for set in 0..SETS {
        work(set)?;
    }
    let begun = Instant::now();
    let mut least = f64::INFINITY;
    for repeat in 0..REPEATS {
        let start = Instant::now();
        work(repeat % SETS)?;
        least = least.min(start.elapsed().as_secs_f64());
        if begun.elapsed() > ENOUGH {
            break;
        }
    }
    Ok(amount / least)
}

/// The better of a square product and a flat one, as of a prompt's rows: libraries do not favour the same one everywhere.
fn matmul(device: &Device, dtype: DType) -> Result<f64> {
    let side = Sizes::of(device).side;
    let square = product(device, dtype, side, side)?;
    Ok(square.max(product(device, dtype, side / 6, side)?))
}

fn product(device: &Device, dtype: DType, rows: usize, side: usize) -> Result<f64> {
    let factor = |rows: usize| Tensor::rand(-1f32, 1f32, (rows, side), device)?.to_dtype(dtype);
    let factors = (0..SETS)
        .map(|_| Ok((factor(rows)?, factor(side)?)))
        .collect::<Result<Vec<_>>>()?;
    device.synchronize()?;
    best(2.0 * rows as f64 * (side as f64).powi(2), |set| {
        let (a, b) = &factors[set];
        let _product = a.matmul(&b.t()?)?;
        device.synchronize()
    })
}

fn copy_on_device(device: &Device, dtype: DType) -> Result<f64> {
    let count = Sizes::of(device).copied / SETS;
    let buffers = (0..SETS)
        .map(|_| Tensor::rand(-1f32, 1f32, count, device)?.to_dtype(dtype))
        .collect::<Result<Vec<_>>>()?;
    device.synchronize()?;
    best((2 * count * dtype.size_in_bytes()) as f64, |set| {
        let _copy = buffers[set].copy()?;
        device.synchronize()
    })
}

/// Copies with every core: one alone does not fill the memory's channels.
fn copy_on_host(count: usize) -> f64 {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    // Every number differs, so that nothing on the way can be spared.
    let from: Vec<f32> = (0..count as u32)
        .map(|i| i.wrapping_mul(2_654_435_761) as f32)
        .collect();
    let mut to = vec![0f32; count];
    let share = count.div_ceil(threads);
    best((2 * count * size_of::<f32>()) as f64, |_| {
        thread::scope(|scope| {
            for (to, from) in to.chunks_mut(share).zip(from.chunks(share)) {
                scope.spawn(|| to.copy_from_slice(from));
            }
        });
        Ok(())
    })
    .unwrap_or(f64::NAN)
}
