//! What a search found, summed up without anybody having answered.

use forkcast_protocol::measure::QualitySpec;
use forkcast_quality::corpus::Corpus;
use forkcast_quality::plan::{Found, Pipeline, Plan};
use forkcast_quality::prompts::Prompts;
use forkcast_quality::results::{Summary, summarize};
use forkcast_quality::search::Search;
use forkcast_quality::set::Set;

pub(crate) fn of_search(
    (set, corpus): (&Set, &Corpus),
    search: Search,
    spec: QualitySpec,
    found: Vec<Found>,
    pipeline: Pipeline,
) -> Summary {
    let prompts = Prompts::usual().expect("whole");
    let plan = Plan {
        set,
        corpus: Some(corpus),
        found,
        endpoints: Vec::new(),
        prompts: &prompts,
        spec,
        search,
        pipeline,
        judge: None,
        tasks: Vec::new(),
    };
    summarize(&plan, &[])
}
