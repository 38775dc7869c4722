//! Every text of this crate that people read: labels of series, phases, warnings and errors. Another language replaces this file.
//!
//! No text holds an address, a key or anything that a server wrote.

use crate::RunError;
use crate::endpoint::RequestError;

pub(crate) const COUNTING_TOKENS: &str = "Counting tokens";
pub(crate) const SERVER: &str = "OpenAI-compatible server";
pub(crate) const TTFT: &str = "Time to first token";
pub(crate) const TPOT: &str = "Time per output token";
pub(crate) const E2E: &str = "Time to last token";
pub(crate) const THINKING: &str = "Thinking before the first token of the answer";

pub(crate) const TOKENS_NOT_COUNTED: &str = "The endpoint does not report token counts: prompt lengths are estimated from English words, and there is no time per output token.";
pub(crate) const CONNECTS_EACH_TIME: &str =
    "The endpoint closes its connection after each answer, so times to first token include connecting.";

pub(crate) fn server_named(name: &str) -> String {
    format!("{SERVER}, Server: {name}")
}

pub(crate) fn warm_up(tokens: u32) -> String {
    format!("Warm-up, {} tokens", grouped(tokens))
}

pub(crate) fn prompts(tokens: u32) -> String {
    format!("{}-token prompts", grouped(tokens))
}

pub(crate) fn series(measure: &str, tokens: u32) -> String {
    format!("{measure}, {}-token prompt", grouped(tokens))
}

/// How the requests are sent.
pub(crate) fn closed_loop(concurrency: u32, shared_prefix: bool) -> String {
    format!("closed loop, {concurrency} at a time{}", prefix(shared_prefix))
}

pub(crate) fn open_loop(rate_per_s: f64, shared_prefix: bool) -> String {
    format!(
        "open loop, {rate_per_s} arrivals per second{}",
        prefix(shared_prefix)
    )
}

/// The same by several programs at once.
pub(crate) fn in_shards(path: &str, shards: usize) -> String {
    format!("{path}, {shards} shards")
}

const fn prefix(shared: bool) -> &'static str {
    if shared { ", shared prefix" } else { "" }
}

/// A warning about an open loop that the endpoint could not keep up with.
pub(crate) fn saturated(tokens: u32, sent: u64, unanswered: u64, lost: u64, more_lengths: bool) -> String {
    let lost = if lost > 0 {
        format!(" {lost} of them were not answered in time and are missing.")
    } else {
        String::new()
    };
    let skipped = if more_lengths {
        " Further prompt lengths were not measured."
    } else {
        ""
    };
    format!(
        "{}: requests arrive faster than the endpoint answers them. {unanswered} of {sent} were unanswered and their number kept \
         growing, so no more were sent. The times are those of a growing queue, not of a steady load.{lost}{skipped}",
        prompts(tokens)
    )
}

/// Something that happened to some of the answers to prompts of one length.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Oddity {
    EndedEarly { asked: u32 },
    Longer { asked: u32 },
    Uncounted,
    OnePiece,
    Late { ms: f64 },
    Hidden { tokens: u64 },
    Uncached,
}

pub(crate) fn oddity(tokens: u32, count: u64, answers: u64, oddity: Oddity) -> String {
    let prompts = prompts(tokens);
    match oddity {
        Oddity::EndedEarly { asked } => format!(
            "{prompts}: {count} of {answers} answers ended before the {asked} requested tokens; times to last token are those of \
             shorter answers."
        ),
        Oddity::Longer { asked } => {
            format!("{prompts}: {count} of {answers} answers were longer than the {asked} requested tokens.")
        }
        Oddity::Uncounted => format!(
            "{prompts}: {count} of {answers} answers had no token count (usage), so they give no time per output token."
        ),
        Oddity::OnePiece => format!(
            "{prompts}: {count} of {answers} answers arrived in one piece, so they give no time per output token."
        ),
        Oddity::Late { ms } => format!(
            "{prompts}: {count} of {answers} requests were sent more than {ms} ms late by this machine; the times include the delay."
        ),
        Oddity::Hidden { tokens } => format!(
            "{prompts}: {count} of {answers} answers came after reasoning that the endpoint does not send, {tokens} tokens on average: the \
             time to first token includes it."
        ),
        Oddity::Uncached => format!(
            "{prompts}: the endpoint counted {count} of {answers} prompts without the part that it had cached; their length is that of the \
             count before the first of them."
        ),
    }
}

