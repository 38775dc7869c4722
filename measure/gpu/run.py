#!/usr/bin/env python3
"""Measures a GPU machine in one call: checks the worker program, times the table, compares with PyTorch, writes one measurement.

Needs CUDA 13's libraries (PyTorch brings them) and the NVIDIA driver; neither Rust nor a network. See README.md."""

import argparse
import ctypes
import datetime
import gc
import glob
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Plain(Exception):
    """What ends the run, in words."""


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def torch_or_none():
    try:
        import torch

        return torch
    except ImportError:
        return None


def library_path():
    """LD_LIBRARY_PATH with the CUDA libraries that Python packages bring."""
    found = [os.environ.get("LD_LIBRARY_PATH", "")]
    for base in sys.path:
        found += glob.glob(os.path.join(base, "nvidia", "*", "lib")) + glob.glob(os.path.join(base, "torch", "lib"))
    return ":".join(path for path in found if path)


def gpu():
    """The first GPU as the driver tells it. Fails plainly where there is none."""
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        raise Plain("no NVIDIA GPU is here: the driver's library libcuda.so.1 is not found. Nothing was measured.")
    query = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version,clocks.sm", "--format=csv,noheader,nounits"]
    if not shutil.which("nvidia-smi"):
        raise Plain("no NVIDIA GPU can be described: nvidia-smi is not found. Nothing was measured.")
    answer = subprocess.run(query, capture_output=True, text=True)
    if answer.returncode != 0 or not answer.stdout.strip():
        raise Plain(f"no NVIDIA GPU answers: {(answer.stdout + answer.stderr).strip()}. Nothing was measured.")
    name, memory, driver, clock = [part.strip() for part in answer.stdout.splitlines()[0].split(",")]
    clock = float(clock) if clock.replace(".", "", 1).isdigit() else None
    return {"name": name, "memory_gb": float(memory) * 1.048576e-3, "driver": driver}, clock


class Worker:
    """The worker program."""

    def __init__(self, program, cpu):
        self.program, self.cpu = program, ["--cpu"] if cpu else []
        self.environment = dict(os.environ, LD_LIBRARY_PATH=library_path())

    def call(self, arguments, text=None):
        command = [str(self.program), *arguments]
        try:
            done = subprocess.run(command, input=text, capture_output=True, text=True, env=self.environment)
        except OSError as error:
            raise Plain(f"the worker program {self.program} does not start: {error}")
        if done.returncode != 0:
            raise Plain(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}".rstrip())
        return done.stdout

    def check(self):
        return self.call(["check", *self.cpu])

    def shapes(self):
        return {shape["id"]: shape for shape in json.loads(self.call(["shapes"]))}

    def updates(self, arguments, text=None):
        return [json.loads(line) for line in self.call(arguments, text).splitlines() if line.startswith("{")]

    def run(self, spec):
        return self.updates([], json.dumps(spec))

    def search(self, size):
        numbers = [str(size[name]) for name in ("vectors", "dimensions", "k", "repeats")]
        return self.updates(["search", *numbers, *self.cpu])

    def embed(self, size):
        numbers = [str(size[name]) for name in ("batch", "tokens", "repeats")]
        return self.updates(["embed", *numbers, *self.cpu])


class Measured:
    """The measurement while it grows; written after every run, so that a call cut off keeps what it had."""

    def __init__(self, path, table, machine):
        self.path = path
        created = now()
        self.value = {
            "schema_version": 1,
            "id": "gpu-table-" + created.replace("-", "").replace(":", ""),
            "state": "interrupted",
            "created": created,
            "spec": {"kind": "reference", **table["runs"][0]},
            "machine": machine,
            "ceilings": [],
            "series": [],
            "warnings": [
                "This file holds the rows of several runs of one table (measure/gpu/table.json); the specification is the first one's."
            ],
        }

    def write(self):
        self.path.write_text(json.dumps(self.value) + "\n")

    def warn(self, text):
        print(f"note: {text}")
        self.value["warnings"].append(text)
        self.write()

    def take(self, updates):
        """Takes a run's updates and answers with its series, each the last of its key."""
        series = {}
        for update in updates:
            # An update is an object with its kind under `update` beside its fields.
            kind = update.pop("update")
            if kind == "ceiling":
                # Runs measure the ceilings anew; the highest is what the machine can do.
                known = {c["key"]: c for c in self.value["ceilings"]}
                if update["key"] not in known or known[update["key"]]["value"] < update["value"]:
                    known[update["key"]] = update
                self.value["ceilings"] = list(known.values())
            elif kind == "series":
                series[update["key"]] = update
            elif kind == "machine":
                self.value["machine"] = {**update, **{k: v for k, v in self.value["machine"].items() if k in ("clocks", "gpu")}}
            elif kind == "warning":
                self.warn(update["text"])
        self.value["series"] += series.values()
        self.write()
        return series


def compare(name, series, medians):
    """Writes another program's medians beside those of the series."""
    for key, ms in medians.items():
        if key in series:
            series[key].setdefault("compared", []).append([name, ms])


