//! The texts of the program that people read: what it prints, and its errors and warnings. Another language replaces this file, the help
//! of the arguments (the doc comments in `commands.rs`) and the descriptions of the API beside its routes.

use std::fmt::Display;
use std::path::Path;

pub(crate) mod check;
pub(crate) mod decide;
pub(crate) mod deploy;
pub(crate) mod diff;
pub(crate) mod document;
pub(crate) mod evaluations;
pub(crate) mod meetings;
pub(crate) mod observe;
pub(crate) mod oembed;
pub(crate) mod quality;
pub(crate) mod runs;

/// `forkcast verify`.
pub(crate) mod verify {
    use std::fmt::Display;
    use std::path::Path;

    pub(crate) fn not_a_record(path: &Path, why: impl Display) -> String {
        format!(
            "{}: {why}; the JSON of a decision record is accepted, as `forkcast decide --record FILE.json` and the page write it",
            path.display()
        )
    }

    pub(crate) fn decided(date: &str, headline: &str) -> String {
        format!("Decided on {date}: {headline}")
    }

    pub(crate) fn same(decided: &str) -> String {
        format!("{decided}\nDecided again, the result is the same.\n")
    }

    pub(crate) fn differs(decided: &str, differences: &[String]) -> String {
        format!(
            "{decided}\nDecided again, this differs:\n  {}\n",
            differences.join("\n  ")
        )
    }
}

/// `forkcast presets` and `forkcast inputs`.
pub(crate) mod listing {
    /// The value of an optional input that has none.
    pub(crate) const NOT_SET: &str = "not set";
    /// The first column is indented as its rows are.
    pub(crate) const COLUMNS: [&str; 5] = ["  Input", "default", "accepts", "unit", "meaning"];
    pub(crate) const MORE: &str =
        "--json has every option, the meaning of each input and the source of its default.";

    pub(crate) fn range(min: f64, max: f64) -> String {
        format!("{min} to {max}")
    }

    pub(crate) fn first_options(first: &[&str], count: usize) -> String {
        format!("{} … ({count} in all)", first.join(", "))
    }
}

/// Where a scenario comes from.
pub(crate) mod source {
    use std::fmt::Display;

    use forkcast_engine::presets::PRESETS;
    use forkcast_protocol::link::Notice;

    pub(crate) const STANDARD_INPUT: &str = "standard input";

    pub(crate) fn unknown_preset(id: &str) -> String {
        let known: Vec<&str> = PRESETS.iter().map(|preset| preset.id).collect();
        format!("there is no preset “{id}”; there are {}", known.join(", "))
    }

    pub(crate) fn not_a_link(text: &str) -> String {
        let text: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
        format!("--url takes a link such as #v1&change_days=7, not “{text}”")
    }

    pub(crate) fn neither(given: &str) -> String {
        let given: String = given.chars().filter(|c| !c.is_control()).take(80).collect();
        format!("“{given}” is not a Forkcast link; one looks like https://example.org/#v1&change_days=7")
    }

    pub(crate) fn unreadable(file: &str, error: impl Display, preset: Option<&str>) -> String {
        let hint = preset.map_or_else(String::new, |id| {
            format!("; the preset of that name is --preset {id}")
        });
        format!("{file} cannot be read: {error}{hint}")
    }

    pub(crate) fn too_long(file: &str, most: u64) -> String {
        format!("{file} is longer than {most} bytes: it is not a scenario")
    }

    pub(crate) fn longer_than(most: u64) -> String {
        format!("it is longer than {most} bytes")
    }

    pub(crate) fn link_refused(problems: &[Notice]) -> String {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("the link cannot be read as written: {}", problems.join(" "))
    }

    pub(crate) fn not_a_pair(text: &str) -> String {
        format!("--set takes KEY=VALUE, such as change_days=7, not “{text}”")
    }
}

/// The configuration of targets.
pub(crate) mod config {
    use std::path::Path;

    pub(crate) fn misread(line: Option<usize>, message: String) -> String {
        match line {
            Some(line) => format!("line {line}: {message}"),
            None => message,
        }
    }

