//! Work that takes a core for a while, apart from the threads that answer requests: so many at once,
//! so many waiting, and one more is told at once that there is no time.
//!
//! What the work is, is decided by those who have it done. A [`Turn`] is the proof that something is
//! done here: what must not be done elsewhere asks for one.
//!
//! To add one: an [`Apart`] beside those of [`Backend`](crate::Backend), with how many cores it may have.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};

use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};
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
    /// The last one got next to nothing of a core. What lets all others go first would do nothing as long as all
    /// cores are taken, and nobody could log in: the next one lets only most of them.
    held_up: AtomicBool,
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
            held_up: AtomicBool::new(false),
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
        let way = if self.0.held_up.load(SeqCst) { Way::Most } else { Way::All };
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
            rustix::process::setpriority_process(Some(rustix::thread::gettid()), NICE).ok();
            None
        }
    }
}

/// Interrupts the core of a thread that only computes, so often that whoever waits for it is seen. Linux with lazy
/// preemption (since 6.13) looks for him at its own tick only, of 4 ms, as long as nothing else disturbs the core.
struct Pace(Arc<AtomicBool>);

/// Between two interruptions, each of some microseconds.
const PACE: Duration = Duration::from_micros(500);

impl Pace {
    /// This thread stays on its core, and another one sleeps there.
    fn begin() -> Option<Pace> {
        let mut core = CpuSet::new();
        core.set(sched_getcpu());
        sched_setaffinity(None, &core).ok()?;
        let over = Arc::new(AtomicBool::new(false));
        let pace = Pace(Arc::clone(&over));
        let beat = move || {
            // It is bound to the same core, as threads are where their parents are.
            while !over.load(SeqCst) {
                thread::sleep(PACE);
            }
        };
        thread::Builder::new().name("pace".to_owned()).spawn(beat).ok()?;
        Some(pace)
    }
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
        self.0.held_up.store(self.1.elapsed() > HELD_UP, SeqCst);
        self.0.times.took(self.1.elapsed());
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
    fn what_was_held_up_lets_not_all_others_go_first_the_next_time() {
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
            assert_eq!(apart.run(how).await.expect("it has its turn"), (other, Some(NICE)));
            assert_eq!(apart.run(how).await.expect("it has its turn").0, idle);
        });
    }
}
