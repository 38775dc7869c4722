use super::*;
use crate::problems::Problems;
use crate::tokens::ByBytes;

/// Random-looking numbers from 0 to 1 that are the same each time.
fn dice(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (hash::mix(state) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A git log of documents, of which a share changes every so many days on average.
fn git_log(documents: usize, share: f64, every: f64, days: f64) -> (String, i64) {
    let mut random = dice(3);
    let start = 1_700_000_000i64;
    let mut commits: Vec<(i64, String)> = Vec::new();
    for document in 0..documents {
        let born = days * 0.5 * random();
        let mut add = |at: f64, status: &str| {
            commits.push((
                start + (at * 86_400.0) as i64,
                format!("{status}\tdocs/{document}.md"),
            ));
        };
        add(born, "A");
        if random() < share {
            let mut at = born;
            loop {
                at += -every * random().max(1e-12).ln();
                if at >= days {
                    break;
                }
                add(at, "M");
            }
        }
    }
    commits.sort();
    let log = commits
        .iter()
        .map(|(time, change)| format!("\u{1}{time}\n\n{change}\n"))
        .collect();
    (log, start + (days * 86_400.0) as i64)
}

#[test]
fn a_history_of_known_pace_is_recovered() {
    for (share, every) in [(0.3, 30.0), (0.8, 90.0), (1.0, 10.0)] {
        let (log, now) = git_log(800, share, every, 400.0);
        let history = History::read(log.as_bytes(), &|_| true).expect("a log");
        let pace = history.pace(now, None).expect("a pace");
        let days = pace.change_days.expect("days");
        assert!(days.low <= every && every <= days.high, "{every}: {days:?}");
        assert!((days.value / every - 1.0).abs() < 0.12, "{every}: {days:?}");
        let found = pace.change_share;
        assert!(found.low <= share && share <= found.high, "{share}: {found:?}");
    }
}

#[test]
fn renames_keep_a_history_and_deletions_end_one() {
    let day = |n: i64| 1_700_000_000 + n * 86_400;
    let mut log = format!("\u{1}{}\n\n", day(0));
    for i in 0..10 {
        log += &format!("A\t{i}.md\n");
    }
    log += &format!("\u{1}{}\n\nM\t0.md\nM\t1.md\nM\tcode.rs\n", day(10));
    log += &format!("\u{1}{}\n\nR090\t0.md\tmoved.md\nD\t1.md\n", day(20));
    // Two commits of a day are one change.
    log += &format!(
        "\u{1}{}\n\nM\tmoved.md\n\u{1}{}\n\nM\tmoved.md\n",
        day(30),
        day(30) + 60
    );
    let history = History::read(log.as_bytes(), &|path| path.ends_with(".md")).expect("a log");
    assert_eq!(history.len(), 9);
    let pace = history.pace(day(40), None).expect("a pace");
    assert_eq!(pace.changes, 2.0);
    assert!((pace.never_touched.value - 8.0 / 9.0).abs() < 1e-9);
    let only = [b"moved.md".to_vec()].into();
    assert!(
        history.pace(day(40), Some(&only)).is_none(),
        "one document is too few"
    );
}

#[test]
fn a_commit_that_touches_most_documents_is_no_change() {
    let mut log = "\u{1}1700000000\n\n".to_owned();
    for i in 0..40 {
        log += &format!("A\t{i}.md\n");
    }
    log += "\u{1}1705000000\n\n";
    for i in 0..40 {
        log += &format!("M\t{i}.md\n");
    }
    let history = History::read(log.as_bytes(), &|_| true).expect("a log");
    let pace = history.pace(1_710_000_000, None).expect("a pace");
    assert_eq!((pace.bulk, pace.changes, pace.change_days), (1, 0.0, None));
    assert_eq!(pace.change_share.value, 0.0);
    assert!(pace.change_share.high > 0.05);
}

#[test]
fn ages_of_a_known_pace_are_recovered() {
    let mut random = dice(11);
    let ages: Vec<f64> = (0..3000)
        .map(|_| {
            if random() < 0.6 {
                (-20.0 * random().max(1e-12).ln()).min(1000.0)
            } else {
                1000.0 * random()
            }
        })
        .collect();
    let pace = Pace::of_ages(&ages).expect("a pace");
    let days = pace.change_days.expect("days");
    assert!((days.value / 20.0 - 1.0).abs() < 0.12, "{days:?}");
    assert!(
        (pace.change_share.value - 0.6).abs() < 0.04,
        "{:?}",
        pace.change_share
    );
    assert!(Pace::of_ages(&[1.0, 2.0]).is_none());
}

#[test]
fn documents_are_counted_with_their_copies() {
    let text = |i: usize| -> String { (0..200).map(|j| format!("w{i}x{j} ")).collect() };
    let mut corpus = Corpus::new(&ByBytes);
    for i in 0..20 {
        assert!(corpus.add(text(i).as_bytes()));
    }
    corpus.add(text(0).to_uppercase().as_bytes());
    corpus.add((text(1) + "and one more").as_bytes());
    assert!(!corpus.add(b"\x89PNG\r\n\x1a\n\0"));
    assert!(!corpus.add(b"a\0b"));
    let bytes = corpus.bytes.sum();
    let summary = corpus.finish(None);
    assert_eq!((summary.documents, summary.binary), (22, 2));
    assert_eq!((summary.exact_copies, summary.near_copies), (1, 1));
    let tokens = summary
        .findings
        .iter()
        .find(|f| f.id == "corpus_tokens")
        .expect("tokens");
    assert!((tokens.estimate.value - bytes / 4.0).abs() < 1e-6 && !tokens.note.is_empty());
}

#[test]
fn sitemaps_and_listings_are_read() {
    let xml = "<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n<url><loc>https://example.org/a</loc><lastmod>2026-11-01</lastmod></url>\n<url>\n<loc>https://example.org/b</loc>\n<lastmod>2026-11-02T10:00:00+00:00</lastmod></url><url><loc>https://example.org/c</loc><lastmod>soon</lastmod></url></urlset>";
    let mut problems = Problems::default();
    let pages = sitemap("s.xml", xml.as_bytes(), &mut problems).expect("a sitemap");
    assert_eq!(
        pages
            .iter()
            .map(|page| page.modified.is_some())
            .collect::<Vec<_>>(),
        [true, true, false]
    );
    assert_eq!((problems.bad, problems.first[0].line), (1, 6));
    assert!(sitemap("s.xml", &b"<html></html>"[..], &mut problems).is_err());
    assert!(sitemap("s.xml", &b"<sitemapindex></sitemapindex>"[..], &mut problems).is_err());
    let mut problems = Problems::default();
    let csv = "path,size,modified\na,1000,2026-11-01\nb,2000,\nc,\"1,5\",2026-11-03\nd,2000,soon\n";
    let documents = listing("l.csv", csv.as_bytes(), &mut problems).expect("a listing");
    assert_eq!(
        documents.iter().map(|one| one.bytes).collect::<Vec<_>>(),
        [Some(1000.0), Some(2000.0), Some(1.5)]
    );
    assert_eq!(problems.bad, 1);
    assert!(listing("l.csv", &b"name\na\n"[..], &mut problems).is_err());
}