pub(crate) fn some_failed(tokens: u32, failed: u64, requests: u64, failure: RequestError) -> String {
    format!(
        "{}: {failed} of {requests} requests failed, most often because {failure}.",
        prompts(tokens)
    )
}

pub(crate) fn gone(failure: RequestError, streak: u64) -> RunError {
    RunError::new(format!(
        "{failure}; {streak} requests in a row failed, so no more were sent"
    ))
}

pub(crate) fn none_answered(failure: RequestError) -> RunError {
    RunError::new(format!("no request was answered: {failure}"))
}

pub(crate) fn too_short(tokens: u32, template: f64) -> RunError {
    RunError::new(format!(
        "a prompt of {tokens} tokens is too short: the endpoint's chat template alone takes {template:.0}"
    ))
}

pub(crate) fn mismatch(intended: u32, counted: u32) -> RunError {
    RunError::new(format!(
        "prompts were meant to have {intended} tokens, but the endpoint counted {counted}: it may truncate prompts without an error, \
         or count in its own way; request a length within its context"
    ))
}

/// Why a request gave no timing.
pub(crate) fn request_error(error: RequestError) -> String {
    let fixed = match error {
        RequestError::Address => {
            "the endpoint's configured address is not of the form http://host/v1 or https://host/v1"
        }
        RequestError::Key => "the endpoint's configured key holds characters that a key cannot have",
        RequestError::Proxy => "the configured proxy is not of the form http://host:port",
        RequestError::NoRoom => {
            "this machine lets Forkcast open no more connections: measure fewer at once, or raise its limit on open files (ulimit -n)"
        }
        RequestError::Refused => "the endpoint refuses connections: is the server running?",
        RequestError::Unreachable => "the endpoint cannot be reached",
        RequestError::Tls => "the endpoint's TLS certificate or protocol is not accepted",
        RequestError::Unauthorized => {
            "the endpoint does not accept the configured key, or asks for one where none is configured (HTTP 401 or 403)"
        }
        RequestError::NoListing => {
            "the endpoint does not list its models to the configured key (HTTP 401 or 403): check the key; if it may not list models, name the model in the configuration"
        }
        RequestError::NoCredit => {
            "the account at the endpoint has no credit left: check its plan and its limits"
        }
        RequestError::NoModel => {
            "the endpoint has no model or deployment with the configured name (HTTP 404)"
        }
        RequestError::NotFound => {
            "the endpoint has no chat completions at its address (HTTP 404): the address must end with /v1, or at Azure with \
             /openai/deployments/NAME?api-version=…"
        }
        RequestError::TooManyRequests => "the endpoint limits the rate of requests (HTTP 429)",
        RequestError::ContextExceeded => {
            "the prompt with its answer is longer than the context of the endpoint's model"
        }
        RequestError::OutputLimit => {
            "the endpoint's model needs a larger limit on its answer, for it reasons first: ask for more output tokens"
        }
        RequestError::Rejected(code) => return format!("the endpoint rejects the request (HTTP {code})"),
        RequestError::Server(code) => return format!("the endpoint failed (HTTP {code})"),
        RequestError::Redirected(code) => {
            return format!("the endpoint redirects (HTTP {code}): configure the address it leads to");
        }
        RequestError::WebPage => "the endpoint answered with a web page: is the address that of the API?",
        RequestError::NotStreamed => "the endpoint answered in one piece, not as a stream of events",
        RequestError::Malformed => "the endpoint's stream does not follow the OpenAI interface",
        RequestError::Reported => {
            "the endpoint reported an error in the middle of its answer: its log may say why"
        }
        RequestError::Cut => "the endpoint ended its answer before it was complete",
        RequestError::Endless => "the endpoint's answer is longer than the request allows",
        RequestError::Silent => "the endpoint sent no token within the time limit",
        RequestError::Slow => "the endpoint did not complete its answer within the time limit",
        RequestError::Empty => "the endpoint's answer has no token",
        RequestError::Hidden => {
            "the endpoint's model used all tokens of its answer for reasoning that it does not send: ask for more output tokens"
        }
        RequestError::NoModelListed => "the endpoint lists no model: name one in its configuration",
    };
    fixed.to_owned()
}

/// `2048` as `2,048`.
pub(crate) fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
