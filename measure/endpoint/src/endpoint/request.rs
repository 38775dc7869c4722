//! A request in the way that a server takes it.

use serde_json::{Value, json};

/// Which fields the server takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// `ignore_eos`: vLLM, SGLang and llama.cpp know it; answers are then as long as asked for.
    pub(crate) ignore_eos: bool,
    /// The name of the limit on the answer.
    pub(crate) max_tokens: &'static str,
    /// `stream_options.include_usage`.
    pub(crate) usage: bool,
}

/// In the order of trying.
pub(crate) const DIALECTS: [Dialect; 5] = {
    let whole = Dialect {
        ignore_eos: true,
        max_tokens: "max_tokens",
        usage: true,
    };
    let plain = Dialect {
        ignore_eos: false,
        ..whole
    };
    let renamed = Dialect {
        max_tokens: "max_completion_tokens",
        ..plain
    };
    [
        whole,
        plain,
        renamed,
        Dialect {
            usage: false,
            ..plain
        },
        Dialect {
            usage: false,
            ..renamed
        },
    ]
};

/// A request with its body written, so that nothing but the sending is left.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) body: Vec<u8>,
    pub(crate) output_tokens: u32,
}

impl Prepared {
    pub(crate) fn new(dialect: Dialect, model: &str, prompt: &str, output_tokens: u32) -> Self {
        let mut body = json!({
            "model": model,
            "messages": [{ "role": "user", "content": prompt }],
            dialect.max_tokens: output_tokens,
            "stream": true,
        });
        if dialect.ignore_eos {
            body["ignore_eos"] = Value::Bool(true);
        }
        if dialect.usage {
            body["stream_options"] = json!({ "include_usage": true });
        }
        Self {
            body: body.to_string().into_bytes(),
            output_tokens,
        }
    }
}
