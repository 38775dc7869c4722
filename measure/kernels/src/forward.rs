//! What reading and decoding take.

use candle_core::{DType, Result, Tensor, bail};

use crate::launch::{Kernels, power, rows};
use crate::product::Factor;

/// What keeps a root mean square from being nought.
pub(crate) const EPSILON: f64 = 1e-5;
/// Programs that a decoding step is cut into at least, where its keys allow it: four for each of a Hopper's processors.
const PROGRAMS: usize = 528;
/// Sequences and key heads that fill a device without cutting, and spare the joining.
const ENOUGH: usize = 256;
/// Keys of a part at least.
const PART: usize = 64;
/// Parts at most, as the kernel that joins them is built.
const PARTS: usize = 64;
/// Vectors that a collection is a multiple of.
pub const BLOCK: usize = 2048;

/// Parts that the keys of a sequence are cut into, and keys of a part.
fn parts(pairs: usize, length: usize) -> (usize, usize) {
    if pairs >= ENOUGH {
        return (1, length.next_multiple_of(PART));
    }
    let count = PROGRAMS
        .div_ceil(pairs)
        .min(length.div_ceil(PART))
        .clamp(1, PARTS);
    let share = length.div_ceil(count).next_multiple_of(PART);
    (length.div_ceil(share), share)
}

impl Kernels {
    /// Whether a transformer of that width and head width can be read with these kernels.
    #[must_use]
    pub fn fit(hidden: usize, head_dim: usize, feed_forward: usize, group: usize) -> bool {
        hidden.is_multiple_of(16)
            && hidden <= 8192
            && feed_forward.is_multiple_of(16)
            && [16, 32, 64, 128].contains(&head_dim)
            && group <= 16
    }