def lines(measurement, goal):
    """The table, and the aims that were missed. A row is held to the faster of PyTorch's two forms."""
    out = [f"{'row':<44}{'p50 ms':>9}{'of roofline':>13}{'PyTorch eager':>15}{'compiled ms':>13}{'of PyTorch':>12}"]
    missed = []
    for row in measurement["series"]:
        ours = row["p50"]["value"]
        share = row["predicted_ms"] / ours
        compared = {name.rsplit(", ", 1)[-1]: ms for name, ms in row.get("compared", [])}
        ratio = min(compared.values()) / ours if compared else None
        peers = "".join(f"{compared[form]:>{width}.3f}" if form in compared else f"{'-':>{width}}" for form, width in (("eager", 15), ("compiled", 13)))
        out.append(f"{row['label']:<44}{ours:>9.3f}{share:>13.2f}{peers}" + (f"{ratio:>12.2f}" if ratio else f"{'-':>12}"))
        if ratio is not None and ratio < goal["of_pytorch"]:
            missed.append(f"{row['key']}: {ratio:.2f} of PyTorch's speed, aim {goal['of_pytorch']}")
        aim = goal["of_roofline"].get(row["key"])
        if aim and share < aim:
            missed.append(f"{row['key']}: {share:.2f} of the roofline, aim {aim}")
    return out, missed


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("forkcast-gpu.json"), help="the measurement (forkcast-gpu.json)")
    parser.add_argument("--worker", type=Path, default=HERE / "forkcast-worker-cuda", help="the worker program")
    parser.add_argument("--no-torch", action="store_true", help="leave the comparison with PyTorch out")
    parser.add_argument("--dry-run", action="store_true", help="the tiny shape on the processor, to try the script without a GPU")
    return parser.parse_args()


def work(options):
    table = json.loads((HERE / "table.json").read_text())
    worker = Worker(options.worker, cpu=options.dry_run)
    if options.dry_run:
        table = {**table, **table["dry"]}
        found, clock = None, None
    else:
        found, clock = gpu()
    if not options.worker.is_file():
        raise Plain(f"there is no worker program {options.worker}: build the bundle by `cargo xtask gpu-bundle`")
    print("checking the worker program against plain loops")
    print(worker.check(), end="")
    torch = None if options.no_torch else torch_or_none()
    machine = {
        "label": found["name"] if found else "the processor (dry run)",
        "os": f"{platform.system()} {platform.release()}", "cpu": platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1, "memory_gb": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        "libraries": [],
    }
    if found:
        machine["gpu"] = {**found, "cuda": torch.version.cuda if torch else None}
    measured = Measured(options.out, table, machine)
    if options.dry_run:
        measured.warn("A dry run on the processor: its figures say nothing about a GPU.")
    if torch is None:
        measured.warn("PyTorch is not installed or was left out: no row is compared with it.")
    elif not options.dry_run and not torch.cuda.is_available():
        measured.warn("PyTorch sees no GPU: no row is compared with it.")
        torch = None
    shapes = worker.shapes()
    models = None
    if torch is not None:
        sys.path.insert(0, str(HERE))
        import models
    device = "cpu" if options.dry_run else "cuda"

    def beside(series, medians):
        for form in ("eager", "compiled"):
            try:
                compare(f"PyTorch {torch.__version__}, {form}", series, medians(form == "compiled"))
            except RuntimeError as error:
                measured.warn(f"PyTorch, {form}, failed on {', '.join(series)}: {str(error).splitlines()[0]}")
            gc.collect()
            if device == "cuda":
                torch.cuda.empty_cache()
            measured.write()

    # Ours first, row by row: a call that is cut off in the comparison has every row, and a row that fails takes no other with it.
    rows = []

    def ours(what, updates, medians):
        print(f"{what} on {device}", flush=True)
        try:
            series = measured.take(updates())
        except Plain as error:
            measured.warn(f"{what} failed: {error}")
            return
        rows.append((series, lambda compiled: medians(compiled, series)))

    for spec in table["runs"]:
        ours(f"{spec['task']['task']} of {spec['shape']}", lambda: worker.run(spec),
             lambda compiled, _, spec=spec: models.run(spec, shapes[spec["shape"]], compiled))
    for size in table["searches"]:
        ours(f"exact search of {size['vectors']} x {size['dimensions']}", lambda: worker.search(size),
             lambda compiled, series, size=size: dict.fromkeys(series, models.search(size, device, compiled)))
    for size in table["embeds"]:
        ours(f"embedding of {size['batch']} x {size['tokens']}", lambda: worker.embed(size),
             lambda compiled, series, size=size: dict.fromkeys(series, models.embed(size, device, compiled)))
    for series, medians in rows if models else ():
        print(f"PyTorch: {', '.join(series)}", flush=True)
        beside(series, medians)
    libraries = measured.value["machine"].setdefault("libraries", [])
    if torch is not None:
        libraries.append({"name": "PyTorch", "version": torch.__version__})
    if clock is not None:
        _, after = gpu()
        if after is not None:
            measured.value["machine"]["clocks"] = {"before_mhz": clock, "after_mhz": after}
    text, missed = lines(measured.value, table["goal"])
    print("\n".join(text))
    if not options.dry_run:
        for line in missed:
            measured.warn(f"Aim missed. {line}")
    measured.value["state"], measured.value["ended"] = "done", now()
    measured.write()
    print(f"written: {options.out}")


def main():
    try:
        work(arguments())
    except Plain as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
