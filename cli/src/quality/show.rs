//! What a run will use, and what it found, for people.

use forkcast_engine::format::{count, share, usd};
use forkcast_observe::Estimate;
use forkcast_observe::report::{self, Shown, Table};
use forkcast_quality::plan::{Cost, Pipeline, Plan};
use forkcast_quality::results::{Difference, JudgeResult, Place, Summary};
use forkcast_quality::service::Purpose;

use super::prepare::Use;
use super::sources::{self, Chosen};
use crate::observe::show;
use crate::text::quality as text;

/// Agreement with labels below which a judge's grades are doubted. Assumed.
const TRUSTED: f64 = 0.8;

/// What the run will use, by endpoint.
pub(super) fn costs(plan: &Plan<'_>, used: &Use, services: &[sources::Use], chosen: &Chosen) -> String {
    let mut page = String::new();
    let is_recall_alone = plan.tasks.is_empty();
    if is_recall_alone {
        show::note(
            &mut page,
            if services.is_empty() {
                text::RECALL_ONLY
            } else {
                text::RECALL_BY_SERVICES
            },
        );
    }
    let columns = [
        text::ENDPOINT,
        text::MODEL,
        text::CALLS,
        text::PROMPT_TOKENS,
        text::ANSWER_TOKENS,
        text::USD,
    ];
    let row = |name: &str, model: &str, cost: &Cost| {
        vec![
            name.to_owned(),
            model.to_owned(),
            count(cost.calls as f64),
            count(cost.prompt_tokens.round()),
            count(cost.answer_tokens),
            cost.usd.map_or_else(|| text::UNKNOWN_PRICE.to_owned(), usd),
        ]
    };
    let judge = plan.judge.iter().map(|judge| &judge.asked);
    let asked = plan.endpoints.iter().chain(judge).filter(|_| !is_recall_alone);
    let mut rows: Vec<Vec<String>> = asked
        .zip(&used.costs)
        .map(|(asked, cost)| row(&asked.name, &asked.model, cost))
        .collect();
    let of_services = services
        .iter()
        .map(|service| row(&service.name, &service.model, &service.cost));
    rows.extend(of_services);
    if !rows.is_empty() {
        show::table(&mut page, &columns, 2, rows);
    }
    if let Some(name) = chosen.store() {
        show::note(&mut page, &text::fills_store(name));
    }
    if chosen.asks() && !is_recall_alone {
        // Answers of an earlier run are counted after the search, on whose passages they depend.
        show::note(&mut page, text::ESTIMATED_BY_WORDS);
    } else if used.kept > 0 {
        show::note(&mut page, &text::kept(used.kept));
    }
    page
}

/// What was found.
pub(super) fn page(summary: &Summary) -> String {
    let mut page = String::new();
    show::rows(&mut page, &rows_of_set(summary));
    show::problems(&mut page, &report::shown_problems(&summary.problems));
    if let Some(text) = missing(summary) {
        show::note(&mut page, &text);
    }
    recall(summary, &mut page);
    for text in notes_on_pipeline(&summary.pipeline) {
        show::note(&mut page, &text);
    }
    if !summary.arms.is_empty() {
        arms(summary, &mut page);
    }
    let notes = summary.judge.iter().flat_map(notes_on_judge);
    notes.for_each(|text| show::note(&mut page, &text));
    if !summary.differences.is_empty() {
        differences(summary, &mut page);
    }
    page
}

/// The questions, and the documents if there are any.
fn rows_of_set(summary: &Summary) -> Vec<(String, String)> {
    let kinds: Vec<String> = summary
        .kinds
        .iter()
        .map(|(kind, n)| text::of_kind(kind, *n))
        .collect();
    let questions = text::questions(summary.questions, &kinds);
    let documents = summary
        .corpus
        .as_ref()
        .map(|corpus| text::documents(corpus.documents, corpus.passages, corpus.passage_tokens));
    let rows = [(text::QUESTIONS, Some(questions)), (text::DOCUMENTS, documents)];
    let rows = rows.into_iter();
    rows.filter_map(|(label, found)| Some((label.to_owned(), found?)))
        .collect()
}

/// That documents of questions are not in the corpus.
fn missing(summary: &Summary) -> Option<String> {
    let corpus = summary.corpus.as_ref().filter(|corpus| corpus.missing > 0)?;
    Some(text::missing(corpus.missing))
}

/// What was found, for the page: rows, sentences and the table of arms.
pub(crate) fn shown(summary: &Summary) -> Shown {
    let mut rows = rows_of_set(summary);
    let mut notes: Vec<String> = missing(summary).into_iter().collect();
    let at_k = summary.recall.iter().filter(|row| row.k == summary.k as usize);
    rows.extend(at_k.map(|row| {
        let name = text::list(row.search, row.step);
        (text::recall_at(&name, row.k), interval(&row.recall))
    }));
    notes.extend(notes_on_pipeline(&summary.pipeline));
    notes.extend(notes_on_arms(summary));
    notes.extend(summary.judge.iter().flat_map(notes_on_judge));
    notes.extend(summary.differences.iter().map(sentence));
    Shown {
        rows,
        notes,
        problems: report::shown_problems(&summary.problems),
        table: (!summary.arms.is_empty()).then(|| Table {
            heading: text::ARMS.to_owned(),
            columns: ARMS.map(str::to_owned).to_vec(),
            texts: 2,
            rows: rows_of_arms(summary),
        }),
    }
}

