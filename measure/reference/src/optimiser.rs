//! AdamW over what is trained: the tensor library's, or one kernel for each weight.

use candle_core::backprop::GradStore;
use candle_core::{Result, Var};
use candle_nn::optim::{AdamW, Optimizer, ParamsAdamW};

use crate::device::Place;
#[cfg(feature = "cuda")]
use crate::text;

/// The optimiser with its moments.
pub(crate) enum Optimiser {
    Library(AdamW),
    #[cfg(feature = "cuda")]
    Kernels(ByKernels),
}

impl Optimiser {
    pub(crate) fn new(place: &Place, trained: Vec<Var>, parameters: ParamsAdamW) -> Result<Self> {
        #[cfg(feature = "cuda")]
        if let Some(kernels) = &place.kernels
            && trained
                .iter()
                .all(|var| var.dtype() == candle_core::DType::BF16 && var.elem_count().is_multiple_of(16))
        {
            return ByKernels::new(place, kernels.clone(), trained, parameters).map(Self::Kernels);
        }
        let _ = place;
        AdamW::new(trained, parameters).map(Self::Library)
    }

    pub(crate) fn step(&mut self, gradients: &GradStore) -> Result<()> {
        match self {
            Self::Library(optimiser) => optimiser.step(gradients),
            #[cfg(feature = "cuda")]
            Self::Kernels(optimiser) => {
                optimiser.prepare()?;
                optimiser.update(gradients)
            }
        }
    }

    /// Counts a step that [`Optimiser::update`] or a recording of it makes next.
    #[cfg(feature = "cuda")]
    pub(crate) fn prepare(&mut self) -> Result<()> {
        match self {
            Self::Library(_) => Ok(()),
            Self::Kernels(optimiser) => optimiser.prepare(),
        }
    }

    /// Changes the weights. Only the kernels' optimiser can be recorded.
    #[cfg(feature = "cuda")]
    pub(crate) fn update(&self, gradients: &GradStore) -> Result<()> {
        match self {
            Self::Library(_) => candle_core::bail!("{}", text::defect::NOT_RECORDED),
            Self::Kernels(optimiser) => optimiser.update(gradients),
        }
    }
}

#[cfg(feature = "cuda")]
pub(crate) struct ByKernels {
    kernels: forkcast_kernels::Kernels,
    trained: Vec<(Var, (candle_core::Tensor, candle_core::Tensor))>,
    settings: forkcast_kernels::Adam,
    corrections: candle_core::Tensor,
    steps: i32,
}

#[cfg(feature = "cuda")]
impl ByKernels {
    fn new(
        place: &Place,
        kernels: forkcast_kernels::Kernels,
        trained: Vec<Var>,
        parameters: ParamsAdamW,
    ) -> Result<Self> {
        let trained = trained
            .into_iter()
            .map(|var| {
                let moments = (var.zeros_like()?, var.zeros_like()?);
                Ok((var, moments))
            })
            .collect::<Result<_>>()?;
        Ok(Self {
            kernels,
            corrections: candle_core::Tensor::zeros(2, candle_core::DType::F32, &place.device)?,
            steps: 0,
            settings: forkcast_kernels::Adam {
                rate: parameters.lr,
                beta1: parameters.beta1,
                beta2: parameters.beta2,
                epsilon: parameters.eps,
                decay: parameters.weight_decay,
            },
            trained,
        })
    }

    fn prepare(&mut self) -> Result<()> {
        self.steps += 1;
        let corrections = self.settings.corrections(self.steps);
        let corrections = candle_core::Tensor::new(&corrections, self.corrections.device())?;
        self.corrections.slice_set(&corrections, 0, 0)
    }

    fn update(&self, gradients: &GradStore) -> Result<()> {
        for (var, moments) in &self.trained {
            if let Some(gradient) = gradients.get(var) {
                self.kernels
                    .adamw(var, gradient, moments, &self.corrections, &self.settings)?;
            }
        }
        Ok(())
    }
}
