//! A streamed answer as it arrives, and its times.

mod chunk;
mod reported;

use std::time::Instant;

use crate::error::AnswerError;
use crate::events::{Events, Kind};
use chunk::Chunk;
pub use reported::error_of_object;
use reported::{BEGINNING, BROKEN_OFF, is_error, lossy, not_a_chunk};

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

/// The part of an answer that has been read.
#[derive(Debug)]
pub struct Answer {
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

#[derive(Debug, Default)]
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finish {
    Length,
    Other,
}

impl Answer {
    /// With lines of at most `line` bytes and `most_bytes` in all.
    #[must_use]
    pub fn new(line: usize, most_bytes: usize) -> Self {
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
    #[must_use]
    pub const fn begun(&self) -> bool {
        self.seen.first.is_some()
    }

    /// Whether the stream has ended with its own mark.
    #[must_use]
    pub const fn done(&self) -> bool {
        self.seen.done
    }

    /// Reads bytes that arrived at that time.
    ///
    /// # Errors
    /// An answer that has failed already.
    pub fn read(&mut self, bytes: &[u8], at: Instant) -> Result<(), AnswerError> {
        self.bytes += bytes.len();
        self.at = Some(at);
        if self.bytes > self.most_bytes {
            return Err(AnswerError::Endless);
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
    ///
    /// # Errors
    /// An answer that is not whole, or has no token.
    pub fn timing(
        &mut self,
        output_tokens: u32,
        intended: Instant,
        sent: Instant,
    ) -> Result<Timing, AnswerError> {
        let seen = &mut self.seen;
        if let Some(at) = self.at {
            // A last event without the empty line after it is whole or nothing: half a chunk is no chunk.
            match self.events.rest(|kind, data| seen.event(kind, data, at)) {
                Ok(()) | Err(AnswerError::Malformed) => {}
                Err(error) => return Err(error),
            }
        }
        let finished = seen.finish.filter(|_| !seen.finish_was_none);
        if finished.is_none() && !seen.done && !seen.counted_at_end {
            return Err(match self.begins {
                Some(b'<') => AnswerError::WebPage,
                Some(b'{') => error_of_object(&self.object).unwrap_or(AnswerError::NotStreamed),
                Some(_) | None => AnswerError::Cut,
            });
        }
        let (Some(first), Some(last)) = (seen.first, seen.last) else {
            let worked = seen.completion_tokens.or(seen.reasoning_tokens).is_some();
            return Err(if worked || finished == Some(Finish::Length) {
                AnswerError::Hidden
            } else {
                AnswerError::Empty
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
    fn event(&mut self, kind: Kind, data: &[u8], at: Instant) -> Result<(), AnswerError> {
        let data = data.trim_ascii();
        if self.done || data.is_empty() || data == b"null" {
            return Ok(());
        }
        match kind {
            Kind::Error => return Err(AnswerError::from_words(&lossy(data))),
            Kind::Bare => {
                return match serde_json::from_slice(data).ok().filter(is_error) {
                    Some(_) => Err(AnswerError::from_words(&lossy(data))),
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
            return Err(AnswerError::from_words(&lossy(data)));
        }
        let usage = chunk.usage;
        let counted = usage.completion_tokens.is_some();
        self.prompt_tokens = usage.prompt_tokens.or(self.prompt_tokens);
        self.completion_tokens = usage.completion_tokens.or(self.completion_tokens);
        self.reasoning_tokens = usage.reasoning_tokens.or(self.reasoning_tokens);
        let Some(choices) = chunk.choices else {
            if serde_json::from_slice(data).is_ok_and(|value| is_error(&value)) {
                return Err(AnswerError::from_words(&lossy(data)));
            }
            self.counted_at_end |= counted && self.first.is_some();
            return Ok(());
        };
        if choices.is_empty() {
            self.counted_at_end |= counted && self.first.is_some();
        }
        for choice in choices {
            if choice.error.0 {
                return Err(AnswerError::from_words(&lossy(data)));
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
    fn end(&mut self, reason: &str) -> Result<(), AnswerError> {
        let reason = reason.trim().to_ascii_lowercase();
        self.finish = match reason.as_str() {
            "" | "null" | "none" | "nil" | "undefined" => return Ok(()),
            "length" | "max_tokens" | "max_output_tokens" => Some(Finish::Length),
            _ if BROKEN_OFF.iter().any(|part| reason.contains(part)) => return Err(AnswerError::Reported),
            _ => Some(Finish::Other),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Times of a stream whose pieces came so many ms after the intended start; sent 3 ms after it.
    fn timed(pieces: &[(u64, &str)]) -> Result<Timing, AnswerError> {
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
        assert_eq!(timed(&[(10, ROLE), (20, A), (30, A)]), Err(AnswerError::Cut));
        assert_eq!(timed(&[(10, ROLE), (20, END)]), Err(AnswerError::Hidden));
        assert_eq!(timed(&[(10, ROLE), (20, "[DONE]")]), Err(AnswerError::Empty));
        assert_eq!(
            timed(&[(10, A), (20, r#"{"error":{"message":"x"}}"#)]),
            Err(AnswerError::Reported)
        );
        assert_eq!(timed(&[(10, "{")]), Err(AnswerError::Malformed));
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
        assert_eq!(timed(&[(10, &long)]), Err(AnswerError::Endless));
        assert_eq!(timed(&[(10, A); 400]), Err(AnswerError::Endless));
    }
}
