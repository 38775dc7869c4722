//! The content security policies of the page, with the hashes of what stands inline in its index.html.
//!
//! The page in another language lies in a folder of its own; one policy holds the hashes of all of them.
//!
//! Two documents have the page's text, and a third frames the second of them. The page itself can start runs, so no other site may put it into a frame: a click meant for
//! that site could land on *Measure*. The embedded page may be framed by anyone, and its policy puts it into a sandbox: it then has no
//! origin of its own, so the API takes whatever it asks for a foreign page's request and refuses it.

use std::io;
use std::sync::Mutex;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::page_files::{INDEX, PageFiles, Stamp};
use super::site::LANGUAGES;

/// The policies of the page as it is now. A page in a folder may be built anew while it is served; the hashes then change with it.
#[derive(Debug)]
pub(super) struct Policy {
    files: PageFiles,
    current: Mutex<(Option<Stamp>, Values)>,
}

/// The header's values.
#[derive(Clone, Debug)]
struct Values {
    page: HeaderValue,
    embedded: HeaderValue,
    examples: HeaderValue,
}

/// Which document a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Document {
    /// The page, which can start runs.
    Page,
    /// The page as others embed it, which cannot.
    Embedded,
    /// The examples of embedding, which frame the embedded page.
    Examples,
}

impl Policy {
    /// The policy of the page of those files.
    ///
    /// # Errors
    /// An index.html that cannot be read.
    pub(super) fn new(files: PageFiles) -> io::Result<Self> {
        let current = Mutex::new((stamp(&files), read(&files)?));
        Ok(Self { files, current })
    }

    /// The header's value for a document of the page as it is.
    pub(super) fn value(&self, document: Document) -> HeaderValue {
        let now = stamp(&self.files);
        // A thread that panicked while it held the lock left a whole value behind all the same.
        let mut current = self
            .current
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if now.is_some()
            && current.0 != now
            && let Ok(value) = read(&self.files)
        {
            *current = (now, value);
        }
        match document {
            Document::Page => current.1.page.clone(),
            Document::Embedded => current.1.embedded.clone(),
            Document::Examples => current.1.examples.clone(),
        }
    }
}

/// When the page was last written in any language, and how long it is in all of them.
fn stamp(files: &PageFiles) -> Option<Stamp> {
    let own = files.stamp(INDEX)?;
    let others = others().filter_map(|index| files.stamp(&index));
    Some(others.fold(own, |(time, length), (other, more)| {
        (time.max(other), length + more)
    }))
}

/// The page in other languages, whether or not it was built in them.
fn others() -> impl Iterator<Item = String> {
    LANGUAGES.iter().map(|language| format!("{language}/{INDEX}"))
}

fn read(files: &PageFiles) -> io::Result<Values> {
    let html = files.read(INDEX)?;
    let mut html = String::from_utf8_lossy(&html).into_owned();
    for other in others() {
        html += &String::from_utf8_lossy(&files.read(&other).unwrap_or_default());
    }
    let value = |document| HeaderValue::from_str(&policy(&html, document)).map_err(io::Error::other);
    Ok(Values {
        page: value(Document::Page)?,
        embedded: value(Document::Embedded)?,
        examples: value(Document::Examples)?,
    })
}

/// Everything from the page's own origin and nothing else; WebAssembly may be compiled; what is inline must be known by its hash.
fn policy(html: &str, document: Document) -> String {
    let framing = match document {
        Document::Page => "frame-ancestors 'self'",
        Document::Examples => "frame-src 'self'; frame-ancestors 'self'",
        // What the snippet in the README allows, and no more: above all no origin.
        Document::Embedded => {
            "frame-ancestors *; sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"
        }
    };
    // What the languages share is named once.
    let hashes = |name| -> String {
        let mut all: Vec<String> = Vec::new();
        for hash in inline(html, name).iter().map(|text| hash(text)) {
            if !all.contains(&hash) {
                all.push(hash);
            }
        }
        all.concat()
    };
    let (scripts, styles) = (hashes("script"), hashes("style"));
    [
        "default-src 'none'",
        &format!("script-src 'self' 'wasm-unsafe-eval'{scripts}"),
        &format!("style-src 'self'{styles}"),
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        framing,
    ]
    .join("; ")
}

fn hash(text: &str) -> String {
    // A browser normalises line ends before it hashes.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// The texts of the elements of that name which have no `src`, in order. The page is Trunk's output, not just any HTML: an
/// attribute's value that contains `>` would have to be quoted, which is seen to, and comments are passed over.
fn inline<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let mut texts = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, beyond)| beyond);
            continue;
        }
        let raw = ["script", "style"].into_iter().find(|raw| starts_tag(after, raw));
        let Some(raw) = raw else {
            rest = after;
            continue;
        };
        let (tag, content) = split_tag(after);
        let (text, beyond) = split_at_end(content, raw);
        if raw == name && !has_src(tag) && !text.is_empty() {
            texts.push(text);
        }
        rest = beyond;
    }
    texts
}

/// Whether a tag of that name begins here, in whatever letters.
fn starts_tag(text: &str, name: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(name.len()) else {
        return false;
    };
    start.eq_ignore_ascii_case(name)
        && rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/')
}

/// A tag's inside, and what follows its `>`.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '>') => {
                let (tag, rest) = text.split_at(at);
                return (tag, rest.strip_prefix('>').unwrap_or(rest));
            }
            _ => {}
        }
    }
    (text, "")
}

/// The text up to the closing tag, and what follows.
fn split_at_end<'h>(text: &'h str, name: &str) -> (&'h str, &'h str) {
    let end = text.match_indices("</").find(|(at, _)| {
        text.split_at_checked(at + 2)
            .is_some_and(|(_, rest)| starts_tag(rest, name))
    });
    match end.and_then(|(at, _)| text.split_at_checked(at)) {
        Some((inside, rest)) => (inside, rest),
        None => (text, ""),
    }
}

fn has_src(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag.match_indices("src").any(|(at, _)| {
        let (before, after) = tag.split_at(at);
        let after = after.strip_prefix("src").unwrap_or_default().trim_start();
        before.ends_with(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'' || c == '/')
            && after.starts_with('=')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<!doctype html><!-- <script>no</script> --><SCRIPT type=module>go()</SCRIPT>\
        <script src=\"a.js\"></script><script data-a='>' defer src='b.js'>no</script>\
        <style>p{}</style><script type=\"module\" data-src=\"x\">let a = '<style>no</style>';\r\n</script ><scripted>no</scripted>";

    #[test]
    fn inline_scripts_and_styles_are_found() {
        assert_eq!(
            inline(HTML, "script"),
            ["go()", "let a = '<style>no</style>';\r\n"]
        );
        assert_eq!(inline(HTML, "style"), ["p{}"]);
        assert_eq!(inline("<script>cut", "script"), ["cut"]);
        for cut in ["<", "<script", "<script src", "<!--", "<style></", "<scrıpt>"] {
            assert_eq!(inline(cut, "script"), [""; 0], "{cut}");
        }
    }

    #[test]
    fn hashes_are_those_of_the_browser() {
        // `printf 'go()' | openssl dgst -sha256 -binary | base64`
        assert_eq!(
            hash("go()"),
            " 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"
        );
        assert_eq!(hash("a\r\nb"), hash("a\nb"));
    }

    #[test]
    fn the_policy_names_what_is_inline_and_nothing_unsafe() {
        let policy = policy(HTML, Document::Page);
        assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval'{}", hash("go()"))));
        assert!(policy.contains(&format!("style-src 'self'{};", hash("p{}"))));
        assert!(policy.starts_with("default-src 'none'; "));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    }
}
