//! Queues, threads and the rhythm of begin, job, commit, answer.
//!
//! Both databases have one writer, which lets jobs that wait share a commit, so
//! that no write of this process can be in another's way: SQLite on a thread of
//! its own, PostgreSQL on one thread with several connections. No caller's future
//! ever owns a connection across a wait, so a caller that goes away can neither
//! cancel a job nor poison a connection (sqlx#4393, sqlx#3932).
//!
//! SQLite answers within microseconds and never makes a job wait for anything: what
//! reads runs on the thread that asks ([`here`]) while one of a few connections is
//! free, which spares two changes of threads a job, and only else on a reader's own.
//! It knows no SQL but that of transactions. To add one: a way to run jobs is a
//! loop over [`next`] that answers every job exactly once.

use std::{
    cell::Cell,
    future::Future,
    panic::{AssertUnwindSafe, Location},
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, PoisonError},
    task::{Context, Poll, Waker},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use tokio::{
    runtime,
    sync::{Mutex, mpsc, mpsc::error::TrySendError, oneshot},
    task::LocalSet,
};
use tracing::{Instrument, Span};

use super::{
    Error, Kind, Options, Result, Tx,
    connection::{Connector, Purpose},
};

thread_local! {
    /// True on the threads of the store, where starting a job would wait for itself.
    static OURS: Cell<bool> = const { Cell::new(false) };
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Access {
    Read,
    Write,
}

impl Access {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
        }
    }
}

/// How much a reading job asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asks {
    /// One statement, which is a transaction by itself: to begin and to end one would cost as much again.
    Once,
    /// More than one, which see the same.
    More,
}

/// A job with the channel for its answer.
pub(super) struct Task<F, T, E> {
    pub(super) job: F,
    pub(super) answer: oneshot::Sender<Result<T, E>>,
}

/// A job that has run; `answer` is called when its transaction has ended.
pub(super) struct Done {
    /// Worth a commit.
    ok: bool,
    answer: Box<dyn FnOnce(Result<()>)>,
}

type Running<'t> = Pin<Box<dyn Future<Output = Done> + 't>>;

/// A [`Task`] whose types are forgotten.
pub(super) trait Work: Send {
    fn run(self: Box<Self>, tx: &mut Tx) -> Running<'_>;

    /// Answers without having run.
    fn refuse(self: Box<Self>, error: Error);
}

impl<F, T, E> Work for Task<F, T, E>
where
    F: AsyncFnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    fn run(self: Box<Self>, tx: &mut Tx) -> Running<'_> {
        let Task { job, answer } = *self;
        Box::pin(async move {
            let outcome = finished(job, tx).await;
            Done {
                ok: outcome.is_ok(),
                answer: Box::new(move |end| {
                    // A caller that has gone away needs no answer.
                    answer.send(outcome.and_then(|value| end.map(|()| value).map_err(E::from))).ok();
                }),
            }
        })
    }

    fn refuse(self: Box<Self>, error: Error) {
        self.answer.send(Err(error.into())).ok();
    }
}

struct Job {
    access: Access,
    work: Box<dyn Work>,
    from: &'static Location<'static>,
    queued: Instant,
    /// Of who asks: what is logged on the way is logged for him.
    span: Span,
}

impl Job {
    /// Runs the job, with a line in the log if it took long.
    async fn run(self, tx: &mut Tx, slow: Duration) -> Done {
        let Job { access, work, from, queued, span } = self;
        let stats = Arc::clone(&tx.stats);
        let began = Instant::now();
        let done = work.run(tx).instrument(span.clone()).await;
        if began.elapsed() >= slow {
            span.in_scope(|| tracing::warn!(?access, %from, "a database job took {:?}", began.elapsed()));
        }
        stats.jobs(access).ran(began - queued, began.elapsed(), done.ok);
        done
    }
}

enum Order {
    Job(Job),
    /// Take no more, finish what waits.
    Close,
}

/// A queue and the threads that work it off.
type Crew = (mpsc::Sender<Order>, Vec<JoinHandle<()>>);

/// The running store.
pub(super) struct Engine {
    pub(super) connector: Arc<Connector>,
    reads: mpsc::Sender<Order>,
    writes: mpsc::Sender<Order>,
    /// Reading connections of SQLite for jobs that run where they are asked; none once the store is being closed.
    idle: std::sync::Mutex<Option<Vec<Tx>>>,
    slow: Duration,
    /// In the order in which they are to be ended: readers first, so that the writer can empty the log.
    threads: Mutex<Vec<Crew>>,
}

