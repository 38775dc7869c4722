//! The served files are those that the sources give.

use forkcast_engine::language::CODE;
use forkcast_evidence::generated;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn generated_files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = generated::all(&root).expect("readable files");
    // A build for another language gives the page in that language alone.
    let wanted = if CODE == "en" {
        "public/method.html".to_owned()
    } else {
        format!("app/index.{CODE}.html")
    };
    assert!(
        files
            .iter()
            .any(|file| file.path == wanted && file.text.len() > 50_000)
    );
    for file in files {
        assert!(
            file.current,
            "{} is out of date: run `cargo xtask generate`",
            file.path
        );
    }
}

/// Every anchor that the sources of the page link to.
#[test]
fn links_into_the_method_page_have_a_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let method = std::fs::read_to_string(root.join("public/method.html")).expect("the method page");
    let mut links = BTreeSet::new();
    for folder in ["app", "public", "protocol/src", "cli/src"] {
        collect(&root.join(folder), &mut links);
    }
    assert!(links.len() >= 4, "{links:?}");
    for id in &links {
        assert!(
            method.contains(&format!("id=\"{id}\"")),
            "method.html has no `{id}`"
        );
    }
}

fn collect(place: &Path, links: &mut BTreeSet<String>) {
    if place.is_dir() {
        for entry in std::fs::read_dir(place).expect("a folder of sources") {
            collect(&entry.expect("an entry").path(), links);
        }
    } else if place.extension().is_some_and(|ext| ext == "rs" || ext == "html") {
        let text = std::fs::read_to_string(place).expect("a source file");
        for (at, mark) in text.match_indices("method.html#") {
            let id: String = text[at + mark.len()..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            if !id.is_empty() {
                links.insert(id);
            }
        }
    }
}
