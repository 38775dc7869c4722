//! The formats of examples for training.

use serde_json::Value;

use crate::text::example as text;

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// All that comes before the answer.
    pub input: String,
    /// The answer.
    pub output: String,
}

/// A format of examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `messages`: OpenAI's chat format, which Together and Fireworks take too.
    Chat,
    /// `input`, `preferred_output`, `non_preferred_output`: OpenAI's DPO, which Together takes too.
    Dpo,
    /// `prompt` and `completion`.
    Prompt,
    /// `text`: Together's plain text.
    Text,
    /// `samples`, `input` as messages and `output`: Fireworks' older completion format has these names.
    InputOutput,
    /// `instruction`, `output`, and `input` if any.
    Alpaca,
    /// `conversations` with `from` and `value`.
    ShareGpt,
}

impl Format {
    /// Every format, the one with the most particular fields first.
    pub const ALL: [Self; 7] = [
        Self::Chat,
        Self::Dpo,
        Self::ShareGpt,
        Self::Alpaca,
        Self::Prompt,
        Self::InputOutput,
        Self::Text,
    ];

    /// Name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Dpo => "dpo",
            Self::Prompt => "prompt-completion",
            Self::Text => "together-text",
            Self::InputOutput => "input-output",
            Self::Alpaca => "alpaca",
            Self::ShareGpt => "sharegpt",
        }
    }

    /// The fields by which it is recognised.
    #[must_use]
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Chat => &["messages"],
            Self::Dpo => &["input", "preferred_output", "non_preferred_output"],
            Self::Prompt => &["prompt", "completion"],
            Self::Text => &["text"],
            Self::InputOutput => &["input", "output"],
            Self::Alpaca => &["instruction", "output"],
            Self::ShareGpt => &["conversations"],
        }
    }

    /// The format of a record; none if it is of no known one.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.missed(value).is_empty())
    }

    fn missed(self, value: &Value) -> Vec<&'static str> {
        let fields = self.fields().iter().copied();
        fields.filter(|field| value.get(field).is_none()).collect()
    }

    /// The format of which the least is missed, and what is missed. Of formats of which all is missed, the first.
    #[must_use]
    pub fn nearest(value: &Value) -> (Self, Vec<&'static str>) {
        let mut best = (Self::Chat, Self::Chat.missed(value));
        let missed_share = |format: Self, missed: &[&str]| missed.len() as f64 / format.fields().len() as f64;
        for format in Self::ALL {
            let missed = format.missed(value);
            if missed_share(format, &missed) < missed_share(best.0, &best.1) {
                best = (format, missed);
            }
        }
        best
    }

    /// The example of a record.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(self, value: &Value) -> Result<Example, &'static str> {
        match self {
            Self::Chat => conversation(
                list(value, "messages")?,
                ("role", "content"),
                text::MESSAGES_EMPTY,
            ),
            Self::ShareGpt => conversation(
                list(value, "conversations")?,
                ("from", "value"),
                text::MESSAGES_EMPTY,
            ),
            Self::Dpo => preference(value),
            Self::Prompt => pair(value, "prompt", "completion", text::PROMPT),
            Self::InputOutput => pair(value, "input", "output", text::PROMPT),
            Self::Text => {
                let text = string(value, "text").ok_or(text::TEXT)?;
                if text.trim().is_empty() {
                    return Err(text::EMPTY_ANSWER);
                }
                Ok(Example {
                    input: String::new(),
                    output: text.to_owned(),
                })
            }
            Self::Alpaca => {
                let mut example = pair(value, "instruction", "output", text::ALPACA)?;
                match value.get("input") {
                    None | Some(Value::Null) => {}
                    Some(Value::String(more)) => {
                        example.input.push('\n');
                        example.input.push_str(more);
                    }
                    Some(_) => return Err(text::ALPACA),
                }
                Ok(example)
            }
        }
    }
}

fn string<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn list<'v>(value: &'v Value, key: &str) -> Result<&'v [Value], &'static str> {
    let list = value.get(key).and_then(Value::as_array);
    list.map(Vec::as_slice).ok_or(text::MESSAGES_LIST)
}

