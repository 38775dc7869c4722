//! Vectors from an endpoint, in the form that OpenAI gave it: `POST {base}/embeddings` with a list of texts.

use forkcast_endpoint::endpoint::RequestError;
use serde_json::{Value, json};

use crate::QualityError;
use crate::corpus::{Corpus, tokens};
use crate::service::{Attempts, Fault, Service, Taken, each};
use crate::set::Set;

/// Texts of a request: no more than text-embeddings-inference takes unless it is told otherwise.
const BATCH: usize = 32;
/// Tokens of a request, estimated by bytes: hosted models take some hundred thousand.
const BATCH_TOKENS: f64 = 64_000.0;
/// Bytes of an answer for each text: 4,096 numbers with 24 digits and signs each.
const ANSWER: usize = 128 << 10;
/// Bytes of an answer beside that.
const FRAME: usize = 1 << 20;

/// All texts that need vectors: the passages in order, then the questions.
pub(crate) fn texts<'t>(set: &'t Set, corpus: &'t Corpus) -> Vec<&'t str> {
    let passages = corpus.passages.iter().map(|passage| passage.text.as_str());
    let questions = set.questions.iter().map(|question| question.question.as_str());
    passages.chain(questions).collect()
}

/// The texts of each request, with the place of the first.
pub(crate) fn batches<'t>(texts: &[&'t str]) -> Vec<(usize, Vec<&'t str>)> {
    let mut all: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut used = 0.0;
    for (place, text) in texts.iter().enumerate() {
        let length = tokens(text);
        match all.last_mut() {
            Some((_, batch)) if batch.len() < BATCH && used + length <= BATCH_TOKENS => {
                batch.push(text);
                used += length;
            }
            Some(_) | None => {
                all.push((place, vec![text]));
                used = length;
            }
        }
    }
    all
}

/// The vectors of the texts, of length one, in their order. `progress` is told how many are done.
///
/// # Errors
/// The endpoint's name, and why it gave none.
pub(crate) async fn embed(
    service: &Service,
    texts: &[&str],
    at_once: u32,
    attempts: Attempts,
    mut progress: impl FnMut(usize),
) -> Result<(Vec<Vec<f32>>, Taken), QualityError> {
    let mut vectors: Vec<Vec<f32>> = vec![Vec::new(); texts.len()];
    let mut taken = Taken::default();
    let mut ready = 0;
    let start = |(first, batch): (usize, Vec<&str>)| {
        let batch: Vec<String> = batch.into_iter().map(str::to_owned).collect();
        let service = service.clone();
        async move {
            let (rows, taken) = embedded(&service, &batch, attempts).await?;
            Ok((first, rows, taken))
        }
    };
    let done = |(first, rows, more): (usize, Vec<Vec<f32>>, Taken)| {
        taken.add(more);
        ready += rows.len();
        for (slot, row) in vectors.iter_mut().skip(first).zip(rows) {
            *slot = row;
        }
        progress(ready);
    };
    each(batches(texts), at_once, start, done)
        .await
        .map_err(|fault| service.error(fault))?;
    let first = vectors.first().map_or(0, Vec::len);
    match vectors.iter().map(Vec::len).find(|length| *length != first) {
        Some(other) => Err(service.error(Fault::Lengths { first, other })),
        None => Ok((vectors, taken)),
    }
}

/// The vectors of a batch. One that the server refuses is halved, as some take fewer texts at once.
async fn embedded(
    service: &Service,
    batch: &[String],
    attempts: Attempts,
) -> Result<(Vec<Vec<f32>>, Taken), Fault> {
    let mut rows = Vec::with_capacity(batch.len());
    let mut taken = Taken::default();
    let mut open: Vec<&[String]> = vec![batch];
    while let Some(part) = open.pop() {
        let body = match &service.model {
            Some(model) => json!({ "model": model, "input": part }),
            None => json!({ "input": part }),
        };
        let most = FRAME + part.len() * ANSWER;
        match service.post("embeddings", &[body], most, attempts).await {
            Ok((answer, more)) => {
                taken.add(more);
                rows.extend(vectors(&answer, part.len())?);
            }
            Err(RequestError::Rejected(400 | 413 | 422) | RequestError::ContextExceeded)
                if part.len() > 1 =>
            {
                let (left, right) = part.split_at(part.len() / 2);
                open.extend([right, left]);
            }
            Err(error) => return Err(Fault::Request(error)),
        }
    }
    Ok((rows, taken))
}

