//! The schema of a run: created, locked while the run lives, and removed.

use std::sync::Mutex;
use std::time::Duration;

use forkcast_endpoint::RunError;
use tokio::time::timeout;
use tokio_postgres::{CancelToken, Client};

use super::super::PREFIX;
use super::connection::{self, Place, explain};
use super::{connect, run, tls};
use crate::removals;
use crate::text::{postgres as text, step};

/// How long a removal may take.
const REMOVAL: Duration = Duration::from_secs(30);

/// A schema that is removed when dropped.
pub(crate) struct Schema {
    name: String,
    place: Place,
    cancel: CancelToken,
    /// The connection that holds the lock.
    holder: Mutex<Option<Client>>,
    removed: bool,
}

impl Schema {
    /// Removes what dead runs have left, then locks the name and creates the schema.
    pub(crate) async fn create(place: Place, client: &Client, name: String) -> Result<Self, RunError> {
        sweep(client).await?;
        let lock = format!("SELECT pg_advisory_lock(hashtextextended('{name}', 0))");
        run(client, &lock, step::LOCKING).await?;
        let schema = Self {
            name,
            place,
            cancel: client.cancel_token(),
            holder: Mutex::new(None),
            removed: false,
        };
        run(
            client,
            &format!("CREATE SCHEMA {}", schema.name),
            step::CREATING_SCHEMA,
        )
        .await?;
        Ok(schema)
    }

    /// Its name, of letters, digits and underscores only.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Keeps the connection that holds the lock.
    pub(crate) fn keep(&self, client: Client) {
        if let Ok(mut holder) = self.holder.lock() {
            *holder = Some(client);
        }
    }

    /// Removes the schema and waits for it.
    pub(crate) async fn remove(mut self) -> Result<(), RunError> {
        let result = remove(&self.place, &self.name).await;
        self.removed = result.is_ok();
        result
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if self.removed {
            return;
        }
        let (place, name, cancel) = (self.place.clone(), self.name.clone(), self.cancel.clone());
        removals::begin(async move {
            // An index under construction holds the table; nobody waits for it any more.
            let cancelling = async {
                if let Ok(opened) = connection::open(&place).await {
                    let _ = cancel.cancel_query_raw(opened.stream, tls::Ready(None)).await;
                }
            };
            let _ = timeout(REMOVAL, cancelling).await;
            let _ = remove(&place, &name).await;
        });
    }
}

async fn remove(place: &Place, name: &str) -> Result<(), RunError> {
    let removal = async {
        let client = connect(place).await?;
        let sql = format!("SET client_min_messages = warning; DROP SCHEMA IF EXISTS {name} CASCADE");
        run(&client, &sql, step::REMOVING_SCHEMA).await
    };
    timeout(REMOVAL, removal)
        .await
        .map_err(|_| text::not_removed(name, REMOVAL.as_secs()))?
}

/// Removes the schemas of runs that are dead: nobody holds their lock.
async fn sweep(client: &Client) -> Result<(), RunError> {
    let rows = client
        .query(
            "SELECT nspname::text, pg_try_advisory_lock(hashtextextended(nspname, 0)) FROM pg_namespace
             WHERE starts_with(nspname, $1) AND nspowner = current_user::regrole",
            &[&PREFIX],
        )
        .await
        .map_err(|e| explain(&e, step::FINDING_REMAINS))?;
    for row in rows {
        let (name, ours): (String, bool) = (row.get(0), row.get(1));
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if ours && plain {
            let sql = format!(
                "SET client_min_messages = warning; DROP SCHEMA IF EXISTS {name} CASCADE;
                 SELECT pg_advisory_unlock(hashtextextended('{name}', 0))"
            );
            run(client, &sql, step::FINDING_REMAINS).await?;
        }
    }
    Ok(())
}