fn pair(value: &Value, input: &str, output: &str, wrong: &'static str) -> Result<Example, &'static str> {
    let (Some(input), Some(output)) = (string(value, input), string(value, output)) else {
        return Err(wrong);
    };
    if input.trim().is_empty() {
        return Err(text::EMPTY_QUESTION);
    }
    if output.trim().is_empty() {
        return Err(text::EMPTY_ANSWER);
    }
    Ok(Example {
        input: input.to_owned(),
        output: output.to_owned(),
    })
}

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Asks,
    Answers,
}

fn role(id: &str) -> Option<Role> {
    match id {
        "system" | "developer" | "user" | "human" | "tool" | "function" | "observation" => Some(Role::Asks),
        "assistant" | "gpt" | "model" | "function_call" => Some(Role::Answers),
        _ => None,
    }
}

/// The text of a message: a string, or a list of parts of which some are texts. Calls of tools are an answer too.
fn content(message: &Value, key: &str) -> Result<String, &'static str> {
    let mut all = String::new();
    match message.get(key) {
        Some(Value::String(text)) => all.push_str(text),
        Some(Value::Array(parts)) => {
            for part in parts {
                if let Some(text) = string(part, "text") {
                    all.push_str(text);
                } else if part.get("type").is_none() {
                    return Err(text::CONTENT);
                }
            }
        }
        None | Some(Value::Null) => {}
        Some(_) => return Err(text::CONTENT),
    }
    for calls in ["tool_calls", "function_call"] {
        if let Some(calls) = message.get(calls).filter(|calls| !calls.is_null()) {
            all.push_str(&calls.to_string());
        }
    }
    Ok(all)
}

fn conversation(
    messages: &[Value],
    (who, what): (&str, &str),
    empty: &'static str,
) -> Result<Example, &'static str> {
    let mut said = Vec::with_capacity(messages.len());
    for message in messages {
        let role = string(message, who).and_then(role).ok_or(text::ROLE)?;
        if let Some(weight) = message.get("weight")
            && !(weight.is_null() || matches!(weight.as_f64(), Some(0.0 | 1.0)))
        {
            return Err(text::WEIGHT);
        }
        said.push((role, content(message, what)?));
    }
    let Some((last, before)) = said.split_last() else {
        return Err(empty);
    };
    if last.0 != Role::Answers {
        return Err(text::LAST);
    }
    if last.1.trim().is_empty() {
        return Err(text::EMPTY_ANSWER);
    }
    let mut input = String::new();
    for (_, text) in before {
        input.push_str(text);
        input.push('\n');
    }
    if input.trim().is_empty() {
        return Err(text::EMPTY_QUESTION);
    }
    Ok(Example {
        input,
        output: last.1.clone(),
    })
}

fn preference(value: &Value) -> Result<Example, &'static str> {
    let asked = value.get("input").and_then(|input| input.get("messages"));
    let asked = asked.and_then(Value::as_array).ok_or(text::DPO_INPUT)?;
    let answer = |key: &str| -> Result<String, &'static str> {
        let messages = value
            .get(key)
            .and_then(Value::as_array)
            .ok_or(text::DPO_ANSWERS)?;
        let last = messages.last().ok_or(text::DPO_ANSWERS)?;
        content(last, "content")
    };
    let (preferred, other) = (answer("preferred_output")?, answer("non_preferred_output")?);
    if preferred.trim().is_empty() || other.trim().is_empty() {
        return Err(text::EMPTY_ANSWER);
    }
    if preferred == other {
        return Err(text::DPO_SAME);
    }
    let mut input = String::new();
    for message in asked {
        string(message, "role").and_then(role).ok_or(text::ROLE)?;
        input.push_str(&content(message, "content")?);
        input.push('\n');
    }
    if input.trim().is_empty() {
        return Err(text::EMPTY_QUESTION);
    }
    Ok(Example {
        input,
        output: preferred,
    })
}
