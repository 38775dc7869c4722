#!/usr/bin/env python3
"""Compiles the kernels to PTX for Hopper, without a GPU: `build.py FOLDER` writes a file for each and `kernels.rs`, the table of them."""

import sys
from pathlib import Path

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

import kernels

TARGET = GPUTarget("cuda", 90, 32)
WIDTHS = (16, 32, 64, 128)
SIZES = (64, 128, 256, 512, 1024, 2048, 4096)

# Types of arguments by name; pointers are to bf16 unless named here.
POINTERS = {"acc_out": "*fp32", "peak_out": "*fp32", "total_out": "*fp32", "acc_in": "*fp32", "peak_in": "*fp32", "total_in": "*fp32",
            "loss": "*fp32", "corrections": "*fp32", "out": "*bf16", "maxima": "*fp32", "places": "*i32", "targets": "*i32", "tokens": "*i32", "blocks": "*u8", "scales": "*fp16"}
FLOATS = {"epsilon", "scale", "sign", "rate", "beta1", "beta2", "decay"}
# Whole numbers that need not be multiples of 16; all others must be, which lets the compiler read 16 bytes at once.
ODD = {"rows", "blocks", "k", "start", "count", "capacity", "heads", "kv_heads", "group", "length", "parts", "period"}
WHOLE = (ODD - {"blocks"}) | {"columns", "width", "dimensions", "vocab", "share"}
# Where a name means another thing than above.
OVER = {
    ("scores", "out"): "*fp32", ("nearest", "scores"): "*fp32", ("nearest", "blocks"): "i32", ("nearest", "count"): "odd", ("gemv", "rows"): "even", ("bias_gelu", "count"): "even", ("argmax", "y"): "*i32",
    ("causal_softmax", "count"): "even", ("causal_softmax_backward", "count"): "even",
    ("dequantize", "count"): "odd", ("quantize", "count"): "odd", ("decode_part", "share"): "even",
    ("silu_times", "count"): "even", ("silu_times_backward", "count"): "even", ("adamw", "count"): "even",
}


def forms():
    """(name, constants, warps, stages) of every kernel that is built."""
    for size in (*SIZES, 8192):
        for name in ("rms_norm", "add_rms_norm", "rms_norm_backward"):
            yield name, {"BLOCK": size}, 8, 3
        yield "embed", {"BLOCK": size}, 4, 3
    for size in SIZES:
        yield "pool", {"BLOCK": size}, 4, 3
        yield "add_layer_norm", {"ROWS": 4, "BLOCK": size}, 4, 3
        for name in ("causal_softmax", "causal_softmax_backward"):
            yield name, {"BLOCK": size}, 4, 3
    for d in WIDTHS:
        yield "rope_cache", {"D": d, "BLOCK": 8}, 2, 3
        yield "rope_heads", {"INVERSE": False, "D": d, "BLOCK": 8}, 2, 3
        yield "rope_heads", {"INVERSE": True, "D": d, "BLOCK": 8}, 2, 3
        yield "attention", {"M": 64, "N": 64, "D": d}, 4, 3
        yield "attention_of_all", {"M": 64, "N": 64, "D": d}, 4, 3
        for whole in (False, True):
            yield "decode_part", {"WHOLE": whole, "ROWS": 16, "N": 64, "D": d}, 4, 3
        yield "decode_join", {"D": d, "BLOCK": 64}, 4, 3
    yield "swiglu", {"BLOCK": 1024}, 4, 3
    yield "bias_gelu", {"BLOCK": 2048}, 4, 3
    yield "silu_times", {"BLOCK": 1024}, 4, 3
    yield "silu_times_backward", {"BLOCK": 1024}, 4, 3
    for rows, block in ((4, 512), (8, 512), (16, 256)):
        yield "gemv", {"ROWS": rows, "BLOCK": block}, 4, 3
    for size, blocks in ((256, 4096), (2048, 8192)):
        yield "scores", {"ROWS": size, "STEP": 16, "BLOCK": 256}, 4, 3
        yield "nearest", {"BLOCKS": blocks, "SIZE": size, "K": 16}, 32, 3
    yield "cross_entropy", {"BLOCK": 8192}, 8, 3
    yield "cross_entropy_backward", {"BLOCK": 4096}, 8, 3
    yield "argmax", {"BLOCK": 8192}, 16, 3
    yield "adamw", {"BLOCK": 1024}, 4, 3
    yield "dequantize", {"BLOCK": 64}, 4, 3
    yield "quantize", {"BLOCK": 64}, 4, 3


def compiled(name, constants, warps, stages):
    function = getattr(kernels, name)
    signature, attributes, fixed = {}, {}, {}
    for index, argument in enumerate(function.arg_names):
        if argument in constants:
            signature[argument], fixed[(index,)] = "constexpr", constants[argument]
            continue
        kind = OVER.get((name, argument))
        if argument in FLOATS:
            signature[argument] = "fp32"
        elif argument in WHOLE or kind == "i32":
            signature[argument] = "i32"
            if (kind or ("odd" if argument in ODD else "even")) == "even":
                attributes[(index,)] = [["tt.divisibility", 16]]
        else:
            signature[argument] = kind or POINTERS.get(argument, "*bf16")
            # A sequence's tokens may begin anywhere among those of a batch.
            if argument not in ("targets", "tokens"):
                attributes[(index,)] = [["tt.divisibility", 16]]
    source = ASTSource(function, signature=signature, constexprs=fixed, attrs=attributes)
    return triton.compile(source, target=TARGET, options={"num_warps": warps, "num_stages": stages})


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for name, constants, warps, stages in forms():
        kernel = compiled(name, constants, warps, stages)
        key = " ".join([name, *(str(int(value)) for value in constants.values())])
        file = key.replace(" ", "-") + ".ptx"
        # What only debuggers read is most of the text: line numbers, comments, and the sections at the end.
        text = "\n".join(line for line in kernel.asm["ptx"].splitlines() if not line.lstrip().startswith((".loc", "//", ".file")))
        (folder / file).write_text(text.split("\t.section")[0])
        lines.append(f'    Built {{ key: "{key}", function: "{name}", warps: {warps}, shared: {kernel.metadata.shared}, ptx: include_str!("{folder.resolve()}/{file}") }},')
    (folder / "kernels.rs").write_text(
        f'pub(crate) static TRITON: &str = "{triton.__version__}";\n'
        f"pub(crate) static BUILT: [Built; {len(lines)}] = [\n" + "\n".join(lines) + "\n];\n")
    print(f"{len(lines)} kernels by Triton {triton.__version__}")


if __name__ == "__main__":
    main()
