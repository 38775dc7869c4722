//! A frozen matrix, plain or in four-bit blocks: it passes the gradient of its input on and takes none itself.
//!
//! The library's own product works out both gradients; a frozen base would pay for one that nobody wants.

use std::sync::Arc;

use candle_core::backend::BackendStorage;
use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{CpuStorage, CustomOp1, DType, Layout, Result, Shape, Storage, Tensor};

use crate::text;

/// A frozen matrix, stored by rows of its outputs.
#[derive(Clone, Debug)]
pub enum Frozen {
    /// As it is.
    Plain(Tensor),
    /// In blocks of 32 numbers of four bits and a scale of sixteen (`Q4_0`), made plain for each use in numbers of that type.
    FourBit(Arc<QTensor>, DType),
}

impl Frozen {
    /// The matrix in four-bit blocks.
    ///
    /// # Errors
    /// When its columns are no multiple of 32.
    pub fn quantized(matrix: &Tensor) -> Result<Self> {
        let blocks = QTensor::quantize(matrix, GgmlDType::Q4_0)?;
        Ok(Self::FourBit(Arc::new(blocks), matrix.dtype()))
    }

    /// The matrix as it counts in a product.
    ///
    /// # Errors
    /// When the device has no room for it.
    pub fn matrix(&self) -> Result<Tensor> {
        match self {
            Self::Plain(matrix) => Ok(matrix.clone()),
            Self::FourBit(blocks, DType::F32) => blocks.dequantize(&blocks.device()),
            Self::FourBit(blocks, dtype) => blocks.dequantize_f16(&blocks.device())?.to_dtype(*dtype),
        }
    }

    /// Bytes that it is stored in.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Plain(matrix) => matrix.elem_count() * matrix.dtype().size_in_bytes(),
            Self::FourBit(blocks, _) => blocks.storage_size_in_bytes(),
        }
    }

    /// `rows × columns` times its transpose.
    ///
    /// # Errors
    /// When the shapes do not fit or the device fails.
    pub fn times(&self, x: &Tensor) -> Result<Tensor> {
        x.contiguous()?.apply_op1(Product(self.clone()))
    }
}

struct Product(Frozen);

impl Product {
    /// Rows of the input, and the matrix turned for the product.
    fn operands(&self, layout: &Layout) -> Result<(usize, usize, Tensor)> {
        let (rows, columns) = layout.shape().dims2()?;
        Ok((rows, columns, self.0.matrix()?.t()?))
    }
}

impl CustomOp1 for Product {
    fn name(&self) -> &'static str {
        "frozen-product"
    }

    fn cpu_fwd(&self, input: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (rows, columns, turned) = self.operands(layout)?;
        let outputs = turned.dim(1)?;
        let (storage, turned_layout) = turned.storage_and_layout();
        let Storage::Cpu(matrix) = &*storage else {
            candle_core::bail!("{}", text::defect::OTHER_DEVICE);
        };
        let product = input.matmul(matrix, (1, rows, outputs, columns), layout, turned_layout)?;
        Ok((product, Shape::from((rows, outputs))))
    }

    #[cfg(feature = "cuda")]
    fn cuda_fwd(
        &self,
        input: &candle_core::CudaStorage,
        layout: &Layout,
    ) -> Result<(candle_core::CudaStorage, Shape)> {
        let (rows, columns, turned) = self.operands(layout)?;
        let outputs = turned.dim(1)?;
        let (storage, turned_layout) = turned.storage_and_layout();
        let Storage::Cuda(matrix) = &*storage else {
            candle_core::bail!("{}", text::defect::OTHER_DEVICE);
        };
        let product = input.matmul(matrix, (1, rows, outputs, columns), layout, turned_layout)?;
        Ok((product, Shape::from((rows, outputs))))
    }

    fn bwd(&self, _input: &Tensor, _product: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some(gradient.contiguous()?.matmul(&self.0.matrix()?)?))
    }
}
