#!/usr/bin/env python3
"""Times the kernels at Llama-3-8B's sizes in several forms, with PyTorch's own beside them. `--warm I N` only compiles the Ith of N parts."""

import sys

import torch
import triton

import calls

D, H, K, HIDDEN, FEED, VOCAB, CONTEXT = 128, 32, 8, 4096, 14336, 128256, 1025
BF16 = torch.bfloat16


def random(*shape, dtype=BF16):
    return torch.empty(*shape, device="cuda", dtype=dtype).uniform_(-1, 1)


def rows():
    """(kernel, form, work, unit, thunk maker): `work` over the time in ms is given in TFLOP/s or TB/s."""
    for count in (2048, 8192):
        work = 2 * H * D * count**2 / 1e9
        def build(count=count):
            return random(1, count, H, D), random(1, K, count, D), random(1, K, count, D)
        for m, n, warps, stages in ((128, 64, 8, 3), (128, 64, 4, 3), (128, 128, 8, 2), (128, 128, 8, 3), (64, 64, 4, 3), (128, 64, 8, 4), (64, 128, 4, 3)):
            def make(m=m, n=n, warps=warps, stages=stages, build=build):
                q, k, v = build()
                out = torch.empty_like(q)
                return lambda: calls.attention(q, k, v, out, 0, m, n, warps, stages)
            yield f"attention {count}", f"{m}x{n} warps {warps} stages {stages}", work, "TFLOP/s", make
        def make(build=build):
            q, k, v = build()
            q = q.transpose(1, 2)
            return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        yield f"attention {count}", "PyTorch", work, "TFLOP/s", make
    for batch in (1, 32, 128):
        work = batch * CONTEXT * K * D * 2 * 2 / 1e9
        def build(batch=batch):
            return random(batch, H, D), random(batch, K, CONTEXT, D), random(batch, K, CONTEXT, D)
        for n, warps, stages, target in ((64, 4, 3, 528), (64, 4, 3, 264), (64, 4, 3, 132), (128, 4, 2, 264), (128, 4, 3, 528), (128, 8, 3, 264), (64, 2, 4, 528), (32, 4, 4, 528)):
            def make(n=n, warps=warps, stages=stages, target=target, build=build, batch=batch):
                q, k, v = build()
                out, room = torch.empty_like(q), batch * H * 64
                acc, peak, total = torch.empty(room, D, device="cuda"), torch.empty(room, device="cuda"), torch.empty(room, device="cuda")
                return lambda: calls.decode(q, k, v, acc, peak, total, out, CONTEXT, target, n, warps, stages)
            yield f"decode {batch}", f"{n} warps {warps} stages {stages} target {target}", work, "TB/s", make
        def make(build=build):
            q, k, v = build()
            q = q[:, :, None]
            return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, enable_gqa=True)
        yield f"decode {batch}", "PyTorch", work, "TB/s", make
    for name, n, c in (("qkv", 6144, HIDDEN), ("o", HIDDEN, HIDDEN), ("gate_up", 2 * FEED, HIDDEN), ("down", HIDDEN, FEED), ("head", VOCAB, HIDDEN)):
        work = n * c * 2 / 1e9
        for size, block, warps in ((4, 512, 4), (8, 512, 4), (16, 256, 4), (4, 1024, 4), (8, 1024, 8), (2, 1024, 2), (16, 512, 8)):
            def make(n=n, c=c, size=size, block=block, warps=warps):
                x, matrix, y = random(1, c), random(n, c), torch.empty(1, n, device="cuda", dtype=BF16)
                return lambda: calls.gemv(x, matrix, y, size, block, warps)
            yield f"gemv {name}", f"{size}x{block} warps {warps}", work, "TB/s", make
        def make(n=n, c=c):
            x, matrix = random(1, c), random(n, c)
            return lambda: torch.nn.functional.linear(x, matrix)
        yield f"gemv {name}", "PyTorch", work, "TB/s", make
    work = 1_000_192 * 768 * 2 / 1e9
    for step, block, warps in ((16, 256, 4), (8, 256, 4), (32, 256, 4), (4, 256, 2), (8, 256, 2), (16, 256, 8)):
        def make(step=step, block=block, warps=warps):
            query, vectors = random(1, 768), random(1_000_192, 768)
            out, maxima = torch.empty(1_000_192, device="cuda"), torch.empty(1_000_192 // 256, device="cuda")
            return lambda: calls.scores(query, vectors, out, maxima, 256, step, block, warps)
        yield "scores 1M", f"{step}x{block} warps {warps}", work, "TB/s", make
    def make():
        query, vectors = random(768), random(1_000_192, 768)
        return lambda: torch.mv(vectors, query)
    yield "scores 1M", "PyTorch", work, "TB/s", make
    t = 2048
    def make():
        x, d, g, y = random(t, HIDDEN), random(t, HIDDEN), random(HIDDEN), random(t, HIDDEN)
        return lambda: calls.add_rms_norm(x, d, g, y)
    yield "add_rms_norm", "", t * HIDDEN * 8 / 1e9, "TB/s", make
    def make():
        x, y = random(t, 2 * FEED), random(t, FEED)
        return lambda: calls.swiglu(x, y)
    yield "swiglu", "", t * FEED * 6 / 1e9, "TB/s", make
    def make():
        x, q, k, v = random(t, 6144), random(t, H, D), random(1, K, t, D), random(1, K, t, D)
        cos, sin = random(t, D // 2), random(t, D // 2)
        return lambda: calls.rope_cache(x, cos, sin, q, k, v, 0, t)
    yield "rope_cache", "", t * 6144 * 4 / 1e9, "TB/s", make
    def make():
        x, targets, loss = random(512, VOCAB), torch.randint(VOCAB, (512,), device="cuda", dtype=torch.int32), torch.empty(512, device="cuda")
        return lambda: calls.cross_entropy(x, targets, loss)
    yield "cross_entropy", "", 512 * VOCAB * 2 / 1e9, "TB/s", make
    def make():
        x, targets, loss = random(512, VOCAB), torch.randint(VOCAB, (512,), device="cuda", dtype=torch.int32), torch.empty(512, device="cuda")
        y = torch.empty_like(x)
        return lambda: calls.cross_entropy_backward(x, targets, loss, 0.1, y)
    yield "cross_entropy_backward", "", 512 * VOCAB * 4 / 1e9, "TB/s", make
    def make():
        blocks = torch.randint(0, 255, (2 * FEED * HIDDEN // 32, 16), device="cuda", dtype=torch.uint8)
        scales = torch.ones(2 * FEED * HIDDEN // 32, device="cuda").half()
        y = torch.empty(2 * FEED, HIDDEN, device="cuda", dtype=BF16)
        return lambda: calls.dequantize(blocks, scales, y)
    yield "dequantize", "", 2 * FEED * HIDDEN * (2 + 18 / 32) / 1e9, "TB/s", make
    def make():
        x, y = random(32, 512, 512), random(32, 512, 512)
        return lambda: calls.causal_softmax(x, y, 0.1)
    yield "causal_softmax", "", 32 * 512 * 512 * 3 / 1e9, "TB/s", make
    for m in (32, 128):
        for name, n, c in (("qkv", 6144, HIDDEN), ("o", HIDDEN, HIDDEN), ("gate_up", 2 * FEED, HIDDEN), ("down", HIDDEN, FEED), ("head", VOCAB, HIDDEN)):
            def make(n=n, c=c, m=m):
                x, matrix = random(m, c), random(n, c)
                return lambda: torch.nn.functional.linear(x, matrix)
            yield f"linear {m} {name}", "PyTorch", n * c * 2 / 1e9, "TB/s", make
    for name, n, c in (("qkv", 6144, HIDDEN), ("gate_up", 2 * FEED, HIDDEN), ("down", HIDDEN, FEED)):
        def make(n=n, c=c):
            x, matrix = random(2048, c), random(n, c)
            return lambda: torch.nn.functional.linear(x, matrix)
        yield f"linear 2048 {name}", "PyTorch", 2 * 2048 * n * c / 1e9, "TFLOP/s", make


def main():
    arguments = sys.argv[1:]
    every = list(rows())
    if arguments[:1] == ["--warm"]:
        index, count = int(arguments[1]), int(arguments[2])
        for name, form, *_, make in every[index::count]:
            if form != "PyTorch":
                try:
                    make()()
                except Exception as error:
                    print(f"{name} {form}: {str(error)[:200]}", flush=True)
        return
    for name, form, work, unit, make in every:
        try:
            thunk = make()
            ms = triton.testing.do_bench(thunk, warmup=8, rep=40, return_mode="median")
            print(f"{name:<24}{form:<36}{ms:>9.4f} ms {work / ms:>8.2f} {unit}", flush=True)
        except Exception as error:
            print(f"{name:<24}{form:<36} FAILED {type(error).__name__} {str(error)[:160]}", flush=True)
        torch.cuda.empty_cache()


if __name__ == "__main__":
    main()
