//! A step recorded once and replayed: the launches of a step then cost the processor next to nothing.

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::CudaGraph;
use candle_core::cuda_backend::cudarc::driver::sys::{CUgraphInstantiate_flags, CUstreamCaptureMode};
use candle_core::{Result, bail};

use crate::launch::Kernels;

/// A recorded step. It reads and writes the tensors that were there when it was recorded, which must outlive it.
pub struct Graph(CudaGraph);

impl Graph {
    /// Records `step` without running it. It must have run before, so that its kernels are loaded, and drop every tensor that it makes.
    ///
    /// # Errors
    /// When the step fails or does something that cannot be recorded, such as waiting for the device.
    pub fn record(kernels: &Kernels, step: impl FnOnce() -> Result<()>) -> Result<Self> {
        let stream = kernels.device.cuda_stream();
        stream
            .begin_capture(CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_RELAXED)
            .w()?;
        let done = step();
        let flags = CUgraphInstantiate_flags::CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH;
        let graph = stream.end_capture(flags).w();
        done?;
        match graph? {
            Some(graph) => Ok(Self(graph)),
            None => bail!("nothing was recorded"),
        }
    }

    /// Runs the step.
    ///
    /// # Errors
    /// When the device fails.
    pub fn replay(&self) -> Result<()> {
        self.0.launch().w()
    }
}
