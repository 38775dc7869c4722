//! Every text of this crate that people read: labels of series, phases, warnings and errors. Another language replaces this file.
//!
//! No text holds an address, a key or a path.

use std::fmt;

use forkcast_endpoint::RunError;

/// What a run is doing, for its progress.
pub(crate) mod phase {
    pub(crate) const BUILDING: &str = "Building the index";
    pub(crate) const COUNTING_TOKENS: &str = "Counting tokens";
    pub(crate) const EMBEDDING: &str = "Embedding questions";
    pub(crate) const EXACT_ANSWERS: &str = "Exact answers";
    pub(crate) const EXACT_SEARCH: &str = "Exact search";
    pub(crate) const LOADING: &str = "Loading vectors";
    pub(crate) const PAIRS: &str = "Pairs of requests";
    pub(crate) const SEARCHING: &str = "Searching";
    pub(crate) const SIMULATING: &str = "Simulating vectors";
    pub(crate) const WARMUP: &str = "Warm-up";
}

/// What was being done when a store failed.
pub(crate) mod step {
    pub(crate) const BUILDING: &str = "building the index";
    pub(crate) const CONNECTING: &str = "connecting";
    pub(crate) const CREATING_COLLECTION: &str = "creating a collection";
    pub(crate) const CREATING_SCHEMA: &str = "creating a schema";
    pub(crate) const CREATING_TABLE: &str = "creating the table";
    pub(crate) const ANALYZING: &str = "analyzing the table";
    pub(crate) const FINDING_EXTENSION: &str = "looking for pgvector";
    pub(crate) const FINDING_REMAINS: &str = "looking for data of earlier runs";
    pub(crate) const LOADING: &str = "loading the vectors";
    pub(crate) const LOCKING: &str = "locking the run's name";
    pub(crate) const PLANNING: &str = "asking for the plan";
    pub(crate) const PREPARING_CONNECTION: &str = "preparing a connection";
    pub(crate) const PREPARING_INDEX: &str = "preparing the index";
    pub(crate) const PREPARING_SEARCH: &str = "preparing the search";
    pub(crate) const READING: &str = "reading an answer";
    pub(crate) const REMOVING_COLLECTION: &str = "removing the run's collection";
    pub(crate) const REMOVING_SCHEMA: &str = "removing the run's schema";
    pub(crate) const SEARCHING: &str = "searching";
    pub(crate) const VERSION: &str = "asking for the version";
    pub(crate) const WAITING: &str = "waiting for the index";
}

/// Names of software.
pub(crate) mod software {
    pub(crate) const CHROMA: &str = "Chroma";
    pub(crate) const POSTGRES: &str = "PostgreSQL with pgvector";
    pub(crate) const QDRANT: &str = "Qdrant";
    pub(crate) const USEARCH: &str = "usearch, in this process";

    pub(crate) fn usearch(version: &str) -> String {
        format!("usearch {version}, in this process")
    }

    pub(crate) fn postgres(version: &str, extension: &str, tls: Option<&str>) -> String {
        match tls {
            Some(tls) => format!("{version}, pgvector {extension}, {tls}"),
            None => format!("{version}, pgvector {extension}"),
        }
    }

    pub(crate) fn qdrant(version: &str) -> String {
        format!("Qdrant {version}")
    }

    pub(crate) fn chroma(version: &str) -> String {
        format!("Chroma {version}")
    }

    pub(crate) fn endpoint_with_passages(store: &str) -> String {
        format!("OpenAI-compatible endpoint; passages in {store}")
    }

    pub(crate) fn embedder(layers: usize, width: usize) -> String {
        format!("BERT, {layers} layers of {width}, f32 on the processor")
    }
}

/// Labels of series, and how they were measured.
pub(crate) mod label {
    pub(crate) const EMBEDDING: &str = "Embedding of one question";
    pub(crate) const PLAIN_TTFT: &str = "Time to first token without passages";
    pub(crate) const PLAIN_E2E: &str = "Time to last token without passages";
    pub(crate) const ADDED_TTFT: &str = "Time that retrieval adds to the first token";
    pub(crate) const ADDED_E2E: &str = "Time that retrieval adds to the last token";
    pub(crate) const EXACT_PATH: &str = "every vector read, f32, one core";
    pub(crate) const UNINDEXED: &str = "pgvector, every row read (sequential scan): the planner does not use the index of so small a table, so recall is 1";

