"""The shapes of scenarios and answers.

Written by `cargo xtask generate` from the shapes of the answers and the table of inputs.
"""

from typing import Literal, NotRequired, TypeAlias, TypedDict


AbilityRow = TypedDict(
    "AbilityRow",
    {
        # `team`, `model` or `tier`.
        "from": "str",
        # The greatest that simulations draw.
        "high": "float",
        # Name of the quantity.
        "id": "str",
        # The input that takes its place, where there is one.
        "input": NotRequired["str"],
        # What it says.
        "label": "str",
        # The least that simulations draw.
        "low": "float",
        # Where it comes from; empty for a figure of the team's own.
        "source": "str",
        # The tier, where it is that of the tier.
        "tier": NotRequired["str"],
        # The value used.
        "value": "float",
    },
)
"""One quantity of the model in use."""


class ChangeRow(TypedDict):
    """An input of retrieval and the value that it should have."""

    key: "str"
    """The input."""
    to: "str"
    """The value, as links and the command line take it."""


class Confidence(TypedDict):
    """How the approaches fare over many simulations."""

    n: "int"
    """How many simulations there were."""
    nothing: "float"
    """Share of simulations in which no approach meets all limits."""
    regret: "dict[str, float]"
    """Mean score lost by choosing each approach where another is best."""
    regret_usd: "dict[str, float]"
    """Mean net value of a month lost by choosing each approach where another is best."""
    wins: "dict[str, float]"
    """Share of simulations in which each approach comes out ahead."""


class Cost(TypedDict):
    """What a strategy costs."""

    cumulative_usd: "list[float]"
    """Spent by the end of month 0, 1, … horizon; month 0 is up front."""
    items: "dict[str, ItemCost]"
    """The totals by where the money goes."""
    marginal_query_usd: "float"
    """What one more question costs in the first month."""
    monthly_usd: "float"
    """In the mean month of the horizon."""
    per_correct_usd: "float"
    """Everything over the horizon, by the questions answered rightly."""
    per_query_usd: "float"
    """Everything over the horizon, by the questions answered."""
    releases_per_month: "float"
    """Releases of a tuned model a month."""
    serving_gpus: "float"
    """GPUs that serve the model at the first month's peak; zero on a hosted endpoint."""
    training_gpus: "float"
    """GPUs held during a training run."""
    training_run_usd: "float"
    """Compute of one release: all its training runs."""
    upfront_usd: "float"
    """Before the first answer."""


class CrossoverRow(TypedDict):
    """A month at which two cumulative costs cross."""

    after: "Strategy"
    """Cheaper in total after."""
    before: "Strategy"
    """Cheaper in total before."""
    month: "float"
    """The month."""
    text: "str"
    """The same in words."""
    usd: "float"
    """What both have cost by then."""


class Decision(TypedDict):
    """What Forkcast says of one scenario."""

    ability: "list[AbilityRow]"
    """How able the model in use is, and where each figure comes from. Empty in files of model versions before 6, and where this crate is built without the texts that sources are."""
    catalog_version: "str"
    """Date of the price snapshot."""
    crossovers: "list[CrossoverRow]"
    """Months at which the cumulative costs of two strategies cross."""
    families: "list[FamilyRow]"
    """Their families, in the order of the rule. Empty in files of model versions before 6."""
    labels: "list[LabelsRow]"
    """What more labelled examples of the same quality would bring to the best approach that trains on them."""
    ladder: "list[RungRow]"
    """What another right answer costs, from the cheapest approach up; those that others beat have no place on it."""
    model_version: "str"
    """Version of the model; it changes whenever the same scenario and prices can give other figures."""
    observed: NotRequired["list[ObservedRow]"]
    """The inputs that were observed, each with its interval. read_scenario reads them with the scenario."""
    path: "list[PathRow]"
    """What to do when."""
    recall: NotRequired["float"]
    """Share of questions of one passage for which the pipeline finds it."""
    repair: NotRequired["RepairRow"]
    """What to change of retrieval before anything else, where recall is what limits the answers."""
    scenario: "dict[str, InputValue]"
    """Every input by its key."""
    schema_version: "int"
    """SCHEMA_VERSION."""
    signals: "list[SignalRow]"
    """The seed article's signals that the scenario shows."""
    strategies: "list[StrategyRow]"
    """Every strategy, always all of them and in the same order."""
    verdict: "Verdict"
    """The recommendation."""
    volume_crossovers: "list[VolumeCrossoverRow]"
    """Volumes at which the monthly costs of two strategies cross."""
    warnings: "list[WarningRow]"
    """What to know before trusting the figures."""


class Evaluation(TypedDict):
    """What Forkcast says of one scenario without searching its surroundings: a Decision without flips, without what to measure next and without the crossings over volume. Every field means what it means there."""

    ability: "list[AbilityRow]"
    """How able the model in use is, and where each figure comes from."""
    catalog_version: "str"
    """Date of the price snapshot."""
    crossovers: "list[CrossoverRow]"
    """Months at which the cumulative costs of two strategies cross."""
    families: "list[FamilyRow]"
    """Their families, in the order of the rule."""
    labels: "list[LabelsRow]"
    """What more labelled examples of the same quality would bring."""
    ladder: "list[RungRow]"
    """What another right answer costs, from the cheapest approach up."""
    model_version: "str"
    """Version of the model."""
    observed: NotRequired["list[ObservedRow]"]
    """The inputs that were observed, each with its interval."""
    path: "list[PathRow]"
    """What to do when."""
    recall: "float"
    """Share of questions of one passage for which the pipeline finds it."""
    repair: NotRequired["RepairRow"]
    """What to change of retrieval before anything else, where recall is what limits the answers."""
    scenario: "dict[str, InputValue]"
    """Every input by its key."""
    schema_version: "int"
    """SCHEMA_VERSION."""
    signals: "list[SignalRow]"
    """The seed article's signals that the scenario shows."""
    strategies: "list[StrategyRow]"
    """Every strategy, always all of them and in the same order."""
    verdict: "Recommendation"
    """The recommendation."""
    warnings: "list[WarningRow]"
    """What to know before trusting the figures."""


class FamilyRow(TypedDict):
    """Approaches that are one answer in several techniques."""

    id: "str"
    """`prompting`, `long-context`, `retrieval`, `fine-tuning` or `combined`."""
    label: "str"
    """Its name for people."""
    strategies: "list[Strategy]"
    """Its approaches in the order of the rule, the best first."""


FlipRow = TypedDict(
    "FlipRow",
    {
        # The value at which the winner changes.
        "at": "InputValue",
        # How far that is on the input's slider.
        "distance": "float",
        # The value it has.
        "from": "InputValue",
        # Key of the input.
        "key": "str",
        # The same in words.
        "text": "str",
        # `above` or `below` that value; `is` for an option.
        "when": "str",
        # Who wins there.
        "winner": "Strategy",
    },
)
"""The nearest value of an input at which the winner changes."""