impl Engine {
    pub(super) async fn start(connector: Connector, options: Options) -> Result<Engine> {
        let connector = Arc::new(connector);
        // Opened here, so that a database that cannot be opened is an error of `open` and not of the first job.
        let first = connector.connect(Purpose::Work).await?;
        let (writes, jobs) = mpsc::channel(options.queue);
        let (reads, questions) = mpsc::channel(options.queue);
        let slow = options.slow;
        if connector.kind() == Kind::Postgres {
            let handle = spawn("db", {
                let connector = Arc::clone(&connector);
                move || postgres(connector, first, jobs, questions, options)
            })?;
            let threads = Mutex::new(vec![(reads.clone(), Vec::new()), (writes.clone(), vec![handle])]);
            let idle = std::sync::Mutex::new(None);
            return Ok(Engine { connector, reads, writes, idle, slow, threads });
        }
        let mut idle = Vec::new();
        for _ in 0..options.here {
            let mut tx = connector.connect(Purpose::Read).await?;
            tx.access = Access::Read;
            idle.push(tx);
        }
        let idle = std::sync::Mutex::new(Some(idle));
        let questions = Arc::new(Mutex::new(questions));
        let mut readers = Vec::new();
        for _ in 0..options.readers {
            let (connector, questions) = (Arc::clone(&connector), Arc::clone(&questions));
            readers.push(spawn("db-read", move || async move {
                lane(&connector, Purpose::Read, &questions, slow).await;
            })?);
        }
        let writer = spawn("db-write", {
            let connector = Arc::clone(&connector);
            move || async move { writer(&connector, first, jobs, &options).await }
        })?;
        let threads = Mutex::new(vec![(reads.clone(), readers), (writes.clone(), vec![writer])]);
        Ok(Engine { connector, reads, writes, idle, slow, threads })
    }

