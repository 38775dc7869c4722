//! From a view to its link.

use forkcast_engine::params::{PARAMS, Param, Value};
use forkcast_engine::{Catalog, MODEL_VERSION, Scenario};

use super::view::EVERY_PART;
use super::{EMBED, MEASURED, MODEL, PRICES, Part, THEME, Theme, VERSION, View, percent};

/// Takes a scenario apart without `..`, so that a field that is added does not compile until it is named here; then the count
/// below asks for its row in the table, which is what links are made from.
macro_rules! every_field {
    ($($field:ident),+ $(,)?) => {
        /// How many fields a scenario has.
        const FIELDS: usize = [$(stringify!($field)),+].len();

        #[allow(dead_code, reason = "it is there to be compiled")]
        const fn named(scenario: &Scenario) {
            let Scenario { $($field: _),+ } = scenario;
        }
    };
}

every_field!(
    change_days,
    corpus_tokens,
    change_share,
    new_facts_share,
    freshness_floor,
    strictness,
    behaviour_penalty,
    audit,
    examples,
    label_quality,
    curation_per_month,
    curation_usd,
    log_yield,
    example_tokens,
    queries_per_day,
    growth_monthly,
    peak_factor,
    prompt_tokens,
    output_tokens,
    few_shot,
    cacheable_share,
    peak_hours_share,
    ttft_p95_ms,
    e2e_p95_ms,
    budget_monthly_usd,
    budget_upfront_usd,
    horizon_months,
    start_months,
    wrong_answer_usd,
    supply,
    model_index,
    open_model_index,
    gpu_index,
    precision,
    utilisation,
    known_accuracy,
    own_input_usd,
    own_cached_usd,
    own_output_usd,
    recall,
    chunks,
    chunk_tokens,
    embedder_index,
    store_index,
    reranker_index,
    training_place,
    training_gpu_index,
    epochs,
    wordings,
    experiments,
    retrain_min_days,
    hybrid_training,
    team_usd_per_hour,
    build_hours_prompt,
    build_hours_rag,
    build_hours_ft,
    upkeep_hours_prompt,
    upkeep_hours_rag,
    upkeep_hours_ft,
    release_hours,
    weight_quality,
    weight_cost,
    weight_latency,
    weight_freshness,
    weight_traceability,
    weight_time,
    weight_simplicity,
    hybrid_margin,
    measured_start_p50_ms,
    measured_start_p95_ms,
    measured_prefill_tps,
    measured_decode_tps,
    measured_embed_p50_ms,
    measured_embed_p95_ms,
    measured_search_p50_ms,
    measured_search_p95_ms,
    measured_train_tps,
);

const _: () = assert!(
    FIELDS == PARAMS.len(),
    "every field of a scenario has one row in the table of inputs"
);

/// The link of a view, without the leading `#`. [`super::decode()`] gives the same view back for any scenario in range.
#[must_use]
pub fn encode(view: &View, catalog: &Catalog) -> String {
    let View {
        scenario,
        embed,
        theme,
        measured,
    } = view;
    let mut link = format!("v{VERSION}");
    push(&mut link, MODEL, MODEL_VERSION);
    push(&mut link, PRICES, &catalog.version);
    for param in &PARAMS {
        if !param.is_default(scenario, catalog) {
            push(&mut link, param.key, &text(param, scenario, catalog));
        }
    }
    if (scenario.is_measured() || scenario.has_own_prices()) && !measured.is_empty() {
        push(&mut link, MEASURED, measured);
    }
    if *embed == Part::ALL {
        push(&mut link, EMBED, EVERY_PART);
    } else if !embed.is_empty() {
        let parts: Vec<&str> = embed.iter().map(|part| part.id()).collect();
        push(&mut link, EMBED, &parts.join(","));
    }
    if *theme != Theme::Auto {
        push(&mut link, THEME, theme.id());
    }
    link
}

fn push(link: &mut String, key: &str, value: &str) {
    link.push('&');
    link.push_str(key);
    link.push('=');
    percent::push(link, value);
}

/// The value as text. Numbers are written in full, as people read them, unless that takes more than a few digits more.
fn text(param: &Param, scenario: &Scenario, catalog: &Catalog) -> String {
    let plain = param.text(scenario, catalog);
    if plain.len() <= 12 {
        return plain;
    }
    match (param.get)(scenario) {
        Value::Number(number) => {
            let scientific = format!("{number:e}");
            if scientific.len() < plain.len() {
                scientific
            } else {
                plain
            }
        }
        Value::Choice(_) => plain,
    }
}
