//! Loading the kernels and launching them.
#![expect(
    unsafe_code,
    reason = "a launch trusts its arguments: every caller in this crate checks sizes first"
)]

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, RwLock};

use candle_core::backend::BackendStorage;
use candle_core::cuda_backend::cudarc::driver::sys::{
    CUdevice_attribute, CUfunction_attribute, CUmemPool_attribute,
};
use candle_core::cuda_backend::cudarc::driver::{
    CudaFunction, DevicePtr, LaunchConfig, PushKernelArg, result,
};
use candle_core::cuda_backend::{CudaStorageSlice, WrapErr};
use candle_core::{CudaDevice, CudaStorage, DType, Device, Layout, Result, Shape, Storage, Tensor, bail};

/// A compiled kernel.
pub(crate) struct Built {
    /// Its name and the numbers it was compiled for.
    pub(crate) key: &'static str,
    /// Its name within the PTX.
    pub(crate) function: &'static str,
    /// Warps of a program.
    pub(crate) warps: u32,
    /// Bytes of shared memory of a program.
    pub(crate) shared: u32,
    /// The code.
    pub(crate) ptx: &'static str,
}

include!(env!("FORKCAST_KERNELS_TABLE"));

struct Loaded {
    function: CudaFunction,
    config: LaunchConfig,
}

/// An argument of a kernel.
#[derive(Clone, Copy)]
pub(crate) enum Arg {
    Pointer(u64),
    Whole(i32),
    Number(f32),
}

impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::Whole(i32::try_from(value).unwrap_or(i32::MAX))
    }
}

impl From<f64> for Arg {
    fn from(value: f64) -> Self {
        Self::Number(value as f32)
    }
}

/// The kernels on one device.
#[derive(Clone)]
pub struct Kernels {
    pub(crate) device: CudaDevice,
    loaded: Arc<RwLock<HashMap<&'static str, Arc<Loaded>>>>,
}

impl fmt::Debug for Kernels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernels").finish_non_exhaustive()
    }
}

impl Kernels {
    /// The kernels on `device`; none where it is no Hopper GPU, or where this program was built without them.
    ///
    /// # Errors
    /// When the device fails.
    pub fn open(device: &Device) -> Result<Option<Self>> {
        let Device::Cuda(cuda) = device else {
            return Ok(None);
        };
        let context = cuda.cuda_stream().context().clone();
        let major = context
            .attribute(CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            .w()?;
        if BUILT.is_empty() || major != 9 {
            return Ok(None);
        }
        Ok(Some(Self {
            device: cuda.clone(),
            loaded: Arc::default(),
        }))
    }

    /// Keeps memory that tensors give back for the next ones. By default the driver returns it to the system whenever the device has
    /// no work, and every step would ask for it anew.
    ///
    /// # Errors
    /// When the device fails.
    pub fn keep_memory(device: &Device) -> Result<()> {
        let Device::Cuda(cuda) = device else {
            return Ok(());
        };
        let context = cuda.cuda_stream().context().clone();
        let mut all = u64::MAX;
        // SAFETY: the device is the context's, and the attribute's value is a u64.
        unsafe {
            let pool = result::device::get_mem_pool(context.cu_device()).w()?;
            let value = (&raw mut all).cast();
            result::mem_pool::set_attribute(
                pool,
                CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD,
                value,
            )
            .w()
        }
    }

    /// Version of Triton that the kernels were compiled by.
    #[must_use]
    pub fn compiler() -> &'static str {
        TRITON
    }

    fn load(&self, key: &str) -> Result<Arc<Loaded>> {
        if let Some(found) = self
            .loaded
            .read()
            .ok()
            .and_then(|loaded| loaded.get(key).cloned())
        {
            return Ok(found);
        }
        let Some(built) = BUILT.iter().find(|built| built.key == key) else {
            bail!("no kernel is built for “{key}”");
        };
        let context = self.device.cuda_stream().context().clone();
        let module = context.load_module(built.ptx.into()).w()?;
        let function = module.load_function(built.function).w()?;
        function
            .set_attribute(
                CUfunction_attribute::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                i32::try_from(built.shared).unwrap_or(i32::MAX),
            )
            .w()?;
        let config = LaunchConfig {
            grid_dim: (1, 1, 1),
            block_dim: (32 * built.warps, 1, 1),
            shared_mem_bytes: built.shared,
        };
        let loaded = Arc::new(Loaded { function, config });
        if let Ok(mut all) = self.loaded.write() {
            all.insert(built.key, loaded.clone());
        }
        Ok(loaded)
    }

