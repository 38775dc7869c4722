//! What a training step takes: each operation with its gradient.

use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, CustomOp2, CustomOp3, DType, Layout, Result, Shape, Tensor, Var, bail,
};

use crate::forward::EPSILON;
use crate::launch::{Arg, Kernels, power, rows};
use crate::product::Factor;

/// Numbers that a program of an elementwise kernel takes.
const BLOCK: usize = 1024;
/// Bytes of 32 numbers in four bits, two a byte, with a scale of sixteen bits.
const FOUR_BIT_BYTES: usize = 18;

fn on_the_processor<T>() -> Result<T> {
    bail!("this operation is made of GPU kernels")
}

impl Kernels {
    fn filled(&self, shape: Shape, launch: impl FnOnce(Arg) -> Result<()>) -> Result<(CudaStorage, Shape)> {
        let (storage, at) = self.room(shape.elem_count())?;
        launch(at)?;
        Ok((storage, shape))
    }

    /// Where the scales of four-bit blocks lie: after the numbers of all, sixteen bytes each.
    fn scales(&self, blocks: &Tensor, count: usize) -> Result<Arg> {
        self.at(&blocks.narrow(0, count * (FOUR_BIT_BYTES - 2), count * 2)?)
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
        let out = self.blank(blocks * FOUR_BIT_BYTES, DType::U8)?;
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
        if blocks.elem_count() != count * FOUR_BIT_BYTES || blocks.dtype() != DType::U8 {
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

    /// One step of AdamW on `weight` in place, with its moments.
    ///
    /// # Errors
    /// When the sizes differ or the device fails.
    pub fn adamw(
        &self,
        weight: &Var,
        gradient: &Tensor,
        moments: &(Tensor, Tensor),
        step: &Adam,
    ) -> Result<()> {
        let count = weight.elem_count();
        if [gradient, &moments.0, &moments.1]
            .iter()
            .any(|tensor| tensor.elem_count() != count || tensor.dtype() != DType::BF16)
            || !count.is_multiple_of(16)
        {
            bail!("a weight of {count} numbers and its moments differ");
        }
        let gradient = gradient.contiguous()?;
        let correction = |beta: f64| 1.0 / (1.0 - beta.powi(step.count));
        self.launch(
            "adamw 1024",
            (count.div_ceil(BLOCK), 1),
            &[
                self.at(weight)?,
                self.at(&gradient)?,
                self.at(&moments.0)?,
                self.at(&moments.1)?,
                count.into(),
                step.rate.into(),
                step.beta1.into(),
                step.beta2.into(),
                correction(step.beta1).into(),
                correction(step.beta2).into(),
                step.epsilon.into(),
                step.decay.into(),
            ],
        )
    }

    /// Each row over its root mean square, times a gain that is not trained.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn norm(&self, x: &Tensor, gain: &Tensor) -> Result<Tensor> {
        x.apply_op1(Norm(self.clone(), gain.clone()))
    }

    /// `batch·count × heads·width` turned by position, as `batch × heads × count × width`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn rope(&self, x: &Tensor, (cos, sin): (&Tensor, &Tensor), count: usize) -> Result<Tensor> {
        x.apply_op1(Rope {
            kernels: self.clone(),
            cos: cos.clone(),
            sin: sin.clone(),
            count,
        })
    }

    /// Softmax of `scale` times the scores over the keys up to each query; the last two dimensions are `count × count`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn causal_softmax(&self, scores: &Tensor, scale: f64) -> Result<Tensor> {
        scores.apply_op1(CausalSoftmax(self.clone(), scale))
    }

    /// silu(gate) · up.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn gated(&self, gate: &Tensor, up: &Tensor) -> Result<Tensor> {
        gate.apply_op2(up, Gated(self.clone()))
    }

    /// Mean cross entropy, nats, of rows of logits.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn cross_entropy(&self, logits: &Tensor, targets: &Tensor) -> Result<Tensor> {
        logits.apply_op1(CrossEntropy(self.clone(), targets.clone()))
    }

    /// Rows times the transpose of a frozen matrix, and `scale` times rows times the transposes of an adapter's two.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn adapted(
        &self,
        x: &Tensor,
        base: Base,
        inner: &Tensor,
        outer: &Tensor,
        scale: f64,
    ) -> Result<Tensor> {
        let kernels = self.clone();
        x.apply_op3(
            inner,
            outer,
            Adapted {
                kernels,
                base,
                scale: scale as f32,
            },
        )
    }
}

