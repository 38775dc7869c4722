"""The reference engine's GPU kernels, in Triton. Numbers are bf16, sums are f32.

`build.py` compiles them to PTX without a GPU; `measure/kernels` launches that. Names of sizes: T tokens of a sequence, D width of a
head, H query heads, K key and value heads, G = H / K query heads that share one key head.
"""

import triton
import triton.language as tl


@triton.jit
def rms_norm(x, gain, y, columns, epsilon, BLOCK: tl.constexpr):
    """y = x / rms(x) * gain; one program a row."""
    row = tl.program_id(0).to(tl.int64)
    at = tl.arange(0, BLOCK)
    mask = at < columns
    value = tl.load(x + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    scale = tl.rsqrt(tl.sum(value * value) / columns + epsilon)
    weight = tl.load(gain + at, mask=mask, other=0.0).to(tl.float32)
    tl.store(y + row * columns + at, (value * scale * weight).to(y.dtype.element_ty), mask=mask)


@triton.jit
def add_rms_norm(x, delta, gain, y, columns, epsilon, BLOCK: tl.constexpr):
    """x += delta, then y = x / rms(x) * gain."""
    row = tl.program_id(0).to(tl.int64)
    at = tl.arange(0, BLOCK)
    mask = at < columns
    value = tl.load(x + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    value += tl.load(delta + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    rounded = value.to(x.dtype.element_ty)
    tl.store(x + row * columns + at, rounded, mask=mask)
    value = rounded.to(tl.float32)
    scale = tl.rsqrt(tl.sum(value * value) / columns + epsilon)
    weight = tl.load(gain + at, mask=mask, other=0.0).to(tl.float32)
    tl.store(y + row * columns + at, (value * scale * weight).to(y.dtype.element_ty), mask=mask)


@triton.jit
def rms_norm_backward(x, gain, dy, rest, dx, columns, epsilon, BLOCK: tl.constexpr):
    """dx = rest + the gradient of rms_norm with respect to x; the gain is frozen. `rest` is what reaches x past the norm."""
    row = tl.program_id(0).to(tl.int64)
    at = tl.arange(0, BLOCK)
    mask = at < columns
    value = tl.load(x + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    weight = tl.load(gain + at, mask=mask, other=0.0).to(tl.float32)
    gradient = weight * tl.load(dy + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    scale = tl.rsqrt(tl.sum(value * value) / columns + epsilon)
    inner = tl.sum(gradient * value) / columns
    out = scale * gradient - value * (scale * scale * scale * inner)
    out += tl.load(rest + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    tl.store(dx + row * columns + at, out.to(dx.dtype.element_ty), mask=mask)


@triton.jit
def rope_cache(qkv, cos, sin, q, keys, values, start, count, capacity, heads, kv_heads, D: tl.constexpr, BLOCK: tl.constexpr):
    """Splits `tokens x (H + 2K) D` into turned queries (`tokens x H x D`), turned keys and values at their places in the cache
    (`batch x K x capacity x D`). A program takes BLOCK heads of a token."""
    token = tl.program_id(0).to(tl.int64)
    batch = token // count
    position = start + token % count
    head = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    half = tl.arange(0, D // 2)
    all_heads = heads + 2 * kv_heads
    inside = (head < all_heads)[:, None] & (half < D // 2)[None, :]
    at = qkv + token * all_heads * D + head[:, None] * D + half[None, :]
    first = tl.load(at, mask=inside, other=0.0).to(tl.float32)
    second = tl.load(at + D // 2, mask=inside, other=0.0).to(tl.float32)
    turned = (head < heads + kv_heads)[:, None]
    c = tl.where(turned, tl.load(cos + position * (D // 2) + half)[None, :].to(tl.float32), 1.0)
    s = tl.where(turned, tl.load(sin + position * (D // 2) + half)[None, :].to(tl.float32), 0.0)
    one = (first * c - second * s).to(q.dtype.element_ty)
    two = (second * c + first * s).to(q.dtype.element_ty)
    is_q = (head < heads)[:, None] & inside
    to = q + token * heads * D + head[:, None] * D + half[None, :]
    tl.store(to, one, mask=is_q)
    tl.store(to + D // 2, two, mask=is_q)
    is_k = (head >= heads)[:, None] & (head < heads + kv_heads)[:, None]
    to = keys + ((batch * kv_heads + head[:, None] - heads) * capacity + position) * D + half[None, :]
    tl.store(to, one, mask=is_k)
    tl.store(to + D // 2, two, mask=is_k)
    is_v = (head >= heads + kv_heads)[:, None] & inside
    to = values + ((batch * kv_heads + head[:, None] - heads - kv_heads) * capacity + position) * D + half[None, :]
    tl.store(to, one, mask=is_v)
    tl.store(to + D // 2, two, mask=is_v)


@triton.jit
def rope_heads(x, cos, sin, y, count, heads, sign, INVERSE: tl.constexpr, D: tl.constexpr, BLOCK: tl.constexpr):
    """`tokens x H D` turned, as `batch x H x count x D`; INVERSE goes the other way, and a sign of -1 turns back."""
    token = tl.program_id(0).to(tl.int64)
    batch = token // count
    position = token % count
    head = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    half = tl.arange(0, D // 2)
    inside = (head < heads)[:, None] & (half < D // 2)[None, :]
    flat = token * heads * D + head[:, None] * D + half[None, :]
    apart = ((batch * heads + head[:, None]) * count + position) * D + half[None, :]
    if INVERSE:
        source, target = apart, flat
    else:
        source, target = flat, apart
    first = tl.load(x + source, mask=inside, other=0.0).to(tl.float32)
    second = tl.load(x + source + D // 2, mask=inside, other=0.0).to(tl.float32)
    c = tl.load(cos + position * (D // 2) + half)[None, :].to(tl.float32)
    s = tl.load(sin + position * (D // 2) + half)[None, :].to(tl.float32) * sign
    tl.store(y + target, (first * c - second * s).to(y.dtype.element_ty), mask=inside)
    tl.store(y + target + D // 2, (second * c + first * s).to(y.dtype.element_ty), mask=inside)


@triton.jit
def _attend(q, keys, values, acc, peak, total, low, high, last, query, scale, MASKED: tl.constexpr, N: tl.constexpr, D: tl.constexpr):
    """Online softmax over the keys from `low` to `high`."""
    column = tl.arange(0, N)
    d = tl.arange(0, D)
    for at in range(low, high, N):
        there = at + column
        if MASKED:
            k = tl.load(keys + there[None, :] * D + d[:, None], mask=there[None, :] < last, other=0.0)
        else:
            k = tl.load(keys + there[None, :] * D + d[:, None])
        score = tl.dot(q, k) * scale
        if MASKED:
            score = tl.where(there[None, :] <= query[:, None], score, float("-inf"))
        new_peak = tl.maximum(peak, tl.max(score, 1))
        shrink = tl.exp2(peak - new_peak)
        p = tl.exp2(score - new_peak[:, None])
        total = total * shrink + tl.sum(p, 1)
        acc = acc * shrink[:, None]
        if MASKED:
            v = tl.load(values + there[:, None] * D + d[None, :], mask=there[:, None] < last, other=0.0)
        else:
            v = tl.load(values + there[:, None] * D + d[None, :])
        acc = tl.dot(p.to(v.dtype), v, acc)
        peak = new_peak
    return acc, peak, total


@triton.jit
def attention(q, keys, values, out, start, count, capacity, heads, group, scale, M: tl.constexpr, N: tl.constexpr, D: tl.constexpr):
    """Causal attention of `batch x count x H x D` queries, the first of which is at position `start`, over the cache.
    `scale` includes log2(e), as powers of two are what the hardware has."""
    # Late queries see most keys: they begin first, so that no long program is left over at the end.
    block = tl.num_programs(0) - 1 - tl.program_id(0)
    batch = tl.program_id(1) // heads
    head = tl.program_id(1) % heads
    row = block * M + tl.arange(0, M)
    d = tl.arange(0, D)
    stored = (batch * (heads // group) + head // group).to(tl.int64) * capacity * D
    at = ((batch * count + row[:, None]).to(tl.int64) * heads + head) * D + d[None, :]
    inside = row[:, None] < count
    query = start + row
    tile = tl.load(q + at, mask=inside, other=0.0)
    acc = tl.zeros([M, D], dtype=tl.float32)
    peak = tl.full([M], -1e30, dtype=tl.float32)
    total = tl.zeros([M], dtype=tl.float32)
    last = start + count
    # Keys that every query of the block sees, then those around the diagonal.
    whole = ((start + block * M + 1) // N) * N
    end = tl.minimum(start + block * M + M, last)
    acc, peak, total = _attend(tile, keys + stored, values + stored, acc, peak, total, 0, whole, last, query, scale, False, N, D)
    acc, peak, total = _attend(tile, keys + stored, values + stored, acc, peak, total, whole, end, last, query, scale, True, N, D)
    tl.store(out + at, (acc / total[:, None]).to(out.dtype.element_ty), mask=inside)


@triton.jit
def _decode_step(tile, keys, values, acc, peak, total, at, high, scale, MASKED: tl.constexpr, N: tl.constexpr, D: tl.constexpr):
    """Online softmax over the N keys from `at`."""
    there = at + tl.arange(0, N)
    d = tl.arange(0, D)
    if MASKED:
        k = tl.load(keys + there[None, :] * D + d[:, None], mask=there[None, :] < high, other=0.0)
        v = tl.load(values + there[:, None] * D + d[None, :], mask=there[:, None] < high, other=0.0)
    else:
        k = tl.load(keys + there[None, :] * D + d[:, None])
        v = tl.load(values + there[:, None] * D + d[None, :])
    score = tl.dot(tile, k) * scale
    if MASKED:
        score = tl.where(there[None, :] < high, score, float("-inf"))
    new_peak = tl.maximum(peak, tl.max(score, 1))
    shrink = tl.exp2(peak - new_peak)
    p = tl.exp2(score - new_peak[:, None])
    total = total * shrink + tl.sum(p, 1)
    acc = tl.dot(p.to(v.dtype), v, acc * shrink[:, None])
    return acc, new_peak, total


@triton.jit
def decode_part(q, keys, values, acc_out, peak_out, total_out, mixed, length, capacity, share, group, scale, WHOLE: tl.constexpr, ROWS: tl.constexpr, N: tl.constexpr, D: tl.constexpr):
    """One new query for each sequence: the `group` heads that share keys, over `share` of the keys. Program (sequence and key head, part).
    WHOLE: one part has all keys, and its program writes the result itself."""
    pair = tl.program_id(0).to(tl.int64)
    part = tl.program_id(1)
    row = tl.arange(0, ROWS)
    d = tl.arange(0, D)
    tile = tl.load(q + (pair * group + row[:, None]) * D + d[None, :], mask=row[:, None] < group, other=0.0)
    acc = tl.zeros([ROWS, D], dtype=tl.float32)
    peak = tl.full([ROWS], -1e30, dtype=tl.float32)
    total = tl.zeros([ROWS], dtype=tl.float32)
    low = part * share
    high = tl.minimum(low + share, length)
    keys += pair * capacity * D
    values += pair * capacity * D
    full = low + (high - low) // N * N
    for at in range(low, full, N):
        acc, peak, total = _decode_step(tile, keys, values, acc, peak, total, at, high, scale, False, N, D)
    for at in range(full, high, N):
        acc, peak, total = _decode_step(tile, keys, values, acc, peak, total, at, high, scale, True, N, D)
    if WHOLE:
        to = mixed + (pair * group + row[:, None]) * D + d[None, :]
        tl.store(to, (acc / total[:, None]).to(mixed.dtype.element_ty), mask=row[:, None] < group)
    else:
        parts = tl.num_programs(1)
        slot = (pair * parts + part) * group + row
        tl.store(acc_out + slot[:, None] * D + d[None, :], acc, mask=row[:, None] < group)
        tl.store(peak_out + slot, peak, mask=row < group)
        tl.store(total_out + slot, total, mask=row < group)


@triton.jit
def decode_join(acc_in, peak_in, total_in, out, parts, group, D: tl.constexpr, BLOCK: tl.constexpr):
    """Joins the parts of one head of one sequence."""
    pair = tl.program_id(0).to(tl.int64) // group
    row = tl.program_id(0) % group
    part = tl.arange(0, BLOCK)
    d = tl.arange(0, D)
    there = part < parts
    slot = (pair * parts + part) * group + row
    peak = tl.load(peak_in + slot, mask=there, other=-1e30)
    most = tl.max(peak, 0)
    weight = tl.where(there, tl.exp2(peak - most), 0.0)
    total = tl.sum(weight * tl.load(total_in + slot, mask=there, other=0.0), 0)
    acc = tl.load(acc_in + slot[:, None] * D + d[None, :], mask=there[:, None], other=0.0)
    mixed = tl.sum(acc * weight[:, None], 0) / total
    tl.store(out + (pair * group + row) * D + d, mixed.to(out.dtype.element_ty))


@triton.jit
def swiglu(x, y, width, BLOCK: tl.constexpr):
    """`rows x 2 width`, gate then up, as silu(gate) * up."""
    row = tl.program_id(0).to(tl.int64)
    at = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    mask = at < width
    gate = tl.load(x + row * 2 * width + at, mask=mask, other=0.0).to(tl.float32)
    up = tl.load(x + row * 2 * width + width + at, mask=mask, other=0.0).to(tl.float32)
    tl.store(y + row * width + at, (gate * tl.sigmoid(gate) * up).to(y.dtype.element_ty), mask=mask)


@triton.jit
def silu_times(gate, up, y, count, BLOCK: tl.constexpr):
    """silu(gate) * up."""
    at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    mask = at < count
    g = tl.load(gate + at, mask=mask, other=0.0).to(tl.float32)
    u = tl.load(up + at, mask=mask, other=0.0).to(tl.float32)
    tl.store(y + at, (g * tl.sigmoid(g) * u).to(y.dtype.element_ty), mask=mask)


@triton.jit
def silu_times_backward(gate, up, dy, dgate, dup, count, BLOCK: tl.constexpr):
    """Gradients of silu_times."""
    at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    mask = at < count
    g = tl.load(gate + at, mask=mask, other=0.0).to(tl.float32)
    u = tl.load(up + at, mask=mask, other=0.0).to(tl.float32)
    d = tl.load(dy + at, mask=mask, other=0.0).to(tl.float32)
    s = tl.sigmoid(g)
    tl.store(dgate + at, (d * u * s * (1.0 + g * (1.0 - s))).to(dgate.dtype.element_ty), mask=mask)
    tl.store(dup + at, (d * g * s).to(dup.dtype.element_ty), mask=mask)


@triton.jit
def gemv(x, matrix, y, rows, columns, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    """A matrix of `rows x columns` times one vector; a program takes ROWS rows."""
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    column = tl.arange(0, BLOCK)
    acc = tl.zeros([ROWS, BLOCK], dtype=tl.float32)
    base = matrix + row.to(tl.int64)[:, None] * columns
    for at in range(0, columns, BLOCK):
        there = at + column
        weight = tl.load(base + there[None, :], mask=(row[:, None] < rows) & (there[None, :] < columns), other=0.0)
        value = tl.load(x + there, mask=there < columns, other=0.0)
        acc += weight.to(tl.float32) * value.to(tl.float32)[None, :]
    tl.store(y + row, tl.sum(acc, 1).to(y.dtype.element_ty), mask=row < rows)


@triton.jit
def scores(query, vectors, out, maxima, dimensions, ROWS: tl.constexpr, STEP: tl.constexpr, BLOCK: tl.constexpr):
    """Inner products of a query with ROWS vectors a program, and the greatest of them; the number of vectors is a multiple of ROWS."""
    program = tl.program_id(0).to(tl.int64)
    column = tl.arange(0, BLOCK)
    best = tl.full([STEP], float("-inf"), dtype=tl.float32)
    for step in range(0, ROWS, STEP):
        row = program * ROWS + step + tl.arange(0, STEP)
        acc = tl.zeros([STEP, BLOCK], dtype=tl.float32)
        for at in range(0, dimensions, BLOCK):
            there = at + column
            part = tl.load(vectors + row[:, None] * dimensions + there[None, :], mask=there[None, :] < dimensions, other=0.0)
            value = tl.load(query + there, mask=there < dimensions, other=0.0)
            acc += part.to(tl.float32) * value.to(tl.float32)[None, :]
        score = tl.sum(acc, 1)
        tl.store(out + row, score)
        best = tl.maximum(best, score)
    tl.store(maxima + program, tl.max(best, 0))


@triton.jit
def causal_softmax(x, y, count, scale, BLOCK: tl.constexpr):
    """Softmax of `scale` times each row over the keys up to the row's query; rows are `… x count` of `count`."""
    row = tl.program_id(0).to(tl.int64)
    query = row % count
    at = tl.arange(0, BLOCK)
    seen = at <= query
    value = tl.load(x + row * count + at, mask=seen, other=float("-inf")).to(tl.float32) * scale
    value = tl.where(seen, value, float("-inf"))
    power = tl.exp(value - tl.max(value, 0))
    share = power / tl.sum(power, 0)
    tl.store(y + row * count + at, share.to(y.dtype.element_ty), mask=at < count)


@triton.jit
def causal_softmax_backward(y, dy, dx, count, scale, BLOCK: tl.constexpr):
    """Gradient of causal_softmax."""
    row = tl.program_id(0).to(tl.int64)
    query = row % count
    at = tl.arange(0, BLOCK)
    seen = at <= query
    share = tl.load(y + row * count + at, mask=seen, other=0.0).to(tl.float32)
    gradient = tl.load(dy + row * count + at, mask=seen, other=0.0).to(tl.float32)
    inner = tl.sum(share * gradient, 0)
    tl.store(dx + row * count + at, (scale * share * (gradient - inner)).to(dx.dtype.element_ty), mask=at < count)


@triton.jit
def cross_entropy(logits, targets, loss, vocab, BLOCK: tl.constexpr):
    """Cross entropy of each row, nats, f32."""
    row = tl.program_id(0).to(tl.int64)
    peak = -1e30
    total = 0.0
    for from_ in range(0, vocab, BLOCK):
        at = from_ + tl.arange(0, BLOCK)
        value = tl.load(logits + row * vocab + at, mask=at < vocab, other=float("-inf")).to(tl.float32)
        new_peak = tl.maximum(peak, tl.max(value, 0))
        total = total * tl.exp(peak - new_peak) + tl.sum(tl.exp(value - new_peak), 0)
        peak = new_peak
    target = tl.load(targets + row)
    tl.store(loss + row, peak + tl.log(total) - tl.load(logits + row * vocab + target).to(tl.float32))


@triton.jit
def cross_entropy_backward(logits, targets, loss, scale, dlogits, vocab, BLOCK: tl.constexpr):
    """Gradient of the rows' cross entropy times `scale`. The logarithm of the sum comes from the loss."""
    row = tl.program_id(0).to(tl.int64)
    target = tl.load(targets + row)
    log_sum = tl.load(loss + row) + tl.load(logits + row * vocab + target).to(tl.float32)
    at = tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
    value = tl.load(logits + row * vocab + at, mask=at < vocab, other=float("-inf")).to(tl.float32)
    share = tl.exp(value - log_sum) - tl.where(at == target, 1.0, 0.0)
    tl.store(dlogits + row * vocab + at, (share * scale).to(dlogits.dtype.element_ty), mask=at < vocab)


@triton.jit
def adamw(weight, gradient, mean, square, corrections, count, rate, beta1, beta2, epsilon, decay, BLOCK: tl.constexpr):
    """One step of AdamW in place. The bias corrections change with every step, so they are read from memory: a recorded step can be replayed."""
    at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    mask = at < count
    w = tl.load(weight + at, mask=mask, other=0.0).to(tl.float32)
    g = tl.load(gradient + at, mask=mask, other=0.0).to(tl.float32)
    m = tl.load(mean + at, mask=mask, other=0.0).to(tl.float32) * beta1 + g * (1.0 - beta1)
    s = tl.load(square + at, mask=mask, other=0.0).to(tl.float32) * beta2 + g * g * (1.0 - beta2)
    m_corrected = m * tl.load(corrections)
    s_corrected = s * tl.load(corrections + 1)
    w = w * (1.0 - rate * decay) - rate * m_corrected / (tl.sqrt(s_corrected) + epsilon)
    tl.store(weight + at, w.to(weight.dtype.element_ty), mask=mask)
    tl.store(mean + at, m.to(mean.dtype.element_ty), mask=mask)
    tl.store(square + at, s.to(square.dtype.element_ty), mask=mask)


@triton.jit
def dequantize(blocks, scales, y, count, BLOCK: tl.constexpr):
    """Matrices in `count` blocks of 32 four-bit numbers made plain. The low halves of a block's 16 bytes are its numbers 0 to 15,
    the high halves 16 to 31; each block has a scale in f16."""
    block = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    byte = tl.arange(0, 16)
    there = (block < count)[:, None]
    scale = tl.load(scales + block, mask=block < count, other=0.0).to(tl.float32)[:, None]
    bits = tl.load(blocks + block[:, None] * 16 + byte[None, :], mask=there, other=0).to(tl.int32)
    to = y + block[:, None] * 32 + byte[None, :]
    tl.store(to, (((bits & 15) - 8).to(tl.float32) * scale).to(y.dtype.element_ty), mask=there)
    tl.store(to + 16, (((bits >> 4) - 8).to(tl.float32) * scale).to(y.dtype.element_ty), mask=there)


@triton.jit
def quantize(x, blocks, scales, count, BLOCK: tl.constexpr):
    """The inverse of dequantize: a block's scale is its number of greatest size over -8."""
    block = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    byte = tl.arange(0, 16)
    there = (block < count)[:, None]
    at = x + block[:, None] * 32 + byte[None, :]
    first = tl.load(at, mask=there, other=0.0).to(tl.float32)
    second = tl.load(at + 16, mask=there, other=0.0).to(tl.float32)
    high = tl.max(tl.maximum(first, second), 1)
    low = tl.min(tl.minimum(first, second), 1)
    scale = tl.where(high > -low, high, low) / -8.0
    over = tl.where(scale == 0.0, 0.0, 1.0 / scale)[:, None]
    first = tl.minimum((first * over + 8.5).to(tl.int32), 15)
    second = tl.minimum((second * over + 8.5).to(tl.int32), 15)
    tl.store(blocks + block[:, None] * 16 + byte[None, :], (first | (second << 4)).to(tl.uint8), mask=there)
    tl.store(scales + block, scale.to(tl.float16), mask=block < count)


@triton.jit
def embed(table, tokens, y, columns, BLOCK: tl.constexpr):
    """The rows of `table` that `tokens` name."""
    row = tl.program_id(0).to(tl.int64)
    token = tl.load(tokens + row).to(tl.int64)
    at = tl.arange(0, BLOCK)
    mask = at < columns
    tl.store(y + row * columns + at, tl.load(table + token * columns + at, mask=mask), mask=mask)


@triton.jit
def argmax(x, y, columns, BLOCK: tl.constexpr):
    """The place of each row's greatest number, the first where several are equal."""
    row = tl.program_id(0).to(tl.int64)
    at = tl.arange(0, BLOCK)
    best = tl.full([BLOCK], float("-inf"), dtype=tl.float32)
    place = at
    for from_ in range(0, columns, BLOCK):
        value = tl.load(x + row * columns + from_ + at, mask=from_ + at < columns, other=float("-inf")).to(tl.float32)
        place = tl.where(value > best, from_ + at, place)
        best = tl.maximum(best, value)
    most = tl.max(best, 0)
    tl.store(y + row, tl.min(tl.where(best == most, place, 2147483647), 0))


@triton.jit
def attention_of_all(qkv, bias, out, count, heads, scale, M: tl.constexpr, N: tl.constexpr, D: tl.constexpr):
    """Attention of every token over all of its sequence, straight from merged projections (`batch·count x 3 H D`) and their bias.
    The keys' bias adds the same to all scores of a query, so softmax drops it; shares sum to one, so the values' bias is added last.
    `scale` includes log2(e)."""
    block = tl.program_id(0)
    batch = tl.program_id(1) // heads
    head = tl.program_id(1) % heads
    wide = 3 * heads * D
    row = block * M + tl.arange(0, M)
    column = tl.arange(0, N)
    d = tl.arange(0, D)
    inside = row[:, None] < count
    base = qkv + batch.to(tl.int64) * count * wide + head * D
    keys = base + heads * D
    values = keys + heads * D
    tile = tl.load(base + row[:, None] * wide + d[None, :], mask=inside, other=0.0).to(tl.float32)
    tile = (tile + tl.load(bias + head * D + d).to(tl.float32)[None, :]).to(qkv.dtype.element_ty)
    acc = tl.zeros([M, D], dtype=tl.float32)
    peak = tl.full([M], -1e30, dtype=tl.float32)
    total = tl.zeros([M], dtype=tl.float32)
    for at in range(0, count, N):
        there = at + column
        k = tl.load(keys + there[None, :] * wide + d[:, None], mask=there[None, :] < count, other=0.0)
        score = tl.where(there[None, :] < count, tl.dot(tile, k) * scale, float("-inf"))
        new_peak = tl.maximum(peak, tl.max(score, 1))
        shrink = tl.exp2(peak - new_peak)
        p = tl.exp2(score - new_peak[:, None])
        total = total * shrink + tl.sum(p, 1)
        v = tl.load(values + there[:, None] * wide + d[None, :], mask=there[:, None] < count, other=0.0)
        acc = tl.dot(p.to(v.dtype), v, acc * shrink[:, None])
        peak = new_peak
    mixed = acc / total[:, None] + tl.load(bias + (2 * heads + head) * D + d).to(tl.float32)[None, :]
    to = out + (batch.to(tl.int64) * count + row[:, None]) * heads * D + head * D + d[None, :]
    tl.store(to, mixed.to(out.dtype.element_ty), mask=inside)


@triton.jit
def add_layer_norm(x, bias, other, gain, shift, y, rows, columns, period, epsilon, ROWS: tl.constexpr, BLOCK: tl.constexpr):
    """Layer norm of x + bias + other; the rows of `other` repeat after `period`. A program takes ROWS rows."""
    row = (tl.program_id(0).to(tl.int64) * ROWS + tl.arange(0, ROWS))[:, None]
    at = tl.arange(0, BLOCK)[None, :]
    inside = at < columns
    mask = inside & (row < rows)
    value = tl.load(x + row * columns + at, mask=mask, other=0.0).to(tl.float32)
    value += tl.load(bias + at, mask=inside, other=0.0).to(tl.float32)
    value += tl.load(other + row % period * columns + at, mask=mask, other=0.0).to(tl.float32)
    off = tl.where(inside, value - (tl.sum(value, 1) / columns)[:, None], 0.0)
    scale = tl.rsqrt(tl.sum(off * off, 1) / columns + epsilon)[:, None]
    weight = tl.load(gain + at, mask=inside, other=0.0).to(tl.float32)
    out = off * scale * weight + tl.load(shift + at, mask=inside, other=0.0).to(tl.float32)
    tl.store(y + row * columns + at, out.to(y.dtype.element_ty), mask=mask)


@triton.jit
def bias_gelu(x, bias, y, count, columns, BLOCK: tl.constexpr):
    """gelu(x + bias) in the exact form, over `count` numbers in rows of `columns`."""
    at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    mask = at < count
    value = tl.load(x + at, mask=mask, other=0.0).to(tl.float32)
    value += tl.load(bias + at % columns, mask=mask, other=0.0).to(tl.float32)
    out = 0.5 * value * (1.0 + tl.erf(value * 0.7071067811865476))
    tl.store(y + at, out.to(y.dtype.element_ty), mask=mask)


@triton.jit
def pool(x, y, count, columns, BLOCK: tl.constexpr):
    """The mean of `count` rows brought to length one."""
    sequence = tl.program_id(0).to(tl.int64)
    at = tl.arange(0, BLOCK)
    mask = at < columns
    total = tl.zeros([BLOCK], dtype=tl.float32)
    for row in range(0, count):
        total += tl.load(x + (sequence * count + row) * columns + at, mask=mask, other=0.0).to(tl.float32)
    total = total / count
    length = tl.sqrt(tl.sum(total * total))
    tl.store(y + sequence * columns + at, (total / tl.maximum(length, 1e-12)).to(y.dtype.element_ty), mask=mask)


@triton.jit
def nearest(scores, maxima, places, blocks, count, k, BLOCKS: tl.constexpr, SIZE: tl.constexpr, K: tl.constexpr):
    """The places of the k greatest of `count` scores, k < K, by the greatest of each block of SIZE: they lie in the k blocks of greatest
    maxima, and one more is looked at because padding may have raised the last block's."""
    at = tl.arange(0, BLOCKS)
    value = tl.load(maxima + at, mask=at < blocks, other=float("-inf"))
    slot = tl.arange(0, K)
    chosen = tl.zeros([K], dtype=tl.int32)
    for i in range(0, k + 1):
        best = tl.argmax(value, 0)
        chosen = tl.where(slot == i, best, chosen)
        value = tl.where(at == best, float("-inf"), value)
    place = chosen[:, None] * SIZE + tl.arange(0, SIZE)[None, :]
    there = (slot < tl.minimum(k + 1, blocks))[:, None] & (place < count)
    score = tl.load(scores + place, mask=there, other=float("-inf"))
    for i in range(0, k):
        most = tl.max(tl.max(score, 1), 0)
        first = tl.min(tl.min(tl.where((score == most) & there, place, 2147483647), 1), 0)
        tl.store(places + i, first)
        score = tl.where(place == first, float("-inf"), score)
