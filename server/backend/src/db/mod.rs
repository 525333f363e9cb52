//! The store layer: one SQL text for SQLite and PostgreSQL, chosen by the URL at start.
//!
//! A use case hands a whole transaction over as a job, an async closure over
//! [`Tx`], to [`Db::read`] or [`Db::write`]; the job runs on a thread of the
//! store and its answer comes back after `COMMIT`. A job that answers `Err` is
//! rolled back. It is not where SQL is written (`crate::store`) and decides nothing.
//!
//! Rules for jobs: wait for nothing but `tx` (all other writers wait meanwhile);
//! start no job inside a job ([`Error::Nested`]); a statement that failed has
//! ended the transaction, whatever the job answers (to try, use `on conflict do nothing`).
//!
//! Rules for SQL on both databases: `$1`, `$2` as placeholders; compare booleans
//! with a bound `bool`; give every expression a name (`count(*) as n`); wrap sums
//! as `cast(sum(x) as bigint)`; no `like`, no date arithmetic, no JSON operators,
//! no deferred constraints.
//!
//! Reading order: [`sql`](mod@statement) → [`value`] → `engine` → [`migrations`].
//! To add one: a type that can be stored is an `impl` of [`Bind`] and [`Column`] in `value.rs`.

mod connection;
pub mod copy;
mod engine;
mod error;
mod kept;
pub mod lately;
pub mod migrations;
pub mod statement;
mod stats;
pub mod value;

use std::{future::Future, panic::Location, sync::Arc, time::Duration};

use tokio::sync::oneshot;

pub use crate::row;
pub use connection::{Kind, Tx};
pub use error::{Error, Result};
pub use statement::{Sql, sql};
pub use stats::Statement;
pub use value::{At, Bind, Column, FromRow, Row, Value};

use connection::{Connector, Purpose};
use engine::{Access, Asks, Engine, Task};

use crate::metrics::{Kind as Metric, Text};

/// How the store is run. The default suits production.
#[derive(Clone, Debug)]
pub struct Options {
    /// Jobs that may wait in a queue; one more is answered [`Error::Busy`].
    pub queue: usize,
    /// Jobs that may share one commit.
    pub group_jobs: usize,
    /// A group takes no further job once it is so old.
    pub group_time: Duration,
    /// Threads with a read-only connection (SQLite).
    pub readers: usize,
    /// Connections for jobs that read on the thread that asks (SQLite). Fewer than the runtime has threads, so that
    /// reads that take long never hold all of them.
    pub here: usize,
    /// Connections kept open (PostgreSQL): one writes, the others read.
    pub connections: usize,
    /// A job that takes longer is logged.
    pub slow: Duration,
    /// A statement that takes longer is logged.
    pub slow_statement: Duration,
    /// Each statement is remembered once, for [`Db::statements`].
    pub remember: bool,
    /// A reading job (SQLite) or a statement (PostgreSQL) that takes longer is stopped with [`Error::Timeout`].
    pub limit: Duration,
    /// What the answer to a write waits for (SQLite).
    pub answered: Answered,
}

/// When a write is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answered {
    /// Once it is on the disk (`synchronous = full`).
    OnDisk,
    /// Once the system has it (`synchronous = normal`). It is gone when the power fails: for the harness that must see that.
    Early,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            queue: 1024,
            group_jobs: 64,
            group_time: Duration::from_millis(5),
            readers: 2,
            here: 2,
            connections: 8,
            slow: Duration::from_secs(2),
            slow_statement: Duration::from_millis(200),
            remember: false,
            limit: Duration::from_secs(15),
            answered: Answered::OnDisk,
        }
    }
}

/// An open database. Cheap to clone; all clones share the same threads.
#[derive(Clone)]
pub struct Db(Arc<Engine>);

impl Db {
    /// Opens `sqlite://path` (folder and file are made) or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Url`] for any other text; [`Error::Io`] and [`Error::Database`] when it cannot be opened.
    pub async fn open(url: &str, options: Options) -> Result<Db> {
        let connector = Connector::new(url, &options)?;
        Engine::start(connector, options).await.map(|engine| Db(Arc::new(engine)))
    }

    /// Brings the schema up to date and names the migrations applied now.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] when the database is ahead of this program, [`Error::MigrationChanged`]
    /// when an applied migration is not the one this program knows, [`Error::Migration`] when one fails;
    /// those before it stay applied.
    pub async fn migrate(&self) -> Result<Vec<String>> {
        self.migrate_to(migrations::MIGRATIONS).await
    }

