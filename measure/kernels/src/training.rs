//! The operations of a training step with adapters, each with its gradient.

use candle_core::{DType, Result, Tensor, bail};

use crate::forward::EPSILON;
use crate::four_bit::Base;
use crate::launch::{Arg, Kernels, power, rows};
use crate::product::Factor;

/// Numbers that one program of an elementwise kernel processes.
pub(crate) const BLOCK: usize = 1024;

/// A frozen matrix with a low-rank adapter beside it.
#[derive(Clone, Copy, Debug)]
pub struct Adapter<'a> {
    /// The frozen matrix, `outputs × columns`.
    pub base: &'a Base,
    /// The adapter's first factor, `rank × columns`.
    pub inner: &'a Tensor,
    /// The adapter's second factor, `outputs × rank`.
    pub outer: &'a Tensor,
    /// Factor of the adapter's part.
    pub scale: f32,
}

/// A matrix in one piece as a factor of a product.
fn factor(at: Arg, (rows, columns): (usize, usize), transposed: bool) -> Factor {
    Factor {
        at,
        rows,
        columns,
        transposed,
    }
}

impl Kernels {
    fn plain(&self, matrix: &Tensor) -> Result<Factor> {
        Ok(factor(self.at(matrix)?, matrix.dims2()?, false))
    }

    fn turned(&self, matrix: &Tensor) -> Result<Factor> {
        Ok(factor(self.at(matrix)?, matrix.dims2()?, true))
    }

    fn same(tensors: &[&Tensor]) -> Result<(usize, usize)> {
        let mut sizes = tensors.iter().map(|tensor| rows(tensor));
        let first = sizes.next().unwrap_or(Ok((0, 0)))?;
        for size in sizes {
            let size = size?;
            if size != first {
                bail!("{size:?} numbers where {first:?} are expected");
            }
        }
        Ok(first)
    }

