//! oEmbed (oembed.com): what a wiki or a chat needs to show a link as a frame.

use axum::Json;
use axum::extract::Query;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use forkcast_engine::{Catalog, evaluate, words};
use forkcast_protocol::link::{self, Part, View};
use forkcast_protocol::record::escape_html;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::site::{EMBEDDED, INDEX, plain};
use crate::text::oembed as text;

/// What a consumer asks.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// The link; without one the defaults are meant.
    url: Option<String>,
    maxwidth: Option<String>,
    maxheight: Option<String>,
    format: Option<String>,
}

/// The answer, as the specification names its fields.
#[derive(Debug, Serialize)]
struct Described {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    provider_name: &'static str,
    provider_url: String,
    html: String,
    width: u32,
    height: u32,
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

/// Width of a frame that nobody limits, CSS pixels.
const WIDTH: u32 = 700;
/// Height of each part at that width.
const PART_HEIGHT: u32 = 400;
/// Size of the picture beside the page.
const PICTURE: (&str, u32, u32) = ("preview.png", 1200, 630);

/// Describes the frame of a link to this page.
pub(super) async fn describe(headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    if asked.format.as_deref().is_some_and(|format| format != "json") {
        return plain(StatusCode::NOT_IMPLEMENTED, text::JSON_ONLY);
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    let found = match &asked.url {
        // Without a link the scheme is unknown, as a proxy may have taken it off.
        None => Some((format!("//{host}/"), String::new())),
        Some(url) => split(url, host),
    };
    let Some((home, fragment)) = found else {
        return plain(StatusCode::NOT_FOUND, text::OTHER_PAGE);
    };
    let (Some(width), Some(most)) = (most(asked.maxwidth.as_deref()), most(asked.maxheight.as_deref()))
    else {
        return plain(StatusCode::BAD_REQUEST, text::NO_SIZE);
    };
    Json(described(&home, &fragment, width, most)).into_response()
}

/// A limit in CSS pixels; none given is no limit.
fn most(given: Option<&str>) -> Option<u32> {
    given.map_or(Some(u32::MAX), |given| {
        given.parse().ok().filter(|pixels| *pixels > 0)
    })
}

/// The folder of a link to this host, and the link's fragment.
fn split(url: &str, host: &str) -> Option<(String, String)> {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let uri: Uri = address.parse().ok()?;
    let scheme = uri
        .scheme_str()
        .filter(|scheme| matches!(*scheme, "http" | "https"))?;
    let authority = uri.authority()?.as_str();
    if !authority.eq_ignore_ascii_case(host) {
        return None;
    }
    // A proxy may serve the page below a path.
    let path = uri.path();
    let folder = [INDEX, EMBEDDED].iter().find_map(|page| path.strip_suffix(page));
    let folder = folder.or_else(|| path.strip_suffix('/'))?;
    let fragment = percent_decode_str(fragment).decode_utf8().ok()?;
    Some((format!("{scheme}://{authority}{folder}/"), fragment.into_owned()))
}

fn described(home: &str, fragment: &str, width: u32, most: u32) -> Described {
    let catalog = Catalog::builtin();
    let mut view = link::decode(fragment, catalog).view;
    let report = evaluate(&view.scenario, catalog);
    if view.embed.is_empty() {
        view.embed = vec![Part::Verdict, Part::Cost];
    }
    let height = PART_HEIGHT.saturating_mul(u32::try_from(view.embed.len()).unwrap_or(u32::MAX));
    let (width, height) = (WIDTH.min(width), height.min(most));
    let (picture, thumbnail_width, thumbnail_height) = PICTURE;
    Described {
        version: "1.0",
        kind: "rich",
        title: words::headline(&report).text(),
        provider_name: text::PROVIDER,
        provider_url: home.to_owned(),
        html: frame(home, &view, catalog, width, height),
        width,
        height,
        thumbnail_url: format!("{home}{picture}"),
        thumbnail_width,
        thumbnail_height,
    }
}

/// The snippet of the page's dialog. The link is written anew, so that nothing of the given one gets into markup.
fn frame(home: &str, view: &View, catalog: &Catalog, width: u32, height: u32) -> String {
    let page = EMBEDDED.trim_start_matches('/');
    let address = escape_html(&format!("{home}{page}#{}", link::encode(view, catalog)));
    format!(
        "<iframe src=\"{address}\" title=\"{}\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads\" \
         width=\"{width}\" height=\"{height}\" style=\"border:0\"></iframe>",
        text::PROVIDER
    )
}