    pub(crate) fn rag_ttft(passages: u32) -> String {
        format!("Time to first token with {passages} passages")
    }

    pub(crate) fn rag_e2e(passages: u32) -> String {
        format!("Time to last token with {passages} passages")
    }

    pub(crate) fn search(k: u32, vectors: u32, dimensions: u32) -> String {
        format!("Search for {k} of {vectors} vectors of {dimensions} dimensions")
    }

    pub(crate) fn search_passages(k: u32, passages: u32) -> String {
        format!("Search for {k} of {passages} passages")
    }

    pub(crate) fn exact_search(vectors: usize) -> String {
        format!("Exact search among {vectors} vectors on one core")
    }

    pub(crate) fn hnsw(software: &str, links: usize, construction: usize, search: usize) -> String {
        format!("{software} HNSW, f32, cosine, M {links}, ef_construction {construction}, ef_search {search}")
    }

    pub(crate) fn hnsw_half(software: &str, links: usize, construction: usize, search: usize) -> String {
        format!(
            "{software} HNSW, halfvec (f16), cosine, M {links}, ef_construction {construction}, ef_search {search}"
        )
    }
}

/// Warnings of a run.
pub(crate) mod warning {
    use super::{RunError, fmt};

    pub(crate) const NO_EMBEDDER: &str =
        "No embedding model is configured: the embedding of the question was not measured.";
    pub(crate) const SEQUENTIAL_SCAN: &str = "PostgreSQL reads every row in each search (sequential scan), as its planner does with so small a table: recall is 1.000 for that reason, and the time is not that of an index. Use more vectors.";
    pub(crate) const TOKENS_NOT_COUNTED: &str =
        "The endpoint does not report token counts: prompt lengths are estimated from English words.";

    pub(crate) fn data_may_remain(error: &RunError) -> String {
        format!("Data of this run may be left in the store: {error}.")
    }

    pub(crate) fn recall_of_some(known: usize, different: usize) -> String {
        format!(
            "Recall is measured on {known} of the {different} different queries: exact answers to all would take too long."
        )
    }

    pub(crate) fn shared_cores(workers: usize, cores: usize) -> String {
        format!("{workers} searches at once share {cores} cores: their times include waiting for a core.")
    }

    pub(crate) fn some_searches_failed(phase: &str, error: &RunError) -> String {
        format!("{phase}: some searches failed; the last error: {error}.")
    }

    pub(crate) fn some_pairs_failed(failed: u64, pairs: u64, error: &RunError) -> String {
        format!("{failed} of {pairs} pairs failed in part and have no difference; the last error: {error}.")
    }

    pub(crate) fn long_question(tokens: u32, asked: u32) -> String {
        format!(
            "A question takes about {tokens} tokens here, more than the {asked} requested: prompts without passages are that long."
        )
    }

    pub(crate) fn index_incomplete(software: &str, indexed: u64, total: usize) -> String {
        format!(
            "{software} reports that it is done with {indexed} of {total} vectors in its index; it reads the others in full."
        )
    }

    /// The token whose time is compared.
    #[derive(Clone, Copy, Debug)]
    pub(crate) enum Token {
        First,
        Last,
    }

    impl fmt::Display for Token {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(match self {
                Self::First => "first token",
                Self::Last => "last token",
            })
        }
    }

    pub(crate) fn negative_differences(token: Token, negative: u64, pairs: u64, mean_ms: f64) -> String {
        format!(
            "In {negative} of {pairs} pairs ({:.0}%) the {token} came sooner with retrieval than without: the noise is larger than the \
             time that retrieval adds. These pairs count as 0 ms added, which keeps higher percentiles and raises the mean; \
             the signed mean is {mean_ms:.3} ms.",
            100.0 * negative as f64 / pairs as f64,
        )
    }
}

/// The prompts that were measured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Prompt {
    Plain,
    WithPassages,
}

impl fmt::Display for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain => "Prompts without passages",
            Self::WithPassages => "Prompts with passages",
        })
    }
}

pub(crate) fn thread_ended() -> RunError {
    RunError::new("a thread of the measurement ended unexpectedly")
}

