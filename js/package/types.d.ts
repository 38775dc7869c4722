// Written by `cargo xtask generate` from the shapes of the answers and the table of inputs.

/** One quantity of the model in use. */
export interface AbilityRow {
  /** `team`, `model` or `tier`. */
  from: string;
  /** The greatest that simulations draw. */
  high: number;
  /** Name of the quantity. */
  id: string;
  /** The input that takes its place, where there is one. */
  input?: string;
  /** What it says. */
  label: string;
  /** The least that simulations draw. */
  low: number;
  /** Where it comes from; empty for a figure of the team's own. */
  source: string;
  /** The tier, where it is that of the tier. */
  tier?: string;
  /** The value used. */
  value: number;
}

/** An input of retrieval and the value that it should have. */
export interface ChangeRow {
  /** The input. */
  key: string;
  /** The value, as links and the command line take it. */
  to: string;
}

/** How the approaches fare over many simulations. */
export interface Confidence {
  /** How many simulations there were. */
  n: number;
  /** Share of simulations in which no approach meets all limits. */
  nothing: number;
  /** Mean score lost by choosing each approach where another is best. */
  regret: Record<string, number>;
  /** Mean net value of a month lost by choosing each approach where another is best. */
  regret_usd: Record<string, number>;
  /** Share of simulations in which each approach comes out ahead. */
  wins: Record<string, number>;
}

/** What a strategy costs. */
export interface Cost {
  /** Spent by the end of month 0, 1, … horizon; month 0 is up front. */
  cumulative_usd: Array<number>;
  /** The totals by where the money goes. */
  items: Record<string, ItemCost>;
  /** What one more question costs in the first month. */
  marginal_query_usd: number;
  /** In the mean month of the horizon. */
  monthly_usd: number;
  /** Everything over the horizon, by the questions answered rightly. */
  per_correct_usd: number;
  /** Everything over the horizon, by the questions answered. */
  per_query_usd: number;
  /** Releases of a tuned model a month. */
  releases_per_month: number;
  /** GPUs that serve the model at the first month's peak; zero on a hosted endpoint. */
  serving_gpus: number;
  /** GPUs held during a training run. */
  training_gpus: number;
  /** Compute of one release: all its training runs. */
  training_run_usd: number;
  /** Before the first answer. */
  upfront_usd: number;
}

/** A month at which two cumulative costs cross. */
export interface CrossoverRow {
  /** Cheaper in total after. */
  after: Strategy;
  /** Cheaper in total before. */
  before: Strategy;
  /** The month. */
  month: number;
  /** The same in words. */
  text: string;
  /** What both have cost by then. */
  usd: number;
}

/** What Forkcast says of one scenario. */
export interface Decision {
  /** How able the model in use is, and where each figure comes from. Empty in files of model versions before 6, and where this crate is built without the texts that sources are. */
  ability: Array<AbilityRow>;
  /** Date of the price snapshot. */
  catalog_version: string;
  /** Months at which the cumulative costs of two strategies cross. */
  crossovers: Array<CrossoverRow>;
  /** Their families, in the order of the rule. Empty in files of model versions before 6. */
  families: Array<FamilyRow>;
  /** What more labelled examples of the same quality would bring to the best approach that trains on them. */
  labels: Array<LabelsRow>;
  /** What another right answer costs, from the cheapest approach up; those that others beat have no place on it. */
  ladder: Array<RungRow>;
  /** Version of the model; it changes whenever the same scenario and prices can give other figures. */
  model_version: string;
  /** The inputs that were observed, each with its interval. read_scenario reads them with the scenario. */
  observed?: Array<ObservedRow>;
  /** What to do when. */
  path: Array<PathRow>;
  /** Share of questions of one passage for which the pipeline finds it. */
  recall?: number;
  /** What to change of retrieval before anything else, where recall is what limits the answers. */
  repair?: RepairRow;
  /** Every input by its key. */
  scenario: Record<string, InputValue>;
  /** SCHEMA_VERSION. */
  schema_version: number;
  /** The seed article's signals that the scenario shows. */
  signals: Array<SignalRow>;
  /** Every strategy, always all of them and in the same order. */
  strategies: Array<StrategyRow>;
  /** The recommendation. */
  verdict: Verdict;
  /** Volumes at which the monthly costs of two strategies cross. */
  volume_crossovers: Array<VolumeCrossoverRow>;
  /** What to know before trusting the figures. */
  warnings: Array<WarningRow>;
}

/** What Forkcast says of one scenario without searching its surroundings: a Decision without flips, without what to measure next and without the crossings over volume. Every field means what it means there. */
export interface Evaluation {
  /** How able the model in use is, and where each figure comes from. */
  ability: Array<AbilityRow>;
  /** Date of the price snapshot. */
  catalog_version: string;
  /** Months at which the cumulative costs of two strategies cross. */
  crossovers: Array<CrossoverRow>;
  /** Their families, in the order of the rule. */
  families: Array<FamilyRow>;
  /** What more labelled examples of the same quality would bring. */
  labels: Array<LabelsRow>;
  /** What another right answer costs, from the cheapest approach up. */
  ladder: Array<RungRow>;
  /** Version of the model. */
  model_version: string;
  /** The inputs that were observed, each with its interval. */
  observed?: Array<ObservedRow>;
  /** What to do when. */
  path: Array<PathRow>;
  /** Share of questions of one passage for which the pipeline finds it. */
  recall: number;
  /** What to change of retrieval before anything else, where recall is what limits the answers. */
  repair?: RepairRow;
  /** Every input by its key. */
  scenario: Record<string, InputValue>;
  /** SCHEMA_VERSION. */
  schema_version: number;
  /** The seed article's signals that the scenario shows. */
  signals: Array<SignalRow>;
  /** Every strategy, always all of them and in the same order. */
  strategies: Array<StrategyRow>;
  /** The recommendation. */
  verdict: Recommendation;
  /** What to know before trusting the figures. */
  warnings: Array<WarningRow>;
}

/** Approaches that are one answer in several techniques. */
export interface FamilyRow {
  /** `prompting`, `long-context`, `retrieval`, `fine-tuning` or `combined`. */
  id: string;
  /** Its name for people. */
  label: string;
  /** Its approaches in the order of the rule, the best first. */
  strategies: Array<Strategy>;
}

/** The nearest value of an input at which the winner changes. */
export interface FlipRow {
  /** The value at which the winner changes. */
  at: InputValue;
  /** How far that is on the input's slider. */
  distance: number;
  /** The value it has. */
  from: InputValue;
  /** Key of the input. */
  key: string;
  /** The same in words. */
  text: string;
  /** `above` or `below` that value; `is` for an option. */
  when: string;
  /** Who wins there. */
  winner: Strategy;
}