/// How a step of AdamW is taken.
#[derive(Clone, Copy, Debug)]
pub struct Adam {
    /// Learning rate.
    pub rate: f64,
    /// Share of the mean that is kept.
    pub beta1: f64,
    /// Share of the mean square that is kept.
    pub beta2: f64,
    /// What keeps a root from being nought.
    pub epsilon: f64,
    /// Share of a weight that decays at a rate of one.
    pub decay: f64,
    /// Steps with this one.
    pub count: i32,
}

/// A frozen matrix beside an adapter.
#[derive(Clone, Debug)]
pub enum Base {
    /// As it is.
    Plain(Tensor),
    /// In four-bit blocks, made plain for each use.
    FourBit(Tensor, (usize, usize)),
}

impl Base {
    fn matrix(&self, kernels: &Kernels) -> Result<Tensor> {
        match self {
            Self::Plain(matrix) => Ok(matrix.clone()),
            Self::FourBit(blocks, shape) => kernels.dequantize(blocks, *shape),
        }
    }
}

struct Norm(Kernels, Tensor);

impl CustomOp1 for Norm {
    fn name(&self) -> &'static str {
        "norm"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        on_the_processor()
    }

    fn cuda_fwd(&self, x: &CudaStorage, layout: &Layout) -> Result<(CudaStorage, Shape)> {
        let (kernels, shape) = (&self.0, layout.shape().clone());
        let columns = *shape.dims().last().unwrap_or(&0);
        if columns != self.1.elem_count() || !columns.is_multiple_of(16) {
            bail!("a gain of {} for rows of {columns}", self.1.elem_count());
        }
        let count = shape.elem_count() / columns;
        kernels.filled(shape, |out| {
            kernels.launch(
                &format!("rms_norm {}", power(columns)),
                (count, 1),
                &[
                    kernels.within(x, layout)?,
                    kernels.at(&self.1)?,
                    out,
                    columns.into(),
                    EPSILON.into(),
                ],
            )
        })
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let (kernels, gradient) = (&self.0, gradient.contiguous()?);
        let (count, columns) = rows(x)?;
        let out = kernels.blank(x.shape(), DType::BF16)?;
        kernels.launch(
            &format!("rms_norm_backward {}", power(columns)),
            (count, 1),
            &[
                kernels.at(x)?,
                kernels.at(&self.1)?,
                kernels.at(&gradient)?,
                kernels.at(&out)?,
                columns.into(),
                EPSILON.into(),
            ],
        )?;
        Ok(Some(out))
    }
}

struct Rope {
    kernels: Kernels,
    cos: Tensor,
    sin: Tensor,
    count: usize,
}

impl Rope {
    fn launch(&self, x: Arg, y: Arg, tokens: usize, heads: usize, back: bool) -> Result<()> {
        let (places, half) = self.cos.dims2()?;
        if places < self.count || self.sin.dims2()? != (places, half) {
            bail!("{} positions have no angles", self.count);
        }
        self.kernels.launch(
            &format!("rope_heads {} {} 8", u8::from(back), 2 * half),
            (tokens, heads.div_ceil(8)),
            &[
                x,
                self.kernels.at(&self.cos)?,
                self.kernels.at(&self.sin)?,
                y,
                self.count.into(),
                heads.into(),
                (if back { -1.0 } else { 1.0 }).into(),
            ],
        )
    }
}

impl CustomOp1 for Rope {
    fn name(&self) -> &'static str {
        "rope"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        on_the_processor()
    }

    fn cuda_fwd(&self, x: &CudaStorage, layout: &Layout) -> Result<(CudaStorage, Shape)> {
        let (tokens, columns) = layout.shape().dims2()?;
        let width = 2 * self.cos.dim(1)?;
        let heads = columns / width;
        if heads * width != columns || !tokens.is_multiple_of(self.count) {
            bail!("{tokens} × {columns} are no heads of {width}");
        }
        let shape = Shape::from((tokens / self.count, heads, self.count, width));
        self.kernels.filled(shape, |out| {
            self.launch(self.kernels.within(x, layout)?, out, tokens, heads, false)
        })
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let gradient = gradient.contiguous()?;
        let (batch, heads, count, _) = gradient.dims4()?;
        let out = self.kernels.blank(x.shape(), DType::BF16)?;
        let (from, to) = (self.kernels.at(&gradient)?, self.kernels.at(&out)?);
        self.launch(from, to, batch * count, heads, true)?;
        Ok(Some(out))
    }
}

struct CausalSoftmax(Kernels, f64);

impl CausalSoftmax {
    fn key(back: &str, count: usize) -> String {
        format!("causal_softmax{back} {}", power(count))
    }
}

