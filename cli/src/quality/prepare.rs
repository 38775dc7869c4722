//! From a set, documents and names of endpoints to a plan: shared by the command line and the server.

use std::sync::Arc;

use forkcast_endpoint::endpoint::Client;
use forkcast_engine::Catalog;
use forkcast_engine::params;
use forkcast_observe::logs::catalog_place;
use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::plan::{self, Arm, Asked, Cost, Found, Plan, Price};
use forkcast_quality::results::{self, Summary};
use forkcast_quality::search::{Index, Search};
use forkcast_quality::set::Set;
use forkcast_retrieval::Embedder;

use super::sources;
use crate::failure::Failure;
use crate::measure::Config;
use crate::text::quality as text;

/// Questions to endpoints without a price above which a run asks before it starts.
pub(crate) const MANY_CALLS: u64 = 1000;

/// Whether a judge is named where one is needed, and can be checked. Without an endpoint only the recall is measured, which needs none.
pub(crate) fn check_judge(judge: Option<&str>, asks: bool, set: &Set) -> Result<(), Failure> {
    let judged = set.questions.iter().filter(|question| question.judged).count();
    let has_labels = set.questions.iter().any(|question| !question.labelled.is_empty());
    match (judge, judged) {
        (None, 0) => Ok(()),
        (None, _) if !asks => Ok(()),
        (None, n) => Err(Failure::Run(text::needs_judge(n))),
        (Some(_), 0) => Err(Failure::Run(text::NOTHING_TO_JUDGE.to_owned())),
        (Some(_), _) if !has_labels => Err(Failure::Run(text::NO_LABELS.to_owned())),
        (Some(_), _) => Ok(()),
    }
}

/// The kind of search: the one that was asked for, else the best that there is.
pub(crate) fn searched(wanted: Option<Search>, embeds: bool, with_corpus: bool) -> Result<Search, Failure> {
    match wanted {
        Some(kind) if results::reads_vectors(kind) && !embeds && with_corpus => {
            Err(Failure::Run(text::NO_EMBEDDER.to_owned()))
        }
        Some(kind) => Ok(kind),
        None if embeds => Ok(Search::Fused),
        None => Ok(Search::Lexical),
    }
}

/// What retrieval finds for every question; tells how many passages have their vectors.
pub(crate) fn found(
    set: &Set,
    corpus: Option<&Corpus>,
    embedder: Option<&Embedder>,
    search: Search,
    spec: &QualitySpec,
    embedded: impl FnMut(usize),
) -> Result<Vec<Found>, Failure> {
    let Some(corpus) = corpus else {
        return Ok(Vec::new());
    };
    let failed = |error: forkcast_endpoint::RunError| Failure::Run(error.to_string());
    let index = match embedder {
        Some(embedder) => Index::with_embedder(corpus, embedder, embedded).map_err(failed)?,
        None => Index::lexical(corpus),
    };
    plan::find(set, corpus, &index, search, spec, |_| ()).map_err(failed)
}

/// The endpoints with their models and prices, and clients of them.
pub(crate) async fn endpoints(
    config: &Config,
    names: &[String],
    prices: &[String],
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
        let price = match price(name, prices)? {
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
pub(crate) fn price(name: &str, given: &[String]) -> Result<Option<Price>, Failure> {
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
pub(crate) fn arms(mut arms: Vec<Arm>, with_corpus: bool) -> Result<Vec<Arm>, Failure> {
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

/// What a run will use.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// By endpoint, then by the judge if there is one.
    pub(crate) costs: Vec<Cost>,
    /// Answers of an earlier run that are used again.
    pub(crate) kept: u64,
    /// USD at the prices that are known.
    pub(crate) known_usd: f64,
    /// Calls at a price that is not known.
    pub(crate) unpriced: u64,
    /// Whether that is so much that somebody must agree to it.
    pub(crate) is_much: bool,
}

impl Use {
    /// Adds calls that are no questions to a model, such as those for vectors.
    pub(crate) fn add(&mut self, cost: &Cost, limit_usd: f64) {
        match cost.usd {
            Some(usd) => self.known_usd += usd,
            None => self.unpriced += cost.calls,
        }
        self.is_much = self.known_usd > limit_usd || self.unpriced > MANY_CALLS;
    }
}

/// What the plan will use.
pub(crate) fn usage(plan: &Plan<'_>, is_kept: impl Fn(&str) -> bool) -> Use {
    let costs = plan.costs(is_kept);
    // Without the judge's, which are not tasks.
    let own = costs.iter().take(plan.endpoints.len());
    let calls: u64 = own.map(|cost| cost.calls).sum();
    let known_usd: f64 = costs.iter().filter_map(|cost| cost.usd).sum();
    let unpriced = costs.iter().filter(|cost| cost.usd.is_none());
    let unpriced: u64 = unpriced.map(|cost| cost.calls).sum();
    Use {
        kept: plan.tasks.len() as u64 - calls,
        is_much: known_usd > plan.spec.limit_usd || unpriced > MANY_CALLS,
        costs,
        known_usd,
        unpriced,
    }
}

/// The pipeline whose recall was measured, as inputs with their texts: the recall means nothing beside another. None where the recall is a
/// bound or was not measured.
pub(crate) fn pipeline(plan: &Plan<'_>, summary: &Summary) -> Vec<(&'static str, String)> {
    let recall = summary.findings.iter().find(|finding| finding.id == "recall");
    if recall.is_none_or(|recall| recall.bound != forkcast_observe::Bound::Value) {
        return Vec::new();
    }
    let mut inputs = vec![
        ("recall_of", "as-set".to_owned()),
        ("search_kind", plan.search.id().to_owned()),
    ];
    inputs.extend(sources::inputs(
        &plan.pipeline,
        results::reads_vectors(plan.search),
    ));
    inputs.push(("chunks", within("chunks", f64::from(plan.spec.k))));
    if let Some(corpus) = plan.corpus {
        let tokens = within("chunk_tokens", results::chunk_tokens(corpus));
        inputs.push(("chunk_tokens", tokens));
    }
    inputs
}

/// The number, within the range of its input.
fn within(key: &str, value: f64) -> String {
    let range = params::find(key).ok().and_then(params::Param::range);
    let value = range.map_or(value, |(least, most)| value.clamp(least, most));
    value.to_string()
}
