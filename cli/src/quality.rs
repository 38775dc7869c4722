//! `forkcast measure quality`: an evaluation set over arms and endpoints, and the inputs that follow from it.

mod arguments;
mod show;

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use forkcast_endpoint::endpoint::Client;
use forkcast_engine::params::{self, Value};
use forkcast_engine::{Catalog, Scenario};
use forkcast_observe::logs::catalog_place;
use forkcast_observe::report::{Observed, Shown};
use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::judge::{self, Judge};
use forkcast_quality::keep::Keep;
use forkcast_quality::plan::{self, Arm, Asked, Found, Plan, Price};
use forkcast_quality::prompts::{self, Prompts};
use forkcast_quality::results::{self, Summary};
use forkcast_quality::run::{Backoff, Progress, run as ask};
use forkcast_quality::search::{Index, Search};
use forkcast_quality::set::Set;
use forkcast_quality::{QualityError, demo};
use forkcast_retrieval::Embedder;
use indicatif::{ProgressBar, ProgressFinish};

pub use self::arguments::QualityArgs;
use self::arguments::SearchKind;
use crate::failure::Failure;
use crate::measure::Config;
use crate::measure::command::{config, only, open_private};
use crate::observe::apply::{self, Wanted};
use crate::observe::{corpus as folders, files};
use crate::source::Source;
use crate::text::quality as text;
use crate::{print, source, terminal};

/// Longest file of prompts that is read, bytes.
const LONGEST_PROMPTS: u64 = 1 << 20;
/// Questions to endpoints without a price above which it asks before it starts.
const MANY_CALLS: u64 = 1000;
impl From<QualityError> for Failure {
    fn from(error: QualityError) -> Self {
        Self::Run(error.to_string())
    }
}

/// Runs the set, prints what was found, and writes the files that were asked for.
///
/// # Errors
/// A file that cannot be read or written, an endpoint that does not answer, or a cost that nobody agreed to.
pub fn run(given: &QualityArgs, output: Option<&Path>) -> Result<ExitCode, Failure> {
    if given.show_prompts {
        let shown = match &given.prompts {
            Some(path) => prompt_file(path)?,
            None => prompts::BUILT_IN.to_owned(),
        };
        print::text(&shown)?;
        return Ok(ExitCode::SUCCESS);
    }
    let spec = given.fields.spec()?;
    let prompts = match &given.prompts {
        Some(path) => Prompts::read(&prompt_file(path)?)?,
        None => Prompts::usual()?,
    };
    let catalog = Catalog::builtin();
    let base = Source::to_build_on(&given.base, catalog)?;
    let (name, set) = questions(given)?;
    check_judge(given, &set)?;
    let corpus = documents(given, spec.passage_tokens)?;
    for path in [output, given.apply.as_deref()].into_iter().flatten() {
        // Fails before anything is paid, not after it.
        open_private(path).map_err(|error| Failure::Run(crate::text::cannot_be_written(path, error)))?;
    }
    crate::limits::raise_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Output)?;
    let (config, mut names) = targets(given)?;
    names.extend(given.judge.clone());
    let embedder = config.embedder.as_deref().filter(|_| corpus.is_some());
    let embedder = embedder
        .map(Embedder::load)
        .transpose()
        .map_err(|error| Failure::Run(error.to_string()))?;
    let search = searched(given, embedder.is_some())?;
    let found = found(&set, corpus.as_ref(), embedder.as_ref(), search, &spec)?;
    let (mut endpoints, clients) = runtime.block_on(endpoints(&config, &names, given, catalog))?;
    // The judge's is the last.
    let judge = given.judge.is_some().then(|| endpoints.pop()).flatten();
    let judge = judge.map(|asked| Judge {
        asked,
        agreement: None,
    });
    let mut plan = Plan {
        set: &set,
        corpus: corpus.as_ref(),
        found,
        endpoints,
        prompts: &prompts,
        spec,
        search,
        judge,
        tasks: Vec::new(),
    };
    plan.ask(&arms(given, corpus.is_some())?);
    if plan.tasks.is_empty() && (corpus.is_none() || plan.judge.is_some()) {
        return Err(Failure::Run(text::NOTHING_TO_DO.to_owned()));
    }
    let mut keep = match &given.keep {
        Some(path) => Keep::open(path, given.keep_answers)?,
        None => Keep::nothing(),
    };
    if !agreed(given, &plan, &keep)? {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(client) = clients.last().filter(|_| plan.judge.is_some()) {
        let checked = runtime.block_on(judge::check(&plan, client, &mut keep, Backoff::default()))?;
        if let Some(judge) = &mut plan.judge {
            judge.agreement = checked;
        }
    }
    let bar = files::counting(plan.tasks.len() as u64, text::ASKING);
    let outcomes = runtime.block_on(ask(&plan, &clients, &mut keep, Backoff::default(), |progress| {
        show_progress(&bar, progress);
    }));
    bar.finish_and_clear();
    runtime.shutdown_timeout(Duration::from_millis(100));
    let summary = results::summarize(&plan, &outcomes?);
    let base = as_measured(base, &plan, &summary, catalog)?;
    let page = show::page(&summary);
    let observed = Observed {
        kind: "quality",
        files: vec![name],
        summary: serde_json::to_value(&summary).map_err(|error| Failure::Output(error.into()))?,
        shown: Shown::default(),
        findings: summary.findings,
    };
    let wanted = Wanted {
        json: given.json,
        link: given.link,
        scenario: given.apply.as_deref(),
        file: output,
    };
    apply::deliver(&wanted, &base, &observed, page, catalog)?;
    Ok(ExitCode::SUCCESS)
}

