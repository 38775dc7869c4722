//! Vectors of a caller's own in a store, found by its index.

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use forkcast_endpoint::{RunError, Updates};
use tokio::time::timeout;

use crate::stores::{EF_SEARCH, Index, Job, Store};
use crate::vectors::Vectors;
use crate::{memory, text};

/// How long one search may take.
const LIMIT: Duration = Duration::from_secs(30);

/// Rows in a store, until they are removed by [`Held::remove`], or in the background when this is dropped ([`crate::removed`] waits for it).
pub struct Held {
    index: Box<dyn Index>,
    software: String,
    nearest: usize,
}

impl Store {
    /// Puts the rows into the store, under a name of their own, and builds its index. The rows' places are their ids.
    ///
    /// # Errors
    /// No rows, rows of different lengths, or why the store cannot take them.
    pub async fn hold(&self, rows: &[Vec<f32>], updates: &Updates) -> Result<Held, RunError> {
        let dimensions = rows.first().map_or(0, Vec::len);
        if dimensions == 0 || rows.iter().any(|row| row.len() != dimensions) {
            return Err(text::uneven_rows());
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        memory::check(count(rows.len()), count(dimensions), self.in_process())?;
        let vectors = Arc::new(Vectors::from_rows(rows));
        // The most that an index finds that looks at so many candidates.
        let nearest = EF_SEARCH.min(rows.len());
        let software = Mutex::new(String::new());
        let announce = |found: String| *software.lock().unwrap_or_else(PoisonError::into_inner) = found;
        let job = Job {
            vectors: &vectors,
            k: nearest,
            workers: 1,
            announce: &announce,
            updates,
        };
        let index = self.build(&job).await?;
        Ok(Held {
            index,
            software: software.into_inner().unwrap_or_else(PoisonError::into_inner),
            nearest,
        })
    }
}

impl Held {
    /// The rows nearest to the vector, best first: as many as the index looks at, 128.
    ///
    /// # Errors
    /// Why the store does not answer.
    pub async fn search(&self, query: &[f32]) -> Result<Vec<usize>, RunError> {
        let found = timeout(LIMIT, self.index.search(0, query, self.nearest)).await;
        let found = found.unwrap_or_else(|_| Err(text::no_answer(LIMIT.as_secs())))?;
        Ok(found.into_iter().map(|row| row as usize).collect())
    }

    /// The store's software with its version.
    #[must_use]
    pub fn software(&self) -> &str {
        &self.software
    }

    /// How a search proceeds: by which index, or that it reads every row.
    #[must_use]
    pub fn path(&self) -> String {
        self.index.path()
    }

    /// Removes the rows and waits for it.
    ///
    /// # Errors
    /// That they may remain.
    pub async fn remove(self) -> Result<(), RunError> {
        self.index.close().await
    }
}