pub(crate) fn worker_ended() -> RunError {
    RunError::new("a worker of the measurement ended unexpectedly")
}

pub(crate) fn client_ended() -> RunError {
    RunError::new("a client of the measurement ended unexpectedly")
}

pub(crate) fn no_answer(seconds: u64) -> RunError {
    RunError::new(format!("the store did not answer within {seconds} s"))
}

pub(crate) fn uneven_rows() -> RunError {
    RunError::new("a store holds vectors of one length, and at least one of them".to_owned())
}

pub(crate) fn no_memory(vectors: u32, dimensions: u32, needed_gb: f64, free_gb: f64) -> RunError {
    RunError::new(format!(
        "{vectors} vectors of {dimensions} dimensions take {needed_gb:.1} GB of memory, and {free_gb:.1} GB are free: use fewer vectors"
    ))
}

pub(crate) fn prompts_cut(prompt: Prompt, counted: f64, intended: f64) -> RunError {
    RunError::new(format!(
        "{prompt} have {counted:.0} tokens by the server's count instead of {intended:.0}: the server truncates prompts, or counts \
         them in another way than before; the times do not belong to the requested lengths"
    ))
}

pub(crate) fn embedder_unreadable(name: &str, why: impl fmt::Display) -> RunError {
    RunError::new(format!("the embedder's folder: {name} cannot be read ({why})"))
}

pub(crate) fn embedder_invalid(name: &str, why: impl fmt::Display) -> RunError {
    RunError::new(format!("the embedder's {name} is invalid: {why}"))
}

pub(crate) fn embedding_failed(why: impl fmt::Display) -> RunError {
    RunError::new(format!("the embedder failed: {why}"))
}

pub(crate) fn hidden_act(found: &str) -> String {
    format!("hidden_act takes gelu, not {found}")
}

pub(crate) fn attention_heads() -> String {
    "num_attention_heads takes a divisor of hidden_size".to_owned()
}

pub(crate) fn usearch_failed(why: impl fmt::Display) -> RunError {
    RunError::new(format!("usearch: {why}"))
}

/// Errors in the configuration of a store.
pub(crate) fn unknown_kind(found: &str, known: &[&str]) -> String {
    format!("kind takes {}, not “{found}”", either(known))
}

pub(crate) fn no_store_takes_the_address(addresses: &[(String, &str)]) -> String {
    let known: Vec<String> = addresses
        .iter()
        .map(|(form, software)| format!("{form} ({software})"))
        .collect();
    format!("url takes {}", either(&known))
}

pub(crate) fn wrong_scheme(id: &str, forms: &str) -> String {
    format!("url takes {forms} for the kind {id}")
}

pub(crate) fn takes_no_address(id: &str) -> String {
    format!("the kind {id} runs in this process and takes no url")
}

/// `a, b or c`.
pub(crate) fn either<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [start @ .., last] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{} or {}", start.join(", "), last.as_ref())
        }
    }
}

/// Errors of a store that answers over HTTP.
pub(crate) mod http {
    use super::{RunError, fmt};

    pub(crate) fn invalid_address() -> RunError {
        RunError::new("the store's address is not of the form http://host:port")
    }

    pub(crate) fn invalid_proxy() -> RunError {
        RunError::new("the configured proxy is not of the form http://host:port")
    }

    pub(crate) fn no_client(service: &str) -> RunError {
        RunError::new(format!("the HTTP client for {service} could not be set up"))
    }

    /// Why no answer came.
    #[derive(Clone, Copy, Debug)]
    pub(crate) enum Why {
        Timeout,
        Connect,
        Broken,
    }