    pub(crate) const PROXY: &str =
        "requests go through the configured proxy: times include the way through it";
    pub(crate) const URL_OR_ENV: &str = "takes either url or url_env";
    pub(crate) const ENDPOINT_URL: &str = "url takes an address that begins with http:// or https:// and ends with /v1, or at Azure with /openai/deployments/NAME?api-version=…";
    pub(crate) const KEY_HEADER: &str = "key_header takes the name of an HTTP header, such as api-key";
    pub(crate) const MEMORY: &str = "takes a number of GB above 0";
    pub(crate) const PAIR: &str = "takes NAME=URL, NAME=env:VARIABLE or NAME=file:PATH";

    pub(crate) fn not_trusted(path: &Path) -> String {
        format!(
            "is accepted only from a file that was named: if the file is yours, name it with --config {}",
            path.display()
        )
    }

    pub(crate) fn origin(found: &str) -> String {
        format!("takes an origin such as https://docs.example.org, not “{found}”")
    }

    pub(crate) fn token(length: usize, kinds: usize) -> String {
        format!(
            "takes a token of at least {length} characters, {kinds} of them different, without spaces, quotes, commas, \
             semicolons, backslashes and characters beyond ASCII: `openssl rand -hex 16` makes one"
        )
    }

    pub(crate) fn name(embedded: &str) -> String {
        format!("a name has up to 64 letters, digits, dots, dashes and underscores, and is not {embedded}")
    }

    pub(crate) fn variable_not_set(variable: &str) -> String {
        format!("the environment variable {variable} is not set")
    }

    pub(crate) fn found(file: &str) -> String {
        format!("using ./{file}, which was found in the working folder (--config names another)")
    }

    pub(crate) fn password_visible(argument: &str, name: &str) -> String {
        format!(
            "the address of {argument} {name} holds a password, which every user of this machine can read in the list of processes: \
             {argument} {name}=env:VARIABLE or {name}=file:PATH keep it out of there"
        )
    }
}

/// `forkcast measure`.
pub(crate) mod measure {
    /// The first column is the label of a series, whose times are in ms.
    pub(crate) const COLUMNS: [&str; 9] = [
        "ms",
        "n",
        "errors",
        "p50",
        "p95",
        "p99",
        "recall",
        "predicted",
        "ratio",
    ];
    pub(crate) const NO_ENDPOINT: &str =
        "no endpoint is configured: give --endpoint NAME=URL, or --config FILE";
    /// How the searches of a series proceeded.
    pub(crate) fn path(label: &str, path: &str) -> String {
        format!("{label}: {path}.")
    }

    pub(crate) const RUN_GONE: &str = "the run is gone";
    pub(crate) const NO_SUCH_KIND: &str = "there is no such kind of run";

    pub(crate) fn several_endpoints(names: &[&str]) -> String {
        format!("there are several endpoints: name one of {}", names.join(", "))
    }
}

/// Shards of a run that are merged.
pub(crate) mod merge {
    use std::path::Path;

    use forkcast_protocol::measure::file::{FileError, LONGEST};
    use forkcast_protocol::measure::{MEASUREMENT_VERSION, RunState, Shard};

    pub(crate) const NO_FILES: &str = "name the files of all shards";
    pub(crate) const OTHER_KIND: &str =
        "it holds a run of another kind; only runs of an endpoint have shards";
    pub(crate) const NO_SHARD: &str =
        "it holds a whole run; shards are measured with --shard, such as --shard 0/4";
    pub(crate) const NOT_ENDED: &str = "its run has not ended";
    pub(crate) const MACHINES: &str =
        "The shards ran on different machines; the one named is that of the first.";

    pub(crate) fn not_a_shard(path: &Path, reason: &str) -> String {
        format!("{} is not a shard: {reason}", path.display())
    }

    pub(crate) fn not_a_measurement(error: &FileError) -> String {
        match error {
            FileError::Empty => "it is empty".to_owned(),
            FileError::TooLong => format!("it is longer than {} MB", LONGEST >> 20),
            FileError::NotJson(e) => format!("it is not JSON ({e})"),
            FileError::Newer(version) => format!(
                "it has version {version}, written by a newer Forkcast; this program reads versions up to {MEASUREMENT_VERSION}"
            ),
            FileError::NoVersion => "it has no schema_version above 0, so it is not a measurement".to_owned(),
            FileError::NotAMeasurement(e) => format!("it is not a measurement ({e})"),
        }
    }

