"""The rows of the table in PyTorch, in the same numbers and shapes: eager, and compiled.

Both use PyTorch's fused attention and the same merged projections as the worker program. Compiled means `torch.compile` on a layer;
a decoding step is also captured in a CUDA graph, as serving engines do."""

import statistics
import time

import torch
import torch.nn.functional as F

EPSILON = 1e-5
ADAPTED = ("q", "k", "v", "o", "gate", "up", "down")


def _synchronize(device):
    if device == "cuda":
        torch.cuda.synchronize()


def median_ms(device, warmup, repeats, once):
    """Median time of `once`, ms; its result is dropped after its time is taken."""
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
    """Random weights of a shape. Training keeps the projections apart, as each has an adapter of its own."""

    def __init__(self, shape, device, dtype, merged):
        s, q, kv = shape, shape["heads"] * shape["head_dim"], shape["kv_heads"] * shape["head_dim"]
        make = lambda rows, columns: _matrix(rows, columns, device, dtype)
        gain = lambda: torch.ones(s["hidden"], device=device, dtype=dtype)
        self.shape, self.device, self.dtype = shape, device, dtype
        self.embedding = make(s["vocab"], s["hidden"])
        self.layers = []
        for _ in range(s["layers"]):
            layer = {"attention_norm": gain(), "feed_norm": gain(), "o": make(s["hidden"], q), "down": make(s["hidden"], s["feed_forward"])}
            if merged:
                layer |= {"qkv": make(q + 2 * kv, s["hidden"]), "gate_up": make(2 * s["feed_forward"], s["hidden"])}
            else:
                layer |= {"q": make(q, s["hidden"]), "k": make(kv, s["hidden"]), "v": make(kv, s["hidden"])}
                layer |= {"gate": make(s["feed_forward"], s["hidden"]), "up": make(s["feed_forward"], s["hidden"])}
            self.layers.append(layer)
        self.final_norm = gain()
        self.head = make(s["vocab"], s["hidden"])

    def rotary(self, positions):
        """Cosines and sines of the positions, `positions x head_dim`."""
        half = self.shape["head_dim"] // 2
        turns = self.shape["rope_base"] ** (-torch.arange(half, device=self.device, dtype=torch.float32) / half)
        angles = torch.outer(positions.to(torch.float32), turns)
        angles = torch.cat([angles, angles], dim=-1)
        return angles.cos().to(self.dtype), angles.sin().to(self.dtype)


def _norm(x, gain):
    return F.rms_norm(x, (x.shape[-1],), gain, EPSILON)