class GateRow(TypedDict):
    """A requirement that fails, or a limit that is not met with the confidence asked for."""

    actual: NotRequired["float"]
    """What would have to be allowed, in the unit of the limit, where two numbers are compared."""
    id: "str"
    """`audit`, `data`, `ttft`, `e2e`, `upfront-budget`, `monthly-budget`, `freshness`, `context-window`, `not-sold`, `permissions`, `residency` or `erasure`."""
    limit: NotRequired["float"]
    """What is asked for."""
    opens: "str"
    """What would open it."""
    reason: "str"
    """Why it is shut."""


InputValue: TypeAlias = "float | str | None"
"""The value of an input: a number in the input's unit, or the id of an option."""


class ItemCost(TypedDict):
    """What one item costs."""

    monthly_usd: "float"
    """In the mean month of the horizon."""
    upfront_usd: "float"
    """Before the first answer."""


class LabelsRow(TypedDict):
    """A batch of labelled examples."""

    examples: "float"
    """Examples in the batch."""
    right_per_month: "float"
    """Right answers more in an average month."""
    strategy: "Strategy"
    """The approach that trains on them."""
    text: "str"
    """The same in words."""
    usd: "float"
    """What they cost, USD."""


class Latency(TypedDict):
    """How long a strategy takes, at the first month's peak."""

    e2e_p50_ms: "float"
    """Time to last token, median."""
    e2e_p95_ms: "float"
    """Time to last token, 95th percentile."""
    stages: "list[StageRow]"
    """The stages that take any time, in order. Percentiles of stages do not add up to those of the whole."""
    ttft_p50_ms: "float"
    """Time to first token, median."""
    ttft_p95_ms: "float"
    """Time to first token, 95th percentile."""


Method: TypeAlias = Literal["full", "lora", "qlora"]
"""How a fine-tuned model is trained."""


class NextRow(TypedDict):
    """Something that is not known for certain, and what it is worth to know it."""

    changes: "float"
    """Share of the simulations in which knowing it changes the choice."""
    high: "float"
    """Greatest plausible value."""
    key: "str"
    """Key of the assumption or the input."""
    label: "str"
    """Its name."""
    likely: "float"
    """The value used."""
    low: "float"
    """Least plausible value."""
    measured_by: NotRequired["str"]
    """The kind of run of `forkcast measure` that measures it, where there is one."""
    saved_usd: "float"
    """What the better choice saves over the horizon on average, USD; negative where it costs more."""
    unit: "str"
    """Unit of the three values."""
    worth: "float"
    """Expected value of knowing it (EVPPI), in score, 0 to 1."""
    worth_usd: NotRequired["float"]
    """The same in net value of an average month, where values are set."""


class ObservedRow(TypedDict):
    """An input that was observed."""

    high: "float"
    """Upper end."""
    input: "str"
    """Its key."""
    low: "float"
    """Lower end of the 95% interval that simulations draw."""
    n: "int"
    """Observations behind it."""
    provenance: "str"
    """`observed`."""
    set: "float"
    """The value that it was set to. The interval holds as long as the input has it."""


class PathRow(TypedDict):
    """One step of the path."""

    action: "str"
    """`launch`, `collect`, `data-ready`, `tune` or `out-of-reach`."""
    cumulative_usd: "float"
    """What has been spent by then."""
    month: "float"
    """Month in which it is done; 0 is now."""
    opened_by: "str"
    """What makes it possible, in words."""
    strategy: NotRequired["Strategy"]
    """The strategy launched or tuned to."""
    text: "str"
    """The step in words."""


class Quality(TypedDict):
    """How good a strategy's answers are: shares of all answers."""

    behaviour: "float"
    """Worth kept after what a wrong form costs."""
    fresh: "float"
    """Resting on facts that are known, or given, and still true."""
    knowledge: "float"
    """Right in its facts."""
    p_correct: "float"
    """Right and in the right form."""
    silent_failure: "float"
    """Wrong in its facts, yet stated with the same confidence."""


class ReasonRow(TypedDict):
    """One reason."""

    criterion: "str"
    """The criterion it belongs to, as in criteria."""
    side: "Side"
    """For or against the winner."""
    text: "str"
    """The reason in words."""
    weight: "float"
    """By how much it moves the winner's score against the strategy compared."""


class Recommendation(TypedDict):
    """The recommendation of an Evaluation."""

    ahead: "str"
    """How often the winner's kind comes out ahead, in words: approaches of a family are one answer."""
    by_net_value: NotRequired["Strategy"]
    """The approach that net value would choose, where values are set and approaches are judged by score."""
    confidence: "float"
    """Share of the simulations in which the winner comes out ahead."""
    feasible: "bool"
    """Whether the winner fits: meets every requirement, and all limits with the confidence asked for."""
    futures: "Confidence"
    """What that share rests on."""
    headline: "str"
    """The verdict in one line."""
    instead: NotRequired["str"]
    """`people` or `nothing` where that is better than every approach, judged by net value."""
    lead_usd: "float"
    """The winner's expected net value of an average month less the runner-up's."""
    limits: "str"
    """How often the winner meets all limits, in words."""
    margin: "float"
    """The winner's expected score less the runner-up's."""
    people_usd: NotRequired["float"]
    """Net value of an average month of people's answers."""
    reasons: "list[ReasonRow]"
    """Why, by weight: for the winner first, then against it."""
    runner_up: "Strategy"
    """The second by the same rule, of another kind."""
    second: "str"
    """How far the runner-up is behind, in words."""
    spread: "float"
    """Standard deviation, over the simulations, of the lead in what approaches are judged by."""
    strength: "str"
    """`clear`, `leaning`, `close` or `nothing-fits`."""
    subtitle: "str"
    """What to do, in a second one."""
    winner: "Strategy"
    """The approach recommended, or the closest where none fits."""


class RepairRow(TypedDict):
    """What to change of retrieval first."""

    changes: "list[ChangeRow]"
    """The changes: inputs and the values that they should have."""
    monthly_usd: "float"
    """What they add to the average month of that approach."""
    once_usd: "float"
    """What the changes cost once, people's time included."""
    recall: "list[float]"
    """Share of questions for which the pipeline finds a passage, as it is and changed."""
    right: "list[float]"
    """Share of right answers of the approach recommended as it is, and of that one with the changes."""
    strategy: "Strategy"
    """The approach recommended with the changes."""
    text: "str"
    """The same in words."""
    ttft_p50_ms: "float"
    """What they add to its median time to first token."""
    turns_verdict: "bool"
    """Whether that is another one than without."""


