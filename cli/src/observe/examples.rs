//! `forkcast observe examples`.

use forkcast_engine::Catalog;
use forkcast_observe::examples::Examples;
use forkcast_observe::report::{self, Observed};
use serde_json::Value;

use super::arguments::ExamplesArgs;
use super::files;
use crate::failure::Failure;
use crate::source::Source;
use crate::text::observe as text;

pub(super) fn observe(given: &ExamplesArgs, base: &Source, catalog: &Catalog) -> Result<Observed, Failure> {
    let counter = files::counter(given.tokens.tokenizer.as_deref())?;
    let schema = given.schema.as_deref().map(validator).transpose()?;
    let validate = |value: &Value| schema.as_ref().is_some_and(|schema| schema.is_valid(value));
    let mut examples = Examples::new(&*counter, schema.is_some().then_some(&validate));
    for path in &given.files {
        examples.read(&files::name(path), files::open(path)?)?;
    }
    examples.check()?;
    report::of_examples(examples.finish(), &base.scenario, catalog)
        .map_err(|error| Failure::Output(error.into()))
}

fn validator(path: &std::path::Path) -> Result<jsonschema::Validator, Failure> {
    let wrong = || Failure::Run(text::no_schema(&files::name(path)));
    let schema: Value = serde_json::from_str(&files::whole(path)?).map_err(|_| wrong())?;
    jsonschema::validator_for(&schema).map_err(|_| wrong())
}
