//! The site without a socket.

use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::Duration;

use axum::body::to_bytes;
use axum::http::HeaderMap;
use tower::ServiceExt as _;

use super::*;
use crate::serve::InsideFile;

/// A page in a folder of its own, removed in the end.
struct Dist(PathBuf);

impl Dist {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("forkcast-site-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep")).expect("a folder");
        let dist = Self(folder);
        dist.write("index.html", "<!doctype html><script>go()</script>");
        dist.write("deep/note.txt", "a note");
        dist
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file");
    }

    fn app(&self) -> Router {
        site(PageFiles::Folder(self.0.clone()))
    }
}

fn site(files: PageFiles) -> Router {
    app(&Site::new(files, Hosts::new(Ipv4Addr::LOCALHOST.into(), &[])).expect("a page"))
}

impl Drop for Dist {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn ask(app: Router, method: Method, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .body(Body::empty())
        .expect("a request");
    let response = app.oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    (
        parts.status,
        parts.headers,
        String::from_utf8_lossy(&body).into_owned(),
    )
}

#[tokio::test]
async fn the_page_and_its_files_are_served() {
    let dist = Dist::new("files");
    let (status, headers, body) = ask(dist.app(), Method::GET, "/").await;
    assert_eq!(
        (status, body.as_str()),
        (StatusCode::OK, "<!doctype html><script>go()</script>")
    );
    assert_eq!(headers["content-type"], "text/html");
    assert_eq!(headers["cache-control"], "no-cache");
    let (status, _, body) = ask(dist.app(), Method::GET, "/deep/note.txt").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "a note"));
    let (status, _, body) = ask(dist.app(), Method::HEAD, "/deep/note.txt").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn a_page_that_is_built_anew_has_its_new_policy() {
    let dist = Dist::new("anew");
    let app = dist.app();
    let (_, before, _) = ask(app.clone(), Method::GET, "/").await;
    dist.write("index.html", "<!doctype html><script>go(further)</script>");
    let (_, after, _) = ask(app.clone(), Method::GET, "/").await;
    assert_ne!(
        before["content-security-policy"],
        after["content-security-policy"]
    );
    // While it is being built there may be none: the last policy stays.
    fs::remove_file(dist.0.join("index.html")).expect("it was there");
    let (status, gone, _) = ask(app, Method::GET, "/").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(gone["content-security-policy"], after["content-security-policy"]);
}

#[tokio::test]
async fn the_page_in_another_language_is_served_from_its_folder_under_a_policy_that_knows_it() {
    let dist = Dist::new("languages");
    let app = dist.app();
    let (_, alone, _) = ask(app.clone(), Method::GET, "/").await;
    fs::create_dir_all(dist.0.join("de")).expect("a folder");
    dist.write(
        "de/index.html",
        "<!doctype html><script>go()</script><script>los()</script>",
    );
    let (status, german, body) = ask(app.clone(), Method::GET, "/de/").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("los()"), "{body}");
    let varies: Vec<_> = german.get_all("vary").iter().collect();
    assert!(varies.iter().any(|by| *by == "sec-fetch-dest"), "{varies:?}");
    let (_, english, _) = ask(app, Method::GET, "/").await;
    let policy = |headers: &HeaderMap| {
        headers["content-security-policy"]
            .to_str()
            .expect("text")
            .to_owned()
    };
    assert_eq!(policy(&german), policy(&english));
    // `printf 'los()' | openssl dgst -sha256 -binary | base64`
    let of_german = " 'sha256-QvtB//2tKFXofVl+uJ4EMS12eIqEdxELpRdJwykY/2k='";
    assert_eq!(
        policy(&german).replace(of_german, ""),
        policy(&alone),
        "the shared script is named once"
    );
    assert_ne!(policy(&german), policy(&alone));
}

#[test]
fn a_folder_without_a_page_is_refused() {
    let error = Site::new(
        PageFiles::Folder("/nowhere".into()),
        Hosts::new(Ipv4Addr::LOCALHOST.into(), &[]),
    )
    .err()
    .expect("no page");
    assert!(error.to_string().contains("cargo xtask build"), "{error}");
}