impl CustomOp1 for CausalSoftmax {
    fn name(&self) -> &'static str {
        "causal-softmax"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        on_the_processor()
    }

    fn cuda_fwd(&self, x: &CudaStorage, layout: &Layout) -> Result<(CudaStorage, Shape)> {
        let (kernels, shape) = (&self.0, layout.shape().clone());
        let count = *shape.dims().last().unwrap_or(&0);
        let all = shape.elem_count() / count.max(1);
        if !count.is_multiple_of(16) || !all.is_multiple_of(count) {
            bail!("scores of {shape:?} are not square");
        }
        kernels.filled(shape, |out| {
            kernels.launch(
                &Self::key("", count),
                (all, 1),
                &[kernels.within(x, layout)?, out, count.into(), self.1.into()],
            )
        })
    }

    fn bwd(&self, _: &Tensor, shares: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let (kernels, gradient) = (&self.0, gradient.contiguous()?);
        let (all, count) = rows(shares)?;
        let out = kernels.blank(shares.shape(), DType::BF16)?;
        kernels.launch(
            &Self::key("_backward", count),
            (all, 1),
            &[
                kernels.at(shares)?,
                kernels.at(&gradient)?,
                kernels.at(&out)?,
                count.into(),
                self.1.into(),
            ],
        )?;
        Ok(Some(out))
    }
}

struct Gated(Kernels);

impl CustomOp2 for Gated {
    fn name(&self) -> &'static str {
        "gated"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        on_the_processor()
    }

    fn cuda_fwd(
        &self,
        gate: &CudaStorage,
        layout: &Layout,
        up: &CudaStorage,
        up_layout: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        let (kernels, shape) = (&self.0, layout.shape().clone());
        let count = shape.elem_count();
        if up_layout.shape() != &shape || !count.is_multiple_of(16) {
            bail!("a gate of {shape:?} and {:?} differ", up_layout.shape());
        }
        kernels.filled(shape, |out| {
            kernels.launch(
                "silu_times 1024",
                (count.div_ceil(BLOCK), 1),
                &[
                    kernels.within(gate, layout)?,
                    kernels.within(up, up_layout)?,
                    out,
                    count.into(),
                ],
            )
        })
    }

    fn bwd(
        &self,
        gate: &Tensor,
        up: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (kernels, gradient) = (&self.0, gradient.contiguous()?);
        let count = gate.elem_count();
        let (dgate, dup) = (
            kernels.blank(gate.shape(), DType::BF16)?,
            kernels.blank(up.shape(), DType::BF16)?,
        );
        kernels.launch(
            "silu_times_backward 1024",
            (count.div_ceil(BLOCK), 1),
            &[
                kernels.at(gate)?,
                kernels.at(up)?,
                kernels.at(&gradient)?,
                kernels.at(&dgate)?,
                kernels.at(&dup)?,
                count.into(),
            ],
        )?;
        Ok((Some(dgate), Some(dup)))
    }
}

struct CrossEntropy(Kernels, Tensor);

impl CrossEntropy {
    /// Each row's own.
    fn by_row(&self, logits: Arg, count: usize, vocab: usize) -> Result<Tensor> {
        let (kernels, targets) = (&self.0, &self.1);
        if targets.elem_count() != count || targets.dtype() != DType::U32 || !vocab.is_multiple_of(16) {
            bail!(
                "{count} rows of {vocab} logits and {} targets differ",
                targets.elem_count()
            );
        }
        let loss = kernels.blank(count, DType::F32)?;
        let arguments = [logits, kernels.at(targets)?, kernels.at(&loss)?, vocab.into()];
        kernels.launch("cross_entropy 8192", (count, 1), &arguments)?;
        Ok(loss)
    }
}

impl CustomOp1 for CrossEntropy {
    fn name(&self) -> &'static str {
        "cross-entropy"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        on_the_processor()
    }

    fn cuda_fwd(&self, logits: &CudaStorage, layout: &Layout) -> Result<(CudaStorage, Shape)> {
        let (count, vocab) = layout.shape().dims2()?;
        let mean = self
            .by_row(self.0.within(logits, layout)?, count, vocab)?
            .mean_all()?;
        let (storage, mean_layout) = mean.storage_and_layout();
        match &*storage {
            candle_core::Storage::Cuda(storage) => {
                use candle_core::backend::BackendStorage;
                Ok((storage.try_clone(mean_layout)?, Shape::from(())))
            }
            _ => bail!("the loss lies on another device"),
        }
    }

    /// The gradient of the loss itself is one: the loss is what a step goes down.
    fn bwd(&self, logits: &Tensor, _: &Tensor, _: &Tensor) -> Result<Option<Tensor>> {
        let kernels = &self.0;
        let (count, vocab) = logits.dims2()?;
        let at = kernels.at(logits)?;
        let loss = self.by_row(at, count, vocab)?;
        let out = kernels.blank((count, vocab), DType::BF16)?;
        kernels.launch(
            "cross_entropy_backward 4096",
            (count, vocab.div_ceil(4096)),
            &[
                at,
                kernels.at(&self.1)?,
                kernels.at(&loss)?,
                (1.0 / count as f64).into(),
                kernels.at(&out)?,
                vocab.into(),
            ],
        )?;
        Ok(Some(out))
    }
}

