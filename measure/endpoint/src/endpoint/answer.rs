//! A streamed answer as it arrives, and its times.

use std::borrow::Cow;
use std::fmt;
use std::time::Instant;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::events::{Events, TooLong};
use super::failure::RequestError;

/// Times of one answered request, ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// From the intended start to the sending: how late this machine was.
    pub late_ms: f64,
    /// From the intended start to the first token (of the answer, of reasoning or of a tool call).
    pub ttft_ms: f64,
    /// Between two tokens after the first: (last − first) / (n − 1) with the server's own count n. None if the server does not
    /// count, counts fewer than two, or sent all in one piece.
    pub tpot_ms: Option<f64>,
    /// From the intended start to the last token.
    pub e2e_ms: f64,
    /// Tokens of the prompt as the server counts, with what its chat template adds.
    pub prompt_tokens: Option<u32>,
    /// Tokens of the answer as the server counts.
    pub completion_tokens: Option<u32>,
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
    usage: Option<Usage>,
    #[serde(default)]
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice<'a> {
    #[serde(default)]
    delta: Option<Delta>,
    #[serde(borrow, default)]
    finish_reason: Option<Cow<'a, str>>,
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
    refusal: Filled,
}

impl Delta {
    const fn holds_token(&self) -> bool {
        self.content.0 || self.reasoning_content.0 || self.reasoning.0 || self.tool_calls.0 || self.refusal.0
    }
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: Option<u32>,
    #[serde(default)]
    completion_tokens: Option<u32>,
}

/// Whether a value is a text, list or object that is not empty. Servers use each of them for what a model writes.
#[derive(Default)]
struct Filled(bool);

impl<'de> Deserialize<'de> for Filled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Looks;
        impl<'de> Visitor<'de> for Looks {
            type Value = Filled;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a list, an object or null")
            }
            fn visit_str<E>(self, text: &str) -> Result<Filled, E> {
                Ok(Filled(!text.is_empty()))
            }
            fn visit_unit<E>(self) -> Result<Filled, E> {
                Ok(Filled(false))
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

/// The part of an answer that has been read.
pub(crate) struct Answer {
    events: Events,
    seen: Seen,
    bytes: usize,
    most_bytes: usize,
    /// The first byte that is no white space: distinguishes a stream from a web page and from a single object.
    begins: Option<u8>,
}

#[derive(Default)]
struct Seen {
    first: Option<Instant>,
    last: Option<Instant>,
    pieces: u64,
    finish: Option<Finish>,
    done: bool,
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
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
        if self.bytes > self.most_bytes {
            return Err(RequestError::Endless);
        }
        if self.begins.is_none() {
            self.begins = bytes.iter().copied().find(|b| !b.is_ascii_whitespace());
        }
        let seen = &mut self.seen;
        self.events.read(bytes, |data| seen.event(data, at))
    }

    /// The times, now that the stream has ended.
    pub(crate) fn timing(
        &self,
        output_tokens: u32,
        intended: Instant,
        sent: Instant,
    ) -> Result<Timing, RequestError> {
        let seen = &self.seen;
        if seen.finish.is_none() && !seen.done {
            return Err(match self.begins {
                Some(b'<') => RequestError::WebPage,
                Some(b'{') => RequestError::NotStreamed,
                Some(_) | None => RequestError::Cut,
            });
        }
        let (Some(first), Some(last)) = (seen.first, seen.last) else {
            return Err(RequestError::Empty);
        };
        let ms = |from: Instant, to: Instant| to.saturating_duration_since(from).as_secs_f64() * 1e3;
        let counted = seen.completion_tokens.filter(|&n| n > 1 && seen.pieces > 1);
        Ok(Timing {
            late_ms: ms(intended, sent),
            ttft_ms: ms(intended, first),
            tpot_ms: counted.map(|n| ms(first, last) / f64::from(n - 1)),
            e2e_ms: ms(intended, last),
            prompt_tokens: seen.prompt_tokens,
            completion_tokens: seen.completion_tokens,
            ended_early: match seen.completion_tokens {
                Some(n) => n < output_tokens,
                None => seen.finish == Some(Finish::Other),
            },
            one_piece: seen.pieces == 1,
        })
    }
}

impl Seen {
    fn event(&mut self, data: &[u8], at: Instant) -> Result<(), RequestError> {
        let data = data.trim_ascii();
        if self.done || data.is_empty() {
            return Ok(());
        }
        if data == b"[DONE]" {
            self.done = true;
            return Ok(());
        }
        let chunk: Chunk<'_> = serde_json::from_slice(data).map_err(|_| RequestError::Malformed)?;
        if chunk.error.is_some() {
            return Err(RequestError::Reported);
        }
        if let Some(usage) = chunk.usage {
            self.prompt_tokens = usage.prompt_tokens.or(self.prompt_tokens);
            self.completion_tokens = usage.completion_tokens.or(self.completion_tokens);
        }
        for choice in chunk.choices.into_iter().flatten() {
            if choice.delta.is_some_and(|delta| delta.holds_token()) {
                self.first.get_or_insert(at);
                self.last = Some(at);
                self.pieces += 1;
            }
            if let Some(reason) = choice.finish_reason {
                self.finish = Some(if reason == "length" {
                    Finish::Length
                } else {
                    Finish::Other
                });
            }
        }
        Ok(())
    }
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
        assert_eq!(timed(&[(10, ROLE), (20, END)]), Err(RequestError::Empty));
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