#[tokio::test]
async fn a_part_of_a_file_is_sent_where_that_is_meant_and_the_whole_of_it_otherwise() {
    let dist = Dist::new("ranges");
    let part = async |fields: &[(&str, &str)]| {
        let mut request = Request::get("/deep/note.txt").header("host", "localhost");
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = dist.app().oneshot(request).await.expect("an answer");
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    assert_eq!(part(&[("range", "bytes=2-3")]).await, (206, "no".to_owned()));
    assert_eq!(part(&[("range", "bytes=2-")]).await, (206, "note".to_owned()));
    assert_eq!(part(&[("range", "bytes=99-")]).await.0, 416);
    let whole = (200, "a note".to_owned());
    for range in [
        "bytes=-999",
        "lines=0-1",
        "bytes=0-1,3-4",
        "bytes=3-2",
        "bytes=",
        "0-1",
    ] {
        assert_eq!(part(&[("range", range)]).await, whole, "{range}");
    }
    let stale = [("range", "bytes=2-3"), ("if-range", "\"another\"")];
    assert_eq!(part(&stale).await, whole, "the file may have changed since");
}

const fn inside(path: &'static str, text: &'static str) -> InsideFile {
    InsideFile {
        path,
        bytes: text.as_bytes(),
        modified: Duration::new(1_000_000_000, 7),
    }
}

/// In the order of their paths, as build.rs writes them.
static INSIDE: [InsideFile; 7] = [
    inside("app-1a2b3c4d5e6f7a8b.js", "export {}"),
    inside("app-1a2b3c4d5e6f7a8b.js.br", "by brotli"),
    inside("app-1a2b3c4d5e6f7a8b.js.gz", "by gzip"),
    inside("deep/index.html", "<!doctype html>deep"),
    inside("deep/note.txt", "a note"),
    inside("index.html", "<!doctype html><script>go()</script>"),
    inside("index.html.gz", "by gzip"),
];

/// Everything of an answer but the values of what names its time.
async fn answer(app: &Router, method: &Method, path: &str, fields: &[(&str, &str)]) -> (Vec<String>, String) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let mut lines: Vec<String> = vec![parts.status.to_string()];
    let mut headers: Vec<String> = parts
        .headers
        .iter()
        .map(|(name, value)| match name.as_str() {
            "etag" | "last-modified" => name.to_string(),
            _ => format!("{name}: {value:?}"),
        })
        .collect();
    headers.sort();
    lines.extend(headers);
    let tag = parts
        .headers
        .get("etag")
        .map(|tag| tag.to_str().expect("text").to_owned());
    lines.push(String::from_utf8_lossy(&body).into_owned());
    (lines, tag.unwrap_or_default())
}

#[tokio::test]
async fn the_page_inside_the_program_is_served_as_from_a_folder() {
    let dist = Dist::new("inside");
    for file in &INSIDE {
        fs::write(dist.0.join(file.path), file.bytes).expect("a file");
    }
    let (folder, program) = (dist.app(), site(PageFiles::Inside(&INSIDE)));
    let paths = [
        "/",
        "/index.html",
        "/embed.html",
        "/app-1a2b3c4d5e6f7a8b.js",
        "/app-1a2b3c4d5e6f7a8b.js.br",
        "/deep",
        "/deep/",
        "/deep/note.txt",
        "/deep/note.txt/",
        "/deep//note.txt",
        "/deep/./note.txt",
        "/deep/%6Eote.txt",
        "/deep/../index.html",
        "/%2e%2e/index.html",
        "/deep%2Fnote.txt",
        "/.hidden",
        "/no%00thing",
        "/nothing",
        "/%FF",
        "/healthz",
        "/oembed.json",
    ];
    let requests: [&[(&str, &str)]; 8] = [
        &[],
        &[("accept-encoding", "gzip, br")],
        &[("accept-encoding", "gzip")],
        &[("accept-encoding", "identity;q=0, zstd")],
        &[("range", "bytes=2-4")],
        &[("range", "bytes=999-")],
        &[("sec-fetch-dest", "iframe")],
        &[("if-modified-since", "Thu, 01 Jan 2099 00:00:00 GMT")],
    ];
    for method in [Method::GET, Method::HEAD, Method::POST] {
        for path in paths {
            for fields in requests {
                let (of_folder, tag) = answer(&folder, &method, path, fields).await;
                let (of_program, own_tag) = answer(&program, &method, path, fields).await;
                assert_eq!(of_program, of_folder, "{method} {path} {fields:?}");
                let again = answer(&folder, &method, path, &[("if-none-match", &tag)]).await;
                let own_again = answer(&program, &method, path, &[("if-none-match", &own_tag)]).await;
                assert_eq!(own_again.0, again.0, "{method} {path} again");
            }
        }
    }
}
