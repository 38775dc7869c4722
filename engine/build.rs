//! Turns `data/*.toml` into Rust statics, so that the page parses nothing and a wrong file fails the build.
//!
//! It is over 800 lines because a build script is one program: each table has its reader, its check and its writer side by side.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Models {
    model: Vec<Model>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllTerms {
    terms: Vec<Terms>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    licence: Option<String>,
    vendor: Option<String>,
    trains_others: bool,
    source: String,
    as_of: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Model {
    id: String,
    label: String,
    tier: String,
    ability: Option<toml::Table>,
    vendor: String,
    provider: String,
    feed_id: String,
    context_tokens: f64,
    input: f64,
    output: f64,
    cached: Option<f64>,
    input_other: Option<f64>,
    output_other: Option<f64>,
    cached_other: Option<f64>,
    long_above_tokens: Option<f64>,
    long_input: Option<f64>,
    long_output: Option<f64>,
    long_cached: Option<f64>,
    long_above_tokens_other: Option<f64>,
    long_input_other: Option<f64>,
    long_output_other: Option<f64>,
    long_cached_other: Option<f64>,
    source: String,
    as_of: String,
    released: Option<String>,
    retires: Option<String>,
    retires_source: Option<String>,
    replacement: Option<String>,
    open_weights: Option<bool>,
    regions_source: Option<String>,
    licence: Option<String>,
    cache_life_minutes: Option<f64>,
    cache_write_factor: Option<f64>,
    cache_min_tokens: Option<f64>,
    cache_long_life_minutes: Option<f64>,
    cache_long_write_factor: Option<f64>,
    cache_storage_usd_per_m_hour: Option<f64>,
    batch_discount: Option<f64>,
    structured_output: Option<bool>,
    thinking: Option<String>,
    tokens_per_s: Option<f64>,
    first_token_ms: Option<f64>,
    first_token_prompt: Option<f64>,
    facts_source: Option<String>,
    shape: Option<Shape>,
    #[serde(default)]
    later: Vec<Later>,
    peak: Option<Peak>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Later {
    from: String,
    input: f64,
    output: f64,
    cached: Option<f64>,
    long_above_tokens: Option<f64>,
    long_input: Option<f64>,
    long_output: Option<f64>,
    long_cached: Option<f64>,
    source: String,
    as_of: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Peak {
    hours: String,
    input: f64,
    output: f64,
    cached: Option<f64>,
    source: String,
    as_of: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sellers {
    seller: Vec<Seller>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seller {
    id: String,
    label: String,
    source: String,
    as_of: String,
    offer: Vec<Offer>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    models: Option<Vec<String>>,
    params_b_above: Option<f64>,
    params_b_max: Option<f64>,
    method: String,
    training: f64,
    #[serde(default)]
    takes_adapters: bool,
    serving: String,
    input: Option<f64>,
    output: Option<f64>,
    gpu: Option<String>,
    usd_per_gpu_hour: Option<f64>,
    least_replicas: Option<f64>,
    idle_minutes: Option<f64>,
    cold_start_s: Option<f64>,
    region_factor: Option<f64>,
    source: String,
    as_of: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    params_b: f64,
    active_params_b: Option<f64>,
    experts: Option<f64>,
    experts_per_token: Option<f64>,
    layers: f64,
    full_layers: Option<f64>,
    window_layers: Option<f64>,
    window_tokens: Option<f64>,
    cache_width: Option<f64>,
    hidden: f64,
    heads: f64,
    kv_heads: f64,
    head_dim: f64,
    vocab: f64,
    source: String,
}
const fn one() -> f64 {
    1.0
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gpus {
    gpu: Vec<Gpu>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gpu {
    id: String,
    label: String,
    memory_gb: f64,
    bf16_tflops: f64,
    fp8: bool,
    bandwidth_tbs: f64,
    link_gbs: f64,
    #[serde(default = "one")]
    reached: f64,
    usd_per_hour: f64,
    usd_per_hour_reserved: Option<f64>,
    usd_per_hour_spot: Option<f64>,
    usd_per_hour_owned: Option<f64>,
    terms_source: Option<String>,
    source: String,
    as_of: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Retrieval {
    embedder: Vec<Embedder>,
    store: Vec<Store>,
    reranker: Vec<Reranker>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Embedder {
    id: String,
    label: String,
    usd_per_m_tokens: f64,
    usd_per_node_hour: Option<f64>,
    retires: Option<String>,
    dimensions: f64,
    p50_ms: f64,
    p95_ms: f64,
    misses: f64,
    misses_source: String,
    window_tokens: Option<f64>,
    source: String,
    as_of: String,
    latency_condition: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Store {
    id: String,
    label: String,
    billing: String,
    usd_per_gb_month: Option<f64>,
    usd_per_m_read_units: Option<f64>,
    usd_per_m_write_units: Option<f64>,
    minimum_usd_month: Option<f64>,
    usd_per_node_hour: Option<f64>,
    node_gb: Option<f64>,
    node_qps: Option<f64>,
    included_nodes: Option<f64>,
    #[serde(default)]
    own: bool,
    #[serde(default)]
    in_region: bool,
    search_p99_ms: f64,
    remote: bool,
    source: String,
    as_of: String,
    latency_condition: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reranker {
    id: String,
    label: String,
    usd_per_k_queries: Option<f64>,
    usd_per_m_tokens: Option<f64>,
    usd_per_node_hour: Option<f64>,
    p50_ms: f64,
    p95_ms: f64,
    misses: f64,
    misses_source: String,
    source: String,
    as_of: String,
    latency_condition: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumptions {
    assumption: Vec<Assumption>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assumption {
    key: String,
    label: String,
    low: f64,
    likely: f64,
    high: f64,
    unit: String,
    status: String,
    source: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Abilities {
    ability: Vec<Ability>,
}
/// Low, likely and high by tier.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Ability {
    key: String,
    label: String,
    small_open: [f64; 3],
    mid_open: [f64; 3],
    cheap_hosted: [f64; 3],
    frontier: [f64; 3],
    status: String,
    source: String,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Presets {
    preset: Vec<Preset>,
}
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preset {
    id: String,
    label: String,
    blurb: String,
    set: toml::Table,
}

fn read<T: for<'de> Deserialize<'de>>(file: &str) -> T {
    let path = format!("data/{file}.toml");
    println!("cargo:rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn some(value: Option<f64>) -> String {
    value.map_or_else(|| "None".to_owned(), |v| format!("Some({v:?}f64)"))
}

fn text(value: &str) -> String {
    format!("Cow::Borrowed({value:?})")
}

/// Later prices that a model can have: what the engine keeps of them is an array of this length, as deciding allocates nothing.
const MOST_LATER: usize = 4;

/// Days since 1970-01-01 of `2026-11-23`.
fn days(model: &str, date: &str) -> i64 {
    let parsed: Result<jiff::civil::Date, _> = date.parse();
    let Ok(day) = parsed else {
        panic!("models.toml: {model}: a date is written 2026-11-23, not {date}");
    };
    day.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24
}

fn long_prompt(model: &str, above: Option<f64>, [input, output, cached]: [Option<f64>; 3]) -> String {
    match (above, input, output) {
        (Some(above), Some(input), Some(output)) => format!(
            "Some(&LongPrompt {{ above_tokens: {above:?}, input_usd_per_m: {input:?}, output_usd_per_m: {output:?}, cached_usd_per_m: {} }})",
            some(cached)
        ),
        (None, None, None) if cached.is_none() => "None".to_owned(),
        _ => panic!("models.toml: {model}: long_above_tokens, long_input and long_output go together"),
    }
}

/// Later prices: after the snapshot, in order, positive, and no more than the engine holds.
fn later(m: &Model, snapshot: &str) -> String {
    assert!(
        m.later.len() <= MOST_LATER,
        "models.toml: {}: {MOST_LATER} later prices at the most",
        m.id
    );
    let mut before = days(&m.id, snapshot);
    let start = before;
    let rows = m.later.iter().map(|l| {
        let from = days(&m.id, &l.from);
        assert!(
            from > before,
            "models.toml: {}: a later price begins after the snapshot and after the one before it, not on {}",
            m.id,
            l.from
        );
        before = from;
        let prices = [Some(l.input), Some(l.output), l.cached, l.long_input, l.long_output, l.long_cached];
        assert!(
            prices.into_iter().flatten().all(|price| price > 0.0),
            "models.toml: {}: a later price is more than 0",
            m.id
        );
        format!(
            "Later {{ from: {:?}, from_days: {:?}, input_usd_per_m: {:?}, output_usd_per_m: {:?}, cached_usd_per_m: {}, long: {}, as_of: {:?}, #[cfg(not(target_arch = \"wasm32\"))] source: {:?} }}",
            l.from,
            (from - start) as f64,
            l.input,
            l.output,
            some(l.cached),
            long_prompt(&m.id, l.long_above_tokens, [l.long_input, l.long_output, l.long_cached]),
            l.as_of,
            l.source
        )
    });
    format!("&[{}]", rows.collect::<Vec<_>>().join(", "))
}

/// The attribute of texts that only programs outside the page show.
const NATIVE: &str = "#[cfg(all(feature = \"texts\", not(target_arch = \"wasm32\")))]";

/// Sources and dates of a list's rows, apart from the rows: the page's first load has the rows, the chunk has the sources.
fn sources<'a>(out: &mut String, name: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    writeln!(
        out,
        "#[cfg(feature = \"texts\")]\nstatic {name}: &[Provenance] = &["
    )
    .unwrap();
    for (source, as_of) in rows {
        writeln!(
            out,
            "Provenance {{ source: {}, as_of: {} }},",
            text(source),
            text(as_of)
        )
        .unwrap();
    }
    out.push_str("];\n");
}

/// The prices at peak hours. What they are beside a later or a long-prompt price no feed says yet, so such a model does not build.
fn peak(m: &Model) -> String {
    let Some(p) = &m.peak else {
        return "None".to_owned();
    };
    assert!(
        m.later.is_empty() && m.long_above_tokens.is_none(),
        "models.toml: {}: a peak price beside a later or a long-prompt price is not modelled",
        m.id
    );
    assert!(
        p.cached.is_some() == m.cached.is_some(),
        "models.toml: {}: the cache is sold at all hours or at none",
        m.id
    );
    assert!(
        [Some(p.input), Some(p.output), p.cached]
            .into_iter()
            .flatten()
            .all(|price| price > 0.0),
        "models.toml: {}: a peak price is more than 0",
        m.id
    );
    format!(
        "Some(&Peak {{ {NATIVE} hours: {}, input_usd_per_m: {:?}, output_usd_per_m: {:?}, cached_usd_per_m: {}, {NATIVE} provenance: Provenance {{ source: {}, as_of: {} }} }})",
        text(&p.hours),
        p.input,
        p.output,
        some(p.cached),
        text(&p.source),
        text(&p.as_of)
    )
}

/// `passage_use` as the name of a variant.
fn variant(key: &str) -> String {
    key.split(['_', '-'])
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

fn tier(m: &Model) -> String {
    assert!(
        ["small-open", "mid-open", "cheap-hosted", "frontier"].contains(&&*m.tier),
        "models.toml: {}: tier is small-open, mid-open, cheap-hosted or frontier, not {}",
        m.id,
        m.tier
    );
    variant(&m.tier)
}

/// The published figures of a model that go before those of its tier.
fn own_ability(m: &Model) -> String {
    let Some(table) = &m.ability else {
        return "&[]".to_owned();
    };
    assert!(
        table.get("source").is_some_and(toml::Value::is_str),
        "models.toml: {}: ability needs a source",
        m.id
    );
    let figures = table
        .iter()
        .filter(|(key, _)| *key != "source")
        .map(|(key, value)| {
            let value = value
                .as_float()
                .filter(|x| (0.0..=1.0).contains(x))
                .unwrap_or_else(|| panic!("models.toml: {}: {key} is a share", m.id));
            format!("(Quantity::{}, {value:?})", variant(key))
        });
    format!("&[{}]", figures.collect::<Vec<_>>().join(", "))
}

/// How able the tiers are.
fn ability(out: &mut String) {
    let table: Abilities = read("ability");
    out.push_str("/// A quantity by which models differ.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Quantity {\n");
    for a in &table.ability {
        writeln!(out, "/// {}.\n{},", a.label, variant(&a.key)).unwrap();
    }
    let keys: Vec<_> = table.ability.iter().map(|a| variant(&a.key)).collect();
    let count = keys.len();
    write!(
        out,
        "}}\nimpl Quantity {{\n/// All, in the order of the table.\npub const ALL: [Self; {count}] = [Self::{}];\n}}\n/// Range of each quantity, by tier in the order of [`Tier::ALL`].\npub const TIERS: [[Range; 4]; {count}] = [\n",
        keys.join(", Self::")
    )
    .unwrap();
    let mut notes = String::new();
    let mut ids = String::new();
    for a in &table.ability {
        write!(ids, "Self::{} => {:?}, ", variant(&a.key), a.key).unwrap();
        out.push('[');
        for [low, likely, high] in [a.small_open, a.mid_open, a.cheap_hosted, a.frontier] {
            assert!(
                0.0 <= low && low <= likely && likely <= high && high <= 1.0,
                "ability.toml: {}: 0 <= low <= likely <= high <= 1",
                a.key
            );
            write!(
                out,
                "Range {{ low: {low:?}, likely: {likely:?}, high: {high:?} }}, "
            )
            .unwrap();
        }
        out.push_str("],\n");
        writeln!(
            notes,
            "Note {{ label: {:?}, unit: Unit::Share, status: {}, source: {:?} }},",
            a.label,
            status("ability", &a.key, &a.status),
            a.source
        )
        .unwrap();
    }
    let models: Models = read("models");
    let own: Vec<(String, String)> = models
        .model
        .iter()
        .filter_map(|m| {
            let source = m.ability.as_ref()?.get("source")?.as_str()?;
            Some((m.id.clone(), source.to_owned()))
        })
        .collect();
    writeln!(
        out,
        "];\nimpl Quantity {{\n/// Name in JSON.\n#[must_use]\npub const fn id(self) -> &'static str {{\nmatch self {{ {ids}}}\n}}\n}}\n/// Source of what is published of a model itself, by its id.\n#[cfg(feature = \"texts\")]\npub static OWN_SOURCES: [(&str, &str); {}] = {own:?};",
        own.len()
    )
    .unwrap();
    writeln!(
        out,
        "/// What each quantity says and where its ranges come from.\n#[cfg(feature = \"texts\")]\npub static NOTES: [Note; {count}] = [\n{notes}];"
    )
    .unwrap();
}

fn status(file: &str, key: &str, status: &str) -> &'static str {
    match status {
        "assumed" => "Status::Assumed",
        "published" => "Status::Published",
        "fitted" => "Status::Fitted",
        other => panic!("{file}.toml: {key}: status is assumed, published or fitted, not {other}"),
    }
}

/// Whether a model's outputs may train others: by the licence of its weights, else by its maker where they are closed.
fn trains_others(m: &Model, all: &[Terms]) -> Option<bool> {
    let by_licence = |terms: &&Terms| m.licence.is_some() && terms.licence == m.licence;
    let by_maker = |terms: &&Terms| m.open_weights == Some(false) && terms.vendor.as_ref() == Some(&m.vendor);
    all.iter()
        .find(by_licence)
        .or_else(|| all.iter().find(by_maker))
        .map(|terms| terms.trains_others)
}

/// When the seller stops selling a model: the page warns of it and costs the move.
fn ending(m: &Model, all: &[Model], snapshot: &str) -> String {
    let (Some(on), Some(source)) = (&m.retires, &m.retires_source) else {
        assert!(
            m.retires.is_none() && m.retires_source.is_none() && m.replacement.is_none(),
            "models.toml: {}: retires and retires_source go together, and a replacement needs both",
            m.id
        );
        return "None".to_owned();
    };
    let replacement = m.replacement.as_ref().map_or_else(
        || "None".to_owned(),
        |id| {
            let place = all.iter().position(|other| other.id == *id);
            let place = place.unwrap_or_else(|| {
                panic!(
                    "models.toml: {}: replacement {id} is no model of the catalog",
                    m.id
                )
            });
            assert!(
                all[place].id != m.id,
                "models.toml: {}: a model does not replace itself",
                m.id
            );
            format!("Some({place})")
        },
    );
    let in_days = days(&m.id, on) - days(&m.id, snapshot);
    let word = if in_days <= 0 { "ended" } else { "ends" };
    format!(
        "Some(&Ending {{ on: {on:?}, in_days: {:?}, replacement: {replacement}, source: {source:?}, listed: {:?} }})",
        in_days as f64,
        format!("{} ({word} {on})", m.label)
    )
}

/// How a prompt cache is sold. Models of one seller share a static, as their terms are the same.
fn cache_terms(m: &Model, known: &mut Vec<[Option<f64>; 6]>) -> String {
    let terms = [
        m.cache_life_minutes,
        m.cache_write_factor,
        m.cache_min_tokens,
        m.cache_long_life_minutes,
        m.cache_long_write_factor,
        m.cache_storage_usd_per_m_hour,
    ];
    assert!(
        m.cache_long_life_minutes.is_some() == m.cache_long_write_factor.is_some()
            && (m.cache_long_life_minutes.is_none() || m.cache_life_minutes.is_some()),
        "models.toml: {}: a longer life of a cache has its write factor, and comes beside a short one",
        m.id
    );
    assert!(
        m.cached.is_some() || terms.iter().all(Option::is_none),
        "models.toml: {}: terms of a cache that is not sold",
        m.id
    );
    assert!(
        terms.iter().flatten().all(|x| x.is_finite() && *x > 0.0),
        "models.toml: {}: terms of a cache are more than 0, and left out where unknown",
        m.id
    );
    let place = known.iter().position(|other| *other == terms).unwrap_or_else(|| {
        known.push(terms);
        known.len() - 1
    });
    format!("&CACHE_TERMS[{place}]")
}

/// What lists and records show of a model beside its prices, apart from the rows like their sources.
fn facts(m: &Model) -> String {
    let date = |date: &Option<String>| {
        if let Some(date) = date {
            // A month alone is as much as some sellers say.
            let whole = if date.len() == 7 {
                format!("{date}-01")
            } else {
                date.clone()
            };
            days(&m.id, &whole);
        }
        format!("{date:?}")
    };
    let thinking = match m.thinking.as_deref() {
        None => "None",
        Some("always") => "Some(Thinking::Always)",
        Some("on") => "Some(Thinking::On)",
        Some("off") => "Some(Thinking::Off)",
        Some("none") => "Some(Thinking::None)",
        Some(other) => panic!(
            "models.toml: {}: thinking is always, on, off or none, not {other}",
            m.id
        ),
    };
    let measured = [m.tokens_per_s, m.first_token_ms];
    assert!(
        m.facts_source.is_some() || measured.iter().all(Option::is_none),
        "models.toml: {}: a speed needs facts_source",
        m.id
    );
    assert!(
        m.batch_discount.is_none_or(|off| off > 0.0 && off < 1.0),
        "models.toml: {}: batch_discount is the share that is taken off, between 0 and 1",
        m.id
    );
    assert!(
        m.licence.is_none() || m.open_weights == Some(true),
        "models.toml: {}: a licence is that of open weights",
        m.id
    );
    format!(
        "ModelFacts {{ released: {}, licence: {:?}, structured_output: {:?}, thinking: {thinking}, tokens_per_s: {}, first_token_ms: {}, source: {:?} }},",
        date(&m.released),
        m.licence,
        m.structured_output,
        some(m.tokens_per_s),
        some(m.first_token_ms),
        m.facts_source
    )
}

/// The published first token, where the prompt that it was measured with is known.
fn first_token(m: &Model) -> String {
    assert!(
        m.first_token_prompt.is_none() || m.first_token_ms.is_some(),
        "models.toml: {}: first_token_prompt is that of first_token_ms",
        m.id
    );
    m.first_token_ms.zip(m.first_token_prompt).map_or_else(
        || "None".to_owned(),
        |(ms, prompt_tokens)| format!("Some(FirstToken {{ ms: {ms:?}, prompt_tokens: {prompt_tokens:?} }})"),
    )
}

/// Dimensions. Without layers of other kinds, all layers keep keys and values of the whole text.
fn shape(m: &Model, s: &Shape) -> String {
    assert!(
        m.open_weights == Some(true),
        "models.toml: {}: dimensions are known of open weights",
        m.id
    );
    let window_layers = s.window_layers.unwrap_or(0.0);
    assert!(
        (window_layers > 0.0) == s.window_tokens.is_some(),
        "models.toml: {}: window_layers and window_tokens go together",
        m.id
    );
    let mixed = s.full_layers.is_some() || s.cache_width.is_some() || window_layers > 0.0;
    let attention = if mixed {
        let full_layers = s.full_layers.unwrap_or(s.layers - window_layers);
        assert!(
            full_layers + window_layers <= s.layers,
            "models.toml: {}: more layers keep a cache than there are",
            m.id
        );
        format!(
            "Attention::Mixed(&Kept {{ full_layers: {full_layers:?}, width: {:?}, window_layers: {window_layers:?}, window_tokens: {:?} }})",
            s.cache_width.unwrap_or(2.0 * s.kv_heads * s.head_dim),
            s.window_tokens.unwrap_or(0.0),
        )
    } else {
        "Attention::Full".to_owned()
    };
    assert!(
        s.active_params_b
            .is_none_or(|active| active > 0.0 && active < s.params_b),
        "models.toml: {}: active parameters are some of all, and left out where they are all",
        m.id
    );
    assert!(
        match (s.experts, s.experts_per_token) {
            (None, None) => true,
            (Some(all), Some(taken)) => s.active_params_b.is_some() && taken > 0.0 && taken < all,
            _ => false,
        },
        "models.toml: {}: experts and experts_per_token go together, with active parameters",
        m.id
    );
    format!(
        "Some(Shape {{ params_b: {:?}, active_params_b: {}, routed_share: {}, layers: {:?}, attention: {attention}, hidden: {:?}, heads: {:?}, kv_heads: {:?}, head_dim: {:?}, vocab: {:?}, {NATIVE} source: {} }})",
        s.params_b,
        some(s.active_params_b),
        some(s.experts_per_token.zip(s.experts).map(|(taken, all)| taken / all)),
        s.layers,
        s.hidden,
        s.heads,
        s.kv_heads,
        s.head_dim,
        s.vocab,
        text(&s.source)
    )
}

/// The offers of fine-tuning for a model, in the file's order.
fn offers(m: &Model, sellers: &Sellers, gpus: &Gpus) -> String {
    let mut rows = Vec::new();
    for (seller, place) in sellers.seller.iter().zip(1..) {
        for o in &seller.offer {
            let fits = match (&o.models, &m.shape) {
                (Some(ids), _) => ids.contains(&m.id),
                (None, Some(shape)) => {
                    shape.params_b > o.params_b_above.unwrap_or(0.0)
                        && shape.params_b <= o.params_b_max.unwrap_or(f64::INFINITY)
                }
                (None, None) => false,
            };
            if fits {
                rows.push(offer(m, &seller.id, place, o, gpus));
            }
        }
    }
    format!("Cow::Borrowed(&[{}])", rows.join(", "))
}

fn offer(m: &Model, seller: &str, place: u16, o: &Offer, gpus: &Gpus) -> String {
    let wrong = |what: &str| -> ! { panic!("sellers.toml: {seller}: {}: {what}", m.id) };
    let method = match o.method.as_str() {
        "full" => "TuningMethod::Full",
        "lora" => "TuningMethod::Lora",
        "managed" => "TuningMethod::Managed",
        _ => wrong("method is full, lora or managed"),
    };
    let by_hour = [
        o.usd_per_gpu_hour,
        o.least_replicas,
        o.idle_minutes,
        o.cold_start_s,
    ];
    let serving = match o.serving.as_str() {
        "serverless" => {
            if o.gpu.is_some() || by_hour.iter().any(Option::is_some) {
                wrong("serverless has no GPUs");
            }
            let (input, output) = (o.input.unwrap_or(m.input), o.output.unwrap_or(m.output));
            if input < m.input || output < m.output {
                wrong(
                    "none may win by a cheaper base: a tuned model costs at least the base model's list price",
                );
            }
            format!(
                "OfferedServing::Serverless {{ input_usd_per_m: {input:?}, output_usd_per_m: {output:?} }}"
            )
        }
        "dedicated" => {
            if m.shape.is_none() {
                wrong("GPUs are sized by dimensions, which are not known");
            }
            let (Some(gpu), Some(usd)) = (&o.gpu, o.usd_per_gpu_hour) else {
                wrong("dedicated needs gpu and usd_per_gpu_hour");
            };
            let Some(gpu) = gpus.gpu.iter().position(|g| g.id == *gpu) else {
                wrong("gpu is one of gpus.toml");
            };
            let scale_to_zero = match (o.idle_minutes, o.cold_start_s) {
                (Some(idle), Some(start)) => {
                    format!("Some(&ScaleToZero {{ idle_minutes: {idle:?}, cold_start_s: {start:?} }})")
                }
                (None, None) => "None".to_owned(),
                _ => wrong("idle_minutes and cold_start_s go together"),
            };
            format!(
                "OfferedServing::Dedicated {{ gpu: {gpu}, usd_per_gpu_hour: {usd:?}, least_replicas: {:?}, scale_to_zero: {scale_to_zero}, region_factor: {} }}",
                o.least_replicas.unwrap_or(1.0),
                some(o.region_factor)
            )
        }
        _ => wrong("serving is serverless or dedicated"),
    };
    format!(
        "Offer {{ seller: {place}, method: {method}, training_usd_per_m: {:?}, takes_adapters: {}, serving: {serving}, {NATIVE} provenance: Provenance {{ source: {}, as_of: {} }} }}",
        o.training,
        o.takes_adapters,
        text(&o.source),
        text(&o.as_of)
    )
}

/// The sellers: first the choice among them, last GPUs of one's own.
fn seller_list(out: &mut String, sellers: &Sellers) {
    let ends = |id: &str, label: &str, source: &str| {
        (id.to_owned(), label.to_owned(), source.to_owned(), String::new())
    };
    let mut rows = vec![ends(
        "cheapest",
        "the cheapest that meets the limits",
        "a rule, no seller",
    )];
    rows.extend(
        sellers
            .seller
            .iter()
            .map(|s| (s.id.clone(), s.label.clone(), s.source.clone(), s.as_of.clone())),
    );
    rows.push(ends(
        "own-gpus",
        "own or rented GPUs",
        "the GPU chosen for serving",
    ));
    out.push_str("static SELLERS: &[Seller] = &[\n");
    for (id, label, _, _) in &rows {
        writeln!(out, "Seller {{ id: {}, label: {} }},", text(id), text(label)).unwrap();
    }
    out.push_str("];\n");
    sources(
        out,
        "SELLER_SOURCES",
        rows.iter().map(|(_, _, source, as_of)| (&**source, &**as_of)),
    );
}

fn catalog(out: &mut String) {
    let models: Models = read("models");
    let all_terms: AllTerms = read("terms");
    for terms in &all_terms.terms {
        assert!(
            terms.licence.is_some() != terms.vendor.is_some(),
            "terms.toml: a row is of a licence or of a maker"
        );
        assert!(
            !terms.source.is_empty() && !terms.as_of.is_empty(),
            "terms.toml: each row has a source and a date"
        );
    }
    let snapshot = models
        .model
        .iter()
        .map(|m| m.as_of.as_str())
        .max()
        .unwrap_or_default();
    let mut terms_known = Vec::new();
    let sellers: Sellers = read("sellers");
    let gpus: Gpus = read("gpus");
    for id in sellers
        .seller
        .iter()
        .flat_map(|s| &s.offer)
        .filter_map(|o| o.models.as_ref())
        .flatten()
    {
        assert!(
            models.model.iter().any(|m| m.id == *id),
            "sellers.toml: {id} is no model of models.toml"
        );
    }
    out.push_str("static MODELS: &[Model] = &[\n");
    for m in &models.model {
        let tuning = offers(m, &sellers, &gpus);
        let shape = m
            .shape
            .as_ref()
            .map_or_else(|| "None".to_owned(), |s| shape(m, s));
        let (ends, cache) = (
            ending(m, &models.model, snapshot),
            cache_terms(m, &mut terms_known),
        );
        let long = long_prompt(
            &m.id,
            m.long_above_tokens,
            [m.long_input, m.long_output, m.long_cached],
        );
        let (later, peak) = (later(m, snapshot), peak(m));
        writeln!(
            out,
            "Model {{ id: {}, label: {}, tier: Tier::{}, ability: {}, {NATIVE} vendor: {}, {NATIVE} provider: {}, {NATIVE} feed_id: {}, context_tokens: {:?}, input_usd_per_m: {:?}, output_usd_per_m: {:?}, cached_usd_per_m: {}, other: OtherFeed {{ input_usd_per_m: {}, output_usd_per_m: {}, cached_usd_per_m: {} }}, long: {long}, later: {later}, peak: {peak}, ends: {ends}, open_weights: {:?}, structured_output: {:?}, trains_others: {:?}, in_region: {}, batch_discount: {}, tokens_per_s: {}, first_token: {}, cache: {cache}, tuning: {tuning}, shape: {shape} }},",
            text(&m.id), text(&m.label), tier(m), own_ability(m), text(&m.vendor), text(&m.provider), text(&m.feed_id),
            m.context_tokens, m.input, m.output, some(m.cached),
            some(m.input_other), some(m.output_other), some(m.cached_other), m.open_weights,
            m.structured_output, trains_others(m, &all_terms.terms),
            m.regions_source.is_some(), some(m.batch_discount), some(m.tokens_per_s), first_token(m)
        )
        .unwrap();
    }
    out.push_str("];\nstatic CACHE_TERMS: &[CacheTerms] = &[\n");
    for [life, write, least, long_life, long_write, storage] in terms_known {
        let long = match (long_life, long_write) {
            (Some(life), Some(write)) => {
                format!("Some(LongLife {{ life_minutes: {life:?}, write_factor: {write:?} }})")
            }
            _ => "None".to_owned(),
        };
        writeln!(
            out,
            "CacheTerms {{ life_minutes: {}, write_factor: {}, least_tokens: {}, long: {long}, storage_usd_per_m_hour: {} }},",
            some(life),
            some(write),
            some(least),
            some(storage)
        )
        .unwrap();
    }
    out.push_str("];\n#[cfg(feature = \"texts\")]\nstatic MODEL_FACTS: &[ModelFacts] = &[\n");
    for m in &models.model {
        writeln!(out, "{}", facts(m)).unwrap();
    }
    out.push_str("];\n");

    seller_list(out, &sellers);
    out.push_str("static GPUS: &[Gpu] = &[\n");
    for g in &gpus.gpu {
        let terms = [g.usd_per_hour_reserved, g.usd_per_hour_spot, g.usd_per_hour_owned];
        assert!(
            terms.iter().all(Option::is_none) || g.terms_source.is_some(),
            "gpus.toml: {}: a price of another term needs terms_source",
            g.id
        );
        writeln!(
            out,
            "Gpu {{ id: {}, label: {}, memory_gb: {:?}, bf16_tflops: {:?}, fp8: {}, bandwidth_tbs: {:?}, link_gbs: {:?}, reached: {:?}, usd_per_hour: {:?}, usd_per_hour_reserved: {}, usd_per_hour_spot: {}, usd_per_hour_owned: {} }},",
            text(&g.id), text(&g.label), g.memory_gb, g.bf16_tflops, g.fp8, g.bandwidth_tbs, g.link_gbs, g.reached, g.usd_per_hour,
            some(terms[0]), some(terms[1]), some(terms[2])
        )
        .unwrap();
    }
    out.push_str("];\n");

    let retrieval: Retrieval = read("retrieval");
    out.push_str("static EMBEDDERS: &[Embedder] = &[\n");
    for e in &retrieval.embedder {
        writeln!(
            out,
            "Embedder {{ id: {}, label: {}, usd_per_m_tokens: {:?}, usd_per_node_hour: {}, ends_in_days: {}, dimensions: {:?}, p50_ms: {:?}, p95_ms: {:?}, misses: {:?}, window_tokens: {} }},",
            text(&e.id), text(&e.label), e.usd_per_m_tokens, some(e.usd_per_node_hour),
            some(e.retires.as_ref().map(|on| (days(&e.id, on) - days(&e.id, snapshot)) as f64)),
            e.dimensions, e.p50_ms, e.p95_ms, e.misses, some(e.window_tokens)
        )
        .unwrap();
    }
    out.push_str("];\nstatic STORES: &[Store] = &[\n");
    for s in &retrieval.store {
        let need = |v: Option<f64>, name: &str| {
            v.unwrap_or_else(|| panic!("retrieval.toml: {}: {} billing needs {name}", s.id, s.billing))
        };
        let billing = match s.billing.as_str() {
            "none" => "Billing::None".to_owned(),
            "nodes" => format!(
                "Billing::Nodes {{ usd_per_node_hour: {:?}, node_gb: {:?}, node_qps: {}, included_nodes: {:?} }}",
                need(s.usd_per_node_hour, "usd_per_node_hour"),
                need(s.node_gb, "node_gb"),
                some(s.node_qps),
                s.included_nodes.unwrap_or(0.0)
            ),
            "read-units" => format!(
                "Billing::ReadUnits {{ usd_per_gb_month: {:?}, usd_per_m_read_units: {:?}, usd_per_m_write_units: {:?}, minimum_usd_month: {:?} }}",
                need(s.usd_per_gb_month, "usd_per_gb_month"),
                need(s.usd_per_m_read_units, "usd_per_m_read_units"),
                need(s.usd_per_m_write_units, "usd_per_m_write_units"),
                need(s.minimum_usd_month, "minimum_usd_month")
            ),
            other => panic!(
                "retrieval.toml: {}: billing is none, nodes or read-units, not {other}",
                s.id
            ),
        };
        writeln!(
            out,
            "Store {{ id: {}, label: {}, billing: {billing}, own: {}, in_region: {}, search_p99_ms: {:?}, remote: {} }},",
            text(&s.id),
            text(&s.label),
            s.own,
            s.in_region,
            s.search_p99_ms,
            s.remote
        )
        .unwrap();
    }
    out.push_str("];\nstatic RERANKERS: &[Reranker] = &[\n");
    for r in &retrieval.reranker {
        assert!(
            r.usd_per_k_queries.is_none() || r.usd_per_m_tokens.is_none(),
            "retrieval.toml: {}: a reranker is sold by the search or by the token",
            r.id
        );
        writeln!(
            out,
            "Reranker {{ id: {}, label: {}, usd_per_k_queries: {:?}, usd_per_m_tokens: {:?}, usd_per_node_hour: {}, p50_ms: {:?}, p95_ms: {:?}, misses: {:?} }},",
            text(&r.id),
            text(&r.label),
            r.usd_per_k_queries.unwrap_or(0.0),
            r.usd_per_m_tokens.unwrap_or(0.0),
            some(r.usd_per_node_hour),
            r.p50_ms,
            r.p95_ms,
            r.misses
        )
        .unwrap();
    }
    out.push_str("];\n");
    out.push_str("#[cfg(feature = \"texts\")]\nstatic OTHER_LONG_PROMPTS: &[OtherLongPrompt] = &[\n");
    for m in &models.model {
        writeln!(
            out,
            "OtherLongPrompt {{ above_tokens: {}, input_usd_per_m: {}, output_usd_per_m: {}, cached_usd_per_m: {} }},",
            some(m.long_above_tokens_other), some(m.long_input_other), some(m.long_output_other), some(m.long_cached_other)
        )
        .unwrap();
    }
    out.push_str("];\n");
    // The conditions of a latency are part of its source.
    let told = |source: &str, as_of: &str, condition: &str| {
        (format!("{source}; latency at: {condition}"), as_of.to_owned())
    };
    let embedders: Vec<_> = retrieval
        .embedder
        .iter()
        .map(|e| {
            told(
                &format!("{}; recall: {}", e.source, e.misses_source),
                &e.as_of,
                &e.latency_condition,
            )
        })
        .collect();
    let stores: Vec<_> = retrieval
        .store
        .iter()
        .map(|s| told(&s.source, &s.as_of, &s.latency_condition))
        .collect();
    let rerankers: Vec<_> = retrieval
        .reranker
        .iter()
        .map(|r| {
            told(
                &format!("{}; recall: {}", r.source, r.misses_source),
                &r.as_of,
                &r.latency_condition,
            )
        })
        .collect();
    sources(
        out,
        "MODEL_SOURCES",
        models.model.iter().map(|m| (&*m.source, &*m.as_of)),
    );
    sources(
        out,
        "GPU_SOURCES",
        gpus.gpu.iter().map(|g| (&*g.source, &*g.as_of)),
    );
    sources(
        out,
        "EMBEDDER_SOURCES",
        embedders.iter().map(|(source, as_of)| (&**source, &**as_of)),
    );
    sources(
        out,
        "STORE_SOURCES",
        stores.iter().map(|(source, as_of)| (&**source, &**as_of)),
    );
    sources(
        out,
        "RERANKER_SOURCES",
        rerankers.iter().map(|(source, as_of)| (&**source, &**as_of)),
    );
    writeln!(
        out,
        "const VERSION: &str = {snapshot:?};\n/// Later prices of a model that count; any beyond are passed over.\npub const MOST_LATER: usize = {MOST_LATER};"
    )
    .unwrap();
    writeln!(
        out,
        "/// SHA-256 of what the built-in catalog holds, as 64 hexadecimal digits; comments and the order of keys do not count.\npub const CONTENT_SHA256: &str = {:?};",
        content_sha256()
    )
    .unwrap();
}

/// The hash of the data of the catalog and its assumptions: each value by its path, one a line, tables by sorted key.
fn content_sha256() -> String {
    let mut content = String::new();
    for file in ["models", "ability", "sellers", "gpus", "retrieval", "assumptions"] {
        canonical(file, &toml::Value::Table(read(file)), &mut content);
    }
    Sha256::digest(content.as_bytes())
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn canonical(path: &str, value: &toml::Value, out: &mut String) {
    match value {
        toml::Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().collect();
            keys.sort();
            for key in keys {
                canonical(&format!("{path}.{key}"), &table[key], out);
            }
        }
        toml::Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                canonical(&format!("{path}.{i}"), item, out);
            }
        }
        toml::Value::String(text) => writeln!(out, "{path}={text:?}").unwrap(),
        toml::Value::Integer(number) => writeln!(out, "{path}={:?}", *number as f64).unwrap(),
        toml::Value::Float(number) => writeln!(out, "{path}={number:?}").unwrap(),
        toml::Value::Boolean(truth) => writeln!(out, "{path}={truth}").unwrap(),
        toml::Value::Datetime(_) => panic!("{path}: a date is written as a text"),
    }
}

/// Reading and writing all assumptions at once, in the order of the table: a simulation draws every one.
fn as_array(table: &Assumptions) -> String {
    let keys: Vec<&str> = table.assumption.iter().map(|a| a.key.as_str()).collect();
    let count = keys.len();
    let read: Vec<String> = keys.iter().map(|key| format!("self.{key}")).collect();
    let (read, written) = (read.join(", "), keys.join(", "));
    format!(
        "/// The values, in the order of [`ASSUMPTIONS`].\n#[must_use]\npub const fn to_array(&self) -> [f64; {count}] {{ [{read}] }}\n\
         /// Those of such an array.\n#[must_use]\npub const fn from_array([{written}]: [f64; {count}]) -> Self {{ Self {{ {written} }} }}\n"
    )
}

fn assumptions(out: &mut String) {
    let table: Assumptions = read("assumptions");
    out.push_str("/// One value for every assumption of the table; the units are those of its rows.\n#[derive(Clone, Copy, Debug, PartialEq)]\npub struct Calibration {\n");
    for a in &table.assumption {
        assert!(
            a.low <= a.likely && a.likely <= a.high,
            "assumptions.toml: {}: low <= likely <= high",
            a.key
        );
        writeln!(out, "/// {} ({}).\npub {}: f64,", a.label, a.unit, a.key).unwrap();
    }
    out.push_str(
        "}\nimpl Calibration {\n/// Every assumption at its likely value.\npub const LIKELY: Self = Self {\n",
    );
    for a in &table.assumption {
        writeln!(out, "{}: {:?},", a.key, a.likely).unwrap();
    }
    writeln!(
        out,
        "}};\n{}}}\n/// Every assumption.\npub static ASSUMPTIONS: [Assumption; {}] = [",
        as_array(&table),
        table.assumption.len()
    )
    .unwrap();
    let mut notes = String::new();
    for a in &table.assumption {
        let status = status("assumptions", &a.key, &a.status);
        let unit = match a.unit.as_str() {
            "examples" => "Examples",
            "hours" => "Hours",
            "minutes" => "Minutes",
            "months" => "Months",
            "ms" => "Milliseconds",
            "place" => "Place",
            "ratio" => "Factor",
            "share" => "Share",
            "tokens/s" => "TokensPerSecond",
            other => panic!("assumptions.toml: {}: no unit {other} is known", a.key),
        };
        writeln!(
            out,
            "Assumption {{ key: {:?}, low: {:?}, likely: {:?}, high: {:?}, get: |c| c.{key}, set: |c, v| c.{key} = v }},",
            a.key, a.low, a.likely, a.high, key = a.key
        )
        .unwrap();
        writeln!(
            notes,
            "Note {{ label: {:?}, unit: Unit::{unit}, status: {status}, source: {:?} }},",
            a.label, a.source
        )
        .unwrap();
    }
    out.push_str("];\n");
    writeln!(out, "/// What each assumption says, in the order of [`ASSUMPTIONS`].\npub static NOTES: [Note; {}] = [\n{notes}];", table.assumption.len()).unwrap();
}

fn presets(out: &mut String) {
    let table: Presets = read("presets");
    writeln!(
        out,
        "/// Every preset, in the page's order.\npub static PRESETS: [Preset; {}] = [",
        table.preset.len()
    )
    .unwrap();
    for p in &table.preset {
        let set: Vec<String> = p
            .set
            .iter()
            .map(|(key, value)| {
                let value = match value {
                    toml::Value::String(s) => s.clone(),
                    toml::Value::Integer(i) => i.to_string(),
                    toml::Value::Float(x) => x.to_string(),
                    other @ (toml::Value::Boolean(_)
                    | toml::Value::Datetime(_)
                    | toml::Value::Array(_)
                    | toml::Value::Table(_)) => {
                        panic!("presets.toml: {}: {key}: a number or a text, not {other:?}", p.id)
                    }
                };
                format!("({key:?}, {value:?})")
            })
            .collect();
        writeln!(
            out,
            "Preset {{ id: {:?}, label: {:?}, blurb: {:?}, set: &[{}] }},",
            p.id,
            p.label,
            p.blurb,
            set.join(", ")
        )
        .unwrap();
    }
    out.push_str("];\n");
}

fn main() {
    let out_dir = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    type Make = fn(&mut String);
    let parts: [(&str, Make); 4] = [
        ("catalog", catalog),
        ("ability", ability),
        ("assumptions", assumptions),
        ("presets", presets),
    ];
    for (name, make) in parts {
        let mut out = String::new();
        make(&mut out);
        fs::write(Path::new(&out_dir).join(format!("{name}.rs")), out).expect("OUT_DIR is writable");
    }
}
