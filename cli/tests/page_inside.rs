//! The table of the page's files that `build.rs` writes for a program with the page inside.

#[path = "../build.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own, which cargo runs")]
mod build;

use std::fs;

#[test]
fn every_file_below_the_folder_is_in_the_table_in_order() {
    let folder = std::env::temp_dir().join(format!("forkcast-table-{}", std::process::id()));
    for path in [
        "index.html",
        "de/index.html",
        "de/deep/app.js.br",
        "de.html",
        ".hidden",
        "de/.hidden/a",
    ] {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, path).expect("a file");
    }
    let table = build::table(&folder, 7).expect("a table");
    fs::write(folder.join("de/index.html"), "changed").expect("a file");
    let changed = build::table(&folder, 7).expect("a table");
    fs::remove_dir_all(&folder).expect("it was there");

    let paths: Vec<&str> = table
        .lines()
        .filter_map(|line| line.split("path: \"").nth(1)?.split('"').next())
        .collect();
    // In the order of bytes, by which the program looks a path up: a full stop comes before a slash.
    assert_eq!(
        paths,
        ["de.html", "de/deep/app.js.br", "de/index.html", "index.html"]
    );
    let lines = table.lines().zip(changed.lines());
    let differing: Vec<_> = lines.filter(|(before, after)| before != after).collect();
    assert_eq!(differing.len(), 1, "the tag of a file follows from its contents");
}
