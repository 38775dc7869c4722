"""How each kernel is launched: sizes fixed at compile time, and the grid. The worker program launches in the same way (`measure/kernels`)."""

import kernels
import triton

EPSILON = 1e-5
LOG2_E = 1.4426950408889634


def rms_norm(x, gain, y):
    rows, columns = x.shape
    kernels.rms_norm[(rows,)](x, gain, y, columns, EPSILON, BLOCK=triton.next_power_of_2(columns), num_warps=8)


def add_rms_norm(x, delta, gain, y):
    rows, columns = x.shape
    kernels.add_rms_norm[(rows,)](x, delta, gain, y, columns, EPSILON, BLOCK=triton.next_power_of_2(columns), num_warps=8)


def rms_norm_backward(x, gain, dy, rest, dx):
    rows, columns = x.shape
    kernels.rms_norm_backward[(rows,)](x, gain, dy, rest, dx, columns, EPSILON, BLOCK=triton.next_power_of_2(columns), num_warps=8)


def rope_cache(qkv, cos, sin, q, keys, values, start, count):
    tokens, kv_heads, capacity, d = qkv.shape[0], keys.shape[1], keys.shape[2], keys.shape[3]
    heads = qkv.shape[1] // d - 2 * kv_heads
    kernels.rope_cache[(tokens, triton.cdiv(heads + 2 * kv_heads, 8))](
        qkv, cos, sin, q, keys, values, start, count, capacity, heads, kv_heads, D=d, BLOCK=8, num_warps=2)


def rope_heads(x, cos, sin, y, count, heads, sign, inverse):
    d = y.shape[-1] if not inverse else x.shape[-1]
    tokens = x.numel() // (heads * d)
    kernels.rope_heads[(tokens, triton.cdiv(heads, 8))](
        x, cos, sin, y, count, heads, float(sign), INVERSE=inverse, D=d, BLOCK=8, num_warps=2)


def attention(q, keys, values, out, start, M=64, N=64, warps=4, stages=3):
    batch, count, heads, d = q.shape
    kv_heads, capacity = keys.shape[1], keys.shape[2]
    kernels.attention[(triton.cdiv(count, M), batch * heads)](
        q, keys, values, out, start, count, capacity, heads, heads // kv_heads, d**-0.5 * LOG2_E,
        M=M, N=N, D=d, num_warps=warps, num_stages=stages)


def parts_of(pairs, length, target=528, least=64):
    """Parts that the keys of a sequence are cut into, and keys of a part: enough programs for the device, no part below `least`."""
    parts = 1 if pairs >= 2 * 128 else max(1, min(triton.cdiv(target, pairs), triton.cdiv(length, least), 64))
    share = triton.cdiv(triton.cdiv(length, parts), least) * least
    return triton.cdiv(length, share), share


def decode(q, keys, values, acc, peak, total, out, length, target=528, N=64, warps=4, stages=3):
    batch, heads, d = q.shape
    kv_heads, capacity = keys.shape[1], keys.shape[2]
    pairs, group = batch * kv_heads, heads // kv_heads
    parts, share = parts_of(pairs, length, target)
    kernels.decode_part[(pairs, parts)](
        q, keys, values, acc, peak, total, out, length, capacity, share, group, d**-0.5 * LOG2_E, WHOLE=parts == 1, ROWS=16, N=N, D=d,
        num_warps=warps, num_stages=stages)
    if parts > 1:
        kernels.decode_join[(pairs * group,)](acc, peak, total, out, parts, group, D=d, BLOCK=64, num_warps=4)


def swiglu(x, y):
    rows, width = y.shape
    kernels.swiglu[(rows, triton.cdiv(width, 1024))](x, y, width, BLOCK=1024, num_warps=4)


def silu_times(gate, up, y):
    kernels.silu_times[(triton.cdiv(y.numel(), 1024),)](gate, up, y, y.numel(), BLOCK=1024, num_warps=4)


def silu_times_backward(gate, up, dy, dgate, dup):
    kernels.silu_times_backward[(triton.cdiv(dy.numel(), 1024),)](gate, up, dy, dgate, dup, dy.numel(), BLOCK=1024, num_warps=4)


