"""Prompting, retrieval, fine-tuning or a combination: the engine of Forkcast.

A scenario is a dictionary of the inputs that differ from the defaults, perhaps beside a preset to start from; a link of the page; JSON; or the path
of a file that holds either. Figures are those of the command line to the last digit. Whatever is not accepted raises a ``ValueError`` that says what was
wrong and what is accepted.

>>> import forkcast
>>> forkcast.evaluate({"change_days": 7})["verdict"]["winner"]
'rag'
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar, cast

from . import _forkcast
from .types import Decision, Evaluation, Inputs, Simulated, Strategy

__all__ = ["Decision", "Evaluation", "Inputs", "Simulated", "Strategy", "decide", "evaluate", "futures", "sweep"]
__version__ = version("forkcast")

Scenario = Inputs | Mapping[str, Any] | str | PathLike[str] | None
Table = TypeVar("Table")


def decide(scenario: Scenario = None) -> Decision:
    """Return the decision on a scenario, as ``forkcast decide --json`` prints it.

    It searches what would change the verdict, which takes a second or two. The lock of the interpreter is released meanwhile.

    >>> forkcast.decide({"preset": "legal-research"})["verdict"]["headline"]
    'Use retrieval (RAG).'
    """
    return cast(Decision, json.loads(_forkcast.decide(_text(scenario))))


def evaluate(scenario: Scenario = None, *, simulations: int | None = None) -> Evaluation:
    """Return the decision without the search for what would change it.

    ``simulations`` is how many of the simulations behind a decision count, 1 to 1,000,000. Without it 10,000 do, and every figure is that of the
    decision.
    """
    return cast(Evaluation, json.loads(_forkcast.evaluate(_text(scenario), _number(simulations))))


def futures(scenario: Scenario = None, *, simulations: int | None = None) -> Simulated:
    """Return what the simulations say: shares, chances, regret, and ranges of cost and quality.

    ``simulations`` is as for `evaluate`.
    """
    return cast(Simulated, json.loads(_forkcast.futures(_text(scenario), _number(simulations))))


def sweep(
    table: Table,
    base: Scenario = None,
    *,
    simulations: int | None = None,
    approaches: Sequence[Strategy] = (),
) -> Table:
    """Return the verdict on each row of a table, in the same order.

    Every column of the table is named for an input and sets it in the base; null leaves an input unset that may be unset. The table is whatever
    exports an Arrow stream: a data frame of Polars or pandas, a table of pyarrow, a relation of DuckDB. The answer is of the same library; for others it is
    a table that exports an Arrow stream itself.

    Its columns are ``winner``, ``feasible``, ``runner_up``, ``strength``, ``margin``, ``lead_usd`` and the winner's figures. For each of ``approaches``
    there are the same figures of that approach, such as ``rag.monthly_usd``.

    Without ``simulations`` a row is judged by the sixteen simulations that the map of the page is drawn by. With it, by so many of the simulations
    behind a decision: 10,000 give the verdict and the figures of `decide`. Rows are shared among all cores, and the lock of the interpreter is released.
    """
    if isinstance(approaches, str):
        raise ValueError(f"approaches takes a list of ids, such as ['rag', 'lora'], not the text {approaches!r}")
    of_pandas = _is_of("pandas", table)
    given: Any = table
    if of_pandas:
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

        # An index says which row it is, and is no input.
        given = pa.Table.from_pandas(table, preserve_index=False)
    if not (hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")):
        raise ValueError(
            "a sweep takes a table that exports an Arrow stream, such as a data frame of Polars or pandas or a table of pyarrow, "
            f"not {type(table).__name__}"
        )
    swept = _forkcast.sweep(given, _text(base), _number(simulations), list(approaches))
    answer: Any = swept
    if of_pandas:
        answer = pa.table(swept).to_pandas()
        answer.index = cast(Any, table).index
    elif _is_of("polars", table):
        import polars as pl

        answer = pl.DataFrame(swept)
    elif _is_of("pyarrow", table):
        import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]

        answer = pa.table(swept)
        if isinstance(table, pa.RecordBatch):
            batches = answer.combine_chunks().to_batches()
            answer = batches[0] if batches else pa.RecordBatch.from_pylist([], schema=answer.schema)
    return cast(Table, answer)


def _is_of(library: str, table: object) -> bool:
    """Return whether a table is of a library, without importing one that is not in use."""
    return library in sys.modules and type(table).__module__.split(".")[0] == library


def _number(simulations: object) -> float | None:
    if simulations is None:
        return None
    # A flag is an integer to Python, and none to whoever writes it here.
    if isinstance(simulations, bool) or not hasattr(simulations, "__float__"):
        raise ValueError(f"simulations takes a whole number from 1 to 1000000, not {simulations!r}")
    return float(cast(Any, simulations))


def _text(scenario: Scenario) -> str:
    """Return a scenario as the module reads it."""
    if scenario is None:
        return "{}"
    if isinstance(scenario, str):
        return scenario
    if isinstance(scenario, PathLike):
        return Path(scenario).read_text(encoding="utf-8")
    if isinstance(scenario, Mapping):
        try:
            return json.dumps(dict(scenario), allow_nan=False, default=_plain)
        except ValueError as error:
            raise ValueError(f"a scenario holds finite numbers, texts and None: {error}") from error
    raise ValueError(
        'a scenario is a dictionary such as {"change_days": 7}, a link such as #v1&change_days=7 or the path of a file, '
        f"not {type(scenario).__name__}"
    )


def _plain(value: object) -> object:
    """Return a number of NumPy as one of Python's."""
    if hasattr(value, "item"):
        plain = cast(Any, value).item()
        if isinstance(plain, (bool, int, str)) or (isinstance(plain, float) and math.isfinite(plain)):
            return plain
    if isinstance(value, Mapping):
        return dict(value)
    raise ValueError(f"{value!r} is none of them")
