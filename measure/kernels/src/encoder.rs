//! What an encoder of BERT's kind takes.

use candle_core::{DType, Result, Tensor, bail};

use crate::launch::{Kernels, power, rows};

/// What keeps a standard deviation from being nought.
const EPSILON: f64 = 1e-12;

impl Kernels {
    /// Attention of every token over all of its sequence, `batch·count × heads·width`, from merged projections, `batch·count × 3
    /// heads·width`, and their bias.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn attention_of_all(
        &self,
        merged: &Tensor,
        bias: &Tensor,
        count: usize,
        width: usize,
    ) -> Result<Tensor> {
        let (tokens, columns) = rows(merged)?;
        let heads = columns / (3 * width);
        if heads * 3 * width != columns || bias.elem_count() != columns || !tokens.is_multiple_of(count) {
            bail!("{tokens} tokens of {columns} cannot be split into heads of {width}");
        }
        let out = self.blank((tokens, heads * width), DType::BF16)?;
        // The kernel takes powers of two, which are what the hardware has.
        let scale = std::f64::consts::LOG2_E / (width as f64).sqrt();
        self.launch(
            &format!("attention_of_all 64 64 {width}"),
            (count.div_ceil(64), tokens / count * heads),
            &[
                self.at(merged)?,
                self.at(bias)?,
                self.at(&out)?,
                count.into(),
                heads.into(),
                scale.into(),
            ],
        )?;
        Ok(out)
    }

    /// Layer norm of `x + bias + other`; the rows of `other` repeat.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn add_layer_norm(
        &self,
        x: &Tensor,
        bias: &Tensor,
        other: &Tensor,
        (gain, shift): &(Tensor, Tensor),
    ) -> Result<Tensor> {
        let ((count, columns), (period, other_columns)) = (rows(x)?, rows(other)?);
        if [bias, gain, shift].iter().any(|row| row.elem_count() != columns) || other_columns != columns {
            bail!("rows of {columns} and what is added to them differ");
        }
        let out = self.blank((count, columns), DType::BF16)?;
        self.launch(
            &format!("add_layer_norm 4 {}", power(columns)),
            (count.div_ceil(4), 1),
            &[
                self.at(x)?,
                self.at(bias)?,
                self.at(other)?,
                self.at(gain)?,
                self.at(shift)?,
                self.at(&out)?,
                count.into(),
                columns.into(),
                period.into(),
                EPSILON.into(),
            ],
        )?;
        Ok(out)
    }

    /// gelu(x + bias) in its exact form.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn bias_gelu(&self, x: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let (count, columns) = rows(x)?;
        if bias.elem_count() != columns {
            bail!("a bias of {} for rows of {columns}", bias.elem_count());
        }
        let out = self.blank((count, columns), DType::BF16)?;
        self.launch(
            "bias_gelu 2048",
            ((count * columns).div_ceil(2048), 1),
            &[
                self.at(x)?,
                self.at(bias)?,
                self.at(&out)?,
                (count * columns).into(),
                columns.into(),
            ],
        )?;
        Ok(out)
    }

    /// The mean of each run of `count` rows, brought to length one and written to `out`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn pool(&self, x: &Tensor, count: usize, out: &Tensor) -> Result<()> {
        let (tokens, columns) = rows(x)?;
        if rows(out)? != (tokens / count, columns) || !tokens.is_multiple_of(count) {
            bail!("{tokens} rows are no runs of {count}");
        }
        self.launch(
            &format!("pool {}", power(columns)),
            (tokens / count, 1),
            &[self.at(x)?, self.at(out)?, count.into(), columns.into()],
        )
    }
}
