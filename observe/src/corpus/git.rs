//! The history of documents, from `git log --reverse --no-merges --name-status -M --format=%x01%ct`.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead};

use super::pace::{Pace, Watched};

const DAY_S: f64 = 86_400.0;
/// Longest line that is read; a path has at most 4,096 bytes.
const LONGEST: u64 = 1 << 16;
/// Documents above which a commit that touches most of them is no change of their content: a new licence header, a reformatting.
const BULK: usize = 20;

/// When each document was written and changed.
#[derive(Clone, Debug, Default)]
pub struct History {
    documents: HashMap<Vec<u8>, Life>,
    bulk: u64,
    last: i64,
}

#[derive(Clone, Copy, Debug)]
struct Life {
    born: i64,
    changed: i64,
    changes: f64,
}

impl History {
    /// Reads the log.
    ///
    /// # Errors
    /// An error of the stream.
    pub fn read(mut reader: impl BufRead, is_document: &dyn Fn(&str) -> bool) -> io::Result<Self> {
        let mut history = Self::default();
        let mut line = Vec::new();
        let mut time = 0;
        let mut touched: Vec<(u8, Vec<u8>, Vec<u8>)> = Vec::new();
        loop {
            line.clear();
            let n = io::Read::take(&mut reader, LONGEST).read_until(b'\n', &mut line)?;
            let text = line.trim_ascii_end();
            if n == 0 || text.first() == Some(&1) {
                history.commit(time, &mut touched);
                if n == 0 {
                    return Ok(history);
                }
                let seconds = std::str::from_utf8(text.get(1..).unwrap_or_default());
                time = seconds.ok().and_then(|text| text.parse().ok()).unwrap_or(time);
                history.last = history.last.max(time);
                continue;
            }
            let mut parts = text.split(|byte| *byte == b'\t');
            let (Some(status), Some(path)) = (parts.next(), parts.next()) else {
                continue;
            };
            let to = parts.next().unwrap_or(path);
            let is_one = |path: &[u8]| std::str::from_utf8(path).is_ok_and(is_document);
            if is_one(path) || is_one(to) {
                touched.push((status.first().copied().unwrap_or(0), path.to_vec(), to.to_vec()));
            }
        }
    }

    fn commit(&mut self, time: i64, touched: &mut Vec<(u8, Vec<u8>, Vec<u8>)>) {
        let changes = touched
            .iter()
            .filter(|(status, ..)| matches!(status, b'M' | b'T'))
            .count();
        let is_bulk = self.documents.len() > BULK && changes * 2 > self.documents.len();
        self.bulk += u64::from(is_bulk);
        for (status, path, to) in touched.drain(..) {
            match status {
                b'A' | b'C' => {
                    self.documents.entry(to).or_insert(Life {
                        born: time,
                        changed: time,
                        changes: 0.0,
                    });
                }
                b'D' => {
                    self.documents.remove(&path);
                }
                b'R' => {
                    if let Some(life) = self.documents.remove(&path) {
                        self.documents.insert(to, life);
                    }
                }
                _ if is_bulk => {}
                _ => {
                    let life = self.documents.entry(path).or_insert(Life {
                        born: time,
                        changed: time,
                        changes: 0.0,
                    });
                    // Several commits of a day are one change.
                    if (time - life.changed) as f64 >= DAY_S
                        || time.div_euclid(86_400) != life.changed.div_euclid(86_400)
                    {
                        life.changes += 1.0;
                        life.changed = time;
                    }
                }
            }
        }
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The pace at a time in seconds since 1970, or at the last commit if that is later. Only documents of those paths count.
    #[must_use]
    pub fn pace(&self, now: i64, paths: Option<&HashSet<Vec<u8>>>) -> Option<Pace> {
        let now = now.max(self.last);
        let kept = self
            .documents
            .iter()
            .filter(|(path, _)| paths.is_none_or(|paths| paths.contains(*path)));
        let mut watched: Vec<(i64, Watched)> = kept
            .map(|(_, life)| {
                let days = (now - life.born) as f64 / DAY_S;
                (
                    life.born,
                    Watched {
                        days,
                        changes: life.changes,
                    },
                )
            })
            .collect();
        // A map has no order, and resampling must give one answer.
        watched.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.changes.total_cmp(&b.1.changes)));
        let watched: Vec<Watched> = watched.into_iter().map(|(_, one)| one).collect();
        Pace::of_histories(&watched, self.bulk)
    }
}