    /// Launches the kernel of that key on a grid.
    pub(crate) fn launch(&self, key: &str, grid: (usize, usize), arguments: &[Arg]) -> Result<()> {
        let loaded = self.load(key)?;
        let (Ok(x), Ok(y)) = (u32::try_from(grid.0), u32::try_from(grid.1)) else {
            bail!("a grid of {} × {} is too large", grid.0, grid.1);
        };
        if x == 0 || y == 0 {
            return Ok(());
        }
        let stream = self.device.cuda_stream();
        let mut builder = stream.launch_builder(&loaded.function);
        for argument in arguments {
            match argument {
                Arg::Pointer(value) => builder.arg(value),
                Arg::Whole(value) => builder.arg(value),
                Arg::Number(value) => builder.arg(value),
            };
        }
        // Triton's kernels take two pointers more, to memory that none of these uses.
        let nothing = 0u64;
        builder.arg(&nothing).arg(&nothing);
        let config = LaunchConfig {
            grid_dim: (x, y, 1),
            ..loaded.config
        };
        // SAFETY: arguments are in the order and of the types of the kernel; the callers below give pointers of the sizes it expects.
        unsafe { builder.launch(config) }.w()?;
        Ok(())
    }

    /// A tensor whose numbers are not set.
    pub(crate) fn blank(&self, shape: impl Into<Shape>, dtype: DType) -> Result<Tensor> {
        // SAFETY: whoever asks launches a kernel that writes every number.
        unsafe { Tensor::empty(shape, dtype, &Device::Cuda(self.device.clone())) }
    }

    /// The address of a tensor's first number. It must lie in one piece.
    pub(crate) fn at(&self, tensor: &Tensor) -> Result<Arg> {
        let (storage, layout) = tensor.storage_and_layout();
        match &*storage {
            Storage::Cuda(storage) => self.within(storage, layout),
            _ => bail!("a kernel was given a tensor of another device"),
        }
    }

    /// The same for a storage with its layout.
    pub(crate) fn within(&self, storage: &CudaStorage, layout: &Layout) -> Result<Arg> {
        if !layout.is_contiguous() {
            bail!(
                "a kernel was given a tensor that does not lie in one piece: {:?}",
                layout.shape()
            );
        }
        let stream = self.device.cuda_stream();
        let base = match &storage.slice {
            CudaStorageSlice::U8(slice) => slice.device_ptr(&stream).0,
            CudaStorageSlice::U32(slice) => slice.device_ptr(&stream).0,
            CudaStorageSlice::BF16(slice) => slice.device_ptr(&stream).0,
            CudaStorageSlice::F32(slice) => slice.device_ptr(&stream).0,
            _ => bail!("kernels take bf16, f32, u32 and bytes"),
        };
        let at = base + (layout.start_offset() * storage.dtype().size_in_bytes()) as u64;
        // Tokens are read one at a time, all else sixteen bytes at once.
        if storage.dtype() != DType::U32 && !at.is_multiple_of(16) {
            bail!("a kernel was given a tensor that begins between two sixteens of bytes");
        }
        Ok(Arg::Pointer(at))
    }
}

/// Rows and the length of each, of a tensor in bf16 whose rows are multiples of 16.
pub(crate) fn rows(tensor: &Tensor) -> Result<(usize, usize)> {
    let columns = tensor.dims().last().copied().unwrap_or(0);
    if tensor.dtype() != DType::BF16 || columns == 0 || !columns.is_multiple_of(16) {
        bail!(
            "kernels take rows of bf16 in multiples of 16, not {:?} of {:?}",
            tensor.shape(),
            tensor.dtype()
        );
    }
    Ok((tensor.elem_count() / columns, columns))
}

/// The least power of two that a row fits in, as kernels that take whole rows are built.
pub(crate) fn power(columns: usize) -> usize {
    columns.next_power_of_two().max(64)
}
