//! The site without a socket.

use std::fs;
use std::net::Ipv4Addr;

use axum::body::to_bytes;
use axum::http::HeaderMap;
use tower::ServiceExt as _;

use super::*;

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
        app(&Site::new(&self.0, Hosts::new(Ipv4Addr::LOCALHOST.into(), &[])).expect("a page"))
    }
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

#[test]
fn a_folder_without_a_page_is_refused() {
    let error = Site::new(Path::new("/nowhere"), Hosts::new(Ipv4Addr::LOCALHOST.into(), &[]))
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