/** A requirement that fails, or a limit that is not met with the confidence asked for. */
export interface GateRow {
  /** What would have to be allowed, in the unit of the limit, where two numbers are compared. */
  actual?: number;
  /** `audit`, `data`, `ttft`, `e2e`, `upfront-budget`, `monthly-budget`, `freshness`, `context-window`, `not-sold`, `permissions`, `residency` or `erasure`. */
  id: string;
  /** What is asked for. */
  limit?: number;
  /** What would open it. */
  opens: string;
  /** Why it is shut. */
  reason: string;
}

/** The value of an input: a number in the input's unit, or the id of an option. */
export type InputValue = number | string | null;

/** What one item costs. */
export interface ItemCost {
  /** In the mean month of the horizon. */
  monthly_usd: number;
  /** Before the first answer. */
  upfront_usd: number;
}

/** A batch of labelled examples. */
export interface LabelsRow {
  /** Examples in the batch. */
  examples: number;
  /** Right answers more in an average month. */
  right_per_month: number;
  /** The approach that trains on them. */
  strategy: Strategy;
  /** The same in words. */
  text: string;
  /** What they cost, USD. */
  usd: number;
}

/** How long a strategy takes, at the first month's peak. */
export interface Latency {
  /** Time to last token, median. */
  e2e_p50_ms: number;
  /** Time to last token, 95th percentile. */
  e2e_p95_ms: number;
  /** The stages that take any time, in order. Percentiles of stages do not add up to those of the whole. */
  stages: Array<StageRow>;
  /** Time to first token, median. */
  ttft_p50_ms: number;
  /** Time to first token, 95th percentile. */
  ttft_p95_ms: number;
}

/** How a fine-tuned model is trained. */
export type Method = "full" | "lora" | "qlora";

/** Something that is not known for certain, and what it is worth to know it. */
export interface NextRow {
  /** Share of the simulations in which knowing it changes the choice. */
  changes: number;
  /** Greatest plausible value. */
  high: number;
  /** Key of the assumption or the input. */
  key: string;
  /** Its name. */
  label: string;
  /** The value used. */
  likely: number;
  /** Least plausible value. */
  low: number;
  /** The kind of run of `forkcast measure` that measures it, where there is one. */
  measured_by?: string;
  /** What the better choice saves over the horizon on average, USD; negative where it costs more. */
  saved_usd: number;
  /** Unit of the three values. */
  unit: string;
  /** Expected value of knowing it (EVPPI), in score, 0 to 1. */
  worth: number;
  /** The same in net value of an average month, where values are set. */
  worth_usd?: number;
}

/** An input that was observed. */
export interface ObservedRow {
  /** Upper end. */
  high: number;
  /** Its key. */
  input: string;
  /** Lower end of the 95% interval that simulations draw. */
  low: number;
  /** Observations behind it. */
  n: number;
  /** `observed`. */
  provenance: string;
  /** The value that it was set to. The interval holds as long as the input has it. */
  set: number;
}

/** One step of the path. */
export interface PathRow {
  /** `launch`, `collect`, `data-ready`, `tune` or `out-of-reach`. */
  action: string;
  /** What has been spent by then. */
  cumulative_usd: number;
  /** Month in which it is done; 0 is now. */
  month: number;
  /** What makes it possible, in words. */
  opened_by: string;
  /** The strategy launched or tuned to. */
  strategy?: Strategy;
  /** The step in words. */
  text: string;
}

/** How good a strategy's answers are: shares of all answers. */
export interface Quality {
  /** Worth kept after what a wrong form costs. */
  behaviour: number;
  /** Resting on facts that are known, or given, and still true. */
  fresh: number;
  /** Right in its facts. */
  knowledge: number;
  /** Right and in the right form. */
  p_correct: number;
  /** Wrong in its facts, yet stated with the same confidence. */
  silent_failure: number;
}

/** One reason. */
export interface ReasonRow {
  /** The criterion it belongs to, as in criteria. */
  criterion: string;
  /** For or against the winner. */
  side: Side;
  /** The reason in words. */
  text: string;
  /** By how much it moves the winner's score against the strategy compared. */
  weight: number;
}

/** The recommendation of an Evaluation. */
export interface Recommendation {
  /** How often the winner's kind comes out ahead, in words: approaches of a family are one answer. */
  ahead: string;
  /** The approach that net value would choose, where values are set and approaches are judged by score. */
  by_net_value?: Strategy;
  /** Share of the simulations in which the winner comes out ahead. */
  confidence: number;
  /** Whether the winner fits: meets every requirement, and all limits with the confidence asked for. */
  feasible: boolean;
  /** What that share rests on. */
  futures: Confidence;
  /** The verdict in one line. */
  headline: string;
  /** `people` or `nothing` where that is better than every approach, judged by net value. */
  instead?: string;
  /** The winner's expected net value of an average month less the runner-up's. */
  lead_usd: number;
  /** How often the winner meets all limits, in words. */
  limits: string;
  /** The winner's expected score less the runner-up's. */
  margin: number;
  /** Net value of an average month of people's answers. */
  people_usd?: number;
  /** Why, by weight: for the winner first, then against it. */
  reasons: Array<ReasonRow>;
  /** The second by the same rule, of another kind. */
  runner_up: Strategy;
  /** How far the runner-up is behind, in words. */
  second: string;
  /** Standard deviation, over the simulations, of the lead in what approaches are judged by. */
  spread: number;
  /** `clear`, `leaning`, `close` or `nothing-fits`. */
  strength: string;
  /** What to do, in a second one. */
  subtitle: string;
  /** The approach recommended, or the closest where none fits. */
  winner: Strategy;
}

/** What to change of retrieval first. */
export interface RepairRow {
  /** The changes: inputs and the values that they should have. */
  changes: Array<ChangeRow>;
  /** What they add to the average month of that approach. */
  monthly_usd: number;
  /** What the changes cost once, people's time included. */
  once_usd: number;
  /** Share of questions for which the pipeline finds a passage, as it is and changed. */
  recall: [number, number];
  /** Share of right answers of the approach recommended as it is, and of that one with the changes. */
  right: [number, number];
  /** The approach recommended with the changes. */
  strategy: Strategy;
  /** The same in words. */
  text: string;
  /** What they add to its median time to first token. */
  ttft_p50_ms: number;
  /** Whether that is another one than without. */
  turns_verdict: boolean;
}