    /// [`Db::migrate`] with another list, for tests of the runner itself.
    ///
    /// # Errors
    /// As [`Db::migrate`].
    pub async fn migrate_to(&self, list: &[migrations::Migration]) -> Result<Vec<String>> {
        let mut tx = self.0.connector.connect(Purpose::Migration).await?;
        let applied = migrations::run(&mut tx, list).await;
        tx.close().await;
        applied
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.0.connector.kind()
    }

    /// Whether the file of an SQLite database is still the one that was opened; PostgreSQL looks after its own.
    ///
    /// # Errors
    /// [`Error::Gone`] when it was removed or replaced.
    pub fn in_place(&self) -> Result<()> {
        self.0.connector.in_place()
    }

    /// Runs a job that only reads. All its statements see one snapshot.
    ///
    /// # Errors
    /// What the job answers; [`Error::Busy`], [`Error::Closed`], [`Error::Timeout`], [`Error::Retry`],
    /// [`Error::Panicked`] as `E`. A statement that writes fails.
    #[track_caller]
    pub fn read<T, E>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.reading(job, Asks::More, Location::caller())
    }

    /// [`Db::read`] of a job that runs one statement and no more.
    ///
    /// # Errors
    /// As [`Db::read`].
    #[track_caller]
    pub fn ask<T, E>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.reading(job, Asks::Once, Location::caller())
    }

    async fn reading<T, E, F>(&self, job: F, asks: Asks, from: &'static Location<'static>) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match self.0.here(job, asks, from) {
            Ok(answer) => answer,
            Err(job) => self.submit(Access::Read, job, from).await,
        }
    }

    /// Runs a job that may write, and answers after its `COMMIT`. Once queued it runs to its
    /// end, also when the caller goes away.
    ///
    /// # Errors
    /// What the job answers, after its rollback; [`Error::Busy`], [`Error::Closed`], [`Error::Panicked`],
    /// [`Error::Swallowed`], [`Error::Commit`] as `E`. [`Error::Retry`] (PostgreSQL only): another
    /// process was in the way; nothing was changed, and the user is asked to come back (503 with Retry-After).
    #[track_caller]
    pub fn write<T, E>(
        &self,
        job: impl AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit(Access::Write, job, Location::caller())
    }

    async fn submit<T, E, F>(&self, access: Access, job: F, from: &'static Location<'static>) -> Result<T, E>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        self.0.submit(access, Box::new(Task { job, answer: sender }), from)?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// What is wrong with the file as a sentence each; empty when it is sound and on PostgreSQL,
    /// which checks its own files and foreign keys.
    ///
    /// # Errors
    /// When the check itself cannot be made.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        row! { struct Check { quick_check: String } }
        if self.kind() == Kind::Postgres {
            return Ok(Vec::new());
        }
        let mut tx = self.0.connector.connect(Purpose::Check).await?;
        let pages = sql("pragma quick_check").all::<Check>(&mut tx).await;
        let orphans = copy::orphans(&mut tx).await;
        tx.close().await;
        let mut wrong: Vec<String> =
            pages?.into_iter().map(|page| page.quick_check).filter(|line| line != "ok").collect();
        wrong.extend(orphans?);
        Ok(wrong)
    }

    /// Each statement that was run, once, in the order of where they are written; none unless [`Options::remember`].
    pub fn statements(&self) -> Vec<Statement> {
        self.0.connector.stats().known()
    }

    /// Writes what goes on in the store.
    pub fn measure(&self, text: &mut Text) {
        self.0.connector.stats().measure(text);
        text.family(Metric::Gauge, "zhicheng_store_jobs_waiting", "Database jobs in the queue.");
        for access in [Access::Read, Access::Write] {
            text.value(&[("access", access.name())], self.0.waiting(access));
        }
        if let Some((main, log)) = self.0.connector.bytes() {
            text.family(Metric::Gauge, "zhicheng_database_bytes", "Size of the database's files.");
            text.value(&[("file", "main")], main).value(&[("file", "log")], log);
        }
    }

    /// Takes no further job, finishes those that wait, checkpoints and ends the threads.
    /// Other clones answer [`Error::Closed`] from then on.
    pub async fn close(self) {
        self.0.stop().await;
    }
}