    impl fmt::Display for Why {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(match self {
                Self::Timeout => "no answer in time",
                Self::Connect => "no connection",
                Self::Broken => "the connection broke",
            })
        }
    }

    pub(crate) fn unreachable(service: &str, step: &str, why: Why) -> RunError {
        RunError::new(format!("{service} could not be reached while {step}: {why}"))
    }

    pub(crate) fn key_refused(service: &str) -> RunError {
        RunError::new(format!("{service} refused the key of the store's configuration"))
    }

    pub(crate) fn refused(service: &str, step: &str, status: u16, message: Option<&str>) -> RunError {
        RunError::new(match message {
            Some(message) => format!("{service} failed while {step}: {message} (HTTP {status})"),
            None => format!("{service} failed while {step}: HTTP {status}"),
        })
    }

    pub(crate) fn invalid_answer(service: &str, step: &str) -> RunError {
        RunError::new(format!(
            "{service} sent an answer that its interface does not describe while {step}"
        ))
    }

    pub(crate) fn long_answer(service: &str, step: &str, limit_mb: usize) -> RunError {
        RunError::new(format!(
            "{service} sent an answer longer than {limit_mb} MB while {step}"
        ))
    }
}

/// Errors of Qdrant.
pub(crate) mod qdrant {
    use super::RunError;

    pub(crate) fn another_server() -> RunError {
        RunError::new("the server at the store's address is not Qdrant")
    }

    pub(crate) fn not_created() -> RunError {
        RunError::new("Qdrant did not create the collection")
    }

    pub(crate) fn not_stored(status: &str) -> RunError {
        RunError::new(format!(
            "Qdrant did not finish storing vectors in time: its status is “{status}”"
        ))
    }

    pub(crate) fn red() -> RunError {
        RunError::new("Qdrant could not build the index: the collection's status is red")
    }

    pub(crate) fn stalled(minutes: u64, indexed: u64, total: usize) -> RunError {
        RunError::new(format!(
            "Qdrant's index has made no progress for {minutes} minutes: {indexed} of {total} vectors"
        ))
    }
}

/// Errors of Chroma.
pub(crate) mod chroma {
    use super::RunError;

    pub(crate) fn invalid_path() -> RunError {
        RunError::new("Chroma's address is http://host:8000, or http://host:8000/TENANT/DATABASE")
    }

    pub(crate) fn stalled(seconds: u64, stored: u64, total: usize) -> RunError {
        RunError::new(format!(
            "Chroma has stored no more vectors for {seconds} seconds: {stored} of {total}"
        ))
    }
}

/// Errors of PostgreSQL.
pub(crate) mod postgres {
    use super::{RunError, fmt};

    pub(crate) fn invalid_address() -> RunError {
        RunError::new("the store's address is not of the form postgres://user:password@host:port/database")
    }

    pub(crate) fn credentials_refused() -> RunError {
        RunError::new("PostgreSQL refused the user or the password of the store's configuration")
    }

    pub(crate) fn no_password() -> RunError {
        RunError::new("PostgreSQL asks for a password, and the store's address has none")
    }

    pub(crate) fn not_let_in() -> RunError {
        RunError::new(
            "PostgreSQL lets this user in neither from this machine nor in this way (pg_hba.conf): add a line there, or use TLS (sslmode=require)",
        )
    }

    pub(crate) const MESSAGE_TOO_LONG: &str = "a message is longer than any that is needed";

    pub(crate) fn no_channel_binding() -> RunError {
        RunError::new(
            "PostgreSQL does not bind its authentication to TLS as channel_binding=require asks: use sslmode=require or stronger, or leave channel_binding out",
        )
    }

    pub(crate) fn no_host() -> RunError {
        RunError::new("the store's address names no host")
    }

    pub(crate) fn host_unknown() -> RunError {
        RunError::new(
            "the host of the store's address is not found: is its name right, and does this machine reach a name server?",
        )
    }

    pub(crate) fn nobody_listens() -> RunError {
        RunError::new(
            "PostgreSQL could not be reached while connecting: connection refused. Is it running, and is the port of the store's address right?",
        )
    }

    pub(crate) fn unknown_mode(modes: &[&str]) -> RunError {
        RunError::new(format!(
            "sslmode in the store's address takes {}",
            super::either(modes)
        ))
    }

    pub(crate) fn no_client_certificates() -> RunError {
        RunError::new(
            "the store's address names a certificate of the client or a list of revoked ones, which is not supported: of TLS it takes sslmode, sslrootcert and sslnegotiation",
        )
    }

    pub(crate) fn roots_unreadable(why: impl fmt::Display) -> RunError {
        RunError::new(format!(
            "the file that sslrootcert names in the store's address cannot be read: {why}"
        ))
    }

