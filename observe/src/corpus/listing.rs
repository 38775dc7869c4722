//! Lists of documents: a sitemap, or a CSV of names, lengths and times.

use std::io::{self, BufRead, Read};

use super::{Corpus, Pace};
use crate::problems::{ObserveError, Problems};
use crate::records::{Records, fields, separator};
use crate::text::{self, corpus as words};
use crate::when::When;

/// A document in a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed {
    /// Its length.
    pub bytes: Option<f64>,
    /// When it was changed last.
    pub modified: Option<When>,
}

/// Longest element of a sitemap that is read.
const LONGEST: u64 = 1 << 16;
const DAY_S: f64 = 86_400.0;

/// What a list says beside its documents.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// How fast the documents change, if their times say it.
    pub pace: Option<Pace>,
    /// Whether some times have no zone.
    pub unzoned: bool,
}

/// Reads a list into a corpus: a sitemap if the name says XML, otherwise a CSV. `now` is in seconds since 1970.
///
/// # Errors
/// As [`sitemap`] and [`listing`]; and that the list is empty, or that too many of its records are bad.
pub fn listed(
    file: &str,
    reader: impl BufRead,
    now: i64,
    corpus: &mut Corpus<'_>,
    problems: &mut Problems,
) -> Result<List, ObserveError> {
    let documents = if is_sitemap(file) {
        sitemap(file, reader, problems)?
    } else {
        listing(file, reader, problems)?
    };
    problems.check()?;
    if documents.is_empty() {
        return Err(ObserveError::Empty {
            file: file.to_owned(),
        });
    }
    documents.iter().for_each(|one| corpus.add_listed(one.bytes));
    let ages: Vec<f64> = documents
        .iter()
        .filter_map(|one| Some((now as f64 - one.modified?.seconds) / DAY_S))
        .collect();
    Ok(List {
        pace: Pace::of_ages(&ages),
        unzoned: documents
            .iter()
            .any(|one| one.modified.is_some_and(|at| !at.zoned)),
    })
}

/// Whether a file of that name is a sitemap.
pub(crate) fn is_sitemap(file: &str) -> bool {
    let name = file.to_ascii_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).ends_with(".xml")
}

/// The pages of a sitemap.
///
/// # Errors
/// A broken stream, or a file that is no sitemap.
pub fn sitemap(
    file: &str,
    mut reader: impl BufRead,
    problems: &mut Problems,
) -> Result<Vec<Listed>, ObserveError> {
    let io = |error: io::Error| ObserveError::io(file, error);
    let mut pages: Vec<Listed> = Vec::new();
    let mut piece = Vec::new();
    let mut line = 1;
    let mut tag = Vec::new();
    let mut is_sitemap = false;
    loop {
        // A text, and then the tag that ends it.
        piece.clear();
        reader
            .by_ref()
            .take(LONGEST)
            .read_until(b'<', &mut piece)
            .map_err(io)?;
        let at_end = piece.is_empty();
        let content = String::from_utf8_lossy(piece.strip_suffix(b"<").unwrap_or(&piece)).into_owned();
        if tag == b"lastmod"
            && let Some(page) = pages.last_mut()
        {
            match When::of_text(&content) {
                Some(when) => page.modified = Some(when),
                None => problems.bad(file, line, text::log::NO_TIME.to_owned())?,
            }
        }
        line += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        if at_end {
            break;
        }
        piece.clear();
        reader
            .by_ref()
            .take(LONGEST)
            .read_until(b'>', &mut piece)
            .map_err(io)?;
        line += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        let name = piece
            .split(|byte| byte.is_ascii_whitespace() || *byte == b'>')
            .next()
            .unwrap_or_default();
        tag = name.to_vec();
        match name {
            b"urlset" => is_sitemap = true,
            b"sitemapindex" => {
                return Err(ObserveError::Mapping(words::sitemap_index(file)));
            }
            b"url" => {
                problems.good();
                pages.push(Listed {
                    bytes: None,
                    modified: None,
                });
            }
            _ => {}
        }
    }
    if is_sitemap {
        Ok(pages)
    } else {
        Err(ObserveError::unknown_format(file, "sitemap", vec!["urlset"]))
    }
}

/// The documents of a CSV: columns `path`, `bytes` or `size`, `modified`, `lastmod` or `mtime`.
///
/// # Errors
/// A broken stream, or a file without these columns.
pub fn listing(
    file: &str,
    reader: impl BufRead,
    problems: &mut Problems,
) -> Result<Vec<Listed>, ObserveError> {
    let mut records = Records::opened(file, reader)?;
    records.next(file)?;
    let header = String::from_utf8_lossy(records.bytes()).into_owned();
    let (comma, bytes, modified) = columns(&header);
    if bytes.is_none() && modified.is_none() {
        return Err(ObserveError::unknown_format(
            file,
            "listing-csv",
            vec!["bytes", "modified"],
        ));
    }
    let mut documents = Vec::new();
    while let Some(record) = records.next(file)? {
        match row(&records, record.too_long, comma, bytes, modified) {
            Ok(listed) => {
                problems.good();
                documents.push(listed);
            }
            Err(reason) => problems.bad(file, record.line, reason.to_owned())?,
        }
    }
    Ok(documents)
}

/// The separator of a header, and the places of length and time.
fn columns(header: &str) -> (char, Option<usize>, Option<usize>) {
    let header = header.to_lowercase();
    let comma = separator(&header);
    let names = fields(&header, comma);
    let place = |usual: &[&str]| names.iter().position(|name| usual.contains(&name.trim()));
    (
        comma,
        place(&["bytes", "size", "length"]),
        place(&["modified", "lastmod", "last_modified", "mtime", "date"]),
    )
}

/// Whether a header is that of a list of documents.
pub(crate) fn is_list(header: &str) -> bool {
    let (_, bytes, modified) = columns(header);
    bytes.is_some() || modified.is_some()
}

fn row<R: BufRead>(
    records: &Records<R>,
    too_long: bool,
    comma: char,
    bytes: Option<usize>,
    modified: Option<usize>,
) -> Result<Listed, &'static str> {
    if too_long {
        return Err(text::RECORD_TOO_LONG);
    }
    let row = std::str::from_utf8(records.bytes()).map_err(|_| text::log::NOT_UTF8)?;
    let cells = fields(row, comma);
    let cell = |place: Option<usize>| -> Result<Option<&str>, &'static str> {
        let Some(place) = place else { return Ok(None) };
        let cell = cells.get(place).ok_or(text::log::CUT_ROW)?.trim();
        Ok((!cell.is_empty()).then_some(cell))
    };
    let length = |cell: &str| {
        let number = crate::logs::number(cell)?;
        if number >= 0.0 {
            Ok(number)
        } else {
            Err(text::log::NO_NUMBER)
        }
    };
    Ok(Listed {
        bytes: cell(bytes)?.map(length).transpose()?,
        modified: cell(modified)?
            .map(|cell| When::of_text(cell).ok_or(text::log::NO_TIME))
            .transpose()?,
    })
}