class RungRow(TypedDict):
    """A step of the ladder."""

    extra_usd: NotRequired["float"]
    """USD for each right answer more than on the step below."""
    month_usd: "float"
    """What an average month costs with its share of what is paid up front."""
    right_per_month: "float"
    """Right answers of an average month."""
    strategy: "Strategy"
    """The approach."""
    text: "str"
    """The same in words."""


class ServedRow(TypedDict):
    """Who serves tuned weights, and how."""

    seller: "str"
    """The seller, as in the input `tuning_seller`."""
    serving: "str"
    """`serverless`, `dedicated` or `own-gpus`."""
    text: "str"
    """In words."""
    usd_per_gpu_hour: NotRequired["float"]
    """USD an hour for a GPU; only where dedicated."""


Side: TypeAlias = Literal["for", "against"]
"""Whether a reason speaks for the winner."""


class SignalRow(TypedDict):
    """A signal of the seed article."""

    id: "str"
    """Its name."""
    sentence: "str"
    """The article's sentence."""
    text: "str"
    """In short."""
    towards: "Strategy"
    """The strategy it points to."""


class Simulated(TypedDict):
    """What simulations say of one scenario."""

    chance: "dict[str, float]"
    """Chance with which each approach meets all limits together; 0 where it fails a requirement."""
    cost_p10: "dict[str, list[float]]"
    """Spent by each approach by the end of month 0, 1, … horizon, tenth percentile of the first 256 simulations."""
    cost_p90: "dict[str, list[float]]"
    """The same, ninetieth percentile."""
    feasible: "bool"
    """Whether it fits."""
    limits: "dict[str, dict[str, float]]"
    """Chance with which each approach meets each limit."""
    n: "int"
    """How many simulations there were."""
    nothing: "float"
    """Share of simulations in which no approach meets all limits."""
    quality_p10: "dict[str, float]"
    """Share of right answers of each approach, tenth percentile of the first 256 simulations."""
    quality_p90: "dict[str, float]"
    """The same, ninetieth percentile."""
    regret: "dict[str, float]"
    """Mean score lost by choosing each approach where another is best."""
    regret_usd: "dict[str, float]"
    """Mean net value of a month lost by choosing each approach where another is best."""
    winner: "Strategy"
    """The approach recommended by them, or the closest where none fits."""
    wins: "dict[str, float]"
    """Share of simulations in which each approach comes out ahead."""


class StageRow(TypedDict):
    """One stage."""

    id: "str"
    """`network`, `embed`, `search`, `rerank`, `queue`, `prefill` or `decode`."""
    measured: "bool"
    """Whether it rests on a measurement; otherwise it is assumed or follows from published figures."""
    p50_ms: "float"
    """Median."""
    p95_ms: "float"
    """95th percentile."""


Strategy: TypeAlias = Literal["prompt", "structured", "retrieved-examples", "optimised-prompt", "long-context", "rag", "agentic", "full-ft", "lora", "qlora", "distilled", "hybrid", "hybrid-facts"]
"""An approach to adapting a language model."""


class StrategyRow(TypedDict):
    """One strategy."""

    chance: "float"
    """Chance with which it meets all limits together; 0 where it fails a requirement."""
    cost: "Cost"
    """What it costs."""
    criteria: "dict[str, float]"
    """Value of each criterion."""
    feasible: "bool"
    """Whether it fits: meets every requirement, and all limits with the confidence asked for."""
    gates: "list[GateRow]"
    """The requirements it fails, and the limits that keep it from fitting."""
    id: "Strategy"
    """Which one."""
    label: "str"
    """Its name for people."""
    latency: "Latency"
    """How long it takes."""
    limits: "dict[str, float]"
    """Chance with which it meets each limit."""
    method: NotRequired["Method"]
    """How the hybrid is trained; only there."""
    net_usd: "float"
    """Expected net value of an average month."""
    quality: "Quality"
    """How good its answers are."""
    served: NotRequired["ServedRow"]
    """Who serves its tuned weights, and how; only where it has any."""
    tightest: NotRequired["str"]
    """The limit that it meets with the smallest chance."""
    training: NotRequired["str"]
    """Whether the hybrid is trained `plain` or `retrieval-aware`; only there."""
    utility: "float"
    """Expected score over the simulations."""
    why_not: "list[ReasonRow]"
    """Why the winner comes before it: the reasons between the two."""


class Verdict(TypedDict):
    """The recommendation."""

    ahead: "str"
    """How often the winner's kind comes out ahead, in words: approaches of a family are one answer."""
    by_net_value: NotRequired["Strategy"]
    """The approach that net value would choose, where values are set and approaches are judged by score."""
    confidence: "float"
    """Share of the simulations in which the winner comes out ahead."""
    feasible: "bool"
    """Whether the winner fits: meets every requirement, and all limits with the confidence asked for."""
    flips: "list[FlipRow]"
    """For each input that can change the winner, the nearest value at which it does; nearest first."""
    futures: "Confidence"
    """What that share rests on."""
    headline: "str"
    """The verdict in one line."""
    instead: NotRequired["str"]
    """`people` or `nothing` where that is better than every approach, judged by net value."""
    lead_usd: "float"
    """The winner's expected net value of an average month less the runner-up's."""
    limits: "str"
    """How often the winner meets all limits, in words."""
    margin: "float"
    """The winner's expected score less the runner-up's."""
    measure_next: "list[NextRow]"
    """What is worth measuring next, most first; empty where nothing is."""
    people_usd: NotRequired["float"]
    """Net value of an average month of people's answers."""
    reasons: "list[ReasonRow]"
    """Why, by weight: for the winner first, then against it."""
    runner_up: "Strategy"
    """The second by the same rule, of another kind."""
    second: "str"
    """How far the runner-up is behind, in words."""
    spread: "float"
    """Standard deviation, over the simulations, of the lead in what approaches are judged by."""
    strength: "str"
    """`clear`, `leaning`, `close` or `nothing-fits`."""
    subtitle: "str"
    """What to do, in a second one."""
    winner: "Strategy"
    """The approach recommended: of those that fit the one with the greatest expected score (or net value); where none fits, the one with the greatest chance."""


class VolumeCrossoverRow(TypedDict):
    """A volume at which two monthly costs cross."""

    above: "Strategy"
    """Cheaper a month above."""
    below: "Strategy"
    """Cheaper a month below."""
    queries_per_day: "float"
    """The volume."""
    text: "str"
    """The same in words."""
    usd: "float"
    """USD a month there."""


