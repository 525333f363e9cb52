//! Work that takes a core for a while, apart from the threads that answer requests: so many at once,
//! so many waiting, and one more is told at once that there is no time.
//!
//! What the work is, is decided by those who have it done. A [`Turn`] is the proof that something is
//! done here: what must not be done elsewhere asks for one.
//!
//! To add one: an [`Apart`] beside those of [`Backend`](crate::Backend), with how many cores it may have.

use std::{
    fs,
    num::NonZeroUsize,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};

use rustix::thread::{CpuSet, Pid, gettid, sched_getcpu, sched_setaffinity};
use thread_priority::{
    NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy, thread_native_id,
};
use tokio::sync::{Semaphore, oneshot};
use tracing::Span;

use crate::{
    Error, Result,
    metrics::{Count, Histogram, Kind, Text},
};

/// Work of one kind. Cheap to clone; clones share their turns.
#[derive(Clone, Debug)]
pub struct Apart(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// As it is called in the numbers.
    name: &'static str,
    turns: Arc<Semaphore>,
    /// That are under way or wait.
    places: usize,
    taken: AtomicUsize,
    running: AtomicUsize,
    /// The most that were ever under way at once.
    most: AtomicUsize,
    /// When one last got next to nothing of a core. What lets all others go first does nothing as long as all cores
    /// are taken, and nobody could log in: for a [`WHILE`] the next ones let only most of them.
    held_up: Mutex<Option<Instant>>,
    times: Histogram,
    refused: Count,
}

/// Given to the work while it is its turn.
#[derive(Debug)]
pub struct Turn(());

/// A place among those who wait, given back when the work is over.
#[derive(Debug)]
pub struct Place(Arc<Inner>);

/// Work that is under way, since when.
struct Running(Arc<Inner>, Instant);

/// The cores of the machine.
pub fn cores() -> usize {
    available_parallelism().map_or(1, NonZeroUsize::get)
}

impl Apart {
    /// `turns` at once, and `places` with those that wait.
    pub fn new(name: &'static str, turns: usize, places: usize) -> Apart {
        Apart(Arc::new(Inner {
            name,
            turns: Arc::new(Semaphore::new(turns)),
            places,
            taken: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            held_up: Mutex::new(None),
            times: Histogram::times(),
            refused: Count::new(),
        }))
    }

    /// A place for work to come.
    ///
    /// # Errors
    /// [`Error::Busy`] when all are taken.
    pub fn place(&self) -> Result<Place> {
        if self.0.taken.fetch_add(1, SeqCst) >= self.0.places {
            self.0.taken.fetch_sub(1, SeqCst);
            self.0.refused.add(1);
            return Err(Error::Busy);
        }
        Ok(Place(Arc::clone(&self.0)))
    }

    /// Has work done when its turn comes.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait already, [`Error::Internal`] when it panics.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Turn) -> T + Send + 'static) -> Result<T> {
        self.place()?.run(work).await
    }

    /// How many are under way now, and the most that ever were.
    pub fn under_way(&self) -> (usize, usize) {
        (self.0.running.load(SeqCst), self.0.most.load(SeqCst))
    }

    /// How many are under way or wait.
    pub fn taken(&self) -> usize {
        self.0.taken.load(SeqCst)
    }
}

impl Place {
    /// As [`Apart::run`].
    ///
    /// # Errors
    /// [`Error::Internal`] when the work panics.
    pub async fn run<T: Send + 'static>(self, work: impl FnOnce(&Turn) -> T + Send + 'static) -> Result<T> {
        let lost = |_| Error::Internal("work apart was lost");
        let turn =
            Arc::clone(&self.0.turns).acquire_owned().await.map_err(|_| Error::Internal("turns are never closed"))?;
        let span = Span::current();
        let (answer, answered) = oneshot::channel();
        let way = self.0.way();
        // Turn and place go with the work: a browser that goes away does not let another one start beside it.
        let work = move || {
            let _pace = give(way);
            let done = {
                let _held = (Running::begin(&self.0), turn, self);
                span.in_scope(|| work(&Turn(())))
            };
            // Nobody may be waiting any more.
            answer.send(done).ok();
        };
        thread::Builder::new().name("apart".to_owned()).spawn(work).map_err(|_| Error::Busy)?;
        answered.await.map_err(lost)
    }
}