fn prompt_file(path: &Path) -> Result<String, Failure> {
    source::text(path, LONGEST_PROMPTS)
        .map_err(|error| Failure::Run(crate::text::cannot_be_read(path, error)))
}

/// The set and its name.
fn questions(given: &QualityArgs) -> Result<(String, Set), Failure> {
    let (name, set) = match &given.questions {
        Some(path) => {
            let name = files::name(path);
            let set = Set::read(&name, files::open(path)?)?;
            (name, set)
        }
        None if given.demo => (
            demo::NAME.to_owned(),
            Set::read(demo::NAME, demo::QUESTIONS.as_bytes())?,
        ),
        None => return Err(Failure::Run(text::NO_SET.to_owned())),
    };
    if given.from_csv && !set.is_csv {
        return Err(Failure::Run(text::not_csv(&name)));
    }
    Ok((name, set))
}

/// Whether a judge is named where one is needed, and can be checked.
fn check_judge(given: &QualityArgs, set: &Set) -> Result<(), Failure> {
    let judged = set.questions.iter().filter(|question| question.judged).count();
    let has_labels = set.questions.iter().any(|question| !question.labelled.is_empty());
    match (&given.judge, judged) {
        (None, 0) => Ok(()),
        // Without an endpoint only the recall is measured.
        (None, _)
            if given.on.is_empty() && given.targets.endpoint.is_empty() && given.targets.config.is_none() =>
        {
            Ok(())
        }
        (None, n) => Err(Failure::Run(text::needs_judge(n))),
        (Some(_), 0) => Err(Failure::Run(text::NOTHING_TO_JUDGE.to_owned())),
        (Some(_), _) if !has_labels => Err(Failure::Run(text::NO_LABELS.to_owned())),
        (Some(_), _) => Ok(()),
    }
}

/// The documents: those of the folder, or Forkcast's own.
fn documents(given: &QualityArgs, passage_tokens: u32) -> Result<Option<Corpus>, Failure> {
    let mut corpus = Corpus::new(passage_tokens);
    let Some(root) = &given.corpus else {
        if !given.demo {
            return Ok(None);
        }
        for (path, text) in demo::DOCUMENTS {
            corpus.add(path, text);
        }
        return Ok(Some(corpus));
    };
    let mut paths = Vec::new();
    folders::walk(root, &mut paths)?;
    let mut passed_over = 0_u64;
    for path in paths {
        let inner = path.strip_prefix(root).unwrap_or(&path);
        let id = inner.to_string_lossy().replace('\\', "/");
        if !folders::is_wanted(&id, &given.ext) {
            continue;
        }
        let is_short = fs::metadata(&path).is_ok_and(|file| file.len() <= forkcast_observe::corpus::LONGEST);
        match fs::read(&path).ok().filter(|_| is_short).map(String::from_utf8) {
            Some(Ok(text)) if !text.contains('\0') => corpus.add(&id, &text),
            Some(Ok(_) | Err(_)) | None => passed_over += 1,
        }
    }
    if passed_over > 0 {
        terminal::say(text::passed_over(passed_over));
    }
    if corpus.passages.is_empty() {
        return Err(Failure::Run(text::NO_DOCUMENTS.to_owned()));
    }
    Ok(Some(corpus))
}

