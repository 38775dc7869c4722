//! Equations, limits and notes of the method page.

/// The equations, each with a name and its meaning.
pub const EQUATIONS: [(&str, &str, &str); 29] = [
    (
        "Correct overall",
        "knowledge × behaviour",
        "Share of answers with correct facts in the required format, 0 to 1. Questions that need new facts and those that do not are weighted by their shares.",
    ),
    (
        "Knowledge with passages",
        "recall × (use + (1 − use) × prior) + (1 − recall) × prior × (1 − distraction)",
        "Shares. With a bad retriever RAG is worse than no retrieval: passages without the answer mislead the model. Form after Lewis et al. 2020, arXiv 2005.11401.",
    ),
    (
        "Recall of the pipeline",
        "odds of a miss = odds as entered × context × fused × reranker × embedder × (k / 5)^−β × (corpus / 5 M)^γ × languages^λ × length of a passage",
        "Each factor is that of a difference from the pipeline that the entered recall belongs to. Context 0.65, fused search 0.78 times the better of dense and lexical, reranker and embedder by their rows; fitted on the tables under Recall by pipeline.",
    ),
    (
        "Questions of two passages",
        "recall × (1 − hops × (1 − recall)); in rounds the recall is 1 − (1 − recall)^(rounds^0.47)",
        "One search must find both passages. The exponent is fitted on Yue et al. 2024, arXiv 2410.04343.",
    ),
    (
        "Use beside other passages",
        "odds of no use × (k / 5)^crowding",
        "More passages find more and distract more, so that there is a best number of them.",
    ),
    (
        "Knowledge after fine-tuning",
        "prior + uptake × learned × fresh × (1 − prior)",
        "Shares. A trained fact counts while it is true.",
    ),
    (
        "Uptake",
        "uptake₁₀ + (uptake₃₅₀ − uptake₁₀) × ln(paraphrases / 10) / ln 35, at least that of raw text",
        "Share of new facts learned. It grows with the logarithm of the number of paraphrases of each fact in training, after Yang et al. 2024, arXiv 2409.07431.",
    ),
    (
        "Use of passages by a hybrid",
        "use + learned × (trained − use)",
        "Trained is use × factor after plain training, use + (1 − use) × gap closed after training with passages.",
    ),
    (
        "Use in a long context",
        "use − loss × log₂(tokens / 4,000)",
        "Beyond 4,000 tokens. After Liu et al. 2023, arXiv 2307.03172.",
    ),
    (
        "Silent failures",
        "recall × (1 − use) × (1 − prior) × (1 − caught) + (1 − recall) × (1 − prior × (1 − distraction))",
        "Share of answers, with passages; without them (1 − correct) × (1 − abstained).",
    ),
    (
        "Fresh",
        "(1 − e^(−LT)) / (LT)",
        "Mean share of changing facts still true, for L changes a day and T days between trainings.",
    ),
    (
        "Behaviour",
        "1 − strictness × penalty × (1 − compliance)",
        "Compliance = syntax share × syntax + (1 − syntax share) × style. A grammar holds syntax. Style = instructions + (end − instructions) × n^p / (n^p + n½^p) for n examples in the prompt (p = 1), retrieved (0.8) or trained on (0.75); n½ = 0.6 per class at random, 0.5 retrieved where examples of one class read alike and 3.5 where they do not, and the greater of 30 and 2 per class by training. Passages do not improve it.",
    ),
    (
        "Multiple choice",
        "¼ + ¾ × skill × knowledge",
        "Only for published tables of questions with four answers: the playground’s questions are open. Skill = (score without help − ¼) ÷ ¾ ÷ known by elimination, at most 1; knowledge is the same score divided by the skill.",
    ),
    (
        "Cost",
        "up front + Σ months (fixed + questions × tokens × price + whole GPUs + store)",
        "US dollars over the horizon, people’s time included: hours × hourly rate.",
    ),
    (
        "Cached tokens",
        "cacheable × (1 − e^(−questions a day × life ÷ 1440))",
        "Share of a prompt served from a cache that forgets after its life in minutes without use: the seller’s, or five where none is stated. What is cacheable and not found is charged as written.",
    ),
    (
        "Index",
        "vectors × dimensions × 4 bytes × overhead",
        "Vectors = corpus ÷ passage, in tokens. Changed passages are embedded again, at most as often as the index is updated.",
    ),
    (
        "Wrong answers",
        "cost of one × (unnoticed + noticed × its share of the cost)",
        "Counts in net value, in no budget; zero by default. Unnoticed: the silent failures, wrong with the same confidence. Noticed: the other incorrect answers.",
    ),
    (
        "Prompts served by a cache",
        "λ / (λ + cx) × (1 − e^(−λ − cx))",
        "λ questions and c changes of the corpus’s pages in the cache’s life, at position x among the changing pages; pages that never change come first.",
    ),
    (
        "Training run",
        "epochs × (runs × examples + facts × paraphrases) × FLOP per token ÷ (peak × MFU) + hours held",
        "Seconds of GPU. 6N FLOP a token for all N weights, 4N for adapters. QLoRA saves memory, not time.",
    ),
    (
        "Memory of training",
        "N × bytes × 1.35",
        "16 bytes a weight for all weights, 2 for LoRA, ½ for QLoRA; the smallest power of two of GPUs that holds it in 90% of their memory.",
    ),
    (
        "Reading a prompt",
        "(2NT + 2LHhT²) ÷ (peak × share reached)",
        "Seconds for T tokens, N weights that a token passes through, L layers, H heads of size h; causal attention counted. A layer with a window of w counts at most 2wT for T²; a linear one nothing.",
    ),
    (
        "Writing a token",
        "(weights + n × keys and values) ÷ (bandwidth × share reached) + n × reading ÷ answer",
        "Seconds with n answers in flight. Keys and values: 2LKh bytes × (context + half the answer), K key-value heads, as servers page them. Layers with a window keep no more than that, those with a latent its width, and linear ones a state that is not counted.",
    ),
    (
        "Answers in flight",
        "n = λ(P + O·a) ÷ (1 − λ·O·b)",
        "Little’s law for λ answers a second of O tokens: P seconds to read, a and b a token’s seconds alone and for each other answer. At most what the memory holds.",
    ),
    (
        "Waiting",
        "ρP ÷ (2(1 − ρ)), ρ = λP",
        "Mean seconds before a prompt is read: an M/D/1 queue.",
    ),
    (
        "Latency",
        "log-normal stages, summed by mean and variance",
        "Milliseconds. The 95th percentile of a sum is not the sum of 95th percentiles. A corpus in the prompt is a cache hit or is read in full: percentiles of the mixture of both.",
    ),
    (
        "Values of the criteria",
        "cost 1 ÷ (1 + spent ÷ yardstick); latency 1 ÷ (1 + (p95 ÷ limit)²); time e^(−weeks ÷ 12)",
        "0 to 1 each. The yardstick is twice the median of what the approaches cost, or, where a right answer has a worth, at least worth × questions × weight of cost ÷ weight of quality. Quality is correct overall, freshness is fresh; traceability and simplicity are estimates by approach.",
    ),
    (
        "Score",
        "Σ weight × value of each criterion, × 1 ÷ (1 + (2 × excess)²) for each limit exceeded",
        "Expected score: its mean over the simulations. Excess is what is used beyond a limit, as a share of it. Hybrid’s score is lowered by the margin that it must lead by.",
    ),
    (
        "Simulations",
        "each unknown from its triangle, the model’s own error from a normal distribution, at the k-th point of a scrambled van der Corput sequence",
        "In 10,000 of them: the share in which an approach meets all limits (its chance), the share in which it is the best that does (it comes out ahead), and by how much it scores less than the best (its regret). Scrambled separately for each unknown after Owen, by a hash (Burley 2020, JCGT 9:4).",
    ),
    (
        "Value of information",
        "E over θ of E(score of the verdict given θ, given θ), less E(score of the verdict)",
        "Points out of 100 (EVPPI) for each unknown θ over the same simulations; both verdicts follow the rule. Means over 64 equal shares of θ, as Haar wavelets that exceed the noise (Strong & Oakley 2013, Donoho & Johnstone 1994).",
    ),
];