/// What the search rested on, and which inputs stay as they are.
fn notes_on_pipeline(pipeline: &Pipeline) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(stored) = &pipeline.store {
        notes.push(text::stored(stored));
        notes.extend(
            stored
                .remains
                .iter()
                .map(|error| text::remains(&stored.name, error)),
        );
    }
    let services = [
        (&pipeline.embeddings, Purpose::Embeddings),
        (&pipeline.reranker, Purpose::Reranking),
    ];
    for (called, purpose) in services {
        let Some(called) = called else { continue };
        notes.push(text::called(called, purpose));
        if called.row.is_none() {
            notes.push(text::not_in_catalog(called, purpose));
        }
    }
    notes
}

/// How far people agree with the judge, and what that leaves.
fn notes_on_judge(judge: &JudgeResult) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(agreement) = &judge.agreement {
        let [all, right, wrong] = [
            &agreement.agreement,
            &agreement.right_as_right,
            &agreement.wrong_as_wrong,
        ]
        .map(interval);
        notes.push(text::judge(
            &judge.endpoint,
            agreement.agreement.n,
            &all,
            &right,
            &wrong,
        ));
        if agreement.agreement.low < TRUSTED {
            notes.push(text::doubtful_judge(&share(agreement.agreement.low)));
        }
    }
    if judge.unjudged > 0 {
        notes.push(text::unjudged(judge.unjudged));
    }
    notes
}

fn recall(summary: &Summary, page: &mut String) {
    let Some(first) = summary.recall.first() else {
        return;
    };
    show::heading(page, &text::recall(first.recall.n));
    let mut ks: Vec<usize> = summary.recall.iter().map(|row| row.k).collect();
    ks.sort_unstable();
    ks.dedup();
    let names: Vec<String> = ks.iter().map(|k| text::at(*k)).collect();
    let mut columns = vec![text::SEARCH];
    columns.extend(names.iter().map(String::as_str));
    let mut lists: Vec<_> = summary.recall.iter().map(|row| (row.search, row.step)).collect();
    lists.dedup();
    let rows = lists.into_iter().map(|(kind, step)| {
        let own = summary
            .recall
            .iter()
            .filter(|row| (row.search, row.step) == (kind, step));
        let mut cells = vec![text::list(kind, step)];
        cells.extend(own.map(|row| {
            if row.k == summary.k as usize {
                interval(&row.recall)
            } else {
                share(row.recall.value)
            }
        }));
        cells
    });
    show::table(page, &columns, 1, rows.collect());
}

const ARMS: [&str; 9] = [
    text::ENDPOINT,
    text::ARM,
    text::N,
    text::RIGHT,
    text::F1,
    text::WITHHELD,
    text::FORM,
    text::FAILED,
    text::RETRIES,
];

fn rows_of_arms(summary: &Summary) -> Vec<Vec<String>> {
    let optional = |of: Option<Estimate>| of.map_or_else(|| text::NONE.to_owned(), |of| share(of.value));
    let rows = summary.arms.iter().map(|arm| {
        vec![
            arm.endpoint.clone(),
            arm.arm.id().to_owned(),
            count(arm.right.n as f64),
            interval(&arm.right),
            optional(arm.f1),
            share(arm.withheld.value),
            optional(arm.form),
            count(arm.failed as f64),
            count(arm.retries as f64),
        ]
    });
    rows.collect()
}

fn notes_on_arms(summary: &Summary) -> Vec<String> {
    let mut notes = Vec::new();
    for arm in &summary.arms {
        if let Some(reason) = &arm.failure {
            notes.push(text::failed(&arm.endpoint, arm.arm.id(), arm.failed, reason));
        }
        if arm.cut > 0 {
            notes.push(text::cut(&arm.endpoint, arm.arm.id(), arm.cut));
        }
    }
    if summary.ambiguous_numbers > 0 {
        notes.push(text::ambiguous(summary.ambiguous_numbers));
    }
    notes
}

fn arms(summary: &Summary, page: &mut String) {
    show::heading(page, text::ARMS);
    show::table(page, &ARMS, 2, rows_of_arms(summary));
    for text in notes_on_arms(summary) {
        show::note(page, &text);
    }
}

fn differences(summary: &Summary, page: &mut String) {
    show::heading(page, text::DIFFERENCES);
    for row in &summary.differences {
        show::note(page, &sentence(row));
    }
}

fn sentence(row: &Difference) -> String {
    let name = |place: &Place| text::place(&place.endpoint, place.arm.id());
    let d = &row.difference;
    text::difference(
        &name(&row.best),
        &name(&row.other),
        [d.value, d.low, d.high],
        d.n,
        row.is_settled,
        row.more_questions,
    )
}

fn interval(of: &Estimate) -> String {
    text::interval(&share(of.value), &share(of.low), &share(of.high))
}