/// The configuration, and the endpoints to ask: those named, else those of the command line, else the only one. None is an answer where only
/// retrieval is measured.
fn targets(given: &QualityArgs) -> Result<(Config, Vec<String>), Failure> {
    let config = config(&given.targets)?;
    let is_judge = |name: &str| given.judge.as_deref() == Some(name);
    if let Some(name) = given
        .judge
        .as_ref()
        .filter(|name| !config.endpoints.contains_key(*name))
    {
        return Err(Failure::Run(text::no_such_endpoint(name)));
    }
    let others: Vec<&String> = config.endpoints.keys().filter(|name| !is_judge(name)).collect();
    let names = if !given.on.is_empty() {
        for name in &given.on {
            if !config.endpoints.contains_key(name) {
                return Err(Failure::Run(text::no_such_endpoint(name)));
            }
        }
        given.on.clone()
    } else if given.targets.endpoint.is_empty() {
        match others.as_slice() {
            [] => Vec::new(),
            [one] => vec![(*one).clone()],
            _ => vec![only(None, &config)?],
        }
    } else {
        let names = given
            .targets
            .endpoint
            .iter()
            .filter_map(|pair| pair.split_once('='));
        let names = names.filter(|(name, _)| !is_judge(name));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    Ok((config, names))
}

fn searched(given: &QualityArgs, embeds: bool) -> Result<Search, Failure> {
    match given.search {
        Some(kind) if kind != SearchKind::Lexical && !embeds && (given.corpus.is_some() || given.demo) => {
            Err(Failure::Run(text::NO_EMBEDDER.to_owned()))
        }
        Some(SearchKind::Dense) => Ok(Search::Dense),
        Some(SearchKind::Fused) => Ok(Search::Fused),
        Some(SearchKind::Lexical) => Ok(Search::Lexical),
        None if embeds => Ok(Search::Fused),
        None => Ok(Search::Lexical),
    }
}

fn found(
    set: &Set,
    corpus: Option<&Corpus>,
    embedder: Option<&Embedder>,
    search: Search,
    spec: &QualitySpec,
) -> Result<Vec<Found>, Failure> {
    let Some(corpus) = corpus else {
        return Ok(Vec::new());
    };
    let failed = |error: forkcast_endpoint::RunError| Failure::Run(error.to_string());
    let bar =
        files::counting(corpus.passages.len() as u64, text::EMBEDDING).with_finish(ProgressFinish::AndClear);
    let index = match embedder {
        Some(embedder) => {
            Index::with_embedder(corpus, embedder, |done| bar.set_position(done as u64)).map_err(failed)?
        }
        None => Index::lexical(corpus),
    };
    bar.finish_and_clear();
    plan::find(set, corpus, &index, search, spec, |_| ()).map_err(failed)
}

/// The endpoints with their models and prices, and clients of them.
async fn endpoints(
    config: &Config,
    names: &[String],
    given: &QualityArgs,
    catalog: &Catalog,
) -> Result<(Vec<Asked>, Vec<Arc<Client>>), Failure> {
    let mut asked = Vec::new();
    let mut clients = Vec::new();
    for name in names {
        let Some(endpoint) = config.endpoints.get(name) else {
            return Err(Failure::Run(text::no_such_endpoint(name)));
        };
        let failed = |error| Failure::Run(text::endpoint_failed(name, error));
        let client = Client::new(endpoint).map_err(failed)?;
        let model = client.named_model().await.map_err(failed)?;
        let price = match price(name, &given.price)? {
            Some(price) => Some(price),
            None => catalog_place(&model, catalog).map(|place| {
                let model = catalog.model(place);
                Price {
                    input: model.input_usd_per_m,
                    output: model.output_usd_per_m,
                }
            }),
        };
        asked.push(Asked {
            name: name.clone(),
            model,
            price,
        });
        clients.push(Arc::new(client));
    }
    Ok((asked, clients))
}

/// The price that was given for an endpoint.
fn price(name: &str, given: &[String]) -> Result<Option<Price>, Failure> {
    for pair in given {
        let wrong = || Failure::Run(text::not_a_price(pair));
        let (of, prices) = pair.split_once('=').ok_or_else(wrong)?;
        let (input, output) = prices.split_once(',').ok_or_else(wrong)?;
        let usd = |text: &str| {
            let usd = text.trim().parse::<f64>().ok();
            usd.filter(|usd| usd.is_finite() && *usd >= 0.0).ok_or_else(wrong)
        };
        let price = Price {
            input: usd(input)?,
            output: usd(output)?,
        };
        if of == name {
            return Ok(Some(price));
        }
    }
    Ok(None)
}

/// The arms that were asked for; else the usual ones.
fn arms(given: &QualityArgs, with_corpus: bool) -> Result<Vec<Arm>, Failure> {
    let mut arms: Vec<Arm> = given.arms.iter().map(|arm| arm.arm()).collect();
    if arms.is_empty() {
        arms = vec![Arm::ClosedBook];
        if with_corpus {
            arms.extend([Arm::Rag, Arm::WrongPassages]);
        }
    }
    arms.sort_unstable();
    arms.dedup();
    match arms.iter().find(|arm| arm.needs_corpus() && !with_corpus) {
        Some(arm) => Err(Failure::Run(text::needs_corpus(arm.id()))),
        None => Ok(arms),
    }
}

/// Shows what the run will use, and asks where that is much. False if only the plan was wanted, or the answer is no.
fn agreed(given: &QualityArgs, plan: &Plan<'_>, keep: &Keep) -> Result<bool, Failure> {
    let costs = plan.costs(|key| keep.get(key).is_some());
    // Without the judge's, which are not tasks.
    let calls: u64 = costs
        .iter()
        .take(plan.endpoints.len())
        .map(|cost| cost.calls)
        .sum();
    let kept = plan.tasks.len() as u64 - calls;
    terminal::write(&show::costs(plan, &costs, kept));
    if given.plan {
        return Ok(false);
    }
    let known: f64 = costs.iter().filter_map(|cost| cost.usd).sum();
    let unpriced: u64 = costs
        .iter()
        .filter(|cost| cost.usd.is_none())
        .map(|cost| cost.calls)
        .sum();
    let is_much = known > plan.spec.limit_usd || unpriced > MANY_CALLS;
    if !is_much || given.yes {
        return Ok(true);
    }
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Failure::Run(text::needs_yes(
            known,
            plan.spec.limit_usd,
            unpriced,
            MANY_CALLS,
        )));
    }
    terminal::write(&text::GO_ON);
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    stdin.read_line(&mut line).map_err(Failure::Output)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn show_progress(bar: &ProgressBar, progress: Progress) {
    bar.set_position(progress.done as u64);
    if progress.retries + progress.failed > 0 {
        bar.set_message(text::asking(progress.retries, progress.failed));
    }
}