def _turned(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin


def _heads(x, heads):
    batch, count, width = x.shape
    return x.view(batch, count, heads, width // heads).transpose(1, 2)


def _layer(shape, layer, keys, values, x, cos, sin, start: int, causal: bool):
    heads, kv_heads, d = shape
    q, k, v = F.linear(_norm(x, layer["attention_norm"]), layer["qkv"]).split((heads * d, kv_heads * d, kv_heads * d), dim=-1)
    q, k, v = _turned(_heads(q, heads), cos, sin), _turned(_heads(k, kv_heads), cos, sin), _heads(v, kv_heads)
    end = start + k.shape[2]
    keys[:, :, start:end] = k
    values[:, :, start:end] = v
    mixed = F.scaled_dot_product_attention(q, keys[:, :, :end], values[:, :, :end], is_causal=causal, enable_gqa=True)
    x = x + F.linear(mixed.transpose(1, 2).reshape(x.shape[0], x.shape[1], -1), layer["o"])
    gate, up = F.linear(_norm(x, layer["feed_norm"]), layer["gate_up"]).chunk(2, dim=-1)
    return x + F.linear(F.silu(gate) * up, layer["down"])


def _last(x, gain, head):
    return F.linear(_norm(x[:, -1], gain), head).argmax(-1, keepdim=True)


def _cache(shape, batch, capacity, device, dtype):
    room = (batch, shape["kv_heads"], capacity, shape["head_dim"])
    make = lambda: torch.empty(room, device=device, dtype=dtype).uniform_(-1, 1)
    return [(make(), make()) for _ in range(shape["layers"])]


def _dimensions(shape):
    return shape["heads"], shape["kv_heads"], shape["head_dim"]


def _read(weights, tokens, caches, cos, sin, start, layer_of, last_of):
    """Next tokens after `tokens`, with `start` tokens in the caches before them."""
    x = F.embedding(tokens, weights.embedding)
    for layer, (keys, values) in zip(weights.layers, caches):
        x = layer_of(_dimensions(weights.shape), layer, keys, values, x, cos, sin, start, tokens.shape[1] > 1)
    return last_of(x, weights.final_norm, weights.head)


class _FourBit(torch.autograd.Function):
    """A product with a matrix in blocks of 32 four-bit numbers and a scale, made plain for each use."""

    @staticmethod
    def plain(packed, scale):
        low, high = (packed & 15).to(torch.int8) - 8, (packed >> 4).to(torch.int8) - 8
        return (torch.cat([low, high], dim=-1).to(scale.dtype) * scale).flatten(1)

    @staticmethod
    def forward(context, x, packed, scale):
        context.save_for_backward(packed, scale)
        return F.linear(x, _FourBit.plain(packed, scale))

    @staticmethod
    def backward(context, gradient):
        return gradient @ _FourBit.plain(*context.saved_tensors), None, None


def _four_bit(matrix):
    rows, columns = matrix.shape
    blocks = matrix.view(rows, columns // 32, 32).float()
    scale = blocks.abs().amax(-1, keepdim=True) / 8
    whole = (blocks / scale).round().clamp(-8, 7).to(torch.int16) + 8
    packed = (whole[..., :16] | (whole[..., 16:] << 4)).to(torch.uint8)
    return packed, scale.to(matrix.dtype)


def _adapted(layer, name, x):
    base = layer[name]
    product = _FourBit.apply(x, *base) if isinstance(base, tuple) else F.linear(x, base)
    return product + 2.0 * F.linear(F.linear(x, layer[name + "_inner"]), layer[name + "_outer"])


def _trained_layer(shape, layer, x, cos, sin):
    heads, kv_heads, _ = shape
    normed = _norm(x, layer["attention_norm"])
    q = _turned(_heads(_adapted(layer, "q", normed), heads), cos, sin)
    k = _turned(_heads(_adapted(layer, "k", normed), kv_heads), cos, sin)
    v = _heads(_adapted(layer, "v", normed), kv_heads)
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    x = x + _adapted(layer, "o", mixed.transpose(1, 2).reshape(x.shape[0], x.shape[1], -1))
    normed = _norm(x, layer["feed_norm"])
    return x + _adapted(layer, "down", F.silu(_adapted(layer, "gate", normed)) * _adapted(layer, "up", normed))


def _loss(x, gain, head, targets):
    logits = F.linear(_norm(x, gain), head)
    return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten())


def _train(weights, method, task, warmup, repeats, layer_of, loss_of):
    """Median of a step, ms. `weights` gains fresh adapters."""
    shape, device, dtype = weights.shape, weights.device, weights.dtype
    trained = []
    for layer in weights.layers:
        for name in ADAPTED:
            if method == "qlora" and not isinstance(layer[name], tuple):
                layer[name] = _four_bit(layer[name])
            base = layer[name]
            rows = base[0].shape[0] if isinstance(base, tuple) else base.shape[0]
            columns = base[0].shape[1] * 32 if isinstance(base, tuple) else base.shape[1]
            inner = _matrix(task["rank"], columns, device, dtype).requires_grad_()
            outer = torch.zeros(rows, task["rank"], device=device, dtype=dtype, requires_grad=True)
            layer[name + "_inner"], layer[name + "_outer"] = inner, outer
            trained += [inner, outer]
    optimiser = torch.optim.AdamW(trained, lr=1e-3, fused=device == "cuda")
    count = task["sequence_tokens"]
    cos, sin = weights.rotary(torch.arange(count, device=device))

    def once():
        tokens = torch.randint(shape["vocab"], (task["batch"], count + 1), device=device)
        x = F.embedding(tokens[:, :-1], weights.embedding)
        for layer in weights.layers:
            x = layer_of(_dimensions(shape), layer, x, cos, sin)
        loss = loss_of(x, weights.final_norm, weights.head, tokens[:, 1:])
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        return loss.item()

    return median_ms(device, warmup, repeats, once)


def _graphed(once):
    """`once` as a CUDA graph: what is returned replays it."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(2):
            once()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = once()

    def replay():
        graph.replay()
        return result

    return replay


def run(spec, shape, compiled):
    """Medians, ms, by the keys of the worker's series; eager, or compiled."""
    device = spec["device"]
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    task, warmup, repeats = spec["task"], spec["warmup"], spec["repeats"]
    torch._dynamo.reset()
    wrapped = (lambda f: torch.compile(f, dynamic=False)) if compiled else (lambda f: f)
    if task["task"] == "train":
        medians, layer_of, loss_of = {}, wrapped(_trained_layer), wrapped(_loss)
        weights = Weights(shape, device, dtype, merged=False)
        for method in task["methods"]:
            if method != "full":
                medians[f"train-{method}"] = _train(weights, method, task, warmup, repeats, layer_of, loss_of)
        return medians
    medians, layer_of, last_of = {}, wrapped(_layer), wrapped(_last)
    weights = Weights(shape, device, dtype, merged=True)
    with torch.inference_mode():
        if task["task"] == "prefill":
            for count in task["prompt_tokens"]:
                caches = _cache(shape, 1, count, device, dtype)
                cos, sin = weights.rotary(torch.arange(count, device=device))
                tokens = torch.randint(shape["vocab"], (1, count), device=device)
                once = lambda: _read(weights, tokens, caches, cos, sin, 0, layer_of, last_of)
                medians[f"prefill-{count}"] = median_ms(device, warmup, repeats, once)
        else:
            context = task["context_tokens"]
            cos, sin = weights.rotary(torch.arange(context, context + 1, device=device))
            for batch in task["batch"]:
                caches = _cache(shape, batch, context + 1, device, dtype)
                tokens = torch.randint(shape["vocab"], (batch, 1), device=device)
                once = lambda: _read(weights, tokens, caches, cos, sin, context, layer_of, last_of)
                if compiled and device == "cuda":
                    once()
                    once = _graphed(once)
                medians[f"decode-b{batch}"] = median_ms(device, warmup, repeats, once)
                del caches, once
    return medians


def search(size, device, compiled):
    """Median of one exact search, ms, its answer on the host."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    nearest = lambda vectors, query: torch.topk(torch.mv(vectors, query), size["k"]).indices
    if compiled:
        torch._dynamo.reset()
        nearest = torch.compile(nearest, dynamic=False)
    with torch.inference_mode():
        vectors = torch.empty(size["vectors"], size["dimensions"], device=device, dtype=dtype).uniform_(-1, 1)
        query = torch.empty(size["dimensions"], device=device, dtype=dtype).uniform_(-1, 1)
        return median_ms(device, 3, size["repeats"], lambda: nearest(vectors, query).tolist())


MINILM = {"layers": 6, "hidden": 384, "heads": 12, "wide": 1536, "vocab": 30522, "positions": 512}


def _encode(layers, tokens, words, positions, norm):
    hidden, heads = MINILM["hidden"], MINILM["heads"]
    batch, count = tokens.shape
    x = F.layer_norm(F.embedding(tokens, words) + positions[:count], (hidden,), *norm)
    for layer in layers:
        q, k, v = (_heads(part, heads) for part in F.linear(x, layer["qkv"], layer["qkv_bias"]).chunk(3, dim=-1))
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, count, hidden)
        x = F.layer_norm(F.linear(mixed, layer["o"], layer["o_bias"]) + x, (hidden,), *layer["mixed_norm"])
        wide = F.gelu(F.linear(x, layer["up"], layer["up_bias"]))
        x = F.layer_norm(F.linear(wide, layer["down"], layer["down_bias"]) + x, (hidden,), *layer["norm"])
    return F.normalize(x.mean(1), dim=-1)


def embed(size, device, compiled):
    """Median of embedding a batch, ms."""
    dtype = torch.bfloat16 if device == "cuda" else torch.float32
    hidden, wide = MINILM["hidden"], MINILM["wide"]
    make = lambda rows, columns: _matrix(rows, columns, device, dtype)
    row = lambda width: torch.rand(width, device=device).to(dtype)
    pair = lambda: (row(hidden), row(hidden))
    layers = [
        {"qkv": make(3 * hidden, hidden), "qkv_bias": row(3 * hidden), "o": make(hidden, hidden), "o_bias": row(hidden), "mixed_norm": pair(),
         "up": make(wide, hidden), "up_bias": row(wide), "down": make(hidden, wide), "down_bias": row(hidden), "norm": pair()}
        for _ in range(MINILM["layers"])
    ]
    words, positions, norm = make(MINILM["vocab"], hidden), make(MINILM["positions"], hidden), pair()
    tokens = torch.randint(MINILM["vocab"], (size["batch"], size["tokens"]), device=device)
    torch._dynamo.reset()
    encode = torch.compile(_encode, dynamic=False) if compiled else _encode
    with torch.inference_mode():
        once = lambda: encode(layers, tokens, words, positions, norm)
        if compiled and device == "cuda":
            once()
            once = _graphed(once)
        return median_ms(device, 3, size["repeats"], once)
