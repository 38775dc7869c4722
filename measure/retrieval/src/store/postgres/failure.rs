//! PostgreSQL's errors in words that hold neither an address nor a password.

use std::error::Error as _;
use std::io;

use forkcast_endpoint::RunError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// What went wrong, and what to do where that is known.
pub(crate) fn explain(error: &Error, doing: &str) -> RunError {
    if let Some(answer) = error.as_db_error() {
        let code = answer.code();
        return RunError::new(
            if [
                SqlState::INVALID_PASSWORD,
                SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
            ]
            .contains(code)
            {
                "PostgreSQL refused the user or the password of the store's configuration".to_owned()
            } else if *code == SqlState::INVALID_CATALOG_NAME {
                "the database of the store's configuration does not exist".to_owned()
            } else if *code == SqlState::TOO_MANY_CONNECTIONS {
                "PostgreSQL accepts no more connections: lower concurrency, or raise max_connections"
                    .to_owned()
            } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
                format!(
                    "the store's user may not do what a run needs, {doing}: GRANT CREATE ON DATABASE to it"
                )
            } else if [SqlState::UNDEFINED_TABLE, SqlState::INVALID_SCHEMA_NAME].contains(code) {
                format!("the run's table is gone from PostgreSQL, {doing}: something else has removed it")
            } else {
                format!(
                    "PostgreSQL, {doing}: {} (SQLSTATE {})",
                    answer.message(),
                    code.code()
                )
            },
        );
    }
    let io = error.source().and_then(|e| e.downcast_ref::<io::Error>());
    if io.is_some_and(|io| io.kind() == io::ErrorKind::InvalidData) {
        return RunError::new(format!(
            "PostgreSQL sent more than any answer needs, {doing}: is it PostgreSQL that answers at the store's address?"
        ));
    }
    if let Some(io) = error.source().and_then(|e| e.downcast_ref::<io::Error>()) {
        return RunError::new(format!("PostgreSQL could not be reached, {doing}: {}", io.kind()));
    }
    if error.is_closed() {
        return RunError::new(format!("PostgreSQL closed the connection, {doing}"));
    }
    // The driver's own words, which name the kind of error and nothing of the configuration.
    let kind = error.to_string();
    RunError::new(format!(
        "PostgreSQL, {doing}: {}",
        kind.split(':').next().unwrap_or_default()
    ))
}
