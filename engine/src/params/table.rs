//! The inputs, one row each. Order here is the order on the page, in links and in the docs.
//!
//! A row is all that an input needs: the field of the scenario, its range check and default, its key in links, JSON and on the command
//! line, its control on the page, its spread where it is an estimate, and its documentation follow from it. What is left to write is the
//! formula that uses it. `super::rows` says what a row may hold.
//!
//! Over 600 lines: one row for each of more than a hundred inputs.

use super::kinds::Multiplied as _;
use super::{Group, Intervals, Kind, Options, Param, Scale, Spread, SpreadBy, Unit, Unset, Value};
use crate::choices::{
    Audit, ContextualChunks, GpuPurchase, Grammar, HybridTraining, JudgeBy, KeepWarm, Likeness, NoiseKind,
    Permissions, Precision, RecallOf, Residency, SearchKind, Supply, Sureness, TrainingPlace,
};
use crate::measuring::Run;

inputs! {
    /// Average time until a fact changes, among facts that change at all. 0.01 is a quarter of an hour; 3650 means never.
    change_days: number {
        label: "Content changes every", group: Knowledge, main: true,
        unit: Interval, range: 0.01..=3650.0, default: 30.0, scale: Log,
        assumed: "a team that updates its documents monthly",
        estimated: Factor(1.5), draw: 3, sure: sure_change_days,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_change_days: choice(Sureness) {
        label: "How sure: content changes", group: Knowledge,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Questions on an average day of the first month.
    queries_per_day: number {
        label: "Questions per day", group: Traffic, main: true,
        unit: QueriesPerDay, range: 1.0..=10000000.0, default: 5000.0, scale: Log,
        assumed: "an assistant of a mid-sized company",
        estimated: Factor(1.5), draw: 0, sure: sure_queries_per_day,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_queries_per_day: choice(Sureness) {
        label: "How sure: questions per day", group: Traffic,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Maximum cost of an average month, people's time included. A limit.
    budget_monthly_usd: number {
        label: "Monthly budget", group: Limits, main: true,
        unit: UsdPerMonth, range: 50.0..=1000000.0, default: 8000.0, scale: Log,
        assumed: "about a third of an engineer's cost",
    }
    /// Time within which 95 of 100 answers must start.
    ttft_p95_ms: number {
        label: "First token within (p95)", group: Limits, main: true,
        unit: Milliseconds, range: 50.0..=60000.0, default: 1500.0, scale: Log,
        assumed: "a chat that still feels immediate",
    }
    /// Share of answers whose usefulness depends on a fixed format, tone or way of reasoning that the base model does not show by itself.
    strictness: number {
        label: "Format and tone strictness", group: Behaviour, main: true,
        unit: Ratio, range: 0.0..=1.0, default: 0.5, scale: Linear { step: 0.01 },
        assumed: "half free text, half forms",
        estimated: Shift(0.1), draw: 6, sure: sure_strictness,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_strictness: choice(Sureness) {
        label: "How sure: strictness", group: Behaviour,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Labelled examples of the required behaviour that exist today.
    examples: number {
        label: "Curated examples", group: Data, main: true,
        unit: Examples, range: 0.0..=1000000.0, default: 1500.0, scale: LogFromZero { pivot: 100.0 },
        assumed: "a team that has started to collect",
        estimated: Factor(1.3), draw: 7, sure: sure_examples,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_examples: choice(Sureness) {
        label: "How sure: examples", group: Data,
        default: "fixed", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "they can be counted",
    }
    /// Whether an answer must be traceable to its source. If required, an approach that cannot cite is ruled out.
    audit: choice(Audit) {
        label: "Audit trail", group: Behaviour, main: true,
        default: "none", options: [("none", "not needed"), ("useful", "useful"), ("required", "required")],
        assumed: "nobody requires sources yet",
    }
    /// Who may see which documents. Weights cannot tell readers apart, so facts are not trained where rights differ; where each document
    /// has its own readers no prompt may hold the whole corpus either.
    permissions: choice(Permissions) {
        label: "Document permissions", group: Limits,
        default: "none", options: [("none", "everybody sees everything"), ("by-role", "by role"), ("by-document", "by document")],
        assumed: "one audience",
    }
    /// Where questions, documents and answers may be processed. Only what its seller is known to sell in a region of your choice counts for
    /// a region; your own GPUs and servers count everywhere.
    residency: choice(Residency) {
        label: "Data residency", group: Limits,
        default: "any", options: [("any", "anywhere"), ("region", "in a region of your choice"), ("own-cloud", "in your own cloud account"), ("on-premises", "on your premises")],
        assumed: "no rule against hosted models",
    }
    /// Days within which a document must be erased from all that answers. Weights that hold its facts must then be trained anew at least as
    /// often, and an index rebuilt.
    erasure_days: optional {
        label: "Erasure within", group: Limits,
        unit: Days, unset: NotSet, max: 365.0, pivot: 1.0,
        source: "Not set: no duty to erase",
    }
    /// Size of all documents that answers can be based on. A page is about 500 tokens.
    corpus_tokens: number {
        label: "Corpus", group: Knowledge, main: true,
        unit: Tokens, range: 1000.0..=10000000000.0, default: 5000000.0, scale: Log,
        assumed: "some 10,000 pages",
        estimated: Factor(1.3), draw: 8, sure: sure_corpus_tokens,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_corpus_tokens: choice(Sureness) {
        label: "How sure: corpus", group: Knowledge,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Share of questions that need facts unknown to the base model.
    new_facts_share: number {
        label: "Questions that need your own data", group: Knowledge,
        unit: Share, range: 0.0..=1.0, default: 0.35, scale: Linear { step: 0.01 },
        assumed: "one question in three",
        estimated: Shift(0.1), draw: 2, sure: sure_new_facts_share,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_new_facts_share: choice(Sureness) {
        label: "How sure: questions that need your own data", group: Knowledge,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Share of questions that take two passages, of which the second is known only from the first. One search must find both.
    hops_share: number {
        label: "Questions that need two passages", group: Knowledge,
        unit: Share, range: 0.0..=1.0, default: 0.1, scale: Linear { step: 0.01 },
        assumed: "one question in ten joins two documents",
    }
    /// Languages of the documents. Each more makes passages harder to find; sizes in tokens are as counted in these languages.
    languages: number {
        label: "Languages", group: Knowledge,
        unit: Count, range: 1.0..=30.0, default: 1.0, scale: Linear { step: 1.0 },
        assumed: "one language",
    }
    /// Share of the facts that change at all; the others never change.
    change_share: number {
        label: "Share of the corpus that changes", group: Knowledge,
        unit: Share, range: 0.0..=1.0, default: 0.3, scale: Linear { step: 0.01 },
        assumed: "most documents never change",
        estimated: AsObserved, draw: 22,
    }
    /// Days between rebuilds of an index or of a corpus in the prompt, which then takes in all changes together. Unless set, it follows each
    /// change.
    corpus_refresh_days: optional {
        label: "Corpus is refreshed every", group: Knowledge,
        unit: Days, unset: NotSet, max: 365.0, pivot: 1.0,
        source: "Not set: each change is taken in",
    }
    /// Minimum share of answers based on facts that the model knows and that are still true. A limit.
    freshness_floor: number {
        label: "Minimum share of answers on current facts", group: Limits,
        unit: Share, range: 0.0..=1.0, default: 0.6, scale: Linear { step: 0.01 },
        assumed: "a low bar",
    }
    /// Share of an answer's value that is lost when it breaks the required format, tone or reasoning.
    behaviour_penalty: number {
        label: "Value lost by a wrong format", group: Behaviour,
        unit: Share, range: 0.0..=1.0, default: 0.8, scale: Linear { step: 0.01 },
        assumed: "a parser rejects it, a person may still read it",
    }
    /// Share of the examples that are correct and consistent. Wrong ones teach nothing, and where many are wrong no number of examples makes up
    /// for it: 1,000 careful examples beat 10,000 noisy ones.
    label_quality: number {
        label: "Label quality", group: Data,
        unit: Ratio, range: 0.0..=1.0, default: 0.85, scale: Linear { step: 0.01 },
        assumed: "checked by one person",
        estimated: Shift(0.05), draw: 4, sure: sure_label_quality,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_label_quality: choice(Sureness) {
        label: "How sure: label quality", group: Data,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Number of examples the team can write or check in a month.
    curation_per_month: number {
        label: "Examples curated per month", group: Data,
        unit: ExamplesPerMonth, range: 0.0..=100000.0, default: 200.0, scale: LogFromZero { pivot: 10.0 },
        assumed: "ten a working day",
    }
    /// Cost of one curated example, people's time included.
    curation_usd: number {
        label: "Cost per example", group: Data,
        unit: Usd, range: 0.0..=1000.0, default: 4.0, scale: LogFromZero { pivot: 1.0 },
        assumed: "some minutes of an expert's time",
    }
    /// Share of production answers that are good enough for training, once logged and checked.
    log_yield: number {
        label: "Logged answers usable for training", group: Data,
        unit: Share, range: 0.0..=0.2, default: 0.01, scale: Linear { step: 0.001 },
        assumed: "one in a hundred",
    }
    /// Length of an example, question and answer together; few-shot examples have the same length.
    example_tokens: number {
        label: "Tokens per example", group: Data,
        unit: Tokens, range: 50.0..=16000.0, default: 700.0, scale: Log,
        assumed: "a page and a half",
        estimated: AsObserved, draw: 23,
    }
    /// Growth of the traffic each month.
    growth_monthly: number {
        label: "Traffic growth per month", group: Traffic,
        unit: Share, range: -0.2..=0.5, default: 0.02, scale: Linear { step: 0.01 },
        assumed: "a quarter more in a year",
        estimated: AsObserved, draw: 17,
    }
    /// Traffic of the busiest hour divided by the daily average. GPUs are sized for it.
    peak_factor: number {
        label: "Peak-to-average traffic", group: Traffic,
        unit: Count, range: 1.0..=20.0, default: 3.0, scale: Linear { step: 0.1 },
        assumed: "office hours in one time zone",
        estimated: AsObserved, draw: 18,
    }
    /// Tokens of the question and the fixed instructions, without examples and passages.
    prompt_tokens: number {
        label: "Tokens of question and instructions", group: Traffic,
        unit: Tokens, range: 20.0..=100000.0, default: 500.0, scale: Log,
        assumed: "a short system prompt and a paragraph",
    }
    /// Length of an average answer.
    output_tokens: number {
        label: "Tokens per answer", group: Traffic,
        unit: Tokens, range: 1.0..=16000.0, default: 300.0, scale: Log,
        assumed: "two paragraphs",
        estimated: AsObserved, draw: 19,
    }
    /// 95th percentile of the length of answers over their median: 1 where all are as long as each other. Lengths are taken as log-normal.
    answer_spread: number {
        label: "Spread of answer lengths (p95/p50)", group: Traffic,
        unit: Factor, range: 1.0..=10.0, default: 2.5, scale: Linear { step: 0.1 },
        assumed: "free answers of chats, 2 to 3; a fixed form has 1.0 to 1.3",
        estimated: AsObserved, draw: 20,
    }
    /// Tokens that the model thinks on average before the first token of the answer. They are paid as output and waited for.
    thinking_tokens: number {
        label: "Thinking tokens per answer", group: Traffic,
        unit: Tokens, range: 0.0..=100000.0, default: 0.0, scale: LogFromZero { pivot: 100.0 },
        assumed: "thinking is switched off; no source gives the usual number of any model of the catalog, so measure it",
        estimated: AsObserved, draw: 21,
    }
    /// Examples in each prompt that show the required behaviour. A fine-tuned model needs none.
    few_shot: number {
        label: "Examples in the prompt", group: Traffic,
        unit: Count, range: 0.0..=50.0, default: 4.0, scale: Linear { step: 1.0 },
        assumed: "a usual few-shot prompt",
    }
    /// Share of question and instructions that is identical in every prompt, so that the provider's cache can serve it. It always can
    /// serve examples and a whole corpus, never retrieved passages.
    cacheable_share: number {
        label: "Cacheable share of question and instructions", group: Traffic,
        unit: Share, range: 0.0..=1.0, default: 0.6, scale: Linear { step: 0.01 },
        assumed: "all but the question",
    }
    /// Whether requests without a question, or a fee for storage, keep a cached prompt from being forgotten: where that costs less than
    /// the misses it saves, or a sooner first token is worth it.
    keep_warm: choice(KeepWarm) {
        label: "Keep the cache warm", group: Traffic,
        default: "when-it-pays", options: [("when-it-pays", "when it pays"), ("never", "never")],
        source: "A rule: the least cost, where the seller documents the life of its cache",
    }
    /// Matters only if the provider has a price for peak hours.
    peak_hours_share: number {
        label: "Questions at peak hours", group: Traffic,
        unit: Share, range: 0.0..=1.0, default: 0.21, scale: Linear { step: 0.01 },
        source: "Even traffic: 35 of 168 hours (DeepSeek)",
    }
    /// Share of the questions whose answers can wait for hours. A hosted model answers them in batches, at its discount for batches where
    /// it sells them; own GPUs answer them when traffic is low. The limits on times hold for the others only.
    batch_share: number {
        label: "Questions that can wait", group: Traffic,
        unit: Share, range: 0.0..=1.0, default: 0.0, scale: Linear { step: 0.01 },
        assumed: "somebody waits for each answer",
    }
    /// Time within which 95 of 100 answers must be complete.
    e2e_p95_ms: number {
        label: "Whole answer within (p95)", group: Limits,
        unit: Milliseconds, range: 100.0..=600000.0, default: 15000.0, scale: Log,
        assumed: "a reader's patience with streamed text",
    }
    /// Maximum cost before the first answer, people's time included. A limit.
    budget_upfront_usd: number {
        label: "Up-front budget", group: Limits,
        unit: Usd, range: 100.0..=10000000.0, default: 60000.0, scale: Log,
        assumed: "two engineers for two months",
    }
    /// Confidence with which an approach must meet all limits together to be recommended.
    confidence: number {
        label: "Confidence required", group: Limits,
        unit: Share, range: 0.5..=0.99, default: 0.8, scale: Linear { step: 0.01 },
        assumed: "four times in five",
    }
    /// Months over which costs are added up.
    horizon_months: number {
        label: "Horizon", group: Limits,
        unit: Months, range: 1.0..=60.0, default: 24.0, scale: Linear { step: 1.0 },
        assumed: "a usual planning horizon",
    }
    /// Months from the price date until launch. Each month is billed at the price announced for it.
    start_months: number {
        label: "Months until launch", group: Limits,
        unit: Months, range: 0.0..=24.0, default: 0.0, scale: Linear { step: 1.0 },
        source: "Launch at once",
    }
    /// Your worth of a right answer in the right form, in USD: what it saves or earns. Not part of any budget; with it approaches can
    /// be judged by net value.
    right_answer_usd: optional {
        label: "Worth of a right answer", group: Value, main: true,
        unit: Usd, unset: NotSet, max: 1000.0, pivot: 0.01,
        source: "Not set by default: only you know it",
        estimated: Factor(1.5), draw: 9, sure: sure_right_answer_usd,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_right_answer_usd: choice(Sureness) {
        label: "How sure: worth of a right answer", group: Value,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Your cost of a wrong answer that nobody notices; a noticed one costs a share of it. It counts in net value, not in any budget.
    wrong_answer_usd: number {
        label: "Cost of a wrong answer", group: Value, main: true,
        unit: Usd, range: 0.0..=1000.0, default: 0.0, scale: LogFromZero { pivot: 0.01 },
        source: "Zero by default: only you know it",
        estimated: Factor(1.5), draw: 10, sure: sure_wrong_answer_usd,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_wrong_answer_usd: choice(Sureness) {
        label: "How sure: cost of a wrong answer", group: Value,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Approaches are ranked by their weighted score, or by net value a month: questions × (worth × right answers − cost × wrong
    /// ones), less what is paid.
    judge_by: choice(JudgeBy) {
        label: "Judge by", group: Value,
        default: "score", options: [("score", "score"), ("net-value", "net value")],
        source: "Net value needs your worth of a right answer",
    }
    /// Minutes that a person takes to answer a question. If set, leaving the questions to people is one of the choices.
    person_minutes: optional {
        label: "Minutes per question by a person", group: Value,
        unit: Minutes, unset: NotSet, max: 600.0, pivot: 1.0,
        source: "Not set by default: only you know it",
    }
    /// Full cost per hour of the people who would answer.
    person_usd_per_hour: number {
        label: "Hourly cost of a person who answers", group: Value,
        unit: UsdPerHour, range: 1.0..=400.0, default: 40.0, scale: Linear { step: 1.0 },
        assumed: "loaded cost of a support agent",
    }
    /// Share of right answers of a person; the wrong ones go unnoticed.
    person_accuracy: number {
        label: "Accuracy of a person", group: Value,
        unit: Share, range: 0.3..=1.0, default: 0.95, scale: Linear { step: 0.01 },
        assumed: "an experienced person",
    }
    /// Whether the base model is paid by the token or runs on GPUs paid by the hour.
    supply: choice(Supply) {
        label: "Where the model runs", group: Supply,
        default: "hosted", options: [("hosted", "hosted API"), ("own-gpus", "own or rented GPUs")],
        assumed: "most teams start hosted",
    }
    /// The base model if it is hosted. The same for every approach, so that none wins through a cheaper model.
    model_index: catalog(Models) {
        key: "model", label: "Hosted model", group: Supply, default: "qwen3.5-9b",
        assumed: "about the seed article's model size, sold per token without an announced end and available for every kind of fine-tuning",
    }
    /// The base model if it runs on your GPUs.
    open_model_index: catalog(OpenModels) {
        key: "open_model", label: "Model on own GPUs", group: Supply, default: "qwen3.5-9b",
        assumed: "the same model as hosted",
    }
    /// GPU that serves the model on own GPUs, or a fully fine-tuned one.
    gpu_index: catalog(Gpus) {
        key: "gpu", label: "Serving GPU", group: Supply, default: "h100",
        assumed: "the most rented one",
    }
    /// Number format of the weights on own GPUs. Weights that are published in fewer bits keep theirs.
    precision: choice(Precision) {
        label: "Precision", group: Supply,
        default: "bf16", options: [("bf16", "bf16"), ("fp8", "fp8"), ("int4", "int4")],
        assumed: "no loss of quality",
    }
    /// Share of a GPU's capacity used at peak before another one is added.
    utilisation: number {
        label: "Utilisation at peak", group: Supply,
        unit: Share, range: 0.1..=0.95, default: 0.7, scale: Linear { step: 0.01 },
        assumed: "room for bursts",
    }
    /// Terms on which serving GPUs are had. Where no source states a price of the GPU on these terms, its on-demand price is used and a
    /// warning says so.
    gpu_purchase: choice(GpuPurchase) {
        label: "GPU terms", group: Supply,
        default: "on-demand", options: [("on-demand", "on demand"), ("reserved", "reserved"), ("spot", "spot market"), ("owned", "owned")],
        assumed: "a team that starts commits to nothing",
    }
    /// Replicas beyond those that the peak needs, so that answers keep their speed when one fails.
    spare_replicas: number {
        label: "Spare replicas", group: Supply,
        unit: Count, range: 0.0..=2.0, default: 0.0, scale: Linear { step: 1.0 },
        assumed: "a restart of some minutes is accepted",
    }
    /// Share of the way from the peak down to the average day by which GPUs are given back when traffic is low; one replica always stays.
    /// Without effect on reserved and owned GPUs, which are paid in any case.
    autoscaling: number {
        label: "GPUs given back off peak", group: Supply,
        unit: Share, range: 0.0..=1.0, default: 0.0, scale: Linear { step: 0.05 },
        assumed: "the fleet of the peak runs all day",
    }
    /// Share of correct answers of the base model to questions that need none of your data. Unset, it is that of the model in use.
    known_accuracy: optional {
        label: "Base model accuracy on general questions", group: Supply,
        unit: Share, unset: ByModel, max: 1.0, pivot: 0.1,
        source: "By model: its tier in ability.toml",
        measured_by: Quality,
    }
    /// Share of relevant passages that the model uses when it is given them. Unset, it is that of the model in use.
    passage_use: optional {
        label: "Relevant passages used", group: Supply,
        unit: Share, unset: ByModel, max: 1.0, pivot: 0.1,
        source: "By model: its tier in ability.toml",
        measured_by: Quality,
    }
    /// Share of strict answers that keep the required form by your instructions alone, without examples in the prompt. Unset, it is that of
    /// the model in use.
    prompted_compliance: optional {
        label: "Format kept by instructions alone", group: Supply,
        unit: Share, unset: ByModel, max: 1.0, pivot: 0.1,
        source: "By model: its row in models.toml, or its tier in ability.toml",
        measured_by: Quality,
    }
    /// Share of answers whose syntax is right under constrained decoding. Unset, it is that of ordinary schemas; very hard ones are
    /// covered far less often.
    constrained_compliance: optional {
        label: "Syntax kept under constrained decoding", group: Supply,
        unit: Share, unset: ByModel, max: 1.0, pivot: 0.1,
        source: "By model: its tier in ability.toml",
        measured_by: Quality,
    }
    /// Share of correct answers of the base model, without help, to questions that need your own data. Unset, it follows from how much of
    /// your data is public.
    new_known: optional {
        label: "Base model accuracy on your own data", group: Supply,
        unit: Share, unset: ByModel, max: 1.0, pivot: 0.1,
        source: "By model: its row in models.toml, or its tier in ability.toml",
        measured_by: Quality,
    }
    /// Share of its wrong answers that the model withholds or flags where nothing supports them. Unset, it is that of the model in use.
    abstention: optional {
        label: "Wrong answers withheld or flagged", group: Supply,
        unit: Share, unset: ByModel, max: 1.0, pivot: 0.1,
        source: "By model: its row in models.toml, or its tier in ability.toml",
        measured_by: Quality,
    }
    /// Use of a passage lost per doubling of the context between 4,000 and 32,000 tokens; beyond, more is lost in the model's proportion.
    context_loss: optional {
        label: "Lost per doubling of the context", group: Supply,
        unit: Share, unset: ByModel, max: 0.2, pivot: 0.01,
        source: "By model: its tier in ability.toml",
        measured_by: Quality,
    }
    /// Share of your own facts that are public, so that a model may have read them. A frontier model knows half of such rare facts, a small
    /// one hardly any.
    public_share: number {
        label: "Share of your data that is public", group: Knowledge,
        unit: Share, range: 0.0..=1.0, default: 0.1, scale: Linear { step: 0.01 },
        assumed: "nearly all of it is internal",
    }
    /// Share of the required form that is syntax, which a grammar can enforce: JSON that parses, fields of a schema. The rest is style.
    syntax_share: number {
        label: "Syntax in the required format", group: Behaviour,
        unit: Share, range: 0.0..=1.0, default: 0.3, scale: Linear { step: 0.01 },
        assumed: "a third is a form that can be parsed, the rest tone, choice of words and reasoning",
    }
    /// Whether a grammar also holds the syntax of answers beyond structured output: with passages or the corpus in the prompt, with found
    /// or optimised examples, and of trained models. It works where the seller of the model can enforce one, or on your own GPUs.
    grammar: choice(Grammar) {
        label: "Grammar for other approaches", group: Behaviour,
        default: "off", options: [("off", "off"), ("on", "on")],
        assumed: "a schema is added to structured output alone",
    }
    /// Distinct classes, intents or rules that an answer must get right. The more there are, the more examples it takes to show them, in the
    /// prompt or in training.
    classes: number {
        label: "Distinct classes or rules", group: Behaviour,
        unit: Count, range: 1.0..=1000.0, default: 10.0, scale: Log,
        assumed: "the rules of a style guide",
    }
    /// Whether examples of one class read alike, as the ways to ask for one intent do, or differently, as questions with the same kind of answer
    /// do. Where they read alike, the examples most like the question nearly hold its answer.
    likeness: choice(Likeness) {
        label: "Examples of one class read", group: Behaviour,
        default: "alike", options: [("alike", "alike"), ("different", "differently")],
        assumed: "as intents do",
    }
    /// Whether wrong labels are slips, which training averages out up to a point, or the same mistake over and over, which it learns.
    noise_kind: choice(NoiseKind) {
        label: "Wrong labels are", group: Data,
        default: "random", options: [("random", "random"), ("systematic", "systematic")],
        assumed: "slips of several people",
    }
    /// Price per million tokens of the text that a teacher model writes so that each fact stands in several wordings in the training data. 0
    /// means that you have such text.
    teacher_usd_per_m: number {
        label: "Price of synthetic text", group: Training,
        unit: UsdPerMTokens, range: 0.0..=100.0, default: 0.25, scale: LogFromZero { pivot: 0.1 },
        assumed: "small hosted models in batches: half of 0.50 USD per million output tokens",
    }
    /// Share of the examples that repeat others, word for word or nearly so.
    duplicate_share: number {
        label: "Duplicate examples", group: Data,
        unit: Share, range: 0.0..=0.95, default: 0.0, scale: Linear { step: 0.01 },
        assumed: "duplicates have been removed",
        estimated: AsObserved, draw: 24,
    }
    /// USD that you pay per million input tokens; 0 means free, here and below. Tuned models keep their premium.
    own_input_usd: optional {
        label: "Your input price", group: Supply,
        unit: UsdPerMTokens, unset: ListPrice, max: 1000.0, pivot: 0.01,
        source: "The catalog's price",
    }
    /// USD that you pay per million cached input tokens. Unset, it is the list's share of your input price.
    own_cached_usd: optional {
        label: "Your cached price", group: Supply,
        unit: UsdPerMTokens, unset: ListPrice, max: 1000.0, pivot: 0.01,
        source: "The catalog's price",
    }
    /// USD that you pay per million output tokens.
    own_output_usd: optional {
        label: "Your output price", group: Supply,
        unit: UsdPerMTokens, unset: ListPrice, max: 1000.0, pivot: 0.01,
        source: "The catalog's price",
    }
    /// USD that you pay per million input tokens that are written into the cache.
    own_write_usd: optional {
        label: "Your cache write price", group: Supply,
        unit: UsdPerMTokens, unset: ListPrice, max: 1000.0, pivot: 0.01,
        source: "The catalog's factor on your input price",
    }
    /// Tokens of a prompt above which your prices of long prompts hold, for the whole prompt and its answer.
    own_long_above_tokens: optional {
        label: "Your long prompts begin above", group: Supply,
        unit: Tokens, unset: NotSet, max: 10000000.0, pivot: 1000.0,
        source: "Not set: your prices hold at any length",
    }
    /// USD that you pay per million input tokens of long prompts.
    own_long_input_usd: optional {
        label: "Your input price, long prompts", group: Supply,
        unit: UsdPerMTokens, unset: SamePrice, max: 1000.0, pivot: 0.01,
        source: "Your price of short prompts",
    }
    /// USD that you pay per million cached input tokens of long prompts.
    own_long_cached_usd: optional {
        label: "Your cached price, long prompts", group: Supply,
        unit: UsdPerMTokens, unset: SamePrice, max: 1000.0, pivot: 0.01,
        source: "Your price of short prompts",
    }
    /// USD that you pay per million input tokens of long prompts that are written into the cache.
    own_long_write_usd: optional {
        label: "Your cache write price, long prompts", group: Supply,
        unit: UsdPerMTokens, unset: SamePrice, max: 1000.0, pivot: 0.01,
        source: "Your price of short prompts",
    }
    /// USD that you pay per million output tokens of long prompts.
    own_long_output_usd: optional {
        label: "Your output price, long prompts", group: Supply,
        unit: UsdPerMTokens, unset: SamePrice, max: 1000.0, pivot: 0.01,
        source: "Your price of short prompts",
    }
    /// Share of questions for which the retrieved passages include the one with the answer. It is that of the reference pipeline, from which
    /// the recall of yours follows, unless you say that it was measured on yours. Measure it: few inputs matter more.
    recall: number {
        label: "Retrieval recall", group: Retrieval,
        unit: Share, range: 0.0..=1.0, default: 0.88, scale: Linear { step: 0.01 },
        assumed: "between the 0.30 and 0.93 fitted on published results, for a tuned pipeline",
        estimated: Shift(0.08), draw: 1, sure: sure_recall,
        measured_by: Quality,
    }
    /// How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly.
    sure_recall: choice(Sureness) {
        label: "How sure: recall", group: Retrieval,
        default: "about-right", options: [("fixed", "fixed"), ("about-right", "about right"), ("rough-guess", "rough guess")],
        assumed: "an estimate",
    }
    /// Which pipeline that recall belongs to. The reference has the defaults: dense search by text-embedding-3-small, a reranker, five passages of
    /// 400 tokens, a corpus of 5 million tokens in one language. Recall then changes with the inputs below. A recall that was measured on the
    /// pipeline as it is set here stays as it is.
    recall_of: choice(RecallOf) {
        label: "Recall is that of", group: Retrieval,
        default: "reference", options: [("reference", "the reference pipeline"), ("as-set", "the pipeline as set here")],
        assumed: "nobody has measured it yet",
    }
    /// How passages are searched for: by the vectors of an embedder, by words (BM25), or by both with their results fused.
    search_kind: choice(SearchKind) {
        label: "Search", group: Retrieval,
        default: "dense", options: [("dense", "dense"), ("lexical", "lexical (BM25)"), ("fused", "dense and lexical, fused")],
        assumed: "the usual first version",
    }
    /// Retrieved passages in each prompt. More of them include the right one more often, and distract from it.
    chunks: number {
        label: "Passages per question", group: Retrieval,
        unit: Count, range: 1.0..=50.0, default: 5.0, scale: Linear { step: 1.0 },
        assumed: "a usual top k",
    }
    /// Length of a passage.
    chunk_tokens: number {
        label: "Tokens per passage", group: Retrieval,
        unit: Tokens, range: 50.0..=4000.0, default: 400.0, scale: Log,
        assumed: "a usual chunk",
    }
    /// Model that turns passages and questions into vectors.
    embedder_index: catalog(Embedders) {
        key: "embedder", label: "Embedder", group: Retrieval, default: "text-embedding-3-small",
        assumed: "the most used one",
    }
    /// Where the vectors are stored and how they are billed.
    store_index: catalog(Stores) {
        key: "store", label: "Vector store", group: Retrieval, default: "pinecone",
        assumed: "a hosted, serverless one",
    }
    /// Passages that are found for a question and put into order, of which the best go into the prompt. Rerankers sold by the token are
    /// billed for all of them.
    rerank_candidates: number {
        label: "Passages reranked per question", group: Retrieval,
        unit: Count, range: 1.0..=200.0, default: 20.0, scale: Log,
        assumed: "four for each that is used",
    }
    /// Re-ranks the retrieved passages.
    reranker_index: catalog(Rerankers) {
        key: "reranker", label: "Reranker", group: Retrieval, default: "cohere-rerank-3.5",
        assumed: "a hosted one",
    }
    /// Pages that have to be read by a parser or by OCR before their text can be used. 0 means that the corpus is text already.
    pages: number {
        label: "Pages to parse", group: Retrieval,
        unit: Count, range: 0.0..=100000000.0, default: 0.0, scale: LogFromZero { pivot: 1000.0 },
        assumed: "the corpus is text already",
    }
    /// Price of parsing a thousand pages. It is paid once, and again for what changes.
    parse_usd_per_k_pages: number {
        label: "Price of parsing 1,000 pages", group: Retrieval,
        unit: Usd, range: 0.0..=100.0, default: 4.0, scale: LogFromZero { pivot: 1.0 },
        source: "Mistral OCR 4 (LiteLLM 1.110.2); others take 1.5 to 30",
    }
    /// Whether a model writes a line of context for each passage before it is indexed.
    contextual_chunks: choice(ContextualChunks) {
        label: "Passages in context", group: Retrieval,
        default: "off", options: [("off", "off"), ("on", "on")],
        assumed: "the usual first version",
    }
    /// Price of these lines per million tokens of the corpus. It is paid once, and again for what changes.
    contextual_usd_per_m_tokens: number {
        label: "Price of passages in context", group: Retrieval,
        unit: UsdPerMTokens, range: 0.0..=100.0, default: 1.02, scale: LogFromZero { pivot: 0.1 },
        source: "Anthropic, contextual retrieval, 2024",
    }
    /// Who tunes a hosted model and serves the tuned weights: by the token, or on GPUs by the hour. Unless you name one, it is the
    /// cheapest, or, where that misses your limits in more than one simulation of twenty, the one that the verdict's rule takes. Preference
    /// tuning (DPO) and reinforcement fine-tuning are sold as well; what they gain is not published, so they have no score. The method page
    /// says who sells them.
    tuning_seller_index: catalog(Sellers) {
        key: "tuning_seller", label: "Seller of fine-tuning", group: Training, default: "cheapest",
        source: "A rule: the least for training and serving over the horizon, if it is in time",
    }
    /// Where weights are trained if their seller takes those trained elsewhere. A model with closed weights is always trained by its
    /// provider.
    training_place: choice(TrainingPlace) {
        label: "Where training runs", group: Training,
        default: "rented", options: [("rented", "rented GPUs"), ("managed", "the provider")],
        assumed: "all three methods are then available",
    }
    /// GPU rented for training.
    training_gpu_index: catalog(Gpus) {
        key: "training_gpu", label: "Training GPU", group: Training, default: "h100",
        assumed: "the most rented one",
    }
    /// Passes over the training data.
    epochs: number {
        label: "Epochs", group: Training,
        unit: Count, range: 1.0..=20.0, default: 3.0, scale: Linear { step: 1.0 },
        assumed: "a usual instruction run",
    }
    /// Number of paraphrases of each fact in the training data. The share of facts learned grows with its logarithm.
    wordings: number {
        label: "Paraphrases per fact", group: Training,
        unit: Count, range: 1.0..=1000.0, default: 100.0, scale: Log,
        assumed: "between the 10 of Ovadia et al. 2023 and the 350 of Yang et al. 2024",
    }
    /// Training runs before one is good enough to release.
    experiments: number {
        label: "Runs per release", group: Training,
        unit: Count, range: 1.0..=30.0, default: 6.0, scale: Linear { step: 1.0 },
        assumed: "a small sweep of rates and mixtures",
    }
    /// Shortest interval at which the team can train, evaluate and release.
    retrain_min_days: number {
        label: "Retrain at most every", group: Training,
        unit: Days, range: 1.0..=365.0, default: 30.0, scale: Log,
        assumed: "a monthly release",
    }
    /// Whether the hybrid's training examples contain retrieved passages. Without them the model relies less on retrieved passages.
    hybrid_training: choice(HybridTraining) {
        label: "Training of the hybrid", group: Training,
        default: "retrieval-aware", options: [("plain", "questions and answers only"), ("retrieval-aware", "with passages, relevant and irrelevant")],
        assumed: "teams that combine both train for it",
    }
    /// The model that makes examples to train on, where an approach distils. Its terms must allow that.
    teacher_index: catalog(Models) {
        key: "teacher", label: "Teacher of distillation", group: Training, default: "deepseek-v4-pro",
        assumed: "an able model whose licence has no condition on what it puts out",
    }
    /// Examples that the teacher makes and a filter lets through.
    made_examples: number {
        label: "Examples made by the teacher", group: Training,
        unit: Examples, range: 0.0..=100000.0, default: 2000.0, scale: LogFromZero { pivot: 100.0 },
        assumed: "about as many as teach what can be taught",
    }
    /// Answers that an optimiser of prompts tries and grades.
    rollouts: number {
        label: "Rollouts of prompt optimisation", group: Training,
        unit: Count, range: 50.0..=100000.0, default: 800.0, scale: Log,
        assumed: "GEPA passes reinforcement learning after 300 to 1,200 (arXiv 2507.19457)",
    }
    /// Rounds of search and reading that agentic retrieval takes for a question.
    search_rounds: number {
        label: "Rounds of agentic retrieval", group: Retrieval,
        unit: Count, range: 1.0..=10.0, default: 3.0, scale: Linear { step: 1.0 },
        assumed: "a search, a second with what was read, and a check",
    }
    /// Full cost of an engineer per hour.
    team_usd_per_hour: number {
        label: "Team's hourly rate", group: People,
        unit: UsdPerHour, range: 10.0..=400.0, default: 95.0, scale: Linear { step: 1.0 },
        assumed: "loaded cost of a US engineer at about 190,000 USD a year",
    }
    /// Hours until a prompted system is live; long context takes twice as long.
    build_hours_prompt: number {
        label: "Hours to build: prompting", group: People,
        unit: Hours, range: 0.0..=2000.0, default: 24.0, scale: LogFromZero { pivot: 10.0 },
        assumed: "three days",
    }
    /// Hours until retrieval is live: ingest, index, evaluation.
    build_hours_rag: number {
        label: "Hours to build: retrieval", group: People,
        unit: Hours, range: 0.0..=2000.0, default: 120.0, scale: LogFromZero { pivot: 10.0 },
        assumed: "three weeks",
        estimated: Factor(1.4), draw: 5, along: build_hours_ft,
    }
    /// Hours until a tuned model can be trained, evaluated and served, without the curation of examples.
    build_hours_ft: number {
        label: "Hours to build: fine-tuning", group: People,
        unit: Hours, range: 0.0..=2000.0, default: 140.0, scale: LogFromZero { pivot: 10.0 },
        assumed: "three and a half weeks",
    }
    /// Hours to change retrieval, index again and measure the recall, where that is advised before anything else.
    repair_hours: number {
        label: "Hours to change retrieval", group: People,
        unit: Hours, range: 0.0..=2000.0, default: 40.0, scale: LogFromZero { pivot: 10.0 },
        assumed: "a week",
    }
    /// Hours a month to maintain a prompted or long-context system.
    upkeep_hours_prompt: number {
        label: "Maintenance: prompting", group: People,
        unit: HoursPerMonth, range: 0.0..=400.0, default: 4.0, scale: LogFromZero { pivot: 4.0 },
        assumed: "an hour a week",
    }
    /// Hours a month to maintain retrieval.
    upkeep_hours_rag: number {
        label: "Maintenance: retrieval", group: People,
        unit: HoursPerMonth, range: 0.0..=400.0, default: 12.0, scale: LogFromZero { pivot: 4.0 },
        assumed: "three hours a week",
    }
    /// Hours a month to maintain a fine-tuned model, without its releases.
    upkeep_hours_ft: number {
        label: "Maintenance: fine-tuning", group: People,
        unit: HoursPerMonth, range: 0.0..=400.0, default: 8.0, scale: LogFromZero { pivot: 4.0 },
        assumed: "two hours a week",
    }
    /// Hours to curate, train, evaluate and release one model.
    release_hours: number {
        label: "Hours per release", group: People,
        unit: Hours, range: 0.0..=400.0, default: 20.0, scale: LogFromZero { pivot: 4.0 },
        assumed: "two and a half days",
    }
    /// Hours to move to another model when the seller ends this one: prompts adapted and answers tested again. Tuned models are trained and
    /// released again besides.
    migration_hours: number {
        label: "Hours to move to another model", group: People,
        unit: Hours, range: 0.0..=2000.0, default: 24.0, scale: LogFromZero { pivot: 10.0 },
        assumed: "three days, as to build a prompt",
    }
    /// Chance that the seller ends a model within a year although no end is announced. An average month pays this share of a move to another
    /// model, divided over twelve months. It counts for hosted models without an announced end, and not for weights on GPUs.
    unannounced_end: number {
        label: "Chance a year of an end not announced", group: People,
        unit: Share, range: 0.0..=0.9, default: 0.2, scale: Linear { step: 0.01 },
        source: "Fitted on the 56 models of the catalog with a release day, of which 15 have ended or will (13% to 29% at 90%)",
    }
    /// Half the width of the 95% interval in which the evaluation must place the share of right answers. The set has as many questions
    /// as that takes: 384 for 5 points, 1,067 for 3.
    eval_margin: number {
        label: "Margin of the evaluation", group: Checks,
        unit: Share, range: 0.01..=0.2, default: 0.05, scale: Linear { step: 0.005 },
        assumed: "a gain of a few points shows only in some hundred questions",
    }
    /// Cost of one question with a reference answer in the evaluation set, paid once.
    eval_item_usd: number {
        label: "Cost per evaluation question", group: Checks,
        unit: Usd, range: 0.0..=200.0, default: 1.5, scale: LogFromZero { pivot: 1.0 },
        source: "15 to 30 an hour at $30 an hour (theneuralbase.com, 2026)",
    }
    /// Cost of grading one answer. Each evaluation grades the whole set: once before launch, again for each release of a tuned model and
    /// for a move to another model.
    grading_usd: number {
        label: "Cost of grading an answer", group: Checks,
        unit: Usd, range: 0.0..=200.0, default: 0.003, scale: LogFromZero { pivot: 0.001 },
        source: "By a model $0.003, by a crowd worker $0.08, by an expert $1 and more (Pan, tianpan.co, 2026-04-19)",
    }
    /// Share of the answers in use that are graded.
    monitored_share: number {
        label: "Answers graded in use", group: Checks,
        unit: Share, range: 0.0..=1.0, default: 0.02, scale: Linear { step: 0.01 },
        assumed: "one answer in fifty",
    }
    /// Cost per question of a guard model that checks question and answer.
    guard_usd: number {
        label: "Guard model per question", group: Checks,
        unit: Usd, range: 0.0..=1.0, default: 0.0, scale: LogFromZero { pivot: 0.0001 },
        source: "Zero by default: no guard model",
    }
    /// Weight of answers that are correct overall.
    weight_quality: number {
        label: "Quality", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.45, scale: Linear { step: 0.01 },
        assumed: "most teams rank it first",
    }
    /// Weight of the total cost over the horizon, relative to what the approaches cost beside each other.
    weight_cost: number {
        label: "Cost", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.22, scale: Linear { step: 0.01 },
        assumed: "second",
    }
    /// Weight of time to first token, relative to its limit.
    weight_latency: number {
        label: "Latency", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.08, scale: Linear { step: 0.01 },
        assumed: "the constraint does most of the work",
    }
    /// Weight of answers based on facts that are still true.
    weight_freshness: number {
        label: "Freshness", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.08, scale: Linear { step: 0.01 },
        assumed: "beyond its effect on quality",
    }
    /// Weight of answers that cite their source. Does not count if no audit trail is needed.
    weight_traceability: number {
        label: "Traceability", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.06, scale: Linear { step: 0.01 },
        assumed: "as freshness",
    }
    /// Weight of an early launch.
    weight_time: number {
        label: "Time to launch", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.05, scale: Linear { step: 0.01 },
        assumed: "small",
    }
    /// Weight of few moving parts and of freedom to change the model.
    weight_simplicity: number {
        label: "Simplicity", group: Weights,
        unit: Ratio, range: 0.0..=1.0, default: 0.06, scale: Linear { step: 0.01 },
        assumed: "small",
    }
    /// Lead in score that hybrid needs over the best single approach, to justify running both.
    hybrid_margin: number {
        label: "Margin that hybrid must lead by", group: Weights,
        unit: Ratio, range: 0.0..=0.2, default: 0.01, scale: Linear { step: 0.005 },
        assumed: "a tie goes to the simpler system",
    }
    /// Time to first token minus prefill: network and queue together. 0 means not measured, here and below.
    measured_start_p50_ms: optional {
        label: "Network and queue, p50", group: Measured,
        unit: Milliseconds, unset: NotMeasured, max: 600000.0, pivot: 100.0,
        source: "Not measured",
        estimated: Factor(1.1), draw: 11, along: measured_start_p95_ms,
    }
    /// Its 95th percentile.
    measured_start_p95_ms: optional {
        label: "Network and queue, p95", group: Measured,
        unit: Milliseconds, unset: NotMeasured, max: 600000.0, pivot: 100.0,
        source: "Not measured",
    }
    /// Prompt tokens read per second.
    measured_prefill_tps: optional {
        label: "Prefill speed", group: Measured,
        unit: TokensPerSecond, unset: NotMeasured, max: 10000000.0, pivot: 100.0,
        source: "Not measured",
        estimated: Factor(1.1), draw: 12,
    }
    /// Tokens per second of one answer.
    measured_decode_tps: optional {
        label: "Output speed", group: Measured,
        unit: TokensPerSecond, unset: NotMeasured, max: 100000.0, pivot: 10.0,
        source: "Not measured",
        estimated: Factor(1.1), draw: 13,
    }
    /// Embedding of a question, median.
    measured_embed_p50_ms: optional {
        label: "Embedding, p50", group: Measured,
        unit: Milliseconds, unset: NotMeasured, max: 60000.0, pivot: 10.0,
        source: "Not measured",
        estimated: Factor(1.1), draw: 14, along: measured_embed_p95_ms,
    }
    /// Its 95th percentile.
    measured_embed_p95_ms: optional {
        label: "Embedding, p95", group: Measured,
        unit: Milliseconds, unset: NotMeasured, max: 60000.0, pivot: 10.0,
        source: "Not measured",
    }
    /// Search in the store, network included, median.
    measured_search_p50_ms: optional {
        label: "Search, p50", group: Measured,
        unit: Milliseconds, unset: NotMeasured, max: 60000.0, pivot: 10.0,
        source: "Not measured",
        estimated: Factor(1.1), draw: 15, along: measured_search_p95_ms,
    }
    /// Its 95th percentile.
    measured_search_p95_ms: optional {
        label: "Search, p95", group: Measured,
        unit: Milliseconds, unset: NotMeasured, max: 60000.0, pivot: 10.0,
        source: "Not measured",
    }
    /// Tokens per second that one GPU trains on with LoRA; the other methods keep their ratio to it.
    measured_train_tps: optional {
        label: "LoRA training speed", group: Measured,
        unit: TokensPerSecond, unset: NotMeasured, max: 10000000.0, pivot: 100.0,
        source: "Not measured",
        estimated: Factor(1.1), draw: 16,
    }
}