/** A step of the ladder. */
export interface RungRow {
  /** USD for each right answer more than on the step below. */
  extra_usd?: number;
  /** What an average month costs with its share of what is paid up front. */
  month_usd: number;
  /** Right answers of an average month. */
  right_per_month: number;
  /** The approach. */
  strategy: Strategy;
  /** The same in words. */
  text: string;
}

/** Who serves tuned weights, and how. */
export interface ServedRow {
  /** The seller, as in the input `tuning_seller`. */
  seller: string;
  /** `serverless`, `dedicated` or `own-gpus`. */
  serving: string;
  /** In words. */
  text: string;
  /** USD an hour for a GPU; only where dedicated. */
  usd_per_gpu_hour?: number;
}

/** Whether a reason speaks for the winner. */
export type Side = "for" | "against";

/** A signal of the seed article. */
export interface SignalRow {
  /** Its name. */
  id: string;
  /** The article's sentence. */
  sentence: string;
  /** In short. */
  text: string;
  /** The strategy it points to. */
  towards: Strategy;
}

/** What simulations say of one scenario. */
export interface Simulated {
  /** Chance with which each approach meets all limits together; 0 where it fails a requirement. */
  chance: Record<string, number>;
  /** Spent by each approach by the end of month 0, 1, … horizon, tenth percentile of the first 256 simulations. */
  cost_p10: Record<string, Array<number>>;
  /** The same, ninetieth percentile. */
  cost_p90: Record<string, Array<number>>;
  /** Whether it fits. */
  feasible: boolean;
  /** Chance with which each approach meets each limit. */
  limits: Record<string, Record<string, number>>;
  /** How many simulations there were. */
  n: number;
  /** Share of simulations in which no approach meets all limits. */
  nothing: number;
  /** Share of right answers of each approach, tenth percentile of the first 256 simulations. */
  quality_p10: Record<string, number>;
  /** The same, ninetieth percentile. */
  quality_p90: Record<string, number>;
  /** Mean score lost by choosing each approach where another is best. */
  regret: Record<string, number>;
  /** Mean net value of a month lost by choosing each approach where another is best. */
  regret_usd: Record<string, number>;
  /** The approach recommended by them, or the closest where none fits. */
  winner: Strategy;
  /** Share of simulations in which each approach comes out ahead. */
  wins: Record<string, number>;
}

/** One stage. */
export interface StageRow {
  /** `network`, `embed`, `search`, `rerank`, `queue`, `prefill` or `decode`. */
  id: string;
  /** Whether it rests on a measurement; otherwise it is assumed or follows from published figures. */
  measured: boolean;
  /** Median. */
  p50_ms: number;
  /** 95th percentile. */
  p95_ms: number;
}

/** An approach to adapting a language model. */
export type Strategy = "prompt" | "structured" | "retrieved-examples" | "optimised-prompt" | "long-context" | "rag" | "agentic" | "full-ft" | "lora" | "qlora" | "distilled" | "hybrid" | "hybrid-facts";

/** One strategy. */
export interface StrategyRow {
  /** Chance with which it meets all limits together; 0 where it fails a requirement. */
  chance: number;
  /** What it costs. */
  cost: Cost;
  /** Value of each criterion. */
  criteria: Record<string, number>;
  /** Whether it fits: meets every requirement, and all limits with the confidence asked for. */
  feasible: boolean;
  /** The requirements it fails, and the limits that keep it from fitting. */
  gates: Array<GateRow>;
  /** Which one. */
  id: Strategy;
  /** Its name for people. */
  label: string;
  /** How long it takes. */
  latency: Latency;
  /** Chance with which it meets each limit. */
  limits: Record<string, number>;
  /** How the hybrid is trained; only there. */
  method?: Method;
  /** Expected net value of an average month. */
  net_usd: number;
  /** How good its answers are. */
  quality: Quality;
  /** Who serves its tuned weights, and how; only where it has any. */
  served?: ServedRow;
  /** The limit that it meets with the smallest chance. */
  tightest?: string;
  /** Whether the hybrid is trained `plain` or `retrieval-aware`; only there. */
  training?: string;
  /** Expected score over the simulations. */
  utility: number;
  /** Why the winner comes before it: the reasons between the two. */
  why_not: Array<ReasonRow>;
}

/** The recommendation. */
export interface Verdict {
  /** How often the winner's kind comes out ahead, in words: approaches of a family are one answer. */
  ahead: string;
  /** The approach that net value would choose, where values are set and approaches are judged by score. */
  by_net_value?: Strategy;
  /** Share of the simulations in which the winner comes out ahead. */
  confidence: number;
  /** Whether the winner fits: meets every requirement, and all limits with the confidence asked for. */
  feasible: boolean;
  /** For each input that can change the winner, the nearest value at which it does; nearest first. */
  flips: Array<FlipRow>;
  /** What that share rests on. */
  futures: Confidence;
  /** The verdict in one line. */
  headline: string;
  /** `people` or `nothing` where that is better than every approach, judged by net value. */
  instead?: string;
  /** The winner's expected net value of an average month less the runner-up's. */
  lead_usd: number;
  /** How often the winner meets all limits, in words. */
  limits: string;
  /** The winner's expected score less the runner-up's. */
  margin: number;
  /** What is worth measuring next, most first; empty where nothing is. */
  measure_next: Array<NextRow>;
  /** Net value of an average month of people's answers. */
  people_usd?: number;
  /** Why, by weight: for the winner first, then against it. */
  reasons: Array<ReasonRow>;
  /** The second by the same rule, of another kind. */
  runner_up: Strategy;
  /** How far the runner-up is behind, in words. */
  second: string;
  /** Standard deviation, over the simulations, of the lead in what approaches are judged by. */
  spread: number;
  /** `clear`, `leaning`, `close` or `nothing-fits`. */
  strength: string;
  /** What to do, in a second one. */
  subtitle: string;
  /** The approach recommended: of those that fit the one with the greatest expected score (or net value); where none fits, the one with the greatest chance. */
  winner: Strategy;
}

/** A volume at which two monthly costs cross. */
export interface VolumeCrossoverRow {
  /** Cheaper a month above. */
  above: Strategy;
  /** Cheaper a month below. */
  below: Strategy;
  /** The volume. */
  queries_per_day: number;
  /** The same in words. */
  text: string;
  /** USD a month there. */
  usd: number;
}

