"""The rows of the table in PyTorch, in the same numbers, shapes and order of work: eager mode, its own fused attention, no graphs."""

import statistics
import time

import torch
import torch.nn.functional as F

EPSILON = 1e-5


def _synchronize(device):
    if device == "cuda":
        torch.cuda.synchronize()


def median_ms(device, warmup, repeats, once):
    """Median time of `once`, ms; what it returns is dropped after its time is taken."""
    for _ in range(warmup):
        once()
    times = []
    for _ in range(repeats):
        _synchronize(device)
        start = time.perf_counter()
        result = once()
        _synchronize(device)
        times.append((time.perf_counter() - start) * 1e3)
        del result
    return statistics.median(times)


def _matrix(rows, columns, device, dtype):
    half = (3.0 / columns) ** 0.5
    return torch.empty(rows, columns, device=device, dtype=dtype).uniform_(-half, half)


class Weights:
    """Random weights of a shape."""

    def __init__(self, shape, device, dtype):
        s, q, kv = shape, shape["heads"] * shape["head_dim"], shape["kv_heads"] * shape["head_dim"]
        make = lambda rows, columns: _matrix(rows, columns, device, dtype)
        gain = lambda: torch.ones(s["hidden"], device=device, dtype=dtype)
        self.shape, self.device, self.dtype = shape, device, dtype
        self.embedding = make(s["vocab"], s["hidden"])
        self.layers = [
            {
                "attention_norm": gain(), "feed_norm": gain(),
                "q": make(q, s["hidden"]), "k": make(kv, s["hidden"]), "v": make(kv, s["hidden"]), "o": make(s["hidden"], q),
                "gate": make(s["feed_forward"], s["hidden"]), "up": make(s["feed_forward"], s["hidden"]),
                "down": make(s["hidden"], s["feed_forward"]),
            }
            for _ in range(s["layers"])
        ]
        self.final_norm = gain()
        self.head = make(s["vocab"], s["hidden"])

    def rotary(self, positions):
        """Cosines and sines of the positions, `positions x head_dim`."""
        half = self.shape["head_dim"] // 2
        turns = self.shape["rope_base"] ** (-torch.arange(half, device=self.device, dtype=torch.float32) / half)
        angles = torch.outer(positions.to(torch.float32), turns)
        angles = torch.cat([angles, angles], dim=-1)
        return angles.cos().to(self.dtype), angles.sin().to(self.dtype)


