//! Connections: how each database is opened for each purpose, and [`Tx`] over them.
//!
//! It does not decide when a transaction begins or ends (`engine`). To add one:
//! a [`Purpose`] and its settings in both `connect` functions.

use std::{
    any::Any,
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{OpenFlags, config::DbConfig};
use rustc_hash::FxHashMap;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use super::{Answered, Error, Options, Result, engine::Access, kept::Kept, statement::Known, stats::Stats};

/// How long to wait for another process' lock (SQLite) or for a connection (PostgreSQL).
const PATIENCE: Duration = Duration::from_secs(5);
/// SQLite asks whether to go on after so many steps of its machine, a fraction of a millisecond.
const STEPS: i32 = 20_000;
/// Statements of the layer that SQLite keeps prepared.
const ONCE: &[&str] = &["begin", "begin immediate", "commit", "rollback"];
/// Prepared statements kept per connection.
const STATEMENTS: usize = 256;

/// Which database it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// All writes, and on PostgreSQL all reads.
    Work,
    /// Reads in SQLite; cannot write.
    Read,
    /// Schema changes: foreign keys are checked at the end of each, without a time limit.
    Migration,
    /// [`super::Db::integrity`]; cannot write, without a time limit.
    Check,
    /// Reads all of a database into another file, without a time limit.
    Copy,
}

/// What a file is to the system, whatever it is called: device and inode.
type File = (u64, u64);

/// What all connections of a store share.
#[derive(Clone)]
pub(super) struct Beside {
    pub(super) stats: Arc<Stats>,
    kept: Arc<Kept>,
}

impl Beside {
    fn new(stats: Stats) -> Beside {
        Beside { stats: Arc::new(stats), kept: Arc::default() }
    }
}

/// Opens connections to one database.
pub(super) enum Connector {
    Sqlite { path: PathBuf, file: File, limit: Duration, answered: Answered, beside: Beside },
    Postgres { options: Box<PgConnectOptions>, limit: Duration, beside: Beside },
}

impl Connector {
    pub(super) fn new(url: &str, options: &Options) -> Result<Connector> {
        let (limit, beside) = (options.limit, Beside::new(Stats::new(options.slow_statement, options.remember)));
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() || path.starts_with(':') || path.contains('?') {
                return Err(Error::Url);
            }
            let path = PathBuf::from(path);
            create(&path)?;
            let file = file(&path)?;
            return Ok(Connector::Sqlite { path, file, limit, answered: options.answered, beside });
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url).map_err(|_| Error::Url)?;
            return Ok(Connector::Postgres { options: Box::new(options), limit, beside });
        }
        Err(Error::Url)
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Connector::Sqlite { .. } => Kind::Sqlite,
            Connector::Postgres { .. } => Kind::Postgres,
        }
    }

    /// What goes on in this store.
    pub(super) fn stats(&self) -> &Arc<Stats> {
        let (Connector::Sqlite { beside, .. } | Connector::Postgres { beside, .. }) = self;
        &beside.stats
    }

    /// Bytes of the file and of the log beside it; nothing on PostgreSQL.
    pub(super) fn bytes(&self) -> Option<(u64, u64)> {
        let Connector::Sqlite { path, .. } = self else { return None };
        let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        Some((size(path), size(Path::new(&log))))
    }

    /// Whether the file is still where it was opened: one that was removed or replaced goes on
    /// answering, and what is written into it nobody will find again.
    pub(super) fn in_place(&self) -> Result<()> {
        match self {
            Connector::Sqlite { path, file: opened, .. } => match file(path) {
                Ok(found) if found == *opened => Ok(()),
                _ => Err(Error::Gone),
            },
            Connector::Postgres { .. } => Ok(()),
        }
    }

    pub(super) async fn connect(&self, purpose: Purpose) -> Result<Tx> {
        match self {
            Connector::Sqlite { path, limit, answered, beside, .. } => sqlite(path, purpose, *limit, *answered, beside),
            Connector::Postgres { options, limit, beside } => {
                let limit = if purpose == Purpose::Work { *limit } else { Duration::ZERO };
                let options = options
                    .as_ref()
                    .clone()
                    .application_name("zhicheng")
                    .statement_cache_capacity(STATEMENTS)
                    .options([("statement_timeout", limit.as_millis())])
                    .options([("lock_timeout", limit.as_millis())]);
                let conn = tokio::time::timeout(PATIENCE, options.connect()).await.map_err(|_| Error::Busy)??;
                Ok(Tx::new(Conn::Postgres(conn), None, beside))
            }
        }
    }
}

