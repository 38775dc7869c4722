//! `forkcast observe`: what examples, logs and documents say about inputs, with intervals. Files are read here and sent nowhere.

pub(crate) mod apply;
mod arguments;
pub(crate) mod corpus;
mod examples;
pub(crate) mod files;
mod logs;
pub(crate) mod show;

use forkcast_engine::Catalog;
use forkcast_observe::ObserveError;

pub use self::arguments::ObserveArgs;
use self::arguments::What;
use crate::failure::Failure;
use crate::source::Source;

/// Observes, prints what was found, and writes the scenario if asked to.
///
/// # Errors
/// A file that cannot be read or is of no known format, or an answer that cannot be written.
pub fn run(arguments: &ObserveArgs) -> Result<(), Failure> {
    let catalog = Catalog::builtin();
    let base = Source::to_build_on(&arguments.base, catalog)?;
    let observed = match &arguments.what {
        What::Examples(given) => examples::observe(given, &base, catalog)?,
        What::Logs(given) => logs::observe(given, catalog)?,
        What::Corpus(given) => corpus::observe(given, catalog)?,
    };
    let wanted = apply::Wanted {
        json: arguments.json,
        link: arguments.link,
        scenario: arguments.output.as_deref(),
        file: None,
    };
    apply::deliver(&wanted, &base, &observed, show::page(&observed.shown), catalog)
}

impl From<ObserveError> for Failure {
    fn from(error: ObserveError) -> Self {
        Self::Run(error.to_string())
    }
}
