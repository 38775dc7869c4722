//! `forkcast headers`: the headers that the server sends with each file of the page, for hosts that read them from a file.
//!
//! The policy holds hashes of what stands inline in index.html, so it changes with each build: what is written here is made from the
//! folder that is going to be served.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};

use super::csp::{Document, Policy};
use super::site::{EMBEDDED, document_of};
use super::{PageFiles, ServeError, headers};
use crate::commands::{HeadersArgs, StaticHost};
use crate::failure::Failure;
use crate::print;

const NGINX: &str = include_str!("export/nginx.conf");
const CADDY: &str = include_str!("export/Caddyfile");
const STATIC: &str = include_str!("export/_headers");

/// Prints the headers of the page in the folder, as that host reads them.
///
/// # Errors
/// A folder without a page, or an answer that cannot be written.
pub fn run(arguments: &HeadersArgs) -> Result<(), Failure> {
    let dist = &arguments.dist;
    let no_page = || {
        Failure::from(ServeError::NoPage {
            dist: dist.to_owned(),
        })
    };
    let policy = Policy::new(PageFiles::Folder(dist.to_owned())).map_err(|_| no_page())?;
    let mut paths = vec!["/".to_owned(), EMBEDDED.to_owned()];
    list(dist, "", &mut paths).map_err(|_| no_page())?;
    paths.sort();
    paths.dedup();
    let page = match arguments.host {
        StaticHost::Netlify => of_files(&paths, &policy),
        StaticHost::CloudflarePages => {
            // It serves a page without the ending of its name.
            let short = paths.iter().filter_map(|path| path.strip_suffix(".html"));
            let short: Vec<String> = short.map(str::to_owned).collect();
            paths.extend(short.into_iter().filter(|path| path != "/index"));
            of_files(&paths, &policy)
        }
        StaticHost::Nginx => filled(NGINX, dist, &paths, &policy),
        StaticHost::Caddy => filled(CADDY, dist, &paths, &policy),
    };
    print::text(&page)
}

/// Adds the paths of the files in a folder; a compressed copy goes by the name of its file.
fn list(folder: &Path, below: &str, paths: &mut Vec<String>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        // Hidden files are not served.
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{below}/{name}");
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &path, paths)?;
        } else if !is_copy(folder, name) {
            paths.push(path);
        }
    }
    Ok(())
}

fn is_copy(folder: &Path, name: &str) -> bool {
    let original = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"));
    original.is_some_and(|original| folder.join(original).is_file())
}

/// The headers of one file, as the server sends them.
fn of(path: &str, policy: &Policy) -> HeaderMap {
    let mut map = HeaderMap::new();
    headers::publish(&mut map, path, StatusCode::OK);
    headers::secure(&mut map, policy.value(document_of(path)), true);
    map
}

fn text(value: &HeaderValue) -> &str {
    value.to_str().unwrap_or_default()
}

/// The headers that all files have alike, one a line by the form given.
fn fixed(policy: &Policy, line: impl Fn(&str, &str) -> String) -> String {
    let map = of("/", policy);
    let fixed = map
        .iter()
        .filter(|(name, _)| *name != CONTENT_SECURITY_POLICY && *name != CACHE_CONTROL);
    fixed
        .map(|(name, value)| line(name.as_str(), text(value)))
        .collect()
}

/// A rule for each file: where two rules match, hosts join their values, and two policies would both hold.
fn of_files(paths: &[String], policy: &Policy) -> String {
    let mut rules = fixed(policy, |name, value| format!("  {name}: {value}\n"));
    for path in paths {
        let _ = writeln!(rules, "{path}");
        let map = of(path, policy);
        for name in [CONTENT_SECURITY_POLICY, CACHE_CONTROL] {
            if let Some(value) = map.get(&name) {
                let _ = writeln!(rules, "  {name}: {}", text(value));
            }
        }
    }
    STATIC.replace("{rules}", &rules)
}

/// A template with the page's values.
fn filled(template: &str, dist: &Path, paths: &[String], policy: &Policy) -> String {
    let is_nginx = template == NGINX;
    let kept = |path: &str| of(path, policy).get(CACHE_CONTROL).cloned();
    let usual = kept("/");
    let hashed: Vec<&String> = paths.iter().filter(|path| kept(path) != usual).collect();
    let immutable = hashed.first().and_then(|path| kept(path));
    let hashed: String = hashed
        .iter()
        .map(|path| {
            if is_nginx {
                format!("    \"~^{}$\" $forkcast_immutable;\n", path.replace('.', "\\."))
            } else {
                format!(" {path}")
            }
        })
        .collect();
    let fixed = fixed(policy, |name, value| {
        if is_nginx {
            format!("    add_header {name} \"{value}\" always;\n")
        } else {
            format!("\t\t{name} \"{value}\"\n")
        }
    });
    let dist = dist.canonicalize().unwrap_or_else(|_| dist.to_owned());
    let value = |value: Option<HeaderValue>| value.as_ref().map(text).unwrap_or_default().to_owned();
    let hashed = match (is_nginx, immutable) {
        (true, immutable) => hashed.replace("$forkcast_immutable", &format!("\"{}\"", value(immutable))),
        (false, Some(immutable)) => format!(
            "\t@hashed path{hashed}\n\theader @hashed {CACHE_CONTROL} \"{}\"\n\t@others not path{hashed}\n\theader @others {CACHE_CONTROL} \
             \"{}\"\n",
            text(&immutable),
            value(usual.clone())
        ),
        (false, None) => format!("\theader {CACHE_CONTROL} \"{}\"\n", value(usual.clone())),
    };
    template
        .replace("{policy}", text(&policy.value(Document::Page)))
        .replace("{embedded_policy}", text(&policy.value(Document::Embedded)))
        .replace("{examples_policy}", text(&policy.value(Document::Examples)))
        .replace("{usual}", &value(usual))
        .replace("{hashed}", hashed.trim_end_matches('\n'))
        .replace("{fixed}", fixed.trim_end_matches('\n'))
        .replace("{root}", &dist.display().to_string())
}