/// The scenario with the pipeline whose recall was measured.
fn as_measured(
    mut base: Source,
    plan: &Plan<'_>,
    summary: &Summary,
    catalog: &Catalog,
) -> Result<Source, Failure> {
    let Some(recall) = summary.findings.iter().find(|finding| finding.id == "recall") else {
        return Ok(base);
    };
    if recall.bound != forkcast_observe::Bound::Value {
        return Ok(base);
    }
    let s = &mut base.scenario;
    set(s, "recall_of", "as-set", catalog)?;
    set(s, "search_kind", plan.search.id(), catalog)?;
    set(s, "reranker", "none", catalog)?;
    if results::reads_vectors(plan.search) {
        set(s, "embedder", "minilm-local", catalog)?;
    }
    number(s, "chunks", f64::from(plan.spec.k))?;
    if let Some(corpus) = plan.corpus {
        number(s, "chunk_tokens", results::chunk_tokens(corpus))?;
    }
    Ok(base)
}

fn set(s: &mut Scenario, key: &str, value: &str, catalog: &Catalog) -> Result<(), Failure> {
    params::find(key)
        .and_then(|param| param.set_text(s, value, catalog))
        .map_err(|error| Failure::Run(error.to_string()))
}

fn number(s: &mut Scenario, key: &str, value: f64) -> Result<(), Failure> {
    let param = params::find(key).map_err(|error| Failure::Run(error.to_string()))?;
    let value = param
        .range()
        .map_or(value, |(least, most)| value.clamp(least, most));
    (param.set)(s, Value::Number(value));
    Ok(())
}
