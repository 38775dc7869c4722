"""A sweep on a Ray cluster: each block of rows is an Arrow table that one worker sweeps.

Run it as `python ray_sweep.py ROWS`. Every worker must have the wheel.
"""

import sys
import time

import forkcast
import pyarrow as pa
import ray


def sweep(block: pa.Table) -> pa.Table:
    """Sweep one block."""
    return forkcast.sweep(block, {"preset": "support-docs"})


def table(rows: int) -> pa.Table:
    """Return a table of scenarios."""
    return pa.table({
        "queries_per_day": [500.0 + 7 * (row % 9973) for row in range(rows)],
        "change_days": [1.0 + row % 365 for row in range(rows)],
    })


def main(rows: int) -> None:
    """Sweep here and on two workers, and compare."""
    scenarios = table(rows)
    # Ray counts cores itself: a worker that took all of them would work against its neighbours.
    ray.init(num_cpus=2, include_dashboard=False, runtime_env={"env_vars": {"RAYON_NUM_THREADS": "1"}})
    # Without it blocks come back as they are finished.
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    blocks = ray.data.from_arrow(scenarios).repartition(16).map_batches(sweep, batch_format="pyarrow", batch_size=None)
    start = time.perf_counter()
    swept = pa.concat_tables(ray.get(blocks.to_arrow_refs()))
    by_workers = time.perf_counter() - start
    start = time.perf_counter()
    here = sweep(scenarios)
    by_one = time.perf_counter() - start
    assert swept.equals(here), "the rows are those of one process"
    print(f"{rows} rows: two workers {rows / by_workers:.0f} a second, one process with all cores {rows / by_one:.0f} a second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
