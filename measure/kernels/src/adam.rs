//! AdamW by one kernel for each weight.

use candle_core::{DType, Result, Tensor, Var, bail};

use crate::launch::Kernels;
use crate::training::BLOCK;

/// The settings of AdamW.
#[derive(Clone, Copy, Debug)]
pub struct Adam {
    /// Learning rate.
    pub rate: f64,
    /// Share of the mean that is kept.
    pub beta1: f64,
    /// Share of the mean square that is kept.
    pub beta2: f64,
    /// Keeps the divisor above zero.
    pub epsilon: f64,
    /// Share of a weight that decays at a rate of one.
    pub decay: f64,
}

impl Adam {
    /// What the mean and the mean square of step `count`, counted from one, are multiplied by: both begin at zero, which biases them.
    #[must_use]
    pub fn corrections(&self, count: i32) -> [f32; 2] {
        [self.beta1, self.beta2].map(|beta| (1.0 / (1.0 - beta.powi(count))) as f32)
    }
}

impl Kernels {
    /// One step of AdamW on `weight` in place, with its moments. `corrections` holds the two numbers of [`Adam::corrections`]: in
    /// memory, so that a recorded step reads those of the step that it replays.
    ///
    /// # Errors
    /// When the sizes differ or the device fails.
    pub fn adamw(
        &self,
        weight: &Var,
        gradient: &Tensor,
        moments: &(Tensor, Tensor),
        corrections: &Tensor,
        settings: &Adam,
    ) -> Result<()> {
        let count = weight.elem_count();
        if [gradient, &moments.0, &moments.1]
            .iter()
            .any(|tensor| tensor.elem_count() != count || tensor.dtype() != DType::BF16)
            || !count.is_multiple_of(16)
            || corrections.dtype() != DType::F32
            || corrections.elem_count() != 2
        {
            bail!("a weight of {count} numbers and its moments differ");
        }
        let gradient = gradient.contiguous()?;
        self.launch(
            "adamw 1024",
            (count.div_ceil(BLOCK), 1),
            &[
                self.at(weight)?,
                self.at(&gradient)?,
                self.at(&moments.0)?,
                self.at(&moments.1)?,
                self.at(corrections)?,
                count.into(),
                settings.rate.into(),
                settings.beta1.into(),
                settings.beta2.into(),
                settings.epsilon.into(),
                settings.decay.into(),
            ],
        )
    }
}
