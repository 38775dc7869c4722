//! What `forkcast observe` and the page read: examples, logs, bills and lists of documents.

use std::io::BufReader;

use forkcast_engine::{Catalog, Scenario};
use forkcast_observe::corpus::{Corpus, listed};
use forkcast_observe::examples::Examples;
use forkcast_observe::logs::Logs;
use forkcast_observe::report::{self, Observed};
use forkcast_observe::tokens::ByBytes;
use forkcast_observe::{ObserveError, Problems};
use forkcast_protocol::link;

/// The day and the time of the readings, so that they can be compared.
const DATE: &str = "2026-11-28";
const NOW_S: i64 = 1_795_824_000;

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| text.repeat(30)).collect()
}

pub(crate) fn logs() -> Vec<String> {
    texts(&[
        "{\"object\":\"chat.completion\",\"created\":1795000000,\"model\":\"gpt-5.4-mini\",\"usage\":{\"prompt_tokens\":500,\"completion_tokens\":100,\"prompt_tokens_details\":{\"cached_tokens\":64}}}\n",
        "{\"type\":\"message\",\"model\":\"claude\",\"usage\":{\"input_tokens\":9,\"cache_read_input_tokens\":3,\"output_tokens\":4}}\n",
        "{\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":4,\"thoughtsTokenCount\":2},\"createTime\":\"2026-11-01T00:00:00.5+02:00\"}\n",
        "{\"spend\":0.1,\"startTime\":\"2026-11-01 00:00:00\",\"prompt_tokens\":3,\"completion_tokens\":4}\n",
        "time,input,output,cost\n2026-11-28T01:02:03Z,1200,\"1.234,5\",\"0,5\"\n",
        "start_time,num_model_requests,input_tokens,output_tokens\n1795000000,12,3400,900\n",
    ])
}

pub(crate) fn examples() -> Vec<String> {
    texts(&[
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a b c\"},{\"role\":\"assistant\",\"content\":\"d\"}]}\n",
        "{\"prompt\":\"a\",\"completion\":\"b\"}\n",
        "{\"instruction\":\"a\",\"input\":\"\",\"output\":\"b\"}\n",
        "{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"},{\"from\":\"gpt\",\"value\":\"b\"}]}\n",
        "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]},\"preferred_output\":[{\"role\":\"assistant\",\"content\":\"b\"}],\"non_preferred_output\":[]}\n",
    ])
}

pub(crate) fn lists() -> Vec<String> {
    texts(&[
        "path,bytes,modified\na.md,1200,2026-11-01\n",
        "url;size;lastmod\n/a;1.200;2026-11-01T00:00:00Z\n",
        "<urlset><url><loc>https://example.org/a</loc><lastmod>2026-11-01</lastmod></url></urlset>",
    ])
}

pub(crate) fn log(text: &str) -> String {
    either(text, |reader| {
        let catalog = Catalog::builtin();
        let mut logs = Logs::new(catalog, None);
        logs.read("log", reader)?;
        logs.check()?;
        Ok(report::of_logs(logs.finish()))
    })
}

pub(crate) fn bill(text: &str) -> String {
    let paid = |capacity: usize| {
        let mut logs = Logs::new(Catalog::builtin(), None);
        let read = logs.read_bill("bill", BufReader::with_capacity(capacity, text.as_bytes()));
        read.map_err(|error| error.to_string()).err()
    };
    let whole = paid(1 << 16);
    assert_eq!(paid(1), whole, "the pieces in which a bill arrives matter");
    whole.unwrap_or_else(|| "read".to_owned())
}

pub(crate) fn example(text: &str) -> String {
    either(text, |reader| {
        let mut examples = Examples::new(&ByBytes, None);
        examples.read("examples", reader)?;
        examples.check()?;
        let (s, catalog) = (Scenario::default(), Catalog::builtin());
        Ok(report::of_examples(examples.finish(), &s, catalog))
    })
}

pub(crate) fn list(text: &str) -> String {
    let by = |file: &'static str| {
        either(text, move |reader| {
            let (mut corpus, mut problems) = (Corpus::new(&ByBytes), Problems::default());
            let read = listed(file, reader, NOW_S, &mut corpus, &mut problems)?;
            let summary = corpus.finish(read.pace);
            Ok(report::of_corpus(vec![file.to_owned()], summary, &problems))
        })
    };
    by("list.csv") + &by("sitemap.xml")
}

type Read = Result<serde_json::Result<Observed>, ObserveError>;

/// Reads a text at once and byte by byte, and holds what was observed against what must hold of it.
fn either(text: &str, read: impl Fn(BufReader<&[u8]>) -> Read) -> String {
    let by = |capacity: usize| {
        let read = read(BufReader::with_capacity(capacity, text.as_bytes()));
        read.map(|observed| observed.map(|observed| said(&observed)))
            .map_err(|error| error.to_string())
    };
    let (whole, pieces) = (by(1 << 16), by(1));
    match (whole, pieces) {
        (Ok(whole), Ok(pieces)) => {
            let whole = whole.expect("what was observed is JSON");
            let pieces = pieces.expect("what was observed is JSON");
            assert_eq!(whole, pieces, "the pieces in which a file arrives matter");
            whole
        }
        (Err(whole), Err(pieces)) => {
            assert_eq!(whole, pieces, "the pieces in which a file arrives matter");
            whole
        }
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => panic!("only one of two readings failed: {error}"),
    }
}

/// The inputs that are set.
fn said(observed: &Observed) -> String {
    let catalog = Catalog::builtin();
    for finding in &observed.findings {
        let of = finding.estimate;
        assert!(
            of.value.is_finite() && of.low <= of.value && of.value <= of.high,
            "{}: {of:?}",
            finding.id
        );
    }
    let applied = observed.apply(&Scenario::default(), "", DATE);
    assert_eq!(applied.scenario.in_range(), applied.scenario, "out of range");
    let again = link::decode(&applied.link(catalog), catalog);
    assert_eq!(
        again.view.scenario, applied.scenario,
        "the link says something else"
    );
    let json = observed.json(&applied, catalog);
    format!("{} {}", json["scenario"], json["observed"])
}
