#!/usr/bin/env python3
"""Where the time of a row goes: the kernels of a few steps by their summed GPU time, from Nsight Compute (ncu).

`kernel_times.py ROW` runs the worker program under ncu on a GPU machine; `kernel_times.py --read FILE` sums a file that ncu wrote as CSV.
Run `run.py` first: its table shows which row is slowest against the roofline. See README.md."""

import argparse
import collections
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import run

HERE = Path(__file__).resolve().parent
# Launches that are passed over, to leave the making of weights out, and launches that are summed.
SKIPPED, SUMMED = 6000, 4500
IN_MICROSECONDS = {"ns": 1e-3, "nsecond": 1e-3, "us": 1.0, "usecond": 1.0, "ms": 1e3, "msecond": 1e3, "s": 1e6, "second": 1e6}


def summed(lines):
    """Kernel, launches and microseconds, longest first, of ncu's CSV."""
    found = collections.defaultdict(lambda: [0, 0.0])
    for row in csv.DictReader(line for line in lines if line.startswith('"')):
        if row["Metric Name"] == "gpu__time_duration.sum":
            kernel = found[row["Kernel Name"]]
            kernel[0] += 1
            kernel[1] += float(row["Metric Value"].replace(",", "")) * IN_MICROSECONDS[row["Metric Unit"]]
    return sorted(((name, *kernel) for name, kernel in found.items()), key=lambda row: -row[2])


def table(rows):
    total = sum(us for _, _, us in rows)
    out = [f"{'us':>12}{'launches':>10}{'us each':>10}{'share':>8}  kernel"]
    for name, launches, us in rows[:20]:
        out.append(f"{us:>12.1f}{launches:>10}{us / launches:>10.2f}{us / total:>8.0%}  {name[:90]}")
    return "\n".join(out)


def command(key, table):
    """The worker's arguments and standard input for a row of the table."""
    for size in table["searches"]:
        if key == f"search-exact-{size['vectors']}":
            return ["search", *(str(size[name]) for name in ("vectors", "dimensions", "k")), "3"], None
    for size in table["embeds"]:
        if key == f"embed-{size['batch']}x{size['tokens']}":
            return ["embed", str(size["batch"]), str(size["tokens"]), "3"], None
    for spec in table["runs"]:
        task = dict(spec["task"])
        kind = task["task"]
        for name, prefix in (("prompt_tokens", "prefill-"), ("batch", "decode-b"), ("methods", "train-")):
            values = task.get(name) if isinstance(task.get(name), list) else []
            chosen = [value for value in values if f"{prefix}{value}" == key and prefix.startswith(kind)]
            if chosen:
                return [], json.dumps({**spec, "warmup": 1, "repeats": 3, "task": {**task, name: chosen}})
    raise run.Plain(f"there is no row {key}: the rows are those of table.json, such as prefill-2048, decode-b1, train-lora, embed-64x256")


def profiled(options):
    ncu = shutil.which("ncu")
    if not ncu:
        raise run.Plain("ncu (Nsight Compute) is not found: it comes with the CUDA toolkit")
    arguments, text = command(options.row, json.loads((HERE / "table.json").read_text()))
    with tempfile.TemporaryFile("w+") as standard_input:
        standard_input.write(text or "")
        standard_input.seek(0)
        done = subprocess.run(
            [ncu, "--clock-control", "none", "--metrics", "gpu__time_duration.sum", "--csv", "--launch-skip", str(options.skip),
             "--launch-count", str(SUMMED), str(options.worker), *arguments],
            stdin=standard_input, capture_output=True, text=True, env=dict(os.environ, LD_LIBRARY_PATH=run.library_path()))
    if options.keep:
        options.keep.write_text(done.stdout)
    rows = summed(done.stdout.splitlines())
    if not rows:
        raise run.Plain(f"ncu saw no kernel (try --skip with a smaller number): {(done.stdout + done.stderr)[-500:]}")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("row", nargs="?", help="a row of the table, such as train-lora")
    parser.add_argument("--read", type=Path, help="a CSV file of ncu instead of a run")
    parser.add_argument("--keep", type=Path, help="where to write ncu's CSV")
    parser.add_argument("--skip", type=int, default=SKIPPED, help=f"launches to pass over ({SKIPPED})")
    parser.add_argument("--worker", type=Path, default=HERE / "forkcast-worker-cuda.bin", help="the worker program")
    options = parser.parse_args()
    if (options.row is None) == (options.read is None):
        parser.error("name a row, or a file by --read")
    try:
        rows = summed(options.read.read_text().splitlines()) if options.read else profiled(options)
    except run.Plain as error:
        print(error, file=sys.stderr)
        return 1
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
