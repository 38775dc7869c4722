//! `forkcast observe examples`.

use forkcast_engine::Catalog;
use forkcast_engine::format::{count, share, tokens, usd};
use forkcast_observe::examples::{Examples, Summary, Training, training};
use serde::Serialize;
use serde_json::Value;

use super::apply::Observed;
use super::arguments::ExamplesArgs;
use super::{files, show};
use crate::failure::Failure;
use crate::source::Source;
use crate::text::observe as text;

#[derive(Serialize)]
struct Whole<'s> {
    #[serde(flatten)]
    summary: &'s Summary,
    /// One training run on the distinct examples for the scenario's epochs, by seller of the scenario's model.
    training: Vec<Training>,
}

pub(super) fn observe(given: &ExamplesArgs, base: &Source, catalog: &Catalog) -> Result<Observed, Failure> {
    let counter = files::counter(given.tokens.tokenizer.as_deref())?;
    let schema = given.schema.as_deref().map(validator).transpose()?;
    let validate = |value: &Value| schema.as_ref().is_some_and(|schema| schema.is_valid(value));
    let mut examples = Examples::new(&*counter, schema.is_some().then_some(&validate));
    for path in &given.files {
        examples.read(&files::name(path), files::open(path)?)?;
    }
    examples.check()?;
    let summary = examples.finish();
    let s = &base.scenario;
    let mean = summary.tokens.map_or(0.0, |tokens| tokens.mean.value);
    let trained = mean * summary.copies.distinct as f64;
    let training = training(catalog, s.model_index, trained, s.epochs);
    let page = page(&summary, &training, &catalog.model(s.model_index).label, s.epochs);
    let whole = Whole {
        summary: &summary,
        training,
    };
    Ok(Observed {
        kind: "examples",
        files: summary.files.clone(),
        summary: serde_json::to_value(&whole).map_err(|error| Failure::Output(error.into()))?,
        findings: summary.findings,
        page,
    })
}

fn validator(path: &std::path::Path) -> Result<jsonschema::Validator, Failure> {
    let wrong = || Failure::Run(text::no_schema(&files::name(path)));
    let schema: Value = serde_json::from_str(&files::whole(path)?).map_err(|_| wrong())?;
    jsonschema::validator_for(&schema).map_err(|_| wrong())
}

fn page(summary: &Summary, training: &[Training], model: &str, epochs: f64) -> String {
    let mut page = String::new();
    let formats: Vec<String> = summary
        .formats
        .iter()
        .map(|(format, n)| text::of_format(format, *n))
        .collect();
    let copies = summary.copies;
    let found = summary.contradictions;
    let mut rows = vec![
        (text::EXAMPLES, text::read(summary.read, &formats)),
        (
            text::COPIES,
            text::copies(copies.exact, copies.near, copies.distinct),
        ),
        (
            text::CONTRADICTIONS,
            text::contradictions(found.examples, found.wrong, found.reworded),
        ),
    ];
    for (label, lengths) in [
        (text::QUESTION_TOKENS, &summary.input_tokens),
        (text::ANSWER_TOKENS, &summary.output_tokens),
    ] {
        if let Some(lengths) = lengths {
            let estimated = summary.tokens_estimated;
            rows.push((label, text::lengths(lengths, tokens, estimated)));
        }
    }
    if let Some(valid) = summary.valid {
        rows.push((text::VALID, text::share_of(&valid, share)));
    }
    show::rows(&mut page, &rows);
    for leak in &summary.leaks {
        show::note(&mut page, &text::leak(leak));
    }
    show::problems(&mut page, &summary.problems);
    if !training.is_empty() {
        show::heading(
            &mut page,
            &text::training(model, epochs, &count(summary.copies.distinct as f64)),
        );
        let columns = [text::SELLER, text::METHOD, text::PER_M_TOKENS, text::RUN];
        let rows = training.iter().map(|one| {
            let cells = [
                one.label.clone(),
                one.method.to_owned(),
                usd(one.usd_per_m),
                usd(one.usd),
            ];
            cells.to_vec()
        });
        show::table(&mut page, &columns, 2, rows.collect());
    }
    page
}
