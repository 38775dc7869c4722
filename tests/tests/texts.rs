//! Words that people read stand in the `text` modules, so that a language is a matter of those files (CONTRIBUTING, "To add a language").
//!
//! A literal elsewhere that reads like words fails here: one with a word beside a space, one that begins like a name, and any text or label
//! of an element. A single lower-case word is not found, because ids look the same. Tests, attributes of items (the help of arguments and the
//! descriptions of routes are theirs), patterns and comparisons may hold words.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Literals that are no words although they read so, each list with its reason. `…` ends the beginning of several.
type Exceptions = [(&'static str, &'static [&'static str])];

const MEDIA_QUERY: (&str, &[&str]) = ("a media query", &["(prefers-color-scheme: dark)"]);

#[test]
fn the_page_has_its_words_in_its_text_module() {
    check(
        "app/src",
        &[
            ("the markup of snippets", &["<iframe …", "<script …"]),
            ("CSS", &["linear-gradient(to right"]),
            (
                "selectors of CSS",
                &["header.top > …", "#verdict, …", "input:checked, …"],
            ),
            ("an interface of browsers", &["ClipboardItem"]),
            ("names of keys", &["ArrowDown", "ArrowUp", "PageDown", "PageUp"]),
            MEDIA_QUERY,
        ],
    );
}

#[test]
fn what_page_and_modules_share_has_its_words_in_its_text_module() {
    check("app/parts/src", &[MEDIA_QUERY]);
}

#[test]
fn how_sure_is_this_has_its_words_in_its_text_module() {
    check("app/insight/src", &[]);
}

#[test]
fn scenarios_side_by_side_have_their_words_in_their_text_module() {
    check("app/compare/src", &[]);
}

#[test]
fn from_your_own_files_has_its_words_in_its_text_module() {
    check("app/files/src", &[]);
}

#[test]
fn the_workbench_has_its_words_in_its_text_module() {
    check("app/workbench/src", &[("a header of HTTP", &["Bearer {}"])]);
}

#[test]
fn charts_have_their_words_in_their_text_module() {
    check(
        "charts/src",
        &[("SVG", &["<…"]), ("fonts of CSS", &["system-ui, …"])],
    );
}

#[test]
fn price_lists_have_their_words_in_their_text_module() {
    check(
        "prices/src",
        &[("Python", &["import ", "from ", "providers: list[…"])],
    );
}

#[test]
fn observations_have_their_words_in_their_text_module() {
    check("observe/src", &[]);
}

#[test]
fn quality_has_its_words_in_its_text_module() {
    check("measure/quality/src", &[]);
}

#[test]
fn load_on_endpoints_has_its_words_in_its_text_module() {
    check(
        "measure/endpoint/src",
        &[
            ("a header of HTTP", &["Bearer {key}"]),
            ("the name of a server", &["Ollama"]),
            (
                "words of servers, which are read",
                &[
                    "NaN",
                    "Infinity",
                    "output limit",
                    "could not finish",
                    "limit was reached",
                    "at least",
                    "too small",
                    "greater than",
                ],
            ),
            (
                "defects of the program",
                &[
                    "three digits are allowed",
                    "a client's loop",
                    "rates are above zero",
                    "a request",
                ],
            ),
        ],
    );
}

#[test]
fn retrieval_has_its_words_in_its_text_module() {
    check(
        "measure/retrieval/src",
        &[
            (
                "SQL",
                &[
                    "SELECT …",
                    "SET …",
                    "COPY …",
                    "CREATE …",
                    "EXPLAIN …",
                    "ANALYZE …",
                ],
            ),
            (
                "words of PostgreSQL and its driver, which are read",
                &["on ", "password missing", "channel binding"],
            ),
            ("names of protocols", &["TLS 1.2", "TLS 1.3"]),
            ("words of formats", &["Cosine", "LayerNorm", "MemAvailable:"]),
            ("a prompt", &["Answer the question from these passages."]),
        ],
    );
}

#[test]
fn the_reference_engine_has_its_words_in_its_text_module() {
    check(
        "measure/reference/src",
        &[
            ("defects of the program", &["drawing does not fail"]),
            ("words of formats", &["MemAvailable:", "MemTotal:", "model name"]),
        ],
    );
}

#[test]
fn the_program_has_its_words_in_its_text_module() {
    check(
        "cli/src",
        &[
            (
                "names of schemas",
                &[
                    "Streamed",
                    "Event",
                    "Standing",
                    "EvaluationStanding",
                    "QualitySpec",
                ],
            ),
            (
                "SQL",
                &[
                    "SELECT …",
                    "INSERT INTO …",
                    "UPDATE …",
                    "DELETE FROM …",
                    "PRAGMA …",
                    "VACUUM; …",
                    "CREATE TABLE …",
                    "id, created, ended, state, spec, error",
                    "n, run, subject, body",
                ],
            ),
            ("keys of updates", &["series {}", "ceiling {}"]),
            (
                "headers of HTTP",
                &[
                    "Bearer …",
                    "Origin",
                    "Retry-After",
                    "GET, HEAD",
                    "connection: ",
                    "date: ",
                    "content-…",
                    "public, max-age=…",
                    "camera=(), …",
                    "; Secure",
                    "{}={token}; …",
                ],
            ),
            (
                "a content security policy",
                &[
                    "default-src …",
                    "script-src …",
                    "style-src …",
                    "img-src …",
                    "font-src …",
                    "connect-src …",
                    "manifest-src …",
                    "worker-src …",
                    "base-uri …",
                    "form-action …",
                    "frame-ancestors …",
                    "frame-src …",
                ],
            ),
            (
                "schemas of the API's document",
                &["RunSpec", "ServiceLevel", "Task", "Load"],
            ),
            ("licences", &["MIT OR Apache-2.0"]),
            ("a request of HTTP", &["GET /healthz …"]),
            (
                "the configuration of other servers",
                &["add_header …", "@hashed path…", "header {CACHE_CONTROL}…"],
            ),
            ("XML", &["<…", ">\n…"]),
            ("the format of figures", &["# HELP {name} …"]),
            ("an argument", &["--set: {error}"]),
        ],
    );
}

/// Fails with the words that stand outside the text module of the crate with that folder of sources.
fn check(sources: &str, exceptions: &Exceptions) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(sources);
    let mut files = Vec::new();
    list(&root, &mut files);
    assert!(root.join("text.rs").is_file(), "{sources} has a text module");
    assert!(files.len() > 5, "{sources}: {} files", files.len());
    let exceptions: Vec<&str> = exceptions
        .iter()
        .flat_map(|(_, starts)| starts.iter().copied())
        .collect();
    let mut used = vec![false; exceptions.len()];
    let mut found = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a source");
        for (line, text) in words(&source) {
            let shown = text.trim_start();
            let is = |exception: &&str| {
                exception
                    .strip_suffix('…')
                    .map_or(shown == exception.trim_start(), |start| shown.starts_with(start))
            };
            match exceptions.iter().position(is) {
                Some(i) => used[i] = true,
                None => found.push(format!("{}:{line}: {text}", file.display())),
            }
        }
    }
    assert!(
        found.is_empty(),
        "move these to {sources}/text.rs:\n{}",
        found.join("\n")
    );
    for (exception, used) in exceptions.iter().zip(used) {
        assert!(
            used,
            "{sources}: no literal is {exception:?}: remove the exception"
        );
    }
}

/// The sources below a folder that are neither texts nor tests, nor the questions that an embedder is timed with.
fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if matches!(
            path.file_stem().and_then(|stem| stem.to_str()),
            Some("text" | "tests" | "questions")
        ) {
            continue;
        }
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The literals of a source that read like words, with their lines.
fn words(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    walk(TokenStream::from_str(source).expect("Rust"), &mut found);
    found
}

fn walk(stream: TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                // `#!` begins an attribute of the whole file.
                if matches!(tokens.get(i + 1), Some(TokenTree::Punct(sign)) if sign.as_char() == '!') {
                    i += 1;
                }
                if let Some(TokenTree::Group(attribute)) = tokens.get(i + 1)
                    && attribute.delimiter() == Delimiter::Bracket
                {
                    let content = attribute.stream().to_string();
                    if content.starts_with("error") {
                        walk(attribute.stream(), found);
                    }
                    i += 1;
                    if content.replace(' ', "") == "cfg(test)" {
                        i = end_of_item(&tokens, i);
                    }
                }
            }
            TokenTree::Group(group) => walk(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Some(text) = text_of(&literal.to_string())
                    && is_read(&tokens, i, &text)
                {
                    found.push((literal.span().start().line, text));
                }
            }
            TokenTree::Punct(_) | TokenTree::Ident(_) => {}
        }
        i += 1;
    }
}