def gemv(x, matrix, y, ROWS=None, BLOCK=None, warps=4):
    rows, columns = matrix.shape
    if ROWS is None:
        # What was fastest on an H200: few long rows, many rows, and the rest.
        ROWS, BLOCK = (4, 512) if columns >= 8192 else (16, 256) if rows >= 16384 else (8, 512)
    kernels.gemv[(triton.cdiv(rows, ROWS),)](x, matrix, y, rows, columns, ROWS=ROWS, BLOCK=BLOCK, num_warps=warps)


def scores(query, vectors, out, maxima, ROWS=256, STEP=16, BLOCK=256, warps=4):
    count, dimensions = vectors.shape
    kernels.scores[(count // ROWS,)](query, vectors, out, maxima, dimensions, ROWS=ROWS, STEP=STEP, BLOCK=BLOCK, num_warps=warps)


def causal_softmax(x, y, scale):
    count = x.shape[-1]
    kernels.causal_softmax[(x.numel() // count,)](x, y, count, scale, BLOCK=triton.next_power_of_2(count), num_warps=4)


def causal_softmax_backward(y, dy, dx, scale):
    count = y.shape[-1]
    kernels.causal_softmax_backward[(y.numel() // count,)](y, dy, dx, count, scale, BLOCK=triton.next_power_of_2(count), num_warps=4)


def cross_entropy(logits, targets, loss):
    rows, vocab = logits.shape
    kernels.cross_entropy[(rows,)](logits, targets, loss, vocab, BLOCK=8192, num_warps=8)


def cross_entropy_backward(logits, targets, loss, scale, dlogits):
    rows, vocab = logits.shape
    kernels.cross_entropy_backward[(rows, triton.cdiv(vocab, 4096))](
        logits, targets, loss, scale, dlogits, vocab, BLOCK=4096, num_warps=8)


def adamw(weight, gradient, mean, square, corrections, rate, beta1, beta2, epsilon, decay):
    kernels.adamw[(triton.cdiv(weight.numel(), 1024),)](
        weight, gradient, mean, square, corrections, weight.numel(), rate, beta1, beta2, epsilon, decay, BLOCK=1024, num_warps=4)


def dequantize(blocks, scales, y):
    count = y.numel() // 32
    kernels.dequantize[(triton.cdiv(count, 64),)](blocks, scales, y, count, BLOCK=64, num_warps=4)


def embed(table, tokens, y):
    rows, columns = y.shape
    kernels.embed[(rows,)](table, tokens, y, columns, BLOCK=triton.next_power_of_2(columns), num_warps=4)


def argmax(x, y):
    rows, columns = x.shape
    kernels.argmax[(rows,)](x, y, columns, BLOCK=8192, num_warps=16)


def quantize(x, blocks, scales):
    count = x.numel() // 32
    kernels.quantize[(triton.cdiv(count, 64),)](x, blocks, scales, count, BLOCK=64, num_warps=4)


def attention_of_all(qkv, bias, out, heads, M=64, N=64, warps=4, stages=3):
    batch, count, width = out.shape
    d = width // heads
    kernels.attention_of_all[(triton.cdiv(count, M), batch * heads)](
        qkv, bias, out, count, heads, d**-0.5 * LOG2_E, M=M, N=N, D=d, num_warps=warps, num_stages=stages)


def add_layer_norm(x, bias, other, gain, shift, y):
    rows, columns = x.shape
    kernels.add_layer_norm[(triton.cdiv(rows, 4),)](
        x, bias, other, gain, shift, y, rows, columns, other.shape[0], 1e-12, ROWS=4, BLOCK=triton.next_power_of_2(columns), num_warps=4)


def bias_gelu(x, bias, y):
    kernels.bias_gelu[(triton.cdiv(x.numel(), 2048),)](x, bias, y, x.numel(), x.shape[1], BLOCK=2048, num_warps=4)


def nearest(scores, maxima, places, count, k):
    blocks = maxima.numel()
    kernels.nearest[(1,)](scores, maxima, places, blocks, count, k, BLOCKS=4096 if blocks <= 4096 else 8192,
                          SIZE=scores.numel() // blocks, K=16, num_warps=32)


def pool(x, y):
    batch, columns = y.shape
    kernels.pool[(batch,)](x, y, x.shape[0] // batch, columns, BLOCK=triton.next_power_of_2(columns), num_warps=4)