    pub(crate) fn other_run(path: &Path, first: &Path) -> String {
        format!(
            "{} and {} are shards of different runs",
            path.display(),
            first.display()
        )
    }

    pub(crate) fn other_model(path: &Path, model: &str, first: &Path, first_model: &str) -> String {
        format!(
            "{} measured the model {model}, {} the model {first_model}",
            path.display(),
            first.display()
        )
    }

    pub(crate) fn twice(shard: Shard, path: &Path, other: &Path) -> String {
        format!(
            "shard {shard} is there twice: {} and {}",
            path.display(),
            other.display()
        )
    }

    pub(crate) fn missing(indexes: &[u32], of: u32) -> String {
        let named: Vec<String> = indexes
            .iter()
            .take(8)
            .map(|index| format!("{index}/{of}"))
            .collect();
        let more = if indexes.len() > named.len() {
            format!(" and {} more", indexes.len() - named.len())
        } else {
            String::new()
        };
        format!("shards are missing: {}{more}", named.join(", "))
    }

    pub(crate) fn wrong_series(path: &Path, key: &str) -> String {
        format!(
            "{}: the histogram of {key} does not hold the samples of that series",
            path.display()
        )
    }

    pub(crate) fn of_shard(shard: Shard, text: &str) -> String {
        format!("Shard {shard}: {text}")
    }

    pub(crate) fn not_done(shard: Shard, state: RunState, error: Option<&str>) -> String {
        match error {
            Some(error) => of_shard(shard, error),
            None => of_shard(shard, &format!("its run is {}.", state.id())),
        }
    }

    pub(crate) fn overlap(share: f64) -> String {
        format!(
            "The shards ran together during only {:.0}% of the run. The load was lower for the rest of it, and their answers per second add up to \
             more than were given at any one time.",
            share * 100.0
        )
    }
}

/// The worker program of the reference engine.
pub(crate) mod worker {
    use std::fmt::Display;

    pub(crate) const NO_STREAMS: &str = "the worker program has no streams";
    pub(crate) const NOT_UNDERSTOOD: &str =
        "the worker program sent an update that this program does not understand";

    pub(crate) fn no_program(error: impl Display) -> String {
        format!("this program cannot find its own file: {error}")
    }

    pub(crate) fn failed(error: impl Display) -> String {
        format!("the worker program failed: {error}")
    }

    pub(crate) fn ended(status: impl Display) -> String {
        format!("the worker program ended with {status}")
    }
}

/// Targets that cannot be measured, and this machine.
pub(crate) mod targets {
    use std::fmt::Display;

    pub(crate) const ENDPOINT: &str = "endpoint";
    pub(crate) const STORE: &str = "store";
    pub(crate) const NO_EMBEDDER: &str = "no embedding model is configured: name a folder with MiniLM's model.safetensors, tokenizer.json \
         and config.json (--embedder, or [embedder] path)";
    pub(crate) const NO_CPU_NAME: &str = "an unnamed processor";

    pub(crate) fn cores(count: usize, cpu: &str) -> String {
        format!("{count} {} of {cpu}", if count == 1 { "core" } else { "cores" })
    }

    pub(crate) fn vectors(count: u32, dimensions: u32) -> String {
        format!("{count} vectors of {dimensions} dimensions")
    }

    pub(crate) fn requests(at_once: u32, tokens: u32) -> String {
        match at_once {
            1 => format!("a request of {tokens} tokens"),
            _ => format!("{at_once} requests of {tokens} tokens at once"),
        }
    }

    pub(crate) fn both(one: &str, other: &str) -> String {
        format!("{one} and {other}")
    }

    pub(crate) fn shape(label: &str) -> String {
        format!("{label} with this task")
    }

    pub(crate) const FEWER_VECTORS: &str = "take fewer vectors";
    pub(crate) const SHORTER_PROMPTS: &str = "take fewer at once, or shorter prompts";
    pub(crate) const LESS_RETRIEVED: &str = "take fewer vectors, fewer requests at once, or shorter prompts";
    pub(crate) const SMALLER_SHAPE: &str = "take a smaller shape, batch or length";

