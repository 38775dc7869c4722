//! The software of a server, as the server reports it.

use reqwest::Url;
use reqwest::header::SERVER;
use serde_json::Value;

use super::client::{Client, below};
use super::failure::RequestError;
use crate::text;

/// Longest name or version that is used, bytes.
const LONGEST: usize = 64;

/// A server by its own description.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// Software and version, as far as the server reports them.
    pub(crate) software: String,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            software: text::SERVER.to_owned(),
        }
    }
}

impl Server {
    /// Asks for the list of models. Returns the software that the answer reveals, and the first model of the list.
    pub(crate) async fn ask(client: &Client, base: &Url) -> Result<(Self, Option<String>), RequestError> {
        let models = below(base, "models")?;
        let (response, list) = client.get(models).await?;
        let first = list.pointer("/data/0");
        let first_text = |field: &str| first.and_then(|m| m.get(field)).and_then(Value::as_str);
        let header = response.headers().get(SERVER).and_then(|h| h.to_str().ok());
        let owner = first_text("owned_by").unwrap_or_default().to_lowercase();
        let named = header.unwrap_or_default().to_lowercase();
        let root = |path: &str| base.join("../").and_then(|root| root.join(path)).ok();
        let software = if owner.contains("llamacpp") || named.contains("llama.cpp") {
            named_with("llama.cpp", client, root("props"), "build_info").await
        } else if owner.contains("vllm") {
            named_with("vLLM", client, root("version"), "version").await
        } else if owner.contains("sglang") {
            "SGLang".to_owned()
        } else if owner == "library" {
            named_with("Ollama", client, root("api/version"), "version").await
        } else if let Some(words) = plain(header.unwrap_or_default(), base) {
            text::server_named(&words)
        } else {
            Self::default().software
        };
        Ok((Self { software }, first_text("id").map(str::to_owned)))
    }
}

/// The name with the version that the server gives at the address, if it does.
async fn named_with(name: &str, client: &Client, url: Option<Url>, field: &str) -> String {
    let Some(url) = url else {
        return name.to_owned();
    };
    let answer = client.get(url.clone()).await.ok();
    let version = answer
        .as_ref()
        .and_then(|(_, value)| value.get(field)?.as_str())
        .and_then(|version| plain(version, &url));
    match version {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    }
}

/// The words, if they are short, printable and do not hold the server's address.
fn plain(words: &str, url: &Url) -> Option<String> {
    let words = words.trim();
    let printable = words.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    let host = url.host_str().unwrap_or_default();
    let address = !host.is_empty() && words.contains(host);
    (!words.is_empty() && words.len() <= LONGEST && printable && !address).then(|| words.to_owned())
}