/** A warning. */
export interface WarningRow {
  /** `nothing-fits`, `month-over-budget`, `feeds-disagree`, `price-changes`, `spread-over-gpus`, `gpu-terms-unpriced`, `no-fp8`, `cannot-tune`, `retrieval-hurts`, `thinking-not-counted`, `batches-at-full-price`, `answers-can-wait`, `tuned-model-moves`, `tuning-closes`, `list-price-assumed`, `reserved`, `rented-on-premises` or another. */
  id: string;
  /** In words. */
  text: string;
}

/** The inputs of a scenario that differ from the defaults. */
export interface Inputs {
  /** Content changes every. Average time until a fact changes, among facts that change at all. 0.01 is a quarter of an hour; 3650 means never. 0.01 to 3650 days. Default: 30. */
  change_days?: number;
  /** How sure: content changes. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_change_days?: "fixed" | "about-right" | "rough-guess";
  /** Questions per day. Questions on an average day of the first month. 1 to 10000000 a day. Default: 5000. */
  queries_per_day?: number;
  /** How sure: questions per day. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_queries_per_day?: "fixed" | "about-right" | "rough-guess";
  /** Monthly budget. Maximum cost of an average month, people's time included. A limit. 50 to 1000000 USD/month. Default: 8000. */
  budget_monthly_usd?: number;
  /** First token within (p95). Time within which 95 of 100 answers must start. 50 to 60000 ms. Default: 1500. */
  ttft_p95_ms?: number;
  /** Format and tone strictness. Share of answers whose usefulness depends on a fixed format, tone or way of reasoning that the base model does not show by itself. 0 to 1 0 to 1. Default: 0.5. */
  strictness?: number;
  /** How sure: strictness. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_strictness?: "fixed" | "about-right" | "rough-guess";
  /** Curated examples. Labelled examples of the required behaviour that exist today. 0 to 1000000 examples. Default: 1500. */
  examples?: number;
  /** How sure: examples. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "fixed". */
  sure_examples?: "fixed" | "about-right" | "rough-guess";
  /** Audit trail. Whether an answer must be traceable to its source. If required, an approach that cannot cite is ruled out. Default: "none". */
  audit?: "none" | "useful" | "required";
  /** Document permissions. Who may see which documents. Weights cannot tell readers apart, so facts are not trained where rights differ; where each document has its own readers no prompt may hold the whole corpus either. Default: "none". */
  permissions?: "none" | "by-role" | "by-document";
  /** Data residency. Where questions, documents and answers may be processed. Only what its seller is known to sell in a region of your choice counts for a region; your own GPUs and servers count everywhere. Default: "any". */
  residency?: "any" | "region" | "own-cloud" | "on-premises";
  /** Erasure within. Days within which a document must be erased from all that answers. Weights that hold its facts must then be trained anew at least as often, and an index rebuilt. 0 to 365 days. Default: 0. */
  erasure_days?: number | null;
  /** Corpus. Size of all documents that answers can be based on. A page is about 500 tokens. 1000 to 10000000000 tokens. Default: 5000000. */
  corpus_tokens?: number;
  /** How sure: corpus. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_corpus_tokens?: "fixed" | "about-right" | "rough-guess";
  /** Questions that need your own data. Share of questions that need facts unknown to the base model. 0 to 1 share. Default: 0.35. */
  new_facts_share?: number;
  /** How sure: questions that need your own data. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_new_facts_share?: "fixed" | "about-right" | "rough-guess";
  /** Questions that need two passages. Share of questions that take two passages, of which the second is known only from the first. One search must find both. 0 to 1 share. Default: 0.1. */
  hops_share?: number;
  /** Languages. Languages of the documents. Each more makes passages harder to find; sizes in tokens are as counted in these languages. 1 to 30. Default: 1. */
  languages?: number;
  /** Share of the corpus that changes. Share of the facts that change at all; the others never change. 0 to 1 share. Default: 0.3. */
  change_share?: number;
  /** Corpus is refreshed every. Days between rebuilds of an index or of a corpus in the prompt, which then takes in all changes together. Unless set, it follows each change. 0 to 365 days. Default: 0. */
  corpus_refresh_days?: number | null;
  /** Minimum share of answers on current facts. Minimum share of answers based on facts that the model knows and that are still true. A limit. 0 to 1 share. Default: 0.6. */
  freshness_floor?: number;
  /** Value lost by a wrong format. Share of an answer's value that is lost when it breaks the required format, tone or reasoning. 0 to 1 share. Default: 0.8. */
  behaviour_penalty?: number;
  /** Label quality. Share of the examples that are correct and consistent. Wrong ones teach nothing, and where many are wrong no number of examples makes up for it: 1,000 careful examples beat 10,000 noisy ones. 0 to 1 0 to 1. Default: 0.85. */
  label_quality?: number;
  /** How sure: label quality. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_label_quality?: "fixed" | "about-right" | "rough-guess";
  /** Examples curated per month. Number of examples the team can write or check in a month. 0 to 100000 a month. Default: 200. */
  curation_per_month?: number;
  /** Cost per example. Cost of one curated example, people's time included. 0 to 1000 USD. Default: 4. */
  curation_usd?: number;
  /** Logged answers usable for training. Share of production answers that are good enough for training, once logged and checked. 0 to 0.2 share. Default: 0.01. */
  log_yield?: number;
  /** Tokens per example. Length of an example, question and answer together; few-shot examples have the same length. 50 to 16000 tokens. Default: 700. */
  example_tokens?: number;
  /** Traffic growth per month. Growth of the traffic each month. -0.2 to 0.5 share. Default: 0.02. */
  growth_monthly?: number;
  /** Peak-to-average traffic. Traffic of the busiest hour divided by the daily average. GPUs are sized for it. 1 to 20. Default: 3. */
  peak_factor?: number;
  /** Tokens of question and instructions. Tokens of the question and the fixed instructions, without examples and passages. 20 to 100000 tokens. Default: 500. */
  prompt_tokens?: number;
  /** Tokens per answer. Length of an average answer. 1 to 16000 tokens. Default: 300. */
  output_tokens?: number;
  /** Spread of answer lengths (p95/p50). 95th percentile of the length of answers over their median: 1 where all are as long as each other. Lengths are taken as log-normal. 1 to 10 ratio. Default: 2.5. */
  answer_spread?: number;
  /** Thinking tokens per answer. Tokens that the model thinks on average before the first token of the answer. They are paid as output and waited for. 0 to 100000 tokens. Default: 0. */
  thinking_tokens?: number;
  /** Examples in the prompt. Examples in each prompt that show the required behaviour. A fine-tuned model needs none. 0 to 50. Default: 4. */
  few_shot?: number;
  /** Cacheable share of question and instructions. Share of question and instructions that is identical in every prompt, so that the provider's cache can serve it. It always can serve examples and a whole corpus, never retrieved passages. 0 to 1 share. Default: 0.6. */
  cacheable_share?: number;
  /** Keep the cache warm. Whether requests without a question, or a fee for storage, keep a cached prompt from being forgotten: where that costs less than the misses it saves, or a sooner first token is worth it. Default: "when-it-pays". */
  keep_warm?: "when-it-pays" | "never";
  /** Questions at peak hours. Matters only if the provider has a price for peak hours. 0 to 1 share. Default: 0.21. */
  peak_hours_share?: number;
  /** Questions that can wait. Share of the questions whose answers can wait for hours. A hosted model answers them in batches, at its discount for batches where it sells them; own GPUs answer them when traffic is low. The limits on times hold for the others only. 0 to 1 share. Default: 0. */
  batch_share?: number;
  /** Whole answer within (p95). Time within which 95 of 100 answers must be complete. 100 to 600000 ms. Default: 15000. */
  e2e_p95_ms?: number;
  /** Up-front budget. Maximum cost before the first answer, people's time included. A limit. 100 to 10000000 USD. Default: 60000. */
  budget_upfront_usd?: number;
  /** Confidence required. Confidence with which an approach must meet all limits together to be recommended. 0.5 to 0.99 share. Default: 0.8. */
  confidence?: number;
  /** Horizon. Months over which costs are added up. 1 to 60 months. Default: 24. */
  horizon_months?: number;
  /** Months until launch. Months from the price date until launch. Each month is billed at the price announced for it. 0 to 24 months. Default: 0. */
  start_months?: number;
  /** Worth of a right answer. Your worth of a right answer in the right form, in USD: what it saves or earns. Not part of any budget; with it approaches can be judged by net value. 0 to 1000 USD. Default: 0. */
  right_answer_usd?: number | null;
  /** How sure: worth of a right answer. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_right_answer_usd?: "fixed" | "about-right" | "rough-guess";
  /** Cost of a wrong answer. Your cost of a wrong answer that nobody notices; a noticed one costs a share of it. It counts in net value, not in any budget. 0 to 1000 USD. Default: 0. */
  wrong_answer_usd?: number;
  /** How sure: cost of a wrong answer. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_wrong_answer_usd?: "fixed" | "about-right" | "rough-guess";
  /** Judge by. Approaches are ranked by their weighted score, or by net value a month: questions × (worth × right answers − cost × wrong ones), less what is paid. Default: "score". */
  judge_by?: "score" | "net-value";
  /** Minutes per question by a person. Minutes that a person takes to answer a question. If set, leaving the questions to people is one of the choices. 0 to 600 minutes. Default: 0. */
  person_minutes?: number | null;
  /** Hourly cost of a person who answers. Full cost per hour of the people who would answer. 1 to 400 USD/h. Default: 40. */
  person_usd_per_hour?: number;
  /** Accuracy of a person. Share of right answers of a person; the wrong ones go unnoticed. 0.3 to 1 share. Default: 0.95. */
  person_accuracy?: number;
  /** Where the model runs. Whether the base model is paid by the token or runs on GPUs paid by the hour. Default: "hosted". */
  supply?: "hosted" | "own-gpus";
  /** Hosted model. The base model if it is hosted. The same for every approach, so that none wins through a cheaper model. Default: "qwen3.5-9b". */
  model?: "llama-4-maverick" | "muse-spark-open" | "muse-glimmer-30b" | "muse-spark-1.3" | "mistral-7b" | "ministral-8b" | "ministral-14b" | "mistral-small" | "mistral-medium-3.5" | "mistral-large-3" | "mistral-large-4" | "gemma-3-12b" | "gemma-3-27b" | "gemma-4-26b-a4b" | "gemma-4-31b" | "gemini-2.5-flash" | "gemini-2.5-flash-lite" | "gemini-3.1-flash-lite" | "gemini-3.5-flash-lite" | "gemini-3.6-flash" | "gemini-3.8-flash" | "gemini-3.1-pro" | "gemini-4-hydrogen" | "gemini-4-argon" | "gpt-4.1-mini" | "gpt-4.1" | "gpt-oss-20b" | "gpt-oss-120b" | "gpt-5.4-nano" | "gpt-5.4-mini" | "gpt-5.6-luna" | "gpt-5.6-terra" | "gpt-5.6-sol" | "gpt-6-luna" | "gpt-6-sol" | "gpt-6-astra" | "gpt-6.1-terra" | "gpt-6.1-sol" | "claude-haiku-4.5" | "claude-haiku-5.5" | "claude-sonnet-5.5" | "claude-opus-5.5" | "claude-fable-5.1" | "qwen3-32b" | "qwen3.5-9b" | "qwen3.6-35b-a3b" | "qwen3.8-27b" | "qwen3.7-plus" | "qwen3.7-max" | "qwen3.8-flash" | "deepseek-v4.1-flash" | "deepseek-v4-pro" | "grok-4.20" | "grok-4.3" | "grok-4.7" | "nova-micro" | "nova-lite" | "nova-2-lite" | "nova-pro" | "kimi-k3" | "kimi-k3.1-pro" | "glm-5.3" | "glm-5.3-flash" | "minimax-m3.1-flash" | "nemotron-3.5-lightning" | "nemotron-3.5-super-vl" | "granite-4.2-8b" | "beam-1.0" | "llama-3.1-8b" | "llama-3.3-70b" | "gpt-4.1-nano" | "deepseek-v4-flash" | "minimax-m3";
  /** Model on own GPUs. The base model if it runs on your GPUs. Default: "qwen3.5-9b". */
  open_model?: "llama-3.1-8b" | "llama-3.3-70b" | "muse-glimmer-30b" | "mistral-7b" | "mistral-small" | "gemma-3-12b" | "gemma-3-27b" | "gemma-4-26b-a4b" | "gpt-oss-20b" | "gpt-oss-120b" | "qwen3-32b" | "qwen3.5-9b" | "qwen3.6-35b-a3b";
  /** Serving GPU. GPU that serves the model on own GPUs, or a fully fine-tuned one. Default: "h100". */
  gpu?: "a100" | "h100" | "h200" | "l4" | "l40s" | "b200" | "b300" | "mi300x" | "a10g" | "rtx-pro-6000";
  /** Precision. Number format of the weights on own GPUs. Weights that are published in fewer bits keep theirs. Default: "bf16". */
  precision?: "bf16" | "fp8" | "int4";
  /** Utilisation at peak. Share of a GPU's capacity used at peak before another one is added. 0.1 to 0.95 share. Default: 0.7. */
  utilisation?: number;
  /** GPU terms. Terms on which serving GPUs are had. Where no source states a price of the GPU on these terms, its on-demand price is used and a warning says so. Default: "on-demand". */
  gpu_purchase?: "on-demand" | "reserved" | "spot" | "owned";
  /** Spare replicas. Replicas beyond those that the peak needs, so that answers keep their speed when one fails. 0 to 2. Default: 0. */
  spare_replicas?: number;
  /** GPUs given back off peak. Share of the way from the peak down to the average day by which GPUs are given back when traffic is low; one replica always stays. Without effect on reserved and owned GPUs, which are paid in any case. 0 to 1 share. Default: 0. */
  autoscaling?: number;
  /** Base model accuracy on general questions. Share of correct answers of the base model to questions that need none of your data. Unset, it is that of the model in use. 0 to 1 share. Default: null. */
  known_accuracy?: number | null;
  /** Relevant passages used. Share of relevant passages that the model uses when it is given them. Unset, it is that of the model in use. 0 to 1 share. Default: null. */
  passage_use?: number | null;
  /** Format kept by instructions alone. Share of strict answers that keep the required form by your instructions alone, without examples in the prompt. Unset, it is that of the model in use. 0 to 1 share. Default: null. */
  prompted_compliance?: number | null;
  /** Syntax kept under constrained decoding. Share of answers whose syntax is right under constrained decoding. Unset, it is that of ordinary schemas; very hard ones are covered far less often. 0 to 1 share. Default: null. */
  constrained_compliance?: number | null;
  /** Base model accuracy on your own data. Share of correct answers of the base model, without help, to questions that need your own data. Unset, it follows from how much of your data is public. 0 to 1 share. Default: null. */
  new_known?: number | null;
  /** Wrong answers withheld or flagged. Share of its wrong answers that the model withholds or flags where nothing supports them. Unset, it is that of the model in use. 0 to 1 share. Default: null. */
  abstention?: number | null;
  /** Lost per doubling of the context. Use of a passage lost per doubling of the context between 4,000 and 32,000 tokens; beyond, more is lost in the model's proportion. 0 to 0.2 share. Default: null. */
  context_loss?: number | null;
  /** Share of your data that is public. Share of your own facts that are public, so that a model may have read them. A frontier model knows half of such rare facts, a small one hardly any. 0 to 1 share. Default: 0.1. */
  public_share?: number;
  /** Syntax in the required format. Share of the required form that is syntax, which a grammar can enforce: JSON that parses, fields of a schema. The rest is style. 0 to 1 share. Default: 0.3. */
  syntax_share?: number;
  /** Grammar for other approaches. Whether a grammar also holds the syntax of answers beyond structured output: with passages or the corpus in the prompt, with found or optimised examples, and of trained models. It works where the seller of the model can enforce one, or on your own GPUs. Default: "off". */
  grammar?: "off" | "on";
  /** Distinct classes or rules. Distinct classes, intents or rules that an answer must get right. The more there are, the more examples it takes to show them, in the prompt or in training. 1 to 1000. Default: 10. */
  classes?: number;
  /** Examples of one class read. Whether examples of one class read alike, as the ways to ask for one intent do, or differently, as questions with the same kind of answer do. Where they read alike, the examples most like the question nearly hold its answer. Default: "alike". */
  likeness?: "alike" | "different";
  /** Wrong labels are. Whether wrong labels are slips, which training averages out up to a point, or the same mistake over and over, which it learns. Default: "random". */
  noise_kind?: "random" | "systematic";
  /** Price of synthetic text. Price per million tokens of the text that a teacher model writes so that each fact stands in several wordings in the training data. 0 means that you have such text. 0 to 100 USD/M. Default: 0.25. */
  teacher_usd_per_m?: number;
  /** Duplicate examples. Share of the examples that repeat others, word for word or nearly so. 0 to 0.95 share. Default: 0. */
  duplicate_share?: number;
  /** Your input price. USD that you pay per million input tokens; 0 means free, here and below. Tuned models keep their premium. 0 to 1000 USD/M. Default: null. */
  own_input_usd?: number | null;
  /** Your cached price. USD that you pay per million cached input tokens. Unset, it is the list's share of your input price. 0 to 1000 USD/M. Default: null. */
  own_cached_usd?: number | null;
  /** Your output price. USD that you pay per million output tokens. 0 to 1000 USD/M. Default: null. */
  own_output_usd?: number | null;
  /** Your cache write price. USD that you pay per million input tokens that are written into the cache. 0 to 1000 USD/M. Default: null. */
  own_write_usd?: number | null;
  /** Your long prompts begin above. Tokens of a prompt above which your prices of long prompts hold, for the whole prompt and its answer. 0 to 10000000 tokens. Default: 0. */
  own_long_above_tokens?: number | null;
  /** Your input price, long prompts. USD that you pay per million input tokens of long prompts. 0 to 1000 USD/M. Default: null. */
  own_long_input_usd?: number | null;
  /** Your cached price, long prompts. USD that you pay per million cached input tokens of long prompts. 0 to 1000 USD/M. Default: null. */
  own_long_cached_usd?: number | null;
  /** Your cache write price, long prompts. USD that you pay per million input tokens of long prompts that are written into the cache. 0 to 1000 USD/M. Default: null. */
  own_long_write_usd?: number | null;
  /** Your output price, long prompts. USD that you pay per million output tokens of long prompts. 0 to 1000 USD/M. Default: null. */
  own_long_output_usd?: number | null;
  /** Retrieval recall. Share of questions for which the retrieved passages include the one with the answer. It is that of the reference pipeline, from which the recall of yours follows, unless you say that it was measured on yours. Measure it: few inputs matter more. 0 to 1 share. Default: 0.88. */
  recall?: number;
  /** How sure: recall. How sure you are of it. A rough guess may be off twice as far as what is about right; simulations draw it accordingly. Default: "about-right". */
  sure_recall?: "fixed" | "about-right" | "rough-guess";
  /** Recall is that of. Which pipeline that recall belongs to. The reference has the defaults: dense search by text-embedding-3-small, a reranker, five passages of 400 tokens, a corpus of 5 million tokens in one language. Recall then changes with the inputs below. A recall that was measured on the pipeline as it is set here stays as it is. Default: "reference". */
  recall_of?: "reference" | "as-set";
  /** Search. How passages are searched for: by the vectors of an embedder, by words (BM25), or by both with their results fused. Default: "dense". */
  search_kind?: "dense" | "lexical" | "fused";
  /** Passages per question. Retrieved passages in each prompt. More of them include the right one more often, and distract from it. 1 to 50. Default: 5. */
  chunks?: number;
  /** Tokens per passage. Length of a passage. 50 to 4000 tokens. Default: 400. */
  chunk_tokens?: number;
  /** Embedder. Model that turns passages and questions into vectors. Default: "text-embedding-3-small". */
  embedder?: "text-embedding-3-small" | "text-embedding-3-large" | "voyage-3.5" | "mistral-embed" | "gemini-embedding-001" | "minilm-local" | "voyage-4" | "voyage-4-large" | "cohere-embed-5-pro" | "gemini-embedding-2" | "bge-m3" | "qwen3-embedding-0.6b" | "qwen3-embedding-4b" | "qwen3-embedding-8b";
  /** Vector store. Where the vectors are stored and how they are billed. Default: "pinecone". */
  store?: "pinecone" | "qdrant-cloud" | "pgvector" | "in-process" | "qdrant-cloud-64" | "opensearch" | "elastic-cloud";
  /** Passages reranked per question. Passages that are found for a question and put into order, of which the best go into the prompt. Rerankers sold by the token are billed for all of them. 1 to 200. Default: 20. */
  rerank_candidates?: number;
  /** Reranker. Re-ranks the retrieved passages. Default: "cohere-rerank-3.5". */
  reranker?: "none" | "cohere-rerank-3.5" | "cross-encoder-local" | "cohere-rerank-5-pro" | "voyage-rerank-2.5" | "zerank-2";
  /** Pages to parse. Pages that have to be read by a parser or by OCR before their text can be used. 0 means that the corpus is text already. 0 to 100000000. Default: 0. */
  pages?: number;
  /** Price of parsing 1,000 pages. Price of parsing a thousand pages. It is paid once, and again for what changes. 0 to 100 USD. Default: 4. */
  parse_usd_per_k_pages?: number;
  /** Passages in context. Whether a model writes a line of context for each passage before it is indexed. Default: "off". */
  contextual_chunks?: "off" | "on";
  /** Price of passages in context. Price of these lines per million tokens of the corpus. It is paid once, and again for what changes. 0 to 100 USD/M. Default: 1.02. */
  contextual_usd_per_m_tokens?: number;
  /** Seller of fine-tuning. Who tunes a hosted model and serves the tuned weights: by the token, or on GPUs by the hour. Unless you name one, it is the cheapest, or, where that misses your limits in more than one simulation of twenty, the one that the verdict's rule takes. Preference tuning (DPO) and reinforcement fine-tuning are sold as well; what they gain is not published, so they have no score. The method page says who sells them. Default: "cheapest". */
  tuning_seller?: "cheapest" | "fireworks" | "together" | "prime-intellect" | "coreweave" | "crusoe" | "openai" | "tinker" | "own-gpus";
  /** Where training runs. Where weights are trained if their seller takes those trained elsewhere. A model with closed weights is always trained by its provider. Default: "rented". */
  training_place?: "rented" | "managed";
  /** Training GPU. GPU rented for training. Default: "h100". */
  training_gpu?: "a100" | "h100" | "h200" | "l4" | "l40s" | "b200" | "b300" | "mi300x" | "a10g" | "rtx-pro-6000";
  /** Epochs. Passes over the training data. 1 to 20. Default: 3. */
  epochs?: number;
  /** Paraphrases per fact. Number of paraphrases of each fact in the training data. The share of facts learned grows with its logarithm. 1 to 1000. Default: 100. */
  wordings?: number;
  /** Runs per release. Training runs before one is good enough to release. 1 to 30. Default: 6. */
  experiments?: number;
  /** Retrain at most every. Shortest interval at which the team can train, evaluate and release. 1 to 365 days. Default: 30. */
  retrain_min_days?: number;
  /** Training of the hybrid. Whether the hybrid's training examples contain retrieved passages. Without them the model relies less on retrieved passages. Default: "retrieval-aware". */
  hybrid_training?: "plain" | "retrieval-aware";
  /** Teacher of distillation. The model that makes examples to train on, where an approach distils. Its terms must allow that. Default: "deepseek-v4-pro". */
  teacher?: "llama-4-maverick" | "muse-spark-open" | "muse-glimmer-30b" | "muse-spark-1.3" | "mistral-7b" | "ministral-8b" | "ministral-14b" | "mistral-small" | "mistral-medium-3.5" | "mistral-large-3" | "mistral-large-4" | "gemma-3-12b" | "gemma-3-27b" | "gemma-4-26b-a4b" | "gemma-4-31b" | "gemini-2.5-flash" | "gemini-2.5-flash-lite" | "gemini-3.1-flash-lite" | "gemini-3.5-flash-lite" | "gemini-3.6-flash" | "gemini-3.8-flash" | "gemini-3.1-pro" | "gemini-4-hydrogen" | "gemini-4-argon" | "gpt-4.1-mini" | "gpt-4.1" | "gpt-oss-20b" | "gpt-oss-120b" | "gpt-5.4-nano" | "gpt-5.4-mini" | "gpt-5.6-luna" | "gpt-5.6-terra" | "gpt-5.6-sol" | "gpt-6-luna" | "gpt-6-sol" | "gpt-6-astra" | "gpt-6.1-terra" | "gpt-6.1-sol" | "claude-haiku-4.5" | "claude-haiku-5.5" | "claude-sonnet-5.5" | "claude-opus-5.5" | "claude-fable-5.1" | "qwen3-32b" | "qwen3.5-9b" | "qwen3.6-35b-a3b" | "qwen3.8-27b" | "qwen3.7-plus" | "qwen3.7-max" | "qwen3.8-flash" | "deepseek-v4.1-flash" | "deepseek-v4-pro" | "grok-4.20" | "grok-4.3" | "grok-4.7" | "nova-micro" | "nova-lite" | "nova-2-lite" | "nova-pro" | "kimi-k3" | "kimi-k3.1-pro" | "glm-5.3" | "glm-5.3-flash" | "minimax-m3.1-flash" | "nemotron-3.5-lightning" | "nemotron-3.5-super-vl" | "granite-4.2-8b" | "beam-1.0" | "llama-3.1-8b" | "llama-3.3-70b" | "gpt-4.1-nano" | "deepseek-v4-flash" | "minimax-m3";
  /** Examples made by the teacher. Examples that the teacher makes and a filter lets through. 0 to 100000 examples. Default: 2000. */
  made_examples?: number;
  /** Rollouts of prompt optimisation. Answers that an optimiser of prompts tries and grades. 50 to 100000. Default: 800. */
  rollouts?: number;
  /** Rounds of agentic retrieval. Rounds of search and reading that agentic retrieval takes for a question. 1 to 10. Default: 3. */
  search_rounds?: number;
  /** Team's hourly rate. Full cost of an engineer per hour. 10 to 400 USD/h. Default: 95. */
  team_usd_per_hour?: number;
  /** Hours to build: prompting. Hours until a prompted system is live; long context takes twice as long. 0 to 2000 hours. Default: 24. */
  build_hours_prompt?: number;
  /** Hours to build: retrieval. Hours until retrieval is live: ingest, index, evaluation. 0 to 2000 hours. Default: 120. */
  build_hours_rag?: number;
  /** Hours to build: fine-tuning. Hours until a tuned model can be trained, evaluated and served, without the curation of examples. 0 to 2000 hours. Default: 140. */
  build_hours_ft?: number;
  /** Hours to change retrieval. Hours to change retrieval, index again and measure the recall, where that is advised before anything else. 0 to 2000 hours. Default: 40. */
  repair_hours?: number;
  /** Maintenance: prompting. Hours a month to maintain a prompted or long-context system. 0 to 400 h/month. Default: 4. */
  upkeep_hours_prompt?: number;
  /** Maintenance: retrieval. Hours a month to maintain retrieval. 0 to 400 h/month. Default: 12. */
  upkeep_hours_rag?: number;
  /** Maintenance: fine-tuning. Hours a month to maintain a fine-tuned model, without its releases. 0 to 400 h/month. Default: 8. */
  upkeep_hours_ft?: number;
  /** Hours per release. Hours to curate, train, evaluate and release one model. 0 to 400 hours. Default: 20. */
  release_hours?: number;
  /** Hours to move to another model. Hours to move to another model when the seller ends this one: prompts adapted and answers tested again. Tuned models are trained and released again besides. 0 to 2000 hours. Default: 24. */
  migration_hours?: number;
  /** Chance a year of an end not announced. Chance that the seller ends a model within a year although no end is announced. An average month pays this share of a move to another model, divided over twelve months. It counts for hosted models without an announced end, and not for weights on GPUs. 0 to 0.9 share. Default: 0.2. */
  unannounced_end?: number;
  /** Margin of the evaluation. Half the width of the 95% interval in which the evaluation must place the share of right answers. The set has as many questions as that takes: 384 for 5 points, 1,067 for 3. 0.01 to 0.2 share. Default: 0.05. */
  eval_margin?: number;
  /** Cost per evaluation question. Cost of one question with a reference answer in the evaluation set, paid once. 0 to 200 USD. Default: 1.5. */
  eval_item_usd?: number;
  /** Cost of grading an answer. Cost of grading one answer. Each evaluation grades the whole set: once before launch, again for each release of a tuned model and for a move to another model. 0 to 200 USD. Default: 0.003. */
  grading_usd?: number;
  /** Answers graded in use. Share of the answers in use that are graded. 0 to 1 share. Default: 0.02. */
  monitored_share?: number;
  /** Guard model per question. Cost per question of a guard model that checks question and answer. 0 to 1 USD. Default: 0. */
  guard_usd?: number;
  /** Quality. Weight of answers that are correct overall. 0 to 1 0 to 1. Default: 0.45. */
  weight_quality?: number;
  /** Cost. Weight of the total cost over the horizon, relative to what the approaches cost beside each other. 0 to 1 0 to 1. Default: 0.22. */
  weight_cost?: number;
  /** Latency. Weight of time to first token, relative to its limit. 0 to 1 0 to 1. Default: 0.08. */
  weight_latency?: number;
  /** Freshness. Weight of answers based on facts that are still true. 0 to 1 0 to 1. Default: 0.08. */
  weight_freshness?: number;
  /** Traceability. Weight of answers that cite their source. Does not count if no audit trail is needed. 0 to 1 0 to 1. Default: 0.06. */
  weight_traceability?: number;
  /** Time to launch. Weight of an early launch. 0 to 1 0 to 1. Default: 0.05. */
  weight_time?: number;
  /** Simplicity. Weight of few moving parts and of freedom to change the model. 0 to 1 0 to 1. Default: 0.06. */
  weight_simplicity?: number;
  /** Margin that hybrid must lead by. Lead in score that hybrid needs over the best single approach, to justify running both. 0 to 0.2 0 to 1. Default: 0.01. */
  hybrid_margin?: number;
  /** Network and queue, p50. Time to first token minus prefill: network and queue together. 0 means not measured, here and below. 0 to 600000 ms. Default: 0. */
  measured_start_p50_ms?: number | null;
  /** Network and queue, p95. Its 95th percentile. 0 to 600000 ms. Default: 0. */
  measured_start_p95_ms?: number | null;
  /** Prefill speed. Prompt tokens read per second. 0 to 10000000 tokens/s. Default: 0. */
  measured_prefill_tps?: number | null;
  /** Output speed. Tokens per second of one answer. 0 to 100000 tokens/s. Default: 0. */
  measured_decode_tps?: number | null;
  /** Embedding, p50. Embedding of a question, median. 0 to 60000 ms. Default: 0. */
  measured_embed_p50_ms?: number | null;
  /** Embedding, p95. Its 95th percentile. 0 to 60000 ms. Default: 0. */
  measured_embed_p95_ms?: number | null;
  /** Search, p50. Search in the store, network included, median. 0 to 60000 ms. Default: 0. */
  measured_search_p50_ms?: number | null;
  /** Search, p95. Its 95th percentile. 0 to 60000 ms. Default: 0. */
  measured_search_p95_ms?: number | null;
  /** LoRA training speed. Tokens per second that one GPU trains on with LoRA; the other methods keep their ratio to it. 0 to 10000000 tokens/s. Default: 0. */
  measured_train_tps?: number | null;
}

/** The verdict on a row of a sweep. With approaches there are more columns, such as `rag.monthly_usd`. */
export interface Row {
  winner: Strategy;
  feasible: boolean;
  runner_up: Strategy;
  strength: string;
  margin: number;
  lead_usd: number;
  /** Of the winner. */
  chance: number;
  /** Of the winner. */
  utility: number;
  /** Of the winner. */
  net_usd: number;
  /** Of the winner. */
  upfront_usd: number;
  /** Of the winner. */
  monthly_usd: number;
  /** Of the winner. */
  per_query_usd: number;
  /** Of the winner. */
  ttft_p95_ms: number;
  /** Of the winner. */
  e2e_p95_ms: number;
  /** Of the winner. */
  p_correct: number;
  [figure: `${Strategy}.${string}`]: number | boolean;
}