/// How much less than its share of a core work asks for that was [`held_up`](Inner::held_up): about a tenth is left
/// to it when there is other work.
const NICE: i32 = 10;
/// Work that takes so long did not have a core; by itself none takes a tenth of it.
const HELD_UP: Duration = Duration::from_secs(1);
/// So long it is remembered that cores were taken.
const WHILE: Duration = Duration::from_mins(10);

/// How a thread lets others go first. Each work has a thread of its own for this: what gives way never comes back.
#[derive(Clone, Copy)]
enum Way {
    /// Whenever there is anything else to do: who asks for a page does not even wait for the end of a slice.
    All,
    /// For most of the time.
    Most,
}

/// Answers with what keeps it so, until it is dropped.
fn give(way: Way) -> Option<Pace> {
    // On Linux a thread is asked for by its own number. A system that does not let us goes on as it is.
    match way {
        Way::All => {
            // First, as a thread begins with the policy of its parent and does not come back from this one.
            let pace = Pace::begin();
            let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
            set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle).ok();
            pace
        }
        Way::Most => {
            rustix::process::setpriority_process(Some(gettid()), NICE).ok();
            None
        }
    }
}

/// Interrupts the core of a thread that only computes, so often that whoever waits for it is seen. Linux with lazy
/// preemption (since 6.13) looks for him at its own tick only, of 4 ms, as long as nothing else disturbs the core.
struct Pace(Arc<AtomicBool>);

/// Between two interruptions, each of some microseconds.
const PACE: Duration = Duration::from_micros(500);
/// After so many it is looked whether the thread has gone to another core.
const FOLLOW: u32 = 4;

impl Pace {
    /// A thread that sleeps on the core of this one.
    fn begin() -> Option<Pace> {
        let (thread, mut core) = (gettid(), sched_getcpu());
        let over = Arc::new(AtomicBool::new(false));
        let pace = Pace(Arc::clone(&over));
        let beat = move || {
            stay(core);
            for nth in 1_u32.. {
                thread::sleep(PACE);
                if over.load(SeqCst) {
                    return;
                }
                if nth % FOLLOW == 0
                    && let Some(now) = core_of(thread).filter(|now| *now != core)
                {
                    core = now;
                    stay(core);
                }
            }
        };
        thread::Builder::new().name("pace".to_owned()).spawn(beat).ok()?;
        Some(pace)
    }
}

/// Binds this thread to a core.
fn stay(core: usize) {
    let mut cores = CpuSet::new();
    cores.set(core);
    sched_setaffinity(None, &cores).ok();
}

/// The core on which a thread of this process runs, or ran last (proc(5), the 39th field).
fn core_of(thread: Pid) -> Option<usize> {
    let line = fs::read_to_string(format!("/proc/self/task/{thread}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let (_, behind) = line.rsplit_once(") ")?;
    behind.split(' ').nth(36)?.parse().ok()
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, SeqCst);
    }
}

impl Inner {
    fn way(&self) -> Way {
        let held_up = *self.held_up.lock().unwrap_or_else(PoisonError::into_inner);
        if held_up.is_some_and(|at| at.elapsed() < WHILE) { Way::Most } else { Way::All }
    }
}

