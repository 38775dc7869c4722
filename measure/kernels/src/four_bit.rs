//! Matrices in four bits, and the frozen matrices of training.

use candle_core::{DType, Result, Tensor, bail};

use crate::launch::{Arg, Kernels, rows};

/// Bytes of 32 numbers in four bits, two a byte, with a scale of sixteen bits.
const BYTES: usize = 18;

/// A frozen matrix.
#[derive(Clone, Debug)]
pub enum Base {
    /// As it is.
    Plain(Tensor),
    /// In four-bit blocks, expanded for each use.
    FourBit(Tensor, (usize, usize)),
}

impl Base {
    pub(crate) fn matrix(&self, kernels: &Kernels) -> Result<Tensor> {
        match self {
            Self::Plain(matrix) => Ok(matrix.clone()),
            Self::FourBit(blocks, shape) => kernels.dequantize(blocks, *shape),
        }
    }
}

impl Kernels {
    /// Where the scales of four-bit blocks lie: after the numbers of all, sixteen bytes each.
    fn scales(&self, blocks: &Tensor, count: usize) -> Result<Arg> {
        self.at(&blocks.narrow(0, count * (BYTES - 2), count * 2)?)
    }

    /// A matrix in blocks of 32 four-bit numbers with a scale each, as bytes.
    ///
    /// # Errors
    /// When its columns are no multiple of 32 or the device fails.
    pub fn quantize(&self, matrix: &Tensor) -> Result<Tensor> {
        let (_, columns) = rows(matrix)?;
        if !columns.is_multiple_of(32) {
            bail!("{columns} columns cannot be cut into blocks of 32");
        }
        let blocks = matrix.elem_count() / 32;
        let out = self.blank(blocks * BYTES, DType::U8)?;
        self.launch(
            "quantize 64",
            (blocks.div_ceil(64), 1),
            &[
                self.at(matrix)?,
                self.at(&out)?,
                self.scales(&out, blocks)?,
                blocks.into(),
            ],
        )?;
        Ok(out)
    }

    /// The matrix of `rows × columns` that four-bit blocks stand for.
    ///
    /// # Errors
    /// When there are not as many blocks or the device fails.
    pub fn dequantize(&self, blocks: &Tensor, shape: (usize, usize)) -> Result<Tensor> {
        let count = shape.0 * shape.1 / 32;
        if blocks.elem_count() != count * BYTES || blocks.dtype() != DType::U8 {
            bail!(
                "{} bytes are no matrix of {} × {}",
                blocks.elem_count(),
                shape.0,
                shape.1
            );
        }
        let out = self.blank(shape, DType::BF16)?;
        self.launch(
            "dequantize 64",
            (count.div_ceil(64), 1),
            &[
                self.at(blocks)?,
                self.scales(blocks, count)?,
                self.at(&out)?,
                count.into(),
            ],
        )?;
        Ok(out)
    }
}