/// The place of the last token of the item that follows.
fn end_of_item(tokens: &[TokenTree], from: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(sign) => sign.as_char() == ';',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    let length = tokens.iter().skip(from + 1).position(ends);
    length.map_or(tokens.len(), |length| from + 1 + length)
}

/// The text of a literal, if it is one.
fn text_of(literal: &str) -> Option<String> {
    let start = literal.find('"')?;
    let text = literal.get(start + 1..literal.rfind('"')?)?;
    if literal.starts_with('r') {
        return Some(text.to_owned());
    }
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('\n') => {
                let after = rest.as_str().trim_start();
                rest = after.chars();
            }
            Some('n') => out.push('\n'),
            Some('r' | 't') => out.push(' '),
            Some('u') => {
                out.push('\u{b7}');
                rest = rest
                    .as_str()
                    .split_once('}')
                    .map_or("", |(_, after)| after)
                    .chars();
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    Some(out)
}

/// Whether the literal in that place is something that a person reads.
fn is_read(tokens: &[TokenTree], at: usize, text: &str) -> bool {
    let sign = |place: Option<usize>| match place.and_then(|place| tokens.get(place)) {
        Some(TokenTree::Punct(sign)) => Some(sign.as_char()),
        _ => None,
    };
    let before = |n: usize| at.checked_sub(n);
    let is_pattern =
        sign(Some(at + 1)) == Some('|') || (sign(Some(at + 1)), sign(Some(at + 2))) == (Some('='), Some('>'));
    let is_compared = sign(before(1)) == Some('=') && matches!(sign(before(2)), Some('=' | '!'));
    if is_pattern || is_compared {
        return false;
    }
    let attribute = match before(2).and_then(|place| tokens.get(place)) {
        Some(TokenTree::Ident(name)) if sign(before(1)) == Some('=') => name.to_string(),
        _ => String::new(),
    };
    let has_letter = text.chars().any(char::is_alphabetic);
    let is_of_an_element = sign(before(1)) == Some('>') && !matches!(sign(before(2)), Some('=' | '-'));
    match attribute.as_str() {
        "class" => false,
        "label" | "title" | "placeholder" => has_letter,
        _ => (is_of_an_element && has_letter) || reads_like_words(text),
    }
}

/// Whether a word stands beside a space, or the text begins like a name. Placeholders count as figures.
fn reads_like_words(text: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0;
    for c in text.replace("{{", "").replace("}}", "").chars() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                plain.push('0');
            }
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let mut letters = plain.chars();
    let is_name =
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let parts: Vec<&str> = plain.split_whitespace().collect();
    let has_space = plain.contains(char::is_whitespace);
    let is_word = |part: &&str| {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’'))
    };
    is_name || (has_space && parts.iter().any(is_word))
}

#[test]
fn words_are_found_and_ids_are_not() {
    let source = r##"
        //! A comment.
        #[arg(long, value_name = "FILE", help = "a help text")]
        #[error("{0} is not a number")]
        fn f(key: &str) -> View {
            if key == "Page Down" { return; }
            match key { "Arrow Up" | "Arrow Down" => say("It is longer than {} MB."), _ => "text/plain" }
            view! { <p class="card wide" aria-label="Close" id="card-a">"CSV"<b title=format!("{}%", x)>{name}" if "</b></p> }
            format!("{x:.1} ms") + "\u{b7}" + "forkcast-{id}.csv" + "over \
                two lines" + r"raw words"
        }
        #[cfg(test)]
        mod tests { const WORDS: &str = "words of a test"; }
    "##;
    let found: Vec<String> = words(source).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        found,
        [
            "{0} is not a number",
            "It is longer than {} MB.",
            "Close",
            "CSV",
            " if ",
            "{x:.1} ms",
            "over two lines",
            "raw words"
        ]
    );
}