/// Where the model does not apply.
pub const LIMITS: [&str; 10] = [
    "Fees of some providers for keeping a prompt in their cache by the hour, and caches that are kept for an hour or longer at a higher price.",
    "Models that lose quality through fine-tuning: trained on raw text, Llama2-7B falls below guessing and Llama-3-8B below its earlier score. Forkcast predicts a small gain; nothing in a table shows beforehand when it will not come.",
    "Questions that need several passages, or a whole story: on QuALITY the prediction for use of passages is 7 to 17 points of correct answers too high. Questions of two passages are modelled, of more not.",
    "Different readers side by side: T5-11B without help and BART with passages on Natural Questions have one prior in the model, so that table determines its own recall and predicts nothing.",
    "Models that cannot keep the format of the answer at all, or score no better than guessing: their score without help does not show their skill.",
    "Speed of LoRA training without packing: two published statements disagree, and the model keeps the faster (see the speeds below).",
    "More concurrent callers than answers fit in memory: the model plans no replica that way, and its waiting time would be accurate only to within a factor of one and a half.",
    "Agents that call tools over many steps: their cost and latency are not modelled.",
    "Which of two ways of giving examples is better where they come within some five points of each other: published curves cross there, and the model’s cross at another number of examples (see the orders that are wrong).",
    "Negotiated prices, reserved capacity and batch discounts: list prices are used.",
];