impl Running {
    fn begin(inner: &Arc<Inner>) -> Running {
        let running = inner.running.fetch_add(1, SeqCst) + 1;
        inner.most.fetch_max(running, SeqCst);
        Running(Arc::clone(inner), Instant::now())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, SeqCst);
        let took = self.1.elapsed();
        if took > HELD_UP {
            *self.0.held_up.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        self.0.times.took(took);
    }
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Writes what goes on in all of them.
pub fn measure(all: &[&Apart], text: &mut Text) {
    let each = |text: &mut Text, number: fn(&Apart) -> u64| {
        for apart in all {
            text.value(&[("work", apart.0.name)], number(apart));
        }
    };
    text.family(Kind::Histogram, "zhicheng_apart_seconds", "Work on a core of its own, without the waiting before.");
    for apart in all {
        text.histogram(&[("work", apart.0.name)], &apart.0.times);
    }
    text.family(Kind::Gauge, "zhicheng_apart_taken", "Work that is under way or waits.");
    each(text, |apart| wide(apart.taken()));
    text.family(Kind::Gauge, "zhicheng_apart_most", "The most that was ever under way at once.");
    each(text, |apart| wide(apart.under_way().1));
    text.family(Kind::Counter, "zhicheng_apart_refused_total", "Work that was refused because too much waited.");
    each(text, |apart| apart.0.refused.get());
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use thread_priority::thread_schedule_policy;

    use super::*;
    use crate::testing::block_on;

    #[test]
    fn so_many_at_once_and_one_more_than_may_wait_is_refused_at_once() {
        block_on(async {
            let apart = Apart::new("test", 1, 3);
            let (go, gone) = mpsc::channel::<()>();
            let held = tokio::spawn({
                let apart = apart.clone();
                async move { apart.run(move |_| gone.recv().is_ok()).await }
            });
            while apart.under_way().0 == 0 {
                tokio::task::yield_now().await;
            }
            let waiting: Vec<_> = (0..2)
                .map(|nth| {
                    let place = apart.place().expect("there is room");
                    tokio::spawn(place.run(move |_| nth))
                })
                .collect();
            assert!(matches!(apart.run(|_| ()).await, Err(Error::Busy)));
            assert_eq!((apart.taken(), apart.under_way()), (3, (1, 1)));
            go.send(()).expect("it waits for this");
            assert!(held.await.expect("it ends").expect("it has its turn"));
            for (nth, one) in waiting.into_iter().enumerate() {
                assert_eq!(one.await.expect("it ends").expect("it has its turn"), nth);
            }
            let lost = apart.run(|_| panic!("on purpose")).await;
            assert!(matches!(lost, Err::<(), _>(Error::Internal(_))), "{lost:?}");
            assert_eq!((apart.taken(), apart.under_way()), (0, (0, 1)), "all is given back");
        });
    }

    /// Whoever goes away while he waits gives his place back, and what he had begun is never twice at once.
    #[test]
    fn who_goes_away_lets_nobody_start_beside_what_he_has_begun() {
        block_on(async {
            let apart = Apart::new("test", 1, 2);
            let (go, gone) = mpsc::channel::<()>();
            let begun = tokio::spawn(apart.place().expect("there is room").run(move |_| gone.recv().is_ok()));
            while apart.under_way().0 == 0 {
                tokio::task::yield_now().await;
            }
            begun.abort();
            let waits = tokio::spawn(apart.place().expect("there is room").run(|_| ()));
            assert!(apart.place().is_err(), "what was begun still has its place");
            waits.abort();
            assert!(waits.await.is_err_and(|ended| ended.is_cancelled()));
            let next = tokio::spawn(apart.place().expect("the place is free again").run(|_| ()));
            tokio::task::yield_now().await;
            assert_eq!(apart.under_way(), (1, 1));
            go.send(()).expect("it waits for this");
            next.await.expect("it ends").expect("it has its turn");
            assert_eq!(apart.under_way(), (0, 1));
        });
    }

    #[test]
    fn what_comes_after_work_that_was_held_up_lets_not_all_others_go_first() {
        let how = |_: &Turn| {
            let nice = rustix::process::getpriority_process(Some(rustix::thread::gettid()));
            (thread_schedule_policy().ok(), nice.ok())
        };
        block_on(async {
            let apart = Apart::new("test", 1, 1);
            let idle = Some(ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle));
            let other = Some(ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Other));
            assert_eq!(apart.run(how).await.expect("it has its turn").0, idle);
            apart.run(|_| thread::sleep(HELD_UP + Duration::from_millis(20))).await.expect("it has its turn");
            for _ in 0..2 {
                assert_eq!(apart.run(how).await.expect("it has its turn"), (other, Some(NICE)));
            }
        });
    }

    #[test]
    fn the_core_of_a_thread_is_known() {
        let (ask, asked) = mpsc::channel();
        let (done, over) = mpsc::channel::<()>();
        // One that this process may use.
        let core = sched_getcpu();
        let bound = thread::spawn(move || {
            stay(core);
            ask.send(gettid()).expect("somebody waits for it");
            over.recv().ok();
        });
        let thread = asked.recv().expect("it says its number");
        assert_eq!(core_of(thread), Some(core));
        drop(done);
        bound.join().expect("it ends");
        assert_eq!(core_of(thread), None);
    }
}
