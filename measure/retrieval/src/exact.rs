//! Exact search: the yardstick of recall, and of the time that an index must beat.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering as Memory};
use std::thread;

use crate::vectors::{Vectors, cores};

/// Queries compared with a row while it is at hand, so that memory is read once for all of them.
const TILE: usize = 16;

/// The `k` rows most similar to the query, best first; among equals the earlier row.
pub(crate) fn nearest(vectors: &Vectors, query: &[f32], k: usize) -> Vec<u32> {
    let mut best = Best::new(k);
    for (id, row) in vectors.rows().enumerate() {
        best.offer(dot(row, query), id as u32);
    }
    best.ids()
}

/// The exact answers of every query, on every core. `stop` ends it early, with meaningless answers; `done` receives the number of
/// finished queries.
pub(crate) fn answers(
    vectors: &Vectors,
    queries: &Vectors,
    k: usize,
    stop: &AtomicBool,
    done: impl Fn(usize) + Sync,
) -> Vec<Vec<u32>> {
    let tiles = queries.len().div_ceil(TILE);
    // Few queries would leave cores without work with whole tiles.
    let tile = if tiles < cores() {
        queries.len().div_ceil(cores()).max(1)
    } else {
        TILE
    };
    let tiles = queries.len().div_ceil(tile);
    let next = AtomicUsize::new(0);
    let finished = AtomicUsize::new(0);
    let work = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Memory::Relaxed);
            if index >= tiles || stop.load(Memory::Relaxed) {
                return mine;
            }
            let range = index * tile..((index + 1) * tile).min(queries.len());
            let mut best: Vec<Best> = range.clone().map(|_| Best::new(k)).collect();
            for (id, row) in vectors.rows().enumerate() {
                if id % 65_536 == 0 && stop.load(Memory::Relaxed) {
                    return mine;
                }
                for (query, best) in range.clone().zip(&mut best) {
                    best.offer(dot(row, queries.row(query)), id as u32);
                }
            }
            done(finished.fetch_add(range.len(), Memory::Relaxed) + range.len());
            mine.push((index, best.iter().map(Best::ids).collect::<Vec<_>>()));
        }
    };
    let mut parts: Vec<(usize, Vec<Vec<u32>>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores().min(tiles)).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|t| t.join().unwrap_or_default())
            .collect()
    });
    parts.sort_by_key(|(index, _)| *index);
    parts.into_iter().flat_map(|(_, answers)| answers).collect()
}

/// How many of `found` are among the exact neighbors.
pub(crate) fn hits(found: &[u32], exact: &[u32]) -> usize {
    exact.iter().filter(|id| found.contains(id)).count()
}

/// Dot product in sixteen sums side by side, which the compiler turns into vector instructions.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_parts, a_rest) = a.as_chunks::<16>();
    let (b_parts, b_rest) = b.as_chunks::<16>();
    let mut sums = [0.0_f32; 16];
    for (x, y) in a_parts.iter().zip(b_parts) {
        for i in 0..16 {
            sums[i] += x[i] * y[i];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f32>() + rest
}

/// The best so far, best first.
struct Best {
    k: usize,
    kept: Vec<(f32, u32)>,
}

impl Best {
    fn new(k: usize) -> Self {
        Self {
            k,
            kept: Vec::with_capacity(k + 1),
        }
    }

    fn offer(&mut self, similarity: f32, id: u32) {
        if self.kept.len() == self.k && self.kept.last().is_none_or(|(least, _)| similarity <= *least) {
            return;
        }
        let at = self
            .kept
            .partition_point(|(other, _)| other.total_cmp(&similarity) != Ordering::Less);
        self.kept.insert(at, (similarity, id));
        self.kept.truncate(self.k);
    }

    fn ids(&self) -> Vec<u32> {
        self.kept.iter().map(|(_, id)| *id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::Mixture;

    /// The plainest way, in twice the precision.
    fn naive(vectors: &Vectors, query: &[f32], k: usize) -> Vec<u32> {
        let mut all: Vec<(f64, u32)> = vectors
            .rows()
            .enumerate()
            .map(|(id, row)| {
                let sum = row
                    .iter()
                    .zip(query)
                    .map(|(a, b)| f64::from(*a) * f64::from(*b))
                    .sum();
                (sum, id as u32)
            })
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.into_iter().take(k).map(|(_, id)| id).collect()
    }

    #[test]
    fn finds_what_a_plain_loop_in_double_precision_finds() {
        // A dimension that is no multiple of sixteen, and queries that do not fill their tiles.
        for (rows, dimensions, count, k) in [(2000, 50, 37, 10), (150, 8, 3, 100), (400, 131, 1, 1)] {
            let mixture = Mixture::new(rows, dimensions, 5);
            let (vectors, queries) = (mixture.draw(rows, 1), mixture.draw(count, 2));
            let found = answers(&vectors, &queries, k, &AtomicBool::new(false), |_| {});
            assert_eq!(found.len(), count);
            let agreed: usize = found
                .iter()
                .zip(queries.rows())
                .map(|(found, query)| {
                    assert_eq!(*found, nearest(&vectors, query, k));
                    hits(found, &naive(&vectors, query, k))
                })
                .sum();
            // Two rows may be equal in single precision and not in double; that is one in thousands.
            assert!(agreed * 1000 >= count * k * 998, "{agreed} of {}", count * k);
        }
    }

    #[test]
    fn a_stopped_search_ends_early_and_every_query_is_reported_otherwise() {
        let mixture = Mixture::new(300, 16, 5);
        let (vectors, queries) = (mixture.draw(300, 1), mixture.draw(40, 2));
        assert!(answers(&vectors, &queries, 5, &AtomicBool::new(true), |_| {}).is_empty());
        let most = AtomicUsize::new(0);
        answers(&vectors, &queries, 5, &AtomicBool::new(false), |done| {
            most.fetch_max(done, Memory::Relaxed);
        });
        assert_eq!(most.into_inner(), 40);
    }
}