// The note under the heading of each table.
pub(super) const INPUTS: &str = "Every input, with its key for links, files and the command line.";
pub(super) const ASSUMPTIONS: &str = "The constants of the model besides the inputs. Each simulation draws them from a triangular distribution over low, likely and high.";
pub(super) const PARAMETERS: &str = "Computed by cargo xtask fit; a test keeps the model’s values within 5% of the fit. Parameters of a single table predict nothing: they only let its other rows be used. Two values are assumed with them: recall of 0.93 on current events, which Ovadia et al. do not state and which their table determines only together with the use of passages; and distraction.";
pub(super) const HELD_OUT: &str = "Each table, and each reader of a table, predicted by a fit that did not use it. Mean absolute residuals in percentage points. “Without skill” is the same model with full skill for every reader; the difference is the effect of skill. Only the parameters are refitted: the form of the model, including skill, was chosen with Ovadia’s and Lewis’s tables in view, above all Llama2-7B’s, so only QuALITY tests the form too. Natural Questions, WikiSQL and 5-shot MMLU are not listed: the first sets its own recall, and the last two have no parameter.";
pub(super) const WRONG_ORDERS: &str = "One row for each pair. Each of the two figures is predicted within its residual; together they are the other way round.";
pub(super) const RECALL: &str = "Each row predicted from the first of its table: by effects of the levers fitted on the other tables, and by those that the model uses. Tables weigh alike. All three are of Anthropic's method, two of one data set; what the levers bring on other documents is drawn from a wide range.";
pub(super) const RATES: &str = "NVIDIA’s packed fp8 runs bound the speed of training: one share of peak stands for all six. Ratios from 0.67 to 1.5 count as close. Where the model does not apply to a row, the row says why. Computed by cargo xtask fit.";
pub(super) const OFFERS: &str = "Models of one class share a row. Unless a seller is named, each approach takes the one that costs the least for training and serving over the horizon, among those with which it meets the limits on times. A tuned model is never charged less than the base model's list price, so that no approach wins by a cheaper seller of the same model. Not listed for want of a price: tuning of Gemini and Nova models, and of GPT-4.1 at Azure, whose guide gives examples and no prices.";
pub(super) const UNSCORED: &str = "Preference tuning and reinforcement fine-tuning raise the share of answers that a model can already give and teach no new facts. No source states what they gain by number of pairs or prompts on a task with a required format, so no approach stands for them: gain not published, not scored.";
pub(super) const MODELS: &str = "As their sellers and the LiteLLM feed say; release days by models.dev where no other source is named. A dash means not known. A model that has ended stays for links that name it. Cache: minutes without use until a prefix is forgotten, the factor on the price of what is written, the shortest prefix in tokens. Batches: the share taken off. Speeds were measured by others, with thinking off.";
pub(super) const HARDWARE: &str = "List prices on demand.";
pub(super) const CLAIMS: &str = "A test checks each claim.";

pub(super) fn prices(as_of: &str) -> String {
    format!(
        "US dollars per million tokens, lowest context tier, as of {as_of}. Where two feeds disagree both figures are shown; the model uses the first."
    )
}
