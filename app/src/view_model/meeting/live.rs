//! Live sessions: the address that leads to one.

/// Name of the part of the address that holds the id.
pub const KEY: &str = "meeting";

/// The id in the query of an address; none where there is none that a server made.
#[must_use]
pub fn id(query: &str) -> Option<&str> {
    let mut pairs = query.trim_start_matches('?').split('&');
    let id = pairs.find_map(|pair| pair.strip_prefix(KEY)?.strip_prefix('='))?;
    let is_made = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_made.then_some(id)
}

/// The address of a session: that of the page, with the id, and the scenario behind it for whoever opens it once the session has ended.
#[must_use]
pub fn address(page: &str, id: &str) -> String {
    let (page, fragment) = page.split_once('#').unwrap_or((page, ""));
    format!("{page}?{KEY}={id}#{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_its_id_back_and_nothing_else_passes_for_one() {
        let made = "0123456789abcdef0123456789abcdef";
        let whole = address("http://here/#v1&recall=0.7", made);
        assert_eq!(whole, format!("http://here/?meeting={made}#v1&recall=0.7"));
        assert_eq!(id(&format!("?meeting={made}")), Some(made));
        assert_eq!(id(&format!("?a=1&meeting={made}&b")), Some(made));
        for query in [
            "",
            "?",
            "?meeting=",
            "?meeting=../../x",
            "?meet=1",
            &format!("?meeting={made}0"),
        ] {
            assert_eq!(id(query), None, "{query}");
        }
    }
}
