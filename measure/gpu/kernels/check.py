#!/usr/bin/env python3
"""Checks every kernel against PyTorch in f64. On the processor: TRITON_INTERPRET=1 python3 check.py --cpu."""

import argparse
import sys

import torch

import calls


def relative(found, expected):
    found, expected = found.detach().cpu().double(), expected.detach().cpu().double()
    return ((found - expected).norm() / expected.norm().clamp_min(1e-30)).item()


class Cases:
    def __init__(self, device, dtype, seed):
        self.device, self.dtype = device, dtype
        torch.manual_seed(seed)

    def random(self, *shape):
        return torch.randn(*shape, device=self.device).to(self.dtype)

    def blank(self, *shape, dtype=None):
        # Poisoned: what a kernel leaves unwritten shows.
        return torch.full(shape, float("nan"), device=self.device, dtype=dtype or self.dtype)

    def norm(self):
        x, delta, gain, dy = self.random(5, 96), self.random(5, 96), self.random(96), self.random(5, 96)
        y, z, dx, rest = self.blank(5, 96), self.blank(5, 96), self.blank(5, 96), self.random(5, 96)
        calls.rms_norm(x, gain, y)
        wide = x.double().requires_grad_()
        expected = torch.nn.functional.rms_norm(wide, (96,), gain.double(), 1e-5)
        yield "rms_norm", y, expected
        expected.backward(dy.double())
        calls.rms_norm_backward(x, gain, dy, rest, dx)
        yield "rms_norm_backward", dx, wide.grad + rest.double()
        total = (x.float() + delta.float()).to(self.dtype)
        calls.add_rms_norm(x, delta, gain, z)
        yield "add_rms_norm, sum", x, total
        yield "add_rms_norm", z, torch.nn.functional.rms_norm(total.double(), (96,), gain.double(), 1e-5)

    def turns(self, positions, d):
        angles = torch.rand(positions, d // 2, device=self.device, dtype=torch.float32) * 6
        return angles.cos().to(self.dtype), angles.sin().to(self.dtype)

    @staticmethod
    def turned(x, cos, sin):
        half = x.shape[-1] // 2
        a, b = x[..., :half].double(), x[..., half:].double()
        cos, sin = cos.double(), sin.double()
        return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

    def rope(self):
        batch, count, start, capacity, heads, kv, d = 2, 3, 4, 11, 6, 2, 32
        qkv = self.random(batch * count, (heads + 2 * kv) * d)
        cos, sin = self.turns(capacity, d)
        q, keys, values = self.blank(batch * count, heads, d), self.random(batch, kv, capacity, d), self.random(batch, kv, capacity, d)
        before = keys.clone(), values.clone()
        calls.rope_cache(qkv, cos, sin, q, keys, values, start, count)
        parts = qkv.view(batch, count, heads + 2 * kv, d)
        c, s = cos[start : start + count, None], sin[start : start + count, None]
        yield "rope_cache, queries", q, self.turned(parts[:, :, :heads], c, s).flatten(0, 1)
        for name, found, old, expected in (
            ("keys", keys, before[0], self.turned(parts[:, :, heads : heads + kv], c, s)),
            ("values", values, before[1], parts[:, :, heads + kv :]),
        ):
            new = old.double().clone()
            new[:, :, start : start + count] = expected.transpose(1, 2)
            yield f"rope_cache, {name}", found, new
        x, y, back = self.random(batch * count, heads * d), self.blank(batch, heads, count, d), self.blank(batch * count, heads * d)
        calls.rope_heads(x, cos, sin, y, count, heads, 1, False)
        expected = self.turned(x.view(batch, count, heads, d), cos[:count, None], sin[:count, None]).transpose(1, 2)
        yield "rope_heads", y, expected
        calls.rope_heads(y, cos, sin, back, count, heads, -1, True)
        squares = (cos.double() ** 2 + sin.double() ** 2)[:count, None].repeat(1, 1, 2)
        yield "rope_heads, back", back, (x.view(batch, count, heads, d).double() * squares).flatten(2).flatten(0, 1)

    def attend(self, q, keys, values, start):
        count, length = q.shape[1], start + q.shape[1]
        group = q.shape[2] // keys.shape[1]
        k = keys[:, :, :length].double().repeat_interleave(group, 1)
        v = values[:, :, :length].double().repeat_interleave(group, 1)
        score = q.double().transpose(1, 2) @ k.transpose(2, 3) * q.shape[-1] ** -0.5
        hidden = torch.ones(count, length, device=q.device).tril(start) == 0
        return (score.masked_fill(hidden, float("-inf")).softmax(-1) @ v).transpose(1, 2)

    def attention(self):
        for batch, count, start, heads, kv, d in ((1, 200, 0, 4, 2, 32), (2, 70, 133, 6, 1, 16), (1, 1, 63, 4, 4, 64), (1, 300, 5, 2, 1, 128)):
            capacity = start + count + 3
            q = self.random(batch, count, heads, d)
            keys, values = self.random(batch, kv, capacity, d), self.random(batch, kv, capacity, d)
            out = self.blank(batch, count, heads, d)
            calls.attention(q, keys, values, out, start)
            yield f"attention, {count} after {start}, width {d}", out, self.attend(q, keys, values, start)

    def encoder(self):
        for batch, count, heads, d in ((2, 77, 3, 32), (1, 64, 2, 16), (3, 130, 1, 64)):
            qkv, bias = self.random(batch * count, 3 * heads * d), self.random(3 * heads * d)
            out = self.blank(batch, count, heads * d)
            calls.attention_of_all(qkv, bias, out, heads)
            parts = (qkv.double() + bias.double()).view(batch, count, 3, heads, d).permute(2, 0, 3, 1, 4)
            yield f"attention of all {count}, width {d}", out, torch.nn.functional.scaled_dot_product_attention(*parts).transpose(1, 2).flatten(2)
        x, other, bias, gain, shift = self.random(12, 96), self.random(4, 96), self.random(96), self.random(96), self.random(96)
        y = self.blank(12, 96)
        calls.add_layer_norm(x, bias, other, gain, shift, y)
        total = x.double() + bias.double() + other.double().repeat(3, 1)
        yield "add_layer_norm", y, torch.nn.functional.layer_norm(total, (96,), gain.double(), shift.double(), 1e-12)
        y = self.blank(12, 96)
        calls.bias_gelu(x, bias, y)
        yield "bias_gelu", y, torch.nn.functional.gelu(x.double() + bias.double())
        y = self.blank(3, 96)
        calls.pool(x, y)
        yield "pool", y, torch.nn.functional.normalize(x.double().view(3, 4, 96).mean(1), dim=-1)

    def decode(self):
        for batch, length, heads, kv, d in ((1, 1024, 8, 2, 64), (3, 77, 6, 1, 32), (2, 1, 4, 2, 16), (1, 131, 8, 2, 128)):
            q = self.random(batch, heads, d)
            keys, values = self.random(batch, kv, length + 2, d), self.random(batch, kv, length + 2, d)
            out = self.blank(batch, heads, d)
            room = batch * heads * 64
            calls.decode(q, keys, values, self.blank(room, d, dtype=torch.float32), self.blank(room, dtype=torch.float32),
                         self.blank(room, dtype=torch.float32), out, length)
            yield f"decode after {length}, width {d}", out, self.attend(q[:, None], keys, values, length - 1)[:, 0]

    def feed(self):
        x, y = self.random(3, 2 * 1200), self.blank(3, 1200)
        calls.swiglu(x, y)
        gate, up = x.double().chunk(2, -1)
        yield "swiglu", y, torch.nn.functional.silu(gate) * up
        gate, up, dy = self.random(3, 700), self.random(3, 700), self.random(3, 700)
        y, dgate, dup = self.blank(3, 700), self.blank(3, 700), self.blank(3, 700)
        calls.silu_times(gate, up, y)
        g, u = gate.double().requires_grad_(), up.double().requires_grad_()
        expected = torch.nn.functional.silu(g) * u
        yield "silu_times", y, expected
        expected.backward(dy.double())
        calls.silu_times_backward(gate, up, dy, dgate, dup)
        yield "silu_times_backward, gate", dgate, g.grad
        yield "silu_times_backward, up", dup, u.grad

    def products(self):
        x, matrix, y = self.random(1, 1360), self.random(50, 1360), self.blank(1, 50)
        calls.gemv(x, matrix, y)
        yield "gemv", y, x.double() @ matrix.double().T
        query, vectors = self.random(1, 768), self.random(512, 768)
        out, maxima = self.blank(512, dtype=torch.float32), self.blank(2, dtype=torch.float32)
        calls.scores(query, vectors, out, maxima)
        expected = (vectors.double() @ query.double().T).flatten()
        yield "scores", out, expected
        yield "scores, maxima", maxima, expected.view(2, 256).amax(1)
        for blocks, size, short in ((37, 256, 5), (4300, 2048, 2047)):
            scores = torch.randn(blocks * size, device=self.device)
            # Padding of the last block, greater than all others.
            scores[-short:] = 99.0
            places = torch.full((10,), -1, device=self.device, dtype=torch.int32)
            calls.nearest(scores, scores.view(blocks, size).amax(1), places, blocks * size - short, 10)
            yield f"nearest of {blocks} blocks", places, scores[:-short].topk(10).indices

    def softmax(self):
        count = 48
        x, dy = self.random(2, 3, count, count), self.random(2, 3, count, count)
        y, dx = self.blank(2, 3, count, count), self.blank(2, 3, count, count)
        calls.causal_softmax(x, y, 0.25)
        hidden = torch.ones(count, count, device=self.device).tril() == 0
        wide = x.double().requires_grad_()
        expected = (wide * 0.25).masked_fill(hidden, float("-inf")).softmax(-1)
        yield "causal_softmax", y, expected
        expected.backward(dy.double())
        calls.causal_softmax_backward(y, dy, dx, 0.25)
        yield "causal_softmax_backward", dx, wide.grad

    def loss(self):
        logits, targets = self.random(6, 10000), torch.randint(10000, (6,), device=self.device).to(torch.int32)
        loss, grad = self.blank(6, dtype=torch.float32), self.blank(6, 10000)
        calls.cross_entropy(logits, targets, loss)
        wide = logits.double().requires_grad_()
        expected = torch.nn.functional.cross_entropy(wide, targets.long(), reduction="none")
        yield "cross_entropy", loss, expected
        expected.sum().backward()
        calls.cross_entropy_backward(logits, targets, loss, 1 / 6, grad)
        yield "cross_entropy_backward", grad, wide.grad / 6

    def optimiser(self):
        weight, gradient = self.random(5000), self.random(5000)
        reference = weight.double().clone().requires_grad_()
        mean, square = torch.zeros_like(weight), torch.zeros_like(weight)
        optimiser = torch.optim.AdamW([reference], lr=0.1, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
        for step in (1, 2):
            reference.grad = gradient.double()
            optimiser.step()
            corrections = torch.tensor([1 / (1 - 0.9**step), 1 / (1 - 0.999**step)], device=self.device)
            calls.adamw(weight, gradient, mean, square, corrections, 0.1, 0.9, 0.999, 1e-8, 0.01)
        yield "adamw", weight, reference

    def ends(self):
        table, tokens, y = self.random(50, 96), torch.randint(50, (7,), device=self.device).to(torch.int32), self.blank(7, 96)
        calls.embed(table, tokens, y)
        yield "embed", y, table[tokens.long()]
        x, place = self.random(4, 20000), torch.full((4,), -1, device=self.device, dtype=torch.int32)
        x[2, 19999] = x[2, 300] = 50.0
        calls.argmax(x, place)
        yield "argmax", place, x.double().argmax(-1)

    def blocks(self):
        count = 300
        raw = torch.randint(0, 256, (count, 16), dtype=torch.uint8, device=self.device)
        scale = (torch.rand(count, device=self.device) * 0.1).half()
        low, high = (raw & 15).double() - 8, (raw >> 4).double() - 8
        y = self.blank(count, 32)
        calls.dequantize(raw, scale, y)
        yield "dequantize", y, torch.cat([low, high], 1) * scale.double()[:, None]
        x, back = self.random(90, 64), self.blank(90, 64)
        packed, scale = torch.zeros(180, 16, dtype=torch.uint8, device=self.device), torch.zeros(180, device=self.device).half()
        calls.quantize(x, packed, scale)
        calls.dequantize(packed, scale, back)
        step = x.double().view(180, 32).abs().amax(1, keepdim=True) / 8
        off = (back.double() - x.double()).view(180, 32) / step
        # Rounding costs half a step, the number at the other end of the range a whole one.
        yield "quantize, at most a step off", (off.abs().max() <= 1.02).float(), torch.ones(())
        yield "quantize, spread of rounding alone", (off.std() <= 0.36).float(), torch.ones(())


def run(device, dtype, accepted, seed):
    cases, failed = Cases(device, dtype, seed), 0
    for name in ("norm", "rope", "attention", "encoder", "decode", "feed", "products", "softmax", "loss", "optimiser", "ends", "blocks"):
        try:
            for label, found, expected in getattr(cases, name)():
                error = relative(found, expected)
                holds = error <= accepted
                failed += not holds
                print(f"{'ok' if holds else 'FAILED':<7}{label:<45} {error:.1e}, at most {accepted:.0e}")
        except Exception as error:
            failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {str(error)[:300]}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cpu", action="store_true", help="in Triton's interpreter, f32")
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else torch.seed() % 2**31
    failed = run("cpu", torch.float32, 2e-4, seed) if options.cpu else run("cuda", torch.bfloat16, 8e-3, seed)
    print(f"{failed} failed, seed {seed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