/// Opens a file of SQLite that is there, for this alone: without the threads of a store, and without writing to it.
pub(super) async fn outside(path: &Path, purpose: Purpose) -> Result<Tx> {
    // SQLite would say no more than that it cannot open it.
    fs::metadata(path)?;
    sqlite(path, purpose, Duration::ZERO, Answered::OnDisk, &Beside::new(Stats::unwatched()))
}

/// Whether no connection to a file of SQLite is open, in this process or another.
///
/// # Errors
/// [`Error::Busy`] when one is.
pub(super) async fn unused(path: &Path) -> Result<()> {
    let conn = rusqlite::Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.busy_timeout(Duration::ZERO)?;
    conn.execute_batch("pragma locking_mode = exclusive")?;
    let mut tx = Tx::new(Conn::Sqlite(conn), None, &Beside::new(Stats::unwatched()));
    let locked = tx.exec("begin exclusive; rollback").await;
    tx.close().await;
    locked
}

/// Makes the folder and the file, for nobody else to read. SQLite gives its `-wal` and `-shm` the same rights.
pub(super) fn create(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    // A file that exists must not be opened here: closing it again would drop the locks of SQLite in this process.
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

fn file(path: &Path) -> Result<File> {
    let found = fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}

fn sqlite(path: &Path, purpose: Purpose, limit: Duration, answered: Answered, beside: &Beside) -> Result<Tx> {
    let access = match purpose {
        Purpose::Work | Purpose::Migration => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Purpose::Read | Purpose::Check | Purpose::Copy => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let conn = rusqlite::Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // First of all: the pragmas after it may have to wait for another process.
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // The schema alone decides how a statement is run, and a test looks at each (`measure/tests/plans.rs`). So there
    // are no statistics (`analyze`, `pragma optimize`), and no statement is prepared anew for the values it is given,
    // as SQLite else does with every one that compares ranges.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.execute_batch("pragma cache_size = -65536; pragma temp_store = memory; pragma trusted_schema = off")?;
    conn.execute_batch(match purpose {
        Purpose::Migration => "pragma foreign_keys = off",
        Purpose::Work | Purpose::Read | Purpose::Check | Purpose::Copy => "pragma foreign_keys = on",
    })?;
    conn.execute_batch(match purpose {
        Purpose::Work | Purpose::Migration => "pragma journal_mode = wal; pragma journal_size_limit = 67108864",
        Purpose::Read | Purpose::Check => "pragma query_only = on",
        // `vacuum into` counts as writing, though nothing of this file changes.
        Purpose::Copy => "",
    })?;
    conn.execute_batch(match answered {
        Answered::OnDisk => "pragma synchronous = full",
        Answered::Early => "pragma synchronous = normal",
    })?;
    let mut deadline = None;
    if purpose == Purpose::Read {
        let until = Arc::new(Deadline { start: Instant::now(), limit, until: AtomicU64::new(u64::MAX) });
        let asked = Arc::clone(&until);
        conn.progress_handler(STEPS, Some(move || asked.passed()))?;
        deadline = Some(until);
    }
    Ok(Tx::new(Conn::Sqlite(conn), deadline, beside))
}

/// When the job under way must be over; asked by SQLite's own thread.
pub(super) struct Deadline {
    start: Instant,
    limit: Duration,
    /// Milliseconds after `start`.
    until: AtomicU64,
}

impl Deadline {
    fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn passed(&self) -> bool {
        self.now() > self.until.load(Ordering::Relaxed)
    }

    fn renew(&self) {
        let limit = u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX);
        self.until.store(self.now().saturating_add(limit), Ordering::Relaxed);
    }
}

pub(super) enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

/// A transaction, as a job sees it: what [`Sql`](super::Sql)'s verbs run on.
pub struct Tx {
    pub(super) conn: Conn,
    /// The first statement that failed: from then on nothing can be committed.
    pub(super) failed: Option<Error>,
    deadline: Option<Arc<Deadline>>,
    /// Statements that the job under way has run.
    pub(super) ran: u32,
    /// What the jobs under way do.
    pub(super) access: Access,
    pub(super) stats: Arc<Stats>,
    kept: Arc<Kept>,
    /// Statements that are written out in the program, by where they and the columns of their rows are written.
    pub(super) known: FxHashMap<[usize; 3], Arc<Known>>,
}

impl Tx {
    fn new(conn: Conn, deadline: Option<Arc<Deadline>>, beside: &Beside) -> Tx {
        let Beside { stats, kept } = beside.clone();
        Tx { conn, failed: None, ran: 0, deadline, access: Access::Write, stats, kept, known: FxHashMap::default() }
    }

    /// What was [kept](Tx::keep) under this stamp.
    pub fn kept<T: Any + Send + Sync>(&self, stamp: (i64, i64)) -> Option<Arc<T>> {
        self.kept.get(stamp)
    }

    /// Keeps what was made of rows whose state the stamp names, read in this transaction; one thing of each type,
    /// for a minute at most. Nothing when this job may write.
    pub fn keep<T: Any + Send + Sync>(&self, stamp: (i64, i64), what: &Arc<T>) {
        if self.access == Access::Read {
            self.kept.put(stamp, Arc::clone(what));
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self.conn {
            Conn::Sqlite(_) => Kind::Sqlite,
            Conn::Postgres(_) => Kind::Postgres,
        }
    }

    /// Whether a transaction has begun and not ended; PostgreSQL begins one with every job.
    pub(super) fn open(&self) -> bool {
        match &self.conn {
            Conn::Sqlite(conn) => !conn.is_autocommit(),
            Conn::Postgres(_) => true,
        }
    }

    /// Makes ready for the next job.
    pub(super) fn renew(&mut self) {
        self.failed = None;
        self.ran = 0;
        if let Some(deadline) = &self.deadline {
            deadline.renew();
        }
    }

    /// Runs statements of the layer itself; no values, no rows.
    pub(super) async fn exec(&mut self, text: &str) -> Result<()> {
        match &mut self.conn {
            // What begins and ends every transaction is prepared once.
            Conn::Sqlite(conn) if ONCE.contains(&text) => conn.prepare_cached(text)?.raw_execute().map(drop)?,
            Conn::Sqlite(conn) => conn.execute_batch(text)?,
            Conn::Postgres(conn) => sqlx::raw_sql(AssertSqlSafe(text.to_owned())).execute(conn).await.map(drop)?,
        }
        Ok(())
    }

    /// Remembers the first failure of a job.
    pub(super) fn note<T>(&mut self, done: Result<T>) -> Result<T> {
        done.inspect_err(|error| {
            if self.failed.is_none() {
                self.failed = Some(error.swallowed());
            }
        })
    }

    /// Ends the connection. What it says is of no use any more.
    pub(super) async fn close(self) {
        let closed = match self.conn {
            Conn::Sqlite(conn) => conn.close().map_err(|(_, error)| Error::from(error)),
            Conn::Postgres(conn) => conn.close().await.map_err(Error::from),
        };
        if let Err(error) = closed {
            tracing::debug!(%error, "a database connection was not closed cleanly");
        }
    }
}