    /// `rest` plus the gradient with respect to `x` of [`Kernels::rms_norm`], whose result has the gradient `dy`. The gain is frozen.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn rms_norm_gradient(&self, x: &Tensor, gain: &Tensor, dy: &Tensor, rest: &Tensor) -> Result<Tensor> {
        let (count, columns) = Self::same(&[x, dy, rest])?;
        if gain.elem_count() != columns {
            bail!("a gain of {} for rows of {columns}", gain.elem_count());
        }
        let out = self.blank(x.shape(), DType::BF16)?;
        self.launch(
            &format!("rms_norm_backward {}", power(columns)),
            (count, 1),
            &[
                self.at(x)?,
                self.at(gain)?,
                self.at(dy)?,
                self.at(rest)?,
                self.at(&out)?,
                columns.into(),
                EPSILON.into(),
            ],
        )?;
        Ok(out)
    }

    fn rope(
        &self,
        x: &Tensor,
        (cos, sin): (&Tensor, &Tensor),
        out: &Tensor,
        (tokens, heads, count): (usize, usize, usize),
        back: bool,
    ) -> Result<()> {
        let (places, half) = cos.dims2()?;
        if places < count || sin.dims2()? != (places, half) {
            bail!("{count} positions have no angles");
        }
        self.launch(
            &format!("rope_heads {} {} 8", u8::from(back), 2 * half),
            (tokens, heads.div_ceil(8)),
            &[
                self.at(x)?,
                self.at(cos)?,
                self.at(sin)?,
                self.at(out)?,
                count.into(),
                heads.into(),
                (if back { -1.0 } else { 1.0 }).into(),
            ],
        )
    }

    /// `batch·count × heads·width` rotated by position, as `batch × heads × count × width`. Cosines of one and sines of zero only
    /// reorder.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn to_heads(&self, x: &Tensor, turns: (&Tensor, &Tensor), count: usize) -> Result<Tensor> {
        let (tokens, columns) = rows(x)?;
        let width = 2 * turns.0.dim(1)?;
        let heads = columns / width;
        if heads * width != columns || !tokens.is_multiple_of(count) {
            bail!("{tokens} × {columns} cannot be split into heads of {width}");
        }
        let out = self.blank((tokens / count, heads, count, width), DType::BF16)?;
        self.rope(x, turns, &out, (tokens, heads, count), false)?;
        Ok(out)
    }

    /// The inverse of [`Kernels::to_heads`], which is its gradient too.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn from_heads(&self, x: &Tensor, turns: (&Tensor, &Tensor)) -> Result<Tensor> {
        let (batch, heads, count, width) = x.dims4()?;
        if width != 2 * turns.0.dim(1)? {
            bail!("heads of {width} are rotated by angles of another width");
        }
        let out = self.blank((batch * count, heads * width), DType::BF16)?;
        self.rope(x, turns, &out, (batch * count, heads, count), true)?;
        Ok(out)
    }

    /// Softmax of `scale` times the scores over the keys up to each query. The rows are queries, position by position for each head,
    /// and the last dimension is their keys.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn causal_softmax(&self, scores: &Tensor, scale: f64) -> Result<Tensor> {
        let (all, count) = rows(scores)?;
        if !all.is_multiple_of(count) {
            bail!("scores of {:?} are not square", scores.shape());
        }
        let out = self.blank(scores.shape(), DType::BF16)?;
        self.launch(
            &format!("causal_softmax {}", power(count)),
            (all, 1),
            &[self.at(scores)?, self.at(&out)?, count.into(), scale.into()],
        )?;
        Ok(out)
    }

    /// The gradient of [`Kernels::causal_softmax`] with respect to the scores, from its result.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn causal_softmax_gradient(&self, shares: &Tensor, dshares: &Tensor, scale: f64) -> Result<Tensor> {
        let (all, count) = Self::same(&[shares, dshares])?;
        let out = self.blank(shares.shape(), DType::BF16)?;
        self.launch(
            &format!("causal_softmax_backward {}", power(count)),
            (all, 1),
            &[
                self.at(shares)?,
                self.at(dshares)?,
                self.at(&out)?,
                count.into(),
                scale.into(),
            ],
        )?;
        Ok(out)
    }

    /// silu(gate) · up.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn gated(&self, gate: &Tensor, up: &Tensor) -> Result<Tensor> {
        Self::same(&[gate, up])?;
        let count = gate.elem_count();
        let out = self.blank(gate.shape(), DType::BF16)?;
        self.launch(
            "silu_times 1024",
            (count.div_ceil(BLOCK), 1),
            &[self.at(gate)?, self.at(up)?, self.at(&out)?, count.into()],
        )?;
        Ok(out)
    }

    /// The gradients of [`Kernels::gated`] with respect to the gate and the other factor.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn gated_gradient(&self, gate: &Tensor, up: &Tensor, dy: &Tensor) -> Result<(Tensor, Tensor)> {
        Self::same(&[gate, up, dy])?;
        let count = gate.elem_count();
        let (dgate, dup) = (
            self.blank(gate.shape(), DType::BF16)?,
            self.blank(up.shape(), DType::BF16)?,
        );
        self.launch(
            "silu_times_backward 1024",
            (count.div_ceil(BLOCK), 1),
            &[
                self.at(gate)?,
                self.at(up)?,
                self.at(dy)?,
                self.at(&dgate)?,
                self.at(&dup)?,
                count.into(),
            ],
        )?;
        Ok((dgate, dup))
    }

    fn targets(logits: &Tensor, targets: &Tensor, loss: &Tensor) -> Result<(usize, usize)> {
        let (count, vocab) = rows(logits)?;
        if targets.elem_count() != count
            || targets.dtype() != DType::U32
            || loss.elem_count() != count
            || loss.dtype() != DType::F32
        {
            bail!(
                "{count} rows of logits, {} targets and {} losses differ",
                targets.elem_count(),
                loss.elem_count()
            );
        }
        Ok((count, vocab))
    }

    /// Cross entropy of each row of logits, nats, written to `loss`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn cross_entropy(&self, logits: &Tensor, targets: &Tensor, loss: &Tensor) -> Result<()> {
        let (count, vocab) = Self::targets(logits, targets, loss)?;
        self.launch(
            "cross_entropy 8192",
            (count, 1),
            &[self.at(logits)?, self.at(targets)?, self.at(loss)?, vocab.into()],
        )
    }

    /// The gradient of the mean of [`Kernels::cross_entropy`] with respect to the logits.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn cross_entropy_gradient(&self, logits: &Tensor, targets: &Tensor, loss: &Tensor) -> Result<Tensor> {
        let (count, vocab) = Self::targets(logits, targets, loss)?;
        let out = self.blank(logits.shape(), DType::BF16)?;
        self.launch(
            "cross_entropy_backward 4096",
            (count, vocab.div_ceil(4096)),
            &[
                self.at(logits)?,
                self.at(targets)?,
                self.at(loss)?,
                (1.0 / count as f64).into(),
                self.at(&out)?,
                vocab.into(),
            ],
        )?;
        Ok(out)
    }

    /// Rows times a matrix as it is stored: the gradient of [`Kernels::times`] with respect to its rows.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn times_gradient(&self, dy: &Tensor, matrix: &Tensor) -> Result<Tensor> {
        let ((count, _), (_, columns)) = (rows(dy)?, matrix.dims2()?);
        let out = self.blank((count, columns), DType::BF16)?;
        self.product(self.plain(dy)?, self.plain(matrix)?, self.at(&out)?, 1.0, 0.0)?;
        Ok(out)
    }

    /// Rows times the transpose of a matrix and its adapter, and the rows times the transpose of the adapter's first factor, which the
    /// gradient needs.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn adapted(&self, x: &Tensor, adapter: &Adapter) -> Result<(Tensor, Tensor)> {
        let matrix = adapter.base.matrix(self)?;
        let ((count, _), (outputs, _)) = (x.dims2()?, matrix.dims2()?);
        let out = self.blank((count, outputs), DType::BF16)?;
        let mid = self.blank((count, adapter.inner.dim(0)?), DType::BF16)?;
        self.product(self.plain(x)?, self.turned(&matrix)?, self.at(&out)?, 1.0, 0.0)?;
        self.product(
            self.plain(x)?,
            self.turned(adapter.inner)?,
            self.at(&mid)?,
            1.0,
            0.0,
        )?;
        self.product(
            self.plain(&mid)?,
            self.turned(adapter.outer)?,
            self.at(&out)?,
            adapter.scale,
            1.0,
        )?;
        Ok((out, mid))
    }

    /// The gradients of [`Kernels::adapted`]: those of the adapter's two factors come back, that of the rows is added to `dx` where
    /// there is one and else is made. Adding in the product spares a pass over memory for each sum.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn adapted_gradient(
        &self,
        adapter: &Adapter,
        (x, mid): (&Tensor, &Tensor),
        dy: &Tensor,
        dx: Option<Tensor>,
    ) -> Result<(Tensor, (Tensor, Tensor))> {
        let dmid = self.blank(mid.shape(), DType::BF16)?;
        let (dinner, douter) = (
            self.blank(adapter.inner.shape(), DType::BF16)?,
            self.blank(adapter.outer.shape(), DType::BF16)?,
        );
        let scale = adapter.scale;
        self.product(
            self.plain(dy)?,
            self.plain(adapter.outer)?,
            self.at(&dmid)?,
            scale,
            0.0,
        )?;
        self.product(self.turned(dy)?, self.plain(mid)?, self.at(&douter)?, scale, 0.0)?;
        self.product(self.turned(&dmid)?, self.plain(x)?, self.at(&dinner)?, 1.0, 0.0)?;
        let (dx, keep) = match dx {
            Some(dx) => (dx, 1.0),
            None => (self.blank(x.shape(), DType::BF16)?, 0.0),
        };
        let matrix = adapter.base.matrix(self)?;
        self.product(self.plain(dy)?, self.plain(&matrix)?, self.at(&dx)?, 1.0, keep)?;
        self.product(
            self.plain(&dmid)?,
            self.plain(adapter.inner)?,
            self.at(&dx)?,
            1.0,
            1.0,
        )?;
        Ok((dx, (dinner, douter)))
    }
}
