//! Matrix products that add to what is there, by cuBLAS.
#![expect(
    unsafe_code,
    reason = "cuBLAS trusts the sizes it is given, which are checked here"
)]

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::cublas::{result, sys};
use candle_core::{Result, bail};

use crate::launch::{Arg, Kernels};

/// A factor: where it lies, its rows and columns as stored, and whether it counts transposed.
#[derive(Clone, Copy)]
pub(crate) struct Factor {
    pub(crate) at: Arg,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) transposed: bool,
}

impl Factor {
    fn size(&self) -> (usize, usize) {
        if self.transposed {
            (self.columns, self.rows)
        } else {
            (self.rows, self.columns)
        }
    }

    fn operation(&self) -> sys::cublasOperation_t {
        if self.transposed {
            sys::cublasOperation_t::CUBLAS_OP_T
        } else {
            sys::cublasOperation_t::CUBLAS_OP_N
        }
    }
}

impl Kernels {
    /// `out = scale · a · b + keep · out`, stored by rows.
    pub(crate) fn product(&self, a: Factor, b: Factor, out: Arg, scale: f32, keep: f32) -> Result<()> {
        let ((m, k), (k2, n)) = (a.size(), b.size());
        let (Arg::Pointer(pa), Arg::Pointer(pb), Arg::Pointer(pc)) = (a.at, b.at, out) else {
            bail!("a product takes matrices");
        };
        if k != k2 {
            bail!("a product of {m} × {k} and {k2} × {n} has no meaning");
        }
        let whole = |value: usize| i32::try_from(value).unwrap_or(i32::MAX);
        let kind = sys::cudaDataType_t::CUDA_R_16BF;
        // cuBLAS stores by columns, so that it sees the transposes: outᵀ = bᵀ · aᵀ.
        // SAFETY: the pointers hold the sizes given, as their makers in this crate see to.
        unsafe {
            result::gemm_ex(
                *self.device.cublas_handle().handle(),
                b.operation(),
                a.operation(),
                whole(n),
                whole(m),
                whole(k),
                (&raw const scale).cast(),
                pb as *const _,
                kind,
                whole(b.columns),
                pa as *const _,
                kind,
                whole(a.columns),
                (&raw const keep).cast(),
                pc as *mut _,
                kind,
                whole(n),
                sys::cublasComputeType_t::CUBLAS_COMPUTE_32F,
                sys::cublasGemmAlgo_t::CUBLAS_GEMM_DEFAULT_TENSOR_OP,
            )
        }
        .w()
    }
}