def _turned(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin


def _heads(x, heads):
    batch, count, width = x.shape
    return x.view(batch, count, heads, width // heads).transpose(1, 2)


def _layer(shape, layer, x, cos, sin, linear, cache, start, causal):
    normed = F.rms_norm(x, (x.shape[-1],), layer["attention_norm"], EPSILON)
    q = _turned(_heads(linear(layer, "q", normed), shape["heads"]), cos, sin)
    k = _turned(_heads(linear(layer, "k", normed), shape["kv_heads"]), cos, sin)
    v = _heads(linear(layer, "v", normed), shape["kv_heads"])
    if cache is not None:
        end = start + k.shape[2]
        cache[0][:, :, start:end], cache[1][:, :, start:end] = k, v
        k, v = cache[0][:, :, :end], cache[1][:, :, :end]
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=causal, enable_gqa=True)
    x = x + linear(layer, "o", mixed.transpose(1, 2).reshape(x.shape[0], x.shape[1], -1))
    normed = F.rms_norm(x, (x.shape[-1],), layer["feed_norm"], EPSILON)
    return x + linear(layer, "down", F.silu(linear(layer, "gate", normed)) * linear(layer, "up", normed))


def _plain(layer, name, x):
    return F.linear(x, layer[name])


def _cache(shape, batch, capacity, device, dtype):
    room = (batch, shape["kv_heads"], capacity, shape["head_dim"])
    make = lambda: torch.empty(room, device=device, dtype=dtype).uniform_(-1, 1)
    return [(make(), make()) for _ in range(shape["layers"])]


def _read(weights, tokens, caches, start):
    """Next tokens after `tokens`, with `start` tokens in the caches before them."""
    shape, count = weights.shape, tokens.shape[1]
    cos, sin = weights.rotary(torch.arange(start, start + count, device=weights.device))
    x = F.embedding(tokens, weights.embedding)
    for layer, cache in zip(weights.layers, caches):
        x = _layer(shape, layer, x, cos, sin, _plain, cache, start, causal=count > 1)
    last = F.rms_norm(x[:, -1], (shape["hidden"],), weights.final_norm, EPSILON)
    return F.linear(last, weights.head).argmax(-1, keepdim=True)


def _adapted(layer, name, x):
    inner, outer = layer["adapters"][name]
    return F.linear(x, layer[name]) + 2.0 * F.linear(F.linear(x, inner), outer)


def _train(weights, task, warmup, repeats):
    shape, device, dtype = weights.shape, weights.device, weights.dtype
    trained = []
    for layer in weights.layers:
        layer["adapters"] = {}
        for name in ("q", "k", "v", "o", "gate", "up", "down"):
            rows, columns = layer[name].shape
            inner = _matrix(task["rank"], columns, device, dtype).requires_grad_()
            outer = torch.zeros(rows, task["rank"], device=device, dtype=dtype, requires_grad=True)
            layer["adapters"][name] = (inner, outer)
            trained += [inner, outer]
    optimiser = torch.optim.AdamW(trained, lr=1e-3, fused=device == "cuda")
    count = task["sequence_tokens"]
    cos, sin = weights.rotary(torch.arange(count, device=device))

    def once():
        tokens = torch.randint(shape["vocab"], (task["batch"], count + 1), device=device)
        x = F.embedding(tokens[:, :-1], weights.embedding)
        for layer in weights.layers:
            x = _layer(shape, layer, x, cos, sin, _adapted, None, 0, causal=True)
        logits = F.linear(F.rms_norm(x, (shape["hidden"],), weights.final_norm, EPSILON), weights.head)
        loss = F.cross_entropy(logits.float().flatten(0, 1), tokens[:, 1:].flatten())
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        return loss.item()

    return {"train-lora": median_ms(device, warmup, repeats, once)}


def run(spec, shape):
    """Medians, ms, by the keys of the worker's series."""
    device = spec["device"]
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    task, warmup, repeats = spec["task"], spec["warmup"], spec["repeats"]
    weights = Weights(shape, device, dtype)
    if task["task"] == "train":
        return _train(weights, task, warmup, repeats)
    medians = {}
    with torch.inference_mode():
        if task["task"] == "prefill":
            for count in task["prompt_tokens"]:
                caches = _cache(shape, 1, count, device, dtype)
                tokens = torch.randint(shape["vocab"], (1, count), device=device)
                medians[f"prefill-{count}"] = median_ms(device, warmup, repeats, lambda: _read(weights, tokens, caches, 0))
        else:
            context = task["context_tokens"]
            for batch in task["batch"]:
                caches = _cache(shape, batch, context + 1, device, dtype)
                tokens = torch.randint(shape["vocab"], (batch, 1), device=device)
                medians[f"decode-b{batch}"] = median_ms(
                    device, warmup, repeats, lambda: _read(weights, tokens, caches, context)
                )
                del caches
    return medians


def search(size, device):
    """Median of one exact search, ms, its answer on the host."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    with torch.inference_mode():
        vectors = torch.empty(size["vectors"], size["dimensions"], device=device, dtype=dtype).uniform_(-1, 1)
        query = torch.empty(size["dimensions"], device=device, dtype=dtype).uniform_(-1, 1)
        return median_ms(
            device, 3, size["repeats"], lambda: torch.topk(torch.mv(vectors, query), size["k"]).indices.tolist()
        )