    /// `limit` is that of the configuration, where it counts.
    pub(crate) fn no_memory(
        what: &str,
        needed_gb: f64,
        free_gb: f64,
        limit: Option<f64>,
        advice: &str,
    ) -> String {
        match limit {
            Some(limit_gb) => format!(
                "{what} take about {needed_gb:.2} GB, and a run may take {limit_gb:.2} GB here (memory_gb of the configuration): {advice}"
            ),
            None => format!("{what} take about {needed_gb:.1} GB, and {free_gb:.1} GB are free: {advice}"),
        }
    }

    /// Before the reason why no GPU can be measured.
    const NO_GPU: &str = "GPU: not to be measured here";

    pub(crate) fn no_cuda_worker() -> String {
        format!(
            "{NO_GPU}: there is no forkcast-worker-cuda beside this program (measure/gpu says how it is built)"
        )
    }

    pub(crate) fn no_driver() -> String {
        format!("{NO_GPU}: no NVIDIA driver answers on this machine")
    }

    pub(crate) fn no_gpu(error: impl Display) -> String {
        format!("{NO_GPU}: {error}")
    }

    /// Memory of a GPU, in bytes.
    pub(crate) fn no_gpu_memory(label: &str, needed: f64, free: f64) -> String {
        format!(
            "{} needs about {:.1} GB of the GPU's memory and {:.1} GB are free: {SMALLER_SHAPE}",
            shape(label),
            needed / 1e9,
            free / 1e9
        )
    }

    pub(crate) fn unknown_shape(name: &str, known: &[&str]) -> String {
        unknown("shape", name, known)
    }

    pub(crate) fn none_configured(target: &str, name: &str) -> String {
        format!("there is no {target} “{name}”: none is configured (forkcast serve --help)")
    }

    pub(crate) fn unknown(target: &str, name: &str, known: &[&str]) -> String {
        format!("there is no {target} “{name}”: there are {}", known.join(", "))
    }
}

/// Refusals of the API.
pub(crate) mod api {
    use std::fmt::Display;

    pub(crate) const NO_RUN: &str = "there is no run with that id";
    pub(crate) const NOT_ENDED: &str = "the run has not ended: cancel it first";
    pub(crate) const HISTORY: &str = "the results cannot be kept or read now";
    pub(crate) const TOKEN_MISSING: &str =
        "this server requires its token from other machines: it was printed when the server started";
    pub(crate) const TOKEN_WRONG: &str = "that is not this server's token";
    pub(crate) const TOO_MANY_GUESSES: &str = "too many wrong tokens came from there";
    pub(crate) const NOT_JSON: &str = "the body must be application/json, and Content-Type must say so";
    pub(crate) const BODY_SLOW: &str = "the body took longer than ten seconds to arrive";
    pub(crate) const BODY_BROKEN: &str = "the body is incomplete or not valid HTTP";
    pub(crate) const NO_ROUTE: &str = "there is no such route: /openapi.json lists them";
    pub(crate) const NO_METHOD: &str =
        "this route does not accept that method: /openapi.json lists the methods";
    pub(crate) const FOREIGN_ORIGIN: &str =
        "pages of another origin may not measure here: the operator allows one with --allow-origin";
    /// In place of an origin that is no text.
    pub(crate) const NOT_TEXT: &str = "not text";
    pub(crate) const OTHER_NAME: &str = "this server does not go by that name: --allow-host NAME lets one in";
    pub(crate) const NO_REQUEST: &str = "this is no request of HTTP/1.1: its first line or a header field is not of the form that HTTP gives it";

    pub(crate) fn too_large(head: usize, fields: usize, body: usize) -> String {
        format!(
            "the head of a request takes up to {head} bytes and {fields} header fields, and its body up to {body} bytes"
        )
    }

    pub(crate) const FOREIGN_PAGE: &str =
        "this answers scripts of this server's own pages, and nothing that another page shows or embeds";

    pub(crate) fn ended(state: &str) -> String {
        format!("the run has already ended ({state}): it stays as it is")
    }

    pub(crate) fn history(error: impl Display) -> String {
        format!("the results cannot be kept or read: {error}")
    }

    pub(crate) fn body_long(most: usize) -> String {
        format!("the body may have up to {most} bytes")
    }

    pub(crate) fn numbered(field: &str) -> String {
        format!("`{field}` takes a name, not a number")
    }

    pub(crate) fn body_invalid(error: impl Display) -> String {
        format!("the body does not follow the schema in /openapi.json: {error}")
    }