class WarningRow(TypedDict):
    """A warning."""

    id: "str"
    """`nothing-fits`, `month-over-budget`, `feeds-disagree`, `price-changes`, `spread-over-gpus`, `gpu-terms-unpriced`, `no-fp8`, `cannot-tune`, `retrieval-hurts`, `thinking-not-counted`, `batches-at-full-price`, `answers-can-wait`, `tuned-model-moves`, `tuning-closes`, `list-price-assumed`, `reserved`, `rented-on-premises` or another."""
    text: "str"
    """In words."""


class Inputs(TypedDict):
    """The inputs of a scenario that differ from the defaults."""

    change_days: NotRequired["float"]
    """Content changes every. Average time until a fact changes, among facts that change at all. 0.01 is a quarter of an hour; 3650 means never. 0.01 to 3650 days. Default: 30."""
    sure_change_days: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: content changes. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    queries_per_day: NotRequired["float"]
    """Questions per day. Questions on an average day of the first month. 1 to 10000000 a day. Default: 5000."""
    sure_queries_per_day: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: questions per day. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    budget_monthly_usd: NotRequired["float"]
    """Monthly budget. Maximum cost of an average month, people's time included. A limit. 50 to 1000000 USD/month. Default: 8000."""
    ttft_p95_ms: NotRequired["float"]
    """First token within (p95). Time within which 95 of 100 answers must start. 50 to 60000 ms. Default: 1500."""
    strictness: NotRequired["float"]
    """Format and tone strictness. Share of answers whose usefulness depends on a fixed format, tone or way of reasoning that the base model does not show by itself. 0 to 1 0 to 1. Default: 0.5."""
    sure_strictness: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: strictness. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    examples: NotRequired["float"]
    """Curated examples. Labelled examples of the required behaviour that exist today. 0 to 1000000 examples. Default: 1500."""
    sure_examples: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: examples. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "fixed"."""
    audit: NotRequired["Literal['none', 'useful', 'required']"]
    """Audit trail. Whether an answer must be traceable to its source. If required, an approach that cannot cite is ruled out. Default: "none"."""
    permissions: NotRequired["Literal['none', 'by-role', 'by-document']"]
    """Document permissions. Who may see which documents. Weights cannot tell readers apart, so facts are not trained where rights differ; where each document has its own readers no prompt may hold the whole corpus either. Default: "none"."""
    residency: NotRequired["Literal['any', 'region', 'own-cloud', 'on-premises']"]
    """Data residency. Where questions, documents and answers may be processed. Only what its seller is known to sell in a region of your choice counts for a region; your own GPUs and servers count everywhere. Default: "any"."""
    erasure_days: NotRequired["float | None"]
    """Erasure within. Days within which a document must be erased from all that answers. Weights that hold its facts must then be trained anew at least as often, and an index rebuilt. 0 to 365 days. Default: 0."""
    corpus_tokens: NotRequired["float"]
    """Corpus. Size of all documents that answers can be based on. A page is about 500 tokens. 1000 to 10000000000 tokens. Default: 5000000."""
    sure_corpus_tokens: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: corpus. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    new_facts_share: NotRequired["float"]
    """Questions that need your own data. Share of questions that need facts unknown to the base model. 0 to 1 share. Default: 0.35."""
    sure_new_facts_share: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: questions that need your own data. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    hops_share: NotRequired["float"]
    """Questions that need two passages. Share of questions that take two passages, of which the second is known only from the first. One search must find both. 0 to 1 share. Default: 0.1."""
    languages: NotRequired["float"]
    """Languages. Languages of the documents. Each more makes passages harder to find; sizes in tokens are as counted in these languages. 1 to 30. Default: 1."""
    change_share: NotRequired["float"]
    """Share of the corpus that changes. Share of the facts that change at all; the others never change. 0 to 1 share. Default: 0.3."""
    corpus_refresh_days: NotRequired["float | None"]
    """Corpus is refreshed every. Days between rebuilds of an index or of a corpus in the prompt, which then takes in all changes together. Unless set, it follows each change. 0 to 365 days. Default: 0."""
    freshness_floor: NotRequired["float"]
    """Minimum share of answers on current facts. Minimum share of answers based on facts that the model knows and that are still true. A limit. 0 to 1 share. Default: 0.6."""
    behaviour_penalty: NotRequired["float"]
    """Value lost by a wrong format. Share of an answer's value that is lost when it breaks the required format, tone or reasoning. 0 to 1 share. Default: 0.8."""
    label_quality: NotRequired["float"]
    """Label quality. Share of the examples that are correct and consistent. Wrong ones teach nothing, and where many are wrong no number of examples makes up for it: 1,000 careful examples beat 10,000 noisy ones. 0 to 1 0 to 1. Default: 0.85."""
    sure_label_quality: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: label quality. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    curation_per_month: NotRequired["float"]
    """Examples curated per month. Number of examples the team can write or check in a month. 0 to 100000 a month. Default: 200."""
    curation_usd: NotRequired["float"]
    """Cost per example. Cost of one curated example, people's time included. 0 to 1000 USD. Default: 4."""
    log_yield: NotRequired["float"]
    """Logged answers usable for training. Share of production answers that are good enough for training, once logged and checked. 0 to 0.2 share. Default: 0.01."""
    example_tokens: NotRequired["float"]
    """Tokens per example. Length of an example, question and answer together; few-shot examples have the same length. 50 to 16000 tokens. Default: 700."""
    growth_monthly: NotRequired["float"]
    """Traffic growth per month. Growth of the traffic each month. -0.2 to 0.5 share. Default: 0.02."""
    peak_factor: NotRequired["float"]
    """Peak-to-average traffic. Traffic of the busiest hour divided by the daily average. GPUs are sized for it. 1 to 20. Default: 3."""
    prompt_tokens: NotRequired["float"]
    """Tokens of question and instructions. Tokens of the question and the fixed instructions, without examples and passages. 20 to 100000 tokens. Default: 500."""
    output_tokens: NotRequired["float"]
    """Tokens per answer. Length of an average answer. 1 to 16000 tokens. Default: 300."""
    answer_spread: NotRequired["float"]
    """Spread of answer lengths (p95/p50). 95th percentile of the length of answers over their median: 1 where all are as long as each other. Lengths are taken as log-normal. 1 to 10 ratio. Default: 2.5."""
    thinking_tokens: NotRequired["float"]
    """Thinking tokens per answer. Tokens that the model thinks on average before the first token of the answer. They are paid as output and waited for. 0 to 100000 tokens. Default: 0."""
    few_shot: NotRequired["float"]
    """Examples in the prompt. Examples in each prompt that show the required behaviour. A fine-tuned model needs none. 0 to 50. Default: 4."""
    cacheable_share: NotRequired["float"]
    """Cacheable share of question and instructions. Share of question and instructions that is identical in every prompt, so that the provider's cache can serve it. It always can serve examples and a whole corpus, never retrieved passages. 0 to 1 share. Default: 0.6."""
    keep_warm: NotRequired["Literal['when-it-pays', 'never']"]
    """Keep the cache warm. Whether requests without a question, or a fee for storage, keep a cached prompt from being forgotten: where that costs less than the misses it saves, or a sooner first token is worth it. Default: "when-it-pays"."""
    peak_hours_share: NotRequired["float"]
    """Questions at peak hours. Matters only if the provider has a price for peak hours. 0 to 1 share. Default: 0.21."""
    batch_share: NotRequired["float"]
    """Questions that can wait. Share of the questions whose answers can wait for hours. A hosted model answers them in batches, at its discount for batches where it sells them; own GPUs answer them when traffic is low. The limits on times hold for the others only. 0 to 1 share. Default: 0."""
    e2e_p95_ms: NotRequired["float"]
    """Whole answer within (p95). Time within which 95 of 100 answers must be complete. 100 to 600000 ms. Default: 15000."""
    budget_upfront_usd: NotRequired["float"]
    """Up-front budget. Maximum cost before the first answer, people's time included. A limit. 100 to 10000000 USD. Default: 60000."""
    confidence: NotRequired["float"]
    """Confidence required. Confidence with which an approach must meet all limits together to be recommended. 0.5 to 0.99 share. Default: 0.8."""
    horizon_months: NotRequired["float"]
    """Horizon. Months over which costs are added up. 1 to 60 months. Default: 24."""
    start_months: NotRequired["float"]
    """Months until launch. Months from the price date until launch. Each month is billed at the price announced for it. 0 to 24 months. Default: 0."""
    right_answer_usd: NotRequired["float | None"]
    """Worth of a right answer. Your worth of a right answer in the right form, in USD: what it saves or earns. Not part of any budget; with it approaches can be judged by net value. 0 to 1000 USD. Default: 0."""
    sure_right_answer_usd: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: worth of a right answer. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    wrong_answer_usd: NotRequired["float"]
    """Cost of a wrong answer. Your cost of a wrong answer that nobody notices; a noticed one costs a share of it. It counts in net value, not in any budget. 0 to 1000 USD. Default: 0."""
    sure_wrong_answer_usd: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: cost of a wrong answer. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    judge_by: NotRequired["Literal['score', 'net-value']"]
    """Judge by. Approaches are ranked by their weighted score, or by net value a month: questions × (worth × right answers − cost × wrong ones), less what is paid. Default: "score"."""
    person_minutes: NotRequired["float | None"]
    """Minutes per question by a person. Minutes that a person takes to answer a question. If set, leaving the questions to people is one of the choices. 0 to 600 minutes. Default: 0."""
    person_usd_per_hour: NotRequired["float"]
    """Hourly cost of a person who answers. Full cost per hour of the people who would answer. 1 to 400 USD/h. Default: 40."""
    person_accuracy: NotRequired["float"]
    """Accuracy of a person. Share of right answers of a person; the wrong ones go unnoticed. 0.3 to 1 share. Default: 0.95."""
    supply: NotRequired["Literal['hosted', 'own-gpus']"]
    """Where the model runs. Whether the base model is paid by the token or runs on GPUs paid by the hour. Default: "hosted"."""
    model: NotRequired["Literal['llama-4-maverick', 'muse-spark-open', 'muse-glimmer-30b', 'muse-spark-1.3', 'mistral-7b', 'ministral-8b', 'ministral-14b', 'mistral-small', 'mistral-medium-3.5', 'mistral-large-3', 'mistral-large-4', 'gemma-3-12b', 'gemma-3-27b', 'gemma-4-26b-a4b', 'gemma-4-31b', 'gemini-2.5-flash', 'gemini-2.5-flash-lite', 'gemini-3.1-flash-lite', 'gemini-3.5-flash-lite', 'gemini-3.6-flash', 'gemini-3.8-flash', 'gemini-3.1-pro', 'gemini-4-hydrogen', 'gemini-4-argon', 'gpt-4.1-mini', 'gpt-4.1', 'gpt-oss-20b', 'gpt-oss-120b', 'gpt-5.4-nano', 'gpt-5.4-mini', 'gpt-5.6-luna', 'gpt-5.6-terra', 'gpt-5.6-sol', 'gpt-6-luna', 'gpt-6-sol', 'gpt-6-astra', 'gpt-6.1-terra', 'gpt-6.1-sol', 'claude-haiku-4.5', 'claude-haiku-5.5', 'claude-sonnet-5.5', 'claude-opus-5.5', 'claude-fable-5.1', 'qwen3-32b', 'qwen3.5-9b', 'qwen3.6-35b-a3b', 'qwen3.8-27b', 'qwen3.7-plus', 'qwen3.7-max', 'qwen3.8-flash', 'deepseek-v4.1-flash', 'deepseek-v4-pro', 'grok-4.20', 'grok-4.3', 'grok-4.7', 'nova-micro', 'nova-lite', 'nova-2-lite', 'nova-pro', 'kimi-k3', 'kimi-k3.1-pro', 'glm-5.3', 'glm-5.3-flash', 'minimax-m3.1-flash', 'nemotron-3.5-lightning', 'nemotron-3.5-super-vl', 'granite-4.2-8b', 'beam-1.0', 'llama-3.1-8b', 'llama-3.3-70b', 'gpt-4.1-nano', 'deepseek-v4-flash', 'minimax-m3']"]
    """Hosted model. The base model if it is hosted. The same for every approach, so that none wins through a cheaper model. Default: "qwen3.5-9b"."""
    open_model: NotRequired["Literal['llama-3.1-8b', 'llama-3.3-70b', 'muse-glimmer-30b', 'mistral-7b', 'mistral-small', 'gemma-3-12b', 'gemma-3-27b', 'gemma-4-26b-a4b', 'gpt-oss-20b', 'gpt-oss-120b', 'qwen3-32b', 'qwen3.5-9b', 'qwen3.6-35b-a3b']"]
    """Model on own GPUs. The base model if it runs on your GPUs. Default: "qwen3.5-9b"."""
    gpu: NotRequired["Literal['a100', 'h100', 'h200', 'l4', 'l40s', 'b200', 'b300', 'mi300x', 'a10g', 'rtx-pro-6000']"]
    """Serving GPU. GPU that serves the model on own GPUs, or a fully fine-tuned one. Default: "h100"."""
    precision: NotRequired["Literal['bf16', 'fp8', 'int4']"]
    """Precision. Number format of the weights on own GPUs. Weights that are published in fewer bits keep theirs. Default: "bf16"."""
    utilisation: NotRequired["float"]
    """Utilisation at peak. Share of a GPU's capacity used at peak before another one is added. 0.1 to 0.95 share. Default: 0.7."""
    gpu_purchase: NotRequired["Literal['on-demand', 'reserved', 'spot', 'owned']"]
    """GPU terms. Terms on which serving GPUs are had. Where no source states a price of the GPU on these terms, its on-demand price is used and a warning says so. Default: "on-demand"."""
    spare_replicas: NotRequired["float"]
    """Spare replicas. Replicas beyond those that the peak needs, so that answers keep their speed when one fails. 0 to 2. Default: 0."""
    autoscaling: NotRequired["float"]
    """GPUs given back off peak. Share of the way from the peak down to the average day by which GPUs are given back when traffic is low; one replica always stays. Without effect on reserved and owned GPUs, which are paid in any case. 0 to 1 share. Default: 0."""
    known_accuracy: NotRequired["float | None"]
    """Base model accuracy on general questions. Share of correct answers of the base model to questions that need none of your data. Unset, it is that of the model in use. 0 to 1 share. Default: null."""
    passage_use: NotRequired["float | None"]
    """Relevant passages used. Share of relevant passages that the model uses when it is given them. Unset, it is that of the model in use. 0 to 1 share. Default: null."""
    prompted_compliance: NotRequired["float | None"]
    """Format kept by instructions alone. Share of strict answers that keep the required form by your instructions alone, without examples in the prompt. Unset, it is that of the model in use. 0 to 1 share. Default: null."""
    constrained_compliance: NotRequired["float | None"]
    """Syntax kept under constrained decoding. Share of answers whose syntax is right under constrained decoding. Unset, it is that of ordinary schemas; very hard ones are covered far less often. 0 to 1 share. Default: null."""
    new_known: NotRequired["float | None"]
    """Base model accuracy on your own data. Share of correct answers of the base model, without help, to questions that need your own data. Unset, it follows from how much of your data is public. 0 to 1 share. Default: null."""
    abstention: NotRequired["float | None"]
    """Wrong answers withheld or flagged. Share of its wrong answers that the model withholds or flags where nothing supports them. Unset, it is that of the model in use. 0 to 1 share. Default: null."""
    context_loss: NotRequired["float | None"]
    """Lost per doubling of the context. Use of a passage lost per doubling of the context between 4,000 and 32,000 tokens; beyond, more is lost in the model's proportion. 0 to 0.2 share. Default: null."""
    public_share: NotRequired["float"]
    """Share of your data that is public. Share of your own facts that are public, so that a model may have read them. A frontier model knows half of such rare facts, a small one hardly any. 0 to 1 share. Default: 0.1."""
    syntax_share: NotRequired["float"]
    """Syntax in the required format. Share of the required form that is syntax, which a grammar can enforce: JSON that parses, fields of a schema. The rest is style. 0 to 1 share. Default: 0.3."""
    grammar: NotRequired["Literal['off', 'on']"]
    """Grammar for other approaches. Whether a grammar also holds the syntax of answers beyond structured output: with passages or the corpus in the prompt, with found or optimised examples, and of trained models. It works where the seller of the model can enforce one, or on your own GPUs. Default: "off"."""
    classes: NotRequired["float"]
    """Distinct classes or rules. Distinct classes, intents or rules that an answer must get right. The more there are, the more examples it takes to show them, in the prompt or in training. 1 to 1000. Default: 10."""
    likeness: NotRequired["Literal['alike', 'different']"]
    """Examples of one class read. Whether examples of one class read alike, as the ways to ask for one intent do, or differently, as questions with the same kind of answer do. Where they read alike, the examples most like the question nearly hold its answer. Default: "alike"."""
    noise_kind: NotRequired["Literal['random', 'systematic']"]
    """Wrong labels are. Whether wrong labels are slips, which training averages out up to a point, or the same mistake over and over, which it learns. Default: "random"."""
    teacher_usd_per_m: NotRequired["float"]
    """Price of synthetic text. Price per million tokens of the text that a teacher model writes so that each fact stands in several wordings in the training data. 0 means that you have such text. 0 to 100 USD/M. Default: 0.25."""
    duplicate_share: NotRequired["float"]
    """Duplicate examples. Share of the examples that repeat others, word for word or nearly so. 0 to 0.95 share. Default: 0."""
    own_input_usd: NotRequired["float | None"]
    """Your input price. USD that you pay per million input tokens; 0 means free, here and below. Tuned models keep their premium. 0 to 1000 USD/M. Default: null."""
    own_cached_usd: NotRequired["float | None"]
    """Your cached price. USD that you pay per million cached input tokens. Unset, it is the list's share of your input price. 0 to 1000 USD/M. Default: null."""
    own_output_usd: NotRequired["float | None"]
    """Your output price. USD that you pay per million output tokens. 0 to 1000 USD/M. Default: null."""
    own_write_usd: NotRequired["float | None"]
    """Your cache write price. USD that you pay per million input tokens that are written into the cache. 0 to 1000 USD/M. Default: null."""
    own_long_above_tokens: NotRequired["float | None"]
    """Your long prompts begin above. Tokens of a prompt above which your prices of long prompts hold, for the whole prompt and its answer. 0 to 10000000 tokens. Default: 0."""
    own_long_input_usd: NotRequired["float | None"]
    """Your input price, long prompts. USD that you pay per million input tokens of long prompts. 0 to 1000 USD/M. Default: null."""
    own_long_cached_usd: NotRequired["float | None"]
    """Your cached price, long prompts. USD that you pay per million cached input tokens of long prompts. 0 to 1000 USD/M. Default: null."""
    own_long_write_usd: NotRequired["float | None"]
    """Your cache write price, long prompts. USD that you pay per million input tokens of long prompts that are written into the cache. 0 to 1000 USD/M. Default: null."""
    own_long_output_usd: NotRequired["float | None"]
    """Your output price, long prompts. USD that you pay per million output tokens of long prompts. 0 to 1000 USD/M. Default: null."""
    recall: NotRequired["float"]
    """Retrieval recall. Share of questions for which the retrieved passages include the one with the answer. It is that of the reference pipeline, from which the recall of yours follows, unless you say that it was measured on yours. Measure it: few inputs matter more. 0 to 1 share. Default: 0.88."""
    sure_recall: NotRequired["Literal['fixed', 'about-right', 'rough-guess']"]
    """How sure: recall. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right"."""
    recall_of: NotRequired["Literal['reference', 'as-set']"]
    """Recall is that of. Which pipeline that recall belongs to. The reference has the defaults: dense search by text-embedding-3-small, a reranker, five passages of 400 tokens, a corpus of 5 million tokens in one language. Recall then changes with the inputs below. A recall that was measured on the pipeline as it is set here stays as it is. Default: "reference"."""
    search_kind: NotRequired["Literal['dense', 'lexical', 'fused']"]
    """Search. How passages are searched for: by the vectors of an embedder, by words (BM25), or by both with their results fused. Default: "dense"."""
    chunks: NotRequired["float"]
    """Passages per question. Retrieved passages in each prompt. More of them include the right one more often, and distract from it. 1 to 50. Default: 5."""
    chunk_tokens: NotRequired["float"]
    """Tokens per passage. Length of a passage. 50 to 4000 tokens. Default: 400."""
    embedder: NotRequired["Literal['text-embedding-3-small', 'text-embedding-3-large', 'voyage-3.5', 'mistral-embed', 'gemini-embedding-001', 'minilm-local', 'voyage-4', 'voyage-4-large', 'cohere-embed-5-pro', 'gemini-embedding-2', 'bge-m3', 'qwen3-embedding-0.6b', 'qwen3-embedding-4b', 'qwen3-embedding-8b']"]
    """Embedder. Model that turns passages and questions into vectors. Default: "text-embedding-3-small"."""
    store: NotRequired["Literal['pinecone', 'qdrant-cloud', 'pgvector', 'in-process', 'qdrant-cloud-64', 'opensearch', 'elastic-cloud']"]
    """Vector store. Where the vectors are stored and how they are billed. Default: "pinecone"."""
    rerank_candidates: NotRequired["float"]
    """Passages reranked per question. Passages that are found for a question and put into order, of which the best go into the prompt. Rerankers sold by the token are billed for all of them. 1 to 200. Default: 20."""
    reranker: NotRequired["Literal['none', 'cohere-rerank-3.5', 'cross-encoder-local', 'cohere-rerank-5-pro', 'voyage-rerank-2.5', 'zerank-2']"]
    """Reranker. Re-ranks the retrieved passages. Default: "cohere-rerank-3.5"."""
    pages: NotRequired["float"]
    """Pages to parse. Pages that have to be read by a parser or by OCR before their text can be used. 0 means that the corpus is text already. 0 to 100000000. Default: 0."""
    parse_usd_per_k_pages: NotRequired["float"]
    """Price of parsing 1,000 pages. Price of parsing a thousand pages. It is paid once, and again for what changes. 0 to 100 USD. Default: 4."""
    contextual_chunks: NotRequired["Literal['off', 'on']"]
    """Passages in context. Whether a model writes a line of context for each passage before it is indexed. Default: "off"."""
    contextual_usd_per_m_tokens: NotRequired["float"]
    """Price of passages in context. Price of these lines per million tokens of the corpus. It is paid once, and again for what changes. 0 to 100 USD/M. Default: 1.02."""
    tuning_seller: NotRequired["Literal['cheapest', 'fireworks', 'together', 'prime-intellect', 'coreweave', 'crusoe', 'openai', 'tinker', 'own-gpus']"]
    """Seller of fine-tuning. Who tunes a hosted model and serves the tuned weights: by the token, or on GPUs by the hour. Unless you name one, it is the cheapest, or, where that misses your limits in more than one simulation of twenty, the one that the verdict's rule takes. Preference tuning (DPO) and reinforcement fine-tuning are sold as well; what they gain is not published, so they have no score. The method page says who sells them. Default: "cheapest"."""
    training_place: NotRequired["Literal['rented', 'managed']"]
    """Where training runs. Where weights are trained if their seller takes those trained elsewhere. A model with closed weights is always trained by its provider. Default: "rented"."""
    training_gpu: NotRequired["Literal['a100', 'h100', 'h200', 'l4', 'l40s', 'b200', 'b300', 'mi300x', 'a10g', 'rtx-pro-6000']"]
    """Training GPU. GPU rented for training. Default: "h100"."""
    epochs: NotRequired["float"]
    """Epochs. Passes over the training data. 1 to 20. Default: 3."""
    wordings: NotRequired["float"]
    """Paraphrases per fact. Number of paraphrases of each fact in the training data. The share of facts learned grows with its logarithm. 1 to 1000. Default: 100."""
    experiments: NotRequired["float"]
    """Runs per release. Training runs before one is good enough to release. 1 to 30. Default: 6."""
    retrain_min_days: NotRequired["float"]
    """Retrain at most every. Shortest interval at which the team can train, evaluate and release. 1 to 365 days. Default: 30."""
    hybrid_training: NotRequired["Literal['plain', 'retrieval-aware']"]
    """Training of the hybrid. Whether the hybrid's training examples contain retrieved passages. Without them the model relies less on retrieved passages. Default: "retrieval-aware"."""
    teacher: NotRequired["Literal['llama-4-maverick', 'muse-spark-open', 'muse-glimmer-30b', 'muse-spark-1.3', 'mistral-7b', 'ministral-8b', 'ministral-14b', 'mistral-small', 'mistral-medium-3.5', 'mistral-large-3', 'mistral-large-4', 'gemma-3-12b', 'gemma-3-27b', 'gemma-4-26b-a4b', 'gemma-4-31b', 'gemini-2.5-flash', 'gemini-2.5-flash-lite', 'gemini-3.1-flash-lite', 'gemini-3.5-flash-lite', 'gemini-3.6-flash', 'gemini-3.8-flash', 'gemini-3.1-pro', 'gemini-4-hydrogen', 'gemini-4-argon', 'gpt-4.1-mini', 'gpt-4.1', 'gpt-oss-20b', 'gpt-oss-120b', 'gpt-5.4-nano', 'gpt-5.4-mini', 'gpt-5.6-luna', 'gpt-5.6-terra', 'gpt-5.6-sol', 'gpt-6-luna', 'gpt-6-sol', 'gpt-6-astra', 'gpt-6.1-terra', 'gpt-6.1-sol', 'claude-haiku-4.5', 'claude-haiku-5.5', 'claude-sonnet-5.5', 'claude-opus-5.5', 'claude-fable-5.1', 'qwen3-32b', 'qwen3.5-9b', 'qwen3.6-35b-a3b', 'qwen3.8-27b', 'qwen3.7-plus', 'qwen3.7-max', 'qwen3.8-flash', 'deepseek-v4.1-flash', 'deepseek-v4-pro', 'grok-4.20', 'grok-4.3', 'grok-4.7', 'nova-micro', 'nova-lite', 'nova-2-lite', 'nova-pro', 'kimi-k3', 'kimi-k3.1-pro', 'glm-5.3', 'glm-5.3-flash', 'minimax-m3.1-flash', 'nemotron-3.5-lightning', 'nemotron-3.5-super-vl', 'granite-4.2-8b', 'beam-1.0', 'llama-3.1-8b', 'llama-3.3-70b', 'gpt-4.1-nano', 'deepseek-v4-flash', 'minimax-m3']"]
    """Teacher of distillation. The model that makes examples to train on, where an approach distils. Its terms must allow that. Default: "deepseek-v4-pro"."""
    made_examples: NotRequired["float"]
    """Examples made by the teacher. Examples that the teacher makes and a filter lets through. 0 to 100000 examples. Default: 2000."""
    rollouts: NotRequired["float"]
    """Rollouts of prompt optimisation. Answers that an optimiser of prompts tries and grades. 50 to 100000. Default: 800."""
    search_rounds: NotRequired["float"]
    """Rounds of agentic retrieval. Rounds of search and reading that agentic retrieval takes for a question. 1 to 10. Default: 3."""
    team_usd_per_hour: NotRequired["float"]
    """Team's hourly rate. Full cost of an engineer per hour. 10 to 400 USD/h. Default: 95."""
    build_hours_prompt: NotRequired["float"]
    """Hours to build: prompting. Hours until a prompted system is live; long context takes twice as long. 0 to 2000 hours. Default: 24."""
    build_hours_rag: NotRequired["float"]
    """Hours to build: retrieval. Hours until retrieval is live: ingest, index, evaluation. 0 to 2000 hours. Default: 120."""
    build_hours_ft: NotRequired["float"]
    """Hours to build: fine-tuning. Hours until a tuned model can be trained, evaluated and served, without the curation of examples. 0 to 2000 hours. Default: 140."""
    repair_hours: NotRequired["float"]
    """Hours to change retrieval. Hours to change retrieval, index again and measure the recall, where that is advised before anything else. 0 to 2000 hours. Default: 40."""
    upkeep_hours_prompt: NotRequired["float"]
    """Maintenance: prompting. Hours a month to maintain a prompted or long-context system. 0 to 400 h/month. Default: 4."""
    upkeep_hours_rag: NotRequired["float"]
    """Maintenance: retrieval. Hours a month to maintain retrieval. 0 to 400 h/month. Default: 12."""
    upkeep_hours_ft: NotRequired["float"]
    """Maintenance: fine-tuning. Hours a month to maintain a fine-tuned model, without its releases. 0 to 400 h/month. Default: 8."""
    release_hours: NotRequired["float"]
    """Hours per release. Hours to curate, train, evaluate and release one model. 0 to 400 hours. Default: 20."""
    migration_hours: NotRequired["float"]
    """Hours to move to another model. Hours to move to another model when the seller ends this one: prompts adapted and answers tested again. Tuned models are trained and released again besides. 0 to 2000 hours. Default: 24."""
    unannounced_end: NotRequired["float"]
    """Chance a year of an end not announced. Chance that the seller ends a model within a year although no end is announced. An average month pays this share of a move to another model, divided over twelve months. It counts for hosted models without an announced end, and not for weights on GPUs. 0 to 0.9 share. Default: 0.2."""
    eval_margin: NotRequired["float"]
    """Margin of the evaluation. Half the width of the 95% interval in which the evaluation must place the share of right answers. The set has as many questions as that takes: 384 for 5 points, 1,067 for 3. 0.01 to 0.2 share. Default: 0.05."""
    eval_item_usd: NotRequired["float"]
    """Cost per evaluation question. Cost of one question with a reference answer in the evaluation set, paid once. 0 to 200 USD. Default: 1.5."""
    grading_usd: NotRequired["float"]
    """Cost of grading an answer. Cost of grading one answer. Each evaluation grades the whole set: once before launch, again for each release of a tuned model and for a move to another model. 0 to 200 USD. Default: 0.003."""
    monitored_share: NotRequired["float"]
    """Answers graded in use. Share of the answers in use that are graded. 0 to 1 share. Default: 0.02."""
    guard_usd: NotRequired["float"]
    """Guard model per question. Cost per question of a guard model that checks question and answer. 0 to 1 USD. Default: 0."""
    weight_quality: NotRequired["float"]
    """Quality. Weight of answers that are correct overall. 0 to 1 0 to 1. Default: 0.45."""
    weight_cost: NotRequired["float"]
    """Cost. Weight of the total cost over the horizon, relative to what the approaches cost beside each other. 0 to 1 0 to 1. Default: 0.22."""
    weight_latency: NotRequired["float"]
    """Latency. Weight of time to first token, relative to its limit. 0 to 1 0 to 1. Default: 0.08."""
    weight_freshness: NotRequired["float"]
    """Freshness. Weight of answers based on facts that are still true. 0 to 1 0 to 1. Default: 0.08."""
    weight_traceability: NotRequired["float"]
    """Traceability. Weight of answers that cite their source. Does not count if no audit trail is needed. 0 to 1 0 to 1. Default: 0.06."""
    weight_time: NotRequired["float"]
    """Time to launch. Weight of an early launch. 0 to 1 0 to 1. Default: 0.05."""
    weight_simplicity: NotRequired["float"]
    """Simplicity. Weight of few moving parts and of freedom to change the model. 0 to 1 0 to 1. Default: 0.06."""
    hybrid_margin: NotRequired["float"]
    """Margin that hybrid must lead by. Lead in score that hybrid needs over the best single approach, to justify running both. 0 to 0.2 0 to 1. Default: 0.01."""
    measured_start_p50_ms: NotRequired["float | None"]
    """Network and queue, p50. Time to first token minus prefill: network and queue together. 0 means not measured, here and below. 0 to 600000 ms. Default: 0."""
    measured_start_p95_ms: NotRequired["float | None"]
    """Network and queue, p95. Its 95th percentile. 0 to 600000 ms. Default: 0."""
    measured_prefill_tps: NotRequired["float | None"]
    """Prefill speed. Prompt tokens read per second. 0 to 10000000 tokens/s. Default: 0."""
    measured_decode_tps: NotRequired["float | None"]
    """Output speed. Tokens per second of one answer. 0 to 100000 tokens/s. Default: 0."""
    measured_embed_p50_ms: NotRequired["float | None"]
    """Embedding, p50. Embedding of a question, median. 0 to 60000 ms. Default: 0."""
    measured_embed_p95_ms: NotRequired["float | None"]
    """Embedding, p95. Its 95th percentile. 0 to 60000 ms. Default: 0."""
    measured_search_p50_ms: NotRequired["float | None"]
    """Search, p50. Search in the store, network included, median. 0 to 60000 ms. Default: 0."""
    measured_search_p95_ms: NotRequired["float | None"]
    """Search, p95. Its 95th percentile. 0 to 60000 ms. Default: 0."""
    measured_train_tps: NotRequired["float | None"]
    """LoRA training speed. Tokens per second that one GPU trains on with LoRA; the other methods keep their ratio to it. 0 to 10000000 tokens/s. Default: 0."""