    /// Runs a reading job on this thread; gives it back when there is no connection free for that.
    pub(super) fn here<F, T, E>(&self, job: F, asks: Asks, from: &'static Location<'static>) -> Result<Result<T, E>, F>
    where
        F: AsyncFnOnce(&mut Tx) -> Result<T, E>,
        E: From<Error>,
    {
        if OURS.get() {
            return Ok(Err(Error::Nested.into()));
        }
        let taken = self.idle.lock().unwrap_or_else(PoisonError::into_inner).as_mut().and_then(Vec::pop);
        let Some(mut tx) = taken else { return Err(job) };
        OURS.set(true);
        let began = Instant::now();
        let (outcome, sound) = at_once(job, asks, &mut tx);
        OURS.set(false);
        let took = began.elapsed();
        tx.stats.jobs(Access::Read).ran(Duration::ZERO, took, outcome.is_ok());
        if took >= self.slow {
            tracing::warn!(access = ?Access::Read, %from, "a database job took {took:?}");
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match idle.as_mut() {
            Some(idle) if sound => idle.push(tx),
            // It is closed by being dropped. One that is not sound is missed: the readers' threads go on without it.
            _ => {}
        }
        Ok(outcome)
    }

    pub(super) fn submit(&self, access: Access, work: Box<dyn Work>, from: &'static Location<'static>) -> Result<()> {
        if OURS.get() {
            return Err(Error::Nested);
        }
        let queue = match access {
            Access::Read => &self.reads,
            Access::Write => &self.writes,
        };
        let job = Job { access, work, from, queued: Instant::now(), span: Span::current() };
        queue.try_send(Order::Job(job)).map_err(|error| match error {
            TrySendError::Full(_) => {
                self.connector.stats().jobs(access).refused.add(1);
                Error::Busy
            }
            TrySendError::Closed(_) => Error::Closed,
        })
    }

    /// Jobs that wait in a queue.
    pub(super) fn waiting(&self, access: Access) -> usize {
        let queue = match access {
            Access::Read => &self.reads,
            Access::Write => &self.writes,
        };
        queue.max_capacity() - queue.capacity()
    }

    pub(super) async fn stop(&self) {
        *self.idle.lock().unwrap_or_else(PoisonError::into_inner) = None;
        // Held to the end: whoever closes a second time waits as well.
        let mut threads = self.threads.lock().await;
        for (queue, handles) in threads.drain(..) {
            // An error says that the thread has ended already.
            queue.send(Order::Close).await.ok();
            let joined = tokio::task::spawn_blocking(move || handles.into_iter().try_for_each(JoinHandle::join)).await;
            if !matches!(joined, Ok(Ok(()))) {
                tracing::error!("a thread of the database did not end cleanly");
            }
        }
    }
}

/// A job with its transaction, from begin to end; whether the connection is sound afterwards.
fn at_once<T, E: From<Error>>(
    job: impl AsyncFnOnce(&mut Tx) -> Result<T, E>,
    asks: Asks,
    tx: &mut Tx,
) -> (Result<T, E>, bool) {
    let mut running = pin!(async {
        if asks == Asks::Once {
            let outcome = finished(job, tx).await;
            debug_assert!(tx.ran <= 1, "a job of one statement has run more");
            return (outcome, !tx.open());
        }
        if let Err(error) = tx.exec("begin").await {
            return (Err(error.into()), false);
        }
        let outcome = finished(job, tx).await;
        let end = tx.exec(if outcome.is_ok() { "commit" } else { "rollback" }).await;
        let sound = end.is_ok();
        (outcome.and_then(|value| end.map(|()| value).map_err(E::from)), sound)
    });
    let mut context = Context::from_waker(Waker::noop());
    loop {
        // Nothing in a job waits but for its transaction, and SQLite's does not: the first time is the last.
        if let Poll::Ready(done) = running.as_mut().poll(&mut context) {
            return done;
        }
        thread::yield_now();
    }
}

/// What a job answers, were it by panicking or by passing over a statement that had failed.
async fn finished<T, E: From<Error>>(job: impl AsyncFnOnce(&mut Tx) -> Result<T, E>, tx: &mut Tx) -> Result<T, E> {
    tx.renew();
    let outcome = AssertUnwindSafe(job(&mut *tx)).catch_unwind().await;
    let outcome = outcome.unwrap_or_else(|_| Err(Error::Panicked.into()));
    // PostgreSQL answers the COMMIT of a failed transaction with a silent ROLLBACK, SQLite would keep half of it.
    match tx.failed.take() {
        Some(failed) if outcome.is_ok() => Err(failed.into()),
        _ => outcome,
    }
}

/// A thread with its own runtime. The future is made there and need not be `Send`.
fn spawn<F: Future<Output = ()>>(name: &str, work: impl FnOnce() -> F + Send + 'static) -> Result<JoinHandle<()>> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(thread::Builder::new().name(name.to_owned()).spawn(move || {
        OURS.set(true);
        runtime.block_on(work());
    })?)
}

/// The next job; `None` when the store is being closed and nothing waits.
async fn next(orders: &mut mpsc::Receiver<Order>) -> Option<Job> {
    loop {
        match orders.recv().await? {
            Order::Job(job) => return Some(job),
            Order::Close => orders.close(),
        }
    }
}

/// The next job if one waits already.
fn waiting(orders: &mut mpsc::Receiver<Order>) -> Option<Job> {
    loop {
        match orders.try_recv().ok()? {
            Order::Job(job) => return Some(job),
            Order::Close => orders.close(),
        }
    }
}

async fn postgres(
    connector: Arc<Connector>,
    first: Tx,
    jobs: mpsc::Receiver<Order>,
    questions: mpsc::Receiver<Order>,
    options: Options,
) {
    let questions = Rc::new(Mutex::new(questions));
    let lanes = LocalSet::new();
    for _ in 1..options.connections.max(2) {
        let (connector, questions, slow) = (Arc::clone(&connector), Rc::clone(&questions), options.slow);
        lanes.spawn_local(async move { lane(&connector, Purpose::Work, &questions, slow).await });
    }
    lanes.spawn_local(async move { writer(&connector, first, jobs, &options).await });
    lanes.await;
}

