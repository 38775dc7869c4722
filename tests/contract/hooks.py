"""What the document cannot say: the names that the server under test knows, and which runs are short.

`cargo xtask contract` loads this into schemathesis. Only requests that are meant to be valid are changed; what is meant to be wrong is
sent as it was made.
"""

import requests
import schemathesis

# Largest values with which a run ends within moments and fits any machine.
SHORT = {
    "vectors": 1000,
    "dimensions": 64,
    "queries": 50,
    "chunk_tokens": 64,
    "prompt_tokens": 64,
    "repeats": 5,
    "warmup": 5,
    "batch": 2,
    "context_tokens": 64,
    "sequence_tokens": 64,
    "rank": 8,
}
NAMES = {"target": "held", "store": "embedded", "shape": "tiny", "device": "cpu", "embed": False}


def short(value):
    """The body with names that the server knows, and with values no larger than the short ones."""
    if not isinstance(value, dict):
        return value
    return {name: bounded(name, item) for name, item in value.items()}


def bounded(name, item):
    if name in NAMES and item is not None:
        return NAMES[name]
    if name in SHORT and isinstance(item, list):
        return [min(number, SHORT[name]) for number in item]
    if name in SHORT and isinstance(item, (int, float)):
        return min(item, SHORT[name])
    return short(item)


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.operation.label == "POST /api/v1/runs" and case.meta.generation.mode.is_positive:
        case.body = short(case.body)


@schemathesis.hook
def after_call(context, case, response):
    # The reference engine first measures the machine, which takes seconds: a run of it is begun, and cancelled for the next one.
    if case.operation.label == "POST /api/v1/runs" and response.status_code == 202:
        run = response.json()
        if run["spec"]["kind"] == "reference":
            requests.delete(f"{response.request.url.split('?')[0]}/{run['id']}", timeout=20)