struct Adapted {
    kernels: Kernels,
    base: Base,
    scale: f32,
}

/// A matrix in one piece as a factor.
fn factor(at: Arg, (rows, columns): (usize, usize), transposed: bool) -> Factor {
    Factor {
        at,
        rows,
        columns,
        transposed,
    }
}

impl CustomOp3 for Adapted {
    fn name(&self) -> &'static str {
        "adapted"
    }

    fn cpu_fwd(
        &self,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        on_the_processor()
    }

    fn cuda_fwd(
        &self,
        x: &CudaStorage,
        x_layout: &Layout,
        inner: &CudaStorage,
        inner_layout: &Layout,
        outer: &CudaStorage,
        outer_layout: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        let kernels = &self.kernels;
        let matrix = self.base.matrix(kernels)?;
        let ((count, columns), (outputs, width)) = (x_layout.shape().dims2()?, matrix.dims2()?);
        let (rank, inner_columns) = inner_layout.shape().dims2()?;
        if columns != width || inner_columns != columns || outer_layout.shape().dims2()? != (outputs, rank) {
            bail!(
                "rows of {columns}, a matrix of {outputs} × {width} and an adapter of rank {rank} do not fit"
            );
        }
        let at = kernels.within(x, x_layout)?;
        let (_between, mid) = kernels.room(count * rank)?;
        kernels.filled(Shape::from((count, outputs)), |out| {
            let rows = factor(at, (count, columns), false);
            kernels.product(
                rows,
                factor(kernels.at(&matrix)?, (outputs, columns), true),
                out,
                1.0,
                0.0,
            )?;
            let inner = factor(kernels.within(inner, inner_layout)?, (rank, columns), true);
            kernels.product(rows, inner, mid, 1.0, 0.0)?;
            let outer = factor(kernels.within(outer, outer_layout)?, (outputs, rank), true);
            kernels.product(factor(mid, (count, rank), false), outer, out, self.scale, 1.0)
        })
    }

    fn bwd(
        &self,
        x: &Tensor,
        inner: &Tensor,
        outer: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (kernels, gradient) = (&self.kernels, gradient.contiguous()?);
        let matrix = self.base.matrix(kernels)?;
        let ((count, columns), (outputs, _)) = (x.dims2()?, matrix.dims2()?);
        let rank = inner.dim(0)?;
        let blank = |rows: usize, columns: usize| kernels.blank((rows, columns), DType::BF16);
        let (mid, dmid) = (blank(count, rank)?, blank(count, rank)?);
        let (dx, dinner, douter) = (
            blank(count, columns)?,
            blank(rank, columns)?,
            blank(outputs, rank)?,
        );
        let [x, g, a, b, mid, dmid] = [
            (kernels.at(x)?, (count, columns)),
            (kernels.at(&gradient)?, (count, outputs)),
            (kernels.at(inner)?, (rank, columns)),
            (kernels.at(outer)?, (outputs, rank)),
            (kernels.at(&mid)?, (count, rank)),
            (kernels.at(&dmid)?, (count, rank)),
        ];
        let plain = |(at, size): (Arg, (usize, usize))| factor(at, size, false);
        let turned = |(at, size): (Arg, (usize, usize))| factor(at, size, true);
        kernels.product(plain(x), turned(a), mid.0, 1.0, 0.0)?;
        kernels.product(plain(g), plain(b), dmid.0, self.scale, 0.0)?;
        kernels.product(turned(g), plain(mid), kernels.at(&douter)?, self.scale, 0.0)?;
        kernels.product(turned(dmid), plain(x), kernels.at(&dinner)?, 1.0, 0.0)?;
        let base = factor(kernels.at(&matrix)?, (outputs, columns), false);
        kernels.product(plain(g), base, kernels.at(&dx)?, 1.0, 0.0)?;
        kernels.product(plain(dmid), plain(a), kernels.at(&dx)?, 1.0, 1.0)?;
        Ok((Some(dx), Some(dinner), Some(douter)))
    }
}
