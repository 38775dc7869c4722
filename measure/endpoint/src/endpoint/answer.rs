//! A streamed answer as it arrives, and its times.

use std::borrow::Cow;
use std::fmt;
use std::time::Instant;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::events::{Events, Kind, TooLong};
use super::failure::RequestError;

/// Times of one answered request, ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// From the intended start to the sending: how late this machine was.
    pub late_ms: f64,
    /// From the intended start to the first token (of the answer, of reasoning or of a tool call).
    pub ttft_ms: f64,
    /// From the first token of visible reasoning to the first token of the answer; none if the model showed none.
    pub thinking_ms: Option<f64>,
    /// Between two tokens after the first: (last − first) / (n − 1) with the server's own count n of what it sent. None if the server
    /// does not count, counts fewer than two, or sent all in one piece.
    pub tpot_ms: Option<f64>,
    /// From the intended start to the last token.
    pub e2e_ms: f64,
    /// Tokens of the prompt as the server counts, with what its chat template adds.
    pub prompt_tokens: Option<u32>,
    /// Tokens of the answer as the server counts.
    pub completion_tokens: Option<u32>,
    /// Tokens of them that the server spent on reasoning and did not send; the first token came after them.
    pub hidden_tokens: Option<u32>,
    /// Whether the answer ended before the tokens that were asked for.
    pub ended_early: bool,
    /// Whether all tokens came in one piece.
    pub one_piece: bool,
}

impl From<TooLong> for RequestError {
    fn from(_: TooLong) -> Self {
        Self::Endless
    }
}

#[derive(Deserialize)]
struct Chunk<'a> {
    #[serde(borrow, default)]
    choices: Option<Vec<Choice<'a>>>,
    #[serde(default)]
    usage: Usage,
    #[serde(default)]
    error: Filled,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(default)]
    delta: Option<Delta>,
    #[serde(borrow, default)]
    finish_reason: Word<'a>,
    #[serde(default)]
    error: Filled,
}

#[derive(Deserialize)]
struct Delta {
    #[serde(default)]
    content: Filled,
    #[serde(default)]
    reasoning_content: Filled,
    #[serde(default)]
    reasoning: Filled,
    #[serde(default)]
    tool_calls: Filled,
    #[serde(default)]
    function_call: Filled,
    #[serde(default)]
    refusal: Filled,
}

impl Delta {
    const fn holds_answer(&self) -> bool {
        self.content.0 || self.tool_calls.0 || self.function_call.0 || self.refusal.0
    }

    const fn holds_thought(&self) -> bool {
        self.reasoning_content.0 || self.reasoning.0
    }
}

/// The server's own counts. One that is no count, such as a negative number, is as good as none.
#[derive(Default)]
struct Usage {
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
    reasoning_tokens: Option<u32>,
}

impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Once a stream, as a rule, so it need not be fast.
        let value = Value::deserialize(deserializer)?;
        let reasoning = value
            .pointer("/completion_tokens_details/reasoning_tokens")
            .or_else(|| value.get("reasoning_tokens"));
        Ok(Self {
            prompt_tokens: value.get("prompt_tokens").and_then(whole),
            completion_tokens: value.get("completion_tokens").and_then(whole),
            reasoning_tokens: reasoning.and_then(whole),
        })
    }
}

/// A count that a server may write as `74`, `74.0` or `"74"`; 0 counts nothing.
fn whole(value: &Value) -> Option<u32> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

/// A text; of anything else, none.
#[derive(Default)]
struct Word<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Word<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text or null")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Word<'de>, E> {
                Ok(Word(Some(Cow::Borrowed(text))))
            }
            fn visit_str<E>(self, text: &str) -> Result<Word<'de>, E> {
                Ok(Word(Some(Cow::Owned(text.to_owned()))))
            }
            fn visit_unit<E>(self) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_f64<E>(self, _: f64) -> Result<Word<'de>, E> {
                Ok(Word(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Word<'de>, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Word(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Word<'de>, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Word(None))
            }
        }
        deserializer.deserialize_any(Reads)
    }
}

/// Whether a value is a text, list or object that is not empty, a number other than 0 or true. Servers use several of them for what a
/// model writes, and all of them for errors.
#[derive(Default)]
struct Filled(bool);

