//! What can go wrong in the store, told apart as far as a caller may care.
//!
//! The texts are for logs and never hold a bound value. To add one: a variant,
//! its database codes in `From` below, and what `backend::Error` makes of it.

use rusqlite::ffi;
use sqlx::postgres::PgDatabaseError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too many jobs wait, or the database could not be reached or is locked by another process. Nothing was changed.
    #[error("the database is busy")]
    Busy,
    /// There is no room on the disk. Nothing was changed.
    #[error("the disk is full")]
    Full,
    /// The file of an SQLite database was removed or replaced while it was open.
    #[error("the file of the database is no longer the one that was opened")]
    Gone,
    /// The store has been closed.
    #[error("the database is closed")]
    Closed,
    /// A guarded write met another version of the row. Given by store functions, never by the layer.
    #[error("the row has been changed by somebody else")]
    Conflict,
    /// A unique constraint, named `table_column[_column]_key`, or `table_pkey` for a primary key.
    #[error("already taken: {0}")]
    Taken(String),
    /// [`Sql::one`](super::Sql::one) found no row.
    #[error("no such row")]
    NotFound,
    /// PostgreSQL could not put the transaction into a serial order with another. Nothing was changed.
    #[error("another transaction was in the way")]
    Retry,
    /// Stopped because it ran longer than the limit.
    #[error("the statement took too long")]
    Timeout,
    /// A job started another job.
    #[error("a job started another job")]
    Nested,
    /// The job panicked and was rolled back.
    #[error("the job panicked")]
    Panicked,
    /// The job went on after a statement had failed; it was rolled back.
    #[error("a failed statement was passed over: {0}")]
    Swallowed(String),
    /// The transaction could not be committed. On PostgreSQL the outcome is unknown when the connection was lost.
    #[error("the transaction could not be committed: {0}")]
    Commit(String),
    /// A column is missing, NULL or of another type than the row wants.
    #[error("column {column} cannot be read: {reason}")]
    Column { column: String, reason: String },
    /// Placeholders and bound values do not match.
    #[error("the statement has {expected} placeholders and was given {given} values")]
    Arguments { expected: usize, given: usize },
    /// A text with U+0000, which PostgreSQL cannot store.
    #[error("a text holds the character U+0000")]
    Nul,
    /// The database was migrated by a newer program.
    #[error("the database has schema {database}, this program knows schemas up to {program}")]
    NewerSchema { database: i64, program: i64 },
    /// A migration that was applied is not the one this program holds.
    #[error("migration {0} was changed after it had been applied")]
    MigrationChanged(String),
    /// A migration failed; it was rolled back.
    #[error("migration {name} failed: {reason}")]
    Migration { name: String, reason: String },
    /// The URL of the database is not understood.
    #[error("the database URL must be sqlite://path or postgres://…")]
    Url,
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Whatever else the database or its driver says.
    #[error("{0}")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The same failure once more, for each of those that shared a transaction.
    pub(super) fn again(&self) -> Error {
        match self {
            Error::Busy => Error::Busy,
            Error::Retry => Error::Retry,
            Error::Timeout => Error::Timeout,
            Error::Full => Error::Full,
            Error::Swallowed(what) => Error::Swallowed(what.clone()),
            other => Error::Commit(other.to_string()),
        }
    }

    /// What a job is told that goes on after this failure of a statement.
    pub(super) fn swallowed(&self) -> Error {
        match self {
            Error::Retry => Error::Retry,
            Error::Timeout => Error::Timeout,
            Error::Full => Error::Full,
            other => Error::Swallowed(other.to_string()),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        let known = error.as_database_error().and_then(|database| database.try_downcast_ref()).and_then(postgres);
        known.unwrap_or_else(|| Error::Database(error.into()))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        sqlite(&error).unwrap_or_else(|| Error::Database(error.into()))
    }
}

/// By SQLSTATE (PostgreSQL 15, appendix A).
fn postgres(error: &PgDatabaseError) -> Option<Error> {
    match error.code() {
        "40001" | "40P01" => Some(Error::Retry),
        "53300" | "55P03" => Some(Error::Busy),
        "57014" => Some(Error::Timeout),
        "53100" => Some(Error::Full),
        "23505" => error.constraint().map(|name| Error::Taken(name.to_owned())),
        _ => None,
    }
}

/// By result code (sqlite.org/rescode.html).
fn sqlite(error: &rusqlite::Error) -> Option<Error> {
    // Reading the schema anew is a part of preparing a statement, and may fail as any reading may.
    let (rusqlite::Error::SqliteFailure(failure, _) | rusqlite::Error::SqlInputError { error: failure, .. }) = error
    else {
        return None;
    };
    let code = failure.extended_code;
    match (code, code & 0xff) {
        (ffi::SQLITE_CONSTRAINT_UNIQUE, _) => taken(&error.to_string(), false).map(Error::Taken),
        (ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID, _) => {
            taken(&error.to_string(), true).map(Error::Taken)
        }
        (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => Some(Error::Busy),
        (ffi::SQLITE_IOERR_SHMSIZE, _) | (_, ffi::SQLITE_FULL) => Some(Error::Full),
        (_, ffi::SQLITE_INTERRUPT) => Some(Error::Timeout),
        _ => None,
    }
}

/// SQLite names no constraint, only its columns: "UNIQUE constraint failed: person.kind, person.number".
fn taken(message: &str, primary: bool) -> Option<String> {
    let columns = message.split_once("constraint failed: ")?.1;
    if let Some(index) = columns.strip_prefix("index '") {
        return Some(index.trim_end_matches('\'').to_owned());
    }
    let mut pairs = columns.split(", ").map(|column| column.split_once('.'));
    let (table, first) = pairs.next()??;
    if primary {
        return Some(format!("{table}_pkey"));
    }
    let mut name = format!("{table}_{first}");
    for pair in pairs {
        name.push('_');
        name.push_str(pair?.1);
    }
    name.push_str("_key");
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::taken;

    #[test]
    fn constraints_are_named_as_in_postgresql() {
        let name = |text: &str, primary| taken(&format!("UNIQUE constraint failed: {text}"), primary);
        assert_eq!(name("person.number", false).as_deref(), Some("person_number_key"));
        assert_eq!(name("person.kind, person.number", false).as_deref(), Some("person_kind_number_key"));
        assert_eq!(name("setting.key", true).as_deref(), Some("setting_pkey"));
        assert_eq!(name("index 'person_lower_key'", false).as_deref(), Some("person_lower_key"));
        assert_eq!(taken("something else", false), None);
    }
}