    pub(crate) fn no_roots() -> RunError {
        RunError::new("the file that sslrootcert names in the store's address holds no certificate in PEM")
    }

    pub(crate) fn no_system_roots() -> RunError {
        RunError::new(
            "this machine has no store of trusted certificates: name a file by sslrootcert in the store's address",
        )
    }

    pub(crate) fn no_tls() -> RunError {
        RunError::new(
            "PostgreSQL does not offer TLS, which sslmode in the store's address requires: turn it on there (ssl = on), or use sslmode=disable",
        )
    }

    pub(crate) fn another_server() -> RunError {
        RunError::new(
            "the server at the store's address does not answer as PostgreSQL does: is the port right?",
        )
    }

    pub(crate) fn certificate_expired() -> RunError {
        RunError::new("PostgreSQL's TLS certificate has expired or is not yet valid")
    }

    pub(crate) fn certificate_of_another() -> RunError {
        RunError::new(
            "PostgreSQL's TLS certificate is for another host than that of the store's address (its subject alternative names count): use the name it is for, or sslmode=verify-ca",
        )
    }

    pub(crate) fn unknown_authority() -> RunError {
        RunError::new(
            "PostgreSQL's TLS certificate is not signed by a trusted authority: name the file of the one that signed it by sslrootcert in the store's address",
        )
    }

    pub(crate) fn certificate_invalid() -> RunError {
        RunError::new("PostgreSQL's TLS certificate is not valid")
    }

    pub(crate) fn tls_refused() -> RunError {
        RunError::new(
            "PostgreSQL refuses the TLS connection: it may require a certificate of the client, which is not supported",
        )
    }

    pub(crate) fn tls_failed() -> RunError {
        RunError::new("TLS with PostgreSQL could not be set up")
    }

    pub(crate) fn no_database() -> RunError {
        RunError::new("the database of the store's configuration does not exist")
    }

    pub(crate) fn no_extension() -> RunError {
        RunError::new(
            "the database has no pgvector extension: run CREATE EXTENSION vector in it as its owner",
        )
    }

    pub(crate) fn too_many_connections() -> RunError {
        RunError::new("PostgreSQL accepts no more connections: lower concurrency, or raise max_connections")
    }

    pub(crate) fn no_privilege(step: &str) -> RunError {
        RunError::new(format!(
            "the store's user lacks a privilege that a run needs for {step}: GRANT CREATE ON DATABASE to it"
        ))
    }

    pub(crate) fn table_gone(step: &str) -> RunError {
        RunError::new(format!(
            "the run's table is gone from PostgreSQL while {step}: another program has removed it"
        ))
    }

    pub(crate) fn refused(step: &str, message: &str, code: &str) -> RunError {
        RunError::new(format!(
            "PostgreSQL failed while {step}: {message} (SQLSTATE {code})"
        ))
    }

    pub(crate) fn long_message(step: &str) -> RunError {
        RunError::new(format!(
            "the server at the store's address sent a longer message than any answer needs while {step}: it may not be PostgreSQL"
        ))
    }

    pub(crate) fn unreachable(step: &str, why: impl fmt::Display) -> RunError {
        RunError::new(format!("PostgreSQL could not be reached while {step}: {why}"))
    }

    pub(crate) fn connect_timeout(seconds: u64) -> RunError {
        RunError::new(format!(
            "PostgreSQL could not be reached: no answer within {seconds} s"
        ))
    }

    pub(crate) fn closed(step: &str) -> RunError {
        RunError::new(format!("PostgreSQL closed the connection while {step}"))
    }

    pub(crate) fn failed(step: &str, why: &str) -> RunError {
        RunError::new(format!("PostgreSQL failed while {step}: {why}"))
    }

    pub(crate) fn not_removed(schema: &str, seconds: u64) -> RunError {
        RunError::new(format!(
            "PostgreSQL did not remove the schema {schema} within {seconds} s"
        ))
    }

    pub(crate) fn too_wide(most: usize, dimensions: usize, is_old: bool) -> RunError {
        let advice = if is_old {
            ": with version 0.7 or later it takes up to 4000, in half precision"
        } else {
            ""
        };
        RunError::new(format!(
            "dimensions takes up to {most} with pgvector, the limit of its index, not {dimensions}{advice}"
        ))
    }
}
