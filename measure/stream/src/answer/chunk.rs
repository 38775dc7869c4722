//! A chunk of a stream, as servers write it: texts, counts and flags in every form that is in use.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Chunk<'a> {
    #[serde(borrow, default)]
    pub(super) choices: Option<Vec<Choice<'a>>>,
    #[serde(default)]
    pub(super) usage: Usage,
    #[serde(default)]
    pub(super) error: Filled,
}

#[derive(Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(default)]
    pub(super) delta: Option<Delta>,
    #[serde(borrow, default)]
    pub(super) finish_reason: Word<'a>,
    #[serde(default)]
    pub(super) error: Filled,
}

#[derive(Deserialize)]
pub(super) struct Delta {
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
    pub(super) const fn holds_answer(&self) -> bool {
        self.content.0 || self.tool_calls.0 || self.function_call.0 || self.refusal.0
    }

    pub(super) const fn holds_thought(&self) -> bool {
        self.reasoning_content.0 || self.reasoning.0
    }
}

/// The server's own counts. One that is no count, such as a negative number, is as good as none.
#[derive(Default)]
pub(super) struct Usage {
    pub(super) prompt_tokens: Option<u32>,
    pub(super) completion_tokens: Option<u32>,
    pub(super) reasoning_tokens: Option<u32>,
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
pub(super) struct Word<'a>(pub(super) Option<Cow<'a, str>>);

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
pub(super) struct Filled(pub(super) bool);

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