    pub(crate) fn range(name: &str, min: u32, max: u32, found: u32) -> String {
        format!("{name} takes {min} to {max}, not {found}")
    }
}

/// `forkcast serve`.
pub(crate) mod serve {
    use std::fmt::Display;
    use std::io;
    use std::net::SocketAddr;
    use std::path::Path;

    pub(crate) const PAGE_INSIDE: &str =
        "the page inside this program is served; --dist serves one in a folder";
    pub(crate) const NO_TOKEN: &str = "--allow-host lets a proxy send others here, and no token is set: whoever reaches the proxy can measure (token_env in the \
             configuration sets one)";
    // Answers of the server to who asks for a file of the page.
    pub(crate) const UNREADABLE: &str = "The file is there but cannot be read.\n";
    pub(crate) const OTHER_NAME: &str = "This server does not go by that name. Address it as localhost or by the address it printed, \
                or start it with --allow-host NAME.\n";
    pub(crate) const NO_FILE: &str = "There is no such file here. The page is at /\n";
    pub(crate) const READ_ONLY: &str = "Files can only be read: GET or HEAD.\n";
    pub(crate) const NO_DATA_FOLDER: &str =
        "there is no folder for the user's data: name a file with --database";

    pub(crate) fn no_page(dist: &Path) -> String {
        format!(
            "{} holds no page (index.html is missing): build it with `cargo xtask build`, or name its folder with --dist",
            dist.display()
        )
    }

    pub(crate) fn cannot_listen(address: &SocketAddr, error: &io::Error) -> String {
        if error.kind() == io::ErrorKind::AddrInUse {
            format!("{address} is taken: choose another --port, or leave it out to get a free one")
        } else {
            format!("the server cannot listen on {address}: {error}")
        }
    }

    pub(crate) fn address(address: SocketAddr) -> String {
        format!("Forkcast is at http://{address}/")
    }

    pub(crate) fn cannot_start(error: &io::Error) -> String {
        format!("the server cannot start: {error}")
    }

    pub(crate) fn open_to_others(host: impl Display) -> String {
        format!("{host} is open to other machines")
    }

    pub(crate) fn token(token: impl Display) -> String {
        format!("measuring requires the token {token}")
    }

    pub(crate) fn unkept(reason: &str) -> String {
        let unkept = super::runs::unkept(reason);
        format!("{unkept}. The page is served; a run there asks before it begins")
    }
}

/// Failures of a command.
pub(crate) mod failure {
    use std::fmt::Display;

    use crate::measure::history::HistoryError;

    pub(crate) fn history(error: &HistoryError) -> String {
        if matches!(error, HistoryError::Held { .. }) {
            error.to_string()
        } else {
            super::runs::results_unkept(error)
        }
    }

    pub(crate) fn output(error: impl Display) -> String {
        format!("the answer could not be written: {error}")
    }
}

/// A message of the program, after its name.
pub(crate) fn message(message: impl Display) -> String {
    format!("forkcast: {message}")
}

/// The program's version, with those of the model and of the prices, and whether it holds the page.
pub(crate) fn version(program: &str, model: impl Display, prices: &str, page_inside: bool) -> String {
    let page = if page_inside { ", page inside" } else { "" };
    format!("{program} (model {model}, prices of {prices}{page})")
}

pub(crate) const ADDRESS: &str = "an IP address such as 127.0.0.1, ::1 or 0.0.0.0 is accepted";

/// After the help of the arguments.
pub(crate) const EXAMPLES: &str = "\
Examples:
  forkcast serve
  forkcast decide --preset legal-research
  forkcast decide --preset support-docs --set queries_per_day=200000 --json
  forkcast decide --url 'https://example.org/#v1&change_days=7&audit=required'
  forkcast decide scenario.json
  forkcast check scenario.json --expect rag --max-monthly 9000
  forkcast diff old.json new.json";

pub(crate) fn cannot_be_written(path: &Path, error: impl Display) -> String {
    format!("{} cannot be written: {error}", path.display())
}

pub(crate) fn cannot_be_read(path: &Path, error: impl Display) -> String {
    format!("{} cannot be read: {error}", path.display())
}

pub(crate) fn not_a_run(path: &Path, error: impl Display) -> String {
    format!("{} does not hold a run: {error}", path.display())
}
