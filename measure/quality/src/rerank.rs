//! Passages in another order, by an endpoint: `POST {base}/rerank`, as llama.cpp, vLLM, Jina, Cohere and Voyage take it
//! (`documents`), or as text-embeddings-inference does (`texts`).

use serde_json::{Map, Value, json};

use crate::QualityError;
use crate::corpus::Corpus;
use crate::find::{Found, Step};
use crate::search::Search;
use crate::service::{Attempts, Fault, Service, Taken, each};
use crate::set::Set;

/// Bytes of an answer beside the texts, which some servers send back.
const FRAME: usize = 1 << 20;

/// Puts the first `candidates` passages of each question into the endpoint's order, and takes the passages of prompts from it.
/// `progress` is told how many questions are done.
///
/// # Errors
/// The endpoint's name, and why it gave no order.
#[expect(clippy::too_many_arguments, reason = "one caller, and each is another thing")]
pub(crate) async fn rerank(
    service: &Service,
    set: &Set,
    corpus: &Corpus,
    all: &mut [Found],
    (search, k, candidates): (Search, usize, usize),
    at_once: u32,
    attempts: Attempts,
    mut progress: impl FnMut(usize),
) -> Result<Taken, QualityError> {
    let jobs: Vec<(usize, String, Vec<String>)> = all
        .iter()
        .zip(&set.questions)
        .enumerate()
        .map(|(place, (found, question))| {
            let passages = found.list.iter().take(candidates);
            let texts = passages.filter_map(|at| Some(corpus.passages.get(*at)?.text.clone()));
            (place, question.question.clone(), texts.collect())
        })
        .collect();
    let mut taken = Taken::default();
    let mut orders: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    let mut ready = 0;
    let start = |(place, question, texts): (usize, String, Vec<String>)| {
        let service = service.clone();
        async move {
            let (order, taken) = ordered(&service, &question, &texts, attempts).await?;
            Ok((place, order, taken))
        }
    };
    let done = |(place, order, more): (usize, Vec<usize>, Taken)| {
        taken.add(more);
        if let Some(slot) = orders.get_mut(place) {
            *slot = order;
        }
        ready += 1;
        progress(ready);
    };
    each(jobs, at_once, start, done)
        .await
        .map_err(|fault| service.error(fault))?;
    for ((found, question), order) in all.iter_mut().zip(&set.questions).zip(orders) {
        let first = order.iter().filter_map(|place| found.list.get(*place).copied());
        let rest = found.list.iter().skip(candidates).copied();
        let list: Vec<usize> = first.chain(rest).collect();
        let rank = found.rank(&list);
        found.beside.push((search, Step::Reranked, rank));
        found.take(question, corpus, list, k);
    }
    Ok(taken)
}

/// The places of the texts, best first.
async fn ordered(
    service: &Service,
    question: &str,
    texts: &[String],
    attempts: Attempts,
) -> Result<(Vec<usize>, Taken), Fault> {
    // One passage or none has only one order.
    if texts.len() < 2 {
        return Ok(((0..texts.len()).collect(), Taken::default()));
    }
    let length: usize = texts.iter().map(String::len).sum();
    let forms = forms(service.model.as_deref(), question, texts);
    let (answer, taken) = service
        .post("rerank", &forms, FRAME + length * 4, attempts)
        .await
        .map_err(Fault::Request)?;
    Ok((order(&answer, texts.len())?, taken))
}

/// The request in the forms that servers take, the most usual one first.
fn forms(model: Option<&str>, question: &str, texts: &[String]) -> [Value; 3] {
    let mut usual = Map::from_iter([
        ("query".to_owned(), json!(question)),
        ("documents".to_owned(), json!(texts)),
    ]);
    usual.extend(model.map(|model| ("model".to_owned(), json!(model))));
    let mut counted = usual.clone();
    counted.insert("top_n".to_owned(), json!(texts.len()));
    [
        Value::Object(counted),
        // Voyage names the number otherwise and refuses what it does not know; all are ranked without it.
        Value::Object(usual),
        // text-embeddings-inference refuses long texts unless it may cut them.
        json!({ "query": question, "texts": texts, "truncate": true }),
    ]
}

/// The places of the texts by falling score; equal ones stay in their order.
fn order(answer: &Value, asked: usize) -> Result<Vec<usize>, Fault> {
    let list = answer
        .as_array()
        .or_else(|| answer.get("results")?.as_array())
        .or_else(|| answer.get("data")?.as_array())
        .ok_or(Fault::Form)?;
    if list.len() != asked {
        return Err(Fault::Count {
            asked,
            given: list.len(),
        });
    }
    let mut scores: Vec<Option<f64>> = vec![None; asked];
    for entry in list {
        if !entry.is_object() {
            return Err(Fault::Form);
        }
        let place = entry.get("index").and_then(Value::as_u64).ok_or(Fault::Places)? as usize;
        let score = entry.get("relevance_score").or_else(|| entry.get("score"));
        let score = score.and_then(Value::as_f64).filter(|score| score.is_finite());
        let score = score.ok_or(Fault::NotANumber)?;
        let slot = scores.get_mut(place).ok_or(Fault::Places)?;
        if slot.replace(score).is_some() {
            return Err(Fault::Places);
        }
    }
    let mut places: Vec<(usize, f64)> = scores
        .into_iter()
        .enumerate()
        .filter_map(|(place, score)| Some((place, score?)))
        .collect();
    places.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    Ok(places.into_iter().map(|(place, _)| place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_read_in_the_forms_of_several_servers() {
        let jina = json!({"results": [{"index": 2, "relevance_score": 7.7}, {"index": 0, "relevance_score": -2.3}, {"index": 1, "relevance_score": 3}]});
        assert_eq!(order(&jina, 3), Ok(vec![2, 1, 0]));
        let voyage =
            json!({"data": [{"index": 0, "relevance_score": 0.1}, {"index": 1, "relevance_score": 0.9}]});
        assert_eq!(order(&voyage, 2), Ok(vec![1, 0]));
        let tei = json!([{"index": 1, "score": 0.2}, {"index": 0, "score": 0.2}]);
        assert_eq!(order(&tei, 2), Ok(vec![0, 1]), "equal ones stay in their order");
    }

    #[test]
    fn an_answer_that_is_no_order_is_refused_with_its_fault() {
        for (answer, fault) in [
            (json!({"choices": []}), Fault::Form),
            (json!(["a", "b"]), Fault::Form),
            (
                json!([{"index": 0, "score": 1}]),
                Fault::Count { asked: 2, given: 1 },
            ),
            (
                json!([{"index": 0, "score": 1}, {"index": 0, "score": 1}]),
                Fault::Places,
            ),
            (
                json!([{"index": 0, "score": 1}, {"index": 2, "score": 1}]),
                Fault::Places,
            ),
            (json!([{"score": 1}, {"index": 2, "score": 1}]), Fault::Places),
            (
                json!([{"index": 0, "score": 1}, {"index": 1, "score": null}]),
                Fault::NotANumber,
            ),
            (json!([{"index": 0, "score": 1}, {"index": 1}]), Fault::NotANumber),
        ] {
            assert_eq!(order(&answer, 2), Err(fault), "{answer}");
        }
    }
}
