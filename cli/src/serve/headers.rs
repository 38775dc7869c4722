//! Response headers: what browsers may do with the page, and how long they may keep it.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// Least length of a hash in a file's name. Trunk writes 64 bits in hexadecimal without leading zeros; a date has eight digits.
const HASH_LENGTH: usize = 10;

/// Sets what every response has, errors included.
pub(super) fn secure(headers: &mut HeaderMap, policy: HeaderValue, is_public: bool) {
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // The embedded page has no origin, so its own files are another origin's. What is measured is for this origin's pages alone.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            if is_public { "cross-origin" } else { "same-origin" },
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_SECURITY_POLICY, policy);
}

/// Sets what every file has, and the answer where there is none.
pub(super) fn publish(headers: &mut HeaderMap, path: &str, status: StatusCode) {
    // In a sandboxed frame the page has no origin, and its own scripts are fetched across origins.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let found = status.is_success() || status == StatusCode::NOT_MODIFIED;
    let kept = if found && is_hashed(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
}

/// Whether the file's name has a hash of its contents in it, so that the name never stands for anything else.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.']).any(|part| {
        (HASH_LENGTH..=64).contains(&part.len())
            && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_told_from_others() {
        for path in [
            "/forkcast-app-1a2b3c4d5e6f7a8b.js",
            "/forkcast-app-1a2b3c4d5e6f7a8b_bg.wasm",
            "/split_beside-1a2b3c4d5e6f7a8b.wasm",
            "/style/main-9f86d081884c7d.css",
        ] {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "/",
            "/index.html",
            "/icon-192.png",
            "/measurements/h100-20261123.json",
            "/snippets/gloo-1a2b3c4d5e6f7a8b/inline0.js",
            "/defaced-facade.js",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
