"""The package as its users have it: the figures of the command line, tables of three libraries, and clear errors.

FORKCAST_BIN names the program. `cargo xtask wheel` builds the wheel; `cargo xtask test` installs it and runs this.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import typing
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

import forkcast
import forkcast.types
import pandas as pd
import polars as pl
import pyarrow as pa

SCENARIOS = [
    {},
    {"preset": "legal-research", "recall": 0.7},
    {"preset": "json-schema", "queries_per_day": 123456.789, "supply": "own-gpus"},
]


def decided(scenario):
    """Return the decision of the command line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.json"
        file.write_text(json.dumps(scenario))
        program = os.environ["FORKCAST_BIN"]
        return json.loads(subprocess.run([program, "decide", "--json", file], check=True, capture_output=True).stdout)


class Figures(unittest.TestCase):
    def test_they_are_those_of_the_command_line_to_the_last_digit(self):
        for scenario in SCENARIOS:
            told = decided(scenario)
            self.assertEqual(forkcast.decide(scenario), told)

            rest = {key: value for key, value in told.items() if key not in ("verdict", "volume_crossovers")}
            verdict = {key: value for key, value in told["verdict"].items() if key not in ("flips", "measure_next")}
            self.assertEqual(forkcast.evaluate(scenario), {**rest, "verdict": verdict})

            simulated = forkcast.futures(scenario)
            self.assertEqual({key: simulated[key] for key in verdict["futures"]}, verdict["futures"])

            inputs = {key: [value] for key, value in scenario.items() if key != "preset"} or {"recall": [0.8]}
            base = {key: value for key, value in scenario.items() if key == "preset"}
            if not scenario:
                told = decided({"recall": 0.8})
            row = forkcast.sweep(pl.DataFrame(inputs), base, simulations=10_000, approaches=["rag"]).row(0, named=True)
            for key in ("winner", "runner_up", "strength", "feasible", "margin", "lead_usd"):
                self.assertEqual(row[key], told["verdict"][key], key)
            (rag,) = (of for of in told["strategies"] if of["id"] == "rag")
            expected = {
                **{key: rag[key] for key in ("feasible", "chance", "utility", "net_usd")},
                **{key: rag["cost"][key] for key in ("upfront_usd", "monthly_usd", "per_query_usd")},
                **{key: rag["latency"][key] for key in ("ttft_p95_ms", "e2e_p95_ms")},
                "p_correct": rag["quality"]["p_correct"],
            }
            self.assertEqual({key: row[f"rag.{key}"] for key in expected}, expected)

    def test_every_field_of_an_answer_has_a_type(self):
        def compare(value, of):
            hints = typing.get_type_hints(of)
            self.assertLessEqual(value.keys(), hints.keys(), of.__name__)
            self.assertLessEqual(of.__required_keys__, value.keys(), of.__name__)

        decision = forkcast.decide()
        compare(decision, forkcast.types.Decision)
        compare(decision["verdict"], forkcast.types.Verdict)
        for row in decision["strategies"]:
            compare(row, forkcast.types.StrategyRow)
        compare(forkcast.evaluate(), forkcast.types.Evaluation)
        compare(forkcast.futures(), forkcast.types.Simulated)
        compare(decision["scenario"], forkcast.types.Inputs)


class Tables(unittest.TestCase):
    COLUMNS = {"queries_per_day": [1000, 5000, 90000], "corpus_tokens": [2e4, 2e6, 2e8], "audit": ["none", "required", "useful"]}

    def test_each_library_has_its_own_table_back(self):
        by_polars = forkcast.sweep(pl.DataFrame(self.COLUMNS), approaches=["lora"])
        self.assertIsInstance(by_polars, pl.DataFrame)
        rows = by_polars.to_dicts()
        self.assertEqual(len(rows), 3)

        frame = pd.DataFrame(self.COLUMNS, index=["a", "b", "c"])
        by_pandas = forkcast.sweep(frame, approaches=["lora"])
        self.assertEqual(list(by_pandas.index), ["a", "b", "c"])
        self.assertEqual(by_pandas.to_dict("records"), rows)

        table = pa.table(self.COLUMNS)
        chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)])
        self.assertEqual(forkcast.sweep(chunked, approaches=["lora"]).to_pylist(), rows)
        (batch,) = table.to_batches()
        self.assertIsInstance(forkcast.sweep(batch, approaches=["lora"]), pa.RecordBatch)

        categories = pl.DataFrame(self.COLUMNS).with_columns(pl.col("audit").cast(pl.Categorical))
        self.assertEqual(forkcast.sweep(categories, approaches=["lora"]).to_dicts(), rows)

        class Stream:
            def __arrow_c_stream__(self, requested_schema=None):
                return table.__arrow_c_stream__(requested_schema)

        self.assertEqual(pa.table(forkcast.sweep(Stream(), approaches=["lora"])).to_pylist(), rows)

    def test_an_empty_table_gives_the_columns(self):
        empty = forkcast.sweep(pl.DataFrame({"recall": []}, schema={"recall": pl.Float64}), approaches=["rag"])
        self.assertEqual(empty.height, 0)
        self.assertEqual(empty.schema["winner"], pl.String)
        self.assertEqual(empty.schema["rag.feasible"], pl.Boolean)

    def test_null_unsets_what_may_be_unset(self):
        both = forkcast.sweep(pl.DataFrame({"own_input_usd": [None, 40.0]}))
        self.assertEqual(both.to_dicts()[0], forkcast.sweep(pl.DataFrame({"recall": [forkcast.evaluate(simulations=1)["scenario"]["recall"]]})).to_dicts()[0])
        self.assertNotEqual(both["monthly_usd"][0], both["monthly_usd"][1])

    def test_other_threads_run_during_a_sweep(self):
        turns, ended = 0, threading.Event()

        def sweep():
            forkcast.sweep(pl.DataFrame({"queries_per_day": range(1000, 1400)}), simulations=256)
            ended.set()

        thread = threading.Thread(target=sweep)
        thread.start()
        while not ended.is_set():
            turns += 1
        thread.join()
        # With the lock held for the whole sweep, this thread would have had a turn or two.
        self.assertGreater(turns, 1000)