    /// The rows of `table` that `tokens` name, `tokens × columns`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn embed(&self, table: &Tensor, tokens: &Tensor) -> Result<Tensor> {
        let (_, columns) = rows(table)?;
        let count = tokens.elem_count();
        if tokens.dtype() != DType::U32 {
            bail!("tokens are u32");
        }
        let out = self.blank((count, columns), DType::BF16)?;
        let key = format!("embed {}", power(columns));
        self.launch(
            &key,
            (count, 1),
            &[self.at(table)?, self.at(tokens)?, self.at(&out)?, columns.into()],
        )?;
        Ok(out)
    }

    /// Each row over its root mean square, times `gain`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn rms_norm(&self, x: &Tensor, gain: &Tensor) -> Result<Tensor> {
        let (count, columns) = rows(x)?;
        if gain.elem_count() != columns {
            bail!("a gain of {} for rows of {columns}", gain.elem_count());
        }
        let out = self.blank(x.shape(), DType::BF16)?;
        let key = format!("rms_norm {}", power(columns));
        self.launch(
            &key,
            (count, 1),
            &[
                self.at(x)?,
                self.at(gain)?,
                self.at(&out)?,
                columns.into(),
                EPSILON.into(),
            ],
        )?;
        Ok(out)
    }

    /// Adds `delta` to `x` in place, and answers with the norm of the sum.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn add_rms_norm(&self, x: &Tensor, delta: &Tensor, gain: &Tensor) -> Result<Tensor> {
        let (count, columns) = rows(x)?;
        if rows(delta)? != (count, columns) || gain.elem_count() != columns {
            bail!("{:?} is added to {:?}", delta.shape(), x.shape());
        }
        let out = self.blank(x.shape(), DType::BF16)?;
        let key = format!("add_rms_norm {}", power(columns));
        self.launch(
            &key,
            (count, 1),
            &[
                self.at(x)?,
                self.at(delta)?,
                self.at(gain)?,
                self.at(&out)?,
                columns.into(),
                EPSILON.into(),
            ],
        )?;
        Ok(out)
    }

    /// Rows times the transpose of a matrix.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn times(&self, x: &Tensor, matrix: &Tensor) -> Result<Tensor> {
        let ((count, columns), (outputs, width)) = (rows(x)?, matrix.dims2()?);
        if columns != width {
            bail!("rows of {columns} times a matrix of {width} columns");
        }
        let out = self.blank((count, outputs), DType::BF16)?;
        if count == 1 && outputs.is_multiple_of(16) {
            // The fastest on an H200: for few long rows, for many rows, and for the rest.
            let (key, share) = match (outputs, columns) {
                (_, 8192..) => ("gemv 4 512", 4),
                (16_384.., _) => ("gemv 16 256", 16),
                _ => ("gemv 8 512", 8),
            };
            self.launch(
                key,
                (outputs.div_ceil(share), 1),
                &[
                    self.at(x)?,
                    self.at(matrix)?,
                    self.at(&out)?,
                    outputs.into(),
                    columns.into(),
                ],
            )?;
            return Ok(out);
        }
        let left = Factor {
            at: self.at(x)?,
            rows: count,
            columns,
            transposed: false,
        };
        let right = Factor {
            at: self.at(matrix)?,
            rows: outputs,
            columns,
            transposed: true,
        };
        self.product(left, right, self.at(&out)?, 1.0, 0.0)?;
        Ok(out)
    }

    /// Splits merged projections, `batch·count × (heads + 2 key heads)·width`: turned queries come back (`batch × count × heads ×
    /// width`), turned keys and values go to their places in the cache (`batch × key heads × capacity × width`) from `start` on.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn rope_cache(
        &self,
        merged: &Tensor,
        (cos, sin): (&Tensor, &Tensor),
        (keys, values): (&Tensor, &Tensor),
        start: usize,
    ) -> Result<Tensor> {
        let (tokens, columns) = rows(merged)?;
        let (batch, kv_heads, capacity, width) = keys.dims4()?;
        let heads = (columns / width).saturating_sub(2 * kv_heads);
        let count = tokens / batch;
        if values.shape() != keys.shape()
            || heads == 0
            || (heads + 2 * kv_heads) * width != columns
            || count * batch != tokens
            || start + count > capacity
            || cos.dims2()? != sin.dims2()?
            || cos.dim(1)? != width / 2
            || cos.dim(0)? < start + count
        {
            bail!(
                "{tokens} tokens of {columns} at {start} do not fit a cache of {:?}",
                keys.shape()
            );
        }
        let queries = self.blank((batch, count, heads, width), DType::BF16)?;
        self.launch(
            &format!("rope_cache {width} 8"),
            (tokens, (heads + 2 * kv_heads).div_ceil(8)),
            &[
                self.at(merged)?,
                self.at(cos)?,
                self.at(sin)?,
                self.at(&queries)?,
                self.at(keys)?,
                self.at(values)?,
                start.into(),
                count.into(),
                capacity.into(),
                heads.into(),
                kv_heads.into(),
            ],
        )?;
        Ok(queries)
    }

    /// Causal attention of the queries at `start` and after over a cache that holds their keys and values too.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn attention(
        &self,
        queries: &Tensor,
        keys: &Tensor,
        values: &Tensor,
        start: usize,
    ) -> Result<Tensor> {
        let (batch, count, heads, width) = queries.dims4()?;
        let (batch_too, kv_heads, capacity, width_too) = keys.dims4()?;
        if batch != batch_too
            || width != width_too
            || values.shape() != keys.shape()
            || !heads.is_multiple_of(kv_heads)
            || start + count > capacity
        {
            bail!(
                "{:?} queries at {start} do not fit a cache of {:?}",
                queries.shape(),
                keys.shape()
            );
        }
        // The kernels take powers of two, which are what the hardware has.
        let scale = std::f64::consts::LOG2_E / (width as f64).sqrt();
        let group = heads / kv_heads;
        let out = self.blank((batch, count, heads * width), DType::BF16)?;
        if count > 1 {
            self.launch(
                &format!("attention 64 64 {width}"),
                (count.div_ceil(64), batch * heads),
                &[
                    self.at(queries)?,
                    self.at(keys)?,
                    self.at(values)?,
                    self.at(&out)?,
                    start.into(),
                    count.into(),
                    capacity.into(),
                    heads.into(),
                    group.into(),
                    scale.into(),
                ],
            )?;
            return Ok(out);
        }
        let length = start + 1;
        let pairs = batch * kv_heads;
        let (parts, share) = parts(pairs, length);
        let whole = parts == 1;
        // Whole sequences leave no parts to join, and the kernel does not touch what holds them.
        let slots = if whole { 1 } else { pairs * parts * group };
        let acc = self.blank(slots * width, DType::F32)?;
        let peak = self.blank(slots, DType::F32)?;
        let total = self.blank(slots, DType::F32)?;
        self.launch(
            &format!("decode_part {} 16 64 {width}", u8::from(whole)),
            (pairs, parts),
            &[
                self.at(queries)?,
                self.at(keys)?,
                self.at(values)?,
                self.at(&acc)?,
                self.at(&peak)?,
                self.at(&total)?,
                self.at(&out)?,
                length.into(),
                capacity.into(),
                share.into(),
                group.into(),
                scale.into(),
            ],
        )?;
        if whole {
            return Ok(out);
        }
        self.launch(
            &format!("decode_join {width} 64"),
            (pairs * group, 1),
            &[
                self.at(&acc)?,
                self.at(&peak)?,
                self.at(&total)?,
                self.at(&out)?,
                parts.into(),
                group.into(),
            ],
        )?;
        Ok(out)
    }

    /// `rows × 2 width`, gate then up, as silu(gate) · up.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn swiglu(&self, merged: &Tensor) -> Result<Tensor> {
        let (count, columns) = rows(merged)?;
        let width = columns / 2;
        if !width.is_multiple_of(16) {
            bail!("a gate of {width} is no multiple of 16");
        }
        let out = self.blank((count, width), DType::BF16)?;
        self.launch(
            "swiglu 1024",
            (count, width.div_ceil(1024)),
            &[self.at(merged)?, self.at(&out)?, width.into()],
        )?;
        Ok(out)
    }

    /// The place of each row's greatest number, written to `out`.
    ///
    /// # Errors
    /// When a shape does not fit or the device fails.
    pub fn argmax(&self, x: &Tensor, out: &Tensor) -> Result<()> {
        let (count, columns) = rows(x)?;
        if out.elem_count() != count || out.dtype() != DType::U32 {
            bail!("{count} rows have as many greatest numbers");
        }
        self.launch(
            "argmax 8192",
            (count, 1),
            &[self.at(x)?, self.at(out)?, columns.into()],
        )
    }

    /// The places of the `k` of the first `count` vectors that have the greatest inner products with a query; none where there are too
    /// many vectors or places for the kernels.
    ///
    /// # Errors
    /// When the vectors are not whole blocks of [`BLOCK`] or the device fails.
    pub fn nearest(
        &self,
        query: &Tensor,
        vectors: &Tensor,
        count: usize,
        k: usize,
    ) -> Result<Option<Tensor>> {
        let (padded, dimensions) = rows(vectors)?;
        if rows(query)? != (1, dimensions) || !padded.is_multiple_of(BLOCK) || count > padded {
            bail!("{padded} vectors are no whole blocks of {BLOCK}");
        }
        // Blocks are as large as leaves no more of them than one program can look through.
        let (size, most) = if padded <= 4096 * 256 {
            (256, 4096)
        } else {
            (BLOCK, 8192)
        };
        let blocks = count.div_ceil(size);
        if blocks > most || k > 15 || k > count {
            return Ok(None);
        }
        let scores = self.blank(padded, DType::F32)?;
        let maxima = self.blank(padded / size, DType::F32)?;
        let places = self.blank(k, DType::U32)?;
        self.launch(
            &format!("scores {size} 16 256"),
            (padded / size, 1),
            &[
                self.at(query)?,
                self.at(vectors)?,
                self.at(&scores)?,
                self.at(&maxima)?,
                dimensions.into(),
            ],
        )?;
        self.launch(
            &format!("nearest {most} {size} 16"),
            (1, 1),
            &[
                self.at(&scores)?,
                self.at(&maxima)?,
                self.at(&places)?,
                blocks.into(),
                count.into(),
                k.into(),
            ],
        )?;
        Ok(Some(places))
    }
}