/// The vectors of an answer in the order of the texts.
fn vectors(answer: &Value, asked: usize) -> Result<Vec<Vec<f32>>, Fault> {
    let entries = answer.get("data").and_then(Value::as_array).ok_or(Fault::Form)?;
    if entries.len() != asked {
        return Err(Fault::Count {
            asked,
            given: entries.len(),
        });
    }
    let in_order = entries.iter().all(|entry| entry.get("index").is_none());
    let mut rows: Vec<Option<Vec<f32>>> = vec![None; asked];
    for (at, entry) in entries.iter().enumerate() {
        let place = if in_order {
            Some(at)
        } else {
            entry
                .get("index")
                .and_then(Value::as_u64)
                .map(|place| place as usize)
        };
        let slot = place.and_then(|place| rows.get_mut(place)).ok_or(Fault::Places)?;
        if slot.replace(vector(entry.get("embedding"))?).is_some() {
            return Err(Fault::Places);
        }
    }
    rows.into_iter().collect::<Option<_>>().ok_or(Fault::Places)
}

/// A vector, brought to length one.
fn vector(given: Option<&Value>) -> Result<Vec<f32>, Fault> {
    let numbers = match given {
        Some(Value::Array(numbers)) if !numbers.is_empty() => numbers,
        Some(Value::String(_)) => return Err(Fault::Encoded),
        Some(Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
            return Err(Fault::Form);
        }
    };
    let mut row = Vec::with_capacity(numbers.len());
    for number in numbers {
        match number {
            Value::Number(_) | Value::Null => {
                let number = number
                    .as_f64()
                    .filter(|number| number.abs() < f64::from(f32::MAX));
                row.push(number.ok_or(Fault::NotANumber)? as f32);
            }
            // Vectors of tokens, or of something else.
            Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                return Err(Fault::Form);
            }
        }
    }
    let length = row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    if length <= 0.0 {
        return Err(Fault::Zeros);
    }
    row.iter_mut().for_each(|x| *x = (f64::from(*x) / length) as f32);
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_come_back_in_the_order_of_the_texts() {
        let answer =
            json!({"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3.0, 4.0]}]});
        assert_eq!(vectors(&answer, 2), Ok(vec![vec![0.6, 0.8], vec![0.0, 1.0]]));
        let without = json!({"data": [{"embedding": [1, 0]}, {"embedding": [0, 1]}]});
        assert_eq!(vectors(&without, 2), Ok(vec![vec![1.0, 0.0], vec![0.0, 1.0]]));
    }

    #[test]
    fn an_answer_that_is_none_is_refused_with_its_fault() {
        for (answer, fault) in [
            (json!({"embeddings": [[1]]}), Fault::Form),
            (json!({"data": []}), Fault::Count { asked: 1, given: 0 }),
            (json!({"data": [{"index": 1, "embedding": [1]}]}), Fault::Places),
            (json!({"data": [{"index": "0", "embedding": [1]}]}), Fault::Places),
            (
                json!({"data": [{"index": 0, "embedding": "AACAPw=="}]}),
                Fault::Encoded,
            ),
            (json!({"data": [{"index": 0, "embedding": []}]}), Fault::Form),
            (json!({"data": [{"index": 0, "embedding": [[1]]}]}), Fault::Form),
            (
                json!({"data": [{"index": 0, "embedding": [1, null]}]}),
                Fault::NotANumber,
            ),
            (
                json!({"data": [{"index": 0, "embedding": [1e300]}]}),
                Fault::NotANumber,
            ),
            (json!({"data": [{"index": 0, "embedding": [0, 0]}]}), Fault::Zeros),
        ] {
            assert_eq!(vectors(&answer, 1), Err(fault), "{answer}");
        }
        let twice = json!({"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]});
        assert_eq!(vectors(&twice, 2), Err(Fault::Places));
    }

    #[test]
    fn batches_are_cut_by_texts_and_by_tokens() {
        let short = vec!["word"; 70];
        let sizes: Vec<usize> = batches(&short).iter().map(|(_, batch)| batch.len()).collect();
        assert_eq!(sizes, [32, 32, 6]);
        let long = "x".repeat(100_000);
        let texts = vec![long.as_str(); 5];
        let starts: Vec<usize> = batches(&texts).iter().map(|(first, _)| *first).collect();
        assert_eq!(starts, [0, 2, 4]);
    }
}