class Errors(unittest.TestCase):
    def test_they_name_what_is_accepted(self):
        for call, message in [
            (lambda: forkcast.evaluate({"recall": 7}), "recall takes 0 to 1, not 7"),
            (lambda: forkcast.evaluate({"recal": 1}), "recall"),
            (lambda: forkcast.evaluate({"recall": float("nan")}), "finite numbers"),
            (lambda: forkcast.evaluate({"recall": object()}), "finite numbers"),
            (lambda: forkcast.evaluate("#v1&recall=7"), "recall takes 0 to 1"),
            (lambda: forkcast.evaluate("rag or not"), "#v1&change_days=7"),
            (lambda: forkcast.evaluate(7), "not int"),
            (lambda: forkcast.evaluate(simulations=0), "1 to 1000000, not 0"),
            (lambda: forkcast.futures(simulations=True), "not True"),
            (lambda: forkcast.sweep({"recall": [0.7]}), "not dict"),
            (lambda: forkcast.sweep(pl.DataFrame({"recal": [0.7]})), "recall"),
            (lambda: forkcast.sweep(pl.DataFrame({"recall": [0.7, 1.7]})), "row 1: recall takes 0 to 1"),
            (lambda: forkcast.sweep(pl.DataFrame({"recall": [0.7, None]})), "row 1: recall takes a number from 0 to 1, not null"),
            (lambda: forkcast.sweep(pl.DataFrame({"recall": ["0.7"]})), "not a text"),
            (lambda: forkcast.sweep(pl.DataFrame({"recall": [True]})), "the column recall holds Boolean"),
            (lambda: forkcast.sweep(pl.DataFrame({"recall": [0.7]}), approaches="rag"), "list of ids"),
            (lambda: forkcast.sweep(pl.DataFrame({"recall": [0.7]}), approaches=["ragg"]), "rag, "),
        ]:
            with self.assertRaises(ValueError) as raised:
                call()
            self.assertIn(message, str(raised.exception))

    def test_a_link_and_a_file_are_scenarios(self):
        told = forkcast.evaluate({"change_days": 7}, simulations=64)
        self.assertEqual(forkcast.evaluate("https://example.org/#v1&change_days=7", simulations=64), told)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "scenario.json"
            file.write_text('{"change_days": 7}')
            self.assertEqual(forkcast.evaluate(file, simulations=64), told)


class Notebook(unittest.TestCase):
    def test_it_leads_from_logs_to_a_record(self):
        notebook = json.loads((Path(__file__).parent.parent / "examples/logs_to_decision.ipynb").read_text())
        before = Path.cwd(), os.environ["PATH"]
        with tempfile.TemporaryDirectory() as folder:
            start = datetime(2026, 9, 1, tzinfo=timezone.utc)
            # Four weeks of 300 questions a day.
            with open(Path(folder) / "log.jsonl", "w") as log:
                for n in range(28 * 300):
                    usage = {"prompt_tokens": 900 + n % 400, "completion_tokens": 100 + n % 200}
                    created = int((start + timedelta(seconds=n * 288)).timestamp())
                    line = {"object": "chat.completion", "created": created, "model": "gpt-5.4-mini", "usage": usage, "choices": []}
                    log.write(json.dumps(line) + "\n")
            os.chdir(folder)
            os.environ["PATH"] = os.pathsep.join([str(Path(os.environ["FORKCAST_BIN"]).parent), before[1]])
            try:
                names = {}
                for cell in notebook["cells"]:
                    if cell["cell_type"] == "code":
                        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
                headline = names["verdict"]["headline"]
                self.assertIn(headline.rstrip("."), Path("decision.md").read_text())
                self.assertEqual(names["decision"]["scenario"]["queries_per_day"], 300)
                self.assertEqual(names["swept"].height, 21)
                inputs = {row["input"] for row in names["decision"]["observed"]}
                self.assertLessEqual({"queries_per_day", "output_tokens"}, inputs)
            finally:
                os.chdir(before[0])
                os.environ["PATH"] = before[1]


if __name__ == "__main__":
    run = unittest.main(exit=False, verbosity=2, testRunner=unittest.TextTestRunner(stream=sys.stdout, verbosity=2)).result
    failed = len(run.failures) + len(run.errors)
    # As cargo's runner says it, whose lines `cargo xtask test` counts.
    print(f"test result: {'FAILED' if failed else 'ok'}. {run.testsRun - failed} passed; {failed} failed")
    sys.exit(1 if failed else 0)
