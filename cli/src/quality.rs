//! `forkcast measure quality`: an evaluation set over arms and endpoints, and the inputs that follow from it.

mod arguments;
pub(crate) mod prepare;
pub(crate) mod show;
pub(crate) mod sources;

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use forkcast_engine::Catalog;
use forkcast_engine::params;
use forkcast_observe::report::{Observed, Shown};
use forkcast_quality::corpus::Corpus;
use forkcast_quality::judge::{self, Judge};
use forkcast_quality::keep::Keep;
use forkcast_quality::plan::{Pipeline, Plan};
use forkcast_quality::prompts::{self, Prompts};
use forkcast_quality::results::{self, Summary};
use forkcast_quality::run::{Backoff, Progress, run as ask};
use forkcast_quality::search::Search;
use forkcast_quality::set::Set;
use forkcast_quality::{QualityError, demo};
use forkcast_retrieval::Embedder;
use indicatif::{ProgressBar, ProgressFinish};

pub use self::arguments::QualityArgs;
use self::arguments::SearchKind;
use self::sources::Chosen;
use crate::failure::Failure;
use crate::measure::Config;
use crate::measure::command::{INTERRUPTED, config, only, open_private};
use crate::observe::apply::{self, Wanted};
use crate::observe::{corpus as folders, files};
use crate::source::Source;
use crate::text::quality as text;
use crate::{print, source, terminal};

/// Longest file of prompts that is read, bytes.
const LONGEST_PROMPTS: u64 = 1 << 20;
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
    let asks = !given.on.is_empty() || !given.targets.endpoint.is_empty() || given.targets.config.is_some();
    prepare::check_judge(given.judge.as_deref(), asks, &set)?;
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
    let chosen = runtime.block_on(Chosen::of(
        given.wanted(),
        &config,
        &given.price,
        catalog,
        corpus.is_some(),
    ))?;
    let embedder = config.embedder.as_deref();
    let embedder = embedder.filter(|_| corpus.is_some() && !chosen.embeds());
    let embedder = embedder
        .map(Embedder::load)
        .transpose()
        .map_err(|error| Failure::Run(error.to_string()))?;
    let search = prepare::searched(
        given.search.map(SearchKind::search),
        embedder.is_some() || chosen.embeds(),
        corpus.is_some(),
    )?;
    let passages = corpus.as_ref().map_or(0, |corpus| corpus.passages.len());
    let bar = files::counting(passages as u64, text::EMBEDDING).with_finish(ProgressFinish::AndClear);
    // Where something is asked that costs or is changed by it, passages found by words stand in until somebody has agreed.
    let (first, early) = if chosen.asks() {
        (Search::Lexical, None)
    } else {
        (search, embedder.as_ref())
    };
    let found = prepare::found(&set, corpus.as_ref(), early, first, &spec, |done| {
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let (mut endpoints, clients) =
        runtime.block_on(prepare::endpoints(&config, &names, &given.price, catalog))?;
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
        pipeline: Pipeline::default(),
        judge,
        tasks: Vec::new(),
    };
    let arms = given.arms.iter().map(|arm| arm.arm()).collect();
    let arms = prepare::arms(arms, corpus.is_some())?;
    plan.ask(&arms);
    if plan.tasks.is_empty() && (corpus.is_none() || plan.judge.is_some()) {
        return Err(Failure::Run(text::NOTHING_TO_DO.to_owned()));
    }
    let mut keep = match &given.keep {
        Some(path) => Keep::open(path, given.keep_answers)?,
        None => Keep::nothing(),
    };
    if !agreed(given, &plan, &keep, &chosen)? {
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(corpus) = corpus.as_ref().filter(|_| chosen.asks()) {
        let found = chosen.find(&runtime, (&set, corpus), embedder.as_ref(), search, &spec)?;
        let Some((found, pipeline)) = found else {
            return Ok(ExitCode::from(INTERRUPTED));
        };
        (plan.found, plan.pipeline) = (found, pipeline);
        plan.ask(&arms);
        let used = prepare::usage(&plan, |key| keep.get(key).is_some());
        if used.kept > 0 {
            terminal::say(text::kept(used.kept));
        }
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
    let config = config(&given.stores_apart())?;
    // The judge, and those that retrieval asks, are asked for no answers unless they are named for it.
    let is_judge = |name: &str| {
        let others = [&given.judge, &given.embeddings, &given.reranker];
        others.iter().any(|other| other.as_deref() == Some(name))
    };
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

/// Shows what the run will use, and asks where that is much. False if only the plan was wanted, or the answer is no.
fn agreed(given: &QualityArgs, plan: &Plan<'_>, keep: &Keep, chosen: &Chosen) -> Result<bool, Failure> {
    let mut used = prepare::usage(plan, |key| keep.get(key).is_some());
    let services = chosen.usage(plan.set, plan.corpus, &plan.spec);
    let limit = plan.spec.limit_usd;
    services.iter().for_each(|service| used.add(&service.cost, limit));
    terminal::write(&show::costs(plan, &used, &services, chosen));
    if given.plan {
        return Ok(false);
    }
    if !used.is_much || given.yes {
        return Ok(true);
    }
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(Failure::Run(text::needs_yes(
            used.known_usd,
            plan.spec.limit_usd,
            used.unpriced,
            prepare::MANY_CALLS,
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
    for (key, value) in prepare::pipeline(plan, summary) {
        params::find(key)
            .and_then(|param| param.set_text(&mut base.scenario, &value, catalog))
            .map_err(|error| Failure::Run(error.to_string()))?;
    }
    Ok(base)
}
