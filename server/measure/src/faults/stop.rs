//! R11: the process is asked to stop (SIGTERM) while people save and read. What it has taken in it answers, and it
//! leaves a database without a log.

use std::{
    fs,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use backend::db::Options;
use http::StatusCode;
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::task::JoinSet;

use super::{Figure, Ground, Outcome, wait_for};
use crate::{
    client::{Client, Error},
    savers::{Kept, Saver, Wrong, look},
    site::{self, Folder, Running},
    town::{self, Applicant, Come},
};

const SAVERS: usize = 40;
/// A page of paper takes a debug build long: of those who read there are few in the short run, and more in the long one.
const READERS: (usize, usize) = (2, 10);
/// Until a process is asked to stop, at the earliest and at the latest.
const MILLIS: std::ops::Range<u64> = 100..600;
/// The longest that it may take; judged in the long run only, where the machine is its own.
const LONGEST: Duration = Duration::from_secs(10);
/// What was sent so long before was surely taken in.
const SURELY: Duration = Duration::from_millis(250);

const KILLED: &str = "the process is killed instead";
pub const PLANTS: &[&str] = &[KILLED];

pub fn run(ground: &Ground) -> Outcome {
    let folder = Folder::new("stop");
    town::lay(folder.path());
    let (mut savers, readers) = wait_for(async {
        let backend = town::open(folder.path(), Options::default()).await;
        let savers = town::settle(&backend, SAVERS, Come::Entry).await;
        let readers = town::settle(&backend, ground.count(READERS.0, READERS.1), Come::Application).await;
        backend.db().clone().close().await;
        (savers.into_iter().map(Saver::new).collect::<Vec<Saver>>(), readers)
    });
    let log = folder.path().join(format!("{}-wal", town::DATABASE));
    let mut dice = StdRng::seed_from_u64(11);
    let mut all = Seen::default();
    let rounds = if ground.plant.is_some() { 1 } else { ground.count(3, 50) };
    for _ in 0..rounds {
        let running = site::product(&ground.product, folder.path());
        let after = Duration::from_millis(dice.random_range(MILLIS));
        savers = asked(running, savers, &readers, after, ground.planted(KILLED), &mut all);
        all.logs += usize::from(fs::metadata(&log).is_ok_and(|log| log.len() > 0));
        let kept = Kept::read(&look(folder.path()).expect("the database is there")).expect("the tables can be read");
        for saver in &mut savers {
            all.answered += saver.told.len();
            all.wrong += kept.judge(saver);
        }
    }
    let Seen { answered, cut, refused, late, early, before, logs, unhappy, longest, wrong } = all;
    Outcome::Ran(vec![
        Figure::told("times asked to stop", rounds.to_string()),
        Figure::at_least("requests answered meanwhile", answered, rounds),
        Figure::none("answers that ended before their end", cut),
        Figure::none("requests taken in and not done", refused),
        Figure::none("saves done whose answer was never given", wrong.untold),
        Figure::none(format!("requests sent {} ms before and never answered", SURELY.as_millis()), late),
        Figure::told("requests not taken in any more", format!("{early}, {before} of them sent before")),
        Figure::none("acknowledged saves lost", wrong.lost),
        Figure::none("entries without one version for each save", wrong.unequal),
        Figure::none("entries that hold another text than the last one", wrong.stale),
        Figure::none("logs left behind", logs),
        Figure::none("ends that were no good end", unhappy),
        Figure {
            what: "the longest end".to_owned(),
            found: format!("{} ms", longest.as_millis()),
            must: if ground.long { format!("≤ {} ms", LONGEST.as_millis()) } else { String::new() },
            holds: !ground.long || longest <= LONGEST,
        },
    ])
}

#[derive(Default)]
struct Seen {
    answered: usize,
    cut: usize,
    /// Answered by anything else than what was asked for.
    refused: usize,
    late: usize,
    early: usize,
    /// Of these, sent before the process was asked to stop.
    before: usize,
    logs: usize,
    unhappy: usize,
    longest: Duration,
    wrong: Wrong,
}

/// What the visitors of one round tell each other.
#[derive(Clone, Default)]
struct Round {
    answered: Arc<AtomicUsize>,
    cut: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
    /// When requests were sent that got no answer.
    unanswered: Arc<Mutex<Vec<Instant>>>,
    /// Nobody need try again.
    over: Arc<AtomicBool>,
}

impl Round {
    fn failed(&self, sent: Instant, error: &Error) {
        match error {
            Error::Cut(_) => drop(self.cut.fetch_add(1, Ordering::Relaxed)),
            Error::Broken(_) => self.unanswered.lock().unwrap_or_else(PoisonError::into_inner).push(sent),
            // Nobody listens any more.
            Error::Connect(_) => {}
        }
    }
}

/// Everybody is at work when the process is asked to stop.
fn asked(
    running: Running,
    savers: Vec<Saver>,
    readers: &[Applicant],
    after: Duration,
    kill: bool,
    all: &mut Seen,
) -> Vec<Saver> {
    let round = Round::default();
    let (savers, stopped, asked) = wait_for(async {
        let mut working = JoinSet::new();
        for reader in readers {
            working.spawn(read(running.address, reader.clone(), round.clone()));
        }
        for saver in savers {
            working.spawn(save(running.address, saver, round.clone()));
        }
        tokio::time::sleep(after).await;
        let asked = Instant::now();
        let stopped = tokio::task::spawn_blocking(move || match kill {
            true => (running.kill(), (Duration::ZERO, true)).1,
            false => running.stop(),
        });
        let stopped = stopped.await.expect("it can be waited for");
        round.over.store(true, Ordering::Relaxed);
        (working.join_all().await, stopped, asked)
    });
    let (took, content) = stopped;
    all.longest = all.longest.max(took);
    all.unhappy += usize::from(!content);
    all.cut += round.cut.load(Ordering::Relaxed);
    all.refused += round.refused.load(Ordering::Relaxed);
    all.answered += round.answered.load(Ordering::Relaxed);
    let unanswered = round.unanswered.lock().unwrap_or_else(PoisonError::into_inner);
    let late = unanswered.iter().filter(|sent| **sent + SURELY < asked).count();
    all.late += late;
    all.early += unanswered.len() - late;
    all.before += unanswered.iter().filter(|sent| **sent < asked).count() - late;
    savers.into_iter().flatten().collect()
}

async fn save(address: SocketAddr, mut saver: Saver, round: Round) -> Option<Saver> {
    let mut client = saver.client(address);
    while !round.over.load(Ordering::Relaxed) {
        let sent = Instant::now();
        match saver.save(&mut client).await {
            Ok(reply) if reply.status == StatusCode::SEE_OTHER => {}
            Ok(_) => {
                round.refused.fetch_add(1, Ordering::Relaxed);
                break;
            }
            Err(error) => {
                round.failed(sent, &error);
                break;
            }
        }
    }
    Some(saver)
}

/// Small pages and large files.
async fn read(address: SocketAddr, reader: Applicant, round: Round) -> Option<Saver> {
    let mut client = Client::new(address).with_cookie("session", &reader.token);
    let pages = [
        format!("/applications/{}/form.pdf", reader.application),
        "/record/education".to_owned(),
        format!("/applications/{}/preview", reader.application),
    ];
    for page in pages.iter().cycle() {
        if round.over.load(Ordering::Relaxed) {
            break;
        }
        let sent = Instant::now();
        match client.get(page).await {
            Ok(reply) if reply.status == StatusCode::OK => drop(round.answered.fetch_add(1, Ordering::Relaxed)),
            Ok(_) => {
                round.refused.fetch_add(1, Ordering::Relaxed);
                break;
            }
            Err(error) => {
                round.failed(sent, &error);
                break;
            }
        }
    }
    None
}