impl<'de> Deserialize<'de> for Filled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Looks;
        impl<'de> Visitor<'de> for Looks {
            type Value = Filled;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_str<E>(self, text: &str) -> Result<Filled, E> {
                Ok(Filled(!text.is_empty()))
            }
            fn visit_unit<E>(self) -> Result<Filled, E> {
                Ok(Filled(false))
            }
            fn visit_bool<E>(self, set: bool) -> Result<Filled, E> {
                Ok(Filled(set))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Filled, E> {
                Ok(Filled(number != 0))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Filled, E> {
                Ok(Filled(number != 0))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Filled, E> {
                Ok(Filled(number != 0.0))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Filled, A::Error> {
                let mut filled = false;
                while list.next_element::<IgnoredAny>()?.is_some() {
                    filled = true;
                }
                Ok(Filled(filled))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Filled, A::Error> {
                let mut filled = false;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    filled = true;
                }
                Ok(Filled(filled))
            }
        }
        deserializer.deserialize_any(Looks)
    }
}

/// Longest beginning of a body that is no stream, kept to tell an error from an answer, bytes.
const BEGINNING: usize = 16 << 10;

/// The part of an answer that has been read.
pub(crate) struct Answer {
    events: Events,
    seen: Seen,
    bytes: usize,
    most_bytes: usize,
    /// The first byte that is no white space: distinguishes a stream from a web page and from a single object.
    begins: Option<u8>,
    /// The beginning of a single object.
    object: Vec<u8>,
    /// When the last bytes came.
    at: Option<Instant>,
}

#[derive(Default)]
struct Seen {
    first: Option<Instant>,
    first_of_answer: Option<Instant>,
    last: Option<Instant>,
    pieces: u64,
    finish: Option<Finish>,
    /// Whether tokens came after a finish: then this server's finishes are no ends.
    finish_was_none: bool,
    /// Whether the counts came after the last token, in a chunk of their own.
    counted_at_end: bool,
    done: bool,
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
    reasoning_tokens: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Finish {
    Length,
    Other,
}

impl Answer {
    /// With lines of at most `line` bytes and `most_bytes` in all.
    pub(crate) fn new(line: usize, most_bytes: usize) -> Self {
        Self {
            events: Events::new(line),
            seen: Seen::default(),
            bytes: 0,
            most_bytes,
            begins: None,
            object: Vec::new(),
            at: None,
        }
    }

    /// Whether a token has arrived.
    pub(crate) const fn begun(&self) -> bool {
        self.seen.first.is_some()
    }

    /// Whether the stream has ended with its own mark.
    pub(crate) const fn done(&self) -> bool {
        self.seen.done
    }

    /// Reads bytes that arrived at that time.
    pub(crate) fn read(&mut self, bytes: &[u8], at: Instant) -> Result<(), RequestError> {
        self.bytes += bytes.len();
        self.at = Some(at);
        if self.bytes > self.most_bytes {
            return Err(RequestError::Endless);
        }
        if self.begins.is_none() {
            self.begins = bytes.iter().copied().find(|b| !b.is_ascii_whitespace());
        }
        if self.begins == Some(b'{') && self.object.len() < BEGINNING {
            let room = BEGINNING - self.object.len();
            self.object.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
        let seen = &mut self.seen;
        self.events.read(bytes, |kind, data| seen.event(kind, data, at))
    }

    /// The times, now that the stream has ended.
    pub(crate) fn timing(
        &mut self,
        output_tokens: u32,
        intended: Instant,
        sent: Instant,
    ) -> Result<Timing, RequestError> {
        let seen = &mut self.seen;
        if let Some(at) = self.at {
            // A last event without the empty line after it is whole or nothing: half a chunk is no chunk.
            match self.events.rest(|kind, data| seen.event(kind, data, at)) {
                Ok(()) | Err(RequestError::Malformed) => {}
                Err(error) => return Err(error),
            }
        }
        let finished = seen.finish.filter(|_| !seen.finish_was_none);
        if finished.is_none() && !seen.done && !seen.counted_at_end {
            return Err(match self.begins {
                Some(b'<') => RequestError::WebPage,
                Some(b'{') => error_of_object(&self.object).unwrap_or(RequestError::NotStreamed),
                Some(_) | None => RequestError::Cut,
            });
        }
        let (Some(first), Some(last)) = (seen.first, seen.last) else {
            let worked = seen.completion_tokens.or(seen.reasoning_tokens).is_some();
            return Err(if worked || finished == Some(Finish::Length) {
                RequestError::Hidden
            } else {
                RequestError::Empty
            });
        };
        let ms = |from: Instant, to: Instant| to.saturating_duration_since(from).as_secs_f64() * 1e3;
        let begun = seen.first_of_answer;
        let thinking = begun.filter(|begun| *begun > first);
        // Reasoning that came as text is among the tokens whose times are known; what did not come is before the first of them.
        let shown = begun.is_none() || thinking.is_some();
        let hidden_tokens = seen.reasoning_tokens.filter(|_| !shown);
        let counted = seen
            .completion_tokens
            .map(|n| n.saturating_sub(hidden_tokens.unwrap_or_default()))
            .filter(|&n| n > 1 && seen.pieces > 1);
        Ok(Timing {
            late_ms: ms(intended, sent),
            ttft_ms: ms(intended, first),
            thinking_ms: thinking.map(|begun| ms(first, begun)),
            tpot_ms: counted.map(|n| ms(first, last) / f64::from(n - 1)),
            e2e_ms: ms(intended, last),
            prompt_tokens: seen.prompt_tokens,
            completion_tokens: seen.completion_tokens,
            hidden_tokens,
            ended_early: match seen.completion_tokens {
                Some(n) => n < output_tokens,
                None => finished == Some(Finish::Other),
            },
            one_piece: seen.pieces == 1,
        })
    }
}

impl Seen {
    fn event(&mut self, kind: Kind, data: &[u8], at: Instant) -> Result<(), RequestError> {
        let data = data.trim_ascii();
        if self.done || data.is_empty() || data == b"null" {
            return Ok(());
        }
        match kind {
            Kind::Error => return Err(RequestError::from_words(&lossy(data))),
            Kind::Bare => {
                return match serde_json::from_slice(data).ok().filter(is_error) {
                    Some(_) => Err(RequestError::from_words(&lossy(data))),
                    None => Ok(()),
                };
            }
            Kind::Data => {}
        }
        if data == b"[DONE]" {
            self.done = true;
            return Ok(());
        }
        let Ok(chunk) = serde_json::from_slice::<Chunk<'_>>(data) else {
            return Err(not_a_chunk(data));
        };
        if chunk.error.0 {
            return Err(RequestError::from_words(&lossy(data)));
        }
        let usage = chunk.usage;
        let counted = usage.completion_tokens.is_some();
        self.prompt_tokens = usage.prompt_tokens.or(self.prompt_tokens);
        self.completion_tokens = usage.completion_tokens.or(self.completion_tokens);
        self.reasoning_tokens = usage.reasoning_tokens.or(self.reasoning_tokens);
        let Some(choices) = chunk.choices else {
            if serde_json::from_slice(data).is_ok_and(|value| is_error(&value)) {
                return Err(RequestError::from_words(&lossy(data)));
            }
            self.counted_at_end |= counted && self.first.is_some();
            return Ok(());
        };
        if choices.is_empty() {
            self.counted_at_end |= counted && self.first.is_some();
        }
        for choice in choices {
            if choice.error.0 {
                return Err(RequestError::from_words(&lossy(data)));
            }
            let (answers, thinks) = choice.delta.map_or((false, false), |delta| {
                (delta.holds_answer(), delta.holds_thought())
            });
            if answers || thinks {
                self.token(answers, at);
            }
            if let Some(reason) = choice.finish_reason.0 {
                self.end(&reason)?;
            }
        }
        Ok(())
    }

    fn token(&mut self, of_answer: bool, at: Instant) {
        self.first.get_or_insert(at);
        if of_answer {
            self.first_of_answer.get_or_insert(at);
        }
        self.last = Some(at);
        self.pieces += 1;
        self.finish_was_none |= self.finish.is_some();
        self.counted_at_end = false;
    }

    /// Takes a finish reason. Servers also write one into every chunk that says nothing, and one that says that the answer broke off.
    fn end(&mut self, reason: &str) -> Result<(), RequestError> {
        let reason = reason.trim().to_ascii_lowercase();
        self.finish = match reason.as_str() {
            "" | "null" | "none" | "nil" | "undefined" => return Ok(()),
            "length" | "max_tokens" | "max_output_tokens" => Some(Finish::Length),
            _ if BROKEN_OFF.iter().any(|part| reason.contains(part)) => return Err(RequestError::Reported),
            _ => Some(Finish::Other),
        };
        Ok(())
    }
}

/// Parts of the finish reasons that servers give to an answer that they did not complete: `error`, `network_error`, `abort`,
/// `cancelled`, `insufficient_system_resource`, …
const BROKEN_OFF: [&str; 8] = [
    "error",
    "abort",
    "cancel",
    "fail",
    "timeout",
    "interrupt",
    "insufficient",
    "disconnect",
];

fn lossy(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&data[..data.len().min(BEGINNING)])
}

/// Why the data of an event that is not a chunk makes the answer fail.
fn not_a_chunk(data: &[u8]) -> RequestError {
    let in_words = match serde_json::from_slice::<Value>(data) {
        Ok(value) => is_error(&value),
        Err(_) => data[..data.len().min(24)]
            .to_ascii_lowercase()
            .windows(5)
            .any(|part| part == b"error"),
    };
    if in_words {
        RequestError::from_words(&lossy(data))
    } else {
        RequestError::Malformed
    }
}

/// The error that a body of a single object reports, if it does.
fn error_of_object(body: &[u8]) -> Option<RequestError> {
    let value = serde_json::from_slice(body).ok();
    value
        .filter(is_error)
        .map(|_| RequestError::from_words(&lossy(body)))
}

/// Whether an object without an answer reports an error. Servers have many shapes for it: `{"error": …}`, `{"error_type": …}`,
/// `{"object": "error", "message": …}`, `{"detail": …}`, `{"code": 500, …}`, `{"success": false}`.
fn is_error(value: &Value) -> bool {
    let Value::Object(fields) = value else {
        return false;
    };
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::Bool(set) => *set,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    };
    let bad_word = |value: &Value| {
        value.as_str().is_some_and(|text| {
            let text = text.to_ascii_lowercase();
            BROKEN_OFF.iter().any(|part| text.contains(part)) || text.contains("exception")
        })
    };
    fields.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "type" | "object" | "event" => bad_word(value),
            "status" | "code" | "status_code" | "statuscode" => {
                bad_word(value) || value.as_f64().is_some_and(|code| (400.0..600.0).contains(&code))
            }
            "success" | "ok" => value == &Value::Bool(false),
            "message" | "msg" | "detail" | "details" => {
                !fields.contains_key("choices")
                    && !fields.contains_key("usage")
                    && (value.is_string() || value.is_array())
                    && filled(value)
            }
            _ => (name.contains("error") || name.contains("exception")) && filled(value),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Times of a stream whose pieces came so many ms after the intended start; sent 3 ms after it.
    fn timed(pieces: &[(u64, &str)]) -> Result<Timing, RequestError> {
        let intended = Instant::now();
        let after = |ms| intended + Duration::from_millis(ms);
        let mut answer = Answer::new(1000, 10_000);
        for (ms, data) in pieces {
            answer.read(format!("data: {data}\n\n").as_bytes(), after(*ms))?;
        }
        answer.timing(5, intended, after(3))
    }

    const ROLE: &str = r#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#;
    const A: &str = r#"{"choices":[{"delta":{"content":"a"}}]}"#;
    const REASON: &str = r#"{"choices":[{"delta":{"content":null,"reasoning_content":"hm"}}]}"#;
    const END: &str = r#"{"choices":[{"delta":{},"finish_reason":"length"}]}"#;
    const USAGE: &str = r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5}}"#;

    #[test]
    fn times_are_from_the_intended_start_to_the_first_and_last_token() {
        let pieces = [
            (10, ROLE),
            (50, REASON),
            (90, A),
            (110, A),
            (130, END),
            (170, USAGE),
            (500, "[DONE]"),
        ];
        let timing = timed(&pieces).expect("whole");
        assert_eq!(
            (timing.late_ms, timing.ttft_ms, timing.e2e_ms),
            (3.0, 50.0, 110.0)
        );
        // Five tokens by the server's count, though three chunks.
        assert_eq!(timing.tpot_ms, Some(15.0));
        assert!(!timing.ended_early && !timing.one_piece);
    }

    #[test]
    fn the_last_of_many_counts_of_usage_holds() {
        let running =
            r#"{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":9,"completion_tokens":1}}"#;
        let timing = timed(&[(10, running), (30, A), (30, END), (30, USAGE)]).expect("whole");
        assert_eq!((timing.tpot_ms, timing.completion_tokens), (Some(5.0), Some(5)));
    }

    #[test]
    fn what_does_not_end_properly_gives_no_times() {
        assert_eq!(timed(&[(10, ROLE), (20, A), (30, A)]), Err(RequestError::Cut));
        assert_eq!(timed(&[(10, ROLE), (20, END)]), Err(RequestError::Hidden));
        assert_eq!(timed(&[(10, ROLE), (20, "[DONE]")]), Err(RequestError::Empty));
        assert_eq!(
            timed(&[(10, A), (20, r#"{"error":{"message":"x"}}"#)]),
            Err(RequestError::Reported)
        );
        assert_eq!(timed(&[(10, "{")]), Err(RequestError::Malformed));
        assert!(
            timed(&[
                (10, r#"{"error":null,"choices":null,"usage":null}"#),
                (20, A),
                (30, END)
            ])
            .is_ok()
        );
        assert!(timed(&[(20, A), (30, "[DONE]"), (40, "whatever follows")]).is_ok());
        let long = format!(
            r#"{{"choices":[{{"delta":{{"content":"{}"}}}}]}}"#,
            "x".repeat(1000)
        );
        assert_eq!(timed(&[(10, &long)]), Err(RequestError::Endless));
        assert_eq!(timed(&[(10, A); 400]), Err(RequestError::Endless));
    }
}
