//! The vectors that are searched: a mixture of Gaussians on the unit sphere, and queries of the same mixture.
//!
//! Uniform noise would be no measure of an index: in it every point is nearly as far as every other, so that recall is low and says
//! nothing about text. Embeddings of text lie in clusters, and vary within one along few directions; so do these.

use std::thread;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

/// Vectors drawn about one center, on average.
const PER_CENTER: usize = 50;
/// Most centers; more would take memory and add no information.
const MOST_CENTERS: usize = 65_536;
/// Length of the deviation from a center of length one, before both are brought to length one.
const SPREAD: f32 = 0.6;
/// Rows that share a random generator, so that a row does not depend on how many threads draw.
const ROWS_PER_SEED: usize = 1024;

/// Vectors of length one, row after row.
#[derive(Clone, Debug)]
pub(crate) struct Vectors {
    dimensions: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// Rows given as they are, each brought to length one.
    pub(crate) fn from_rows(rows: &[Vec<f32>]) -> Self {
        let dimensions = rows.first().map_or(1, Vec::len);
        let mut values: Vec<f32> = rows.concat();
        values.chunks_mut(dimensions).for_each(normalize);
        Self { dimensions, values }
    }

    /// Rows.
    pub(crate) fn len(&self) -> usize {
        self.values.len() / self.dimensions
    }

    /// Numbers in a row.
    pub(crate) const fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// One row.
    pub(crate) fn row(&self, index: usize) -> &[f32] {
        &self.values[index * self.dimensions..(index + 1) * self.dimensions]
    }

    /// The first rows.
    pub(crate) fn first(&self, count: usize) -> Self {
        Self {
            dimensions: self.dimensions,
            values: self.values[..count * self.dimensions].to_vec(),
        }
    }

    /// Every row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.dimensions)
    }
}

/// A mixture of Gaussians: where vectors and queries come from.
#[derive(Clone, Debug)]
pub(crate) struct Mixture {
    centers: Vectors,
    deviations: Vec<f32>,
    seed: u64,
}

impl Mixture {
    /// A mixture for so many vectors, its centers drawn at random.
    pub(crate) fn new(vectors: usize, dimensions: usize, seed: u64) -> Self {
        let count = (vectors / PER_CENTER).clamp(16, MOST_CENTERS);
        let centers = fill(count, dimensions, seed, |row, rng| {
            row.iter_mut().for_each(|x| *x = StandardNormal.sample(rng));
        });
        Self::about(centers, seed)
    }

    /// A mixture about given centers, such as the embeddings of sentences.
    pub(crate) fn about(centers: Vectors, seed: u64) -> Self {
        let dimensions = centers.dimensions();
        // Variances fall as one over the rank, which leaves some two dozen directions that matter among 384; which axes they are
        // is drawn, so that no store is served by the order of the numbers.
        let mut deviations: Vec<f32> = (0..dimensions).map(|i| 1.0 / (i as f32 + 1.0).sqrt()).collect();
        let mut rng = StdRng::seed_from_u64(seed ^ 0x5eed_0fd1_c7a1);
        for i in (1..dimensions).rev() {
            deviations.swap(i, rng.random_range(0..=i));
        }
        let norm = deviations.iter().map(|s| s * s).sum::<f32>().sqrt();
        deviations.iter_mut().for_each(|s| *s *= SPREAD / norm);
        Self {
            centers,
            deviations,
            seed,
        }
    }

    /// Draws `count` vectors. A stream is a name: the same stream gives the same vectors, another one others.
    pub(crate) fn draw(&self, count: usize, stream: u64) -> Vectors {
        let seed = self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream.wrapping_mul(0xd134_2543_de82_ef95);
        fill(count, self.centers.dimensions(), seed, |row, rng| {
            let center = self.centers.row(rng.random_range(0..self.centers.len()));
            for ((x, c), s) in row.iter_mut().zip(center).zip(&self.deviations) {
                let z: f32 = StandardNormal.sample(rng);
                *x = c + s * z;
            }
        })
    }
}

/// Fills rows on every core, each block of rows with its own generator, and brings each row to length one.
fn fill(
    count: usize,
    dimensions: usize,
    seed: u64,
    draw: impl Fn(&mut [f32], &mut StdRng) + Sync,
) -> Vectors {
    let mut values = vec![0.0_f32; count * dimensions];
    let blocks: Vec<(usize, &mut [f32])> = values
        .chunks_mut(ROWS_PER_SEED * dimensions)
        .enumerate()
        .collect();
    let threads = cores().min(blocks.len().max(1));
    let mut shares: Vec<Vec<(usize, &mut [f32])>> = (0..threads).map(|_| Vec::new()).collect();
    for (index, block) in blocks {
        shares[index % threads].push((index, block));
    }
    thread::scope(|scope| {
        for share in shares {
            scope.spawn(|| {
                for (index, block) in share {
                    let mut rng = StdRng::seed_from_u64(seed.wrapping_add(index as u64 + 1));
                    for row in block.chunks_mut(dimensions) {
                        draw(row, &mut rng);
                        normalize(row);
                    }
                }
            });
        }
    });
    Vectors { dimensions, values }
}

/// Brings a vector to length one; one without length stays as it is.
pub(crate) fn normalize(row: &mut [f32]) {
    let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt();
    if norm > 0.0 {
        row.iter_mut().for_each(|x| *x /= norm);
    }
}

/// Cores that the program may use.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_stream_give_the_same_vectors_and_others_do_not() {
        let mixture = Mixture::new(3000, 24, 7);
        let (a, b) = (mixture.draw(3000, 1), mixture.draw(3000, 1));
        assert_eq!(a.values, b.values);
        assert_ne!(a.values, mixture.draw(3000, 2).values);
        assert_ne!(a.values, Mixture::new(3000, 24, 8).draw(3000, 1).values);
        assert_eq!(a.len(), 3000);
        assert_eq!(a.rows().count(), 3000);
    }

    #[test]
    fn every_vector_has_length_one() {
        for row in Mixture::new(500, 48, 3).draw(500, 1).rows() {
            let norm = row.iter().map(|x| x * x).sum::<f32>().sqrt();
            assert!((norm - 1.0).abs() < 1e-5, "{norm}");
        }
    }

    #[test]
    fn queries_lie_in_clusters_of_the_vectors_unlike_uniform_noise() {
        let mixture = Mixture::new(2000, 64, 11);
        let (vectors, queries) = (mixture.draw(2000, 1), mixture.draw(50, 2));
        let nearest = |query: &[f32]| {
            let similarity = |row: &[f32]| row.iter().zip(query).map(|(a, b)| a * b).sum::<f32>();
            vectors.rows().map(similarity).fold(f32::MIN, f32::max)
        };
        let mean = |queries: &Vectors| queries.rows().map(nearest).sum::<f32>() / queries.len() as f32;
        let noise = fill(50, 64, 5, |row, rng| {
            row.iter_mut().for_each(|x| *x = StandardNormal.sample(rng));
        });
        assert!(mean(&queries) > 0.75, "{}", mean(&queries));
        assert!(mean(&noise) < 0.6, "{}", mean(&noise));
    }
}