/// One connection that serves reading jobs one after the other, each in its own transaction.
async fn lane(connector: &Connector, purpose: Purpose, jobs: &Mutex<mpsc::Receiver<Order>>, slow: Duration) {
    let mut idle = None;
    while let Some(job) = async { next(&mut *jobs.lock().await).await }.await {
        let mut tx = match begin(connector, purpose, idle.take(), Access::Read).await {
            Ok(tx) => tx,
            Err(error) => {
                tracing::warn!(%error, "no connection to the database for a job");
                connector.stats().jobs(job.access).refused.add(1);
                job.work.refuse(Error::Busy);
                continue;
            }
        };
        let done = job.run(&mut tx, slow).await;
        let end = tx.exec(if done.ok { "commit" } else { "rollback" }).await;
        // After a failed commit or rollback the state of the connection is unknown: the next job opens another.
        idle = end.is_ok().then_some(tx);
        (done.answer)(end.map_err(|error| error.again()));
    }
    if let Some(tx) = idle {
        tx.close().await;
    }
}

/// Begins on the idle connection, or on a new one when that has been lost meanwhile.
async fn begin(connector: &Connector, purpose: Purpose, idle: Option<Tx>, access: Access) -> Result<Tx> {
    let text = match (connector.kind(), access) {
        (Kind::Sqlite, Access::Read) => "begin",
        (Kind::Sqlite, Access::Write) => "begin immediate",
        (Kind::Postgres, Access::Read) => "begin isolation level repeatable read read only",
        (Kind::Postgres, Access::Write) => "begin isolation level serializable",
    };
    if let Some(mut tx) = idle {
        tx.access = access;
        match tx.exec(text).await {
            Ok(()) => return Ok(tx),
            // Locked by another process: another connection would wait as long again.
            Err(Error::Busy) => return Err(Error::Busy),
            Err(_) => {}
        }
    }
    let mut tx = connector.connect(purpose).await?;
    tx.access = access;
    tx.exec(text).await?;
    Ok(tx)
}

/// The only writer.
async fn writer(connector: &Connector, first: Tx, mut jobs: mpsc::Receiver<Order>, options: &Options) {
    let mut idle = Some(first);
    while let Some(job) = next(&mut jobs).await {
        match begin(connector, Purpose::Work, idle.take(), Access::Write).await {
            Ok(mut tx) => {
                if group(&mut tx, job, &mut jobs, options).await {
                    idle = Some(tx);
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the database could not begin a transaction");
                connector.stats().jobs(job.access).refused.add(1);
                job.work.refuse(Error::Busy);
            }
        }
    }
    if let Some(mut tx) = idle {
        if connector.kind() == Kind::Sqlite
            && let Err(error) = tx.exec("pragma wal_checkpoint(truncate)").await
        {
            tracing::warn!(%error, "the last checkpoint failed; the log is kept");
        }
        tx.close().await;
    }
}

/// Runs the first job and those that wait in one transaction that has begun, and ends it.
/// True when the connection is sound afterwards.
async fn group(tx: &mut Tx, first: Job, jobs: &mut mpsc::Receiver<Order>, options: &Options) -> bool {
    let begun = Instant::now();
    let mut answers = Vec::new();
    let mut upcoming = Some(first);
    let mut marked = false;
    let end = loop {
        let Some(job) = upcoming.take() else { break tx.exec("commit").await };
        let alone = answers.is_empty();
        if !alone {
            // What the others did must outlive this job.
            let mark = if marked { "release job; savepoint job" } else { "savepoint job" };
            if let Err(error) = tx.exec(mark).await {
                job.work.refuse(error.again());
                break Err(error);
            }
            marked = true;
        }
        let done = job.run(tx, options.slow).await;
        if !done.ok && alone {
            let undone = tx.exec("rollback").await;
            (done.answer)(Ok(()));
            return undone.is_ok();
        }
        let undone = if done.ok { Ok(()) } else { tx.exec("rollback to job").await };
        // Also a refusal may rest on what the others wrote: it is answered with them.
        answers.push(done.answer);
        if undone.is_err() {
            break undone;
        }
        if answers.len() < options.group_jobs && begun.elapsed() < options.group_time {
            upcoming = waiting(jobs);
        }
    };
    if end.is_ok() {
        tx.stats.committed(answers.len());
    }
    // Some errors end the transaction by themselves; the connection is given up then.
    let sound = end.is_ok() || tx.exec("rollback").await.is_ok();
    for answer in answers {
        answer(end.as_ref().map_err(Error::again).copied());
    }
    sound
}
