//! What a run works on, the numbers it works in, and the memory it has.

use candle_core::{DType, Device};
use forkcast_protocol::measure::{self, Machine};

use crate::text::device as text;

/// A device with the numbers that are used on it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The device.
    pub device: Device,
    /// Its numbers: f32 on the processor, bf16 on a GPU.
    pub dtype: DType,
    /// Who multiplies matrices.
    pub products: &'static str,
    /// The kernels made for the GPU; none on another GPU than theirs.
    #[cfg(feature = "cuda")]
    pub kernels: Option<forkcast_kernels::Kernels>,
}

impl Place {
    /// The processor.
    #[must_use]
    pub const fn cpu() -> Self {
        Self {
            device: Device::Cpu,
            dtype: DType::F32,
            products: text::GEMM,
            #[cfg(feature = "cuda")]
            kernels: None,
        }
    }

    /// The device that a specification names.
    ///
    /// # Errors
    /// When it is not there, in words.
    pub fn open(device: measure::Device) -> Result<Self, String> {
        match device {
            measure::Device::Cpu => Ok(Self::cpu()),
            measure::Device::Cuda => cuda(),
        }
    }

    /// Bytes of a number.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.dtype.size_in_bytes() as f64
    }

    /// Way the work is done, such as `f32, gemm`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}, {}", self.dtype.as_str(), self.products)
    }

    /// Memory that may be taken now, bytes; none where the system does not say.
    #[must_use]
    pub fn free_memory(&self) -> Option<f64> {
        match &self.device {
            #[cfg(feature = "cuda")]
            Device::Cuda(cuda) => {
                let (free, _) = cuda.cuda_stream().context().mem_get_info().ok()?;
                Some(free as f64)
            }
            _ => available_on_host(),
        }
    }

    /// What the GPU is, for results; none on the processor, whose program describes the machine itself.
    #[must_use]
    pub fn machine(&self) -> Option<Machine> {
        match &self.device {
            #[cfg(feature = "cuda")]
            Device::Cuda(cuda) => Some(gpu_machine(cuda)),
            _ => None,
        }
    }
}

#[cfg(not(feature = "cuda"))]
fn cuda() -> Result<Place, String> {
    Err(text::NO_CUDA.to_owned())
}

#[cfg(feature = "cuda")]
fn cuda() -> Result<Place, String> {
    let device = Device::new_cuda(0).map_err(text::no_gpu)?;
    forkcast_kernels::Kernels::keep_memory(&device).map_err(text::not_set_up)?;
    let kernels = forkcast_kernels::Kernels::open(&device).map_err(text::not_set_up)?;
    Ok(Place {
        device,
        dtype: DType::BF16,
        products: if kernels.is_some() {
            text::CUBLAS_AND_TRITON
        } else {
            text::CUBLAS
        },
        kernels,
    })
}

fn available_on_host() -> Option<f64> {
    let table = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = table.lines().find(|line| line.starts_with("MemAvailable:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0)
}

#[cfg(feature = "cuda")]
fn gpu_machine(cuda: &candle_core::CudaDevice) -> Machine {
    use forkcast_protocol::measure::{Gpu, Library};

    let context = cuda.cuda_stream().context().clone();
    let name = context.name().unwrap_or_else(|_| text::GPU.to_owned());
    // The file begins with a line such as “NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  …”.
    let driver = std::fs::read_to_string("/proc/driver/nvidia/version")
        .ok()
        .and_then(|table| {
            let version =
                |word: &&str| word.contains('.') && word.chars().all(|c| c.is_ascii_digit() || c == '.');
            table.split_whitespace().find(version).map(str::to_owned)
        })
        .unwrap_or_else(|| text::UNKNOWN.to_owned());
    let host = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = host
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or(text::UNKNOWN, |(_, name)| name.trim());
    Machine {
        label: name.clone(),
        os: std::fs::read_to_string("/proc/sys/kernel/osrelease").map_or_else(
            |_| std::env::consts::OS.to_owned(),
            |kernel| text::linux(kernel.trim()),
        ),
        cpu: cpu.to_owned(),
        cores: std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32),
        memory_gb: total_on_host(),
        gpu: Some(Gpu {
            name,
            memory_gb: context.total_mem().map_or(0.0, |bytes| bytes as f64 / 1e9),
            driver,
            // The program is built against one version; the library loader insists on its major number.
            cuda: Some("13".to_owned()),
        }),
        libraries: vec![Library {
            name: "candle".to_owned(),
            version: CANDLE.to_owned(),
        }],
        clocks: None,
    }
}

/// Version of the tensor library that the program was built with.
pub const CANDLE: &str = "0.11";

#[cfg(feature = "cuda")]
fn total_on_host() -> f64 {
    let table = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    table
        .lines()
        .find_map(|line| {
            line.strip_prefix("MemTotal:")?
                .split_whitespace()
                .next()?
                .parse::<f64>()
                .ok()
        })
        .map_or(0.0, |kib| kib * 1024.0 / 1e9)
}
